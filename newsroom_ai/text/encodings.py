"""Bytes of old Vietnamese encodings -> text in NFC: Windows-1258, TCVN3 (ABC), VNI and VISCII beside Unicode.

The tables of VISCII and TCVN 5712:1993 VN1 agree with those of glibc's ``iconv`` (a test compares every letter).
TCVN3, the form of the ABC fonts (.VnTime), is VN1 without capitals that carry a tone: 0x80-0x9F hold the
punctuation of Windows-1252 there, and capitals come from another font (.VnTimeH) over the same bytes as small
letters, which no decoder can see. So a text is read both ways, and the way that gives more Vietnamese syllables
stands. The VNI table (VNI-Windows, a letter and then its mark) is unverified: no library at hand holds one.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

from newsroom_ai.text.normalise import nfc

ENCODINGS: Final = ("utf-8", "cp1258", "tcvn3", "vni", "viscii")
"""The names that ``decode`` takes as a hint and ``encode`` as a target."""

SURE: Final = 0.5
"""Least ``Decoded.confidence`` at which text may be stored without a person having named the encoding."""

_SAMPLE: Final = 32 * 1024
_MARKED_AT_LEAST: Final = 3
_MARKED_SHARE: Final = 0.75
_SYLLABLE_SHARE: Final = 0.5
_DOUBTED: Final = 0.4

_TONES: Final = dict(zip("øùûõï", "\u0300\u0301\u0309\u0303\u0323", strict=True))
_CIRCUMFLEXED: Final = dict(zip("âàáåãä", ("", *"\u0300\u0301\u0309\u0303\u0323"), strict=True))
_BREVED: Final = dict(zip("êèéúüë", ("", *"\u0300\u0301\u0309\u0303\u0323"), strict=True))
_VNI_BASES: Final = {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ô": "ơ", "ö": "ư"}
_VNI_SINGLES: Final = {"ô": "ơ", "ö": "ư", "ñ": "đ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ì": "ì", "í": "í"}

_VN1_CONTROLS: Final = {
    **dict(zip((1, 2, 4, 5, 6), "ÚỤỪỬỮ", strict=True)),
    **dict(zip(range(0x11, 0x18), "ỨỰỲỶỸÝỴ", strict=True)),
}
_VN1_HIGH: Final = (
    "ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ"
    "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ"
    "ẮẦẨẪẤỀặầẩẫấậèỂẻẽéẹềểễếệìỉỄẾỒĩíịòỔỏõóọồổỗốộờởỡớợùỖủũúụừửữứựỳỷỹýỵỐ"
)
_VN1_ONLY: Final = frozenset((0xAF, 0xBA, *range(0xBF, 0xC6), 0xCD, *range(0xD9, 0xDC), 0xE0, 0xF0, 0xFF))
_VISCII_CONTROLS: Final = dict(zip((2, 5, 6, 0x14, 0x19, 0x1E), "ẲẴẪỶỸỴ", strict=True))
_VISCII_HIGH: Final = (
    "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ"
    "ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ"
)


class Decoded(NamedTuple):
    """Text, the encoding it was in, and how sure that is (0 to 1; 1 for Unicode and for what a person named).

    ``encoding`` is one of ``ENCODINGS``, or ``ascii``, ``utf-16``, or ``cp1252`` for everything unknown.
    """

    text: str
    encoding: str
    confidence: float


def decode(raw: bytes, hint: str | None = None) -> Decoded:
    r"""Turn bytes into text, by what they say of themselves or else by how Vietnamese each reading is.

    Unicode is left as it stands, old encodings come out in NFC. ASCII, English and French are never taken for
    an old Vietnamese encoding: that needs three syllables with marks, three quarters of the words with marks
    and half of all words to be spelled as Vietnamese. Time is linear; at most 32 KiB are examined.

    Args:
        raw: a whole text, or a large piece of one; ``confidence`` of a few words is low.
        hint: one of ``ENCODINGS`` where it is known; nothing is guessed then.

    Raises:
        LookupError: ``hint`` is none of ``ENCODINGS``.
        UnicodeDecodeError: ``hint`` is utf-8 and the bytes are not.

    >>> decode(b"B\xb6o hi\xd3m x\xb7 h\xe9i")[:2]
    ('Bảo hiểm xã hội', 'tcvn3')
    >>> decode(b"A caf\xe9 in Paris")[:2]
    ('A café in Paris', 'cp1252')
    """
    if hint is not None:
        return Decoded(_named(raw, hint), hint, 1.0)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Decoded(raw.decode("utf-16", "replace"), "utf-16", 1.0)
    if raw.isascii():
        return Decoded(raw.decode("ascii"), "ascii", 1.0)
    try:
        return Decoded(raw.decode("utf-8-sig"), "utf-8", 1.0)
    except UnicodeDecodeError:
        return _guessed(raw)


def encode(text: str, encoding: str) -> bytes:
    r"""Write text as an old program would have: the inverse of ``decode``, for evaluation and tests.

    Raises:
        LookupError: ``encoding`` is none of ``ENCODINGS``.
        UnicodeEncodeError: a character has no place there, such as a curly quote in VISCII.

    >>> encode("Bảo hiểm xã hội", "vni")
    b'Ba\xfbo hie\xe5m xa\xf5 ho\xe4i'
    """
    if encoding not in ENCODINGS:
        raise LookupError(f"unknown encoding: {encoding}")
    text = nfc(text)
    if encoding == "utf-8":
        return text.encode()
    if encoding == "cp1258":
        return "".join(map(_for_cp1258, text)).encode("cp1258")
    if encoding == "vni":
        return "".join(_TO_VNI.get(char, char) for char in text).encode("cp1252")
    if encoding == "viscii":
        return _by_table(text, _TO_VISCII, encoding)
    try:
        return _by_table(text, _TO_ABC, encoding)
    except UnicodeEncodeError:
        return _by_table(text, _TO_VN1, encoding)


def misread(text: str) -> Decoded | None:
    """Undo a program's mistake: it took bytes of UTF-8 or of an old encoding for Windows-1252 and saved what it saw.

    None where the text is as it should be or nothing is beyond doubt: what comes out must be Vietnamese by the measure
    of ``decode``, and more so than what went in.

    >>> misread("B¶o hiÓm x· héi ViÖt Nam")[:2], misread("Báº£o hiá»ƒm xÃ£ há»™i")[:2]
    (('Bảo hiểm xã hội Việt Nam', 'tcvn3'), ('Bảo hiểm xã hội', 'utf-8'))
    >>> misread("Hà và con không có nhà"), misread("Le café de São Paulo")
    (None, None)
    """
    if text.isascii():
        return None
    try:
        raw = b"".join(_WINDOWS.get(char) or char.encode("latin-1") for char in text)
    except UnicodeEncodeError:
        return None
    try:
        found = Decoded(raw.decode(), "utf-8", 1.0)
    except UnicodeDecodeError:
        found = _guessed(raw)
    if found.encoding == "cp1252" or found.confidence < SURE:
        return None
    after = _evidence(found.text[:_SAMPLE])
    return found if after.is_vietnamese and after.net > _evidence(text[:_SAMPLE]).net else None


def is_marked_syllable(word: str) -> bool:
    """Say whether a word is spelled as one Vietnamese syllable, marks and all, wherever the tone sits, in any case.

    >>> [is_marked_syllable(word) for word in ("nghiệp", "Đắk", "été", "hộc", "hôc")]
    [True, True, False, True, False]
    """
    return _spelled(word.lower())


def _named(raw: bytes, hint: str) -> str:
    if hint not in ENCODINGS:
        raise LookupError(f"unknown encoding: {hint}")
    if hint == "utf-8":
        return raw.decode("utf-8-sig")
    read = max((read for name, read in _READERS if name == hint), key=lambda read: _evidence(read(_sample(raw))).net)
    return read(raw)


def _guessed(raw: bytes) -> Decoded:
    sample = _sample(raw)
    found = [(_evidence(read(sample)), name, read) for name, read in _READERS]
    evidence, name, read = max(found, key=lambda candidate: candidate[0].net)
    if evidence.is_vietnamese:
        return Decoded(read(raw), name, round(evidence.share * evidence.valid / (evidence.valid + 2), 3))
    text = raw.decode("cp1252", "replace")
    letters = [char for char in text if char.isalpha() or char == "\ufffd"]
    high = sum(not char.isascii() for char in letters)
    confidence = max(0.0, 1 - 3 * high / max(1, len(letters)))
    # A few words that may as well be Vietnamese are no safe Latin-1.
    return Decoded(text, "cp1252", round(min(confidence, _DOUBTED) if evidence.may_be_vietnamese else confidence, 3))


class _Evidence(NamedTuple):
    """Words with marks that are syllables, the frequent ones of them, those that are none; syllables among all."""

    valid: int
    frequent: int
    wrong: int
    all_share: float

    @property
    def net(self) -> int:
        return self.valid + self.frequent - self.wrong

    @property
    def share(self) -> float:
        return self.valid / max(1, self.valid + self.wrong)

    @property
    def may_be_vietnamese(self) -> bool:
        return self.valid > 0 and self.share >= _MARKED_SHARE and self.all_share >= _SYLLABLE_SHARE

    @property
    def is_vietnamese(self) -> bool:
        return self.valid >= _MARKED_AT_LEAST and self.may_be_vietnamese


_WORD: Final = re.compile(r"[^\W\d_]+")
_ODD: Final = re.compile("[^\t-\r -~\u00a0\u00ab\u00b0\u00b2\u00b3\u00b7\u00bb–—‘’“”•…€™\\w]|[ªº\u00b5ƒˆ]")


_FREQUENT_WORDS: Final = """
các của đã được và là có không người những một để với này khi năm từ đến về tại ngày ở cũng nhiều phải công đồng
sẽ thì nước thành hiện đang đó vì bị việc quốc tế xã hội chính phủ đầu tư thể trên dưới giữa ông bà bộ tỉnh phố
huyện lý định trường học sinh động lao nghiệp cơ hơn lớn mới sự rất đây đi lại cả hàng tháng tuổi số nói biết
chủ tịch đại tử vụ án điều tiền giá tỷ triệu việt hà nội trước sau thứ hai bốn sáng chiều tối nhà thông báo cách
mình họ vào nhất nếu còn cùng cần đối vẫn như chỉ mà quá trình kết quả làm thời đường
"""
_FREQUENT: Final = frozenset(_FREQUENT_WORDS.split())
_NEVER_ALONE: Final = frozenset("ẶỊÒỎÕÓỌỘ")  # in VN1 the bytes of … ‘ ’ “ ” • – —


def _evidence(text: str) -> _Evidence:
    words = _WORD.findall(text)
    marked = [word for word in words if not word.isascii()]
    valid = [word for word in marked if is_marked_syllable(word) and _is_written(word)]
    frequent = sum(word.lower() in _FREQUENT for word in valid)
    wrong = len(marked) - len(valid) + len(_ODD.findall(text))
    bare = sum(is_marked_syllable(word) for word in words if word.isascii())
    return _Evidence(len(valid), frequent, wrong, (len(valid) + bare) / max(1, len(words)))


def _is_written(word: str) -> bool:
    """Whether anybody writes the word so: no Ọ alone, which is a dash misread, and no capitals inside."""
    return word not in _NEVER_ALONE and (word.islower() or word.isupper() or word.istitle())


_WINDOWS: Final = {
    bytes([byte]).decode("cp1252"): bytes([byte]) for byte in range(0x80, 0xA0) if byte not in b"\x81\x8d\x8f\x90\x9d"
}
"""Characters that Windows-1252 has and Latin-1 has not; its five empty places are read as Latin-1 by programs."""

_MARKUP: Final = re.compile(rb"<[^<>]{0,2000}>|&\w{1,8};|&#\d{1,6};|\\[nrt]")


def _sample(raw: bytes) -> bytes:
    """The lines that tell, those with bytes beyond ASCII, without markup."""
    telling = (line for line in raw[: 64 * _SAMPLE].split(b"\n") if not line.isascii())
    size, lines = 0, []
    for line in telling:
        lines.append(line[: _SAMPLE - size])
        size += len(lines[-1])
        if size >= _SAMPLE:
            break
    return _MARKUP.sub(b" ", b"\n".join(lines))


_RIMES: Final = {
    "a": "- c ch i m n ng nh o p t u y", "ă": "c k m n ng p t", "â": "c m n ng p t u y", "e": "- c m n ng o p t",
    "ê": "- ch m n nh p t u", "i": "- a ch m n nh p t u", "iê": "c m n ng p t u", "o": "- c i m n ng p t",
    "oo": "c n ng", "oa": "- c ch i m n ng nh o p t y", "oă": "c m n ng t", "oe": "- m n o t",
    "ô": "- c i m n ng p t", "ơ": "- i m n p t", "u": "- a c i m n ng p t", "uâ": "n ng t y",
    "uê": "- ch n nh", "uô": "c i m n ng t", "uơ": "-", "uy": "- a ch n nh p t u", "uyê": "n t",
    "ư": "- a c i m n ng t u", "ươ": "c i m n ng p t u", "y": "- t", "yê": "m n ng t u",
}  # fmt: skip
_SYLLABLE: Final = re.compile(
    r"(?:b|ch?|d|đ|g[hi]?|h|kh?|l|m|n(?:gh?|h)?|ph?|qu|r|s|t[hr]?|v|x)?(?:"
    + "|".join(
        f"{nucleus}(?:{codas.replace('- ', '|').replace(' ', '|').strip('-')})" for nucleus, codas in _RIMES.items()
    )
    + ")"
)
_TONE: Final = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_LEVEL: Final = frozenset("\u0300\u0303\u0309")  # tones that a syllable ending in c, ch, p or t cannot have


@lru_cache(maxsize=1 << 16)
def _spelled(word: str) -> bool:
    if len(word) > 7:
        return False
    apart = unicodedata.normalize("NFD", word)
    tones = _TONE.findall(apart)
    plain = unicodedata.normalize("NFC", _TONE.sub("", apart))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(plain):
        return False
    stopped = plain.endswith(("c", "ch", "k", "p", "t")) and not word.isascii()
    return not stopped or (bool(tones) and tones[0] not in _LEVEL)


def _table(high: str, controls: dict[int, str], windows: range = range(0)) -> list[str]:
    """Byte -> character; ``windows`` are the bytes that Windows-1252 shows instead."""
    table = [chr(byte) for byte in range(128)] + list(high)
    for byte, char in controls.items():
        table[byte] = char
    for byte in windows:
        table[byte] = bytes([byte]).decode("cp1252", "replace")
    return table


_VN1: Final = _table(_VN1_HIGH, _VN1_CONTROLS)
_ABC: Final = _table(_VN1_HIGH, {}, range(0x80, 0xA0))
_VISCII: Final = _table(_VISCII_HIGH, _VISCII_CONTROLS)
_TO_VN1: Final = {char: byte for byte, char in enumerate(_VN1)}
_TO_ABC: Final = {char: byte for byte, char in enumerate(_ABC) if byte not in _VN1_ONLY}
_TO_VISCII: Final = {char: byte for byte, char in enumerate(_VISCII)}


def _by_table(text: str, table: dict[str, int], encoding: str) -> bytes:
    try:
        return bytes([table[char] for char in text])
    except KeyError as error:
        place = text.index(str(error.args[0]))
        raise UnicodeEncodeError(encoding, text, place, place + 1, "has no place in this encoding") from None


def _reader(table: list[str]) -> Callable[[bytes], str]:
    whole = "".join(table)
    return lambda raw: nfc(raw.decode("latin-1").translate(dict(enumerate(whole))))


def _vni_pairs() -> dict[str, str]:
    """Letters of VNI, one or two characters of Windows-1252 each -> Vietnamese letters."""
    pairs = dict(_VNI_SINGLES)
    for written, base in _VNI_BASES.items():
        marks = dict(_TONES)
        marks |= {mark: "\u0302" + tone for mark, tone in _CIRCUMFLEXED.items() if base in "aeo"}
        marks |= {mark: "\u0306" + tone for mark, tone in _BREVED.items() if base == "a"}
        pairs |= {written + mark: nfc(base + above) for mark, above in marks.items()}
    del pairs["yï"]  # ỵ has a place of its own
    upper = {letter.upper(): char.upper() for letter, char in pairs.items()}
    mixed = {letter[0].upper() + letter[1:]: char.upper() for letter, char in pairs.items() if len(letter) == 2}
    return pairs | mixed | upper


_FROM_VNI: Final = _vni_pairs()
_TO_VNI: Final = {char: letter for letter, char in _FROM_VNI.items()}
_VNI: Final = re.compile("|".join(sorted(map(re.escape, _FROM_VNI), key=len, reverse=True)))


def _read_vni(raw: bytes) -> str:
    return nfc(_VNI.sub(lambda letter: _FROM_VNI[letter[0]], raw.decode("cp1252", "replace")))


def _read_cp1258(raw: bytes) -> str:
    return nfc(raw.decode("cp1258", "replace"))


def _for_cp1258(char: str) -> str:
    try:
        char.encode("cp1258")
    except UnicodeEncodeError:
        apart = unicodedata.normalize("NFD", char)
        tone = _TONE.search(apart)
        return unicodedata.normalize("NFC", _TONE.sub("", apart)) + (tone[0] if tone else "")
    return char


_READERS: Final[tuple[tuple[str, Callable[[bytes], str]], ...]] = (
    ("cp1258", _read_cp1258),
    ("tcvn3", _reader(_ABC)),
    ("tcvn3", _reader(_VN1)),
    ("vni", _read_vni),
    ("viscii", _reader(_VISCII)),
)
