"""What a called pre-check answers to a process: one title, or the chances of a person, as plain data in German words.

docs/rechtsstand.md lists the keys, which are stable; every key is always there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from engine.deadlines import german
from engine.dmn.rule_set import RuleSet
from engine.precheck.outcome import Criterion, NormOutcome, Result, Standing, TitleOutcome
from engine.precheck.report import MEANINGS, STANDINGS, WITHOUT_EVIDENCE, label

#: Any: plain data of several kinds, made FEEL as a whole
Answer = dict[str, Any]

_RECORD: Final = "Datensatz zur Person"
_WHERE: Final = "Akte → Vorprüfung: Datensatz anlegen oder ergänzen"
_LIMIT: Final = "Die Vorprüfung rechnet und fragt. Die Entscheidung treffen Sie (§ 35a VwVfG)."
#: what is not worth a line of its own
_SILENT: Final = (Standing.FULFILLED, Standing.IRRELEVANT)


def of(
    outcome: TitleOutcome,
    day: date,
    application: date | None,
    rule_sets: Mapping[str, RuleSet],
    revision: int,
) -> Answer:
    """What came out for one title; `rule_sets` are those it was computed on, `revision` that of the record."""
    criteria = [one for one in outcome.criteria if one.standing is not Standing.IRRELEVANT]
    criteria.sort(key=_weight)
    told: Answer = {
        "titel": outcome.title,
        "bezeichnung": label(outcome.title),
        "norm": outcome.norm,
        "stichtag": day,
        "antrag_am": application or outcome.applied_on,
        "ergebnis": outcome.result.value,
        "bedeutung": _sentence(MEANINGS[outcome.result]),
        "grund": outcome.reason,
        "befunde": [_finding(one) for one in criteria],
        "pruefpunkte": list(dict.fromkeys(one.question for one in criteria if one.question)),
        "fehlend": [_lack(one) for one in criteria if one.standing in WITHOUT_EVIDENCE],
        "fruehester_tag": outcome.earliest,
        "fruehester_tag_sicher": outcome.earliest_certain,
        "rechtsstand": _state(outcome, rule_sets),
        "datensatz_stand": revision,
        "datensatz_fehlt": False,
        "je_norm": [_norm(one) for one in outcome.norms],
        "kriterien": [_criterion(one) for one in criteria],
    }
    return told | {"anzeige": "\n\n".join(_shown(told, criteria))}


def without_record(
    title: str, norm: str, day: date, application: date | None, lack: str, revision: int
) -> Answer:
    """What is answered where there is nothing to read: a person must look. `lack` says why."""
    question = "Was ist zur Person bekannt, und womit ist es belegt?"
    told: Answer = {
        "titel": title,
        "bezeichnung": label(title),
        "norm": norm,
        "stichtag": day,
        "antrag_am": application,
        "ergebnis": Result.PRUEFUNG.value,
        "bedeutung": _sentence(MEANINGS[Result.PRUEFUNG]),
        "grund": lack,
        "befunde": [lack],
        "pruefpunkte": [question],
        "fehlend": [{"angabe": _RECORD, "nachweis": _WHERE, "norm": norm}],
        "fruehester_tag": None,
        "fruehester_tag_sicher": False,
        "rechtsstand": "Nichts gerechnet.",
        "datensatz_stand": revision,
        "datensatz_fehlt": True,
        "je_norm": [],
        "kriterien": [],
    }
    return told | {"anzeige": "\n\n".join(_shown(told, ()))}


def chances(found: Iterable[Answer], day: date, revision: int) -> Answer:
    """The answers for several titles as one: what is open, what comes by time, and what is missing."""
    every = [
        {key: value for key, value in one.items() if key not in ("je_norm", "kriterien", "anzeige")}
        for one in found
    ]
    coming = sorted(
        (one for one in every if one["fruehester_tag"] is not None), key=lambda one: one["fruehester_tag"]
    )
    lacks = {(lack["angabe"], lack["nachweis"]): lack for one in every for lack in one["fehlend"]}
    missing = all(one["datensatz_fehlt"] for one in every)
    lines = [every[0]["grund"]] if missing else list(_overview(every))
    possible = [one["bezeichnung"] for one in every if Result(one["ergebnis"]).is_open]
    return {
        "stichtag": day,
        "bedeutung": f"Heute möglich: {'; '.join(possible)}."
        if possible
        else "Heute ist kein Titel eröffnet.",
        "befunde": lines,
        "chancen": every,
        "offen": [one["titel"] for one in every if Result(one["ergebnis"]).is_open],
        "in_aussicht": [
            {
                "titel": one["titel"],
                "bezeichnung": one["bezeichnung"],
                "tag": one["fruehester_tag"],
                "sicher": one["fruehester_tag_sicher"],
            }
            for one in coming
        ],
        "zu_pruefen": [one["titel"] for one in every if one["ergebnis"] == Result.PRUEFUNG],
        "fehlend": list(lacks.values()),
        "rechtsstand": "; ".join(dict.fromkeys(one["rechtsstand"] for one in every)),
        "datensatz_stand": revision,
        "datensatz_fehlt": missing,
        "anzeige": "\n\n".join(
            (f"**Chancencheck, Stichtag {german(day)}**", "\n".join(f"- {line}" for line in lines), _LIMIT)
        ),
    }


def _weight(one: Criterion) -> tuple[bool, bool, bool]:
    """What decides comes first, then what is missing; what is fulfilled comes last."""
    return (not one.decides, one.standing not in WITHOUT_EVIDENCE, one.standing is Standing.FULFILLED)


def _shown(told: Answer, criteria: Iterable[Criterion]) -> Iterator[str]:
    """The answer as a form shows it: no codes, the decisive first."""
    known = list(criteria)
    yield f"**{told['bezeichnung']}**\n\n**{told['bedeutung']}** Stichtag {german(told['stichtag'])}."
    yield str(told["grund"])
    if first := told["fruehester_tag"]:
        doubt = "" if told["fruehester_tag_sicher"] else ", wenn Übriges geklärt ist"
        yield f"Frühestens ab {german(first)}{doubt}."
    if told["pruefpunkte"]:
        yield "Zu klären:\n" + "\n".join(f"- {one}" for one in told["pruefpunkte"])
    if told["fehlend"]:
        lacks = (
            f"{one['angabe']} ({one['nachweis']})" if one["nachweis"] else one["angabe"]
            for one in told["fehlend"]
        )
        yield "Es fehlt oder ist zu belegen:\n" + "\n".join(f"- {one}" for one in lacks)
    if said := [_finding(one) for one in known if one.standing not in (*_SILENT, *WITHOUT_EVIDENCE)]:
        yield "Zu beachten:\n" + "\n".join(f"- {one}" for one in said)
    if fulfilled := [one.name for one in known if one.standing is Standing.FULFILLED]:
        yield f"Erfüllt: {', '.join(fulfilled)}."
    yield f"Rechtsstand: {told['rechtsstand']}"
    yield _LIMIT


def _overview(every: list[Answer]) -> Iterator[str]:
    """A line for each title, the nearest first; those that do not apply together at the end."""
    apply = [one for one in every if one["ergebnis"] != Result.ENTFAELLT]
    apply.sort(key=lambda one: (not Result(one["ergebnis"]).is_open, one["fruehester_tag"] or date.max))
    yield from map(_line, apply)
    if others := [one["bezeichnung"] for one in every if one not in apply]:
        yield f"Nicht einschlägig: {'; '.join(others)}."


def _line(one: Answer) -> str:
    first = one["fruehester_tag"]
    doubt = "" if one["fruehester_tag_sicher"] else ", wenn Übriges geklärt ist"
    when = f" Frühestens ab {german(first)}{doubt}." if first else ""
    return f"{one['bezeichnung']}: {one['bedeutung']}{when}"


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _finding(one: Criterion) -> str:
    norm = f" ({one.norm})" if one.norm else ""
    caution = f" {one.caution.rstrip('.')}." if one.caution else ""
    return f"{STANDINGS[one.standing]}: {one.name} – {one.finding.rstrip('.')}{norm}.{caution}"


def _lack(one: Criterion) -> Answer:
    return {"angabe": one.name, "nachweis": one.evidence, "norm": one.norm}


def _norm(one: NormOutcome) -> Answer:
    decisive = " ".join(found.finding for found in one.criteria if found.decides)
    return {
        "norm": one.norm,
        "ergebnis": one.result.value,
        "bedeutung": _sentence(MEANINGS[one.result]),
        "grund": one.explanation or decisive,
        "seit": one.in_force_since,
    }


def _criterion(one: Criterion) -> Answer:
    return {
        "kennungen": list(one.ids),
        "name": one.name,
        "stand": one.standing.value,
        "befund": one.finding,
        "frage": one.question,
        "nachweis": one.evidence,
        "hinweis": one.caution,
        "norm": one.norm,
        "ab": one.earliest,
        "entscheidet": one.decides,
    }


def _state(outcome: TitleOutcome, rule_sets: Mapping[str, RuleSet]) -> str:
    """Which state of the law it rests on: the youngest version applied, and since when one could know it."""
    applied = [rule_sets[one.rule_set] for one in outcome.criteria if one.rule_set in rule_sets]
    if not applied:
        return f"{outcome.norm}: an diesem Tag keine Fassung angewandt."
    youngest = max(applied, key=lambda one: one.valid_from)
    known = max(one.known_from for one in applied)
    return f"{outcome.norm}, Fassung seit {german(youngest.valid_from)}, bekannt seit {german(known)}."
