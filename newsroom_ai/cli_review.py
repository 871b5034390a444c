"""``newsroom batch review`` and ``newsroom tags``: judging what a job suggests, and the care of tags."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from newsroom_ai.cli import PARTLY, DataDir, emit, failures, opened, say
from newsroom_ai.cli_batch import JobId, Yes, batch_app
from newsroom_ai.errors import InvalidQuery, NewsroomError, UnreadableFile

if TYPE_CHECKING:
    from newsroom_ai.archive.decisions import Act, Decision
    from newsroom_ai.archive.suggestions import Group, Scope
    from newsroom_ai.batch.review import AuditReport, ReviewItem
    from newsroom_ai.newsroom import Newsroom

DATA = Path("var")
KEYS: dict[str, Act] = {"a": "accept", "r": "reject", "e": "edit", "s": "skip"}
PROMPT = "[a] nhận  [r] bỏ  [e] sửa  [s] để sau  [u] hoàn tác  [n] thẻ khác  [q] thôi "

tags_app = typer.Typer(no_args_is_help=True, help="Chăm sóc bộ thẻ: gộp, bổ sung, bỏ bớt, theo dõi.")

Kind = Annotated[str, typer.Option(help="Chỉ loại thẻ này: topic, keyphrase, person…")]
Label = Annotated[str, typer.Option(help="Chỉ thẻ này.")]
By = Annotated[str, typer.Option(help="Tên người duyệt, được ghi lại với từng quyết định.")]


@batch_app.command()
def review(
    job: JobId,
    data: DataDir = DATA,
    kind: Kind = "",
    label: Label = "",
    state: Annotated[str, typer.Option(help="open, skipped, accepted, rejected hoặc edited.")] = "open",
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Số gợi ý in ra.")] = 100,
    as_json: Annotated[
        bool | None, typer.Option("--json/--keys", help="In gợi ý dạng JSON, hay hỏi từng gợi ý một phím.")
    ] = None,
    groups: Annotated[
        bool, typer.Option("--groups", help="In các thẻ còn gợi ý, thẻ nên xem trước đứng trước.")
    ] = False,
    decisions: Annotated[
        str, typer.Option(metavar="FILE|-", help="Ghi quyết định từ JSON Lines: seq, action, value.")
    ] = "",
    audit: Annotated[float | None, typer.Option(min=0, max=1, help="Duyệt một mẫu ngẫu nhiên từ mức chắc này.")] = None,
    size: Annotated[int, typer.Option(min=1, max=500, help="Số gợi ý của mẫu.")] = 30,
    accept_all: Annotated[
        float | None, typer.Option(min=0, max=1, help="Nhận mọi gợi ý từ mức chắc này, sau khi mẫu đã duyệt xong.")
    ] = None,
    yes: Yes = False,
    undo: Annotated[bool, typer.Option("--undo", help="Hoàn tác quyết định gần nhất của mình.")] = False,
    by: By = "cli",
) -> None:
    """Duyệt gợi ý của một việc: một phím cho mỗi gợi ý, hoặc JSON Lines vào và ra."""
    from newsroom_ai.archive.suggestions import STATES, Scope

    with failures(), opened(data, current=False) as newsroom:
        if sum((groups, bool(decisions), audit is not None, accept_all is not None, undo)) > 1:
            raise InvalidQuery("Chỉ dùng một trong --groups, --decisions, --audit, --accept-all, --undo")
        if state not in STATES:
            raise InvalidQuery(f"--state phải là một trong: {', '.join(STATES)}")
        newsroom.decisions.suggestions.progress(job)
        reviewer = _Reviewer(newsroom, job, Scope(kind, label), by)
        by_keys = sys.stdin.isatty() and sys.stdout.isatty() if as_json is None else not as_json
        if groups:
            for group in newsroom.decisions.suggestions.groups(job, kind, limit):
                emit(group)
        elif decisions:
            reviewer.read(decisions)
        elif audit is not None:
            reviewer.audit(audit, size, by_keys=by_keys)
        elif accept_all is not None:
            reviewer.accept_all(accept_all, yes=yes)
        elif undo:
            for one in newsroom.decisions.undo(job, by):
                emit({"seq": one.seq, "state": one.state, "value": one.value, "article_id": one.article_id})
        elif by_keys:
            reviewer.ask()
        else:
            reviewer.print_items(state, limit)


class _Reviewer:
    """One person judging one job."""

    def __init__(self, newsroom: Newsroom, job: str, scope: Scope, by: str) -> None:
        from newsroom_ai.batch.review import Review

        self._job, self._scope, self._by = job, scope, by
        self._decisions = newsroom.decisions
        self._review = Review(newsroom)

    def print_items(self, state: Any, limit: int) -> None:
        """Print suggestions, a line each."""
        for item in self._review.items(self._job, self._scope, state, limit):
            emit(item.values())

    def read(self, name: str) -> None:
        """Record decisions from a file; a line that cannot be recorded is told in its place."""
        refused = 0
        for decision in _decisions(name):
            if isinstance(decision, NewsroomError):
                result: Any = {"seq": None, "error": decision}
            else:
                (done,) = self._decisions.decide(self._job, [decision], self._by)
                failed = isinstance(done, NewsroomError)
                result = {"seq": decision.seq} | ({"error": done} if failed else {"state": done.state})  # type: ignore[union-attr]
            refused += "error" in result
            emit(result)
        if refused:
            say(f"{refused} quyết định không ghi được")
            raise typer.Exit(PARTLY)

    def audit(self, threshold: float, size: int, *, by_keys: bool) -> None:
        """Draw a sample; judge it, or print it after a line that says how far it is."""
        report = self._review.audit(self._job, self._scope, threshold, self._by, size)
        sample = self._review.sample(self._job, report.audit)
        if by_keys:
            self._judge(sample, sampled=True)
            _tell(self._review.audit(self._job, self._scope, threshold, self._by, size))
            return
        emit(report.values())
        for item in sample:
            emit(item.values())

    def accept_all(self, threshold: float, *, yes: bool) -> None:
        """Accept what a judged sample speaks for, or say how much that would be."""
        accepted, report = self._review.accept_all(self._job, self._scope, threshold, self._by, dry_run=not yes)
        _tell(report)
        emit({"accepted": accepted, "dry_run": not yes, "audit": report.values()})

    def ask(self) -> None:
        """Judge tag after tag, one key a suggestion, until nothing is left or the person stops."""
        passed: set[tuple[str, str]] = set()
        while group := self._next_group(passed):
            from newsroom_ai.archive.suggestions import Scope

            say(f"\n{group.open} bài: “{_shown(group.label)}” ({group.kind})")
            within = Scope(group.kind, group.label)
            asked: set[int] = set()
            while items := [one for one in self._review.items(self._job, within) if one.suggestion.seq not in asked]:
                asked.update(one.suggestion.seq for one in items)
                key = self._judge(items)
                if key == "q":
                    return
                if key == "n":
                    break
            passed.add((group.kind, group.label))
        say("Không còn gợi ý nào chờ duyệt.")

    def _next_group(self, passed: set[tuple[str, str]]) -> Group | None:
        found = self._decisions.suggestions.groups(self._job, self._scope.kind, limit=len(passed) + 1)
        if self._scope.label:
            found = self._decisions.suggestions.groups(self._job, self._scope.kind, limit=-1)
            found = [one for one in found if one.label == self._scope.label]
        return next((one for one in found if (one.kind, one.label) not in passed), None)

    def _judge(self, items: Sequence[ReviewItem], *, sampled: bool = False) -> str:
        """Ask for each suggestion; gives the key that ended it, or nothing."""
        waiting = list(reversed(items))
        while waiting:
            item = waiting.pop()
            _print_item(item)
            key = _key("aerunq" if sampled else "aersunq")
            if key in "qn":
                return key
            if key == "u":
                waiting += [item, *self._undone()]
                continue
            value = typer.prompt("Sửa thành", default=item.suggestion.value, err=True) if key == "e" else None
            if not self._decided(item, KEYS[key], value) and key == "e":
                waiting.append(item)
        return ""

    def _decided(self, item: ReviewItem, action: Act, value: str | None) -> bool:
        from newsroom_ai.archive.decisions import Decision

        (done,) = self._decisions.decide(self._job, [Decision(item.suggestion.seq, action, value)], self._by)
        if isinstance(done, NewsroomError):
            say(done.detail)
        return not isinstance(done, NewsroomError)

    def _undone(self) -> Sequence[ReviewItem]:
        try:
            return self._review.beside_articles(self._decisions.undo(self._job, self._by))
        except NewsroomError as error:
            say(error.detail)
            return ()


def _key(allowed: str) -> str:
    """Wait for one of these keys; the end of input is the same as stopping."""
    while True:
        typer.echo(PROMPT, err=True, nl=False)
        try:
            key = typer.getchar().lower()
        except EOFError:
            key = ""
        say(key)
        if not key or key in allowed:
            return key or "q"


def _print_item(item: ReviewItem) -> None:
    one = item.suggestion
    day = f"{item.published_at:%d/%m/%Y}" if item.published_at else "không rõ ngày"
    say(f"\n{typer.style(_shown(item.title) or '(không có tít)', bold=True)}  {day} · {one.article_id}")
    for context in item.contexts:
        text, at = "", context.start
        for start, end in context.matches:
            text += context.text[at - context.start : start - context.start]
            text += typer.style(context.text[start - context.start : end - context.start], underline=True)
            at = end
        say(f"  {text}{context.text[at - context.start :]}")
    sure = "chưa đo độ chắc" if one.confidence is None else f"chắc {one.confidence:.0%}"
    say(f"  → {one.field}: {typer.style(_shown(one.value), bold=True)} ({sure}); đang có: {' · '.join(item.present)}")


def _shown(text: str) -> str:
    """Text from outside without the signs that would steer the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def _tell(report: AuditReport) -> None:
    audit = report.audit
    if report.precision is None:
        say(f"Mẫu {len(audit.sample)} gợi ý, chưa duyệt gợi ý nào.")
        return
    value, low, high = report.precision
    say(
        f"Đúng {value:.0%} trong {audit.judged}/{len(audit.sample)} gợi ý của mẫu (độ tin 95 %: {low:.0%}-{high:.0%});"
        f" còn {report.remaining} gợi ý từ mức {audit.threshold:g}."
    )


