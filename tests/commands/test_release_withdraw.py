"""A person withdraws what they released: it ends at once, whatever runs or stands still."""

from __future__ import annotations

from datetime import date

import pytest

from engine import Conflict, Forbidden, Invalid, commands, queries
from engine.actor import SYSTEM
from engine.commands.release import WITHDRAWAL, Channel, Declarer, Withdrawal
from engine.execution import consents
from engine.feel import Value
from engine.state import case, sight
from engine.testing import Story, World
from engine.testing import models as m
from tests.commands.test_concurrent_referral import at_once
from tests.commands.test_mail_delivery import mailbox
from tests.commands.test_releases_that_end import listed, story

__all__ = ["mailbox", "story"]

#: goes on when it hears of the withdrawal, and keeps what the message said
HEARS = m.process(
    "p",
    m.start(),
    m.catch("hoeren", m.message("widerruf")),
    m.user_task("umsetzen"),
    m.end("ende"),
    m.flow("start", "hoeren"),
    m.flow("hoeren", "umsetzen"),
    m.flow("umsetzen", "ende"),
    messages={"widerruf": "=aktenzeichen"},
).replace(b'name="widerruf"', f'name="{WITHDRAWAL}"'.encode())


def release(story: Story, *recipients: str) -> None:
    given: list[Value] = [{**listed(None), "empfaenger": one} for one in recipients]
    with story.world.engine.begin(SYSTEM) as tx:
        number = case.by_reference(tx, story.reference).id
        consents.heed(tx, number, story.reference, f"freigabe:{story.reference}", {"freigaben": given})


def withdraw(story: Story, *recipients: str, on: date | None = None, who: str = "ada") -> None:
    with story.world.engine.begin(story.world.people[who]) as tx:
        declared = Withdrawal(frozenset(recipients), on or tx.today, Declarer.PERSON, Channel.SPOKEN)
        commands.release.withdraw(tx, story.reference, declared)


def held(story: Story) -> list[str]:
    with story.world.engine.begin(SYSTEM) as tx:
        return [one.recipient for one in sight.consents(tx, case.by_reference(tx, story.reference).id)]


def test_what_is_withdrawn_ends_at_once_what_rested_on_it_goes_to_the_leading_authority(story: Story) -> None:
    release(story, "auslaenderbehoerde", "jobcenter")
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        before = queries.case_file.releases(tx, story.reference, WITHDRAWAL)

    withdraw(story, "auslaenderbehoerde")
    story.world.work_off()

    # said beforehand is what happens: the task that nothing else opens, not the one of a norm
    assert [(one.recipient, one.tasks, one.more) for one in before.rows] == [
        ("auslaenderbehoerde", (), 1),
        ("jobcenter", (), 0),
    ]
    assert held(story) == ["jobcenter"]
    assert story.task("annehmen").authority_id == story.world.here
    assert story.task("pruefen").authority_id == story.world.elsewhere
    # what listens to the list has heard the new one
    assert "gehoert" in story.active()
    said = [one.text for one in story.file().history]
    assert "Freigabe endet: Ausländerbehörde" in said
    assert any(
        one.startswith("Widerruf erfasst: am ") and one.endswith(" mündlich erklärt, von der Person selbst")
        for one in said
    )


def test_a_withdrawal_sent_twice_at_once_is_recorded_once(story: Story) -> None:
    release(story, "auslaenderbehoerde", "jobcenter")

    outcomes = at_once(*[lambda: withdraw(story, "auslaenderbehoerde")] * 2)

    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict", "NoneType"]
    assert sum(one.text.startswith("Widerruf erfasst: ") for one in story.file().history) == 1


@pytest.mark.parametrize(
    ("withdrawn", "scope"),
    [
        # all that holds: as the processes know it
        (("auslaenderbehoerde", "jobcenter"), "alles"),
        (("jobcenter",), "jobcenter"),
    ],
)
def test_the_process_that_waits_for_it_goes_on_and_learns_how_far_it_goes(
    world: World, withdrawn: tuple[str, ...], scope: str
) -> None:
    story = world.start({"p.bpmn": HEARS})
    release(story, "auslaenderbehoerde", "jobcenter")

    withdraw(story, *withdrawn)

    assert story.active() == ("umsetzen",)
    assert {one.key: one.value for one in story.file().data}["widerruf_umfang"] == scope
    assert held(story) == [one for one in ("auslaenderbehoerde", "jobcenter") if one not in withdrawn]


def test_a_case_that_stands_still_or_is_closed_keeps_nobody_from_withdrawing(world: World) -> None:
    suspended, closed = world.start({"p.bpmn": HEARS}), world.open("p")
    for one in (suspended, closed):
        release(one, "jobcenter")
    with world.engine.begin(world.people["lea"]) as tx:
        commands.case_state.suspend(tx, suspended.reference, "Post fehlt")
        seen = queries.case_file.standing(tx, closed.reference).mark
        commands.case_state.close(tx, closed.reference, "weggezogen", "Abmeldung", seen)

    for one in (suspended, closed):
        withdraw(one, "jobcenter")

    assert (held(suspended), held(closed)) == ([], [])
    with world.engine.begin(world.people["lea"]) as tx:
        commands.case_state.resume(tx, suspended.reference, "Post ist da")
    # the message has waited with the process
    assert suspended.active() == ("umsetzen",)


def test_twice_or_before_it_is_declared_or_of_nothing_or_by_a_stranger_is_refused(world: World) -> None:
    story = world.start({"p.bpmn": HEARS})
    release(story, "jobcenter")
    far = date(2099, 1, 1)

    with pytest.raises(Invalid) as wrong:
        withdraw(story, on=far)
    with pytest.raises(Forbidden):
        withdraw(story, "jobcenter", who="carla")
    withdraw(story, "jobcenter")
    with pytest.raises(Conflict):
        withdraw(story, "jobcenter")

    assert set(wrong.value.fields) == {"recipients", "on"}
