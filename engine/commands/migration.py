"""Running instances go on in another version of their process: first a look at all of them, then one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice

from engine.actor import Action
from engine.errors import Conflict, Invalid
from engine.execution import advance
from engine.execution.bundle import load_bundle
from engine.execution.course import is_told, must_repair, of_course, of_courses
from engine.execution.migration import MigrationRefused, Refusal, Rule
from engine.execution.trial import Outlook, Pair, Trial
from engine.sight import Sight
from engine.state import definition, instance, record
from engine.state import migration as rows
from engine.state.definition import VersionRow, VersionState
from engine.state.instance import InstanceRow, InstanceState
from engine.transaction import Transaction

_BATCH = 200
_LISTED = 500
_UNTOLD = "Ein Schritt, den Ihre Behörde nicht einsehen darf"


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

    Looked at are those that the actor may repair and is told of; with `most` only so many, the oldest.
    Invalid when the versions are none of one definition or the mapping names elements that are not there.
    """
    tx.actor.must(Action.RESOLVE_INCIDENT)
    source, target = _versions(tx, version_from, version_to)
    trial = Trial(tx, Pair(load_bundle(tx, source.id), load_bundle(tx, target.id), mapping or {}), target)
    counts: Counter[tuple[Rule, str, str]] = Counter()
    refused: list[Outlook] = []
    ready: list[Outlook] = []
    total = would_stop = passed = 0
    for row, course in islice(_running(tx, version_from), most):
        outlook = _told(course, trial.look(row))
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
    must_repair(tx, instance_id, "migrate")
    row = instance.get(tx, instance_id)
    source, target = _versions(tx, row.version_id, version_to)
    pair = Pair(load_bundle(tx, source.id), load_bundle(tx, target.id), mapping or {})
    return _told(of_course(tx, row.case_id), Trial(tx, pair, target).look(row))


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
    must_repair(tx, instance_id, "migrate")
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
    try:
        advance.migrate(tx, row, goal, pair.entries(row.process_key))
    except MigrationRefused as refused:
        told = _told(of_course(tx, row.case_id), Outlook(row.id, row.revision, refused.refusals))
        raise MigrationRefused(row.process_key, told.refusals) from refused


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


def _told(course: Sight, outlook: Outlook) -> Outlook:
    """What speaks against it, without the name of a step that the actor is not told of."""
    return replace(
        outlook,
        refusals=tuple(
            one
            if course.reads_element(outlook.instance_id, one.element)
            else Refusal(one.rule, _UNTOLD, f"„{_UNTOLD}“: Er steht dagegen.")
            for one in outlook.refusals
        ),
    )


def _running(tx: Transaction, version_id: int) -> Iterator[tuple[InstanceRow, Sight]]:
    last = 0
    own = None if tx.actor.system else tx.actor.authorities(Action.RESOLVE_INCIDENT)
    while found := rows.running(tx, version_id, last, _BATCH, own):
        courses = of_courses(tx, [row.case_id for row in found])
        for row in found:
            if is_told(tx, courses[row.case_id], row.id):
                yield row, courses[row.case_id]
        last = found[-1].id
