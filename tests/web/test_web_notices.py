"""What somebody was told: the bell, the list by days, reading and taking back, the settings, and mails that failed."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Membership, Role
from engine.commands import account
from engine.duties import DUTIES
from engine.execution.notify import Notice, NoticeKind, notify, notify_all
from engine.testing import PASSWORD, Story, World
from web.testing import Browser, Login


@pytest.fixture
def ada(login: Login) -> Browser:
    return login("ada")


def tell(world: World, login: str, *notices: Notice) -> None:
    account = world.people[login].account
    assert account is not None
    with world.engine.begin(SYSTEM) as tx:
        notify_all(tx, [(account, one) for one in notices])


def due(name: str, story: Story | None = None) -> Notice:
    task = None if story is None else story.task("pruefen").id
    return Notice(NoticeKind.DUE, task_id=task, detail={"task": name, "case": "KIM-2026-000001"})


def unread(world: World, login: str) -> int:
    with world.engine.begin(SYSTEM) as tx:
        return int(
            tx.execute(
                text(
                    "SELECT count(*) FROM notification JOIN account ON account.id = account_id"
                    " WHERE login = :login AND read_at IS NULL"
                ),
                {"login": login},
            ).scalar_one()
        )


def test_the_bell_says_how_much_is_unread(world: World, ada: Browser) -> None:
    ada.get("/aufgaben")
    assert 'aria-label="Meldungen, keine ungelesen"' in ada.page

    tell(world, "ada", due("A"), due("B"))

    ada.get("/aufgaben")
    assert 'aria-label="Meldungen, 2 ungelesen"' in ada.page


def test_the_bell_counts_no_further_than_needed(world: World, ada: Browser) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text(
                "INSERT INTO notification (account_id, at, kind) SELECT :id, now(), 'due' FROM generate_series(1, 150)"
            ),
            {"id": world.people["ada"].account},
        )

    assert "mehr als 99 ungelesen" in ada.get("/aufgaben").page


def test_the_list_shows_days_and_leads_to_the_task(world: World, story: Story, ada: Browser) -> None:
    tell(world, "ada", due("Antrag prüfen", story))
    world.clock.advance(timedelta(days=1))
    tell(world, "ada", Notice(NoticeKind.COMMENT, detail={"task": "Noch eine"}))

    ada.get("/meldungen")

    assert ada.page.index("Heute") < ada.page.index("Noch eine") < ada.page.index("Gestern")
    assert "„Antrag prüfen“ ist fällig." in ada.page
    with world.engine.begin(SYSTEM) as tx:
        number = tx.execute(text("SELECT min(id) FROM notification")).scalar_one()
    ada.get(f"/meldungen/{number}")
    assert "Ist der Antrag vollständig?" in ada.page
    assert unread(world, "ada") == 1


def test_a_notice_of_a_task_out_of_reach_leads_somewhere_one_may_go(
    world: World, story: Story, login: Login
) -> None:
    tell(
        world, "carla", due("Antrag prüfen", story), Notice(NoticeKind.INCIDENT), Notice(NoticeKind.AGE_LIMIT)
    )
    carla = login("carla")
    with world.engine.begin(SYSTEM) as tx:
        numbers = list(tx.execute(text("SELECT id, kind FROM notification ORDER BY id")))

    for number, kind in numbers:
        carla.get(f"/meldungen/{number}")
        assert carla.status == (403 if kind == "incident" else 200), kind
    assert unread(world, "carla") == 0


@pytest.mark.parametrize(
    ("role", "kind", "single", "many"),
    [
        (Role.HEAD_OF_OFFICE, NoticeKind.OVERDUE, "task", "/aufsicht/aufgaben?faellig=ueberfaellig"),
        (Role.TEAM_LEAD, NoticeKind.UNCLAIMED, "task", "/aufsicht/aufgaben?person=niemand"),
        (Role.CLERK, NoticeKind.DUE, "task", "/aufgaben?ansicht=ueberfaellig"),
        (Role.CLERK, NoticeKind.REMINDER, "task", "/fristen/kalender?ansicht=liste"),
        (
            Role.COORDINATOR,
            NoticeKind.STRUCTURAL,
            "/meldungen/liegengeblieben",
            "/meldungen/liegengeblieben",
        ),
        (
            Role.CASE_MANAGER,
            NoticeKind.REFERRAL_UNANSWERED,
            "/meldungen/liegengeblieben",
            "/meldungen/liegengeblieben",
        ),
        (
            Role.STEERING_MEMBER,
            NoticeKind.STATISTICS,
            "/lenkungsgruppe/eskalationen",
            "/lenkungsgruppe/eskalationen",
        ),
    ],
)
def test_a_notice_and_a_summary_lead_to_what_they_are_about(
    world: World, story: Story, login: Login, role: Role, kind: NoticeKind, single: str, many: str
) -> None:
    task = story.task("pruefen").id if single == "task" else None
    with world.engine.begin(SYSTEM) as tx:
        person = account.create(tx, "kim", "Kim", PASSWORD, [Membership(world.here, role)])
        notify(tx, [person], Notice(kind, task_id=task))
    kim = login("kim")

    def target() -> str:
        with world.engine.begin(SYSTEM) as tx:
            number = tx.execute(text("SELECT max(id) FROM notification")).scalar_one()
        answer = kim.client.get(f"/meldungen/{number}")
        assert kim.get(answer.headers["Location"]).status == 200
        return answer.headers["Location"]

    assert target() == (single if task is None else f"/aufgaben/{task}")
    with world.engine.begin(SYSTEM) as tx:
        notify_all(tx, [(person, Notice(kind, task_id=task))] * 7)
    assert target() == many


def test_reading_one_or_all_can_be_taken_back(world: World, ada: Browser) -> None:
    tell(world, "ada", due("A"), due("B"), Notice(NoticeKind.COMMENT, detail={"task": "C"}))
    tell(world, "ben", due("D"))
    with world.engine.begin(SYSTEM) as tx:
        foreign = tx.execute(text("SELECT max(id) FROM notification")).scalar_one()
        first = tx.execute(text("SELECT min(id) FROM notification")).scalar_one()
    ada.get("/meldungen")

    ada.post("/meldungen/gelesen", {"lw-meldung": first})
    assert unread(world, "ada") == 2
    world.clock.advance(timedelta(minutes=1))
    ada.post("/meldungen/gelesen", {"lw-alle": "1"})
    assert unread(world, "ada") == 0
    assert "Nichts Ungelesenes" in ada.page
    ada.post("/meldungen/ungelesen", {"lw-stand": ada.value("lw-stand")})
    assert "2 Meldungen sind wieder ungelesen." in ada.page
    assert unread(world, "ada") == 2

    ada.post("/meldungen/gelesen", {"lw-meldung": foreign})
    assert unread(world, "ben") == 1


def test_a_summary_that_a_newer_one_has_followed_stays_read(world: World, ada: Browser) -> None:
    tell(world, "ada", *[due("A")] * 9)
    ada.get("/meldungen")
    assert "9 Aufgaben sind fällig." in ada.page
    ada.post("/meldungen/gelesen", {"lw-alle": "1"})
    stamp = ada.value("lw-stand")
    world.clock.advance(timedelta(minutes=1))
    tell(world, "ada", *[due("A")] * 9)

    ada.post("/meldungen/ungelesen", {"lw-stand": stamp})

    assert ada.status == 200
    assert unread(world, "ada") == 1


def test_a_long_list_comes_in_pages_without_gaps(world: World, ada: Browser) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text(
                "INSERT INTO notification (account_id, at, kind, detail)"
                " SELECT :id, now() - (n / 3) * interval '1 hour', 'comment',"
                " jsonb_build_object('task', 'T' || n || 'T')"
                " FROM generate_series(1, 120) AS n"
            ),
            {"id": world.people["ada"].account},
        )
    seen: list[str] = []
    address = "/meldungen?ansicht=alle"
    for _ in range(3):
        ada.get(address)
        seen += [f"T{n}T" for n in range(1, 121) if f"„T{n}T“" in ada.page]
        if "Ältere Meldungen" in ada.page:
            address = ada.page.split('">Ältere Meldungen')[0].rsplit('href="', 1)[1].replace("&amp;", "&")

    assert len(seen) == len(set(seen)) == 120
    assert ada.get("/meldungen?nach=unsinn").status == 422
    assert ada.get("/meldungen?nach=2026-01-01~1").status == 422


def test_the_bell_says_what_came_once(world: World, ada: Browser) -> None:
    quiet = ada.client.get("/meldungen/glocke?still=1&seit=0", headers={"HX-Request": "true"})
    assert "HX-Trigger" not in quiet.headers
    tell(world, "ada", due("A"))

    first = ada.client.get("/meldungen/glocke?still=1&seit=0", headers={"HX-Request": "true"})
    said = json.loads(first.headers["HX-Trigger"])["laufweg:meldung"]["text"]
    assert said == "„A“ ist fällig."
    address = first.get_data(as_text=True).split('hx-get="')[1].split('"')[0].replace("&amp;", "&")
    again = ada.client.get(address, headers={"HX-Request": "true"})
    assert "HX-Trigger" not in again.headers
    assert "1 ungelesen" in again.get_data(as_text=True)


def test_the_bell_of_an_ended_session_asks_no_more(app: object, world: World, login: Login) -> None:
    browser = login("ada")
    browser.client.delete_cookie("laufweg")

    answer = browser.client.get("/meldungen/glocke?still=1&seit=0", headers={"HX-Request": "true"})

    assert (answer.status_code, answer.headers["HX-Reswap"]) == (286, "none")


def test_settings_are_kept_and_contradictions_said(world: World, ada: Browser) -> None:
    ada.get("/meldungen/einstellungen")
    assert "kein Mailserver" in ada.page
    chosen = {
        "lw-sprache": "en",
        "lw-art": ["due", "overdue"],
        "lw-uebersicht": "07:30",
        "lw-freie-tage": "1",
    }

    ada.post("/meldungen/einstellungen", {**chosen, "lw-ruhe-von": "19:00", "lw-ruhe-bis": "7:15"})

    assert "Ihre Einstellungen sind gespeichert." in ada.page
    assert 'value="19:00"' in ada.page and 'value="07:15"' in ada.page and 'value="07:30"' in ada.page
    with world.engine.begin(SYSTEM) as tx:
        row = tx.execute(text("SELECT language, mail, quiet_days_off, muted FROM notification_setting")).one()
    assert tuple(row[:3]) == ("en", False, True)
    assert "due" not in row.muted and "comment" in row.muted

    for wrong, said in (
        ({"lw-ruhe-von": "19:00", "lw-ruhe-bis": ""}, "Anfang und Ende"),
        ({"lw-ruhe-von": "19:00", "lw-ruhe-bis": "08:00"}, "liegt in Ihrer Ruhezeit"),
        ({"lw-uebersicht": "25:00"}, "Bitte geben Sie eine Uhrzeit ein"),
        ({"lw-sprache": "tlh"}, "Diese Sprache gibt es nicht"),
    ):
        ada.post("/meldungen/einstellungen", {**chosen, **wrong})
        assert ada.status == 422
        assert said in ada.page


def test_the_preview_says_when_the_next_mail_comes(
    world: World, ada: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAUFWEG_SMTP_URL", "smtp://127.0.0.1:1")
    monkeypatch.setenv("LAUFWEG_MAIL_FROM", "laufweg@stadt.example")
    monkeypatch.setenv("LAUFWEG_PUBLIC_URL", "https://laufweg.example")
    assert "keine Mailadresse hinterlegt" in ada.get("/meldungen/einstellungen").page
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET email = 'ada@stadt.example'"))

    ada.post(
        "/meldungen/einstellungen",
        {
            "lw-sprache": "de",
            "lw-mail": "1",
            "lw-ruhe-von": "08:00",
            "lw-ruhe-bis": "10:00",
            "lw-uebersicht": "07:30",
        },
    )

    assert "frühestens 23.11.2026, 10:00" in ada.page
    assert "das nächste Mal 24.11.2026, 07:30" in ada.page


def test_english_pages_tell_in_english(world: World, ada: Browser) -> None:
    tell(world, "ada", due("Antrag prüfen"))
    ada.post("/sprache/en", {"weiter": "/meldungen"})

    assert "“Antrag prüfen” is due." in ada.page


def test_failed_mails_are_seen_and_sent_again_by_administrators_only(
    world: World, ada: Browser, login: Login
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text(
                "INSERT INTO mail (account_id, kind, state, message_id, due_at, attempts, failure, created_at)"
                " SELECT id, 'notice', 'failed', login, now(), 1, '550 <b>No such user</b>', now() FROM account"
            )
        )
        tx.execute(text("UPDATE mail SET state = 'sending' WHERE message_id = 'carla'"))
        number, count = tx.execute(text("SELECT min(id), count(*) FROM mail WHERE state = 'failed'")).one()
        notify(tx, [world.people["adam"].account or 0], Notice(NoticeKind.MAIL_FAILED))
    assert ada.get("/betrieb/post").status == 403
    adam = login("adam")
    adam.get("/meldungen")
    assert "Eine Mail konnte nicht zugestellt werden." in adam.page

    adam.get("/betrieb/post")
    assert "550 &lt;b&gt;No such user&lt;/b&gt;" in adam.page
    assert "Kein Mailserver" in adam.page
    assert "Wird wieder versucht" in adam.page
    assert [one.name for one in DUTIES if f">{one.name}<" in adam.page] == [], "a duty without a German name"
    assert "Montag um 07:00" in adam.page and "täglich um 03:10" in adam.page
    adam.post("/betrieb/post/erneut", {"lw-mail": number})
    assert "1 Mail wird erneut gesendet." in adam.page
    adam.post("/betrieb/post/erneut", {"lw-mail": number})
    assert "wird schon gesendet oder ist angekommen" in adam.page
    adam.post("/betrieb/post/erneut", {"lw-alle": "1"})
    assert f"{count - 1} Mails werden erneut gesendet." in adam.page
    assert "Alles angekommen" in adam.page
    adam.post("/betrieb/post/test", {"lw-adresse": "a@b.example"})
    assert "kein Mailserver eingestellt" in adam.page
    assert ada.post("/betrieb/post/test", {"lw-adresse": "a@b.example"}).status == 403
    assert ada.post("/betrieb/post/erneut", {"lw-alle": "1"}).status == 403


def test_levels_that_were_passed_by_stand_beside_what_is_told(world: World, ada: Browser) -> None:
    tell(world, "ada", *[Notice(NoticeKind.OVERDUE, detail={"passed": {"1": 1}})] * 7)

    ada.get("/meldungen")

    assert ">7 Aufgaben sind überfällig.</a>" in ada.page
    assert '<span class="lw-notice__beside">Zugleich erreicht: Stufe 1 (7 Aufgaben).</span>' in ada.page


def test_a_summary_of_several_kinds_has_a_line_each_and_stays_unread_until_it_is_read(
    world: World, ada: Browser
) -> None:
    overdue = Notice(NoticeKind.OVERDUE, detail={"passed": {"1": 1}})
    tell(world, "ada", *[due("A")] * 4, *[overdue] * 3)
    ada.get("/meldungen")
    for said in ("3 Aufgaben sind überfällig.", "4 Aufgaben sind fällig.", "Zugleich erreicht: Stufe 1 (3"):
        assert said in ada.page
    with world.engine.begin(SYSTEM) as tx:
        number = tx.execute(text("SELECT id FROM notification")).scalar_one()

    answer = ada.client.get(f"/meldungen/{number}?art=due")

    assert f"/meldungen/{number}?art=overdue" in ada.page
    assert answer.headers["Location"] == "/aufgaben?ansicht=ueberfaellig"
    assert unread(world, "ada") == 1


def test_what_reached_nobody_stands_beside_the_post_and_is_tried_again(
    world: World, story: Story, ada: Browser, login: Login
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET active = false WHERE login = 'lea'"))
    world.clock.advance(timedelta(days=10))
    world.climb()
    adam = login("adam")
    adam.get("/meldungen")
    assert "niemand zu erreichen" in adam.page
    adam.get("/betrieb/post")
    assert "Ausländeramt Hier" in adam.page and "Jetzt erneut versuchen" in adam.page
    assert story.reference not in adam.page

    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET active = true WHERE login = 'lea'"))
    adam.post("/betrieb/post/niemand-erreicht", {})
    assert "sieht in den nächsten Sekunden nach" in adam.page
    world.climb()
    adam.get("/betrieb/post")
    assert "Alle erreicht" in adam.page
    adam.post("/betrieb/post/niemand-erreicht", {})
    assert "Inzwischen ist alles gemeldet." in adam.page
    assert ada.post("/betrieb/post/niemand-erreicht", {}).status == 403
