"""Whoever reads of a case by an authority that does not lead it is noted, on whatever page: all below a case, a run, a
task and a referral.
"""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from engine.actor import SYSTEM, Membership, Role
from engine.commands import account
from engine.documents import Scan
from engine.state import case, document
from engine.testing import PASSWORD, Story, World
from tests.web.test_web_officers_see_nobody import addresses
from web.testing import Browser, Login

#: where the pages of one case begin
_PLACES = ("/akte/KIM-", "/betrieb/laeufe/1", "/aufgaben/1", "/verweise/1")
#: says of a case that is open anyway nothing but that
_TELLS_NOTHING = {"/akte/KIM-2026-000001/einsicht"}
#: pages that must be among those that open, so that the walk does not pass because nothing does
_OPEN = {
    "/akte/KIM-2026-000001",
    "/akte/KIM-2026-000001/verweise",
    "/aufgaben/1",
    "/betrieb/laeufe/1",
    "/betrieb/laeufe/1/ablauf.bpmn",
}


@pytest.fixture
def outsider(world: World, files: dict[str, bytes], login: Login) -> Browser:
    """Somebody of the authority that has the one task, led elsewhere, in every role that reads files."""
    story: Story = world.start(files, {"eingang": "1999-03-17"})
    roles = (Role.CLERK, Role.CASE_MANAGER, Role.TEAM_LEAD, Role.HEAD_OF_OFFICE, Role.AUDITOR)
    with world.engine.begin(SYSTEM) as tx:
        number = case.by_reference(tx, story.reference).id
        tx.execute(text("UPDATE user_task SET authority_id = :there"), {"there": world.elsewhere})
        case.join(tx, number, {world.elsewhere})
        task = tx.execute(text("SELECT id FROM user_task")).scalar_one()
        kept = document.create(tx, number, "Reisepass", document.Filed(), task, None)
        said = {"submission": "eins", "name": "pass.pdf", "media_type": "application/pdf", "size": 3}
        document.append(tx, kept, 1, {**said, "digest": "0" * 64, "scan": Scan.CLEAN})
        account.create(tx, "kim", "Kim Kühn", PASSWORD, [Membership(world.elsewhere, role) for role in roles])
    return login("kim")


def test_every_page_of_a_case_notes_the_outsider_who_opens_it(
    world: World, app: Flask, outsider: Browser
) -> None:
    opened, unnoted = set(), set()
    for address in (one for one in addresses(app) if one.startswith(_PLACES)):
        with world.engine.begin(SYSTEM) as tx:
            tx.execute(text("DELETE FROM case_read"))
        if outsider.client.get(address).status_code != 200:
            continue
        opened.add(address)
        with world.engine.begin(SYSTEM) as tx:
            noted = tx.execute(text("SELECT authority_id FROM case_read")).scalars().all()
        if world.elsewhere not in noted:
            unnoted.add(address)

    assert opened >= _OPEN
    assert unnoted == _TELLS_NOTHING
