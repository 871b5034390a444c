"""Vocabularies as hypothesis draws them: any letters, any tree, whatever a file may hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from newsroom_ai.text.fold import fold
from newsroom_ai.text.normalise import clean
from newsroom_ai.vocabulary.concepts import Concept, Scheme, term, unique
from newsroom_ai.vocabulary.vocabularies import Vocabulary

LETTERS = st.text(st.sampled_from("aăâđếộ Ứữ|\\\"'=+-@#;,:\t<>{}[]%$_.5\n\u0301\u200b😀Ω한"), max_size=20)
TERMS = LETTERS.map(term).filter(bool)
NOTES = LETTERS.map(clean).filter(bool)
LANGUAGES = st.sampled_from(["vi", "en", "en-gb", "zh-hant"])
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
MANY = st.dictionaries(LANGUAGES, st.lists(TERMS, min_size=1, max_size=3).map(unique), max_size=2)
URIS = st.sampled_from(["http://a.example/x#1", "https://b.example/ế?q=%20", "urn:x:y:z", "http://c.example/(a),;'*"])


@st.composite
def concepts(draw: st.DrawFn, place: int) -> Concept:
    days = sorted(draw(st.lists(DAYS, min_size=2, max_size=2)))
    above = draw(st.sets(st.integers(0, place - 1), max_size=2)) if place else set()
    return Concept(
        uri=f"https://từ.example/{place}",
        notation=draw(st.none() | st.just(f"m:{place}")),
        labels=draw(st.dictionaries(LANGUAGES, TERMS, min_size=1)),
        alternative=draw(MANY),
        hidden=draw(MANY),
        definition=draw(st.dictionaries(LANGUAGES, NOTES)),
        scope_note=draw(st.dictionaries(LANGUAGES, NOTES)),
        broader=unique(f"https://từ.example/{one}" for one in above),
        related=unique(
            f"https://từ.example/{one}" for one in draw(st.sets(st.just(place - 1)) if place else st.just(set()))
        ),
        exact_match=unique(draw(st.lists(URIS, max_size=2))),
        close_match=unique(draw(st.lists(URIS, max_size=2))),
        valid_from=draw(st.none() | st.just(days[0])),
        valid_to=draw(st.none() | st.just(days[1])),
        deprecated=draw(st.booleans()),
        replaced_by=unique(f"https://từ.example/{one}" for one in above),
    )


@st.composite
def vocabularies(draw: st.DrawFn) -> Vocabulary:
    texts = st.just("") | TERMS
    scheme = Scheme("thu", draw(texts), draw(st.just("") | URIS), draw(texts), draw(texts), draw(texts))
    listed, seen = [], set()
    for place in range(draw(st.integers(1, 5))):
        concept = draw(concepts(place))
        label = fold(concept.labels.get("vi", f"\0{place}"))
        if label in seen:
            continue
        seen.add(label)
        listed.append(concept)
    known = {concept.uri for concept in listed}
    return Vocabulary.of(scheme, [_within(concept, known) for concept in listed])


def _within(concept: Concept, known: set[str]) -> Concept:
    """The concept without references to what was left out."""

    def kept(uris: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(uri for uri in uris if uri in known)

    links = kept(concept.broader), kept(concept.related), kept(concept.replaced_by)
    return replace(concept, broader=links[0], related=links[1], replaced_by=links[2])
