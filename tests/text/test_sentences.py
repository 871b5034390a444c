import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.text.sentences import sentences
from tests.text.strategies import vietnamese_text


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Ông sống ở TP. HCM từ nhỏ.",
        "Công an TP.HCM vào cuộc.",
        "Theo TS. Nguyễn Văn Bình, giá sẽ tăng.",
        "PGS.TS. Trần Thị Mai phát biểu.",
        "GS.TS Lê An và Th.S. Phạm Hà có mặt.",
        "Nhà ở Q.3 và Q. 5 đã bán.",
        "Xem tr. 15 của báo cáo.",
        "Thu nhập đạt 1.234,5 triệu đồng.",
        "Sách, vở, v.v. được trao tận tay.",
        "Cháu N.T.H. bị thương nhẹ.",
        "Bị cáo là ông Trần Văn B. (45 tuổi, ngụ Cà Mau).",
        "Chị T.T. Nh. (con gái bà C.) kể lại.",
        "Anh nói: “Tôi... Tôi không biết”.",
        'Bà đáp: "Ừ thì... Thôi vậy".',
        "“Sao thế?”, bà hỏi lại.",
        "“Đi thôi!” anh giục.",
        "Trang VnExpress.net đưa tin.",
        "Điều 5. Phạm vi áp dụng.",
        "1. Mở đầu.",
        "Ông Donald J. Trump phát biểu.",
        "Luật [...] Có hiệu lực từ 1/7.",
        "KHÔNG DẤU CHẤM CUỐI",
    ],
)
def test_not_a_sentence_end(sentence: str) -> None:
    assert split(sentence) == [sentence]
    assert split(f"{sentence}\n{sentence}") == [sentence] * 2


@pytest.mark.parametrize(
    "parts",
    [
        ["Giá xăng tăng.", "Người dân lo."],
        ["Vì sao?", "Không ai biết!", "Chờ xem…", "Hết."],
        ["“Tôi đi.”", "Ông quay lưng."],
        ["Năm 2024.", "Một năm khó khăn."],
        ["Rau có nhiều vitamin C.", "Trẻ em nên ăn."],
        ["Đội ở bảng A.", "Trận đầu gặp Lào."],
        ["Hung thủ là N.T.H.", "Theo công an, y đã trốn."],
        ["Anh mua chiếc máy mới.", "iPhone 15 giá cao."],
        ["Việc đã xong.", "(Ảnh: Hải An)"],
        ["GDP tăng 5,7% trong quý I.", "Xuất khẩu đi lên."],
        ["Em vừa thi xong học kỳ I.", "Trường cho nghỉ."],
        ["Ông dạy ở trường cấp I.", "Lớp có 30 em."],
        ["Đội chuyển sang Kế hoạch B.", "Ba tổ lên đường."],
        ["Họ mua gạo, mắm, v.v.", "Chợ rất đông."],
        ["Thu 5 tỷ đồng.", "12 người bị bắt."],
    ],
)
def test_sentence_ends(parts: list[str]) -> None:
    assert split(" ".join(parts)) == parts
    assert split("\n".join(parts)) == parts


def test_a_lost_space_still_ends_a_sentence() -> None:
    assert split("Việc đã xong.Ông nói vậy.") == ["Việc đã xong.", "Ông nói vậy."]


@pytest.mark.parametrize(
    "text",
    [
        "Anh ngụ tại TP.\nHạ Long từ nhỏ.",
        "Bị hại là ông N.T.\nT (35 tuổi).",
        "Bị hại là chị Phạm L.T.\n(SN 1977).",
        "Bà H.\nđã trình báo.",
    ],
)
def test_a_line_cut_after_an_abbreviation_is_rejoined(text: str) -> None:
    assert split(text) == [text]


def test_other_lines_end_sentences() -> None:
    assert split("Tiêu đề\nÔng gặp bà H.\nCông an vào cuộc") == [
        "Tiêu đề",
        "Ông gặp bà H.",
        "Công an vào cuộc",
    ]
    assert split("Ở TP.\n\nHết") == ["Ở TP.", "Hết"]


@given(vietnamese_text() | st.text())
def test_spans_are_trimmed_in_order_and_leave_only_spaces_outside(text: str) -> None:
    last = 0
    for start, end in sentences(text):
        assert last <= start < end
        assert text[last:start].strip() == ""
        assert text[start:end] == text[start:end].strip() != ""
        last = end
    assert text[last:].strip() == ""


@pytest.mark.parametrize("unit", [".", "!?", ".”", "a. ", '" ', "… ", "A.B. ", "TP.\n", "Ông đi. ", " ", "“", "x"])
def test_long_texts_stay_linear(unit: str) -> None:
    text = (unit * 200_000)[:200_000] + "x"
    began = time.perf_counter()
    sentences(text)
    assert time.perf_counter() - began < 3
