"""A step that hands over data is kept as a disclosure in its own transaction, and read with the step."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import func, select

from engine import Conflict, Invalid, commands, jobs, queries
from engine.actor import SYSTEM
from engine.commands.job import FetchedJob
from engine.feel import from_python
from engine.queries.disclosures import DisclosureRow
from engine.queries.records import IncidentRow, IncidentState
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


def by_consent(purpose: str = "", data: str = "kontakt, sprache") -> str:
    asked = {"uebermittlung_zweck": purpose} if purpose else {}
    return m.properties(
        uebermittlung="jobcenter", uebermittlung_norm="Einwilligung", uebermittlung_angaben=data, **asked
    )


def incident(story: Story) -> IncidentRow:
    """The one that is open."""
    (found,) = (one for one in story.file().incidents if one.state is IncidentState.OPEN)
    return found


def release(story: Story, *given: Consent) -> None:
    """Let exactly these consents count from now on, as the process of consent says it."""
    with story.world.engine.begin(SYSTEM) as tx:
        number = case.by_reference(tx, story.reference).id
        if state.replace_consents(tx, number, given):
            jobs.defer(tx, jobs.FOLLOW_RELEASES, [{"case_id": number}])


def consent(
    *categories: str, to: str = "jobcenter", purpose: str = "begleitung", until: date | None = None
) -> Consent:
    return Consent(to, purpose, frozenset(categories), until)


ALL = consent("kontakt", "sprache", until=date(2026, 11, 24))
#: what was released, one list after the other; the days that pass then; for which purpose the step asks; what it lacks
BY_CONSENT: list[tuple[list[list[Consent]], int, str, str | None]] = [
    ([[ALL]], 0, "", None),
    ([[ALL]], 1, "", None),  # its last day
    ([[ALL]], 1, "begleitung", None),
    ([[consent("kontakt"), consent("sprache", purpose="antrag")]], 0, "", None),  # two for different purposes
    ([], 0, "", "kontakt, sprache"),
    ([[ALL], []], 0, "", "kontakt, sprache"),  # withdrawn on the same day
    ([[ALL]], 2, "", "kontakt, sprache"),  # over, and nobody has said so yet
    ([[consent("kontakt", "sprache", to="jugendamt")]], 0, "", "kontakt, sprache"),
    ([[consent("kontakt")]], 0, "", "sprache"),
    ([[ALL]], 0, "antrag", "kontakt, sprache (Zweck: antrag)"),
]


@pytest.mark.parametrize(("lists", "days", "purpose", "lacks"), BY_CONSENT)
def test_by_consent_nothing_goes_out_at_a_task_unless_one_holds_now(
    world: World, lists: list[list[Consent]], days: int, purpose: str, lacks: str | None
) -> None:
    story = start(world, m.user_task("weitergeben", extra=by_consent(purpose)), m.user_task("b"))
    for one in lists:
        release(story, *one)
    world.clock.advance(timedelta(days=days))

    if lacks is None:
        story.complete("weitergeben", as_=world.people["ada"])
        (row,) = shown(story, "ben")
        assert (row.answer, row.bar) == (Answer.DISCLOSED, "")
        return
    with pytest.raises(Invalid) as refused:
        story.complete("weitergeben", as_=world.people["ada"])
    assert refused.value.fields["uebermittlung"].startswith(
        f"Es geht nichts hinaus: Gegenüber „Jobcenter“ gilt keine Einwilligung für {lacks}."
    )
    assert kept(world) == 0
    story.is_waiting_at("weitergeben")
    assert story.file().incidents == ()


@pytest.mark.parametrize("norm", ["§ 67d SGB X", "§ 16 Abs. 2 SGB I", "Art. 6 Abs. 1 Buchst. e DSGVO"])
def test_another_norm_asks_for_no_consent(world: World, norm: str) -> None:
    extra = told("kontakt, sprache").replace("§ 67d SGB X", norm)
    story = start(world, m.user_task("weitergeben", extra=extra), m.user_task("b"))

    story.complete("weitergeben", as_=world.people["ada"])

    (row,) = shown(story, "ben")
    assert (row.norm, row.bar) == (norm, "")


def test_where_the_engine_goes_on_by_itself_the_step_stops_until_one_holds(world: World) -> None:
    story = start(world, m.user_task("weitergeben", extra=by_consent()), m.user_task("b"))
    story.complete("weitergeben")  # by a one-time link, say

    stopped = incident(story)
    assert (stopped.kind, kept(world)) == ("consent", 0)
    assert stopped.message == (
        "„weitergeben“ gibt nichts hinaus: Gegenüber „Jobcenter“ gilt keine Einwilligung für „kontakt“, „sprache“."
    )
    with world.engine.begin(SYSTEM) as tx:
        commands.incident.resolve(tx, stopped.id)
    assert kept(world) == 0  # still none

    release(story, ALL)
    stopped = incident(story)
    with world.engine.begin(SYSTEM) as tx:
        commands.incident.resolve(tx, stopped.id)
    assert kept(world) == 1
    story.is_waiting_at("b")


def test_a_data_group_is_released_with_all_categories_it_names(world: World) -> None:
    profile = PROFILE.replace(
        b'elemente = ["mitteilen"]', b'elemente = ["mitteilen"]\nkategorien = ["sprache", "wohnen"]'
    )
    model_ = model(m.script_task("mitteilen", "=1", "x", by_consent(data="Akte")), m.user_task("b"))
    world.deploy({"p.bpmn": model_, "process.toml": profile})

    story = world.open("p")
    stopped = incident(story)
    for given, noted in ((consent("sprache"), 0), (consent("sprache", "wohnen"), 1)):
        release(story, given)
        with world.engine.begin(SYSTEM) as tx:
            commands.incident.resolve(tx, incident(story).id)
        assert kept(world) == noted

    assert stopped.message.endswith("keine Einwilligung für „Akte“.")


def fetch(world: World) -> tuple[FetchedJob, ...]:
    with world.engine.begin(SYSTEM) as tx:
        return commands.job.fetch_and_lock(tx, "post", "w", 1)


def test_a_job_is_offered_while_a_consent_holds_and_not_handed_out_without_one(world: World) -> None:
    story = start(
        world, m.user_task("a"), m.service_task("senden", "post", extra=by_consent()), m.user_task("b")
    )
    story.complete("a")
    stopped = incident(story)  # before anybody was offered it
    assert stopped.message.startswith("„senden“ gibt nichts hinaus")
    release(story, ALL)
    with world.engine.begin(SYSTEM) as tx:
        commands.incident.resolve(tx, stopped.id)

    release(story)  # withdrawn; the job that follows has not run yet
    assert fetch(world) == ()

    stopped = incident(story)
    assert (stopped.kind, stopped.message[:28]) == ("job", "„senden“ gibt nichts hinaus:")
    release(story, ALL)
    with world.engine.begin(SYSTEM) as tx:
        commands.incident.resolve(tx, stopped.id)
    (one,) = fetch(world)
    with world.engine.begin(SYSTEM) as tx:
        commands.job.complete(tx, one.id, "w")
    assert kept(world) == 1


def test_a_withdrawal_stops_the_job_somebody_is_at_work_on(world: World) -> None:
    story = start(
        world, m.user_task("a"), m.service_task("senden", "post", extra=by_consent()), m.user_task("b")
    )
    release(story, ALL)
    story.complete("a")
    (one,) = fetch(world)

    release(story)
    world.work_off()

    assert incident(story).kind == "job"
    with world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict):
        commands.job.complete(tx, one.id, "w")
    assert kept(world) == 0


def test_what_a_program_has_done_is_noted_with_what_was_lacking_by_then(world: World) -> None:
    story = start(
        world, m.user_task("a"), m.service_task("senden", "post", extra=by_consent()), m.user_task("b")
    )
    release(story, ALL)
    story.complete("a")
    with world.engine.begin(SYSTEM) as tx:
        (one,) = commands.job.fetch_and_lock(tx, "post", "w", 1, timedelta(days=3))

    world.clock.advance(timedelta(days=2))  # over, and nobody has said so yet
    with world.engine.begin(SYSTEM) as tx:
        commands.job.complete(tx, one.id, "w")

    (row,) = shown(story, "ben")
    assert (row.answer, row.bar) == (Answer.DISCLOSED, "Dafür galt keine Einwilligung: kontakt, sprache.")


def test_what_only_a_job_brings_needs_any_consent_to_be_offered(world: World) -> None:
    extra = by_consent(data='=if ergebnis = "gesendet" then ["kontakt"] else []')
    story = start(world, m.user_task("a"), m.service_task("senden", "post", extra=extra), m.user_task("b"))
    story.complete("a")

    stopped = incident(story)
    assert stopped.message == "„senden“ gibt nichts hinaus: Gegenüber „Jobcenter“ gilt keine Einwilligung."
    release(story, consent("kontakt"))
    with world.engine.begin(SYSTEM) as tx:
        commands.incident.resolve(tx, stopped.id)
    assert len(fetch(world)) == 1
