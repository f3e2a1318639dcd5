"""Random diagrams of any shape, random actions on them, sensible and senseless: the state stays whole."""

from __future__ import annotations

import contextlib
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.bpmn import SCOPES, Kind
from engine.bpmn import Cancel as CancelTransaction
from engine.errors import Conflict, Invalid
from engine.execution import codec, tokens
from engine.execution.actions import (
    Action,
    Cancel,
    ChangeTimer,
    CompleteElement,
    DeliverMessage,
    Escalate,
    FailJob,
    FireTimer,
    Modify,
    Resolve,
    SetVariables,
    Start,
    ThrowError,
)
from engine.execution.changes import (
    CallCancelled,
    CallCompleted,
    CallStarted,
    CompensationTriggered,
    ElementActivated,
    ElementCompleted,
    ElementTerminated,
    ErrorThrown,
    MessageAwaited,
    MessageCorrelated,
    MessageUnawaited,
    SignalAwaited,
    SignalReceived,
    SignalUnawaited,
    StepFailed,
    TimerArmed,
    TimerCancelled,
    TimerFired,
    UserTaskActivated,
)
from engine.execution.instance import ROOT, TimerSubscription
from engine.execution.tokens.machine import Machine
from engine.feel import from_python
from engine.testing import Run, models
from engine.testing import notation as n
from engine.testing.versions import goes_home

STEPS = 40
BUDGET = 150


