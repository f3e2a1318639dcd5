"""BPMN 2.0: from a file to graphs the token engine runs, and everything that can be said about the file
before.

`read` answers with findings and never raises for a fault of the model; `parse` and `compile_graphs` are its
steps and raise `ModelError`.
"""

from collections.abc import Mapping
from types import MappingProxyType

from engine.bpmn.check import Checked, read
from engine.bpmn.compile import compile_graphs
from engine.bpmn.definitions import (
    Cancel,
    Compensate,
    Conditional,
    Error,
    Escalation,
    EventDefinition,
    Link,
    Message,
    Signal,
    Terminate,
    Timer,
    TimerKind,
    Trigger,
)
from engine.bpmn.disclosed import Discloses
from engine.bpmn.drawing import Bounds, Edge, Level, Shape, read_drawing
from engine.bpmn.element import Document, Element
from engine.bpmn.expressions import agreed_for, written_in
from engine.bpmn.four_eyes import FOUR_EYES, earlier_tasks
from engine.bpmn.legibility import TOLD as _DRAWING
from engine.bpmn.legibility import check_drawing
from engine.bpmn.lint import FILE_RULES, RULES, Context, Knowledge, Told, lint
from engine.bpmn.mend import apply_fix, mend
from engine.bpmn.model import (
    CATCHING,
    SCOPES,
    THROWING,
    AdHoc,
    Assignment,
    Behaviour,
    Binding,
    Call,
    CalledDecision,
    ComplexJoin,
    EventGateway,
    Exchange,
    Flow,
    Graph,
    Job,
    Kind,
    Loop,
    LoopBehavior,
    MultiInstance,
    Node,
    Script,
    StandardLoop,
    StartTrigger,
    UserTask,
)
from engine.bpmn.next_stops import next_stops, previous_stops
from engine.bpmn.outline import OutlineStep, OutlineWay, outline
from engine.bpmn.parse import parse
from engine.bpmn.wording import kind_label

__all__ = [
    "CATCHING",
    "FOUR_EYES",
    "SCOPES",
    "THROWING",
    "TOLD",
    "AdHoc",
    "Assignment",
    "Behaviour",
    "Binding",
    "Bounds",
    "Call",
    "CalledDecision",
    "Cancel",
    "Checked",
    "Compensate",
    "ComplexJoin",
    "Conditional",
    "Context",
    "Discloses",
    "Document",
    "Edge",
    "Element",
    "Error",
    "Escalation",
    "EventDefinition",
    "EventGateway",
    "Exchange",
    "Flow",
    "Graph",
    "Job",
    "Kind",
    "Knowledge",
    "Level",
    "Link",
    "Loop",
    "LoopBehavior",
    "Message",
    "MultiInstance",
    "Node",
    "OutlineStep",
    "OutlineWay",
    "Script",
    "Shape",
    "Signal",
    "StandardLoop",
    "StartTrigger",
    "Terminate",
    "Timer",
    "TimerKind",
    "Told",
    "Trigger",
    "UserTask",
    "agreed_for",
    "apply_fix",
    "check_drawing",
    "compile_graphs",
    "earlier_tasks",
    "kind_label",
    "lint",
    "mend",
    "next_stops",
    "outline",
    "parse",
    "previous_stops",
    "read",
    "read_drawing",
    "written_in",
]

#: the explanations of the lint rules and of the rules of the drawing, by their names
TOLD: Mapping[str, Told] = MappingProxyType(
    {one.name: one.told for one in RULES} | {one.name: one.told for one in FILE_RULES} | dict(_DRAWING)
)
