"""The page of a rollout: counts for everybody, numbers of cases for whoever reads them, steering for who owns it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands, queries, rollout
from engine.commands import rolling as rolling_commands
from engine.queries import rollout_staying
from engine.state.proposal import MigrationRule
from engine.state.rollout import CaseTurn, RolloutState
from engine.testing import World
from engine.testing import models as m
from tests.steering.rolling import Rolling
from web.testing import Browser, Login

OLD = {"p.bpmn": m.tasks("p", "a", "b")}
NEW = {"p.bpmn": m.tasks("p", "a", "b", "c")}
GONE = {"p.bpmn": m.tasks("p", "x", "b")}
PAGE = "/lenkungsgruppe/vorlage/1/ueberfuehrung"


def test_one_holds_lets_go_on_and_undoes_without_javascript(world: World, login: Login) -> None:
    rolling = Rolling.build(world, OLD, NEW, 3).run(by_hand=True)
    olga = login("olga").get("/lenkungsgruppe/vorlage/1")
    assert f'href="{PAGE}"' in olga.page

    olga.get(PAGE)
    assert "1 von 3 Fällen sind überführt." in olga.page
    assert "Nächste Stufe beginnen" in olga.page
    olga.post(f"{PAGE}/bedingungen", {"grenze": "200"})
    assert (olga.status, "Bitte geben Sie eine Grenze von 0 bis 100 % an." in olga.page) == (422, True)
    olga.post(f"{PAGE}/bedingungen", {"grenze": "10"})
    assert (rolling.row().limit_percent, rolling.row().by_hand) == (10, False)
    olga.post(f"{PAGE}/anhalten")
    assert "angehalten" in olga.page
    olga.post(f"{PAGE}/fortsetzen")
    world.work_off()
    assert "3 von 3 Fällen sind überführt." in olga.get(PAGE).page

    batch = rolling.batches()[0].id
    olga.post(f"{PAGE}/schub/{batch}/zuruecknehmen", {f"grund-{batch}": ""})
    assert (olga.status, "Bitte geben Sie den Grund an" in olga.page) == (422, True)
    olga.post(f"{PAGE}/schub/{batch}/zuruecknehmen", {f"grund-{batch}": "Zu früh"})
    world.work_off()
    assert "Zurückgenommen von Olga Jäger: " in olga.get(PAGE).page
    assert rolling.turns() == {CaseTurn.MOVED: 2, CaseTurn.UNDONE: 1}

    olga.post(f"{PAGE}/stufe/zuruecknehmen", {"stufe": "3", "grund-stufe": ""})
    assert (olga.status, "Bitte geben Sie den Grund an" in olga.page) == (422, True)
    assert olga.post(f"{PAGE}/stufe/zuruecknehmen", {"stufe": "1", "grund-stufe": "x"}).status == 409
    olga.post(f"{PAGE}/stufe/zuruecknehmen", {"stufe": "3", "grund-stufe": "Doch nicht"})
    assert "Die Stufe wird zurückgenommen" in olga.page
    world.work_off()
    assert rolling.turns() == {CaseTurn.UNDONE: 3}


def test_an_old_tab_neither_passes_over_a_pause_nor_begins_a_stage_twice(world: World, login: Login) -> None:
    rolling = Rolling.build(world, OLD, NEW, 3).run(by_hand=True)
    page = login("olga").get(PAGE).page
    seen = re.findall(r'name="lw-stand" value="([^"]+)"', page)
    old = {"lw-stand": seen[0]}

    login("olga").get(PAGE).post(f"{PAGE}/anhalten")
    olga = login("olga").get(PAGE).post(f"{PAGE}/fortsetzen", old)

    assert seen == ["waiting:3"]
    assert "Die Überführung sollte noch sein, wie Sie sie gesehen haben" in olga.page
    assert rolling.row().state is RolloutState.PAUSED
    olga.post(f"{PAGE}/fortsetzen", {"lw-stand": "paused:3"})
    assert rolling.row().state is RolloutState.RUNNING


def _to_settle(browser: Browser) -> list[str]:
    return re.findall(r'name="fall" value="(\d+)"', browser.page)


def _listed(browser: Browser) -> list[str]:
    return _to_settle(browser) + re.findall(r"/fall/(\d+)/oeffnen", browser.page)


def test_several_are_settled_with_one_reason_and_taken_back(world: World, login: Login) -> None:
    rolling = Rolling.build(world, OLD, GONE, 3).run(limit=100)
    olga = login("olga").get(PAGE)
    first, second, third = _to_settle(olga)
    olga.post(f"{PAGE}/klaeren", {"fall": [first], "grund-klaeren": " ", "schluessel": "a"})
    assert (olga.status, "checked" in olga.page) == (422, True)
    olga.post(f"{PAGE}/klaeren", {"grund-klaeren": "Endet bald.", "schluessel": "a"})
    assert (olga.status, "Endet bald." in olga.page) == (422, True)

    olga.post(f"{PAGE}/klaeren", {"fall": [first, second], "grund-klaeren": "Endet bald.", "schluessel": "a"})

    assert "2 Fälle geklärt" in olga.page
    assert "Rückgängig machen" in olga.page
    # the same form again, and one from a tab that was open before
    olga.post(f"{PAGE}/klaeren", {"fall": [first, second], "grund-klaeren": "Endet bald.", "schluessel": "a"})
    assert "2 Fälle geklärt" in olga.page
    sent = {"fall": [second, third, "99"], "grund-klaeren": "Anders", "schluessel": "b"}
    olga.post(f"{PAGE}/klaeren", sent)
    assert "1 Fall geklärt" in olga.page
    assert "ist schon geklärt" in olga.page
    assert "bleibt nicht mehr in seiner Fassung" in olga.page
    with world.engine.begin(world.people["ada"]) as tx:
        told = [
            f"{one.text} {one.quoted}"
            for one in queries.case_file.show(tx, rolling.stories[0].reference).history
        ]
    assert any("Endet bald." in one for one in told)

    (number,) = re.findall(r"klaerung/(\d+)/zuruecknehmen", olga.page)
    olga.post(f"{PAGE}/klaerung/{int(number) - 1}/zuruecknehmen")
    assert "2 Fälle sind wieder zu klären." in olga.page
    assert olga.post(f"{PAGE}/klaerung/{int(number) - 1}/zuruecknehmen").status == 409
    olga.get(PAGE)
    olga.post(f"{PAGE}/klaeren", {"grund-klaeren": "Alle", "schluessel": "c", "aktion": "alle"})
    assert "2 Fälle geklärt" in olga.page
    assert _to_settle(olga) == []


def test_who_does_not_read_cases_sees_counts_and_reasons_but_no_number(world: World, login: Login) -> None:
    rolling = Rolling.build(world, OLD, GONE, 2).run(limit=100)
    reference = rolling.stories[0].reference

    olga, stefan, ada = (login(one).get(PAGE) for one in ("olga", "stefan", "ada"))

    for browser in (olga, stefan, ada):
        assert "aber dem Element ist in der neuen Fassung keines zugeordnet" in browser.page
    assert reference not in olga.page + stefan.page
    assert f'href="/akte/{reference}"' in ada.page
    assert "Ausgewählte klären" in olga.page
    assert "Ausgewählte klären" not in stefan.page + ada.page
    assert stefan.post(f"{PAGE}/anhalten").status == 403


def test_a_missing_step_is_assigned_tried_and_the_cases_follow(world: World, login: Login) -> None:
    rolling = Rolling.build(world, OLD, GONE, 2).run(limit=100)
    olga = login("olga").get(PAGE)
    field = re.findall(r'name="(zu-\d+-a)"', olga.page)[0]

    olga.post(f"{PAGE}/erneut", {field: "x", "aktion": "pruefen"})
    assert "2 von 2 geprüften Fällen gingen so über." in olga.page
    assert rolling.turns() == {CaseTurn.REFUSED: 2}
    number = _to_settle(olga)[0]
    olga.post(f"{PAGE}/klaeren", {"fall": [number], "grund-klaeren": "Endet bald.", "schluessel": "k"})
    assert "geklärt von Olga Jäger" in olga.page
    olga.post(f"{PAGE}/erneut", {field: "x", "aktion": "erneut"})
    world.work_off()

    assert rolling.turns() == {CaseTurn.MOVED: 2}


def test_cases_to_settle_wait_in_the_inbox_and_on_the_page_of_the_group(world: World, login: Login) -> None:
    Rolling.build(world, OLD, GONE, 2).run(limit=100)

    inbox, group = login("olga").get("/aufgaben").page, login("olga").get("/lenkungsgruppe").page

    assert f'href="{PAGE}#klaeren"' in inbox
    assert "2 Fälle zu klären" in inbox
    assert f'href="{PAGE}"' in group
    assert "Fälle zu klären" in group
    assert "zu klären" not in login("stefan").get("/aufgaben").page


def test_cases_are_chosen_by_whoever_keeps_them(world: World, login: Login) -> None:
    rolling = Rolling.build(world, OLD, NEW, 2, MigrationRule.SELECTED).run()
    first = rolling.stories[0].reference

    ada = login("ada").get(PAGE)
    ada.post(f"{PAGE}/faelle", {"faelle": "KIM-2026-999999"})
    assert (ada.status, "KIM-2026-999999" in ada.page) == (422, True)
    ada.post(f"{PAGE}/faelle", {"faelle": f"{first}\n"})
    assert "1 Fall ist ausgewählt." in ada.page
    login("olga").get(PAGE).post(f"{PAGE}/fortsetzen")
    world.work_off()

    assert rolling.row().state is RolloutState.DONE
    assert rolling.versions() == {rolling.target: 1, rolling.source: 1}
    assert "Weitere Fälle auswählen" in ada.get(PAGE).page
    ada.post(f"{PAGE}/faelle", {"fall": [rolling.stories[1].reference], "aktion": "auswaehlen"})
    assert "1 davon ist ausgewählt." in ada.page
    assert "wartet vor der nächsten Stufe" in ada.page
    assert "1 Fall zur Überführung dazugewählt" in ada.get("/lenkungsgruppe/vorlage/1?reiter=verlauf").page


def test_while_it_runs_the_page_asks_again_and_a_notice_leads_to_it(world: World, login: Login) -> None:
    Rolling.build(world, OLD, GONE, 3).begin()
    olga = login("olga").get(PAGE)
    assert 'hx-trigger="every 3s"' in olga.page

    world.work_off()

    assert 'id="stand" ' in olga.get(PAGE).page
    assert "hx-trigger" not in olga.page.split('id="stand"')[1].split("</section>")[0]
    assert "<h1>Überführung laufender Fälle</h1>" in olga.get("/meldungen/1").page
    assert login("olga").get("/lenkungsgruppe/vorlage/1?reiter=verlauf").page.count("Überführung") > 1


def test_whoever_keeps_cases_ticks_those_that_are_to_follow(world: World, login: Login) -> None:
    rolling = Rolling.build(world, OLD, NEW, 3, MigrationRule.SELECTED).begin()
    first, second, third = (one.reference for one in rolling.stories)
    ada = login("ada").get(PAGE)
    assert "3 Fälle Ihrer Behörde laufen in einer anderen Fassung." in ada.page
    assert all(f'value="{one}"' in ada.page for one in (first, second, third))

    assert ada.post(f"{PAGE}/faelle", {"aktion": "auswaehlen"}).status == 422
    assert "Bitte wählen Sie mindestens einen Fall aus." in ada.page
    ada.post(f"{PAGE}/faelle", {"fall": [first, second], "aktion": "auswaehlen"})
    assert "2 davon sind ausgewählt." in ada.page
    ada.post(f"{PAGE}/faelle", {"fall": [second], "aktion": "abwaehlen"})
    assert "1 davon ist ausgewählt." in ada.page
    assert rolling.turns() == {CaseTurn.DUE: 1}

    found = ada.get(f"{PAGE}?suche={third}").page
    assert "1 Fall passt zur Suche." in found
    assert f'value="{third}"' in found
    assert f'value="{first}"' not in found

    rolling.do("go_on")
    world.work_off()
    assert rolling.versions() == {rolling.target: 1, rolling.source: 2}


def test_the_list_of_cases_to_choose_from_is_of_the_own_authority(world: World, login: Login) -> None:
    rolling = Rolling.build(world, OLD, NEW, 2, MigrationRule.SELECTED).begin()
    reference = rolling.stories[0].reference

    carla = login("carla").get(PAGE)
    assert reference not in carla.page
    carla.post(f"{PAGE}/faelle", {"fall": [reference], "aktion": "auswaehlen"})
    assert carla.status == 422

    login("ada").get(PAGE).post(f"{PAGE}/faelle", {"fall": [reference], "aktion": "auswaehlen"})
    carla.post(f"{PAGE}/faelle", {"fall": [reference], "aktion": "abwaehlen"})
    assert "0 Fälle sind abgewählt." in carla.page
    assert rolling.turns() == {CaseTurn.DUE: 1}


def test_all_that_stay_are_paged_settled_where_they_stand_and_taken_away(
    world: World, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rollout_staying, "PAGE", 2)
    rolling = Rolling.build(world, OLD, GONE, 5).run(limit=100)
    olga = login("olga").get(PAGE)
    settled = _to_settle(olga)[0]
    olga.post(f"{PAGE}/klaeren", {"fall": [settled], "grund-klaeren": "Endet bald.", "schluessel": "k"})
    olga.get(PAGE)
    seen = [_listed(olga)]

    for _page in range(2):
        (following,) = re.findall(r'bleiben=(\w+)#bleiben"', olga.page)
        olga.get(f"{PAGE}?bleiben={following}")
        seen.append(_listed(olga))

    assert [len(one) for one in seen] == [2, 2, 1]
    assert len({one for page in seen for one in page}) == 5
    assert seen[-1] == [settled]  # what is settled comes last
    olga.post(f"{PAGE}/fall/{settled}/oeffnen", {"bleiben": following})
    assert "Zum Anfang" in olga.page  # and not on the first page again
    for broken in ("x", "n", "n1x", "²"):
        assert _to_settle(olga.get(f"{PAGE}?bleiben={broken}"))
    lines = olga.get(f"{PAGE}/bleiben.csv").page.splitlines()
    assert lines[0].endswith("Fall;Stand;Warum;Geklärt am;Geklärt von;Grund")
    assert len(lines) == 6
    assert not any(one.reference in "".join(lines) for one in rolling.stories)
    assert rolling.stories[0].reference in login("ada").get(f"{PAGE}/bleiben.csv").page


def test_whoever_leads_a_case_is_told_once_that_it_stays(world: World, login: Login) -> None:
    rolling = Rolling.build(world, OLD, GONE, 2)
    reference = rolling.stories[0].reference
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text('UPDATE "case" SET manager_id = :ada WHERE reference = :reference'),
            {"ada": world.people["ada"].account, "reference": reference},
        )
    rolling.run(limit=100)

    ada = login("ada").get("/meldungen")
    sentence = f">Der Fall {reference} folgt nicht zu „V 2026/1 Fristen“ und läuft"
    assert ada.page.count(sentence) == 1
    (number,) = re.findall(r"/meldungen/(\d+)", ada.page)[:1]
    assert reference in ada.get(f"/meldungen/{number}").page
    rolling.do("try_again", {})
    world.work_off()
    assert rolling.turns() == {CaseTurn.REFUSED: 2}
    assert login("ada").get("/meldungen?ansicht=alle").page.count(sentence) == 1


def test_the_page_says_how_fast_cases_follow_and_how_many_are_left(world: World, login: Login) -> None:
    rolling = Rolling.build(world, OLD, NEW, 5).run(by_hand=True)
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE rollout_batch SET ended_at = begun_at + interval '30 seconds'"))
        tx.execute(text("UPDATE rollout SET state = 'running', stage = 3, by_hand = false"))

    page = login("olga").get(PAGE).page

    assert rolling.turns() == {CaseTurn.MOVED: 1, CaseTurn.DUE: 4}
    assert "Zuletzt 2 Fälle je Minute; noch 4, voraussichtlich bis " in page
    assert 'max="5" value="1"' in page
    world.clock.moment += timedelta(minutes=6)

    stands = login("olga").get(PAGE).page

    assert "voraussichtlich bis" not in stands
    assert "Steht seit " in stands
    assert "Seither kam kein Fall an die Reihe; noch 4." in stands


def test_behind_a_pause_it_is_measured_anew_and_the_pause_is_no_standstill(
    world: World, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    rolling = Rolling.build(world, OLD, NEW, 8).begin()
    monkeypatch.setattr(rolling_commands, "BATCH", 1)
    number = rolling.row().id

    def batch(seconds: int) -> None:
        rollout.work(world.engine, number)
        with world.engine.begin(SYSTEM) as tx:
            tx.execute(
                text(
                    "UPDATE rollout_batch SET ended_at = begun_at + make_interval(secs => :seconds) "
                    "WHERE number = (SELECT max(number) FROM rollout_batch)"
                ),
                {"seconds": seconds},
            )

    for place in (0, 1):
        with world.engine.begin(SYSTEM) as tx:
            rolling_commands.gather(tx, number, place, 0)
    batch(1)
    assert "Zuletzt 60 Fälle je Minute; noch 7" in login("olga").get(PAGE).page
    rolling.do("pause")
    world.clock.moment += timedelta(hours=3)
    rolling.do("go_on")

    page = login("olga").get(PAGE).page

    assert "Noch 7; wie lange das dauert, steht nach dem ersten Schub fest." in page
    assert "Steht seit" not in page
    batch(30)
    assert "Zuletzt 2 Fälle je Minute; noch 6" in login("olga").get(PAGE).page
    world.clock.moment += timedelta(minutes=6)
    assert "Steht seit" in login("olga").get(PAGE).page


def test_the_report_says_what_became_of_all_cases_and_why_and_names_none_to_strangers(
    world: World, login: Login
) -> None:
    rolling = Rolling.build(world, OLD, NEW, 3).run()
    rolling.undo(1)
    reference = rolling.stories[0].reference
    olga = login("olga").get(PAGE)
    assert f'href="{PAGE}/bericht"' in olga.page

    page = olga.get(f"{PAGE}/bericht").page
    table = olga.get(f"{PAGE}/bericht/bericht.csv").page
    ada = login("ada").get(f"{PAGE}/bericht/bericht.csv").page

    assert "<dt>Überführt</dt><dd>2</dd>" in page
    assert "<dt>Zurückgenommen</dt><dd>1</dd>" in page
    assert "Zu früh beschlossen" in page
    assert "Zwischenstand" not in page
    assert table.count("überführt") > 2
    assert reference not in page + table
    assert reference in ada
    assert olga.client.get(f"{PAGE}/bericht/bericht.xlsx").get_data().startswith(b"PK")
    assert olga.client.get(f"{PAGE}/bericht/bericht.pdf").get_data().startswith(b"%PDF")
    assert olga.get(f"{PAGE}/bericht/bericht.doc").status == 404


def test_the_report_of_a_rollout_given_up_says_why_and_how_many_stay(world: World, login: Login) -> None:
    rolling = Rolling.build(world, OLD, GONE, 2).run()
    rolling.do("end", "Erst die Diagramme ordnen")

    page = login("stefan").get(f"{PAGE}/bericht").page

    assert "<dt>Vorzeitig beendet, weil</dt><dd>Erst die Diagramme ordnen</dd>" in page
    assert "<dt>Bleiben in ihrer Fassung</dt><dd>1</dd>" in page
    assert "aber dem Element ist in der neuen Fassung keines zugeordnet" in page


def test_the_second_of_two_who_set_the_terms_is_told_and_compares(world: World, login: Login) -> None:
    rolling = Rolling.build(world, OLD, NEW, 3).run(by_hand=True)
    olga = login("olga").get(PAGE)
    seen = {"lw-gesehen": olga.value("lw-gesehen")}
    with world.engine.begin(SYSTEM) as tx:
        commands.rollout.set_terms(tx, rolling.number, 20, by_hand=True)

    olga.post(f"{PAGE}/bedingungen", {"grenze": "30", **seen})

    assert (olga.status, rolling.row().limit_percent) == (409, 20)
    assert "Jemand hat die Bedingungen geändert" in olga.page
    assert re.search(r"Zuletzt geändert von Laufweg", olga.page)
    assert all(f">{one}<" in olga.page for one in ("20 %", "30 %", "ja", "nein"))
    assert 'value="30"' in olga.page
    olga.post(f"{PAGE}/bedingungen", {"grenze": "30", "lw-gesehen": olga.value("lw-gesehen")})
    assert (rolling.row().limit_percent, rolling.row().by_hand) == (30, False)
    rolling.do("end", "Genug")
    assert olga.post(f"{PAGE}/bedingungen", {"grenze": "5", "lw-gesehen": "30:0"}).status == 409
    assert "Die Bedingungen der Überführung sollten geändert werden" in olga.page
