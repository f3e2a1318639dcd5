"""The inbox: what is done with chosen tasks, undone, laid out, filtered and kept – without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import product

import pytest

from engine import commands, queries
from engine.commands.proposal import Content
from engine.queries.inbox import InboxFilter, InboxGroup
from engine.state import proposal
from engine.state.proposal import ProposalState
from engine.testing import Story, World
from engine.testing import models as m
from engine.testing.statements import statements
from web import inbox_filter
from web.testing import Browser, Login


@pytest.fixture
def task(story: Story) -> int:
    """The number of the open task."""
    return story.task("pruefen").id


def chosen(browser: Browser, word: str, task: int, **fields: str) -> Browser:
    """Choose the task in the list and press the button of that word."""
    browser.get("/aufgaben")
    pair = re.search(rf'value="({task}:\d+)"', browser.page)
    assert pair
    key = browser.value("lw-schluessel")
    return browser.post(
        "/aufgaben/auswahl",
        {"lw-aufgabe": pair[1], "lw-aktion": word, "lw-schluessel": key, "lw-zurueck": "/aufgaben", **fields},
    )


def said(browser: Browser, word: str, **fields: str) -> Browser:
    """Fill in the page that asks for more."""
    kept = {name: browser.value(name) for name in ("lw-aufgabe", "lw-schluessel", "lw-zurueck")}
    return browser.post("/aufgaben/auswahl/ausfuehren", {"lw-aktion": word, **kept, **fields})


def test_an_empty_inbox_leads_to_the_group_and_then_to_the_case_files(world: World, login: Login) -> None:
    ada = login("ada")
    mine, group = ada.get("/aufgaben?ansicht=meine").page, ada.get("/aufgaben").page

    assert '<a class="kern-btn kern-btn--secondary" href="/aufgaben">' in mine
    assert "Akten ansehen" not in mine
    assert '<a class="kern-btn kern-btn--secondary" href="/akte">' in group


def test_the_chosen_tasks_are_told_apart_by_case_and_person(story: Story, login: Login) -> None:
    page = chosen(login("ada"), "wiedervorlage", story.task("pruefen").id).page

    listed = page.split("Ausgewählte Aufgaben")[1]
    assert (story.reference in listed, "Muster, Maryam" in listed) == (True, True)


def test_a_chosen_task_is_claimed_and_that_is_undone(story: Story, login: Login, task: int) -> None:
    ada = chosen(login("ada"), "uebernehmen", task)
    held = story.task("pruefen").assignee
    shown = ada.page

    number = re.search(r"/aufgaben/auswahl/(\d+)/zuruecknehmen", shown)
    assert number
    ada.post(f"/aufgaben/auswahl/{number[1]}/zuruecknehmen", {"lw-zurueck": "/aufgaben"})

    assert (held, story.task("pruefen").assignee) == ("Ada Öztürk", None)
    assert "1 Aufgabe übernommen." in shown
    assert "Rückgängig gemacht: 1 Aufgabe ist wieder, wie sie war." in ada.page


def undone(browser: Browser, **fields: str) -> Browser:
    """Press the button that takes back what the page tells of."""
    number = re.search(r"/aufgaben/auswahl/\d+/zuruecknehmen", browser.page)
    assert number
    return browser.post(number[0], {"lw-zurueck": browser.value("lw-zurueck"), **fields})


def claimed(browser: Browser, task: int) -> Browser:
    """Claim the task on its page."""
    browser.get(f"/aufgaben/{task}")
    return browser.post(f"/aufgaben/{task}/uebernehmen", {"lw-revision": browser.value("lw-revision")})


def test_what_was_claimed_on_its_page_is_given_up_again_at_once(
    story: Story, login: Login, task: int
) -> None:
    ada = claimed(login("ada"), task)
    told = "Sie haben die Aufgabe übernommen." in ada.page, story.task("pruefen").assignee

    undone(ada)

    assert (told, story.task("pruefen").assignee) == ((True, "Ada Öztürk"), None)
    assert "Rückgängig gemacht: 1 Aufgabe ist wieder, wie sie war." in ada.page
    assert "Aufgabe übernehmen" in ada.page  # the page of the task, not the list


def test_the_next_task_is_given_up_again_at_once(story: Story, login: Login) -> None:
    ada = login("ada").post("/aufgaben/naechste", {})
    told = "Sie haben die Aufgabe übernommen." in ada.page, story.task("pruefen").assignee

    assert (told, undone(ada).status, story.task("pruefen").assignee) == ((True, "Ada Öztürk"), 200, None)


def test_a_row_that_was_claimed_offers_to_give_it_up_and_comes_back_to_its_list(
    story: Story, login: Login, task: int
) -> None:
    ada = login("ada").get("/aufgaben?ansicht=frei")
    revision = {"lw-revision": ada.value("lw-revision")}
    heads = {"HX-Request": "true", "HX-Current-URL": "http://localhost/aufgaben?ansicht=frei&ergebnis=7"}
    ada.post(f"/aufgaben/{task}/uebernehmen", revision, **heads)
    held = story.task("pruefen").assignee

    undone(ada)

    assert (held, story.task("pruefen").assignee) == ("Ada Öztürk", None)
    assert 'aria-current="page">Nicht vergeben' in ada.page
    assert "Rückgängig gemacht: 1 Aufgabe ist wieder, wie sie war." in ada.page


def test_what_was_given_back_on_its_page_is_taken_again_with_its_draft(
    story: Story, login: Login, task: int
) -> None:
    ada = claimed(login("ada"), task)
    said = {"lw-aktion": "zurueckgeben", "vermerk": "Bis hier war ich.", "lw-rueckgabe": "Urlaub"}
    ada.post(f"/aufgaben/{task}", {"lw-revision": ada.value("lw-revision"), **said})
    told = "Ihre Eingaben sind als Entwurf gespeichert." in ada.page, story.task("pruefen").assignee

    undone(ada)

    assert (told, story.task("pruefen").assignee) == ((True, None), "Ada Öztürk")
    assert "Bis hier war ich.</textarea>" in ada.get(f"/aufgaben/{task}").page


def test_what_somebody_has_changed_since_is_not_taken_back(story: Story, login: Login, task: int) -> None:
    ada = claimed(login("ada"), task)
    said = {"lw-aktion": "zurueckgeben", "lw-rueckgabe": "Urlaub"}
    ada.post(f"/aufgaben/{task}", {"lw-revision": ada.value("lw-revision"), **said})
    claimed(login("ben"), task)

    undone(ada)

    assert story.task("pruefen").assignee == "Ben Krüger"
    assert "Das ließ sich nicht rückgängig machen." in ada.page
    assert "inzwischen geändert" in ada.page


def test_nobody_takes_back_what_somebody_else_has_claimed(story: Story, login: Login, task: int) -> None:
    ada = claimed(login("ada"), task)
    number = re.search(r"/aufgaben/auswahl/\d+/zuruecknehmen", ada.page)
    assert number

    ben = login("ben").get("/aufgaben").post(number[0], {"lw-zurueck": "/aufgaben"})

    assert ben.status in (403, 404)  # the wall keeps even that there is something
    assert story.task("pruefen").assignee == "Ada Öztürk"


def test_a_delegation_asks_to_whom_and_the_list_says_from_whom(
    world: World, story: Story, login: Login, task: int
) -> None:
    ada = chosen(login("ada"), "uebernehmen", task)
    chosen(ada, "delegieren", task)
    said(ada, "delegieren")
    asked = ada.status, "Wählen Sie eine Person." in ada.page

    said(ada, "delegieren", **{"lw-person": str(world.people["ben"].account)})

    assert asked == (422, True)
    assert "1 Aufgabe an Ben Krüger delegiert. Sie bleiben verantwortlich." in ada.page
    assert "delegiert von Ada Öztürk" in ada.get("/aufgaben?ansicht=delegiert").page
    assert (story.task("pruefen").assignee, story.task("pruefen").owner) == ("Ben Krüger", "Ada Öztürk")


def test_a_follow_up_keeps_what_was_typed_until_it_is_right(story: Story, login: Login, task: int) -> None:
    ada = chosen(login("ada"), "wiedervorlage", task)

    said(ada, "wiedervorlage")
    both = "TT.MM.JJJJ" in ada.page, "Nennen Sie den Grund." in ada.page
    said(ada, "wiedervorlage", **{"lw-tag": "morgen", "lw-grund": "Die Schule antwortet."})
    first = ada.status, "TT.MM.JJJJ" in ada.page, "Die Schule antwortet.</textarea>" in ada.page
    said(ada, "wiedervorlage", **{"lw-tag": "01.12.2026", "lw-grund": "Die Schule antwortet."})

    assert (both, first) == ((True, True), (422, True, True))
    assert "1 Aufgabe liegt am 01.12.2026 wieder vor." in ada.page
    assert story.task("pruefen").follow_up_reason == "Die Schule antwortet."
    chosen(ada, "wiedervorlage", task)
    said(ada, "wiedervorlage", **{"lw-ende": "1"})
    assert story.task("pruefen").follow_up is None


def test_the_priority_and_a_comment_are_set_for_what_was_chosen(
    story: Story, login: Login, task: int
) -> None:
    ada = chosen(login("ada"), "prioritaet", task)
    said(ada, "prioritaet", **{"lw-prioritaet": "hoch"})
    priority = "1 Aufgabe hat jetzt die Priorität hoch." in ada.page
    chosen(ada, "kommentar", task)
    said(ada, "kommentar", **{"lw-kommentar": "Bitte @ben ansehen"})

    assert (priority, story.task("pruefen").priority) == (True, 80)
    assert "Bitte @ben ansehen" in ada.get(f"/aufgaben/{task}").page


def test_giving_back_what_was_chosen_asks_why_and_the_reason_stays_as_a_comment(
    story: Story, login: Login, task: int
) -> None:
    ada = chosen(login("ada"), "uebernehmen", task)
    chosen(ada, "zurueckgeben", task)
    asked = story.task("pruefen").assignee
    said(ada, "zurueckgeben", **{"lw-grund": " "})
    refused = ada.status, '<a href="#lw-grund">' in ada.page, story.task("pruefen").assignee

    said(ada, "zurueckgeben", **{"lw-grund": "Bin ab morgen im Urlaub."})

    assert (asked, refused) == ("Ada Öztürk", (422, True, "Ada Öztürk"))
    assert "1 Aufgabe zurückgegeben." in ada.page
    assert story.task("pruefen").assignee is None
    assert "Bin ab morgen im Urlaub." in ada.get(f"/aufgaben/{task}").page


def test_what_became_of_the_chosen_tasks_names_those_it_was_done_with_too(
    world: World, story: Story, login: Login, task: int
) -> None:
    other = world.start({"q.bpmn": m.tasks("q", "c", "d")})
    claimed(login("ben"), other.task("c").id)
    ada = login("ada").get("/aufgaben")
    pairs = re.findall(r'name="lw-aufgabe" value="(\d+:\d+)"', ada.page)
    ada.post(
        "/aufgaben/auswahl", {"lw-aufgabe": pairs, "lw-aktion": "uebernehmen", "lw-zurueck": "/aufgaben"}
    )

    told = ada.page.split('id="ergebnis-titel"')[1].split("</section>")[0]
    left, did = told.split("<details")

    assert (len(pairs), "1 Aufgabe übernommen. Bei 1 ging es nicht." in left) == (2, True)
    assert (other.reference in left, story.reference in left) == (True, False)
    assert "Die 1 Aufgabe, bei der es ging" in did
    assert (other.reference in did, story.reference in did) == (False, True)


def test_nothing_chosen_changes_nothing_and_says_so(login: Login) -> None:
    ada = login("ada").post("/aufgaben/auswahl", {"lw-aktion": "uebernehmen", "lw-zurueck": "/aufgaben"})

    assert "Bitte wählen Sie zuerst Aufgaben aus" in ada.page


def test_the_next_task_is_claimed_and_opened_until_there_is_none(story: Story, login: Login) -> None:
    ada, ben = login("ada").post("/aufgaben/naechste", {}), login("ben").post("/aufgaben/naechste", {})

    assert "Aufgabe abschließen" in ada.page
    assert story.task("pruefen").assignee == "Ada Öztürk"
    assert "Zurzeit wartet keine Aufgabe auf Sie." in ben.page


def choose_columns(browser: Browser, *keys: str) -> None:
    """See these columns, in this order."""
    browser.post("/aufgaben/spalten", {"lw-reihe": list(keys), "lw-zeigen": list(keys)})


def column_heads(browser: Browser) -> list[str]:
    """The heads of the list in their order."""
    found = re.findall(
        r'<th role="columnheader" scope="col"[^>]*>(?:<a [^>]*>)?(\w[^<]*)(?:</a>|</th>)', browser.page
    )
    return [str(one) for one in found]


def test_a_head_orders_the_list_by_its_column(story: Story, login: Login) -> None:
    ada = login("ada")
    choose_columns(ada, "eingang", "person")

    def head() -> tuple[str, str]:
        """How the list is ordered by „Liegt seit“, and where its head leads."""
        found = re.search(
            r'scope="col"(?: aria-sort="(\w+)")?><a class="lw-folge" href="([^"]+)">Liegt seit', ada.page
        )
        assert found
        return found[1] or "", found[2].replace("&amp;", "&")

    way = []
    ada.get("/aufgaben?ansicht=frei&prioritaet=normal")
    for _click in range(3):
        way.append(head())
        ada.get(way[-1][1])

    kept = "/aufgaben?ansicht=frei&prioritaet=normal&sortierung="
    assert way == [("", f"{kept}alt"), ("ascending", f"{kept}neu"), ("descending", f"{kept}alt")]
    assert ">Person</th>" in ada.page  # nothing orders by it
    assert "lw-folge" not in ada.get("/aufgaben?ansicht=erledigt").page
    # under the headings of due dates the list has their order
    assert "lw-folge" not in ada.get("/aufgaben?gruppierung=frist").page


def test_every_head_that_orders_does_so_both_ways(story: Story, login: Login) -> None:
    ada = login("ada")
    choose_columns(ada, *inbox_filter.COLUMNS)
    found = {}
    for order in inbox_filter.ORDERS:
        page = ada.get(f"/aufgaben?sortierung={order}").page
        found[order] = re.findall(
            r'aria-sort="(\w+)"><a class="lw-folge" href="[^"]+sortierung=([\w-]+)', page
        )

    assert all(len(one) == 1 for one in found.values())
    # and back again
    assert all(found[after][0][1] == order for order, ((_way, after),) in found.items())
    assert all(found[after][0][0] != way for ((way, after),) in found.values())


def test_a_heading_says_how_many_tasks_stand_under_it_and_what_no_column_repeats(
    world: World, login: Login
) -> None:
    world.start({"antrag.bpmn": m.tasks("antrag", "pruefen")})
    task = world.start({"andere.bpmn": m.tasks("andere", "lesen")}).task("lesen")
    ada = login("ada").get("/aufgaben?gruppierung=person")
    heads = column_heads(ada)
    counted = re.findall(r'scope="rowgroup"[^>]*>.+?<span class="lw-muted">([^<]+)</span>', ada.page)
    claimed = ada.post(
        f"/aufgaben/{task.id}/uebernehmen",
        {"lw-revision": task.revision},
        **{"HX-Request": "true", "HX-Current-URL": "http://localhost/aufgaben?gruppierung=person"},
    )

    assert heads == ["Aufgabe", "Akte", "Frist", "Bei"]
    assert counted == ["1 Aufgabe", "1 Aufgabe"]
    # a row that is put in has the cells of the others
    assert re.findall(r'data-label="(\w+)"', claimed.page) == heads[1:]
    with world.engine.begin(world.people["ada"]) as tx:
        paged = queries.inbox.page(tx, InboxFilter(group=InboxGroup.PERSON, size=1))
    assert paged.next
    further = ada.get(f"/aufgaben?gruppierung=person&nach={paged.next}").page
    assert "1 Aufgabe auf dieser Seite" in further


def test_a_list_shows_what_the_process_rests_on_and_by_what_the_authority_is_competent(
    world: World, login: Login
) -> None:
    profile = 'schluessel = "antrag"\nrechtsgrundlagen = ["§ 25b AufenthG", "§ 82 AufenthG"]\n'
    world.start({"antrag.bpmn": m.tasks("antrag", "pruefen"), "process.toml": profile.encode()})
    task = world.start({"andere.bpmn": m.tasks("andere", "lesen")}).task("lesen").id
    ada = login("ada").get("/aufgaben/spalten")
    choose_columns(ada, "rechtsgrundlage", "grundlage")

    ada.get("/aufgaben?rechtsgrundlage=§ 82 AufenthG")
    heads = [column for column in ("Rechtsgrundlage", "Zuständig nach") if f">{column}</th>" in ada.page]
    # as a filter holds it that was saved when there was no other
    by_competence = ada.page.count("data-zeile"), ada.get("/aufgaben?grundlage=§ 82 AufenthG").page

    assert heads == ["Rechtsgrundlage", "Zuständig nach"]
    assert by_competence[0] == 1
    assert "data-zeile" not in by_competence[1]
    assert ">Zuständig nach: <span" in by_competence[1]
    listed = ada.get("/aufgaben").page
    assert (listed.count("data-zeile"), "§ 25b AufenthG</span>" in listed, "und eine weitere" in listed) == (
        2,
        True,
        True,
    )
    assert "<dt>Rechtsgrundlage</dt>" not in ada.get(f"/aufgaben/{task}").page


def test_the_filter_offers_norms_by_statute_and_reads_what_older_addresses_say(
    world: World, login: Login
) -> None:
    for key, bases in (("eins", '"§§ 25a, 25b AufenthG", "§ 9 TIntG NRW – prüfen"'), ("zwei", '"Leitfaden"')):
        profile = f'schluessel = "{key}"\nrechtsgrundlagen = [{bases}]\n'
        world.start({f"{key}.bpmn": m.tasks(key, "pruefen"), "process.toml": profile.encode()})
    ada = login("ada")

    offered = ada.get("/aufgaben").page.split('id="rechtsgrundlage"')[1].split("</select>")[0]
    found = {
        said: (ada.get(f"/aufgaben?rechtsgrundlage={said}").page.count("data-zeile"), legal_basis_of(ada))
        for said in ("§ 9 TIntG NRW", "§ 9 TIntG NRW – prüfen", "§§ 25a, 25b AufenthG", "Leitfaden – prüfen")
    }

    assert re.findall(r'<optgroup label="([^"]+)">|<option value="([^"]*)"[^>]*>([^<]+)', offered) == [
        ("", "", "alle"),
        ("AufenthG", "", ""),
        ("", "§ 25a AufenthG", "§ 25a AufenthG"),
        ("", "§ 25b AufenthG", "§ 25b AufenthG"),
        ("TIntG NRW", "", ""),
        ("", "§ 9 TIntG NRW", "§ 9 TIntG NRW – prüfen"),
        ("Andere Grundlagen", "", ""),
        ("", "Leitfaden", "Leitfaden"),
    ]
    assert found == {
        "§ 9 TIntG NRW": (1, ["§ 9 TIntG NRW"]),
        "§ 9 TIntG NRW – prüfen": (1, ["§ 9 TIntG NRW"]),
        "§§ 25a, 25b AufenthG": (1, ["§§ 25a, 25b AufenthG"]),
        "Leitfaden – prüfen": (1, ["Leitfaden"]),
    }


def test_a_list_that_is_narrowed_to_a_norm_shows_who_names_it(world: World, login: Login) -> None:
    profile = """schluessel = "eins"
