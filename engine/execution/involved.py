"""The rows a sight is made of: who takes part in a case, its tasks, runs and consents, each asked once while nothing is
written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Executable, Row, select

from engine.execution import codec
from engine.execution.bundle import load_bundle
from engine.execution.instance import ROOT
from engine.sight import Consent, Partition, Run, partition
from engine.state import sight as state
from engine.state.case import CASE, PARTICIPANT
from engine.state.definition import VERSION
from engine.state.instance import INSTANCE, IS_STATE, STATE
from engine.state.metadata import any_given
from engine.state.referral import REFERRAL
from engine.state.task import TASK
from engine.transaction import Transaction

# built once: every page about a case asks
_PRESENT = (
    select(
        PARTICIPANT.c.case_id,
        PARTICIPANT.c.authority_id,
        CASE.c.authority_id.label("leading"),
        CASE.c.person_id,
    )
    .join(CASE, CASE.c.id == PARTICIPANT.c.case_id)
    .where(PARTICIPANT.c.case_id == any_given("cases"), PARTICIPANT.c.until.is_(None))
    .order_by(PARTICIPANT.c.authority_id)
)
_INSTANCES = (
    select(
        INSTANCE.c.case_id,
        INSTANCE.c.id,
        INSTANCE.c.version_id,
        VERSION.c.digest,
        STATE.c.tokens,
        REFERRAL.c.given,
        REFERRAL.c.sender_id,
        REFERRAL.c.receiver_id,
        REFERRAL.c.owner_id,
    )
    .join(VERSION, VERSION.c.id == INSTANCE.c.version_id)
    .outerjoin(STATE, IS_STATE)
    .outerjoin(REFERRAL, REFERRAL.c.instance_id == INSTANCE.c.id)
    .where(INSTANCE.c.case_id == any_given("cases"))
    .order_by(INSTANCE.c.id)
)
_TASKS = (
    select(
        TASK.c.case_id,
        TASK.c.id,
        TASK.c.instance_id,
        TASK.c.element,
        TASK.c.form,
        TASK.c.name,
        TASK.c.state,
        TASK.c.topic,
        TASK.c.role,
        TASK.c.authority_id,
    )
    .where(TASK.c.case_id == any_given("cases"))
    .order_by(TASK.c.id)
)


def look_at(tx: Transaction, cases: Collection[int]) -> None:
    """Read all of these cases at once: four statements, however many they are. Kept only while nothing is written."""
    if not cases or tx.writes:
        return
    for statement in (_PRESENT, _TASKS, _INSTANCES):
        _rows(tx, statement, cases)
    _consents(tx, cases)


def present(tx: Transaction, case_id: int) -> Sequence[Row[Any]]:
    """The authorities that take part, each with the one that leads and the person."""
    return _rows(tx, _PRESENT, (case_id,))[case_id]


def instances(tx: Transaction, case_id: int) -> Sequence[Row[Any]]:
    """Every run, also those that have ended."""
    return _rows(tx, _INSTANCES, (case_id,))[case_id]


def tasks(tx: Transaction, case_id: int) -> Sequence[Row[Any]]:
    """Every task, also those that are done or were taken away."""
    return _rows(tx, _TASKS, (case_id,))[case_id]


def _rows(tx: Transaction, statement: Executable, cases: Collection[int]) -> dict[int, Sequence[Row[Any]]]:
    """The rows of a statement by case."""
    known = tx.known
    missing = [one for one in cases if (statement, one) not in known]
    if missing:
        found: dict[int, list[Row[Any]]] = {one: [] for one in missing}
        for row in tx.execute(statement, {"cases": missing}):
            found[row.case_id].append(row)
        known.update({(statement, one): rows for one, rows in found.items()})
    return {one: known[statement, one] for one in cases}


def _consents(tx: Transaction, cases: Collection[int]) -> dict[int, Sequence[Consent]]:
    known = tx.known
    missing = [one for one in cases if (Consent, one) not in known]
    if missing:
        known.update({(Consent, one): given for one, given in state.all_consents(tx, missing).items()})
    return {one: known[Consent, one] for one in cases}


def consents(tx: Transaction, case_id: int) -> Sequence[Consent]:
    """Every consent, also those that are over."""
    return _consents(tx, (case_id,))[case_id]


def part(tx: Transaction, version_id: int, digest: str | None = None) -> Partition:
    """The data groups of a stored version."""
    bundle = load_bundle(tx, version_id, digest)
    found: Partition = tx.models.get(
        ("partition", version_id, digest),
        lambda: partition(bundle.main, bundle.profile, bundle.graphs.values(), bundle.forms),
    )
    return found


def runs(tx: Transaction, rows: Iterable[Row[Any]], tasks: Iterable[Row[Any]]) -> list[Run]:
    """The instances with their groups, and the topics their variables name as recipients."""
    topics: defaultdict[int, set[str]] = defaultdict(set)
    for task in tasks:
        topics[task.instance_id].add(task.topic)
    found = []
    for row in rows:
        one = part(tx, row.version_id, row.digest)
        asked = one.recipients and row.tokens is not None
        held = codec.load(bytes(row.tokens)).variables.get(ROOT, {}) if asked else {}
        by_norm = bool(row.given) and all(given["ground"] == "norm" for given in row.given)
        found.append(Run(row.id, one, _named(one, held, topics[row.id]), by_norm))
    return found


def _named(one: Partition, held: Mapping[str, object], topics: set[str]) -> dict[str, frozenset[str]]:
    """What recipients named by a variable are.

    An instance that has ended keeps no variables: there it is for whom it had tasks and whom no group names by topic.
    """
    found = {}
    for name in one.recipients:
        value = held.get(name)
        if isinstance(value, str):
            found[name] = frozenset({value})
        elif isinstance(value, list):
            found[name] = frozenset(item for item in value if isinstance(item, str))
        elif not held:
            found[name] = frozenset(topics - one.recipients)
    return found
