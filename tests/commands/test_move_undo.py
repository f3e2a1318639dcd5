"""A move that was recorded by mistake is taken back: everything is as before, as long as nothing has happened since."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Actor, Conflict, Forbidden, Transaction, commands, queries
from engine.actor import Membership, Role
from engine.commands.case import Relocation
from engine.library import folder
from engine.state import case
from engine.testing import AGS, PASSWORD, Story, World
from engine.testing import models as m
from tests.commands.test_referral_record import LIBRARY, desks, kept, offer, stops
from tests.commands.test_referral_record import story as referred

__all__ = ["desks", "referred"]

ERKRATH = "05158008"
CONSENT = {"auslaenderbehoerde": "Frau Weiß, 21.11.2026"}


def _move(story: Story, as_: Actor, consents: Mapping[str, str] | None = None, ags: str = ERKRATH) -> None:
    moved = Relocation(ags, date(2026, 11, 20), "Meldung der Person", consents or {})
    with story.world.engine.begin(as_) as tx:
        revision = case.by_reference(tx, story.reference).revision
        commands.case.relocate(tx, story.reference, revision, moved)


def _take_back(story: Story, as_: Actor) -> None:
    with story.world.engine.begin(as_) as tx:
        commands.case.take_back_move(tx, story.reference)


def _is_fresh(story: Story, as_: Actor) -> bool:
    with story.world.engine.begin(as_) as tx:
        found = queries.relocation.latest_move(tx, story.reference)
    return found is not None and found.fresh


def _everything(story: Story) -> dict[str, object]:
    """What a move changes, as a person would ask for it."""
    with story.world.engine.begin(SYSTEM) as tx:
        found = case.by_reference(tx, story.reference)
        tasks = tx.execute(
            text(
                "SELECT element, authority_id, topic, role, assignee_id, owner_id, norm, rule, reason, claimed_at,"
                " draft_number, question, unresolved FROM user_task JOIN task_text ON task_id = id"
                " WHERE state = 'active' ORDER BY id"
            )
        ).all()
        asked = (
            "SELECT topic, ags, since, consent FROM retained_competence ORDER BY id",
            "SELECT entered FROM task_draft ORDER BY task_id",
            "SELECT element FROM incident WHERE state = 'open' ORDER BY id",
        )
        more = [tx.execute(text(one)).all() for one in asked]
        taking_part = case.participants(tx, found.id)
    known = {one.key: one.value for one in story.file().data if one.value != "–"}
    return {
        "case": (found.ags, found.authority_id, found.manager_id, taking_part),
        "tasks": tasks,
        "more": more,
        "data": {name: value for name, value in known.items() if name not in ("ags_neu", "umzug_am")},
    }


@pytest.fixture
def story(world: World) -> Story:
    return world.start({"p.bpmn": m.tasks("p", "a", "b")})


def _claim(story: Story, login: str = "ada") -> None:
    task = story.task("a")
    with story.world.engine.begin(story.world.people[login]) as tx:
        commands.task.claim(tx, task.id, task.revision)
        commands.task.save_draft(tx, task.id, task.revision + 1, {"vermerk": ["halb getippt"]})


def test_place_task_claim_draft_lead_and_participants_are_as_before(world: World, story: Story) -> None:
    ada = world.people["ada"]
    with world.engine.begin(world.people["lea"]) as tx:
        commands.case_lead.name(tx, story.reference, ada.account, "Kennt die Familie", None)
    _claim(story)
    before = _everything(story)
    _move(story, ada)
    assert _everything(story) != before

    _take_back(story, ada)

    assert _everything(story) == before
    kinds = [row.kind for row in story.file().history]
    assert kinds.count("case_relocated") == kinds.count("relocation_undone") == 1
    said = next(row for row in story.file().history if row.kind == "relocation_undone")
    assert said.text == "Umzug vom 20.11.2026 zurückgenommen: wieder Aachen statt Erkrath"
    story.complete("a")
    assert story.task("b").authority_id == world.here


def test_a_procedure_that_was_kept_before_is_kept_again(world: World, story: Story) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("INSERT INTO municipality VALUES ('05158016', 'Langenfeld', 'Mettmann')"))
    _move(story, world.people["ada"], CONSENT)
    before = _everything(story)
    _move(story, world.people["ada"], ags="05158016")
    assert story.task("a").authority_id == world.elsewhere

    _take_back(story, world.people["ada"])

    assert _everything(story) == before
    assert story.task("a").authority_id == world.here


def test_an_incident_because_nobody_is_competent_there_is_over(world: World, story: Story) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("INSERT INTO municipality VALUES ('05911000', 'Bochum', 'Bochum')"))
    before = _everything(story)
    _move(story, world.people["ada"], ags="05911000")
    assert story.file().incidents

    _take_back(story, world.people["ada"])

    assert _everything(story) == before


def _waiting_for_it(interrupting: bool) -> dict[str, bytes]:
    return {
        "p.bpmn": m.process(
            "p",
            m.start(),
            m.user_task("a"),
            m.boundary("umgezogen", "a", m.message("umzug"), interrupting=interrupting),
            m.user_task("begruessen"),
            m.end("end2"),
            m.end(),
            m.flow("start", "a"),
            m.flow("a", "end"),
            m.flow("umgezogen", "begruessen"),
            m.flow("begruessen", "end2"),
            messages={"umzug": "=aktenzeichen"},
        )
    }


def test_what_the_move_began_in_a_process_falls_away(world: World) -> None:
    story = world.start(_waiting_for_it(interrupting=False))
    before = _everything(story)
    _move(story, world.people["ada"])
    story.is_waiting_at("a", "begruessen")

    _take_back(story, world.people["ada"])

    assert _everything(story) == before
    story.is_waiting_at("a")
    # it hears of the next move again, and of what has left it nothing is kept
    _move(story, world.people["ada"])
    story.is_waiting_at("a", "begruessen")


def test_a_process_that_went_on_by_the_move_does_not_go_back(world: World) -> None:
    story = world.start(_waiting_for_it(interrupting=True))
    _move(story, world.people["ada"])
    moved = _everything(story)
    assert not _is_fresh(story, world.people["ada"])

    with pytest.raises(Conflict, match="something has happened since"):
        _take_back(story, world.people["ada"])

    assert _everything(story) == moved


def test_the_case_frame_of_the_library_prepares_no_move_any_more(world: World) -> None:
    for key, result in (("erstkontakt", "aufgenommen"), ("einwilligung", "erteilt")):
        said = m.script_task("antworten", f'="{result}"', f"ergebnis_{key}")
        flows = (m.flow("start", "antworten"), m.flow("antworten", "end"))
        world.deploy({f"{key}.bpmn": m.process(key, m.start(), said, m.end(), *flows)})
    world.deploy(folder.read(LIBRARY / "fallrahmen")[0].files)
    story = world.open("fallrahmen", {"zugangsweg": "selbst"})
    before = _everything(story)
    _move(story, world.people["ada"], {"case_management": "Herr Kaya, 21.11.2026"})
    assert "umzug_vorbereiten" in story.active()

    _take_back(story, world.people["ada"])

    assert _everything(story) == before
    assert "umzug_vorbereiten" not in story.active()


def _take_over(tx: Transaction, story: Story) -> None:
    task = story.task("a")
    commands.task.claim(tx, task.id, task.revision)


def _type(tx: Transaction, story: Story) -> None:
    # what a substitute types in somebody's place touches neither revision nor history
    tx.execute(text("UPDATE user_task SET draft_number = draft_number + 1"))


def _say(tx: Transaction, story: Story) -> None:
    commands.task.comment(tx, story.task("a").id, "Ich sehe mir das an.")


def _note(tx: Transaction, story: Story) -> None:
    commands.note.write(tx, story.reference, "Anruf des Vaters.")


@pytest.mark.parametrize("since", [_take_over, _type, _say, _note])
def test_not_once_somebody_has_done_something(
    world: World, story: Story, since: Callable[[Transaction, Story], object]
) -> None:
    ada = world.people["ada"]
    _move(story, ada)
    assert _is_fresh(story, ada)
    world.clock.advance(timedelta(minutes=1))
    with world.engine.begin(world.people["carla"]) as tx:
        since(tx, story)

    assert not _is_fresh(story, ada)
    with pytest.raises(Conflict):
        _take_back(story, ada)
    assert story.task("a").authority_id == world.elsewhere


def test_whoever_recorded_it_may_and_who_leads_the_case_now_but_nobody_else(
    world: World, story: Story
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        member = Membership(world.elsewhere, Role.TEAM_LEAD)
        number = commands.account.create(tx, "tom", "Tom Lang", PASSWORD, [member])
    tom = Actor(number, "Tom Lang", frozenset({member}))
    _move(story, world.people["ada"])

    for login in ("ben", "lea", "carla", "olga"):
        with pytest.raises(Forbidden):
            _take_back(story, world.people[login])
        with pytest.raises(Forbidden):
            _is_fresh(story, world.people[login])

    assert _is_fresh(story, world.people["ada"])
    _take_back(story, tom)
    assert story.task("a").authority_id == world.here


def test_it_is_taken_back_once_and_an_earlier_day_can_be_recorded_then(world: World, story: Story) -> None:
    ada = world.people["ada"]
    _move(story, ada)
    _take_back(story, ada)

    with pytest.raises(Conflict, match="none is recorded"):
        _take_back(story, ada)

    moved = Relocation(ERKRATH, date(2026, 11, 2), "Meldebescheinigung")
    with world.engine.begin(ada) as tx:
        commands.case.relocate(tx, story.reference, case.by_reference(tx, story.reference).revision, moved)
        moves = queries.relocation.latest_move(tx, story.reference)
    assert moves is not None
    assert moves.move.since == date(2026, 11, 2)


def test_a_referral_has_its_sender_and_owner_again(
    world: World, desks: Mapping[str, int], referred: Story
) -> None:
    offer(referred)
    before = kept(referred)
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text("UPDATE competence SET territory = '05' WHERE authority_id = :one"),
            {"one": desks["jobcenter"]},
        )
    _move(referred, world.people["lea"])
    assert kept(referred).sender_id != before.sender_id

    _take_back(referred, world.people["lea"])

    now = kept(referred)
    assert (now.sender_id, now.owner_id, now.receiver_id) == (
        before.sender_id,
        before.owner_id,
        before.receiver_id,
    )
    assert stops(referred)[-1][1] == before.owner_id


def test_two_who_take_it_back_at_once_do_it_once(
    world: World, story: Story, together: Callable[..., list[object]]
) -> None:
    _move(story, world.people["ada"])
    take_back: Callable[[Transaction], object] = lambda tx: commands.case.take_back_move(tx, story.reference)  # noqa: E731

    results = together(take_back, take_back)

    assert sorted(type(one).__name__ for one in results) == ["Conflict", "NoneType"]
    assert [row.kind for row in story.file().history].count("relocation_undone") == 1
    assert story.file().head.ags == AGS
