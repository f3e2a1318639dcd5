"""The register changes with a day and a reason: previewed, logged, undone before its day, and carried out on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from engine import SYSTEM, Actor, Conflict, Forbidden, Invalid, commands
from engine.actor import Membership, Role
from engine.commands.competence import Entry
from engine.execution.amendment import Effective
from engine.execution.reassignment import Shift, WouldOrphan
from engine.state import authority, register_change
from engine.testing import AGS, Story, World
from engine.testing import models as m

TODAY = date(2026, 11, 23)
LATER = date(2026, 12, 1)
FILES = {"p.bpmn": m.tasks("p", "a", "b")}
_FLOWS = m.flow("start", "a"), m.flow("a", "end")
ABH = Entry("auslaenderbehoerde", "05334", "§ 1 ZustAVO NRW")


@pytest.fixture
def story(world: World) -> Story:
    return world.start(FILES)


@pytest.fixture
def adam(world: World) -> Actor:
    """The administrator of both authorities."""
    account = world.people["adam"].account
    both = {Membership(one, Role.ADMINISTRATOR) for one in (world.here, world.elsewhere)}
    return Actor(account, "Adam", frozenset(both))


def _revision(world: World, number: int) -> int:
    with world.engine.begin(SYSTEM) as tx:
        return authority.get(tx, number).revision


def _state(world: World, change: int) -> str:
    with world.engine.begin(SYSTEM) as tx:
        return register_change.get(tx, change).state


def _enter(
    world: World, actor: Actor, number: int, entry: Entry = ABH, on: date = LATER, revision: int | None = None
) -> int:
    seen = _revision(world, number) if revision is None else revision
    with world.engine.begin(actor) as tx:
        return commands.competence.enter(tx, number, seen, entry, Effective(on, "Delegation"))


def _sweep(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        commands.register.enqueue_due(tx)
    world.work_off()


def _post(world: World, values: Mapping[str, Any], on: date = TODAY, post: int | None = None) -> int:
    given = {
        "title": "Sachbearbeitung 1",
        "topic": "auslaenderbehoerde",
        "role": Role.CLERK,
        "share": Decimal("1.0"),
        "seat_id": world.here,
        "substitution": "none",
    }
    with world.engine.begin(SYSTEM) as tx:
        change = commands.post.change(
            tx,
            world.here,
            authority.get(tx, world.here).revision,
            post,
            given | dict(values) if post is None else values,
            Effective(on, "Stellenplan"),
        )
        found = register_change.get(tx, change).post_id
        assert found is not None
    world.work_off()
    return found


def test_an_entered_competence_moves_the_open_tasks_on_its_day_and_once(
    world: World, adam: Actor, story: Story
) -> None:
    change = _enter(world, adam, world.elsewhere)
    world.work_off()
    assert story.task("a").authority_id == world.here, "its day has not come"
    assert _state(world, change) == "planned"

    world.clock.moment += timedelta(days=8)
    _sweep(world)
    _sweep(world)

    task = story.task("a")
    assert (task.authority_id, task.revision) == (world.elsewhere, 2)
    assert [row.kind for row in story.file().history].count("user_task_moved") == 1
    assert _state(world, change) == "effective"


def test_a_second_run_of_a_job_finds_nothing_to_do(world: World, adam: Actor, story: Story) -> None:
    change = _enter(world, adam, world.elsewhere, on=TODAY)
    world.work_off()

    with world.engine.begin(SYSTEM) as tx:
        commands.register.work(tx, change, 0)

    assert story.task("a").revision == 2


def test_many_tasks_are_moved_in_batches(world: World, adam: Actor) -> None:
    world.deploy(FILES)
    stories = [world.open("p") for _ in range(45)]

    _enter(world, adam, world.elsewhere, on=TODAY)
    assert world.work_off() == 3

    assert {one.task("a").authority_id for one in stories} == {world.elsewhere}
    with world.engine.begin(SYSTEM) as tx:
        assert tx.execute(text("SELECT moved FROM register_change")).scalar_one() == 45


def test_new_tasks_follow_the_day_without_the_worker(world: World, adam: Actor, story: Story) -> None:
    _enter(world, adam, world.elsewhere)
    world.clock.moment += timedelta(days=8)

    story.complete("a")

    assert story.task("b").authority_id == world.elsewhere


def test_a_preview_names_the_tasks_and_changes_nothing(world: World, adam: Actor, story: Story) -> None:
    with world.engine.begin(adam) as tx:
        with tx.trial():
            change = commands.competence.enter(tx, world.elsewhere, 1, ABH, Effective(LATER, "Delegation"))
            (shift,) = commands.register.preview(tx, change)
        assert tx.execute(text("SELECT count(*) FROM register_change")).scalar_one() == 0

    assert (shift.before, shift.after) == (world.here, world.elsewhere)
    assert [name for _id, name, _reference in shift.tasks] == ["a"]
    assert _revision(world, world.elsewhere) == 1
    assert story.task("a").authority_id == world.here


def test_a_change_is_undone_before_its_day(world: World, adam: Actor, story: Story) -> None:
    change = _enter(world, adam, world.elsewhere)

    with world.engine.begin(adam) as tx:
        commands.register.undo(tx, change)

    world.clock.moment += timedelta(days=8)
    _sweep(world)
    assert story.task("a").authority_id == world.here
    assert _state(world, change) == "undone"
    with pytest.raises(Conflict), world.engine.begin(adam) as tx:
        commands.register.undo(tx, change)


def test_who_was_entered_before_is_again_after_an_undo(world: World, adam: Actor) -> None:
    first = _enter(world, adam, world.elsewhere, on=TODAY)
    second = _enter(world, adam, world.here)
    with world.engine.begin(SYSTEM) as tx:
        rows = authority.competences(tx, "auslaenderbehoerde", "05334")
    assert [(one.authority_id, one.valid_to) for one in rows if one.valid_from >= TODAY] == [
        (world.elsewhere, date(2026, 11, 30)),
        (world.here, None),
    ]

    with pytest.raises(Conflict), world.engine.begin(adam) as tx:
        commands.register.undo(tx, first)  # its day was today
    with world.engine.begin(adam) as tx:
        commands.register.undo(tx, second)

    with world.engine.begin(SYSTEM) as tx:
        rows = authority.competences(tx, "auslaenderbehoerde", "05334")
    assert [one.valid_to for one in rows if one.valid_from >= TODAY] == [None]


def test_only_the_last_change_of_an_authority_is_undone(world: World, adam: Actor) -> None:
    first = _enter(world, adam, world.elsewhere)
    _enter(world, adam, world.elsewhere, Entry("case_management", "05334", "§ 9 TIntG NRW"))

    with pytest.raises(Conflict, match="later one"), world.engine.begin(adam) as tx:
        commands.register.undo(tx, first)


def test_two_administrators_at_once_and_a_double_submit(world: World, adam: Actor) -> None:
    _enter(world, adam, world.elsewhere, revision=1)

    with pytest.raises(Conflict):
        _enter(world, adam, world.elsewhere, Entry("case_management", "05334", "§ 9 TIntG NRW"), revision=1)
    with pytest.raises(Conflict):
        _enter(world, adam, world.elsewhere, revision=1)


@pytest.mark.parametrize(
    ("field", "entry", "on"),
    [
        ("topic", Entry("gibt_es_nicht", "05334", "§ 1"), LATER),
        ("territory", Entry("jobcenter", "0533", "§ 1"), LATER),
        ("territory", Entry("jobcenter", "٠٥٣٣٤", "§ 1"), LATER),
        ("norm", Entry("jobcenter", "05334", "  "), LATER),
        ("norm", Entry("jobcenter", "05334", "x" * 301), LATER),
        ("on", Entry("jobcenter", "05334", "§ 1"), date(1989, 12, 31)),
        ("on", Entry("jobcenter", "05334", "§ 1"), date(2050, 1, 1)),
    ],
)
def test_an_entry_that_breaks_a_rule_is_refused(
    world: World, adam: Actor, field: str, entry: Entry, on: date
) -> None:
    with pytest.raises(Invalid) as refused:
        _enter(world, adam, world.elsewhere, entry, on)

    assert set(refused.value.fields) == {field}


def test_overlapping_competences_are_refused(world: World, adam: Actor) -> None:
    _enter(world, adam, world.elsewhere)

    with pytest.raises(Invalid) as refused:
        _enter(world, adam, world.here, on=LATER)
    assert "Ab 01.12.2026" in refused.value.fields["on"]

    with pytest.raises(Invalid) as refused:
        _enter(world, adam, world.elsewhere, on=date(2026, 12, 5))
    assert set(refused.value.fields) == {"territory"}


def test_an_administrator_changes_only_the_own_territory(world: World) -> None:
    account = world.people["adam"].account
    own = Actor(account, "Adam", frozenset({Membership(world.here, Role.ADMINISTRATOR)}))

    with pytest.raises(Forbidden):
        _enter(world, own, world.elsewhere)
    with pytest.raises(Invalid) as refused:
        _enter(world, own, world.here, Entry("jobcenter", "05158", "§ 1"))
    assert set(refused.value.fields) == {"territory"}


@pytest.mark.parametrize("login", ["ada", "lea", "olga", "stefan", "carla"])
def test_nobody_else_changes_the_register(world: World, login: str) -> None:
    with pytest.raises(Forbidden):
        _enter(world, world.people[login], world.here)


def test_an_ended_entry_gives_the_task_back(world: World, adam: Actor, story: Story) -> None:
    _enter(world, adam, world.elsewhere, Entry("auslaenderbehoerde", AGS, "§ 1"), TODAY)
    world.work_off()
    assert story.task("a").authority_id == world.elsewhere
    with world.engine.begin(adam) as tx:
        (row,) = authority.competences(tx, "auslaenderbehoerde", AGS)
        with pytest.raises(Invalid):
            commands.competence.end(tx, row.id, _revision(world, world.elsewhere), Effective(TODAY, "zurück"))
        commands.competence.end(tx, row.id, _revision(world, world.elsewhere), Effective(LATER, "zurück"))

    world.clock.moment += timedelta(days=8)
    _sweep(world)

    assert story.task("a").authority_id == world.here


def test_an_authority_with_open_tasks_is_not_closed(world: World, adam: Actor, story: Story) -> None:
    with pytest.raises(WouldOrphan) as refused, world.engine.begin(adam) as tx:
        commands.register.close_authority(tx, world.here, 1, Effective(LATER, "Auflösung"))

    shifts: tuple[Shift, ...] = refused.value.shifts
    assert [(one.before, one.after) for one in shifts] == [(world.here, None)]
    assert _revision(world, world.here) == 1


def test_it_is_closed_once_somebody_else_is_competent(world: World, adam: Actor, story: Story) -> None:
    _enter(world, adam, world.elsewhere)
    with world.engine.begin(adam) as tx:
        change = commands.register.close_authority(
            tx, world.here, authority.get(tx, world.here).revision, Effective(LATER, "Auflösung")
        )
    with pytest.raises(Conflict), world.engine.begin(adam) as tx:
        commands.register.close_authority(
            tx, world.here, authority.get(tx, world.here).revision, Effective(LATER, "noch einmal")
        )

    world.clock.moment += timedelta(days=8)
    _sweep(world)

    assert story.task("a").authority_id == world.elsewhere
    assert _state(world, change) == "effective"


def test_fields_change_on_their_day(world: World, adam: Actor) -> None:
    values = {"name": "Ausländeramt Neu", "contact": {"telefon": "0241 0"}, "key": "verboten"}
    with world.engine.begin(adam) as tx:
        commands.register.change_authority(tx, world.here, 1, values, Effective(LATER, "Umbenennung"))
    with world.engine.begin(SYSTEM) as tx:
        assert authority.get(tx, world.here).name == "Ausländeramt Hier"

    world.clock.moment += timedelta(days=8)
    _sweep(world)

    with world.engine.begin(SYSTEM) as tx:
        found = authority.get(tx, world.here)
        assert (found.name, found.key) == ("Ausländeramt Neu", "abh-hier")
        (log,) = tx.execute(text("SELECT before, after, reason FROM register_change")).all()
    assert log.before == {"name": "Ausländeramt Hier", "contact": {}}
    assert log.after == {"name": "Ausländeramt Neu", "contact": {"telefon": "0241 0"}}
    assert log.reason == "Umbenennung"


@pytest.mark.parametrize(
    ("field", "values", "when"),
    [
        ("name", {"name": " "}, Effective(LATER, "x")),
        ("name", {"name": "x" * 301}, Effective(LATER, "x")),
        ("values", {}, Effective(LATER, "nichts")),
        ("reason", {"name": "Neu"}, Effective(LATER, " ")),
        ("on", {"name": "Neu"}, Effective(date(2026, 11, 22), "gestern")),
        ("parent_id", {"parent_id": 1}, Effective(LATER, "x")),
    ],
)
def test_a_change_that_breaks_a_rule_is_refused(
    world: World, adam: Actor, field: str, values: dict[str, object], when: Effective
) -> None:
    with pytest.raises(Invalid) as refused, world.engine.begin(adam) as tx:
        commands.register.change_authority(tx, world.here, 1, values, when)

    assert set(refused.value.fields) == {field}


def test_a_vacant_post_hands_its_tasks_to_the_team_lead(world: World) -> None:
    world.deploy(FILES)
    _post(world, {"substitution": "team_lead"})

    story = world.open("p")

    task = story.task("a")
    assert (task.authority_id, task.role) == (world.here, Role.TEAM_LEAD)
    with world.engine.begin(SYSTEM) as tx:
        reason = tx.execute(text("SELECT reason FROM task_text")).scalar_one()
    assert "nicht besetzt" in reason["substitution"]
    assert "Teamleitung" in reason["substitution"]


def test_an_absent_post_hands_its_tasks_to_the_post_that_stands_in(world: World) -> None:
    world.deploy(FILES)
    ben, ada = world.people["ben"].account, world.people["ada"].account
    other = _post(world, {"title": "Sachbearbeitung 2", "holder_id": ben, "territory": "05158"})
    _post(
        world,
        {
            "holder_id": ada,
            "substitution": "post",
            "substitute_post_id": other,
        },
    )
    world.away("ada", last=date(2026, 11, 27))

    assert world.open("p").task("a").assignee_id == ben
    world.clock.moment += timedelta(days=7)
    assert world.open("p").task("a").assignee_id is None, "whoever is back does it in the group"


def test_a_post_sits_where_its_authority_says(world: World) -> None:
    """Municipal autonomy: the same diagram, the post at a welfare organisation."""
    files = {
        "p.bpmn": m.process(
            "p",
            m.start(),
            m.user_task("a", group="case_management.case_management"),
            m.end(),
            m.flow("start", "a"),
            m.flow("a", "end"),
        )
    }
    world.deploy(files)
    with world.engine.begin(SYSTEM) as tx:
        bearer = commands.authority.create(tx, "traeger", "Träger der freien Wohlfahrtspflege", "05334")
        person = commands.account.create(
            tx, "wera", "Wera Wolf", "ein-langes-kennwort", [Membership(bearer, Role.CASE_MANAGER)]
        )
    assert world.open("p").task("a").authority_id == world.here

    _post(
        world,
        {
            "topic": "case_management",
            "role": Role.CASE_MANAGER,
            "seat_id": bearer,
            "holder_id": person,
        },
    )

    task = world.open("p").task("a")
    assert task.authority_id == bearer
    with world.engine.begin(SYSTEM) as tx:
        reason = tx.execute(text("SELECT reason FROM task_text ORDER BY task_id DESC LIMIT 1")).scalar_one()
    assert any("sitzt bei Träger" in step for step in reason["steps"])


def test_a_vacancy_that_begins_moves_what_nobody_had_begun(world: World) -> None:
    world.deploy(FILES)
    ada = world.people["ada"]
    post = _post(world, {"holder_id": ada.account, "substitution": "team_lead"})
    waiting, begun = world.open("p"), world.open("p")
    with world.engine.begin(world.people["ben"]) as tx:
        commands.task.claim(tx, begun.task("a").id, 1)
    left = world.open("p")
    with world.engine.begin(ada) as tx:
        commands.task.claim(tx, left.task("a").id, 1)

    _post(world, {"holder_id": None}, post=post)

    assert waiting.task("a").role is Role.TEAM_LEAD
    assert begun.task("a").role is Role.CLERK, "Ben goes on with what he has begun"
    assert (left.task("a").role, left.task("a").assignee_id) == (Role.TEAM_LEAD, None)


def test_nobody_at_all_is_an_incident_that_names_the_post_until_one_is_filled(world: World) -> None:
    world.deploy(FILES)
    _post(world, {"substitution": "none"})

    story = world.open("p")

    (incident,) = story.file().incidents
    assert incident.kind == "competence"
    assert "„Sachbearbeitung 1“ ist am 23.11.2026 nicht besetzt" in incident.message
    assert "Eine Vertretung ist nicht geregelt" in incident.message
    _post(world, {"title": "Sachbearbeitung 2", "holder_id": world.people["ada"].account})
    (incident,) = story.file().incidents
    assert incident.resolved_at is not None
    assert (story.task("a").authority_id, story.task("a").unstaffed) == (world.here, False)


def test_the_coordination_of_the_kreis_is_told_and_may_let_it_try_again(world: World) -> None:
    world.deploy({"p.bpmn": m.process("p", m.start(), m.user_task("a", group="jobcenter"), m.end(), *_FLOWS)})
    day = date(2021, 1, 1)
    with world.engine.begin(SYSTEM) as tx:
        ki = commands.authority.create(tx, "ki", "Kommunales Integrationszentrum", "05334")
        competence = commands.authority.Competence("kim_koordination", "05334", "§ 9 TIntG NRW", day)
        commands.authority.add_competence(tx, ki, competence)
    coordinator = Actor(world.people["lea"].account, "Kora", frozenset({Membership(ki, Role.COORDINATOR)}))
    stranger = Actor(
        world.people["carla"].account, "Kai", frozenset({Membership(world.elsewhere, Role.COORDINATOR)})
    )
    story = world.open("p")
    (incident,) = story.file().incidents
    with world.engine.begin(SYSTEM) as tx:
        competence = commands.authority.Competence("jobcenter", "05334", "§ 36 SGB II", day)
        commands.authority.add_competence(tx, world.here, competence)

    with pytest.raises(Forbidden), world.engine.begin(stranger) as tx:
        commands.incident.resolve(tx, incident.id)
    with world.engine.begin(coordinator) as tx:
        commands.incident.resolve(tx, incident.id)

    story.is_waiting_at("a")


def test_substitutions_that_point_at_each_other_end(world: World) -> None:
    world.deploy(FILES)
    for number, other in ((world.here, world.elsewhere), (world.elsewhere, world.here)):
        with world.engine.begin(SYSTEM) as tx:
            commands.post.change(
                tx,
                number,
                authority.get(tx, number).revision,
                None,
                {
                    "title": "leer",
                    "role": Role.CLERK,
                    "share": Decimal(1),
                    "seat_id": number,
                    "substitution": "authority",
                    "substitute_authority_id": other,
                    "agreement": "Vereinbarung",
                },
                Effective(TODAY, "Test"),
            )

    (incident,) = world.open("p").file().incidents

    assert incident.kind == "competence"


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("title", {"title": " "}),
        ("share", {"share": Decimal(0)}),
        ("share", {"share": Decimal(21)}),
        ("topic", {"topic": "gibt_es_nicht"}),
        ("territory", {"territory": "5"}),
        ("substitute_post_id", {"substitution": "post"}),
        ("substitute_authority_id", {"substitution": "authority", "agreement": "V"}),
        ("agreement", {"substitution": "authority", "substitute_authority_id": 2}),
    ],
)
def test_a_post_that_breaks_a_rule_is_refused(world: World, field: str, values: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        _post(world, values)

    assert set(refused.value.fields) == {field}


def test_only_who_may_do_the_work_holds_a_post(world: World) -> None:
    with pytest.raises(Invalid) as refused:
        _post(world, {"holder_id": world.people["carla"].account})

    assert set(refused.value.fields) == {"holder_id"}
