"""The state of one step: the queue of arriving tokens, the facts so far, and how many elements may still be entered."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import replace
from datetime import datetime

from engine.bpmn import Graph, Node
from engine.execution.changes import Change, InstanceCompleted, StepFailed
from engine.execution.instance import ROOT, ElementInstance, Instance, Stage
from engine.execution.services import Fault, FaultKind, Services

#: elements one step may enter before it is taken for an endless loop
BUDGET = 10_000


class Machine:
    """Works on its own copy of the instance; `tokens/elements` and `tokens/events` hold the rules."""

    def __init__(self, graph: Graph, instance: Instance, services: Services, budget: int) -> None:
        self.graph = graph
        self.instance = instance
        self.services = services
        self.changes: list[Change] = []
        self._budget = budget
        self._queue: deque[tuple[int, str, str | None]] = deque()
        #: per scope: element instances in it plus tokens on their way to it
        self._tokens = Counter(one.scope for one in instance.elements.values() if one.id != ROOT)
        self._tokens.update(scope for scope, _element, _flow in instance.parked)

    @property
    def now(self) -> datetime:
        """The instant of the step."""
        return self.services.now

    def node(self, one: ElementInstance) -> Node:
        """What the diagram says about an element instance."""
        return self.graph.nodes[one.element]

    def record(self, change: Change) -> None:
        """Add a fact."""
        self.changes.append(change)

    # -- tokens on their way

    def send(self, scope: int, element: str, flow: str | None = None) -> None:
        """Put a token on the way to `element`."""
        self._queue.append((scope, element, flow))
        self._tokens[scope] += 1

    def run(self) -> None:
        """Work off the queue: every token moves to its next wait state."""
        from engine.execution.tokens import elements

        while self._queue:
            scope, element, flow = self._queue.popleft()
            if scope not in self.instance.elements:
                continue  # its scope was terminated while it was on its way
            self._tokens[scope] -= 1
            elements.arrive(self, scope, self.graph.nodes[element], flow)

    def unpark(self) -> None:
        """Send the tokens on their way again that a step too far had stopped."""
        self._queue.extend(self.instance.parked)
        self.instance.parked.clear()

    def recall(self, scope: int) -> None:
        """Take back every token on its way to the scope."""
        kept = [token for token in self._queue if token[0] != scope]
        waiting = [token for token in self.instance.parked if token[0] != scope]
        self._tokens[scope] -= len(self._queue) - len(kept) + len(self.instance.parked) - len(waiting)
        self._queue, self.instance.parked = deque(kept), waiting

    def spend(self) -> None:
        """Count one entered element; a Fault when the step has entered too many."""
        self._budget -= 1
        if self._budget < 0:
            # one incident says it for all: the other tokens stop where they are and go on with it
            self.instance.parked.extend(self._queue)
            self._queue.clear()
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
        moved = replace(one, stage=stage, failed=False)
        self.instance.elements[one.id] = moved
        return moved

    def fail(self, one: ElementInstance, fault: Fault) -> None:
        """Stop here: the element instance keeps its stage and waits for someone to resolve the incident."""
        self.instance.elements[one.id] = replace(self.instance.elements[one.id], failed=True)
        self.record(StepFailed(one.element, one.id, fault.kind, fault.message))

    def remove(self, one: ElementInstance) -> None:
        """Take the element instance and its local variables out of the state."""
        del self.instance.elements[one.id]
        self.instance.variables.pop(one.id, None)
        self._tokens[one.scope] -= 1
        self._tokens.pop(one.id, None)

    def drained(self, scope: int) -> bool:
        """Whether no element instance is left in the scope and no token is on its way to it."""
        return self._tokens[scope] == 0

    def end(self, element: str) -> None:
        """The last token is gone: nothing of the instance stays but its variables."""
        self.instance.elements.clear()
        self.instance.arrived.clear()
        self.instance.parked.clear()
        self.instance.outcome = element
        self.instance.ended = True
        self._queue.clear()
        self.record(InstanceCompleted(element))
