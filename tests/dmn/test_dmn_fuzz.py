"""A file with parts taken out, emptied, doubled or written wrong is read, refused or decided, and never breaks."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from lxml import etree

from engine import dmn
from engine.errors import LaufwegError

ROOT = Path(__file__).parents[2]
FILES = (
    ROOT / "tests" / "resources" / "dmn" / "bleiberecht.dmn",
    ROOT / "processes" / "bleiberecht_25b" / "vorpruefung_25b.dmn",
)
WORDS = ("", "x", "number", "#x", "UNIQUE", "FIRST", "PRIORITY", "COLLECT", "SUM", "true")
TEXTS = ("", "-", "1", "null", "x", "[1..", "not(1)", "? > 2", '"a","b"')


@pytest.mark.parametrize("seed", range(6))
def test_broken_file_breaks_nothing(environment, seed):
    dice = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(10):
        root = etree.parse(dice.choice(FILES)).getroot()
        elements = [one for one in root.iter() if isinstance(one.tag, str)]
        for _ in range(dice.randrange(1, 4)):
            _break(dice, dice.choice(elements))
        source = etree.tostring(root)

        try:
            model = dmn.read(source, "f.dmn")
        except LaufwegError as fault:
            assert fault.message
            continue
        dmn.check(model)
        for id_ in (*model.decisions, *model.services, *model.functions):
            try:
                evaluation = model.evaluate(id_, {}, environment)
            except LaufwegError as fault:
                assert fault.message
            else:
                assert dmn.explain(evaluation)
                assert dmn.to_json(evaluation)


def _break(dice: random.Random, element: etree._Element) -> None:
    parent = element.getparent()
    match dice.randrange(5):
        case 0 if parent is not None:
            parent.remove(element)
        case 1 if element.attrib:
            del element.attrib[dice.choice(list(element.attrib))]
        case 2 if element.attrib:
            element.attrib[dice.choice(list(element.attrib))] = dice.choice(WORDS)
        case 3 if parent is not None:
            parent.append(etree.fromstring(etree.tostring(element)))
        case _:
            element.text = dice.choice(TEXTS)