rechtsgrundlagen = ["§ 5 AufenthG", "§§ 25a, 25b AufenthG"]

[[daten]]
gruppe = "Alles"
rechtsgrundlage = "§ 86 AufenthG"
elemente = ["pruefen"]
"""
    story = world.start({"eins.bpmn": m.tasks("eins", "pruefen"), "process.toml": profile.encode()})
    ada = login("ada").get("/aufgaben/spalten")
    choose_columns(ada, "rechtsgrundlage")

    shown = {}
    for said in ("", "§ 25b AufenthG", "§ 86 AufenthG"):
        cell = ada.get(f"/aufgaben?rechtsgrundlage={said}").page.split('data-label="Rechtsgrundlage"')[1]
        shown[said] = re.findall(r'title="([^"]+)"', cell)[:2]

    assert shown == {
        "": ["§ 5 AufenthG", "§§ 25a, 25b AufenthG; § 86 AufenthG"],
        "§ 25b AufenthG": ["§§ 25a, 25b AufenthG", "§ 5 AufenthG; § 86 AufenthG"],
        "§ 86 AufenthG": ["§ 86 AufenthG", "§ 5 AufenthG; §§ 25a, 25b AufenthG"],
    }
    page = ada.get(f"/aufgaben/{story.task('pruefen').id}").page
    assert page.split("<dt>Rechtsgrundlage des Schritts</dt>")[1].startswith("<dd>§ 86 AufenthG</dd>")


def legal_basis_of(browser: Browser) -> list[str]:
    """What is chosen as legal basis."""
    offered = browser.page.split('id="rechtsgrundlage"')[1].split("</select>")[0]
    return re.findall(r'<option value="([^"]*)" selected', offered)


def test_what_narrows_the_list_is_named_and_taken_away_one_by_one(story: Story, login: Login) -> None:
    ada = login("ada").get(
        "/aufgaben?ansicht=frei&suche=Muster&prioritaet=normal&sortierung=neu&ablauf=antrag&verweis=x"
    )

    found = re.findall(
        r'<li><a href="(/aufgaben\?[^"]+)">([^<]+): <span[^>]*>([^<]+)</span>',
        ada.page.partition("lw-marken")[2],
    )
    named = {label: value for _address, label, value in found}
    without = {label: address.replace("&amp;", "&") for address, label, _value in found}

    assert named == {
        "Suche": "Muster",
        "Sortierung": "neueste zuerst",
        "Ablauf": "Antrag bearbeiten",
        "Priorität": "normal",
    }
    assert "prioritaet" not in without["Priorität"]
    assert "suche=Muster" in without["Priorität"]
    assert "Weitere Filter <span" in ada.page
    assert "lw-marken" not in ada.get("/aufgaben?ansicht=frei&sortierung=frist").page


def test_columns_stand_in_their_order(story: Story, login: Login) -> None:
    ada = login("ada").get("/aufgaben/spalten")
    choose_columns(ada, "frist", "prioritaet", "akte")

    heads = column_heads(ada.get("/aufgaben"))
    ada.post("/aufgaben/spalten", {"lw-aktion": "standard"})
    usual = column_heads(ada.get("/aufgaben"))

    assert heads == ["Aufgabe", "Frist", "Priorität", "Akte"]
    assert usual == ["Aufgabe", "Akte", "Person", "Frist", "Bei"]


@pytest.mark.parametrize(
    ("step", "order", "focus"),
    [
        ("hoch frist", ["akte", "frist", "person", "bei"], "Frist nach oben"),
        ("runter akte", ["person", "akte", "frist", "bei"], "Akte nach unten"),
        # at an end the button that pressed is of no use: the focus is on the other one
        ("hoch person", ["person", "akte", "frist", "bei"], "Person nach unten"),
    ],
)
def test_a_button_moves_a_column_and_keeps_ticks_and_focus(
    story: Story, login: Login, step: str, order: list[str], focus: str
) -> None:
    ada = login("ada").get("/aufgaben/spalten")
    said = re.findall(r'name="lw-reihe" value="(\w+)"', ada.page)
    ada.post("/aufgaben/spalten", {"lw-reihe": said, "lw-zeigen": ["frist", "norm"], "lw-aktion": step})

    assert re.findall(r'name="lw-reihe" value="(\w+)"', ada.page)[:4] == order
    assert re.findall(r'aria-label="([^"]+)" autofocus', ada.page) == [focus]
    ticked = re.findall(r'id="zeigen-(\w+)" name="lw-zeigen" value="\w+" checked', ada.page)
    assert ticked == ["frist"]
    assert column_heads(ada.get("/aufgaben")) == ["Aufgabe", "Akte", "Person", "Frist", "Bei"]


def test_a_filter_is_saved_shared_used_and_deleted(world: World, login: Login) -> None:
    ada = login("ada").get("/aufgaben?ansicht=frei&prioritaet=normal")
    ada.post(
        "/aufgaben/filter",
        {"ansicht": "frei", "prioritaet": "normal", "lw-name": "Liegt", "lw-teilen": str(world.here)},
    )
    ben = login("ben").get("/aufgaben")
    link = re.search(r'href="(/aufgaben\?filter=(\d+)[^"]+)"', ben.page)
    assert link
    refused = ben.post(f"/aufgaben/filter/{link[2]}/loeschen", {}).status
    ada.post(f"/aufgaben/filter/{link[2]}/loeschen", {})

    assert {"ansicht=frei", "prioritaet=normal"} <= set(
        link[1].replace("&amp;", "&").partition("?")[2].split("&")
    )
    assert refused == 403
    assert f"filter={link[2]}" not in ada.get("/aufgaben").page


def test_a_filter_that_is_gone_in_another_window_leads_back_to_the_list(login: Login) -> None:
    ada = login("ada")
    kept = {"ansicht": "frei", "prioritaet": "normal", "lw-name": "Liegt"}
    ada.post("/aufgaben/filter", kept)
    number = re.findall(r"/aufgaben/filter/(\d+)/loeschen", ada.page)[0]
    ada.post(f"/aufgaben/filter/{number}/loeschen", {})

    back = {"lw-zurueck": "/aufgaben?ansicht=frei&prioritaet=normal", "lw-name": "Neu"}
    for step in ("loeschen", "umbenennen"):
        ada.post(f"/aufgaben/filter/{number}/{step}", back)

        assert (ada.status, "<h1>Aufgaben</h1>" in ada.page) == (200, True)
        assert "Diesen Filter haben Sie schon gelöscht." in ada.page
        assert ">Priorität: <span" in ada.page


def test_a_filter_that_takes_the_place_of_another_says_so(login: Login) -> None:
    ada = login("ada")

    said = []
    for view in ("frei", "meine"):
        ada.post("/aufgaben/filter", {"ansicht": view, "prioritaet": "hoch", "lw-name": " Eilt  sehr "})
        said.append("Ihr Filter „Eilt sehr“ ist durch diesen ersetzt." in ada.page)

    assert said == [False, True]


def test_whoever_saves_a_search_is_warned_that_it_may_hold_a_name(login: Login) -> None:
    ada = login("ada")
    hint = "Der Suchtext „Muster“ wird mitgespeichert."

    assert hint in ada.get("/aufgaben?suche=Muster").page
    assert "wird mitgespeichert" not in ada.get("/aufgaben?prioritaet=normal").page


def test_another_choice_from_the_same_page_is_another_go(story: Story, login: Login, task: int) -> None:
    ada = chosen(login("ada").get("/aufgaben"), "uebernehmen", task)
    ada.get("/aufgaben")
    key = "k"
    chosen(ada, "zurueckgeben", task, **{"lw-schluessel": key})
    sent = {name: ada.value(name) for name in ("lw-aufgabe", "lw-schluessel", "lw-zurueck")}
    for _time in range(2):  # a double click
        ada.post("/aufgaben/auswahl/ausfuehren", {"lw-aktion": "zurueckgeben", "lw-grund": "Urlaub", **sent})
    released = story.task("pruefen").assignee
    chosen(ada, "uebernehmen", task, **{"lw-schluessel": key})

    assert (released, story.task("pruefen").assignee) == (None, "Ada Öztürk")


def test_a_filter_without_a_name_is_refused_in_english(login: Login) -> None:
    ada = login("ada").get("/aufgaben")
    ada.post("/sprache/en", {"weiter": "/aufgaben"})
    ada.post("/aufgaben/filter", {"ansicht": "frei", "prioritaet": "normal", "lw-name": " "})

    assert "Please give the filter a name." in ada.page
    # the field stays open
    assert re.search(r"<details[^>]* open><summary>Save this filter", ada.page)


def test_a_printed_list_says_which_whose_and_of_when_it_is(story: Story, login: Login) -> None:
    ada = login("ada").get("/aufgaben?ansicht=frei&prioritaet=normal")
    said = re.search(r'<p class="lw-printonly">(.+?)</p>', ada.page)

    assert said
    words = re.sub(r"<[^>]+>", "", said[1])
    assert words.startswith("Nicht vergeben · Priorität: normal · Ada Öztürk · Stand 23.11.2026, ")


ADDRESSES = [
    "gruppierung=ablauf",
    "gruppierung=frist&sortierung=prioritaet",
    "gruppierung=person&sortierung=neu",
    "faellig=woche&prioritaet=hoch&verweis=angeboten&rechtsgrundlage=x&grundlage=x&behoerde=1&schritt=y&ablauf=z",
    "behoerde=x&nach=&filter=x&ergebnis=x&sortierung=x&gruppierung=x&ansicht=verweise",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_layout_answers(story: Story, login: Login, address: str) -> None:
    browser = login("ada").get(f"/aufgaben?{address}")

    assert (browser.status, "<h1>Aufgaben</h1>" in browser.page) == (200, True)


def test_of_what_is_done_only_that_is_offered_and_said_which_counts(
    story: Story, login: Login, task: int
) -> None:
    ada = login("ada").get(f"/aufgaben/{task}")
    ada.post(f"/aufgaben/{task}/uebernehmen", {"lw-revision": ada.value("lw-revision")})
    said = {"lw-revision": ada.value("lw-revision"), "lw-aktion": "abschliessen", "vollstaendig": "nein"}
    ada.post(f"/aufgaben/{task}", said)
    narrowing = {
        "": [],
        "faellig=ueberfaellig": [],
        "verweis=angeboten": [],
        "ablauf=antrag": ["Ablauf"],
        "prioritaet=normal": ["Priorität"],
    }

    for group, order, narrow in product(("", "ablauf", "person", "frist"), ("frist", "neu"), narrowing):
        shown = ada.get(
            f"/aufgaben?ansicht=erledigt&gruppierung={group}&sortierung={order}&{narrow}"
        ).page.split("<h1>", 1)[1]

        grouped = group in ("ablauf", "person")
        limits = narrowing[narrow] + ["Gruppierung"] * grouped
        offered = ["ablauf", "schritt", "rechtsgrundlage", "grundlage", "prioritaet", "gruppierung"]
        assert re.findall(r'<select [^>]*name="([^"]+)"', shown) == offered + ["lw-teilen"] * bool(limits)
        assert re.findall(r'<li><a href="[^"]+">(\w+): <span', shown) == limits
        assert (f'href="/aufgaben/{task}"' in shown, shown.count('scope="rowgroup"')) == (True, grouped)


@pytest.mark.parametrize(("name", "most"), [("ada", 5), ("lea", 5), ("olga", 10)])
def test_the_whole_page_takes_few_statements_and_asks_nothing_twice(
    story: Story, login: Login, name: str, most: int
) -> None:
    browser = login(name)
    browser.get("/aufgaben")  # what a version asks for is looked at once

    with statements() as sent:
        browser.get("/aufgaben")

    assert len(sent) <= most
    assert len(set(sent)) == len(sent)


def test_a_task_is_unread_until_it_is_opened(story: Story, login: Login, task: int) -> None:
    ada = login("ada")

    marks = ["lw-unread" in ada.get("/aufgaben").page]
    ada.get(f"/aufgaben/{task}")
    marks.append("lw-unread" in ada.get("/aufgaben").page)

    assert marks == [True, False]


def test_a_review_that_is_due_stands_in_the_inbox_until_its_finding_is_written(
    world: World, login: Login
) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        number = commands.proposal.create(tx, Content("Fristen der Einbürgerung", jurisdictions=("05334",)))
        row, due = proposal.get(tx, number), tx.today - timedelta(days=8)
        proposal.change(tx, row, state=ProposalState.IN_FORCE, review_on=due)
    olga = login("olga")

    listed = olga.get("/aufgaben").page
    assert "Überprüfungen <span" in listed
    assert "(1)" in listed.split("Überprüfungen <span")[1][:80]
    link = re.search(r'href="([^"]+)#ueberpruefung"', listed)
    assert link
    assert f"fällig seit {due:%d.%m.%Y}" in listed
    for quiet in ("/aufgaben?ansicht=erledigt", "/aufgaben?suche=Meier"):
        assert "Überprüfungen <span" not in olga.get(quiet).page
    assert "Überprüfungen <span" not in login("ada").get("/aufgaben").page

    olga.get(link[1])
    said = {"revision": olga.value("revision"), "befund": "Hat sich bewährt.", "wieder": "12"}
    olga.post(f"{link[1].partition('?')[0]}/ueberpruefung", said)

    assert "Die Überprüfung ist erledigt." in olga.page
    assert "Überprüfungen <span" not in olga.get("/aufgaben").page
