"""Files in and out: what is written is read back whole, and a hostile file costs nothing and reaches nowhere."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from newsroom_ai.errors import InvalidQuery, InvalidVocabulary, NewsroomError, TooLarge
from newsroom_ai.text.encodings import encode
from newsroom_ai.vocabulary.concepts import Concept, Scheme
from newsroom_ai.vocabulary.formats import BYTES, FORMATS, format_of, read, write
from newsroom_ai.vocabulary.vocabularies import Vocabulary
from tests.vocabulary.strategies import vocabularies

TURTLE = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@base <https://toa-soan.example/chu-de/> .
<> a skos:ConceptScheme ; dct:title "Chủ đề"@vi, "Topics"@en ; owl:versionInfo "3" ; dct:license <https://l.example/> .
<lao-dong> a skos:Concept ; skos:inScheme <> ; skos:notation "LĐ" ; skos:prefLabel "lao động"@vi, "labour"@en-GB ;
  skos:altLabel "việc làm" , "  người   lao động "@vi ; skos:narrower <luong> ; skos:scopeNote "Ghi chú"@vi .
<luong> a skos:Concept ; skos:prefLabel "tiền lương"@vi ; skos:definition "Trả công."@vi ;
  skos:exactMatch <http://www.wikidata.org/entity/Q1> ; <http://schema.org/validThrough> "2025-06-30"^^<http://x#d> .
<cu> a skos:Concept ; skos:prefLabel "công nhật"@vi ; owl:deprecated true ; skos:hiddenLabel "cong nhat"@vi .
<luong> dct:replaces <cu> .
"""
BASE = "https://toa-soan.example/chu-de/"


def turtle(body: str) -> str:
    return f"@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n{body}"


def refused(raw: bytes | str, form: str, match: str = ".") -> None:
    with pytest.raises(InvalidVocabulary, match=match):
        read(raw.encode() if isinstance(raw, str) else raw, form, "thu")


@contextmanager
def no_reaching_out() -> Iterator[None]:
    """Fail on any look-up of a host, connection, or opening of a file that is not Python's own."""
    watched: list[str] = []

    def audit(event: str, args: tuple[Any, ...]) -> None:
        if watching and (event.startswith(("socket.", "urllib.")) or (event == "open" and "secret" in str(args[0]))):
            watched.append(event)

    watching = True
    sys.addaudithook(audit)
    try:
        yield
    finally:
        watching = False
    assert watched == []


@pytest.mark.parametrize("form", FORMATS)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(vocabulary=vocabularies())
def test_what_is_written_is_read_back(form: str, vocabulary: Vocabulary) -> None:
    written = write(vocabulary, form)
    again = read(written, form, vocabulary.name)
    assert again == vocabulary
    assert list(again.concepts) == list(vocabulary.concepts)
    assert write(again, form) == written


def test_turtle_by_another_hand() -> None:
    vocabulary = read(TURTLE.encode(), "turtle", "chu-de")
    scheme = vocabulary.scheme
    assert (scheme.uri, scheme.title, scheme.version, scheme.licence) == (BASE, "Chủ đề", "3", "https://l.example/")
    labour, pay, old = vocabulary
    assert (labour.uri, labour.notation, labour.label) == (f"{BASE}lao-dong", "LĐ", "lao động")
    assert labour.labels["en-gb"] == "labour"
    assert labour.alternative == {"vi": ("người lao động", "việc làm")}
    assert (pay.broader, pay.valid_to, pay.replaced_by) == ((labour.uri,), date(2025, 6, 30), ())
    assert (old.deprecated, old.replaced_by, old.hidden) == (True, (pay.uri,), {"vi": ("cong nhat",)})
    assert vocabulary.children(labour.uri) == (pay,)


def test_jsonld_by_another_hand() -> None:
    context = {"skos": "http://www.w3.org/2004/02/skos/core#", "label": {"@id": "skos:prefLabel", "@language": "vi"}}
    one = {"@id": "urn:a:1", "@type": "skos:Concept", "label": "bão", "skos:broader": {"@id": "urn:a:2"}}
    two = {"@id": "urn:a:2", "@type": ["skos:Concept"], "label": "thiên tai"}
    vocabulary = read(json.dumps({"@context": context, "@graph": [one, two]}).encode(), "jsonld", "a")
    assert [c.label for c in vocabulary.ancestors("urn:a:1")] == ["thiên tai"]


