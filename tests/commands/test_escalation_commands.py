"""Ladders are climbed: who is told when, exactly once, also after an outage, and never in another house unasked."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands, duties
from engine.actor import Membership, Role
from engine.clock import ZONE
from engine.commands import account, authority, escalation
from engine.commands.authority import Competence
from engine.state import post
from engine.testing import Story, World
from engine.testing import models as m

PROFILE = b"""
schluessel = "p"
titel = "p"
"""


def _process(due: str = '=today() + duration("P10D")', group: str = "auslaenderbehoerde") -> bytes:
    return m.process(
        "p",
        m.start(),
        m.user_task("a", group=group, due=due),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "end"),
    )


def _start(world: World, profile: str = "", **said: str) -> Story:
    files = {"p.bpmn": _process(**said)}
    if profile:
        files["process.toml"] = PROFILE + profile.encode()
    return world.start(files)


def _people(world: World, **roles: tuple[int, Role]) -> dict[str, int]:
    """More people for the world: their accounts by login."""
    with world.engine.begin(SYSTEM) as tx:
        return {
            login: account.create(tx, login, login.title(), "ein-langes-kennwort", [Membership(place, role)])
            for login, (place, role) in roles.items()
        }


def _climb(world: World, story: Story, days: float) -> None:
    world.clock.advance(timedelta(days=days))
    world.climb()


def _rungs(world: World) -> list[tuple[str, int, str, int]]:
    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(text("SELECT kind, level, target, recipients FROM escalation ORDER BY id"))
        return [tuple(row) for row in rows]


def _told(world: World) -> list[tuple[str, str]]:
    """Who has been told what, in the order in which it was."""
    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(
            text(
                "SELECT account.login, notification.kind FROM notification JOIN account"
                " ON account.id = notification.account_id ORDER BY notification.id, account.login"
            )
        )
        return [tuple(row) for row in rows]


def _history(story: Story) -> list[str]:
    return [one.text for one in story.file().history if "Eskalationsstufe" in one.text]


def _claim(story: Story, login: str) -> None:
    row = story.task("a")
    with story.world.engine.begin(story.world.people[login]) as tx:
        commands.task.claim(tx, row.id, row.revision)


def _leave(world: World, login: str) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET active = false WHERE login = :it"), {"it": login})


def _wakes(world: World) -> list[object]:
    with world.engine.begin(SYSTEM) as tx:
        return list(tx.execute(text("SELECT escalate_at FROM user_task ORDER BY id")).scalars())


def test_the_assignee_is_reminded_the_team_lead_told_when_due_then_the_head_then_the_coordination(
    world: World,
):
    _people(world, hanna=(world.here, Role.HEAD_OF_OFFICE), kim=(world.here, Role.COORDINATOR))
    story = _start(world)
    _claim(story, "ada")

    for days in (5.5, 3, 2.5, 7, 7):
        _climb(world, story, days)

    assert _told(world) == [
        ("ada", "reminder"),
        ("ada", "reminder"),
        ("lea", "due"),
        ("hanna", "overdue"),
        ("kim", "structural"),
    ]
    assert [level for _, level, _, _ in _rungs(world)] == [1, 2, 3, 4, 5]
    assert _wakes(world) == [None]


def test_a_task_nobody_has_taken_reminds_the_group_and_tells_the_team_lead(world: World):
    story = _start(world, due='=today() + duration("P2D")')

    _climb(world, story, 1.5)

    assert sorted(_told(world)) == [("ada", "reminder"), ("ben", "reminder"), ("lea", "reminder")]


def test_a_task_without_a_due_date_is_told_when_nobody_claims_it(world: World):
    story = _start(world, due="")

    _climb(world, story, 2.9)  # from Monday: the third working day is Thursday
    before = _rungs(world)
    _climb(world, story, 0.2)

    assert before == []
    assert _rungs(world) == [("uebernahme", 1, "teamleitung", 1)]
    assert _told(world) == [("lea", "unclaimed")]


def test_a_task_that_was_claimed_is_not_told_as_unclaimed(world: World):
    story = _start(world, due="")
    _claim(story, "ada")

    _climb(world, story, 30)

    assert _rungs(world) == []
    assert _wakes(world) == [None]


def test_working_days_leave_out_holidays_and_closures_of_the_authority(world: World):
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text(
                "INSERT INTO closure (authority_id, first_day, last_day, name, entered_at)"
                " VALUES (:here, '2026-11-25', '2026-11-26', 'Umzug', now())"
            ),
            {"here": world.here},
        )
    story = _start(world, due="")

    _climb(world, story, 4.5)  # Tuesday and Friday were open
    before = _rungs(world)
    _climb(world, story, 3)

    assert before == []
    assert len(_rungs(world)) == 1


def test_nothing_is_told_twice_however_often_anybody_looks(world: World):
    story = _start(world)
    _climb(world, story, 5.5)
    seen = _rungs(world), _told(world)

    world.climb()
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET escalate_at = now() - interval '1 year'"))
    world.climb()

    assert (_rungs(world), _told(world)) == seen


def test_after_an_outage_only_the_highest_rung_is_told_and_the_history_names_the_others(world: World):
    _people(world, hanna=(world.here, Role.HEAD_OF_OFFICE))
    story = _start(world)
    _claim(story, "ada")

    _climb(world, story, 18)

    assert _rungs(world) == [("vereinbart", 4, "amtsleitung", 1)]
    assert sorted(_told(world)) == [("ada", "overdue"), ("hanna", "overdue"), ("lea", "overdue")]
    assert _history(story) == [
        "Aufgabe „a“: Eskalationsstufe 4 (im Ablauf festgelegter Tag). Amtsleitung (Ausländeramt Hier) benachrichtigt."
        " Zugleich gemeldet: Stufe 1 (erreicht am 28.11.2026), Stufe 2 (erreicht am 01.12.2026),"
        " Stufe 3 (erreicht am 03.12.2026)."
    ]


def test_after_a_long_outage_the_own_house_hears_of_it_too(world: World):
    _people(world, hanna=(world.here, Role.HEAD_OF_OFFICE), kim=(world.here, Role.COORDINATOR))
    story = _start(world)
    _claim(story, "ada")

    _climb(world, story, 40)

    assert _rungs(world) == [("vereinbart", 5, "koordination", 1)]
    assert sorted(_told(world)) == [
        ("ada", "overdue"),
        ("hanna", "overdue"),
        ("kim", "structural"),
        ("lea", "overdue"),
    ]


def test_after_an_outage_whoever_has_the_task_in_another_house_hears_that_it_is_due_and_not_if_reminded(
    world: World, referral: Story
):
    _claim(referral, "carla")
    _climb(world, referral, 11)
    late = [kind for login, kind in _told(world) if login == "carla"]

    story = _start(world)
    _claim(story, "ada")
    for days in (5.5, 3, 2.5):
        _climb(world, story, days)

    assert late == ["due"]
    assert [kind for login, kind in _told(world) if login == "ada"] == ["reminder", "reminder"]


def test_after_an_outage_the_team_lead_hears_of_a_legal_deadline_that_has_ended(world: World):
    _people(world, hanna=(world.here, Role.HEAD_OF_OFFICE))
    story = _start(world)
    _claim(story, "ada")
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET legal_due_at = due_at, agreed_due_at = NULL"))

    _climb(world, story, 40)

    assert _rungs(world) == [("gesetzlich", 3, "amtsleitung", 1)]
    assert sorted(_told(world)) == [("ada", "due"), ("hanna", "due"), ("lea", "due")]


def test_after_an_outage_each_is_told_one_summary(world: World):
    for _ in range(8):
        _start(world)

    world.clock.advance(timedelta(days=11))
    world.climb()

    assert sorted(_told(world)) == [("lea", "summary")]
    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(text("SELECT stands_for, detail FROM notification WHERE stands_for > 0"))
        assert all(number == 8 for number, _ in rows)


def test_a_completed_task_is_told_no_more(world: World):
    story = _start(world)
    story.complete("a")

    _climb(world, story, 30)

    assert _rungs(world) == []


def test_a_suspended_instance_waits_and_is_looked_at_when_it_goes_on(world: World):
    story = _start(world)
    number = story.file().instances[0].id
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, number)
    _climb(world, story, 11)
    held = _rungs(world), _wakes(world)

    with world.engine.begin(SYSTEM) as tx:
        commands.instance.resume(tx, number)
    world.climb()

    assert held == ([], [None])
    assert [(kind, level) for kind, level, _, _ in _rungs(world)] == [("vereinbart", 3), ("uebernahme", 1)]


def test_where_nobody_holds_the_rank_the_next_one_is_told(world: World):
    _people(world, kim=(world.here, Role.COORDINATOR))
    story = _start(world)
    _claim(story, "ada")

    _climb(world, story, 18)

    assert _rungs(world) == [("vereinbart", 4, "koordination", 1)]


def test_without_a_coordination_the_own_house_is_told(world: World):
    story = _start(world)
    _claim(story, "ada")

    _climb(world, story, 18)

    assert _rungs(world) == [("vereinbart", 4, "teamleitung", 1)]


def test_where_nobody_is_at_all_the_rung_is_still_kept_and_said(world: World):
    story = _start(world)
    _claim(story, "ada")
    _leave(world, "lea")

    _climb(world, story, 18)

    assert _rungs(world) == [("vereinbart", 4, "koordination", 0)]
    assert "KIM-Koordination: niemand erreicht." in _history(story)[0]


def test_an_assignee_who_has_left_is_nobody(world: World):
    story = _start(world)
    _claim(story, "ada")
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET active = false WHERE login = 'ada'"))

    _climb(world, story, 5.5)

    assert sorted(_told(world)) == [("ben", "reminder"), ("lea", "reminder")]


ELSEWHERE = '=zustaendig("auslaenderbehoerde.sachbearbeitung", {ags: "05158008"})'


@pytest.fixture
def referral(world: World) -> Story:
    """A task at another authority than the one that leads the case, and everybody who could be told."""
    _people(
        world,
        till=(world.elsewhere, Role.TEAM_LEAD),
        heike=(world.elsewhere, Role.HEAD_OF_OFFICE),
        kim=(world.here, Role.COORDINATOR),
        cem=(world.here, Role.CASE_MANAGER),
    )
    story = _start(world, group=ELSEWHERE)
    assert story.task("a").authority_id == world.elsewhere
    return story


def test_without_an_agreement_the_hierarchy_of_another_house_is_never_told(world: World, referral: Story):
    for days in (2, 3.5, 3, 2.5, 7, 7):
        _climb(world, referral, days)

    assert {login for login, _ in _told(world)} == {"carla", "kim", "cem"}
    assert [(level, target) for kind, level, target, _ in _rungs(world) if kind == "vereinbart"] == [
        (1, "sachbearbeitung"),
        (2, "sachbearbeitung"),
        (3, "koordination"),
        (4, "niemand"),
        (5, "koordination"),
    ]
    assert ("cem", "referral_unanswered") in _told(world)
    assert any("Die KIM-Koordination weiß es schon." in said for said in _history(referral))


def test_after_an_outage_the_coordination_is_told_in_place_of_the_head_of_another_house(
    world: World, referral: Story
):
    _climb(world, referral, 18)

    assert [row for row in _rungs(world) if row[0] == "vereinbart"] == [("vereinbart", 4, "koordination", 1)]
    assert ("kim", "referral_unanswered") in _told(world)
    assert not any("weiß es schon" in said for said in _history(referral))


def test_that_the_coordination_knows_already_is_only_said_if_somebody_there_was_told(
    world: World, referral: Story
):
    _climb(world, referral, 11)
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE escalation SET recipients = 0 WHERE target = 'koordination'"))
    _climb(world, referral, 7)

    assert ("vereinbart", 4, "koordination", 1) in _rungs(world)
    assert not any("weiß es schon" in said for said in _history(referral))


def test_when_an_agreement_ends_between_two_rungs_the_coordination_is_told(world: World, referral: Story):
    _agree(world, Role.TEAM_LEAD, date(2026, 11, 1), until=date(2026, 12, 5))
    for days in (11, 7):
        _climb(world, referral, days)

    assert [row for row in _rungs(world) if row[0] == "vereinbart"] == [
        ("vereinbart", 3, "teamleitung", 1),
        ("vereinbart", 4, "koordination", 1),
    ]


def _agree(world: World, up_to: Role, since: date, until: date | None = None) -> None:
    with world.engine.begin(SYSTEM) as tx:
        number = commands.agreement.adopt(tx, world.elsewhere, up_to, "Beschluss 1/2026", since)
    if until is not None:
        with world.engine.begin(SYSTEM) as tx:
            commands.agreement.end(tx, number, until, "gekündigt")


@pytest.mark.parametrize(
    ("up_to", "targets"),
    [
        (Role.TEAM_LEAD, ["teamleitung", "koordination"]),
        (Role.HEAD_OF_OFFICE, ["teamleitung", "amtsleitung"]),
    ],
)
def test_with_an_agreement_it_is_told_up_to_what_is_agreed(world: World, referral: Story, up_to, targets):
    _agree(world, up_to, date(2026, 11, 1))

    for days in (11, 7):
        _climb(world, referral, days)

    assert [target for kind, _, target, _ in _rungs(world) if kind == "vereinbart"] == targets


def test_an_agreement_that_is_over_or_not_yet_in_force_lets_nobody_in(world: World, referral: Story):
    _agree(world, Role.TEAM_LEAD, date(2026, 11, 1), until=date(2026, 12, 1))
    _agree(world, Role.TEAM_LEAD, date(2027, 1, 1))

    _climb(world, referral, 11)

    assert ("vereinbart", 3, "koordination", 1) in _rungs(world)


def test_a_process_says_otherwise(world: World):
    story = _start(
        world,
        '[[leiter]]\nelement = "a"\nstufe = 1\naus = true\n[[leiter]]\nstufe = 2\nanteil = 90\nan = "teamleitung"\n',
    )
    _claim(story, "ada")

    _climb(world, story, 9.2)
    before = _rungs(world)
    _climb(world, story, 0.7)

    assert before == []
    assert _rungs(world) == [("vereinbart", 2, "teamleitung", 1)]


def test_a_rung_gives_the_task_back_to_the_group(world: World):
    story = _start(world, '[[leiter]]\nstufe = 3\nneu_zuweisen = "gruppe"\n')
    _claim(story, "ada")
    revision = story.task("a").revision

    _climb(world, story, 11)

    row = story.task("a")
    assert (row.assignee_id, row.revision) == (None, revision + 1)
    assert "Die Aufgabe liegt wieder bei der Gruppe." in _history(story)[0]


def test_a_rung_gives_the_task_to_whoever_stands_in(world: World):
    ben = world.people["ben"].account
    with world.engine.begin(world.people["adam"]) as tx:
        kept = {"topic": "", "role": Role.CLERK, "share": "1"}
        stand_in = _post(tx, world, ben, **kept)
        _post(
            tx, world, world.people["ada"].account, **kept, substitution="post", substitute_post_id=stand_in
        )
    story = _start(world, '[[leiter]]\nstufe = 3\nneu_zuweisen = "vertretung"\n')
    _claim(story, "ada")

    _climb(world, story, 11)

    assert story.task("a").assignee_id == ben
    assert "Die Aufgabe ist bei der Vertretung." in _history(story)[0]


def test_the_team_lead_stands_in_where_the_post_says_so(world: World):
    with world.engine.begin(world.people["adam"]) as tx:
        ada = world.people["ada"].account
        _post(tx, world, ada, topic="", role=Role.CLERK, share="1", substitution="team_lead")
    story = _start(world, '[[leiter]]\nstufe = 3\nneu_zuweisen = "vertretung"\n')
    _claim(story, "ada")

    _climb(world, story, 11)

    assert story.task("a").assignee_id == world.people["lea"].account


def test_a_post_without_a_rule_gives_the_task_to_the_group_and_two_clocks_give_it_once(world: World):
    with world.engine.begin(world.people["adam"]) as tx:
        _post(tx, world, world.people["ada"].account, topic="", role=Role.CLERK, share="1")
    both = '[[leiter]]\nuhr = "{}"\nstufe = 3\nneu_zuweisen = "vertretung"\n'
    story = _start(world, both.format("vereinbart") + both.format("gesetzlich"))
    _claim(story, "ada")
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET legal_due_at = agreed_due_at"))

    _climb(world, story, 11)

    assert story.task("a").assignee_id is None
    assert [said.endswith("Gruppe.") for said in reversed(_history(story))] in ([True, False], [False, True])


def test_where_nobody_stands_in_the_group_gets_the_task(world: World):
    story = _start(world, '[[leiter]]\nstufe = 3\nneu_zuweisen = "vertretung"\n')
    _claim(story, "ada")

    _climb(world, story, 11)

    assert story.task("a").assignee_id is None


def _post(tx, world: World, holder: int | None, **values: object) -> int:
    return post.create(
        tx,
        {
            "authority_id": world.here,
            "seat_id": world.here,
            "title": "Stelle",
            "holder_id": holder,
            "valid_from": date(2020, 1, 1),
            "substitution": "none",
            **values,
        },
    )


def test_a_ladder_that_breaks_is_looked_at_later_and_stops_no_other(world: World, monkeypatch):
    first, second = _start(world), _start(world)
    broken = first.task("a").id
    real = escalation.look

    def look(task, *rest):
        if task.id == broken:
            raise ZeroDivisionError
        return real(task, *rest)

    monkeypatch.setattr(escalation, "look", look)
    _climb(world, second, 11)
    stopped = [kind for kind, *_ in _rungs(world)]
    monkeypatch.setattr(escalation, "look", real)
    _climb(world, first, 0.1)

    assert stopped == ["vereinbart", "uebernahme"]
    assert len(_rungs(world)) == 4


def test_an_authority_of_another_land_counts_by_its_own_holidays(world: World):
    with world.engine.begin(SYSTEM) as tx:
        topics = [Competence("auslaenderbehoerde", "09", "Testnorm", date(2009, 1, 1))]
        there = authority.create(tx, "abh-by", "Ausländeramt Bayern", "09", topics)
        tx.execute(text("UPDATE authority SET land = 'BY' WHERE id = :it"), {"it": there})
    world.clock.moment = world.clock.moment.replace(
        year=2027, month=1, day=4
    )  # Monday; the 6th is a holiday there
    group = '=zustaendig("auslaenderbehoerde.sachbearbeitung", {ags: "09162000"})'
    story = _start(world, due="", group=group)

    _climb(world, story, 3.1)
    before = _rungs(world)
    _climb(world, story, 1)

    assert before == []
    assert len(_rungs(world)) == 1


def _agreed_day(story: Story, day: date) -> None:
    row = story.task("a")
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        commands.task.change_agreed_time(tx, row.id, row.revision, day, "Unterlagen fehlen")


def test_another_agreed_day_begins_another_ladder(world: World):
    story = _start(world)
    _claim(story, "ada")
    _climb(world, story, 11)
    late = story.task("a").escalation_level

    _agreed_day(story, date(2027, 1, 15))
    world.climb()
    at_once, level = _rungs(world), story.task("a").escalation_level
    _climb(world, story, 44)

    assert (late, level) == (3, 0)
    # what had passed of the new time when it was agreed on is no reminder
    assert at_once == [("vereinbart", 3, "teamleitung", 1)]
    assert _rungs(world)[1:] == [("vereinbart", 3, "teamleitung", 1)]


def test_a_day_that_is_agreed_on_twice_is_told_once(world: World):
    story = _start(world)
    _claim(story, "ada")
    _agreed_day(story, date(2026, 12, 1))
    _climb(world, story, 9)
    _agreed_day(story, date(2026, 12, 20))
    _agreed_day(story, date(2026, 12, 2))
    world.climb()
    world.clock.moment = world.clock.moment.replace(month=12, day=4)
    world.climb()

    anchors = set()
    with world.engine.begin(SYSTEM) as tx:
        for kind, level, anchor in tx.execute(text("SELECT kind, level, anchor_at FROM escalation")):
            assert (kind, level, anchor) not in anchors
            anchors.add((kind, level, anchor))
    assert len(anchors) == 2


def test_both_clocks_climb_and_whoever_hears_of_both_is_told_once(world: World):
    story = _start(world)
    _claim(story, "ada")
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET legal_due_at = agreed_due_at"))

    _climb(world, story, 5.5)

    assert [kind for kind, *_ in _rungs(world)] == ["vereinbart", "gesetzlich"]
    assert _told(world) == [("ada", "reminder")]


def test_a_task_begins_with_the_instant_of_its_first_rung(world: World):
    story = _start(world)

    created, due = story.task("a").created, story.task("a").agreed_due
    assert due is not None
    assert _wakes(world) == [created + timedelta(days=3)]  # nobody has it: three days, at the earliest
    _claim(story, "ada")
    _climb(world, story, 3.1)
    assert _wakes(world) == [created + (due - created) / 2]


def test_in_another_version_the_other_ladder_counts(world: World):
    story = _start(world)
    _claim(story, "ada")
    other = {"p.bpmn": _process(), "process.toml": PROFILE + b"[[leiter]]\nstufe = 1\naus = true\n"}
    version = world.deploy(other)
    with world.engine.begin(SYSTEM) as tx:
        number = tx.execute(text("SELECT id FROM process_instance")).scalar_one()
        commands.migration.migrate(tx, number, version)

    _climb(world, story, 5.5)

    assert _rungs(world) == []


def test_the_steering_group_is_told_a_number_once_a_week(world: World):
    _start(world), _start(world)
    _climb(world, _start(world), 11)  # Friday, 4 December

    with world.engine.begin(SYSTEM) as tx:
        commands.escalation.tell_steering(tx)

    with world.engine.begin(SYSTEM) as tx:
        (told,) = tx.execute(
            text(
                "SELECT login, kind, detail, case_id, task_id FROM notification JOIN account"
                " ON account_id = account.id WHERE kind = 'statistics'"
            )
        )
    assert tuple(told) == ("stefan", "statistics", {"count": 3}, None, None)


def test_where_nothing_was_overdue_the_steering_group_is_told_nothing(world: World):
    _climb(world, _start(world), 6)  # a reminder, and unclaimed
    _climb(world, _start(world), 1)

    with world.engine.begin(SYSTEM) as tx:
        commands.escalation.tell_steering(tx)

    assert "statistics" not in {kind for _, kind in _told(world)}


def test_a_legal_deadline_that_is_only_near_is_not_counted_as_overdue(world: World):
    story = _start(world)
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET legal_due_at = due_at, agreed_due_at = NULL, clocks = NULL"))
    _claim(story, "ada")
    _climb(world, story, 9)
    assert _rungs(world)[-1] == ("gesetzlich", 2, "teamleitung", 1)

    with world.engine.begin(SYSTEM) as tx:
        commands.escalation.tell_steering(tx)

    assert "statistics" not in {kind for _, kind in _told(world)}


@pytest.mark.parametrize(
    ("day", "turn"),
    [
        (datetime(2026, 11, 30, 7, 0, tzinfo=ZONE), "2026-11-30 07:00"),  # Monday, on time
        (datetime(2026, 11, 30, 6, 59, tzinfo=ZONE), "2026-11-23 07:00"),  # a minute before
        (datetime(2026, 12, 3, 12, 0, tzinfo=ZONE), "2026-11-30 07:00"),  # Thursday: Monday's is made up
    ],
)
def test_a_weekly_duty_has_one_turn_a_week(day: datetime, turn: str):
    (weekly,) = [one for one in duties.DUTIES if one.weekday is not None]

    assert weekly.turn(day) == turn
