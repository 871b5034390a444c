from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings

from newsroom_ai.artefacts import write_manifest
from newsroom_ai.errors import ModelUnavailable
from newsroom_ai.text.segmenter import SLOT_BITS, WEIGHTS, GapSegmenter, WeightTable
from newsroom_ai.text.segmenter_gaps import NUMBER_BITS, Sign, features, read_gaps
from newsroom_ai.text.syllables import syllables
from newsroom_ai.text.words import WordSegmenter, segmenter
from tests.text.strategies import vietnamese_text

SENTENCES = (
    "Sáng nay, hơn hai nghìn công nhân khu công nghiệp trở lại làm việc sau kỳ nghỉ lễ kéo dài bốn ngày.",
    "Ủy ban nhân dân thành phố yêu cầu các doanh nghiệp báo cáo tình hình trả lương và thưởng cho người lao động.",
    "Bà Nguyễn Thị Lan, giám đốc Sở Giáo dục và Đào tạo, cho biết học sinh sẽ nghỉ học đến hết tuần.",
    "Đội tuyển bóng đá Việt Nam giành chiến thắng trước Thái Lan trong trận đấu tối qua tại Hà Nội.",
    "Cơ quan điều tra đã khởi tố vụ án, bắt tạm giam hai bị can về tội lừa đảo chiếm đoạt tài sản.",
    "Giá vàng trong nước tăng mạnh, trong khi thị trường chứng khoán tiếp tục giảm điểm phiên thứ ba.",
    "Trung tâm dự báo khí tượng thủy văn cảnh báo mưa lớn, nguy cơ lũ quét và sạt lở đất ở vùng núi.",
    "Bệnh viện tiếp nhận nhiều bệnh nhân sốt xuất huyết, trong đó có trẻ em dưới năm tuổi.",
)


@pytest.fixture(scope="module")
def gap() -> GapSegmenter:
    return GapSegmenter()


def words(model: WordSegmenter, text: str) -> list[str]:
    return [text[start:end] for start, end in model.words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("giá 1.234,5 đồng", ["giá", "1.234,5", "đồng"]),
        ("tăng 12,5% so với", ["tăng", "12,5", "so", "với"]),
        ("Ngày 28/8/2024, tại", ["Ngày", "28/8/2024", "tại"]),
        ("UBND TP.HCM họp", ["UBND", "TP.HCM", "họp"]),
        ("TP. HCM họp", ["TP", "HCM", "họp"]),
        ("ông N.T.H. nói", ["ông", "N.T.H", "nói"]),
        ("dịch Covid-19 ở", ["dịch", "Covid-19", "ở"]),
        ("lúc 10h30, ngày", ["lúc", "10h30", "ngày"]),
        ("PGS.TS Nguyễn Văn An", ["PGS.TS", "Nguyễn Văn An"]),
        ("học_sinh giỏi", ["học_sinh", "giỏi"]),
        ("quan hệ Việt Nam - Nhật Bản", ["quan hệ", "Việt Nam", "Nhật Bản"]),
        ("các học\nsinh", ["các", "học", "sinh"]),
        ("Học (sinh) Hà, Nội", ["Học", "sinh", "Hà", "Nội"]),
    ],
)
def test_the_convention_for_signs_inside_words(gap: GapSegmenter, text: str, expected: list[str]) -> None:
    assert words(gap, text) == expected


@pytest.mark.parametrize("sentence", SENTENCES)
def test_case_of_letters_does_not_matter(gap: GapSegmenter, sentence: str) -> None:
    assert gap.words(sentence.upper()) == gap.words(sentence.lower())
    joined, lower = (read_joins(gap, text) for text in (sentence, sentence.lower()))
    assert (joined == lower).mean() >= 0.95


def test_capitals_inside_a_normal_line_are_cut_as_words(gap: GapSegmenter) -> None:
    assert words(gap, "Thông báo: HỌC SINH NGHỈ HỌC đến hết tuần")[1:4] == ["HỌC SINH", "NGHỈ", "HỌC"]


@pytest.mark.parametrize("sentence", ["Hoà bình ở nhà máy thuỷ điện", "Bác sỹ chữa bệnh lý"])
def test_spelling_variants_are_cut_alike(gap: GapSegmenter, sentence: str) -> None:
    variant = sentence.replace("oà", "òa").replace("uỷ", "ủy").replace("sỹ", "sĩ")
    assert variant != sentence
    assert gap.words(variant) == gap.words(sentence)


@pytest.mark.parametrize("word", ["sức khỏe", "thủy điện", "hủy bỏ", "Ủy ban nhân dân", "ma túy"])
def test_words_with_the_tone_on_the_first_vowel_are_known(gap: GapSegmenter, word: str) -> None:
    assert gap.words(f"Theo {word}") == [(0, 4), (5, 5 + len(word))]


def test_it_agrees_with_its_teacher(gap: GapSegmenter) -> None:
    teacher = segmenter("underthesea")
    same = [read_joins(gap, sentence) == read_joins(teacher, sentence) for sentence in SENTENCES]
    assert np.concatenate(same).mean() >= 0.95


def read_joins(model: WordSegmenter, text: str) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    spans = model.words(text)
    return np.array(
        [any(a <= one.start and other.end <= b for a, b in spans) for one, other in pairwise(syllables(text))]
    )


@settings(deadline=None)
@given(text=vietnamese_text())
def test_gaps_lie_between_the_syllables(text: str) -> None:
    gaps = read_gaps(text)
    found = syllables(text)
    assert list(zip(gaps.starts.tolist(), gaps.ends.tolist(), strict=True)) == [(s.start, s.end) for s in found]
    assert len(gaps.signs) == max(0, len(found) - 1)
    numbers = features(gaps)
    assert len(numbers) == len(gaps.signs)
    assert not numbers.size or int(numbers.max()) < 1 << NUMBER_BITS


def test_what_is_seen_at_a_gap_stays_within_two_signs() -> None:
    one, other = (features(read_gaps(text)) for text in ("xa, gần nhà ga, chợ", "lâu, gần nhà ga, bến"))
    assert (one[1:3] == other[1:3]).all()
    assert (one[0] != other[0]).any()


def test_invisible_characters_do_not_change_a_sign() -> None:
    assert read_gaps("a\u200b \u200bb").signs.tolist() == [Sign.SPACE]
    assert read_gaps("a\u00a0\u2009b").signs.tolist() == [Sign.SPACE]
    assert read_gaps("a–b").signs.tolist() == [Sign.HYPHEN]


def test_a_model_of_ones_own_is_read_from_its_folder(tmp_path: Path) -> None:
    slots = 1 << SLOT_BITS
    WeightTable(np.zeros(slots, np.int8), np.zeros(slots, np.uint8)).save(tmp_path / WEIGHTS)
    write_manifest(tmp_path)
    assert words(GapSegmenter(tmp_path), "học sinh") == ["học", "sinh"]


@pytest.mark.parametrize("damage", ["text", "shape", "names"])
def test_weights_of_another_form_are_refused(tmp_path: Path, damage: str) -> None:
    path = tmp_path / WEIGHTS
    if damage == "text":
        path.write_text("không phải trọng số", encoding="utf-8")
    elif damage == "shape":
        np.savez_compressed(path, weights=np.zeros(8, np.int8), tags=np.zeros(8, np.uint8))
    else:
        np.savez_compressed(path, other=np.zeros(8))
    write_manifest(tmp_path)
    with pytest.raises(ModelUnavailable, match=r"tách từ"):
        GapSegmenter(tmp_path)
