"""How the tokens of an instance stand, without its values: instances of one shape share what does not ask for any."""

from __future__ import annotations

from collections.abc import Hashable

from engine.execution.instance import (
    ROOT,
    ConditionSubscription,
    Done,
    Instance,
    MessageSubscription,
    SignalSubscription,
    TimerSubscription,
)


def shape(tokens: Instance) -> Hashable:
    """Equal for two instances of a process that stand alike. Numbers of element instances count by their order."""
    order = {number: place for place, number in enumerate(sorted(tokens.elements))}
    return (
        tuple(
            (one.element, order.get(one.scope, -1), one.stage, one.failed)
            for _number, one in sorted(tokens.elements.items())
        ),
        tuple(
            sorted(
                (type(one).__name__, one.element, order.get(one.host, -1), one.definition, _waits(one))
                for one in tokens.subscriptions.values()
            )
        ),
        tuple(
            sorted(
                (order.get(scope, -1), join, _items(flows)) for (scope, join), flows in tokens.arrived.items()
            )
        ),
        tuple((order.get(scope, -1), element, flow) for scope, element, flow in tokens.parked),
        tuple(
            (order.get(number, -1), one.total, one.started, one.completed, one.terminated, repr(one.items))
            for number, one in sorted(tokens.repeats.items())
        ),
        tuple(
            (order.get(scope, -1), tuple(_done(one) for one in found))
            for scope, found in sorted(tokens.done.items())
        ),
        tuple(
            (
                order.get(owner, -1),
                order.get(work.running or -1, -1),
                tuple(_done(one) for _scope, one in work.waiting),
            )
            for owner, work in sorted(tokens.undoing.items())
        ),
        tuple(
            sorted(
                (order.get(host, -1), element, tuple(sorted(triggers)))
                for (host, element), triggers in tokens.met.items()
            )
        ),
        tokens.called,
    )


def places(tokens: Instance) -> frozenset[str]:
    """The elements at which it stands, without the scopes around them."""
    return frozenset(tokens.elements[one].element for one in standing(tokens))


def standing(tokens: Instance) -> frozenset[int]:
    """The element instances at which it stands, without the scopes around them."""
    around = {one.scope for one in tokens.elements.values() if one.id != ROOT}
    return frozenset(one.id for one in tokens.elements.values() if one.id not in around and one.id != ROOT)


def _waits(one: TimerSubscription | MessageSubscription | SignalSubscription | ConditionSubscription) -> str:
    """What of a subscription a migration may compare; a key is a value, and asks for one."""
    match one:
        case SignalSubscription():
            return one.name
        case ConditionSubscription():
            return str(one.holds)
        case _:
            return ""


def _items(flows: dict[str, int]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(flows.items()))


def _done(one: Done) -> Hashable:
    return one.element, tuple(_done(inner) for inner in one.inside)
