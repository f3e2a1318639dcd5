"""History, decisions and incidents of a case, in words."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select, true

from engine.actor import Action, Actor, Role
from engine.queries import names
from engine.queries.incident_words import without_values
from engine.queries.names import Names
from engine.queries.sight import of_case
from engine.queries.wording import history_text, quoted_text
from engine.sight import Sight
from engine.state import comment
from engine.state.account import ACCOUNT
from engine.state.case import CASE, takes_part
from engine.state.comment import Comment
from engine.state.definition import DEFINITION, VERSION
from engine.state.instance import INSTANCE
from engine.state.record import DECISION, HISTORY, INCIDENT, INCIDENT_TEXT, IncidentState
from engine.transaction import Transaction
from engine.wording import spelled

#: facts that only matter to the engine; the timeline of a case leaves them out
_NOISE = (
    "timer_cancelled",
    "message_unawaited",
    "message_awaited",
    "signal_unawaited",
    "signal_awaited",
    "timer_armed",
    "element_activated",
)
_REPRESENTED = ACCOUNT.alias("represented")
#: facts that the head of the case shows as well
_OF_HEAD = frozenset(
    {
        "case_opened",
        "case_relocated",
        "relocation_undone",
        "case_manager_named",
        "case_opened_by_force",
        "break_glass_ended",
    }
)
#: facts whose quoted words are an operator's own
_OF_REPAIR = frozenset({"reason_given", "mails_stopped"})


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One fact in words; `kind` is its stable name. `text` is German and whole, `english` the same sentence without
    `quoted`: the reason, in the words in which it was given. Of a task that began: how the law and the agreement came
    to its days.
    """

    at: datetime
    actor: str
    kind: str
    text: str
    english: str
    quoted: str
    element: str | None
    element_name: str
    #: for whom, who was away, the actor did it
    represented: str
    legal_steps: tuple[str, ...] = ()
    agreed_steps: tuple[str, ...] = ()
    #: nobody agreed on that day: the case has it
    agreed_is_set: bool = False

    def without_quoted(self) -> HistoryRow:
        """The same sentence without the words that were given with it."""
        return replace(self, text=self.text.removesuffix(self.quoted).rstrip(), quoted="")

    @property
    def who(self) -> str:
        """Who did it, and in whose place, in German."""
        return f"{self.actor} i. V. für {self.represented}" if self.represented else self.actor


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One evaluated decision with its explanation; `undetermined` is what was missing, in words."""

    id: int
    at: datetime
    decision: str
    name: str
    outputs: Any  # JSON: whatever the table's output is
    explanation: tuple[str, ...]
    rules: tuple[str, ...]
    undetermined: tuple[str, ...]
    instance_id: int


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """An element that stopped."""

    id: int
    at: datetime
    instance_id: int
    element: str
    element_instance: int
    element_name: str
    process: str
    case_reference: str
    kind: str
    message: str
    state: IncidentState
    resolved_at: datetime | None
    resolved_by: str | None
    may_resolve: bool


def history(tx: Transaction, sight: Sight, limit: int = 500) -> tuple[HistoryRow, ...]:
    """The facts of a case that are readable and a person cares about, the newest first."""
    return in_words(tx, _readable(tx, HISTORY.c.case_id == sight.case_id, sight, limit), sight)


def instance_history(
    tx: Transaction, instance_id: int, course: Sight, sight: Sight, limit: int = 500
) -> tuple[HistoryRow, ...]:
    """The same of one process instance, for whoever repairs it: the facts that `course` lets them see, and what
    somebody wrote with a fact where `sight` reads it too. Why somebody repaired is told with the repair.
    """
    rows = _readable(tx, HISTORY.c.instance_id == instance_id, course, limit)
    told = in_words(tx, rows, sight)
    return tuple(
        one if row.kind in _OF_REPAIR or is_readable(row, sight) else one.without_quoted()
        for row, one in zip(rows, told, strict=True)
    )


def comments(tx: Transaction, case_id: int) -> tuple[tuple[int, Comment], ...]:
    """What people said about the tasks of the case, each with the task's id, the first one first."""
    return comment.of_case(tx, case_id)


def _readable(tx: Transaction, wanted: ColumnElement[bool], sight: Sight, limit: int) -> list[Row[Any]]:
    rows: list[Row[Any]] = []
    behind = true()
    while len(rows) < limit:
        batch = tx.execute(facts().where(wanted, behind).order_by(HISTORY.c.id.desc()).limit(limit)).all()
        rows.extend(row for row in batch if is_readable(row, sight))
        if len(batch) < limit:
            break
        behind = HISTORY.c.id < batch[-1].id
    return rows[:limit]


def facts() -> Select[tuple[object, ...]]:
    """The facts a person cares about with who did them; add a WHERE and an order by their number."""
    return (
        select(HISTORY, ACCOUNT.c.name.label("actor"), _REPRESENTED.c.name.label("represented"))
        .outerjoin(ACCOUNT, ACCOUNT.c.id == HISTORY.c.actor_id)
        .outerjoin(_REPRESENTED, _REPRESENTED.c.id == HISTORY.c.for_id)
        .where(HISTORY.c.kind.not_in(_NOISE))
    )


