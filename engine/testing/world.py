"""The test kit: a small world of authorities and people, and processes told as stories.

    story = world.start("antrag.bpmn")
    story.is_waiting_at("pruefen")
    story.complete("pruefen", {"ergebnis": True})
    story.pass_time(timedelta(days=15))
    story.has_ended_at("erteilt")

Ada works at the authority, Ben is in the same group, Carla is a stranger from another authority; Lea leads Ada's team,
Olga owns processes, Stefan sits in the steering group.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from engine import queries
from engine.actor import SYSTEM, Actor, Membership, Role
from engine.clock import AdjustableClock
from engine.commands import absence, account, adoption, authority, case, definition, task, timer
from engine.commands.authority import Competence
from engine.commands.case import CaseOpening
from engine.engine import Engine
from engine.feel import context_from_python
from engine.queries import case_file
from engine.queries.case_file import CaseFile
from engine.queries.tasks import TaskRow
from engine.state import timer as timers
from engine.state.task import TaskState
from engine.worker import Worker

AGS = "05334002"
PASSWORD = "ein-langes-kennwort"  # noqa: S105  the invented people of the test world
_LAW = "Testnorm"
_PEOPLE = (
    ("ada", "Ada Öztürk", Role.CLERK),
    ("ben", "Ben Krüger", Role.CLERK),
    ("lea", "Lea Groß", Role.TEAM_LEAD),
    ("olga", "Olga Jäger", Role.PROCESS_OWNER),
    ("stefan", "Stefan Süß", Role.STEERING_MEMBER),
    ("adam", "Adam Böhm", Role.ADMINISTRATOR),
)


@dataclass(frozen=True, slots=True)
class World:
    """Two authorities, their people by login, and a clock that is moved by hand."""

    engine: Engine
    clock: AdjustableClock
    here: int
    elsewhere: int
    people: Mapping[str, Actor]

    @classmethod
    def build(cls, engine: Engine, clock: AdjustableClock) -> World:
        """Fill an empty database."""
        since = date(2009, 10, 21)
        topics = ("auslaenderbehoerde", "case_management")
        with engine.begin(SYSTEM) as tx:
            here = authority.create(
                tx,
                "abh-hier",
                "Ausländeramt Hier",
                "05334",
                [Competence(topic, "05334", _LAW, since) for topic in topics],
            )
            elsewhere = authority.create(
                tx, "abh-dort", "Ausländeramt Dort", "05158", [Competence(topics[0], "05158", _LAW, since)]
            )
            authority.set_municipalities(
                tx,
                [
                    {"ags": AGS, "name": "Aachen", "district": "StädteRegion Aachen"},
                    {"ags": "05334004", "name": "Alsdorf", "district": "StädteRegion Aachen"},
                    {"ags": "05158008", "name": "Erkrath", "district": "Mettmann"},
                ],
            )
            members = {login: (name, Membership(here, role)) for login, name, role in _PEOPLE}
            members["carla"] = ("Carla Weiß", Membership(elsewhere, Role.CLERK))
            people = {
                login: Actor(account.create(tx, login, name, PASSWORD, [member]), name, frozenset({member}))
                for login, (name, member) in members.items()
            }
        return cls(engine, clock, here, elsewhere, people)

    def deploy(self, files: Mapping[str, bytes], jurisdiction: str = "05") -> int:
        """Deploy the files and adopt them from today; returns the version."""
        with self.engine.begin(SYSTEM) as tx:
            version = definition.deploy(tx, files).version_id
            adoption.adopt(tx, version, jurisdiction, tx.now.date(), "Testbeschluss")
        return version

    def open(self, key: str, values: Mapping[str, object] | None = None, ags: str = AGS) -> Story:
        """Open a case as Ada and return its story."""
        opening = CaseOpening(key, "Muster", "Maryam", date(1990, 5, 17), ags)
        with self.engine.begin(self.people["ada"]) as tx:
            opened = case.open(tx, opening, context_from_python(values or {}))
        return Story(self, opened.reference)

    def away(self, who: str | int, first: date | None = None, last: date | None = None) -> int:
        """Let somebody (by login or account) be away from a day on (None: today), as their team lead enters it; returns
        the absence.
        """
        with self.engine.begin(SYSTEM) as tx:
            number = self.people[who].account if isinstance(who, str) else who
            if number is None:
                raise ValueError(who)
            (made,) = absence.enter(tx, number, first or tx.today, last, "Anruf")
        return made

    def fire_due(self) -> None:
        """Fire every due timer, as a worker would, without its queue."""
        with self.engine.begin(SYSTEM) as tx:
            due = timers.claim_due(tx, 1000)
        for number in due:
            with self.engine.begin(SYSTEM) as tx:
                timer.fire(tx, number)

    def climb(self) -> None:
        """Look at every ladder that is due, as a worker would."""
        Worker(self.engine).climb()

    def work_off(self) -> int:
        """Run every job of the queue, as a worker would, also those that follow; returns how many ran."""
        return Worker(self.engine).work_off()

    def start(self, files: Mapping[str, bytes], values: Mapping[str, object] | None = None) -> Story:
        """Deploy, adopt and open in one go."""
        version = self.deploy(files)
        with self.engine.begin(SYSTEM) as tx:
            key = queries.definition.version(tx, version).row.key
        return self.open(key, values)


@dataclass(frozen=True, slots=True)
class Story:
    """One case, asked and driven from outside."""

    world: World
    reference: str

    def file(self) -> CaseFile:
        """The case file as it is now."""
        with self.world.engine.begin(SYSTEM) as tx:
            return case_file.show(tx, self.reference)

    def active(self) -> tuple[str, ...]:
        """The elements with a token."""
        return tuple(element for one in self.file().instances for element in one.active)

    def is_waiting_at(self, *elements: str) -> Story:
        """Assert that exactly these elements hold a token (the sub-processes around them are not named)."""
        waiting = set(self.active())
        assert waiting == set(elements), (
            f"Expected to wait at {sorted(elements)}, but tokens are at {sorted(waiting)}"
        )
        return self

    def task(self, element: str) -> TaskRow:
        """The open task of an element."""
        found = [row for row in self.file().tasks if row.element == element and row.state is TaskState.ACTIVE]
        assert found, f"Expected to find an open task at {element}, but tokens are at {self.active()}"
        return found[0]

    def complete(
        self, element: str, values: Mapping[str, object] | None = None, as_: Actor = SYSTEM
    ) -> Story:
        """Complete the open task of an element."""
        row = self.task(element)
        revision = row.revision
        with self.world.engine.begin(as_) as tx:
            if not as_.system and row.assignee_id is None:
                task.claim(tx, row.id, revision)
                revision += 1
            task.complete(tx, row.id, revision, context_from_python(values or {}))
        return self

    def send(self, message: str, values: Mapping[str, object] | None = None) -> bool:
        """Let a message arrive for the case."""
        with self.world.engine.begin(SYSTEM) as tx:
            return case.send_message(tx, self.reference, message, context_from_python(values or {}))

    def pass_time(self, span: timedelta) -> Story:
        """Move the clock and fire what is due, in the order it becomes due."""
        target = self.world.clock.moment + span
        while pending := [one.due for one in self.file().timers if one.due <= target]:
            self.world.clock.moment = max(self.world.clock.moment, min(pending))
            self.world.fire_due()
        self.world.clock.moment = target
        return self

    def has_ended_at(self, name: str) -> Story:
        """Assert that the case is closed with the end event of that name."""
        head = self.file().head
        assert head.outcome == name, (
            f"Expected the case to end at {name}, but it is {head.state}, {head.outcome}"
        )
        return self
