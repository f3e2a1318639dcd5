"""Which variables an element of a process can read: everything the process sets somewhere, and what surrounds
it.

The order of steps is not judged. Scopes are: an input mapping of a sub-process is seen inside it only, and
what an element with output mappings sets besides them stays with the element.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from engine.bpmn.lint.context import Context
from engine.bpmn.model import Assignment, CalledDecision, MultiInstance, Node, Script, UserTask

#: the `zeebe:property` of a process or event that lists variables which come from outside, separated by
#: commas
PROPERTY = "variablen"


class Certainty(StrEnum):
    """How much is known about what sets variables."""

    FULL = "full"
    PARTIAL = "partial"
    NONE = "none"


def certainty(context: Context) -> Certainty:
    """Full when every form is known, partial when no form is used and none is known, else none."""
    if context.forms is not None:
        return Certainty.FULL if context.graph.forms <= context.forms.keys() else Certainty.NONE
    return Certainty.NONE if context.graph.forms else Certainty.PARTIAL


class Variables:
    """The names that may be set, by the scope in which an element reads them."""

    __slots__ = ("_anywhere", "_by_scope", "_nodes")

    def __init__(self, context: Context) -> None:
        self._nodes = context.graph.nodes
        self._anywhere = frozenset(context.variables).union(
            *(written(context, node) for node in self._nodes.values())
        )
        self._by_scope: dict[str, frozenset[str]] = {"": self._anywhere}

    def visible(self, scope: str) -> frozenset[str]:
        """What the process sets anywhere, and the input mappings of the scopes around the reader."""
        if scope not in self._by_scope:
            node = self._nodes[scope]
            self._by_scope[scope] = self.visible(node.scope) | roots(node.inputs) | items(node)
        return self._by_scope[scope]


def roots(mappings: Iterable[Assignment]) -> frozenset[str]:
    """The variables mappings write to; a target with dots writes a member of the first name."""
    return frozenset(mapping.target.partition(".")[0] for mapping in mappings)


def items(node: Node) -> frozenset[str]:
    """What each turn of a repetition finds beside the variables around it."""
    match node.loop:
        case MultiInstance(input_element=item):
            return frozenset({item, "loopCounter"} - {""})
        case _:
            return frozenset()


def written(context: Context, node: Node) -> frozenset[str]:
    """What an element sets, as far as the diagram and the forms say."""
    declared = frozenset(
        name for part in node.properties.get(PROPERTY, "").split(",") if (name := part.strip())
    )
    if isinstance(node.loop, MultiInstance) and node.loop.output_collection:
        declared |= {node.loop.output_collection}
    if node.outputs:
        return declared | roots(node.outputs)
    match node.behaviour:
        case UserTask(form=str(form)) if context.forms is not None:
            return declared | context.forms.get(form, frozenset())
        case Script(result_variable=name) | CalledDecision(result_variable=name):
            return declared | {name}
        case _:
            return declared
