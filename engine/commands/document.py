"""Documents of a case: handed in, replaced by a newer version, scanned again, swept away when no row speaks of them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from engine import jobs
from engine.actor import Action
from engine.documents import LONGEST_NAME, Scan, is_accepted, title_of
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import codec, data_groups, in_place, sight
from engine.execution.advance import environment
from engine.execution.bundle import load_bundle
from engine.feel import Value
from engine.forms import Component, Kind
from engine.state import case, document, instance, record, resolution, task
from engine.state.case import CaseRow, CaseState
from engine.state.document import Filed
from engine.state.task import Task, TaskState
from engine.store import Received, Store, document_key, scan
from engine.transaction import Transaction

_log = logging.getLogger("laufweg.documents")

#: characters of a title; of a reason as everywhere
LONGEST_TITLE: Final = LONGEST_NAME
#: content that no row speaks of stays so long: somebody may be about to write the row
ORPHAN_AGE: Final = timedelta(hours=24)
#: the store is swept shelf by shelf, by the first two signs of the digest
SHELVES: Final = tuple(f"{one:02x}" for one in range(256))


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said about a file that is handed in.

    `submission` is what the page made up when it was opened: whatever arrives twice with it is stored once. `task_id`
    and `field` say which field of which task's form it proves; `filed` decides who may open it: None is the only group
    of the task's form, or the case itself.
    """

    submission: str
    title: str = ""
    reason: str = ""
    task_id: int | None = None
    field: str | None = None
    filed: Filed | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What became of it: the version, and what the scanner said. Of an infected file nothing is stored."""

    document_id: int | None
    number: int
    scan: Scan
    finding: str = ""


def add(tx: Transaction, store: Store, reference: str, received: Received, entry: Entry) -> Added:
    """Put a received file into the case as a new document.

    At a task whoever has it may, or stands in; without one whoever works on the case. A file with a virus is refused
    and noted in the history. Invalid names each field that breaks a rule; Conflict when the case is closed, somebody
    else has the task or nobody, or the content has left the store.
    """
    found = case.by_reference(tx, reference)
    if entry.task_id is None:
        _must_add(tx, found, None)
    else:
        _must_have(tx, found, entry.task_id)
    filed = _check(tx, found, entry, received)
    if found.state is CaseState.CLOSED:
        raise Conflict(f"Expected to add a document to case {reference}, but it is closed")
    if received.scan is Scan.INFECTED:
        return _refuse(tx, found.id, received)
    document.hold(tx, received.digest)
    known = document.submitted(tx, entry.submission)
    if known is not None:
        return Added(known.document_id, known.number, known.scan)
    _must_lie_there(store, received)
    title = " ".join(entry.title.split()) or title_of(received.name)
    created = document.create(tx, found.id, title, filed, entry.task_id, entry.field)
    document.append(tx, created, 1, _columns(received, entry.submission, entry.reason))
    _note(tx, found.id, "document_added", {"document": created, "number": 1})
    return Added(created, 1, received.scan)


def add_version(
    tx: Transaction, store: Store, document_id: int, received: Received, submission: str, reason: str
) -> Added:
    """Put a received file behind the versions of a document; those before it stay.

    Invalid without a reason, or when it is the file that is there already; else as `add`.
    """
    found = document.lock(tx, document_id)
    owner = case.get(tx, found.case_id)
    _must_add(tx, owner, found.task_id)
    wrong = _wrong_reason(reason, needed=True)
    known = document.submitted(tx, submission)
    if known is not None:
        return Added(known.document_id, known.number, known.scan)
    if owner.state is CaseState.CLOSED:
        raise Conflict(f"Expected to add a version in case {owner.reference}, but it is closed")
    newest = document.version(tx, document_id, found.latest)
    if newest is not None and newest.digest == received.digest:
        wrong["file"] = "Diese Datei ist schon die neueste Fassung."
    if wrong:
        raise Invalid(f"Expected to add a version of document {document_id}, but it is incomplete", wrong)
    if received.scan is Scan.INFECTED:
        return _refuse(tx, owner.id, received)
    document.hold(tx, received.digest)
    _must_lie_there(store, received)
    number = found.latest + 1
    document.append(tx, document_id, number, _columns(received, submission, reason))
    _note(tx, owner.id, "document_version_added", {"document": document_id, "number": number})
    return Added(document_id, number, received.scan)


def recheck(tx: Transaction, store: Store, clamd: str | tuple[str, int] | None) -> bool:
    """Show the scanner the version that has waited longest; True when it had an answer, so that another may follow."""
    tx.actor.must_be_engine()
    after = 0
    while True:
        found = document.next_waiting(tx, after)
        if found is None:
            return False
        try:
            said = scan(clamd, store.read(document_key(found.digest)))
            break
        except FileNotFoundError:  # nobody else waits for what will never be there
            _log.exception("Document %s is not in the store", found.document_id)
            after = found.id
    if said.scan is Scan.WAITING:
        _log.warning("The virus scanner gives no answer (%s): files wait", said.finding)
        return False
    document.note_scan(tx, found.id, said.scan, said.finding)
    if said.scan is Scan.INFECTED:
        _log.warning("Document %s holds %s", found.document_id, said.finding)
        detail = {"document": found.document_id, "number": found.number, "finding": said.finding}
        _note(tx, found.case_id, "document_infected", detail)
    return True


def sweep(tx: Transaction, store: Store, shelf: str) -> int:
    """Take away the content of one shelf that no version has, and go on with the next shelf in a job of its own.

    What was put there within a day stays: a row may be about to speak of it. Returns how many files went.
    """
    gone = 0
    for one in store.list(f"documents/{shelf}"):
        digest = one.key.rpartition("/")[2]
        if tx.now - one.at < ORPHAN_AGE or _is_kept(tx, digest):
            continue
        document.hold(tx, digest)
        again = store.find(one.key)
        if again is not None and tx.now - again.at >= ORPHAN_AGE and not _is_kept(tx, digest):
            store.delete(one.key)
            gone += 1
    if gone:
        _log.info("%s files without a document are gone", gone)
    following = int(shelf, 16) + 1
    if following < len(SHELVES):
        jobs.defer(tx, jobs.SWEEP_DOCUMENTS, [{"shelf": SHELVES[following]}])
    return gone


def _is_kept(tx: Transaction, digest: str) -> bool:
    return document.is_kept(tx, digest) or resolution.holds_content(tx, digest)


def begin_sweep(tx: Transaction) -> bool:
    """Enqueue the job of the first shelf; there is nothing more to do."""
    tx.actor.must_be_engine()
    jobs.defer(tx, jobs.SWEEP_DOCUMENTS, [{"shelf": SHELVES[0]}])
    return False


def _must_add(tx: Transaction, found: CaseRow, task_id: int | None) -> None:
    """Whoever may work on the task may put a newer version there, and whoever works on the case."""
    if task_id is not None:
        its = _task(tx, found, task_id)
        if tx.actor.may_work(its.authority_id, its.role):
            return
    if not case.permits(tx, Action.ADD_DOCUMENT, found.id):
        raise Forbidden(f"Expected to add a document to case {found.reference}, but no role there permits it")


def _task(tx: Transaction, found: CaseRow, task_id: int) -> Task:
    """The task of the case; Invalid for one of another, Conflict when the release it rests on has ended."""
    its = task.get(tx, task_id)
    if its.case_id != found.id:
        raise Invalid(f"Expected task {task_id} to be one of case {found.reference}, but it is not")
    sight.must_be_released(tx, its, "add a document to")
    return its


def _must_have(tx: Transaction, found: CaseRow, task_id: int) -> None:
    """Nobody hands in at a task that somebody else is at work on: it would prove what that person did not look at."""
    its = _task(tx, found, task_id)
    if its.state is not TaskState.ACTIVE:
        raise Conflict(f"Expected to add a document to user task {task_id}, but it is {its.state}")
    in_place.must_have(tx, its, to="add a document to")


def _check(tx: Transaction, found: CaseRow, entry: Entry, received: Received) -> Filed:
    """Where the document is filed. Invalid names what is wrong with what was said about the file."""
    wrong = _wrong_reason(entry.reason)
    if len(entry.title) > LONGEST_TITLE or not entry.title.isprintable():
        wrong["title"] = f"Bitte geben Sie höchstens {LONGEST_TITLE} Zeichen ein, ohne Steuerzeichen."
    offered = data_groups.told(tx, found.id)
    filed = entry.filed or Filed()
    if entry.task_id is not None:
        its = task.get(tx, entry.task_id)
        form = load_bundle(tx, instance.head(tx, its.instance_id).version_id).form(its.form)
        if entry.field:
            field = next((one for one in form.fields() if one.key == entry.field), None) if form else None
            if field is None:
                wrong["field"] = "Dieses Feld gibt es im Formular nicht."
            elif field.kind is Kind.FILEPICKER and not _takes(tx, field, its, received):
                wrong["file"] = "Dieses Feld nimmt Dateien dieser Art nicht."
        own = data_groups.of_task(tx, its)
        offered = (*offered, *own)
        if entry.filed is None and len(own) == 1:
            filed = own[0]
    if filed != Filed() and filed not in offered:
        wrong["filed"] = "Diese Datengruppe gibt es in dem Fall nicht."
    if wrong:
        raise Invalid("Expected to add a document, but what is said about it has faults", wrong)
    return filed


def _takes(tx: Transaction, field: Component, its: Task, received: Received) -> bool:
    """Whether the field takes files of that kind, as its `accept` says for the data of the case."""
    known: Mapping[str, Value] = {}
    if its.state is TaskState.ACTIVE:
        known = codec.load(instance.get(tx, its.instance_id).tokens).context(its.element_instance)
    accept = field.accept.value(known, environment(tx))
    return not isinstance(accept, str) or is_accepted(received.media, accept)


def _wrong_reason(reason: str, *, needed: bool = False) -> dict[str, str]:
    if needed and not reason.strip():
        return {"reason": "Nennen Sie den Grund der neuen Fassung."}
    if len(reason) > record.LONGEST_REASON:
        return {"reason": f"Bitte geben Sie höchstens {record.LONGEST_REASON} Zeichen ein."}
    return {}


def _must_lie_there(store: Store, received: Received) -> None:
    if store.find(document_key(received.digest)) is None:
        raise Conflict(f"Expected to find {received.digest} in the store, but it has been swept away")


def _columns(received: Received, submission: str, reason: str) -> dict[str, Any]:
    return {
        "submission": submission,
        "name": received.name,
        "media_type": received.media.mime,
        "size": received.size,
        "digest": received.digest,
        "reason": " ".join(reason.split()),
        "scan": received.scan,
        "finding": received.finding,
    }


def _refuse(tx: Transaction, case_id: int, received: Received) -> Added:
    _log.warning("A file with %s was refused", received.finding)
    _note(tx, case_id, "document_refused", {"finding": received.finding})
    return Added(None, 0, Scan.INFECTED, received.finding)


def _note(tx: Transaction, case_id: int, kind: str, detail: dict[str, Any]) -> None:
    record.append_history(tx, [{"case_id": case_id, "kind": kind, "detail": detail}])
