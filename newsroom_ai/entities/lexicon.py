"""The words by which rules know titles, roles and organisations. Folded; pairs are joined by a space."""

from __future__ import annotations

import re
from typing import Final

from newsroom_ai.vocabulary.cased import word_set

MALE: Final = word_set("ông anh chú")
FEMALE: Final = word_set("bà chị cô")

MINORS: Final = word_set("cháu em bé")

PERSONAL_TITLES: Final = MALE | FEMALE | MINORS | word_set("bác cụ cậu gs pgs ts ths bs ls kts ks nsnd nsưt mc hlv đ_c")
"""One-syllable titles: a capitalised word behind them is a person."""

ROLE_TITLES: Final = word_set(
    "đồng_chí bác_sĩ luật_sư giáo_sư tiến_sĩ thạc_sĩ kỹ_sư nghệ_sĩ ca_sĩ nhạc_sĩ danh_hài họa_sĩ nhà_thơ nhà_văn "
    "nhà_báo phóng_viên diễn_viên đạo_diễn người_mẫu hoa_hậu á_hậu á_khôi siêu_mẫu cầu_thủ thủ_môn tiền_đạo tiền_vệ "
    "hậu_vệ trung_vệ đội_trưởng huấn_luyện_viên luyện_viên trọng_tài võ_sĩ kình_ngư vận_động_viên động_viên tay_vợt "
    "kỳ_thủ bị_cáo bị_can nghi_phạm nghi_can hung_thủ nạn_nhân đối_tượng tài_xế lái_xe bệnh_nhân sản_phụ thai_phụ "
    "liệt_sĩ đại_tướng thượng_tướng trung_tướng thiếu_tướng đại_tá thượng_tá trung_tá thiếu_tá đại_úy thượng_úy "
    "trung_úy thiếu_úy thượng_sĩ trung_sĩ hạ_sĩ chiến_sĩ đại_biểu thẩm_phán điều_tra_viên kiểm_sát_viên công_tố_viên "
    "linh_mục giám_mục hòa_thượng thượng_tọa đại_đức ni_sư giáo_hoàng nữ_hoàng hoàng_tử công_chúa thái_tử quốc_vương "
    "tỷ_phú doanh_nhân học_sinh sinh_viên thí_sinh cô_giáo thầy_giáo thầy cô_gái nam_sinh nữ_sinh vợ chồng tổng_thống "
    "thủ_tướng ngoại_trưởng bộ_trưởng thứ_trưởng nghị_sĩ thượng_nghị chủ_tịch bí_thư tổng_bí giám_đốc hiệu_trưởng "
    "viện_trưởng cục_trưởng vụ_trưởng chánh_án tòa_án phát_ngôn ngôn_viên đại_sứ chủ_nhiệm trưởng_phòng trưởng_ban "
    "trưởng_công hiệu_phó phó_phòng đại_diện chuyên_gia nhà_sử sử_học blogger rapper streamer"
)
"""Titles and roles of two syllables (their last two, for longer ones)."""

FUNCTION_WORDS: Final = word_set(
    "là và của cho có đã đang sẽ được bị do tại ở trong ngoài trên dưới về với từ đến để khi nếu vì nên mà thì cũng "
    "vẫn còn chưa không phải vừa mới lại ra vào lên xuống qua sau trước theo như bằng hay hoặc nhưng này đó kia ấy "
    "cùng mọi các những một hai ba nói báo trả bắt tổ yêu đề công thông khẳng xác quyết tiếp phối cử mời kêu tuyên "
    "nhận thành chỉ cho biết đưa gửi tiến triển thực hiện ban ký họp gồm giao làm điều lập rằng gặp giúp thuộc cần "
    "muốn nằm đứng đặt dự tham kiểm xử phạt khởi truy cấp phát tăng giảm mua bán mở đóng chính liên hàng năm cách giữa"
)
"""Syllables that follow a finished name rather than complete a word begun with a capital."""

OFFICE_TITLES: Final = word_set(
    "chủ_tịch bí_thư giám_đốc hiệu_trưởng bộ_trưởng thứ_trưởng cục_trưởng vụ_trưởng viện_trưởng trưởng_phòng "
    "trưởng_ban đại_diện chủ_nhiệm đội_trưởng chuyên_gia học_sinh sinh_viên phóng_viên tổng_thống thủ_tướng "
    "ngoại_trưởng đại_sứ động_viên cầu_thủ thủ_môn tiền_đạo tiền_vệ hậu_vệ bác_sĩ luật_sư ngôn_viên lái_xe đại_biểu "
    "chiến_sĩ vợ chồng"
)
"""Roles that an institution or a country may follow: one capitalised word behind them is no name yet."""

ROADS: Final = word_set(
    "đường phố lộ ngõ ngách hẻm cầu chợ hầm phường xã huyện quận thôn ấp bản làng trấn kênh sông núi đảo hồ"
)
"""A surname behind one of these opens the name of a street or a place."""

