"""Malformed and hostile files end in one clear finding; nothing is expanded or fetched."""

from __future__ import annotations

import pytest

from engine.bpmn import parse, read
from engine.errors import ModelError

MODEL = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
LAUGHS = "<!DOCTYPE d [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
MODEL_TAG = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" %s />'
XXE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def deep(levels: int) -> bytes:
    return f"<definitions {MODEL}>{'<process>' * levels}{'</process>' * levels}</definitions>".encode()


@pytest.mark.parametrize(
    ("source", "rule", "words"),
    [
        # nothing at all
        (b"", "xml-syntax", "wohlgeformt"),
        # only blanks
        (b"  \n ", "xml-syntax", "wohlgeformt"),
        # a picture, an archive
        (b"\x89PNG\r\n\x1a\n\x00\x00", "xml-syntax", "wohlgeformt"),
        (b"PK\x03\x04 archive", "xml-syntax", "wohlgeformt"),
        # JSON
        (b'{"process": 1}', "xml-syntax", "wohlgeformt"),
        # a tag closed under another name
        (b"<a><b></a>", "xml-syntax", "wohlgeformt"),
        # a file cut off
        (b"<definitions", "xml-syntax", "wohlgeformt"),
        (b"<definitions>", "xml-syntax", "wohlgeformt"),
        # a prefix nobody declared
        (b"<bpmn:definitions />", "xml-syntax", "wohlgeformt"),
        # an entity nobody declared
        (f"<definitions {MODEL}>&x;</definitions>".encode(), "xml-syntax", "wohlgeformt"),
        # an attribute twice
        (f'<definitions {MODEL} id="a" id="b" />'.encode(), "xml-syntax", "wohlgeformt"),
        # latin-1 that says it is UTF-8
        (f'<definitions {MODEL} name="Prüfung" />'.encode("latin-1"), "xml-syntax", "wohlgeformt"),
        # an encoding that does not exist
        (b'<?xml version="1.0" encoding="foo"?><definitions />', "xml-encoding", "Zeichenkodierung"),
        # something behind the root
        (f"<definitions {MODEL} /><more />".encode(), "xml-syntax", "wohlgeformt"),
        # entities that grow without end, in UTF-8 and hidden in UTF-16
        (f"{LAUGHS}]><d>&i;</d>".encode(), "xml-doctype", "DOCTYPE"),
        (f"{LAUGHS}]><d>&i;</d>".encode("utf-16"), "xml-encoding", "Zeichenkodierung"),
        # an entity that reads a file of the server
        (f"{XXE}<definitions {MODEL}>&x;</definitions>".encode(), "xml-doctype", "DOCTYPE"),
        # a document type without any entity
        (f"<!DOCTYPE definitions><definitions {MODEL} />".encode(), "xml-doctype", "DOCTYPE"),
        # another language
        (b'<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" />', "not-bpmn", "DMN"),
        (b"<html />", "not-bpmn", "ohne Namensraum"),
        # nested beyond reason, and beyond what libxml2 takes
        (deep(220), "xml-size", "verschachtelt"),
        (deep(3000), "xml-syntax", "wohlgeformt"),
        # more than 5 MB
        (b"<!--" + b" " * (5 * 1024 * 1024) + b"-->", "xml-size", "5 MB"),
        # an element with more attributes than anyone can read
        (MODEL_TAG % b" ".join(b'a%d="1"' % n for n in range(201)), "xml-size", "200"),
        # so many tags that the tree is not even built
        (b"<a/>" * 32_001, "xml-size", "8000"),
    ],
)
def test_refuses_what_is_not_a_bpmn_file(source, rule, words):
    with pytest.raises(ModelError) as refusal:
        parse(source, "p.bpmn")

    (finding,) = refusal.value.findings
    assert finding.rule == rule
    assert finding.file == "p.bpmn"
    assert words in finding.reason
    assert finding.hint
    assert "p.bpmn" in refusal.value.message


@pytest.mark.slow
def test_refuses_more_elements_than_a_diagram_can_have():
    source = f"<definitions {MODEL}>{'<task/>' * 8_000}</definitions>".encode()

    with pytest.raises(ModelError) as refusal:
        parse(source, "p.bpmn")

    assert [finding.rule for finding in refusal.value.findings] == ["xml-size"]


def test_says_the_line_of_a_syntax_fault():
    with pytest.raises(ModelError) as refusal:
        parse(f"<definitions {MODEL}>\n\n<process></definitions>".encode(), "p.bpmn")

    assert refusal.value.findings[0].line == 3


@pytest.mark.parametrize(
    "source",
    [
        # a byte order mark, as Windows editors write it
        f'\ufeff<definitions {MODEL} name="Prüfung" />'.encode(),
        # latin-1 that says so
        f'<?xml version="1.0" encoding="ISO-8859-1"?><definitions {MODEL} name="Prüfung" />'.encode(
            "latin-1"
        ),
        # comments and processing instructions before the root
        f'<!-- Kommentar --><?word x?><definitions {MODEL} name="Prüfung"><!-- y --></definitions>'.encode(),
    ],
)
def test_reads_the_encodings_modellers_write(source):
    assert parse(source, "p.bpmn").root.get("name") == "Prüfung"


def test_read_turns_the_refusal_into_findings():
    checked = read(b"<!DOCTYPE d><d />", "p.bpmn")

    assert checked.graphs == ()
    assert [finding.rule for finding in checked.findings] == ["xml-doctype"]


def test_keeps_a_very_long_process_of_many_elements(process):
    body = '<startEvent id="n0" />' + "".join(
        f'<task id="n{n}" /><sequenceFlow sourceRef="n{n - 1}" targetRef="n{n}" />' for n in range(1, 300)
    )

    assert len(parse(process(body), "p.bpmn").elements) == 600
