"""A pre-check in words for a clerk, and as data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from textwrap import wrap
from typing import Final

from engine.deadlines import german
from engine.precheck.outcome import Criterion, NormOutcome, PreCheck, Result, Standing, TitleOutcome

LABELS: Final = {
    "AufenthG_25a": "§ 25a AufenthG – gut integrierte Jugendliche und junge Volljährige",
    "AufenthG_25b": "§ 25b AufenthG – nachhaltige Integration",
    "AufenthG_104c": "§ 104c AufenthG – Chancen-Aufenthaltsrecht",
    "Niederlassungserlaubnis": "Niederlassungserlaubnis",
    "StAG_10": "§ 10 StAG – Einbürgerung (Anspruch)",
    "StAG_9": "§ 9 StAG – Einbürgerung von Ehegatten Deutscher",
    "StAG_8": "§ 8 StAG – Ermessenseinbürgerung",
    "AufenthG_60c": "§ 60c AufenthG – Ausbildungsduldung",
    "AufenthG_60d": "§ 60d AufenthG – Beschäftigungsduldung",
    "AufenthG_19d": "§ 19d AufenthG – qualifizierte Geduldete",
    "AufenthG_5": "§ 5 AufenthG – allgemeine Erteilungsvoraussetzungen",
}
MEANINGS: Final = {
    Result.IST: "Anspruch: alle prüfbaren Voraussetzungen sind erfüllt",
    Result.SOLL: "Soll-Vorschrift: erfüllt; Atypik prüft ein Mensch",
    Result.KANN: "Ermessen ist eröffnet",
    Result.PRUEFUNG: "ein Mensch muss prüfen",
    Result.NEIN: "eine Voraussetzung fehlt",
    Result.VERSAGUNG: "zwingender Versagungsgrund",
    Result.AUSSETZUNG: "das Verfahren ist auszusetzen",
    Result.ENTFAELLT: "nicht einschlägig",
}
STANDINGS: Final = {
    Standing.FULFILLED: "erfüllt",
    Standing.MISSING: "fehlt",
    Standing.EXCLUDED: "ausgeschlossen",
    Standing.HUMAN: "Mensch prüft",
    Standing.NOTE: "Hinweis",
    Standing.EVIDENCE: "Nachweis fehlt",
    Standing.REFUSAL: "Versagung",
    Standing.SUSPENSION: "Aussetzung",
    Standing.DISCRETION: "Ermessen",
    Standing.NOT_APPLICABLE: "nicht einschlägig",
    Standing.IRRELEVANT: "ohne Belang",
}
#: what still needs a document
WITHOUT_EVIDENCE: Final = (
    Standing.MISSING, Standing.HUMAN, Standing.EVIDENCE,
)  # fmt: skip
_WIDTH: Final = 108


def render(outcome: PreCheck, width: int = _WIDTH) -> str:
    """The pre-check as text: every title with its result, then the criteria of those that are not irrelevant, each in a
    paragraph of its own. No line is wider than `width` signs.
    """
    return "\n".join(_lines(outcome, width)) + "\n"


def label(title: str) -> str:
    """The title's heading."""
    return LABELS.get(title, title)


def to_json(outcome: PreCheck) -> dict[str, object]:
    """The pre-check as plain data; docs/rechtsstand.md lists the keys, which are stable."""
    return {
        "version": 1,
        "person": outcome.person,
        "day": outcome.day.isoformat(),
        "known": _iso(outcome.known),
        "titles": {one.title: _title(one) for one in outcome.titles},
    }


def _lines(outcome: PreCheck, width: int) -> Iterator[str]:
    known = "" if outcome.known is None else f", Wissensstand {german(outcome.known)}"
    yield f"Vorprüfung {outcome.person} – Stichtag {german(outcome.day)}{known}".replace("  ", " ")
    yield "Die Vorprüfung rechnet und fragt; entscheiden muss ein Mensch (§ 35a VwVfG)."
    yield ""
    for one in outcome.titles:
        first = "" if one.earliest is None else f"  {_from(one)} {german(one.earliest)}"
        open_points = "" if one.earliest is None or one.earliest_certain else " (wenn Übriges geklärt ist)"
        yield f"  {one.result:<10} {label(one.title)}{first}{open_points}"
    for one in outcome.titles:
        if one.result is not Result.ENTFAELLT:
            yield from _section(one, width)
    yield from _irrelevant([one for one in outcome.titles if one.result is Result.ENTFAELLT], width)


