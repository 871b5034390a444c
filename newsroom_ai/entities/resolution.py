"""Mentions -> entities: which names of an article mean the same person, organisation, place or event."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Final

from newsroom_ai.article import FIELDS, VIETNAM, Article, Span
from newsroom_ai.entities.lexicon import HEADS_ANY_CASE, UNIT_WORDS
from newsroom_ai.entities.persons import forms_of, persons
from newsroom_ai.entities.types import KINDS, Entity, EntityKind, Mention
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.vocabulary.aliases import LONGEST, AliasGroup, shipped_aliases
from newsroom_ai.vocabulary.cased import word_set
from newsroom_ai.vocabulary.places import gazetteer

_FIELD_WEIGHT: Final = {"title": 3.0, "sapo": 2.0, "body": 1.0}
_HALF: Final = 4.0
_EARLY: Final = 400
_REMEMBERED: Final = 20_000
_ABBREVIATION: Final = re.compile(r"[^\W\d_][\w.&-]*(?: [^\W\d_][\w.&-]*)?")
_UNITS: Final = {
    "h": "huyện", "q": "quận", "p": "phường", "x": "xã", "t": "tỉnh", "tx": "thị xã", "tt": "thị trấn",
    "tp": "thành phố",
}  # fmt: skip
_ADMINISTRATIVE: Final = UNIT_WORDS | word_set("thành_phố đặc_khu bang đảo quần_đảo")

Key = tuple[str, ...]


class Resolver:
    """Groups mentions; knows the names that the newsroom's vocabulary holds equal on the day of the article.

    >>> body = "Bảo hiểm xã hội Việt Nam (BHXH VN) họp. Theo BHXH VN, số thu tăng."
    >>> spans = [(0, 24), (26, 33), (45, 52)]
    >>> found = [Mention(Span("body", a, b, body[a:b]), "organisation", 0.9) for a, b in spans]
    >>> [(e.label, len(e.mentions)) for e in Resolver().entities(Article("a1", body=body), found)]
    [('Bảo hiểm xã hội Việt Nam', 3)]
    """

    def __init__(self, aliases: Sequence[AliasGroup] = (), *, calibrated: bool = True) -> None:
        """``aliases`` are the newsroom's groups, which come before the shipped ones.

        ``calibrated`` says that the confidence of mentions is a probability, which entities may then show.
        """
        self._groups: dict[Key, list[AliasGroup]] = defaultdict(list)
        for group in (*aliases, *shipped_aliases()):
            for form in group.forms:
                self._groups[tuple(exact_forms(form))].append(group)
        self._calibrated = calibrated

    def entities(self, article: Article, mentions: Iterable[Mention]) -> list[Entity]:
        """The entities in falling order of salience."""
        by_kind: dict[EntityKind, list[Mention]] = {kind: [] for kind in KINDS}
        for mention in mentions:
            by_kind[mention.kind].append(mention)
        found = [self._entity("person", p.label, p.mentions) for p in persons(article, by_kind["person"])]
        day = article.published_at.astimezone(VIETNAM).date() if article.published_at else None
        rules: tuple[tuple[EntityKind, Callable[[str, date | None], Key], Callable[[Key, Key], bool] | None], ...] = (
            ("place", self._place_key, _names_place),
            ("organisation", self._alias_key, _names_organisation),
            ("event", self._alias_key, None),
        )
        for kind, key, shorter in rules:
            keys = {mention.span.text: key(mention.span.text, day) for mention in by_kind[kind]}
            groups = _grouped(article, by_kind[kind], keys, shorter)
            found += [self._entity(kind, _label(kind, group), group) for group in groups]
        return sorted(found, key=lambda entity: (-entity.salience, _position(entity.mentions[0])))

    def _alias_key(self, text: str, day: date | None) -> Key:
        """The syllables of a name, each part of it that has other forms in its longest."""
        forms = forms_of(text)
        key: list[str] = []
        at = 0
        while at < len(forms):
            for size in range(min(LONGEST, len(forms) - at), 0, -1):
                groups = self._groups.get(forms[at : at + size], ())
                valid = [group for group in groups if _valid(group, day)]
                if valid:
                    longest: Key = max((forms_of(form) for form in valid[0].forms), key=_size)
                    key += longest
                    at += size
                    break
            else:
                key.append(forms[at])
                at += 1
        return tuple(key)

    def _place_key(self, text: str, day: date | None) -> Key:
        """The label of a known place, or the syllables of its name with the unit word written out."""
        if known := known_place(text):
            return forms_of(known)
        forms = list(forms_of(text))
        if len(forms) > 1 and forms[0] in _UNITS and text[:1].isupper():
            forms = [*_UNITS[forms[0]].split(), *forms[1:]]
        return tuple(forms)

    def _entity(self, kind: EntityKind, label: str, mentions: Sequence[Mention]) -> Entity:
        spans = sorted({mention.span for mention in mentions}, key=_position)
        mean = sum(mention.confidence for mention in mentions) / len(mentions)
        return Entity(kind, label, tuple(spans), salience(spans), round(mean, 4) if self._calibrated else None)


@lru_cache(maxsize=_REMEMBERED)
def known_place(name: str) -> str:
    """The label of the place in the gazetteer that a whole name means, "" for none."""
    for mention in gazetteer().find(name):
        if mention.start == 0 and mention.end == len(name):
            return mention.label
    return ""


def salience(mentions: Iterable[Span]) -> float:
    """How much an article is about something, in 0..1: mentions count, most of all in title and sapo, then early."""
    weight = sum(_FIELD_WEIGHT[m.field] + (0.5 if m.field == "body" and m.start < _EARLY else 0.0) for m in mentions)
    return weight / (weight + _HALF)


def _size(key: Key) -> int:
    return len(key)


def _valid(group: AliasGroup, day: date | None) -> bool:
    if day is None:
        return True
    return not ((group.valid_from and day < group.valid_from) or (group.valid_to and day > group.valid_to))


def _grouped(
    article: Article,
    mentions: Sequence[Mention],
    keys: Mapping[str, Key],
    shorter: Callable[[Key, Key], bool] | None,
) -> list[list[Mention]]:
    """Mentions of equal keys together; an abbreviation in brackets with what it stands for, short names with long."""
    groups: dict[Key, list[Mention]] = defaultdict(list)
    for mention in mentions:
        groups[keys[mention.span.text]].append(mention)
    for short, long in _introduced(article, mentions):
        one, other = keys[short], keys[long]
        if one != other and one in groups and other in groups:
            groups[other].extend(groups.pop(one))
    for name in sorted(groups, key=len):
        longer = [other for other in groups if shorter and len(other) > len(name) and shorter(name, other)]
        if len(longer) == 1:
            groups[longer[0]].extend(groups.pop(name))
    return list(groups.values())


def _introduced(article: Article, mentions: Sequence[Mention]) -> list[tuple[str, str]]:
    """Abbreviations with their full names: "Bảo hiểm xã hội Việt Nam (BHXH VN)"."""
    found: list[tuple[str, str]] = []
    ordered = sorted((mention.span for mention in mentions), key=_position)
    for full, short in pairwise(ordered):
        if full.field != short.field or not _abbreviates(short.text):
            continue
        text = article.text(full.field)
        between = text[full.end : short.start].strip()
        if between in {"(", "(gọi tắt là", "(viết tắt là"} and text[short.end : short.end + 1] == ")":
            found.append((short.text, full.text))
    return found


def _abbreviates(text: str) -> bool:
    capitals = sum(map(str.isupper, text))
    return _ABBREVIATION.fullmatch(text) is not None and capitals > 1 and capitals > sum(map(str.islower, text))


def _names_organisation(short: Key, long: Key) -> bool:
    """Whether a short name leaves out the end of a list of offices, or only the head noun, of a long one.

    Bộ Giáo dục is Bộ Giáo dục và Đào tạo, FLC is Tập đoàn FLC.
    """
    size = len(short)
    if long[:size] == short:
        return long[size] == "và"
    return long[-size:] == short and " ".join(long[:-size]) in HEADS_ANY_CASE


def _names_place(short: Key, long: Key) -> bool:
    """Whether a long name is the short one behind a unit word: Củ Chi is huyện Củ Chi."""
    return long[-len(short) :] == short and " ".join(long[: -len(short)]) in _ADMINISTRATIVE


def _label(kind: EntityKind, mentions: Sequence[Mention]) -> str:
    """The usual spelling with a capital first; of an organisation the one written out, if any is."""
    texts = [mention.span.text for mention in mentions]
    if kind == "place":
        for text in texts:
            if known := known_place(text):
                return known
    written = [text for text in texts if not _abbreviates(text)] if kind == "organisation" else []
    counts = Counter(written or texts)
    longest = kind == "organisation"
    text = max(counts, key=lambda form: (not form.isupper(), len(form) if longest else 0, counts[form], len(form)))
    return text[:1].upper() + text[1:]


def _position(mention: Span) -> tuple[int, int]:
    return FIELDS.index(mention.field), mention.start
