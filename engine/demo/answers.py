"""Plausible entries for any form: what the plot wants, what usually is, and something valid for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random

from engine import forms
from engine.demo.plots import Answers
from engine.errors import Invalid
from engine.feel import Environment, Value
from engine.forms import Form
from engine.forms.component import MOMENTS, MULTIPLE_CHOICE, SINGLE_CHOICE, TEXTS, Component, Kind
from engine.transaction import Transaction

_PAPERS = ["pass", "duldungen", "meldung", "fdgo", "kenntnisse", "sprache", "einkommen", "schule"]


def history(random: Random, today: date) -> dict[str, str]:
    """The facts of a person that stay the same through the case, for someone who meets the requirements."""
    child = random.choice(["ja", "nein", "nein"])
    return {
        "eingangsweg": random.choice(["persoenlich", "post", "online"]),
        "antragsdatum": today.isoformat(),
        "aufenthaltsstatus": random.choice(["duldung_60a", "duldung_60a", "erlaubnis_104c"]),
        "voraufenthalt_seit": (today - timedelta(days=random.randrange(6 * 365 + 200, 11 * 365))).isoformat(),
        "kind_im_haushalt": child,
        "kim_begleitung": random.choice(["ja", "nein"]),
        "unterbrechung": "keine",
        "zeiten_60b": "nein",
        "identitaet": "geklaert",
        "bekenntnis_fdgo": "ja",
        "grundkenntnisse": "ja",
        "sprachniveau": random.choice(["A2", "B1", "B1", "B2"]),
        "schulbesuch": "ja" if child == "ja" else "keine_schulpflicht",
        "befreiung_abs_3": "keine",
        "lebensunterhalt_anteil": str(random.randrange(58, 101)),
        "taeuschung": "nein",
        "strafregister": "keine",
        "freiheitsstrafe_monate": "0",
        "jugendstrafe_monate": "0",
        "ausweisungsinteresse": "nein",
        "integration_ergebnis": "erfuellt",
        "versagung_ergebnis": "liegt_nicht_vor",
        "regelfall_ergebnis": "regelfall",
        "beabsichtigte_entscheidung": "erteilen",
        "entscheidung": "erteilen_soll",
        "gueltigkeit_monate": "24",
        "unterlagen_vollstaendig": "ja",
        "entwurf_begruendung": "Die Voraussetzungen sind nach Aktenlage und Gespräch gewürdigt.",
        "entscheidung_begruendung": "Der Entscheidung liegen die Prüfvermerke in der Akte zugrunde.",
        "integration_begruendung": "Erwerbstätigkeit und Sprachnachweis liegen vor, Einzelheiten im Vermerk.",
        "versagung_begruendung": "Auskunft aus dem Register ausgewertet, Einzelheiten im Vermerk.",
        "regelfall_begruendung": "Umstände des Einzelfalls mit der Person besprochen, Einzelheiten im Vermerk.",
        "stellungnahme_inhalt": "Die Person bittet um Berücksichtigung ihrer Arbeit und ihrer Familie.",
        "klaerung_vermerk": "Auskunft ist angemahnt, die Prüfung wird bis Monatsende abgeschlossen.",
        "ruecknahme_vermerk": "Die Person zieht in eine andere Stadt und stellt den Antrag dort neu.",
    }


def fill(
    tx: Transaction,
    form: Form | None,
    facts: Mapping[str, str],
    wanted: Answers,
    variables: Mapping[str, Value],
    random: Random,
) -> dict[str, Value]:
    """The values of a form that somebody fills in today. Invalid where what is typed breaks a rule of it."""
    if form is None:
        return {}
    typed = entries(form, facts, wanted, random, tx.today)
    submission = forms.read(form, typed, variables, Environment(now=tx.now))
    if submission.errors:
        raise Invalid(f"Expected to fill in {form.id}, but the demo's answers do not fit", submission.errors)
    return submission.values


def entries(
    form: Form, facts: Mapping[str, str], wanted: Answers, random: Random, today: date
) -> dict[str, list[str]]:
    """What a person types into the form; fields that are hidden or locked are ignored when it is read."""
    missing = random.sample(_PAPERS, 2)
    moments = {
        "frist_unterlagen": today + timedelta(days=28),
        "nachfrist_unterlagen": today + timedelta(days=14),
        "frist_anhoerung": today + timedelta(days=21),
        "naechster_termin": today + timedelta(days=30),
    }
    lists = {"fehlende_unterlagen": missing, "eingegangene_unterlagen": missing}
    typed: dict[str, list[str]] = {}
    for component in form.fields():
        key = component.key or ""
        value = wanted.get(key) or facts.get(key) or lists.get(key)
        if value is None and key in moments:
            value = moments[key].isoformat()
        if value is None and _is_needed(component):
            value = _something(component, today)
        if value is not None:
            typed[key] = [value] if isinstance(value, str) else list(value)
    return typed


def _is_needed(component: Component) -> bool:
    required = component.rules.required
    return required.expression is not None or required.constant is True


def _something(component: Component, today: date) -> str | list[str] | None:
    if component.kind in TEXTS:
        return "Erledigt, Einzelheiten in der Akte."
    if component.kind in MOMENTS:
        return {Kind.TIME: "09:30", Kind.DATETIME: f"{today.isoformat()}T09:30"}.get(
            component.kind, today.isoformat()
        )
    if component.kind in SINGLE_CHOICE:
        return component.options[0].code if component.options else None
    if component.kind in MULTIPLE_CHOICE:
        return [option.code for option in component.options[:2]]
    return "1" if component.kind is Kind.NUMBER else "true"
