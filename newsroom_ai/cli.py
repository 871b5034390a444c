"""The command line: arguments -> Newsroom -> standard output. Data goes to stdout, talk to stderr."""

from __future__ import annotations

import contextlib
import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from newsroom_ai.errors import (
    Conflict,
    InvalidArticle,
    InvalidConfig,
    InvalidQuery,
    InvalidVocabulary,
    NewsroomError,
    UnreadableFile,
)

if TYPE_CHECKING:
    from newsroom_ai.article import Answer, Article
    from newsroom_ai.config import Config
    from newsroom_ai.ingest.jsonl import Line
    from newsroom_ai.newsroom import Ingested, Newsroom, SearchResult
    from newsroom_ai.search.types import SearchRequest

app = typer.Typer(
    name="newsroom",
    help="Trợ lý biên tập cho tòa soạn: gắn thẻ, tóm tắt, tìm trùng lặp và tìm kiếm trong kho bài.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
duplicates_app = typer.Typer(no_args_is_help=True, help="Tìm bài trùng lặp.")
keys_app = typer.Typer(no_args_is_help=True, help="Khóa truy cập API.")
feedback_app = typer.Typer(no_args_is_help=True, help="Quyết định của biên tập viên về các gợi ý.")
vocabulary_app = typer.Typer(no_args_is_help=True, help="Bộ từ vựng: chuyên mục, chủ đề, địa danh, cơ quan.")
app.add_typer(duplicates_app, name="duplicates")
app.add_typer(keys_app, name="keys")
app.add_typer(feedback_app, name="feedback")
app.add_typer(vocabulary_app, name="vocabulary")

FAILED, BAD_INPUT, PARTLY = 1, 2, 3
PATIENCE = 60  # seconds without progress of the indexes before a command no longer waits for them
REPORT_EVERY = 5_000  # documents between two progress lines where there is no terminal

DataDir = Annotated[Path, typer.Option("--data", help="Thư mục dữ liệu.", envvar="NEWSROOM_DATA")]
ConfigFile = Annotated[Path | None, typer.Option("--config", help="Tệp cấu hình khác newsroom.toml.")]
Articles = Annotated[str, typer.Argument(metavar="FILE|-", help="Bài viết dạng JSON hoặc JSONL; - là đầu vào chuẩn.")]
Workers = Annotated[int, typer.Option(min=1, max=64, help="Số tiến trình.")]
DATA = Path("var")


class RoleName(StrEnum):
    """Roles as they are typed."""

    REPORTER = "reporter"
    EDITOR = "editor"
    ARCHIVIST = "archivist"
    ADMIN = "admin"


class FormatName(StrEnum):
    """Formats of articles; ``newsroom_ai.ingest.formats`` holds their readers."""

    AUTO = "auto"
    JSONL = "jsonl"
    CSV = "csv"
    RSS = "rss"
    HTML = "html"
    NINJS = "ninjs"
    WXR = "wxr"


class EncodingName(StrEnum):
    """Encodings that text may be in."""

    AUTO = "auto"
    UTF_8 = "utf-8"
    CP1258 = "cp1258"
    TCVN3 = "tcvn3"
    VNI = "vni"
    VISCII = "viscii"


class VocabularyFormatName(StrEnum):
    """Formats of vocabularies; ``newsroom_ai.vocabulary.formats`` holds their readers and writers."""

    TURTLE = "turtle"
    JSONLD = "jsonld"
    CSV = "csv"


@contextmanager
def failures() -> Iterator[None]:
    """Turn expected errors into one line on stderr and an exit code."""
    try:
        yield
    except NewsroomError as error:
        say(f"{error.title}: {error.detail}")
        wrong = InvalidArticle | InvalidConfig | InvalidQuery | InvalidVocabulary | UnreadableFile
        raise typer.Exit(BAD_INPUT if isinstance(error, wrong) else FAILED) from error
    except BrokenPipeError:
        # The reader (head, less) went away: that is no failure, and Python must not complain at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(message: str) -> None:
    """Talk to the person, not to the next program."""
    typer.echo(message, err=True)


def emit(value: Any) -> None:
    """Write one JSON line."""
    from newsroom_ai.article import to_dict

    sys.stdout.write(json.dumps(to_dict(value), ensure_ascii=False) + "\n")


def load_config(data: Path, file: Path | None) -> Config:
    """The settings of a data directory."""
    from newsroom_ai.config import Config

    return Config.load(data, file)


@contextmanager
def opened(
    data: Path, config: Path | None = None, workers: int = 1, *, current: bool = True, create: bool = False
) -> Iterator[Newsroom]:
    """A newsroom; with ``current`` its indexes hold everything written so far, whoever keeps them.

    Raises:
        UnreadableFile: the directory holds no archive, and ``create`` does not ask for a new one: a mistyped
            ``--data`` must not look like an empty archive.
    """
    from newsroom_ai.archive.database import FILE_NAME
    from newsroom_ai.newsroom import Newsroom

    if not create and not (data / FILE_NAME).exists():
        raise UnreadableFile(f"Thư mục {data} chưa có kho bài; nạp bài bằng `newsroom ingest`")
    newsroom = Newsroom.open(load_config(data, config), workers)
    try:
        if current and newsroom.lag() and not newsroom.catch_up(serving=True):
            newsroom.wait(timeout=60, serving=True)
        yield newsroom
    finally:
        newsroom.close()


@app.command()
def ingest(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Tệp (cả .gz, .zst), thư mục trang HTML hoặc -.")
    ],
    data: DataDir = DATA,
    config: ConfigFile = None,
    form: Annotated[FormatName, typer.Option("--format", help="Định dạng; auto là tự nhận.")] = FormatName.AUTO,
    encoding: Annotated[EncodingName, typer.Option(help="Bảng mã; auto là tự nhận.")] = EncodingName.AUTO,
    mapping: Annotated[str, typer.Option("--map", help="Tên trường: id=…,title=…,body=….")] = "",
    rejects: Annotated[Path | None, typer.Option(help="Nơi ghi các dòng bị từ chối.")] = None,
    workers: Workers = 2,
) -> None:
    """Nạp bài vào kho; dòng hỏng được ghi riêng, các dòng khác vẫn được nạp."""
    from newsroom_ai.ingest.formats import read

    with failures(), opened(data, config, workers, current=False, create=True) as newsroom:
        fields = read_mapping(mapping)
        for path in paths:
            if str(path) != "-" and not path.exists():
                raise UnreadableFile(f"{path}: không có tệp này")
        rejected = rejects or data / f"rejects-{datetime.now():%Y%m%d-%H%M%S}.jsonl"
        _start(newsroom)
        counts = _ingest_all(newsroom, paths, partial(read, form=form.value, encoding=encoding.value), fields, rejected)
        _finish_indexing(newsroom)
        emit(counts)
        if counts["rejected"]:
            say(f"{counts['rejected']} dòng bị từ chối, xem {rejected}")
            raise typer.Exit(PARTLY)


