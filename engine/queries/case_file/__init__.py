"""The case file: everything about one case that its authorities may see, tab by tab or the whole."""

from engine.queries.case_file.beginnings import (
    SINGLE_TASK,
    Beginning,
    Beginnings,
    beginnings,
    fresh_starts,
    takes_single_tasks,
)
from engine.queries.case_file.called import RunName, run_names
from engine.queries.case_file.course import CaseCourse, ShownRun, all_runs, course, diagram, outline
from engine.queries.case_file.filing import Shelf, shelves
from engine.queries.case_file.front import (
    CaseFront,
    CaseGlance,
    Clock,
    DeadlineKind,
    DeadlineRow,
    ParticipantRow,
    Source,
    TitleRow,
    deadlines,
    front,
    glance,
    may,
    pressing,
)
from engine.queries.case_file.given import GivenAnswers, GivenRun, held
from engine.queries.case_file.lead import Lead
from engine.queries.case_file.line import Line, ahead
from engine.queries.case_file.management import Candidate, Management, management
from engine.queries.case_file.notes import NotePage, NoteRow, case_notes, note_groups, note_page
from engine.queries.case_file.paging import Part, part
from engine.queries.case_file.people import CasePeople, PartyRow, people
from engine.queries.case_file.plan import Goal, HelpPlan, Measure, help_plans
from engine.queries.case_file.related import RelatedCase, related
from engine.queries.case_file.releases import ReleaseRow, Releases, releases
from engine.queries.case_file.rows import DataRow, InstanceRow, MessageOption, TimerRow
from engine.queries.case_file.stand import RunningRow, Standing, standing
from engine.queries.case_file.stated import StatedStatus
from engine.queries.case_file.taken import Taken, taken
from engine.queries.case_file.timeline import FactKind, TimelineFilter, TimelinePage, latest, timeline
from engine.queries.case_file.verdicts import Verdicts, case_decisions
from engine.queries.case_file.whole import CaseFile, show
from engine.queries.case_file.work import CaseTasks, case_tasks
from engine.queries.cases import CasePage, search
from engine.queries.milestones import MilestoneRow, PhaseRow
from engine.state.relation import RelationKind

__all__ = [
    "SINGLE_TASK",
    "Beginning",
    "Beginnings",
    "Candidate",
    "CaseCourse",
    "CaseFile",
    "CaseFront",
    "CaseGlance",
    "CasePage",
    "CasePeople",
    "CaseTasks",
    "Clock",
    "DataRow",
    "DeadlineKind",
    "DeadlineRow",
    "FactKind",
    "GivenAnswers",
    "GivenRun",
    "Goal",
    "HelpPlan",
    "InstanceRow",
    "Lead",
    "Line",
    "Management",
    "Measure",
    "MessageOption",
    "MilestoneRow",
    "NotePage",
    "NoteRow",
    "Part",
    "ParticipantRow",
    "PartyRow",
    "PhaseRow",
    "RelatedCase",
    "RelationKind",
    "ReleaseRow",
    "Releases",
    "RunName",
    "RunningRow",
    "Shelf",
    "ShownRun",
    "Source",
    "Standing",
    "StatedStatus",
    "Taken",
    "TimelineFilter",
    "TimelinePage",
    "TimerRow",
    "TitleRow",
    "Verdicts",
    "ahead",
    "all_runs",
    "beginnings",
    "case_decisions",
    "case_notes",
    "case_tasks",
    "course",
    "deadlines",
    "diagram",
    "fresh_starts",
    "front",
    "glance",
    "held",
    "help_plans",
    "latest",
    "management",
    "may",
    "note_groups",
    "note_page",
    "outline",
    "part",
    "people",
    "pressing",
    "related",
    "releases",
    "run_names",
    "search",
    "shelves",
    "show",
    "standing",
    "taken",
    "takes_single_tasks",
    "timeline",
]
