"""RSS and Atom: fields, pictures in descriptions, cut-off and dangerous feeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsroom_ai.article import BODY_LIMIT
from newsroom_ai.errors import UnreadableFile
from newsroom_ai.text.encodings import encode
from tests.ingest.reading import BODY, HTML, PUBLISHED, SAPO, TITLE, articles, before_the_break, lines

ITEM = f"""<item><title>{TITLE} &amp; thợ hàn</title><link>https://datlanh.example/{{id}}.html</link>
<guid isPermaLink="false">{{id}}</guid><category>Việc làm</category><category><![CDATA[Dệt may]]></category>
<dc:creator>Lan Anh</dc:creator><pubDate>Tue, 12 Mar 2024 08:30:00 +0700</pubDate>
<description><![CDATA[<a href="/x"><img src="https://anh.example/{{id}}.jpg"></a></br>{SAPO}]]></description>
<content:encoded><![CDATA[{HTML}<script>alert(1)</script>]]></content:encoded></item>"""
HEAD = """<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Đất Lành</title><language>vi-vn</language>"""
END = "</channel></rss>"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


def feed(*ids: str, declaration: str = DECLARATION) -> str:
    return declaration + HEAD + "".join(ITEM.format(id=id) for id in ids) + END


def test_an_item_is_read_with_its_full_text(tmp_path: Path) -> None:
    path = tmp_path / "tin.xml"
    path.write_text(feed("dl-1", "dl-2"), encoding="utf-8")
    first, second = articles(path)
    assert (first.id, second.id) == ("dl-1", "dl-2")
    assert (first.title, first.sapo, first.body) == (f"{TITLE} & thợ hàn", SAPO, BODY)
    assert (first.url, first.tags) == ("https://datlanh.example/dl-1.html", ("Việc làm", "Dệt may"))
    assert (first.source, first.byline, first.language) == ("Đất Lành", "Lan Anh", "vi")
    assert first.published_at is not None
    assert first.published_at.isoformat() == PUBLISHED
    assert first.extra == {"image": "https://anh.example/dl-1.jpg"}


def test_atom_is_read_too() -> None:
    (article,) = articles(
        f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="vi"><title>Đất Lành</title><entry>
        <id>tag:datlanh.example,2024:9</id><title type="html">{TITLE} &lt;b&gt;mới&lt;/b&gt;</title>
        <published>{PUBLISHED}</published><updated>2024-03-12T03:00:00Z</updated>
        <link href="https://datlanh.example/9"/><author><name>Lan Anh</name></author><author><name>Hà</name></author>
        <category term="viec-lam" label="Việc làm"/><summary>{SAPO}</summary>
        <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{HTML}</div></content></entry></feed>""".encode()
    )
    assert (article.id, article.url) == ("tag:datlanh.example,2024:9", "https://datlanh.example/9")
    assert (article.title, article.sapo, article.body) == (f"{TITLE} mới", SAPO, BODY)
    assert (article.byline, article.tags) == ("Lan Anh, Hà", ("Việc làm",))
    assert article.updated_at is not None
    assert article.updated_at.isoformat() == "2024-03-12T03:00:00+00:00"


@pytest.mark.parametrize(
    ("date", "iso"),
    [
        ("Tue, 12 Mar 2024 08:30:00 GMT+7", PUBLISHED), ("12/03/2024 08:30", PUBLISHED),
        ("Tue, 12 Mar 2024 01:30:00 GMT", "2024-03-12T01:30:00+00:00"), ("2024-03-12T08:30:00+07:00", PUBLISHED),
    ],
)  # fmt: skip
def test_dates_keep_their_offset(date: str, iso: str) -> None:
    (article,) = articles(feed("1").replace("Tue, 12 Mar 2024 08:30:00 +0700", date).encode())
    assert article.published_at is not None
    assert article.published_at.isoformat() == iso


def test_a_bad_item_is_refused_by_the_validator_and_the_rest_goes_on() -> None:
    raw = feed("1", "2").replace("Tue, 12 Mar 2024 08:30:00 +0700", "hôm qua", 1).encode()
    bad, good = lines(raw)
    assert (bad.record or {})["published_at"] == "hôm qua"
    assert (good.record or {})["published_at"] == PUBLISHED
    deep = feed("1", "2").replace(HTML, "<div>" * 5_000 + "x", 1).encode()
    assert [line.error is None for line in lines(deep)][1] is True


def test_a_feed_cut_off_gives_its_whole_items_first(tmp_path: Path) -> None:
    path = tmp_path / "tin.rss"
    path.write_bytes(feed("1", "2").encode()[: -len(END) - 40])
    ids, error = before_the_break(path)
    assert ids == ["1"]
    assert isinstance(error, UnreadableFile)
    assert "tin.rss" in error.detail


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]>',
        '<!-- x --><?pi y?>\n<!DOCTYPE rss PUBLIC "a>b" "http://127.0.0.1:9/x.dtd" [ <!ENTITY a "b"> ]>',
        "<!-- " + "x" * 200_000,
    ],
)  # fmt: skip
@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_entities_are_refused(doctype: str, codec: str) -> None:
    raw = feed("1", declaration=f'<?xml version="1.0" encoding="{codec}"?>{doctype}').encode(codec)
    with pytest.raises(UnreadableFile):
        lines(raw, "rss")


def test_a_doctype_that_only_names_its_dtd_is_passed_over() -> None:
    old = '<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://127.0.0.1:9/rss-0.91.dtd">'
    assert articles(feed("1", declaration=DECLARATION + old).encode())[0].id == "1"


def test_an_address_is_no_feed_to_fetch() -> None:
    with pytest.raises(UnreadableFile):
        lines(b"http://127.0.0.1:9/feed.xml", "rss")


@pytest.mark.parametrize("encoding", ["cp1258", "tcvn3", "vni", "viscii"])
def test_a_feed_in_an_old_encoding_keeps_its_hash(encoding: str) -> None:
    (article,) = articles(encode(feed("1", declaration='<?xml version="1.0" encoding="iso-8859-1"?>'), encoding), "rss")
    assert (article.body, article.extra["raw_encoding"]) == (BODY, encoding)


def test_a_long_body_is_taken_up_to_the_limit() -> None:
    long = "Đoạn " * (BODY_LIMIT // 5 - 1)
    (article,) = articles(feed("1").replace(HTML, f"<p>{long}</p>").encode())
    assert len(article.body) == len(long) - 1


def test_an_item_broken_inside_is_read_as_far_as_it_goes() -> None:
    raw = feed("1").replace(
        "<description><![CDATA[", "<description><![CDATA[]]></description><description/><x><![CDATA["
    )
    assert len(lines(raw.replace("</link>", "", 1).encode(), "rss")) == 1


def test_markup_that_trips_the_parser_is_a_broken_feed() -> None:
    raw = f"{HEAD}<item></category><title>x</title></category><bad></item>{END}".encode()
    ids, error = before_the_break(raw, "rss")
    assert ids or isinstance(error, UnreadableFile)
