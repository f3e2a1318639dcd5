"""The case file as data: `akte.json` beside its schema, with the documents in folders of their own."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from typing import IO, Any, Final

from engine import precheck
from engine.export import parts_data, referrals
from engine.export.book import Contents
from engine.export.words import iso
from engine.queries.document import DocumentView, VersionRow
from engine.queries.step_input import GivenRow
from engine.state.note import Note
from engine.store import Store, document_key

#: the name of the layout of `akte.json`; another layout gets another one
SCHEMA: Final = "laufweg-akte-3"
#: already packed: to pack it again costs time and gains nothing
_PACKED: Final = ("image/", "application/")


def write(
    given: Contents,
    kept: Sequence[GivenRow],
    pdf: bytes,
    store: Store,
    target: IO[bytes],
    advance: Callable[[], None],
) -> None:
    """Write the archive, document by document; `advance` is called after each."""
    folder = files("engine.export")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("akte.json", json.dumps(data(given, kept), ensure_ascii=False, indent=1))
        archive.writestr("akte.schema.json", (folder / "akte.schema.json").read_bytes())
        archive.writestr("akte.pdf", pdf)
        for one in given.documents:
            for version in one.versions:
                if version.scan.opens:
                    _write(archive, store, path(one, version), version)
                advance()


def _write(archive: zipfile.ZipFile, store: Store, name: str, version: VersionRow) -> None:
    entry = zipfile.ZipInfo(name, version.at.timetuple()[:6])
    entry.compress_type = (
        zipfile.ZIP_STORED if version.media.mime.startswith(_PACKED) else zipfile.ZIP_DEFLATED
    )
    entry.file_size = version.size
    with archive.open(entry, "w") as part:
        for chunk in store.read(document_key(version.digest)):
            part.write(chunk)


def path(view: DocumentView, version: VersionRow) -> str:
    """Where a version lies in the archive: its number keeps two of one name apart."""
    return f"dokumente/{view.row.id:06d}/{version.number:03d} {version.name}"


def data(given: Contents, kept: Sequence[GivenRow] = ()) -> dict[str, Any]:
    """The case file as `akte.schema.json` describes it. Days and instants are ISO 8601, instants in UTC."""
    file, head = given.file, given.file.head
    return {
        "schema": SCHEMA,
        "erstellt": iso(given.made_at),
        "erstellt_fuer": given.made_for,
        "fall": {
            "aktenzeichen": head.reference,
            "person": head.person,
            "geburtsdatum": iso(head.birth_date),
            "ags": head.ags,
            "gemeinde": head.municipality,
            "fuehrende_behoerde": head.authority,
            "stand": head.state.value,
            "eroeffnet": iso(head.opened_at),
            "beendet": iso(head.closed_at),
            "ergebnis": head.outcome,
        },
        "stationen": [
            {"name": one.name, "erreicht": iso(one.reached), "tag": iso(one.day)} for one in file.milestones
        ],
        "ablaeufe": [
            {
                "id": one.id,
                "schluessel": one.process_key,
                "name": one.process,
                "verweis_an": given.names[one.id].topic_name or None if one.id in given.names else None,
                "empfaenger": given.names[one.id].receiver or None if one.id in given.names else None,
                "fassung": one.number,
                "stand": one.state.value,
                "begonnen": iso(one.started_at),
                "beendet": iso(one.ended_at),
                "ergebnis": one.outcome,
            }
            for one in file.instances
        ],
        "aufgaben": [
            {
                "id": one.id,
                "name": one.name,
                "element": one.element,
                "ablauf": one.process,
                "lauf": one.instance_id,
                "behoerde": one.authority,
                "rolle": one.role.value,
                "stand": one.state.value,
                "bearbeitung": one.assignee,
                "begonnen": iso(one.created),
                "gesetzliche_frist": iso(one.legal_due),
                "vereinbart_bis": iso(one.agreed_due),
                "beendet": iso(one.closed_at),
                "beendet_von": one.closed_by,
            }
            for one in file.tasks
        ],
        "angaben": [
            {
                "ablauf": run.instance_id,
                "schritt": step.step or None,
                "wann": iso(step.at),
                "werte": [{"schluessel": one.key, "name": one.label, "wert": one.value} for one in step.rows],
            }
            for run in given.given
            for step in run.steps
        ],
        **parts_data.data(
            given.front, given.people, given.plans, given.taken, given.disclosures, given.reads
        ),
        "person": {"stand": given.record.revision, "angaben": dict(given.record.document)},
        "entscheidungen": [
            {
                "id": one.id,
                "ablauf": one.instance_id,
                "tabelle": one.decision,
                "name": one.name,
                "berechnet": iso(one.at),
                "ergebnis": one.outputs,
                "begruendung": list(one.explanation),
                "regeln": list(one.rules),
                "unbestimmt": list(one.undetermined),
            }
            for one in file.decisions
        ],
        "vorpruefungen": [
            {
                "id": one.id,
                "berechnet": iso(one.at),
                "von": one.by,
                "stand_der_angaben": one.revision,
                "ergebnis": precheck.to_json(one.outcome),
                "regelwerke": [dict(rules) for rules in one.rule_sets],
            }
            for one in given.prechecks
        ],
        "kommentare": [
            {
                "aufgabe": task.id,
                "wann": iso(said.at),
                "von": said.author,
                "fuer": said.represented,
                "text": said.text,
            }
            for task, said in given.comments
        ],
        "notizen": [_note(one) for row in given.notes for one in (row.note, *row.earlier)],
        "verbundene_faelle": [
            {"aktenzeichen": one.head.reference, "verhaeltnis": one.kind.value, "seit": iso(one.since)}
            for one in given.related
        ],
        "verweise": list(referrals.data(given.referrals)),
        "dokumente": [_document(one) for one in given.documents],
        "verlauf": [
            {
                "wann": iso(one.at),
                "wer": one.who,
                "art": one.kind,
                "text": one.text,
                "element": one.element,
            }
            for one in reversed(file.history)
        ],
        "eingaben": [
            {
                "ablauf": one.instance_id,
                "wann": iso(one.at),
                "art": one.kind,
                "element": one.element,
                "angaben": dict(one.values),
            }
            for one in kept
        ],
    }


def _note(one: Note) -> dict[str, Any]:
    return {
        "id": one.id,
        "wann": iso(one.at),
        "von": one.author,
        "text": one.text,
        "datengruppe": one.data_group,
        "ablauf": one.instance_id,
        "behoerde": one.authority,
        "berichtigt": one.corrects_id,
    }


def parts(given: Contents) -> int:
    """How many parts an archive is made of, for its progress: the file itself and every version of a document."""
    return 1 + sum(len(one.versions) for one in given.documents)


def _document(view: DocumentView) -> dict[str, Any]:
    row = view.row
    return {
        "id": row.id,
        "bezeichnung": row.title,
        "datengruppe": row.filed.group,
        "ablauf": row.filed.instance_id,
        "aufgabe": row.task_id,
        "feld": row.field,
        "fassungen": list(_versions(view)),
    }


def _versions(view: DocumentView) -> Iterator[dict[str, Any]]:
    for one in view.versions:
        yield {
            "nummer": one.number,
            "name": one.name,
            "art": one.media.mime,
            "bytes": one.size,
            "sha256": one.digest,
            "grund": one.reason,
            "wann": iso(one.at),
            "von": one.actor,
            "pruefung": one.scan.value,
            "datei": path(view, one) if one.scan.opens else None,
        }
