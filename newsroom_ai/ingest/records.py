"""A JSON object from outside -> Article: every limit is checked here, and each field that breaks one is named."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from newsroom_ai.article import BODY_LIMIT, ID_LIMIT, SAPO_LIMIT, TITLE_LIMIT, VIETNAM, Article, Kind, Status
from newsroom_ai.errors import FieldError, InvalidArticle
from newsroom_ai.ingest.html import html_to_text
from newsroom_ai.text.normalise import nfc

E = TypeVar("E", bound=StrEnum)

NAME_LIMIT = 300
MOST_MARKS = 4  # code points of one decomposed Vietnamese letter, and one to spare
URL_LIMIT = 2_000
TAG_LIMIT = 200
TAGS_LIMIT = 100
EXTRA_LIMIT = 64 * 1024

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
FIELD_NAMES = {
    "id", "title", "sapo", "body", "body_format", "section", "tags", "byline", "source", "url", "language",
    "published_at", "updated_at", "status", "kind", "supersedes", "extra",
}  # fmt: skip


def read_article(record: Mapping[str, Any], pointer: str = "", *, need_id: bool = False) -> Article:
    r"""Turn a JSON object into an article in NFC; a body in HTML becomes plain text.

    Fields nobody knows are kept in ``extra``. A time without an offset is Vietnam's. ``pointer`` is where the
    object stands in the request, for the errors.

    Raises:
        InvalidArticle: with one entry for each field that is wrong.

    >>> read_article({"id": "a1", "title": "Lương tối thiểu tăng", "body": ["Đoạn một.", "Đoạn hai."]}).body
    'Đoạn một.\nĐoạn hai.'
    """
    if not isinstance(record, Mapping):
        raise InvalidArticle("Bài viết phải là một đối tượng JSON", [FieldError(pointer, "không phải đối tượng JSON")])
    reader = _Reader(record, pointer)
    body, html = reader.body()
    article = Article(
        id=reader.identifier("id", required=need_id) or "",
        title=reader.text("title", TITLE_LIMIT),
        sapo=reader.text("sapo", SAPO_LIMIT),
        body=body,
        section=reader.name("section"),
        tags=reader.tags(),
        byline=reader.name("byline"),
        source=reader.name("source"),
        url=reader.url(),
        language=reader.language(),
        published_at=reader.time("published_at"),
        updated_at=reader.time("updated_at"),
        status=reader.choice("status", Status, Status.PUBLISHED),
        kind=reader.choice("kind", Kind, Kind.ARTICLE),
        supersedes=reader.identifier("supersedes") or None,
        extra=reader.extra(),
        plain_text=html,
    )
    if not reader.errors and not (article.title.strip() or article.sapo.strip() or article.body.strip()):
        reader.fail("body", "bài không có chữ nào trong title, sapo và body")
    if reader.errors:
        raise InvalidArticle("; ".join(f"{e.pointer}: {e.detail}" for e in reader.errors[:5]), reader.errors)
    return article


class _Reader:
    """Reads one record field by field and collects what is wrong instead of stopping at the first."""

    def __init__(self, record: Mapping[str, Any], pointer: str) -> None:
        self._record = record
        self._pointer = pointer
        self.errors: list[FieldError] = []

    def fail(self, name: str, detail: str) -> None:
        self.errors.append(FieldError(f"{self._pointer}/{name}", detail))

    def text(self, name: str, limit: int) -> str:
        value = self._record.get(name)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fail(name, "phải là chuỗi")
            return ""
        if _UNSTORABLE.search(value):
            self.fail(name, "chứa ký tự NUL hoặc mã Unicode không hợp lệ")
            return ""
        if len(value) <= MOST_MARKS * limit:  # composing costs time, and can only make a text so much shorter
            value = nfc(value)
        if len(value) > limit:
            self.fail(name, f"dài {len(value)} ký tự, tối đa {limit}")
            return ""
        return value

    def name(self, name: str, limit: int = NAME_LIMIT) -> str:
        """One line: a facet value or a label."""
        value = self.text(name, limit)
        if any(unicodedata.category(char) == "Cc" for char in value):
            self.fail(name, "không được chứa ký tự điều khiển hoặc xuống dòng")
        return value.strip()

    def identifier(self, name: str, *, required: bool = False) -> str:
        value = self._record.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
            return _Reader({name: value}, self._pointer).name(name, ID_LIMIT)
        found = self.name(name, ID_LIMIT)
        if required and not found and not any(e.pointer == f"{self._pointer}/{name}" for e in self.errors):
            self.fail(name, "bắt buộc phải có")
        return found

    def body(self) -> tuple[str, bool]:
        form = self._record.get("body_format") or "text"
        if form not in ("text", "html"):
            self.fail("body_format", "phải là text hoặc html")
        value = self._record.get("body")
        if isinstance(value, list):
            if not all(isinstance(part, str) for part in value):
                self.fail("body", "danh sách đoạn phải gồm toàn chuỗi")
                return "", False
            return _Reader({"body": "\n".join(value)}, self._pointer)._into(self), False
        text = self.text("body", BODY_LIMIT)
        if form != "html":
            return text, False
        try:
            return nfc(html_to_text(text)), True
        except ValueError:
            self.fail("body", "HTML lồng nhau quá sâu")
            return "", True

    def _into(self, other: _Reader) -> str:
        text = self.text("body", BODY_LIMIT)
        other.errors += self.errors
        return text

    def tags(self) -> tuple[str, ...]:
        value = self._record.get("tags")
        if value is None:
            return ()
        if not isinstance(value, list):
            self.fail("tags", "phải là danh sách chuỗi")
            return ()
        if len(value) > TAGS_LIMIT:
            self.fail("tags", f"có {len(value)} thẻ, tối đa {TAGS_LIMIT}")
            return ()
        reader = _Reader({str(place): tag for place, tag in enumerate(value)}, f"{self._pointer}/tags")
        tags = [reader.name(str(place), TAG_LIMIT) for place in range(len(value))]
        self.errors += reader.errors
        return tuple(dict.fromkeys(tag for tag in tags if tag))

    def url(self) -> str:
        value = self.name("url", URL_LIMIT)
        if value and not value.lower().startswith(("http://", "https://")):
            self.fail("url", "phải bắt đầu bằng http:// hoặc https://")
        return value

    def language(self) -> str | None:
        value = self.name("language") or None
        if value and not re.fullmatch(r"[a-z]{2,3}", value):
            self.fail("language", "phải là mã ISO 639 như vi, en")
        return value

    def time(self, name: str) -> datetime | None:
        value = self._record.get(name)
        if value is None or value == "":
            return None
        try:
            moment = datetime.fromisoformat(value)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)
            if not 1900 <= moment.year <= 2200:
                raise ValueError
        except (TypeError, ValueError, OverflowError):
            self.fail(name, "phải là thời điểm ISO 8601 từ năm 1900 đến 2200, ví dụ 2024-08-28T17:15:00+07:00")
            return None
        return moment

    def choice(self, name: str, kind: Callable[[str], E], default: E) -> E:
        value = self._record.get(name)
        if value is None or value == "":
            return default
        try:
            return kind(value)
        except ValueError:
            self.fail(name, f"phải là một trong: {', '.join(type(default))}")
            return default

    def extra(self) -> dict[str, Any]:
        given = self._record.get("extra")
        given = {} if given is None else given
        if not isinstance(given, Mapping):
            self.fail("extra", "phải là đối tượng JSON")
            return {}
        extra = {**given, **{name: value for name, value in self._record.items() if name not in FIELD_NAMES}}
        try:
            text = json.dumps(extra, ensure_ascii=False, allow_nan=False)
            if _UNSTORABLE.search(text) or "\\u0000" in text:
                raise ValueError
        except (TypeError, ValueError, RecursionError):
            self.fail("extra", "chứa giá trị không lưu được")
            return {}
        if len(text) > EXTRA_LIMIT:
            self.fail("extra", f"dài {len(text)} ký tự, tối đa {EXTRA_LIMIT}")
            return {}
        return extra
