from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom_ai.article import Article
from newsroom_ai.tagging.candidates import FEATURES, candidates
from newsroom_ai.tagging.grams import hashes
from newsroom_ai.tagging.phrases import PhraseCounts, phrase_codes
from newsroom_ai.tagging.ranked_keyphrases import RankedKeyphrases
from newsroom_ai.tagging.reading import reading
from newsroom_ai.tagging.trees import Trees
from newsroom_ai.text.words import segmenter
from newsroom_ai.vocabulary.aliases import AliasGroup

NOTHING = PhraseCounts(np.zeros(0, np.uint32), np.zeros(0, np.uint8), np.zeros(0, np.uint8), 100)
ARTICLE = Article(
    "a1",
    title="Tai nạn lao động tăng ở công trình xây dựng",
    sapo="Số vụ tai nạn lao động ở công trình xây dựng tăng trong quý một.",
    body=(
        "Theo thanh tra, tai nạn lao động tăng 12%. Công trình xây dựng là nơi có nhiều vụ nhất.\n"
        "Ông Lê Văn Nam nói tai nạn LĐ xảy ra vì thiếu dây an toàn. Tai nạn lao động có thể tránh được."
    ),
)
GROUP = AliasGroup(("tai nạn LĐ", "tai nạn lao động"))


def test_what_title_sapo_and_body_share_comes_first() -> None:
    labels = [tag.label.lower() for tag in RankedKeyphrases().tag(ARTICLE)[:2]]
    assert set(labels) == {"tai nạn lao động", "công trình xây dựng"}


def test_two_forms_are_one_tag_in_the_form_of_the_archive() -> None:
    def used(labels: set[str]) -> dict[str, int]:
        return {label: 9 if label == "tai nạn LĐ" else 0 for label in labels}

    tags = RankedKeyphrases(aliases=[GROUP], used=used).tag(ARTICLE)
    labels = [tag.label for tag in tags]
    assert "tai nạn LĐ" in labels
    assert "tai nạn lao động" not in [label.lower() for label in labels]
    tag = tags[labels.index("tai nạn LĐ")]
    assert {span.text.lower() for span in tag.evidence} >= {"tai nạn lao động"}


def test_confidence_is_that_of_the_ranking() -> None:
    tags = RankedKeyphrases().tag(ARTICLE)
    assert [tag.confidence for tag in tags] == sorted((tag.confidence or 0 for tag in tags), reverse=True)


def test_candidates_are_whole_words_and_slices() -> None:
    found = candidates(reading(ARTICLE, segmenter()), NOTHING)
    assert found.features.shape == (len(found.forms), len(FEATURES))
    assert ("nạn", "lao") not in found.forms
    for spans in found.spans:
        assert spans
        assert all(ARTICLE.text(span.field)[span.start : span.end] == span.text for span in spans)


def test_what_is_counted_is_right() -> None:
    found = candidates(reading(ARTICLE, segmenter()), NOTHING)
    row = dict(zip(FEATURES, found.features[found.forms.index(("tai", "nạn", "lao", "động"))].tolist(), strict=True))
    assert (row["title"], row["words"], row["size"]) == (1, 2, 4)
    assert row["body"] == pytest.approx(np.log1p(2))
    inner = dict(zip(FEATURES, found.features[found.forms.index(("tai", "nạn"))].tolist(), strict=True))
    assert inner["longer_right"] == pytest.approx(4 / 5)


@given(st.lists(st.sampled_from(["giá", "xăng", "dầu", "tăng"]), min_size=1, max_size=12), st.integers(1, 5))
def test_equal_runs_have_equal_codes(forms: list[str], size: int) -> None:
    codes = phrase_codes(hashes(forms), size).tolist()
    runs = [tuple(forms[at : at + size]) for at in range(len(forms) - size + 1)]
    assert len(codes) == len(runs)
    assert len(set(codes)) == len(set(runs))


def test_trees_are_climbed() -> None:
    trees = Trees(
        np.array([0], np.int32), np.array([0, 0, 0], np.int32), np.array([0.5, 0, 0], np.float32),
        np.array([1, 1, 2], np.int32), np.array([2, 1, 2], np.int32), np.array([0, -2.0, 2.0], np.float32), 0.0, 3,
    )  # fmt: skip
    low, high = trees.probabilities(np.array([[0.5], [0.6]], np.float32)).tolist()
    assert low == pytest.approx(1 / (1 + np.exp(2)))
    assert high == pytest.approx(1 / (1 + np.exp(-2)))
