"""Who is told which authorities take part in a case: whoever leads all of them, others those they have to do with."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from engine import SYSTEM, Forbidden, commands, queries
from engine.state import case
from engine.state.authority import create
from engine.testing import Story, World
from engine.testing import models as m

HERE, THERE, THIRD = "Ausländeramt Hier", "Ausländeramt Dort", "Jobcenter Drüben"


def _profile(visible: str) -> bytes:
    """Each of the two steps is of a group of its own; the topics `visible` may read the second."""
    return m.data_groups("v", ("Antrag", "annehmen", "auslaenderbehoerde"), ("Leistung", "pruefen", visible))


MODEL = m.process(
    "v",
    m.start(),
    m.parallel("teilen"),
    m.user_task("annehmen"),
    m.user_task("pruefen"),
    m.end("angenommen"),
    m.end("geprueft"),
    m.flow("start", "teilen"),
    m.flow("teilen", "annehmen"),
    m.flow("teilen", "pruefen"),
    m.flow("annehmen", "angenommen"),
    m.flow("pruefen", "geprueft"),
)


def _begun(world: World, visible: str = "jobcenter") -> Story:
    """A case led here: Carla's authority has one step, a third authority the other."""
    story = world.start({"v.bpmn": MODEL, "process.toml": _profile(visible)})
    with world.engine.begin(SYSTEM) as tx:
        third = create(tx, key="jc", name=THIRD, territory="05334", kind="jobcenter")
        for element, place, topic in (
            ("annehmen", world.elsewhere, "auslaenderbehoerde"),
            ("pruefen", third, "jobcenter"),
        ):
            tx.execute(
                text("UPDATE user_task SET authority_id = :place, topic = :topic WHERE element = :element"),
                {"place": place, "topic": topic, "element": element},
            )
        case.join(tx, case.by_reference(tx, story.reference).id, {world.elsewhere, third})
    return story


def _told(story: Story, who: str) -> tuple[set[str], set[str]]:
    """The authorities that the head of the file names, and those of its tab."""
    with story.world.engine.begin(story.world.people[who]) as tx:
        front = queries.case_file.front(tx, story.reference)
        parties = queries.case_file.people(tx, front)
    return {one.name for one in front.participants}, {one.name for one in parties.parties + parties.former}


def test_whoever_leads_is_told_of_all_and_others_of_none_they_have_nothing_to_do_with(world: World) -> None:
    story = _begun(world)

    for who in ("ada", "ben"):
        assert _told(story, who) == ({HERE, THERE, THIRD},) * 2
    assert _told(story, "carla") == ({HERE, THERE},) * 2


def test_whose_task_one_reads_one_is_told_of(world: World) -> None:
    story = _begun(world, "jobcenter auslaenderbehoerde")

    assert _told(story, "carla") == ({HERE, THERE, THIRD},) * 2


def test_the_other_side_of_a_referral_is_told(world: World) -> None:
    story = _begun(world)
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text(
                "INSERT INTO referral (instance_id, case_id, state, party, owner_id, sender_id, receiver_id, topic,"
                " matter, begun_at, since)"
                " SELECT i.id, i.case_id, 'vorbereitet', 'absender', a.id, a.id, :there, 'x', 'x', now(), now()"
                " FROM process_instance i, authority a WHERE a.key = 'jc'"
            ),
            {"there": world.elsewhere},
        )

    assert _told(story, "carla") == ({HERE, THERE, THIRD},) * 2


def test_an_authority_that_left_is_told_of_no_more_than_one_that_takes_part(world: World) -> None:
    story = _begun(world)
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text(
                "UPDATE case_participant SET until = now() WHERE authority_id ="
                " (SELECT id FROM authority WHERE key = 'jc')"
            )
        )

    assert _told(story, "carla") == ({HERE, THERE},) * 2
    assert _told(story, "ada") == ({HERE, THERE}, {HERE, THERE, THIRD})


def test_a_stranger_is_told_of_all_by_break_glass_and_of_nothing_before(world: World) -> None:
    story = world.start({"v.bpmn": MODEL, "process.toml": _profile("jobcenter")})
    with pytest.raises(Forbidden):
        _told(story, "carla")
    with world.engine.begin(world.people["carla"]) as tx:
        commands.break_glass.read(tx, story.reference, "Die Person steht mit einem Notfall vor der Tür.")

    assert HERE in _told(story, "carla")[0]
