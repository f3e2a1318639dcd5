"""Running instances go on in another version of their process: first a look at all of them, then one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from engine.actor import Action
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import advance
from engine.execution.bundle import load_bundle
from engine.execution.migration import Rule
from engine.execution.trial import Outlook, Pair, Trial
from engine.state import case, definition, instance, record
from engine.state import migration as rows
from engine.state.definition import VersionRow, VersionState
from engine.state.instance import Head, InstanceRow, InstanceState
from engine.transaction import Transaction

_BATCH = 200
_LISTED = 500


@dataclass(frozen=True, slots=True)
class RefusalCount:
    """One reason and in how many instances it stands."""

    rule: Rule
    element: str
    message: str
    count: int


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a migration of all running instances would do; nothing was changed.

    `instances` lists the refused ones first and is bounded; the counts are over all of them.
    """

    version_from: int
    version_to: int
    total: int
    ready: int
    would_stop: int
    refusals: tuple[RefusalCount, ...]
    instances: tuple[Outlook, ...]

    @property
    def refused(self) -> int:
        """How many stay where they are."""
        return self.total - self.ready


def dry_run(
    tx: Transaction,
    version_from: int,
    version_to: int,
    mapping: Mapping[str, str] | None = None,
    listed: int = _LISTED,
    most: int | None = None,
) -> DryRun:
    """Try the migration of the running instances of a version in memory. Locks and changes nothing.

    Looked at are those of cases in which the actor may repair; with `most` only so many, the oldest.
    Invalid when the versions are none of one definition or the mapping names elements that are not there.
    """
    tx.actor.must(Action.RESOLVE_INCIDENT)
    source, target = _versions(tx, version_from, version_to)
    trial = Trial(tx, Pair(load_bundle(tx, source.id), load_bundle(tx, target.id), mapping or {}), target)
    counts: Counter[tuple[Rule, str, str]] = Counter()
    refused: list[Outlook] = []
    ready: list[Outlook] = []
    total = would_stop = passed = 0
    for row in islice(_running(tx, version_from), most):
        outlook = trial.look(row)
        total += 1
        passed += not outlook.refusals
        would_stop += outlook.would_stop
        counts.update({(one.rule, one.element, one.message) for one in outlook.refusals})
        kept = refused if outlook.refusals else ready
        if len(kept) < listed:
            kept.append(outlook)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return DryRun(
        version_from,
        version_to,
        total,
        passed,
        would_stop,
        tuple(RefusalCount(*reason, count) for reason, count in ordered),
        tuple([*refused, *ready][:listed]),
    )


def look(
    tx: Transaction, instance_id: int, version_to: int, mapping: Mapping[str, str] | None = None
) -> Outlook:
    """Try the migration of one running instance in memory, as `dry_run` does. Locks and changes nothing."""
    _must_repair(tx, instance.head(tx, instance_id))
    row = instance.get(tx, instance_id)
    source, target = _versions(tx, row.version_id, version_to)
    pair = Pair(load_bundle(tx, source.id), load_bundle(tx, target.id), mapping or {})
    return Trial(tx, pair, target).look(row)


def migrate(
    tx: Transaction,
    instance_id: int,
    version_to: int,
    mapping: Mapping[str, str] | None = None,
    revision: int | None = None,
    *,
    reason: str = "",
) -> None:
    """Let one instance go on in another version of its definition, with its tasks, timers and messages.

    MigrationRefused, which is a Conflict, names every reason against it. Conflict also when it has ended, is in that
    version already, or is not at `revision` any more.
    """
    _must_repair(tx, instance.head(tx, instance_id))
    row = instance.lock(tx, instance_id)
    if row.state is not InstanceState.ACTIVE:
        raise Conflict(f"Expected to migrate process instance {instance_id}, but it is {row.state}")
    if row.version_id == version_to:
        raise Conflict(
            f"Expected to migrate process instance {instance_id}, but it is in that version already"
        )
    if revision is not None and row.revision != revision:
        raise Conflict(f"Expected to migrate process instance {instance_id}, but it has moved on")
    _source, target = _versions(tx, row.version_id, version_to)
    pair = Pair(
        load_bundle(tx, row.version_id, row.digest),
        load_bundle(tx, target.id, target.digest),
        mapping or {},
    )
    goal = replace(row, version_id=target.id, digest=target.digest, process_key=pair.process(row.process_key))
    record.note_reason(tx, row.case_id, row.id, reason)
    advance.migrate(tx, row, goal, pair.entries(row.process_key))


def _must_repair(tx: Transaction, row: Head) -> None:
    if not case.permits(tx, Action.RESOLVE_INCIDENT, row.case_id):
        raise Forbidden(f"Expected to migrate process instance {row.id}, but no role there permits it")


def _versions(tx: Transaction, version_from: int, version_to: int) -> tuple[VersionRow, VersionRow]:
    source, target = definition.get(tx, version_from), definition.get(tx, version_to)
    if source.key != target.key:
        raise Invalid(
            f"Expected to migrate from {source.key} to another version of it, but version {version_to} is one of "
            f"{target.key}"
        )
    if target.state is not VersionState.FINAL:
        raise Invalid(f"Expected to migrate to a final version, but version {version_to} is {target.state}")
    return source, target


def _running(tx: Transaction, version_id: int) -> Iterator[InstanceRow]:
    last = 0
    own = None if tx.actor.system else tx.actor.authorities(Action.RESOLVE_INCIDENT)
    while found := rows.running(tx, version_id, last, _BATCH, own):
        yield from found
        last = found[-1].id
