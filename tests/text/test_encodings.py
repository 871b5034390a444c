"""Old encodings: tables against iconv, round trips, and that nothing else is taken for them."""

from __future__ import annotations

import json
import shutil
import subprocess
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.text.encodings import ENCODINGS, SURE, decode, encode, is_marked_syllable, misread

LEGACY = tuple(name for name in ENCODINGS if name != "utf-8")
NEWS = (
    "Sáng 12/3, Trung tâm Dịch vụ việc làm tỉnh Quảng Nam mở phiên giao dịch đầu tiên của năm.\n"
    "Ông Trần Quốc Đạt, giám đốc trung tâm, cho biết 46 doanh nghiệp cần tuyển 3.200 lao động phổ thông.\n"
    'Người lao động được tư vấn về bảo hiểm thất nghiệp: "Ở đâu cũng thiếu thợ giỏi", bà Nguyễn Thị Ửng nói.'
)
LETTERS = "".join(
    unicodedata.normalize("NFC", base + tone)
    for base in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
)
ALPHABET = LETTERS + "đĐ" + "".join(map(chr, range(32, 127)))
FOREIGN = (
    "The minister’s café meeting in Hanoi lasted “barely an hour”, officials said – and nothing was agreed.",
    "Beyoncé’s résumé was naïve, said the fiancé of a São Paulo protégé at the Café de Flore.",
    "The labour ministry said wages would rise by 6 % from 1 July, at a cost of £3m (€3.4m).",
    "À Paris, le président a été très ému par les élèves : « Je suis né là où vous êtes », a-t-il déclaré.",
    "Le gouvernement français a présenté, à la fin de l’année, un plan d’économies de 10 milliards d’euros.",
    "Là-bas, à côté de la mairie, né à Lyon, il a été là.",
    "Die Straße führt über die Brücke nach Köln; der Bürgermeister erklärte, es gäbe keine Lösung.",
    "O presidente não disse que não irá à reunião; são mãos que vão e vêm, não é?",
    "El año pasado la economía creció un 2 %, según el Ministerio. ¿Qué pasará mañana?",
    "Søren Kierkegård bor på Østerbro, hvor børnene går i skole og læser blå bøger.",
)


@pytest.mark.parametrize("encoding", LEGACY)
def test_a_newspaper_text_is_recognised_and_comes_back_whole(encoding: str) -> None:
    found = decode(encode(NEWS, encoding))
    assert (found.text, found.encoding) == (NEWS, encoding)
    assert found.confidence > 0.8


@pytest.mark.parametrize("encoding", LEGACY)
@given(text=st.text(ALPHABET, max_size=60))
def test_what_is_encoded_by_name_is_decoded_by_name(encoding: str, text: str) -> None:
    if encoding == "vni":  # a letter and a mark side by side are one letter there, whoever wrote them
        text = " ".join(text)
    if encoding == "tcvn3":  # so many capitals that the reading as VN1 is chosen
        text += " Ở Ủy Ấn Á"
    assert decode(encode(text, encoding), encoding).text == text


@pytest.mark.parametrize("encoding", LEGACY)
@given(raw=st.binary(max_size=80))
def test_any_bytes_give_nfc_when_the_encoding_is_named(encoding: str, raw: bytes) -> None:
    text = decode(raw, encoding).text
    assert unicodedata.is_normalized("NFC", text)


@given(raw=st.binary(max_size=200))
def test_decoding_never_fails_and_confidence_is_a_share(raw: bytes) -> None:
    assert 0 <= decode(raw).confidence <= 1


@given(text=st.text(max_size=60))
def test_unicode_is_left_alone(text: str) -> None:
    raw = text.encode("utf-8", "ignore")
    found = decode(raw)
    if not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        assert found.text == raw.decode("utf-8-sig")
        assert found.encoding in ("utf-8", "ascii")


def test_marks_of_unicode_are_heard_and_dropped() -> None:
    assert decode(b"\xef\xbb\xbf" + NEWS.encode()) == (NEWS, "utf-8", 1.0)
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert decode(mark + NEWS.encode(codec)) == (NEWS, "utf-16", 1.0)


@pytest.mark.parametrize("text", FOREIGN)
def test_english_french_and_ascii_are_never_converted(text: str) -> None:
    assert decode(text.encode("cp1252")).encoding == "cp1252"
    assert decode(text.encode("cp1252")).text == text
    assert decode(text.encode()).encoding in ("utf-8", "ascii")
    assert decode(text.encode("ascii", "ignore")).encoding == "ascii"


