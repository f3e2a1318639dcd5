"""A step that hands over data is kept as a disclosure in its own transaction, and read with the step."""

from __future__ import annotations

from itertools import pairwise

import pytest
from sqlalchemy import func, select

from engine import commands, queries
from engine.actor import SYSTEM
from engine.feel import from_python
from engine.queries.disclosures import DisclosureRow
from engine.sight import Consent
from engine.state import case
from engine.state import sight as state
from engine.state.sight import DISCLOSURE, Answer
from engine.testing import Story, World
from engine.testing import models as m

PROFILE = b"""
schluessel = "p"
titel = "P"
start = "p.bpmn"
version = "1.0"

[[daten]]
gruppe = "Ablauf"
rechtsgrundlage = "Norm"
zweck = "entscheiden"
formulare = []

[[daten]]
gruppe = "Akte"
rechtsgrundlage = "Norm"
zweck = "beiziehen"
elemente = ["mitteilen"]
sichtbar_fuer = ["jobcenter"]
"""


def told(data: str = "Akte", to: str = "jobcenter") -> str:
    return m.properties(uebermittlung=to, uebermittlung_norm="§ 67d SGB X", uebermittlung_angaben=data)


def model(*tasks: str) -> bytes:
    ids = ["start", *(one.split('id="')[1].split('"')[0] for one in tasks), "end"]
    ways = (m.flow(*pair) for pair in pairwise(ids))
    return m.process("p", m.start(), *tasks, m.end(), *ways)


def start(world: World, *tasks: str) -> Story:
    return world.start({"p.bpmn": model(*tasks), "process.toml": PROFILE})


def shown(story: Story, who: str) -> tuple[DisclosureRow, ...]:
    with story.world.engine.begin(story.world.people[who]) as tx:
        return queries.disclosures.of(tx, story.reference).disclosures


def kept(world: World) -> int:
    with world.engine.begin(SYSTEM) as tx:
        return int(tx.execute(select(func.count()).select_from(DISCLOSURE)).scalar_one())


def test_completing_a_task_keeps_what_it_hands_over_in_the_name_of_who_did_it(world: World) -> None:
    group = '=zustaendig("auslaenderbehoerde.sachbearbeitung")'
    story = start(world, m.user_task("weitergeben", extra=told("kontakt, sprache", group)), m.user_task("b"))
    assert kept(world) == 0

    story.complete("weitergeben", as_=world.people["ada"])

    (row,) = shown(story, "ben")
    assert (row.requester, row.requester_name) == ("auslaenderbehoerde", "Ausländeramt Hier")
    assert (row.categories, row.norm, row.answer) == (("kontakt", "sprache"), "§ 67d SGB X", Answer.DISCLOSED)
    assert (row.step, row.person) == ("weitergeben", "Ada Öztürk")
    history = [one.text for one in story.file().history]
    assert "„weitergeben“: Angaben übermittelt an Ausländerbehörde" in history


def test_where_nobody_acts_it_is_kept_without_a_person(world: World) -> None:
    story = start(world, m.service_task("senden", "post", extra=told("kontakt")), m.user_task("b"))
    assert kept(world) == 0  # not before the worker has done it

    with world.engine.begin(SYSTEM) as tx:
        (one,) = commands.job.fetch_and_lock(tx, "post", "w", 1)
        commands.job.complete(tx, one.id, "w")

    (row,) = shown(story, "ben")
    assert (row.step, row.person, row.requester_name) == ("senden", "", "Jobcenter")


def test_what_is_rolled_back_is_not_kept(world: World) -> None:
    story = start(world, m.user_task("a", extra=told("kontakt")), m.user_task("b"))
    task = story.task("a")

    with pytest.raises(RuntimeError), world.engine.begin(SYSTEM) as tx:
        commands.task.complete(tx, task.id, task.revision, {})
        raise RuntimeError

    assert kept(world) == 0
    story.complete("a")
    assert kept(world) == 1


def test_without_a_recipient_the_step_stops_and_is_noted_once_it_is_resolved(world: World) -> None:
    story = start(world, m.user_task("a", extra=told("kontakt", "=thema")), m.user_task("b"))
    story.complete("a")
    assert kept(world) == 0

    (incident,) = story.file().incidents
    with world.engine.begin(SYSTEM) as tx:
        commands.incident.resolve(tx, incident.id, {"thema": from_python("jobcenter")})

    assert "lässt sich nicht vermerken. Sie nennt keine empfangende Stelle" in incident.message
    assert kept(world) == 1
    story.is_waiting_at("b")


def test_who_does_not_read_the_step_is_not_shown_what_it_handed_over(world: World) -> None:
    story = start(world, m.script_task("mitteilen", "=1", "x", told()), m.user_task("b"))

    # the data group of the step is the Jobcenter's, whoever leads the case
    assert shown(story, "ben") == ()
    with world.engine.begin(SYSTEM) as tx:
        (row,) = queries.disclosures.of(tx, story.reference).disclosures
    assert row.categories == ("Akte",)


@pytest.mark.parametrize(
    ("released", "said"),
    [
        (None, "Dafür galt keine Einwilligung: kontakt, sprache."),
        (("jugendamt", ("kontakt", "sprache")), "Dafür galt keine Einwilligung: kontakt, sprache."),
        (("jobcenter", ("kontakt",)), "Dafür galt keine Einwilligung: sprache."),
        (("jobcenter", ("kontakt", "sprache")), ""),
    ],
)
def test_a_disclosure_by_consent_is_held_against_those_that_hold(
    world: World, released: tuple[str, tuple[str, ...]] | None, said: str
) -> None:
    by_consent = told("kontakt, sprache").replace("§ 67d SGB X", "Einwilligung")
    story = start(world, m.user_task("weitergeben", extra=by_consent), m.user_task("b"))
    if released is not None:
        with world.engine.begin(SYSTEM) as tx:
            given = Consent(released[0], "begleitung", frozenset(released[1]), None)
            state.replace_consents(tx, case.by_reference(tx, story.reference).id, [given])

    story.complete("weitergeben", as_=world.people["ada"])

    (row,) = shown(story, "ben")
    assert (row.answer, row.bar) == (Answer.DISCLOSED, said)
