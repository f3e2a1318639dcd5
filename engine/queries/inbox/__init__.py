"""The inbox: which tasks wait for the actor, in which order, and one of them with all it takes to do it."""

from engine.execution.four_eyes import Earlier
from engine.queries.inbox.beside import Rested, TaskBeside, beside, documents
from engine.queries.inbox.bulk import BulkRow, BulkView, made
from engine.queries.inbox.filter import (
    DEFAULT_COLUMNS,
    InboxColumn,
    InboxFilter,
    InboxGroup,
    InboxOrder,
    InboxView,
    PriorityClass,
    priority_class,
)
from engine.queries.inbox.following import following
from engine.queries.inbox.kept import Filter, Kept, kept
from engine.queries.inbox.legal_basis import Offered, Statute
from engine.queries.inbox.listing import InboxPage, counts, page
from engine.queries.inbox.overview import RECENT_DAYS, Kind, Overview, overview
from engine.queries.inbox.people import Colleague, colleagues, these
from engine.queries.inbox.position import picture
from engine.queries.inbox.task import TaskReferral, TaskView, show
from engine.state.bulk import BulkKind

__all__ = [
    "DEFAULT_COLUMNS",
    "RECENT_DAYS",
    "BulkKind",
    "BulkRow",
    "BulkView",
    "Colleague",
    "Earlier",
    "Filter",
    "InboxColumn",
    "InboxFilter",
    "InboxGroup",
    "InboxOrder",
    "InboxPage",
    "InboxView",
    "Kept",
    "Kind",
    "Offered",
    "Overview",
    "PriorityClass",
    "Rested",
    "Statute",
    "TaskBeside",
    "TaskReferral",
    "TaskView",
    "beside",
    "colleagues",
    "counts",
    "documents",
    "following",
    "kept",
    "made",
    "overview",
    "page",
    "picture",
    "priority_class",
    "show",
    "these",
]
