"""The case file as a book: sections of facts, tables and lines, in German, as PDF and print view show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engine import precheck, queries
from engine.actor import Action
from engine.export import parts, referrals
from engine.export.section import Section
from engine.export.words import at, day
from engine.queries import records
from engine.queries.case_file import (
    CaseFile,
    CaseFront,
    CasePeople,
    GivenRun,
    HelpPlan,
    NoteRow,
    RelatedCase,
    RunName,
    Shelf,
    Taken,
)
from engine.queries.disclosures import DisclosureRow
from engine.queries.document import DocumentView, Filed
from engine.queries.precheck import StoredPreCheck, StoredRecord
from engine.queries.reads import ReadFilter, ReadRow
from engine.queries.referral import ReferralDetail
from engine.queries.tasks import TaskRow
from engine.queries.wording import relation_name
from engine.state.comment import Comment
from engine.state.task import TaskState
from engine.transaction import Transaction

#: facts of the history in a book; more than any case has had
MOST_HISTORY: Final = 100_000
_SCANS: Final = {
    "clean": "ohne Befund",
    "unscanned": "nicht geprüft",
    "waiting": "Prüfung steht aus",
    "infected": "gesperrt",
}
_STATES: Final = {
    TaskState.ACTIVE: "offen",
    TaskState.COMPLETED: "erledigt",
    TaskState.CANCELLED: "entfallen",
}


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything of a case that the actor may see, as the queries say it, and whom it was read for."""

    file: CaseFile
    record: queries.precheck.StoredRecord
    prechecks: tuple[StoredPreCheck, ...]
    documents: tuple[DocumentView, ...]
    comments: tuple[tuple[TaskRow, Comment], ...]
    notes: tuple[NoteRow, ...]
    related: tuple[RelatedCase, ...]
    referrals: tuple[ReferralDetail, ...]
    front: CaseFront
    people: CasePeople
    plans: tuple[HelpPlan, ...]
    taken: tuple[Taken, ...]
    #: by run and step, also what no form asks for
    given: tuple[GivenRun, ...]
    names: Mapping[int, RunName]
    shelves: Mapping[Filed, Shelf]
    disclosures: tuple[DisclosureRow, ...]
    #: None for whoever may not know who has read the file
    reads: tuple[ReadRow, ...] | None
    made_at: datetime
    made_for: str


@dataclass(frozen=True, slots=True)
class Book:
    """The whole: its title, whom it was made for and when, and its parts."""

    title: str
    reference: str
    made_at: datetime
    note: str
    sections: tuple[Section, ...]


def contents(tx: Transaction, reference: str) -> Contents:
    """Read it. Forbidden for whoever may not read the file."""
    file = queries.case_file.show(tx, reference, MOST_HISTORY)
    said = records.comments(tx, file.head.id)
    by_id = {one.id: one for one in file.tasks}
    # what sight forbids is left out, as in the file
    reads_record = file.sight.reads_record
    front = queries.case_file.front(tx, reference)
    documents, notes = tuple(_documents(tx, reference)), queries.case_file.case_notes(tx, file.sight)
    filed = [*(one.row.filed for one in documents), *(one.filed for one in notes)]
    told = tx.actor.may(Action.READ_READS, file.head.authority_id)
    return Contents(
        file,
        queries.precheck.record(tx, reference) if reads_record else StoredRecord(file.head, 0, {}),
        queries.precheck.stored(tx, reference, MOST_HISTORY) if reads_record else (),
        documents,
        # of a task that is left out, what was said about it is too
        tuple((by_id[task], comment) for task, comment in said if task in by_id),
        notes,
        queries.case_file.related(tx, file.head.id),
        tuple(queries.referral.show(tx, one.id) for one in queries.referral.of_case(tx, reference).rows),
        front,
        queries.case_file.people(tx, front),
        queries.case_file.help_plans(tx, front),
        queries.case_file.taken(tx, front),
        queries.case_file.held(tx, front),
        queries.case_file.run_names(tx, front.loaded, front.sight),
        queries.case_file.shelves(tx, file.head.id, filed, front.loaded),
        queries.disclosures.of(tx, reference, MOST_HISTORY).disclosures if file.head.concerns_person else (),
        tuple(queries.reads.every(tx, reference, ReadFilter(), MOST_HISTORY)) if told else None,
        tx.now,
        tx.actor.name,
    )


