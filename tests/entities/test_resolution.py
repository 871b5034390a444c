from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from newsroom_ai.article import Article, Span
from newsroom_ai.entities.resolution import Resolver
from newsroom_ai.entities.types import Entity, EntityKind, Mention
from newsroom_ai.vocabulary.aliases import AliasGroup

KIND: dict[str, EntityKind] = {"p": "person", "l": "place", "o": "organisation", "e": "event"}


def resolved(marked: str, aliases: tuple[AliasGroup, ...] = (), when: datetime | None = None) -> list[Entity]:
    """Entities of a text in which names are marked: "ông [p Hùng] đến [l Huế]"."""
    body, mentions = "", []
    for part in marked.split("["):
        name, bracket, rest = part.partition("]")
        if not bracket:
            body += part
            continue
        kind, _, text = name.partition(" ")
        mentions.append(Mention(Span("body", len(body), len(body) + len(text), text), KIND[kind], 0.9))
        body += text + rest
    article = Article("a1", body=body, published_at=when)
    found = Resolver(aliases).entities(article, mentions)
    for entity in found:
        assert all(body[span.start : span.end] == span.text for span in entity.mentions)
        assert entity.confidence == pytest.approx(0.9)
    assert sum(len(entity.mentions) for entity in found) == len(mentions)
    return found


def grouped(marked: str, aliases: tuple[AliasGroup, ...] = (), when: datetime | None = None) -> dict[str, int]:
    return {entity.label: len(entity.mentions) for entity in resolved(marked, aliases, when)}


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Ông [p Nguyễn Mạnh Hùng] đến. Ông [p Hùng] cười, [p Mạnh Hùng] nói.", {"Nguyễn Mạnh Hùng": 3}),
        ("Ông [p Lê Hùng], ông [p Trần Hùng]. Ông [p Hùng] về.", {"Lê Hùng": 1, "Trần Hùng": 1, "Hùng": 1}),
        ("Ông [p Lê Thanh Bình] đến. Bà [p Bình] vắng.", {"Lê Thanh Bình": 1, "Bình": 1}),
        ("[p Donald Trump] nói. Theo ông [p Trump], [p Donald] sẽ đi.", {"Donald Trump": 3}),
        ("[p Lê Quốc Minh] họp. [p Le Quoc Minh] speaks. Ông [p Minh] về.", {"Lê Quốc Minh": 3}),
        ("Cháu [p N.T.H.] ngã, cháu [p N.T.H.] khóc, chị [p H.] đến.", {"N.T.H.": 2, "H.": 1}),
        ("[p NGUYỄN VĂN AN] bị bắt. [p Nguyễn Văn An] khai.", {"Nguyễn Văn An": 2}),
        ("[p Thanh]. [p Thanh Huyền] hát, chị [p Huyền] cười.", {"Thanh Huyền": 2, "Thanh": 1}),
    ],
)
def test_mentions_of_one_person_come_together(marked: str, expected: dict[str, int]) -> None:
    assert grouped(marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("[o Hội Nông dân Việt Nam] ([o HNDVN]) họp. [o HNDVN] nêu.", {"Hội Nông dân Việt Nam": 3}),
        ("[o Bộ Giáo dục và Đào tạo] họp. [o Bộ Giáo dục] nêu.", {"Bộ Giáo dục và Đào tạo": 2}),
        ("[o Tập đoàn Sao Mai] lãi. [o Sao Mai] sẽ chia.", {"Tập đoàn Sao Mai": 2}),
        ("[o Công an Hà Nội] thắng [o Hà Nội].", {"Công an Hà Nội": 1, "Hà Nội": 1}),
        ("[o Cục Thú y] ([o Bộ Nông nghiệp]) báo cáo.", {"Cục Thú y": 1, "Bộ Nông nghiệp": 1}),
        ("Ở [l huyện Củ Chi], [l Củ Chi] mưa.", {"Huyện Củ Chi": 2}),
        ("[l xã Tân Lập], [l huyện Tân Lập]; [l Tân Lập].", {"Xã Tân Lập": 1, "Huyện Tân Lập": 1, "Tân Lập": 1}),
        ("[l TP.HCM] và [l TP HCM], [l Thành phố Hồ Chí Minh].", {"TP.HCM": 3}),
        ("[e SEA Games 33] rồi [e SEA Games 33].", {"SEA Games 33": 2}),
    ],
)
def test_other_names_come_together_by_their_own_rules(marked: str, expected: dict[str, int]) -> None:
    assert grouped(marked) == expected


def test_aliases_hold_on_their_days() -> None:
    groups = (AliasGroup(("Báo Sao Mai", "Tuần báo Sao Mai"), date(2025, 1, 1), None),)
    marked = "[o Báo Sao Mai] viết, [o Tuần báo Sao Mai] cũng vậy."
    assert len(grouped(marked, groups, datetime(2026, 1, 1, tzinfo=UTC))) == 1
    assert len(grouped(marked, groups, datetime(2024, 1, 1, tzinfo=UTC))) == 2
    assert len(grouped(marked, groups)) == 1


def test_title_and_sapo_weigh_more() -> None:
    article = Article("a1", title="Lan đến Huế", sapo="Lan vui.", body="Bình buồn, Bình về.")
    spans = [("title", 0, 3), ("sapo", 0, 3), ("body", 0, 4), ("body", 11, 15)]
    mentions = [Mention(Span.of(article, f, a, b), "person", 0.5) for f, a, b in spans]  # type: ignore[arg-type]
    lan, binh = Resolver(calibrated=False).entities(article, mentions)
    assert (lan.label, binh.label) == ("Lan", "Bình")
    assert 0 < binh.salience < lan.salience < 1
    assert lan.confidence is None
