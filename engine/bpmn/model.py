"""The compiled process: an immutable graph the token engine walks.

A BPMN file is parsed once per version; each executable `process` becomes one `Graph`. Names are the
standard's own (BPMN 2.0.2, formal/2013-12-09); `Kind` values are the local names of the XML tags.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from engine.bpmn.definitions import EventDefinition, Message, Signal, Terminate, Trigger
from engine.bpmn.disclosed import Discloses
from engine.feel import Expression


class Kind(StrEnum):
    """What an element is. A kind that is parsed but not executed is refused at deployment."""

    PROCESS = "process"
    START_EVENT = "startEvent"
    END_EVENT = "endEvent"
    CATCH_EVENT = "intermediateCatchEvent"
    THROW_EVENT = "intermediateThrowEvent"
    BOUNDARY_EVENT = "boundaryEvent"
    TASK = "task"
    USER_TASK = "userTask"
    MANUAL_TASK = "manualTask"
    SERVICE_TASK = "serviceTask"
    SCRIPT_TASK = "scriptTask"
    BUSINESS_RULE_TASK = "businessRuleTask"
    SEND_TASK = "sendTask"
    RECEIVE_TASK = "receiveTask"
    SUB_PROCESS = "subProcess"
    TRANSACTION = "transaction"
    AD_HOC_SUB_PROCESS = "adHocSubProcess"
    CALL_ACTIVITY = "callActivity"
    EXCLUSIVE_GATEWAY = "exclusiveGateway"
    PARALLEL_GATEWAY = "parallelGateway"
    INCLUSIVE_GATEWAY = "inclusiveGateway"
    EVENT_BASED_GATEWAY = "eventBasedGateway"
    COMPLEX_GATEWAY = "complexGateway"


#: elements that hold other elements
SCOPES = frozenset({Kind.PROCESS, Kind.SUB_PROCESS, Kind.TRANSACTION, Kind.AD_HOC_SUB_PROCESS})
CATCHING = frozenset({Kind.CATCH_EVENT, Kind.RECEIVE_TASK})
THROWING = frozenset({Kind.THROW_EVENT, Kind.END_EVENT})
#: elements that do nothing by themselves
_PASSING = THROWING | {
    Kind.START_EVENT,
    Kind.TASK,
    Kind.MANUAL_TASK,
    Kind.EXCLUSIVE_GATEWAY,
    Kind.PARALLEL_GATEWAY,
    Kind.INCLUSIVE_GATEWAY,
}


@dataclass(frozen=True, slots=True)
class Assignment:
    """`zeebe:ioMapping`: evaluate `source`, write it to the variable `target`."""

    source: Expression
    target: str


@dataclass(frozen=True, slots=True)
class UserTask:
    """Who may do it, by when, with which form; `legal_due` is the deadline of the law beside the agreed `due_date`."""

    assignee: Expression | None = None
    candidate_groups: Expression | None = None
    due_date: Expression | None = None
    follow_up_date: Expression | None = None
    priority: Expression | None = None
    form: str | None = None
    legal_due: Expression | None = None
    legal_norm: Expression | None = None
    legal_event: Expression | None = None
    title: Expression | None = None


@dataclass(frozen=True, slots=True)
class Script:
    """`zeebe:script`: a FEEL expression whose value goes to `result_variable`."""

    expression: Expression
    result_variable: str


@dataclass(frozen=True, slots=True)
class CalledDecision:
    """`zeebe:calledDecision`: a DMN decision whose value goes to `result_variable`."""

    decision: str
    result_variable: str


@dataclass(frozen=True, slots=True)
class Job:
    """`zeebe:taskDefinition`: work for something outside, fetched by its `type`; `headers` are fixed hints for it."""

    type: Expression
    retries: Expression | None = None
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Exchange:
    """What a send task throws or a receive task waits for; `instantiate` lets its arrival start the process."""

    message: Message | None
    instantiate: bool = False


class Binding(StrEnum):
    """Which version a call activity runs: the one in force, the one of the same files, or the one with a tag."""

    LATEST = "latest"
    DEPLOYMENT = "deployment"
    VERSION_TAG = "versionTag"


@dataclass(frozen=True, slots=True)
class Call:
    """A call activity: the process by its key, and which variables go in and come out without a mapping."""

    process: Expression
    binding: Binding = Binding.LATEST
    version_tag: str = ""
    all_in: bool = True
    all_out: bool = True


@dataclass(frozen=True, slots=True)
class AdHoc:
    """An ad-hoc sub-process (BPMN 13.3.5): `active` names what runs at once, `completion` ends it."""

    sequential: bool = False
    cancel_remaining: bool = True
    completion: Expression | None = None
    active: Expression | None = None


@dataclass(frozen=True, slots=True)
class EventGateway:
    """An event-based gateway; `parallel` (only where it starts a process) waits for every event."""

    instantiate: bool = False
    parallel: bool = False


@dataclass(frozen=True, slots=True)
class ComplexJoin:
    """The rule of a complex gateway (BPMN 13.4.5); it may read `activationCount`."""

    activation: Expression | None = None


Behaviour = UserTask | Script | CalledDecision | Job | Exchange | Call | AdHoc | EventGateway | ComplexJoin


@dataclass(frozen=True, slots=True)
class StandardLoop:
    """Repeat one after the other while `condition` holds (BPMN 13.3.6); at most `maximum` times."""

    condition: Expression | None
    test_before: bool = False
    maximum: Expression | None = None


class LoopBehavior(StrEnum):
    """When a multi-instance activity throws an event about its instances (BPMN 10.3.8)."""

    NONE = "None"
    ONE = "One"
    ALL = "All"
    COMPLEX = "Complex"


@dataclass(frozen=True, slots=True)
class ComplexBehavior:
    """Throw `event` for an instance that completes while `condition` holds."""

    condition: Expression
    event: EventDefinition


@dataclass(frozen=True, slots=True)
class MultiInstance:
    """Run once per item or number; exactly one of `cardinality` and `collection` is given."""

    sequential: bool
    cardinality: Expression | None = None
    collection: Expression | None = None
    input_element: str = ""
    output_collection: str = ""
    output_element: Expression | None = None
    completion: Expression | None = None
    behavior: LoopBehavior = LoopBehavior.ALL
    event: EventDefinition | None = None
    complex: tuple[ComplexBehavior, ...] = ()


Loop = StandardLoop | MultiInstance


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow; `condition` is None when it is always taken."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: Expression | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """One flow element of a process, or the process itself (`kind` PROCESS, `scope` empty)."""

    id: str
    kind: Kind
    scope: str
    name: str = ""
    incoming: tuple[Flow, ...] = ()
    outgoing: tuple[Flow, ...] = ()
    default: str | None = None
    #: the events attached to it, without compensation
    boundary: tuple[str, ...] = ()
    attached_to: str | None = None
    interrupting: bool = True
    events: tuple[EventDefinition, ...] = ()
    #: of an event with several triggers: all must happen, not one
    parallel_multiple: bool = False
    behaviour: Behaviour | None = None
    loop: Loop | None = None
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    discloses: Discloses | None = None
    #: local variables that exist, empty, from the moment it is entered: data objects, properties, data outputs
    data: tuple[str, ...] = ()
    data_outputs: tuple[Assignment, ...] = ()
    #: tokens it takes to start and tokens it leaves behind (BPMN 10.3)
    start_quantity: int = 1
    completion_quantity: int = 1
    #: the activity that undoes this one
    compensation: str | None = None
    #: outside the flow: it undoes another activity
    for_compensation: bool = False
    #: a sub-process that an event starts
    triggered_by_event: bool = False
    #: of a scope: the start events of its event sub-processes
    event_starts: tuple[str, ...] = ()
    #: of a scope: where a token starts when it is entered – the none start event, or the nodes nothing leads to
    entries: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    documentation: str = ""
    lane: str = ""
    line: int | None = None
    #: what the token engine asks of every element it enters, worked out once
    #: tokens may wait in front of it for others
    gathers: bool = field(init=False, repr=False, compare=False)
    #: a token goes through it at once, and nothing of that is kept
    passes: bool = field(init=False, repr=False, compare=False)
    #: the flows a token takes that leaves it, whatever holds; None when conditions or events decide
    ways: tuple[Flow, ...] | None = field(init=False, repr=False, compare=False)
    #: a token that enters it stays there until something happens in it or from outside
    stays: bool = field(init=False, repr=False, compare=False)
    #: something may wait on its behalf: at its edge, in its place, behind or inside it
    listens: bool = field(init=False, repr=False, compare=False)
    #: it throws what others may catch
    speaks: bool = field(init=False, repr=False, compare=False)
    #: it ends every other token of its scope
    terminates: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        is_catching = self.kind in CATCHING or self.kind is Kind.EVENT_BASED_GATEWAY
        is_thrown = self.kind in THROWING and any(isinstance(one, Message | Signal) for one in self.events)
        is_sent = self.kind is Kind.SEND_TASK and isinstance(self.behaviour, Exchange)
        derived = {
            "gathers": len(self.incoming) > 1 or self.start_quantity > 1,
            "passes": self.kind in _PASSING and not self._keeps(),
            "ways": self._ways(),
            "stays": is_catching or self.kind in SCOPES,
            "listens": is_catching or bool(self.boundary or self.event_starts),
            "speaks": is_thrown or is_sent,
            "terminates": any(isinstance(one, Terminate) for one in self.events),
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def _keeps(self) -> bool:
        """Whether something is done, listened to, written or kept when it is entered or left."""
        does = self.events or self.boundary or self.inputs or self.outputs or self.data or self.data_outputs
        return bool(does or self.behaviour or self.loop or self.compensation or self.for_compensation)

    def _ways(self) -> tuple[Flow, ...] | None:
        if self.kind is Kind.EVENT_BASED_GATEWAY:
            return ()  # the event that happened has its own flow
        if self.kind is Kind.PARALLEL_GATEWAY:
            return self.outgoing
        if self.kind is Kind.EXCLUSIVE_GATEWAY and len(self.outgoing) > 1:
            return None
        if any(flow.condition is not None or flow.id == self.default for flow in self.outgoing):
            return None
        return self.outgoing

    @property
    def label(self) -> str:
        """What a person calls it: the name, else the id."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class StartTrigger:
    """How an instance may begin from outside: `element` is entered when one of its triggers happens."""

    element: str
    definition: Trigger


