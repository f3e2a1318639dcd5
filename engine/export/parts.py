"""The parts of an exported file that say who has to do with the case, what was agreed and told, and who decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from engine.competence import RECIPIENTS
from engine.export.section import Section
from engine.export.words import at, categories, day
from engine.queries.case_file import (
    CaseFront,
    CasePeople,
    GivenAnswers,
    GivenRun,
    HelpPlan,
    Lead,
    Measure,
    RunName,
    Source,
    Taken,
    TitleRow,
)
from engine.queries.disclosures import Answer, DisclosureRow
from engine.queries.reads import ReadRow
from engine.queries.wording import purpose_name
from engine.sight import Purpose
from engine.state.sight import PastConsent

#: kinds of titles as the person record names them, where it names no section
_TITLES: Final = {
    "residence_permit": "Aufenthaltserlaubnis",
    "blue_card": "Blaue Karte EU",
    "fictional_permit": "Fiktionsbescheinigung (§ 81 Abs. 4 AufenthG)",
    "visa": "Visum",
}
_SOURCES: Final = {Source.RECORD: "laut Datensatz zur Person", Source.PROCESS: "laut Ablauf"}
_MEASURES: Final = {
    "neu": "noch nicht begonnen",
    "laeuft": "läuft",
    "erreicht": "erreicht",
    "gescheitert": "gescheitert",
    "entfaellt": "entfällt",
}
_ANSWERS: Final = {
    Answer.DISCLOSED: "übermittelt",
    Answer.PARTLY: "teilweise übermittelt",
    Answer.REFUSED: "verweigert",
}
_PURPOSES: Final = {
    Purpose.TASK: "Aufgabe",
    Purpose.PART: "Beteiligung",
    Purpose.NORM: "Norm",
    Purpose.CONSENT: "Freigabe",
    Purpose.AUDIT: "Revision",
    Purpose.BREAK_GLASS: "Notzugriff",
}
_HUMAN: Final = "Was Menschen entschieden haben, mit der Begründung, die sie dazu geschrieben haben."
_KEPT_NO_MORE: Final = "nicht mehr festgehalten"


def title(one: TitleRow) -> str:
    """A residence title with its end and where that is said."""
    name = one.name or "Aufenthaltstitel"
    if one.source is Source.RECORD:
        name = _TITLES.get(one.name, f"§ {one.name} AufenthG")
    return f"{name}, bis {day(one.until)} ({_SOURCES[one.source]})"


def head(front: CaseFront) -> Iterator[tuple[str, str]]:
    """What stands above the tabs, beside the person and the number."""
    if front.head.concerns_person:
        for one in front.titles:
            yield "Aufenthaltstitel", title(one)
        if front.stated is not None:
            until = f", bis {day(front.stated.until)}" if front.stated.until else ""
            yield "Aufenthaltsstatus", f"{front.stated.text}{until} (laut „{front.stated.process}“)"
        yield "Fallführung", _lead(front.lead)
    for phase in front.phases:
        if phase.is_now:
            yield "Phase", phase.name
    if front.head.suspended_at is not None:
        yield "Angehalten", f"seit {at(front.head.suspended_at)}"


def _lead(lead: Lead) -> str:
    if lead.named is None:
        return "niemand benannt"
    until = f" bis {day(lead.away_until)}" if lead.away_until else ""
    return f"{lead.named} (abwesend{until})" if lead.is_away else lead.named


def authorities(people: CasePeople) -> Section:
    """Who takes part, and who did."""
    return Section(
        "Beteiligte Behörden",
        head=("Behörde", "Tätig als", "Beteiligt", "Aufgaben"),
        rows=tuple(
            (
                f"{one.name}{' (führt den Fall)' if one.leads else ''}",
                _topics(one.topics),
                f"{day(one.since)} bis {day(one.until)}" if one.until else f"seit {day(one.since)}",
                f"{one.open} offen, {one.done} erledigt",
            )
            for one in (*people.parties, *people.former)
        ),
    )


def releases(front: CaseFront, people: CasePeople) -> Iterator[Section]:
    """What the person released to whom; nothing for whoever is not told of it."""
    if front.consents is None or not front.head.concerns_person:
        return
    rows = [
        (
            _topic(one.recipient),
            purpose_name(one.purpose),
            categories(one.categories) or "–",
            f"gilt bis {day(one.until)}" if one.until else "gilt bis auf Widerruf",
        )
        for one in front.consents
    ]
    rows += [
        (_topic(one.recipient), purpose_name(one.purpose), "–", _over(one)) for one in people.past_consents
    ]
    yield Section("Freigaben", head=("An", "Zweck", "Angaben", "Stand"), rows=tuple(rows))


def _over(one: PastConsent) -> str:
    how = "ersetzt am" if one.replaced else "widerrufen am" if one.withdrawn else "galt bis"
    return f"erteilt am {day(one.given)}, {how} {day(one.until)}"


def plans(listed: Iterable[HelpPlan]) -> Iterator[Section]:
    """The help plans: goals, and what is done, by whom, until when."""
    found = tuple(listed)
    if found:
        yield Section("Hilfeplan")
    for one in found:
        agreed = f", unterschrieben am {day(one.agreed_on)}" if one.agreed_on else ""
        until = f" bis {day(one.ended_at)}" if one.ended_at else ""
        yield Section(
            f"Hilfeplan vom {day(one.started_at)}{until}{agreed}",
            tuple((f"Ziel, {goal.dimension}", goal.text) for goal in one.goals),
            ("Maßnahme", "Wer", "Bis wann", "Stand"),
            tuple(
                (
                    _measure(measure),
                    measure.who or "–",
                    day(measure.until) or "kein Tag",
                    _MEASURES.get(measure.state, measure.state or "–"),
                )
                for measure in one.measures
            ),
            level=2,
        )


def _measure(one: Measure) -> str:
    text = one.text or one.field
    return f"{text} – Daran merkt man es: {one.sign}" if one.sign else text


def called(run: RunName) -> str:
    """A run by name where a case has several of the same."""
    to = f" – Verweis an {run.topic_name}" if run.topic_name else ""
    return f"{run.process}{to}{f' ({run.receiver})' if run.receiver else ''}, seit {day(run.since)}"


def answers(listed: Iterable[GivenRun], names: Mapping[int, RunName]) -> Iterator[Section]:
    """What was answered, process by process and step by step; what no form asks for has no words."""
    first = True
    for run in listed:
        steps = [(one, rows) for one in run.steps if (rows := _worded(one))]
        if steps and first:
            yield Section("Angaben in den Abläufen")
            first = False
        if steps:
            yield Section(called(names[run.instance_id]), level=2)
        for step, rows in steps:
            title = step.step or "Beim Beginn und im Ablauf selbst"
            yield Section(f"{title} ({day(step.at)})", rows, level=3)


def _worded(step: GivenAnswers) -> tuple[tuple[str, str], ...]:
    return tuple((row.label, row.value) for row in step.rows if row.label != row.key)


def decided(listed: Iterable[Taken], names: Mapping[int, RunName]) -> Iterator[Section]:
    """What people decided, by whom, why and with whom."""
    found = tuple(listed)
    if found:
        yield Section("Getroffene Entscheidungen", lines=(_HUMAN,))
    for one in found:
        by = f"{one.by} i. V. für {one.represented}" if one.represented else one.by
        facts = [("Ablauf", called(names[one.instance_id]) if one.instance_id in names else one.process)]
        facts.append(("Vorbereitet am" if one.intended else "Entschieden am", f"{at(one.at)} von {by}"))
        facts += [("Begründung", _KEPT_NO_MORE)] if one.reasons is None else one.reasons
        facts += [("Vier Augen", f"{who} ({task})") for task, who in one.others]
        facts += [("Davor berechnet", f"{row.name}, {at(row.at)}") for row in one.rests_on]
        intended = " (beabsichtigt, noch nicht entschieden)" if one.intended else ""
        yield Section(f"{one.task}: {one.outcome}{intended}", tuple(facts), level=2)


def disclosed(listed: Iterable[DisclosureRow]) -> Section:
    """What other bodies were told, and by which norm."""
    return Section(
        "Übermittlungen",
        head=("Wann", "An", "Was", "Grundlage", "Antwort"),
        rows=tuple(
            (
                at(one.at),
                one.requester_name or _topic(one.requester),
                categories(one.categories) or "–",
                one.norm,
                _ANSWERS[one.answer]
                + (f", {one.bar}" if one.bar else "")
                + f". {one.person or 'Laufweg'}{f', {one.step}' if one.step else ''}",
            )
            for one in listed
        ),
        widths=(1, 1.4, 1.4, 1.6, 1.6),
    )


def read_by(listed: Iterable[ReadRow] | None) -> Iterator[Section]:
    """Who has read the case from outside; nothing for whoever may not know."""
    if listed is not None:
        rows = tuple(
            (
                f"{at(one.at)}{f', zuletzt {at(one.last)}' if one.last else ''}"
                f"{f', {one.looks}-mal' if one.looks > 1 else ''}",
                f"{one.person}, {one.authority}",
                _PURPOSES.get(one.purpose, one.purpose.value),
                one.basis or "–",
            )
            for one in listed
        )
        yield Section("Wer hat gelesen?", head=("Wann", "Wer", "Wozu", "Grundlage"), rows=rows)


def _topics(names: Iterable[str]) -> str:
    return ", ".join(_topic(one) for one in names) or "–"


def _topic(name: str) -> str:
    return RECIPIENTS.get(name, name)
