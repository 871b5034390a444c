"""Source marks at the start of a sapo: "(Dân trí) -", "TTO -". They say who published it, not what happened."""

from __future__ import annotations

import re

_KNOWN = (
    "TTO|TNO|NLĐO|NLDO|LĐO|PLO|TPO|SGGPO|HNMO|VHO|GDVN|VOV|VTV|VTC|TTXVN|Dân trí|Thanh Niên|Tuổi Trẻ|VnExpress|"
    "VietNamNet|VTC News|Zing|Người Lao Động|Lao Động|Tiền Phong|Thanh tra|ĐS&PL|PL&XH|KTĐT|Chinhphu\\.vn|VOV\\.VN"
)


def cut_source_mark(sapo: str, source: str = "") -> str:
    """The sapo without the mark of a known paper, or of the article's own ``source``, and the dash after it.

    What else stands before a dash is text: a dateline, a place, a caption.

    >>> cut_source_mark("(Dân trí) - Sáng 5/3, tỉnh khởi công cầu mới.")
    'Sáng 5/3, tỉnh khởi công cầu mới.'
    >>> cut_source_mark("(Đất Lành) – Mưa lớn.", "Đất Lành"), cut_source_mark("Hà Nội - Trời rét.")
    ('Mưa lớn.', 'Hà Nội - Trời rét.')
    """
    names = f"{_KNOWN}|{re.escape(source)}" if source else _KNOWN
    bracketed = re.compile(rf"\s*\((?:{names})\)\s*[-–—]\s*", re.IGNORECASE)
    plain = re.compile(r"\s*(?:TTO|TNO|NLĐO|NLDO|LĐO|PLO|TPO|SGGPO|HNMO|VHO)\s+[-–—]\s+")
    rest = plain.sub("", bracketed.sub("", sapo, count=1), count=1)
    return rest or sapo