def read_mapping(text: str) -> dict[str, str]:
    """The names of fields in ``--map``."""
    from newsroom_ai.ingest.records import FIELD_NAMES

    pairs = [pair.partition("=") for pair in text.split(",") if pair.strip()]
    for ours, equals, theirs in pairs:
        if not (ours.strip() and equals and theirs.strip()):
            raise InvalidQuery(f"--map: “{ours}{equals}{theirs}” không có dạng tên=tên")
    fields = {ours.strip(): theirs.strip() for ours, _, theirs in pairs}
    if unknown := fields.keys() - FIELD_NAMES:
        raise InvalidQuery(f"--map: không có trường {min(unknown)}; các trường: {', '.join(sorted(FIELD_NAMES))}")
    return fields


def _start(newsroom: Newsroom) -> None:
    """Follow the archive in this process, unless a server does it."""
    try:
        newsroom.start()
    except Conflict:
        say("Máy chủ đang chạy sẽ cập nhật chỉ mục.")


def _ingest_all(
    newsroom: Newsroom,
    paths: list[Path],
    read: Callable[[Path | None], Iterator[Line]],
    fields: dict[str, str],
    rejected: Path,
) -> dict[str, Any]:
    from newsroom_ai.ingest.formats import size

    counts = {"created": 0, "updated": 0, "unchanged": 0, "rejected": 0}
    start = time.monotonic()
    refusals = None
    try:
        with progress("Nạp bài", sum(map(size, paths))) as step:
            for path in paths:
                source = None if str(path) == "-" else path
                for item in newsroom.ingest(read(source), "cli", fields):
                    counts[item.status] += 1
                    if item.error is not None:
                        refusals = refusals or rejected.open("w", encoding="utf-8")
                        refusals.write(json.dumps(_refusal(path, item), ensure_ascii=False) + "\n")
                    step(item.position, sum(counts.values()))
                step.next_file()
    finally:
        if refusals:
            refusals.close()
    return counts | {"seconds": round(time.monotonic() - start, 2)}


