"""The language of a text, sure where the newsroom needs it: Vietnamese with and without marks, English."""

import re
from functools import cache, lru_cache
from itertools import product
from typing import Any, Final, NamedTuple

from newsroom_ai.text.fold import fold
from newsroom_ai.text.normalise import nfc
from newsroom_ai.text.syllables import has_marks

_RIMES: Final = (
    "a ac ach ai am an ang anh ao ap at au ay e ec ech em en eng enh eo ep et eu "
    "i ia ich iec iem ien ieng iep iet ieu im in inh ip it iu "
    "o oa oac oach oai oam oan oang oanh oao oat oay oc oe oen oeo oet oi om on ong oong op ot "
    "u ua uan uang uat uay uc ue uech uenh ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu "
    "uy uya uych uyen uyet uynh uyt uyu y yem yen yet yeu"
)
_BROAD: Final = "b ch d h kh l m n nh ph r s t th tr v x"  # before every vowel
_QU_RIMES: Final = "a ac ach ai an ang anh ao at au ay e en eo et ech enh eu i it in o oc y yen yet ynh yt"
_SAMPLE: Final = 1_000
_DETECTED: Final = 300
_REMEMBERED: Final = 20_000
_WORD: Final = re.compile(r"[^\W\d_]+")
_ENGLISH_WORDS: Final = (
    "the of and to in is for that with on by was are from as at it has have had be been this will his "
    "her their its were not but or who which a an he she they we said"
)
_ENGLISH: Final = frozenset(_ENGLISH_WORDS.split())


def language(text: str) -> str:
    """Return the ISO 639-1 code of the language, or ``und`` where it cannot be told.

    Vietnamese is known by its marks and by the build of its syllables, so it needs no marks.

    >>> language("bao hiem xa hoi"), language("Bảo hiểm xã hội"), language("12/8")
    ('vi', 'vi', 'und')
    >>> language("The ministry of labour is drafting a new law.")
    'en'
    """
    sample = nfc(text[:_SAMPLE])
    words = _words(sample)
    if not words:
        return "und"
    seen = [_seen(word) for word in words]
    built = sum(one.built for one in seen) / len(words)
    marked = sum(one.marked for one in seen) / len(words)
    english = sum(one.english for one in seen) / len(words)
    if marked >= 0.2 and english < 0.2:
        return "vi"
    if english >= 0.15 and built < 0.75:
        return "en"
    if built >= 0.8 and english < 0.5:
        return "vi"
    return _detected(sample) if _is_long(sample) else "und"


class _Seen(NamedTuple):
    """What one word says: whether it is built as Vietnamese, whether with marks, whether it is an English one."""

    built: bool
    marked: bool
    english: bool


@lru_cache(maxsize=_REMEMBERED)
def _seen(word: str) -> _Seen:
    form = fold(word, marks=False)
    built = form in _syllables()
    return _Seen(built, built and has_marks(word), form in _ENGLISH)


def _words(text: str) -> list[str]:
    """Return the words that tell: without foreign names and abbreviations, if enough remain."""
    words = _WORD.findall(text)
    small = [word for word in words if len(word) > 1 and word.islower()]
    if len(small) >= 3:
        return small
    return [word for word in words if len(word) > 1 and not word.isupper()] or words


def _is_long(text: str) -> bool:
    """Say whether there is enough to guess from; scripts without spaces need less."""
    letters = sum(map(str.isalpha, text))
    return letters >= 60 or (letters >= 10 and not any("a" <= char <= "z" for char in text))


@cache
def _syllables() -> frozenset[str]:
    """Build every bare syllable that Vietnamese spelling allows, folded as the index folds."""
    rimes = _RIMES.split()
    front = [rime for rime in rimes if rime[0] in "eiy"]
    back = [rime for rime in rimes if rime[0] in "aou"]
    spelled = {
        *rimes,
        *map("".join, product(_BROAD.split(), [rime for rime in rimes if rime[:2] != "ye"])),
        *map("".join, product(("k", "gh", "ngh"), front)),
        *map("".join, product(("c", "g", "ng", "gi"), back)),
        *map("".join, product(("gi",), ["", "n", "e", "em", "eng", "eo", "et", "ep"])),
        *map("".join, product(("qu",), _QU_RIMES.split())),
    }
    return frozenset(fold(syllable, marks=False) for syllable in spelled)


@cache
def _detector() -> Any:
    import langdetect  # noqa: PLC0415 - reads its profiles for a second

    langdetect.DetectorFactory.seed = 0
    return langdetect


def _detected(text: str) -> str:
    langdetect = _detector()
    try:
        return str(langdetect.detect(text[:_DETECTED])).partition("-")[0]
    except langdetect.LangDetectException:
        return "und"
