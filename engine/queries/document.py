"""Documents of a case as its file and its tasks show them, and the one place that says who may open which."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, or_, select, true

from engine.actor import Action, Role
from engine.documents import MediaType, Scan, media_type
from engine.errors import Conflict, Forbidden, NotFound
from engine.execution import data_groups, in_place
from engine.execution.advance import environment
from engine.execution.bundle import Bundle, load_bundle
from engine.forms import Form
from engine.queries import sight
from engine.queries.cases import CaseHead, case_head, hidden_head
from engine.queries.tasks import opens, within_reach
from engine.sight import Sight
from engine.state import case, document, instance, task
from engine.state.account import ACCOUNT
from engine.state.case import CaseState
from engine.state.document import DOCUMENT, DOCUMENT_VERSION, Filed
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: documents on one page
PAGE = 50


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version: what it is, who handed it in, when and why. `size` is in bytes."""

    id: int
    document_id: int
    number: int
    name: str
    media: MediaType
    size: int
    digest: str
    reason: str
    at: datetime
    actor: str
    scan: Scan
    finding: str

    @property
    def shown(self) -> bool:
        """Whether a browser can show it, and may."""
        return self.scan.opens and self.media.shown


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document with its newest version; `field` is the key of the form field of the task that it proves."""

    id: int
    title: str
    filed: Filed
    field: str | None
    task_id: int | None
    task: str | None
    newest: VersionRow


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """Documents, the newest first, and where the next page begins; the person is hidden from who has only a task."""

    head: CaseHead
    may_read: bool
    documents: tuple[DocumentRow, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One document with every version, the newest first."""

    row: DocumentRow
    head: CaseHead
    may_read: bool
    #: the label of the form field it proves; empty when it proves none
    field_label: str
    versions: tuple[VersionRow, ...]
    may_add: bool
    #: whether the page of the task it was handed in at opens to the actor
    may_open_task: bool


