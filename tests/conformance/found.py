"""What a step case can ask for: running instances, user tasks, executions and timers, as handles."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from engine.execution.changes import UserTaskActivated
from engine.execution.instance import ROOT, MessageSubscription, SignalSubscription
from tests.conformance.playing import Play, waiting


@dataclass(frozen=True, slots=True)
class Handle:
    """One thing that was found. `key` is the element in the diagram, of an instance the process."""

    instance: int
    element_instance: int
    key: str
    name: str = ""
    assignee: str | None = None
    subscription: int | None = None
    #: of a catch: "message" or "signal", and the name it waits for
    subscription_name: tuple[str, str] | None = None


def find(play: Play, kind: str, where: Mapping[str, Any]) -> list[Handle]:
    """Everything of a kind that fits, in the order it was entered or by name (`order`, `desc`)."""
    found = [one for one in _KINDS[kind](play) if _fits(play, one, where)]
    if kind == "execution" and not {"message", "signal"} & set(where):
        found = list(
            {(one.instance, one.element_instance, one.key): one for one in reversed(found)}.values()
        )[::-1]
    order = str(where.get("order", ""))
    if order:
        found.sort(key=lambda one: one.name, reverse=bool(where.get("desc")))
    return found


def handle_of_instance(play: Play, number: int) -> Handle:
    """The handle of a process instance, running or over."""
    graph = play.offline.instances[number].graph
    return Handle(number, ROOT, graph.key, graph.name)


def instances(play: Play) -> list[Handle]:
    """Every running instance, called ones too."""
    return [
        handle_of_instance(play, number)
        for number, running in sorted(play.offline.instances.items())
        if not running.live.ended
    ]


def tasks(play: Play) -> list[Handle]:
    """Every user task that waits."""
    return [
        Handle(number, change.element_instance, change.element, change.name, change.assignee)
        for number, change in play.offline.changes
        if isinstance(change, UserTaskActivated) and play.waits(number, change.element_instance)
    ]


def executions(play: Play) -> list[Handle]:
    """Every element that is entered, and every catch that waits: the origin engines have an execution for both."""
    found = []
    for number, element_instance, element in waiting(play):
        node = play.node(number, element)
        found.append(Handle(number, element_instance, element, node.name if node else ""))
    for number, running in sorted(play.offline.instances.items()):
        for one in running.live.subscriptions.values():
            waits_for: tuple[str, str] | None = None
            match one:
                case MessageSubscription():
                    waits_for = ("message", one.name)
                case SignalSubscription():
                    waits_for = ("signal", one.name)
            found.append(
                Handle(number, one.host, one.element, subscription=one.id, subscription_name=waits_for)
            )
    return found


def timers(play: Play) -> list[Handle]:
    """Every timer that runs, the next one first; one that starts a process has no instance (0)."""
    return [
        Handle(due.instance or 0, ROOT, due.element, subscription=due.subscription)
        for due in play.offline.timers()
    ]


#: what a query may ask for; the last three order what is found, or say what all timers are
_WHERE = frozenset(
    {"name", "key", "assignee", "instance", "process", "message", "signal", "order", "desc", "timer"}
)
_KINDS: Mapping[str, Callable[[Play], list[Handle]]] = {
    "task": tasks,
    "instance": instances,
    "execution": executions,
    "job": timers,
}


def _started_by(play: Play, element: str) -> str | None:
    return next((key for key, graph in play.offline.graphs.items() if element in graph.nodes), None)


def _fits(play: Play, one: Handle, where: Mapping[str, Any]) -> bool:
    process = play.offline.instances[one.instance].graph.key if one.instance else _started_by(play, one.key)
    waits_for = one.subscription_name
    unknown = set(where) - _WHERE
    if unknown:
        raise ValueError(f"Expected to find by a known fact, but {sorted(unknown)} are none")
    checks = {
        "name": one.name,
        "key": one.key,
        "assignee": one.assignee,
        "instance": one.instance,
        "process": process,
        "message": waits_for[1] if waits_for and waits_for[0] == "message" else None,
        "signal": waits_for[1] if waits_for and waits_for[0] == "signal" else None,
    }
    return all(checks[name] == value for name, value in where.items() if name in checks)