def test_a_table_by_another_hand() -> None:
    text = "label;synonyms_are_wrong\n"
    refused(text, "csv", "dòng 1: không có cột “synonyms_are_wrong”")
    table = "# title: Chủ đề\n#nghĩa vụ\n\nNotation;Label;broader;alternative;deprecated;valid_to\n"
    table += "01;Lao động;;;;\n;Tiền lương;Lao động;lương|thu nhập \\| thưởng;;\n;Công nhật;01;;có;2020-01-31\n"
    vocabulary = read(table.encode("utf-16"), "csv", "chu-de")
    labour, pay, old = vocabulary
    assert vocabulary.scheme.title == "Chủ đề"
    assert labour.uri == "urn:newsroom:vocabulary:chu-de:01"
    assert (pay.uri, pay.broader) == ("urn:newsroom:vocabulary:chu-de:tien-luong", (labour.uri,))
    assert pay.alternative["vi"] == ("lương", "thu nhập | thưởng")
    assert (old.broader, old.deprecated, old.valid_to) == ((labour.uri,), True, date(2020, 1, 31))


@pytest.mark.parametrize("encoding", ["tcvn3", "viscii", "cp1258"])
def test_a_table_in_an_old_encoding(encoding: str) -> None:
    labels = ["lao động và việc làm", "bảo hiểm xã hội", "người có công với cách mạng", "giáo dục nghề nghiệp"]
    raw = encode("label\n" + "\n".join(labels), encoding)
    assert [concept.label for concept in read(raw, "csv", "a")] == labels
    assert [concept.label for concept in read(raw, "csv", "a", encoding)] == labels


def test_an_encoding_that_cannot_be_told_is_not_guessed() -> None:
    refused(b"label\nb\xb6o\n", "csv", "bảng mã")
    refused(b'"\xff"', "turtle", "UTF-8")


def test_no_cell_is_a_formula() -> None:
    vocabulary = read(b"label,notation\n'=HYPERLINK(1),'+1\n", "csv", "a")
    assert next(iter(vocabulary)).label == "=HYPERLINK(1)"
    assert b"\n=" not in write(vocabulary, "csv")
    assert b"'=HYPERLINK(1)" in write(vocabulary, "csv")


@pytest.mark.parametrize(
    ("rows", "match"),
    [
        ("", "không có dòng tiêu đề"),
        ("label,,\nA,,x", "dòng 2: có 3 ô"),
        ("label\n", "không có khái niệm nào"),
        ("label\nA\n\nB,C", "dòng 4: có 2 ô"),
        ("label,label_vi\nA,B", "hai lần"),
        (",".join(["label"] * 201) + "\nA", "tối đa 200"),
        ('label\n"A', "dòng 2"),
        ('label\n"' + "x" * 200_000 + '"', "dòng 2"),
        ("label,broader\nA,C", "dòng 2: broader chỉ tới khái niệm không có: C"),
        ("label,broader\nA,A", "dòng 2: broader chỉ tới chính nó"),
        ("notation,label,broader\n1,A,2\n2,B,3\n3,C,1", "broader đi thành vòng"),
        ("uri,label\nurn:a:1,A\nurn:a:1,B", "urn:a:1 có 2 lần"),
        ("notation,label\n1,Thuỷ sản\n2,thủy sản", "dòng 3: nhãn “thủy sản” cũng là nhãn"),
        ("uri,notation,label\nurn:a:1,1,A\nurn:a:2,1,B", "mã 1"),
        ("label\nB\nB", "có 2 lần"),
        ("uri,label,broader\nurn:a:1,B,\nurn:a:2,B,\nurn:a:3,C,B", "dòng 4: có nhiều khái niệm"),
        ("uri,label\njavascript:alert(1),A", "dòng 2: URI phải là"),
        ("uri,label\n/etc/passwd,A", "URI phải là"),
        ("uri,label\nfile:///etc/passwd,A", "URI phải là"),
        ("uri,label\nhttp://a b,A", "URI phải là"),
        ("uri,label\nurn:a:" + "x" * 500 + ",A", "URI phải là"),
        ("uri,label\nurn:a:1,", "thiếu nhãn chính"),
        ("notation,definition\n!!,x", "cần uri, notation hoặc label"),
        ("label\n" + "x" * 301, "dài quá 300"),
        ("label,definition\nA," + "x" * 5_001, "dài quá 5000"),
        ("label,valid_from\nA,1/7/2025", "dòng 2: valid_from phải là ngày"),
        ("label,valid_from,valid_to\nA,2025-07-01,2025-06-30", "đứng trước"),
        ("label,deprecated\nA,maybe", "deprecated"),
        ("label,exact_match\nA,Q42", "URI tương ứng"),
        ("label,label_x!\nA,B", "không có cột"),
    ],
)
def test_a_wrong_table_is_told_with_its_line(rows: str, match: str) -> None:
    refused(rows, "csv", match)


