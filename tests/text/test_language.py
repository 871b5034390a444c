import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.text.language import language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Bảo hiểm xã hội", "vi"),
        ("bao hiem xa hoi", "vi"),
        ("chuyen doi so", "vi"),
        ("ha noi", "vi"),
        ("Mức lương tối thiểu vùng sẽ tăng 6% từ ngày 1/7.", "vi"),
        ("Nguoi lao dong duoc huong tro cap that nghiep tu thang sau", "vi"),
        ("Ronaldo lập cú đúp, Al Nassr thắng Al Hilal", "vi"),
        ("The ministry of labour is drafting a new law.", "en"),
        ("Lê Quốc Minh visited Hanoi to sign the agreement", "en"),
        ("Le gouvernement français a annoncé une réforme des retraites pour l'an prochain", "fr"),
        ("中华人民共和国劳动法今天公布实施细则", "zh"),
        ("", "und"),
        ("28/8/2024", "und"),
        ("UBND", "und"),
        ("😀😀😀", "und"),
    ],
)
def test_language(text: str, code: str) -> None:
    assert language(text) == code


def test_the_guess_is_the_same_each_time() -> None:
    text = "Deze tekst is niet zo lang maar wel lang genoeg voor een gok over de taal hier"
    assert len({language(text) for _ in range(5)}) == 1


@given(st.text())
def test_any_text_has_an_answer(text: str) -> None:
    assert 2 <= len(language(text)) <= 3
