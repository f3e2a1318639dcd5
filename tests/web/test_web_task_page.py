"""The page of a task: how much is asked for it, and what stands beside the form."""

from __future__ import annotations

import pytest

from engine import commands
from engine.testing import Story
from engine.testing.statements import statements
from web.testing import Browser, Login

#: the account, the task, four for what one reads of the case, its head, decisions, facts, names in them, comments,
#: documents, that one has looked at it, the bell; and the register, for whom somebody may be away
MOST = 15


@pytest.fixture
def task(story: Story) -> str:
    """The address of Ada's open task."""
    row = story.task("pruefen")
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
        commands.task.comment(tx, row.id, "Bitte noch heute.")
    return f"/aufgaben/{row.id}"


def asked(browser: Browser, address: str) -> list[str]:
    """What the database is asked for a page, once everything that is kept is kept."""
    browser.get(address)
    with statements() as sent:
        browser.get(address)
    assert browser.status == 200
    return sent


def test_the_page_of_a_task_takes_few_statements_and_asks_nothing_twice(login: Login, task: str) -> None:
    sent = asked(login("ada"), task)

    assert len(sent) <= MOST
    assert len(set(sent)) == len(sent)


def test_so_it_is_for_whoever_leads_and_whoever_only_looks(login: Login, task: str) -> None:
    for who in ("lea", "ben"):
        sent = asked(login(who), task)

        assert len(sent) <= MOST
        assert len(set(sent)) == len(sent)
