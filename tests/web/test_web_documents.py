"""Documents in the browser: handed in, looked at, replaced; never typed in vain, never run."""

from __future__ import annotations

import io
import re
import socket
from html import unescape
from pathlib import Path

import pytest

from engine import SYSTEM, Membership, Role, commands, queries
from engine.documents import Scan
from engine.store import place
from engine.testing import PASSWORD, Story, World
from tests.documents.conftest import EICAR, Clamd, clamd, nobody, pdf, picture
from web import arriving
from web.testing import Browser, Login

__all__ = ["clamd", "nobody"]  # fixtures

MB = 1024 * 1024
LIST = "/akte/KIM-2026-000001/dokumente"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAUFWEG_DOCUMENTS", str(tmp_path / "documents"))


def chosen(content: bytes, name: str = "Pass.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def hand_in(browser: Browser, content: bytes, name: str = "Pass.pdf", **more: object) -> Browser:
    browser.get(LIST)
    fields = {"lw-abgabe": browser.value("lw-abgabe"), "lw-datei": chosen(content, name), **more}
    return browser.post(LIST, fields)


def titles(browser: Browser) -> list[str]:
    return re.findall(r"data-oeffnen>([^<]*)<", browser.get(LIST).page)


def test_a_document_is_handed_in_and_looked_at(story: Story, login: Login) -> None:
    ada = login("ada")

    said = hand_in(ada, pdf(), "../Pass Vorderseite.pdf", **{"lw-grund": "vorgelegt am 20.11."})

    assert "„Pass Vorderseite.pdf“ ist in der Akte." in said.page
    page = login("ben").get(f"{LIST}/1").page
    assert "<h1>Pass Vorderseite</h1>" in page
    assert "vorgelegt am 20.11." in page
    assert f'src="{LIST}/1/1"' in page
    assert story.active() == ("pruefen",)


def test_a_name_is_read_as_browsers_write_it_and_told_in_short(story: Story, login: Login) -> None:
    ada = login("ada")

    broken = hand_in(ada, pdf(), "kein%0AZeile.pdf").page
    told = hand_in(ada, pdf(), "x" * 200 + ".pdf").page

    assert "„kein Zeile.pdf“ ist in der Akte." in broken
    assert f"„{'x' * 64}…{'x' * 11}.pdf“ ist in der Akte." in told
    assert titles(ada) == ["x" * 79 + "…", "kein Zeile"]


def test_the_content_belongs_to_no_origin_and_runs_nothing(story: Story, login: Login) -> None:
    assert story.active() == ("pruefen",)
    ada = login("ada")
    hand_in(ada, pdf(), "Ausweis Ünal.pdf")

    answer = ada.client.get(f"{LIST}/1/1")
    kept = ada.client.get(f"{LIST}/1/1?laden=")

    assert answer.data == pdf_of(answer.data)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        "inline; filename=\"Ausweis _nal.pdf\"; filename*=UTF-8''Ausweis%20%C3%9Cnal.pdf"
    )
    assert kept.headers["Content-Disposition"].startswith("attachment; ")


def pdf_of(content: bytes) -> bytes:
    assert content.startswith(b"%PDF-")
    return content


def test_a_picture_stands_in_a_frame_that_is_shut_and_a_word_file_in_none(story: Story, login: Login) -> None:
    assert story.active() == ("pruefen",)
    ada = login("ada")
    hand_in(ada, picture("PNG"), "a.png")
    hand_in(ada, b"Ein Brief\n", "b.txt")

    assert '<iframe class="lw-preview" sandbox src=' in ada.get(f"{LIST}/1").page
    assert "<iframe" not in ada.get(f"{LIST}/2").page
    assert ada.client.get(f"{LIST}/2/1").headers["Content-Disposition"] == "attachment; filename=b.txt"


def test_only_the_page_of_a_document_may_frame_anything(story: Story, login: Login) -> None:
    assert story.active() == ("pruefen",)
    ada = login("ada")
    hand_in(ada, pdf())

    framing = {
        address
        for address in (LIST, f"{LIST}/1", "/aufgaben")
        if "frame-src" in ada.client.get(address).headers["Content-Security-Policy"]
    }

    assert framing == {f"{LIST}/1"}