@dataclass(frozen=True, slots=True)
class Place:
    """What can be said of a document that is handed in at a place: the data groups, and the fields it may prove with
    their labels.
    """

    may_add: bool
    closed: bool = False
    groups: tuple[Filed, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()


def visible(tx: Transaction, case_id: int) -> ColumnElement[bool]:
    """Which documents of the case the actor may open: those of a data group they read, and those of their own tasks.

    The data group of a document is asked for here and nowhere else; without one it belongs to the case itself.
    """
    return _visible(tx, sight.of_case(tx, case_id))


def _visible(tx: Transaction, seen: Sight) -> ColumnElement[bool]:
    if seen.whole is not None:
        return true()
    case_id = seen.case_id
    filed = tx.execute(
        select(DOCUMENT.c.instance_id, DOCUMENT.c.data_group).where(DOCUMENT.c.case_id == case_id).distinct()
    ).all()
    read = [
        and_(
            DOCUMENT.c.instance_id.is_not_distinct_from(one.instance_id),
            DOCUMENT.c.data_group.is_not_distinct_from(one.data_group),
        )
        for one in filed
        if seen.reads_group(one.instance_id, one.data_group or "")
    ]
    mine = tx.execute(select(TASK.c.id).where(TASK.c.case_id == case_id, within_reach(tx.actor))).scalars()
    own = frozenset(mine.all()) - seen.over
    return or_(false(), DOCUMENT.c.task_id.in_(sorted(own)), *read)


def titles(tx: Transaction, seen: Sight, numbers: Collection[int]) -> dict[int, str]:
    """What the documents of the case with these numbers are called, as far as the actor may open them."""
    wanted = DOCUMENT.c.id.in_(numbers)
    rows = tx.execute(
        select(DOCUMENT.c.id, DOCUMENT.c.title).where(
            DOCUMENT.c.case_id == seen.case_id, wanted, _visible(tx, seen)
        )
    )
    return {row.id: row.title for row in rows}


def of_case(tx: Transaction, reference: str, after: str | None = None, size: int = PAGE) -> DocumentPage:
    """Those the actor may open. Forbidden for whoever neither reads the file nor has a task in the case."""
    found = case.by_reference(tx, reference)
    seen = sight.of_case(tx, found.id)
    may_read = seen.exists
    if not may_read and not _has_task(tx, found.id):
        raise Forbidden(
            f"Expected to read the documents of case {reference}, but it is out of the actor's reach"
        )
    head = (case_head if may_read else hidden_head)(tx, reference)
    sight.log(tx, seen)
    statement = _rows().where(DOCUMENT.c.case_id == found.id, _visible(tx, seen))
    if after is not None and after.isascii() and after.isdecimal():
        statement = statement.where(DOCUMENT.c.id < int(after[:18]))
    rows = tx.execute(statement.order_by(DOCUMENT.c.id.desc()).limit(size + 1)).all()
    shown = tuple(_document(row) for row in rows[:size])
    return DocumentPage(head, may_read, shown, str(shown[-1].id) if len(rows) > size else None)


def of_task(tx: Transaction, task_id: int, seen: Sight, *, own: bool) -> tuple[DocumentRow, ...]:
    """The documents that were handed in at a task, the first one first: all where the task is the actor's `own`, else
    those whose data group they read; the task's page has said who may read it.
    """
    rows = tx.execute(_OF_TASK, {"task": task_id}).all()
    may = own or seen.whole is not None
    read = [row for row in rows if may or seen.reads_group(row.instance_id, row.data_group or "")]
    return tuple(_document(row) for row in read[:PAGE])


def proving(tx: Transaction, task_id: int) -> dict[str, list[int]]:
    """The numbers of the documents that prove the fields of a task, the newest last; the task's page says who reads."""
    return document.proving(tx, task_id)


def show(tx: Transaction, reference: str, document_id: int) -> DocumentView:
    """One document. NotFound when the case has none of that number; Forbidden when the actor may not open it."""
    found = case.by_reference(tx, reference)
    seen = sight.of_case(tx, found.id)
    wanted = and_(DOCUMENT.c.id == document_id, DOCUMENT.c.case_id == found.id)
    row = tx.execute(_rows().where(wanted)).first()
    if row is None:
        # the wall keeps from a stranger what is there, and so whether it is
        if seen.exists or _has_task(tx, found.id):
            raise NotFound(f"Expected to find document {document_id} in case {reference}, but there is none")
        raise Forbidden(f"Expected to read document {document_id}, but it is out of the actor's reach")
    if tx.execute(select(DOCUMENT.c.id).where(wanted, _visible(tx, seen))).first() is None:
        raise Forbidden(f"Expected to read document {document_id}, but it is out of the actor's reach")
    sight.log(tx, seen)
    versions = tx.execute(
        select(*_VERSION, ACCOUNT.c.name.label("actor"))
        .outerjoin(ACCOUNT, ACCOUNT.c.id == DOCUMENT_VERSION.c.actor_id)
        .where(DOCUMENT_VERSION.c.document_id == document_id)
        .order_by(DOCUMENT_VERSION.c.number.desc())
    ).all()
    shown = _document(row)
    may_add = found.state is CaseState.OPEN and _may_add(tx, found.id, shown.task_id)
    may_read = seen.exists
    head = (case_head if may_read else hidden_head)(tx, reference)
    proves = dict(_fields(tx, shown.task_id)) if shown.task_id is not None and shown.field else {}
    label = proves.get(shown.field or "", shown.field or "")
    opens_task = shown.task is not None and shown.task_id not in seen.over
    return DocumentView(
        shown,
        head,
        may_read,
        label,
        tuple(_version(one) for one in versions),
        may_add,
        opens_task and opens(tx.actor, row.task_authority_id, Role(row.task_role)),
    )


def version(tx: Transaction, reference: str, document_id: int, number: int) -> VersionRow:
    """A version to be opened. Conflict while it waits for the scanner, and for ever when it holds a virus."""
    view = show(tx, reference, document_id)
    found = next((one for one in view.versions if one.number == number), None)
    if found is None:
        raise NotFound(f"Expected to find version {number} of document {document_id}, but there is none")
    if not found.scan.opens:
        raise Conflict(f"Expected to open version {number} of document {document_id}, but it is {found.scan}")
    return found


def place(tx: Transaction, reference: str, task_id: int | None = None) -> Place:
    """What a page offers that takes a document in the case, or at one of its tasks."""
    found = case.by_reference(tx, reference)
    closed = found.state is CaseState.CLOSED
    if closed or not (_may_add(tx, found.id, None) if task_id is None else _has(tx, task_id)):
        return Place(may_add=False, closed=closed)
    if task_id is None:
        return Place(may_add=True, groups=data_groups.told(tx, found.id))
    its = task.get(tx, task_id)
    bundle = load_bundle(tx, instance.head(tx, its.instance_id).version_id)
    return at_form(tx, bundle, its.instance_id, bundle.form(its.form))


def at_form(tx: Transaction, bundle: Bundle, instance_id: int, form: Form | None) -> Place:
    """What can be said of a document that is handed in with a form of the instance."""
    groups = data_groups.of_form(bundle, instance_id, None if form is None else form.id)
    return Place(may_add=True, groups=groups, fields=_labels(tx, form))


def _fields(tx: Transaction, task_id: int) -> tuple[tuple[str, str], ...]:
    its = task.get(tx, task_id)
    return _labels(tx, load_bundle(tx, instance.head(tx, its.instance_id).version_id).form(its.form))


def _labels(tx: Transaction, form: Form | None) -> tuple[tuple[str, str], ...]:
    """The fields of a form with their labels."""
    if form is None:
        return ()
    known = environment(tx)
    return tuple((one.key, one.label.text({}, known) or one.key) for one in form.fields() if one.key)


def _has(tx: Transaction, task_id: int) -> bool:
    """Whether the actor has the open task, or does it for somebody: only then something is handed in there."""
    its = task.get(tx, task_id)
    if its.state is not TaskState.ACTIVE or sight.is_released_no_more(tx, its):
        return False
    return its.assignee_id == tx.actor.account or in_place.does(tx, its)


def _may_add(tx: Transaction, case_id: int, task_id: int | None) -> bool:
    if task_id is not None:
        its = task.get(tx, task_id)
        if sight.is_released_no_more(tx, its):
            return False
        if tx.actor.may_work(its.authority_id, its.role):
            return True
    return case.permits(tx, Action.ADD_DOCUMENT, case_id)


def _has_task(tx: Transaction, case_id: int) -> bool:
    own = select(TASK.c.id).where(TASK.c.case_id == case_id, within_reach(tx.actor)).limit(1)
    return tx.execute(own).first() is not None


_VERSION = (
    DOCUMENT_VERSION.c.id.label("version_id"),
    DOCUMENT_VERSION.c.document_id,
    DOCUMENT_VERSION.c.number,
    DOCUMENT_VERSION.c.name,
    DOCUMENT_VERSION.c.media_type,
    DOCUMENT_VERSION.c.size,
    DOCUMENT_VERSION.c.digest,
    DOCUMENT_VERSION.c.reason,
    DOCUMENT_VERSION.c.at,
    DOCUMENT_VERSION.c.scan,
    DOCUMENT_VERSION.c.finding,
)


def _rows() -> Select[tuple[Any, ...]]:
    return (
        select(
            DOCUMENT.c.id,
            DOCUMENT.c.title,
            DOCUMENT.c.instance_id,
            DOCUMENT.c.data_group,
            DOCUMENT.c.field,
            DOCUMENT.c.task_id,
            TASK.c.name.label("task"),
            TASK.c.authority_id.label("task_authority_id"),
            TASK.c.role.label("task_role"),
            *_VERSION,
            ACCOUNT.c.name.label("actor"),
        )
        .join(
            DOCUMENT_VERSION,
            and_(
                DOCUMENT_VERSION.c.document_id == DOCUMENT.c.id,
                DOCUMENT_VERSION.c.number == DOCUMENT.c.latest,
            ),
        )
        .outerjoin(TASK, TASK.c.id == DOCUMENT.c.task_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == DOCUMENT_VERSION.c.actor_id)
    )


_OF_TASK = _rows().where(DOCUMENT.c.task_id == bindparam("task")).order_by(DOCUMENT.c.id)


def _document(row: Any) -> DocumentRow:  # a row of `_rows`
    filed = Filed(row.instance_id, row.data_group)
    return DocumentRow(row.id, row.title, filed, row.field, row.task_id, row.task, _version(row))


def _version(row: Any) -> VersionRow:  # a row with the columns of `_VERSION`
    return VersionRow(
        row.version_id,
        row.document_id,
        row.number,
        row.name,
        media_type(row.media_type),
        row.size,
        row.digest,
        row.reason,
        row.at,
        row.actor or "Laufweg",
        Scan(row.scan),
        row.finding,
    )


__all__ = [
    "PAGE",
    "DocumentPage",
    "DocumentRow",
    "DocumentView",
    "Filed",
    "Place",
    "VersionRow",
    "at_form",
    "of_case",
    "of_task",
    "place",
    "proving",
    "show",
    "version",
    "visible",
]