def in_words(tx: Transaction, rows: Sequence[Row[Any]], sight: Sight | None) -> tuple[HistoryRow, ...]:
    """Rows of `facts` of one case as sentences, in their order; documents are named as far as the sight allows it."""
    known = names.of_facts(tx, rows, sight)
    return tuple(
        HistoryRow(
            row.at,
            row.actor or "Laufweg",
            row.kind,
            *_said(row.kind, row.element_name, known.told(row), known),
            row.element,
            row.element_name,
            row.represented or "",
            _steps(row.detail, "legal"),
            _steps(row.detail, "agreed"),
            "set" in row.detail.get("agreed", {}),
        )
        for row in rows
    )


def _said(kind: str, name: str, detail: Mapping[str, Any], known: Names) -> tuple[str, str, str]:
    quoted = quoted_text(kind, detail)
    german = history_text(kind, name, detail, known.authorities, known.places)
    english = history_text(kind, name, detail, known.authorities, known.places, "en")
    return f"{german} {quoted}".rstrip(), english, quoted


def is_readable(row: Row[Any], sight: Sight) -> bool:
    """Whether the actor reads a fact of the case."""
    if row.instance_id is None and row.kind in _OF_HEAD:
        return sight.exists
    return sight.reads_element(row.instance_id, row.element)


def _steps(detail: Mapping[str, Any], clock: str) -> tuple[str, ...]:
    return tuple(detail.get(clock, {}).get("steps", ()))


def completed(tx: Transaction, instance_id: int) -> tuple[str, ...]:
    """The elements the instance has been through, by their id in the diagram of its version: what it went through
    before a migration goes by the id that the mapping gave it.
    """
    of_instance = HISTORY.c.instance_id == instance_id
    moves = tx.execute(
        select(HISTORY.c.id, HISTORY.c.detail)
        .where(of_instance, HISTORY.c.kind == "instance_migrated")
        .order_by(HISTORY.c.id)
    ).all()
    found: set[str] = set()
    since = 0
    for until, renamed in [*((row.id, row.detail["mapping"]) for row in moves), (None, {})]:
        span = [HISTORY.c.id > since] if until is None else [HISTORY.c.id > since, HISTORY.c.id < until]
        passed = select(HISTORY.c.element).where(of_instance, HISTORY.c.kind == "element_completed", *span)
        found.update(tx.execute(passed.distinct()).scalars())
        found = {renamed.get(element, element) for element in found}
        since = until or since
    return tuple(sorted(found))