def _decisions(name: str) -> Iterator[Decision | NewsroomError]:
    from newsroom_ai.archive.decisions import Decision

    if name != "-" and not Path(name).exists():
        raise UnreadableFile(f"{name}: không có tệp này")
    with sys.stdin.buffer if name == "-" else Path(name).open("rb") as stream:
        for number, line in enumerate(stream, 1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                seq, action, value = record["seq"], record["action"], record.get("value")
            except (ValueError, KeyError, TypeError, AttributeError):
                yield InvalidQuery(f'dòng {number}: cần {{"seq": số, "action": "accept|reject|edit|skip", "value": …}}')
                continue
            if type(seq) is not int or not 0 < seq < 2**63 or not isinstance(value, str | None):
                yield InvalidQuery(f"dòng {number}: seq phải là số nguyên dương, value là chuỗi")
            else:
                yield Decision(seq, action, value)


# --- Care of tags -----------------------------------------------------------------------------------------------------

Limit = Annotated[int, typer.Option(min=1, max=1_000_000, help="Số dòng nhiều nhất.")]


@tags_app.command("list")
def list_tags(data: DataDir = DATA, limit: Limit = 1_000) -> None:
    """Các thẻ của kho với số bài từng năm, thẻ hay dùng nhất đứng trước."""
    with failures(), opened(data, current=False) as newsroom:
        usage = newsroom.tag_usage.read()
        for tag in sorted(usage.counts, key=lambda one: (-usage.counts[one], one))[:limit]:
            years = {str(year): count for year, count in sorted(usage.by_year.get(tag, {}).items())}
            emit({"tag": tag, "articles": usage.counts[tag], "years": years})


@tags_app.command("near-duplicates")
def near_duplicates(data: DataDir = DATA, limit: Limit = 1_000) -> None:
    """Các cặp thẻ có lẽ là một, chắc nhất đứng trước, với số bài, lý do và ví dụ."""

    def found(newsroom: Newsroom) -> Iterable[Any]:
        from newsroom_ai.article import to_dict
        from newsroom_ai.batch.vocabulary_care import VocabularyCare

        proposals = VocabularyCare(newsroom).near_duplicates()
        return (to_dict(one.pair) | {"examples": to_dict(one.examples)} for one in proposals[:limit])

    _emit_all(data, found)


@tags_app.command("missing")
def missing_tags(
    data: DataDir = DATA,
    fewest: Annotated[int, typer.Option(min=1, help="Số bài ít nhất của thẻ; thẻ tự thêm luôn được kể.")] = 3,
    limit: Limit = 1_000,
) -> None:
    """Thẻ biên tập viên dùng mà bộ từ vựng nào cũng thiếu."""

    def found(newsroom: Newsroom) -> Iterable[Any]:
        from newsroom_ai.batch.vocabulary_care import VocabularyCare

        return VocabularyCare(newsroom).missing_tags(fewest)[:limit]

    _emit_all(data, found)


@tags_app.command("quiet")
def quiet_tags(
    data: DataDir = DATA,
    most: Annotated[int, typer.Option(min=0, help="Số bài nhiều nhất của thẻ.")] = 1,
    years: Annotated[int, typer.Option(min=0, max=100, help="Số năm mới nhất không có bài nào.")] = 2,
    limit: Limit = 1_000,
) -> None:
    """Thẻ hầu như không ai dùng."""

    def found(newsroom: Newsroom) -> Iterable[Any]:
        from newsroom_ai.batch.vocabulary_care import VocabularyCare

        return VocabularyCare(newsroom).quiet_tags(most, years)[:limit]

    _emit_all(data, found)


@tags_app.command("unused")
def unused_concepts(data: DataDir = DATA, limit: Limit = 1_000) -> None:
    """Khái niệm của các bộ từ vựng đang dùng mà không bài nào mang."""

    def found(newsroom: Newsroom) -> Iterable[Any]:
        from newsroom_ai.batch.vocabulary_care import VocabularyCare

        return VocabularyCare(newsroom).unused_concepts()[:limit]

    _emit_all(data, found)


@tags_app.command("drift")
def drift(
    data: DataDir = DATA,
    year: Annotated[int | None, typer.Option(min=1, max=9_999, help="Năm được so; không có là năm mới nhất.")] = None,
    limit: Limit = 1_000,
) -> None:
    """Thẻ được dùng nhiều lên hay ít đi hẳn so với các năm trước."""

    def found(newsroom: Newsroom) -> Iterable[Any]:
        from newsroom_ai.batch.vocabulary_care import VocabularyCare

        report = VocabularyCare(newsroom).drift(year)
        if report.year is None:
            say("Cần ít nhất hai năm, mỗi năm từ 100 bài có ngày đăng.")
        else:
            say(f"So năm {report.year} với {', '.join(map(str, report.before))}; xét {report.tested} thẻ.")
        return report.found[:limit]

    _emit_all(data, found)


@tags_app.command("merge")
def merge_tags(
    tags: Annotated[list[str], typer.Argument(metavar="TAG...", help="Thẻ bỏ đi, viết đúng như trong bài.")],
    into: Annotated[str, typer.Option(help="Thẻ giữ lại.")],
    data: DataDir = DATA,
    yes: Yes = False,
    by: By = "cli",
) -> None:
    """Gộp thẻ: tạo một việc và cho xem trước, hoặc với --yes ghi luôn; hoàn tác bằng `newsroom batch rollback`."""
    from newsroom_ai.batch.apply import apply
    from newsroom_ai.batch.vocabulary_care import VocabularyCare

    with failures(), opened(data, current=False) as newsroom:
        job = VocabularyCare(newsroom).merge(tags, into, by)
        emit(apply(newsroom, job.id, by, write=yes))
        if not yes:
            say(f"Chưa ghi gì; ghi bằng `newsroom batch apply {job.id} --yes`")


def _emit_all(data: Path, find: Callable[[Newsroom], Iterable[Any]]) -> None:
    with failures(), opened(data, current=False) as newsroom:
        for one in find(newsroom):
            emit(one)
