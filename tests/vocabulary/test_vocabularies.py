from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings

from newsroom_ai.errors import InvalidQuery, InvalidVocabulary, NotFound
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.vocabulary.concepts import Concept, Scheme
from newsroom_ai.vocabulary.lookup import Lookup, look_up
from newsroom_ai.vocabulary.vocabularies import Vocabulary
from tests.vocabulary.strategies import vocabularies


def concept(place: int, label: str, *above: int, **more: object) -> Concept:
    broader = tuple(f"urn:a:{one}" for one in above)
    return Concept(f"urn:a:{place}", f"m:{place}", {"vi": label}, broader=broader, **more)  # type: ignore[arg-type]


SMALL = Vocabulary.of(
    Scheme("thu"),
    [
        concept(1, "lao động", alternative={"vi": ("việc làm", "Lao Động")}),
        concept(2, "tiền lương", 1, definition={"vi": "Trả công."}),
        concept(3, "lương tối thiểu", 2),
        concept(4, "bảo hiểm xã hội", 1, 2, hidden={"vi": ("BHXH",)}),
        concept(5, "công nhật", 1, deprecated=True),
    ],
)


def labels(page: object) -> list[str]:
    return [one.label for one in page.concepts]  # type: ignore[attr-defined]


def test_up_and_down() -> None:
    assert [c.label for c in SMALL.roots] == ["lao động"]
    assert [c.label for c in SMALL.children("urn:a:1")] == ["tiền lương", "bảo hiểm xã hội", "công nhật"]
    assert [c.label for c in SMALL.ancestors("urn:a:3")] == ["tiền lương", "lao động"]
    assert [c.label for c in SMALL.ancestors("urn:a:4")] == ["lao động", "tiền lương"]
    assert SMALL.get("m:2") == SMALL.get("urn:a:2") != SMALL.get("m:9") is None


def test_labels_are_found_however_they_are_spelt() -> None:
    assert (
        [c.label for c in SMALL.find("BẢO HIỂM  XÃ HỘI")]
        == ["bảo hiểm xã hội"]
        == [c.label for c in SMALL.find("bhxh")]
    )
    assert SMALL.find("bao hiem xa hoi") == ()
    assert SMALL.find("") == ()


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(vocabularies())
def test_every_label_is_in_the_index(vocabulary: Vocabulary) -> None:
    for one in vocabulary:
        for name in one.names("vi"):
            assert not exact_forms(name) or one in vocabulary.find(name)
        assert one.uri not in {above.uri for above in vocabulary.ancestors(one.uri)}


def test_a_wide_lattice_is_walked_once() -> None:
    rows = [[concept(2 * row + side, f"{row} {side}") for side in (0, 1)] for row in range(200)]
    flat = rows[0] + [
        Concept(c.uri, labels=c.labels, broader=tuple(p.uri for p in above))
        for above, row in pairwise(rows)
        for c in row
    ]
    assert len(Vocabulary.of(Scheme("a"), flat).ancestors(flat[-1].uri)) == 398


def test_a_long_chain_is_no_matter() -> None:
    chain = [concept(n, f"bậc {n}", *([n - 1] if n else [])) for n in range(5_000)]
    vocabulary = Vocabulary.of(Scheme("a"), chain)
    assert len(vocabulary.ancestors("urn:a:4999")) == 4_999
    with pytest.raises(InvalidVocabulary, match="vòng"):
        Vocabulary.of(Scheme("a"), [concept(0, "gốc", 4_999), *chain[1:]])


def test_a_name_may_pass_from_one_unit_to_the_next() -> None:
    old = concept(1, "Lâm Đồng", valid_to=date(2025, 6, 30))
    new = concept(2, "Lâm Đồng", valid_from=date(2025, 7, 1))
    assert [c.holds(date(2025, 7, 1)) for c in Vocabulary.of(Scheme("a"), [new, old])] == [True, False]
    with pytest.raises(InvalidVocabulary, match=r"urn:a:1: nhãn “Lâm Đồng” cũng là nhãn của urn:a:2"):
        Vocabulary.of(Scheme("a"), [concept(2, "Lâm Đồng"), old])
    Vocabulary.of(Scheme("a"), [concept(2, "Lâm Đồng"), concept(1, "Lâm Đồng", deprecated=True)])


def test_five_mistakes_are_named() -> None:
    with pytest.raises(InvalidVocabulary, match="và 2 lỗi nữa"):
        Vocabulary.of(Scheme("a"), [concept(n, f"a {n}", 99) for n in range(7)])
    with pytest.raises(InvalidVocabulary, match="title dài quá"):
        Vocabulary.of(Scheme("a", title="x" * 1_001), [concept(1, "a")])
    with pytest.raises(InvalidVocabulary, match="URI của bộ từ vựng"):
        Vocabulary.of(Scheme("a", uri="ftp://a"), [concept(1, "a")])


def test_a_new_release_keeps_our_language() -> None:
    released = [Concept(f"urn:a:{n}", labels={"en": f"term {n}"}) for n in (1, 2, 9)]
    filled = Vocabulary.of(Scheme("thu", version="2"), released).filled_from(SMALL)
    assert filled.scheme.version == "2"
    assert [one.label for one in filled] == ["lao động", "tiền lương", "term 9"]
    assert filled.concepts["urn:a:2"].definition == {"vi": "Trả công."}
    assert filled.concepts["urn:a:2"].labels["en"] == "term 2"


@pytest.mark.parametrize(
    ("q", "expected"),
    [
        ("lương", ["lương tối thiểu", "tiền lương"]),
        ("luong", ["lương tối thiểu", "tiền lương"]),
        ("lượng", []),
        ("LAO ĐỘNG", ["lao động"]),
        ("viec", ["lao động"]),
        ("bhxh", ["bảo hiểm xã hội"]),
        ("m:3", ["lương tối thiểu"]),
        ("ương", []),
    ],
)
def test_concepts_by_what_is_typed(q: str, expected: list[str]) -> None:
    assert labels(look_up(SMALL, Lookup(q))) == expected


def test_concepts_below_one_and_those_no_longer_used() -> None:
    assert labels(look_up(SMALL, Lookup(broader="m:1"))) == ["tiền lương", "bảo hiểm xã hội"]
    assert look_up(SMALL, Lookup(broader="urn:a:1", deprecated=True)).total == 3
    assert labels(look_up(SMALL, Lookup("bao", broader="urn:a:1"))) == ["bảo hiểm xã hội"]
    with pytest.raises(NotFound):
        look_up(SMALL, Lookup(broader="m:9"))


def test_pages_are_the_whole_in_order() -> None:
    asked, seen = Lookup(limit=3, deprecated=True), []
    while True:
        page = look_up(SMALL, asked)
        seen += labels(page)
        if page.next is None:
            break
        asked = Lookup(limit=3, deprecated=True, cursor=page.next)
    assert seen == [one.label for one in SMALL]
    for cursor in ("x", "WzEsMl0", "WzFd", "//", "ÿ", look_up(SMALL, Lookup(limit=1)).next):
        with pytest.raises(InvalidQuery):
            look_up(SMALL, Lookup("lương", cursor=cursor))
    with pytest.raises(InvalidQuery):
        look_up(SMALL, Lookup(limit=201))
