"""Both clocks of a task with their derivation, another agreed day by the team lead, comments."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest

from engine import SYSTEM, commands
from engine.testing import PASSWORD, Story, World
from engine.testing import models as m
from web.testing import Browser, Login

PROFILE = b'schluessel = "p"\n[[zeiten]]\nelement = "a"\nart = "bearbeitung"\nwert = "P7D"\n'


@pytest.fixture
def story(world: World) -> Story:
    """It is 23.11.2026: agreed are seven days, the law ends on 28.12.2026."""
    process = m.process(
        "p",
        m.start(),
        m.script_task("lesen", '=date("2026-11-27")', "bekannt_am"),
        m.user_task(
            "a",
            due='=today() + vereinbart("a")',
            extra=m.properties(
                rechtsfrist='=frist(bekannt_am, duration("P1M"))', rechtsfrist_norm="§ 74 VwGO"
            ),
        ),
        m.end(),
        m.flow("start", "lesen"),
        m.flow("lesen", "a"),
        m.flow("a", "end"),
    )
    return world.start({"p.bpmn": process, "process.toml": PROFILE})


@pytest.fixture
def task(story: Story) -> str:
    """The address of the open task."""
    return f"/aufgaben/{story.task('a').id}"


def plain(browser: Browser, heading: str) -> str:
    """The section under a heading, without markup."""
    found = re.search(rf"<section[^>]*><h2[^>]*>{heading}</h2>(.*?)</section>", browser.page, re.DOTALL)
    assert found is not None
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split())


def move(browser: Browser, task: str, day: str, reason: str, revision: str = "") -> Browser:
    browser.get(f"{task}/vereinbarte-zeit")
    seen = revision or browser.value("lw-revision")
    return browser.post(f"{task}/vereinbarte-zeit", {"lw-revision": seen, "lw-tag": day, "lw-grund": reason})


def test_the_task_shows_both_clocks_and_which_one_counts(login: Login, task: str) -> None:
    said = plain(login("ada").get(task), "Fristen")

    law, word = said.split("Vereinbarte Zeit", 1)
    assert law.startswith("Gesetzliche Frist 28.12.2026 Wie sie berechnet ist Beginn 27.11.2026")
    assert "gesetzliche Frist bis 28.12.2026, Montag (§ 74 VwGO)" in law
    assert word.startswith(
        " 30.11.2026 zählt, weil früher Wie der Tag zustande kommt Aufgabe entstanden 23.11.2026"
    )
    assert "vereinbart: 7 Tage (Beschluss Testbeschluss)" in word
    assert "Niemand kann sie ändern." in said


def test_what_is_not_certain_about_the_law_stands_beside_its_day(world: World, login: Login) -> None:
    norm = "§ 75 S. 2 VwGO; nicht gesichert – prüfen"
    law = m.properties(
        rechtsfrist='=frist(date("2026-11-20"), duration("P3M"), "VwGO")', rechtsfrist_norm=norm
    )
    flows = m.flow("start", "a"), m.flow("a", "end")
    story = world.start({"p.bpmn": m.process("p", m.start(), m.user_task("a", extra=law), m.end(), *flows)})

    said = plain(login("ada").get(f"/aufgaben/{story.task('a').id}"), "Fristen")

    day = "gesetzliche Frist bis 22.02.2027, Montag (§ 75 S. 2 VwGO; nicht gesichert – prüfen)"
    assert said.startswith(f"Gesetzliche Frist 22.02.2027 {day} Wie sie berechnet ist")


def test_a_day_the_case_has_set_is_called_so_everywhere(world: World, login: Login) -> None:
    flows = m.flow("start", "a"), m.flow("a", "end")
    process = m.process("p", m.start(), m.user_task("a", due='=date("2026-12-04")'), m.end(), *flows)
    story = world.start({"p.bpmn": process})
    lea = login("lea")

    listed = lea.get("/aufsicht/aufgaben").page
    calendar = lea.get("/fristen/kalender?ansicht=woche&tag=2026-12-04").page
    told = lea.get(f"/akte/{story.reference}").page
    table = lea.client.get("/aufsicht/aufgaben.csv").data.decode("utf-8-sig").splitlines()

    assert '<span class="lw-table__sub">festgelegt' in listed
    assert '<span class="lw-cal__kind">festgelegt' in calendar
    assert "<p>Im Ablauf festgelegter Tag</p>" in told
    assert "Vereinbarte Zeit" not in told
    heads, row = (line.split(";") for line in table[:2])
    cells = dict(zip(heads, row, strict=True))
    assert (cells["vereinbarte Zeit"], cells["festgelegter Tag"][:10]) == ("", cells["Frist"][:10])


def test_the_list_says_which_clock_it_is(login: Login, task: str) -> None:
    assert "vereinbart, gesetzlich 28.12.2026" in login("ada").get("/aufgaben").page


def test_the_file_tells_how_both_came_about(story: Story, login: Login) -> None:
    page = login("ada").get(f"/akte/{story.reference}").page

    assert "Wie die Frist zustande kam" in page
    assert "gesetzliche Frist bis 28.12.2026, Montag (§ 74 VwGO)" in page


def test_only_the_team_lead_is_offered_another_day(login: Login, task: str) -> None:
    ada, lea = login("ada"), login("lea")

    assert "Andere Zeit vereinbaren" not in ada.get(task).page
    assert "Andere Zeit vereinbaren" in lea.get(task).page
    assert ada.get(f"{task}/vereinbarte-zeit").status == 403
    assert move(lea, task, "10.12.2026", "weil").status == 200


def test_another_day_is_shown_with_its_reason_and_the_old_one(story: Story, login: Login, task: str) -> None:
    lea = login("lea")
    page = move(lea, task, "10.12.2026", "Gutachten abwarten")

    assert "Die vereinbarte Zeit ist geändert." in page.page
    said = plain(page, "Fristen")
    assert "Vereinbarte Zeit 10.12.2026 zählt, weil früher" in said
    assert "von Lea Groß, bisher 30.11.2026. Grund: Gutachten abwarten" in said
    due = story.task("a").due
    assert due is not None
    assert due.date() == date(2026, 12, 10)


def test_before_a_day_that_is_doubtful_it_asks_and_nothing_is_saved(
    story: Story, login: Login, task: str
) -> None:
    lea = login("lea")
    page = move(lea, task, "02.01.2027", "Urlaub")

    assert "Diesen Tag trotzdem vereinbaren?" in page.page
    assert "Der Tag liegt hinter der gesetzlichen Frist." in page.page
    assert "Der 02.01.2027 ist kein Arbeitstag (Samstag)." in page.page
    assert 'value="02.01.2027"' in page.page
    assert story.task("a").agreed_changes == ()


def test_saved_all_the_same_the_law_counts(login: Login, task: str) -> None:
    lea = login("lea")
    asked = move(lea, task, "30.12.2026", "Urlaub")
    page = lea.post(f"{task}/vereinbarte-zeit", _again(asked, "30.12.2026"))

    assert "Die vereinbarte Zeit ist geändert." in page.page
    said = plain(page, "Fristen")
    assert "Gesetzliche Frist 28.12.2026 zählt, weil früher" in said
    assert "Dieser Tag liegt nach der gesetzlichen Frist" in said


def test_who_types_another_doubtful_day_is_asked_again(story: Story, login: Login, task: str) -> None:
    lea = login("lea")
    asked = move(lea, task, "30.12.2026", "Urlaub")
    page = lea.post(f"{task}/vereinbarte-zeit", _again(asked, "12.12.2026"))

    assert "Der 12.12.2026 ist kein Arbeitstag (Samstag)." in page.page
    assert story.task("a").agreed_changes == ()


def _again(asked: Browser, day: str) -> dict[str, str]:
    """The form with its question answered."""
    return {
        "lw-revision": asked.value("lw-revision"),
        "lw-trotzdem": asked.value("lw-trotzdem"),
        "lw-tag": day,
        "lw-grund": "Urlaub",
    }


@pytest.mark.parametrize(
    ("day", "reason", "words"),
    [
        ("bald", "weil", "Bitte geben Sie das Datum so ein: TT.MM.JJJJ."),
        ("01.01.2026", "weil", "Der Tag ist schon vorbei."),
        ("10.12.2026", "", "Nennen Sie den Grund."),
        # a day that would be asked about, too
        ("02.01.2027", "", "Nennen Sie den Grund."),
    ],
)
def test_a_wrong_day_is_told_and_what_was_typed_stays(
    login: Login, task: str, day: str, reason: str, words: str
) -> None:
    answer = move(login("lea"), task, day, reason)

    assert answer.status == 422
    assert words in answer.page
    assert f'value="{day}"' in answer.page


def test_when_somebody_was_faster_what_was_typed_stays(login: Login, task: str) -> None:
    lea = login("lea")
    seen = lea.get(f"{task}/vereinbarte-zeit").value("lw-revision")
    move(lea, task, "08.12.2026", "weil")

    answer = move(lea, task, "10.12.2026", "Gutachten", revision=seen)

    assert answer.status == 409
    assert "inzwischen geändert" in answer.page
    assert 'value="10.12.2026"' in answer.page
    assert answer.value("lw-revision") != seen


def test_faults_and_history_are_told_in_english(login: Login, task: str, story: Story) -> None:
    lea = login("lea")
    lea.get(task)
    lea.post("/sprache/en", {"weiter": task})

    move(lea, task, "01.01.2026", "weil")
    assert (lea.status, "Expected a day to come, but this one has passed." in lea.page) == (422, True)

    move(lea, task, "08.12.2026", "Gutachten abwarten")
    lea.get(f"/akte/{story.reference}")
    said = 'changed: 30.11.2026 before, 08.12.2026 now. Reason: <span lang="de">Gutachten abwarten</span>'
    assert said in lea.page


def test_a_closed_task_has_no_day_to_agree_on(story: Story, login: Login, task: str) -> None:
    lea = login("lea")
    lea.get(f"{task}/vereinbarte-zeit")
    fields = {"lw-revision": lea.value("lw-revision"), "lw-tag": "10.12.2026", "lw-grund": "weil"}
    story.complete("a")

    assert "Diese Aufgabe ist abgeschlossen." in lea.post(f"{task}/vereinbarte-zeit", fields).page
    assert "Diese Aufgabe ist abgeschlossen." in lea.get(f"{task}/vereinbarte-zeit").page


def test_comments_are_read_and_written_at_the_task(login: Login, task: str) -> None:
    ben = login("ben")
    ben.get(task)
    ben.post(f"{task}/kommentar", {"lw-kommentar": "Zeile eins\nmit <b>"})
    assert "Ihr Kommentar ist gespeichert." in ben.page

    said = plain(login("ada").get(task), "Kommentare")
    assert "Ben Krüger" in said
    assert "Zeile eins mit &lt;b&gt;" in said


def test_a_name_that_reaches_nobody_is_told(login: Login, task: str) -> None:
    ben = login("ben")
    assert "Mit @ und der Kennung" in ben.get(task).page
    ben.post(f"{task}/kommentar", {"lw-kommentar": "@Ada @niemand.da @carla bitte, ada@example.org"})

    # carla works elsewhere; a capital letter and an address are no fault
    assert "Nicht benachrichtigt: @niemand.da, @carla." in ben.page

    ben.post(f"{task}/kommentar", {"lw-kommentar": "@ada bitte"})
    assert "Nicht benachrichtigt" not in ben.page


def test_a_notice_of_a_comment_leads_to_the_comments(login: Login, task: str) -> None:
    ben, ada = login("ben"), login("ada")
    ben.get(task)
    ben.post(f"{task}/kommentar", {"lw-kommentar": "@ada bitte"})
    link = re.search(r'href="(/meldungen/\d+)"', ada.get("/meldungen").page)
    assert link is not None

    assert ada.client.get(link[1]).headers["Location"] == f"{task}#kommentare"


def test_a_team_lead_finds_the_way_to_assigning(story: Story, login: Login, task: str) -> None:
    row = story.task("a")
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)

    assert f'href="/aufsicht{task}#zuweisen"' in login("lea").get(task).page
    assert f'href="/aufsicht{task}' not in login("ben").get(task).page
    assert "Ihre Teamleitung kann die Aufgabe neu zuweisen." in login("ben").get(task).page


@pytest.mark.parametrize(
    ("text", "words"), [("", "Schreiben Sie einen Text."), ("x" * 4001, "Höchstens 4000 Zeichen")]
)
def test_a_comment_that_cannot_be_is_told_with_its_text(
    login: Login, task: str, text: str, words: str
) -> None:
    ben = login("ben")
    ben.get(task)
    answer = ben.post(f"{task}/kommentar", {"lw-kommentar": text})

    assert answer.status == 422
    assert words in answer.page
    assert text in answer.page


@pytest.mark.parametrize(
    ("login_", "where", "fields"),
    [
        ("ben", "kommentar", {"lw-kommentar": "mühsam getippt"}),
        (
            "lea",
            "vereinbarte-zeit",
            {"lw-revision": "1", "lw-tag": "10.12.2026", "lw-grund": "mühsam getippt"},
        ),
    ],
)
def test_what_was_typed_before_the_session_ended_is_there_after_it(
    login: Login, task: str, login_: str, where: str, fields: dict[str, object]
) -> None:
    browser = login(login_)
    browser.get(task)
    browser.client.delete_cookie("laufweg")
    browser.post(f"{task}/{where}", fields)
    carried: dict[str, object] = {
        name: html.unescape(browser.value(name)) for name in ("weiter", "zurueck", "eingabe")
    }

    back = browser.post("/anmelden", {"kennung": login_, "kennwort": PASSWORD, **carried})

    assert "mühsam getippt" in back.page
    assert (
        browser.get(task).page.count("mühsam getippt") == 0
    )  # nothing is saved before somebody presses the button


def test_a_stranger_sees_and_says_nothing(login: Login, task: str) -> None:
    carla = login("carla")
    carla.get("/aufgaben")

    assert carla.post(f"{task}/kommentar", {"lw-kommentar": "Hallo"}).status == 403
    assert carla.get(f"{task}/vereinbarte-zeit").status == 403


def test_without_a_clock_the_page_says_so(world: World, login: Login) -> None:
    story = world.start({"q.bpmn": m.tasks("q", "a")})

    assert "Für diese Aufgabe läuft keine Frist." in login("ada").get(f"/aufgaben/{story.task('a').id}").page


def test_a_day_the_case_has_is_not_called_agreed(world: World, login: Login) -> None:
    process = m.process(
        "q",
        m.start(),
        m.user_task("a", due='=date("2026-12-07")'),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "end"),
    )
    task = f"/aufgaben/{world.start({'q.bpmn': process}).task('a').id}"
    lea = login("lea")

    assert plain(lea.get(task), "Fristen").startswith("Im Ablauf festgelegter Tag 07.12.2026")
    assert "festgelegt" in lea.get("/aufgaben").page
    assert "Hier ändert sich nur, wann die Aufgabe fällig ist" in lea.get(f"{task}/vereinbarte-zeit").page
    said = plain(move(lea, task, "10.12.2026", "weil"), "Fristen")
    assert said.startswith("Vereinbarte Zeit 10.12.2026")


def test_a_comment_of_the_system_has_a_name_too(story: Story, login: Login, task: str) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        commands.task.comment(tx, story.task("a").id, "Vom Ablauf")

    assert "Laufweg" in plain(login("ada").get(task), "Kommentare")


def test_from_supervision_one_comes_back_to_supervision(story: Story, login: Login, task: str) -> None:
    lea = login("lea")
    place = f"/aufsicht{task}?zuweisung=7"
    comment = {"lw-zurueck": html.unescape(lea.get(place).value("lw-zurueck"))}
    link = re.search(rf'href="({task}/vereinbarte-zeit[^"]*)"', lea.page)
    assert link is not None

    refused = lea.post(f"{task}/kommentar", {**comment, "lw-kommentar": ""})
    assert (refused.status, html.unescape(refused.value("lw-zurueck"))) == (422, place)
    said = lea.client.post(
        f"{task}/kommentar", data={"csrf_token": lea.token(), "lw-kommentar": "Bitte bis Freitag.", **comment}
    )
    assert said.headers["Location"] == f"{place}#kommentare"

    form = lea.get(html.unescape(link[1]))
    entered = {
        "lw-revision": form.value("lw-revision"),
        "lw-zurueck": html.unescape(form.value("lw-zurueck")),
        "lw-tag": "09.12.2026",
        "lw-grund": "Akte fehlt",
    }
    moved = lea.client.post(f"{task}/vereinbarte-zeit", data={"csrf_token": lea.token(), **entered})
    assert moved.headers["Location"] == place


@pytest.mark.parametrize("target", ["//evil.example/x", "https://evil.example", "javascript:alert(1)"])
def test_a_comment_never_leads_to_another_site(login: Login, task: str, target: str) -> None:
    lea = login("lea").get(task)

    said = lea.client.post(
        f"{task}/kommentar",
        data={"csrf_token": lea.token(), "lw-kommentar": "Bitte.", "lw-zurueck": target},
    )

    assert said.headers["Location"] == f"{task}#kommentare"
