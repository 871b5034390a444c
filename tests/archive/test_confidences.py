"""How sure stored suggestions are, counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsroom_ai.archive.articles import ArticleStore
from newsroom_ai.archive.confidences import ConfidenceReader, Confidences
from newsroom_ai.archive.database import Database
from newsroom_ai.archive.feedback import Action, Feedback, FeedbackStore
from newsroom_ai.archive.jobs import JobResult, JobStore, JobType, NewSuggestion
from tests.articles import article


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path)


def suggest(database: Database, confidences: list[float | None]) -> None:
    written = ArticleStore(database).put(article(), "x")
    assert written.status == "created"
    jobs = JobStore(database)
    job = jobs.create(JobType.TAG, {}, {}, author="x")
    suggestions = [
        NewSuggestion("topic", f"thẻ {at}", "tags", f"thẻ {at}", at + 1, "m.v1", confidence)
        for at, confidence in enumerate(confidences)
    ]
    jobs.add_results(job.id, [JobResult(1, "a1", article().sha256, "{}", None, suggestions)], 1, 0.0)


def told(found: Confidences) -> dict[str, tuple[int, int, int]]:
    return {f"{one.start:.1f}": (one.open, one.accepted, one.refused) for one in found.bins if one.total}


def test_nothing_stored_is_ten_empty_bins(database: Database) -> None:
    for origin in ("jobs", "panel"):
        found = ConfidenceReader(database).read(origin)
        assert (found.counted, found.sampled, len(found.bins), told(found)) == (0, False, 10, {})


def test_suggestions_of_jobs_by_confidence_and_fate(database: Database) -> None:
    suggest(database, [0.0, 0.39, 0.85, 0.86, 1.0, None])
    with database.write() as connection:
        connection.execute("UPDATE suggestion SET state = 'accepted' WHERE value = 'thẻ 2'")
        connection.execute("UPDATE suggestion SET state = 'edited' WHERE value = 'thẻ 3'")
        connection.execute("UPDATE suggestion SET state = 'skipped' WHERE value = 'thẻ 4'")
    found = ConfidenceReader(database).read("jobs")
    assert (found.counted, found.sampled) == (5, False)
    assert told(found) == {"0.0": (1, 0, 0), "0.3": (1, 0, 0), "0.8": (0, 1, 1), "0.9": (1, 0, 0)}


def test_of_many_an_evenly_spaced_sample_is_counted(database: Database) -> None:
    suggest(database, [at / 1_000 for at in range(1_000)])
    found = ConfidenceReader(database).read("jobs", most=100)
    assert (found.counted, found.sampled) == (100, True)
    assert all(9 <= one.open <= 11 for one in found.bins)


def test_decisions_in_the_panel_that_were_shown_with_a_confidence(database: Database) -> None:
    decided: list[tuple[Action, float | None]] = [("accept", 0.95), ("reject", 0.55), ("edit", 0.55), ("accept", None)]
    store = FeedbackStore(database)
    store.add(
        [Feedback("a1", action, f"s{at}", "topic", "x", confidence=sure) for at, (action, sure) in enumerate(decided)],
        "y",
    )
    store.add([Feedback("a1", "add", None, "topic", "bão", confidence=0.7)], "y")
    found = ConfidenceReader(database).read("panel")
    assert told(found) == {"0.5": (0, 0, 2), "0.9": (0, 1, 0)}
