"""What the tests of all formats share: two invented articles, and reading them through the one validator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from newsroom_ai.article import Article
from newsroom_ai.errors import NewsroomError
from newsroom_ai.ingest.formats import read
from newsroom_ai.ingest.jsonl import Line
from newsroom_ai.ingest.records import read_article

TITLE = "Phiên chợ việc làm Tam Kỳ: hơn 3.000 chỗ trống chờ thợ may"
SAPO = "Bốn mươi sáu doanh nghiệp về Quảng Nam tuyển người, nhưng thợ lành nghề vẫn thiếu."
BODY = (
    "Sáng 12/3, Trung tâm Dịch vụ việc làm tỉnh Quảng Nam mở phiên giao dịch đầu tiên của năm.\n"
    "Ông Trần Quốc Đạt, giám đốc trung tâm, cho biết 46 doanh nghiệp cần tuyển 3.200 lao động.\n"
    "Người lao động được tư vấn về bảo hiểm thất nghiệp và tiền lương tối thiểu vùng."
)
HTML = "".join(f"<p>{paragraph}</p>" for paragraph in BODY.split("\n"))
PUBLISHED = "2024-03-12T08:30:00+07:00"


def lines(source: Path | bytes, form: str = "auto", encoding: str = "auto") -> list[Line]:
    """All lines of a source."""
    return list(read(source, form, encoding))


def articles(source: Path | bytes, form: str = "auto", encoding: str = "auto") -> list[Article]:
    """All articles of a source that has no bad line."""
    found = lines(source, form, encoding)
    assert [line.error for line in found if line.error] == []
    return [read_article(line.record or {}, need_id=True) for line in found]


def before_the_break(source: Path | bytes, form: str = "auto") -> tuple[list[Any], NewsroomError | None]:
    """The ids read until the source broke, and the error."""
    ids: list[Any] = []
    try:
        ids.extend((line.record or {}).get("id") for line in read(source, form))
    except NewsroomError as error:
        return ids, error
    return ids, None
