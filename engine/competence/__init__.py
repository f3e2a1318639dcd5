"""Who is competent by law, place, person group and day, and why. Pure: no database, no clock.

    >>> register = read_register(Path("processes/zustaendigkeit"))
    >>> resolve(register, "auslaenderbehoerde", "05562020", Circumstances(), date(2026, 12, 1)).authority
    'abh-05562020'

Reading path: `rule` → `register` → `resolve`; `read` and `check` for the files, `group` for what a diagram writes.
"""

from engine.competence.authority import Authority
from engine.competence.consent import deemed_consent
from engine.competence.group import (
    BODIES,
    RECIPIENTS,
    TOPICS,
    Group,
    misreading,
    read_group,
    remark,
    usual_role,
)
from engine.competence.places import Place, municipalities, places
from engine.competence.question import CIRCUMSTANCES, Circumstances, Competent, Nobody, Reason
from engine.competence.read import read_register, read_rules
from engine.competence.register import Register, register_of, rules_to_json
from engine.competence.resolve import resolve
from engine.competence.rule import Rule, Topic
from engine.competence.where import calendar_at

__all__ = [
    "BODIES",
    "CIRCUMSTANCES",
    "RECIPIENTS",
    "TOPICS",
    "Authority",
    "Circumstances",
    "Competent",
    "Group",
    "Nobody",
    "Place",
    "Reason",
    "Register",
    "Rule",
    "Topic",
    "calendar_at",
    "deemed_consent",
    "misreading",
    "municipalities",
    "places",
    "read_group",
    "read_register",
    "read_rules",
    "register_of",
    "remark",
    "resolve",
    "rules_to_json",
    "usual_role",
]