@pytest.mark.parametrize(
    ("content", "name", "reason"),
    [
        (b"MZ\x90" + bytes(200), "bescheid.pdf", "„bescheid.pdf“: Die Datei ist ein Programm."),
        (b"", "leer.pdf", "„leer.pdf“: Die Datei ist leer."),
    ],
)
def test_what_is_refused_is_named_and_what_was_said_stays(
    story: Story, login: Login, content: bytes, name: str, reason: str
) -> None:
    assert story.active() == ("pruefen",)
    ada = login("ada")

    said = hand_in(ada, content, name, **{"lw-titel": "Der Bescheid"})

    assert said.status == 422
    assert reason in said.page
    assert 'value="Der Bescheid"' in said.page
    assert titles(ada) == []


@pytest.mark.parametrize(
    ("size", "status", "reason"),
    [
        (10 * MB, 200, "„gross.txt“ ist in der Akte."),
        (10 * MB + 1, 422, "Die Datei ist zu groß. Erlaubt sind höchstens 10 MB."),
        # more than is kept of all files together
        (70 * MB, 422, "Die Datei ist zu groß. Erlaubt sind höchstens 10 MB."),
    ],
)
def test_a_file_larger_than_the_limit_is_told_it(
    story: Story, login: Login, size: int, status: int, reason: str
) -> None:
    assert story.active() == ("pruefen",)
    ada = login("ada").get(LIST)

    ada.hand_in(LIST, {}, "lw-datei", "gross.txt", b"x" * size)

    assert ada.status == status
    assert reason in ada.page


