"""The state of one step: the tokens on their way, the facts so far, and how many elements may still be entered."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from enum import Enum, auto

from engine.bpmn import Graph, Node
from engine.execution.changes import Change, InstanceCancelled, InstanceCompleted, StepFailed
from engine.execution.instance import ROOT, ElementInstance, Instance, Stage
from engine.execution.services import Fault, FaultKind, Services
from engine.feel import Environment

#: elements one step may enter before it is taken for an endless loop
BUDGET = 25_000

#: a token on its way: scope, element, flow
Token = tuple[int, str, str | None]


class Verdict(Enum):
    """How it goes on with an element that was entered: on, not before something happens, or not at all."""

    PASSES = auto()
    WAITS = auto()
    UNDOES = auto()
    GONE = auto()


class Machine:
    """Works on its own copy of the instance; the other modules of this package hold the rules.

    `changed` and `fresh` are what conditions have to look at: names of written variables and new subscriptions.
    """

    def __init__(self, graph: Graph, instance: Instance, services: Services, budget: int) -> None:
        self.graph = graph
        self.instance = instance
        self.services = services
        self._environment: Environment | None = None
        self.changes: list[Change] = []
        #: adds a fact
        self.record: Callable[[Change], None] = self.changes.append
        self.changed: set[str] = set()
        self.fresh: set[int] = set()
        self.budget = budget
        self.queue: deque[Token] = deque()
        #: element instances that were made and not yet entered
        self.beginning: deque[int] = deque()
        #: tokens in front of an event that speaks to others: it does so when nothing else moves
        self.late: deque[Token] = deque()
        #: per scope: element instances in it plus tokens on their way to it
        self._tokens: dict[int, int] = defaultdict(int)
        for one in instance.elements.values():
            if one.id != ROOT:
                self._tokens[one.scope] += 1
        for scope, _element, _flow in instance.parked:
            self._tokens[scope] += 1

    @property
    def now(self) -> datetime:
        """The instant of the step."""
        return self.services.now

    def environment(self) -> Environment:
        """What expressions read of the world, asked for once a step."""
        if self._environment is None:
            self._environment = self.services.environment
        return self._environment

    def node(self, one: ElementInstance) -> Node:
        """What the diagram says about an element instance."""
        return self.graph.nodes[one.element]

    def is_there(self, one: ElementInstance) -> bool:
        """Whether the element instance was not taken away meanwhile."""
        return one.id in self.instance.elements

    # -- tokens on their way

    def send(self, scope: int, element: str, flow: str | None = None) -> None:
        """Put a token on the way to `element`."""
        self.queue.append((scope, element, flow))
        self._tokens[scope] += 1

    def taken(self, scope: int) -> None:
        """A token on its way has arrived."""
        self._tokens[scope] -= 1

    def begin(self, one: ElementInstance) -> None:
        """Let an element instance that was made be entered in its turn."""
        self.beginning.append(one.id)

    def unpark(self) -> None:
        """Send the tokens on their way again that a step too far had stopped."""
        self.queue.extend(self.instance.parked)
        self.instance.parked.clear()
        self.beginning.extend(
            one.id
            for one in self.instance.elements.values()
            if one.stage is Stage.ENTERING and not one.failed and one.id not in self.beginning
        )

    def recall(self, scope: int) -> None:
        """Take back every token on its way to the scope."""
        for tokens in (self.queue, self.late, self.instance.parked):
            kept = [token for token in tokens if token[0] != scope]
            self._tokens[scope] -= len(tokens) - len(kept)
            tokens.clear()
            tokens.extend(kept)

    def spend(self) -> None:
        """Count one entered element; a Fault when the step has entered too many."""
        self.budget -= 1
        if self.budget < 0:
            # one incident says it for all: the other tokens stop where they are and go on with it
            moving = (token for token in (*self.queue, *self.late) if token[0] in self.instance.elements)
            self.instance.parked.extend(moving)
            self.queue.clear()
            self.late.clear()
            self.beginning.clear()
            raise Fault(
                FaultKind.BUDGET,
                "Der Ablauf hat in einem Schritt zu viele Elemente durchlaufen, ohne auf jemanden zu warten. "
                "Vermutlich enthält er eine Schleife ohne Ende.",
            )

    # -- element instances

    def enter(self, node: Node, scope: int) -> ElementInstance:
        """A new element instance of `node`."""
        one = ElementInstance(self.instance.take_id(), node.id, scope)
        self.instance.elements[one.id] = one
        self._tokens[scope] += 1
        return one

    def set_stage(self, one: ElementInstance, stage: Stage) -> ElementInstance:
        """The same element instance at another stage, without an incident."""
        moved = ElementInstance(one.id, one.element, one.scope, stage)
        self.instance.elements[one.id] = moved
        return moved

    def fail(self, one: ElementInstance, fault: Fault) -> None:
        """Stop here: the element instance keeps its stage and waits for someone to resolve the incident."""
        self.instance.elements[one.id] = replace(self.instance.elements[one.id], failed=True)
        self.record(StepFailed(one.element, one.id, fault.kind, fault.message))

    def remove(self, one: ElementInstance) -> None:
        """Take the element instance and everything it owns out of the state."""
        instance = self.instance
        del instance.elements[one.id]
        for owned in (instance.variables, instance.repeats, instance.done, instance.undoing):
            if one.id in owned:
                del owned[one.id]
        if instance.met:
            for place in [place for place in instance.met if place[0] == one.id]:
                del instance.met[place]
        self._tokens[one.scope] -= 1
        if one.id in self._tokens:
            del self._tokens[one.id]

    def drained(self, scope: int) -> bool:
        """Whether no element instance is left in the scope and no token is on its way to it."""
        return self._tokens[scope] == 0

    def end(self, element: str) -> None:
        """The last token is gone: nothing of the instance stays but its variables."""
        self._close()
        self.instance.outcome = element
        self.record(InstanceCompleted(element))

    def cancel(self) -> None:
        """The instance is given up: nothing of it stays but its variables."""
        self._close()
        self.record(InstanceCancelled(self.graph.key))

    def _close(self) -> None:
        instance = self.instance
        instance.elements.clear()
        instance.arrived.clear()
        instance.parked.clear()
        instance.repeats.clear()
        instance.done.clear()
        instance.undoing.clear()
        instance.met.clear()
        instance.variables = {ROOT: instance.variables.get(ROOT, {})}
        instance.ended = True
        self.queue.clear()
        self.late.clear()
        self.beginning.clear()
        self.changed.clear()
        self.fresh.clear()
