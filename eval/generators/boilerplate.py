"""Paragraphs that many articles quote alike, written for this purpose: articles of law and lines about firms.

No law and no firm says exactly this; length and manner are those of the real ones. Each goes with the words by which an
article on its subject is told: a quotation that has nothing to do with a story would give itself away.
"""

from __future__ import annotations

from typing import Final

LEADS: Final = (
    "Theo quy định hiện hành: ",
    "Luật nêu rõ: ",
    "Về vấn đề này, luật sư dẫn quy định: ",
    "Pháp luật hiện quy định như sau: ",
    "Điều luật có nội dung: ",
    "Cụ thể, văn bản quy định: ",
)

LAWS: Final = {
    r"công nhân|lao động|tiền lương": (
        "Người sử dụng lao động có trách nhiệm bố trí người làm công tác an toàn, vệ sinh lao động, lập kế hoạch "
        "hằng năm và bảo đảm kinh phí để thực hiện kế hoạch đó tại nơi làm việc theo quy định của pháp luật.",
        "Người lao động nghỉ hằng năm mà ngày nghỉ trùng với ngày nghỉ lễ, tết thì được tính nghỉ bù vào ngày làm "
        "việc kế tiếp và được hưởng nguyên lương của những ngày đó theo hợp đồng đã giao kết.",
        "Người lao động làm thêm giờ được trả lương theo đơn giá tiền lương của công việc đang làm, ít nhất bằng "
        "150% vào ngày thường, 200% vào ngày nghỉ hằng tuần và 300% vào ngày nghỉ lễ, tết.",
    ),
    r"khởi tố|bị can|bị cáo|sai phạm|kỷ luật|tham nhũng": (
        "Người nào lợi dụng chức vụ, quyền hạn chiếm đoạt tài sản của người khác có giá trị từ 2.000.000 đồng đến "
        "dưới 50.000.000 đồng thì bị phạt tù từ 01 năm đến 06 năm.",
        "Cơ quan, tổ chức, cá nhân có hành vi vi phạm thì tùy theo tính chất, mức độ vi phạm mà bị xử lý kỷ luật, xử "
        "phạt vi phạm hành chính hoặc bị truy cứu trách nhiệm hình sự; nếu gây thiệt hại thì phải bồi thường.",
        "Người tố cáo có quyền được giữ bí mật họ, tên, địa chỉ, bút tích; được yêu cầu bảo vệ khi bị đe dọa, trả "
        "thù, trù dập và được thông báo về kết luận nội dung tố cáo.",
    ),
    r"giao thông|tài xế|xe máy|ô ?tô|xe tải|CSGT": (
        "Phạt tiền từ 3.000.000 đồng đến 5.000.000 đồng đối với người điều khiển phương tiện không chấp hành hiệu "
        "lệnh của đèn tín hiệu giao thông hoặc của người kiểm soát giao thông.",
        "Người điều khiển xe trên đường mà trong máu hoặc hơi thở có nồng độ cồn thì bị phạt tiền, tạm giữ phương "
        "tiện đến 07 ngày và bị tước quyền sử dụng giấy phép lái xe từ 10 tháng đến 12 tháng.",
        "Khi xảy ra tai nạn, người điều khiển phương tiện phải dừng ngay xe, giữ nguyên hiện trường, cấp cứu người "
        "bị nạn và có mặt khi cơ quan có thẩm quyền yêu cầu, trừ trường hợp phải đi cấp cứu.",
    ),
    r"ngân hàng|hợp đồng|vay|lãi suất|tín dụng|\bnợ\b": (
        "Trường hợp người có nghĩa vụ không thực hiện đúng thời hạn đã thỏa thuận thì phải trả lãi đối với số tiền "
        "chậm trả tương ứng với thời gian chậm trả, trừ khi các bên có thỏa thuận khác.",
        "Tổ chức tín dụng phải công bố công khai lãi suất cho vay, các khoản phí và điều kiện cho vay để khách hàng "
        "biết trước khi ký kết hợp đồng, và không được thu thêm khoản nào ngoài hợp đồng.",
        "Bên cho vay không được giữ giấy tờ tùy thân của bên vay, không được đe dọa, nhắn tin, gọi điện cho người "
        "không có nghĩa vụ trả nợ; thỏa thuận về phần lãi suất vượt quá mức trần không có hiệu lực.",
    ),
    r"trẻ em|học sinh|giáo viên|nhà trường|phụ huynh": (
        "Cha mẹ có nghĩa vụ và quyền ngang nhau trong việc trông nom, nuôi dưỡng, chăm sóc, giáo dục con chưa thành "
        "niên và con đã thành niên mất năng lực hành vi dân sự, không có khả năng lao động.",
        "Trẻ em dưới 06 tuổi, người thuộc hộ nghèo và người dân tộc thiểu số đang sinh sống tại vùng khó khăn được "
        "ngân sách nhà nước đóng toàn bộ mức phí tham gia bảo hiểm y tế.",
        "Nhà giáo không được xúc phạm danh dự, nhân phẩm, xâm phạm thân thể của người học; không được ép buộc người "
        "học tham gia lớp học thêm để thu tiền dưới bất kỳ hình thức nào.",
    ),
    r"đất đai|khu đất|lô đất|thu hồi đất|tái định cư|quy hoạch|dự án": (
        "Việc thu hồi đất chỉ được thực hiện sau khi phương án bồi thường, hỗ trợ, tái định cư được cơ quan có thẩm "
        "quyền phê duyệt và đã được niêm yết công khai tại trụ sở ủy ban nhân dân cấp xã nơi có đất.",
        "Hộ gia đình, cá nhân bị thu hồi đất ở mà không còn chỗ ở nào khác thì được giao đất ở hoặc nhà ở tái định "
        "cư; giá đất cụ thể do ủy ban nhân dân cấp tỉnh quyết định tại thời điểm thu hồi.",
        "Người sử dụng đất có quyền khiếu nại quyết định hành chính về quản lý đất đai trong thời hạn 90 ngày kể từ "
        "ngày nhận được quyết định hoặc biết được quyết định đó xâm phạm quyền lợi của mình.",
    ),
}
"""Words of a title or sapo -> what such an article may quote: one paragraph of 30 to 55 syllables each."""

