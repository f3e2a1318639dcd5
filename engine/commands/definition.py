"""Versions of a process: deployed from files, or drawn and saved as a draft."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from engine.actor import Action
from engine.bundle import LARGEST_FILE
from engine.errors import Conflict, Finding, Invalid, ModelError, NotFound
from engine.execution import drafts, starts
from engine.execution.bundle import digest, read_bundle
from engine.execution.drafts import DraftSaved, columns
from engine.execution.proposals import OVER
from engine.state import definition, discarded, proposal, record, start_timer
from engine.state.definition import VersionState
from engine.state.draft_save import SaveKind
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class VersionDeployed:
    """A version is stored. `created` is False when exactly these files were deployed before."""

    version_id: int
    key: str
    name: str
    number: int
    created: bool
    findings: tuple[Finding, ...]


def deploy(tx: Transaction, files: Mapping[str, bytes], note: str = "") -> VersionDeployed:
    """Store the files of one process as its next version, ready to be adopted.

    The same files as a stored version: that version again. ModelError with every finding when one is an error; then
    nothing is stored.
    """
    tx.actor.must(Action.EDIT_MODEL)
    bundle = read_bundle(files)
    if bundle.errors:
        raise ModelError(
            f"Expected to deploy {bundle.main or 'the files'}, but {len(bundle.errors)} findings forbid it",
            bundle.findings,
        )
    known = definition.with_digest(tx, bundle.main, digest(files))
    if known is not None:
        starts.arm_again(tx, known.id)
        return VersionDeployed(known.id, known.key, known.name, known.number, False, bundle.findings)
    number = definition.create(
        tx, bundle.main, files, state=VersionState.FINAL, note=note, **columns(bundle, files)
    )
    row = definition.get(tx, number)
    return VersionDeployed(row.id, row.key, row.name, row.number, True, bundle.findings)


def begin_draft(tx: Transaction, version_id: int, beside: Collection[int] | None = None) -> int:
    """Begin a new draft of the definition with the files of this version; returns the draft's version.

    `beside` are the drafts of it that are known to whoever begins one more: Conflict when there are others. Without,
    nobody asks.
    """
    tx.actor.must(Action.EDIT_MODEL)
    row = definition.lock(tx, version_id)
    if beside is not None and any(one.id not in beside for one in definition.drafts(tx, row.key)):
        raise Conflict(f"Expected to begin a draft of {row.key}, but there is one already")
    files = definition.files(tx, version_id)
    return definition.create(
        tx,
        row.key,
        files,
        state=VersionState.DRAFT,
        note=f"Aus Fassung {row.number}",
        **columns(read_bundle(files), files),
    )


def save_draft(
    tx: Transaction, version_id: int, path: str, content: bytes, revision: int, note: str
) -> DraftSaved:
    """Save one file into a draft.

    Faults in the model do not stop it: they are returned. Conflict when someone else saved the file meanwhile, or when
    the version is final and can no longer change.
    """
    tx.actor.must(Action.EDIT_MODEL)
    row = definition.lock(tx, version_id)
    if path not in definition.files(tx, version_id):
        raise Invalid(f"Expected to save {path}, but version {version_id} has no such file")
    if len(content) > LARGEST_FILE:
        raise Invalid(f"Expected to save {path}, but it is larger than {LARGEST_FILE // 2**20} MB")
    row = drafts.locked(tx, version_id)
    drafts.must_be_unchanged(tx, row, revision, [path])
    return drafts.store(tx, row, {path: content}, SaveKind.SAVED, note)


def discard_draft(tx: Transaction, version_id: int, revision: int) -> None:
    """Throw a draft away, until `bundle.recover`; Conflict when it is final or someone else saved meanwhile."""
    tx.actor.must(Action.EDIT_MODEL)
    row = definition.lock(tx, version_id)
    if row.state is not VersionState.DRAFT or row.revision != revision:
        raise Conflict(
            f"Expected to discard version {version_id}, but it is {row.state}, revision {row.revision}"
        )
    if any(one.state not in OVER for one in proposal.holding(tx, version_id)):
        raise Conflict(
            f"Expected to discard version {version_id}, but a proposal to the steering group holds it"
        )
    discarded.hide(tx, version_id)


def suspend(tx: Transaction, key: str, reason: str = "") -> None:
    """Let no new instance of the process begin, also not by time; running ones go on. Conflict when it is suspended."""
    tx.actor.must(Action.ADMINISTER)
    _known(tx, key, to="suspend")
    if not definition.suspend(tx, key, tx.now):
        raise Conflict(f"Expected to suspend process {key}, but it is suspended")
    record.append_operation(tx, "definition_suspended", key, reason)


def resume(tx: Transaction, key: str, reason: str = "") -> None:
    """Let instances of the process begin again, also those whose time came. Conflict when it is not suspended."""
    tx.actor.must(Action.ADMINISTER)
    _known(tx, key, to="resume")
    if not definition.suspend(tx, key, None):
        raise Conflict(f"Expected to resume process {key}, but it is not suspended")
    record.append_operation(tx, "definition_resumed", key, reason)
    start_timer.release_held(tx, key)


def _known(tx: Transaction, key: str, to: str) -> None:
    if definition.latest(tx, key) is None:
        raise NotFound(f"Expected to {to} process {key}, but there is none")
