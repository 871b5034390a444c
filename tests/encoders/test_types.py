"""Which text stands for an article, and what a prefix does."""

from __future__ import annotations

import numpy as np

from newsroom_ai.encoders.types import BODY_SYLLABLES, Prefixed, article_text
from tests.articles import article
from tests.encoders.fake import FakeEncoder


def test_an_article_is_its_title_sapo_and_the_beginning_of_its_body() -> None:
    long = article(title="Tiêu đề", sapo="", body=" ".join(f"chữ{n}" for n in range(1_000)))
    lines = article_text(long).split("\n")
    assert lines[0] == "Tiêu đề"
    assert lines[1].split() == [f"chữ{n}" for n in range(BODY_SYLLABLES)]
    assert len(lines) == 2


def test_a_short_body_is_whole() -> None:
    assert article_text(article(title="", sapo="Sapo.", body="Một câu.\nHai câu.")) == "Sapo.\nMột câu. Hai câu."
    assert article_text(article(title="", sapo="", body="")) == ""


def test_a_prefix_stands_before_each_text_and_in_the_name() -> None:
    plain = FakeEncoder()
    prefixed = Prefixed(plain, "passage: ")
    assert np.array_equal(prefixed.encode(["cầu", "giá xăng"]), plain.encode(["passage: cầu", "passage: giá xăng"]))
    assert prefixed.name != plain.name
    assert Prefixed(plain, "").name == plain.name
    assert prefixed.dimensions == plain.dimensions