def book(given: Contents) -> Book:
    """Put it into words."""
    head = given.file.head
    note = (
        f"Erstellt am {at(given.made_at)} für {given.made_for}. Enthält, was diese Person in der Akte sehen darf; "
        "maßgeblich ist die Akte in Laufweg."
    )
    return Book(
        f"Akte {head.reference}: {head.person}", head.reference, given.made_at, note, tuple(_sections(given))
    )


def _documents(tx: Transaction, reference: str) -> Iterator[DocumentView]:
    after: str | None = None
    while True:
        page = queries.document.of_case(tx, reference, after)
        for one in page.documents:
            yield queries.document.show(tx, reference, one.id)
        if page.next is None:
            return
        after = page.next


def _sections(given: Contents) -> Iterator[Section]:
    file, head = given.file, given.file.head
    facts = [
        ("Aktenzeichen", head.reference),
        ("Person", head.person),
        ("Geburtsdatum", day(head.birth_date)),
        ("Wohnort" if head.concerns_person else "Ort", head.municipality),
        ("Führende Behörde", head.authority),
        ("Eröffnet", at(head.opened_at)),
        ("Beendet", "nein" if head.closed_at is None else f"{at(head.closed_at)}: {head.outcome or '–'}"),
    ]
    facts += parts.head(given.front)
    facts += [
        ("Verbundener Fall", f"{relation_name(one.kind)}: {one.head.person}, {one.head.reference}")
        for one in given.related
    ]
    yield Section("Überblick", tuple((name, value) for name, value in facts if value))
    if file.milestones:
        rows = tuple(
            (one.name, day(one.day) if one.day else "Tag nicht erfasst" if one.reached else "noch offen")
            for one in file.milestones
        )
        yield Section("Von der Einreise bis zur Einbürgerung", head=("Station", "Erreicht"), rows=rows)
    yield parts.authorities(given.people)
    yield from parts.releases(given.front, given.people)
    yield from parts.plans(given.plans)
    yield Section(
        "Abläufe",
        head=("Ablauf", "Fassung", "Begonnen", "Beendet"),
        rows=tuple(
            (
                parts.called(given.names[one.id]) if one.id in given.names else one.process,
                str(one.number),
                at(one.started_at),
                f"{at(one.ended_at)}{f': {one.outcome}' if one.outcome else ''}" if one.ended_at else "läuft",
            )
            for one in file.instances
        ),
    )
    yield from _stopped(file)
    yield _tasks(file.tasks, given.names)
    yield from parts.decided(given.taken, given.names)
    yield from _computed(given)
    yield from parts.answers(given.given, given.names)
    yield from _referred(given.referrals)
    yield _comments(given)
    yield _notes(given)
    yield from _handed_in(given.documents, given.shelves)
    if file.head.concerns_person:
        yield parts.disclosed(given.disclosures)
    yield from parts.read_by(given.reads)
    yield Section(
        "Verlauf",
        head=("Wann", "Was", "Wer"),
        rows=tuple((at(one.at), one.text, one.who) for one in reversed(file.history)),
    )


def _tasks(tasks: Iterable[TaskRow], names: Mapping[int, RunName]) -> Section:
    return Section(
        "Aufgaben",
        head=("Aufgabe", "Ablauf", "Zuständig", "Fällig", "Stand"),
        widths=(1.4, 1.4, 1.2, 0.8, 1.4),
        rows=tuple(
            (
                one.name,
                parts.called(names[one.instance_id]) if one.instance_id in names else one.process,
                one.authority,
                day(one.due) or "keine Frist",
                f"{_STATES[one.state]}, {at(one.closed_at)}, {one.closed_by or 'Laufweg'}"
                if one.closed_at
                else one.assignee or "offen",
            )
            for one in tasks
        ),
    )


def _computed(given: Contents) -> Iterator[Section]:
    """Decisions of the processes and pre-checks, with their reasons."""
    if given.file.decisions:
        yield Section("Berechnete Entscheidungen", lines=(_HUMAN,))
    for one in given.file.decisions:
        yield Section(
            one.name,
            (
                ("Berechnet", at(one.at)),
                *(
                    [("Ablauf", parts.called(given.names[one.instance_id]))]
                    if one.instance_id in given.names
                    else []
                ),
            ),
            lines=(*one.explanation, *one.undetermined),
            level=2,
        )
    if given.prechecks:
        yield Section("Vorprüfungen aller Titel", lines=(_HUMAN,))
    for check in given.prechecks:
        facts = (
            ("Berechnet", f"{at(check.at)}, {check.by}"),
            ("Angaben zur Person", f"Stand {check.revision}"),
        )
        first, overview, *titles = precheck.render(check.outcome, _UNWRAPPED).split("\n\n")
        lines = (*_stripped(first), *_stripped(overview))
        yield Section(f"Vorprüfung vom {at(check.at)}", facts, lines=lines, level=2)
        yield from _titles(titles)


