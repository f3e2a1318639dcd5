"""Who is competent by law, place, person group and day, and why. Pure: no database, no clock."""

from engine.competence.group import TOPICS, Group, misreading, read_group, remark, usual_role
from engine.competence.question import CIRCUMSTANCES, Circumstances, Competent, Nobody, Reason

__all__ = [
    "CIRCUMSTANCES",
    "TOPICS",
    "Circumstances",
    "Competent",
    "Group",
    "Nobody",
    "Reason",
    "misreading",
    "read_group",
    "remark",
    "usual_role",
]
