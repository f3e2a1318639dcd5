"""What a steering group has set for itself: values and rules of procedure, with the resolutions they come from."""

from __future__ import annotations

import io
import re
from datetime import date, timedelta

import pytest
from flask import Flask

from engine import SYSTEM, NotFound, commands, queries, store
from engine.cache import Cache
from engine.commands.proposal import Content
from engine.execution import bundle, parameters
from engine.execution.parameters import Parameter
from engine.state.resolution import DocumentPurpose
from engine.store.settings import StoreSettings
from engine.testing import World
from engine.testing import models as m
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


def _pdf(name: str) -> bytes:
    return f"%PDF-1.4\n{name}\nstartxref\n0\n%%EOF\n".encode()


def _rules(group: Group, name: str, first: date, purpose: DocumentPurpose = DocumentPurpose.RULES) -> int:
    """Adopt a file from that day on; returns its proposal."""
    shelf = store.place()
    received = store.receive(shelf, io.BytesIO(_pdf(name)), name, StoreSettings(""))
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


def test_no_diagram_is_read_for_the_numbers_of_processes_in_force(
    group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    group.adopt(group.ready())
    monkeypatch.setattr(group.world.engine, "_models", Cache())

    def compiled(_files: object) -> None:
        pytest.fail("a version was compiled")

    monkeypatch.setattr(bundle, "read_bundle", compiled)
    with group.world.engine.begin(group.stefan) as tx:
        assert queries.definition.adoptions(tx)
        assert queries.standing.places(tx)


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
    assert answer.get_data() == _pdf("neu.pdf")
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
    received = store.receive(shelf, io.BytesIO(_pdf("x")), "entwurf.pdf", StoreSettings(""))
    with group.world.engine.begin(group.olga) as tx:
        draft = commands.proposal.attach(tx, shelf, number, received, DocumentPurpose.RULES, "x")
    with group.world.engine.begin(SYSTEM) as tx:
        (file,) = queries.proposal.show(tx, annex).documents

    for one in (draft, file.id, 99):
        assert app.test_client().get(f"/fluesse/geschaeftsordnung/{one}").status_code == 404
    with group.world.engine.begin(SYSTEM) as tx, pytest.raises(NotFound):
        queries.standing.rules_document(tx, draft)
    assert "anlage.pdf" not in app.test_client().get("/fluesse").get_data(as_text=True)


NUMBERS = """
schluessel = "p"
[[zeiten]]
element = "a"
art = "bearbeitung"
wert = "P7D"
[[werte]]
name = "ab"
bezeichnung = "Aufnahme ab so vielen Bereichen"
wert = 3
bis = 10
"""


def _with_numbers(group: Group) -> int:
    model = m.tasks("p", "a").replace(b'name="a"', b'name="Aufnehmen"')
    with group.world.engine.begin(SYSTEM) as tx:
        return commands.definition.deploy(tx, {"p.bpmn": model, "process.toml": NUMBERS.encode()}).version_id


def test_the_numbers_of_processes_stand_beside_with_what_holds_and_what_comes(
    group: Group, login: Login
) -> None:
    version = _with_numbers(group)
    for day, number in ((TODAY, "4"), (LATER, "5")):
        with group.world.engine.begin(SYSTEM) as tx:
            commands.adoption.adopt(tx, version, "05334", day, "TOP 1", times={"ab": number})

    page = login("stefan").get(PAGE).page

    before, after = page.split("Aufnahme ab so vielen Bereichen")
    assert before.count("<table") == page.count("<table"), "in one table with the values of the group"
    row = after.split("</tr>")[0]
    assert ">4<span" in row
    assert "Vorschlag: 3" in row
    assert "ab 01.01.2027: 5" in row
    assert "TOP 1" in row


def test_the_form_of_a_proposal_asks_for_numbers_beside_times_and_shows_words(
    group: Group, login: Login
) -> None:
    version = _with_numbers(group)
    number = group.propose(times={version: {"a": "P14D", "ab": "4"}})

    olga = login("olga").get(f"/lenkungsgruppe/vorlage/{number}/bearbeiten")

    assert olga.value(f"zeit-{version}-ab") == "4"
    assert olga.value(f"zeit-{version}-a") == "14 Tage"
    assert "Aufnahme ab so vielen Bereichen" in olga.get(f"/lenkungsgruppe/vorlage/{number}").page


def test_a_repealed_value_names_the_resolution_before_it_on_the_day_itself(
    group: Group, login: Login
) -> None:
    _set(group, TODAY, coverage=80)
    _set(group, TODAY, coverage=70)
    group.pass_days(0)
    tomorrow = TODAY + timedelta(days=1)
    repeal = group.ready(title="Aufhebung", times={}, repeals=2, valid_from=tomorrow)
    group.adopt(repeal, valid_from=tomorrow)
    group.world.clock.moment += timedelta(days=1)  # and no worker has turned the proposal yet

    row = login("stefan").get(PAGE).page.split("Abdeckung durch Szenarien (%)")[1].split("</tr>")[0]

    assert ">80<" in row
    assert "V 2026/1" in row
    assert "V 2026/2" not in row


def test_a_value_that_is_repealed_before_its_day_does_not_come(group: Group, login: Login) -> None:
    _set(group, LATER, coverage=70)
    repeal = group.ready(title="Aufhebung", times={}, repeals=1, valid_from=LATER)
    group.adopt(repeal, valid_from=LATER)

    assert "ab 01.01.2027" not in login("stefan").get(PAGE).page


def test_rules_of_procedure_that_were_replaced_are_superseded(group: Group) -> None:
    first = _rules(group, "alt.pdf", TODAY)
    _rules(group, "neu.pdf", TODAY)

    group.pass_days(0)

    assert group.show(first).row.state.value == "superseded"
