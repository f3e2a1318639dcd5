"""Somebody is named as the one who leads a case: within the authority, with a reason, and tasks go along if wished."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, Invalid, commands, queries
from engine.commands.case import Relocation
from engine.commands.case_lead import Named
from engine.testing import Story, World
from engine.testing import models as m

WHY = "Wechsel im Team"


@pytest.fixture
def story(world: World) -> Story:
    return world.start({"p.bpmn": m.tasks("p", "a", "b")})


def number(story: Story, login: str) -> int:
    found = story.world.people[login].account
    assert found is not None
    return found


def name(
    story: Story,
    who: str | None,
    before: str | None = None,
    tasks: Mapping[int, int] | None = None,
    *,
    login: str = "lea",
    reason: str = WHY,
) -> Named:
    wanted, known = (None if one is None else number(story, one) for one in (who, before))
    with story.world.engine.begin(story.world.people[login]) as tx:
        return commands.case_lead.name(tx, story.reference, wanted, reason, known, tasks)


def lead(story: Story) -> queries.case_file.Lead:
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        return queries.case_file.front(tx, story.reference).lead


def told(story: Story) -> list[tuple[str, str]]:
    with story.world.engine.begin(SYSTEM) as tx:  # everybody reads only their own notices
        rows = tx.execute(
            text(
                "SELECT account.login, notification.kind FROM notification JOIN account ON account.id = account_id"
                " WHERE kind LIKE 'case_%' ORDER BY notification.id"
            )
        )
        return [(row.login, row.kind) for row in rows]


def test_whoever_is_named_leads_the_case_and_both_are_told(story: Story) -> None:
    assert lead(story).named is None

    name(story, "ada")
    name(story, "ben", "ada")

    assert lead(story).named == "Ben Krüger"
    assert told(story) == [("ada", "case_given"), ("ada", "case_taken"), ("ben", "case_given")]
    said = [one.text for one in story.file().history if one.kind == "case_manager_named"]
    assert said == [
        f"Fallführung: Ben Krüger (bisher Ada Öztürk). Grund: {WHY}",
        f"Fallführung: Ada Öztürk. Grund: {WHY}",
    ]


def test_nobody_can_be_named_again(story: Story) -> None:
    name(story, "ada")
    name(story, None, "ada")

    assert lead(story).named is None
    assert "Fallführung: niemand benannt (bisher Ada Öztürk)" in story.file().history[0].text


def test_tasks_go_along_as_far_as_the_actor_may_give_them(story: Story) -> None:
    task = story.task("a")
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.task.claim(tx, task.id, task.revision)
    seen = {task.id: task.revision + 1}

    assert name(story, "ben", tasks=seen) == Named(1, 0)
    assert story.task("a").assignee == "Ben Krüger"
    # the same page again: the task is another revision, and Ben is named
    assert name(story, "ada", "ben", seen) == Named(0, 1)

    assert story.task("a").assignee == "Ben Krüger"


@pytest.mark.parametrize(
    ("who", "reason", "field"),
    [
        # of another authority, unknown roles, no reason, too long
        ("carla", WHY, "account"),
        ("olga", WHY, "account"),
        ("ada", " ", "reason"),
        ("ada", "x" * 501, "reason"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(story: Story, who: str, reason: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        name(story, who, reason=reason)

    assert set(refused.value.fields) == {field}
    assert lead(story).named is None


def test_who_is_named_already_is_refused(story: Story) -> None:
    name(story, "ada")

    with pytest.raises(Invalid) as refused:
        name(story, "ada", "ada")

    assert refused.value.fields == {"account": "Diese Person führt den Fall schon."}


def test_of_two_who_name_somebody_the_second_is_told(story: Story) -> None:
    name(story, "ada")

    with pytest.raises(Conflict, match="meanwhile"):
        name(story, "ben")

    assert lead(story).named == "Ada Öztürk"


@pytest.mark.parametrize("login", ["ada", "ben", "carla", "olga"])
def test_it_is_named_by_who_leads(story: Story, login: str) -> None:
    with pytest.raises(Forbidden):
        name(story, "ben", login=login)
    with story.world.engine.begin(story.world.people[login]) as tx, pytest.raises(Forbidden):
        queries.case_file.management(tx, story.reference)


def test_a_closed_case_is_led_by_nobody_new(story: Story) -> None:
    story.complete("a").complete("b")

    with pytest.raises(Conflict, match="closed"):
        name(story, "ada")
    with story.world.engine.begin(story.world.people["lea"]) as tx, pytest.raises(Conflict):
        queries.case_file.management(tx, story.reference)


def test_whoever_is_away_is_shown_so(story: Story) -> None:
    name(story, "ada")
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        last = tx.today + timedelta(days=30)
    story.world.away("ada", last=last)

    found = lead(story)

    assert (found.named, found.is_away, found.away_until) == ("Ada Öztürk", True, last)


def test_whoever_has_left_is_not_named_any_more(story: Story) -> None:
    name(story, "ada")
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        tx.execute(text("UPDATE account SET active = false WHERE login = 'ada'"))
    with story.world.engine.begin(story.world.people["ben"]) as tx:
        assert queries.case_file.front(tx, story.reference).lead.named is None

    name(story, "ben", "ada")

    with story.world.engine.begin(story.world.people["ben"]) as tx:
        assert queries.case_file.front(tx, story.reference).lead.named == "Ben Krüger"


def test_with_a_move_to_another_leading_authority_nobody_is_named(story: Story) -> None:
    name(story, "ada")
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        seen = queries.relocation.movable(tx, story.reference).revision
        moved = Relocation("05158008", tx.today, "Meldebescheinigung")
        commands.case.relocate(tx, story.reference, seen, moved)

    with story.world.engine.begin(story.world.people["carla"]) as tx:
        found = queries.case_file.front(tx, story.reference)

    assert (found.head.authority, found.lead.named) == ("Ausländeramt Dort", None)