def test_a_form_that_is_too_large_to_arrive_is_told_so(
    story: Story, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert story.active() == ("pruefen",)
    monkeypatch.setattr(arriving, "READ", 0)
    ada = login("ada").get(LIST)

    ada.hand_in(LIST, {}, "lw-datei", "gross.txt", b"x" * 60 * MB)

    assert ada.status == 413
    assert "so groß, dass auch das Formular nicht ankam" in ada.page


def test_what_stands_beside_a_file_that_is_far_too_large_is_kept(
    story: Story, task: tuple[Browser, str]
) -> None:
    ada, address = task
    fields = {
        "lw-revision": ada.value("lw-revision"),
        "lw-aktion": "abschliessen",
        "vermerk": "kurz",
        "zahl": "3",
    }

    # the fields behind the file arrive, too
    ada.hand_in(address, {**fields, "vollstaendig": "ja"}, "lw-datei", "gross.pdf", pdf() + b" " * 80 * MB)

    assert ada.status == 422
    assert "Die Datei ist zu groß. Erlaubt sind höchstens 10 MB." in ada.page
    assert ">\nkurz</textarea>" in ada.page
    assert 'value="ja" checked' in ada.page
    assert story.task("pruefen").has_draft


def test_files_that_are_too_large_together_are_refused_and_none_is_cut_short(
    story: Story, login: Login
) -> None:
    assert story.active() == ("pruefen",)
    ada = login("ada").get(LIST)
    part = '--x\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    body = f"{part.format('csrf_token', '')}{ada.token()}\r\n".encode()
    for number in range(7):
        head = part.format("lw-datei", f'; filename="{number}.txt"').encode()
        body += head + bytes([97 + number]) * 9 * MB + b"\r\n"

    said = ada.client.post(LIST, data=body + b"--x--\r\n", content_type="multipart/form-data; boundary=x")

    assert said.status_code == 422
    assert "Die Dateien sind zusammen zu groß." in said.get_data(as_text=True)
    assert {one.size for one in place().list("documents")} == {9 * MB}


def _away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store of which nobody answers."""
    monkeypatch.setenv("LAUFWEG_DOCUMENTS", "s3://akten")
    monkeypatch.setenv("LAUFWEG_S3_ENDPOINT", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")


def test_while_the_store_is_away_everybody_is_told_so_and_nothing_typed_is_lost(
    story: Story, task: tuple[Browser, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ada, address = task
    hand_in(ada, pdf())
    ada.get(address)
    fields = {"lw-revision": ada.value("lw-revision"), "lw-aktion": "abschliessen", "vermerk": "getippt"}
    _away(monkeypatch)

    said = ada.post(address, {**fields, "lw-datei": chosen(pdf() + b"%")})

    assert said.status == 503
    assert "Die Dokumentenablage ist gerade nicht erreichbar." in said.page
    assert ">\ngetippt</textarea>" in said.page
    # what else is wrong is said at once
    assert "Bitte prüfen Sie 2 Angaben" in said.words
    assert story.task("pruefen").has_draft
    assert "The document store gives no answer" in caplog.text
    opened = ada.get(f"{LIST}/1/1")
    assert (opened.status, "Die Dokumentenablage antwortet nicht" in opened.page) == (503, True)
    framed = ada.client.get(f"{LIST}/1/1", headers={"Sec-Fetch-Dest": "iframe"})
    assert (framed.status_code, framed.mimetype) == (503, "text/plain")


def test_operators_see_that_the_store_is_away(
    story: Story, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    olga = login("olga")
    said = "Die Dokumentenablage antwortet nicht."
    assert said not in olga.get("/betrieb").page

    _away(monkeypatch)

    assert said in olga.get("/betrieb").page


def test_a_document_that_nobody_scanned_says_so(story: Story, login: Login) -> None:
    ada = hand_in(login("ada"), pdf()).get(f"{LIST}/1")

    assert "nicht auf Schadprogramme geprüft, kein Virenscanner eingerichtet" in ada.words


def test_without_a_file_the_page_asks_for_one(story: Story, login: Login) -> None:
    assert story.active() == ("pruefen",)
    ada = login("ada")
    ada.get(LIST)

    assert "Bitte wählen Sie eine Datei." in ada.post(LIST, {"lw-grund": "x"}).page


def test_of_several_files_those_that_are_taken_are_kept(story: Story, login: Login) -> None:
    assert story.active() == ("pruefen",)
    ada = login("ada")
    ada.get(LIST)

    files = [chosen(pdf(), "a.pdf"), chosen(b"MZ" + bytes(99), "b.pdf"), chosen(picture("PNG"), "c.png")]
    said = ada.post(LIST, {"lw-datei": files})

    assert said.status == 422
    assert "„b.pdf“" in said.page
    assert titles(ada) == ["c", "a"]


def test_a_form_sent_twice_is_stored_once(story: Story, login: Login) -> None:
    assert story.active() == ("pruefen",)
    ada = login("ada")
    ada.get(LIST)
    fields = {"lw-abgabe": ada.value("lw-abgabe")}

    for _ in range(2):
        ada.post(LIST, {**fields, "lw-datei": chosen(pdf())})

    assert titles(ada) == ["Pass"]


def test_a_virus_is_named_and_nothing_stored(
    story: Story, login: Login, monkeypatch: pytest.MonkeyPatch, clamd: Clamd
) -> None:
    monkeypatch.setenv("LAUFWEG_CLAMD", f"tcp://127.0.0.1:{clamd.address[1]}")
    ada = login("ada")

    said = hand_in(ada, EICAR, "brief.txt")

    assert said.status == 422
    assert "„brief.txt“ enthält ein Schadprogramm (Eicar-Test-Signature)" in said.page
    assert titles(ada) == []
    assert "Eicar-Test-Signature" in story.file().history[0].text
    assert list(place().list("documents")) == []


def test_a_file_waits_for_the_scanner_and_cannot_be_opened(
    world: World,
    story: Story,
    login: Login,
    monkeypatch: pytest.MonkeyPatch,
    clamd: Clamd,
    nobody: tuple[str, int],
) -> None:
    monkeypatch.setenv("LAUFWEG_CLAMD", f"tcp://127.0.0.1:{nobody[1]}")
    ada = login("ada")
    hand_in(ada, b"geht verloren", "brief.txt")
    for lost in place().list("documents"):
        place().delete(lost.key)

    said = hand_in(ada, pdf())

    assert "Die Prüfung auf Schadprogramme steht noch aus" in said.page
    assert "ungeprüft" in ada.get(LIST).page
    assert ada.get(f"{LIST}/2").page.count("<iframe") == 0
    assert ada.client.get(f"{LIST}/2/1").status_code == 409

    with world.engine.begin(SYSTEM) as tx:
        assert commands.document.recheck(
            tx, place(), clamd.address
        )  # whatever waits before it is not there any more
    assert ada.client.get(f"{LIST}/2/1").status_code == 200
    with world.engine.begin(SYSTEM) as tx:
        assert queries.document.show(tx, story.reference, 2).row.newest.scan is Scan.CLEAN
        assert not commands.document.recheck(tx, place(), clamd.address)


def test_five_files_wait_no_longer_for_a_scanner_that_hangs_than_one(
    story: Story, login: Login, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert story.active() == ("pruefen",)
    ada = login("ada")
    ada.get(LIST)
    mark = ada.value("lw-abgabe")
    monkeypatch.setattr("engine.store.clamd._ANSWER", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:  # it takes what it is shown, and says nothing
        monkeypatch.setenv("LAUFWEG_CLAMD", f"tcp://127.0.0.1:{silent.getsockname()[1]}")

        said = ada.post(
            LIST, {"lw-abgabe": mark, "lw-datei": [chosen(pdf(), f"Blatt {n}.pdf") for n in range(1, 6)]}
        )

        assert said.page.count("Die Prüfung auf Schadprogramme steht noch aus") == 5
        assert _callers(silent) <= 1
    assert sorted(titles(ada)) == [f"Blatt {n}" for n in range(1, 6)]


def _callers(listening: socket.socket) -> int:
    """How many have called whom nobody took yet."""
    listening.setblocking(False)
    for count in range(99):
        try:
            listening.accept()[0].close()
        except BlockingIOError:
            return count
    return 99


def test_a_new_version_says_why_and_the_old_one_stays(story: Story, login: Login) -> None:
    assert story.active() == ("pruefen",)
    ada = login("ada")
    hand_in(ada, pdf())
    ada.get(f"{LIST}/1")

    without = ada.post(f"{LIST}/1", {"lw-datei": chosen(picture("PNG"), "neu.png")})
    ada.post(f"{LIST}/1", {"lw-datei": chosen(picture("PNG"), "neu.png"), "lw-grund": "Rückseite fehlte"})

    assert without.status == 200 or "Nennen Sie den Grund" in without.page
    page = ada.get(f"{LIST}/1").page
    assert "Rückseite fehlte" in page
    assert f"{LIST}/1?fassung=1" in page
    assert f'src="{LIST}/1/2"' in page
    assert f'src="{LIST}/1/1"' in ada.get(f"{LIST}/1?fassung=1").page


@pytest.mark.parametrize("address", [LIST, f"{LIST}/1", f"{LIST}/1/1"])
def test_a_stranger_opens_nothing(story: Story, login: Login, address: str) -> None:
    assert story.active() == ("pruefen",)
    hand_in(login("ada"), pdf())

    assert login("carla").get(address).status == 403


def test_a_stranger_stores_nothing(story: Story, login: Login) -> None:
    assert story.active() == ("pruefen",)
    carla = login("carla").get("/aufgaben")

    said = carla.post(LIST, {"lw-datei": chosen(pdf())})

    assert said.status == 403
    assert list(place().list("documents")) == []


@pytest.fixture
def task(story: Story, login: Login) -> tuple[Browser, str]:
    """Ada has the task."""
    ada = login("ada")
    number = story.task("pruefen").id
    ada.get(f"/aufgaben/{number}")
    ada.post(f"/aufgaben/{number}/uebernehmen", {"lw-revision": "1"})
    return ada, f"/aufgaben/{number}"


def test_at_a_task_a_file_goes_with_what_was_typed(story: Story, task: tuple[Browser, str]) -> None:
    ada, address = task

    page = ada.post(
        address,
        {
            "lw-revision": ada.value("lw-revision"),
            "lw-abgabe": ada.value("lw-abgabe"),
            "lw-aktion": "hochladen",
            "lw-datei": chosen(pdf()),
            "lw-feld": "vollstaendig",
            "vermerk": "Noch offen: Mietvertrag",
        },
    ).page

    assert "Noch offen: Mietvertrag" in page
    assert f'href="{LIST}/1">Pass</a>' in page
    with story.world.engine.begin(SYSTEM) as tx:
        (one,) = queries.inbox.documents(tx, queries.inbox.show(tx, story.task("pruefen").id))
    assert one.field == "vollstaendig"
    assert "Ist der Antrag vollständig?" in ada.get(f"{LIST}/1").page


@pytest.mark.parametrize("action", ["entwurf", "abschliessen", "zurueckgeben", "hochladen"])
def test_whichever_button_is_pressed_neither_file_nor_text_is_lost(
    story: Story, task: tuple[Browser, str], action: str
) -> None:
    ada, address = task

    ada.post(
        address,
        {
            "lw-revision": ada.value("lw-revision"),
            "lw-aktion": action,
            "lw-datei.vollstaendig": chosen(pdf()),
            "vollstaendig": "nein",
            "vermerk": "getippt",
            "lw-rueckgabe": "Gehört zu Ben.",
        },
    )

    assert titles(ada) == ["Pass"]
    if action == "abschliessen":
        assert story.active() == ("nachfordern",)
    else:
        assert story.task("pruefen").has_draft


def test_a_refused_file_keeps_the_task_open_and_what_was_typed(
    story: Story, task: tuple[Browser, str]
) -> None:
    ada, address = task

    said = ada.post(
        address,
        {
            "lw-revision": ada.value("lw-revision"),
            "lw-aktion": "abschliessen",
            "lw-datei": chosen(b"MZ" + bytes(99), "x.pdf"),
            "vollstaendig": "ja",
            "vermerk": "getippt",
        },
    )

    assert said.status == 422
    assert "Die Datei ist ein Programm" in said.page
    assert "getippt" in said.page
    assert story.active() == ("pruefen",)
    # the page goes on from there
    again = {"lw-revision": ada.value("lw-revision"), "vollstaendig": "ja", "vermerk": "getippt"}
    ada.post(address, {**again, "lw-aktion": "abschliessen"})
    assert story.active() == ()


def test_a_document_of_a_stale_task_is_kept_and_what_was_typed_shown(
    story: Story, task: tuple[Browser, str], login: Login
) -> None:
    ada, address = task
    fields = {"lw-revision": ada.value("lw-revision"), "vermerk": "getippt", "lw-aktion": "hochladen"}
    story.complete("pruefen", {"vollstaendig": "ja"})

    said = ada.post(address, {**fields, "lw-datei": chosen(pdf())})

    assert said.status == 409
    assert story.reference in said.page


def test_after_an_ended_session_what_was_typed_is_there_and_the_file_named(
    story: Story, task: tuple[Browser, str]
) -> None:
    ada, address = task
    fields = {"lw-revision": ada.value("lw-revision"), "vermerk": "getippt", "lw-aktion": "hochladen"}
    ada.client.delete_cookie("laufweg")

    login = ada.post(address, {**fields, "lw-datei": chosen(pdf(), "Mietvertrag.pdf")})
    kept = {name: unescape(login.value(name)) for name in ("weiter", "zurueck", "eingabe")}
    page = ada.post("/anmelden", {"kennung": "ada", "kennwort": PASSWORD, **kept}).page

    assert "getippt" in page
    assert "Bitte wählen Sie noch einmal aus: „Mietvertrag.pdf“." in page
    assert titles(ada) == []
    assert story.task("pruefen").has_draft


def test_the_task_a_document_was_handed_in_at_is_a_link_only_for_whom_it_opens(
    story: Story, task: tuple[Browser, str], login: Login
) -> None:
    ada, address = task
    with story.world.engine.begin(SYSTEM) as tx:
        manager = [Membership(story.world.here, Role.CASE_MANAGER)]
        commands.account.create(tx, "cora", "Cora Case", PASSWORD, manager)
    ada.post(
        address,
        {
            "lw-revision": ada.value("lw-revision"),
            "lw-abgabe": ada.value("lw-abgabe"),
            "lw-aktion": "hochladen",
            "lw-datei": chosen(pdf()),
        },
    )

    for who in ("ada", "lea"):
        assert f'<a href="{address}">' in login(who).get(f"{LIST}/1").page
    seen = login("cora")
    assert seen.get(address).status == 403
    page = seen.get(f"{LIST}/1").page
    assert address not in page
    assert "<dt>Aufgabe</dt><dd><span>" in page
