"""Where somebody lands: at what their role is there for."""

from __future__ import annotations

import pytest
from flask import Flask

from engine import Actor, Role
from engine.actor import Membership
from web.navigation import first_page
from web.testing import Login

HOMES = [
    # roles, the page they begin with
    ({Role.CLERK}, "aufgaben.inbox"),
    ({Role.CASE_MANAGER}, "aufgaben.inbox"),
    ({Role.TEAM_LEAD}, "aufgaben.inbox"),  # does tasks herself
    ({Role.COORDINATOR, Role.TEAM_LEAD}, "aufgaben.inbox"),  # the work for people comes first
    ({Role.HEAD_OF_OFFICE}, "aufsicht.overview"),
    ({Role.COORDINATOR}, "aufsicht.overview"),
    ({Role.PROCESS_OWNER}, "modellierung.overview"),
    ({Role.STEERING_MEMBER}, "lenkungsgruppe.overview"),
    ({Role.ADMINISTRATOR}, "verwaltung.overview"),
    ({Role.AUDITOR}, "akte.search"),
    ({Role.GUEST}, "geltend.overview"),
    (set(), "anmeldung.no_role"),
]


@pytest.mark.parametrize(("roles", "endpoint"), HOMES)
def test_everybody_begins_with_what_their_role_is_for(app: Flask, roles: set[Role], endpoint: str) -> None:
    actor = Actor(1, "Ada", frozenset(Membership(1, role) for role in roles))

    assert first_page(actor) == endpoint
    assert endpoint in app.view_functions


def test_the_login_page_leads_on_when_somebody_has_logged_in_elsewhere(login: Login) -> None:
    ada = login("ada").get("/anmelden?weiter=/akte")
    foreign = login("ada").get("/anmelden?weiter=https://boese.example/")

    assert "<h1>Akten</h1>" in ada.page
    assert "<h1>Aufgaben</h1>" in foreign.page
