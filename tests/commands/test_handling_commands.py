"""Delegate, give back, lay aside, prioritise – Ada works here, Ben is in the group, Carla is a stranger, Lea leads."""

from __future__ import annotations

import threading
from datetime import date, datetime

import pytest
from sqlalchemy import select

from engine import SYSTEM, Conflict, Forbidden, Invalid, NotFound, commands, queries
from engine.clock import ZONE
from engine.commands import handling
from engine.queries.tasks import TaskRow
from engine.state import comment
from engine.state.account import ACCOUNT
from engine.state.bulk import BulkKind, Effect
from engine.state.notification import NOTIFICATION
from engine.state.task import TASK
from engine.testing import Story, World
from engine.testing import models as m


@pytest.fixture
def story(world: World) -> Story:
    return world.start({"p.bpmn": m.tasks("p", "a", "b")})


def number(world: World, login: str) -> int:
    return world.people[login].account or 0


def claimed(story: Story, login: str = "ada") -> TaskRow:
    row = story.task("a")
    with story.world.engine.begin(story.world.people[login]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    return story.task("a")


def delegated(story: Story) -> TaskRow:
    row = claimed(story)
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.delegation.delegate(tx, row.id, row.revision, number(story.world, "ben"))
    return story.task("a")


def told(world: World, login: str) -> list[str]:
    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(
            select(NOTIFICATION.c.kind)
            .where(NOTIFICATION.c.account_id == number(world, login))
            .order_by(NOTIFICATION.c.id)
        )
        return list(rows.scalars())


def act(story: Story, login: str, kind: BulkKind, *rows: TaskRow, key: str = "k", **given: object) -> int:
    if kind is BulkKind.RELEASE:
        given.setdefault("reason", "Bin im Urlaub")
    with story.world.engine.begin(story.world.people[login]) as tx:
        step = handling.step(tx, kind, **given)  # type: ignore[arg-type]
        return commands.bulk.act(tx, key, {row.id: row.revision for row in rows}, step)


def effects(story: Story, login: str, made: int) -> list[Effect]:
    with story.world.engine.begin(story.world.people[login]) as tx:
        view = queries.inbox.made(tx, made)
    return [one.effect for one in (view.results if view.undone is None else view.undone)]


# delegation


def test_a_delegated_task_is_the_colleagues_and_keeps_its_owner(story: Story) -> None:
    row = delegated(story)

    assert (row.assignee, row.owner) == ("Ben Krüger", "Ada Öztürk")
    assert told(story.world, "ben") == ["assigned"]
    assert any(one.text == "Aufgabe „a“ delegiert an Ben Krüger" for one in story.file().history)


@pytest.mark.parametrize("login", ["ben", "ada", "lea"])
def test_the_colleague_the_owner_and_the_lead_give_it_back_to_the_owner(story: Story, login: str) -> None:
    row = delegated(story)

    with story.world.engine.begin(story.world.people[login]) as tx:
        commands.delegation.give_back(tx, row.id, row.revision)

    back = story.task("a")
    assert (back.assignee, back.owner) == ("Ada Öztürk", None)


def test_releasing_a_delegated_task_gives_it_back_to_its_owner_not_to_the_group(story: Story) -> None:
    row = delegated(story)

    with story.world.engine.begin(story.world.people["ben"]) as tx:
        commands.task.release(tx, row.id, row.revision)

    assert story.task("a").assignee == "Ada Öztürk"
    assert "assigned" in told(story.world, "ada")


def test_a_task_whose_owner_has_gone_goes_to_the_group(story: Story) -> None:
    row = delegated(story)
    with story.world.engine.begin(SYSTEM) as tx:
        tx.execute(ACCOUNT.update().where(ACCOUNT.c.login == "ada").values(active=False))

    with story.world.engine.begin(story.world.people["ben"]) as tx:
        commands.delegation.give_back(tx, row.id, row.revision)

    assert (story.task("a").assignee, story.task("a").owner) == (None, None)


def test_delegated_on_it_keeps_its_first_owner_and_to_the_owner_it_is_returned(story: Story) -> None:
    row = delegated(story)
    with story.world.engine.begin(story.world.people["ben"]) as tx:
        commands.delegation.delegate(tx, row.id, row.revision, number(story.world, "lea"))
    on = story.task("a")

    with story.world.engine.begin(story.world.people["lea"]) as tx:
        commands.delegation.delegate(tx, on.id, on.revision, number(story.world, "ada"))

    assert (on.assignee, on.owner) == ("Lea Groß", "Ada Öztürk")
    assert (story.task("a").assignee, story.task("a").owner) == ("Ada Öztürk", None)


def test_assigned_by_the_lead_it_has_no_owner_any_more(story: Story) -> None:
    row = delegated(story)

    with story.world.engine.begin(story.world.people["lea"]) as tx:
        commands.task.assign(tx, row.id, row.revision, number(story.world, "lea"))

    assert (story.task("a").assignee, story.task("a").owner) == ("Lea Groß", None)


REFUSED = [
    # who, to whom, what is said
    ("ben", "lea", Conflict, "Ada Öztürk has claimed it"),
    ("ada", "carla", Invalid, "no role there permits it to Carla Weiß"),
    ("carla", "ben", Forbidden, "another authority or role"),
]


@pytest.mark.parametrize(("login", "to", "error", "said"), REFUSED)
def test_a_delegation_is_refused(
    story: Story, login: str, to: str, error: type[Exception], said: str
) -> None:
    row = claimed(story)

    with story.world.engine.begin(story.world.people[login]) as tx, pytest.raises(error, match=said):
        commands.delegation.delegate(tx, row.id, row.revision, number(story.world, to))


def test_what_nobody_has_is_not_delegated_and_a_stale_page_delegates_nothing(story: Story) -> None:
    row = story.task("a")
    to = number(story.world, "ben")
    with story.world.engine.begin(story.world.people["ada"]) as tx, pytest.raises(Conflict, match="nobody"):
        commands.delegation.delegate(tx, row.id, row.revision, to)
    row = claimed(story)

    with story.world.engine.begin(story.world.people["ada"]) as tx, pytest.raises(Conflict, match="changed"):
        commands.delegation.delegate(tx, row.id, row.revision - 1, to)


# follow-up and priority


def test_a_task_is_laid_aside_with_a_reason_and_taken_up_again(story: Story) -> None:
    row = claimed(story)
    day = date(2026, 12, 1)

    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.follow_up.lay_aside(tx, row.id, day, " Die Schule\nantwortet. ")
    aside = story.task("a")
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.follow_up.end(tx, row.id)

    assert aside.follow_up is not None
    assert aside.follow_up.astimezone(ZONE) == datetime(2026, 12, 1, tzinfo=ZONE)
    assert aside.follow_up_reason == "Die Schule antwortet."
    assert aside.revision == row.revision, "nobody's open form gets stale"
    assert story.task("a").follow_up is None
    said = [one.text for one in story.file().history]
    assert "Wiedervorlage von „a“ am 01.12.2026. Grund: Die Schule antwortet." in said
    assert "Wiedervorlage von „a“ aufgehoben" in said


WRONG_DAYS = [
    (date(2026, 11, 23), "warten", {"day"}),  # today
    (date(2037, 1, 1), "warten", {"day"}),  # too far
    (date(2026, 12, 1), "  ", {"reason"}),
    (date(2026, 12, 1), "x" * 501, {"reason"}),
    (date(2020, 1, 1), "", {"day", "reason"}),
]


@pytest.mark.parametrize(("day", "reason", "fields"), WRONG_DAYS)
def test_a_follow_up_names_its_faulty_fields(story: Story, day: date, reason: str, fields: set[str]) -> None:
    row = claimed(story)

    with story.world.engine.begin(story.world.people["ada"]) as tx, pytest.raises(Invalid) as refused:
        commands.follow_up.lay_aside(tx, row.id, day, reason)

    assert set(refused.value.fields) == fields


def test_only_who_has_the_task_lays_it_aside_or_the_lead(story: Story) -> None:
    row = claimed(story)
    day = date(2026, 12, 1)
    with story.world.engine.begin(story.world.people["ben"]) as tx, pytest.raises(Conflict, match="Ada"):
        commands.follow_up.lay_aside(tx, row.id, day, "x")

    with story.world.engine.begin(story.world.people["lea"]) as tx:
        commands.follow_up.lay_aside(tx, row.id, day, "x")

    assert story.task("a").follow_up_reason == "x"


# many at once


@pytest.fixture
def three(world: World) -> list[Story]:
    first = world.start({"p.bpmn": m.tasks("p", "a", "b")})
    return [first, world.open("p"), world.open("p")]


def test_a_go_says_of_each_task_what_became_of_it_and_a_second_click_does_nothing(three: list[Story]) -> None:
    claimed(three[0], "ben")
    rows = [story.task("a") for story in three]

    made = act(three[0], "ada", BulkKind.CLAIM, *rows)
    again = act(three[0], "ada", BulkKind.CLAIM, *rows)

    assert effects(three[0], "ada", made) == [Effect.HELD, Effect.DONE, Effect.DONE]
    assert again == made
    with three[0].world.engine.begin(three[0].world.people["ada"]) as tx:
        assert [one.holder for one in queries.inbox.made(tx, made).left] == ["Ben Krüger"]


UNDONE = [
    (BulkKind.CLAIM, "ada", {}),
    (BulkKind.ASSIGN, "lea", {"account_id": "ben"}),
    (BulkKind.FOLLOW_UP, "ada", {"day": date(2026, 12, 1), "reason": "x"}),
    (BulkKind.PRIORITY, "ada", {"priority": 80}),
]


@pytest.mark.parametrize(("kind", "login", "given"), UNDONE)
def test_a_go_is_taken_back(three: list[Story], kind: BulkKind, login: str, given: dict[str, object]) -> None:
    world = three[0].world
    if "account_id" in given:
        given = {"account_id": number(world, str(given["account_id"]))}
    before = [story.task("a") for story in three]
    made = act(three[0], login, kind, *before, **given)
    changed = [story.task("a") for story in three]

    with world.engine.begin(world.people[login]) as tx:
        commands.bulk.take_back(tx, made)
    with world.engine.begin(world.people[login]) as tx, pytest.raises(Conflict):
        commands.bulk.take_back(tx, made)

    def state(row: TaskRow) -> tuple[object, ...]:
        return row.assignee, row.owner, row.follow_up, row.follow_up_reason, row.priority, row.claimed

    after = [story.task("a") for story in three]
    assert all(state(one) != state(two) for one, two in zip(before, changed, strict=True))
    assert [state(row) for row in after] == [state(row) for row in before]
    assert effects(three[0], login, made) == [Effect.DONE] * 3


@pytest.mark.parametrize("kind", [BulkKind.RELEASE, BulkKind.RETURN])
def test_giving_back_a_delegated_task_can_be_taken_back(story: Story, kind: BulkKind) -> None:
    made = act(story, "ben", kind, delegated(story))
    given = story.task("a")

    with story.world.engine.begin(story.world.people["ben"]) as tx:
        commands.bulk.take_back(tx, made)

    assert (given.assignee, given.owner) == ("Ada Öztürk", None)
    assert (story.task("a").assignee, story.task("a").owner) == ("Ben Krüger", "Ada Öztürk")


def test_giving_back_says_one_reason_as_a_comment_at_each_task_it_was_done_with(story: Story) -> None:
    world = story.world
    other = world.start({"q.bpmn": m.tasks("q", "c", "d")})
    mine, free = claimed(story), other.task("c")

    made = act(story, "ada", BulkKind.RELEASE, mine, free, reason="  Bin im\n Urlaub ")

    with world.engine.begin(SYSTEM) as tx:
        said = [[one.text for one in comment.of_task(tx, row.id)] for row in (mine, free)]
    assert effects(story, "ada", made) == [Effect.DONE, Effect.UNCHANGED]
    assert (said, story.task("a").assignee) == ([["Bin im Urlaub"], []], None)


@pytest.mark.parametrize(
    ("reason", "fault"),
    [("", "Nennen Sie den Grund."), (" ", "Nennen Sie den Grund."), ("x" * 501, "Höchstens 500 Zeichen.")],
)
def test_giving_back_without_a_reason_is_refused(story: Story, reason: str, fault: str) -> None:
    row = claimed(story)

    with pytest.raises(Invalid) as refused:
        act(story, "ada", BulkKind.RELEASE, row, reason=reason)

    assert (refused.value.fields, story.task("a").assignee) == ({"reason": fault}, "Ada Öztürk")


def test_taken_back_from_whoever_had_it_and_has_left_it_is_the_groups_from_then_on(story: Story) -> None:
    made = act(story, "lea", BulkKind.ASSIGN, claimed(story), account_id=number(story.world, "ben"))
    with story.world.engine.begin(SYSTEM) as tx:
        tx.execute(ACCOUNT.update().where(ACCOUNT.c.login == "ada").values(active=False))

    with story.world.engine.begin(story.world.people["lea"]) as tx:
        commands.bulk.take_back(tx, made)
        now = tx.now

    with story.world.engine.begin(SYSTEM) as tx:
        row = tx.execute(
            select(TASK.c.assignee_id, TASK.c.open_since).where(TASK.c.id == story.task("a").id)
        ).one()
    assert tuple(row) == (None, now)


def test_what_somebody_touched_since_is_not_taken_back(three: list[Story]) -> None:
    rows = [story.task("a") for story in three]
    made = act(three[0], "ada", BulkKind.CLAIM, *rows)
    with three[0].world.engine.begin(three[0].world.people["ada"]) as tx:
        commands.task.save_draft(tx, rows[0].id, three[0].task("a").revision, {})
    three[1].complete("a", {}, three[0].world.people["ada"])

    with three[0].world.engine.begin(three[0].world.people["ada"]) as tx:
        commands.bulk.take_back(tx, made)

    assert effects(three[0], "ada", made) == [Effect.CHANGED, Effect.CLOSED, Effect.DONE]
    assert three[0].task("a").assignee == "Ada Öztürk"


def test_a_priority_somebody_else_has_set_since_stays(story: Story) -> None:
    made = act(story, "ada", BulkKind.PRIORITY, story.task("a"), priority=80)
    act(story, "ben", BulkKind.PRIORITY, story.task("a"), priority=20)

    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.bulk.take_back(tx, made)

    assert (effects(story, "ada", made), story.task("a").priority) == ([Effect.CHANGED], 20)


def test_a_comment_for_many_is_said_to_each_and_stays_said(three: list[Story]) -> None:
    made = act(
        three[0], "ada", BulkKind.COMMENT, *(one.task("a") for one in three), text="Bitte @ben ansehen"
    )

    with three[0].world.engine.begin(three[0].world.people["ada"]) as tx:
        texts = [
            queries.inbox.beside(tx, queries.inbox.show(tx, one.task("a").id)).comments[0].text
            for one in three
        ]
    with three[0].world.engine.begin(three[0].world.people["ada"]) as tx, pytest.raises(Invalid):
        commands.bulk.take_back(tx, made)

    assert texts == ["Bitte @ben ansehen"] * 3
    assert told(three[0].world, "ben") == ["mention"] * 3


def test_a_comment_for_many_tells_whom_it_names_and_says_whom_it_names_in_vain(three: list[Story]) -> None:
    rows = [one.task("a") for one in three]

    go = act(three[0], "ada", BulkKind.COMMENT, *rows, text="@ben, @carla und @niemand: bitte ansehen")

    world = three[0].world
    with world.engine.begin(world.people["ada"]) as tx:
        shown = queries.inbox.made(tx, go)
    assert (told(world, "ben").count("mention"), told(world, "carla")) == (3, [])
    assert shown.unheard == "@carla, @niemand"


def test_a_stranger_does_nothing_and_learns_nothing(story: Story) -> None:
    made = act(story, "carla", BulkKind.CLAIM, story.task("a"))

    with story.world.engine.begin(story.world.people["carla"]) as tx:
        (one,) = queries.inbox.made(tx, made).results
    with story.world.engine.begin(story.world.people["ada"]) as tx, pytest.raises(NotFound):
        queries.inbox.made(tx, made)
    with story.world.engine.begin(story.world.people["ada"]) as tx, pytest.raises(NotFound):
        commands.bulk.take_back(tx, made)

    assert (one.effect, one.name, one.case_reference) == (Effect.FORBIDDEN, "", "")


def test_a_number_that_is_no_task_is_missing_and_too_many_are_refused(story: Story) -> None:
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        step = handling.step(tx, BulkKind.CLAIM)
        made = commands.bulk.act(tx, "k", {999_999: 1}, step)
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        for seen in ({}, dict.fromkeys(range(1, 202), 1)):
            with pytest.raises(Invalid):
                commands.bulk.act(tx, "other", seen, step)

    assert effects(story, "ada", made) == [Effect.MISSING]


WRONG = [
    (BulkKind.DELEGATE, {}, "account"),
    (BulkKind.PRIORITY, {"priority": 101}, "priority"),
    (BulkKind.COMMENT, {"text": " \n "}, "text"),
    (BulkKind.COMMENT, {"text": "x" * 4001}, "text"),
]


@pytest.mark.parametrize(("kind", "given", "field"), WRONG)
def test_a_faulty_step_names_its_field(
    story: Story, kind: BulkKind, given: dict[str, object], field: str
) -> None:
    with story.world.engine.begin(story.world.people["ada"]) as tx, pytest.raises(Invalid) as refused:
        handling.step(tx, kind, **given)  # type: ignore[arg-type]

    assert set(refused.value.fields) == {field}


def test_of_two_who_claim_at_once_one_gets_it_and_the_other_is_told_who(story: Story) -> None:
    row = story.task("a")
    ready = threading.Barrier(2)
    made: dict[str, int] = {}

    def claim(login: str) -> None:
        with story.world.engine.begin(story.world.people[login]) as tx:
            step = handling.step(tx, BulkKind.CLAIM)
            ready.wait()
            made[login] = commands.bulk.act(tx, login, {row.id: row.revision}, step)

    both = [threading.Thread(target=claim, args=(login,)) for login in ("ada", "ben")]
    for one in both:
        one.start()
    for one in both:
        one.join()

    found = sorted(effects(story, login, made[login])[0] for login in made)
    assert found[1] in (Effect.DONE, Effect.HELD)
    assert found.count(Effect.DONE) == 1
    assert set(found) <= {Effect.DONE, Effect.HELD, Effect.CHANGED}


# what is kept


def test_a_saved_filter_is_private_or_the_teams(story: Story) -> None:
    world = story.world
    with world.engine.begin(world.people["ada"]) as tx:
        commands.inbox.save_filter(tx, " Meine  Eilsachen ", {"prioritaet": "hoch"})
        commands.inbox.save_filter(tx, "Team", {"faellig": "heute"}, world.here)
    kept = {}
    for login in ("ada", "ben", "carla"):
        with world.engine.begin(world.people[login]) as tx:
            kept[login] = [(one.name, one.by) for one in queries.inbox.kept(tx).filters]

    assert kept == {
        "ada": [("Meine Eilsachen", None), ("Team", None)],
        "ben": [("Team", "Ada Öztürk")],
        "carla": [],
    }


def test_a_filter_of_the_same_name_is_replaced_and_only_its_owner_removes_it(story: Story) -> None:
    world = story.world
    with world.engine.begin(world.people["ada"]) as tx:
        first = commands.inbox.save_filter(tx, "F", {"suche": "a"}, world.here)
        assert commands.inbox.save_filter(tx, "F", {"suche": "b"}, world.here) == first
        assert queries.inbox.kept(tx).filters[0].query == {"suche": "b"}
    with world.engine.begin(world.people["ben"]) as tx, pytest.raises(Forbidden):
        commands.inbox.remove_filter(tx, first)
    with world.engine.begin(world.people["carla"]) as tx, pytest.raises(Forbidden):
        commands.inbox.save_filter(tx, "F", {}, world.here)
    for name in ("", "x" * 61):
        with world.engine.begin(world.people["ada"]) as tx, pytest.raises(Invalid):
            commands.inbox.save_filter(tx, name, {})

    with world.engine.begin(world.people["ada"]) as tx:
        commands.inbox.remove_filter(tx, first)
        assert queries.inbox.kept(tx).filters == ()


def test_a_filter_is_renamed_by_its_owner_and_stays_shared(story: Story) -> None:
    world = story.world
    with world.engine.begin(world.people["ada"]) as tx:
        number = commands.inbox.save_filter(tx, "F", {"suche": "a"}, world.here)
        commands.inbox.save_filter(tx, "G", {})
        for name in ("", "x" * 61, "G"):
            with pytest.raises(Invalid):
                commands.inbox.rename_filter(tx, number, name)
        assert commands.inbox.rename_filter(tx, number, "F").name == "F"
        commands.inbox.rename_filter(tx, number, "  Heute   fällig ")
    for login in ("ben", "carla"):
        with world.engine.begin(world.people[login]) as tx, pytest.raises((Forbidden, NotFound)):
            commands.inbox.rename_filter(tx, number, "Meiner")

    with world.engine.begin(world.people["ben"]) as tx:
        kept = queries.inbox.kept(tx).filters
    assert [(one.id, one.name, one.query) for one in kept] == [(number, "Heute fällig", {"suche": "a"})]


def test_chosen_columns_stay_in_their_order(story: Story) -> None:
    world = story.world
    with world.engine.begin(world.people["ada"]) as tx:
        commands.inbox.choose_columns(tx, ["due", "case", "of another release"])
        commands.inbox.choose_columns(tx, ["person", "due"])
        assert queries.inbox.kept(tx).columns == ("person", "due")
        with pytest.raises(Invalid):
            commands.inbox.choose_columns(tx, ["due", "due"])
    with world.engine.begin(world.people["ben"]) as tx:
        assert queries.inbox.kept(tx).columns == queries.inbox.DEFAULT_COLUMNS


def test_a_task_is_unread_until_looked_at_and_again_when_somebody_says_something(story: Story) -> None:
    world, row = story.world, story.task("a")

    def unread(login: str) -> bool:
        with world.engine.begin(world.people[login]) as tx:
            return row.id in queries.inbox.page(tx, queries.inbox.InboxFilter()).unread

    seen = [unread("ada")]
    with world.engine.begin(world.people["ada"]) as tx:
        commands.inbox.see(tx, row.id)
        commands.inbox.see(tx, row.id)
    seen += [unread("ada"), unread("ben")]
    with world.engine.begin(world.people["ben"]) as tx:
        commands.task.comment(tx, row.id, "Neu")
    seen.append(unread("ada"))

    assert seen == [True, False, True, True]


def test_what_was_looked_at_is_forgotten_when_the_task_is_closed(story: Story) -> None:
    world, row = story.world, story.task("a")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.inbox.see(tx, row.id)
    with world.engine.begin(SYSTEM) as tx:
        assert not commands.inbox.forget_seen(tx)
    story.complete("a", {}, world.people["ada"])

    with world.engine.begin(SYSTEM) as tx:
        commands.inbox.forget_seen(tx)
        assert tx.connection.exec_driver_sql("SELECT count(*) FROM task_seen").scalar() == 0