def _refusal(path: Path, item: Ingested) -> dict[str, Any]:
    from newsroom_ai.article import to_dict

    return {"file": path.name, "line": item.line, "id": item.id, "error": to_dict(item.error)}


def _finish_indexing(newsroom: Newsroom) -> None:
    """Wait until all that was written can be found, whoever keeps the indexes; if their keeper dies, keep them."""
    backlog = least = newsroom.lag()
    moved = time.monotonic()
    with progress("Lập chỉ mục", backlog) as step:
        while not newsroom.wait(timeout=0.5, serving=True):
            left = newsroom.lag()
            step(backlog - left, backlog - left)
            if left < least:
                least, moved = left, time.monotonic()
            if time.monotonic() - moved > PATIENCE:
                say(f"Bài đã vào kho; chỉ mục còn thiếu {left} thay đổi và không tiến triển, xem nhật ký máy chủ.")
                return
            with contextlib.suppress(Conflict):
                newsroom.start()


class Progress:
    """Reports how far long work has come: a bar on a terminal, else one JSON line each few thousand documents."""

    def __init__(self, label: str, total: int, every: int = REPORT_EVERY) -> None:
        self._label, self._total, self._every = label, total, every
        self._done_files = self._position = self._reported = 0
        self._first: tuple[int, int] | None = None  # where this run began: what was done before is none of its rate
        self._start = time.monotonic()
        self._bar: Any = None
        self._task: Any = None
        if sys.stderr.isatty() and total:
            from rich.console import Console
            from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
            from rich.progress import Progress as Bar

            columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[rate]}"))
            self._bar = Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True))
            self._task = self._bar.add_task(label, total=total, rate="")
            self._bar.start()

    def __call__(self, position: int, documents: int) -> None:
        """``position`` of the total is reached, after so many documents."""
        self._position = position
        self._first = self._first or (position, documents - 1)
        rate = (documents - self._first[1]) / max(0.001, time.monotonic() - self._start)
        if self._bar is not None:
            self._bar.update(self._task, completed=self._done_files + position, rate=f"{documents:,} · {rate:,.0f}/s")
        elif documents - self._reported >= self._every:
            self._reported = documents
            told: dict[str, Any] = {"stage": self._label, "documents": documents, "per_second": round(rate)}
            done = self._done_files + position - self._first[0]
            if self._total and done > 0:
                left = (self._total - self._done_files - position) / done
                told["seconds_left"] = max(0, round(left * (time.monotonic() - self._start)))
            say(json.dumps(told, ensure_ascii=False))

    def next_file(self) -> None:
        """The next positions count from the start of another file."""
        self._done_files += self._position
        self._position = 0

    def close(self) -> None:
        """Take the bar down."""
        if self._bar is not None:
            self._bar.stop()


