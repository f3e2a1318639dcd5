"""Plays a scenario through the commands of the application, in a database of its own, beside the pure engine.

After each step both must stand at the same tasks: the scenario is the script, and the database plays it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from engine import library, reference
from engine.actor import SYSTEM
from engine.clock import ZONE, AdjustableClock
from engine.commands import adoption, case
from engine.commands.case import CaseOpening
from engine.database import Embedded, migrate
from engine.demo.story.case import StoryCase
from engine.engine import Engine
from engine.errors import Conflict, NotFound
from engine.feel import context_from_python
from engine.queries import definition
from engine.scenario import Library, Scenario, library_of, read_process, read_scenario, read_templates
from engine.scenario.compare import differences
from engine.scenario.model import Expect
from engine.scenario.play import Play
from engine.scenario.run import perform

#: the story of the library: the case frame with everything it calls
SCENARIO = library.FOLDER / "fallrahmen" / "scenarios" / "17_amir.yaml"

_RESOLUTION = "Beschluss der Lenkungsgruppe (erfunden)"


@dataclass(frozen=True, slots=True)
class Told:
    """A story that was told: the engine on its database, and the number of the case."""

    engine: Engine
    reference: str
    scenario: Scenario
    steps: int


@contextmanager
def tell(
    path: Path = SCENARIO,
    *,
    name: tuple[str, str] = ("Erfindoğlu", "Amir"),
    note: Callable[[str], None] = lambda _text: None,
) -> Iterator[Told]:
    """Play the scenario in a database that lives as long as the block; `note` hears where it is.

    Conflict names the line at which the database and the scenario part. ModelError when the scenario cannot be read.
    """
    process = path.parents[1]
    scenario = read_scenario(path, read_templates(path.parent))
    others = library_of(process)
    with tempfile.TemporaryDirectory(prefix="laufweg-story-") as home:
        embedded = Embedded(Path(home))
        address = embedded.acquire()
        try:
            migrate(address)
            clock = AdjustableClock(scenario.start.now - timedelta(days=1))
            engine = Engine(address, clock, pool_size=2)
            try:
                _prepare(engine, scenario, process.parent)
                clock.moment = scenario.start.now
                yield _play(engine, clock, scenario, process, others, name, note)
            finally:
                engine.dispose()
        finally:
            embedded.release()


def _prepare(engine: Engine, scenario: Scenario, folder: Path) -> None:
    """Load registers and library, and put every process in force the day before the story begins."""
    with engine.begin(SYSTEM) as tx:
        reference.load(tx)
        reference.load_authorities(tx, folder)
        library.deploy(tx, folder)
        day = scenario.start.now.astimezone(ZONE).date() - timedelta(days=1)
        for one in definition.overview(tx):
            adoption.adopt(tx, one.versions[0].id, scenario.start.ags[:2], day, _RESOLUTION)


def _play(
    engine: Engine,
    clock: AdjustableClock,
    scenario: Scenario,
    process: Path,
    others: Library,
    name: tuple[str, str],
    note: Callable[[str], None],
) -> Told:
    beginning = scenario.start
    bundle = others.bundle(process.name) or read_process(process)
    pure = Play(bundle, beginning, others)
    birth = None if beginning.record is None else from_iso(beginning.record.get("birth"))
    with engine.begin(SYSTEM) as tx:
        opening = CaseOpening(process.name, *name, birth, beginning.ags)
        values = context_from_python(beginning.values)
        opened = case.open(tx, opening, values)
    told = StoryCase(engine, clock, opened.reference, pure)
    if beginning.record is not None:
        told.change_record({})
    steps = 0
    for step in scenario.steps:
        if isinstance(step, Expect):
            found = differences(step, pure)
            pure.looked()
        else:
            found = perform(step, pure)
            if not found:
                told.follow(step)
                found = told.parted()
            steps += 1
            note(f"{pure.now:%d.%m.%Y} {told.told(step)}")
        if found:
            raise Conflict(
                f"Expected to tell {scenario.name} as line {step.line} of {scenario.file} says, but {' '.join(found)}"
            )
    if pure.outcome is None:
        raise NotFound(f"Expected {scenario.name} to come to an end, but it does not")
    return Told(engine, opened.reference, scenario, steps)


def from_iso(value: object) -> date | None:
    """The day of a record."""
    return date.fromisoformat(value) if isinstance(value, str) else None
