"""Tags, sections and sapos into the posts of a WordPress site, through its REST interface."""

from __future__ import annotations

import html
import re
from collections.abc import Generator, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from newsroom_ai.batch.write_back.rest import Answer, RestClient
from newsroom_ai.batch.write_back.terms import Refused, Terms, plain, refusal, same_name
from newsroom_ai.batch.write_back.types import Carried, Difference, Edit, Outcome
from newsroom_ai.errors import RemoteFailure

AT_ONCE: Final = 20
"""Posts that are read with one call."""

_ID: Final = re.compile(r"wp-([1-9]\d{0,17})")  # as the plug-in and the reader of exports name posts
_ANY_STATUS: Final = "publish,future,draft,pending,private"


class Bases(NamedTuple):
    """What the REST interface calls the kind of post and its taxonomies."""

    posts: str = "posts"
    tags: str = "tags"
    sections: str = "categories"


class _Post(NamedTuple):
    """What is compared of a post; taxonomies as numbers of terms, the excerpt as it is typed in."""

    tags: tuple[int, ...]
    sections: tuple[int, ...]
    excerpt: str


class _Change(NamedTuple):
    """A field of the REST interface, its new value, and what people are told of it."""

    field: str
    value: Any
    difference: Difference


class WordPress:
    """Reads each post before it writes, and writes only what differs: doing it twice is doing it once.

    Terms are added; only what a merge of tags replaces is taken away. A post's sections other than the new one stay.
    """

    def __init__(self, client: RestClient, bases: Bases | None = None) -> None:
        """Take the site and the names of what is written.

        Args:
            client: calls the site's address as somebody who may edit all its posts.
            bases: for sites that keep tags and sections elsewhere.
        """
        self._client = client
        self._bases = bases or Bases()
        self._root: str | None = None
        self._tags = Terms(self._call, self._bases.tags)
        self._sections = Terms(self._call, self._bases.sections)

    @property
    def created(self) -> list[str]:
        """The names of the terms that were, or would be, made."""
        return [*self._tags.created, *self._sections.created]

    def carry(self, edits: Iterable[Edit], *, write: bool) -> Generator[Carried, None, None]:
        """Compare each edit with its post and, with ``write``, write the differences; in order.

        Raises:
            RemoteFailure: the site stays away, or does not let us read its posts.
        """
        remaining = iter(edits)
        while batch := list(islice(remaining, AT_ONCE)):
            posts = self._posts([number for edit in batch if (number := _number(edit)) is not None])
            for edit in batch:
                yield self._carried(edit, posts, write=write)

    def _posts(self, numbers: Sequence[int]) -> dict[int, _Post]:
        """The posts with these numbers that there are, and the names of their terms."""
        if not numbers:
            return {}
        query = {
            "include": ",".join(map(str, numbers)),
            "per_page": str(len(numbers)),
            "context": "edit",
            "status": _ANY_STATUS,
            "_fields": f"id,excerpt,{self._bases.tags},{self._bases.sections}",
        }
        answer = self._call("GET", f"/wp/v2/{self._bases.posts}", query, None)
        if answer.status != 200 or not isinstance(answer.content, list):
            raise self._unwelcome(answer)
        posts = {item["id"]: self._read(item) for item in answer.content if isinstance(item, Mapping) and "id" in item}
        try:
            self._tags.learn(number for post in posts.values() for number in post.tags)
            self._sections.learn(number for post in posts.values() for number in post.sections)
        except Refused as refused:
            raise RemoteFailure(f"{self._client.host}: {refused}") from refused
        return posts

    def _read(self, item: Mapping[str, Any]) -> _Post:
        excerpt = item.get("excerpt")
        raw = excerpt.get("raw") if isinstance(excerpt, Mapping) else None
        return _Post(
            _numbers(item.get(self._bases.tags)),
            _numbers(item.get(self._bases.sections)),
            raw if isinstance(raw, str) else "",
        )

    def _carried(self, edit: Edit, posts: Mapping[int, _Post], *, write: bool) -> Carried:
        number = _number(edit)
        if number is None:
            return Carried(edit, "missing", (), "mã bài không phải của WordPress")
        if number not in posts:
            return Carried(edit, "missing", (), "WordPress không có bài này")
        post = posts[number]
        changes: list[_Change] = []
        try:
            changes += self._terms("tags", self._tags, post.tags, edit, write=write)
            changes += self._terms("section", self._sections, post.sections, edit, write=write)
            sapo, reason = _sapo(edit, post)
            changes += sapo
            if changes and write:
                self._write(number, changes)
        except Refused as refused:
            return Carried(edit, "failed", (), str(refused))
        outcome: Outcome = "changed" if changes else "left_alone" if reason else "unchanged"
        return Carried(edit, outcome, tuple(change.difference for change in changes), reason)

    def _terms(self, name: str, terms: Terms, present: tuple[int, ...], edit: Edit, *, write: bool) -> list[_Change]:
        """What changes among the terms of one taxonomy."""
        added = edit.tags if name == "tags" else (edit.section,) if edit.section else ()
        removed = edit.removed if name == "tags" else ()
        before = tuple(map(terms.name, present))
        kept = [number for number in present if not any(same_name(terms.name(number), one) for one in removed)]
        after = [terms.name(number) for number in kept]
        for one in added:
            if not any(same_name(one, other) for other in after):
                number = terms.number(one, make=write)
                kept += [] if number is None or number in kept else [number]
                after.append(one)
        if tuple(after) == before:
            return []
        return [_Change(terms.base, kept, Difference(edit.article.id, name, before, tuple(after)))]

    def _write(self, number: int, changes: Sequence[_Change]) -> None:
        fields = {change.field: change.value for change in changes}
        answer = self._call("POST", f"/wp/v2/{self._bases.posts}/{number}", {"context": "edit"}, fields)
        if answer.status != 200 or not isinstance(answer.content, Mapping):
            raise Refused(f"không sửa được bài: {refusal(answer)}")
        for change in changes:  # a site that lets us edit may still drop terms without a word
            if isinstance(change.value, list) and set(_numbers(answer.content.get(change.field))) != set(change.value):
                raise Refused(f"WordPress nhận bài nhưng không ghi đủ {change.field}")

    def _call(self, method: str, route: str, query: Mapping[str, str] | None, body: Mapping[str, Any] | None) -> Answer:
        """Call a route by the path that the site has: pretty, or as a parameter where permalinks are plain."""
        if self._root is None:
            self._root = self._found_root()
        if self._root:
            return self._client.call(method, self._root + route, query, body)
        return self._client.call(method, "/index.php", {"rest_route": route, **(query or {})}, body)

    def _unwelcome(self, answer: Answer) -> RemoteFailure:
        return RemoteFailure(
            f"{self._client.host} không cho đọc bài ({refusal(answer)}). Kiểm tra tên người dùng và mật khẩu ứng dụng; "
            "người đó cần quyền biên tập viên trở lên"
        )

    def _found_root(self) -> str:
        for root, path, query in (("/wp-json", "/wp-json/", None), ("", "/index.php", {"rest_route": "/"})):
            answer = self._client.call("GET", path, query)
            spaces = answer.content.get("namespaces") if isinstance(answer.content, Mapping) else None
            if isinstance(spaces, list) and "wp/v2" in spaces:
                return root
            if answer.status in (401, 403):
                raise self._unwelcome(answer)
        raise RemoteFailure(f"{self._client.host} không có giao diện REST của WordPress (mã {answer.status})")


def _sapo(edit: Edit, post: _Post) -> tuple[list[_Change], str]:
    """What changes of the excerpt, or why it must not: somebody wrote another one on the site."""
    if edit.sapo is None:
        return [], ""
    there = plain(post.excerpt)
    if there == plain(html.escape(edit.sapo, quote=False)):
        return [], ""
    if there and there not in {plain(html.escape(known, quote=False)) for known in edit.known_sapos}:
        return [], "sapo trên WordPress đã có người viết khác"
    written = html.escape(edit.sapo, quote=False)
    return [_Change("excerpt", written, Difference(edit.article.id, "sapo", there, edit.sapo))], ""


def _number(edit: Edit) -> int | None:
    found = _ID.fullmatch(edit.article.id)
    return int(found[1]) if found else None


def _numbers(value: Any) -> tuple[int, ...]:
    return tuple(item for item in value if isinstance(item, int)) if isinstance(value, list) else ()
