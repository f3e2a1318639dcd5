"""A resolution on paper holds what two members signed, its digest, and who was asked."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from flask import Flask

from engine import queries
from engine.export import Book
from engine.queries.resolution import chained
from engine.state import resolution
from tests.steering.conftest import NOTED, Group, group
from web import resolution_paper

__all__ = ["group"]


def _book(group: Group, app: Flask, **content: object) -> Book:
    with group.world.engine.begin(group.sina) as tx:
        (one,) = chained(tx, resolution.everything(tx))
        names = queries.authority.territory_names(tx, ("05334",))
    if content:
        one = type(one)(one.row, json.loads(json.dumps(one.content | content)), one.holds)
    with app.test_request_context():
        return resolution_paper.book(one, names, {"p": "Ablauf P"}, datetime(2026, 12, 1, tzinfo=UTC))


def test_it_names_who_signed_the_digest_and_what_was_resolved(group: Group, app: Flask) -> None:
    number = group.ready()
    group.adopt(number, conditions="Nach einem halben Jahr berichten")

    book = _book(group, app)

    facts = dict(fact for part in book.sections for fact in part.facts)
    assert facts["Unterschriften"] == "Stefan Süß, 23.11.2026, 09:00; Sina, 23.11.2026, 09:00"
    assert facts["Prüfwert (SHA-256)"] in book.note
    assert facts["Auflagen"] == "Nach einem halben Jahr berichten"
    assert facts["Unverändert"] == "ja"
    assert facts["Gebiete"] == "StädteRegion Aachen"
    assert book.sections[0].rows == (("Ausländeramt Hier", "3", "1", "0"), ("Jobcenter", "2", "0", "1"))
    assert book.sections[1].rows[0][:3] == ("Ablauf P", "1", "wie vorgeschlagen")


def test_it_says_of_whom_and_from_which_paper_an_answer_was_noted(group: Group, app: Flask) -> None:
    group.adopt(group.ready())

    (part,) = [one for one in _book(group, app).sections if one.title == "Wer gehört wurde"]

    assert part.rows == (
        ("Ausländeramt Hier (Ausländerbehörde)", "stimmt zu", "–", "Hanna, 23.11.2026"),
        (
            "Personalrat",
            "stimmt zu",
            "–",
            f"{NOTED.person}, 23.11.2026; eingetragen von Olga Jäger: {NOTED.paper}",
        ),
    )


def test_who_said_nothing_or_of_another_version_is_told_so(group: Group, app: Flask) -> None:
    group.adopt(group.ready())
    silent = {"name": "A", "kind": "other", "stance": None, "statement": "", "at": None, "by": None}
    earlier = silent | {"stance": "object", "at": "2026-11-20T09:00:00+00:00", "by": "B", "counts": False}
    both = [one | {"noted_by": None, "paper": ""} for one in (silent | {"counts": False}, earlier)]

    (part,) = [one for one in _book(group, app, consulted=both).sections if one.title == "Wer gehört wurde"]

    assert [row[1] for row in part.rows] == ["nicht geantwortet", "widerspricht (zu einer früheren Fassung)"]


def test_one_from_before_parties_were_written_down_goes_without_them(group: Group, app: Flask) -> None:
    group.adopt(group.ready(times={}, parameters={"coverage": 80}))
    with group.world.engine.begin(group.sina) as tx:
        (one,) = chained(tx, resolution.everything(tx))
        names = queries.authority.territory_names(tx, ("05334",))
    older = {name: value for name, value in one.content.items() if name != "consulted"}

    with app.test_request_context():
        book = resolution_paper.book(type(one)(one.row, older, one.holds), names, {}, one.row.recorded_at)

    assert [part.title for part in book.sections] == ["Der Beschluss", "Worüber beschlossen ist"]
