"""Texts for property tests: newsroom Vietnamese with everything that encodings do to it."""

import unicodedata

from hypothesis import strategies as st

_WORDS = """
Hoà hòa thuỷ Thủy khoẻ khỏe tuý hoàn suýt huỳnh quý quí qui quỳ già giờ quả hai hay tai tay
Mỹ Mĩ mai may kỹ kĩ lý lí sĩ sỹ tỉ tỷ y i ý í Y ỷ thúi thúy uỷ ủy oà nguyễn NGUYỄN Đắk Lắk
đ Đ ông bà 1.234,5 50% 1331/QĐ-BLĐTBXH TP.HCM TP. TS. N.T.H. v.v. 28/8/2024 3.000-5.000
Facebook Beyoncé İstanbul ΣΑΣ straße ﬁn 가각 日本 ไทย Søren x̂ ë̤ km/h a_b _hoà_
bảo hiểm xã hội bao hiem xa hoi ngày 1/3 tháng 8 năm 2024 Quý II/2023 12 tỷ đồng
"""
WORDS = tuple(_WORDS.split())
SIGNS = tuple(" \t\n.,;:!?()[]_-/%&@#'\"–—‘’“”…\u00a0\u200b\u200d\u00ad\ufeff\u2009\u0301\u0323\u0302\u031b")


def vietnamese_text(*, max_size: int = 40) -> st.SearchStrategy[str]:
    """Draw words and signs of a newspaper, in NFC, NFD or mixed, now and then any Unicode."""
    words = st.sampled_from(WORDS) | st.text(max_size=4)
    encoded = st.builds(unicodedata.normalize, st.sampled_from(("NFC", "NFD")), words)
    signs = st.sampled_from(SIGNS) | st.just(" ")
    return st.lists(encoded | signs | st.just(" "), max_size=max_size).map("".join)


def sentence_text() -> st.SearchStrategy[str]:
    """Draw words parted by single spaces: text whose words can be found again."""
    return st.lists(st.sampled_from(WORDS), min_size=1, max_size=30).map(" ".join)
