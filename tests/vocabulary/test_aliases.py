from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from newsroom_ai.errors import InvalidConfig
from newsroom_ai.text.syllables import exact_forms
from newsroom_ai.vocabulary.aliases import own_aliases, parse_aliases, shipped_aliases


def test_the_shipped_groups_say_each_thing_once() -> None:
    groups = shipped_aliases()
    assert len(groups) > 150
    for group in groups:
        folded = [tuple(exact_forms(form)) for form in group.forms]
        assert len(folded) == len(set(folded)), group
    short = Counter(form for group in groups for form in group.forms if form.isupper())
    assert [form for form, times in short.items() if times > 1] == []


def test_ambiguous_ones_are_left_out() -> None:
    forms = {form for group in shipped_aliases() for form in group.forms}
    assert "BHXH" in forms
    assert not {"QH", "CT", "TT"} & forms


def test_a_file_of_the_newsroom(tmp_path: Path) -> None:
    assert own_aliases(tmp_path) == ()
    text = "\ufeffforms,from,to\n# cầu\nCầu Rồng | cầu số 9,2025-01-01,\n\nbia Sông Lam\n"
    (tmp_path / "aliases.csv").write_text(text, encoding="utf-8")
    bridge, beer = own_aliases(tmp_path)
    assert (bridge.forms, bridge.valid_from, bridge.valid_to) == (("Cầu Rồng", "cầu số 9"), date(2025, 1, 1), None)
    assert beer.forms == ("bia Sông Lam",)
    (tmp_path / "aliases.csv").rename(tmp_path / "other.csv")
    assert own_aliases(tmp_path, "other.csv") == (bridge, beer)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("A|,2025-01-01", "âm tiết"),
        ("A|" + "b " * 17, "âm tiết"),
        ("A|B,1/7/2025", "ngày"),
        ("A|B,2025-07-01,2025-06-30", "trước"),
        ("A|B,,,,", "bốn cột"),
    ],
)
def test_a_bad_line_is_named(line: str, what: str) -> None:
    with pytest.raises(InvalidConfig, match=rf"tên\.csv, dòng 2: .*{what}"):
        parse_aliases(f"BHXH|bảo hiểm xã hội\n{line}\n", "tên.csv")


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InvalidConfig, match=r"missing\.csv"):
        own_aliases(tmp_path, "missing.csv")
    (tmp_path / "aliases.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InvalidConfig, match="UTF-8"):
        own_aliases(tmp_path)
