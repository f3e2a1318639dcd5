"""Closing an authority says first what of the work of steering groups hangs on it."""

from __future__ import annotations

from engine import commands, queries
from engine.state.consultation import Stance
from engine.testing import models as m
from tests.steering.conftest import Group, group
from web.testing import Browser, Login

__all__ = ["group"]

CLOSING = {"lw-ab": "01.12.2026", "lw-grund": "Zusammengelegt.", "lw-aktion": "vorschau"}


def _preview(group: Group, login: Login) -> tuple[Browser, str]:
    address = f"/verwaltung/{group.world.here}/schliessen"
    return login("adam").get(address).post(address, {**CLOSING, "lw-revision": "1"}), address


def test_consultations_and_proposals_that_hang_on_it_are_named_before_it_is_closed(
    group: Group, login: Login
) -> None:
    number = group.propose()
    group.consult(number)

    adam, _address = _preview(group, login)

    assert "Was daran hängt" in adam.page
    assert "Beteiligungen, in denen ihre Antwort aussteht" in adam.page
    assert "Vorlagen ihrer Leute, die noch im Gang sind" in adam.page
    assert adam.page.count(f"/lenkungsgruppe/vorlage/{number}") == 2
    assert "Überführungen ihrer Leute" not in adam.page


def test_what_has_come_to_hang_on_it_since_is_shown_before_it_is_closed(group: Group, login: Login) -> None:
    adam, address = _preview(group, login)
    assert "Was daran hängt" not in adam.page
    seen = adam.value("lw-gesehen")
    number = group.propose()

    adam.post(address, {**CLOSING, "lw-revision": "1", "lw-gesehen": seen, "lw-aktion": "eintragen"})

    assert f"/lenkungsgruppe/vorlage/{number}" in adam.page
    assert "Was daran hängt" in adam.page
    seen = adam.value("lw-gesehen")
    adam.post(address, {**CLOSING, "lw-revision": "1", "lw-gesehen": seen, "lw-aktion": "eintragen"})
    assert "Die Änderung ist eingetragen" in adam.page


def test_what_is_over_or_answered_does_not_hang_on_it(group: Group, login: Login) -> None:
    number = group.ready()
    with group.world.engine.begin(group.olga) as tx:
        row = group.show(number).row
        commands.proposal.withdraw(tx, number, row.revision, "Erledigt.")

    adam, _address = _preview(group, login)

    assert "Was daran hängt" not in adam.page


def test_an_answer_on_an_earlier_version_is_still_to_be_given(group: Group, login: Login) -> None:
    with group.world.engine.begin(group.olga) as tx:
        draft = commands.definition.begin_draft(tx, group.version, set())
    number = group.propose(times={draft: {}})
    group.consult(number)
    with group.world.engine.begin(group.hanna) as tx:
        commands.consultation.state(tx, group.show(number).parties[0].party.id, Stance.AGREE, "")
    adam, _address = _preview(group, login)
    assert "Beteiligungen, in denen ihre Antwort aussteht" not in adam.page

    with group.world.engine.begin(group.olga) as tx:
        revision = queries.definition.version(tx, draft).row.revision
        commands.bundle.save(tx, draft, {"p.bpmn": m.tasks("p", "a", "b")}, revision, "")

    adam, _address = _preview(group, login)
    assert "Beteiligungen, in denen ihre Antwort aussteht" in adam.page
