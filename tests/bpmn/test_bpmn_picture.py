"""Diagrams as SVG: everything drawn is there, marked in words too, and no text of a file becomes markup."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from engine.bpmn import parse, read_drawing
from engine.bpmn.picture import Ink, Mark, draw, wrapped

LIBRARY = Path(__file__).parents[2] / "processes"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("path", sorted(LIBRARY.glob("*/*.bpmn")), ids=lambda path: path.stem)
def test_every_level_of_the_library_is_drawn(path):
    source = path.read_bytes()
    document = parse(source, path.name)
    for level in read_drawing(source, path.name):
        root = ET.fromstring(draw(document, level, {}, "Titel"))  # noqa: S314  our own output
        texts = "".join("".join(one.itertext()) for one in root.iter(f"{SVG}text"))
        names = [
            document.elements[one.element].get("name")
            for one in level.shapes
            if one.element in document.elements
        ]

        assert root.find(f"{SVG}title").text == "Titel"
        assert [name for name in names if "".join(name.split()) not in "".join(texts.split())] == []
        assert len(list(root.iter(f"{SVG}polyline"))) == len(level.edges)


def test_marks_are_said_in_words_and_text_stays_text():
    path = LIBRARY / "bleiberecht_25b" / "bleiberecht_25b.bpmn"
    source = path.read_bytes().replace(b"Antrag eingegangen", b"&lt;script&gt;x&lt;/script&gt;")
    document = parse(source, path.name)
    level = read_drawing(source, path.name)[0]
    picture = draw(document, level, {"antrag_eingegangen": Mark(Ink.MISSING, "fehlt <1")}, "A & B")

    ET.fromstring(picture)  # noqa: S314  our own output
    assert "<script>" not in picture
    assert "fehlt &lt;1" in picture
    assert "stroke-dasharray" in picture


def test_a_part_of_a_level_is_framed_by_what_lies_around_an_element():
    path = LIBRARY / "bleiberecht_25b" / "bleiberecht_25b.bpmn"
    source = path.read_bytes()
    document = parse(source, path.name)
    level = next(
        one
        for one in read_drawing(source, path.name)
        if "integration_pruefen" in {shape.element for shape in one.shapes}
    )
    place = next(one.bounds for one in level.shapes if one.element == "integration_pruefen")

    whole, part = (
        ET.fromstring(draw(document, level, {}, "Titel", around)).get("viewBox")  # noqa: S314  our own output
        for around in ("", "integration_pruefen")
    )

    left, top, width, height = map(float, part.split())
    assert (left < place.x, top < place.y) == (True, True)
    assert (place.right < left + width, place.bottom < top + height) == (True, True)
    assert width < float(whole.split()[2])


def test_words_longer_than_the_width_stand_alone():
    assert wrapped("ab Donaudampfschifffahrt cd", 60) == ["ab", "Donaudampfschifffahrt", "cd"]
    assert wrapped("", 60) == []
