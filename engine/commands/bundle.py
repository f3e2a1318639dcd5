"""The files of a draft together: begun from nothing, saved, brought in, restored, made another process, thrown away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from engine import bundle as bundles
from engine.actor import Action
from engine.bundle import Template
from engine.errors import Conflict, Invalid, NotFound
from engine.execution import drafts
from engine.execution.bundle import read_bundle
from engine.execution.drafts import DraftSaved
from engine.state import definition, discarded
from engine.state.definition import VersionState
from engine.state.draft_save import SaveKind
from engine.transaction import Transaction

_LONGEST_NOTE = 500
#: so long a discarded draft can be had back; how many go in one transaction
KEPT: Final = timedelta(days=90)
_FORGOTTEN_AT_ONCE: Final = 20


def begin(tx: Transaction, key: str, name: str, template: Template) -> int:
    """Begin a process that does not exist yet, as its first draft; returns the draft's version.

    Invalid when a process of that key exists, also one with discarded drafts alone.
    """
    tx.actor.must(Action.EDIT_MODEL)
    return _create(tx, key, bundles.begin(key, name, template), name, "")


def duplicate(tx: Transaction, version_id: int, key: str, name: str) -> int:
    """Begin another process with the files of this version; returns the draft's version."""
    tx.actor.must(Action.EDIT_MODEL)
    row = definition.get(tx, version_id)
    files = bundles.duplicate(definition.files(tx, version_id), row.key, key, name)
    note = f"Kopie von „{row.name}“, Fassung {row.number}"
    return _create(tx, key, files, bundles.check_name(name), note)


def fork(
    tx: Transaction, version_id: int, opened: int, changes: Mapping[str, bytes | None], note: str
) -> int:
    """Begin a draft of one's own from what was opened and has been changed since; returns its version.

    For whoever cannot save because someone else was faster: nothing of either is lost.
    """
    tx.actor.must(Action.EDIT_MODEL)
    row = definition.lock(tx, version_id)
    files: dict[str, bytes | None] = {**drafts.fork_of(tx, row, opened), **changes}
    kept = {path: content for path, content in files.items() if content is not None}
    bundles.check_files(kept)
    bundle = read_bundle(kept)
    if bundle.main and bundle.main != row.key:
        raise Invalid(f"Expected to save a version of {row.key}, but the diagram's process is {bundle.main}")
    head = drafts.columns(bundle, kept) | {"name": bundle.graph.name if bundle.main else row.name}
    said = note[:_LONGEST_NOTE] or f"Eigener Entwurf neben Fassung {row.number}"
    return definition.create(tx, row.key, kept, state=VersionState.DRAFT, note=said, **head)


def save(
    tx: Transaction,
    version_id: int,
    changes: Mapping[str, bytes | None],
    opened: int,
    note: str = "",
    kind: SaveKind = SaveKind.SAVED,
) -> DraftSaved:
    """Save several files of a draft at once, under one revision: changed and new ones, None for one to take away.

    Faults in the models are returned. Conflict when someone saved one of these files after the revision that was
    opened, or the version is final; Invalid for a file that cannot be one, with all others unsaved.
    """
    tx.actor.must(Action.EDIT_MODEL)
    row = drafts.locked(tx, version_id)
    for path in changes:
        bundles.check_path(path)
    drafts.must_be_unchanged(tx, row, opened, changes)
    return drafts.store(tx, row, changes, kind, note[:_LONGEST_NOTE])


def rename(tx: Transaction, version_id: int, path: str, new: str, opened: int) -> DraftSaved:
    """Give a file of a draft another name; Invalid when the name is taken or none, Conflict as when saving."""
    tx.actor.must(Action.EDIT_MODEL)
    row = drafts.locked(tx, version_id)
    content = definition.file(tx, version_id, path)
    bundles.check_path(new)
    if new in definition.files(tx, version_id):
        raise Invalid(f"Expected to rename {path}, but {new} exists", {"pfad": f"„{new}“ gibt es schon."})
    drafts.must_be_unchanged(tx, row, opened, (path, new))
    return drafts.store(tx, row, {path: None, new: content}, SaveKind.SAVED, f"{path} heißt jetzt {new}")


