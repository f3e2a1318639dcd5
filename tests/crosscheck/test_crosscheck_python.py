"""No Python out of a diagram runs on SpiffWorkflow: not in conditions, timers, scripts, mappings or counts."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from engine.clock import ZONE
from engine.crosscheck.environment import Broken, Condition, Count, FeelEngine, FeelEnvironment
from engine.errors import ModelError
from engine.execution.bundle import read_bundle
from engine.testing import models as m
from tests.crosscheck.conftest import NOW, compare_source

#: each would leave a file behind, or reach one
ATTACKS = (
    '__import__("os").system("touch {mark}")',
    '__import__("pathlib").Path("{mark}").touch()',
    'open("{mark}", "w")',
    'eval("open(chr(47))")',
    "().__class__.__base__.__subclasses__()",
    '"".__class__.__mro__[1].__subclasses__()',
    "[x for x in (1).__class__.__base__.__subclasses__()]",
    'exec("import os")',
    "(lambda: 1)()",
)


@pytest.fixture
def environment():
    bundle = read_bundle({"a.bpmn": m.process("a", m.start(), m.end(), m.flow("start", "end"))})
    return FeelEnvironment(bundle, NOW.astimezone(ZONE))


@pytest.mark.parametrize("kind", [str, Condition, Count])
@pytest.mark.parametrize("attack", ATTACKS)
def test_an_expression_never_runs_python(environment, tmp_path: Path, attack, kind):
    mark = tmp_path / "mark"

    try:
        value = environment.evaluate(kind("=" + attack.replace("{mark}", str(mark))), {})
    except Broken:
        value = None

    assert value is None
    assert not mark.exists()


@pytest.mark.parametrize("attack", ATTACKS)
def test_text_without_an_equals_sign_stands_for_itself(environment, tmp_path: Path, attack):
    text = attack.replace("{mark}", str(tmp_path / "mark"))

    assert environment.evaluate(text, {}) == text
    assert not (tmp_path / "mark").exists()


def test_scripts_and_services_are_refused(environment):
    engine = FeelEngine(environment)

    with pytest.raises(Broken):
        environment.execute('__import__("os")', {})
    with pytest.raises(Broken):
        environment.call_service({})
    with pytest.raises(Broken):
        engine.execute(SimpleNamespace(data={}), '__import__("os")')


def test_a_diagram_with_python_in_it_stops_on_both(tmp_path: Path):
    mark = tmp_path / "mark"
    attack = f'__import__("pathlib").Path("{mark}").touch()'
    model = m.process(
        "angriff",
        m.start(),
        m.script_task("skript", f"={attack}", "x"),
        m.exclusive("wie", default="sonst"),
        m.user_task("a"),
        m.end(),
        m.flow("start", "skript"),
        m.flow("skript", "wie"),
        m.flow("wie", "a", f"={attack}"),
        m.flow("wie", "end", id_="sonst"),
        m.flow("a", "end"),
    )

    try:
        report = compare_source(model)
    except (AssertionError, ModelError):
        report = None  # refused at deployment: as good

    assert report is None or report.agrees
    assert not mark.exists()
