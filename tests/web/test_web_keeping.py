"""What the workspace saves of a file: the bytes it had where nothing was changed, else what was changed and no more."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FRONTEND = ROOT / "web" / "frontend"
MODELS = sorted(path for kind in ("bpmn", "dmn") for path in (ROOT / "processes").glob(f"*/*.{kind}"))
#: a diagram as no library writes it: comments, quotes, an order of attributes and parts, and blanks of its own
OWN = """<?xml version='1.0'?>
<!-- of another hand -->
<definitions targetNamespace="https://amt.example" id="d"
    xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0">
\t<process isExecutable="true" id="p">
\t\t<!-- begins here -->
\t\t<startEvent name='the "start"' id="start"><outgoing>f</outgoing></startEvent>
\t\t<task id="t" name="one &gt; two"><incoming>f</incoming></task>
\t\t<!-- said of it -->
\t\t<textAnnotation id="a"><text>Remark</text></textAnnotation>
\t\t<sequenceFlow targetRef="t" id="f" sourceRef="start"/>
\t</process>
</definitions>
<!-- the end -->"""


@dataclass(frozen=True)
class Change:
    """A text that what the library writes of a file has once, and what an editor makes of it."""

    path: Path
    find: str
    put: str


@dataclass(frozen=True)
class Saved:
    """What the library would write of the file, what is saved with nothing changed, and what with the change."""

    written: str
    opened: str
    changed: str


def _saved(changes: list[Change]) -> list[Saved]:
    node = shutil.which("node")
    if node is None or not (FRONTEND / "node_modules" / "bpmn-moddle").is_dir():
        pytest.skip("Node or web/frontend/node_modules is absent; run `npm ci` in web/frontend")
    asked = json.dumps([{"path": str(one.path), "find": one.find, "put": one.put} for one in changes])
    done = subprocess.run(
        [node, "keep.mjs"], cwd=FRONTEND, input=asked, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""  # nothing was written anew
    return [Saved(**one) for one in json.loads(done.stdout)]


def _read(path: Path) -> str:
    return path.read_bytes().decode()


@pytest.mark.slow
def test_a_file_of_the_library_keeps_its_bytes_and_changes_in_one_line_only() -> None:
    named = re.compile(r'<(?:bpmn:userTask|bpmn:callActivity|decision) id="[^"]+" name="[^"]+')
    found = [(path, named.search(_read(path))) for path in MODELS]
    changes = [Change(path, one[0], one[0] + " und mehr") for path, one in found if one is not None]

    saved = _saved(changes)

    assert len(changes) == len(MODELS) >= 38
    for one, result in zip(changes, saved, strict=True):
        source = _read(one.path)
        assert result.opened == source, one.path.name
        assert result.changed == source.replace(one.find, one.put, 1), one.path.name


@pytest.mark.slow
def test_a_file_in_the_form_of_the_desktop_modeller_is_saved_as_it_saves_it(tmp_path: Path) -> None:
    ours = _saved([Change(path, "\0", "") for path in MODELS])
    paths = [tmp_path / f"{place}{path.suffix}" for place, path in enumerate(MODELS)]
    for path, one in zip(paths, ours, strict=True):
        path.write_bytes(one.written.encode())
    gone = re.compile(r"\n *<(?:bpmn:documentation|description)>[^<]*<.*")
    changes = [Change(path, found[0], "") for path in paths if (found := gone.search(_read(path)))]

    saved = _saved(changes)

    assert len(changes) >= 38
    for one, result in zip(changes, saved, strict=True):
        assert result.opened == _read(one.path)
        assert result.changed == _read(one.path).replace(one.find, "", 1)


#: a change of what the library writes, and the same in the file
IN_THE_FILE = (
    # a value keeps its quotes
    ('name="one &#62; two"', 'name="&#60;one"', 'name="one &gt; two"', 'name="&#60;one"'),
    ('name="the &#34;start&#34;"', 'name="a &#34;b&#34;"', """name='the "start"'""", """name='a "b"'"""),
    # an attribute comes where the library has it
    ('<process id="p"', '<process id="p" name="P"', 'id="p">', 'id="p" name="P">'),
    # what comes new stands in a line of its own, as far in as what is beside it
    (
        "<incoming>f</incoming>\n    </task>",
        "<incoming>f</incoming>\n    </task>\n"
        '    <endEvent id="e">\n      <documentation>D</documentation>\n    </endEvent>',
        "</incoming></task>\n",
        "</incoming></task>\n"
        '\t\t<endEvent id="e">\n\t\t  <documentation>D</documentation>\n\t\t</endEvent>\n',
    ),
    # or in the line of what is beside it
    (
        "<outgoing>f</outgoing>",
        "<documentation>D</documentation>\n      <outgoing>f</outgoing>",
        "<outgoing>f</outgoing>",
        "<documentation>D</documentation><outgoing>f</outgoing>",
    ),
    # what goes takes its line with it, and leaves the comment before it
    (
        '    <textAnnotation id="a">\n      <text>Remark</text>\n    </textAnnotation>\n',
        "",
        '\n\t\t<textAnnotation id="a"><text>Remark</text></textAnnotation>',
        "",
    ),
)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_file_of_another_hand_keeps_its_own_ways(tmp_path: Path, newline: str) -> None:
    path = tmp_path / "own.bpmn"
    path.write_bytes(OWN.replace("\n", newline).encode())

    every = _saved([Change(path, find, put) for find, put, _, _ in IN_THE_FILE])

    for saved, (_, _, before, after) in zip(every, IN_THE_FILE, strict=True):
        assert before in OWN
        assert saved.opened == _read(path)
        assert saved.changed == OWN.replace(before, after, 1).replace("\n", newline)


def test_what_the_library_does_not_know_stays_with_what_was_not_changed(tmp_path: Path) -> None:
    path = tmp_path / "own.bpmn"
    path.write_text(OWN.replace("\t</process>", '\t\t<unheardOf id="u"/>\n\t</process>'), "utf-8")

    (saved,) = _saved([Change(path, 'id="start" name="', 'id="start" name="now ')])

    assert "unheardOf" not in saved.written
    assert saved.changed == _read(path).replace("name='the", "name='now the")
