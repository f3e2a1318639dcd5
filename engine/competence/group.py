"""The grammar of a candidate group, `topic.role`: what a task is about, and who at the competent authority does it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from engine.actor import GROUP_ROLES, Role

#: what an authority can be competent for, as a process names it, with the name people read
TOPICS: Final = {
    "auslaenderbehoerde": "Ausländerbehörde",
    "einbuergerungsbehoerde": "Einbürgerungsbehörde",
    "zentrale_auslaenderbehoerde": "Zentrale Ausländerbehörde",
    "bezirksregierung": "Bezirksregierung",
    "asylblg": "Leistungen nach dem AsylbLG",
    "jobcenter": "Jobcenter",
    "sozialamt": "Sozialamt",
    "jugendamt": "Jugendamt",
    "schulamt": "Schulamt",
    "schultraeger": "Schulträger",
    "kommunales_integrationszentrum": "Kommunales Integrationszentrum",
    "case_management": "Case Management (KIM)",
    "kim_koordination": "KIM-Koordination",
    "lenkungsgruppe": "Lenkungsgruppe (KIM)",
    "gesundheitsamt": "Gesundheitsamt",
    "standesamt": "Standesamt",
    "meldebehoerde": "Meldebehörde",
    "agentur_fuer_arbeit": "Agentur für Arbeit",
    "bamf": "Bundesamt für Migration und Flüchtlinge",
    "mbe": "Migrationsberatung für erwachsene Zugewanderte",
    "jmd": "Jugendmigrationsdienst",
}

#: bodies that learn of a person by a request or a report and have no tasks here, so no rule says who is competent
BODIES: Final = {
    "bundeszentralregister": "Bundeszentralregister (Bundesamt für Justiz)",
    "bundesverwaltungsamt": "Bundesverwaltungsamt",
    "staatsanwaltschaft": "Staatsanwaltschaft",
    "verfassungsschutz": "Verfassungsschutz",
    "sicherheitsbehoerden": "Sicherheitsbehörden (§ 73 AufenthG)",
}
#: to whom something about a person can be disclosed
RECIPIENTS: Final = TOPICS | BODIES

#: topics whose tasks have a doer of their own when no role is named
_USUAL: Final = {
    "case_management": Role.CASE_MANAGER,
    "kim_koordination": Role.COORDINATOR,
    "lenkungsgruppe": Role.STEERING_MEMBER,
}

# the colon is how versions deployed before the dot are written; they never change
_GROUP: Final = re.compile(r"(?P<topic>[a-z][a-z0-9_-]{0,59})(?:[.:](?P<role>[a-z][a-z0-9_]{0,59}))?")
_WORDS: Final = {role: word for word, role in GROUP_ROLES.items()}


@dataclass(frozen=True, slots=True)
class Group:
    """A candidate group: `topic` as the register knows it, `role` at the authority."""

    topic: str
    role: Role

    def __str__(self) -> str:
        """The group as a process owner writes it."""
        return f"{self.topic}.{_WORDS[self.role]}"


def usual_role(topic: str) -> Role:
    """Who does the tasks of a topic when the group names no role."""
    return _USUAL.get(topic, Role.CLERK)


def read_group(text: str) -> Group | None:
    """Read `topic` or `topic.role`; None when the text is neither or no role has that name."""
    found = _GROUP.fullmatch(text.strip())
    if found is None:
        return None
    topic, word = found["topic"], found["role"]
    role = usual_role(topic) if word is None else GROUP_ROLES.get(word)
    return None if role is None else Group(topic, role)


def misreading(text: str) -> str:
    """Why `read_group` cannot read the text, as a German sentence; empty when it can."""
    found = _GROUP.fullmatch(text.strip())
    if found is None:
        return f"„{text[:80]}“ ist keine Gruppe der Form „thema.rolle“."
    if found["role"] is not None and found["role"] not in GROUP_ROLES:
        return f"Die Rolle „{found['role']}“ gibt es nicht. Bekannt sind: {', '.join(GROUP_ROLES)}."
    return ""


def remark(text: str) -> str:
    """What is wrong with a group that is written in a model, as a German sentence; empty when it is a known one."""
    said = misreading(text)
    if said:
        return said
    if ":" in text:
        return f"In „{text}“ steht zwischen Thema und Rolle ein Doppelpunkt; erwartet ist ein Punkt."
    topic = text.strip().partition(".")[0]
    if topic not in TOPICS:
        return f"Die Zuständigkeit „{topic}“ gibt es nicht. Bekannt sind: {', '.join(TOPICS)}."
    return ""
