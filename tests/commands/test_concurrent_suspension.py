"""A case is suspended or closed while something begins in it: two real transactions, in both orders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine import SYSTEM, Conflict, Transaction, commands, queries
from engine.commands.message import Publication
from engine.commands.referral import Wish
from engine.feel import context_from_python
from engine.state import instance
from engine.testing import Story, World
from engine.testing import models as m
from tests.commands.test_referral_record import ACCEPTED, FILES, desks, offer

__all__ = ["desks"]

pytestmark = pytest.mark.slow

WHY = "Die Person ist im Krankenhaus"
LINE = {"p.bpmn": m.tasks("p", "a", "b")}
LETTER = m.process(
    "brief",
    m.start("post", definition=m.message("post")),
    m.user_task("lesen"),
    m.end(),
    m.flow("post", "lesen"),
    m.flow("lesen", "end"),
    messages={"post": "=aktenzeichen"},
)
Deed = Callable[[Transaction], object]
Turns = Callable[[Deed, Deed], tuple[object, object]]


@pytest.fixture
def in_turn(world: World, waiting: Callable[[Transaction, int], None]) -> Turns:
    """Do the second while the first is done and not committed; what each came to, a Conflict being one of it."""

    def attempt(deed: Deed) -> object:
        try:
            with world.engine.begin(SYSTEM) as tx:
                return deed(tx)
        except Conflict as conflict:
            return conflict

    def both(first: Deed, second: Deed) -> tuple[object, object]:
        with ThreadPoolExecutor(1) as threads:
            with world.engine.begin(SYSTEM) as tx:
                done = first(tx)
                other = threads.submit(attempt, second)
                waiting(tx, 1)
            return done, other.result(timeout=30)

    return both


@pytest.fixture
def story(world: World) -> Story:
    return world.start(LINE)


def suspend(story: Story) -> Deed:
    return lambda tx: commands.case_state.suspend(tx, story.reference, WHY)


def resume_case(story: Story) -> Deed:
    return lambda tx: commands.case_state.resume(tx, story.reference, "Die Person ist zurück")


def close(story: Story) -> Deed:
    return lambda tx: commands.case_state.close(tx, story.reference, "weggezogen", WHY)


def begin(story: Story) -> Deed:
    return lambda tx: commands.case_process.begin(tx, story.reference, "p", {})


def refer(story: Story) -> Deed:
    return lambda tx: commands.referral.begin(
        tx, story.reference, Wish("sozialamt", "Grundsicherung klären.")
    )


def publish(story: Story) -> Deed:
    return lambda tx: commands.message.publish(tx, Publication("post", story.reference, {}))


def complete(story: Story, element: str, values: Mapping[str, object]) -> Deed:
    task = story.task(element)
    return lambda tx: commands.task.complete(tx, task.id, task.revision, context_from_python(values))


def still(story: Story) -> list[bool]:
    """Of each run of the case, the oldest first, whether it stands still."""
    with story.world.engine.begin(SYSTEM) as tx:
        runs = queries.case_file.standing(tx, story.reference).runs
    return [one.is_suspended for one in runs]


def test_what_had_begun_is_suspended_with_the_rest(story: Story, in_turn: Turns) -> None:
    begun, suspended = in_turn(begin(story), suspend(story))

    assert isinstance(begun, int)
    assert suspended is None
    assert still(story) == [True, True]


def test_nothing_begins_once_it_is_suspended(story: Story, in_turn: Turns) -> None:
    _done, refused = in_turn(suspend(story), begin(story))

    assert isinstance(refused, Conflict)
    assert "the case is suspended" in str(refused)
    assert still(story) == [True]


@pytest.fixture
def referred(world: World, desks: Mapping[str, int]) -> Story:
    world.deploy(FILES)
    return offer(
        world.open(
            "verweisberatung",
            {"verweis_thema": "jobcenter", "verweis_anliegen": "Bürgergeld für die Familie klären."},
        )
    )


@pytest.mark.parametrize("suspended_first", [False, True])
def test_a_referral_is_suspended_with_the_rest_or_refused(
    referred: Story, in_turn: Turns, suspended_first: bool
) -> None:
    deeds = (refer(referred), suspend(referred))
    outcomes = in_turn(*reversed(deeds)) if suspended_first else in_turn(*deeds)

    assert [isinstance(one, Conflict) for one in outcomes] == [False, suspended_first]
    assert still(referred) == ([True] if suspended_first else [True, True])


@pytest.mark.parametrize("suspended_first", [False, True])
def test_an_acceptance_counts_before_the_suspension_or_is_refused(
    referred: Story, in_turn: Turns, suspended_first: bool
) -> None:
    deeds = (complete(referred, "ueberleitung_annehmen", ACCEPTED), suspend(referred))
    outcomes = in_turn(*reversed(deeds)) if suspended_first else in_turn(*deeds)

    assert [isinstance(one, Conflict) for one in outcomes] == [False, suspended_first]
    assert still(referred) == [True]
    (referral,) = referrals(referred)
    assert referral == ("angeboten" if suspended_first else "angenommen")


def referrals(story: Story) -> list[str]:
    with story.world.engine.begin(SYSTEM) as tx:
        return [one.state.value for one in queries.referral.of_case(tx, story.reference).rows]


@pytest.mark.parametrize("suspended_first", [False, True])
def test_what_a_message_begins_stands_still_with_the_rest(
    world: World, story: Story, in_turn: Turns, suspended_first: bool
) -> None:
    world.deploy({"brief.bpmn": LETTER})
    deeds = (publish(story), suspend(story))

    outcomes = in_turn(*reversed(deeds)) if suspended_first else in_turn(*deeds)

    assert [isinstance(one, Conflict) for one in outcomes] == [False, False]
    assert still(story) == [True, True]
    assert story.task("lesen").suspended_reason == WHY
    with pytest.raises(Conflict, match="its case is suspended"):
        story.complete("lesen")
    with world.engine.begin(SYSTEM) as tx:
        resume_case(story)(tx)
    assert still(story) == [False, False]
    story.complete("lesen")


@pytest.mark.parametrize("resumed_first", [False, True])
def test_what_a_message_begins_is_not_left_behind_when_the_rest_goes_on(
    world: World, story: Story, in_turn: Turns, resumed_first: bool
) -> None:
    world.deploy({"brief.bpmn": LETTER})
    with world.engine.begin(SYSTEM) as tx:
        suspend(story)(tx)
    number = story.file().instances[0].id

    def resume(tx: Transaction) -> None:
        commands.instance.resume(tx, number)  # one run alone, by operations

    deeds = (publish(story), resume)
    outcomes = in_turn(*reversed(deeds)) if resumed_first else in_turn(*deeds)

    assert [isinstance(one, Conflict) for one in outcomes] == [False, False]
    assert still(story) == [False, False]
    story.complete("lesen")


def test_what_was_suspended_again_by_hand_stays_so_when_another_goes_on(world: World, story: Story) -> None:
    world.deploy({"brief.bpmn": LETTER})
    for deed in (suspend(story), publish(story), resume_case(story)):
        with world.engine.begin(SYSTEM) as tx:
            deed(tx)
    first, second = (one.id for one in story.file().instances)
    for number in (first, second):
        with world.engine.begin(SYSTEM) as tx:
            commands.instance.suspend(tx, number)

    with world.engine.begin(SYSTEM) as tx:
        commands.instance.resume(tx, first)

    assert still(story) == [False, True]


def test_nobody_waits_crosswise_when_the_rest_goes_on(
    world: World, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.deploy({"brief.bpmn": LETTER})
    for deed in (suspend(story), publish(story)):
        with world.engine.begin(SYSTEM) as tx:
            deed(tx)
    number = story.file().instances[0].id
    monkeypatch.setattr(instance, "lock_free", lambda _tx, _number: None)  # somebody is at work on it already

    with pytest.raises(Conflict, match="something has just begun"), world.engine.begin(SYSTEM) as tx:
        commands.instance.resume(tx, number)

    assert still(story) == [True, True]


def test_beside_what_goes_on_a_message_begins_what_goes_on(world: World, story: Story) -> None:
    world.deploy({"brief.bpmn": LETTER})
    with world.engine.begin(SYSTEM) as tx:
        second = commands.case_process.begin(tx, story.reference, "p", {})
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, second)

    with world.engine.begin(SYSTEM) as tx:
        publish(story)(tx)

    assert still(story) == [False, True, False]


def test_what_had_begun_is_closed_with_the_rest(story: Story, in_turn: Turns) -> None:
    begun, closed = in_turn(begin(story), close(story))

    assert isinstance(begun, int)
    assert closed is None
    file = story.file()
    assert file.head.state == "closed"
    assert {one.state for one in file.instances} == {instance.InstanceState.CANCELLED}


def test_nothing_begins_once_it_is_closed(story: Story, in_turn: Turns) -> None:
    _done, refused = in_turn(close(story), begin(story))

    assert isinstance(refused, Conflict)
    assert "it is closed" in str(refused)
    assert [one.state for one in story.file().instances] == [instance.InstanceState.CANCELLED]


def test_of_two_who_close_at_once_one_does(story: Story, in_turn: Turns) -> None:
    _done, refused = in_turn(close(story), close(story))

    assert isinstance(refused, Conflict)
    assert len([one for one in story.file().history if one.kind == "case_closed"]) == 1


def test_nobody_waits_crosswise_for_what_has_just_begun(
    story: Story, in_turn: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(instance, "lock_free", lambda _tx, _number: None)  # somebody is at work on it already

    _begun, refused = in_turn(begin(story), suspend(story))

    assert isinstance(refused, Conflict)
    assert "something has just begun in it" in str(refused)
    assert still(story) == [False, False]
