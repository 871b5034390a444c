"""Every error the product expects, one tree with stable codes.

NewsroomError
├── InvalidArticle      invalid_article     an article breaks a limit or misses a field
├── InvalidQuery        invalid_query       a search query or an option cannot be understood
├── InvalidVocabulary   invalid_vocabulary  a vocabulary cannot be read, or contradicts itself
├── InvalidConfig       invalid_config      newsroom.toml has an unknown key or a wrong value
├── UnreadableFile      unreadable_file     an input file is missing, broken or of an unknown format
├── TooLarge            too_large           a request or a file is over a limit
├── Unauthenticated     unauthenticated     no key, or a wrong one
├── Forbidden           forbidden           the key's role does not allow this
├── NotFound            not_found           no such article, key or model
├── Conflict            conflict            the stored version is another one, or a lock is held
├── Overloaded          overloaded          the queue is full; try again later
├── ModelUnavailable    model_unavailable   a configured model or its extra is not installed
├── RemoteFailure       remote_failure      another server, such as a CMS, cannot be reached or refuses us
└── StorageFull         storage_full        the disk is full; nothing was written

``detail`` is for people and in Vietnamese; ``code`` is for programs and never changes meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple


class FieldError(NamedTuple):
    """One field that is wrong: a JSON pointer and what is wrong with it."""

    pointer: str
    detail: str


class NewsroomError(Exception):
    """An expected failure; anything else that is raised is a bug."""

    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Lỗi hệ thống"

    def __init__(self, detail: str, errors: Sequence[FieldError] = ()) -> None:
        super().__init__(detail)
        self.detail = detail
        self.errors = tuple(errors)


class InvalidArticle(NewsroomError):
    code = "invalid_article"
    title = "Bài viết không hợp lệ"


class InvalidQuery(NewsroomError):
    code = "invalid_query"
    title = "Yêu cầu không hợp lệ"


class InvalidVocabulary(NewsroomError):
    code = "invalid_vocabulary"
    title = "Bộ từ vựng không hợp lệ"


class InvalidConfig(NewsroomError):
    code = "invalid_config"
    title = "Tệp cấu hình không hợp lệ"


class UnreadableFile(NewsroomError):
    code = "unreadable_file"
    title = "Không đọc được tệp"


class TooLarge(NewsroomError):
    code = "too_large"
    title = "Dữ liệu quá lớn"


class Unauthenticated(NewsroomError):
    code = "unauthenticated"
    title = "Chưa xác thực"


class Forbidden(NewsroomError):
    code = "forbidden"
    title = "Không đủ quyền"


class NotFound(NewsroomError):
    code = "not_found"
    title = "Không tìm thấy"


class Conflict(NewsroomError):
    code = "conflict"
    title = "Xung đột"


class Overloaded(NewsroomError):
    code = "overloaded"
    title = "Máy chủ đang bận"

    def __init__(self, detail: str, retry_after: int = 1) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class ModelUnavailable(NewsroomError):
    code = "model_unavailable"
    title = "Mô hình chưa sẵn sàng"


class RemoteFailure(NewsroomError):
    code = "remote_failure"
    title = "Máy chủ khác không phục vụ được"


class StorageFull(NewsroomError):
    code = "storage_full"
    title = "Hết chỗ trên đĩa"


def problem(error: NewsroomError) -> dict[str, Any]:
    """The error as the members of an RFC 9457 problem document that hold with and without HTTP."""
    document: dict[str, Any] = {
        "type": f"/problems/{error.code}",
        "title": error.title,
        "detail": error.detail,
        "code": error.code,
    }
    if error.errors:
        document["errors"] = [item._asdict() for item in error.errors]
    return document
