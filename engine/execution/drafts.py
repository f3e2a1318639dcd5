"""The files of a draft become its next state, with the history of every save."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256

from engine import bundle as bundles
from engine.errors import Conflict, Finding, Invalid, NotFound, Severity
from engine.execution.bundle import Bundle, digest, read_bundle
from engine.execution.step_norms import step_norms
from engine.state import definition, draft_save
from engine.state.definition import VersionRow, VersionState
from engine.state.draft_save import SaveKind, SaveRow
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """A draft is stored with its next revision; its findings tell what would forbid an adoption."""

    version_id: int
    number: int
    revision: int
    findings: tuple[Finding, ...]


def columns(bundle: Bundle, files: Mapping[str, bytes]) -> dict[str, object]:
    """What the row of a version says about its files."""
    warnings = sum(one.severity is Severity.WARNING and not one.exempted for one in bundle.findings)
    return {
        "name": bundle.graph.name or bundle.main if bundle.main else "",
        "digest": digest(files),
        "main_path": bundle.main_path,
        "tag": bundle.graph.version_tag if bundle.main else "",
        "error_count": len(bundle.errors),
        "warning_count": warnings,
        "legal_bases": list(bundle.profile.legal_bases) if bundle.profile else [],
        "step_norms": step_norms(bundle),
    }


def locked(tx: Transaction, version_id: int) -> VersionRow:
    """The draft, locked until the transaction ends; Conflict when it is final."""
    row = definition.lock(tx, version_id)
    if row.state is VersionState.FINAL:
        raise Conflict(f"Expected to save version {version_id}, but it is final")
    return row


def must_be_unchanged(tx: Transaction, row: VersionRow, opened: int, paths: Collection[str]) -> None:
    """Conflict when somebody saved one of the files after the revision that was opened.

    Who works on another file of the draft meanwhile is no obstacle.
    """
    oldest = draft_save.first_revision(tx, row.id)
    unknown = (
        opened > row.revision or opened < 1 or (opened < row.revision and (oldest or row.revision) > opened)
    )
    if unknown or (opened < row.revision and draft_save.changed_since(tx, row.id, opened, paths)):
        raise Conflict(f"Expected to save revision {opened} of version {row.id}, but it is {row.revision}")


def store(
    tx: Transaction, row: VersionRow, changes: Mapping[str, bytes | None], kind: SaveKind, note: str
) -> DraftSaved:
    """Store changed files of a locked draft, None for one that is taken away, and note the save.

    Faults in the models are returned; Invalid when the process would become another one, or the files no bundle.
    """
    files = definition.files(tx, row.id)
    _begin_history(tx, row, files)
    changes = {path: content for path, content in changes.items() if files.get(path) != content}
    after = {path: content for path, content in {**files, **changes}.items() if content is not None}
    bundles.check_files(after)
    bundle = read_bundle(after)
    if bundle.main and bundle.main != row.key:
        raise Invalid(
            f"Expected to save a version of {row.key}, but the diagram's process is {bundle.main}",
            {"xml": f"Die Prozess-ID muss „{row.key}“ bleiben, im Diagramm steht „{bundle.main}“."},
        )
    head = columns(bundle, after) | {"name": bundle.graph.name if bundle.main else row.name}
    if not definition.change(tx, row.id, row.revision, note=note or row.note, **head):
        raise Conflict(f"Expected to save version {row.id}, but someone else has saved it")
    definition.put_files(tx, row.id, changes)
    draft_save.record(
        tx,
        row.id,
        row.revision + 1,
        _keep(tx, changes, draft_save.contents_at(tx, row.id, row.revision)),
        kind=kind,
        note=note,
        digest=head["digest"],
        error_count=head["error_count"],
    )
    tx.models.forget((row.id, row.digest))
    return DraftSaved(row.id, row.number, row.revision + 1, bundle.findings)


def files_at(tx: Transaction, row: VersionRow, revision: int) -> dict[str, bytes]:
    """Path → content of every file of the draft as it was at a revision, or NotFound."""
    if revision == row.revision:
        return definition.files(tx, row.id)
    if draft_save.save_of(tx, row.id, revision) is None:
        raise NotFound(f"Expected to find revision {revision} of version {row.id}, but there is none")
    contents = draft_save.contents_at(tx, row.id, revision)
    packed = draft_save.packed(tx, set(contents.values()))
    return {path: _content(packed, number) for path, number in contents.items()}


def fork_of(tx: Transaction, row: VersionRow, opened: int) -> dict[str, bytes]:
    """The files somebody had opened, as far as the history still knows them; else the files of today."""
    save: SaveRow | None = draft_save.save_of(tx, row.id, opened)
    return definition.files(tx, row.id) if save is None else files_at(tx, row, opened)


def _begin_history(tx: Transaction, row: VersionRow, files: Mapping[str, bytes]) -> None:
    """Before the first save: what the draft began with."""
    if draft_save.first_revision(tx, row.id) is not None:
        return
    draft_save.record(
        tx,
        row.id,
        row.revision,
        _keep(tx, files, {}),
        kind=SaveKind.BEGUN,
        note=row.note,
        digest=row.digest,
        error_count=row.error_count,
        at=row.created_at,
        account_id=definition.author(tx, row.id),
    )


def _keep(
    tx: Transaction, changes: Mapping[str, bytes | None], before: Mapping[str, int]
) -> dict[str, int | None]:
    digests = {path: sha256(content).hexdigest() for path, content in changes.items() if content is not None}
    known = draft_save.content_ids(tx, set(digests.values()))
    kept: dict[str, int | None] = {}
    for path, content in changes.items():
        if content is None:
            kept[path] = None
            continue
        digested = digests[path]
        if digested not in known:
            known[digested] = _keep_one(tx, digested, content, before.get(path))
        kept[path] = known[digested]
    return kept


def _keep_one(tx: Transaction, digested: str, content: bytes, before: int | None) -> int:
    if before is not None:
        base = draft_save.base_of(tx, before)
        whole = _content(draft_save.packed(tx, {base}), base)
        difference = bundles.pack_difference(content, whole)
        if difference is not None:
            return draft_save.keep(tx, digested, len(content), difference, base)
    return draft_save.keep(tx, digested, len(content), bundles.pack_whole(content), None)


def _content(packed: Mapping[int, draft_save.Packed], number: int) -> bytes:
    one = packed[number]
    base = None if one.base is None else packed[one.base]
    whole = None if base is None else bundles.unpack_content(base.content, base.size)
    return bundles.unpack_content(one.content, one.size, whole)