@dataclass(frozen=True, slots=True)
class Graph:
    """One executable process, ready to run. `nodes` holds every flow element at any depth and the process itself."""

    key: str
    name: str
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    version_tag: str = ""
    documentation: str = ""
    #: the triggers that start an instance: message, timer, signal and conditional starts, instantiating receives
    starts: tuple[StartTrigger, ...] = ()
    _upstream: dict[str, Mapping[str, frozenset[str]]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def upstream(self, gateway: str) -> Mapping[str, frozenset[str]]:
        """Per incoming flow of a joining gateway the nodes from which a token can still reach it without passing
        the gateway before (BPMN 13.4.3); worked out once per gateway.
        """
        known = self._upstream.get(gateway)
        if known is None:
            incoming = self.nodes[gateway].incoming
            known = MappingProxyType({flow.id: self._before(flow.source, gateway) for flow in incoming})
            self._upstream[gateway] = known
        return known

    def _before(self, last: str, gateway: str) -> frozenset[str]:
        seen: set[str] = set()
        waiting = [last]
        while waiting:
            identity = waiting.pop()
            if identity == gateway or identity in seen:
                continue
            seen.add(identity)
            node = self.nodes[identity]
            waiting.extend(flow.source for flow in node.incoming)
            if node.attached_to:
                waiting.append(node.attached_to)
        return frozenset(seen)

    @property
    def root(self) -> Node:
        """The process as the outermost scope."""
        return self.nodes[self.key]

    @property
    def forms(self) -> frozenset[str]:
        """Ids of the forms its user tasks and start events name."""
        return frozenset(
            node.behaviour.form
            for node in self.nodes.values()
            if isinstance(node.behaviour, UserTask) and node.behaviour.form
        )

    @property
    def decisions(self) -> frozenset[str]:
        """Ids of the decisions its business rule tasks call."""
        return frozenset(
            node.behaviour.decision
            for node in self.nodes.values()
            if isinstance(node.behaviour, CalledDecision)
        )

    @property
    def start_form(self) -> str | None:
        """The form of the none start event, asked before an instance is created."""
        for entry in self.root.entries:
            behaviour = self.nodes[entry].behaviour
            if isinstance(behaviour, UserTask):
                return behaviour.form
        return None
