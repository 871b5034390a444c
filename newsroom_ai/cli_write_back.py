"""``newsroom batch write-back``: what was accepted of a job, into WordPress or a file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsroom_ai.cli import FAILED, PARTLY, DataDir, emit, failures, opened, progress, say
from newsroom_ai.cli_batch import JobId, Yes, batch_app
from newsroom_ai.errors import Conflict, InvalidQuery, UnreadableFile

if TYPE_CHECKING:
    from newsroom_ai.batch.write_back.rest import RestClient
    from newsroom_ai.batch.write_back.run import WrittenBack

DATA = Path("var")
REPORT_EVERY = 1_000  # articles between two progress lines where there is no terminal


class TargetName(StrEnum):
    """Where to; ``newsroom_ai.batch.write_back`` has an implementation for each."""

    WORDPRESS = "wordpress"
    CSV = "csv"
    NINJS = "ninjs"
    JSONL = "jsonl"


@batch_app.command("write-back")
def batch_write_back(
    job: JobId,
    to: Annotated[TargetName, typer.Option("--to", help="Ghi ra đâu.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Tệp ghi ra, với csv, ninjs, jsonl.")] = None,
    url: Annotated[str, typer.Option("--url", help="Địa chỉ trang WordPress.")] = "",
    user: Annotated[str, typer.Option("--user", help="Người dùng WordPress.")] = "",
    password_file: Annotated[
        Path | None, typer.Option(help="Tệp chứa mật khẩu ứng dụng; không có thì lấy NEWSROOM_WORDPRESS_PASSWORD.")
    ] = None,
    posts: Annotated[str, typer.Option(help="Tên loại bài trong REST của WordPress.")] = "posts",
    tags: Annotated[str, typer.Option(help="Tên phân loại nhận thẻ.")] = "tags",
    sections: Annotated[str, typer.Option(help="Tên phân loại nhận chuyên mục.")] = "categories",
    again: Annotated[bool, typer.Option("--again", help="Xem lại cả những bài lần trước đã ghi.")] = False,
    yes: Yes = False,
    data: DataDir = DATA,
) -> None:
    """Ghi những gợi ý đã được chấp nhận của một việc ra WordPress hoặc ra tệp; mặc định chỉ cho xem khác biệt."""
    with failures():
        if to is TargetName.WORDPRESS:
            if output is not None or not url or not user:
                raise InvalidQuery("--to wordpress cần --url và --user, không có -o")
            with _client(url, user, password_file) as client:
                report = _to_wordpress(data, job, client, url, (posts, tags, sections), again=again, write=yes)
        else:
            if url or user or password_file is not None:
                raise InvalidQuery("--url, --user và --password-file chỉ đi cùng --to wordpress")
            if yes and output is None:
                raise InvalidQuery(f"--to {to.value} --yes cần -o OUT")
            report = _to_file(data, job, to.value, output or Path(os.devnull), write=yes)
        _end(report, yes=yes)


def _to_file(data: Path, job: str, name: str, path: Path, *, write: bool) -> dict[str, Any]:
    from newsroom_ai.batch.write_back.files import FileTarget
    from newsroom_ai.batch.write_back.run import write_back

    with opened(data, current=False) as newsroom, progress("Ghi tệp", 0, REPORT_EVERY) as step:
        return _told(write_back(newsroom, job, FileTarget(name, path), write=write, step=lambda n: step(n, n)))


def _to_wordpress(
    data: Path, job: str, client: RestClient, url: str, bases: tuple[str, str, str], *, again: bool, write: bool
) -> dict[str, Any]:
    from newsroom_ai.batch.write_back.done import Done
    from newsroom_ai.batch.write_back.run import write_back
    from newsroom_ai.batch.write_back.wordpress import Bases, WordPress
    from newsroom_ai.follower import IndexLock

    target = WordPress(client, Bases(*bases))
    lock = IndexLock(data, "write-back.lock")
    with opened(data, current=False) as newsroom, progress("Ghi ra WordPress", 0, REPORT_EVERY) as step:
        if write and not lock.take():
            raise Conflict("Một lệnh write-back khác đang chạy trên thư mục dữ liệu này")
        try:
            with Done(data, job, url) if write and not again else nullcontext() as done:
                report = write_back(newsroom, job, target, write=write, done=done, step=lambda n: step(n, n))
        finally:
            lock.release()
        return _told(report) | {"created": target.created[:100]}


@contextmanager
def _client(url: str, user: str, password_file: Path | None) -> Iterator[RestClient]:
    from newsroom_ai.batch.write_back.rest import RestClient

    with closing(RestClient(url, user, _password(password_file))) as client:
        yield client


def _password(file: Path | None) -> str:
    """The application password; never from the command line, which every user of the machine can read."""
    if file is None:
        password = os.environ.get("NEWSROOM_WORDPRESS_PASSWORD", "")
    else:
        try:
            password = file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableFile(f"Không đọc được tệp mật khẩu {file}") from error
    if not password.strip():
        raise InvalidQuery("Thiếu mật khẩu ứng dụng: đặt NEWSROOM_WORDPRESS_PASSWORD, hoặc --password-file TỆP")
    return password.strip()


def _told(report: WrittenBack) -> dict[str, Any]:
    from newsroom_ai.article import to_dict

    told: dict[str, Any] = to_dict(report)
    return told


def _end(report: dict[str, Any], *, yes: bool) -> None:
    emit(report)
    if not yes:
        say("Mới chỉ xem trước; thêm --yes để ghi.")
    if report["stopped"]:
        say(f"Dừng giữa chừng: {report['stopped']}. Chạy lại đúng lệnh này để làm tiếp.")
        raise typer.Exit(FAILED)
    if report["failed"] or report["missing"]:
        raise typer.Exit(PARTLY)
