"""Web pages: the article without its surroundings, data from JSON-LD and meta, folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom_ai.article import BODY_LIMIT
from newsroom_ai.errors import TooLarge
from newsroom_ai.ingest.pages import PAGE_LIMIT
from newsroom_ai.text.encodings import encode
from tests.ingest.reading import BODY, HTML, PUBLISHED, SAPO, TITLE, articles, lines

URL = "https://datlanh.example/phien-cho-7.html"
JSON_LD: dict[str, Any] = {
    "@context": "https://schema.org", "@type": "NewsArticle", "headline": TITLE, "description": SAPO,
    "datePublished": PUBLISHED, "dateModified": "2024-03-12T10:00:00+07:00",
    "author": [{"@type": "Person", "name": "Lan Anh"}],
    "publisher": {"@type": "Organization", "name": "Đất Lành"}, "articleSection": "Lao động",
    "keywords": ["việc làm", "thợ may"], "inLanguage": "vi-VN",
}  # fmt: skip
META = f"""<meta property="og:title" content="{TITLE} - Đất Lành"><meta property="og:description" content="{SAPO}">
<meta property="og:site_name" content="Đất Lành"><meta property="article:published_time" content="{PUBLISHED}">
<meta property="article:modified_time" content="2024-03-12T10:00:00+07:00">
<meta property="article:section" content="Lao động">
<meta property="article:tag" content="việc làm"><meta property="article:tag" content="thợ may">
<meta name="author" content="Lan Anh"><meta property="og:url" content="{URL}">"""
MENU = "<nav><ul><li><a href='/'>Trang chủ</a></li><li><a href='/video'>Video</a></li></ul></nav>"
FOOT = "<footer><p>Bản quyền thuộc về Đất Lành. Giấy phép số 1.</p></footer>"


def page(head: str, body: str = HTML, charset: str = "utf-8") -> str:
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="{charset}"><title>{TITLE} | Đất Lành</title>
<link rel="canonical" href="{URL}">{head}</head><body>{MENU}<article><h1>{TITLE}</h1><h2 class="sapo">{SAPO}</h2>
<div class="content">{body}</div></article>{FOOT}</body></html>"""


@pytest.mark.parametrize(
    "head",
    [
        META,
        f'<script type="application/ld+json">{json.dumps(JSON_LD, ensure_ascii=False)}</script>',
        f'<script type="application/ld+json">{{broken</script><script type="application/ld+json">'
        f"{json.dumps([{'@graph': [{'@type': 'WebSite', 'name': 'x'}, JSON_LD]}])}</script>",
    ],
    ids=["meta", "json-ld", "graph"],
)
def test_a_page_gives_its_article_and_nothing_around_it(head: str, tmp_path: Path) -> None:
    path = tmp_path / "7.html"
    path.write_text(page(head), encoding="utf-8")
    (article,) = articles(path)
    assert (article.id, article.url) == (URL, URL)
    assert (article.title, article.sapo, article.body) == (TITLE, SAPO, BODY)
    assert (article.section, article.tags) == ("Lao động", ("việc làm", "thợ may"))
    assert (article.byline, article.source, article.language) == ("Lan Anh", "Đất Lành", "vi")
    assert article.published_at is not None
    assert article.published_at.isoformat() == PUBLISHED
    assert article.updated_at is not None


def test_a_page_that_says_nothing_of_itself_has_its_name_as_id() -> None:
    html = f"<html><body><article><h1>{TITLE}</h1>{HTML}</article></body></html>"
    (article,) = articles(html.encode())
    assert (article.id, article.title, article.body) == ("đầu vào", TITLE, BODY)


@pytest.mark.parametrize("encoding", ["cp1258", "tcvn3", "vni", "viscii"])
def test_an_old_page_is_converted_whatever_charset_it_claims(encoding: str) -> None:
    (article,) = articles(encode(page(META, charset="iso-8859-1"), encoding), "html")
    assert (article.title, article.body) == (TITLE, BODY)
    assert article.extra["raw_encoding"] == encoding


def test_a_folder_is_walked_and_a_bad_page_costs_itself_only(tmp_path: Path) -> None:
    folder = tmp_path / "2024" / "03"
    folder.mkdir(parents=True)
    plain = f"<html><body><article><h1>{TITLE}</h1>{HTML}</article></body></html>"
    (folder / "a.html").write_text(plain, encoding="utf-8")
    (folder / "b.htm").write_bytes(b"<html>" + b"\x81\xfe\xa0\xb5" * 50)
    (folder / "c.html").write_bytes(b"")
    (folder / "d.html").write_bytes(b"<p>" + b"x" * PAGE_LIMIT)
    (folder / "e.txt").write_text("không phải trang")
    (folder / "f.html").symlink_to("/etc/hostname")
    (tmp_path / "g.xhtml").write_text(plain, encoding="utf-8")
    found = lines(tmp_path)
    assert [line.number for line in found] == [1, 2, 3, 4, 5]
    assert [(line.record or {}).get("id") for line in found] == ["2024/03/a.html", None, None, None, "g.xhtml"]
    assert isinstance(found[3].error, TooLarge)
    assert "2024/03/b.htm" in str(found[1].error)
    assert found[-1].position == sum(
        p.stat().st_size for p in tmp_path.rglob("*htm*") if p.is_file() and not p.is_symlink()
    )


def test_scripts_and_hostile_markup_do_no_harm() -> None:
    for body in ("<div>" * 50_000, "<script>" * 9_000, "<a " + "x=1 " * 50_000, "&x;" * 50_000, "<!--" * 50_000):
        assert len(lines(page(META, body).encode())) == 1


def test_a_long_body_is_taken() -> None:
    long = [f"Đoạn {number} nói về việc làm và tiền lương của người lao động." for number in range(3_000)]
    html = "".join(f"<p>{paragraph}</p>" for paragraph in long)
    (article,) = articles(page(META, html).encode())
    assert len("\n".join(long)) < BODY_LIMIT
    assert article.body == "\n".join(long)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(("name", "@graph", "@type")), inner),
    max_leaves=6,
)


@settings(deadline=None, max_examples=50)
@given(told=st.dictionaries(st.sampled_from([*JSON_LD, "articleBody", "url", "@graph"]), VALUES))
def test_any_json_ld_is_read_or_passed_over(told: dict[str, Any]) -> None:
    script = json.dumps({"@type": "NewsArticle"} | told).replace("<", "\\u003c")
    (line,) = lines(page(f'{META}<script type="application/ld+json">{script}</script>').encode())
    assert (line.record or {})["id"] == URL
