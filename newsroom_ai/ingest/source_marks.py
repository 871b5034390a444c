"""Source marks at the start of a sapo: "(Dân trí) -", "TTO -". They say who published it, not what happened."""

from __future__ import annotations

import re

_MARK = re.compile(
    r"^\s*(?:"
    r"\((?P<bracketed>[^()\n]{2,30})\)"  # (Dân trí) - …
    r"|TTO|TNO|NLĐO|NLDO|LĐO|PLO|TPO|SGGPO|HNMO|VHO|GDVN|VOV|VTV|TTXVN|Dân trí|Thanh Niên|Tuổi Trẻ"
    r"|[\w.]{2,20}\.(?:vn|net|com)"  # baochinhphu.vn - …
    r")\s*[-–—:]\s*"
)


def cut_source_mark(sapo: str) -> str:
    """The sapo without the mark of its source; a dateline such as "Hà Nội -" stays.

    >>> cut_source_mark("(Dân trí) - Sáng 5/3, tỉnh khởi công cầu mới.")
    'Sáng 5/3, tỉnh khởi công cầu mới.'
    >>> cut_source_mark("TTO - Mưa lớn."), cut_source_mark("Hà Nội - Trời rét.")
    ('Mưa lớn.', 'Hà Nội - Trời rét.')
    """
    rest = _MARK.sub("", sapo, count=1)
    return rest or sapo
