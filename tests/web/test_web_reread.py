"""What Camunda's own libraries make of files: nothing is lost when the desktop modeller saves ours, or what others
wrote for it.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from engine import xml
from tests.conformance.sets import folder

ROOT = Path(__file__).parents[2]
#: what the engines of Camunda read beside BPMN
CAMUNDA = ("http://camunda.org/schema/zeebe/1.0", "http://camunda.org/schema/1.0/bpmn")
FRONTEND = ROOT / "web" / "frontend"
#: what only one authority knows
STRANGE = (
    b'<amt:akte xmlns:amt="https://amt.example" zeichen="I/33"><amt:notiz>A &amp; B</amt:notiz></amt:akte>'
)


def _saved(paths: list[Path]) -> dict[str, dict[str, Any]]:
    """Each file as bpmn-moddle with the schema of zeebe-bpmn-moddle, or dmn-moddle, reads and writes it; whether it
    does so again byte for byte, and what it warned of.
    """
    node = shutil.which("node")
    if node is None or not (FRONTEND / "node_modules" / "bpmn-moddle").is_dir():
        pytest.skip("Node or web/frontend/node_modules is absent; run `npm ci` in web/frontend")
    done = subprocess.run(
        [node, "reread.mjs", *map(str, paths)], cwd=FRONTEND, capture_output=True, text=True, check=True
    )
    found: dict[str, dict[str, Any]] = json.loads(done.stdout)
    return found


def _canonical(xml: str) -> str:
    """The XML without blanks around texts, in one order of attributes and one choice of prefixes."""
    return ElementTree.canonicalize(xml, strip_text=True, rewrite_prefixes=True)


def _extensions(source: bytes) -> Counter[tuple[str, str]]:
    """Each element of Camunda with its attributes and text, and each of its attributes at another's element."""
    found = Counter[tuple[str, str]]()
    for element in xml.read(source, "file").iter():
        if not isinstance(element.tag, str):
            continue
        own = xml.namespace(element) in CAMUNDA
        if own:
            found[element.tag, " ".join(xml.text_of(element).split())] += 1
        for name, value in element.attrib.items():
            if own or any(str(name).startswith(f"{{{one}}}") for one in CAMUNDA):
                found[f"{element.tag} {name}", str(value)] += 1
    return found


def test_a_process_of_the_library_is_the_same_after_camunda_s_library_has_saved_it(tmp_path: Path) -> None:
    paths = sorted((ROOT / "processes").glob("*/*.bpmn"))
    strange = tmp_path / "fremdes.bpmn"
    source = (ROOT / "processes" / "einzelaufgabe" / "einzelaufgabe.bpmn").read_bytes()
    strange.write_bytes(source.replace(b"<bpmn:extensionElements>", b"<bpmn:extensionElements>" + STRANGE, 1))
    assert STRANGE in strange.read_bytes()

    saved = _saved([*paths, strange])

    assert len(paths) >= 18
    for path in (*paths, strange):
        written = saved[str(path)]
        assert written["warnings"] == [], path.name
        assert written["stable"], path.name
        assert _canonical(written["xml"]) == _canonical(path.read_text("utf-8")), path.name


def test_a_decision_of_the_library_is_the_same_after_camunda_s_library_has_saved_it() -> None:
    paths = sorted((ROOT / "processes").glob("*/*.dmn"))

    saved = _saved(paths)

    assert len(paths) >= 20
    for path in paths:
        written = saved[str(path)]
        assert (written["warnings"], written["stable"]) == ([], True), path.name
        # the one hit policy that need not be said
        before = path.read_text("utf-8").replace(' hitPolicy="UNIQUE"', "")
        assert _canonical(written["xml"]) == _canonical(before), path.name


@pytest.mark.slow
def test_of_what_others_wrote_for_camunda_nothing_is_lost_when_it_is_saved() -> None:
    cases = folder("bpmn")
    if cases is None:
        pytest.skip("the cases of others are absent: set LAUFWEG_CONFORMANCE")
    every = [path for path in sorted(cases.rglob("*")) if path.suffix in {".bpmn", ".xml"}]
    paths = [path for path in every if re.search(rb"camunda\.org/schema", path.read_bytes())][::4]

    saved = _saved(paths)

    assert len(paths) > 50
    for path in paths:
        written = saved[str(path)]
        assert written["stable"], path.name
        if not written["warnings"]:  # what cannot be read as it is written is told when it is opened
            assert _extensions(written["xml"].encode()) == _extensions(path.read_bytes()), path.name
    assert sum(not one["warnings"] for one in saved.values()) > 40
