"""The candidate group of a user task: topic, role, and the circumstances it names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from engine.bpmn import Node
from engine.competence import Circumstances, misreading, read_group
from engine.execution.services import NO_CIRCUMSTANCES, Fault, FaultKind, Question
from engine.feel import Date, Value

_PLACE = re.compile(r"[0-9]{8}")


def question(value: Value, node: Node) -> Question:
    """What to ask the register for a candidate group: text `topic.role`, or what `zustaendig` makes of it.

    Of several groups the first one counts. A Fault names what cannot be read.
    """
    if isinstance(value, list) and value:
        value = value[0]
    given: Mapping[str, Value] = value if isinstance(value, dict) else {}
    named = given.get("gruppe") if isinstance(value, dict) else value
    if not isinstance(named, str) or not named.strip():
        raise _fault(node.label, "Keine zuständige Gruppe ist genannt.")
    text = named.split(",")[0].strip()
    group = read_group(text)
    if group is None:
        raise _fault(node.label, misreading(text))
    if len(given) <= 1:
        return Question(group.topic, group.role)
    return Question(
        group.topic,
        group.role,
        ags=_place(given, "ags", node.label),
        on=_day(given, "am", node.label),
        circumstances=circumstances(given, node.label),
    )


def circumstances(given: Mapping[str, Value], title: str) -> Circumstances:
    """The circumstances by the names a process owner writes (`CIRCUMSTANCES`); a Fault about `title` names what cannot
    be read.
    """
    found = Circumstances(
        groups=_texts(given, "personengruppe", title),
        age=_years(given, "alter", title),
        bearer=_text(given, "traeger", title),
        allocated=_place(given, "zuweisung_ags", title),
        residence=_place(given, "wohnsitz_ags", title),
        began=_place(given, "verfahren_ags", title),
        since=_day(given, "verfahren_seit", title),
        consent=_answer(given, "zustimmung", title),
        lifting_asked=_day(given, "aufhebung_angefragt", title),
    )
    return NO_CIRCUMSTANCES if found == NO_CIRCUMSTANCES else found


def _place(given: Mapping[str, Value], name: str, title: str) -> str | None:
    text = _text(given, name, title)
    if text is not None and not _PLACE.fullmatch(text):
        raise _fault(title, f"„{name}“ ist kein Gemeindeschlüssel mit acht Ziffern: „{text[:40]}“.")
    return text


def _text(given: Mapping[str, Value], name: str, title: str) -> str | None:
    value = given.get(name)
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if not isinstance(value, str):
        raise _fault(title, f"„{name}“ ist kein Text.")
    return value.strip()


def _texts(given: Mapping[str, Value], name: str, title: str) -> frozenset[str]:
    value = given.get(name)
    found = value if isinstance(value, list) else [] if value is None else [value]
    texts = frozenset(one.strip() for one in found if isinstance(one, str))
    if any(not isinstance(one, str) for one in found):
        raise _fault(title, f"„{name}“ ist weder ein Text noch eine Liste von Texten.")
    return texts


def _day(given: Mapping[str, Value], name: str, title: str) -> date | None:
    value = given.get(name)
    if value is None:
        return None
    if not isinstance(value, Date) or not 1 <= value.year <= 9999:
        raise _fault(title, f"„{name}“ ist kein Datum.")
    return date(value.year, value.month, value.day)


def _years(given: Mapping[str, Value], name: str, title: str) -> int | None:
    value = given.get(name)
    if value is None:
        return None
    if not isinstance(value, Decimal) or value != value.to_integral_value() or not 0 <= value <= 150:
        raise _fault(title, f"„{name}“ ist keine ganze Zahl von 0 bis 150.")
    return int(value)


def _answer(given: Mapping[str, Value], name: str, title: str) -> bool | None:
    value = given.get(name)
    if value is not None and not isinstance(value, bool):
        raise _fault(title, f"„{name}“ ist weder true noch false.")
    return value


def _fault(title: str, reason: str) -> Fault:
    return Fault(FaultKind.COMPETENCE, f"„{title}“ kann niemandem zugewiesen werden. {reason}")
