"""One case in the database, driven by the steps of a scenario: who does a task, when a timer fires, what arrives."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from engine.actor import SYSTEM, Actor, Membership, Role
from engine.clock import ZONE, AdjustableClock
from engine.commands import account, case, message, precheck, task, timer
from engine.deadlines import add
from engine.engine import Engine
from engine.errors import Conflict, Invalid
from engine.feel import context_from_python
from engine.scenario.model import (
    Act,
    ChangeLaw,
    ChangeRecord,
    CompleteTask,
    Given,
    JumpTo,
    PassTime,
    SendMessage,
    SendSignal,
    WaitFor,
)
from engine.scenario.play import Play
from engine.state import case as cases
from engine.state import timer as timers
from engine.state.instance import INSTANCE
from engine.state.task import TASK, TaskState
from engine.state.timer import TIMER, TimerState
from engine.transaction import Transaction
from engine.worker import Worker

#: invented people for the desks of the story, in the order in which a desk is needed
_COLLEAGUES = (
    "Jana Musterić", "Tom Beispielski", "Ayşe Probenko", "Lars Fiktawi", "Mara Exempladze", "Piotr Vorlagić",
    "Selma Nirgendsky", "Ben Übungescu", "Rana Testowa", "Ole Fabelhadj", "Ina Legendwala", "Can Mythikyan",
    "Eva Traumić", "Max Möglichkeit", "Lea Wunschoğlu", "Ali Märchenko",
)  # fmt: skip


@dataclass(slots=True)
class StoryCase:
    """The case with that number; `pure` is the same case on the pure engine, which is a step ahead."""

    engine: Engine
    clock: AdjustableClock
    reference: str
    pure: Play
    people: dict[tuple[int, Role], Actor] = field(default_factory=dict)

    def follow(self, act: Act) -> None:
        """Do in the database what was done on the pure engine; Conflict for a step it cannot do."""
        match act:
            case CompleteTask():
                self._complete(act)
            case PassTime(period=period):
                self._run_until(add(self.clock.moment, period).astimezone(ZONE))
            case JumpTo() | ChangeLaw() | WaitFor():
                self._run_until(self.pure.now)
            case SendMessage(message=name, values=values):
                with self.engine.begin(SYSTEM) as tx:
                    case.send_message(tx, self.reference, name, context_from_python(values))
            case SendSignal(signal=name, values=values):
                with self.engine.begin(SYSTEM) as tx:
                    message.broadcast(tx, name, context_from_python(values))
            case ChangeRecord():
                self.change_record({})
            case _:
                raise Conflict(f"Expected to tell line {act.line}, but a story has no such step")
        Worker(self.engine).work_off()

    def change_record(self, _values: dict[str, Given]) -> None:
        """Store the person record as the pure case has it now."""
        stored = self.pure.record
        if stored is None:
            return
        with self.engine.begin(SYSTEM) as tx:
            precheck.save(tx, self.reference, stored.document, stored.revision - 1)

    def parted(self) -> tuple[str, ...]:
        """What differs between the open tasks here and there, as sentences; empty when nothing does."""
        here = Counter(name for name, _element in self._open())
        there = Counter(one.name for one in self.pure.tasks().values())
        return tuple(
            f"„{name}“ ist in der Datenbank {here[name]}-mal offen, im Szenario {there[name]}-mal."
            for name in sorted(here.keys() | there.keys())
            if here[name] != there[name]
        )

    def told(self, act: Act) -> str:
        """What happened, in a few words."""
        match act:
            case CompleteTask(task=name):
                return f"Aufgabe „{name}“ erledigt"
            case SendMessage(message=name):
                return f"Nachricht „{name}“"
            case SendSignal(signal=name):
                return f"Signal „{name}“"
            case ChangeRecord():
                return "Datensatz berichtigt"
            case _:
                return "die Zeit vergeht"

    def _complete(self, act: CompleteTask) -> None:
        with self.engine.begin(SYSTEM) as tx:
            row = self._find(tx, act)
            person = self._person(tx, row.authority_id, Role(row.role))
        try:
            with self.engine.begin(person) as tx:
                revision = row.revision
                if row.assignee_id is None:
                    task.claim(tx, row.id, revision)
                    revision += 1
                task.complete(tx, row.id, revision, context_from_python(act.values))
        except Invalid:
            if not act.refused:
                raise

    def _find(self, tx: Transaction, act: CompleteTask) -> Any:
        rows = tx.execute(
            select(TASK, INSTANCE.c.process_key)
            .join(INSTANCE, INSTANCE.c.id == TASK.c.instance_id)
            .where(TASK.c.case_id == self._case(tx), TASK.c.state == TaskState.ACTIVE)
            .order_by(TASK.c.id)
        ).all()
        found = [row for row in rows if self.pure.names.same(act.task, row.process_key, row.element)]
        if len(found) < act.turn:
            raise Conflict(f"Expected to complete „{act.task}“ in {self.reference}, but it is not open")
        return found[act.turn - 1]

    def _person(self, tx: Transaction, authority: int, role: Role) -> Actor:
        """Whoever sits at the desk; the first time somebody is invented."""
        if (authority, role) not in self.people:
            number = len(self.people)
            name = _COLLEAGUES[number % len(_COLLEAGUES)]
            member = Membership(authority, role)
            login = f"{role}-{number + 1}".replace("_", "-")
            made = account.create(tx, login, name, f"geschichte-{login}-erfunden", [member], demo=True)
            self.people[authority, role] = Actor(made, name, frozenset({member}))
        return self.people[authority, role]

    def _run_until(self, target: datetime) -> None:
        """Move the clock; every timer on the way fires at its time, as the worker would let it."""
        waiting = (TimerState.ARMED, TimerState.QUEUED)
        earliest = select(func.min(TIMER.c.due_at)).where(TIMER.c.state.in_(waiting))
        while True:
            with self.engine.begin(SYSTEM) as tx:
                due = tx.execute(earliest).scalar()
            if due is None or due > target:
                break
            self.clock.moment = max(self.clock.moment, due.astimezone(ZONE))
            with self.engine.begin(SYSTEM) as tx:
                numbers = timers.claim_due(tx, 100)
            for number in numbers:
                with self.engine.begin(SYSTEM) as tx:
                    timer.fire(tx, number)
            Worker(self.engine).work_off()
        self.clock.moment = target

    def _open(self) -> list[tuple[str, str]]:
        with self.engine.begin(SYSTEM) as tx:
            rows = tx.execute(
                select(TASK.c.name, TASK.c.element).where(
                    TASK.c.case_id == self._case(tx), TASK.c.state == TaskState.ACTIVE
                )
            )
            return [(row.name, row.element) for row in rows]

    def _case(self, tx: Transaction) -> int:
        return cases.by_reference(tx, self.reference).id
