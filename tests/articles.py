"""Articles for tests, written for them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from newsroom_ai.article import Article

BODY = (
    "Sáng 12/3, Trung tâm Dịch vụ việc làm tỉnh Quảng Nam mở phiên giao dịch đầu tiên của năm.\n"
    "Ông Trần Quốc Đạt, giám đốc trung tâm, cho biết 46 doanh nghiệp cần tuyển 3.200 lao động.\n"
    "Người lao động được tư vấn về bảo hiểm thất nghiệp và tiền lương tối thiểu vùng."
)


def article(id: str = "a1", **fields: Any) -> Article:
    """An article that differs from the others only where a test says so."""
    known: dict[str, Any] = {
        "title": "Hơn 3.000 việc làm chờ người lao động Quảng Nam",
        "sapo": "Phiên giao dịch việc làm đầu năm thu hút 46 doanh nghiệp.",
        "body": BODY,
        "section": "Lao động - Việc làm",
        "source": "Đất Lành",
        "published_at": datetime.fromisoformat("2024-03-12T08:00:00+07:00"),
    }
    return Article(id=id, **(known | fields))
