"""Articles -> names labelled by rules and by how the corpus uses them: what the first name model learns from.

Rules find what a title, a head noun or the gazetteer proves. A capitalised run that they pass over takes the kind it
has elsewhere, if nearly all proven uses of the same words agree; what stays unknown does not count in training.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from newsroom_ai.article import Article
from newsroom_ai.entities.events import events
from newsroom_ai.entities.labels import IGNORED, OUTSIDE, span_labels
from newsroom_ai.entities.page import Page, pages
from newsroom_ai.entities.rules import RuleRecogniser
from newsroom_ai.entities.tokens import Tokens, read_tokens
from newsroom_ai.vocabulary.cased import word_set

Labels = npt.NDArray[np.int8]

_UNITS: Final = word_set(
    "tỉnh huyện quận xã phường thị_trấn thị_xã thôn ấp bản làng tp tx thành_phố sông núi hồ đảo quần_đảo đường phố cầu "
    "chợ sân_bay cảng bến_xe chùa đền đình khu_công_nghiệp kcn khu_đô_thị kđt quốc_lộ đại_lộ cao_tốc bang vịnh biển "
    "eo_biển sân_vận_động hầm đèo ga quảng_trường công_viên suối kênh cù_lao bán_đảo cửa_khẩu nhà_thờ chung_cư"
)
_LONGEST_UNIT: Final = 3
_AT: Final = word_set("ở tại đến từ sang tới")
_HEADS: Final = word_set(
    "clb câu_lạc_bộ công_ty tập_đoàn ngân_hàng báo hãng trường đại_học bệnh_viện đội tạp_chí tờ đài kênh nhà_xe"
)
_PROVEN: Final = 3
_PURE: Final = 0.9


class Silver(NamedTuple):
    """One text and its labels; ``IGNORED`` where nobody knows."""

    tokens: Tokens
    labels: Labels


class _Run(NamedTuple):
    """Capitalised syllables ``start`` to ``end`` of a page that belong together."""

    start: int
    end: int


class _Read(NamedTuple):
    page: Page
    spans: dict[_Run, str]
    unknown: list[_Run]


def silver(articles: Iterable[Article]) -> Iterator[list[Silver]]:
    """Label articles, each a list of its fields; reads all of them before the first comes back."""
    rules = RuleRecogniser()
    read = [_read(article, rules) for article in articles]
    kinds = _votes(part for parts in read for part in parts)
    for parts in read:
        yield [_labelled(part, kinds) for part in parts]


def _read(article: Article, rules: RuleRecogniser) -> list[_Read]:
    found: dict[str, dict[tuple[int, int], str]] = defaultdict(dict)
    for entity in rules.entities(article):
        for mention in entity.mentions:
            found[mention.field][mention.start, mention.end] = entity.kind
    return [_of_page(page, found[page.field]) for page in pages(article)]


def _of_page(page: Page, found: dict[tuple[int, int], str]) -> _Read:
    begins = {syllable.start: at for at, syllable in enumerate(page.found)}
    ends = {syllable.end: at + 1 for at, syllable in enumerate(page.found)}
    spans: dict[_Run, str] = {}
    for start, end, _ in events(page.text):
        if start in begins and end in ends:
            spans[_Run(begins[start], ends[end])] = "event"
    for (start, end), kind in found.items():
        run = _Run(begins[start], ends[end])
        if not any(run.start < other.end and other.start < run.end for other in spans):
            spans[run] = kind
    covered = bytearray(len(page) + 1)
    for run in spans:
        covered[run.start : run.end] = b"\1" * (run.end - run.start)
    unknown = []
    for run in _runs(page, covered):
        unit = _unit(page, run, covered)
        if unit < run.start:
            spans[_Run(unit, run.end)] = "place"
        else:
            unknown.append(run)
    return _Read(page, spans, unknown)


def _runs(page: Page, covered: bytearray) -> Iterator[_Run]:
    """Maximal runs of capitals outside what is known; not the capital that only opens a sentence."""
    if page.case != "mixed":
        return
    at = 0
    while at < len(page):
        if not page.capital(at) or covered[at]:
            at += 1
            continue
        end = at + 1
        while end < len(page) and page.capital(end) and not covered[end] and page.gap(end) in {" ", "-"}:
            end += 1
        if end < len(page) and page.form(end).isdigit() and end - at == 1 and page.form(at) in _UNITS:
            end += 1
        yield _Run(at, end)
        at = end


def _unit(page: Page, run: _Run, covered: bytearray) -> int:
    """Where the unit word before a run begins, or the run's own start."""
    for size in range(_LONGEST_UNIT, 0, -1):
        start = run.start - size
        if start < 0 or covered[start] or any(page.gap(i) != " " for i in range(start + 1, run.start + 1)):
            continue
        if " ".join(page.forms[start : run.start]) in _UNITS:
            return start
    return run.start


def _key(page: Page, run: _Run) -> str:
    return page.text[page.found[run.start].start : page.found[run.end - 1].end]


def _votes(read: Iterable[_Read]) -> dict[str, str]:
    """Name as written -> the kind that nearly all proven uses give it."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for page, spans, unknown in read:
        for run, kind in spans.items():
            bare = _without_head(page, run)
            counts[_key(page, bare)][kind] += 1
        for run in unknown:
            if run.start and page.gap(run.start) == " " and page.form(run.start - 1) in _AT and run.end - run.start > 1:
                counts[_key(page, run)]["place"] += 1
            elif _headed(page, run):
                counts[_key(page, run)]["organisation"] += 1
    kinds = {}
    for name, found in counts.items():
        kind, most = found.most_common(1)[0]
        if most >= _PROVEN and most >= _PURE * sum(found.values()):
            kinds[name] = kind
    return kinds


def _headed(page: Page, run: _Run) -> bool:
    before = run.start - 1
    if before < 1 or page.gap(run.start) != " ":
        return False
    return page.form(before) in _HEADS or page.pair(before - 1) in _HEADS


def _without_head(page: Page, run: _Run) -> _Run:
    start = run.start
    while start < run.end - 1 and (not page.capital(start) or page.form(start) in _HEADS):
        start += 1
    return _Run(start, run.end)


def _labelled(read: _Read, kinds: dict[str, str]) -> Silver:
    page = read.page
    tokens = read_tokens(page.text)
    labels = np.full(len(tokens.forms), OUTSIDE, np.int8)
    spans = dict(read.spans)
    for run in read.unknown:
        kind = kinds.get(_key(page, run))
        if kind and not _headed(page, run):
            spans[run] = kind
            continue
        opening = page.opens(run.start) and run.end - run.start == 1 and not page.acronym(run.start)
        if opening:
            continue
        labels[max(0, run.start - 3) : run.end + 3] = IGNORED
    if page.case != "mixed":
        labels[:] = IGNORED
    for run, kind in spans.items():
        labels[run.start : run.end] = span_labels(kind, run.end - run.start)
    return Silver(tokens, labels)