@dataclass
class _Sketch:
    """Draws elements at random and connects them at random."""

    dice: random.Random
    count: int = 0
    ids: list[str] = field(default_factory=list)

    def name(self, kind: str) -> str:
        self.count += 1
        self.ids.append(f"{kind}{self.count}")
        return self.ids[-1]

    def definition(self) -> str:
        return self.dice.choice(
            [
                n.timer("P1D"),
                n.timer("R3/P1D", "timeCycle"),
                n.message("m"),
                n.signal("s"),
                n.conditional("=n > 2"),
                n.escalation("E"),
                n.escalation(),
                n.error("E"),
                n.signal("s") + n.timer("P1D"),
            ]
        )

    def begins(self, depth: int) -> str:
        """What starts an event sub-process; what undoes a scope belongs into a sub-process."""
        return self.dice.choice(
            [
                n.timer("P1D"),
                n.message("m"),
                n.signal("s"),
                n.conditional("=n > 2"),
                n.escalation("E"),
                n.escalation(),
                *[n.error("E")] * 2,
                *[n.compensate()] * (4 if depth else 0),
            ]
        )

    def waited(self) -> str:
        return self.dice.choice([n.timer("P1D"), n.message("m"), n.signal("s"), n.conditional("=n > 2")])

    def thrown(self) -> str:
        return self.dice.choice(
            [
                n.signal("s"),
                n.message("m"),
                n.escalation("E"),
                *[n.compensate(), n.compensate(wait=False)] * 3,
            ]
        )

    def marker(self) -> str:
        return self.dice.choice(
            [
                *[""] * 5,
                n.multi("=2"),
                n.multi("=n"),
                n.multi("=2", isSequential="true", until="=n > 3"),
                n.multi(extensions=n.collection("=[1, 2]", "x", output="aus", result="=x + n")),
                n.loop("=n < 3", loopMaximum="3"),
                n.loop("=n < 3", testBefore="true"),
            ]
        )

    def node(self, depth: int) -> tuple[str, str]:  # noqa: PLR0911  one for each kind
        """The id and the XML of one element and what is attached to it."""
        kinds = [
            "user",
            "user",
            "user",
            "job",
            "script",
            "exclusive",
            "parallel",
            "inclusive",
            "catch",
            "throw",
            "throw",
            "race",
        ]
        kinds += ["call", *["deed"] * 3]
        kind = self.dice.choice(
            [*kinds, *["sub"] * (6 if depth < 2 else 0), *["free", "buy", "buy"] * (depth < 2)]
        )
        id_ = self.name(kind)
        match kind:
            case "user":
                return id_, n.user(id_, self.marker()) + self.edge(id_)
            case "job":
                return id_, n.job(id_, self.marker()) + self.edge(id_)
            case "call":
                return id_, models.call(id_, "other") + self.edge(id_)
            case "deed":  # what can be undone, and at once the throw that undoes it
                undo, kind = self.name("throw"), self.dice.choice(["user", "script", "sub"])
                xml = {
                    "user": lambda: n.user(id_),
                    "script": lambda: models.script_task(id_, "=n + 1", "n"),
                    "sub": lambda: n.scope(id_, self.undoable(id_)),
                }[kind]()
                thrown = n.throw(undo, n.compensate(wait=self.dice.random() < 0.7))
                self.loose.append(undo)
                undone = "" if kind == "sub" else self.undone(id_)
                return id_, xml + undone + thrown + "".join(n.chain(id_, undo))
            case "script":
                return id_, models.script_task(id_, "=n + 1", "n")
            case "exclusive" | "parallel" | "inclusive":
                return id_, n.element(f"{kind}Gateway", id_)
            case "catch":
                return id_, n.catch(id_, self.waited())
            case "throw":
                return id_, n.throw(id_, self.thrown())
            case "race":
                first, second = self.name("catch"), self.name("catch")
                events = n.catch(first, n.timer("P1D")) + n.catch(second, n.message("m"))
                return id_, n.element("eventBasedGateway", id_) + events + "".join(
                    (*n.chain(id_, first), *n.chain(id_, second))
                )
            case "free":
                inside = "".join(n.user(self.name("user")) for _ in range(2))
                until = '<completionCondition xsi:type="tFormalExpression">=n &gt; 2</completionCondition>'
                return id_, n.scope(
                    id_,
                    inside,
                    self.dice.choice(["", until]),
                    tag="adHocSubProcess",
                    ordering=self.dice.choice(["Parallel", "Sequential"]),
                    cancelRemainingInstances=self.dice.choice(["true", "false"]),
                ) + self.edge(id_)
            case "buy":
                give_up = self.name("end")
                cancel = n.element("endEvent", give_up, "<cancelEventDefinition />")
                xml = n.scope(id_, self.body(depth + 1, give_up, cancel), tag="transaction")
                if self.dice.random() < 0.7:
                    cancelled = self.name("edge")
                    self.loose.append(cancelled)
                    return id_, xml + n.boundary(cancelled, id_, "<cancelEventDefinition />")
                return id_, xml + self.edge(id_)
            case _:
                return id_, n.scope(id_, self.marker(), self.body(depth + 1)) + self.edge(id_)

    def undoable(self, scope: str) -> str:
        """The inside of a sub-process that is soon over and has something of its own to undo it."""
        ids = f"{scope}_s", self.name("user"), f"{scope}_e"
        own = n.event_sub_process(f"es_{scope}", n.compensate())
        return "".join((n.start(ids[0]), n.user(ids[1]), n.end(ids[2]), *n.chain(*ids), own))

    def edge(self, host: str) -> str:
        roll = self.dice.random()
        if roll < 0.35:
            interrupting = self.dice.random() < 0.5
            definition = self.definition()
            if "errorEvent" in definition:
                interrupting = True
            id_ = self.name("edge")
            self.loose.append(id_)
            return n.boundary(id_, host, definition, interrupting=interrupting)
        return self.undone(host) if roll < 0.6 else ""

    def undone(self, host: str) -> str:
        """What undoes the host; sometimes an event at its edge ends that."""
        handler = self.name("undo")
        xml = n.compensated(host, handler)
        if self.dice.random() < 0.3:
            late = self.name("edge")
            self.loose.append(late)
            xml += n.boundary(late, handler, self.waited(), interrupting=self.dice.random() < 0.7)
        return xml

    loose: list[str] = field(default_factory=list)

    def body(self, depth: int, *more: str) -> str:
        """Elements and random flows between them; `more` is an end event and its XML."""
        outer, self.loose = self.loose, []
        start, end = self.name("start"), self.name("end")
        nodes = [self.node(depth) for _ in range(self.dice.randint(1, 4 if depth else 7))]
        special = ["<terminateEventDefinition />", n.error("E"), n.escalation("E"), n.compensate()]
        definition = self.dice.choice(special) if self.dice.random() < (0.3 if depth else 0.1) else ""
        parts = [n.start(start), n.end(end, definition), *(xml for _id, xml in nodes), *more[1:]]
        targets = [id_ for id_, _xml in nodes] + [*more[:1], end, *more[:1]]
        sources = [start, *(id_ for id_, _xml in nodes if not id_.startswith("race")), *self.loose]
        flows = 0
        for position, source in enumerate(sources):
            for _ in range(self.dice.choice([1, 1, 2]) if source != start else 3):
                flows += 1
                ahead = targets[min(position, len(targets) - 1) :] if self.dice.random() < 0.8 else targets
                condition = "=n > 1" if source.startswith(("exclusive", "inclusive")) and flows % 2 else ""
                name = f"{source}_{flows}"
                parts.append(models.flow(source, self.dice.choice(ahead), condition, name))
        catches = [i for i in self.ids if f'id="{i}"' in "".join(parts) and i.startswith("catch")]
        for id_ in catches:
            if f'sourceRef="{id_}"' not in "".join(parts):
                parts.append(models.flow(id_, end, id_=f"{id_}_on"))
        if self.dice.random() < 0.6:
            definition, interrupting = self.begins(depth), self.dice.random() < 0.5
            interrupting = interrupting or "errorEvent" in definition or "compensate" in definition
            id_ = self.name("es")
            self.ids.append(f"{id_}_task")
            parts.append(n.event_sub_process(id_, definition, interrupting=interrupting))
        self.loose = outer
        return "".join(parts)


