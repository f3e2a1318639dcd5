"""The parts a scenario is written in: texts, lists, named values, days; every fault names its line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from engine.clock import ZONE
from engine.competence import TOPICS
from engine.scenario.model import Moment
from engine.scenario.persona import Persona
from engine.yaml import Section, refused

Templates = Mapping[str, Mapping[str, Any]]  # Any: values of form fields, judged by the form

_EXAMPLE = "Beispiel: 2026-11-23 oder 2026-11-23 09:00"
#: the place of a case that says none
AGS = "05334002"


class Parts:
    """Reads the parts of one file; `persona` finds the record of a person by its name."""

    def __init__(self, file: str, templates: Templates, persona: Callable[[str], Persona | None]) -> None:
        self._file = file
        self._templates = templates
        self._persona = persona

    def _only(self, given: Section, known: set[str]) -> None:
        for word in given:
            if word not in known:
                near = get_close_matches(word, known, n=1)
                raise refused(
                    self._file,
                    given.line,
                    f"„{word}“ ist hier unbekannt." + (f" Meinten Sie „{near[0]}“?" if near else ""),
                    f"Möglich sind: {', '.join(sorted(known))}.",
                )

    def _section(self, given: Section, word: str) -> Section:
        found = given.get(word)
        if not isinstance(found, Section):
            raise refused(self._file, given.line, f"Unter „{word}“ fehlen die Angaben.")
        return found

    def _list(self, given: Section, word: str) -> list[Any]:
        found = given.get(word)
        if not isinstance(found, list) or not found:
            raise refused(self._file, given.line, f"Unter „{word}“ fehlt die Liste.")
        return found

    def _text(self, given: Section, word: str) -> str:
        found = given.get(word)
        if not isinstance(found, str) or not found.strip():
            raise refused(self._file, given.line, f"Nach „{word}“ fehlt der Text.")
        return found.strip()

    def _key(self, given: Section, word: str) -> str:
        found = given.get(word)
        if not isinstance(found, str) or len(found) != len(AGS) or not found.isdecimal():
            raise refused(
                self._file,
                given.line,
                f"Nach „{word}“ steht ein Gemeindeschlüssel mit acht Ziffern in Anführungszeichen.",
                f'Beispiel: „{word}: "{AGS}"“',
            )
        return found

    def _count(self, given: Section, word: str) -> int:
        found = given.get(word)
        if not isinstance(found, int) or isinstance(found, bool) or found < 1:
            raise refused(self._file, given.line, f"Nach „{word}“ steht eine Zahl ab 1.")
        return found

    def _number(self, given: Section, word: str) -> int:
        found = given.get(word)
        if not isinstance(found, int) or isinstance(found, bool):
            raise refused(self._file, given.line, f"Nach „{word}“ steht eine ganze Zahl.")
        return found

    def _topics(self, given: Section, word: str) -> tuple[str, ...]:
        topics = self._texts(given, word)
        for topic in topics:
            if topic not in TOPICS:
                near = get_close_matches(topic, TOPICS, n=1)
                raise refused(
                    self._file,
                    given.line,
                    f"Die Zuständigkeit „{topic}“ gibt es nicht."
                    + (f" Meinten Sie „{near[0]}“?" if near else ""),
                    f"Bekannt sind: {', '.join(TOPICS)}.",
                )
        return topics

    def _texts(self, given: Section, word: str) -> tuple[str, ...]:
        found = given.get(word)
        if found in (None, "keine"):
            return ()
        listed = found if isinstance(found, list) else [found]
        if all(isinstance(one, str) and one.strip() for one in listed):
            return tuple(listed)
        raise refused(self._file, given.line, f"„{word}“ ist ein Name oder eine Liste von Namen.")

    def _values(self, given: Section, word: str) -> Mapping[str, Any]:
        """Named values; `vorlage` puts those of a template before them."""
        found = given.get(word)
        if found is None:
            return {}
        if not isinstance(found, Section):
            raise refused(self._file, given.line, f"Unter „{word}“ stehen Namen und Werte.")
        names = found.get("vorlage", [])
        values: dict[str, Any] = {}
        for name in [names] if isinstance(names, str) else names:
            if name not in self._templates:
                raise refused(
                    self._file,
                    found.line,
                    f"Die Vorlage „{name}“ gibt es nicht.",
                    f"In vorlagen.yaml stehen: {', '.join(sorted(self._templates)) or 'keine'}.",
                )
            values |= self._templates[name]
        return values | {key: value for key, value in found.items() if key != "vorlage"}

    def _day(self, given: Section, word: str) -> date:
        found = self._moment(given.get(word), given)
        return found.date() if isinstance(found, datetime) else found

    def _moment(self, value: object, given: Section) -> Moment:
        match value:
            case datetime():
                return value if value.tzinfo else value.replace(tzinfo=ZONE)
            case date():
                return value
            case str():
                try:
                    moment = datetime.fromisoformat(value)
                except ValueError:
                    pass
                else:
                    return moment if moment.tzinfo else moment.replace(tzinfo=ZONE)
        raise refused(self._file, given.line, f"„{value}“ ist kein Zeitpunkt.", _EXAMPLE)
