from __future__ import annotations

import pytest

from newsroom_ai.entities.events import events


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Đội tuyển dự SEA Games 33 và World Cup 2026.", ["SEA Games 33", "World Cup 2026"]),
        ("Bão số 3 suy yếu, siêu bão Yagi mạnh lên.", ["Bão số 3", "siêu bão Yagi"]),
        ("Sau Chiến tranh thế giới thứ hai, thành phố hồi sinh.", ["Chiến tranh thế giới thứ hai"]),
        ("Vòng 5 V-League 2025 khởi tranh.", ["V-League 2025"]),
        ("Bão tan, hội nghị tổng kết kết thúc.", []),
        ("Bão ở miền Trung gây mưa.", []),
    ],
)
def test_named_events_only(text: str, names: list[str]) -> None:
    found = list(events(text))
    assert [name for _, _, name in found] == names
    assert all(text[start:end] == name for start, end, name in found)
