"""Messages and signals find who waits for them: in this transaction or, when others are busy, in a job right after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from engine import jobs
from engine.bpmn import TimerKind
from engine.execution import calls, codec, consents, moments, problems
from engine.execution.actions import DeliverMessage
from engine.execution.changes import MessageAwaited, MessageThrown, SignalThrown
from engine.execution.work import MOST, Running, Work
from engine.feel import Value
from engine.state import case, instance, message, signal
from engine.state.case import CaseRow
from engine.state.message import MessageState
from engine.state.signal import Hearer
from engine.transaction import Transaction

#: how long a message waits for a catch that does not exist yet
MESSAGE_LIFE = timedelta(days=14)
#: catches that hear a signal in the transaction that throws it; the rest hear it in jobs of that size
AT_ONCE = 50

#: what a message keeps at least while a job is on its way with it
_GRACE = timedelta(minutes=10)
_LOOKS = 5


@dataclass(frozen=True, slots=True)
class Publication:
    """A message from outside; the same name and `message_id` are received once, without one every time."""

    name: str
    key: str
    variables: Mapping[str, Value] = field(default_factory=dict)
    life: timedelta = MESSAGE_LIFE
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Correlation:
    """What became of a message: the instance that took it or was started by it, if any yet."""

    message_id: int
    state: MessageState
    instance_id: int | None = None


def publish(work: Work, published: Publication, matter: CaseRow | None) -> Correlation:
    """Hand a message to the catch that has waited longest, else to a start event in the case, or keep it.

    The instance is locked before the name, as in a step, so that two transactions never wait for each other crosswise;
    the second look under the name's lock closes the gap in which a catch may have appeared.
    """
    tx, name, key = work.tx, published.name, published.key
    waiting = message.waiting(tx, name, key)
    if waiting is not None:
        work.take(instance.lock(tx, waiting.instance_id))
    message.lock_names(tx, [(name, key)])
    variables = codec.dump_variables(published.variables)
    number = message.create(tx, name, key, variables, tx.now + published.life, published.message_id)
    if number is None:
        known = message.known(tx, name, published.message_id or "")
        assert known is not None  # noqa: S101  what kept the row out is committed
        return Correlation(known.id, known.state, known.instance_id)
    return _hand_over(work, number, published, matter)


def throw_message(work: Work, thrower: Running, fact: MessageThrown) -> None:
    """A message leaves an instance. Whoever is busy gets it from a job: a step never waits for other instances.

    What reports a structural problem is counted in the list of these, too.
    """
    tx, row = work.tx, thrower.row
    expires = tx.now + MESSAGE_LIFE
    if fact.time_to_live is not None:
        due = moments.due(TimerKind.DURATION, fact.time_to_live, tx.now)
        expires = expires if due is None else due.at
    number = message.create(
        tx, fact.name, fact.key, codec.dump_variables(fact.variables), expires, fact.message_id
    )
    if number is None:
        return  # received before
    if fact.name == problems.MESSAGE:
        problems.leave(tx, row, number, fact.element, thrower.graph.nodes[fact.element].label)
    if work.reached < MOST and message.try_name(tx, fact.name, fact.key):
        _hand_over(work, number, Publication(fact.name, fact.key, fact.variables), case.get(tx, row.case_id))
    else:
        _leave(tx, number, row.case_id)


def deliver(tx: Transaction, work: Work, message_id: int, case_id: int | None) -> None:
    """What a job does with a message that was left to it; nothing when somebody took it meanwhile."""
    found = message.get(tx, message_id)
    if found is None or found.state is not MessageState.BUFFERED:
        return
    waiting = message.waiting(tx, found.name, found.key)
    if waiting is not None:
        work.take(instance.lock(tx, waiting.instance_id))
    message.lock_names(tx, [(found.name, found.key)])
    found = message.get(tx, message_id)
    if found is not None and found.state is MessageState.BUFFERED:
        matter = None if case_id is None else case.get(tx, case_id)
        brought = codec.load_variables(found.variables)
        _hand_over(work, found.id, Publication(found.name, found.key, brought), matter)


def _hand_over(work: Work, number: int, published: Publication, matter: CaseRow | None) -> Correlation:
    """With the name locked: the catch first, then a start event, else the message waits."""
    tx = work.tx
    for _ in range(_LOOKS):
        waiting = message.waiting(tx, published.name, published.key)
        if waiting is None:
            return _start(work, number, published, matter)
        if waiting.suspended:
            return Correlation(number, MessageState.BUFFERED)
        taker = work.try_hold(waiting.instance_id)
        if taker is None:
            break
        if waiting.subscription in taker.tokens.subscriptions and taker.row.suspended_at is None:
            work.reached += 1
            message.consume(tx, number, MessageState.CORRELATED, taker.row.id)
            work.step(taker, DeliverMessage(waiting.subscription, published.variables))
            return Correlation(number, MessageState.CORRELATED, taker.row.id)
        # left while we looked: look again, now that it is locked
    _leave(tx, number, None if matter is None else matter.id)
    return Correlation(number, MessageState.BUFFERED)


def _start(work: Work, number: int, published: Publication, matter: CaseRow | None) -> Correlation:
    if matter is not None:
        for start, version in calls.starts(work.tx, "message", published.name, matter.ags):
            begun = calls.begin(work, matter, start, version, published.variables)
            if begun is not None:
                message.consume(work.tx, number, MessageState.STARTED, begun)
                return Correlation(number, MessageState.STARTED, begun)
    return Correlation(number, message.state_of_unwanted(work.tx, number))


def _leave(tx: Transaction, number: int, case_id: int | None) -> None:
    message.outlast(tx, number, tx.now + _GRACE)
    jobs.defer(tx, jobs.DELIVER_MESSAGE, [{"message_id": number, "case_id": case_id}])


def take_buffered(work: Work, catcher: Running, fact: MessageAwaited) -> None:
    """A message that came before its catch is delivered as soon as the catch waits."""
    catch(work, catcher, fact.subscription, fact.name, fact.key)


def catch(work: Work, catcher: Running, subscription: int, name: str, key: str) -> None:
    """Deliver the oldest message that waits for this catch, if the catch is still there."""
    if subscription in catcher.tokens.subscriptions:
        found = message.take_buffered(work.tx, name, key, catcher.row.id)
        if found is not None:
            work.step(catcher, DeliverMessage(subscription, codec.load_variables(found.variables)))


def throw_signal(work: Work, thrower: Running, fact: SignalThrown) -> None:
    """A signal leaves an instance: every other catch of its name hears it, and starts in its case begin."""
    consents.heed(work.tx, thrower.row.case_id, thrower.row.reference, fact.name, fact.variables)
    broadcast(work, fact.name, fact.variables, thrower.row.id)
    for start, version in calls.starts(work.tx, "signal", fact.name, thrower.row.ags):
        if work.reached < MOST:
            calls.begin(work, case.get(work.tx, thrower.row.case_id), start, version, fact.variables)


def broadcast(work: Work, name: str, variables: Mapping[str, Value], thrower: int | None) -> int:
    """Let every catch of the signal hear it, the first few at once, the rest by jobs; returns how many there are."""
    hearers = [one for one in signal.hearing(work.tx, name) if one.instance_id != thrower]
    if hearers:
        number = signal.create(work.tx, name, codec.dump_variables(variables), thrower, len(hearers))
        free = max(0, min(AT_ONCE, MOST - work.reached))
        _hear(work, number, hearers[:free], variables)
        _later(work.tx, number, [one.id for one in hearers[free:]])
    return len(hearers)


def leave_signal(tx: Transaction, name: str, variables: Mapping[str, Value]) -> None:
    """Throw a signal that each catch hears in a job of its own, so that one that breaks keeps no other from hearing."""
    hearers = signal.hearing(tx, name)
    if hearers:
        number = signal.create(tx, name, codec.dump_variables(variables), None, len(hearers))
        jobs.defer(tx, jobs.BROADCAST, [{"signal_id": number, "subscriptions": [one.id]} for one in hearers])


def hear(tx: Transaction, work: Work, signal_id: int, numbers: Sequence[int]) -> None:
    """What a job does for the catches left to it; of one alone it waits for the lock."""
    found = signal.get(tx, signal_id)
    if found is None:
        return
    hearers = signal.still_open(tx, numbers)
    if len(numbers) == 1 and hearers:
        work.take(instance.lock(tx, hearers[0].instance_id))
    _hear(work, signal_id, hearers, codec.load_variables(found.variables))


def _hear(work: Work, number: int, hearers: Sequence[Hearer], variables: Mapping[str, Value]) -> None:
    busy = []
    for hearer in hearers:
        running = work.try_hold(hearer.instance_id)
        if running is None:
            busy.append(hearer.id)
        elif running.row.suspended_at is not None:
            signal.keep(work.tx, hearer.id, number)
        elif hearer.subscription in running.tokens.subscriptions:
            work.reached += 1
            work.step(running, DeliverMessage(hearer.subscription, variables))
    if busy:
        jobs.defer(work.tx, jobs.BROADCAST, [{"signal_id": number, "subscriptions": [one]} for one in busy])


def _later(tx: Transaction, number: int, hearers: Sequence[int]) -> None:
    batches = [list(hearers[first : first + AT_ONCE]) for first in range(0, len(hearers), AT_ONCE)]
    if batches:
        jobs.defer(tx, jobs.BROADCAST, [{"signal_id": number, "subscriptions": [*one]} for one in batches])


def catch_up(work: Work, instances: Sequence[int]) -> None:
    """Deliver what waited while these instances were suspended."""
    catches = message.open_of(work.tx, instances)
    message.lock_names(work.tx, [(one.name, one.key) for one in catches])
    for waiting in catches:
        catch(work, work.hold(waiting.instance_id), waiting.subscription, waiting.name, waiting.key)
    for hearer, brought in signal.kept(work.tx, instances):
        running = work.hold(hearer.instance_id)
        if hearer.subscription in running.tokens.subscriptions:
            work.step(running, DeliverMessage(hearer.subscription, codec.load_variables(brought)))
