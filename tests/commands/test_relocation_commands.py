"""A person moves while procedures run: tasks follow the law, and nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from engine import SYSTEM, Actor, Conflict, Forbidden, Invalid, commands, queries
from engine.actor import Membership, Role
from engine.commands.authority import Competence
from engine.commands.case import Relocation
from engine.state import case, comment
from engine.state.notification import NOTIFICATION
from engine.state.record import HISTORY
from engine.testing import AGS, PASSWORD, Story, World
from engine.testing import models as m

ERKRATH = "05158008"
ALSDORF = "05334004"
FILES = {"p.bpmn": m.tasks("p", "a", "b")}


def _move(ags: str = ERKRATH, consents: Mapping[str, str] | None = None, **values: object) -> Relocation:
    given: dict[str, object] = {"on": date(2026, 11, 20), "reason": "Meldung der Person"}
    return Relocation(ags=ags, consents=consents or {}, **(given | values))  # type: ignore[arg-type]


def _relocate(story: Story, moved: Relocation, as_: Actor = SYSTEM, revision: int = 1) -> None:
    with story.world.engine.begin(as_) as tx:
        commands.case.relocate(tx, story.reference, revision, moved)


def _kinds(story: Story) -> list[str]:
    return [row.kind for row in story.file().history]


def _claim(story: Story, login: str) -> int:
    task = story.task("a")
    with story.world.engine.begin(story.world.people[login]) as tx:
        commands.task.claim(tx, task.id, task.revision)
        return commands.task.save_draft(
            tx, task.id, task.revision + 1, {"vermerk": ["halb getippt"]}
        ).revision


@pytest.fixture
def story(world: World) -> Story:
    return world.start(FILES)


def test_a_task_moves_to_the_authority_of_the_new_place_with_its_draft(world: World, story: Story) -> None:
    revision = _claim(story, "ada")

    _relocate(story, _move(), world.people["ada"])

    task = story.task("a")
    assert (task.authority_id, task.assignee_id, task.revision) == (world.elsewhere, None, revision + 1)
    assert task.has_draft
    assert {"case_relocated", "user_task_moved"} <= set(_kinds(story))
    assert story.file().head.ags == ERKRATH
    with world.engine.begin(SYSTEM) as tx:
        draft = tx.execute(text("SELECT entered FROM task_draft")).scalar_one()
    assert draft == {"vermerk": ["halb getippt"]}


def test_the_process_knows_the_new_place_and_the_next_task_is_there(world: World, story: Story) -> None:
    _relocate(story, _move())

    story.complete("a")

    assert story.task("b").authority_id == world.elsewhere
    assert [one.value for one in story.file().data if one.key == "ags"] == [ERKRATH]


def test_within_the_same_competence_the_task_stays_and_its_claim_too(world: World, story: Story) -> None:
    revision = _claim(story, "ada")

    _relocate(story, _move(ALSDORF))

    task = story.task("a")
    assert (task.authority_id, task.assignee_id, task.revision) == (
        world.here,
        world.people["ada"].account,
        revision,
    )
    assert "user_task_kept" in _kinds(story)
    assert "user_task_moved" not in _kinds(story)


def test_with_the_consent_of_the_new_authority_the_old_one_goes_on(world: World, story: Story) -> None:
    consent = {"auslaenderbehoerde": "Frau Weiß, 21.11.2026"}

    _relocate(story, _move(consents=consent))

    assert story.task("a").authority_id == world.here
    with world.engine.begin(SYSTEM) as tx:
        norm, reason = tx.execute(
            text("SELECT norm, reason FROM user_task JOIN task_text ON task_id = id")
        ).one()
    assert norm.startswith("§ 3 Abs. 3 VwVfG")
    assert "Frau Weiß, 21.11.2026" in reason["sentence"]
    story.complete("a")
    assert story.task("b").authority_id == world.here, "the whole procedure is kept, not one task of it"


def test_a_procedure_begun_after_the_move_is_the_new_authority_s(world: World, story: Story) -> None:
    _relocate(story, _move(consents={"auslaenderbehoerde": "Frau Weiß, 21.11.2026"}))
    started = m.process(
        "neu",
        m.start("post", definition=m.message("post")),
        m.user_task("c"),
        m.end(),
        m.flow("post", "c"),
        m.flow("c", "end"),
        messages={"post": "=aktenzeichen"},
    )
    world.deploy({"neu.bpmn": started})

    story.send("post")

    assert story.task("c").authority_id == world.elsewhere


def test_a_second_move_needs_another_consent(world: World, story: Story) -> None:
    _relocate(story, _move(consents={"auslaenderbehoerde": "Frau Weiß, 21.11.2026"}))

    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("INSERT INTO municipality VALUES ('05158016', 'Langenfeld', 'Mettmann')"))

    _relocate(story, _move("05158016", on=date(2026, 11, 22)), revision=2)

    assert story.task("a").authority_id == world.elsewhere


def test_the_old_authority_loses_sight_of_the_case_unless_it_keeps_a_task(world: World, story: Story) -> None:
    _relocate(story, _move())

    with world.engine.begin(SYSTEM) as tx:
        found = case.by_reference(tx, story.reference)
        assert case.participants(tx, found.id) == {world.elsewhere}
        assert found.authority_id == world.elsewhere
    with world.engine.begin(world.people["ada"]) as tx, pytest.raises(Forbidden):
        commands.case.send_message(tx, story.reference, "x")
    assert "participant_left" in _kinds(story)


def test_who_comes_back_sees_the_case_again(world: World, story: Story) -> None:
    _relocate(story, _move())

    _relocate(story, _move(AGS, on=date(2026, 11, 22)), revision=2)

    with world.engine.begin(SYSTEM) as tx:
        found = case.by_reference(tx, story.reference)
        assert case.participants(tx, found.id) == {world.here}
        assert found.authority_id == world.here
        since = tx.execute(text("SELECT count(*) FROM case_participant")).scalar_one()
    assert since == 3, "both times it took part are kept"


def test_a_case_that_waits_for_the_message_hears_of_the_move(world: World) -> None:
    story = world.start(
        {
            "p.bpmn": m.process(
                "p",
                m.start(),
                m.user_task("a"),
                m.boundary("umgezogen", "a", m.message("umzug"), interrupting=False),
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
    )

    _relocate(story, _move())

    story.is_waiting_at("a", "begruessen")
    assert story.task("begruessen").authority_id == world.elsewhere
    data = {one.key: one.value for one in story.file().data}
    assert (data["ags_neu"], data["umzug_am"]) == (ERKRATH, "20.11.2026")


def test_a_case_that_does_not_wait_for_it_keeps_no_message(world: World, story: Story) -> None:
    _relocate(story, _move())

    with world.engine.begin(SYSTEM) as tx:
        assert tx.execute(text("SELECT count(*) FROM message")).scalar_one() == 0


def test_where_nobody_is_competent_the_task_stays_and_an_incident_says_so(world: World, story: Story) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("INSERT INTO municipality VALUES ('05911000', 'Bochum', 'Bochum')"))

    _relocate(story, _move("05911000"))

    assert story.task("a").authority_id == world.here
    (incident,) = story.file().incidents
    assert incident.kind == "competence"
    assert "05911000" in incident.message or "Bochum" in incident.message
    story.complete("a")  # whoever has it may still do it
    assert [one.state for one in story.file().incidents if one.element == "a"] == ["resolved"]


def test_an_unresolved_task_is_placed_again_when_the_incident_is_resolved(world: World, story: Story) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("INSERT INTO municipality VALUES ('05911000', 'Bochum', 'Bochum')"))
    _relocate(story, _move("05911000"))
    with world.engine.begin(SYSTEM) as tx:
        day = date(2020, 1, 1)
        commands.authority.add_competence(
            tx, world.elsewhere, Competence("auslaenderbehoerde", "05911", "§ 1 ZustAVO", day)
        )

    with world.engine.begin(SYSTEM) as tx:
        commands.incident.resolve(tx, story.file().incidents[0].id)

    assert story.task("a").authority_id == world.elsewhere
    assert [one.state for one in story.file().incidents] == ["resolved"]


@pytest.mark.parametrize(
    ("field", "moved"),
    [
        ("ags", {"ags": AGS}),  # lives there already
        ("ags", {"ags": "05158999"}),  # no municipality
        ("ags", {"ags": "05158"}),  # a Kreis
        ("ags", {"ags": ""}),
        ("on", {"on": date(2026, 11, 24)}),  # tomorrow
        ("reason", {"reason": "  "}),
        ("reason", {"reason": "x" * 501}),
        ("consent_auslaenderbehoerde", {"consents": {"auslaenderbehoerde": " "}}),
    ],
)
def test_a_move_that_breaks_a_rule_is_refused(story: Story, field: str, moved: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        _relocate(story, _move(**moved))  # type: ignore[arg-type]

    assert set(refused.value.fields) == {field}
    assert story.file().head.ags == AGS


def test_a_move_before_one_that_is_known_is_refused(story: Story) -> None:
    _relocate(story, _move())

    with pytest.raises(Invalid, match="incomplete"):
        _relocate(story, _move(AGS, on=date(2026, 11, 19)), revision=2)


def test_who_takes_no_part_records_no_move(world: World, story: Story) -> None:
    with pytest.raises(Forbidden):
        _relocate(story, _move(), world.people["carla"])


def test_an_auditor_only_reads(world: World, story: Story) -> None:
    auditor = Actor(None, "Revision", frozenset({Membership(world.here, Role.AUDITOR)}))

    with pytest.raises(Forbidden):
        _relocate(story, _move(), auditor)


def test_a_stale_or_second_press_is_a_conflict(story: Story) -> None:
    _relocate(story, _move())

    with pytest.raises(Conflict):
        _relocate(story, _move(ALSDORF))


def test_a_closed_case_does_not_move(story: Story) -> None:
    story.complete("a").complete("b")

    with pytest.raises(Conflict):
        _relocate(story, _move())


def test_the_person_who_had_the_task_keeps_it_where_they_may(world: World, story: Story) -> None:
    ada = world.people["ada"]
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text("INSERT INTO membership (account_id, authority_id, role) VALUES (:a, :b, 'clerk')"),
            {"a": ada.account, "b": world.elsewhere},
        )
    _claim(story, "ada")

    _relocate(story, _move())

    task = story.task("a")
    assert (task.authority_id, task.assignee_id) == (world.elsewhere, ada.account)


def test_dates_stay(world: World) -> None:
    files = {
        "p.bpmn": m.process(
            "p",
            m.start(),
            m.user_task("a", due='=today() + duration("P14D")'),
            m.end(),
            m.flow("start", "a"),
            m.flow("a", "end"),
        )
    }
    story = world.start(files)
    due = story.task("a").due
    world.clock.advance(timedelta(days=3))

    _relocate(story, _move())

    assert story.task("a").due == due


def _lead_elsewhere(world: World, role: Role) -> int:
    with world.engine.begin(SYSTEM) as tx:
        membership = Membership(world.elsewhere, role)
        return commands.account.create(tx, f"neu-{role}", "Neu Dort", PASSWORD, [membership])


def _told(world: World, account_id: int) -> list[tuple[str, str | None]]:
    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(
            select(NOTIFICATION.c.kind, NOTIFICATION.c.detail)
            .where(NOTIFICATION.c.account_id == account_id)
            .order_by(NOTIFICATION.c.id)
        )
        return [(row.kind, row.detail.get("case")) for row in rows]


@pytest.mark.parametrize("role", [Role.TEAM_LEAD, Role.HEAD_OF_OFFICE])
def test_whoever_leads_where_a_move_brings_the_case_is_told_once(
    world: World, story: Story, role: Role
) -> None:
    there = _lead_elsewhere(world, role)

    _relocate(story, _move(), world.people["ada"])

    assert _told(world, there) == [("case_arrived", story.reference)]
    assert ("case_arrived", story.reference) not in _told(world, world.people["lea"].account or 0)


def test_what_the_receiving_side_should_know_stands_at_each_task_that_goes_there_and_in_the_history(
    world: World, story: Story
) -> None:
    _relocate(story, _move(note=" Dolmetschen auf Dari. "), world.people["ada"])

    with world.engine.begin(SYSTEM) as tx:
        (said,) = comment.of_task(tx, story.task("a").id)
        details = tx.execute(select(HISTORY.c.detail).where(HISTORY.c.kind == "reason_given")).scalars().all()
    assert (said.text, said.author) == ("Dolmetschen auf Dari.", "Ada Öztürk")
    assert [one["reason"] for one in details] == ["Meldung der Person", "Dolmetschen auf Dari."]


def test_a_note_that_is_too_long_is_refused(world: World, story: Story) -> None:
    with pytest.raises(Invalid) as refused:
        _relocate(story, _move(note="x" * 2001), world.people["ada"])

    assert list(refused.value.fields) == ["note"]


def test_an_authority_that_takes_part_and_does_not_lead_moves_nobody(story: Story, world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        case.join(tx, case.by_reference(tx, story.reference).id, {world.elsewhere})

    with pytest.raises(Forbidden):
        _relocate(story, _move(), world.people["carla"])
    with pytest.raises(Forbidden), world.engine.begin(world.people["carla"]) as tx:
        queries.relocation.movable(tx, story.reference)
    with pytest.raises(Forbidden), world.engine.begin(world.people["carla"]) as tx:
        queries.relocation.preview(tx, story.reference, _move())
