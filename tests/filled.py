"""Every form of the library as somebody meets it: in the middle of an example case, with what is entered there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby

from engine import commands, library, scenario, state
from engine.actor import SYSTEM
from engine.execution.bundle import ENGINE_VARIABLES, Bundle
from engine.feel import Value
from engine.forms import Form
from engine.lawbook import FOLDER
from engine.scenario.model import Expect, Given
from engine.scenario.model import Start as Beginning
from engine.scenario.play import Play
from engine.testing import World
from engine.testing import models as m


@dataclass(frozen=True, slots=True, eq=False)
class Filled:
    """A form when an example case fills it in: what is known, what is entered, and when."""

    process: str
    form: Form
    variables: Mapping[str, Value]
    values: Mapping[str, Value]
    moment: datetime


#: by process and id of the form
_Found = dict[tuple[str, str], Filled]


class _Watched(Play):
    """An example case that notes every form it fills in; of several times the one that enters most."""

    def __init__(
        self, bundle: Bundle, beginning: Beginning, library: scenario.Library, found: _Found
    ) -> None:
        self._found = found
        super().__init__(bundle, beginning, library)

    def _accept(
        self, form: str | None, values: Mapping[str, Given], variables: Mapping[str, Value], bundle: Bundle
    ) -> dict[str, Value]:
        accepted = super()._accept(form, values, variables, bundle)
        asked = bundle.form(form)
        if asked is not None:
            known = self._found.get((bundle.main, asked.id))
            if known is None or _said(known.values) < _said(accepted):
                filled = Filled(bundle.main, asked, dict(variables), accepted, self.now)
                self._found[bundle.main, asked.id] = filled
        return accepted


def _said(values: Mapping[str, Value]) -> int:
    return sum(value is not None for value in values.values())


@cache
def forms() -> tuple[Filled, ...]:
    """Each form of the library once, by process and id, from as many example cases as that takes."""
    found: _Found = {}
    siblings = scenario.library_of(FOLDER)
    for folder in library.read(FOLDER):
        bundle = siblings.bundle(folder.path.name)
        if bundle is None:
            continue
        for one in scenario.read_scenarios(folder.path):
            if all((bundle.main, name) in found for name in bundle.forms):
                break
            case = _Watched(bundle, one.start, siblings, found)
            for step in one.steps:
                if not isinstance(step, Expect):
                    scenario.perform(step, case)
    return tuple(found[key] for key in sorted(found))


def tasks(world: World, part: int, parts: int) -> dict[Filled, int]:
    """A task that Ada has for each form of every so many-th process, with what its case knows.

    The forms of a process are asked side by side.
    """
    processes = [
        (process, tuple(beside)) for process, beside in groupby(forms(), key=lambda one: one.process)
    ]
    return {
        one: number
        for process, beside in processes[part::parts]
        for one, number in _tasks(world, process, beside)
    }


def _tasks(world: World, process: str, beside: tuple[Filled, ...]) -> Iterator[tuple[Filled, int]]:
    files = {f"{one.form.id}.form": (FOLDER / process / one.form.file).read_bytes() for one in beside}
    ids = [one.form.id for one in beside]
    story = world.start({"p.bpmn": _side_by_side(process, ids), **files})
    file = story.file()
    rows = {row.element: row for row in file.tasks}
    # what another form of the case has asked is not known to this one
    unasked: dict[str, Value] = {key: None for one in beside for key in one.form.keys}
    for one in beside:
        row = rows[one.form.id]
        with world.engine.begin(SYSTEM) as tx:
            place = state.task.get(tx, row.id)
            commands.instance.set_variables(
                tx,
                place.instance_id,
                unasked | _given(one),
                place.element_instance,
                local=True,
                reason="Beispiel",
            )
        with world.engine.begin(world.people["ada"]) as tx:
            commands.task.claim(tx, row.id, row.revision)
        yield one, row.id


def _given(one: Filled) -> dict[str, Value]:
    return {name: value for name, value in one.variables.items() if name not in ENGINE_VARIABLES}


def _side_by_side(process: str, ids: list[str]) -> bytes:
    ways = (way for one in ids for way in (m.flow("teilung", one), m.flow(one, f"{one}_ende")))
    steps = (step for one in ids for step in (m.user_task(one, form=one), m.end(f"{one}_ende")))
    return m.process(process, m.start(), m.parallel("teilung"), *steps, m.flow("start", "teilung"), *ways)