def _sketch(seed: int) -> Run:
    drawing = _Sketch(random.Random(seed))  # noqa: S311  hypothesis chooses the seed
    source = n.model(drawing.body(0))
    return Run(n.graph(source), budget=BUDGET)


def _something(run: Run, dice: random.Random) -> Action:
    """What could be done now."""
    live = run.instance
    numbers = [one.id for one in live.elements.values() if one.id != ROOT]
    options: list[Action] = [SetVariables({"n": from_python(dice.randint(0, 5))})]
    for one in live.elements.values():
        if one.failed:
            options += [Resolve(one.id, {"n": from_python(2)})] * 2
        elif one.element.startswith(("user", "undo", "es", "free")):
            options += [CompleteElement(one.id)] * 3
        elif one.element.startswith(("job", "call")):
            options += [
                CompleteElement(one.id),
                ThrowError(one.id, "E"),
                FailJob(one.id, 0, "x"),
                Escalate(one.id, "E"),
            ]
    for waiting in live.subscriptions.values():
        options.append(
            FireTimer(waiting.id) if isinstance(waiting, TimerSubscription) else DeliverMessage(waiting.id)
        )
    if numbers and dice.random() < 0.2:
        options.append(Modify(cancel=(dice.choice(numbers),)))
    if dice.random() < 0.2:
        options.append(Modify(activate=((dice.choice(list(run.graph.nodes)), None),)))
    return dice.choice(options)


def _nonsense(run: Run, dice: random.Random) -> Action:
    """What nobody should do: any number, any element, any time."""
    number = dice.randint(-1, run.instance.next_id + 1)
    element = dice.choice([*run.graph.nodes, "fehlt"])
    return dice.choice(
        [
            CompleteElement(number),
            FireTimer(number),
            DeliverMessage(number),
            FailJob(number, 0, "x"),
            ThrowError(number, "E"),
            Escalate(number, "E"),
            Resolve(number),
            Modify((number,), ((element, dice.choice([None, number])),)),
            Modify(activate=((element, number),)),
            SetVariables({"n": from_python(1)}, number),
            ChangeTimer(number, run.services.now),
            Start({}, dice.choice([None, element])),
            Cancel() if dice.random() < 0.05 else FireTimer(number),
        ]
    )


class _Watched(Machine):
    """The machine of the last step, for what it counted."""

    last: _Watched

    def __init__(self, *given: object) -> None:
        super().__init__(*given)  # type: ignore[arg-type]  # as `step` gives them
        _Watched.last = self

    def counted(self) -> dict[int, int]:
        """Per scope what is in it or on its way to it."""
        return {scope: count for scope, count in self._tokens.items() if count}


def _is_whole(run: Run) -> None:
    live = run.instance
    assert codec.load(codec.dump(live)) == live
    if live.ended:
        assert (live.elements, live.subscriptions, live.arrived, live.parked) == ({}, {}, {}, [])
        return
    there = set(live.elements)
    assert {one.scope for one in live.elements.values()} <= there
    assert {one.host for one in live.subscriptions.values()} <= there
    assert {scope for scope, _element in (*live.arrived, *live.met)} <= there
    assert {scope for scope, _element, _flow in live.parked} <= there
    assert set(live.variables) <= there
    assert set(live.repeats) <= there
    assert set(live.done) <= there
    assert {work.running for work in live.undoing.values()} <= there | {None}
    assert there != {ROOT} or live.parked or live.elements[ROOT].failed, "nothing can ever happen"
    counted = _Watched.last.counted()
    assert counted == _Watched(run.graph, live, run.services, BUDGET).counted()


