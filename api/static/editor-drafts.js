/** Drafts to try the panel on, invented for this product: people, companies and events in them do not exist. */

/** @type {{name: string, label: string, note: string, title: string, sapo: string, body: string, section: string, tags: string[]}[]} */
export const DRAFTS = [
  {
    name: 'clean',
    label: 'Bài mới, sạch',
    note: 'Bài chưa có sapo và thẻ. Bấm “Gợi ý cho bài này” để xem trợ lý đề xuất gì.',
    title: 'Công nhân dệt Nam Trực có lớp mẫu giáo mở đến tám giờ tối',
    sapo: '',
    section: '',
    tags: [],
    body: `Từ đầu tháng 9/2024, Công đoàn Công ty cổ phần Dệt Ngọc Bảo phối hợp với UBND huyện Nam Trực (Nam Định) mở bốn lớp mẫu giáo ngoài giờ cho con công nhân. Lớp nhận trẻ từ 16 giờ 30, đón muộn nhất lúc 20 giờ, các ngày trong tuần.
Bà Phùng Thị Hải Lý, Chủ tịch Công đoàn công ty, cho biết nhà máy có 1.140 lao động, trong đó 62% là nữ. Khảo sát hồi tháng 5 cho thấy 187 gia đình phải gửi con cho hàng xóm khi tăng ca. “Có chị xin nghỉ việc chỉ vì không ai đón con lúc năm giờ chiều”, bà Lý nói.
Mỗi tháng phụ huynh đóng 250.000 đồng tiền ăn tối. Phần còn lại, gồm lương của tám cô giáo và tiền điện nước, do công ty chi, khoảng 96 triệu đồng một tháng. Huyện cho mượn hai phòng học của Trường Mầm non Nam Hồng.
Chị Vi Thị Mến, thợ chạy máy ở phân xưởng 2, có hai con ba và năm tuổi. Trước đây vợ chồng chị thay nhau đổi ca, một người đi sớm, một người về muộn, cả tuần gặp nhau được bữa cơm chủ nhật. Nay chị đón con lúc 18 giờ 15, trên đường về cháu kể đã ăn hết suất cơm.
Ông Đoàn Bá Khiết, Trưởng phòng Giáo dục và Đào tạo huyện, nói lớp học hoạt động theo đúng quy định về giáo viên và phòng cháy. Nếu số trẻ vượt 120, huyện sẽ xem xét mở thêm hai lớp tại xã Nam Thanh trong năm 2025.`,
  },
  {
    name: 'copy',
    label: 'Bài gần trùng',
    note: 'Bài viết lại từ một bài đã có trong kho mẫu, đổi vài chữ. Xem mục “Bài trùng”.',
    title: 'Cháy xưởng gỗ ở Tân Uyên, bốn mươi công nhân chạy thoát',
    sapo: 'Lửa bùng lên từ khu sơn của một xưởng gỗ ở phường Khánh Bình (Tân Uyên, Bình Dương) trưa 11/3, 40 công nhân chạy thoát, hai người bị bỏng nhẹ.',
    section: 'Thời sự',
    tags: ['Tân Uyên'],
    body: `Khoảng 11 giờ 25 ngày 11/3, công nhân Công ty TNHH Gỗ Phúc Tường Lâm đang xếp hàng lấy cơm trưa thì nghe tiếng nổ ở khu phun sơn. Khói đen cuộn kín trần tôn chỉ sau ít phút.
Anh Lương Đình Hoạch, tổ trưởng tổ chà nhám, kể anh giật chuông rồi đứng lại ở cửa hông để đếm người. Đếm đến 38 thì thiếu hai. Hai chị ở kho giấy nhám bị khói chặn, phải đập cửa kính, leo qua mái che nhà xe. Cả hai bỏng nhẹ ở tay, được sơ cứu ở phòng khám gần đó và về nhà trong buổi chiều.
Mười một xe chữa cháy cùng gần 70 cán bộ, chiến sĩ được điều đến từ Tân Uyên, Thủ Dầu Một và Thuận An. Gió mạnh, gỗ tràm khô xếp sát vách khiến lửa lan sang khu thành phẩm. Đến 14 giờ 10, đám cháy được khống chế, lực lượng chức năng tiếp tục phun nước làm mát đến tối để tránh bùng lại.
Nhà xưởng khoảng 3.000 m2 sập phần mái, nhiều máy móc và 1.200 bộ bàn ghế chuẩn bị xuất hàng bị thiêu rụi. Nguyên nhân vụ cháy đang được điều tra.`,
  },
  {
    name: 'figures',
    label: 'Sapo có số bịa',
    note: 'Sapo nêu những con số không có trong thân bài. Xem mục “Trước khi đăng”.',
    title: 'Hợp tác xã Thạnh Lộc bán chanh không hạt qua chợ đêm nổi',
    sapo: 'Sau 7 tháng, chợ đêm nổi của Hợp tác xã Thạnh Lộc đã tiêu thụ 540 tấn chanh, thu về 12,8 tỷ đồng, tăng 45% so với năm ngoái.',
    section: 'Kinh doanh',
    tags: ['chanh không hạt', 'hợp tác xã'],
    body: `Tối thứ bảy hằng tuần, bến sông trước trụ sở Hợp tác xã Nông nghiệp Thạnh Lộc (huyện Bến Lức, Long An) sáng đèn. Hơn ba mươi chiếc ghe treo bảng giá, bán chanh không hạt, mật ong và cá khô cho khách đi thuyền từ thị trấn xuống.
Ông Trương Hoài Sơn, Giám đốc hợp tác xã, cho biết chợ mở từ tháng 3, đến nay bán được 86 tấn chanh. Giá tại ghe là 18.000 đồng một ký, cao hơn giá thương lái mua tại vườn 4.000 đồng.
Bà Lê Thị Út Hiền, trồng sáu công chanh ở ấp 4, nói mỗi phiên chợ bà bán chừng 300 kg. “Bán lẻ cực hơn nhưng biết người ta ăn chanh của mình ra sao, chê chỗ nào thì về sửa”, bà Hiền nói.
Theo Phòng Nông nghiệp huyện, toàn huyện có khoảng 1.900 ha chanh không hạt. Từ mùa khô năm 2025, hợp tác xã dự định làm thêm một kho lạnh 20 tấn để giữ hàng khi giá xuống.`,
  },
];
