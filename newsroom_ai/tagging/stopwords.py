"""Syllables and words that bound or spoil a keyphrase; all in folded form."""

from __future__ import annotations

from typing import Final

from newsroom_ai.vocabulary.cased import word_set

BREAKS: Final = word_set(
    "và của là đã đang sẽ được bị các những này đó ấy kia rằng thì mà nhưng nếu vì nên do bởi tuy với tại ở từ để khi "
    "như hay hoặc cùng cũng vẫn còn rất quá lắm nhất khá hơn cả mọi mỗi từng mấy nào gì ai đâu sao thế vậy nữa rồi "
    "chưa chỉ lại vừa mới ngay luôn theo về trong trên dưới sau trước giữa bên cạnh qua đến tới lên xuống nhiều ít "
    "khoảng gần hàng hai ba bốn năm sáu bảy tám chín mười một nửa vài tôi chúng họ mình nó hắn y ông bà anh chị em "
    "cháu bạn cậu thầy ngày tháng giờ phút sáng trưa chiều tối đêm hôm nay mai tuần ảnh video clip nguồn xem thêm đọc "
    "the of and in to for is on at by with from"
)
"""No keyphrase runs across one of these."""

NOT_FIRST: Final = word_set(
    "có không cho ra vào phải biết nói thấy làm đi nhận đưa gây xảy khiến bằng việc sự cách người con chiếc cái cuộc "
    "đối liên trở đạt gồm thêm đều hết so tiếp thể thuộc giúp muốn cần dùng bởi lúc lần vụ số mức nhằm tiến yêu đề "
    "phía nơi chính riêng hiện đầu cuối thứ tổng nhà đoàn nhóm chuyện bản dù khác mang cao lớn"
)
"""No phrase of two syllables opens with one of these unless it is a word of the language (see WORDS)."""

NOT_LAST: Final = word_set(
    "tỉnh huyện xã phường quận tp thôn ấp chủ đặc thương đầu có không cho ra vào phải biết nói thấy làm đi nhận đưa "
    "gây xảy khiến bằng cuộc chiếc cái việc sự con đối liên thêm khác gồm thể thuộc giúp muốn cần dùng lúc lần vụ mức "
    "nhằm yêu đề so người nhà vị loại khi chính riêng hiện thứ bộ phó tăng giảm vượt đòi xin nằm đứng ngồi"
)

WORDS: Final = word_set(
    "nhà_đất nhà_ở nhà_thầu nhà_máy nhà_trường nhà_đầu_tư người_có_công người_lao_động người_cao_tuổi "
    "người_khuyết_tật người_nghèo con_giống hiện_đại_hóa chính_sách chính_phủ chính_trị liên_kết tiến_độ tiến_sĩ "
    "cao_tốc cao_học số_hóa đề_án đề_thi đầu_tư bản_quyền bản_đồ đầu_cơ liên_minh đối_ngoại đối_thoại cao_đẳng cao_ốc "
    "thứ_trưởng làm_đẹp thể_thao thể_dục cuộc_thi hiện_vật mang_thai tiếp_thị thuộc_địa yêu_cầu_bồi_thường bằng_lái "
    "bằng_cấp cần_sa cần_thủ cho_vay không_quân không_gian không_khí có_thai ra_mắt nhận_hối_lộ đưa_hối_lộ biết_chữ "
    "làm_giả nhà_nước nhà_hàng nhà_hát nhà_báo nhà_thờ nhà_tù nhà_trẻ nhóm_máu đoàn_viên đoàn_kết tổng_thống tổng_cục "
    "liên_bang vào_lớp"
)

COMMON: Final = word_set(
    "cho_biết hiện_nay cơ_quan cơ_quan_chức_năng chức_năng người_dân sự_việc thời_gian trường_hợp thông_tin phát_hiện "
    "khu_vực vấn_đề nguyên_nhân trả_lời chia_sẻ cho_rằng khẳng_định tuy_nhiên đồng_thời bên_cạnh ngoài_ra trong_đó "
    "theo_đó đặc_biệt quan_trọng thực_hiện tổ_chức tiếp_tục bắt_đầu kết_thúc phối_hợp liên_quan xử_lý kiểm_tra "
    "yêu_cầu đề_nghị công_tác hoạt_động quy_định trách_nhiệm nội_dung ý_kiến kết_quả hình_thức điều_kiện tình_trạng "
    "tình_hình thời_điểm địa_phương đơn_vị cá_nhân tập_thể gia_đình bản_thân cuộc_sống mọi_người thế_giới đất_nước "
    "thành_phố địa_bàn địa_điểm chương_trình phương_án giải_pháp biện_pháp hướng_dẫn triển_khai tham_gia tham_dự "
    "diễn_ra xảy_ra xuất_hiện sử_dụng phát_triển xây_dựng nâng_cao tăng_cường đảm_bảo bảo_đảm hỗ_trợ tạo_điều_kiện "
    "đại_diện lãnh_đạo cán_bộ nhân_viên chủ_tịch phó_chủ_tịch giám_đốc phó_giám_đốc trưởng_phòng bộ_trưởng thứ_trưởng "
    "phóng_viên báo_chí bài_viết hình_ảnh tin_tức tin_liên_quan ảnh_minh_họa minh_họa bạn_đọc độc_giả xem_thêm "
    "đọc_thêm mời_bạn nhân_chứng hiện_trường có_thể không_thể không_có cần_phải thực_sự thực_tế hoàn_toàn "
    "thường_xuyên nhanh_chóng lập_tức trực_tiếp cụ_thể ban_đầu sau_đó trước_đó tiếp_theo cuối_cùng đầu_tiên gần_đây "
    "trước_đây lúc_này hôm_nay thời_gian_qua thời_gian_tới nhiều_người một_số số_lượng hàng_loạt tổng_số mức_độ "
    "khả_năng cơ_hội mục_tiêu mục_đích nhu_cầu đối_tượng nạn_nhân bình_luận ngôi_sao câu_chuyện cảm_thấy cảm_xúc "
    "mong_muốn hy_vọng lo_lắng bất_ngờ khó_khăn tương_lai cộng_đồng xã_hội con_người phụ_nữ đàn_ông trẻ_em bố_mẹ "
    "cha_mẹ vợ_chồng bạn_bè đồng_nghiệp người_thân việt_nam nước_ta phút_thứ lần_thứ bàn_thắng tỷ_lệ đồng_ý "
    "quyết_định thông_báo văn_bản hồ_sơ giấy_tờ số_tiền triệu_đồng tỷ_đồng nghìn_đồng đồng_chí cơ_sở hệ_thống dịch_vụ "
    "sản_phẩm hàng_hóa doanh_nghiệp công_ty khách_hàng thị_trường người_tiêu_dùng kế_hoạch báo_cáo tuyên_bố quan_hệ "
    "lịch_sử duy_trì ủng_hộ thoải_mái tinh_thần thiết_kế sản_xuất đầu_tư dự_án trung_tướng quốc_phòng xảy_ra_vụ "
    "cho_hay tiến_hành phản_ánh chứng_kiến"
)
"""Words that stand in every newspaper and say nothing about one article."""

PARTLY: Final = word_set("triệu tỷ nghìn đồng usd km m² kg mét phần trăm độ tuổi")
"""Units: a phrase that ends or opens with one is an amount."""
