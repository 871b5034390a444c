"""References to laws and official papers: 1331/QĐ-BLĐTBXH, 91/2025/QH15, 01-NQ/BCSD."""

import re
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

_DIGITS: Final = "0123456789"
_TERM: Final = re.compile(r"(?<=/)qh\d+$")
_LIKELY: Final = re.compile(r"/[ \u00a0]?(?:[12]\d{3}[ \u00a0]?/[ \u00a0]?)?[A-ZĐÐa-zđ]")  # what every reference has
_YEAR: Final = re.compile(r"(?:/|m[ \u00a0])(?P<year>(?:19|20)\d\d)(?![\w/])")
_KIND_OF: Final = {
    **dict.fromkeys(("nghi dinh", "nd"), "nd-cp"),
    **dict.fromkeys(("thong tu lien tich", "ttlt"), "ttlt"),
    **dict.fromkeys(("thong tu", "tt"), "tt"),
    **dict.fromkeys(("quyet dinh", "qd"), "qd"),
    **dict.fromkeys(("nghi quyet", "nq"), "nq"),
    **dict.fromkeys(("chi thi", "ct"), "ct"),
    "luat": "qh",
}
_NAMED: Final = re.compile(
    r"(?<!\w)(?P<kind>ngh[ịi][ \u00a0](?:[đd][ịi]nh|quy[ếe]t)"
    r"|th[ôo]ng[ \u00a0]t[ưu](?:[ \u00a0]li[êe]n[ \u00a0]t[ịi]ch)?|quy[ếe]t[ \u00a0][đd][ịi]nh"
    r"|ch[ỉi][ \u00a0]th[ịi]|lu[ậa]t|n[đd]|ttlt|tt|q[đd]|nq|ct)[ \u00a0]?"
    r"(?:s[ốo][ \u00a0])?(?P<number>\d{1,5})(?:/|[ \u00a0]n[ăa]m[ \u00a0])\Z",
    re.IGNORECASE,
)
_LONGEST_NAME: Final = len("thông tư liên tịch số 12345 năm ")


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


def papers(text: str) -> list[LawReference]:
    """Find references in any spelling, also those that leave the issuer out, under one key for one paper.

    A decree is the Government's and a law the National Assembly's, so nothing is lost without them; any other paper
    named by kind, number and year only has a key of its own, which ``index_keys`` of the whole reference includes.

    >>> [p.key for p in papers("Nghị định số 85 năm 2016, NĐ 85/2016, Luật 91/2025/QH15, TT 12/2020")]
    ['85/2016/nd-cp', '85/2016/nd-cp', '91/2025/qh', '12/2020/tt']
    """
    whole = law_references(text) if _LIKELY.search(text) else []
    found = [reference._replace(key=_TERM.sub("qh", reference.key.lstrip("0"))) for reference in whole]
    for year in _YEAR.finditer(text):
        end = year.start("year")
        if named := _NAMED.search(text, max(0, end - _LONGEST_NAME), end):
            start, kind = named.start(), _KIND_OF[fold(named["kind"], marks=False)]
            key = f"{named['number'].lstrip('0')}/{year['year']}/{kind}"
            found.append(LawReference(start, year.end(), text[start : year.end()], key))
    return sorted(found)


def index_keys(text: str) -> frozenset[str]:
    """Return the keys by which a text is found: those of its papers, with and without the issuer.

    >>> sorted(index_keys("Thông tư 12/2020/TT-BYT, Nghị định 85/2016/NĐ-CP"))
    ['12/2020/tt', '12/2020/tt-byt', '85/2016/nd', '85/2016/nd-cp']
    """
    keys = {paper.key for paper in papers(text)}
    return frozenset(keys | {key.partition("-")[0] for key in keys if key.count("/") == 2})


def near_keys(key: str) -> list[str]:
    """Return the keys whose number is one typing error away: a digit mistyped, dropped, doubled or swapped.

    They are for "did you mean": a near miss is another paper until a person says otherwise.

    >>> "1331/qd-bldtbxh" in near_keys("133/qd-bldtbxh"), "133/qd-bldtbxh" in near_keys("133/qd-bldtbxh")
    (True, False)
    """
    number, rest = _split(key)
    cuts = [(number[:at], number[at:]) for at in range(len(number) + 1)]
    near = {a + b[1:] for a, b in cuts if b}
    near |= {a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1}
    near |= {a + digit + b[1:] for a, b in cuts if b for digit in _DIGITS}
    near |= {a + digit + b for a, b in cuts for digit in _DIGITS}
    return sorted(other + rest for other in near - {number, ""})


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