def restore(tx: Transaction, version_id: int, revision: int, seen: int) -> DraftSaved:
    """Let a draft be as it was at an earlier revision, as its next one: what came between stays in the history.

    Conflict when someone saved after the revision that was seen.
    """
    tx.actor.must(Action.EDIT_MODEL)
    row = drafts.locked(tx, version_id)
    if row.revision != seen:
        raise Conflict(f"Expected to save revision {seen} of version {version_id}, but it is {row.revision}")
    then = drafts.files_at(tx, row, revision)
    now = definition.files(tx, version_id)
    changes = {**dict.fromkeys(now.keys() - then.keys()), **then}
    return drafts.store(tx, row, changes, SaveKind.RESTORED, f"Stand {revision} wiederhergestellt")


def bring_in(tx: Transaction, files: Mapping[str, bytes], note: str = "") -> int:
    """Begin a draft with files from outside, of a known process or a new one; returns its version.

    Unlike a deployment it takes files with errors. Invalid when they hold no diagram that names the process.
    """
    tx.actor.must(Action.EDIT_MODEL)
    bundles.check_files(files)
    bundle = read_bundle(files)
    key = bundle.main or bundles.process_key(files)
    if not key:
        raise Invalid(
            "Expected to bring in a process, but no diagram says which",
            {"datei": "Darin ist kein lesbares BPMN-Diagramm mit einem ausführbaren Prozess."},
        )
    latest = definition.latest(tx, key)
    head = drafts.columns(bundle, files)
    head["name"] = head["name"] or (key if latest is None else latest.name)
    return definition.create(
        tx, key, files, state=VersionState.DRAFT, note=note[:_LONGEST_NOTE] or "Von außen eingelesen", **head
    )


def replace(
    tx: Transaction, version_id: int, files: Mapping[str, bytes], seen: int, note: str = ""
) -> DraftSaved:
    """Put files from outside in the place of all files of a draft; the earlier ones stay in its history."""
    tx.actor.must(Action.EDIT_MODEL)
    row = drafts.locked(tx, version_id)
    if row.revision != seen:
        raise Conflict(f"Expected to save revision {seen} of version {version_id}, but it is {row.revision}")
    gone = dict.fromkeys(definition.files(tx, version_id).keys() - files.keys())
    said = note[:_LONGEST_NOTE] or "Von außen eingelesen"
    return drafts.store(tx, row, {**gone, **files}, SaveKind.BROUGHT_IN, said)


def recover(tx: Transaction, version_id: int) -> None:
    """Have a discarded draft back; NotFound when there is none of that id."""
    tx.actor.must(Action.EDIT_MODEL)
    if not discarded.show_again(tx, version_id):
        raise NotFound(f"Expected to recover draft {version_id}, but no discarded one has that id")


def forget_discarded(tx: Transaction) -> bool:
    """Take away for good what has been in the recycle bin for its time; whether there is more. For the worker, each
    night. A draft that a proposal has held stays, for whoever reads that proposal.
    """
    tx.actor.must_be_engine()
    return discarded.forget(tx, tx.now - KEPT, _FORGOTTEN_AT_ONCE) == _FORGOTTEN_AT_ONCE


def _create(tx: Transaction, key: str, files: Mapping[str, bytes], name: str, note: str) -> int:
    if definition.known(tx, key):
        raise Invalid(
            f"Expected to begin process {key}, but it exists",
            {"schluessel": f"Einen Ablauf mit dem Schlüssel „{key}“ gibt es schon."},
        )
    bundles.check_files(files)
    head = drafts.columns(read_bundle(files), files)
    head["name"] = head["name"] or name
    return definition.create(tx, key, files, state=VersionState.DRAFT, note=note, **head)
