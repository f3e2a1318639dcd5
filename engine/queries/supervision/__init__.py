"""Supervision: what is open, late and stopped where somebody answers for it, and the tasks behind each figure.

One function for each panel, `(tx, scope)`; `choose` says which authorities, `page` lists the tasks of a `TaskFilter`.
"""

from engine.queries.supervision.counts import (
    AuthorityCounts,
    Counts,
    DueFigures,
    ProcessCounts,
    Signal,
    StepCounts,
    TeamCounts,
    by_authority,
    by_process,
    by_step,
    by_team,
    due_figures,
)
from engine.queries.supervision.due import Clock, DueClass
from engine.queries.supervision.history import AGES, WEEKS, AgeCount, WeekCount, ageing, trend
from engine.queries.supervision.incidents import Stopped, stopped
from engine.queries.supervision.listing import (
    COUNTED,
    Nobody,
    Order,
    TaskFilter,
    TaskPage,
    chosen,
    every,
    page,
    total,
)
from engine.queries.supervision.scope import Place, Scope, choose, reach, supervised
from engine.queries.supervision.substitution import Deputy, HeldPost, Represented, represented
from engine.queries.supervision.workload import PersonLoad, PostLoad, by_person, workload

__all__ = [
    "AGES",
    "COUNTED",
    "WEEKS",
    "AgeCount",
    "AuthorityCounts",
    "Clock",
    "Counts",
    "Deputy",
    "DueClass",
    "DueFigures",
    "HeldPost",
    "Nobody",
    "Order",
    "PersonLoad",
    "Place",
    "PostLoad",
    "ProcessCounts",
    "Represented",
    "Scope",
    "Signal",
    "StepCounts",
    "Stopped",
    "TaskFilter",
    "TaskPage",
    "TeamCounts",
    "WeekCount",
    "ageing",
    "by_authority",
    "by_person",
    "by_process",
    "by_step",
    "by_team",
    "choose",
    "chosen",
    "due_figures",
    "every",
    "page",
    "reach",
    "represented",
    "stopped",
    "supervised",
    "total",
    "trend",
    "workload",
]
