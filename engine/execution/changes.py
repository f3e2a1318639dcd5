"""Facts a step produced. The token game decides them, `effects` writes them; nothing else changes a table.

Each is one row of history. `element` is the id in the diagram, `element_instance` the entered element.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from engine.actor import Role
from engine.bpmn import Binding
from engine.competence import Reason
from engine.dmn import Evaluation
from engine.execution.clocks import Clocks
from engine.execution.frozen import frozen
from engine.execution.services import Question
from engine.feel import Value


@frozen
class InstanceStarted:
    """The process was entered."""

    element: str


@frozen
class ElementActivated:
    """An element was entered and waits (a scope, a catch event)."""

    element: str
    element_instance: int


@frozen
class ElementCompleted:
    """An element was left over `flows`; elements that never wait have only this fact."""

    element: str
    element_instance: int
    flows: tuple[str, ...]


@frozen
class ElementTerminated:
    """An element was taken away before it completed."""

    element: str
    element_instance: int


@frozen
class UserTaskActivated:
    """A person at `authority` must act, for the `reason` given, by the `clocks` of law and agreement. `assignee` is a
    login, `follow_up` an instant; `question` is what the register was asked, `substitute` the account that stands in
    for an unfilled post, `missing` the sentence that nobody is there yet.
    """

    element: str
    element_instance: int
    name: str
    authority: int
    topic: str
    role: Role
    reason: Reason
    assignee: str | None
    clocks: Clocks
    follow_up: datetime | None
    priority: int
    form: str | None
    question: Question
    substitute: int | None = None
    missing: str = ""

    @property
    def due(self) -> datetime | None:
        """The earlier of its clocks."""
        return self.clocks.due


@frozen
class UserTaskCompleted:
    """A person did it; `variables` are the names of what was handed over."""

    element: str
    element_instance: int
    variables: tuple[str, ...]


@frozen
class DataDisclosed:
    """The element let somebody know of the person: `topic` and, where the register knows it, the authority; by which
    norm, and what data by their names.
    """

    element: str
    element_instance: int
    topic: str
    authority: int | None
    norm: str
    data: tuple[str, ...]


@frozen
class DecisionEvaluated:
    """A decision was computed: inputs, fired rules, outputs and warnings are in `evaluation`."""

    element: str
    element_instance: int
    evaluation: Evaluation


@frozen
class TimerArmed:
    """A timer runs until `due`."""

    element: str
    element_instance: int
    subscription: int
    due: datetime


@frozen
class TimerFired:
    """A timer was due and was acted on."""

    element: str
    element_instance: int
    subscription: int


@frozen
class TimerCancelled:
    """A timer lost its reason before it was due."""

    element: str
    element_instance: int
    subscription: int


@frozen
class MessageAwaited:
    """A catch waits for the message `name` with the correlation key `key`."""

    element: str
    element_instance: int
    subscription: int
    name: str
    key: str


@frozen
class MessageCorrelated:
    """The message arrived at its catch; `variables` are the names of what it brought."""

    element: str
    element_instance: int
    subscription: int
    variables: tuple[str, ...]


@frozen
class MessageUnawaited:
    """The catch was left before the message came."""

    element: str
    element_instance: int
    subscription: int


@frozen
class MessageThrown:
    """A message goes out: to a catch that waits, to a start event, or into the buffer for `time_to_live` (ISO 8601)."""

    element: str
    element_instance: int
    name: str
    key: str
    variables: Mapping[str, Value]
    time_to_live: str | None = None
    message_id: str | None = None


@frozen
class SignalAwaited:
    """A catch waits for the signal `name`."""

    element: str
    element_instance: int
    subscription: int
    name: str


@frozen
class SignalReceived:
    """The signal arrived at its catch; `variables` are the names of what it brought."""

    element: str
    element_instance: int
    subscription: int
    variables: tuple[str, ...]


@frozen
class SignalUnawaited:
    """The catch was left before the signal came."""

    element: str
    element_instance: int
    subscription: int


@frozen
class SignalThrown:
    """A signal goes to every catch of every other instance; the catches of this one have it already."""

    element: str
    element_instance: int
    name: str
    variables: Mapping[str, Value]


@frozen
class ConditionMet:
    """A condition a catch waited for became true."""

    element: str
    element_instance: int


@frozen
class JobCreated:
    """Work for something outside, fetched by its `type`; `variables` are what the element sees."""

    element: str
    element_instance: int
    type: str
    retries: int
    headers: Mapping[str, str]


@frozen
class JobCompleted:
    """The work was done; `variables` are the names of what it handed over."""

    element: str
    element_instance: int
    variables: tuple[str, ...]


@frozen
class JobFailed:
    """The work did not succeed; with no `retries` left a `StepFailed` follows."""

    element: str
    element_instance: int
    retries: int


@frozen
class CallStarted:
    """A called process must be started with these variables; the element waits for its end."""

    element: str
    element_instance: int
    process: str
    binding: Binding
    version_tag: str
    variables: Mapping[str, Value]


@frozen
class CallCompleted:
    """The called process is over; `variables` are the names of what it handed over."""

    element: str
    element_instance: int
    variables: tuple[str, ...]


@frozen
class CallCancelled:
    """The call activity was left before the called process was over: that one must be cancelled."""

    element: str
    element_instance: int


@frozen
class ErrorThrown:
    """A business error was thrown; `catcher` is the event that caught it, None when it went to the caller."""

    element: str
    element_instance: int
    code: str
    catcher: str | None
    message: str = ""
    variables: Mapping[str, Value] = field(default_factory=dict)


@frozen
class EscalationThrown:
    """An escalation was thrown; with no `catcher` it goes to the caller, if there is one, and else nothing follows."""

    element: str
    element_instance: int
    code: str
    catcher: str | None
    variables: Mapping[str, Value] = field(default_factory=dict)


@frozen
class CompensationTriggered:
    """What the elements `undone` did is undone now, last first."""

    element: str
    element_instance: int
    undone: tuple[str, ...]


@frozen
class VariablesChanged:
    """Variables were changed from outside; names only."""

    element: str
    element_instance: int
    variables: tuple[str, ...]


@frozen
class TimerChanged:
    """A running timer is due at another instant."""

    element: str
    element_instance: int
    subscription: int
    due: datetime


@frozen
class TokensMoved:
    """An operator took element instances away and entered elements."""

    element: str
    cancelled: tuple[str, ...]
    activated: tuple[str, ...]


@frozen
class StepFailed:
    """The model broke at this element: the token waits in front of it, a person must decide (an incident)."""

    element: str
    element_instance: int
    kind: str
    message: str


@frozen
class IncidentResolved:
    """The element was tried again with these changed variables; a new `StepFailed` follows if it broke again."""

    element: str
    element_instance: int
    variables: tuple[str, ...] = ()


@frozen
class InstanceCompleted:
    """No token is left; `element` is the end event reached last."""

    element: str


@frozen
class InstanceCancelled:
    """The instance was ended from outside, or by an error that its caller caught."""

    element: str


@frozen
class UserTaskMigrated:
    """A user task that waits goes on as `element` of another version; draft, assignee and dates stay.

    `authority`, `topic`, `role` and `reason` are given when the other version names another group, `clocks` when it is
    the first to name one of them; None, and a clock that runs already, leave what is there.
    """

    element: str
    element_instance: int
    name: str
    authority: int | None
    topic: str | None
    role: Role | None
    form: str | None
    clocks: Clocks | None = None
    reason: Reason | None = None
    question: Question | None = None


@frozen
class InstanceMigrated:
    """The instance goes on in another version; `mapping` holds the elements whose id is another there.

    What comes before this fact speaks of the old version, what comes after it of the new one.
    """

    element: str
    mapping: Mapping[str, str]


Change = (
    InstanceStarted
    | ElementActivated
    | ElementCompleted
    | ElementTerminated
    | UserTaskActivated
    | UserTaskCompleted
    | DataDisclosed
    | DecisionEvaluated
    | TimerArmed
    | TimerFired
    | TimerCancelled
    | MessageAwaited
    | MessageCorrelated
    | MessageUnawaited
    | MessageThrown
    | SignalAwaited
    | SignalReceived
    | SignalUnawaited
    | SignalThrown
    | ConditionMet
    | JobCreated
    | JobCompleted
    | JobFailed
    | CallStarted
    | CallCompleted
    | CallCancelled
    | ErrorThrown
    | EscalationThrown
    | CompensationTriggered
    | VariablesChanged
    | TimerChanged
    | TokensMoved
    | StepFailed
    | IncidentResolved
    | InstanceCompleted
    | InstanceCancelled
    | UserTaskMigrated
    | InstanceMigrated
)