def completed_by(tx: Transaction, instances: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """`completed` of many instances, in two statements and one more for each that was migrated."""
    if not instances:
        return {}
    numbers = sorted(set(instances))
    moved = set(
        tx.execute(
            select(HISTORY.c.instance_id)
            .where(HISTORY.c.instance_id.in_(numbers), HISTORY.c.kind == "instance_migrated")
            .distinct()
        ).scalars()
    )
    found: dict[int, set[str]] = {one: set() for one in numbers}
    for row in tx.execute(
        select(HISTORY.c.instance_id, HISTORY.c.element)
        .where(HISTORY.c.instance_id.in_(sorted(set(numbers) - moved)), HISTORY.c.kind == "element_completed")
        .distinct()
    ):
        found[row.instance_id].add(row.element)
    return {one: completed(tx, one) if one in moved else tuple(sorted(found[one])) for one in numbers}


def decisions(tx: Transaction, sight: Sight, instance_id: int | None = None) -> tuple[DecisionRow, ...]:
    """The decisions computed in the case, or in one process instance of it, that are readable, the newest first."""
    statement = select(DECISION).where(DECISION.c.case_id == sight.case_id).order_by(DECISION.c.id.desc())
    if instance_id is not None:
        statement = statement.where(DECISION.c.instance_id == instance_id)
    rows = tx.execute(statement).all()
    return tuple(
        DecisionRow(
            row.id,
            row.at,
            row.decision,
            row.name,
            row.record.get("value"),
            tuple(row.record.get("explanation", ())),
            tuple(rule["id"] for rule in row.record.get("rules", ())),
            tuple(map(spelled, row.record.get("undetermined", ()))),
            row.instance_id,
        )
        for row in rows
        if sight.reads_element(row.instance_id, row.element)
    )


def case_incidents(tx: Transaction, sight: Sight) -> tuple[IncidentRow, ...]:
    """The incidents of one case that are readable, or the actor's to resolve; open ones first."""
    rows = _rows(tx, _incidents().where(INCIDENT.c.case_id == sight.case_id), sight)
    return tuple(one for one in rows if one.may_resolve or sight.reads_element(one.instance_id, one.element))


def instance_incidents(tx: Transaction, instance_id: int, sight: Sight) -> tuple[IncidentRow, ...]:
    """The incidents of one process instance, open ones first."""
    return _rows(tx, _incidents().where(INCIDENT.c.instance_id == instance_id), sight)


def open_incidents(
    tx: Transaction, key: str = "", number: int | None = None, after: int = 0, limit: int | None = None
) -> tuple[IncidentRow, ...]:
    """The open incidents of the cases in which the actor may resolve them, oldest first.

    Only those of one process, or the one of that number, if given; behind the id `after`, at most `limit`.
    """
    statement = _within_reach(tx, _incidents().where(INCIDENT.c.id > after), key).limit(limit)
    if number is not None:
        statement = statement.where(INCIDENT.c.id == number)
    return _rows(tx, statement)


def told_incidents(tx: Transaction, authorities: Collection[int]) -> tuple[IncidentRow, ...]:
    """The open incidents these coordinations are told of, the oldest first."""
    statement = _incidents().where(
        INCIDENT.c.state == IncidentState.OPEN, INCIDENT.c.told_id.in_(sorted(authorities))
    )
    return _rows(tx, statement)


def incidents_of(tx: Transaction, numbers: Collection[int]) -> tuple[IncidentRow, ...]:
    """The incidents with these numbers, open ones first; the caller has asked whether they may be seen."""
    return _rows(tx, _incidents().where(INCIDENT.c.id.in_(numbers)))


def count_open_incidents(tx: Transaction, key: str = "") -> int:
    """How many `open_incidents` there are."""
    counted = select(func.count()).select_from(_within_reach(tx, _incidents(), key).subquery())
    return int(tx.execute(counted).scalar_one())


def _within_reach(
    tx: Transaction, statement: Select[tuple[object, ...]], key: str
) -> Select[tuple[object, ...]]:
    statement = statement.where(INCIDENT.c.state == IncidentState.OPEN)
    if key:
        statement = statement.where(DEFINITION.c.key == key)
    if tx.actor.system:
        return statement
    return statement.where(_may_resolve(tx.actor))


def _may_resolve(actor: Actor) -> ColumnElement[bool]:
    """Incidents of the cases in which a role may repair, and those a coordination was told of."""
    told = [one.authority for one in actor.memberships if one.role is Role.COORDINATOR]
    return or_(
        takes_part(INCIDENT.c.case_id, actor.authorities(Action.RESOLVE_INCIDENT)),
        INCIDENT.c.told_id.in_(sorted(told)),
    )


def _incidents() -> Select[tuple[object, ...]]:
    return (
        select(
            INCIDENT,
            func.coalesce(INCIDENT_TEXT.c.message, "").label("message"),
            CASE.c.reference,
            CASE.c.person_id,
            VERSION.c.id.label("version_id"),
            VERSION.c.digest,
            DEFINITION.c.name.label("process"),
            ACCOUNT.c.name.label("resolver"),
        )
        .outerjoin(INCIDENT_TEXT, INCIDENT_TEXT.c.incident_id == INCIDENT.c.id)
        .join(CASE, CASE.c.id == INCIDENT.c.case_id)
        .join(INSTANCE, INSTANCE.c.id == INCIDENT.c.instance_id)
        .join(VERSION, VERSION.c.id == INSTANCE.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == INCIDENT.c.resolved_by)
    )


def _rows(
    tx: Transaction, statement: Select[tuple[object, ...]], sight: Sight | None = None
) -> tuple[IncidentRow, ...]:
    """The incidents; what they say of values only to whoever reads the element."""
    rows = tx.execute(statement.order_by(INCIDENT.c.state, INCIDENT.c.id)).all()
    if not rows:
        return ()
    if tx.actor.system:
        return tuple(_incident(row, row.message, within=True) for row in rows)
    numbers = {row.id for row in rows}
    within = set(
        tx.execute(select(INCIDENT.c.id).where(INCIDENT.c.id.in_(numbers), _may_resolve(tx.actor))).scalars()
    )
    sights = {} if sight is None else {sight.case_id: sight}
    found = []
    for row in rows:
        message = row.message
        if row.person_id is not None and row.case_id not in sights:
            sights[row.case_id] = of_case(tx, row.case_id)
        if row.person_id is not None and not sights[row.case_id].reads_element(row.instance_id, row.element):
            message = without_values(tx, row.version_id, row.digest, row.kind, message)
        found.append(_incident(row, message, within=row.id in within))
    return tuple(found)


def _incident(row: Row[tuple[object, ...]], message: str, *, within: bool) -> IncidentRow:
    state = IncidentState(row.state)
    return IncidentRow(
        id=row.id,
        at=row.at,
        instance_id=row.instance_id,
        element=row.element,
        element_instance=row.element_instance,
        element_name=row.element_name,
        process=row.process,
        case_reference=row.reference,
        kind=row.kind,
        message=message,
        state=state,
        resolved_at=row.resolved_at,
        resolved_by=row.resolver,
        may_resolve=within and state is IncidentState.OPEN,
    )
