"""Who is away when, who stands in, what that leaves open: for the person, and for whoever answers for the team."""

from engine.queries.absence.person import (
    DAYS,
    AbsenceView,
    Choices,
    For,
    Given,
    PersonView,
    RuleView,
    show,
    stands_in_for,
)
from engine.queries.absence.team import Cell, Member, Team, Vacancy, people, team
from engine.state.absence_log import Deed, LogRow

__all__ = [
    "DAYS",
    "AbsenceView",
    "Cell",
    "Choices",
    "Deed",
    "For",
    "Given",
    "LogRow",
    "Member",
    "PersonView",
    "RuleView",
    "Team",
    "Vacancy",
    "people",
    "show",
    "stands_in_for",
    "team",
]
