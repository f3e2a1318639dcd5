"""The form of a proposal saves itself: a draft begins with its title, and nobody's words are replaced unseen."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands, queries
from engine.queries.proposal import ProposalView
from engine.testing import World
from engine.testing import models as m
from tests.steering.conftest import Group, around
from web.testing import Browser, Login

NEW = "/lenkungsgruppe/vorlage/neu"
TYPED = {"title": "Kürzer", "migration_rule": "keep", "review_months": "6", "jurisdictions": "05334"}


@pytest.fixture
def group(world: World) -> Group:
    """A steering group, and a version nobody has decided on."""
    with world.engine.begin(SYSTEM) as tx:
        version = commands.definition.deploy(tx, {"p.bpmn": m.tasks("p", "a")}).version_id
        commands.adoption.adopt(tx, version, "05", tx.today, "Testbeschluss")
        return around(world, version)


def _keep(browser: Browser, path: str, **fields: str) -> tuple[int, dict[str, str]]:
    sent = {"csrf_token": browser.token(), **TYPED, **fields}
    answer = browser.client.post(f"{path}/entwurf", data=sent)
    return answer.status_code, {name: str(value) for name, value in answer.get_json().items()}


def _shown(world: World, number: int = 1) -> ProposalView:
    with world.engine.begin(SYSTEM) as tx:
        return queries.proposal.show(tx, number)


def test_a_new_proposal_is_kept_once_it_has_a_title_and_sending_it_begins_no_second_one(
    group: Group, login: Login
) -> None:
    olga = login("olga").get(NEW)
    assert f'data-entwurf="{NEW}/entwurf"' in olga.page

    status, said = _keep(olga, NEW, title="")
    assert (status, "Titel" in said["gemeldet"]) == (422, True)
    status, said = _keep(olga, NEW)
    assert (status, said["gemeldet"].startswith("Als Entwurf gespeichert um ")) == (200, True)
    known = {"lw-entwurf": said["entwurf"], "lw-revision": said["revision"]}
    status, said = _keep(olga, NEW, reason="Zu lang", **known)
    olga.post(NEW, TYPED | known | {"lw-revision": said["revision"], "reason": "Viel zu lang"})

    view = _shown(group.world)
    assert (view.row.title, view.row.reason, view.row.revision) == ("Kürzer", "Viel zu lang", 3)
    with group.world.engine.begin(SYSTEM) as tx:
        assert tx.execute(text("SELECT count(*) FROM proposal")).scalar_one() == 1


def test_what_cannot_be_agreed_on_is_said_and_nothing_is_kept(group: Group, login: Login) -> None:
    number = group.propose()
    olga = login("olga").get(f"/lenkungsgruppe/vorlage/{number}/bearbeiten")

    status, said = _keep(olga, f"/lenkungsgruppe/vorlage/{number}", valid_from="bald", **{"lw-revision": "1"})

    assert (status, "TT.MM.JJJJ" in said["gemeldet"]) == (422, True)
    assert _shown(group.world, number).row.revision == 1


def test_whoever_is_slower_is_told_keeps_the_words_and_replaces_only_when_they_say_so(
    group: Group, login: Login
) -> None:
    number = group.propose()
    path = f"/lenkungsgruppe/vorlage/{number}"
    olga, other = login("olga").get(f"{path}/bearbeiten"), login("olga").get(f"{path}/bearbeiten")
    opened = {"lw-revision": olga.value("lw-revision")}
    assert _keep(other, path, title="Von anderen", **opened)[0] == 200

    status, said = _keep(olga, path, title="Meine", **opened)
    assert (status, "Jemand hat die Vorlage geändert" in said["gemeldet"]) == (409, True)
    olga.post(f"{path}/bearbeiten", TYPED | opened | {"title": "Meine"})
    assert (olga.status, olga.value("title"), "data-entwurf=" in olga.page) == (409, "Meine", False)
    assert _shown(group.world, number).row.title == "Von anderen"

    olga.post(f"{path}/bearbeiten", TYPED | {"lw-revision": olga.value("lw-revision"), "title": "Meine"})
    assert _shown(group.world, number).row.title == "Meine"


def test_what_is_a_draft_no_more_is_not_offered_to_be_edited(group: Group, login: Login) -> None:
    number = group.propose()
    group.consult(number)

    olga = login("olga").get(f"/lenkungsgruppe/vorlage/{number}/bearbeiten")

    assert "Nur ein Entwurf lässt sich bearbeiten. Die Vorlage ist in Beteiligung." in olga.page
    assert 'name="lw-revision"' not in olga.page


def test_who_still_types_when_the_consultation_begins_keeps_the_words_and_is_led_back(
    group: Group, login: Login
) -> None:
    number = group.propose()
    path = f"/lenkungsgruppe/vorlage/{number}"
    olga = login("olga").get(f"{path}/bearbeiten")
    opened = {"lw-revision": olga.value("lw-revision")}
    group.consult(number)

    status, said = _keep(olga, path, title="Zu spät", **opened)
    assert (status, "ist inzwischen in Beteiligung" in said["gemeldet"]) == (409, True)
    olga.post(f"{path}/bearbeiten", TYPED | opened | {"title": "Zu spät"})

    assert (olga.status, olga.value("title"), "data-entwurf=" in olga.page) == (409, "Zu spät", False)
    assert "lässt sich nicht mehr ändern" in olga.page
    assert "Mit dem nächsten Speichern" not in olga.page
    assert ">Speichern<" not in olga.page
    assert "Zur Vorlage" in olga.page


def test_saving_in_a_row_is_one_change_of_the_history_until_somebody_else_comes_in(
    group: Group, login: Login
) -> None:
    olga = login("olga").get(NEW)
    _status, said = _keep(olga, NEW)
    for title in ("Kürzer!", "Noch kürzer"):
        known = {"lw-entwurf": said["entwurf"], "lw-revision": said["revision"]}
        _status, said = _keep(olga, NEW, title=title, **known)

    assert [one.kind for one in _shown(group.world).events] == ["created"]


def test_what_was_typed_comes_back_after_the_session_with_the_draft_it_belongs_to(
    group: Group, login: Login
) -> None:
    olga = login("olga").get(NEW)
    _status, said = _keep(olga, NEW)
    olga.client.delete_cookie("laufweg")
    known = {"lw-entwurf": said["entwurf"], "lw-revision": said["revision"]}

    olga.post(NEW, TYPED | known | {"title": "Danach"})

    assert "Anmelden" in olga.page
    assert _shown(group.world).row.title == "Kürzer"


def test_nobody_else_keeps_a_draft_of_another_territory(group: Group, login: Login) -> None:
    number = group.propose()
    ada = login("ada").get("/aufgaben")

    answer = ada.client.post(
        f"/lenkungsgruppe/vorlage/{number}/entwurf",
        data={"csrf_token": ada.token(), **TYPED, "lw-revision": "1"},
    )

    assert answer.status_code == 403


def test_a_draft_that_saves_itself_takes_up_the_problem_it_is_about_once(group: Group, login: Login) -> None:
    story = group.world.open("p")
    with group.world.engine.begin(group.world.people["lea"]) as tx:
        problem = commands.structural.report(tx, story.reference, "Kein Platz", "Immer im Herbst")
    olga = login("olga").get(f"{NEW}?thema={problem}")

    _status, said = _keep(olga, NEW, thema=str(problem))
    known = {"lw-entwurf": said["entwurf"], "lw-revision": said["revision"], "thema": str(problem)}
    olga.post(NEW, TYPED | known)

    assert "Der Entwurf ist angelegt." in olga.page
    with group.world.engine.begin(SYSTEM) as tx:
        assert queries.structural.show(tx, problem).line.problem.proposal_id == int(said["entwurf"])


def test_whoever_is_slower_sees_in_which_fields_somebody_else_wrote_what(group: Group, login: Login) -> None:
    number = group.propose()
    path = f"/lenkungsgruppe/vorlage/{number}"
    olga, other = login("olga").get(f"{path}/bearbeiten"), login("olga").get(f"{path}/bearbeiten")
    opened = {"lw-revision": olga.value("lw-revision")}
    assert _keep(other, path, title="Von anderen", migration_rule="all", **opened)[0] == 200

    olga.post(f"{path}/bearbeiten", TYPED | opened | {"title": "Meine", "review_months": "12"})

    rows = re.findall(r"<tr role=\"row\"><td.*?</tr>", olga.page)
    told = [re.sub(r"<[^>]+>", "|", one) for one in rows]
    assert [[word for word in one.split("|") if word] for one in told] == [
        ["Titel", "Von anderen", "Meine"],
        ["Laufende Fälle", "Alle laufenden Fälle wechseln", "Laufende Fälle bleiben auf ihrer Fassung"],
        ["Überprüfung nach (Monate)", "6", "12"],
    ]
    assert "Zuletzt geändert von" in olga.page


def test_leaving_a_new_form_asks_whether_its_draft_is_kept_or_withdrawn(group: Group, login: Login) -> None:
    olga = login("olga").get(NEW)
    said = _keep(olga, NEW)[1]
    known = {"lw-entwurf": said["entwurf"], "lw-revision": said["revision"]}

    olga.post(NEW, TYPED | known | {"abbrechen": "ja"})
    assert "Entwurf behalten oder verwerfen?" in olga.page
    said = {"revision": olga.value("revision"), "grund": olga.value("grund")}
    olga.post("/lenkungsgruppe/vorlage/1/zurueckziehen", said)

    view = _shown(group.world)
    assert view.row.state == "withdrawn"
    assert view.events[0].detail["reason"] == "Beim Anlegen verworfen."


def test_leaving_before_anything_was_kept_leaves_nothing(group: Group, login: Login) -> None:
    olga = login("olga").get(NEW)

    olga.post(NEW, {"abbrechen": "ja"})

    assert "Entwurf behalten" not in olga.page
    with group.world.engine.begin(SYSTEM) as tx:
        assert tx.execute(text("SELECT count(*) FROM proposal")).scalar_one() == 0
