"""One step, round by round, until every token waits."""

from __future__ import annotations

from engine.execution.tokens import conditions, elements, joins
from engine.execution.tokens.machine import Machine


def run(machine: Machine) -> None:
    """Move every token to its next wait state.

    First what moves by itself, then events that speak to others (so that whoever is about to listen does), then joins
    that nobody can reach any more.
    """
    instance, nodes = machine.instance, machine.graph.nodes
    queue, late, beginning = machine.queue, machine.late, machine.beginning
    while True:
        if (machine.changed or machine.fresh) and instance.subscriptions:
            conditions.look(machine)
        if beginning:
            number = beginning.popleft()
            if number in instance.elements:
                elements.activate(machine, instance.elements[number])
            continue
        if queue:
            token = queue.popleft()
            if nodes[token[1]].speaks:
                late.append(token)
                continue
        elif late:
            token = late.popleft()
        elif joins.release(machine):
            continue
        else:
            return
        scope, element, flow = token
        if scope in instance.elements:  # else it was terminated while the token was on its way
            machine.taken(scope)
            elements.arrive(machine, scope, nodes[element], flow)
