from __future__ import annotations

import gzip
import json
import resource
from collections.abc import Callable, Generator, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from newsroom_ai.archive.jobs import JobStatus, JobType
from newsroom_ai.article import to_dict
from newsroom_ai.batch import file_run
from newsroom_ai.batch.engines.here import HereEngine
from newsroom_ai.batch.file_run import Files
from newsroom_ai.batch.runner import FileJob, Machinery, run_file_job
from newsroom_ai.batch.types import Engine, Outcome, Task, Work
from newsroom_ai.batch.watch import Step
from newsroom_ai.errors import Conflict, InvalidQuery, StorageFull, UnreadableFile
from newsroom_ai.ingest.formats import read
from newsroom_ai.newsroom import Newsroom
from tests.batch.conftest import numbered


def quiet(_: Step) -> None:
    pass


def lines(count: int, bad: Iterable[int] = ()) -> str:
    wrong = set(bad)
    written = [numbered(n).to_json() for n in range(count)]
    return "".join(f"{'{ hỏng' if n in wrong else line}\n" for n, line in enumerate(written))


@pytest.fixture
def files(tmp_path: Path) -> Files:
    source = tmp_path / "bài.jsonl"
    source.write_text(lines(30, bad=(4, 29)), encoding="utf-8")
    return Files(source, tmp_path / "thẻ.jsonl")


def asked(files: Files, **options: Any) -> FileJob:
    return FileJob(JobType.TAG, options, files, {}, read)


class Breaking:
    """Machinery whose engine fails after some outcomes, or calls something then."""

    def __init__(self, after: int, then: Callable[[], None]) -> None:
        self.engine, self.workers, self.address, self.apart = "local", 1, "", False
        self._after, self._then = after, then

    def engine_for(self, newsroom: Newsroom, work: Work) -> Engine:
        inner = HereEngine(newsroom, work)

        class Wrapped:
            def run(_, tasks: Iterable[Task]) -> Generator[Outcome, None, None]:  # noqa: N805
                for count, outcome in enumerate(inner.run(tasks)):
                    if count == self._after:
                        self._then()
                    yield outcome

        return Wrapped()


class PowerCut(BaseException):
    """Nothing catches this."""


def cut() -> None:
    raise PowerCut


@pytest.fixture
def whole(newsroom: Newsroom, files: Files, tmp_path: Path) -> bytes:
    """The output of an undisturbed run."""
    other = Files(files.input, tmp_path / "whole.jsonl")
    run_file_job(newsroom, asked(other), Machinery(), quiet)
    return other.output.read_bytes()


def test_lines_come_out_in_order_and_bad_ones_go_to_the_rejects(newsroom: Newsroom, files: Files) -> None:
    steps: list[Step] = []
    job = run_file_job(newsroom, asked(files), Machinery(), steps.append, total=files.input.stat().st_size)  # type: ignore[union-attr]
    assert (job.status, job.done, job.rejected, job.total, job.source) == (JobStatus.DONE, 28, 2, 30, "bài.jsonl")
    found = [json.loads(line) for line in files.output.read_text(encoding="utf-8").splitlines()]
    assert [one["id"] for one in found] == [f"bài-{n:04}" for n in range(30) if n not in (4, 29)]
    assert "1/2020/NĐ-CP" in [tag["label"] for tag in found[0]["tags"]]
    refused = [json.loads(line) for line in files.rejects.read_text(encoding="utf-8").splitlines()]
    assert [(one["file"], one["line"], one["error"]["code"]) for one in refused] == [
        ("bài.jsonl", 5, "invalid_article"),
        ("bài.jsonl", 30, "invalid_article"),
    ]
    assert steps[-1].position == steps[-1].total


def test_an_output_is_the_same_object_as_the_service_gives(newsroom: Newsroom, files: Files) -> None:
    run_file_job(newsroom, asked(files), Machinery(), quiet)
    first = json.loads(files.output.read_text(encoding="utf-8").splitlines()[0])
    assert first == json.loads(json.dumps(to_dict(newsroom.tag(numbered(0)))))


@pytest.mark.parametrize("after", [0, 1, 9, 10, 11, 29])
def test_after_a_power_cut_nothing_is_lost_and_nothing_repeated(
    newsroom: Newsroom, files: Files, whole: bytes, after: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_run, "KEEP", 5)
    with pytest.raises(PowerCut):
        run_file_job(newsroom, asked(files), Breaking(after, cut), quiet)  # type: ignore[arg-type]
    with files.output.open("ab") as file:
        file.write('{"id": "nửa dòng'.encode())
    job = run_file_job(newsroom, asked(files), Machinery(), quiet, resume=True)
    assert files.output.read_bytes() == whole
    assert len(files.rejects.read_text(encoding="utf-8").splitlines()) == 2
    assert (job.status, job.done, job.rejected) == (JobStatus.DONE, 28, 2)


def test_a_finished_output_is_left_as_it_is(newsroom: Newsroom, files: Files, whole: bytes) -> None:
    first = run_file_job(newsroom, asked(files), Machinery(), quiet)
    again = run_file_job(newsroom, asked(files), Breaking(0, cut), quiet, resume=True)  # type: ignore[arg-type]
    assert again.id == first.id
    assert files.output.read_bytes() == whole
    with pytest.raises(Conflict, match="--resume"):
        run_file_job(newsroom, asked(files), Machinery(), quiet)


