"""An element under another id is the same: its times are no change, the new id is a technical one."""

from __future__ import annotations

from engine.compare import Weight, compare
from engine.testing import models as m

PROFILE = """titel = "P"

[[zeiten]]
element = "{step}"
wert = "{time}"
arbeitstage = true

[[leiter]]
element = "{step}"
stufe = 1
anteil = 50

[[kennzahlen]]
name = "Dauer"
von = "{step}"
bis = "end"

[[nachfolger]]
element = "a"
wird = "end"
"""


def _version(step: str, time: str = "P7D") -> dict[str, bytes]:
    model = m.process(
        "p",
        m.start(),
        m.user_task(step).replace(f'name="{step}"', 'name="Prüfen"'),
        m.end(),
        m.flow("start", step, id_="f1"),
        m.flow(step, "end", id_="f2"),
    )
    return {"p.bpmn": model, "process.toml": PROFILE.format(step=step, time=time).encode()}


def test_another_id_alone_is_technical_and_changes_no_time() -> None:
    found = compare(_version("a"), _version("b"))

    assert found.renamed["a"] == "b"
    assert {one.weight for one in found.differences} == {Weight.TECHNICAL}
    assert {one.file for one in found.differences} == {"p.bpmn"}
    assert not found.same


def test_another_time_of_an_element_under_another_id_is_told_as_a_change() -> None:
    found = compare(_version("a"), _version("b", "P10D"))

    assert [one.german for one in found.differences if one.weight is Weight.SUBJECT] == [
        "Vereinbarte Zeit für „Prüfen“ von 7 auf 10 Arbeitstage verlängert."
    ]
