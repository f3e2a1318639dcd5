"""What people of one Kreis may do with the proposals and resolutions of another: read them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from engine import SYSTEM, Actor, Forbidden, Invalid, Membership, Role, commands, queries
from engine.commands import account
from engine.commands.consultation import PartyEntry
from engine.commands.proposal import Content
from engine.execution import parameters
from engine.execution.parameters import Parameter
from engine.state import structural
from engine.state.consultation import PartyKind
from engine.testing import PASSWORD
from tests.steering.conftest import Group


@pytest.fixture
def dragana(group: Group) -> Actor:
    """A coordinator of Mettmann, where the other authority of the world is."""
    member = Membership(group.world.elsewhere, Role.COORDINATOR)
    with group.world.engine.begin(SYSTEM) as tx:
        number = account.create(tx, "dragana", "Dragana", PASSWORD, [member])
    return Actor(number, "Dragana", frozenset({member}))


def _repeals(number: int, *places: str) -> Content:
    return Content("Aufhebung", "Grund", "Gesetz", places, date(2027, 2, 1), repeals=number)


def test_a_resolution_is_repealed_only_by_those_who_propose_wherever_it_holds(
    group: Group, dragana: Actor
) -> None:
    first = group.ready(times={}, parameters={"consultation_days": 21})
    group.adopt(first)

    with group.world.engine.begin(dragana) as tx:
        assert queries.proposal.choices(tx).repealable == ()
        for places in ((), ("05158",)):
            with pytest.raises(Invalid) as refused:
                commands.proposal.create(tx, _repeals(first, *places))
            assert "gilt auch außerhalb" in refused.value.fields["repeals"]
    with group.world.engine.begin(group.olga) as tx:
        assert [one.id for one in queries.proposal.choices(tx).repealable] == [first]
        commands.proposal.create(tx, _repeals(first))


def test_a_resolution_of_several_places_is_not_repealed_for_one_of_them(group: Group) -> None:
    first = group.ready(jurisdictions=("05334", "05334002"), times={}, parameters={"consultation_days": 21})
    group.adopt(first)

    with group.world.engine.begin(group.olga) as tx:
        with pytest.raises(Invalid) as refused:
            commands.proposal.create(tx, _repeals(first, "05334002"))
        commands.proposal.create(tx, _repeals(first, "05334"))
    assert "für einen Teil davon" in refused.value.fields["repeals"]


def test_both_signatures_are_refused_where_the_repealed_resolution_holds_elsewhere(
    group: Group, dragana: Actor
) -> None:
    del dragana
    first = group.ready(times={}, parameters={"consultation_days": 21})
    group.adopt(first)
    second = group.ready(times={}, repeals=first, valid_from=date(2027, 2, 1))
    digest = group.sign(second, valid_from=date(2027, 2, 1))
    # as a proposal from before this was asked
    with group.world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE proposal SET jurisdictions = '{05334,05158}' WHERE id = :it"), {"it": first})

    with pytest.raises(Invalid) as again:
        group.sign(second, valid_from=date(2027, 2, 1))
    with group.world.engine.begin(group.sina) as tx, pytest.raises(Invalid) as other:
        commands.resolution.countersign(tx, second, digest)

    assert set(again.value.fields) == set(other.value.fields) == {"repeals"}
    with group.world.engine.begin(SYSTEM) as tx:
        assert parameters.value(tx, Parameter.CONSULTATION_DAYS, ("05334",), date(2027, 3, 1)) == 21


def test_a_draft_of_no_place_yet_is_its_authors_and_their_authoritys(group: Group, dragana: Actor) -> None:
    with group.world.engine.begin(group.olga) as tx:
        number = commands.proposal.create(tx, Content("Nur ein Titel"))

    view = group.show(number, dragana)
    with group.world.engine.begin(dragana) as tx:
        for work in (
            lambda: commands.proposal.edit(tx, number, 1, Content("Anders")),
            lambda: commands.proposal.withdraw(tx, number, 1, "Grund"),
        ):
            with pytest.raises(Forbidden):
                work()
    assert not (view.may_propose or view.may_adopt)
    assert group.show(number, group.stefan).may_propose
    with group.world.engine.begin(group.stefan) as tx:
        commands.proposal.edit(tx, number, 1, Content("Von Stefan"))


def test_nobody_of_another_place_remarks_or_measures_unless_they_are_asked(
    group: Group, dragana: Actor
) -> None:
    number = group.propose()
    group.consult(number)

    assert not group.show(number, dragana).may_comment
    with group.world.engine.begin(dragana) as tx:
        with pytest.raises(Forbidden):
            commands.consultation.comment(tx, number, "Bei uns nicht")
        with pytest.raises(Forbidden):
            commands.gate.measure(tx, number)
    with group.world.engine.begin(group.olga) as tx:
        party = PartyEntry(PartyKind.ALIENS_AUTHORITY, group.world.elsewhere)
        commands.consultation.add_party(tx, number, party)
    assert group.show(number, dragana).may_comment
    with group.world.engine.begin(dragana) as tx:
        commands.consultation.comment(tx, number, "Bei uns auch")


def test_a_problem_goes_into_no_proposal_for_another_place(group: Group, dragana: Actor) -> None:
    with group.world.engine.begin(SYSTEM) as tx:
        problem = structural.create(tx, "Wartezeit", "Zu lang", "05334")
    with group.world.engine.begin(dragana) as tx:
        elsewhere = commands.proposal.create(tx, Content("Dort", jurisdictions=("05158",)))
        begun = commands.proposal.create(tx, Content("Noch ohne Gebiet"))
    with group.world.engine.begin(group.olga) as tx:
        own = commands.proposal.create(tx, Content("Noch ohne Gebiet"))

        for number in (elsewhere, begun):
            with pytest.raises(Invalid) as refused:
                commands.structural.take_up(tx, problem, 1, number)
            assert "wo T 2026/1 gemeldet ist" in refused.value.fields["jurisdictions"]
        commands.structural.take_up(tx, problem, 1, own)