ROLE_STARTS: Final = word_set(
    "chủ_tịch chủ_nhiệm giám_đốc bí_thư bộ_trưởng thứ_trưởng phó_chủ phó_giám phó_bí phó_trưởng trưởng_phòng "
    "trưởng_ban trưởng_công công_an thủ_tướng tổng_thống hiệu_trưởng đại_tá thượng_tá tổng_giám tổng_bí cục_trưởng "
    "phó_cục luật_sư bác_sĩ nhà_báo đại_diện"
)
"""Pairs that end a run of capitals: the next role has begun."""

UNIT_WORDS: Final = word_set("tỉnh huyện quận xã phường thị_trấn thị_xã thành_phố tp tx thôn ấp")

PROVINCIAL: Final = word_set("tỉnh phố tp")
"""Units all of whose names the gazetteer knows (the last syllable of the word)."""

PLACE_HEADS: Final = UNIT_WORDS | word_set(
    "đảo quần_đảo khu làng sông núi hồ vịnh cầu chợ đường phố ngõ ngách hẻm hầm phường trấn kênh cảng ga đèo "
    "biển bến rừng khu_đô_thị chung_cư trường bệnh_viện công_viên clb công_ty tập_đoàn ngân_hàng quảng_trường "
    "khách_sạn nhà_hàng siêu_thị tượng_đài chùa nhà_thờ ở tại"
)
"""What stands behind one of these is a place, a road or a firm, not a person."""

NAMED_LIKE_PEOPLE: Final = word_set(
    "củ_chi bạch_long_vĩ hoàng_mai hoàng_anh_gia_lai hoàng_sa trường_sa lý_sơn phú_quý côn_đảo cần_giờ hoàn_kiếm "
    "thanh_xuân đống_đa long_biên tây_hồ hà_đông bình_thạnh tân_bình gò_vấp thủ_đức lê_chân ngô_quyền hồng_bàng "
    "kiến_an dương_kinh đồ_sơn mai_châu mai_sơn hoàng_su_phì đoan_hùng văn_giang văn_lâm văn_yên lương_sơn lương_tài "
    "vũ_thư vũ_quang đô_lương cao_phong cao_lộc hà_tiên hà_trung thái_thụy thạch_thất thạch_hà triệu_sơn triệu_phong "
    "đinh_quán vân_đồn cô_tô cát_bà phan_rang phan_thiết lương_khánh_thiện đặng_xá kim_bảng kim_sơn kim_thành lục_ngạn "
    "lục_nam sơn_động sơn_tây đào_xá vĩnh_tường tô_lịch hồ_tây hồ_gươm hoàng_liên_sơn hoàng_thành trần_đề"
)
"""Districts, islands and firms whose name opens like that of a person."""

HEADS_CAPITAL: Final = word_set(
    "bộ sở cục tổng_cục vụ chi_cục ban viện ủy_ban ubnd ubmttq hđnd tand vksnd csđt tòa_án tòa hội liên_đoàn hiệp_hội "
    "tổng_công_ty tập_đoàn công_an bộ_chỉ_huy bộ_tư_lệnh quân_khu học_viện đại_học đh trung_tâm thành_ủy tỉnh_ủy "
    "huyện_ủy quận_ủy đảng phòng đội clb tổng_liên_đoàn mặt_trận đoàn thanh_tra kiểm_toán ngân_hàng nhà_xuất_bản "
    "cơ_quan quỹ văn_phòng hải_quan kho_bạc cảnh_sát ban_quản_lý bảo_hiểm_xã_hội bhxh bảo_tàng đài"
)
"""Heads that are a name only when written with a capital."""

HEADS_ANY_CASE: Final = word_set(
    "công_ty tập_đoàn bệnh_viện bv trường đại_học đh học_viện thpt thcs clb câu_lạc_bộ ngân_hàng báo tạp_chí ubnd "
    "hđnd tand vksnd công_ty_cp công_ty_tnhh hãng nhà_xuất_bản nxb"
)
"""Heads that a capitalised word must follow, whatever their own case."""

INNER: Final = word_set(
    "công_ty cổ_phần tnhh cp mtv một_thành_viên thành_viên đa_khoa trung_ương quốc_gia trung_học tiểu_học mầm_non "
    "phổ_thông cao_đẳng đại_học kinh_tế đầu_tư xây_dựng thương_mại dịch_vụ sản_xuất du_lịch bất_động_sản tư_nhân "
    "quốc_tế hữu_nghị nhân_dân cấp_cao điều_tra cơ_sở cảnh_sát hình_sự"
)
"""Words that may stand in lower case inside a name that goes on with a capital."""

