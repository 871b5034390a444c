"""Articles of the corpora with the section, topics and keyphrases that were annotated, from ``eval/annotations``.

Rows name an article and hold no text; ``eval/annotations/topics.md`` tells what they say and how they were made.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from eval.datasets import dataset
from eval.rows import say
from newsroom_ai.article import Article, Field
from newsroom_ai.text.syllables import exact_forms

ANNOTATIONS: Final = Path(__file__).parents[1] / "annotations"


class Annotated(NamedTuple):
    """An article and its row."""

    article: Article
    row: dict[str, Any]

    def phrases(self) -> Iterator[str]:
        """The keyphrases that the article says, in its words."""
        for field, start, end in self.row["present"]:
            yield self.article.text(_FIELDS[field])[start:end]


_FIELDS: Final[dict[str, Field]] = {"title": "title", "sapo": "sapo", "body": "body"}


def stamp(name: str) -> str:
    """Hash of a file of rows."""
    return hashlib.sha256((ANNOTATIONS / name).read_bytes()).hexdigest()


def annotated(data: Path, name: str) -> list[Annotated]:
    """The rows of a file with their articles, of those corpora that are here; none where there is no such file."""
    path = ANNOTATIONS / name
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []
    wanted: dict[tuple[str, str], set[str]] = defaultdict(set)
    for line in lines:
        wanted[line["set"], line["split"]].add(line["id"])
    articles: dict[tuple[str, str, str], Article] = {}
    for (corpus, split), ids in wanted.items():
        try:
            rows = dataset(data, corpus, split).rows()
            articles |= {(corpus, split, _id(row)): _article(row) for row in rows if _id(row) in ids}
        except FileNotFoundError:
            say(f"{name}: {corpus}/{split} is left out, it is not here")
    known = [(articles.get((line["set"], line["split"], line["id"])), line) for line in lines]
    return [Annotated(article, line) for article, line in known if article is not None]


def folded(phrase: str) -> str:
    """The form in which phrases are compared."""
    return " ".join(exact_forms(phrase))


def _id(row: dict[str, Any]) -> str:
    return str(row.get("id") or row.get("url"))


def _article(row: dict[str, Any]) -> Article:
    body = row.get("body") or row.get("text") or ""
    return Article(_id(row), title=row.get("title") or "", sapo=row.get("sapo") or "", body=body)
