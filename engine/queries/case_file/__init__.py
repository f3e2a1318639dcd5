"""The case file: everything about one case that its authorities may see, tab by tab or the whole."""

from engine.queries.case_file.course import CaseCourse, course, diagram, outline
from engine.queries.case_file.front import (
    CaseFront,
    DeadlineKind,
    DeadlineRow,
    ParticipantRow,
    Source,
    TitleRow,
    deadlines,
    front,
    may,
    open_tasks,
)
from engine.queries.case_file.rows import DataRow, InstanceRow, MessageOption, TimerRow
from engine.queries.case_file.timeline import FactKind, TimelineFilter, TimelinePage, latest, timeline
from engine.queries.case_file.verdicts import Verdicts, case_decisions
from engine.queries.case_file.whole import CaseFile, show
from engine.queries.case_file.work import CaseTasks, case_tasks
from engine.queries.cases import CasePage, search
from engine.queries.milestones import MilestoneRow, PhaseRow

__all__ = [
    "CaseCourse",
    "CaseFile",
    "CaseFront",
    "CasePage",
    "CaseTasks",
    "DataRow",
    "DeadlineKind",
    "DeadlineRow",
    "FactKind",
    "InstanceRow",
    "MessageOption",
    "MilestoneRow",
    "ParticipantRow",
    "PhaseRow",
    "Source",
    "TimelineFilter",
    "TimelinePage",
    "TimerRow",
    "TitleRow",
    "Verdicts",
    "case_decisions",
    "case_tasks",
    "course",
    "deadlines",
    "diagram",
    "front",
    "latest",
    "may",
    "open_tasks",
    "outline",
    "search",
    "show",
    "timeline",
]
