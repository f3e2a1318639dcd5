"""What the modeller offers for a version: groups, forms, decisions, names, processes; and days computed in advance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from engine import precheck
from engine.actor import Action
from engine.bpmn import TimerKind, UserTask
from engine.clock import ZONE
from engine.deadlines import german, weekday_name
from engine.errors import Invalid, ModelError, NotFound
from engine.escalation import Rung
from engine.execution import moments
from engine.execution.bundle import ENGINE_VARIABLES, Bundle, load_bundle
from engine.execution.clocks import agreed_steps, legal_steps
from engine.feel import Environment, Result, SyntaxFault, Value, compile_expression, from_python
from engine.forms import Form
from engine.profile import NAME, AgreedTime, DataGroup, Deadline, Profile, Role, Way, read_profile
from engine.queries.definition import DefinitionRow, overview
from engine.state import definition
from engine.state.adoption import Resolved
from engine.state.definition import VersionState
from engine.transaction import Transaction

#: the hour at which the preview lets things begin: an office is open, and no day changes by the zone
_BEGINS = time(9)


class Clock(StrEnum):
    """What a day is previewed for; the values are the words of the page."""

    AGREED = "frist"
    LEGAL = "rechtsfrist"
    FOLLOW_UP = "wiedervorlage"
    DURATION = "timeDuration"
    DATE = "timeDate"
    CYCLE = "timeCycle"


_TIMERS = {Clock.DURATION: TimerKind.DURATION, Clock.DATE: TimerKind.DATE, Clock.CYCLE: TimerKind.CYCLE}


@dataclass(frozen=True, slots=True)
class Variable:
    """A name an expression can read, what it means, and the form that asks for it (empty: it comes from elsewhere)."""

    name: str
    meaning: str = ""
    form: str = ""


@dataclass(frozen=True, slots=True)
class OfferedForm:
    """A form of the version: its id, and where it lies."""

    id: str
    path: str


@dataclass(frozen=True, slots=True)
class OfferedDecision:
    """A decision that can be called: what it reads, and the parts of its result. `path` is empty for the pre-check."""

    id: str
    name: str
    path: str
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Callee:
    """A process that can be called, with its contract: what it gets and what it gives, by name with the meaning."""

    key: str
    name: str
    inputs: Mapping[str, str]
    outputs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Drawn:
    """What an element is called, and the form of a task."""

    name: str
    form: str


@dataclass(frozen=True, slots=True)
class Stock:
    """Everything the modeller can choose from in one version; `ladders` by element, "" the one of all others."""

    variables: tuple[Variable, ...]
    forms: tuple[OfferedForm, ...]
    decisions: tuple[OfferedDecision, ...]
    processes: tuple[Callee, ...]
    roles: tuple[Role, ...]
    times: tuple[AgreedTime, ...]
    deadlines: tuple[Deadline, ...]
    legal_bases: tuple[str, ...]
    data: tuple[DataGroup, ...]
    ladders: Mapping[str, tuple[Rung, ...]]
    has_profile: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """The day that was found, the moment where it is not a whole one, and the steps that lead to it, in German.
    `assumed` are the variables that were taken to be the day of the beginning, because only a case knows them. Without
    a day `reason` says why.
    """

    day: date | None
    moment: time | None
    steps: tuple[str, ...]
    assumed: tuple[str, ...]
    reason: str = ""


def stock(tx: Transaction, version_id: int) -> Stock:
    """What a process owner can choose from while drawing this version."""
    tx.actor.must(Action.READ_MODEL)
    row = definition.get(tx, version_id)
    bundle = load_bundle(tx, version_id)
    said = bundle.profile or Profile(row.key)
    own = {one.element for one in said.ladder if one.element}
    return Stock(
        _variables(bundle, said),
        tuple(OfferedForm(one.id, one.file) for one in _by_id(bundle)),
        _decisions(bundle),
        tuple(_processes(tx, bundle, row.key)),
        said.roles,
        said.times,
        said.deadlines,
        said.legal_bases,
        said.data,
        {element: said.ladder_at(element).rungs for element in ("", *sorted(own))},
        bundle.profile is not None,
    )


def element(tx: Transaction, version_id: int, element: str) -> Drawn:
    """What the diagram says of an element; of one it does not have, or while it cannot be read, the id alone."""
    tx.actor.must(Action.READ_MODEL)
    for graph in load_bundle(tx, version_id).graphs.values():
        if (node := graph.nodes.get(element)) is not None:
            form = node.behaviour.form if isinstance(node.behaviour, UserTask) else None
            return Drawn(node.label, form or "")
    return Drawn(element, "")


def preview(
    tx: Transaction,
    version_id: int,
    clock: Clock,
    text: str,
    begins: date,
    norm: str = "",
    event: str = "",
) -> Preview:
    """The day a text of the diagram comes to for something that begins on that day, by the holidays of the Land.

    `text` is FEEL behind an equals sign, any other text stands for itself. Invalid where it is no FEEL.
    """
    tx.actor.must(Action.READ_MODEL)
    bundle = load_bundle(tx, version_id)
    now = datetime.combine(begins, _BEGINS, ZONE)
    try:
        found, assumed = _evaluated(bundle, text.strip(), now)
    except SyntaxFault as fault:
        raise Invalid("Expected to compute a day, but the text is no FEEL", {"text": str(fault)}) from None
    at, kept = _moment(clock, found, now)
    if at is None:
        return Preview(None, None, (), assumed, _reason(found, assumed))
    day, hour = _parts(at)
    if clock in _TIMERS or clock is Clock.FOLLOW_UP:
        return Preview(day, hour, (f"Beginn {_day(now)}", _day(at)), assumed)
    if clock is Clock.LEGAL or kept:
        steps = legal_steps(at, kept, *(None if one.startswith("=") else one for one in (norm, event)))
    else:
        steps = agreed_steps(at, now, found.agreements)
    return Preview(day, hour, steps, assumed)


def _evaluated(bundle: Bundle, text: str, now: datetime) -> tuple[Result, tuple[str, ...]]:
    if not text.startswith("="):
        return Result(text or None), ()
    expression = compile_expression(text[1:].strip())
    assumed = tuple(sorted(expression.variables | expression.filter_names))
    begun = from_python(now.date())
    environment = Environment(now=now, agreed=lambda element: bundle.agreed(element, Resolved()))
    return expression.evaluate(dict.fromkeys(assumed, begun), environment), assumed


def _moment(clock: Clock, found: Result, now: datetime) -> tuple[datetime | None, tuple[str, ...]]:
    """The instant, and how deadline law came to it; neither where the value is none."""
    if clock in _TIMERS:
        due = None if found.value is None else moments.due(_TIMERS[clock], found.value, now)
        return (None if due is None else due.at), ()
    value: Value = found.value
    kept: tuple[str, ...] = found.derivations
    if isinstance(value, dict):
        said = value.get("herleitung")
        kept = (said,) if isinstance(said, str) else kept
        value = value.get("am")
    at = None if value is None else moments.end_of_day(value) or moments.moment(value)
    return at, (*kept, *found.agreements) if kept else ()


def _reason(found: Result, assumed: Iterable[str]) -> str:
    if found.value is not None:
        return f"„{moments.shown(found.value)[:80]}“ ist kein Tag und keine Dauer."
    names = ", ".join(f"„{one}“" for one in assumed)
    if names:
        return f"Der Tag hängt von Angaben des Falls ab: {names}."
    return found.warnings[0].message if found.warnings else "Es ist kein Tag angegeben."


def _day(at: datetime) -> str:
    day, hour = _parts(at)
    named = f"{weekday_name(day)}, {german(day)}"
    return named if hour is None else f"{named}, {hour:%H:%M} Uhr"


def _parts(at: datetime) -> tuple[date, time | None]:
    """The day by the wall clock in Germany, and the moment where it is not the whole day."""
    local = at.astimezone(ZONE)
    return local.date(), None if local.time() in (time(23, 59, 59), _BEGINS) else local.time()


def _variables(bundle: Bundle, said: Profile) -> tuple[Variable, ...]:
    found = {name: Variable(name, "bringt jeder Fall mit") for name in sorted(ENGINE_VARIABLES)}
    for form in _by_id(bundle):
        for field in form.fields():
            if field.key:
                label = field.label.text({}, Environment())
                found.setdefault(field.key, Variable(field.key, label, form.id))
    for one in said.interface:
        if one.way is Way.INPUT:
            found.setdefault(one.name, Variable(one.name, one.meaning))
    return tuple(sorted(found.values(), key=lambda one: one.name))


def _by_id(bundle: Bundle) -> list[Form]:
    return [bundle.forms[name] for name in sorted(bundle.forms)]


def _decisions(bundle: Bundle) -> tuple[OfferedDecision, ...]:
    own = [
        OfferedDecision(name, model.decisions[name].name or name, model.file, model.inputs(name))
        for name, model in sorted(bundle.decisions.items())
    ]
    law = [
        OfferedDecision(name, "Vorprüfung nach Gesetz", "", ("titel",)) for name in sorted(precheck.DECISIONS)
    ]
    return (*own, *(one for one in law if one.id not in bundle.decisions))


def _processes(tx: Transaction, bundle: Bundle, key: str) -> Iterable[Callee]:
    """Those of the same files, then the newest final version of every other process."""
    for one, graph in sorted(bundle.graphs.items()):
        if one != bundle.main:
            yield Callee(one, graph.name or one, {}, {})
    for row in overview(tx):
        if row.key != key and row.key not in bundle.graphs and (said := _contract(tx, row)) is not None:
            yield said


def _contract(tx: Transaction, row: DefinitionRow) -> Callee | None:
    version = next((one for one in row.versions if one.state == VersionState.FINAL), None)
    if version is None:
        return None
    try:
        said = read_profile(definition.file(tx, version.id, NAME))
    except (NotFound, ModelError):  # it can be called all the same
        said = Profile(row.key)

    def named(way: Way) -> dict[str, str]:
        return {one.name: one.meaning for one in said.interface if one.way is way}

    return Callee(row.key, row.name, named(Way.INPUT), named(Way.OUTPUT))
