"""The vocabularies that come with the product, each read when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from newsroom_ai.text.syllables import bare_forms
from newsroom_ai.vocabulary.concepts import VIETNAMESE, Concept, Scheme, unique
from newsroom_ai.vocabulary.ministries import Transfer, transfers
from newsroom_ai.vocabulary.provinces import Province, province_aliases, provinces, read_table
from newsroom_ai.vocabulary.tables import read_csv
from newsroom_ai.vocabulary.vocabularies import Vocabulary

MEDIA_TOPICS: Final = "http://cv.iptc.org/newscodes/mediatopic/"
_WIKIDATA: Final = "http://www.wikidata.org/entity/"
_ENGLISH: Final = "en-gb"
_OURS: Final = "Apache-2.0"


@cache
def shipped(name: str) -> Vocabulary | None:
    """The vocabulary called ``name``, or None where none is.

    >>> shipped("iptc").get("medtop:09000000").label
    'lao động'
    """
    return _SHIPPED[name]() if name in _SHIPPED else None


def _iptc() -> Vocabulary:
    """IPTC Media Topics: codes, hierarchy and English labels of the standard, the Vietnamese ours."""
    scheme = Scheme(
        "iptc",
        title="IPTC Media Topics, bản tiếng Việt",
        uri=MEDIA_TOPICS,
        version="2019-04",
        licence="https://creativecommons.org/licenses/by/4.0/",
        attribution=(
            "IPTC Media Topics © International Press Telecommunications Council (IPTC), www.iptc.org, CC BY 4.0. "
            "Vietnamese labels, definitions and synonyms added by the Newsroom AI project; not an edition of the IPTC."
        ),
    )
    return Vocabulary.of(scheme, map(_media_topic, read_table("iptc-mediatopics-vi.csv")))


def _media_topic(row: dict[str, str]) -> Concept:
    labels = {VIETNAMESE: row["label_vi"], _ENGLISH: row["label_en"]}
    synonyms = unique(row["synonyms"].split("|"))
    return Concept(
        uri=_topic_uri(row["qcode"]),
        notation=row["qcode"],
        labels={tag: label for tag, label in labels.items() if label},
        alternative={VIETNAMESE: synonyms} if synonyms else {},
        definition={VIETNAMESE: row["definition_vi"]} if row["definition_vi"] else {},
        broader=(_topic_uri(row["broader"]),) if row["broader"] else (),
        exact_match=(_WIKIDATA + row["wikidata"],) if row["wikidata"] else (),
        valid_to=date.fromisoformat(row["retired"]) if row["retired"] else None,
        deprecated=bool(row["retired"]),
    )


def _topic_uri(code: str) -> str:
    return MEDIA_TOPICS + code.removeprefix("medtop:")


def _table(name: str, file: str) -> Callable[[], Vocabulary]:
    def read() -> Vocabulary:
        return read_csv((files("newsroom_ai.vocabulary") / "data" / file).read_text("utf-8"), name)

    return read


def _provinces() -> Vocabulary:
    scheme = Scheme("provinces", title="Tỉnh, thành phố của Việt Nam, cũ và mới", version="2026-04-30", licence=_OURS)
    uris = {province.key: province.uri for province in provinces()}
    return Vocabulary.of(scheme, (_province(province, uris) for province in provinces()))


def _province(province: Province, uris: dict[str, str]) -> Concept:
    others = (province.official, province.name, *province_aliases().get(province.name, ()))
    return Concept(
        uri=province.uri,
        notation=province.key,
        labels={VIETNAMESE: province.label},
        alternative={VIETNAMESE: unique(set(others) - {province.label})},
        valid_from=province.valid_from,
        valid_to=province.valid_to,
        deprecated=province.valid_to is not None,
        replaced_by=(uris[province.successor],) if province.successor else (),
    )


def _ministries() -> Vocabulary:
    """Ended ministries, and those that took their work over, whose own first day the table does not tell."""
    scheme = Scheme("ministries", title="Bộ và cơ quan ngang bộ đã đổi", version="2025-03-01", licence=_OURS)
    concepts: dict[str, Concept] = {}
    for moved in transfers():
        concepts[moved.old_name] = _ended(concepts.get(moved.old_name), moved)
    for moved in transfers():
        concepts.setdefault(moved.new_name, Concept(_ministry_uri(moved.new_name), labels={"vi": moved.new_name}))
    return Vocabulary.of(scheme, concepts.values())


def _ended(before: Concept | None, moved: Transfer) -> Concept:
    """An ended ministry as far as it is known, and one more ministry that took work of its over."""
    known = before or Concept(
        uri=_ministry_uri(moved.old_name),
        labels={VIETNAMESE: moved.old_name},
        alternative={VIETNAMESE: unique(moved.aliases)},
        valid_to=moved.valid_from - timedelta(days=1),
        deprecated=True,
    )
    work = ", ".join(moved.functions) or "toàn bộ chức năng"
    note = f"{moved.new_name}: {work}."
    told = f"{known.scope_note[VIETNAMESE]}\n{note}" if known.scope_note else note
    return replace(
        known,
        scope_note={VIETNAMESE: told},
        replaced_by=unique([*known.replaced_by, _ministry_uri(moved.new_name)]),
    )


def _ministry_uri(name: str) -> str:
    return f"urn:newsroom:organisation:vn/{'-'.join(bare_forms(name))}"


_SHIPPED: Final[dict[str, Callable[[], Vocabulary]]] = {
    "iptc": _iptc,
    "sections": _table("sections", "sections.csv"),
    "labour": _table("labour", "labour-topics.csv"),
    "provinces": _provinces,
    "ministries": _ministries,
}
SHIPPED: Final = tuple(_SHIPPED)
"""Their names."""
