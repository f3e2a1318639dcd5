"""Cases that belong together: both files say so, each in its own direction, to whoever may open the other one."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, Invalid, commands, queries
from engine.state.relation import RelationKind, opposite
from engine.testing import Story, World
from engine.testing import models as m

THERE = '=zustaendig("auslaenderbehoerde.sachbearbeitung", {ags: "05158008"})'
LINE = m.process(
    "p",
    m.start(),
    m.user_task("a"),
    m.user_task("dort", group=THERE),
    m.end(),
    m.flow("start", "a"),
    m.flow("a", "dort"),
    m.flow("dort", "end"),
)


@pytest.fixture
def mother(world: World) -> Story:
    return world.start({"p.bpmn": LINE})


@pytest.fixture
def child(world: World, mother: Story) -> Story:
    return world.open("p")


def relate(one: Story, other: str, kind: RelationKind, login: str = "ada") -> None:
    with one.world.engine.begin(one.world.people[login]) as tx:
        commands.relation.relate(tx, one.reference, other, kind)


def related(one: Story, login: str = "ada") -> list[tuple[RelationKind, str]]:
    with one.world.engine.begin(one.world.people[login]) as tx:
        found = queries.case_file.people(tx, queries.case_file.front(tx, one.reference)).related
    return [(row.kind, row.head.reference) for row in found]


def test_both_files_say_it_each_in_its_direction(mother: Story, child: Story) -> None:
    relate(mother, f" {child.reference.lower()} ", RelationKind.CHILD)

    assert related(mother) == [(RelationKind.CHILD, child.reference)]
    assert related(child) == [(RelationKind.PARENT, mother.reference)]
    said = [
        [one.text for one in story.file().history if one.kind == "relation_begun"]
        for story in (mother, child)
    ]
    assert said == [
        ["Mit einem anderen Fall verbunden (Kind)"],
        ["Mit einem anderen Fall verbunden (Elternteil)"],
    ]


def test_whoever_may_not_open_the_other_case_is_not_told_of_it(mother: Story, child: Story) -> None:
    relate(mother, child.reference, RelationKind.CHILD)
    mother.complete("a")

    assert related(mother, "carla") == []


def test_it_ends_on_both_sides_and_can_begin_anew(mother: Story, child: Story) -> None:
    relate(mother, child.reference, RelationKind.CHILD)
    with mother.world.engine.begin(mother.world.people["ben"]) as tx:
        commands.relation.end(tx, child.reference, mother.reference)

    assert (related(mother), related(child)) == ([], [])
    relate(child, mother.reference, RelationKind.PART)
    assert related(mother) == [(RelationKind.WHOLE, child.reference)]


def test_what_is_so_already_is_a_conflict(mother: Story, child: Story) -> None:
    with pytest.raises(Conflict), mother.world.engine.begin(mother.world.people["ada"]) as tx:
        commands.relation.end(tx, mother.reference, child.reference)
    relate(mother, child.reference, RelationKind.CHILD)
    with pytest.raises(Conflict):
        relate(mother, child.reference, RelationKind.SIBLING)
    with pytest.raises(Conflict):
        relate(child, mother.reference, RelationKind.SIBLING)


def test_an_unknown_case_and_a_foreign_one_are_told_apart_by_nobody(mother: Story, child: Story) -> None:
    mother.complete("a")
    said = []
    for other in ("KIM-2026-999999", child.reference):
        with pytest.raises(Invalid) as refused:
            relate(mother, other, RelationKind.CHILD, "carla")
        said.append(refused.value.fields)

    assert said[0] == said[1] == {"other": said[0]["other"]}


def test_a_case_is_not_related_to_itself(mother: Story) -> None:
    with pytest.raises(Invalid):
        relate(mother, mother.reference, RelationKind.SIBLING)


@pytest.mark.parametrize("login", ["carla", "olga", "adam"])
def test_a_stranger_relates_nothing(mother: Story, child: Story, login: str) -> None:
    with pytest.raises(Forbidden):
        relate(mother, child.reference, RelationKind.CHILD, login)


def test_whoever_leads_neither_case_does_not_relate_them_nor_end_it(mother: Story, child: Story) -> None:
    for one in (mother, child):
        one.complete("a")  # the next task is at Carla's authority

    with pytest.raises(Invalid) as refused:
        relate(mother, child.reference, RelationKind.CHILD, "carla")
    relate(mother, child.reference, RelationKind.CHILD)
    with pytest.raises(Forbidden), mother.world.engine.begin(mother.world.people["carla"]) as tx:
        commands.relation.end(tx, mother.reference, child.reference)

    assert refused.value.fields == {"other": "Verbinden kann nur, wer einen der beiden Fälle führt."}
    assert related(mother) == related(mother, "carla") == [(RelationKind.CHILD, child.reference)]


def test_who_leads_one_of_them_is_enough(mother: Story, child: Story) -> None:
    for one in (mother, child):
        one.complete("a")
    with mother.world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text('UPDATE "case" SET authority_id = :there WHERE reference = :one'),
            {"there": mother.world.elsewhere, "one": child.reference},
        )

    relate(mother, child.reference, RelationKind.CHILD, "carla")
    with mother.world.engine.begin(mother.world.people["carla"]) as tx:
        commands.relation.end(tx, mother.reference, child.reference)

    assert related(mother) == []


@pytest.mark.parametrize("kind", list(RelationKind))
def test_the_opposite_of_the_opposite_is_the_kind_itself(kind: RelationKind) -> None:
    assert opposite(opposite(kind)) is kind
