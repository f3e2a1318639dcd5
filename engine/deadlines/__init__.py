"""Time as the law and the wall clock in Germany count it: periods, repetitions, working days, deadlines.

Pure: no clock, no database. An instant is an aware `datetime` and comes back in UTC; a legal deadline is a
`date` that ends with the end of its day.

Reading path of the calculator: `question` → `calculator` → `delivery` (when a notice arrived) → `span` (how long, over
`delay` and days off) or `hours` → `calculation`; `plain` asks it for what a process knows. Beside them `rules`
(deadlines a statute sets) and `calendar` (of one authority).
"""

from engine.deadlines.calculation import Calculation
from engine.deadlines.calculator import calculate
from engine.deadlines.calendar import (
    HOLIDAY_YEARS,
    Calendar,
    Closure,
    Land,
    LocalHoliday,
    LocalKind,
    OfficeHours,
    add_working_days,
    day_off,
    holiday_name,
    is_working_day,
    next_working_day,
    weekday_name,
)
from engine.deadlines.cron import Cron, read_cycle
from engine.deadlines.deadline import (
    Deadline,
    Step,
    age_on,
    completion_of_age,
    compute_end,
    german,
)
from engine.deadlines.delay import CAUSES, Account, Cause, Pause, Pausing
from engine.deadlines.delivery import EVENTS, TITLES, Delivery
from engine.deadlines.law import Counting, DaysOff, Law, SetBy
from engine.deadlines.period import Period, add
from engine.deadlines.plain import compute_deadline
from engine.deadlines.question import Question
from engine.deadlines.repetition import Repetition
from engine.deadlines.residence import (
    Continuity,
    Longer,
    Span,
    Tolerance,
    continuity,
    full_on,
    merge,
    whole_months,
    within,
    without,
)
from engine.deadlines.rules import RULES, Rule, Shape
from engine.deadlines.service import (
    Announcement,
    announced_by_post,
    announced_in_portal,
)

__all__ = [
    "CAUSES",
    "EVENTS",
    "HOLIDAY_YEARS",
    "RULES",
    "TITLES",
    "Account",
    "Announcement",
    "Calculation",
    "Calendar",
    "Cause",
    "Closure",
    "Continuity",
    "Counting",
    "Cron",
    "DaysOff",
    "Deadline",
    "Delivery",
    "Land",
    "Law",
    "LocalHoliday",
    "LocalKind",
    "Longer",
    "OfficeHours",
    "Pause",
    "Pausing",
    "Period",
    "Question",
    "Repetition",
    "Rule",
    "SetBy",
    "Shape",
    "Span",
    "Step",
    "Tolerance",
    "add",
    "add_working_days",
    "age_on",
    "announced_by_post",
    "announced_in_portal",
    "calculate",
    "completion_of_age",
    "compute_deadline",
    "compute_end",
    "continuity",
    "day_off",
    "full_on",
    "german",
    "holiday_name",
    "is_working_day",
    "merge",
    "next_working_day",
    "read_cycle",
    "weekday_name",
    "whole_months",
    "within",
    "without",
]
