"""What is wrong with a register as a whole: rules that contradict each other, times without one, authorities gone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations

from engine.competence.authority import Authority
from engine.competence.places import Kind, Place, places
from engine.competence.register import Register, authority_key
from engine.competence.rule import Rule
from engine.competence.source import Findings

_ONE_DAY = timedelta(days=1)


def check(register: Register, lines: Mapping[str, tuple[str, int]], findings: Findings) -> None:
    """Note overlaps, gaps, references to nothing and authorities no rule leads to.

    `lines` says where each entry stands: `thema …`, `stelle …`, `regel …`.
    """
    _Check(register, lines, findings).run()


class _Check:
    def __init__(self, register: Register, lines: Mapping[str, tuple[str, int]], findings: Findings) -> None:
        self.register = register
        self.lines = lines
        self.findings = findings
        self.used: set[str] = set()

    def run(self) -> None:
        """Everything, in a fixed order."""
        for authority in self.register.authorities.values():
            self._references(authority)
        overlaps: dict[tuple[str, str], Place] = {}
        gaps: dict[tuple[str, date, date], list[Place]] = {}
        gone: dict[tuple[str, str], Authority] = {}
        silent: dict[str, list[Place]] = {}
        for topic in self.register.topics:
            for place in places().values():
                rules = self.register.rules_at(topic, place)
                for pair in _contradicting(rules, place):
                    overlaps.setdefault(pair, place)
                if not rules and place.kind not in (Kind.DISTRICT, Kind.CITY_REGION):
                    silent.setdefault(topic, []).append(place)
                for first, last in _uncovered(rules):
                    gaps.setdefault((topic, first, last), []).append(place)
                for rule in rules:
                    self._follow(rules, rule, place, gone)
        self._tell(overlaps, gaps, gone)
        for key in sorted(self.register.authorities.keys() - self._needed()):
            self._warn(
                f"stelle {key}",
                "competence-unused",
                f"Zur Stelle „{key}“ führt keine Regel.",
                "Ergänzen Sie eine Regel, oder streichen Sie die Stelle.",
            )
        for topic, inside in silent.items():
            self._fail(
                f"thema {topic}",
                "competence-gap",
                f"Für „{topic}“ gibt es an {len(inside)} Orten keine Regel, etwa in {inside[0].name}.",
                "Ergänzen Sie eine Regel; eine ohne „stelle“ sagt, warum niemand zuständig ist.",
            )

    def _references(self, one: Authority) -> None:
        known = self.register.authorities
        for what, key in (("uebergeordnet", one.parent), ("nachfolger", one.successor)):
            if key is not None and key not in known:
                self._fail(
                    f"stelle {one.key}",
                    "competence-unknown",
                    f"„{what}“ nennt „{key}“, das es nicht gibt.",
                    "",
                )
        later = known.get(one.successor or "")
        if later is not None and (one.valid_to is None or later.valid_from > one.valid_to + _ONE_DAY):
            self._warn(
                f"stelle {one.key}",
                "competence-gap",
                f"Zwischen „{one.key}“ und dem Nachfolger „{later.key}“ bleibt eine Lücke, oder „bis“ fehlt.",
                "Setzen Sie „bis“ auf den Tag vor dem Beginn des Nachfolgers.",
            )

    def _follow(
        self, rules: Sequence[Rule], rule: Rule, place: Place, gone: dict[tuple[str, str], Authority]
    ) -> None:
        key = authority_key(rule, place)
        self.used.add(key)
        found = self.register.authorities.get(key)
        if found is not None and found.successor is None and _leads_to_nobody(rules, rule, found):
            gone.setdefault((rule.id, found.key), found)

    def _needed(self) -> set[str]:
        """The authorities rules lead to, what follows them and what they are under."""
        known, needed = self.register.authorities, set[str]()
        waiting = list(self.used & known.keys())
        while waiting:
            key = waiting.pop()
            if key in known and key not in needed:
                needed.add(key)
                waiting += [one for one in (known[key].parent, known[key].successor) if one is not None]
        return needed

    def _tell(
        self,
        overlaps: Mapping[tuple[str, str], Place],
        gaps: Mapping[tuple[str, date, date], Sequence[Place]],
        gone: Mapping[tuple[str, str], Authority],
    ) -> None:
        for (one, other), place in overlaps.items():
            self._fail(
                f"regel {one}",
                "competence-overlap",
                f"„{one}“ und „{other}“ gelten zur selben Zeit für {place.name} und sind gleich speziell.",
                "Begrenzen Sie Zeit, Gebiet, Gemeindeart oder Personengruppe einer der beiden.",
            )
        for (topic, first, last), inside in gaps.items():
            rule = next(one for one in self.register.rules if one.topic == topic)
            named = ", ".join(place.name for place in inside[:3])
            self._warn(
                f"regel {rule.id}",
                "competence-gap",
                f"Für „{topic}“ gilt von {first:%d.%m.%Y} bis {last:%d.%m.%Y} an {len(inside)} Orten keine Regel: "
                f"{named}{' …' if len(inside) > 3 else ''}.",
                "Schließen Sie die Lücke, oder sagen Sie mit einer Regel ohne Stelle, warum niemand zuständig ist.",
            )
        for (rule_id, key), authority in gone.items():
            self._warn(
                f"regel {rule_id}",
                "competence-authority",
                f"„{rule_id}“ führt auch dann zu „{key}“, wenn es die Stelle nicht gibt "
                f"(sie besteht von {authority.valid_from:%d.%m.%Y}"
                f"{'' if authority.valid_to is None else f' bis {authority.valid_to:%d.%m.%Y}'}).",
                "Begrenzen Sie die Regel, oder nennen Sie einen Nachfolger der Stelle.",
            )

    def _fail(self, entry: str, rule: str, reason: str, hint: str) -> None:
        file, line = self.lines.get(entry, ("", 0))
        self.findings.error(file, line or None, rule, reason, hint, entry.partition(" ")[2])

    def _warn(self, entry: str, rule: str, reason: str, hint: str) -> None:
        file, line = self.lines.get(entry, ("", 0))
        self.findings.warning(file, line or None, rule, reason, hint, entry.partition(" ")[2])


def _contradicting(rules: Sequence[Rule], place: Place) -> Iterable[tuple[str, str]]:
    for one, other in combinations(rules, 2):
        if one.weight(place) == other.weight(place) and _same_time(one, other) and _same_people(one, other):
            yield tuple(sorted((one.id, other.id)))  # type: ignore[misc]  # two of them


def _same_time(one: Rule, other: Rule) -> bool:
    return one.valid_from <= (other.valid_to or date.max) and other.valid_from <= (one.valid_to or date.max)


def _same_people(one: Rule, other: Rule) -> bool:
    """Whether somebody is meant by both."""
    if one.bearer != other.bearer or (
        one.groups and other.groups and not set(one.groups) & set(other.groups)
    ):
        return False
    youngest = max(one.age_from or 0, other.age_from or 0)
    oldest = min(one.age_below or 1_000, other.age_below or 1_000)
    return youngest < oldest


def _uncovered(rules: Sequence[Rule]) -> Iterable[tuple[date, date]]:
    """The times between the first and the last day of all rules on which none holds that is for everybody."""
    spans = sorted((rule.valid_from, rule.valid_to or date.max) for rule in rules if _for_everybody(rule))
    reached: date | None = None
    for first, last in spans:
        if reached is not None and reached < date.max and first > reached + _ONE_DAY:
            yield reached + _ONE_DAY, first - _ONE_DAY
        reached = last if reached is None else max(reached, last)


def _leads_to_nobody(rules: Sequence[Rule], rule: Rule, authority: Authority) -> bool:
    """Whether the rule decides on a day on which its authority is not there."""
    days = [rule.valid_from] if rule.valid_from < authority.valid_from else []
    if authority.valid_to is not None and (rule.valid_to is None or rule.valid_to > authority.valid_to):
        days.append(authority.valid_to + _ONE_DAY)
    return any(
        next((one for one in rules if one.holds(day) and _for_everybody(one)), rule) is rule for day in days
    )


def _for_everybody(rule: Rule) -> bool:
    return not rule.groups and not rule.bearer
