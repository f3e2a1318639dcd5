"""Law as data: which decisions of a model are in force on a day, as far as known on another.

A *rule set* is a decision that says of itself, in our namespace, when it holds:

    <decision id="voraufenthalt_2022" laufweg:ruleSet="voraufenthalt" laufweg:validFrom="2022-12-31"
              laufweg:validTo="…" laufweg:knownFrom="…" laufweg:keyDate="entscheidung" laufweg:verify="…">

Several of one name stand side by side in a file, all required by whatever needs the decision; `Law.at` leaves
those that are in force. A decision without `ruleSet` holds always. docs/rechtsstand.md explains it to lawyers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from engine import xml
from engine.dmn.decision import Decision
from engine.dmn.model import Model
from engine.dmn.outcome import Evaluation
from engine.dmn.parse import parse
from engine.dmn.parse_import import MAX_ELEMENTS
from engine.dmn.reader import Reader, children
from engine.errors import Finding, ModelError, Severity
from engine.feel import Date, Environment, Value, to_python

NAMESPACE = "https://laufweg.nrw/schema/law/1.0"

_DAY = timedelta(days=1)
#: days for which the choice is kept; a person's later days and years of re-evaluations stay far below
_KEPT_CHOICES = 4096


class KeyDate(StrEnum):
    """The day whose law counts: which of the days of a case a norm looks at."""

    DECISION = "entscheidung"
    APPLICATION = "antrag"
    EVENT = "ereignis"


@dataclass(frozen=True, slots=True)
class RuleSet:
    """When one decision holds. `valid_to` None is without end; both days are included.

    `known_from` is the first day on which one could know of it: of two that hold on a day, the one known later
    corrects the other, if it `corrects` at all: if its file says when it became known. `verify` says what a lawyer
    must still check.
    """

    decision: str
    name: str
    valid_from: date
    valid_to: date | None
    known_from: date
    key_date: KeyDate = KeyDate.DECISION
    verify: str = ""
    corrects: bool = False

    @property
    def words(self) -> str:
        """The version in words, for an explanation."""
        end = "" if self.valid_to is None else f" bis {self.valid_to:%d.%m.%Y}"
        check = f" ({self.verify})" if self.verify else ""
        return f"Fassung ab {self.valid_from:%d.%m.%Y}{end}, bekannt seit {self.known_from:%d.%m.%Y}{check}"

    def to_json(self) -> dict[str, object]:
        """The version as plain data, for a record."""
        return {
            "name": self.name,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": None if self.valid_to is None else self.valid_to.isoformat(),
            "known_from": self.known_from.isoformat(),
            "key_date": self.key_date.value,
            "verify": self.verify,
        }

    def holds(self, day: date, known: date) -> bool:
        """Whether it is in force on `day`, for somebody who knows the law as of `known`."""
        return (
            self.valid_from <= day
            and (self.valid_to is None or day <= self.valid_to)
            and self.known_from <= known
        )


@dataclass(frozen=True, slots=True)
class KeyDates:
    """The days of one evaluation; those of the application and the event default to the decision's."""

    decision: date
    application: date | None = None
    event: date | None = None

    def of(self, kind: KeyDate) -> date:
        """The day of that kind."""
        match kind:
            case KeyDate.APPLICATION:
                return self.application or self.decision
            case KeyDate.EVENT:
                return self.event or self.decision
            case _:
                return self.decision