@pytest.mark.parametrize(
    ("body", "match"),
    [
        ("", "không có khái niệm"),
        ("<urn:a:1> a skos:Concept .", "urn:a:1: thiếu nhãn chính"),
        ('<urn:a:1> a skos:Concept ; skos:prefLabel "a"@vi, "b"@vi .', "hai nhãn chính"),
        ('[] a skos:Concept ; skos:prefLabel "a" .', "không mang URI"),
        ('<rel> a skos:Concept ; skos:prefLabel "a" .', "URI phải là địa chỉ đầy đủ"),
        ('<urn:a:1> a skos:Concept ; skos:prefLabel "a" ; skos:broader <urn:a:9> .', "không có: urn:a:9"),
        ('<urn:a:1> a skos:Concept ; skos:prefLabel "a"@vi .\n<urn:a:1', "dòng 3"),
        ('<urn:a:1> a skos:Concept ; skos:prefLabel "a" ; <http://schema.org/validFrom> "mai" .', "ngày hiệu lực"),
        ("nonsense", "dòng 2"),
        ("[ " * 50_000, "sâu"),
        ("<urn:a:1> <urn:b> ( " + "( " * 50_000, "sâu"),
        ("{ <urn:a:1> a skos:Concept } => { }", "cú pháp"),
        ("<urn:a:1> a skos:Concept ; skos:prefLabel 'x\\uD800' .", ""),
    ],
)
def test_wrong_turtle_is_told(body: str, match: str) -> None:
    if "uD800" in body:
        read(turtle(body).encode(), "turtle", "thu")  # half a character is dropped, as from any text
        return
    refused(turtle(body), "turtle", match)


def test_a_message_names_no_place_of_the_server() -> None:
    with pytest.raises(InvalidVocabulary) as caught:
        read(turtle('<rel> a skos:Concept ; skos:prefLabel "a" .').encode(), "turtle", "thu")
    assert str(Path.cwd()) not in caught.value.detail


def skos_json(extra: dict[str, Any], context: Any = None) -> str:
    own = {"skos": "http://www.w3.org/2004/02/skos/core#"} if context is None else context
    node = {"@id": "urn:a:1", "@type": "skos:Concept", "skos:prefLabel": "a"}
    return json.dumps({"@context": own, **node, **extra})


@pytest.mark.parametrize(
    "text",
    [
        skos_json({}, "http://127.0.0.1:9/secret.jsonld"),
        skos_json({}, "file:///tmp/secret.jsonld"),
        skos_json({}, "secret.jsonld"),
        skos_json({}, [{"skos": "urn:s:"}, "https://127.0.0.1:9/secret"]),
        skos_json({}, {"@import": "http://127.0.0.1:9/secret"}),
        skos_json({}, {"x": {"@id": "urn:x", "@context": "file:///tmp/secret"}}),
        skos_json({"urn:x": {"@context": "file:///tmp/secret", "@id": "urn:b:1"}}),
        skos_json({"urn:x": [{"deep": {"@context": ["file:///tmp/secret"]}}]}),
    ],
)
def test_no_context_is_fetched(text: str) -> None:
    with no_reaching_out():
        refused(text, "jsonld", "@context|@import")


