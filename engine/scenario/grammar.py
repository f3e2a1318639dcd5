"""From the words of a scenario file to its model; docs/scenarios.md explains each of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from engine.clock import ZONE
from engine.competence import CIRCUMSTANCES, Circumstances
from engine.deadlines import Period
from engine.errors import ModelError
from engine.execution.services import Fault
from engine.execution.tokens.groups import circumstances
from engine.feel import context_from_python
from engine.scenario.model import (
    AGREED,
    LEGAL,
    Act,
    AnswerCall,
    ChangeLaw,
    ChangeRecord,
    CompleteTask,
    DoJob,
    EvaluateDecision,
    Expect,
    ExpectedDecision,
    ExpectedDisclosure,
    ExpectedTask,
    ExpectedThrow,
    JumpTo,
    Move,
    PassTime,
    ResolveIncident,
    Scenario,
    SendMessage,
    SendSignal,
    Start,
    Step,
    WaitFor,
)
from engine.scenario.names import Impossible
from engine.scenario.parts import AGS, Parts, Templates
from engine.scenario.persona import changed
from engine.yaml import Section, refused

#: the number of a case that says none
REFERENCE = "KIM-2026-000001"


__all__ = ["REFERENCE", "Reader", "Templates"]


class Reader(Parts):
    """Reads one file; every fault names its line."""

    def scenario(self, root: Section) -> Scenario:
        """The whole file."""
        self._only(root, {"szenario", "beschreibung", "angenommen", "schritte"})
        return Scenario(
            file=self._file,
            name=self._text(root, "szenario"),
            description=str(root.get("beschreibung", "")).strip(),
            start=self._start(self._section(root, "angenommen")),
            steps=tuple(step for item in self._list(root, "schritte") for step in self._steps(item, root)),
        )

    def _start(self, given: Section) -> Start:
        self._only(
            given,
            {
                "jetzt", "aktenzeichen", "ags", "angaben", "eingaben", "persona", "datensatz", "beginnt mit",
                "rechtsstand bekannt bis",
                "umstände", "niemand zuständig für", "aufrufe nachgestellt",
            },
        )  # fmt: skip
        now = self._moment(given.get("jetzt"), given)
        if not isinstance(now, datetime):
            now = datetime(now.year, now.month, now.day, 9, tzinfo=ZONE)
        return Start(
            now=now,
            reference=self._text(given, "aktenzeichen") if "aktenzeichen" in given else REFERENCE,
            ags=self._key(given, "ags") if "ags" in given else AGS,
            values=self._values(given, "angaben"),
            nobody_for=frozenset(self._topics(given, "niemand zuständig für")),
            circumstances=self._circumstances(given),
            stand_ins=frozenset(self._texts(given, "aufrufe nachgestellt")),
            trigger=self._text(given, "beginnt mit") if "beginnt mit" in given else None,
            record=self._record(given),
            law_known=(
                self._day(given, "rechtsstand bekannt bis") if "rechtsstand bekannt bis" in given else None
            ),
            inputs=self._values(given, "eingaben"),
        )

    def _circumstances(self, given: Section) -> Circumstances:
        said = self._values(given, "umstände")
        for word in said:
            if word not in CIRCUMSTANCES:
                known = f"Möglich sind: {', '.join(CIRCUMSTANCES)}."
                raise refused(self._file, given.line, f"Den Umstand „{word}“ gibt es nicht.", known)
        try:
            return circumstances(context_from_python(said), "umstände")
        except Fault as fault:
            raise refused(self._file, given.line, fault.message) from fault

    def _record(self, given: Section) -> Mapping[str, Any] | None:
        """The record of a persona, with the paths changed that stand beside it."""
        changes = self._values(given, "datensatz")
        if "persona" not in given and not changes:
            return None
        name = self._text(given, "persona") if "persona" in given else ""
        record = self._persona(name) if name else {}
        if record is None:
            raise refused(
                self._file,
                given.line,
                f"Die Persona „{name}“ gibt es nicht.",
                "Personen stehen als JSON in scenarios/personen des Ablaufs oder in processes/personen.",
            )
        try:
            return changed(record, changes)
        except Impossible as fault:
            raise refused(self._file, given.line, str(fault)) from fault

    def _steps(self, item: object, root: Section) -> list[Step]:
        if not isinstance(item, Section) or len(item) != 1 or not item.keys() <= {"wenn", "dann"}:
            line = item.line if isinstance(item, Section) else root.line
            raise refused(self._file, line, "Ein Schritt beginnt mit „wenn“ oder „dann“ und sonst nichts.")
        if "dann" in item:
            return [self._expect(self._section(item, "dann"))]
        acts = item["wenn"] if isinstance(item["wenn"], list) else [item["wenn"]]
        if not acts or not all(isinstance(act, Section) for act in acts):
            raise refused(self._file, item.line, "Nach „wenn“ steht, was geschieht.")
        return [self._act(act) for act in acts]

    def _act(self, act: Section) -> Act:
        ways: dict[str, tuple[set[str], Callable[[Section], Act]]] = {
            "aufgabe": ({"erledigen mit", "abgelehnt wegen", "nummer"}, self._complete),
            "warte": (set(), lambda one: PassTime(one.line, self._period(one))),
            "warte bis": (set(), lambda one: WaitFor(one.line, self._text(one, "warte bis"))),
            "springe auf": (set(), lambda one: JumpTo(one.line, self._moment(one["springe auf"], one))),
            "rechtsstand ab": (set(), lambda one: ChangeLaw(one.line, self._day(one, "rechtsstand ab"))),
            "nachricht": ({"mit"}, self._message),
            "signal": ({"mit"}, self._signal),
            "auftrag": ({"ergebnis", "fehler"}, self._job),
            "aufruf": ({"ergebnis", "fehler", "eskalation"}, self._call),
            "umzug nach": (set(), lambda one: Move(one.line, self._key(one, "umzug nach"))),
            "datensatz": (set(), lambda one: ChangeRecord(one.line, self._values(one, "datensatz"))),
            "berechne": ({"mit"}, self._evaluate),
            "störung beheben": ({"mit"}, self._resolve),
        }
        kind = next((word for word in ways if word in act), None)
        if kind is None:
            known = f"Möglich sind: {', '.join(ways)}."
            raise refused(self._file, act.line, "Nach „wenn“ steht nichts Bekanntes.", known)
        more, read = ways[kind]
        self._only(act, {kind} | more)
        return read(act)

    def _complete(self, act: Section) -> Act:
        return CompleteTask(
            act.line,
            self._text(act, "aufgabe"),
            self._values(act, "erledigen mit"),
            self._texts(act, "abgelehnt wegen"),
            self._count(act, "nummer") if "nummer" in act else 1,
        )

    def _message(self, act: Section) -> Act:
        return SendMessage(act.line, self._text(act, "nachricht"), self._values(act, "mit"))

    def _signal(self, act: Section) -> Act:
        return SendSignal(act.line, self._text(act, "signal"), self._values(act, "mit"))

    def _job(self, act: Section) -> Act:
        error = self._text(act, "fehler") if "fehler" in act else None
        return DoJob(act.line, self._text(act, "auftrag"), self._values(act, "ergebnis"), error)

    def _call(self, act: Section) -> Act:
        if "fehler" in act and "eskalation" in act:
            raise refused(
                self._file, act.line, "Ein Aufruf endet mit „fehler“ oder „eskalation“, nicht mit beidem."
            )
        return AnswerCall(
            act.line,
            self._text(act, "aufruf"),
            self._values(act, "ergebnis"),
            self._text(act, "fehler") if "fehler" in act else None,
            self._text(act, "eskalation") if "eskalation" in act else None,
        )

    def _evaluate(self, act: Section) -> Act:
        return EvaluateDecision(act.line, self._text(act, "berechne"), self._values(act, "mit"))

    def _resolve(self, act: Section) -> Act:
        return ResolveIncident(act.line, self._text(act, "störung beheben"), self._values(act, "mit"))

    def _period(self, act: Section) -> Period:
        try:
            return Period.parse(str(act["warte"]))
        except ModelError as error:
            finding = error.findings[0]
            raise refused(self._file, act.line, finding.reason, finding.hint) from error

    def _expect(self, said: Section) -> Expect:
        if not said:
            raise refused(self._file, said.line, "Nach „dann“ steht nichts, was sein muss.")
        self._only(
            said,
            {
                "offene aufgaben", "beendet mit", "variablen", "entscheidungen", "störungen", "durchlaufen",
                "nicht durchlaufen", "wartet auf nachrichten", "wartet auf signale", "gesendete nachrichten",
                "gesendete signale", "offene aufträge", "offene aufrufe", "zeitgeber",
                "übermittlungen",
            },
        )  # fmt: skip
        return Expect(
            line=said.line,
            tasks=self._tasks(said) if "offene aufgaben" in said else None,
            outcome=self._text(said, "beendet mit") if "beendet mit" in said else None,
            variables=self._values(said, "variablen"),
            decisions={
                name: self._decision(value, said)
                for name, value in self._values(said, "entscheidungen").items()
            },
            incidents=self._texts(said, "störungen"),
            passed=self._texts(said, "durchlaufen"),
            not_passed=self._texts(said, "nicht durchlaufen"),
            messages=(
                self._texts(said, "wartet auf nachrichten") if "wartet auf nachrichten" in said else None
            ),
            jobs=self._texts(said, "offene aufträge") if "offene aufträge" in said else None,
            signals=self._texts(said, "wartet auf signale") if "wartet auf signale" in said else None,
            calls=self._texts(said, "offene aufrufe") if "offene aufrufe" in said else None,
            sent_messages=self._throws(said, "gesendete nachrichten"),
            sent_signals=self._throws(said, "gesendete signale"),
            disclosed=self._disclosed(said, "übermittlungen"),
            timers={
                name: self._moment(value, said) for name, value in self._values(said, "zeitgeber").items()
            },
        )

    def _tasks(self, said: Section) -> tuple[ExpectedTask, ...]:
        listed = said["offene aufgaben"]
        if listed in (None, "keine"):
            return ()
        if not isinstance(listed, list):
            raise refused(self._file, said.line, "„offene aufgaben“ ist eine Liste oder „keine“.")
        return tuple(self._task(item, said) for item in listed)

    def _task(self, item: object, said: Section) -> ExpectedTask:
        if isinstance(item, str):
            return ExpectedTask(item)
        if isinstance(item, Section) and len(item) == 1:
            name, wanted = next(iter(item.items()))
            if isinstance(wanted, Section):
                self._only(
                    wanted,
                    {
                        "gruppe", "fällig am", "fällig weil", LEGAL, AGREED, "priorität", "behörde",
                        "zuständig weil", "sieht nicht",
                    },
                )  # fmt: skip
                return ExpectedTask(
                    name=name,
                    group=self._text(wanted, "gruppe") if "gruppe" in wanted else None,
                    due=self._moment(wanted["fällig am"], wanted) if "fällig am" in wanted else None,
                    priority=self._number(wanted, "priorität") if "priorität" in wanted else None,
                    due_because=self._texts(wanted, "fällig weil"),
                    clocks={
                        word: None if wanted[word] in (None, "keine") else self._moment(wanted[word], wanted)
                        for word in (LEGAL, AGREED)
                        if word in wanted
                    },
                    authority=self._text(wanted, "behörde") if "behörde" in wanted else None,
                    because=self._texts(wanted, "zuständig weil"),
                    hidden_from=self._texts(wanted, "sieht nicht"),
                )
        raise refused(
            self._file,
            said.line,
            "Eine offene Aufgabe ist ein Name, danach höchstens Gruppe, Frist und Priorität.",
            "Beispiel: „- Vollständigkeit prüfen: {gruppe: auslaenderbehoerde, fällig am: 2026-11-30}“",
        )

    def _throws(self, said: Section, word: str) -> tuple[ExpectedThrow, ...] | None:
        if word not in said:
            return None
        listed = said[word]
        if listed in (None, "keine"):
            return ()
        found = []
        for item in listed if isinstance(listed, list) else [listed]:
            match item:
                case str():
                    found.append(ExpectedThrow(item))
                case Section() if len(item) == 1 and isinstance(next(iter(item.values())), Section):
                    name, values = next(iter(item.items()))
                    found.append(ExpectedThrow(name, values))
                case _:
                    raise refused(
                        self._file,
                        said.line,
                        f"Unter „{word}“ steht eine Liste von Namen, danach höchstens die Werte.",
                        f"Beispiel: „{word}: [kontakt, umzug: {{ags_neu: '05158012'}}]“",
                    )
        return tuple(found)

    def _disclosed(self, said: Section, word: str) -> tuple[ExpectedDisclosure, ...] | None:
        if word not in said:
            return None
        listed = said[word]
        found = []
        for item in [] if listed in (None, "keine") else listed if isinstance(listed, list) else [listed]:
            match item:
                case str():
                    found.append(ExpectedDisclosure(item))
                case Section() if len(item) == 1 and isinstance(next(iter(item.values())), Section):
                    topic, wanted = next(iter(item.items()))
                    self._only(wanted, {"norm", "angaben"})
                    norm = self._text(wanted, "norm") if "norm" in wanted else None
                    data = self._texts(wanted, "angaben") if "angaben" in wanted else None
                    found.append(ExpectedDisclosure(topic, norm, data))
                case _:
                    raise refused(
                        self._file,
                        said.line,
                        f"Unter „{word}“ steht eine Liste von Themen, danach höchstens Norm und Angaben.",
                        f"Beispiel: „{word}: [jobcenter: {{norm: Einwilligung, angaben: [kontakt]}}]“",
                    )
        return tuple(found)

    def _decision(self, value: object, said: Section) -> ExpectedDecision:
        if isinstance(value, Section) and value.keys() <= {"regeln", "wert"}:
            rules = value.get("regeln")
            listed = rules or []
            if not isinstance(listed, list) or not all(isinstance(one, int) for one in listed):
                raise refused(self._file, said.line, "„regeln“ ist eine Liste von Regelnummern.")
            numbers = None if rules is None else tuple(listed)
            return ExpectedDecision(numbers, value.get("wert"), "wert" in value)
        return ExpectedDecision(None, value, has_value=True)
