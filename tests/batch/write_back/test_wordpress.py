"""Writing back into WordPress: a local server that speaks its REST interface, and misbehaves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from newsroom_ai.archive.jobs import JobType, NewSuggestion
from newsroom_ai.batch.apply import apply, rollback
from newsroom_ai.batch.write_back.done import Done
from newsroom_ai.batch.write_back.rest import Manners, RestClient
from newsroom_ai.batch.write_back.run import WrittenBack, write_back
from newsroom_ai.batch.write_back.wordpress import AT_ONCE, Bases, WordPress
from newsroom_ai.errors import Conflict, InvalidConfig, RemoteFailure
from newsroom_ai.newsroom import Newsroom
from tests.articles import article
from tests.batch.write_back.accepting import accepted, decide, post, tag
from tests.batch.write_back.fake_wordpress import PASSWORD, USER, Fault, Site, served

NEW = "bảo hiểm thất nghiệp"


@pytest.fixture
def site() -> Iterator[Site]:
    with served(Site(terms={"tags": {5: "Việc làm", 6: "Hà Nội"}, "categories": {1: "Chưa phân loại"}})) as site:
        yield site


@pytest.fixture
def waits() -> list[float]:
    """How long the client would have waited."""
    return []


@pytest.fixture
def wordpress(site: Site, waits: list[float]) -> Iterator[WordPress]:
    with closing(RestClient(site.url, USER, PASSWORD, Manners(sleep=waits.append))) as client:
        yield WordPress(client)


def carried(newsroom: Newsroom, job: str, wordpress: WordPress, *, write: bool = True) -> WrittenBack:
    return write_back(newsroom, job, wordpress, write=write)


# --- What is written ---


def test_a_dry_run_tells_the_differences_and_writes_nothing(
    newsroom: Newsroom, site: Site, wordpress: WordPress
) -> None:
    site.post(1, tags=(5,))
    job = accepted(newsroom, [(post(1), [tag(NEW), tag("hà nội", 2)])])
    report = carried(newsroom, job, wordpress, write=False)
    assert (report.dry_run, report.changed, report.stopped) == (True, 1, None)
    assert report.differences == (("wp-1", "tags", ("Việc làm",), ("Việc làm", NEW, "hà nội")),)
    assert wordpress.created == [NEW]
    assert site.writes() == []


def test_tags_are_found_by_name_or_made_and_added_to_those_there(
    newsroom: Newsroom, site: Site, wordpress: WordPress
) -> None:
    site.post(1, tags=(5,))
    job = accepted(newsroom, [(post(1), [tag(NEW), tag("hà nội", 2), tag("VIỆC LÀM", 3)])])
    report = carried(newsroom, job, wordpress)
    assert (report.changed, report.failed) == (1, 0)
    assert site.names(1) == ["Việc làm", "Hà Nội", NEW] or site.names(1) == ["Việc làm", NEW, "Hà Nội"]
    assert wordpress.created == [NEW]


def test_doing_it_twice_is_doing_it_once(newsroom: Newsroom, site: Site, wordpress: WordPress) -> None:
    site.post(1)
    job = accepted(newsroom, [(post(1, sapo="Cũ & mới"), [tag("Lương & thưởng")])])
    carried(newsroom, job, wordpress)
    before = site.writes()
    report = carried(newsroom, job, wordpress)
    assert (report.changed, report.unchanged) == (0, 1)
    assert site.writes() == before
    assert site.names(1) == ["Lương & thưởng"]


def test_a_name_that_wordpress_keeps_escaped_is_found_whatever_its_capitals(
    newsroom: Newsroom, site: Site, wordpress: WordPress
) -> None:
    site.post(1)
    site.terms["tags"][9] = "Lương &amp; thưởng"
    job = accepted(newsroom, [(post(1), [tag("lương & THƯỞNG")])])
    carried(newsroom, job, wordpress)
    assert site.posts[1]["tags"] == [9]


def test_marks_tell_tags_apart_and_capitals_do_not(newsroom: Newsroom, site: Site, wordpress: WordPress) -> None:
    site.post(1)
    site.terms["tags"][9] = "bao"
    job = accepted(newsroom, [(post(1), [tag("bão")])])
    carried(newsroom, job, wordpress)
    assert site.names(1) == ["bão"]
    assert len(site.terms["tags"]) == 4


def test_a_term_that_a_search_did_not_show_is_taken_when_making_it_fails(
    newsroom: Newsroom, site: Site, wordpress: WordPress
) -> None:
    site.post(1)
    site.blind = True
    job = accepted(newsroom, [(post(1), [tag("Hà Nội")])])
    assert carried(newsroom, job, wordpress).changed == 1
    assert site.posts[1]["tags"] == [6]
    assert wordpress.created == []


def test_a_section_is_added_and_a_sapo_put_where_nobody_wrote_another(
    newsroom: Newsroom, site: Site, wordpress: WordPress
) -> None:
    section = NewSuggestion("section", "An sinh", "section", "An sinh", 1, "m.v1")
    sapo = NewSuggestion("sapo", "", "sapo", "Lương < 5 triệu.", 2, "m.v1")
    site.post(1, excerpt="")
    site.post(2, excerpt="<p>Sapo do thư ký viết.</p>")
    site.post(3, excerpt="<p>Sapo cũ.</p>")
    wanted = [(post(number, sapo="Sapo cũ."), [section, sapo]) for number in (1, 2, 3)]
    report = carried(newsroom, accepted(newsroom, wanted), wordpress)
    assert site.names(1, "categories") == ["Chưa phân loại", "An sinh"]
    assert [site.posts[number]["excerpt"]["raw"] for number in (1, 2, 3)] == [
        "Lương &lt; 5 triệu.", "<p>Sapo do thư ký viết.</p>", "Lương &lt; 5 triệu.",
    ]  # fmt: skip
    assert [(one.id, one.reason) for one in report.problems] == [("wp-2", "sapo trên WordPress đã có người viết khác")]


def test_what_a_person_put_in_the_place_of_a_suggestion_is_written(
    newsroom: Newsroom, site: Site, wordpress: WordPress
) -> None:
    site.post(1)
    job = accepted(newsroom, [(post(1), [tag("bhtn"), tag("rác", 2)])])
    decide(newsroom, job, f"state = 'edited', decided_value = '{NEW}'", "value = 'bhtn'")
    decide(newsroom, job, "state = 'rejected'", "value = 'rác'")
    carried(newsroom, job, wordpress)
    assert site.names(1) == [NEW]


def test_open_suggestions_are_never_written(newsroom: Newsroom, site: Site, wordpress: WordPress) -> None:
    site.post(1)
    job = accepted(newsroom, [(post(1), [tag(NEW)])])
    decide(newsroom, job, "state = 'open'")
    assert carried(newsroom, job, wordpress).changed == 0
    assert site.calls == []


def test_a_merge_takes_the_replaced_tags_away(newsroom: Newsroom, site: Site, wordpress: WordPress) -> None:
    site.post(1, tags=(5, 6))
    job = accepted(newsroom, [(post(1, tags=("việc làm", "Hà Nội")), [tag("lao động")])])
    with newsroom._database.write() as connection:
        selector = '{"field": "tags", "from": ["việc làm"], "into": "lao động"}'
        connection.execute("UPDATE job SET type = ?, selector = ?", (JobType.MERGE, selector))
    carried(newsroom, job, wordpress)
    assert site.names(1) == ["Hà Nội", "lao động"]


# --- What is not written ---


def test_articles_that_the_site_does_not_have_are_named(newsroom: Newsroom, site: Site, wordpress: WordPress) -> None:
    site.post(1)
    wanted = [(post(1), [tag(NEW)]), (post(2), [tag(NEW)]), (article("bài-3"), [tag(NEW)])]
    report = carried(newsroom, accepted(newsroom, wanted), wordpress)
    assert (report.changed, report.missing) == (1, 2)
    assert [(one.id, one.outcome) for one in report.problems] == [("wp-2", "missing"), ("bài-3", "missing")]


def test_what_was_rolled_back_or_changed_since_is_left_alone(
    newsroom: Newsroom, site: Site, wordpress: WordPress
) -> None:
    site.post(1)
    site.post(2)
    job = accepted(newsroom, [(post(1), [tag(NEW)]), (post(2), [tag(NEW)])])
    apply(newsroom, job, "x", write=True)
    rollback(newsroom, job, "x", write=True)
    newsroom.archive.put(post(2, body="Thân bài đã viết lại."), "biên tập")
    report = carried(newsroom, job, wordpress)
    assert (report.changed, report.left_alone) == (0, 2)
    assert site.writes() == []


def test_applied_jobs_are_written_the_same(newsroom: Newsroom, site: Site, wordpress: WordPress) -> None:
    site.post(1)
    job = accepted(newsroom, [(post(1), [tag(NEW)])])
    apply(newsroom, job, "x", write=True)
    assert carried(newsroom, job, wordpress).changed == 1
    assert site.names(1) == [NEW]


def test_one_article_that_fails_spoils_no_other(newsroom: Newsroom, site: Site, wordpress: WordPress) -> None:
    site.post(1)
    site.post(2)
    job = accepted(newsroom, [(post(1), [tag("!cấm")]), (post(2), [tag(NEW)])])
    report = carried(newsroom, job, wordpress)
    assert (report.changed, report.failed) == (1, 1)
    assert report.problems[0].reason == "không tạo được “!cấm”: mã 403, Lỗi: không được tạo"


def test_a_site_that_drops_terms_silently_is_noticed(newsroom: Newsroom, site: Site, wordpress: WordPress) -> None:
    site.post(1)
    site.deaf = True
    report = carried(newsroom, accepted(newsroom, [(post(1), [tag(NEW)])]), wordpress)
    assert (report.changed, report.failed) == (0, 1)


def test_a_job_that_still_runs_is_refused(newsroom: Newsroom, wordpress: WordPress) -> None:
    job = newsroom.jobs.create(JobType.TAG, {}, {}, author="x")
    with pytest.raises(Conflict):
        carried(newsroom, job.id, wordpress)


# --- A server that misbehaves ---


@pytest.mark.parametrize("fault", ["429", "500", "slow", "cut", "nonsense", "lost"])
@pytest.mark.parametrize("at", range(6))
def test_passing_failures_change_nothing_in_the_end(
    newsroom: Newsroom, site: Site, waits: list[float], fault: Fault, at: int
) -> None:
    manners = Manners(seconds=0.3 if fault == "slow" else 30, attempts=9, sleep=waits.append)
    site.post(1, tags=(5,))
    job = accepted(newsroom, [(post(1), [tag(NEW)])])
    site.faults = [None] * at + [fault]
    with closing(RestClient(site.url, USER, PASSWORD, manners)) as client:
        report = carried(newsroom, job, WordPress(client))
    assert (report.failed, report.stopped) == (0, None)
    assert site.names(1) == ["Việc làm", NEW]
    assert list(site.terms["tags"].values()).count(NEW) == 1
    assert site.faults == []
    assert fault == "slow" or len(waits) == 1
    assert fault != "429" or waits == [7.0]


def test_a_server_that_stays_broken_stops_the_run_with_what_was_done(
    newsroom: Newsroom, site: Site, wordpress: WordPress, waits: list[float]
) -> None:
    many = AT_ONCE + 3
    for number in range(1, many + 1):
        site.post(number)
    job = accepted(newsroom, [(post(number), [tag(NEW)]) for number in range(1, many + 1)])
    with Done(newsroom.config.data, job, site.url) as done:
        site.break_after = AT_ONCE + 2
        report = write_back(newsroom, job, wordpress, write=True, done=done)
    assert report.stopped is not None
    assert "đã thử 5 lần" in report.stopped
    assert 0 < report.changed < many
    assert waits[:4] == sorted(waits[:4])
    site.break_after = None
    with Done(newsroom.config.data, job, site.url) as done:
        again = write_back(newsroom, job, wordpress, write=True, done=done)
    assert (again.done_before, again.changed, again.stopped) == (report.changed, many - report.changed, None)
    assert all(site.names(number) == [NEW] for number in range(1, many + 1))


def test_a_wrong_password_stops_at_once(newsroom: Newsroom, site: Site, waits: list[float]) -> None:
    site.post(1)
    job = accepted(newsroom, [(post(1), [tag(NEW)])])
    with closing(RestClient(site.url, USER, "sai", Manners(sleep=waits.append))) as client:
        report = carried(newsroom, job, WordPress(client))
    assert report.stopped is not None
    assert "Sai mật khẩu" in report.stopped
    assert waits == []


def test_plain_permalinks_are_found_out(newsroom: Newsroom, site: Site, wordpress: WordPress) -> None:
    site.post(1)
    site.pretty = False
    assert carried(newsroom, accepted(newsroom, [(post(1), [tag(NEW)])]), wordpress).changed == 1


def test_what_is_no_wordpress_is_told(newsroom: Newsroom, site: Site, wordpress: WordPress) -> None:
    site.faults = ["html404", "html404"]
    report = carried(newsroom, accepted(newsroom, [(post(1), [tag(NEW)])]), wordpress)
    assert report.stopped is not None
    assert "không có giao diện REST" in report.stopped


def test_redirects_are_not_followed(newsroom: Newsroom, site: Site, wordpress: WordPress) -> None:
    site.faults = ["302"]
    report = carried(newsroom, accepted(newsroom, [(post(1), [tag(NEW)])]), wordpress)
    assert report.stopped is not None
    assert "https://khac.example/" in report.stopped
    assert len(site.calls) == 1


def test_other_taxonomies(newsroom: Newsroom, site: Site, wordpress: WordPress) -> None:
    site.terms["chu-de"] = {}
    site.post(1)
    site.posts[1]["chu-de"] = []
    other = WordPress(wordpress._client, Bases(tags="chu-de"))
    assert carried(newsroom, accepted(newsroom, [(post(1), [tag(NEW)])]), other).changed == 1
    assert site.names(1, "chu-de") == [NEW]


# --- Where a password may go ---


def test_plain_http_is_for_private_addresses_only() -> None:
    with pytest.raises(RemoteFailure, match="https"):
        RestClient("http://8.8.8.8", USER, PASSWORD).call("GET", "/")


@pytest.mark.parametrize(
    "url", ["bao.example", "ftp://bao.example", "https://u:p@bao.example", "https://bao.example/?a=1", "http://a:b"]
)
def test_addresses_that_are_none(url: str) -> None:
    with pytest.raises(InvalidConfig):
        RestClient(url, USER, PASSWORD)
