"""Named events, by list and pattern: SEA Games 31, bão số 3, Liên hoan phim Cannes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_UPPER: Final = "A-ZÀ-ÖØ-ÞĂĐĨŨƠƯ" + "".join(filter(str.isupper, map(chr, range(0x1EA0, 0x1EFA))))
_NAME: Final = rf"(?:[{_UPPER}][\w'’.]*)"
_EDITION: Final = r"(?:[ -](?:lần thứ )?(?:[IVXL]{1,6}|\d{1,4}(?:/\d{2,4})?)\b)"
_GAMES: Final = (
    r"SEA Games|ASEAN Para Games|Para Games|Asian Games|Asiad|ASIAD|Olympic|Olympics|Paralympic|World Cup|Asian Cup|"
    r"AFF Cup|AFF Suzuki Cup|ASEAN Cup|Copa America|Copa del Rey|Champions League|Europa League|Conference League|"
    r"Nations League|Premier League|Ngoại hạng Anh|La Liga|Serie A|Bundesliga|Ligue 1|V[.-]?[Ll]eague|FA Cup|"
    r"League Cup|Carabao Cup|Cúp C1|Cúp FA|Cúp Quốc gia|King's Cup|Merdeka Cup|Wimbledon|Roland Garros|"
    r"Australian Open|US Open|Grand Slam|Australia mở rộng|Mỹ mở rộng|Pháp mở rộng|Davis Cup|Ballon d'Or|"
    r"Miss World|Miss Universe|Miss Earth|Miss Grand International|Miss International|Euro|EURO|Brexit|"
    r"U\.?\d\d châu Á|U\.?\d\d Đông Nam Á"
)
_STORM: Final = rf"(?:siêu bão|[Bb]ão|áp thấp nhiệt đới) (?:số \d{{1,2}}\b|{_NAME}(?:[ -]{_NAME})?)"
_WAR: Final = (
    r"(?:[Cc]hiến tranh|[Tt]hế chiến|[Đđ]ại chiến) (?:[Tt]hế giới )?(?:lần )?(?:thứ (?:nhất|hai|[Bb]a)|II?\b|Lạnh|lạnh|"
    rf"{_NAME}(?: {_NAME})*)"
)
_EVENT: Final = re.compile(
    rf"\b(?:(?:{_GAMES}){_EDITION}?|{_STORM}|{_WAR}|(?:Festival|Liên hoan phim|LHP) {_NAME}(?:[ -]{_NAME})*{_EDITION}?|"
    r"(?:Cách mạng [Tt]háng (?:Tám|Mười)|Hội nghị (?:Trung ương|APEC|ASEAN)(?: \d+)?|Đại hội (?:Đảng|XI{0,3}V?I{0,3})"
    r"(?: lần thứ [IVXL]+)?))(?!\w)"
)


def events(text: str) -> Iterator[tuple[int, int, str]]:
    """The named events of a text: start, end and words, in order, without overlaps.

    >>> [name for _, _, name in events("Trước SEA Games 31, bão số 3 đổ bộ; World Cup bị hoãn.")]
    ['SEA Games 31', 'bão số 3', 'World Cup']
    """
    for match in _EVENT.finditer(text):
        yield match.start(), match.end(), match[0]
