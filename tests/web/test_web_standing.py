"""What a steering group has set for itself: values and rules of procedure, with the resolutions they come from."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from flask import Flask

from engine import SYSTEM, NotFound, commands, queries, store
from engine.commands.proposal import Content
from engine.execution import parameters
from engine.execution.parameters import Parameter
from engine.state.resolution import DocumentPurpose
from engine.store.settings import StoreSettings
from engine.testing import World
from tests.steering.conftest import Group, around, files
from web.testing import Login

TODAY = date(2026, 11, 23)
LATER = date(2027, 1, 1)
PAGE = "/lenkungsgruppe/regeln"


@pytest.fixture
def group(world: World) -> Group:
    """A steering group that has resolved about nothing."""
    with world.engine.begin(SYSTEM) as tx:
        return around(world, commands.definition.deploy(tx, files("a")).version_id)


def _set(group: Group, first: date, place: str = "05334", **values: int) -> None:
    number = group.ready(title="Werte", times={}, parameters=values, valid_from=first, jurisdictions=(place,))
    group.adopt(number, valid_from=first)


def _rules(group: Group, name: str, first: date, purpose: DocumentPurpose = DocumentPurpose.RULES) -> int:
    """Adopt a file from that day on; returns its proposal."""
    shelf = store.place()
    received = store.receive(shelf, io.BytesIO(f"%PDF-1.4\n{name}".encode()), name, StoreSettings(""))
    content = Content("Geschäftsordnung", "Neu", "§ 1", ("05334",), first, parameters={"coverage": 91})
    with group.world.engine.begin(group.olga) as tx:
        number = commands.proposal.create(tx, content)
        commands.proposal.attach(tx, shelf, number, received, purpose, name)
    group.consult(number)
    group.close(number)
    group.adopt(number, valid_from=first)
    return number


def test_values_hold_by_jurisdiction_and_name_the_resolution_they_come_from(
    group: Group, login: Login
) -> None:
    _set(group, TODAY, coverage=80)
    _set(group, LATER, coverage=70)

    with group.world.engine.begin(group.stefan) as tx:
        (place,) = (one for one in queries.standing.places(tx) if one.jurisdiction == "05334")
        held = {one.parameter: one for one in place.values}
        for name in Parameter:
            assert held[name].value == parameters.value(tx, name, ("05334",), tx.today)
    coverage = held[Parameter.COVERAGE]
    assert coverage.source is not None
    assert (coverage.value, coverage.source.proposal, coverage.source.valid_from) == (80, "V 2026/1", TODAY)
    assert [(one.value, one.proposal) for one in coverage.coming] == [(70, "V 2026/2")]
    assert held[Parameter.REFUSED].source is None

    page = login("stefan").get(PAGE).page
    row = page.split("Abdeckung durch Szenarien (%)")[1].split("</tr>")[0]
    assert ">80<" in row
    assert "Lenkungsgruppe, 20.11.2026, TOP 4" in row
    assert "ab 01.01.2027: 70" in row
    assert page.count("keiner, es gilt die Vorgabe") == len(Parameter) - 1


def test_rules_of_procedure_have_one_in_force_with_those_before_and_after(
    group: Group, login: Login, app: Flask
) -> None:
    for name, first in (("alt.pdf", TODAY), ("neu.pdf", TODAY), ("kommt.pdf", LATER)):
        _rules(group, name, first)

    with group.world.engine.begin(SYSTEM) as tx:
        rules = queries.standing.rules_by_place(tx)["05334"]
    assert [(one.documents[0].name, one.standing.value) for one in rules] == [
        ("kommt.pdf", "coming"),
        ("neu.pdf", "in_force"),
        ("alt.pdf", "superseded"),
    ]
    guest = app.test_client()
    for page in (login("stefan").get(PAGE).page, guest.get("/fluesse").get_data(as_text=True)):
        shown = re.findall(r'href="(/fluesse/geschaeftsordnung/\d+)" download[^>]*>([^<]+)<', page)
        assert [name for _link, name in shown] == ["kommt.pdf", "neu.pdf", "alt.pdf"]
    answer = guest.get(shown[1][0])
    assert answer.get_data() == b"%PDF-1.4\nneu.pdf"
    assert "neu.pdf" in answer.headers["Content-Disposition"]


def test_rules_that_are_repealed_say_so_and_those_before_hold_again(group: Group) -> None:
    _rules(group, "alt.pdf", TODAY)
    number = _rules(group, "neu.pdf", TODAY)
    tomorrow = TODAY + timedelta(days=1)
    repeal = group.ready(title="Aufhebung", times={}, repeals=number, valid_from=tomorrow)
    group.adopt(repeal, valid_from=tomorrow)
    stands = []

    for _day in range(2):
        with group.world.engine.begin(SYSTEM) as tx:
            rules = queries.standing.rules_by_place(tx)["05334"]
        stands.append([one.standing.value for one in rules])
        group.world.clock.moment += timedelta(days=1)

    assert stands == [["in_force", "superseded"], ["repealed", "in_force"]]


def test_only_adopted_rules_of_procedure_are_given_to_everybody(group: Group, app: Flask) -> None:
    annex = _rules(group, "anlage.pdf", TODAY, DocumentPurpose.ANNEX)
    number = group.propose()
    shelf = store.place()
    received = store.receive(shelf, io.BytesIO(b"%PDF-1.4\nx"), "entwurf.pdf", StoreSettings(""))
    with group.world.engine.begin(group.olga) as tx:
        draft = commands.proposal.attach(tx, shelf, number, received, DocumentPurpose.RULES, "x")
    with group.world.engine.begin(SYSTEM) as tx:
        (file,) = queries.proposal.show(tx, annex).documents

    for one in (draft, file.id, 99):
        assert app.test_client().get(f"/fluesse/geschaeftsordnung/{one}").status_code == 404
    with group.world.engine.begin(SYSTEM) as tx, pytest.raises(NotFound):
        queries.standing.rules_document(tx, draft)
    assert "anlage.pdf" not in app.test_client().get("/fluesse").get_data(as_text=True)
