"""Whether a live instance fits into another version: every rule, before anything is changed."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn import (
    SCOPES,
    AdHoc,
    Call,
    Compensate,
    EventGateway,
    Graph,
    Job,
    Kind,
    MultiInstance,
    Node,
    Trigger,
)
from engine.execution.instance import ROOT, Done, ElementInstance, Instance, Stage
from engine.execution.migration.joins import check_joins
from engine.execution.migration.mapping import (
    AUTOMATIC,
    ElementMapping,
    compatible,
    definitions_of,
    flow_of,
    is_turn,
    waiting_for,
)
from engine.execution.migration.refusal import Refusal, Rule

_JOINS = frozenset({Kind.PARALLEL_GATEWAY, Kind.INCLUSIVE_GATEWAY, Kind.COMPLEX_GATEWAY})


def check(source: Graph, target: Graph, mapping: ElementMapping, instance: Instance) -> tuple[Refusal, ...]:
    """Every reason why the instance cannot go on in the target version; empty when it can."""
    checking = _Checking(source, target, mapping.elements, instance)
    for one in instance.elements.values():
        checking.element(one)
    for scope, items in instance.done.items():
        for item in items:
            checking.done(scope, item)
    for owner, work in instance.undoing.items():
        for _scope, item in work.waiting:
            checking.done(owner, item)
    for _scope, element, flow in instance.parked:
        is_lost = flow is not None and flow_of(source, target, mapping, flow) is None
        checking.parked(element, is_lost=is_lost)
    found = [*checking.found, *check_joins(source, target, mapping, instance)]
    return tuple(dict.fromkeys(found))


class _Checking:
    """Collects the reasons."""

    def __init__(self, source: Graph, target: Graph, elements: Mapping[str, str], instance: Instance) -> None:
        self.source = source
        self.target = target
        self.elements = elements
        self.instance = instance
        self.found: list[Refusal] = []

    def refuse(self, rule: Rule, node: Node, message: str, number: int | None = None) -> None:
        """Note one reason."""
        self.found.append(Refusal(rule, node.id, f"„{node.label}“: {message}", number))

    def counterpart(self, element: str) -> Node | None:
        """The element in the target version."""
        mapped = self.elements.get(element)
        return None if mapped is None else self.target.nodes.get(mapped)

    # -- element instances

    def element(self, one: ElementInstance) -> None:
        """An element with a token, or a scope with something in it."""
        node = self.source.nodes[one.element]
        other = self.counterpart(node.id)
        if other is None:
            self._not_mapped(one, node)
            return
        if not self._same_kind(one, node, other):
            self.refuse(
                Rule.KIND_CHANGED,
                node,
                f"Aus {node.kind} wird {other.kind}; was hier begonnen wurde, kann so nicht weitergehen.",
                one.id,
            )
            return
        if one.id != ROOT and self.elements.get(node.scope) != other.scope:
            self.refuse(
                Rule.SCOPE_CHANGED,
                node,
                "Das Element liegt in der neuen Fassung in einem anderen Teilprozess.",
                one.id,
            )
        self._loop(one, node, other)
        if one.stage is Stage.ACTIVE:
            self._waiting(one, node, other)

    def _not_mapped(self, one: ElementInstance, node: Node) -> None:
        same = self.target.nodes.get(node.id)
        if self._calls(one, node):
            self.refuse(
                Rule.CALLED_PROCESS_RUNS,
                node,
                "Der aufgerufene Prozess läuft noch, und die neue Fassung hat für den Aufruf kein Element.",
                one.id,
            )
        elif same is not None and not compatible(node, same):
            self.refuse(
                Rule.KIND_CHANGED,
                node,
                f"Aus {node.kind} wird {same.kind}; was hier begonnen wurde, kann so nicht weitergehen.",
                one.id,
            )
        else:
            self.refuse(
                Rule.NOT_MAPPED,
                node,
                "Der Fall steht hier, aber dem Element ist in der neuen Fassung keines zugeordnet.",
                one.id,
            )

    def _same_kind(self, one: ElementInstance, node: Node, other: Node) -> bool:
        if not compatible(node, other) or node.triggered_by_event != other.triggered_by_event:
            return False
        if node.for_compensation != other.for_compensation:
            return False
        if one.stage is Stage.ACTIVE and node.kind in AUTOMATIC and not self._is_outer(one, node):
            return isinstance(node.behaviour, Job) == isinstance(other.behaviour, Job)
        return True

    def _is_outer(self, one: ElementInstance, node: Node) -> bool:
        return node.loop is not None and not is_turn(self.instance, one)

    def _calls(self, one: ElementInstance, node: Node) -> bool:
        return (
            isinstance(node.behaviour, Call)
            and one.stage is Stage.ACTIVE
            and not one.failed
            and not self._is_outer(one, node)
        )

    def _loop(self, one: ElementInstance, node: Node, other: Node) -> None:
        if one.stage is Stage.ENTERING and not is_turn(self.instance, one):
            return  # it has not begun: it will be counted by the rules of the new version
        before, after = node.loop, other.loop
        if before is None and after is not None:
            self.refuse(Rule.LOOP_ADDED, node, "In der neuen Fassung wird der Schritt wiederholt.", one.id)
        elif before is not None and after is None:
            self.refuse(
                Rule.LOOP_REMOVED,
                node,
                "In der neuen Fassung wird der Schritt nicht mehr wiederholt.",
                one.id,
            )
        elif type(before) is not type(after):
            self.refuse(
                Rule.LOOP_CHANGED,
                node,
                "Aus einer Schleife wird eine Mehrfachausführung oder umgekehrt.",
                one.id,
            )
        elif (
            isinstance(before, MultiInstance)
            and isinstance(after, MultiInstance)
            and before.sequential != after.sequential
        ):
            self.refuse(
                Rule.LOOP_CHANGED,
                node,
                "Die Durchgänge laufen in der neuen Fassung nicht mehr nacheinander, sondern gleichzeitig, "
                "oder umgekehrt.",
                one.id,
            )

    def _waiting(self, one: ElementInstance, node: Node, other: Node) -> None:
        self._events(one, node, other)
        if self._is_outer(one, node):
            return
        match node.behaviour, other.behaviour:
            case Call() as before, Call() as after if self._calls(one, node):
                if before.process.text != after.process.text:
                    self.refuse(
                        Rule.CALLED_PROCESS_RUNS,
                        node,
                        "Der aufgerufene Prozess läuft noch, und die neue Fassung ruft einen anderen auf.",
                        one.id,
                    )
            case EventGateway(parallel=before), EventGateway(parallel=after) if before != after:
                self.refuse(
                    Rule.EVENT_CHANGED, node, "Das Gateway wartet in der neuen Fassung anders.", one.id
                )
        if node.kind is Kind.AD_HOC_SUB_PROCESS:
            self._ad_hoc(one, node, other)

    # -- events

    def _events(self, one: ElementInstance, node: Node, other: Node) -> None:
        """What waits on behalf of the element must wait for the same kind of thing, if it still waits."""
        after = waiting_for(self.target, self.instance, one, other.id)
        for element in waiting_for(self.source, self.instance, one, node.id):
            event, counterpart = self.source.nodes[element], self.counterpart(element)
            if counterpart is not None and counterpart.id in after and _differs(event, counterpart):
                self.refuse(
                    Rule.EVENT_CHANGED,
                    event,
                    "Das Ereignis wartet in der neuen Fassung auf etwas anderer Art.",
                    one.id,
                )
        if (one.id, node.id) in self.instance.met and node.kind is Kind.EVENT_BASED_GATEWAY:
            before = {self.elements.get(flow.target) for flow in node.outgoing}
            if before != {flow.target for flow in other.outgoing}:
                self.refuse(
                    Rule.EVENT_CHANGED,
                    node,
                    "Von den Ereignissen hinter dem Gateway sind einige schon eingetreten; die neue Fassung hat dort "
                    "andere.",
                    one.id,
                )

    # -- ad-hoc sub-processes

    def _ad_hoc(self, one: ElementInstance, node: Node, other: Node) -> None:
        before = node.behaviour if isinstance(node.behaviour, AdHoc) else AdHoc()
        after = other.behaviour if isinstance(other.behaviour, AdHoc) else AdHoc()
        if before.sequential != after.sequential:
            self.refuse(
                Rule.AD_HOC_CHANGED,
                node,
                "Die Schritte laufen in der neuen Fassung nicht mehr nacheinander, sondern gleichzeitig, "
                "oder umgekehrt.",
                one.id,
            )
        repeat = self.instance.repeats.get(one.id)
        for element in (repeat.items or ())[repeat.started :] if repeat is not None else ():
            planned = self.counterpart(str(element))
            if planned is None or planned.scope != other.id:
                self.refuse(
                    Rule.AD_HOC_CHANGED,
                    node,
                    f"Der Schritt „{self.source.nodes[str(element)].label}“ ist noch vorgesehen, aber die neue Fassung "
                    "hat ihn hier nicht.",
                    one.id,
                )

    # -- what can be undone, and tokens that were stopped

    def done(self, owner: int, item: Done) -> None:
        """A completed activity that can be undone."""
        node, other = self.source.nodes[item.element], self.counterpart(item.element)
        if (
            other is None
            or not compatible(node, other)
            or self.elements.get(node.scope) != other.scope
            or (node.compensation is not None and other.compensation is None)
            or (
                node.kind in SCOPES
                and self._undoes(self.source, node)
                and not self._undoes(self.target, other)
            )
        ):
            self.refuse(
                Rule.COMPENSATION_LOST,
                node,
                "Der erledigte Schritt kann noch rückgängig gemacht werden, in der neuen Fassung aber nicht mehr.",
                owner,
            )
            return
        for inner in item.inside:
            self.done(owner, inner)

    @staticmethod
    def _undoes(graph: Graph, scope: Node) -> bool:
        return any(
            isinstance(event, Compensate)
            for start in scope.event_starts
            for event in graph.nodes[start].events
        )

    def parked(self, element: str, *, is_lost: bool) -> None:
        """A token that a step too far has stopped in front of an element; a join must know by which flow it comes."""
        node, other = self.source.nodes[element], self.counterpart(element)
        if (
            other is None
            or self.elements.get(node.scope) != other.scope
            or (is_lost and other.kind in _JOINS and len(other.incoming) > 1)
        ):
            self.refuse(
                Rule.PARKED_TOKEN_LOST,
                node,
                "Ein angehaltener Ablauf wartet vor dem Element; in der neuen Fassung führt ihn nichts dorthin.",
            )


def _differs(event: Node, other: Node) -> bool:
    before, after = definitions_of(event), definitions_of(other)
    if not any(isinstance(one, Trigger) for one in (*before, *after)):
        return False
    return [type(one) for one in before] != [type(one) for one in after] or (
        event.parallel_multiple != other.parallel_multiple
    )