def _titles(blocks: Iterable[str]) -> Iterator[Section]:
    """What was found for each title, a part of its own with the title as its heading."""
    for block in blocks:
        heading, *lines = _stripped(block)
        if lines:
            yield Section(heading, lines=tuple(lines), level=3)


def _stripped(text: str) -> tuple[str, ...]:
    return tuple(" ".join(line.split()) for line in text.splitlines() if line.strip())


#: signs in a line: a page breaks lines by itself
_UNWRAPPED: Final = 1_000_000
_HUMAN: Final = "Die Vorprüfung entscheidet nichts: Das tut ein Mensch."


def _stopped(file: CaseFile) -> Iterator[Section]:
    """What waits by the clock, and what has stopped."""
    if file.timers:
        rows = tuple((one.element_name, one.process, at(one.due)) for one in file.timers)
        yield Section("Zeitgeber", head=("Was", "Ablauf", "Läuft bis"), rows=rows)
    if file.incidents:
        yield Section(
            "Störungen",
            head=("Wann", "Was", "Stand"),
            rows=tuple(
                (
                    at(one.at),
                    f"{one.process}, {one.element_name}: {one.message}",
                    f"behoben am {at(one.resolved_at)} von {one.resolved_by or 'Laufweg'}"
                    if one.resolved_at
                    else "offen",
                )
                for one in file.incidents
            ),
        )


def _referred(listed: Iterable[ReferralDetail]) -> Iterator[Section]:
    """Each referral with its way, and what was given on which ground."""
    found = tuple(listed)
    yield Section("Verweise", lines=() if found else ("Keine.",))
    for one in found:
        yield Section(
            f"Verweis an {one.row.topic_name or 'noch offen'}",
            referrals.facts(one),
            referrals.HEAD,
            referrals.way(one),
            level=2,
        )


def _comments(given: Contents) -> Section:
    return Section(
        "Kommentare",
        head=("Wann", "Aufgabe", "Kommentar"),
        rows=tuple((at(said.at), task.name, f"{said.who}: {said.text}") for task, said in given.comments),
    )


def _notes(given: Contents) -> Section:
    """Every wording, the newest first: what was corrected stays in the file."""
    said = [one for row in given.notes for one in (row.note, *row.earlier)]
    return Section(
        "Notizen",
        head=("Wann", "Notiz", "Wer darf sie lesen"),
        rows=tuple(
            (
                at(one.at),
                f"{one.author or 'Laufweg'}: {one.text}{' (berichtigt)' if one.corrected_by else ''}",
                _lies(given.shelves.get(Filed(one.instance_id, one.data_group)))
                or one.data_group
                or one.authority
                or "führende Behörde",
            )
            for one in said
        ),
    )


def _lies(shelf: Shelf | None) -> str:
    """The data group something is filed under, of which run, and who reads it."""
    if shelf is None:
        return ""
    run = f", {parts.called(shelf.run)}" if shelf.run else ""
    readers = f". Es lesen: {'; '.join(shelf.readers)}" if shelf.readers else ""
    return f"{shelf.filed.group}{run}{readers}"


def _handed_in(documents: Iterable[DocumentView], shelves: Mapping[Filed, Shelf]) -> Iterator[Section]:
    found = tuple(documents)
    yield Section("Dokumente", lines=() if found else ("Keine.",))
    for one in found:
        row = one.row
        facts = [
            ("Aufgabe", row.task or ""),
            ("Nachweis zu", one.field_label),
            ("Datengruppe", _lies(shelves.get(row.filed)) or row.filed.group or ""),
        ]
        yield Section(
            row.title,
            tuple((name, value) for name, value in facts if value),
            ("Fassung", "Datei", "Eingereicht", "Prüfsumme (SHA-256)"),
            tuple(
                (
                    f"{it.number} ({_SCANS[it.scan]})",
                    f"{it.name}, {it.size} Byte",
                    f"{at(it.at)}, {it.actor}{f': {it.reason}' if it.reason else ''}",
                    it.digest,
                )
                for it in one.versions
            ),
            level=2,
        )
