import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.text.laws import index_keys, law_references, near_keys, papers
from tests.text.strategies import vietnamese_text


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1331/QĐ-BLĐTBXH", "1331/qd-bldtbxh"),
        ("1331/QD-BLDTBXH", "1331/qd-bldtbxh"),
        ("1331/qđ-blđtbxh", "1331/qd-bldtbxh"),
        ("1331/QĐ–BLĐTBXH", "1331/qd-bldtbxh"),
        ("1331 /QĐ - BLĐTBXH", "1331/qd-bldtbxh"),
        ("1.331/QĐ-BLĐTBXH", "1331/qd-bldtbxh"),
        ("1331/Q\u00d0-BL\u00d0TBXH", "1331/qd-bldtbxh"),
        ("366/QĐ-LĐTBXH", "366/qd-ldtbxh"),
        ("348/QĐ-TTg", "348/qd-ttg"),
        ("85/2016/NĐ-CP", "85/2016/nd-cp"),
        ("91/2025/QH15", "91/2025/qh15"),
        ("91/2025/qh15", "91/2025/qh15"),
        ("237/NQ-UBTVQH16", "237/nq-ubtvqh16"),
        ("01-NQ/BCSD", "01-nq/bcsd"),
        ("01-NQ/BCSĐ", "01-nq/bcsd"),
        ("28-NQ/TW", "28-nq/tw"),
        ("06/2021/TTLT-BLĐTBXH-BTC", "06/2021/ttlt-bldtbxh-btc"),
    ],
)
def test_forms_of_references(text: str, key: str) -> None:
    (reference,) = law_references(f"Theo văn bản số {text}, từ 1/7.")
    assert (reference.text, reference.key) == (text, key)


@pytest.mark.parametrize(
    "text",
    [
        *["28/8/2024", "05/10", "90 km/h", "1/3", "24/7", "ngày 3/CN", "căn hộ 12/A"],
        *["thắng 3-1/HAGL", "chuyến 1/SGN-HAN", "tỷ lệ 2/3", "USD/VND", "a1331/QĐ-TTg"],
    ],
)
def test_what_is_not_a_reference(text: str) -> None:
    assert law_references(text) == []


@pytest.mark.parametrize(
    ("glued", "text"),
    [
        ("781/QĐ-BTTTTNgày ban hành", "781/QĐ-BTTTT"),
        ("348/QĐ-TTgNgày ký", "348/QĐ-TTg"),
        ("85/2016/NĐ-CPvề an toàn", "85/2016/NĐ-CP"),
        ("12/QĐ-UBNDvề việc", "12/QĐ-UBND"),
        ("91/2025/QH15Luật", "91/2025/QH15"),
        ("12/QĐ-UBND - UBND tỉnh", "12/QĐ-UBND"),
        ("12/QĐ - UBND tỉnh", "12/QĐ - UBND"),
        ("1331/QĐ-BLĐTBXH.", "1331/QĐ-BLĐTBXH"),
    ],
)
def test_a_reference_ends_with_its_issuer(glued: str, text: str) -> None:
    (reference,) = law_references(glued)
    assert reference.text == text


def test_near_keys_have_one_wrong_digit_and_the_same_issuer() -> None:
    near = near_keys("133/qd-bldtbxh")
    assert {"1331/qd-bldtbxh", "1333/qd-bldtbxh", "313/qd-bldtbxh", "13/qd-bldtbxh", "143/qd-bldtbxh"} <= set(near)
    assert not {"133/qd-bldtbxh", "133/qd-ttg", "1234/qd-bldtbxh", "133/2024/qd-bldtbxh", "31/qd-bldtbxh"} & set(near)
    assert all(key.endswith("/qd-bldtbxh") and key[0] != "/" for key in near)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Nghị định 85 năm 2016", ["85/2016/nd-cp"]),
        ("NGHỊ ĐỊNH SỐ 085/2016", ["85/2016/nd-cp"]),
        ("NĐ85/2016, nghi dinh 85/2016", ["85/2016/nd-cp"] * 2),
        ("Luật số 58/2014/QH13, luật 58/2014", ["58/2014/qh"] * 2),
        ("Thông tư liên tịch 06/2021", ["6/2021/ttlt"]),
        ("Quyết định 12/2020/QĐ-TTg", ["12/2020/qd-ttg"]),
        ("tháng 12/2020, quý 2/2020, ngày 1/7/2025, nghị định 85", []),
        ("sản lượng 85 năm 2016", []),
    ],
)
def test_papers_in_any_spelling(text: str, keys: list[str]) -> None:
    assert [paper.key for paper in papers(text)] == keys


def test_a_text_is_found_with_and_without_the_issuer() -> None:
    assert index_keys("Thông tư 12/2020/TT-BYT") == {"12/2020/tt-byt", "12/2020/tt"}
    assert index_keys("Quyết định 1331/QĐ-BLĐTBXH") == {"1331/qd-bldtbxh"}


@given(vietnamese_text() | st.text())
def test_references_slice_back(text: str) -> None:
    last = 0
    for reference in law_references(text):
        assert last <= reference.start < reference.end
        assert text[reference.start : reference.end] == reference.text
        last = reference.end


@given(vietnamese_text() | st.text())
def test_papers_slice_back_and_hold_all_references(text: str) -> None:
    found = papers(text)
    assert {(one.start, one.end) for one in law_references(text)} <= {(one.start, one.end) for one in found}
    assert all(text[one.start : one.end] == one.text for one in found)
