"""A job with suggestions, made without running any model."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from newsroom_ai.archive.jobs import JobResult, JobStatus, JobStore, JobType, NewSuggestion
from newsroom_ai.article import Article

Tagged = tuple[str, float | None]
"""A label and the confidence it is suggested with."""


def suggestion(
    label: str, confidence: float | None, rank: int = 1, *, kind: str = "keyphrase", article: Article | None = None
) -> NewSuggestion:
    """A suggestion; its evidence is where the label stands in the body of ``article``."""
    start = article.body.find(label) if article else -1
    spans = [{"field": "body", "start": start, "end": start + len(label), "text": label}] if start >= 0 else []
    field = "section" if kind == "section" else "tags"
    evidence = json.dumps(spans, ensure_ascii=False)
    return NewSuggestion(kind, label, field, label, rank, "fake.v1", confidence, evidence=evidence)  # type: ignore[arg-type]


def job(
    jobs: JobStore,
    articles: Mapping[int, Article],
    tags: Mapping[int, Sequence[Tagged]],
    *,
    kind: str = "keyphrase",
    done: bool = True,
) -> str:
    """A tagging job over articles by key that suggests these tags for them; gives its id."""
    made = jobs.create(JobType.TAG, {}, {}, author="lan", model="fake.v1", total=len(articles))
    results = [
        JobResult(
            key,
            article.id,
            article.sha256,
            "{}",
            suggestions=[
                suggestion(label, sure, rank, kind=kind, article=article)
                for rank, (label, sure) in enumerate(tags.get(key, ()), 1)
            ],
        )
        for key, article in articles.items()
    ]
    jobs.start(made.id, len(articles))
    jobs.add_results(made.id, results, max(articles, default=0), 0.1)
    if done:
        jobs.end(made.id, JobStatus.DONE)
    return made.id
