"""A job from file to file: lines in, lines out in their order, and beside the output its rejects and checkpoint."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import time
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from newsroom_ai.archive.jobs import JobStore
from newsroom_ai.batch.checkpoint import Checkpoint, chained, full_disk
from newsroom_ai.batch.types import Engine, Outcome, Task
from newsroom_ai.batch.watch import Ending, Report, Step, Watch
from newsroom_ai.errors import Conflict, InvalidArticle, NewsroomError, UnreadableFile, problem
from newsroom_ai.ingest.jsonl import Line, mapped

KEEP: Final = 500
"""Lines between two checkpoints …"""

KEEP_SECONDS: Final = 5.0
"""… and the longest time: what a kill costs."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one job; ``input`` None is standard input."""

    input: Path | None
    output: Path

    @property
    def checkpoint(self) -> Path:
        """Where the job notes how far it came."""
        return self.output.with_name(f"{self.output.name}.checkpoint")

    @property
    def rejects(self) -> Path:
        """Where lines go that have no answer, with the reason."""
        return self.output.with_name(f"{self.output.name}.rejects.jsonl")


def made_with(type: str, options: dict[str, Any]) -> str:
    """A hash of what a job does: an output is only continued by the same job."""
    return hashlib.sha256(json.dumps([type, options], sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def check_output(files: Files, made: str, *, resume: bool) -> None:
    """Refuse to write over an output, or to go on with one that is another job's.

    Raises:
        Conflict: there is an output already and nobody asked to go on with it, or it was made with other options.
    """
    found = Checkpoint.read(files.checkpoint)
    if not resume:
        if files.output.exists() or found:
            raise Conflict(f"Đã có {files.output.name}; dùng --resume để chạy tiếp, hoặc chọn tệp ra khác")
        return
    if found is None and files.output.exists() and files.output.stat().st_size:
        raise Conflict(f"{files.output.name} không có {files.checkpoint.name} đi kèm, không chạy tiếp được")
    if found and found.made != made:
        raise Conflict(f"{files.output.name} được làm với tùy chọn khác; hãy dùng đúng các tùy chọn lần trước")


@contextmanager
def output_lock(files: Files) -> Iterator[None]:
    """Be the only one who writes this output; the system frees it when its holder dies.

    Raises:
        Conflict: another process writes it.
        UnreadableFile: it cannot be written.
    """
    try:
        file = files.output.open("ab")
    except OSError as error:
        raise UnreadableFile(f"Không ghi được {files.output}: {error.strerror}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Conflict(f"Một tiến trình khác đang ghi {files.output.name}") from error
        yield


@dataclass(frozen=True, slots=True)
class FileRun:
    """One run of a job from file to file, after the lines that a checkpoint says are done.

    ``job`` is the id under which progress is noted; ``fields`` are other names of fields in the input, as for
    ``mapped``; ``size`` is the input's in bytes, from which the number of its lines is estimated, or 0.
    """

    jobs: JobStore
    job: str
    files: Files
    fields: dict[str, str]
    start: Checkpoint
    size: int = 0

    def over(self, lines: Iterable[Line], engine: Engine, watch: Watch, report: Report) -> Ending:
        """Answer the lines of the input, given from its beginning.

        Raises:
            Conflict: the input is no longer the same, or the output became shorter.
            StorageFull: the disk is full; going on later loses and repeats nothing.
            UnreadableFile: the input is broken.
        """
        items = (_Item.of(line, self.fields) for line in lines)
        with _opened(self.files, self.start) as output:
            _skip(items, self.start)
            self.start.write(self.files.checkpoint)
            writer = _Writer(self, output, report)
            with closing(_answered(items, engine)) as answers:
                for item, outcome in answers:
                    writer.add(item, outcome)
                    if ending := watch.ending():
                        writer.keep()
                        return ending
            writer.keep(finished=True)
            return "done"


class _Item(NamedTuple):
    """A line of the input with its fields named as ours: ``text`` is JSON, or empty where it could not be read."""

    line: Line
    text: str

    @classmethod
    def of(cls, line: Line, fields: dict[str, str]) -> _Item:
        if line.record is None:
            return cls(line, "")
        return cls(line, json.dumps(mapped(line.record, fields), ensure_ascii=False, sort_keys=True))

    @property
    def content(self) -> str:
        """What the line holds, for telling whether it still holds it."""
        return self.text or f"{self.line.number} {self.line.error}"

    @property
    def error(self) -> NewsroomError:
        """Why it could not be read."""
        return self.line.error or InvalidArticle(f"dòng {self.line.number} trống")


def _skip(items: Iterator[_Item], start: Checkpoint) -> None:
    """Pass over what is done, and make sure that it is what was done."""
    digest = ""
    count = 0
    for count, item in enumerate(islice(items, start.lines), start=1):  # noqa: B007
        digest = chained(digest, item.content)
    if count < start.lines or digest != start.digest:
        raise Conflict("Tệp vào không còn như lúc bắt đầu; hãy chạy lại từ đầu với một tệp ra khác")


def _answered(items: Iterable[_Item], engine: Engine) -> Generator[tuple[_Item, Outcome], None, None]:
    """Each line with its outcome, in order."""
    under_way: deque[_Item] = deque()

    def tasks() -> Iterator[Task]:
        for item in items:
            under_way.append(item)
            yield Task(item.line.number, item.text)

    with closing(engine.run(tasks())) as outcomes:
        for outcome in outcomes:
            yield under_way.popleft(), outcome


class _Output(NamedTuple):
    """The open files of answers and rejects."""

    answers: BinaryIO
    rejects: BinaryIO

    def sync(self) -> tuple[int, int]:
        """Bring all to disk; gives the lengths of both files."""
        with full_disk():
            for file in self:
                file.flush()
                os.fsync(file.fileno())
        return self.answers.tell(), self.rejects.tell()


@contextmanager
def _opened(files: Files, start: Checkpoint) -> Iterator[_Output]:
    """The output and the rejects, cut back to a checkpoint."""
    with ExitStack() as stack:
        with full_disk():
            output = _Output(*(_writable(path, stack) for path in (files.output, files.rejects)))
        for file, size in zip(output, (start.output, start.rejects), strict=True):
            if file.seek(0, os.SEEK_END) < size:
                raise Conflict(f"{Path(file.name).name} ngắn hơn lúc dừng; hãy chạy lại với một tệp ra khác")
            file.truncate(size)
            file.seek(size)
        yield output


def _writable(path: Path, stack: ExitStack) -> BinaryIO:
    file = path.open("r+b" if path.exists() else "w+b")
    stack.callback(_closed, file)
    return file


def _closed(file: BinaryIO) -> None:
    with suppress(OSError):  # what a full disk does not take now stands behind the checkpoint
        file.close()


class _Writer:
    """Writes outcomes in order and notes a checkpoint every few hundred."""

    def __init__(self, run: FileRun, output: _Output, report: Report) -> None:
        self._run, self._files, self._output, self._report = run, run.files, output, report
        self._kept = self._reached = run.start
        self._position = 0
        self._since = time.monotonic()

    def add(self, item: _Item, outcome: Outcome) -> None:
        reached = self._reached
        with full_disk():
            if outcome.result is not None:
                self._output.answers.write(f"{outcome.result}\n".encode())
            else:
                self._output.rejects.write(self._refusal(item, outcome))
        failed = outcome.result is None
        self._reached = replace(
            reached,
            lines=reached.lines + 1,
            digest=chained(reached.digest, item.content),
            done=reached.done + (not failed),
            rejected=reached.rejected + failed,
        )
        self._position = item.line.position
        self._report(Step(self._position, self._run.size, self._reached.done, self._reached.rejected))
        if self._reached.lines - self._kept.lines >= KEEP or time.monotonic() - self._since > KEEP_SECONDS:
            self.keep()

    def keep(self, *, finished: bool = False) -> None:
        """Bring all to disk and note it; at the end an empty file of rejects goes."""
        output, rejects = self._output.sync()
        self._kept = replace(self._reached, output=output, rejects=rejects, finished=finished)
        self._kept.write(self._files.checkpoint)
        if finished and not rejects:
            self._files.rejects.unlink(missing_ok=True)
        at, lines = time.monotonic(), self._kept.lines
        total = lines if finished or not self._position else round(lines * self._run.size / self._position)
        done, rejected = self._kept.done, self._kept.rejected
        self._run.jobs.progress(self._run.job, done, rejected, lines, max(lines, total), at - self._since)
        self._since = at

    def _refusal(self, item: _Item, outcome: Outcome) -> bytes:
        name = self._files.input.name if self._files.input else "-"
        id = (item.line.record or {}).get("id")
        refusal = {
            "file": name,
            "line": item.line.number,
            "id": outcome.id or (id if isinstance(id, str) else None),
            "error": json.loads(outcome.error) if outcome.error else problem(item.error),
        }
        return (json.dumps(refusal, ensure_ascii=False) + "\n").encode()