COMPLETIONS: Final = word_set(
    "giáo_dục đào_tạo y_tế công_an công_thương nông_nghiệp phát_triển nông_thôn tài_chính kế_hoạch đầu_tư giao_thông "
    "vận_tải tài_nguyên môi_trường lao_động thương_binh xã_hội văn_hóa thể_thao du_lịch khoa_học công_nghệ thông_tin "
    "truyền_thông xây_dựng tư_pháp nội_vụ quốc_phòng ngoại_giao ngoại_vụ kiểm_sát nhân_dân tối_cao cấp_cao đại_học "
    "cao_đẳng bách_khoa kinh_tế quốc_dân quốc_gia đa_khoa trung_ương quân_đội phụ_nữ thanh_niên liên_đoàn bóng_đá "
    "công_đoàn cựu_chiến chiến_binh nông_dân nhà_nước thương_mại công_nghiệp cổ_phần dược_phẩm bảo_hiểm hàng_không "
    "hàng_hải hải_quan thuế_nhà cảnh_sát hình_sự điều_tra ma_túy kinh_doanh xuất_bản nhà_báo luật_sư nghiên_cứu "
    "ứng_dụng dự_báo khí_tượng thủy_văn phòng_cháy chữa_cháy cứu_nạn cứu_hộ trật_tự an_toàn an_ninh quản_lý "
    "thị_trường thanh_tra chính_phủ quốc_hội dân_tộc dân_số gia_đình trẻ_em sư_phạm ngoại_ngữ ngoại_thương luật_tp "
    "bưu_chính viễn_thông điện_lực dầu_khí than_khoáng khoáng_sản thủy_sản thủy_lợi lâm_nghiệp đường_sắt đường_bộ "
    "đường_sông hạ_tầng kỹ_thuật mỹ_thuật nghệ_thuật âm_nhạc sân_khấu điện_ảnh phát_thanh truyền_hình hữu_nghị "
    "phẫu_thuật chấn_thương chỉnh_hình nhi_đồng sản_nhi phụ_sản ung_bướu tim_mạch da_liễu mắt_trung nhiệt_đới "
    "tâm_thần y_học cổ_truyền chợ_rẫy đông_y quân_y quân_sự biên_phòng hải_quân không_quân chính_trị hành_chính "
    "chính_sách pháp_luật đô_thị nhà_ở quy_hoạch kiến_trúc đất_đai bất_động giám_định pháp_y việc_làm xuất_nhập "
    "nhập_khẩu hợp_tác tổng_hợp tư_lệnh chỉ_huy trinh_sát tổ_quốc cộng_sản cộng_hòa dân_chủ bảo_vệ chăm_sóc sức_khỏe "
    "vệ_sinh thực_phẩm kiểm_nghiệm tiêu_chuẩn đo_lường chất_lượng kiểm_toán kho_bạc ngân_hàng chứng_khoán tín_dụng "
    "bảo_trợ phúc_lợi từ_thiện chữ_thập thập_đỏ đồng_chí bệnh_viện trung_tâm công_ty tổng_công học_viện ủy_ban "
    "hội_đồng văn_phòng thường_vụ tổ_chức tuyên_giáo dân_vận kiểm_tra nội_chính sông_hồng biển_đông tuổi_trẻ pháp_lý "
    "xúc_tiến năng_lượng bức_xạ hạt_nhân công_lập dân_lập tư_thục quốc_tế mở_rộng kiểm_lâm thú_y chăn_nuôi trồng_trọt "
    "bảo_tồn di_sản di_tích thư_viện bảo_tàng người_cao cao_tuổi khuyến_học khuyến_nông đăng_kiểm tên_lửa tăng_thiết "
    "thiết_giáp hóa_học hậu_cần tác_chiến đối_ngoại nhân_lực việt_nam vật_liệu vật_tư cấp_thoát thoát_nước cấp_nước "
    "sạch_nông cây_xanh giải_phóng mặt_bằng quân_huấn"
)
"""Two-syllable words whose second syllable is written small inside an institution's name (Y tế, Giáo dục)."""

STANDALONE: Final = word_set(
    "chính_phủ quốc_hội fifa afc aff vff vpf uefa who nato eu asean imf wb unesco unicef nasa evn vnpt viettel "
    "vingroup fpt google apple facebook samsung toyota microsoft intel amazon tesla uber grab honda huawei youtube "
    "netflix openai ttxvn vtv vov vtc fed opec liên_hợp_quốc liên_hiệp_quốc vietnam_airlines vietjet vietcombank "
    "vietinbank bidv agribank techcombank petrolimex vinamilk unilever masan hagl interpol fbi cia fiba ioc vcci "
    "nhà_trắng điện_kremlin lầu_năm_góc"
)
"""Institutions and firms that are named without a head word."""

INITIALS: Final = re.compile(r"[^\W\d_](?:\.\s?[^\W\d_]{0,2})*\.?|[^\W\d_]{1,2}\.|Th\.|Tr\.|Ng\.")
"""A name part that hides the rest of a name: ``H.``, ``N.T.H``, ``Tr.``, a lone letter."""


def is_initials(name: str) -> bool:
    """Say whether a name hides who is meant: initials, or a last part of one letter or cut short.

    >>> [is_initials(name) for name in ("N.T.H.", "Nguyễn Thị H", "Trần Văn Tr.", "Trần Văn Hùng", "Y Moan")]
    [True, True, True, False, False]
    """
    parts = name.split()
    return bool(parts) and (INITIALS.fullmatch(parts[-1]) is not None or any("." in part for part in parts))
