"""The terms of one taxonomy of a WordPress site: found by name, named by number, made where they are missing."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from newsroom_ai.batch.write_back.rest import Answer
from newsroom_ai.text.normalise import nfc

PAGE: Final = 100
"""Most terms that WordPress gives at once."""

Call = Callable[[str, str, Mapping[str, str] | None, Mapping[str, Any] | None], Answer]
_SPACE: Final = re.compile(r"\s+")
_TAG: Final = re.compile(r"<[^>]*>")


class Refused(Exception):
    """The site answers, but does not do this one thing; says why, in words for people."""


class Terms:
    """Remembers what it has seen, so that each name is asked for once."""

    def __init__(self, call: Call, base: str) -> None:
        """``base`` is the taxonomy's name in the REST interface: ``tags``, ``categories``."""
        self._call, self.base = call, base
        self._names: dict[int, str] = {}
        self._numbers: dict[str, int | None] = {}
        self.created: list[str] = []

    def learn(self, numbers: Iterable[int]) -> None:
        """Ask for the names of terms that are not known yet, many at a time.

        Raises:
            Refused: the site gives none.
        """
        unknown = sorted(set(numbers) - self._names.keys())
        for start in range(0, len(unknown), PAGE):
            chunk = unknown[start : start + PAGE]
            self._take(self._listed({"include": ",".join(map(str, chunk))}))
            for number in chunk:  # one that was deleted meanwhile
                self._names.setdefault(number, f"#{number}")

    def name(self, number: int) -> str:
        """The name of a term that was learned of."""
        return self._names.get(number, f"#{number}")

    def number(self, name: str, *, make: bool) -> int | None:
        """The number of the term with this name, whatever its capitals.

        One that is missing is made, or without ``make`` only noted in ``created``, and None.

        Raises:
            Refused: the site does not say, or makes none.
        """
        key = _key(name)
        if key not in self._numbers:
            self._take(self._listed({"search": html.escape(name, quote=False)}))  # as WordPress keeps names
            self._numbers.setdefault(key, None)
        if self._numbers[key] is None:
            if make:
                self._numbers[key] = self._make(name)
            elif name not in self.created:
                self.created.append(name)
        return self._numbers[key]

    def _make(self, name: str) -> int:
        """Make a term; one that was made meanwhile, or by a call whose answer was lost, is taken."""
        answer = self._call("POST", f"/wp/v2/{self.base}", None, {"name": name})
        content = answer.content if isinstance(answer.content, Mapping) else {}
        if answer.status in (200, 201) and isinstance(content.get("id"), int):
            self.created.append(name)
            return self._remember(content["id"], name)
        data = content.get("data")
        if content.get("code") == "term_exists" and isinstance(data, Mapping) and isinstance(data.get("term_id"), int):
            return self._remember(data["term_id"], name)
        raise Refused(f"không tạo được “{name}”: {refusal(answer)}")

    def _listed(self, query: Mapping[str, str]) -> list[Any]:
        asked = {**query, "per_page": str(PAGE), "_fields": "id,name", "hide_empty": "false"}
        answer = self._call("GET", f"/wp/v2/{self.base}", asked, None)
        if answer.status != 200 or not isinstance(answer.content, list):
            raise Refused(f"không đọc được {self.base}: {refusal(answer)}")
        return answer.content

    def _take(self, items: Iterable[Any]) -> None:
        for item in items:
            if isinstance(item, Mapping) and isinstance(item.get("id"), int) and isinstance(item.get("name"), str):
                self._remember(item["id"], html.unescape(item["name"]))

    def _remember(self, number: int, name: str) -> int:
        self._names[number] = name
        if self._numbers.get(_key(name)) is None:
            self._numbers[_key(name)] = number
        return number


def refusal(answer: Answer) -> str:
    """Why WordPress did not do as asked, in its own words without their markup."""
    told = answer.content.get("message") if isinstance(answer.content, Mapping) else None
    words = plain(told)[:200] if isinstance(told, str) else ""
    return f"mã {answer.status}" + (f", {words}" if words else "")


def plain(text: str) -> str:
    """HTML as one line of text.

    >>> plain("<p>Lương tối thiểu &amp; bảo hiểm</p>  ")
    'Lương tối thiểu & bảo hiểm'
    """
    return _SPACE.sub(" ", nfc(html.unescape(_TAG.sub(" ", text)))).strip()


def same_name(one: str, other: str) -> bool:
    """Whether WordPress would take two names for one term: capitals and spaces do not count, marks do.

    >>> same_name("Bảo hiểm  xã hội", "bảo hiểm xã hội"), same_name("bão", "bao")
    (True, False)
    """
    return _key(one) == _key(other)


def _key(name: str) -> str:
    return _SPACE.sub(" ", nfc(name)).strip().casefold()