class Law:
    """A model whose decisions come in versions."""

    def __init__(self, model: Model, rule_sets: Iterable[RuleSet]) -> None:
        self.model = model
        self.rule_sets = tuple(rule_sets)
        self._by_name: dict[str, tuple[RuleSet, ...]] = {
            name: tuple(one for one in self.rule_sets if one.name == name)
            for name in dict.fromkeys(one.name for one in self.rule_sets)
        }
        self._versioned = {one.decision for one in self.rule_sets}
        self._key_dates = tuple(dict.fromkeys(one.key_date for one in self.rule_sets))
        self._chosen: dict[tuple[date, ...], tuple[RuleSet, ...]] = {}
        self._models: dict[tuple[RuleSet, ...], Model] = {}
        #: every versioned decision as null, for those who read one that is not in force
        self.absent: dict[str, None] = dict.fromkeys(self._by_name)

    def choose(self, days: KeyDates, known: date) -> tuple[RuleSet, ...]:
        """The rule sets in force, at most one of each name: of several the one known last."""
        # only the days that some version looks at tell one choice from another
        key = (*map(days.of, self._key_dates), known)
        if (kept := self._chosen.get(key)) is not None:
            return kept
        if len(self._chosen) >= _KEPT_CHOICES:
            self._chosen.clear()
        found = (self._choose(versions, days, known) for versions in self._by_name.values())
        return self._chosen.setdefault(key, tuple(one for one in found if one is not None))

    def at(self, days: KeyDates, known: date) -> Model:
        """The model as the law was on those days: what is not in force is required by nobody and not decided."""
        chosen = self.choose(days, known)
        model = self._models.get(chosen)
        if model is None:
            left = self._versioned - {one.decision for one in chosen}
            pruned: dict[Decision, Decision] = {}
            decisions = {
                id_: _requiring_only(decision, left, pruned)
                for id_, decision in self.model.decisions.items()
                if id_ not in left
            }
            model = self._models[chosen] = replace(self.model, decisions=decisions)
        return model

    def decide(self, decision: str, variables: Mapping[str, Value], environment: Environment) -> Evaluation:
        """Decide by the law of the days that the variables name, as far as known now.

        `stichtag`, `antrag` and `ereignis` are the key dates where they are dates; without `stichtag` it is the day
        of `environment.now`. ModelError without both, and where no version of the decision itself holds.
        """
        today = environment.now and environment.now.astimezone(ZoneInfo(environment.zone)).date()
        day = _day_of(variables, "stichtag") or today
        if day is None:
            raise ModelError(
                f"Expected to decide {decision} on a day, but neither `stichtag` nor a time is given"
            )
        days = KeyDates(day, _day_of(variables, "antrag"), _day_of(variables, "ereignis"))
        known = today or date.max
        model = self.at(days, known)
        if decision not in model.decisions:
            raise ModelError(
                f"Expected to decide {decision} on {day}, but no version of it holds on that day"
            )
        evaluation = model.evaluate(decision, {**self.absent, **variables}, environment)
        return replace(evaluation, rule_sets={one.decision: one for one in self.choose(days, known)})

    def changes(self, after: date, known: date) -> tuple[date, ...]:
        """The days after `after` on which a version begins or has ended, as far as known."""
        days = {
            day
            for one in self.rule_sets
            if one.known_from <= known
            for day in (one.valid_from, None if one.valid_to is None else one.valid_to + _DAY)
            if day is not None and day > after
        }
        return tuple(sorted(days))

    def _choose(self, versions: tuple[RuleSet, ...], days: KeyDates, known: date) -> RuleSet | None:
        found = [one for one in versions if one.holds(days.of(one.key_date), known)]
        if not found:
            found = [one for one in versions if _goes_on(one, versions, days.of(one.key_date), known)]
        return max(found, key=lambda one: (one.known_from, one.valid_from), default=None)


def _goes_on(one: RuleSet, versions: tuple[RuleSet, ...], day: date, known: date) -> bool:
    """Whether a version still holds for somebody who does not know yet of the one that ends it."""
    if one.valid_to is None or one.valid_to >= day or one.known_from > known:
        return False
    return any(other.known_from > known and one.valid_to < other.valid_from <= day for other in versions)


def _day_of(variables: Mapping[str, Value], name: str) -> date | None:
    value = variables.get(name)
    found = to_python(value) if isinstance(value, Date) else None
    return found if isinstance(found, date) else None


def parse_law(source: bytes, file: str) -> Law:
    """Read a DMN file with its rule sets. ModelError for a faulty model, and for overlaps and gaps of validity."""
    return law_of(parse(source, file), source)


def law_of(model: Model, source: bytes) -> Law:
    """The model with the rule sets its source names; ModelError for overlaps and gaps of validity."""
    if NAMESPACE.encode() not in source:
        return Law(model, ())
    reader = Reader(model.file)
    root = xml.read(source, model.file, MAX_ELEMENTS)
    rule_sets = [
        found for element in children(root, "decision") if (found := _rule_set(reader, element)) is not None
    ]
    reader.findings.extend(lint(rule_sets, model.file))
    errors = [finding for finding in reader.findings if finding.severity is Severity.ERROR]
    if errors:
        raise ModelError(f"Expected to read the law in {model.file}, but {errors[0].reason}", reader.findings)
    return Law(replace(model, findings=(*model.findings, *reader.findings)), rule_sets)