def test_a_few_words_are_not_enough_to_be_sure() -> None:
    found = decode(encode("Hà Nội", "tcvn3"))
    assert found.encoding == "cp1252"
    assert found.confidence < SURE


def test_tcvn3_keeps_the_quotes_of_windows_unless_its_capitals_carry_tones() -> None:
    quoted = "“Anh em công nhân được nghỉ hai ngày” – ông Hùng nói…"
    capitals = "BỘ LAO ĐỘNG: Ở các tỉnh, người lao động được hỗ trợ"
    assert decode(encode(quoted, "tcvn3")).text == quoted
    assert decode(encode(capitals, "tcvn3")).text == capitals


def test_capitals_of_the_abc_fonts_are_small_letters() -> None:
    assert (
        decode(b"C\xe9ng h\xb5o x\xb7 h\xe9i: \xa7\xb6ng v\xb5 nh\xb5 n\xad\xedc").text
        == "Cộng hào xã hội: Đảng và nhà nước"
    )


def test_windows_1258_is_read_with_and_without_its_composed_letters() -> None:
    raw = b"Vi\xea\xf2t Nam, nh\xe0 m\xe1y, nha\xcc ma\xecy"
    assert decode(raw, "cp1258").text == "Việt Nam, nhà máy, nhà máy"


def test_markup_and_json_around_the_words_do_not_hide_them() -> None:
    page = f'<html lang="en"><head><style>p {{ margin: 0 }}</style></head>\n<body><p class="x">{NEWS}</p></body></html>'
    for text in (page, json.dumps({"id": "a1", "published_at": "2024-08-28", "body": NEWS}, ensure_ascii=False)):
        for encoding in LEGACY:
            assert decode(encode(text, encoding))[:2] == (text, encoding)


def test_an_unknown_name_and_a_letter_without_a_place_are_errors() -> None:
    with pytest.raises(LookupError):
        decode(b"x", "koi8-r")
    with pytest.raises(LookupError):
        encode("x", "koi8-r")
    with pytest.raises(UnicodeDecodeError):
        decode(b"\xb6", "utf-8")
    for encoding in LEGACY:
        with pytest.raises(UnicodeEncodeError):
            encode("日本", encoding)


@pytest.mark.parametrize(("encoding", "name"), [("viscii", "VISCII"), ("tcvn3", "TCVN5712-1"), ("cp1258", "CP1258")])
def test_the_tables_agree_with_iconv(encoding: str, name: str) -> None:
    program = shutil.which("iconv")
    if program is None:
        pytest.skip("no iconv")

    def iconv(source: str, target: str, raw: bytes) -> bytes:
        done = subprocess.run([program, "-f", source, "-t", target], input=raw, capture_output=True, check=False)
        if b"not supported" in done.stderr:
            pytest.skip(f"no iconv that knows {name}")
        return done.stdout

    letters = " ".join(LETTERS + "đĐ")
    theirs = iconv("UTF-8", name, letters.encode())
    assert decode(theirs, encoding).text == letters
    assert unicodedata.normalize("NFC", iconv(name, "UTF-8", encode(letters, encoding)).decode()) == letters
    if encoding != "cp1258":  # where a letter may be written in two ways
        assert encode(letters, encoding) == theirs


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ("nghiêng khuỷu Đắk thuở giếng quyết ngoằn yếu ửng ý oằn hoẵng gìn gì", True),
        ("été naïve straße hôc cafés", False),
    ],
)
def test_syllables_are_judged_by_their_build(words: str, right: bool) -> None:
    assert [word for word in words.split() if is_marked_syllable(word) is not right] == []


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_bytes_taken_for_windows_1252_become_vietnamese_again(encoding: str) -> None:
    raw = encode(NEWS, encoding)
    seen = raw.decode("cp1252", "surrogateescape").translate({0xDC00 + byte: byte for byte in range(128, 256)})
    found = misread(seen)
    assert found is not None
    assert found.encoding == encoding
    assert found.text == NEWS


@pytest.mark.parametrize(
    "text",
    [
        "", "Plain words.", *FOREIGN, NEWS, "Hà và con là bà", "Bảo hiểm xã hội Việt Nam", "“Ông” – 5 µm²",
        "B¶o",
    ],
)  # fmt: skip
def test_what_is_right_or_too_short_to_judge_is_not_mended(text: str) -> None:
    assert misread(text) is None


@given(st.text())
def test_any_text_can_be_looked_at(text: str) -> None:
    found = misread(text)
    assert found is None or found.confidence >= SURE
