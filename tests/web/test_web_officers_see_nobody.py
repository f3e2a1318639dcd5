"""Who coordinates or decides on processes sees no case content, nor does who works elsewhere: every page of the
application, called with everything there is.
"""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.routing import AnyConverter, BaseConverter, IntegerConverter

from engine.actor import SYSTEM, Membership, Role
from engine.commands import account
from engine.documents import Scan
from engine.state import case, document
from engine.testing import PASSWORD, Story, World
from web.testing import Browser, Login

#: sentences that lie beside the case: why a task was laid aside, why it is where it is and what was asked for it, what
#: an incident quotes, what a program said of its failure
BESIDE = ("Geheimer Anlass", "Geheimer Grund", "Geheime Gruppe", "Geheimer Wert", "Geheime Meldung")
#: what only the case holds: the person's names, a value of its form, the title of a document
SECRETS = ("Muster", "Maryam", "1999-03-17", "17.03.1999", "Reisepass der Person", *BESIDE)
_ASIDE = (
    "WITH aside AS (UPDATE user_task SET follow_up_at = now() + interval '3 days')"
    " UPDATE task_text SET follow_up_reason = 'Geheimer Anlass',"
    " reason = jsonb_build_object('sentence', 'Geheimer Grund'),"
    " question = jsonb_build_object('groups', jsonb_build_array('Geheime Gruppe'))"
)
_STOPPED = (
    "WITH new AS (INSERT INTO incident (case_id, instance_id, element, element_name, element_instance, kind, state, at)"
    " SELECT case_id, id, 'pruefen', 'Prüfen', 99, :kind, 'open', now() FROM process_instance RETURNING id, case_id)"
    " INSERT INTO incident_text SELECT id, case_id, :message FROM new"
)
#: converters of an address that are no number, with what is put there
_WORDS = {
    "reference": "KIM-2026-000001",
    "key": "antrag",
    "kind": "csv",
    "name": "ruecknahme",
    "code": "de",
    "path": "antrag.bpmn",
}


@pytest.fixture
def story(world: World, files: dict[str, bytes]) -> Story:
    """A day that stands on no calendar page by itself."""
    return world.start(files, {"eingang": "1999-03-17"})


@pytest.fixture
def full(story: Story) -> Story:
    """The case with a document; whatever stands for itself has the number 1."""
    with story.world.engine.begin(SYSTEM) as tx:
        number = case.by_reference(tx, story.reference).id
        task = tx.execute(text("SELECT id FROM user_task")).scalar_one()
        kept = document.create(tx, number, "Reisepass der Person", document.Filed(), task, None)
        said = {"submission": "eins", "name": "pass.pdf", "media_type": "application/pdf", "size": 3}
        tx.execute(text(_ASIDE))
        for kind, message in (
            ("timer", "Der Zeitgeber „Prüfen“ ist nicht lesbar: Er ergab „Geheimer Wert“."),
            ("job", "HTTP 500: Geheime Meldung"),
        ):
            tx.execute(text(_STOPPED), {"kind": kind, "message": message})
        document.append(tx, kept, 1, {**said, "digest": "0" * 64, "scan": Scan.CLEAN})
    return story


def addresses(app: Flask) -> list[str]:
    """Every page and file of the application, with something that is there for each part of its address."""
    found = []
    adapter = app.url_map.bind("")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        values = {name: _value(name, rule._converters[name]) for name in rule.arguments}
        found.append(adapter.build(rule.endpoint, values))
    return sorted(set(found))


def _value(name: str, converter: BaseConverter) -> object:
    """What is there under that name of an address; of several choices the first."""
    match converter:
        case IntegerConverter():
            return 1
        case AnyConverter():
            return min(converter.items)
        case _:
            return _WORDS.get(name, "1")


#: who reads no files, where the case is led; and who reads files and repairs, but at another authority: together, since
#: no role takes anything away from another
OFFICERS = (Role.COORDINATOR, Role.STEERING_MEMBER, Role.PROCESS_OWNER)
STRANGERS = (Role.CLERK, Role.CASE_MANAGER, Role.TEAM_LEAD, Role.HEAD_OF_OFFICE, Role.AUDITOR)


@pytest.mark.parametrize(
    ("roles", "here"),
    [(OFFICERS, True), ((Role.ADMINISTRATOR, Role.GUEST), True), ((*STRANGERS, *OFFICERS), False)],
    ids=["officers", "administrator", "strangers"],
)
def test_no_page_says_anything_of_a_person_to_whoever_does_not_read_the_case(
    full: Story, app: Flask, login: Login, roles: tuple[Role, ...], here: bool
) -> None:
    world = full.world
    place = world.here if here else world.elsewhere
    with world.engine.begin(SYSTEM) as tx:
        account.create(tx, "kim", "Kim Kühn", PASSWORD, [Membership(place, role) for role in roles])
    browser = login("kim")

    told = {one: leak for one in addresses(app) if (leak := _leaks(browser, one))}

    assert told == {}


def test_taking_part_alone_tells_whom_the_case_is_about_and_no_more(
    full: Story, app: Flask, login: Login
) -> None:
    """Strangers whose authority takes part without a task, in every role: its process names no group for them."""
    world = full.world
    with world.engine.begin(SYSTEM) as tx:
        case.join(tx, case.by_reference(tx, full.reference).id, {world.elsewhere})
        account.create(
            tx,
            "kim",
            "Kim Kühn",
            PASSWORD,
            [Membership(world.elsewhere, role) for role in (*STRANGERS, *OFFICERS)],
        )
    browser = login("kim")

    told = {leak for one in addresses(app) for leak in _leaks(browser, one)}

    assert told == {"Muster", "Maryam"}


def test_the_same_pages_tell_a_clerk(full: Story, app: Flask, login: Login) -> None:
    """So that the test above does not look for what nobody is shown."""
    browser = login("ada")

    told = {secret for one in addresses(app) for secret in _leaks(browser, one)}

    assert {"Muster", "Maryam", "17.03.1999", "Reisepass der Person"} <= told
    assert {"Geheimer Anlass", "Geheimer Grund", "Geheimer Wert", "Geheime Meldung"} <= told
    assert full.reference


def test_who_repairs_without_reading_files_is_told_what_the_model_says(full: Story, login: Login) -> None:
    with full.world.engine.begin(SYSTEM) as tx:
        account.create(tx, "kim", "Kim Kühn", PASSWORD, [Membership(full.world.here, Role.PROCESS_OWNER)])

    page = login("kim").get("/betrieb").page

    assert "Der Zeitgeber „…“ ist nicht lesbar: Er ergab „…“." in page.replace("\u2060", "")
    assert "Was das Programm gemeldet hat, liest, wer den Fall einsehen darf." in page


def _leaks(browser: Browser, address: str) -> list[str]:
    answer = browser.client.get(address, follow_redirects=True)
    said = answer.get_data().decode("utf-8", "replace")
    assert answer.status_code < 500, address
    return [one for one in SECRETS if one in said]