def test_a_full_disk_ends_the_job_and_it_goes_on_when_there_is_room(
    newsroom: Newsroom, files: Files, whole: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_run, "KEEP", 5)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    monkeypatch.setattr(newsroom.jobs, "end", lambda *_: None)  # the archive is bigger than the limit already
    monkeypatch.setattr(newsroom.jobs, "progress", lambda *_: None)
    full = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (len(whole) // 2, hard))
    try:
        with pytest.raises(StorageFull):
            run_file_job(newsroom, asked(files), Breaking(6, full), quiet)  # type: ignore[arg-type]
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert len(files.output.read_bytes()) <= len(whole) // 2
    monkeypatch.undo()
    assert run_file_job(newsroom, asked(files), Machinery(), quiet, resume=True).status is JobStatus.DONE
    assert files.output.read_bytes() == whole


def test_pausing_and_going_on(newsroom: Newsroom, files: Files, whole: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsroom_ai.batch.watch._LOOK", 0.0)

    def pause() -> None:
        newsroom.jobs.control(newsroom.jobs.newest()[0].id, "pause", "x")

    job = run_file_job(newsroom, asked(files), Breaking(7, pause), quiet)  # type: ignore[arg-type]
    assert (job.status, job.done + job.rejected) == (JobStatus.PAUSED, 8)
    again = run_file_job(newsroom, asked(files), Machinery(), quiet, resume=True)
    assert (again.id, again.status) == (job.id, JobStatus.DONE)
    assert files.output.read_bytes() == whole


def test_a_second_runner_of_the_same_output_is_refused(newsroom: Newsroom, files: Files, whole: bytes) -> None:
    refused: list[str] = []

    def second() -> None:
        with pytest.raises(Conflict) as error:
            run_file_job(newsroom, asked(files), Machinery(), quiet, resume=True)
        refused.append(error.value.detail)

    first = Breaking(3, second)
    job = run_file_job(newsroom, asked(files), first, quiet)  # type: ignore[arg-type]
    assert len(refused) == 1
    assert job.status is JobStatus.DONE
    assert files.output.read_bytes() == whole


def begin(newsroom: Newsroom, files: Files) -> None:
    with pytest.raises(PowerCut):
        run_file_job(newsroom, asked(files), Breaking(12, cut), quiet)  # type: ignore[arg-type]


@pytest.mark.usefixtures("small_steps")
def test_another_input_or_other_options_do_not_go_on(newsroom: Newsroom, files: Files) -> None:
    begin(newsroom, files)
    with pytest.raises(Conflict, match="tùy chọn"):
        run_file_job(newsroom, asked(files, limit=3), Machinery(), quiet, resume=True)
    assert files.input is not None
    files.input.write_text(lines(30, bad=(5,)), encoding="utf-8")
    with pytest.raises(Conflict, match="Tệp vào"):
        run_file_job(newsroom, asked(files), Machinery(), quiet, resume=True)


@pytest.mark.usefixtures("small_steps")
def test_an_output_that_became_shorter_does_not_go_on(newsroom: Newsroom, files: Files) -> None:
    begin(newsroom, files)
    files.output.write_bytes(b"")
    with pytest.raises(Conflict, match="ngắn hơn"):
        run_file_job(newsroom, asked(files), Machinery(), quiet, resume=True)


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_run, "KEEP", 5)


def test_what_is_no_output_of_ours_is_not_continued(newsroom: Newsroom, files: Files) -> None:
    files.output.write_text("của người khác\n", encoding="utf-8")
    with pytest.raises(Conflict):
        run_file_job(newsroom, asked(files), Machinery(), quiet, resume=True)
    assert files.output.read_text(encoding="utf-8") == "của người khác\n"
    files.checkpoint.write_text("{}", encoding="utf-8")
    with pytest.raises(UnreadableFile):
        run_file_job(newsroom, asked(files), Machinery(), quiet, resume=True)


def test_a_broken_archive_of_lines_keeps_what_could_be_read(newsroom: Newsroom, tmp_path: Path) -> None:
    source = tmp_path / "bài.jsonl.gz"
    source.write_bytes(gzip.compress(lines(400).encode(), mtime=0)[:-2_000])
    files = Files(source, tmp_path / "thẻ.jsonl")
    with pytest.raises(UnreadableFile):
        run_file_job(newsroom, asked(files), Machinery(), quiet)
    assert newsroom.jobs.newest()[0].status is JobStatus.FAILED
    source.write_bytes(gzip.compress(lines(400).encode(), mtime=0))
    assert run_file_job(newsroom, asked(files), Machinery(), quiet, resume=True).done == 400


def test_unknown_options_are_refused_before_anything_is_made(newsroom: Newsroom, files: Files) -> None:
    for wrong in ({"style": "sapo"}, {"limit": 0}, {"limit": "5"}, {"kinds": ["x"]}):
        with pytest.raises(InvalidQuery):
            run_file_job(newsroom, asked(files, **wrong), Machinery(), quiet)
    assert not files.output.exists()
    assert newsroom.jobs.newest() == []


@pytest.mark.parametrize("type", ["summarise", "duplicates"])
def test_other_services_answer_files_too(newsroom: Newsroom, files: Files, type: str) -> None:
    job = FileJob(JobType(type), {}, files, {"body": "text"}, read)
    assert files.input is not None
    files.input.write_text(lines(3).replace('"body"', '"text"'), encoding="utf-8")
    assert run_file_job(newsroom, job, Machinery(), quiet).done == 3
    assert len(files.output.read_text(encoding="utf-8").splitlines()) == 3
