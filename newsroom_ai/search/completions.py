"""Longer queries for what is typed so far, as titles carry it on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from newsroom_ai.search.typed import Typed
from newsroom_ai.text.syllables import syllables
from newsroom_ai.text.words import WordSegmenter, segmenter

LONGEST = 4  # syllables that a query is carried on by
SUPPORT = 3  # titles that a longer query needs …
SHARE = 0.12  # … and of those that have what is typed
KEPT = 0.7  # when so many of a query's titles go on in the same way, the longer one is the phrase
_LINKS = frozenset(  # nobody's query ends with these
    (
        *("và", "của", "ở", "tại", "bị", "được", "cho", "với", "từ", "để", "là", "có", "vì", "sau", "trước", "trong"),
        *("khi", "không", "đã", "sẽ", "đang", "những", "các", "một", "nhiều", "như", "về", "ra", "vào", "lên", "xuống"),
        *("đến", "tới", "bởi", "do", "nhưng", "hay", "hoặc", "mà", "thì", "này", "đó", "nào", "theo", "trên", "dưới"),
        *("qua", "ngày", "tháng", "năm", "vừa", "còn", "đi", "lại"),
    )
)


def longer(typed: Typed, titles: Sequence[str], limit: int) -> list[str]:
    """At most ``limit`` phrases of whole words that begin with what is typed, the most frequent first.

    >>> longer(Typed.of("bao hi"), ["Bảo hiểm y tế tăng", "Mức bảo hiểm y tế", "Thẻ bảo hiểm y tế mới", "Bao hic"], 2)
    ['bảo hiểm y tế']
    """
    if len("".join(typed.bare)) < 2:
        return []
    spelt: dict[tuple[str, ...], Counter[str]] = {}
    sources: dict[tuple[str, ...], str] = {}
    fitting = 0
    for title in titles:
        runs = dict(_runs(typed, title))
        fitting += bool(runs)
        for run, text in runs.items():
            spelt.setdefault(run, Counter())[text] += 1
            sources.setdefault(run, title)
    support = {run: counts.total() for run, counts in spelt.items()}
    needed = max(SUPPORT, SHARE * fitting)
    phrases = [run for run in _closed(support) if support[run] >= needed and run[-1] not in _LINKS]
    phrases.sort(key=lambda run: (-support[run], len(run)))
    shown = (
        (run, spelt[run].most_common(1)[0][0]) for run in phrases if run != typed.exact and not run[-1].isnumeric()
    )
    whole = [text for run, text in shown if _of_whole_words(text, sources[run])]
    return whole[:limit]


def _runs(typed: Typed, title: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """What a title makes of the text that is typed, with up to ``LONGEST`` more syllables: forms and spelling."""
    found, wide = syllables(title), len(typed.bare)
    bare = [syllable.bare for syllable in found]
    for at in range(len(found) - wide + 1):
        if not typed.fits(bare[at : at + wide]) or typed.closeness([s.exact for s in found[at : at + wide]]) < 2:
            continue
        for end in range(at + wide, min(at + wide + LONGEST, len(found)) + 1):
            if any(title[one.end : two.start] != " " for one, two in pairwise(found[at:end])):
                break
            text = title[found[at].start : found[end - 1].end]
            # The capital that begins a title says nothing of the word.
            sentence_case = at == 0 and not text.split()[0].isupper()
            yield tuple(s.exact for s in found[at:end]), text[0].lower() + text[1:] if sentence_case else text


def _closed(support: dict[tuple[str, ...], int]) -> Iterable[tuple[str, ...]]:
    """The runs that do not mostly go on in one and the same way."""
    goes_on: Counter[tuple[str, ...]] = Counter()
    for run, count in support.items():
        goes_on[run[:-1]] = max(goes_on[run[:-1]], count)
    return (run for run, count in support.items() if goes_on[run] < KEPT * count)


def _of_whole_words(text: str, title: str) -> bool:
    start = title.casefold().find(text.casefold())
    words = _segmenter().words(title)
    return start in {one for one, _ in words} and start + len(text) in {end for _, end in words}


@cache
def _segmenter() -> WordSegmenter:
    return segmenter()
