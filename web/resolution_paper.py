"""A resolution on paper: what two members signed, with its digest, and who was asked; in German, as council papers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from engine.export import Book, Section
from engine.profile import in_words
from engine.queries.proposal import MigrationRule, PartyKind, Ruling, Stance
from engine.queries.resolution import ChainedResolution
from web.display import day, moment
from web.words import gate, proposal


def book(
    one: ChainedResolution, places: Mapping[str, str], processes: Mapping[str, str], made_at: datetime
) -> Book:
    """The resolution as it was signed; `places` are the names of its jurisdictions, `processes` those of its processes
    by key. Its words are those of the language that is set.
    """
    said = one.content
    return Book(
        f"Beschluss zur Vorlage {said['proposal']}",
        str(said["proposal"]),
        made_at,
        f"Prüfwert (SHA-256): {one.row.digest}",
        (
            _minutes(one),
            _subject(said, places, processes),
            *_consulted(said),
            *_acknowledged(said),
            *_documents(said),
        ),
    )


def _facts(*facts: tuple[str, object]) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in facts if value)


def _minutes(one: ChainedResolution) -> Section:
    said, row = one.content, one.row
    signed = [f"{each['name']}, {moment(datetime.fromisoformat(each['at']))}" for each in said["signed"]]
    return Section(
        "Der Beschluss",
        _facts(
            ("Vorlage", f"{said['proposal']} {said['title']}"),
            ("Ergebnis", proposal.ruling_name(Ruling(said["ruling"]))),
            ("Gremium", said["body"]),
            ("Sitzung", day(date.fromisoformat(said["decided_on"]))),
            ("Drucksache", said["paper"]),
            ("Gilt ab", day(date.fromisoformat(said["valid_from"])) if said["valid_from"] else ""),
            ("Auflagen", said["conditions"]),
            ("Unterschriften", "; ".join(signed)),
            ("Prüfwert (SHA-256)", row.digest),
            ("Prüfwert des Beschlusses davor", row.previous),
            ("Unverändert", "ja" if one.holds else "nein: nicht mehr, wie er unterschrieben wurde"),
        ),
        ("Behörde", "dafür", "dagegen", "enthalten"),
        tuple(tuple(map(str, vote)) for vote in said["votes"]),
    )


def _subject(said: Mapping[str, Any], places: Mapping[str, str], processes: Mapping[str, str]) -> Section:
    months = said.get("review_months")
    parameters = [f"{proposal.parameter_name(name)}: {value}" for name, value in said["parameters"].items()]
    return Section(
        "Worüber beschlossen ist",
        _facts(
            ("Begründung", said["reason"]),
            ("Rechtsgrundlage", said["legal_basis"]),
            ("Gebiete", ", ".join(places.get(one, one) for one in said["jurisdictions"])),
            ("Laufende Fälle", proposal.rule_name(MigrationRule(said["migration_rule"]))),
            ("Überprüfung", f"nach {months} Monaten" if months else "keine"),
            ("Werte der Lenkungsgruppe", "; ".join(parameters)),
            ("Hebt auf", said["repeals"]),
        ),
        ("Ablauf", "Fassung", "Vereinbart", "Prüfwert der Dateien") if said["versions"] else (),
        tuple(
            (
                processes.get(one["process"], one["process"]),
                str(one["number"]),
                "\n".join(f"{name}: {in_words(value)}" for name, value in one["times"].items())
                or "wie vorgeschlagen",
                one["digest"],
            )
            for one in said["versions"]
        ),
        widths=(2.2, 0.8, 1.8, 3),
    )


def _consulted(said: Mapping[str, Any]) -> list[Section]:
    """Nothing for a resolution from before it was written down."""
    if "consulted" not in said:
        return []
    rows = tuple(
        (
            _party(one),
            answer(one),
            one["statement"] or "–",
            source(one) or "–",
        )
        for one in said["consulted"]
    )
    return [
        Section(
            "Wer gehört wurde",
            head=("Stelle", "Antwort", "Stellungnahme", "Von wem"),
            rows=rows,
            widths=(3, 1.4, 3, 3),
        )
    ]


def _party(one: Mapping[str, Any]) -> str:
    """Who was asked, and as what, where the name does not say it."""
    kind = proposal.party_kind(PartyKind(one["kind"]))
    return str(one["name"]) if one["name"] == kind else f"{one['name']} ({kind})"


def answer(one: Mapping[str, Any]) -> str:
    """What a party said to the proposal, as the resolution has it."""
    if one["stance"] is None:
        return "nicht geantwortet"
    said = proposal.stance_name(Stance(one["stance"]))
    return said if one["counts"] else f"{said} (zu einer früheren Fassung)"


def source(one: Mapping[str, Any]) -> str:
    """Who said it and when, and from which paper somebody else has noted it."""
    if one["at"] is None:
        return ""
    said = f"{one['by']}, {day(datetime.fromisoformat(one['at']))}"
    return f"{said}; eingetragen von {one['noted_by']}: {one['paper']}" if one["noted_by"] else said


def _acknowledged(said: Mapping[str, Any]) -> list[Section]:
    lines = tuple(
        f"{gate.name(one['gate'])}: {one['reason']} ({one['name']}, {day(datetime.fromisoformat(one['at']))})"
        for one in said["acknowledged"]
    )
    return [Section("Anerkannte Abweichungen", lines=lines)] if lines else []


def _documents(said: Mapping[str, Any]) -> list[Section]:
    rows = tuple((one["name"], one["digest"]) for one in said["documents"])
    return [Section("Dateien", head=("Name", "Prüfwert"), rows=rows)] if rows else []