def _ended_once(run: Run) -> None:
    live = run.instance
    for begin, end, key, there in (
        (
            ElementActivated | UserTaskActivated,
            ElementCompleted | ElementTerminated,
            "element_instance",
            live.elements,
        ),
        (TimerArmed, TimerFired | TimerCancelled, "subscription", live.subscriptions),
        (MessageAwaited, MessageCorrelated | MessageUnawaited, "subscription", live.subscriptions),
        (SignalAwaited, SignalReceived | SignalUnawaited, "subscription", live.subscriptions),
    ):
        begun = Counter(getattr(one, key) for one in run.changes if isinstance(one, begin))
        over = Counter(getattr(one, key) for one in run.changes if isinstance(one, end))
        assert [number for number, times in begun.items() if times > 1] == []
        assert [number for number, times in over.items() if times > 1] == []
        assert set(begun) - set(over) <= set(there)
    called = Counter(one.element_instance for one in run.changes if isinstance(one, CallStarted))
    answered = {
        one.element_instance
        for one in run.changes
        if isinstance(one, CallCompleted | CallCancelled | ErrorThrown | StepFailed)
    }
    assert set(called) - answered <= set(live.elements)


@pytest.mark.slow
@given(st.integers(0, 2**32), st.floats(0, 0.4))
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_state_stays_whole_whatever_happens(seed: int, senseless: float) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "Machine", _Watched)
        run, dice = _sketch(seed), random.Random(seed)  # noqa: S311  hypothesis chooses the seed
        taken: list[Action] = []
        run.start(n=0)
        for _ in range(STEPS):
            _is_whole(run)
            _ended_once(run)
            if run.instance.ended:
                break
            goes_home(run)
            action = _nonsense(run, dice) if dice.random() < senseless else _something(run, dice)
            before = run.instance.copy()
            try:
                run.act(action)
                taken.append(action)
            except (Conflict, Invalid):
                assert run.instance == before

    again = _sketch(seed).start(n=0)
    for action in taken:
        again.act(action)
    assert again.instance == run.instance
    assert again.changes == run.changes
    if not run.instance.ended:
        _is_over(run.act(Cancel()))


def _is_over(run: Run) -> None:
    """Nothing was begun that has not ended: what is live is nothing, and what was begun was live or ended."""
    _is_whole(run)
    _ended_once(run)
    assert (run.instance.done, run.instance.undoing, run.instance.met, run.instance.repeats) == (
        {},
        {},
        {},
        {},
    )


#: of every hundred random runs at least so many come to it
REACHED = {
    "compensation": 15,
    "handler": 10,
    "handler ended at its edge": 1,
    "sub-process undone": 5,
    "transaction cancelled": 10,
    "cancel event": 5,
    "call": 5,
    **{
        f"event sub-process, {trigger}": 1
        for trigger in ("Timer", "Message", "Signal", "Conditional", "Escalation", "Error", "Compensate")
    },
    "event sub-process, interrupting": 5,
    "event sub-process, not interrupting": 5,
}


def _reached(run: Run) -> set[str]:
    """What of `REACHED` a run has come to."""
    found: set[str] = set()
    for one in run.changes:
        node = run.graph.nodes[one.element]
        match one:
            case CompensationTriggered():
                found.add("compensation")
            case CallStarted():
                found.add("call")
            case ElementCompleted():
                if node.for_compensation:
                    found.add("handler")
                elif node.kind in SCOPES and node.id in _undone(run):
                    found.add("sub-process undone")
                elif node.kind is Kind.START_EVENT and run.graph.nodes[node.scope].triggered_by_event:
                    found.add(f"event sub-process, {type(node.events[0]).__name__}")
                    found.add(f"event sub-process, {'' if node.interrupting else 'not '}interrupting")
                elif any(isinstance(event, CancelTransaction) for event in node.events):
                    found.add("cancel event" if node.attached_to else "transaction cancelled")
            case ElementTerminated() if node.for_compensation:
                found.add("handler ended at its edge")
    return found


def _undone(run: Run) -> set[str]:
    return {
        element for one in run.changes if isinstance(one, CompensationTriggered) for element in one.undone
    }


@pytest.mark.slow
def test_random_runs_come_to_everything_that_undoes_and_interrupts() -> None:
    counted: Counter[str] = Counter()
    for seed in range(200):
        run, dice = _sketch(seed).start(n=0), random.Random(seed)  # noqa: S311  as above
        for _ in range(STEPS):
            if not run.instance.ended:
                with contextlib.suppress(Conflict, Invalid):
                    run.act(_something(run, dice))
        counted.update(_reached(run))

    rare = {what: counted[what] / 2 for what, least in REACHED.items() if counted[what] / 2 < least}
    assert rare == {}


@given(st.integers(0, 2**32))
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_time_alone_leaves_the_state_whole(seed: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tokens, "Machine", _Watched)
        run = _sketch(seed).start(n=0)
        for _ in range(3):
            run.pass_time(timedelta(days=1))
            _is_whole(run)
