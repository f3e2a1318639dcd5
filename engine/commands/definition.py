"""Versions of a process: deployed from files, or drawn and saved as a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.actor import Action
from engine.errors import Conflict, Finding, Invalid, ModelError, NotFound, Severity
from engine.execution import starts
from engine.execution.bundle import Bundle, digest, read_bundle
from engine.state import definition, record, start_timer
from engine.state.definition import VersionState
from engine.transaction import Transaction

#: the largest file a version may hold
LARGEST_FILE = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class VersionDeployed:
    """A version is stored. `created` is False when exactly these files were deployed before."""

    version_id: int
    key: str
    name: str
    number: int
    created: bool
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """A draft is stored with its next revision; its findings tell what would forbid an adoption."""

    version_id: int
    number: int
    revision: int
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
        tx, bundle.main, files, state=VersionState.FINAL, note=note, **_head(bundle, files)
    )
    row = definition.get(tx, number)
    return VersionDeployed(row.id, row.key, row.name, row.number, True, bundle.findings)


def begin_draft(tx: Transaction, version_id: int) -> int:
    """Begin a new draft of the definition with the files of this version; returns the draft's version."""
    tx.actor.must(Action.EDIT_MODEL)
    row = definition.get(tx, version_id)
    files = definition.files(tx, version_id)
    return definition.create(
        tx,
        row.key,
        files,
        state=VersionState.DRAFT,
        note=f"Aus Fassung {row.number}",
        **_head(read_bundle(files), files),
    )


def save_draft(
    tx: Transaction, version_id: int, path: str, content: bytes, revision: int, note: str
) -> DraftSaved:
    """Save one file into a draft.

    Faults in the model do not stop it: they are returned. Conflict when someone else saved meanwhile, or when the
    version is final and can no longer change.
    """
    tx.actor.must(Action.EDIT_MODEL)
    row = definition.lock(tx, version_id)
    files = definition.files(tx, version_id)
    if path not in files:
        raise Invalid(f"Expected to save {path}, but version {version_id} has no such file")
    if len(content) > LARGEST_FILE:
        raise Invalid(f"Expected to save {path}, but it is larger than {LARGEST_FILE // 2**20} MB")
    if row.state is VersionState.FINAL:
        raise Conflict(f"Expected to save version {version_id}, but it is final")
    if row.revision != revision:
        raise Conflict(
            f"Expected to save revision {revision} of version {version_id}, but it is {row.revision}"
        )
    files[path] = content
    bundle = read_bundle(files)
    if bundle.main and bundle.main != row.key:
        raise Invalid(
            f"Expected to save a version of {row.key}, but the diagram's process is {bundle.main}",
            {"xml": f"Die Prozess-ID muss „{row.key}“ bleiben, im Diagramm steht „{bundle.main}“."},
        )
    head = _head(bundle, files) | {"name": bundle.graph.name if bundle.main else row.name}
    if not definition.change(tx, version_id, revision, note=note or row.note, **head):
        raise Conflict(f"Expected to save version {version_id}, but someone else has saved it")
    definition.replace_files(tx, version_id, files)
    tx.models.forget((version_id, row.digest))
    return DraftSaved(version_id, row.number, revision + 1, bundle.findings)


def discard_draft(tx: Transaction, version_id: int, revision: int) -> None:
    """Delete a draft; Conflict when it is final or someone else saved meanwhile."""
    tx.actor.must(Action.EDIT_MODEL)
    row = definition.lock(tx, version_id)
    if row.state is not VersionState.DRAFT or row.revision != revision:
        raise Conflict(
            f"Expected to discard version {version_id}, but it is {row.state}, revision {row.revision}"
        )
    definition.remove(tx, version_id)


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


def _head(bundle: Bundle, files: Mapping[str, bytes]) -> dict[str, object]:
    warnings = sum(finding.severity is Severity.WARNING for finding in bundle.findings)
    return {
        "name": bundle.graph.name or bundle.main if bundle.main else "",
        "digest": digest(files),
        "main_path": bundle.main_path,
        "tag": bundle.graph.version_tag if bundle.main else "",
        "error_count": len(bundle.errors),
        "warning_count": warnings,
    }
