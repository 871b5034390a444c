"""The archive that load tests run on: real articles, with date, section and source assigned by a hash of the id."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import zstandard

from eval.datasets import Dataset, dataset

SETS = (("vietnews", "train"), ("vietnews", "dev"), ("baomoi35k", "train"), ("baomoi35k", "dev"))
SECTIONS = (
    "Thời sự", "Thế giới", "Kinh doanh", "Thể thao", "Lao động - Việc làm", "An sinh", "Giáo dục", "Sức khỏe",
    "Pháp luật", "Khoa học - Công nghệ", "Văn hóa", "Giải trí", "Du lịch", "Đời sống",
)  # fmt: skip
SOURCES = tuple(f"Báo {letter}" for letter in "ABCDEFGH")
FIRST_DAY = datetime(2016, 1, 1, tzinfo=timezone(timedelta(hours=7)))
DAYS = 3_900  # until the autumn of 2026


def sources(data: Path) -> list[Dataset]:
    """The corpora of the archive."""
    return [dataset(data, name, split) for name, split in SETS]


def articles(data: Path) -> Iterator[dict[str, Any]]:
    """About 152,000 articles, the same ones in the same order every time."""
    for source in sources(data):
        for row in source.rows():
            yield article(f"{source.name}-{row['id']}", row)


def article(id: str, row: dict[str, Any]) -> dict[str, Any]:
    """One article of a corpus with what corpora lack."""
    draw = int.from_bytes(hashlib.sha256(id.encode()).digest()[:8], "big")
    return {
        "id": id,
        **{field: row.get(field) or "" for field in ("title", "sapo", "body")},
        "section": SECTIONS[draw % len(SECTIONS)],
        "source": SOURCES[draw // 100 % len(SOURCES)],
        "published_at": (FIRST_DAY + timedelta(days=draw // 10_000 % DAYS, minutes=draw // 7 % 1440)).isoformat(),
    }


def write(data: Path, target: Path) -> int:
    """Write the archive as ``.jsonl.zst``; returns the number of articles."""
    count = 0
    with target.open("wb") as raw, zstandard.ZstdCompressor(3).stream_writer(raw) as out:
        for item in articles(data):
            out.write(json.dumps(item, ensure_ascii=False).encode() + b"\n")
            count += 1
    return count
