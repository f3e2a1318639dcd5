"""The compiled process: an immutable graph the token engine walks.

A BPMN file is parsed once per version; each executable `process` becomes one `Graph`. Names are the
standard's own (BPMN 2.0.2, formal/2013-12-09); `Kind` values are the local names of the XML tags.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

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


SCOPES = frozenset({Kind.PROCESS, Kind.SUB_PROCESS, Kind.TRANSACTION, Kind.AD_HOC_SUB_PROCESS})


class TimerKind(StrEnum):
    """The three timer definitions of BPMN 10.5.5."""

    DATE = "timeDate"
    DURATION = "timeDuration"
    CYCLE = "timeCycle"


@dataclass(frozen=True, slots=True)
class Timer:
    """Due by date, after a duration, or in a cycle; the value is ISO 8601 text or a FEEL date/duration."""

    kind: TimerKind
    value: Expression


@dataclass(frozen=True, slots=True)
class Message:
    """A named message; `correlation_key` picks the waiting instance (None on start events)."""

    name: Expression
    correlation_key: Expression | None = None


@dataclass(frozen=True, slots=True)
class Terminate:
    """Ends every other token of its scope (BPMN 10.5.3)."""


EventDefinition = Timer | Message | Terminate


@dataclass(frozen=True, slots=True)
class Assignment:
    """`zeebe:ioMapping`: evaluate `source`, write it to the variable `target`."""

    source: Expression
    target: str


@dataclass(frozen=True, slots=True)
class UserTask:
    """Who may do it, by when, with which form (`zeebe:assignmentDefinition`, `taskSchedule`,
    `formDefinition`).
    """

    assignee: Expression | None = None
    candidate_groups: Expression | None = None
    candidate_users: Expression | None = None
    due_date: Expression | None = None
    follow_up_date: Expression | None = None
    priority: Expression | None = None
    form: str | None = None


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


Behaviour = UserTask | Script | CalledDecision


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
    boundary: tuple[str, ...] = ()
    attached_to: str | None = None
    interrupting: bool = True
    events: tuple[EventDefinition, ...] = ()
    behaviour: Behaviour | None = None
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()
    #: of a scope: where a token starts when it is entered – the none start event, or the nodes nothing leads
    #: to
    entries: tuple[str, ...] = ()
    properties: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    documentation: str = ""
    lane: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Graph:
    """One executable process, ready to run. `nodes` holds every flow element at any depth, and the process
    itself.
    """

    key: str
    name: str
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    version_tag: str = ""
    documentation: str = ""

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
