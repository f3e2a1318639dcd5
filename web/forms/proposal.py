"""The form of a proposal: read from the browser, and filled from what is stored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from engine import Transaction, queries
from engine.commands.proposal import Content
from engine.queries.proposal import MigrationRule, Parameter, ProposalView
from web.days import day_fault, read_day
from web.display import day
from web.numbers import is_number
from web.words.profile import period
from web.words.proposal import parameter_name, rule_name

#: what the names of fields begin with: an agreed time of a version, a value the group sets
TIME, PARAMETER = "zeit-", "parameter-"
_TEXTS = ("title", "reason", "legal_basis", "valid_from", "migration_rule", "review_months", "repeals")


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody has typed, as it goes back into the form."""

    texts: Mapping[str, str] = field(default_factory=dict)
    jurisdictions: frozenset[str] = frozenset()
    versions: frozenset[int] = frozenset()

    def get(self, name: str, default: str = "") -> str:
        """One field."""
        return self.texts.get(name, default)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a form that saves itself knows of the draft it fills: which one, once it has begun, and as of when. With
    `halted` it does not save itself until somebody has pressed the button: another one's words would be gone.
    """

    proposal_id: int | None = None
    revision: int = 0
    halted: bool = False


def kept_of(form: Mapping[str, str]) -> Kept:
    """The same out of the fields of a form."""
    number, revision = form.get("lw-entwurf", ""), form.get("lw-revision", "")
    return Kept(int(number) if is_number(number) else None, int(revision) if is_number(revision) else 0)


def typed_of(form: MultiDict[str, str]) -> Typed:
    """What was sent."""
    texts = {name: form.get(name, "").strip() for name in _TEXTS}
    texts |= {name: text.strip() for name, text in form.items() if name.startswith((TIME, PARAMETER))}
    return Typed(
        texts,
        frozenset(form.getlist("jurisdictions")),
        frozenset(int(one) for one in form.getlist("versions") if is_number(one)),
    )


def typed_fields(fields: Mapping[str, list[str]]) -> Typed:
    """What had been sent before the session ended."""
    return typed_of(MultiDict([(name, value) for name, values in fields.items() for value in values]))


def stored(tx: Transaction, view: ProposalView) -> Typed:
    """What a proposal says, as it is typed: times in words."""
    row = view.row
    place = min(row.jurisdictions, default="")
    texts = {
        "title": row.title,
        "reason": row.reason,
        "legal_basis": row.legal_basis,
        "valid_from": "" if row.valid_from is None else day(row.valid_from),
        "migration_rule": row.migration_rule.value,
        "review_months": str(row.review_months),
        "repeals": "" if row.repeals_id is None else str(row.repeals_id),
    }
    texts |= {f"{PARAMETER}{name}": str(value) for name, value in row.parameters.items()}
    texts |= {
        f"{TIME}{one.version_id}-{time.element}": period(one.times[time.element], time.working)
        for one in view.versions
        for time in queries.profile.agreed_at(tx, one.version_id, place)
        if time.element in one.times
    }
    return Typed(texts, frozenset(row.jurisdictions), frozenset(one.version_id for one in view.versions))


def differing(tx: Transaction, view: ProposalView, typed: Typed) -> list[tuple[str, str, str]]:
    """Each field in which what is stored and what was typed differ: its name, and both as they are read."""
    there, choices = stored(tx, view), queries.proposal.choices(tx)
    places = dict(choices.territories) | dict(view.jurisdictions)
    versions = {one.id: f"{one.name} {one.number}" for one in choices.versions}
    versions |= {one.version_id: f"{one.name} {one.number}" for one in view.versions}
    place = min(typed.jurisdictions | there.jurisdictions, default="")
    shown = (typed.versions | there.versions) & versions.keys()
    labels = {
        "title": _("Titel"),
        "reason": _("Begründung"),
        "legal_basis": _("Rechtsgrundlage"),
        "valid_from": _("Stichtag"),
        "migration_rule": _("Laufende Fälle"),
        "review_months": _("Überprüfung nach (Monate)"),
        "repeals": _("Hebt einen Beschluss auf"),
        **{f"{PARAMETER}{one.value}": parameter_name(one) for one in Parameter},
        **{
            one.name: f"{versions[version]}: {one.label}"
            for version, fields in time_fields(tx, sorted(shown), place).items()
            for one in fields
        },
    }
    read: dict[str, Callable[[str], str]] = {
        "migration_rule": lambda text: rule_name(MigrationRule(text)) if text in set(MigrationRule) else text,
        "repeals": lambda text: next(
            (f"{one.number} {one.title}" for one in choices.repealable if str(one.id) == text), text
        ),
    }
    found = [
        (label, *(read.get(name, str)(one.get(name)) for one in (there, typed)))
        for name, label in labels.items()
        if there.get(name) != typed.get(name)
    ]
    chosen: tuple[tuple[str, Iterable[object], Iterable[object], Mapping[Any, str]], ...] = (
        (_("Gebiete"), there.jurisdictions, typed.jurisdictions, places),
        (_("Abläufe"), there.versions, typed.versions, versions),
    )
    for label, before, after, names in chosen:
        if set(before) != set(after):
            both = (", ".join(sorted(names.get(one, str(one)) for one in ones)) for ones in (before, after))
            found.append((label, *both))
    return found


def content(typed: Typed) -> tuple[Content | None, dict[str, str]]:
    """What the form says, or what of it cannot be read."""
    wrong: dict[str, str] = {}
    first = typed.get("valid_from")
    valid_from = read_day(first) if first else None
    if first and valid_from is None:
        wrong["valid_from"] = day_fault(first)
    months = typed.get("review_months", "12") or "0"
    if not is_number(months):
        wrong["review_months"] = _("Bitte geben Sie eine ganze Zahl ein.")
    parameters = {
        name.removeprefix(PARAMETER): text
        for name, text in typed.texts.items()
        if name.startswith(PARAMETER) and text
    }
    for name, text in parameters.items():
        if not is_number(text):
            wrong[f"{PARAMETER}{name}"] = _("Bitte geben Sie eine ganze Zahl ein.")
    rule = typed.get("migration_rule") or MigrationRule.KEEP.value
    if rule not in set(MigrationRule):
        wrong["migration_rule"] = _("Bitte wählen Sie eine der Regeln.")
    repeals = typed.get("repeals")
    if wrong:
        return None, wrong
    times = {
        version: {
            name.removeprefix(f"{TIME}{version}-"): text
            for name, text in typed.texts.items()
            if name.startswith(f"{TIME}{version}-") and text
        }
        for version in sorted(typed.versions)
    }
    return (
        Content(
            typed.get("title"),
            typed.get("reason"),
            typed.get("legal_basis"),
            tuple(sorted(typed.jurisdictions)),
            valid_from,
            MigrationRule(rule),
            int(months),
            times,
            {name: int(text) for name, text in parameters.items()},
            int(repeals) if is_number(repeals) else None,
        ),
        {},
    )


@dataclass(frozen=True, slots=True)
class TimeField:
    """An agreed time or number of a chosen version: what it proposes, what holds today, and the field's name."""

    name: str
    label: str
    proposed: str
    held: str


def time_fields(tx: Transaction, versions: Iterable[int], jurisdiction: str) -> dict[int, list[TimeField]]:
    """The agreed times and numbers of these versions, by version."""
    return {
        version: [
            TimeField(
                f"{TIME}{version}-{one.element}",
                one.label,
                period(one.proposed, one.working),
                period(one.held, one.working) if one.held else "",
            )
            for one in queries.profile.agreed_at(tx, version, jurisdiction)
        ]
        for version in versions
    }


__all__ = [
    "PARAMETER",
    "TIME",
    "Kept",
    "Parameter",
    "TimeField",
    "Typed",
    "content",
    "differing",
    "kept_of",
    "stored",
    "time_fields",
    "typed_fields",
    "typed_of",
]
