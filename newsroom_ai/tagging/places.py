"""Tags from places, labelled with the unit that held them on the day of publication."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, NamedTuple

from newsroom_ai.article import VIETNAM, Article, Span, Status
from newsroom_ai.entities.page import Page, pages
from newsroom_ai.entities.types import Recogniser
from newsroom_ai.tagging.evidence import make_tag, prominence
from newsroom_ai.tagging.types import Tag, TagKind
from newsroom_ai.vocabulary.cased import VIETNAMESE
from newsroom_ai.vocabulary.places import PROVEN, gazetteer
from newsroom_ai.vocabulary.provinces import valid_on

_EVERYWHERE: Final = "Việt Nam"
_EVERYWHERE_WEIGHT: Final = 0.2


class _Found(NamedTuple):
    """A place with its mentions; a province's ``uri`` is that of the latest unit of its name."""

    label: str
    uri: str | None
    mentions: tuple[Span, ...]
    confidence: float | None


class PlaceTagger:
    """Provinces, countries, regions, towns and whatever else a recogniser finds to be a place.

    A province that no longer existed on the day of publication becomes the unit that took it over; the evidence
    stays the words of the text. A draft without a date counts as of ``today``; a published article without one keeps
    the names it uses.

    >>> from datetime import UTC, datetime
    >>> old, new = (Article("a1", body="Mưa lớn ở Hà Giang.", published_at=datetime(year, 8, 1, tzinfo=UTC))
    ...             for year in (2024, 2026))
    >>> [(tag.label, tag.evidence[0].text) for a in (old, new) for tag in PlaceTagger().tag(a)]
    [('Hà Giang', 'Hà Giang'), ('Tuyên Quang', 'Hà Giang')]
    """

    model = "places.v1"

    def __init__(self, today: Callable[[], date] = date.today, recogniser: Recogniser | None = None) -> None:
        """Without a recogniser the gazetteer's places are found, and only these."""
        self._today = today
        self._recogniser = recogniser

    def tag(self, article: Article) -> list[Tag]:
        """Tags in falling order of score."""
        day = self._day(article)
        found = _listed(article) if self._recogniser is None else _recognised(self._recogniser, article)
        merged: dict[tuple[str, str | None], list[_Found]] = defaultdict(list)
        for place in found:
            unit = valid_on(place.label, day) if day and place.uri else None
            merged[(unit.label, unit.uri) if unit else (place.label, place.uri)].append(place)
        sha256 = article.sha256 if merged else ""
        tags = [_tag(sha256, label, uri, places) for (label, uri), places in merged.items()]
        return sorted(tags, key=lambda tag: -tag.score)

    def _day(self, article: Article) -> date | None:
        if article.published_at is not None:
            return article.published_at.astimezone(VIETNAM).date()
        return self._today() if article.status is Status.DRAFT else None


def _tag(sha256: str, label: str, uri: str | None, places: Sequence[_Found]) -> Tag:
    spans = [span for place in places for span in place.mentions]
    sure = [place.confidence for place in places if place.confidence is not None]
    return make_tag(
        sha256, TagKind.PLACE, label, spans, model=PlaceTagger.model, score=_score(label, spans), uri=uri,
        confidence=max(sure, default=None),
    )  # fmt: skip


def _score(label: str, spans: Sequence[Span]) -> float:
    weight = _EVERYWHERE_WEIGHT if label == _EVERYWHERE else 1.0
    return weight * prominence(spans)


def _recognised(recogniser: Recogniser, article: Article) -> list[_Found]:
    """The recogniser's places; those in the gazetteer by its label."""
    places = [entity for entity in recogniser.entities(article) if entity.kind == "place"]
    found: list[_Found] = []
    for place in places:
        known = [m for m in gazetteer().find(place.label) if m.start == 0 and m.end == len(place.label)]
        label, uri = (known[0].label, known[0].uri) if known else (place.label, None)
        found.append(_Found(label, uri, place.mentions, place.confidence))
    return found


def _listed(article: Article) -> list[_Found]:
    """The gazetteer's places, without those that are part of a person's name here."""
    mentions: dict[tuple[str, str], list[Span]] = defaultdict(list)
    read = pages(article)
    given = _given_names(read)
    for page in read:
        for mention in page.mentions:
            text = page.text[mention.start : mention.end]
            if text in PROVEN or text.lower() not in given:
                mentions[mention.label, mention.uri].append(Span(page.field, mention.start, mention.end, text))
    return [_Found(label, uri, tuple(spans), None) for (label, uri), spans in mentions.items()]


def _given_names(read: Sequence[Page]) -> set[str]:
    """Lone syllables that are also the last part of a longer name in the article: Đức, Nga, Vinh."""
    given: set[str] = set()
    for page in read:
        lone = {page.text[m.start : m.end].lower() for m in page.mentions}
        lone = {word for word in lone if VIETNAMESE.fullmatch(word)}
        for at in range(1, len(page)) if lone else ():
            ends_a_name = page.capital(at - 1) and page.gap(at) == " " and not page.opens(at - 1)
            if page.form(at) in lone and page.capital(at) and ends_a_name and not page.acronym(at - 1):
                given.add(page.form(at))
    return given
