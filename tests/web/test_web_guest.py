"""A guest reads what is in force, with its files, and nothing of a case, whichever authority the guest is at."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands
from engine.actor import Membership, Role
from engine.commands import account
from engine.testing import PASSWORD, Story
from engine.testing import models as m
from web.testing import Browser, Login

#: at the authority that leads the case, beside another guest there, and at another authority
GUESTS = {"gina": "here", "georg": "here", "gerda": "elsewhere"}


@pytest.fixture(params=GUESTS)
def guest(story: Story, login: Login, request: pytest.FixtureRequest) -> Browser:
    """Each of the three."""
    with story.world.engine.begin(SYSTEM) as tx:
        for name, place in GUESTS.items():
            member = Membership(getattr(story.world, place), Role.GUEST)
            account.create(tx, name, name.title(), PASSWORD, [member])
    return login(request.param)


def test_a_guest_begins_with_what_is_in_force_and_takes_its_files_along(guest: Browser) -> None:
    page = guest.get("/").page

    assert "<h1>Verbindliche Abläufe</h1>" in page
    assert 'href="/modellierung/geltend"' in page
    assert "/modellierung/1/dateien/antrag.bpmn?herunterladen=1" in page
    assert guest.get("/modellierung/1/dateien/antrag.bpmn").status == 200
    assert guest.get("/fluesse").status == 200


def test_drafts_what_counts_no_longer_and_what_is_not_there_are_refused_alike(
    story: Story, guest: Browser
) -> None:
    with story.world.engine.begin(story.world.people["olga"]) as tx:
        draft = commands.definition.begin_draft(tx, 1)
    other = story.world.deploy({"q.bpmn": m.tasks("q", "a")})
    assert guest.get(f"/modellierung/{other}/dateien/q.bpmn").status == 200
    with story.world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text("UPDATE adoption SET repealed_from = :today WHERE version_id = :it"),
            {"today": tx.today, "it": other},
        )

    said = {
        guest.get(f"/modellierung/{number}/dateien/{path}").page.split("<main")[1]
        for number, path in ((draft, "antrag.bpmn"), (other, "q.bpmn"), (4711, "antrag.bpmn"))
    }

    assert (guest.status, len(said)) == (403, 1)


def test_nothing_of_a_case_a_task_or_a_register_opens_to_a_guest(story: Story, guest: Browser) -> None:
    closed = (
        "/aufgaben", "/akte", f"/akte/{story.reference}", f"/aufgaben/{story.task('pruefen').id}", "/verweise",
        "/fristen", "/aufsicht", "/modellierung", "/modellierung/1", "/lenkungsgruppe", "/betrieb", "/verwaltung",
        "/vorpruefung",
    )  # fmt: skip

    assert {page: guest.get(page).status for page in closed} == dict.fromkeys(closed, 403)
