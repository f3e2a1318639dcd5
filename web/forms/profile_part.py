"""What `process.toml` says of one task, as the form beside its drawing asks for it: ladder, time, data groups."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from flask import request
from flask_babel import gettext as _

from engine import Invalid, profile
from engine.competence import TOPICS
from engine.escalation import Clock, Handing, Rung, Target
from engine.profile import AgreedTime, DataGroup, Place, Profile, TimeKind, Value
from web.words import profile as profile_words

#: what a rung can be measured in
_SHARE, _DAYS = "anteil", "arbeitstage"
_LEVELS = range(1, 10)
_MOST_SHARE, _MOST_DAYS = 1000, 250


class Part(StrEnum):
    """What is asked for; the values are those of the address."""

    LADDER = "leiter"
    TIME = "zeit"
    DATA = "daten"


@dataclass(frozen=True, slots=True)
class RungField:
    """One rung as the form shows it. `common` says in words how it is for all tasks; empty where it is of this one."""

    name: str
    clock: str
    level: int
    measure: str
    number: str
    target: str
    handing: str
    common: str = ""


def title(part: Part) -> str:
    """What the part is called."""
    return {
        Part.LADDER: _("Eskalation dieser Aufgabe"),
        Part.TIME: _("Vereinbarte Zeit"),
        Part.DATA: _("Daten und Rechtsgrundlage"),
    }[part]


def changed(part: Part, source: bytes, said: Profile, element: str, form: str) -> bytes:
    """The file with what was typed; Invalid with what is wrong by the name of the field."""
    match part:
        case Part.LADDER:
            return profile.set_rungs(source, said, element, dict(_rungs(said, element)), _text("lw-grund"))
        case Part.TIME:
            return _timed(source, said, element)
        case Part.DATA:
            return _grouped(source, said, element, form)


# -- ladder


def rung_fields(said: Profile, element: str, typed: Mapping[str, str]) -> list[RungField]:
    """The rungs of a task, those of all tasks that it leaves out among them, and one that can be added."""
    own = {(one.clock, one.level): one for one in said.ladder_at(element).rungs}
    common = {(one.clock, one.level): one for one in profile.common_ladder(said).rungs}
    steps = sorted(own.keys() | common.keys(), key=lambda one: (list(Clock).index(one[0]), one[1]))
    found = [_field(_name(step), step, own.get(step), common.get(step), typed) for step in steps]
    return [*found, _field("lw-neu", (Clock.AGREED, 0), None, None, typed)]


def _field(
    name: str, step: tuple[Clock, int], rung: Rung | None, common: Rung | None, typed: Mapping[str, str]
) -> RungField:
    shown = rung or common
    measure = _DAYS if shown is None or (shown.share is None and shown.days is not None) else _SHARE
    number = "" if shown is None else str(shown.days if measure == _DAYS else shown.share or 100)

    def value(key: str, stored: str) -> str:
        return typed.get(f"{name}-{key}", stored)

    return RungField(
        name,
        value("uhr", step[0].value),
        step[1] or int(value("stufe", "0") or 0) if value("stufe", "0").isdecimal() else step[1],
        value("wann", measure),
        value("zahl", number),
        value("an", rung.target.value if rung is not None else ""),
        value("neu", rung.handing.value if rung is not None and rung.handing is not None else ""),
        "" if common is None or common == rung else in_words(common),
    )


def in_words(rung: Rung) -> str:
    """A rung of all tasks on one line."""
    parts = [profile_words.rung_time(rung) or _("am Tag der Fälligkeit"), profile_words.target(rung.target)]
    return ", ".join([*parts, *([profile_words.handing(rung.handing)] if rung.handing is not None else [])])


def _name(step: tuple[Clock, int]) -> str:
    return f"lw-{step[0].value}-{step[1]}"


def _rungs(said: Profile, element: str) -> Iterator[tuple[tuple[Clock, int], Rung | None]]:
    """The rungs that were typed; one that nobody is told of is left out."""
    wrong: dict[str, str] = {}
    common = {(one.clock, one.level): one for one in profile.common_ladder(said).rungs}
    for field in rung_fields(said, element, request.form):
        fresh = field.name == "lw-neu"
        if fresh and not field.target:
            continue
        if fresh and field.level not in _LEVELS:
            wrong["lw-neu-stufe"] = _("Bitte geben Sie eine Stufe von 1 bis 9 an.")
            continue
        step = (Clock(field.clock), field.level)
        try:
            yield step, _rung(field, step, common.get(step))
        except ValueError as fault:
            wrong[f"{field.name}-zahl"] = str(fault)
    if wrong:
        raise Invalid("Expected to change a ladder, but some of it cannot be read", wrong)


def _rung(field: RungField, step: tuple[Clock, int], common: Rung | None) -> Rung | None:
    if not field.target:
        return None
    share = field.measure == _SHARE and step[0] is not Clock.CLAIM
    most = _MOST_SHARE if share else _MOST_DAYS
    if not field.number.strip().isdecimal() or not 1 <= int(field.number) <= most:
        raise ValueError(_("Bitte geben Sie eine ganze Zahl von 1 bis %(most)s ein.", most=most))
    number = int(field.number)
    handing = Handing(field.handing) if field.handing else None
    if handing is None and common is not None:
        handing = common.handing  # an entry can set it, never take it away
    return Rung(
        step[0],
        step[1],
        Target(field.target),
        number if share else None,
        None if share else number,
        handing,
    )


def targets() -> list[tuple[str, str]]:
    """Who can be told."""
    return [(one.value, profile_words.target(one)) for one in Target if one is not Target.NOBODY]


def handings() -> list[tuple[str, str]]:
    """To whom a rung can give the task."""
    return [(one.value, profile_words.handing(one)) for one in Handing]


# -- agreed time


def time_of(said: Profile | None, element: str) -> AgreedTime | None:
    """The agreed time of the element."""
    return None if said is None else said.agreed.get(element)


def period(number: str, unit: str) -> str:
    """The period as the file has it; empty where no number was typed."""
    number = number.strip()
    return f"PT{number}H" if unit == "H" else f"P{number}{unit}" if number else ""


def _timed(source: bytes, said: Profile, element: str) -> bytes:
    unit = _text("lw-einheit")
    working = unit == "A"
    value = period(_text("lw-zahl"), "D" if working else unit)
    if profile.read_period(value, working=working) is None:
        raise Invalid(
            "Expected to change an agreed time, but it cannot be read",
            {"lw-zahl": _("Bitte geben Sie eine ganze Zahl ab 1 ein, zusammen höchstens 10 Jahre.")},
        )
    kind = _text("lw-art")
    values: dict[str, Value | None] = {
        "wert": value,
        "arbeitstage": True if working else None,
        "art": kind if kind in set(TimeKind) else TimeKind.WORK.value,
        "grund": _text("lw-grund") or None,
    }
    number = next((at for at, one in enumerate(said.times) if one.element == element), None)
    if number is None:
        kept = {key: one for key, one in values.items() if one is not None}
        return profile.add(source, "zeiten", {"element": element, **kept})
    return profile.change(source, {Place(key, "zeiten", number): one for key, one in values.items()})


# -- data groups


def groups_of(said: Profile, element: str, form: str) -> list[tuple[int, DataGroup, bool, bool]]:
    """The data groups with their number, whether the task belongs to one by itself, and whether by its form."""
    return [
        (number, one, element in one.elements, bool(form) and form in one.forms)
        for number, one in enumerate(said.data)
    ]


def topics() -> list[tuple[str, str]]:
    """Who may see data."""
    return list(TOPICS.items())


def _grouped(source: bytes, said: Profile, element: str, form: str) -> bytes:
    wrong: dict[str, str] = {}
    values: dict[Place, Value | None] = {}
    for number, group, own, by_form in groups_of(said, element, form):
        name = f"lw-{number}"
        if not by_form:
            belongs = f"{name}-dabei" in request.form
            if belongs != own:
                elements = [one for one in group.elements if one != element] + ([element] if belongs else [])
                values[Place("elemente", "daten", number)] = tuple(elements) or None
        if f"{name}-norm" not in request.form:
            continue
        norm = _text(f"{name}-norm")
        if not norm:
            wrong[f"{name}-norm"] = _("Bitte nennen Sie die Rechtsgrundlage.")
        values[Place("rechtsgrundlage", "daten", number)] = norm
        values[Place("zweck", "daten", number)] = _text(f"{name}-zweck") or None
        for key, before in (("sichtbar_fuer", group.visible_to), ("nur_mit_freigabe", group.released_to)):
            values[Place(key, "daten", number)] = _chosen(f"{name}-{key}", before) or None
    fresh = {"gruppe": _text("lw-neu-gruppe"), "rechtsgrundlage": _text("lw-neu-norm")}
    if any(fresh.values()):
        wrong |= {
            f"lw-neu-{name}": _("Eine neue Datengruppe braucht Namen und Rechtsgrundlage.")
            for name, key in (("gruppe", "gruppe"), ("norm", "rechtsgrundlage"))
            if not fresh[key]
        }
        if fresh["gruppe"] in {one.group for one in said.data}:
            wrong["lw-neu-gruppe"] = _("Eine Datengruppe dieses Namens gibt es schon.")
    if wrong:
        raise Invalid("Expected to change data groups, but something is missing", wrong)
    source = profile.change(source, values)
    if not fresh["gruppe"]:
        return source
    more = {"zweck": _text("lw-neu-zweck")} if _text("lw-neu-zweck") else {}
    return profile.add(source, "daten", {**fresh, **more, "elemente": (element,)})


def _chosen(name: str, before: tuple[str, ...]) -> tuple[str, ...]:
    """The topics that are ticked, in their order; what is no topic (a variable) stays."""
    ticked = request.form.getlist(name)
    kept = [one for one in before if one in ticked or one not in TOPICS]
    return (*kept, *(one for one in ticked if one in TOPICS and one not in kept))


def _text(name: str) -> str:
    return request.form.get(name, "").replace("\r\n", "\n").strip()