RELEASES: Final = {
    r"dệt|may mặc|xuất khẩu|công nhân": (
        "Công ty Cổ phần Dệt may Sông Ngàn được thành lập năm 1994, hiện có 6 nhà máy với hơn 4.200 lao động, chuyên "
        "sản xuất sợi và hàng may mặc xuất khẩu sang 30 quốc gia và vùng lãnh thổ."
    ),
    r"ngân hàng|tín dụng|lãi suất": (
        "Ngân hàng Thương mại Cổ phần Đất Lành hoạt động từ năm 1998, có 180 chi nhánh và phòng giao dịch tại 45 "
        "tỉnh, thành phố, phục vụ 2,3 triệu khách hàng cá nhân và doanh nghiệp trên cả nước."
    ),
    r"nhà ở|căn hộ|bất động sản|dự án|đô thị": (
        "Tập đoàn Bình Minh Xanh là đơn vị phát triển nhà ở với 25 dự án tại 12 tỉnh, thành phố; năm 2016, doanh "
        "nghiệp được bình chọn vào nhóm 50 thương hiệu có môi trường làm việc tốt."
    ),
    r"\bsữa\b|chăn nuôi|thực phẩm|dinh dưỡng": (
        "Hãng sữa Đồng Cỏ khởi đầu từ một trang trại ở Ba Vì, đến nay có đàn bò 9.000 con và 3 nhà máy đạt tiêu "
        "chuẩn quốc tế, mỗi ngày cung cấp ra thị trường 400 tấn sản phẩm."
    ),
    r"đại học|sinh viên|tuyển sinh|thí sinh": (
        "Trường Đại học Cửu Sơn đào tạo 28 ngành bậc đại học và 9 ngành bậc sau đại học, mỗi năm tuyển 3.500 sinh "
        "viên; thông tin tuyển sinh được đăng tải trên trang điện tử của nhà trường."
    ),
    r"bệnh viện|bác sĩ|bệnh nhân|sức khỏe|sức khoẻ": (
        "Bệnh viện Đa khoa Tâm Phúc có 350 giường, 22 khoa lâm sàng và đội ngũ 120 bác sĩ; bệnh viện tiếp nhận khám "
        "bảo hiểm y tế tất cả các ngày trong tuần, kể cả ngày nghỉ lễ."
    ),
    r"học bổng|từ thiện|vùng cao|hoàn cảnh|học sinh nghèo|nhân ái": (
        "Được phát động từ năm 2009, chương trình Thắp sáng bản làng đã trao 1.600 suất học bổng, xây 42 phòng học "
        "và 18 cây cầu cho trẻ em vùng cao với sự đồng hành của các nhà hảo tâm."
    ),
    r"ô ?tô|mẫu xe|xe máy": (
        "Hãng xe Phương Nam hiện phân phối 11 mẫu xe tại Việt Nam qua 38 đại lý ủy quyền; khách hàng được bảo hành 3 "
        "năm hoặc 100.000 km tùy theo điều kiện nào đến trước."
    ),
    r"thể thao|giải đấu|vận động viên|chạy bộ|tim mạch": (
        "Giải chạy Vì trái tim khỏe được tổ chức thường niên từ năm 2012 với các cự ly 5 km, 10 km và 21 km; toàn bộ "
        "lệ phí được chuyển tới quỹ phẫu thuật tim cho trẻ em có hoàn cảnh khó khăn."
    ),
    r"nông dân|nông sản|rau|thực phẩm|hợp tác xã": (
        "Chuỗi cửa hàng Nhà Nông vận hành theo mô hình từ nông trại đến bàn ăn, liên kết với 70 hợp tác xã; mọi sản "
        "phẩm đều có mã truy xuất nguồn gốc và được kiểm nghiệm định kỳ."
    ),
}
"""Words of a title or sapo -> a paragraph of 30 to 55 syllables about a firm or an event that does not exist."""
