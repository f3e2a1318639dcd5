"""BPMN 2.0: from a file to graphs the token engine runs, and everything that can be said about the file
before.

`read` answers with findings and never raises for a fault of the model; `parse` and `compile_graphs` are its
steps and raise `ModelError`.
"""

from engine.bpmn.check import Checked, read
from engine.bpmn.compile import compile_graphs
from engine.bpmn.element import Document, Element
from engine.bpmn.lint import Context, Knowledge, lint
from engine.bpmn.model import (
    SCOPES,
    Assignment,
    Behaviour,
    CalledDecision,
    EventDefinition,
    Flow,
    Graph,
    Kind,
    Message,
    Node,
    Script,
    Terminate,
    Timer,
    TimerKind,
    UserTask,
)
from engine.bpmn.outline import OutlineStep, OutlineWay, outline
from engine.bpmn.parse import parse

__all__ = [
    "SCOPES",
    "Assignment",
    "Behaviour",
    "CalledDecision",
    "Checked",
    "Context",
    "Document",
    "Element",
    "EventDefinition",
    "Flow",
    "Graph",
    "Kind",
    "Knowledge",
    "Message",
    "Node",
    "OutlineStep",
    "OutlineWay",
    "Script",
    "Terminate",
    "Timer",
    "TimerKind",
    "UserTask",
    "compile_graphs",
    "lint",
    "outline",
    "parse",
    "read",
]
