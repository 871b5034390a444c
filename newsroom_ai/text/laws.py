"""References to laws and official papers: 1331/QĐ-BLĐTBXH, 91/2025/QH15, 01-NQ/BCSD."""

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

from newsroom_ai.text.fold import fold


class LawReference(NamedTuple):
    """A mention of an official paper; equal ``key`` means the same paper."""

    start: int
    end: int
    text: str
    key: str


def _keys(line: str) -> frozenset[str]:
    return frozenset(line.split())


# Kinds of papers and who signs them, as they look in a key.
_KINDS: Final = _keys(
    "qd nd tt ttlt nq nqlt ct cd cv kh tb hd bc ttr pl l lct lenh vbhn hdlt gm tl da ctr qc kl gp gcn bb"
)
_KINDS_ALONE: Final = _keys("qd nd nq cp ttg hdbt l lct vbhn")
_ISSUERS: Final = _keys(
    "cp ttg tw ctn qh ubtvqh vpcp vpqh vptw ubnd hdnd btttt bldtbxh ldtbxh bnv bgddt gddt byt btc bkhdt bct "
    "bgtvt bxd bnnptnt bnnmt btnmt bkhcn bvhttdl btp bca bqp bng bdttg ubdt ttcp ktnn nhnn bhxh bhxhvn tandtc "
    "vksndtc tldd tld btdkt tct tchq bcsd bcd bcdtw hdtp mttw dct dtnch hlhpn sldtbxh snv sgddt syt stc sct "
    "btgtw btctw bcdqg ubkttw bnc bbt dhqghn dhqg evn gtvt nnptnt bnn bkh btm tdc"
)

_UPPER: Final = "A-ZĐÐƯÂÔ"
_DASH: Final = "[-–‑]"
_SLASH: Final = "[ \u00a0]?/[ \u00a0]?"
_PART: Final = rf"(?:T[Tt]g|TTr|CTr|[{_UPPER}][{_UPPER}&]*\d{{0,3}})"
_SPACED: Final = rf"(?:[ ]{_DASH}[ ]?|{_DASH}[ ])(?:TTg|[{_UPPER}]{{2,12}}\d{{0,3}})(?!\w)"
_CODE: Final = rf"{_PART}(?:{_SPACED}|(?:{_DASH}{_PART})*)"
_NUMBER: Final = r"(?<![\w/])(?<!\d[.,])(?P<number>\d{1,2}\.\d{3}|\d{1,5})"
_STATE: Final = rf"{_SLASH}(?:(?P<year>\d{{4}}){_SLASH})?(?P<code>{_CODE})"
_PARTY: Final = rf"{_DASH}(?P<kind>[{_UPPER}]{{2,3}}r?)/(?P<organ>[{_UPPER}]{{2,8}})"
_LOWER: Final = r"/(?:\d{4}/)?(?:qh\d\d|(?P<lower>[a-zđ]{2,4})-[a-zđ]{2,12}\d{0,2}(?:-[a-zđ]{2,12})*)"
_REFERENCE: Final = re.compile(rf"{_NUMBER}(?:{_STATE}|{_PARTY}|{_LOWER}(?!\w))")
_UNSAID: Final = re.compile(r"[\s.&]")


def law_references(text: str) -> list[LawReference]:
    """Find references to official papers, in state, National Assembly, party and ASCII form.

    Where a scraped page lost the space after a reference, the reference ends with its issuer.

    >>> law_references("Quyết định 1331/QĐ-BLĐTBXH")[0].key
    '1331/qd-bldtbxh'
    >>> [r.text for r in law_references("781/QĐ-BTTTTNgày ban hành 28/8/2024, 90 km/h")]
    ['781/QĐ-BTTTT']
    """
    found = []
    for match in _REFERENCE.finditer(text):
        end = _unglued(text, match.start(), match.end())
        reference = text[match.start() : end]
        key = _key(reference)
        if _is_paper(match, key):
            found.append(LawReference(match.start(), end, reference, key))
    return found


def near_misses(key: str, known: Iterable[str]) -> list[str]:
    """Return the known keys whose number is one typing error away, all else being equal.

    They are for "did you mean": a near miss is another paper until a person says otherwise.

    >>> near_misses("133/qd-bldtbxh", ["1331/qd-bldtbxh", "133/qd-ttg", "2024/qd-bldtbxh"])
    ['1331/qd-bldtbxh']
    """
    number, rest = _split(key)
    near = []
    for other in known:
        other_number, other_rest = _split(other)
        if rest == other_rest and number != other_number and _one_edit(number, other_number):
            near.append(other)
    return near


def _key(reference: str) -> str:
    # "1.331/QĐ - UBND" is number 1331 of the committee.
    return fold(_UNSAID.sub("", reference), marks=False)


def _unglued(text: str, start: int, end: int) -> int:
    """Return where the reference really ends if a word sticks to it: "QĐ-BTTTTNgày"."""
    following = text[end : end + 1]
    if not following.isalpha():
        return end
    head = re.search(rf"[{_UPPER}]+$", text[start:end])
    if head is None:  # it ends in small letters or digits: TTg, QH15
        return end
    run = fold(head[0], marks=False)
    for length in range(len(run), 1, -1):
        if run[:length] in _ISSUERS:
            return end - len(run) + length
    return end - 1 if following.islower() else end


def _is_paper(match: re.Match[str], key: str) -> bool:
    if match["kind"]:
        return fold(match["kind"], marks=False) in _KINDS
    if match["lower"]:
        return fold(match["lower"], marks=False) in _KINDS
    code = key.rpartition("/")[2]
    first, *issuers = code.split("-")
    if issuers:
        # a high number tells an unknown office from a flight or a match ("1/SGN-HAN")
        unknown = len(first) > 2 and len(issuers[0]) > 1 and len(match["number"]) > 2
        return first in _KINDS or first in _ISSUERS or unknown
    return first in _KINDS_ALONE or first.rstrip("0123456789") in ("qh", "ubtvqh")


def _split(key: str) -> tuple[str, str]:
    rest = key.lstrip("0123456789")
    return key[: len(key) - len(rest)], rest


def _one_edit(one: str, other: str) -> bool:
    """Say whether a digit was mistyped, dropped, doubled or swapped with the next."""
    short, long = sorted((one, other), key=len)
    if len(short) != len(long):
        return len(long) - len(short) == 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
    wrong = [i for i, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    swapped = len(wrong) == 2 and wrong[1] - wrong[0] == 1
    return len(wrong) == 1 or (swapped and one[wrong[0]] == other[wrong[1]] and one[wrong[1]] == other[wrong[0]])
