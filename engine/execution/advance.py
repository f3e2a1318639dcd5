"""Load an instance, take one step, write what came of it: the one way tokens move."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.clock import ZONE
from engine.dmn import Evaluation
from engine.execution import codec, effects
from engine.execution.actions import Action, DeliverMessage
from engine.execution.bundle import Bundle, load_bundle
from engine.execution.changes import MessageAwaited
from engine.execution.instance import Instance
from engine.execution.tokens import step
from engine.feel import Environment, Value
from engine.state import authority, case, instance, message
from engine.state.instance import InstanceRow, InstanceState
from engine.transaction import Transaction


@dataclass(slots=True)
class DatabaseServices:
    """What a step asks of the world, answered from the version's own files and the register of competences."""

    tx: Transaction
    row: InstanceRow
    bundle: Bundle
    environment: Environment

    @property
    def now(self) -> datetime:
        """The instant of the transaction."""
        return self.tx.now

    def decide(self, decision: str, variables: Mapping[str, Value]) -> Evaluation:
        """A decision of the instance's own version, so that a running case keeps the rules it began with."""
        return self.bundle.decide(decision, variables, self.environment)

    def competent(self, topic: str) -> int | None:
        """Who is competent for the topic at the place of the case today."""
        return authority.competent(self.tx, topic, self.row.ags, self.tx.now.astimezone(ZONE).date())


def environment(tx: Transaction) -> Environment:
    """What FEEL reads of the world in this transaction."""
    return Environment(now=tx.now.astimezone(ZONE))


def advance(tx: Transaction, row: InstanceRow, action: Action) -> Instance:
    """Apply the action to a locked instance; messages that were buffered for a new catch are delivered at once."""
    bundle = load_bundle(tx, row.version_id, row.digest)
    graph = bundle.graphs[row.process_key]
    services = DatabaseServices(tx, row, bundle, environment(tx))
    live = codec.load(row.tokens)
    awaited: list[MessageAwaited] = []
    following: Action | None = action
    while following is not None:
        live, changes = step(graph, live, following, services)
        effects.apply(tx, row, graph, changes)
        awaited.extend(change for change in changes if isinstance(change, MessageAwaited))
        following = _buffered(tx, row, live, awaited)
    state = InstanceState.COMPLETED if live.ended else InstanceState.ACTIVE
    outcome = None if live.outcome is None else graph.nodes[live.outcome].name or live.outcome
    instance.store(tx, row, codec.dump(live), state, outcome)
    if live.ended and not instance.active_in_case(tx, row.case_id):
        case.close(tx, row.case_id, outcome or "")
    return live


def _buffered(
    tx: Transaction, row: InstanceRow, live: Instance, awaited: list[MessageAwaited]
) -> DeliverMessage | None:
    """The delivery for a new catch whose message came before it; each catch is asked about once."""
    while awaited:
        catch = awaited.pop(0)
        if catch.subscription in live.subscriptions:
            found = message.take_buffered(tx, catch.name, catch.key, row.id)
            if found is not None:
                return DeliverMessage(catch.subscription, codec.load_variables(found.variables))
    return None


def publish(
    tx: Transaction, name: str, key: str, variables: Mapping[str, Value], expires_at: datetime
) -> bool:
    """Hand a message to the catch that has waited longest, or keep it until it expires.

    True when a catch took it. The instance is locked before the name, as in `advance`, so that two transactions never
    wait for each other crosswise; the second look closes the gap in which a catch may have appeared.
    """
    waiting = message.waiting(tx, name, key)
    if waiting is not None:
        instance.lock(tx, waiting.instance_id)
    message.lock_names(tx, [(name, key)])
    message.create(
        tx,
        name=name,
        correlation_key=key,
        variables=codec.dump_variables(variables),
        state=message.MessageState.BUFFERED,
        expires_at=expires_at,
    )
    waiting = message.waiting(tx, name, key)
    if waiting is None:
        return False
    row = instance.lock(tx, waiting.instance_id)
    found = message.take_buffered(tx, name, key, row.id)
    if found is None:
        return False
    advance(tx, row, DeliverMessage(waiting.subscription, codec.load_variables(found.variables)))
    return True
