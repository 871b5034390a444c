"""WordPress exports: posts and their states, classic and block text, large, broken and dangerous files."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from newsroom_ai.article import BODY_LIMIT, Status
from newsroom_ai.errors import UnreadableFile
from tests.ingest.reading import BODY, HTML, PUBLISHED, SAPO, TITLE, articles, before_the_break, lines

DECLARATION = '<?xml version="1.0" encoding="UTF-8" ?>\n<!-- This is a WordPress eXtended RSS file -->\n'
HEAD = """<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Đất Lành</title><language>vi</language>
<wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_id>2</wp:author_id>
<wp:author_login><![CDATA[lananh]]></wp:author_login>
<wp:author_display_name><![CDATA[Lan Anh]]></wp:author_display_name></wp:author>
<wp:category><wp:cat_name><![CDATA[Lao động]]></wp:cat_name></wp:category>"""
END = "</channel></rss>"


def post(id: int, content: str = HTML, status: str = "publish", kind: str = "post", more: str = "") -> str:
    gmt = "0000-00-00 00:00:00" if status == "draft" else "2024-03-12 01:30:00"
    return f"""<item><title><![CDATA[{TITLE}]]></title><link>https://datlanh.example/{id}/</link>
<dc:creator><![CDATA[lananh]]></dc:creator><guid isPermaLink="false">https://datlanh.example/?p={id}</guid>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[{SAPO}]]></excerpt:encoded>
<wp:post_id>{id}</wp:post_id><wp:post_date><![CDATA[2024-03-12 08:30:00]]></wp:post_date>
<wp:post_date_gmt><![CDATA[{gmt}]]></wp:post_date_gmt><wp:post_modified_gmt>{gmt}</wp:post_modified_gmt>
<wp:post_name>phien-cho</wp:post_name><wp:status><![CDATA[{status}]]></wp:status><wp:post_type>{kind}</wp:post_type>
<category domain="category" nicename="lao-dong"><![CDATA[Lao động]]></category>
<category domain="post_tag" nicename="tho-may"><![CDATA[thợ may]]></category>
<category domain="category" nicename="viec-lam"><![CDATA[Việc làm]]></category>
<wp:postmeta><wp:meta_key>_x</wp:meta_key><wp:meta_value>a:1:{{}}</wp:meta_value></wp:postmeta>
<wp:comment><wp:comment_content><![CDATA[Hay quá]]></wp:comment_content></wp:comment>{more}</item>"""


def export(*posts: str) -> bytes:
    return (DECLARATION + HEAD + "".join(posts) + END).encode()


def test_a_post_is_read(tmp_path: Path) -> None:
    path = tmp_path / "datlanh.wordpress.xml"
    path.write_bytes(export(post(7)))
    (article,) = articles(path)
    assert (article.id, article.url) == ("wp-7", "https://datlanh.example/7/")
    assert (article.title, article.sapo, article.body) == (TITLE, SAPO, BODY)
    assert (article.section, article.tags) == ("Lao động", ("Việc làm", "thợ may"))
    assert (article.byline, article.source, article.language) == ("Lan Anh", "Đất Lành", "vi")
    assert article.published_at is not None
    assert article.published_at.isoformat() == "2024-03-12T01:30:00+00:00"
    assert article.extra == {"wordpress": {"status": "publish", "slug": "phien-cho"}}


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ("publish", Status.PUBLISHED), ("future", Status.PUBLISHED), ("draft", Status.DRAFT), ("pending", Status.DRAFT),
        ("private", Status.DRAFT), ("trash", Status.WITHDRAWN),
    ],
)  # fmt: skip
def test_statuses(given: str, status: Status) -> None:
    (article,) = articles(export(post(7, status=given)))
    assert (article.status, article.extra["wordpress"]["status"]) == (status, given)
    assert article.published_at is not None
    assert article.published_at.astimezone().isoformat()
    if given == "draft":
        assert article.published_at.isoformat() == PUBLISHED


def test_a_post_behind_a_password_is_a_draft() -> None:
    (article,) = articles(export(post(7, more="<wp:post_password>bí mật</wp:post_password>")))
    assert article.status is Status.DRAFT


def test_only_posts_are_read_and_numbers_count_all_items() -> None:
    kinds = ("attachment", "page", "nav_menu_item", "post", "revision")
    found = lines(export(*(post(n, kind=kind) for n, kind in enumerate(kinds, start=1)), post(9, status="auto-draft")))
    assert [(line.number, (line.record or {})["id"]) for line in found] == [(4, "wp-4")]


@pytest.mark.parametrize(
    "content",
    [
        BODY.replace("\n", "\n\n"),
        BODY,
        BODY.replace("\n", "\n\n[gallery ids=“1,2”]\n", 1),
        f"<!-- wp:paragraph -->\n{HTML}\n<!-- /wp:paragraph -->",
        f'[vc_row el_class="x"]{HTML}[caption id="a"]<img src="data:image/png;base64,{"A" * 300_000}">[/caption]',
    ],
)
def test_classic_and_block_text_keep_their_paragraphs(content: str) -> None:
    assert articles(export(post(7, content)))[0].body == BODY


def test_words_in_brackets_are_no_shortcodes() -> None:
    assert articles(export(post(7, "[Video] Bão số 3 [sic] và [ảnh]")))[0].body == "[Video] Bão số 3 [sic] và [ảnh]"


def test_one_bad_post_costs_itself_only() -> None:
    found = lines(
        export(post(1, "<div>" * 5_000), post(2, kind="post").replace("<wp:post_id>2</wp:post_id>", ""), post(3))
    )
    assert found[0].error is not None
    assert [(line.record or {}).get("id") for line in found] == [None, None, "wp-3"]


def test_control_characters_that_wordpress_lets_through_are_dropped() -> None:
    assert articles(export(post(7, "Một.\x0b\x08 Hai.")))[0].body == "Một. Hai."


def test_a_broken_export_gives_the_posts_before_the_break(tmp_path: Path) -> None:
    path = tmp_path / "cut.xml"
    path.write_bytes(export(post(1), post(2))[:-600])
    ids, error = before_the_break(path)
    assert ids == ["wp-1"]
    assert isinstance(error, UnreadableFile)
    assert "cut.xml" in error.detail


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


@pytest.mark.parametrize(
    "doctype",
    [
        f'<!DOCTYPE rss [<!ENTITY l0 "ha">{LAUGHS}]>',
        '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p.dtd"> %p;]>',
        '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd">',
        f"<!-- {'x' * 200_000} --><!DOCTYPE rss [<!ENTITY a 'b'>]>",
    ],
)
def test_entities_are_refused(doctype: str) -> None:
    text = post(1, more="<x>&l9;&x;</x>")
    with pytest.raises(UnreadableFile):
        lines((f'<?xml version="1.0"?>{doctype}{HEAD}{text}{END}').encode(), "wxr")


def test_an_old_encoding_is_refused_for_xml_must_be_utf8() -> None:
    with pytest.raises(UnreadableFile):
        lines(export(post(1)), "wxr", "tcvn3")
    with pytest.raises(UnreadableFile):
        lines(export(post(1)).decode().encode("cp1258", "ignore"), "wxr")


GROWTH = """
import resource, sys
from pathlib import Path
from newsroom_ai.ingest.formats import read
before = 0
for number, line in enumerate(read(Path(sys.argv[1])), start=1):
    before = before or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(number, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_large_export_is_read_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.xml"
    with path.open("wb") as file:
        file.write((DECLARATION + HEAD).encode())
        for id in range(600):
            file.write(post(id, f"<p>{'Đoạn này dài. ' * 4_000}</p>").encode())
        file.write(END.encode())
    assert path.stat().st_size > 40 << 20
    done = subprocess.run([sys.executable, "-c", GROWTH, path], check=True, capture_output=True, text=True)
    posts, kibibytes = map(int, done.stdout.split())
    assert posts == 600
    assert kibibytes < 16 << 10


def test_one_endless_item_is_refused_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "endless.xml"
    meta = b"<wp:postmeta><wp:meta_value>" + b"x" * 1_000_000 + b"</wp:meta_value></wp:postmeta>"
    path.write_bytes((DECLARATION + HEAD + "<item>").encode() + meta * 40)
    with pytest.raises(UnreadableFile, match="MiB"):
        lines(path)


def test_a_long_body_is_taken_up_to_the_limit() -> None:
    long = "Đoạn " * (BODY_LIMIT // 5 - 1)
    assert len(articles(export(post(7, f"<p>{long}</p>")))[0].body) == len(long) - 1
