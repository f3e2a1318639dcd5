"""A document written as XML is the same document when it is read again."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.bpmn.element import Document, Element
from engine.bpmn.parse import parse, parse_whole
from engine.bpmn.write import write

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
FILES = sorted((Path(__file__).parents[2] / "processes").rglob("*.bpmn"))


def _definitions(inner: str, head: str = f'xmlns="{BPMN}"') -> bytes:
    return f"<definitions {head}>{inner}</definitions>".encode()


def _bare(element: Element) -> object:
    """An element without its line."""
    children = [_bare(one) for one in element.children]
    return element.namespace, element.name, dict(element.attributes), element.text, children


def _same(one: Document, other: Document) -> bool:
    tops = [[_bare(top) for top in (document.root, *document.diagrams)] for document in (one, other)]
    return tops[0] == tops[1]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_process_of_the_library_comes_back(file: Path) -> None:
    document = parse_whole(file.read_bytes(), file.name)

    written = write(document)

    assert document.diagrams
    assert _same(parse_whole(written, file.name), document)
    assert write(parse_whole(written, file.name)) == written


@pytest.mark.parametrize(
    "source",
    [
        # nothing in it
        _definitions(""),
        # characters that mean something in XML, in text and attribute
        _definitions(
            '<process name="a &lt; &quot;b&quot; &amp; c&#10;d"><documentation>1 &lt; 2 &amp;&amp; 3 &gt; 2'
            "</documentation></process>"
        ),
        # text before and after a child
        _definitions('<x:note xmlns:x="urn:x">a<x:b/>c</x:note>'),
        # a prefix is declared twice: both namespaces stay apart
        _definitions('<x:a xmlns:x="urn:1" x:y="1"/><x:a xmlns:x="urn:2" x:y="1"/>'),
        # an element of no namespace below the default one
        _definitions('<a xmlns="" b="1"/><process id="p"/>'),
        # a second default namespace, and an attribute that may not use it
        _definitions('<html xmlns="urn:html"><b/></html><process xmlns:h="urn:html" h:c="1"/>'),
        # the namespace of xml itself
        _definitions('<process xml:lang="de"/>'),
        # a prefix only a value uses
        f'<b:definitions xmlns:b="{BPMN}" xmlns:q="urn:q"><b:signal structureRef="q:a"/></b:definitions>'.encode(),
    ],
)
def test_what_is_written_reads_the_same(source: bytes) -> None:
    document = parse_whole(source, "a.bpmn")

    written = write(document)

    again = parse_whole(written, "a.bpmn")
    assert _same(again, document)
    assert set(again.prefixes.items()) >= {one for one in document.prefixes.items() if one[0]}


def test_a_document_made_by_a_program_gets_the_usual_prefixes() -> None:
    process = Element("process", BPMN, "p", {"id": "p", "{urn:x}a": "1"}, (), "", None)
    root = Element("definitions", BPMN, "", {}, (process,), "", None)

    written = write(Document("a.bpmn", root, {}, frozenset()))

    assert f'<bpmn:definitions xmlns:bpmn="{BPMN}" xmlns:ns2="urn:x">' in written.decode()
    assert '  <bpmn:process id="p" ns2:a="1" />' in written.decode()


def test_the_drawing_is_read_only_when_asked_for() -> None:
    source = FILES[0].read_bytes()

    assert parse(source, "a.bpmn").diagrams == ()
    assert parse(source, "a.bpmn").prefixes == {}
