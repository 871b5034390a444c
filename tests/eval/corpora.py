"""Tiny corpora in the layout of the real ones, written for these tests."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import zstandard

SUBJECTS = (
    ("giá xăng dầu", "Bộ Công Thương", "tăng"), ("mưa lớn kéo dài", "Trung tâm Khí tượng", "gây ngập"),
    ("đội tuyển bóng đá", "Liên đoàn Bóng đá", "tập trung"), ("bảo hiểm thất nghiệp", "Trung tâm Việc làm", "chi trả"),
    ("tuyến xe buýt nhanh", "Sở Giao thông", "mở thêm"), ("học sinh lớp một", "Sở Giáo dục", "nhập học"),
    ("dịch sốt xuất huyết", "Bộ Y tế", "bùng phát"), ("xuất khẩu thanh long", "Sở Nông nghiệp", "giảm mạnh"),
)  # fmt: skip


def write(folder: Path, name: str, rows: Iterable[dict[str, Any]], split: str = "dev") -> None:
    path = folder / name / f"{split}.jsonl.zst"
    path.parent.mkdir(exist_ok=True)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    path.write_bytes(zstandard.ZstdCompressor().compress(lines.encode()))


def news(at: int) -> dict[str, Any]:
    """An article of eight sentences whose figures, and whose order of sentences, are its own."""
    subject, office, verb = SUBJECTS[at % len(SUBJECTS)]
    number = 100 + 7 * at
    parts = [
        f"Ông Trần Văn Lâm của {office} cho biết {subject} {verb} tại {number} địa điểm trong tuần qua.",
        f"Theo báo cáo số {number}, người dân ở huyện Bắc Trà My đã nhận được thông báo từ sớm.",
        f"Trước đó, {office} từng dự báo {subject} sẽ {verb} thêm khoảng {at + 2} lần nữa.",
        f"Nhiều gia đình ở tổ dân phố {at + 3} nói rằng họ chưa kịp chuẩn bị cho đợt này.",
        f"Lãnh đạo địa phương đề nghị hỗ trợ {number * 3} triệu đồng để khắc phục khó khăn trước mắt.",
        f"Các chuyên gia độc lập nhận định tình hình {subject} còn diễn biến khó lường đến cuối năm {2010 + at}.",
        f"Tại cuộc họp thứ {at + 4}, đại diện các phường thống nhất lập đường dây nóng phục vụ bà con.",
        f"Đợt kiểm tra kế tiếp về {subject} dự kiến diễn ra trong {at + 5} ngày tới ở cả ba quận trung tâm.",
    ]
    turned = parts[at % 3 :] + parts[: at % 3]
    return {
        "id": f"n-{at}", "title": f"{subject.capitalize()} {verb} ở {number} nơi",
        "sapo": f"Trong tuần qua {subject} {verb} tại {number} địa điểm, theo {office}.", "body": "\n".join(turned),
    }  # fmt: skip


def cluster(at: int, set: str) -> dict[str, Any]:
    docs = [{"doc": str(k), **{f: news(at)[f] for f in ("title", "body")}} for k in range(2)]
    docs[1]["body"] = f"Bản tin bổ sung.\n{docs[1]['body']}"
    texts = [news(at)["sapo"], news(at)["body"].partition("\n")[0]]
    summaries = (
        {"summaries": [{"annotator": "1", "text": text} for text in texts]} if set == "vims" else {"refs": texts}
    )
    return {"cluster": f"c{at}", "docs": docs, **summaries}


def _seen(at: int) -> dict[str, Any]:
    return {"url": f"https://bao.example/{at}", "published": None, "first_seen": "2026-06-01T08:00:00"}


def renamed_place() -> list[dict[str, Any]]:
    """A district of an ended province: twice with the old name, once in an article of today with the new one."""
    old = "Sạt lở ở huyện Mèo Vạc, tỉnh Hà Giang làm hỏng đường."
    new = "Chợ phiên Mèo Vạc (Tuyên Quang) đông khách trở lại."
    return [
        {"url": "https://bao.example/cho", "title": "Chợ phiên", "body": new, "published": "2026-02-02T13:00:00+00:00"},
        *({"id": f"old-{at}", "title": f"Sạt lở {at}", "sapo": "", "body": old} for at in range(2)),
    ]


def write_all(folder: Path) -> Path:
    """Every corpus that a task reads, a few rows each."""
    write(folder, "recent_2026", renamed_place()[:1])
    write(folder, "vietnews", [news(at) for at in range(24)])
    write(folder, "vietnews", [news(at) for at in range(24, 40)], "train")
    write(folder, "baomoi35k", [news(at) for at in range(40, 52)])
    write(folder, "vims", [cluster(at, "vims") for at in (60, 61)])
    write(folder, "vmds", [cluster(at, "vmds") for at in (62, 63)])
    write(folder, "keywords", [
        {"url": "u1", "title": "Giá xăng dầu tăng", "keywords": ["giá xăng dầu", "xăng"], "body": news(0)["body"]},
        {"url": "u2", "title": "Không có thân bài", "keywords": ["thân bài"], "body": ""},
    ])  # fmt: skip
    write(folder, "ud_vtb", [
        {"text": "Học sinh đến trường .", "words": ["Học sinh", "đến", "trường", "."]},
        {"text": "Mưa to .", "words": ["Mưa", "to", "."]},
    ])  # fmt: skip
    for split in ("train", "dev"):
        write(folder, "vntc10", [
            {"id": f"{split}{at}", "label": SUBJECTS[at % 8][1], "source": "x", "text": news(at)["body"]}
            for at in range(16)
        ], split)  # fmt: skip
        write(folder, "rss3", [
            {"title": "Bóng đá", "sapo": "Trận đấu", "section": "Thể thao"} | _seen(1),
            {"title": "Chứng khoán", "sapo": "Cổ phiếu", "section": "Kinh doanh"} | _seen(2),
            {"title": "Khác", "sapo": "Không rõ", "section": ""} | _seen(3),
        ], split)  # fmt: skip
        write(folder, "dantri_unc", [
            {"id": "d1", "label": "sport", "title": "Bóng đá", "body": "Trận đấu tối nay"},
            {"id": "d2", "label": "health", "title": "Sức khỏe", "body": "Uống nước ấm"},
        ], split)  # fmt: skip
    return folder
