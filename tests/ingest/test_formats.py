"""The table of formats: every one is known, told apart, and survives what is not of it."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom_ai.cli import EncodingName, FormatName
from newsroom_ai.errors import InvalidConfig, NewsroomError, UnreadableFile
from newsroom_ai.ingest.formats import FORMATS, detect, read, size
from newsroom_ai.text.encodings import ENCODINGS, encode
from tests.ingest.reading import BODY, TITLE, articles, before_the_break, lines


def test_the_command_line_knows_the_same_names() -> None:
    assert set(FormatName) == {"auto", *FORMATS}
    assert set(EncodingName) == {"auto", *ENCODINGS}


@pytest.mark.parametrize(
    ("name", "head", "form"),
    [
        ("a.jsonl", b'{"id": "1"}', "jsonl"), ("a.jsonl.zst", b"", "jsonl"), ("a.json", b"[\n{", "jsonl"),
        ("-", b'\xef\xbb\xbf {"id"', "jsonl"), ("a.csv", b"id,title", "csv"), ("a.csv.gz", b"id;title", "csv"),
        ("a.tsv", b"id\t", "csv"), ("a.csv", b'{"id"', "csv"), ("a.xml", b"<?xml?><rss version='2.0'>", "rss"),
        ("a.bin", b"<feed xmlns='http://www.w3.org/2005/Atom'>", "rss"), ("a.xml", b"<rdf:RDF>", "rss"),
        ("a.xml", b'<rss xmlns:wp="http://wordpress.org/export/1.2/">', "wxr"),
        ("a.rss", b"<!DOCTYPE html><html>", "html"),
        ("a.html", b"<p>x</p>", "html"), ("a.txt", b"<HTML>", "html"),
        ("a.json", b'{"uri": "u", "headlines":[]}', "ninjs"),
        ("a.jsonl", b'{"uri": "u", "versionCreated": "2024"}', "ninjs"), ("empty", b"", "jsonl"),
        ("a.jsonl", b'{"id": "1", "uri": "x", "bodies": []}', "jsonl"),
    ],
)  # fmt: skip
def test_a_format_is_told_by_first_bytes_and_suffix(name: str, head: bytes, form: str) -> None:
    assert detect(name, head) == form


def test_what_nobody_knows_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="--format"):
        lines(b"\x7fELF and nothing more")
    with pytest.raises(InvalidConfig):
        lines(b"", "docx")


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"\x00" * 3_000, b"<", b"<rss>", b"{", b'"', b"\xff\xfe", b"\x1f\x8b\x08"]
)
def test_nothing_and_nonsense_give_no_article_and_no_crash(form: str, raw: bytes) -> None:
    try:
        found = lines(raw, form)
    except UnreadableFile:
        return
    assert all(line.error is not None or not (line.record or {}).get("body") for line in found)


@pytest.mark.parametrize("form", FORMATS)
@settings(deadline=None)  # the first example imports the reader
@given(raw=st.binary(max_size=300))
def test_any_bytes_give_lines_or_one_of_our_errors(form: str, raw: bytes) -> None:
    try:
        for line in read(raw, form):
            assert (line.record is None) != (line.error is None)
    except NewsroomError:
        pass


@pytest.mark.parametrize("form", FORMATS)
def test_a_missing_file_is_named(form: str, tmp_path: Path) -> None:
    _, error = before_the_break(tmp_path / "none.bin", form)
    assert isinstance(error, UnreadableFile)
    assert "none.bin" in error.detail


def test_a_stream_without_a_name_is_told_by_its_first_bytes() -> None:
    assert [line.record for line in read(io.BytesIO(b'{"id": "1", "title": "x"}\n'))] == [{"id": "1", "title": "x"}]


def test_lines_in_an_old_encoding_keep_their_hash() -> None:
    row = json.dumps({"id": "a1", "title": TITLE, "body": BODY}, ensure_ascii=False)
    for encoding in ("cp1258", "tcvn3", "vni", "viscii"):
        (article,) = articles(encode(row, encoding) + b"\n")
        assert (article.title, article.body) == (TITLE, BODY)
        assert article.extra["raw_encoding"] == encoding
        assert len(article.extra["raw_sha256"]) == 64
    (article,) = articles(row.encode() + b"\n")
    assert not article.extra


def test_a_line_in_no_known_encoding_costs_itself_only() -> None:
    good = b'{"id": "a1", "title": "x"}\n'
    first, bad, last = lines(good + "\x00\x01 日本語の新聞記事".encode("shift-jis") + b"\n" + good, "jsonl")
    assert first.record == last.record
    assert bad.error is not None


def test_a_folder_holds_web_pages_only(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>x</p>")
    (tmp_path / "b.jsonl").write_text("{}")
    assert size(tmp_path) == 8
    with pytest.raises(UnreadableFile):
        lines(tmp_path, "csv")