@contextmanager
def progress(label: str, total: int, every: int = REPORT_EVERY) -> Iterator[Progress]:
    """A progress report for the length of a block, where there is no terminal ``every`` so many documents."""
    step = Progress(label, total, every)
    try:
        yield step
    finally:
        step.close()


class ExportName(StrEnum):
    """Files of hits; ``newsroom_ai.search.export`` writes them."""

    CSV = "csv"
    JSONL = "jsonl"


@app.command()
def search(
    query: Annotated[str, typer.Argument(help='Từ khóa, "cụm từ", -loại trừ, OR, title:…')],
    data: DataDir = DATA,
    mode: Annotated[str, typer.Option(help="hybrid, keyword hoặc semantic.")] = "hybrid",
    start: Annotated[str | None, typer.Option("--from", help="Từ ngày (gồm cả ngày đó).")] = None,
    end: Annotated[str | None, typer.Option("--to", help="Đến ngày (gồm cả ngày đó).")] = None,
    section: Annotated[list[str] | None, typer.Option(help="Chuyên mục.")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Thẻ.")] = None,
    person: Annotated[list[str] | None, typer.Option(help="Người.")] = None,
    organisation: Annotated[list[str] | None, typer.Option(help="Tổ chức.")] = None,
    place: Annotated[list[str] | None, typer.Option(help="Nơi chốn.")] = None,
    source: Annotated[list[str] | None, typer.Option(help="Nguồn.")] = None,
    byline: Annotated[list[str] | None, typer.Option(help="Người viết.")] = None,
    kind: Annotated[list[str] | None, typer.Option(help="article, press_release, document hoặc media.")] = None,
    sort: Annotated[str, typer.Option(help="relevance, newest hoặc oldest.")] = "relevance",
    expand: Annotated[bool, typer.Option("--expand/--no-expand", help="Tìm cả cách gọi khác của tên.")] = True,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    as_json: Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON.")] = False,
    export: Annotated[ExportName | None, typer.Option(help="Xuất mọi kết quả, nhiều nhất 10.000 bài.")] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Tệp xuất; không có là ra stdout.")] = None,
) -> None:
    """Tìm trong kho bài, có dấu hoặc không dấu."""
    from newsroom_ai.search.period import end_of, start_of
    from newsroom_ai.search.types import SearchRequest

    named = {
        "section": section, "tag": tag, "person": person, "organisation": organisation, "place": place,
        "source": source, "byline": byline, "kind": kind,
    }  # fmt: skip
    with failures():
        if output and not export:
            raise InvalidQuery("-o đi cùng --export")
        request = SearchRequest(
            q=query,
            mode=mode,  # type: ignore[arg-type]  # checked by the search itself
            filters={name: tuple(values) for name, values in named.items() if values},
            start=start_of(start) if start else None,
            end=end_of(end) if end else None,
            sort=sort,  # type: ignore[arg-type]  # checked by the search itself
            limit=limit,
            expand=expand,
        )
        with opened(data) as newsroom:
            if export:
                _export(newsroom, request, export.value, output)
            elif as_json:
                emit(newsroom.search(request))
            else:
                _list_hits(newsroom.search(request))


def _list_hits(result: SearchResult) -> None:
    say(f"{result.total.value} bài" + (" (đã nới lỏng điều kiện)" if result.query.relaxed else ""))
    for hit in result.hits:
        day = f"{hit.published_at:%d/%m/%Y}" if hit.published_at else "không rõ ngày"
        typer.echo(f"{hit.id}\t{day}\t{hit.section}\t{hit.title}")


def _export(newsroom: Newsroom, request: SearchRequest, form: str, target: Path | None) -> None:
    from newsroom_ai.search.export import export_file

    file, written = export_file(form), 0
    found = newsroom.export(request)
    with contextlib.ExitStack() as files:
        out = files.enter_context(_created(target)) if target else sys.stdout.buffer
        out.write(file.head.encode())
        for page in found.pages:
            out.write(file.lines(page).encode())
            written += len(page)
    say(f"{written} bài" + (f" trong số {found.total.value}" if found.total.value > written else ""))


def _created(target: Path) -> BinaryIO:
    try:
        return target.open("wb")
    except OSError as error:
        raise UnreadableFile(f"Không ghi được {target}: {error.strerror}") from error


def _serve(path: str, data: Path, workers: int, verb: str, options: dict[str, Any]) -> None:
    """Run one verb over the articles of a file, in order, one JSON line each."""
    from newsroom_ai.article import to_dict
    from newsroom_ai.ingest.jsonl import read_records

    failed = False
    with failures(), opened(data, create=True) as newsroom:
        lines = read_records(None if path == "-" else Path(path))
        if workers > 1:
            results = _in_processes(lines, data, workers, verb, options)
        else:
            call = bind(newsroom, verb, options)
            results = (to_dict(served(newsroom, line, call)) for line in lines)
        for result in results:
            failed = failed or "error" in result
            emit(result)
    if failed:
        raise typer.Exit(PARTLY)


def served(newsroom: Newsroom, line: Any, call: Callable[[Article], Answer[Any]]) -> Any:
    """One line's answer, or what was wrong with it."""
    from newsroom_ai.article import Failed

    if line.record is None:
        return Failed(None, line.error)
    return next(newsroom.each([line.record], call))


def bind(newsroom: Newsroom, verb: str, options: dict[str, Any]) -> Callable[[Article], Answer[Any]]:
    """A verb of the newsroom with its options."""
    method = getattr(newsroom, verb)
    return lambda article: method(article, **options)


def _in_processes(
    lines: Iterable[Any], data: Path, workers: int, verb: str, options: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    from newsroom_ai.processes import pool

    with pool(workers, _open_worker, data, verb, options) as processes:
        yield from _ordered(processes, lines, workers)


def _ordered(pool: Any, lines: Iterable[Any], workers: int) -> Iterator[dict[str, Any]]:
    """Results in order, with a bounded number of chunks under way."""
    import itertools
    from collections import deque

    source = iter(lines)
    waiting: deque[Any] = deque()
    while True:
        chunk = list(itertools.islice(source, 32))
        if chunk:
            waiting.append(pool.submit(_work, chunk))
        if not waiting:
            return
        if not chunk or len(waiting) > 3 * workers:
            yield from waiting.popleft().result()


_worker: dict[str, Any] = {}


def _open_worker(data: Path, verb: str, options: dict[str, Any]) -> None:
    from newsroom_ai.newsroom import Newsroom

    _worker["newsroom"] = Newsroom.open(load_config(data, None))
    _worker["call"] = bind(_worker["newsroom"], verb, options)


def _work(lines: list[Any]) -> list[dict[str, Any]]:
    from newsroom_ai.article import to_dict

    return [to_dict(served(_worker["newsroom"], line, _worker["call"])) for line in lines]


def names(text: str) -> tuple[str, ...]:
    """The names in a list with commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


@app.command()
def tag(
    file: Articles,
    data: DataDir = DATA,
    kinds: Annotated[str, typer.Option(help="Loại thẻ, cách nhau bằng dấu phẩy.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100)] = 20,
    min_confidence: Annotated[float, typer.Option(min=0, max=1)] = 0.0,
    strategy: Annotated[str, typer.Option(help="allow_new hoặc existing_only.")] = "allow_new",
    workers: Workers = 1,
) -> None:
    """Gợi ý thẻ kèm bằng chứng."""
    from newsroom_ai.tagging.types import tag_options

    with failures():
        options = tag_options(limit, min_confidence, names(kinds), strategy)
    _serve(file, data, workers, "tag", {"options": options})


@app.command()
def summarise(
    file: Articles,
    data: DataDir = DATA,
    style: Annotated[str, typer.Option(help="sapo, bullets, push hoặc social.")] = "sapo",
    max_syllables: Annotated[int | None, typer.Option(min=5, max=400)] = None,
    method: Annotated[str, typer.Option(help="auto, extractive hoặc abstractive.")] = "auto",
    title: Annotated[bool, typer.Option("--title/--no-title", help="Có dùng tít để chọn câu hay không.")] = True,
    workers: Workers = 1,
) -> None:
    """Tóm tắt bài, mỗi câu chỉ rõ nguồn trong bài."""
    from newsroom_ai.summarisation.types import summary_options

    with failures():
        options = summary_options(style, max_syllables, method, title)
    _serve(file, data, workers, "summarise", {"options": options})


@app.command()
def headlines(
    file: Articles,
    data: DataDir = DATA,
    limit: Annotated[int, typer.Option(min=1, max=20)] = 5,
    workers: Workers = 1,
) -> None:
    """Gợi ý tít."""
    _serve(file, data, workers, "headlines", {"limit": limit})


@app.command()
def backgrounds(
    file: Articles,
    data: DataDir = DATA,
    max_syllables: Annotated[int, typer.Option(min=20, max=600)] = 200,
) -> None:
    """Viết hộp diễn biến từ 2-20 bài cùng một việc."""
    from newsroom_ai.article import to_dict
    from newsroom_ai.ingest.jsonl import read_records

    with failures(), opened(data, create=True) as newsroom:
        articles = []
        for at, line in enumerate(read_records(None if file == "-" else Path(file))):
            if line.record is None:
                raise line.error or UnreadableFile(f"{file}: dòng {line.number} trống")
            articles.append(newsroom.read(line.record, f"/articles/{at}"))
        emit(to_dict(newsroom.backgrounds(articles, max_syllables)))


@app.command()
def related(
    file: Articles,
    data: DataDir = DATA,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    include_copies: Annotated[bool, typer.Option(help="Giữ cả các bài gần như trùng.")] = False,
    decay: Annotated[float, typer.Option(min=0, help="Số ngày để điểm giảm một nửa; 0 là không giảm.")] = 0.0,
    workers: Workers = 1,
) -> None:
    """Tìm bài liên quan trong kho."""
    _serve(file, data, workers, "related", {"limit": limit, "include_copies": include_copies, "decay": decay})


@app.command()
def assist(
    file: Articles,
    data: DataDir = DATA,
    want: Annotated[str, typer.Option(help="Các phần cần có, cách nhau bằng dấu phẩy.")] = "",
    workers: Workers = 1,
) -> None:
    """Chạy mọi dịch vụ cho từng bài."""
    from newsroom_ai.newsroom import PARTS

    parts = names(want) or PARTS
    with failures():
        for part in parts:
            if part not in PARTS:
                raise InvalidQuery(f"want: không có phần {part}; các phần: {', '.join(PARTS)}")
    _serve(file, data, workers, "assist", {"want": parts})


@duplicates_app.command("check")
def duplicates_check(
    file: Articles,
    data: DataDir = DATA,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    workers: Workers = 1,
) -> None:
    """Kiểm tra bài đã đăng chưa, ở đâu, những đoạn nào."""
    _serve(file, data, workers, "duplicates", {"limit": limit})


@duplicates_app.command("scan")
def duplicates_scan(data: DataDir = DATA, workers: Workers = 2) -> None:
    """Quét cả kho tìm các nhóm bài chép nhau; bị ngắt thì lần sau làm tiếp."""
    with failures(), opened(data) as newsroom:
        scan = newsroom.duplicates_scan()
        start = time.monotonic()
        steps = scan.run(workers)
        done, pairs = next(steps)
        with progress("Đối chiếu cặp bài", pairs) as step:
            for position, _ in steps:
                step(position, position - done)
        groups = scan.groups()
        articles = sum(len(group.keys) for group in groups)
        seconds = round(time.monotonic() - start, 2)
        emit({"pairs": pairs, "groups": len(groups), "articles": articles, "seconds": seconds})


class ReportName(StrEnum):
    """Forms of the report of a scan."""

    HTML = "html"
    JSONL = "jsonl"


@duplicates_app.command("report")
def duplicates_report(
    data: DataDir = DATA,
    form: Annotated[ReportName, typer.Option("--format", help="html để đọc và in, jsonl cho máy.")] = ReportName.HTML,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Tệp ghi; không có là ra stdout.")] = None,
) -> None:
    """Báo cáo các nhóm bài chép nhau của lượt quét gần nhất."""
    from newsroom_ai.article import to_dict
    from newsroom_ai.duplicates.report import page

    with failures(), opened(data) as newsroom:
        groups = newsroom.duplicates_report()
        if form is ReportName.HTML:
            text = page(list(groups), newsroom.config.newspaper.name)
        else:
            text = "".join(json.dumps(to_dict(group), ensure_ascii=False) + "\n" for group in groups)
        if output is None:
            sys.stdout.write(text)
        else:
            output.write_text(text, encoding="utf-8")


@keys_app.command("add")
def keys_add(
    name: Annotated[str, typer.Argument(help="Người hoặc hệ thống giữ khóa.")],
    role: Annotated[RoleName, typer.Option(help="Quyền của khóa.")] = RoleName.REPORTER,
    data: DataDir = DATA,
) -> None:
    """Tạo khóa; khóa chỉ hiện một lần."""
    from newsroom_ai.archive.access import Role

    with failures(), opened(data, current=False, create=True) as newsroom:
        typer.echo(newsroom.access.add_key(name, Role[role.name]))
        say("Hãy cất khóa này: nó không được lưu và không thể hiện lại.")


@keys_app.command("list")
def keys_list(data: DataDir = DATA) -> None:
    """Liệt kê khóa."""
    with failures(), opened(data, current=False) as newsroom:
        for key in newsroom.access.all_keys():
            emit(key)


@keys_app.command("revoke")
def keys_revoke(name: str, data: DataDir = DATA) -> None:
    """Thu hồi khóa."""
    with failures(), opened(data, current=False) as newsroom:
        newsroom.access.revoke_key(name)


@feedback_app.command("export")
def feedback_export(data: DataDir = DATA) -> None:
    """Xuất mọi quyết định, mỗi dòng một quyết định."""
    with failures(), opened(data, current=False) as newsroom:
        for item in newsroom.feedback.all():
            emit(item)


@vocabulary_app.command("load")
def vocabulary_load(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="Tệp Turtle, JSON-LD hoặc CSV; - là đầu vào chuẩn.")],
    name: Annotated[str, typer.Option(help="Tên của bộ từ vựng: a-z, 0-9 và dấu -.")],
    data: DataDir = DATA,
    form: Annotated[
        VocabularyFormatName | None, typer.Option("--format", help="Định dạng; không có là theo đuôi tệp.")
    ] = None,
    encoding: Annotated[EncodingName, typer.Option(help="Bảng mã của CSV; auto là tự nhận.")] = EncodingName.AUTO,
    keep_labels: Annotated[
        bool, typer.Option(help="Giữ nhãn, định nghĩa của bộ đang dùng ở những ngôn ngữ mà tệp không có.")
    ] = False,
) -> None:
    """Nạp một bộ từ vựng của tòa soạn; nó thay bộ có sẵn cùng tên."""
    from newsroom_ai.vocabulary import formats

    with failures():
        known = None if encoding is EncodingName.AUTO else encoding.value
        vocabulary = formats.read(_bytes(file), form.value if form else formats.format_of(file), name, known)
        with opened(data, current=False, create=True) as newsroom:
            store = newsroom.vocabularies
            emit(store.put(store.filled(vocabulary) if keep_labels else vocabulary, "cli"))


def _bytes(file: str) -> bytes:
    from newsroom_ai.vocabulary.formats import BYTES

    try:
        with contextlib.nullcontext(sys.stdin.buffer) if file == "-" else Path(file).open("rb") as source:
            return source.read(BYTES + 1)
    except OSError as error:
        raise UnreadableFile(f"Không đọc được {file}: {error.strerror}") from error


@vocabulary_app.command("export")
def vocabulary_export(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Tên của bộ từ vựng.")],
    data: DataDir = DATA,
    form: Annotated[VocabularyFormatName, typer.Option("--format", help="Định dạng.")] = VocabularyFormatName.TURTLE,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Tệp xuất; không có là ra stdout.")] = None,
) -> None:
    """Xuất một bộ từ vựng đang dùng."""
    from newsroom_ai.vocabulary.formats import write

    with failures(), opened(data, current=False) as newsroom:
        written = write(newsroom.vocabularies.get(name).vocabulary, form.value)
        with contextlib.nullcontext(sys.stdout.buffer) if output is None else _created(output) as target:
            target.write(written)


@vocabulary_app.command("list")
def vocabulary_list(data: DataDir = DATA) -> None:
    """Liệt kê các bộ từ vựng đang dùng."""
    with failures(), opened(data, current=False) as newsroom:
        for held in newsroom.vocabularies.all():
            emit(held.about())


@vocabulary_app.command("remove")
def vocabulary_remove(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Tên của bộ từ vựng.")], data: DataDir = DATA
) -> None:
    """Bỏ bộ từ vựng riêng của tòa soạn; bộ có sẵn cùng tên, nếu có, được dùng lại."""
    with failures(), opened(data, current=False) as newsroom:
        newsroom.vocabularies.remove(name, "cli")


@app.command()
def reindex(data: DataDir = DATA, workers: Workers = 2) -> None:
    """Dựng lại mọi chỉ mục từ kho bài; chỉ mục cũ vẫn phục vụ trong lúc đó."""
    with failures(), opened(data, workers=workers, current=False) as newsroom:
        start = time.monotonic()
        newsroom.rebuild()
        emit({"articles": newsroom.archive.count(), "seconds": round(time.monotonic() - start, 2)})


@app.command()
def doctor(data: DataDir = DATA) -> None:
    """So các chỉ mục với kho bài và nói chỗ nào khác."""
    with failures(), opened(data) as newsroom:
        newsroom.check_record()
        found = newsroom.examine()
        emit({"articles": newsroom.archive.count(), "lag": newsroom.lag(), "differences": found})
    if found:
        say("Chỉ mục khác kho bài; chạy `newsroom reindex` để dựng lại.")
        raise typer.Exit(FAILED)


@app.command()
def backup(target: Annotated[Path, typer.Argument(metavar="DIR")], data: DataDir = DATA) -> None:
    """Sao lưu kho bài (bản ghi gốc; chỉ mục dựng lại được) vào thư mục, kể cả khi máy chủ đang chạy."""
    with failures(), opened(data, current=False) as newsroom:
        emit({"file": newsroom.backup(target).name, "articles": newsroom.archive.count()})


@app.command()
def restore(source: Annotated[Path, typer.Argument(metavar="DIR")], data: DataDir = DATA) -> None:
    """Khôi phục kho bài từ bản sao lưu vào một thư mục dữ liệu chưa có kho."""
    from newsroom_ai.newsroom import restore_backup

    with failures():
        restore_backup(source, data)
        with opened(data, workers=2) as newsroom:
            emit({"articles": newsroom.archive.count()})


from newsroom_ai.cli_train import models_app, train_app  # noqa: E402 - its commands use what stands above

app.add_typer(train_app, name="train")
app.add_typer(models_app, name="models")

import newsroom_ai.cli_write_back  # noqa: E402, F401 - adds its command to `batch`
from newsroom_ai.cli_batch import batch_app  # noqa: E402 - as above
from newsroom_ai.cli_review import tags_app  # noqa: E402 - as above

app.add_typer(batch_app, name="batch")
app.add_typer(tags_app, name="tags")