def _irrelevant(titles: list[TitleOutcome], width: int) -> Iterator[str]:
    if not titles:
        return
    yield ""
    yield "Nicht einschlägig"
    for one in titles:
        yield from wrap(
            f"{label(one.title)}: {one.reason}", width, initial_indent="  ", subsequent_indent="    "
        )


def _section(one: TitleOutcome, width: int) -> Iterator[str]:
    yield ""
    yield label(one.title)
    yield f"  Ergebnis: {one.result} – {MEANINGS[one.result]} ({one.norm})"
    yield from wrap(one.reason, width, initial_indent="  Grund: ", subsequent_indent="    ")
    if one.applied_on is not None:
        yield f"  Antrag: {german(one.applied_on)}"
    if one.earliest is not None:
        certain = "" if one.earliest_certain else ", wenn alles geklärt ist, was nicht von der Zeit abhängt"
        yield f"  {_from(one)[0].upper()}{_from(one)[1:]}: {german(one.earliest)}{certain}"
    for norm in one.norms:
        if norm.result is not Result.ENTFAELLT:
            yield from _criteria(norm, width)


def _from(one: TitleOutcome) -> str:
    """What the first day means: where a person may find everything fulfilled today, only later is it beyond doubt."""
    return "ohne Zweifel ab" if one.result is Result.PRUEFUNG else "frühestens"


def _criteria(norm: NormOutcome, width: int) -> Iterator[str]:
    since = (
        "" if norm.in_force_since is None else f", Rechtsstand: Fassung seit {german(norm.in_force_since)}"
    )
    yield f"  {norm.norm}{since}:"
    for one in norm.criteria:
        if one.standing is Standing.IRRELEVANT:
            continue
        mark = "→" if one.decides else " "
        text = f"{STANDINGS[one.standing]}: {one.name} [{', '.join(one.ids)}; {one.norm}]: {one.finding}"
        yield from wrap(text, width, initial_indent=f"  {mark} ", subsequent_indent="      ")
        yield from _extra(one, width)


def _extra(one: Criterion, width: int) -> Iterator[str]:
    for heading, text in (
        ("Frage", one.question),
        ("Frühestens", german(one.earliest) if one.earliest and not one.standing.is_met else ""),
        ("Nachweis", one.evidence if one.standing in WITHOUT_EVIDENCE else ""),
        ("Hinweis", one.caution),
    ):
        if text:
            yield from wrap(
                f"{heading}: {text}", width, initial_indent="      ", subsequent_indent="        "
            )


def _title(one: TitleOutcome) -> dict[str, object]:
    return {
        "label": label(one.title),
        "result": one.result.value,
        "norm": one.norm,
        "reason": one.reason,
        "earliest": _iso(one.earliest),
        "earliest_certain": one.earliest_certain,
        "applied_on": _iso(one.applied_on),
        "questions": [found.question for found in one.criteria if found.question],
        "missing_evidence": list(
            dict.fromkeys(
                found.evidence
                for found in one.criteria
                if found.evidence and found.standing in WITHOUT_EVIDENCE
            )
        ),
        "norms": [
            {
                "norm": norm.norm,
                "result": norm.result.value,
                "in_force_since": _iso(norm.in_force_since),
                "explanation": norm.explanation,
                "criteria": [_criterion(found) for found in norm.criteria],
            }
            for norm in one.norms
        ],
    }


def _criterion(one: Criterion) -> dict[str, object]:
    return {
        "ids": list(one.ids),
        "name": one.name,
        "norm": one.norm,
        "standing": one.standing.value,
        "finding": one.finding,
        "evidence": one.evidence,
        "question": one.question,
        "caution": one.caution,
        "earliest": _iso(one.earliest),
        "decides": one.decides,
        "rule_set": one.rule_set,
        "rule": one.rule,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
