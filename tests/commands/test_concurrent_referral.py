"""Two who answer, guess or withdraw at the same moment: one counts, and every guess does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from engine import SYSTEM, Conflict, NotFound, commands
from engine.commands.referral_link import Opening
from engine.feel import context_from_python
from engine.state.referral_link import REFERRAL_LINK
from engine.testing import Story, World
from tests.commands.test_referral_record import ACCEPTED, FILES, REFUSED, desks, kept, offer

__all__ = ["desks"]


@pytest.fixture
def asked(world: World, desks: Mapping[str, int], monkeypatch: pytest.MonkeyPatch) -> tuple[Story, int, str]:
    """A referral that was offered, the link by which it is asked, and its token."""
    monkeypatch.setenv("LAUFWEG_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("LAUFWEG_MAIL_FROM", "laufweg@kreis.example")
    monkeypatch.setenv("LAUFWEG_PUBLIC_URL", "https://laufweg.example")
    world.deploy(FILES)
    story = offer(
        world.open(
            "verweisberatung",
            {"verweis_thema": "jobcenter", "verweis_anliegen": "Bürgergeld für die Familie klären."},
        )
    )
    with world.engine.begin(world.people["ada"]) as tx:
        commands.referral_link.ask(tx, kept(story).id, "Jobcenter", "eingang@jobcenter.example", 14)
    with world.engine.begin(SYSTEM) as tx:
        number = tx.execute(select(REFERRAL_LINK.c.id)).scalar_one()
        letter = commands.referral_link.write(tx, number, "kreis.example")
    assert letter is not None
    return story, number, letter.token


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """What each came to, begun at the same moment; a Conflict is one of the outcomes."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> object:
        start.wait(timeout=30)
        try:
            return deed()
        except (Conflict, NotFound) as refused:
            return refused

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_of_two_answers_at_once_one_counts(asked: tuple[Story, int, str]) -> None:
    story, number, _ = asked

    def say(name: str, values: Mapping[str, object]) -> str:
        with story.world.engine.begin(SYSTEM) as tx:
            commands.referral_link.answer(tx, number, name, context_from_python(values))
        return name

    outcomes = at_once(lambda: say("Erika Amt", ACCEPTED), lambda: say("Otto Amt", REFUSED))

    (winner,) = [one for one in outcomes if isinstance(one, str)]
    assert sum(isinstance(one, Conflict) for one in outcomes) == 1
    assert kept(story).state == ("angenommen" if winner == "Erika Amt" else "abgelehnt")
    with story.world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(
            select(REFERRAL_LINK.c.state, REFERRAL_LINK.c.answered_by).order_by(REFERRAL_LINK.c.id)
        ).all()
    assert tuple(rows[0]) == ("answered", winner)


def test_every_guess_at_once_is_counted(asked: tuple[Story, int, str]) -> None:
    story, number, token = asked

    def guess() -> Opening:
        with story.world.engine.begin(SYSTEM) as tx:
            return commands.referral_link.unlock(tx, token, "keiner").outcome

    outcomes = at_once(*[guess] * commands.referral_link.GUESSES)

    assert sorted(map(str, outcomes)) == ["locked", "wrong", "wrong", "wrong", "wrong"]
    with story.world.engine.begin(SYSTEM) as tx:
        row = tx.execute(select(REFERRAL_LINK).where(REFERRAL_LINK.c.id == number)).one()
    assert (row.state, row.guesses) == ("locked", commands.referral_link.GUESSES)


def test_an_answer_and_a_withdrawal_at_once_leave_one_state(asked: tuple[Story, int, str]) -> None:
    story, number, _ = asked
    referral = kept(story).id

    def say() -> str:
        with story.world.engine.begin(SYSTEM) as tx:
            commands.referral_link.answer(tx, number, "Erika Amt", context_from_python(ACCEPTED))
        return "answered"

    def withdraw() -> str:
        with story.world.engine.begin(story.world.people["ada"]) as tx:
            commands.referral.withdraw(tx, referral, "Die Person möchte nicht mehr.")
        return "withdrawn"

    outcomes = at_once(say, withdraw)

    # accepted first, it can still be withdrawn; withdrawn first, nothing is left to answer
    assert "withdrawn" in outcomes
    assert (kept(story).state, kept(story).owner_id) == ("zurueckgezogen", None)
    assert all(isinstance(one, str | Conflict) for one in outcomes)
