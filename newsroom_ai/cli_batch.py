"""``newsroom batch``: work over files and the archive, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsroom_ai.cli import (
    PARTLY,
    ConfigFile,
    DataDir,
    EncodingName,
    FormatName,
    emit,
    failures,
    names,
    opened,
    progress,
    read_mapping,
    say,
)
from newsroom_ai.errors import InvalidQuery, UnreadableFile

if TYPE_CHECKING:
    from newsroom_ai.archive.jobs import Job, Wanted
    from newsroom_ai.batch.file_run import Files
    from newsroom_ai.batch.runner import Machinery
    from newsroom_ai.batch.watch import Report
    from newsroom_ai.newsroom import Newsroom

DATA = Path("var")
REPORT_EVERY = 1_000  # documents between two progress lines where there is no terminal

batch_app: typer.Typer = typer.Typer(
    no_args_is_help=True, help="Việc trên nhiều bài: tệp hoặc cả kho, chạy tiếp được khi bị ngắt."
)

Input = Annotated[
    Path | None, typer.Argument(metavar="[INPUT]", help="Tệp bài (cả .gz, .zst) hoặc -; không có khi dùng --archive.")
]
Archive = Annotated[bool, typer.Option("--archive", help="Làm trên kho bài thay cho một tệp.")]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="Tệp kết quả, mỗi dòng một bài, đúng thứ tự.")]
Resume = Annotated[bool, typer.Option("--resume", help="Chạy tiếp tệp kết quả dở dang.")]
Form = Annotated[FormatName, typer.Option("--format", help="Định dạng; auto là tự nhận.")]
Encoding = Annotated[EncodingName, typer.Option(help="Bảng mã; auto là tự nhận.")]
Mapping = Annotated[str, typer.Option("--map", help="Tên trường: id=…,title=…,body=….")]
Since = Annotated[str | None, typer.Option(help="Bài đăng từ ngày này (gồm cả ngày đó).")]
Until = Annotated[str | None, typer.Option(help="Bài đăng đến ngày này (gồm cả ngày đó).")]
Section = Annotated[list[str] | None, typer.Option(help="Chỉ chuyên mục này; lặp lại cho nhiều chuyên mục.")]
Source = Annotated[list[str] | None, typer.Option("--source", help="Chỉ nguồn này; lặp lại cho nhiều nguồn.")]
StatusName = Annotated[str, typer.Option(help="published, draft hoặc withdrawn.")]
Untagged = Annotated[bool, typer.Option("--untagged", help="Chỉ bài chưa có thẻ nào.")]
ModelBefore = Annotated[
    str | None, typer.Option(help="Chỉ bài chưa được làm bằng mô hình này từ phiên bản này trở đi, ví dụ places.v2.")
]
Workers = Annotated[int, typer.Option(min=1, max=1024, help="Số tiến trình.")]
EngineName = Annotated[str, typer.Option("--engine", help="local (máy này) hoặc ray (một cụm máy).")]
Address = Annotated[str, typer.Option(help="Địa chỉ cụm Ray, ví dụ 10.0.0.5:6379.")]
Detach = Annotated[bool, typer.Option("--detach", help="Chỉ ghi việc; máy chủ đang chạy sẽ làm.")]
JobId = Annotated[str, typer.Argument(metavar="JOB", help="Mã việc, ví dụ j-1a2b3c4d.")]
Yes = Annotated[bool, typer.Option("--yes", help="Ghi thật; không có thì chỉ cho xem trước.")]


class _Run:
    """What a command was asked to work on, and with what."""

    def __init__(self, data: Path, config: Path | None, workers: int, engine: str, address: str) -> None:
        from newsroom_ai.batch.runner import Machinery

        self.data, self.config = data, config
        self.machinery: Machinery = Machinery(engine, workers, address)

    def archive(self, type: str, selector: dict[str, Any], options: dict[str, Any], *, detach: bool) -> None:
        """Make a job over the archive and run it, unless a server is to do that."""
        from newsroom_ai.archive.jobs import JobType
        from newsroom_ai.batch.runner import archive_job, jobs_lock

        with failures(), opened(self.data, self.config, self.machinery.workers) as newsroom:
            make = partial(archive_job, newsroom, JobType(type), selector, options, "cli", engine=self.machinery.engine)
            if detach:
                emit(_told(make()))
                return
            with jobs_lock(newsroom):
                job = make()
                say(f"Việc {job.id}: {job.total} bài")
                _end(self.run(newsroom, job))

    def run(self, newsroom: Newsroom, job: Job) -> Job:
        """Run a job over the archive here; for the holder of the lock."""
        from newsroom_ai.batch.priority import stand_back
        from newsroom_ai.batch.runner import run_job

        stand_back()
        with progress(f"Việc {job.id}", job.total, every=REPORT_EVERY) as step:
            return run_job(newsroom, job.id, self.machinery, _reporter(step))

    def file(
        self, type: str, options: dict[str, Any], files: Files, *, resume: bool, read: Callable[..., Any], mapping: str
    ) -> None:
        """Answer the lines of a file into another."""
        from newsroom_ai.archive.jobs import JobType
        from newsroom_ai.batch.priority import stand_back
        from newsroom_ai.batch.runner import FileJob, run_file_job
        from newsroom_ai.ingest.formats import size

        if files.input is not None and not files.input.exists():
            raise UnreadableFile(f"{files.input}: không có tệp này")
        stand_back()
        asked = FileJob(JobType(type), options, files, read_mapping(mapping), read)
        total = size(files.input) if files.input else 0
        with opened(self.data, self.config, create=True) as newsroom, progress("Làm bài", total, REPORT_EVERY) as step:
            job = run_file_job(
                newsroom, asked, self.machinery, _reporter(step), config=self.config, total=total, resume=resume
            )
        if job.rejected:
            say(f"{job.rejected} dòng bị từ chối, xem {files.rejects}")
        _end(job)


def _reporter(step: Any) -> Report:
    return lambda at: step(at.position, at.done + at.rejected)


def _told(job: Job) -> dict[str, Any]:
    from newsroom_ai.batch.status import described

    return described(job)


def _end(job: Job) -> None:
    """Say how a run ended; one that did not come to its end, or not for every article, is done in part."""
    emit(_told(job))
    if job.status == "paused":
        say(f"Đã tạm dừng; chạy tiếp bằng `newsroom batch resume {job.id}`, hoặc --resume với tệp.")
    if job.rejected or job.status != "done":
        raise typer.Exit(PARTLY)


def _start(
    type: str,
    source: Path | None,
    options: dict[str, Any],
    selector: dict[str, Any],
    run: dict[str, Any],
    files: dict[str, Any],
    *,
    archive: bool,
    detach: bool,
) -> None:
    from newsroom_ai.batch.file_run import Files
    from newsroom_ai.ingest.formats import read

    output, resume = files["output"], files["resume"]
    with failures():
        work = _Run(**run)
        chosen = {name: value for name, value in selector.items() if value}
        if archive:
            if source is not None or output is not None or resume:
                raise InvalidQuery("--archive không đi cùng INPUT, -o hay --resume")
            work.archive(type, chosen, options, detach=detach)
            return
        if source is None or output is None:
            raise InvalidQuery("Cần INPUT và -o OUT, hoặc --archive")
        if detach or chosen:
            raise InvalidQuery("--detach và các điều kiện chọn bài chỉ đi cùng --archive")
        reader = partial(read, form=files["form"].value, encoding=files["encoding"].value)
        made = Files(None if str(source) == "-" else source, output)
        work.file(type, options, made, resume=resume, read=reader, mapping=files["mapping"])


@batch_app.command("tag")
def batch_tag(
    source: Input = None,
    archive: Archive = False,
    output: Output = None,
    resume: Resume = False,
    since: Since = None,
    until: Until = None,
    section: Section = None,
    source_name: Source = None,
    status: StatusName = "published",
    untagged: Untagged = False,
    model_before: ModelBefore = None,
    kinds: Annotated[str, typer.Option(help="Loại thẻ, cách nhau bằng dấu phẩy.")] = "",
    limit: Annotated[int, typer.Option(min=1, max=100)] = 20,
    min_confidence: Annotated[float, typer.Option(min=0, max=1)] = 0.0,
    strategy: Annotated[str, typer.Option(help="allow_new hoặc existing_only.")] = "allow_new",
    form: Form = FormatName.AUTO,
    encoding: Encoding = EncodingName.AUTO,
    mapping: Mapping = "",
    workers: Workers = 2,
    engine: EngineName = "local",
    address: Address = "",
    detach: Detach = False,
    data: DataDir = DATA,
    config: ConfigFile = None,
) -> None:
    """Gợi ý thẻ cho nhiều bài; với --archive gợi ý chờ duyệt trong kho, bài chưa đổi."""
    options = {"kinds": list(names(kinds)), "limit": limit, "min_confidence": min_confidence, "strategy": strategy}
    selector = _selector(since, until, section, source_name, status, model_before, untagged=untagged)
    run = {"data": data, "config": config, "workers": workers, "engine": engine, "address": address}
    files = {"output": output, "resume": resume, "form": form, "encoding": encoding, "mapping": mapping}
    _start("tag", source, options, selector, run, files, archive=archive, detach=detach)


@batch_app.command("summarise")
def batch_summarise(
    source: Input = None,
    archive: Archive = False,
    output: Output = None,
    resume: Resume = False,
    since: Since = None,
    until: Until = None,
    section: Section = None,
    source_name: Source = None,
    status: StatusName = "published",
    untagged: Untagged = False,
    model_before: ModelBefore = None,
    style: Annotated[str, typer.Option(help="sapo, bullets, push hoặc social.")] = "sapo",
    max_syllables: Annotated[int | None, typer.Option(min=5, max=400)] = None,
    method: Annotated[str, typer.Option(help="auto, extractive hoặc abstractive.")] = "auto",
    title: Annotated[bool, typer.Option("--title/--no-title", help="Có dùng tít để chọn câu hay không.")] = True,
    form: Form = FormatName.AUTO,
    encoding: Encoding = EncodingName.AUTO,
    mapping: Mapping = "",
    workers: Workers = 2,
    engine: EngineName = "local",
    address: Address = "",
    detach: Detach = False,
    data: DataDir = DATA,
    config: ConfigFile = None,
) -> None:
    """Tóm tắt nhiều bài; với --archive sapo gợi ý chờ duyệt trong kho, bài chưa đổi."""
    options = {"style": style, "max_syllables": max_syllables, "method": method, "use_title": title}
    selector = _selector(since, until, section, source_name, status, model_before, untagged=untagged)
    run = {"data": data, "config": config, "workers": workers, "engine": engine, "address": address}
    files = {"output": output, "resume": resume, "form": form, "encoding": encoding, "mapping": mapping}
    _start("summarise", source, options, selector, run, files, archive=archive, detach=detach)


@batch_app.command("embed")
def batch_embed(
    source: Input = None,
    archive: Archive = False,
    output: Output = None,
    resume: Resume = False,
    form: Form = FormatName.AUTO,
    encoding: Encoding = EncodingName.AUTO,
    mapping: Mapping = "",
    workers: Workers = 2,
    engine: EngineName = "local",
    address: Address = "",
    detach: Detach = False,
    data: DataDir = DATA,
    config: ConfigFile = None,
) -> None:
    """Tính véc-tơ của nhiều bài; với --archive là bù các véc-tơ còn thiếu của bộ mã hóa trong cấu hình."""
    run = {"data": data, "config": config, "workers": workers, "engine": engine, "address": address}
    files = {"output": output, "resume": resume, "form": form, "encoding": encoding, "mapping": mapping}
    _start("embed", source, {}, {}, run, files, archive=archive, detach=detach)


@batch_app.command("duplicates")
def batch_duplicates(
    source: Input = None,
    archive: Archive = False,
    output: Output = None,
    resume: Resume = False,
    limit: Annotated[int, typer.Option(min=1, max=100)] = 10,
    form: Form = FormatName.AUTO,
    encoding: Encoding = EncodingName.AUTO,
    mapping: Mapping = "",
    workers: Workers = 2,
    engine: EngineName = "local",
    address: Address = "",
    detach: Detach = False,
    data: DataDir = DATA,
    config: ConfigFile = None,
) -> None:
    """Kiểm tra nhiều bài đã đăng chưa; với --archive là quét cả kho tìm bài chép nhau."""
    run = {"data": data, "config": config, "workers": workers, "engine": engine, "address": address}
    files = {"output": output, "resume": resume, "form": form, "encoding": encoding, "mapping": mapping}
    _start("duplicates", source, {"limit": limit}, {}, run, files, archive=archive, detach=detach)


def _selector(
    since: str | None,
    until: str | None,
    section: list[str] | None,
    source: list[str] | None,
    status: str,
    model_before: str | None,
    *,
    untagged: bool,
) -> dict[str, Any]:
    return {
        "since": since, "until": until, "section": section, "source": source, "model_before": model_before,
        "status": None if status == "published" else status, "untagged": untagged,
    }  # fmt: skip


@batch_app.command("status")
def batch_status(
    job: Annotated[str | None, typer.Argument(metavar="[JOB]", help="Mã việc; không có là mọi việc gần đây.")] = None,
    data: DataDir = DATA,
) -> None:
    """Cho biết việc đã làm đến đâu, tốc độ và thời gian còn lại."""
    with failures(), opened(data, current=False) as newsroom:
        for one in [newsroom.jobs.get(job)] if job else newsroom.jobs.newest():
            emit(_told(one))


@batch_app.command("pause")
def batch_pause(job: JobId, data: DataDir = DATA) -> None:
    """Tạm dừng một việc, dù nó chạy ở đâu; những bài đang làm dở được làm xong."""
    _control(job, "pause", data)


@batch_app.command("cancel")
def batch_cancel(job: JobId, data: DataDir = DATA) -> None:
    """Hủy một việc; kết quả đã có được giữ lại."""
    _control(job, "cancel", data)


def _control(job: str, wanted: Wanted, data: Path) -> None:
    with failures(), opened(data, current=False) as newsroom:
        emit(_told(newsroom.jobs.control(job, wanted, "cli")))


@batch_app.command("resume")
def batch_resume(
    job: JobId,
    workers: Workers = 2,
    address: Address = "",
    detach: Detach = False,
    data: DataDir = DATA,
    config: ConfigFile = None,
) -> None:
    """Chạy tiếp một việc trên kho đã tạm dừng, bị lỗi hay bị ngắt."""
    from newsroom_ai.archive.jobs import ARCHIVE
    from newsroom_ai.batch.runner import jobs_lock

    with failures(), opened(data, config, workers) as newsroom:
        found = newsroom.jobs.get(job)
        if found.source != ARCHIVE:
            raise InvalidQuery(f"Việc {job} làm trên tệp: hãy chạy lại đúng lệnh cũ với --resume")
        with nullcontext() if detach else jobs_lock(newsroom):
            found = newsroom.jobs.control(job, "run", "cli")
            if detach:
                emit(_told(found))
            else:
                _end(_Run(data, config, workers, found.engine, address).run(newsroom, found))


@batch_app.command("results")
def batch_results(job: JobId, data: DataDir = DATA) -> None:
    """In kết quả của một việc trên kho, mỗi dòng một bài."""
    from newsroom_ai.batch.status import result_lines

    with failures(), opened(data, current=False) as newsroom:
        for line in result_lines(newsroom.jobs, job):
            typer.echo(line, nl=False)


@batch_app.command("apply")
def batch_apply(
    job: JobId,
    yes: Yes = False,
    min_confidence: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Nhận cả gợi ý chưa duyệt có độ chắc từ mức này, sau khi đã duyệt mẫu."),
    ] = None,
    data: DataDir = DATA,
) -> None:
    """Ghi các gợi ý đã được chấp nhận thành phiên bản mới của bài, đứng tên việc."""
    from newsroom_ai.batch.apply import apply

    with failures(), opened(data, current=False) as newsroom:
        emit(apply(newsroom, job, "cli", min_confidence, write=yes))
        newsroom.catch_up(serving=True)
    if not yes:
        say("Mới chỉ xem trước; thêm --yes để ghi.")


@batch_app.command("rollback")
def batch_rollback(job: JobId, yes: Yes = False, data: DataDir = DATA) -> None:
    """Trả mọi bài mà việc đã sửa về nguyên trạng, trừ bài đã có người sửa sau đó."""
    from newsroom_ai.batch.apply import rollback

    with failures(), opened(data, current=False) as newsroom:
        emit(rollback(newsroom, job, "cli", write=yes))
        newsroom.catch_up(serving=True)
    if not yes:
        say("Mới chỉ xem trước; thêm --yes để khôi phục.")