def lint(rule_sets: Iterable[RuleSet], file: str) -> tuple[Finding, ...]:
    """What is wrong with the validity of rule sets: `rule-set-order`, `rule-set-overlap`, `rule-set-gap`.

    Two versions of a name may hold on the same day only if one was known later: then it corrects the other.
    """
    groups: dict[str, list[RuleSet]] = {}
    for one in rule_sets:
        groups.setdefault(one.name, []).append(one)
    return tuple(finding for group in groups.values() for finding in _lint_group(group, file))


def _lint_group(group: list[RuleSet], file: str) -> list[Finding]:
    findings = [
        _finding(
            file,
            "rule-set-order",
            one,
            f"gilt bis {one.valid_to}, bevor die Geltung am {one.valid_from} beginnt",
        )
        for one in group
        if one.valid_to is not None and one.valid_to < one.valid_from
    ]
    ordered = sorted(group, key=lambda one: (one.valid_from, one.known_from))
    findings += [
        _finding(
            file,
            "rule-set-overlap",
            later,
            f"gilt ab {later.valid_from} zugleich mit „{earlier.decision}“, ohne später bekannt geworden zu sein",
        )
        for index, earlier in enumerate(ordered)
        for later in ordered[index + 1 :]
        if not _is_correction(earlier, later)
        and (earlier.valid_to is None or later.valid_from <= earlier.valid_to)
    ]
    covered = ordered[0].valid_to
    for one in ordered[1:]:
        if covered is None:
            break
        if one.valid_from > covered + _DAY:
            findings.append(
                _finding(
                    file,
                    "rule-set-gap",
                    one,
                    f"gilt erst ab {one.valid_from}, die Fassung davor nur bis {covered}: dazwischen gilt keine",
                )
            )
        covered = None if one.valid_to is None else max(covered, one.valid_to)
    return findings


def _is_correction(one: RuleSet, other: RuleSet) -> bool:
    if one.known_from == other.known_from:
        return False
    return max(one, other, key=lambda version: version.known_from).corrects


def _finding(file: str, rule: str, one: RuleSet, reason: str) -> Finding:
    return Finding(
        file=file,
        rule=rule,
        reason=f"Die Fassung „{one.decision}“ von „{one.name}“ {reason}.",
        hint="Fassungen einer Entscheidung schließen lückenlos aneinander an; eine Berichtigung nennt `knownFrom`.",
        element=one.decision,
    )


def _rule_set(reader: Reader, element: xml.Element) -> RuleSet | None:
    given = {
        key: value
        for key in ("ruleSet", "validFrom", "validTo", "knownFrom", "keyDate", "verify")
        if (value := element.get(f"{{{NAMESPACE}}}{key}")) is not None
    }
    if not given:
        return None
    name, first = given.get("ruleSet"), _read_day(reader, element, given, "validFrom")
    if not name or first is None:
        reader.fault(
            element,
            "rule-set-validity",
            "Eine Fassung braucht einen Namen (`ruleSet`) und den ersten Tag ihrer Geltung (`validFrom`).",
            "Ergänzen Sie beide, oder entfernen Sie die Angaben zur Geltung.",
        )
        return None
    kind = given.get("keyDate", KeyDate.DECISION)
    if kind not in list(KeyDate):
        reader.fault(
            element,
            "rule-set-key-date",
            f"Den Stichtag „{kind}“ gibt es nicht.",
            f"Möglich sind: {', '.join(KeyDate)}.",
        )
        return None
    return RuleSet(
        decision=element.get("id", ""),
        name=name,
        valid_from=first,
        valid_to=_read_day(reader, element, given, "validTo"),
        known_from=_read_day(reader, element, given, "knownFrom") or first,
        key_date=KeyDate(kind),
        verify=given.get("verify", ""),
        corrects="knownFrom" in given,
    )


def _read_day(reader: Reader, element: xml.Element, given: Mapping[str, str], key: str) -> date | None:
    text = given.get(key)
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        reader.fault(
            element,
            "rule-set-validity",
            f"„{text}“ ist kein Tag (`{key}`).",
            "Schreiben Sie ihn als Jahr-Monat-Tag, zum Beispiel 2024-06-27.",
        )
        return None


def _requiring_only(decision: Decision, left: set[str], pruned: dict[Decision, Decision]) -> Decision:
    """The decision without the ones left out, all the way down; the same object for the same decision."""
    if decision not in pruned:
        kept = tuple(
            replace(one, decision=_requiring_only(one.decision, left, pruned))
            for one in decision.required_decisions
            if one.decision.id not in left
        )
        pruned[decision] = replace(decision, required_decisions=kept)
    return pruned[decision]
