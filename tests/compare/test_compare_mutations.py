"""Nothing is overlooked: whatever is changed in a file of the library, a comparison says so; and what means the same
is the same.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import etree

from engine import bpmn
from engine.bpmn.parse import parse_whole
from engine.bpmn.write import write
from engine.compare import Weight, compare

LIBRARY = Path(__file__).parents[2] / "processes"
DIAGRAMS = sorted(LIBRARY.glob("*/*.bpmn"))
TABLES = sorted(LIBRARY.glob("*/*.dmn")) + sorted(LIBRARY.glob("recht/*/*.dmn"))
FORMS = sorted(LIBRARY.glob("*/forms/*.form"))[::4]
PROFILES = sorted(LIBRARY.glob("*/process.toml"))
SCENARIOS = sorted(LIBRARY.glob("*/scenarios/*.yaml"))[::12]

MODEL = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
DRAWING = frozenset({"BPMNDiagram", "DMNDI"})
#: what the schema says when nothing is written: taking it away changes nothing
DEFAULTS = frozenset({"false", "true", "1", "UNIQUE", "Unspecified"})


def _drawn(element: etree._Element) -> bool:
    return any(etree.QName(one).localname in DRAWING for one in (element, *element.iterancestors()))


def _elements(root: etree._Element, drawn: bool) -> list[etree._Element]:
    return [one for one in root.iter() if isinstance(one.tag, str) and _drawn(one) is drawn]


def _attribute(root: etree._Element, chance: random.Random, drawn: bool) -> str:
    """Another value of an attribute."""
    while True:
        one = chance.choice(_elements(root, drawn))
        names = [name for name in one.attrib if not (drawn and name == "id")]
        if not names:
            continue
        name = chance.choice(names)
        value = one.attrib[name]
        if drawn and name in ("x", "y", "width", "height"):
            one.attrib[name] = str(float(value) + 3)
        elif value in ("true", "false"):
            one.attrib[name] = "false" if value == "true" else "true"
        else:
            one.attrib[name] = f"{value}_neu"
        return f"{one.tag} {name}: {value}"


def _without_attribute(root: etree._Element, chance: random.Random, drawn: bool) -> str:
    while True:
        one = chance.choice(_elements(root, drawn))
        names = [
            name
            for name, value in one.attrib.items()
            if value not in DEFAULTS and not (drawn and (name == "id" or value in ("0", "0.0")))
        ]
        if names:
            name = chance.choice(names)
            del one.attrib[name]
            return f"{one.tag} without {name}"


def _another_attribute(root: etree._Element, chance: random.Random, drawn: bool) -> str:
    one = chance.choice(_elements(root, drawn))
    one.set(f"neu{chance.randrange(1000)}", "wert")
    return f"{one.tag} with another attribute"


def _text(root: etree._Element, chance: random.Random, drawn: bool) -> str:
    while True:
        one = chance.choice(_elements(root, drawn))
        if one.text and one.text.strip():
            one.text += " und mehr"
            return f"text of {one.tag}"
        if drawn:
            return _attribute(root, chance, drawn)


def _without_element(root: etree._Element, chance: random.Random, drawn: bool) -> str:
    while True:
        one = chance.choice(_elements(root, drawn))
        name = etree.QName(one).localname
        # empty holders say nothing
        if (
            one is root
            or name in ("BPMNDiagram", "BPMNPlane", "DMNDI")
            or not (len(one) or one.attrib or one.text)
        ):
            continue
        if drawn and name in ("BPMNLabel", "DMNLabel") and not len(one):
            continue
        one.getparent().remove(one)
        return f"without {one.tag} {dict(one.attrib)}"


def _another_element(root: etree._Element, chance: random.Random, drawn: bool) -> str:
    one = chance.choice(_elements(root, drawn))
    made = etree.SubElement(one, "{https://example.org/neu}merkmal")
    made.text = "wert"
    return f"another element in {one.tag}"


MUTATIONS: tuple[Callable[[etree._Element, random.Random, bool], str], ...] = (
    _attribute,
    _without_attribute,
    _another_attribute,
    _text,
    _without_element,
    _another_element,
)


@pytest.mark.parametrize("path", DIAGRAMS + TABLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_change_of_a_model_is_reported(path: Path) -> None:
    source = path.read_bytes()
    chance = random.Random(path.name)  # noqa: S311  the same each time
    for number in range(12):
        root = etree.fromstring(source)
        change = MUTATIONS[number % len(MUTATIONS)]

        done = change(root, chance, False)
        found = compare({path.name: source}, {path.name: etree.tostring(root)})

        assert found.differences, done


@pytest.mark.parametrize("path", DIAGRAMS + TABLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_change_of_a_drawing_is_reported_apart(path: Path) -> None:
    source = path.read_bytes()
    if not _elements(etree.fromstring(source), True):
        pytest.skip("nothing drawn")
    chance = random.Random(path.name)  # noqa: S311  the same each time
    for number in range(6):
        root = etree.fromstring(source)

        done = MUTATIONS[number % len(MUTATIONS)](root, chance, True)
        found = compare({path.name: source}, {path.name: etree.tostring(root)})

        assert found.differences, done
        assert {one.weight for one in found.differences} == {Weight.LAYOUT}, done


@pytest.mark.parametrize("path", DIAGRAMS + TABLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_means_the_same_is_the_same(path: Path) -> None:
    source = path.read_bytes()
    chance = random.Random(path.name)  # noqa: S311  the same each time
    for again in (_written_anew(source), _shuffled(source, chance)):
        assert compare({path.name: source}, {path.name: again}).differences == ()


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda path: path.stem)
def test_a_diagram_we_write_is_the_one_we_read(path: Path) -> None:
    source = path.read_bytes()

    assert compare({"a.bpmn": source}, {"a.bpmn": write(parse_whole(source, "a.bpmn"))}).differences == ()
    assert bpmn.parse(source, "a.bpmn").findings == ()


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parents[1].name}/{path.name}")
def test_every_change_of_a_form_is_reported(path: Path) -> None:
    source = path.read_bytes()
    chance = random.Random(path.name)  # noqa: S311  the same each time
    for _ in range(8):
        said = json.loads(source)

        done = _data(said, chance)

        assert compare({path.name: source}, {path.name: json.dumps(said).encode()}).differences, done
    assert (
        compare(
            {path.name: source}, {path.name: json.dumps(json.loads(source), sort_keys=True).encode()}
        ).differences
        == ()
    )


def _data(said: object, chance: random.Random) -> str:
    """Change one value anywhere in JSON."""
    places: list[tuple[dict[str, object] | list[object], str | int]] = []
    waiting: list[object] = [said]
    while waiting:
        one = waiting.pop()
        inside = one.items() if isinstance(one, dict) else enumerate(one) if isinstance(one, list) else ()
        for key, value in inside:
            places.append((one, key))  # type: ignore[arg-type]  # both kinds of container
            waiting.append(value)
    holder, key = chance.choice(places)
    value = holder[key]  # type: ignore[index]  # the key fits
    if chance.random() < 0.3:
        del holder[key]  # type: ignore[arg-type]  # as above
        return f"without {key}"
    holder[key] = {"neu": value} if isinstance(value, dict | list) else f"{value} neu"  # type: ignore[index]
    return f"{key}: {value!r}"


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.parent.name)
def test_every_changed_line_of_a_profile_is_reported(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    values = [number for number, line in enumerate(lines) if line.endswith('"') and " = " in line]
    chance = random.Random(path.parent.name)  # noqa: S311  the same each time
    for number in chance.sample(values, min(12, len(values))):
        changed = [*lines]
        changed[number] = f'{changed[number][:-1]} neu"'

        found = compare({"process.toml": path.read_bytes()}, {"process.toml": "\n".join(changed).encode()})

        assert found.differences, lines[number]
    spaced = "\n\n".join(lines) if '"""' not in path.read_text("utf-8") else "\n".join(["# Hinweis", *lines])
    assert compare({"process.toml": path.read_bytes()}, {"process.toml": spaced.encode()}).differences == ()


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: f"{path.parents[1].name}/{path.name}")
def test_every_changed_line_of_a_scenario_is_reported(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    chance = random.Random(path.name)  # noqa: S311  the same each time
    values = [
        number for number, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")
    ]
    for number in chance.sample(values, min(6, len(values))):
        without = [line for index, line in enumerate(lines) if index != number]

        found = compare(
            {"scenarios/a.yaml": path.read_bytes()}, {"scenarios/a.yaml": "\n".join(without).encode()}
        )

        assert found.differences, lines[number]


def _written_anew(source: bytes) -> bytes:
    """Other prefixes, other blanks, attributes in another order, a comment."""
    root = etree.fromstring(source, etree.XMLParser(remove_blank_text=True))
    for one in root.iter():
        if isinstance(one.tag, str):
            attributes = sorted(one.attrib.items(), reverse=True)
            one.attrib.clear()
            for name, value in attributes:
                one.attrib[name] = value
    root.append(etree.Comment("von einem anderen Werkzeug"))
    return etree.tostring(root, pretty_print=True, encoding="UTF-8", xml_declaration=True)


def _shuffled(source: bytes, chance: random.Random) -> bytes:
    """Elements of a scope in another order; flows keep theirs, since it is that of the ways out of a gateway."""
    root = etree.fromstring(source)
    for scope in root.iter(f"{MODEL}process", f"{MODEL}subProcess", f"{MODEL}lane"):
        nodes = [
            one
            for one in scope
            if (isinstance(one.tag, str) and "id" in one.attrib) or one.tag == f"{MODEL}flowNodeRef"
        ]
        nodes = [one for one in nodes if one.tag != f"{MODEL}sequenceFlow"]
        chance.shuffle(nodes)
        for one in nodes:
            scope.remove(one)
        for one in nodes:
            scope.append(one)
    for plane in root.iter("{http://www.omg.org/spec/BPMN/20100524/DI}BPMNPlane"):
        shapes = list(plane)
        chance.shuffle(shapes)
        for one in shapes:
            plane.remove(one)
        plane.extend(shapes)
    return etree.tostring(root)