def test_no_reference_is_followed() -> None:
    body = """@prefix owl: <http://www.w3.org/2002/07/owl#> .
    <http://127.0.0.1:9/secret> a owl:Ontology ; owl:imports <file:///tmp/secret>, <http://127.0.0.1:9/secret.ttl> .
    <http://127.0.0.1:9/secret#1> a skos:Concept ; skos:prefLabel "a"@vi ; skos:exactMatch <http://127.0.0.1:9/x> ."""
    with no_reaching_out():
        assert len(read(turtle(body).encode(), "turtle", "thu")) == 1


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ("", "dòng 1"),
        ("{", "dòng 1"),
        ("[" * 200_000, "sâu"),
        ('{"a":' * 50_000 + "1" + "}" * 50_000, "sâu"),
        ('{"@id": NaN}', "NaN"),
        ("[]", "không có khái niệm"),
        ("5", "JSON-LD"),
        ('{"@context": 5}', "JSON-LD"),
        ('{"@context": {"@vocab": 5}, "a": 1}', "."),
        (json.dumps([{"@context": {}}] * 101), "@context"),
        (skos_json({"skos:prefLabel": {"@value": "a", "@language": "không phải"}}), "thiếu nhãn"),
    ],
)
def test_wrong_jsonld_is_told(text: str, match: str) -> None:
    refused(text, "jsonld", match)


def test_xml_is_no_way_in() -> None:
    xml = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///tmp/secret">]><r>&x;</r>'
    for form in FORMATS:
        with no_reaching_out(), pytest.raises(NewsroomError):
            read(xml.encode(), form, "thu")


def test_short_names_for_long_things_do_not_fill_the_memory() -> None:
    prefix = "x" * 2_000_000
    text = f"@prefix a: <http://{prefix}> .\n" + "".join(f"a:{n} a a:0 .\n" for n in range(400))
    with pytest.raises(TooLarge):
        read(text.encode(), "turtle", "thu")
    long = {"@context": {"a": f"http://{prefix}/"}, "@graph": [{"@id": f"a:{n}", "@type": "a:0"} for n in range(400)]}
    with pytest.raises(TooLarge):
        read(json.dumps(long).encode(), "jsonld", "thu")


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_over_the_limit(form: str) -> None:
    with pytest.raises(TooLarge):
        read(b"x" * (BYTES + 1), form, "thu")


def test_too_many_concepts() -> None:
    refused("label\n" + "\n".join(f"a{n}" for n in range(20_001)), "csv", "dòng 20002: quá 20000")
    with pytest.raises(InvalidVocabulary, match="có 20001 khái niệm, tối đa 20000"):
        Vocabulary.of(Scheme("thu"), [Concept(f"urn:a:{n}") for n in range(20_001)])


@pytest.mark.parametrize(
    ("around", "refused_as"),
    [
        ('<urn:a:1> skos:definition """{}""" .', "dài quá 65536"),
        ("<urn:a:1> skos:definition '{}' .", "dài quá 65536"),
        ('<urn:a:1> skos:definition """x"" {}', "dài quá 65536"),
        ('# don\'t: """ {}\n<urn:a:\'"> a skos:Concept .', "URI|nhãn"),
    ],
)
def test_no_string_is_longer_than_any_text_may_be(around: str, refused_as: str) -> None:
    refused(turtle(around.format("x" * 70_000)), "turtle", refused_as)


@pytest.mark.parametrize("name", ["", "Lao động", "a/b", "-a", "a" * 65, "../a"])
def test_a_name_that_is_none(name: str) -> None:
    with pytest.raises(InvalidQuery):
        read(b"label\nA", "csv", name)


def test_formats_and_encodings_that_are_none() -> None:
    with pytest.raises(InvalidQuery):
        read(b"label\nA", "xml", "a")
    with pytest.raises(InvalidQuery):
        read(b"label\nA", "csv", "a", "ebcdic")
    with pytest.raises(InvalidQuery):
        format_of("a.xlsx")
    assert [format_of(name) for name in ("A.TTL", "a.json", "a.tsv")] == ["turtle", "jsonld", "csv"]
