"""The page of a proposal that repeals a resolution."""

from __future__ import annotations

from datetime import date

from engine import commands
from tests.steering.conftest import Group, group
from web.testing import Login

__all__ = ["group"]


def test_what_a_repeal_brings_about_stands_with_the_proposal(group: Group, login: Login) -> None:
    first = group.ready()
    group.adopt(first)
    second = group.propose(title="Aufhebung", times={}, repeals=first, valid_from=date(2027, 2, 1))
    page = f"/lenkungsgruppe/vorlage/{second}"
    assert "Noch kein Folgenbericht." in login("olga").get(page).page

    group.report(second)
    with group.world.engine.begin(group.olga) as tx:
        seen = next(one.seen for one in group.show(second).verdicts if one.gate == "impact")
        commands.gate.acknowledge(tx, second, "impact", seen, "Ein neuer Ablauf folgt.")

    shown = login("olga").get(page).page
    assert "gilt danach keine Fassung mehr; neue Fälle können dort nicht beginnen." in shown
    assert "Ein neuer Ablauf folgt." in shown
