"""Documents of a case: who may hand one in, what is kept of it, what happens when something dies in between."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, Invalid, NotFound, commands, queries
from engine.commands.document import Added, Entry
from engine.documents import Scan
from engine.queries.document import Filed
from engine.store import Received, Store, StoreSettings, document_key, receive
from engine.testing import Story, World
from engine.testing import models as m
from tests.documents.conftest import EICAR, Clamd, pdf, picture

FORM = b"""{"type": "default", "id": "pruefen", "schemaVersion": 18, "components": [
  {"type": "textfield", "key": "pass", "label": "Pass", "id": "F_pass"}]}"""
FILES = {
    "antrag.bpmn": m.process(
        "antrag", m.start(), m.user_task("pruefen", form="pruefen"), m.end("ende"),
        m.flow("start", "pruefen"), m.flow("pruefen", "ende"),
    ),
    "forms/pruefen.form": FORM,
}  # fmt: skip
Give = Callable[..., Added]


@pytest.fixture
def story(world: World) -> Story:
    return world.start(FILES)


@pytest.fixture
def got(store: Store, place: StoreSettings) -> Received:
    return receive(store, io.BytesIO(pdf()), "Pass_Rahimi.pdf", place)


@pytest.fixture
def give(world: World, store: Store, story: Story) -> Give:
    def give(received: Received, who: str = "ada", submission: str = "1", **said: object) -> Added:
        with world.engine.begin(world.people[who]) as tx:
            return commands.document.add(
                tx,
                store,
                story.reference,
                received,
                Entry(submission, **said),  # type: ignore[arg-type]
            )

    return give


def listed(world: World, story: Story, who: str = "ada") -> tuple[queries.document.DocumentRow, ...]:
    with world.engine.begin(world.people[who]) as tx:
        return queries.document.of_case(tx, story.reference).documents


def test_a_document_is_in_the_file_with_who_and_when(
    world: World, story: Story, got: Received, give: Give
) -> None:
    give(got)

    (one,) = listed(world, story, "ben")
    assert (one.title, one.newest.name, one.newest.actor, one.newest.number, one.newest.scan) == (
        "Pass Rahimi",
        "Pass_Rahimi.pdf",
        "Ada Öztürk",
        1,
        Scan.UNSCANNED,
    )
    said = story.file().history[0]
    assert (said.text, said.english) == (
        "Dokument „Pass Rahimi“ hinzugefügt",
        "Document “Pass Rahimi” added",
    )


def test_history_never_holds_the_name_of_a_file(
    world: World, story: Story, got: Received, give: Give
) -> None:
    give(got, title="Pass von Frau Rahimi")

    with world.engine.begin(SYSTEM) as tx:
        kept = tx.execute(text("SELECT detail::text FROM history")).scalars().all()
    assert [one for one in kept if "Rahimi" in one] == []


def test_a_stranger_neither_hands_in_nor_reads(world: World, story: Story, got: Received, give: Give) -> None:
    found = give(got)

    with pytest.raises(Forbidden):
        give(got, "carla", "2")
    with pytest.raises(Forbidden):
        listed(world, story, "carla")
    with pytest.raises(Forbidden), world.engine.begin(world.people["carla"]) as tx:
        queries.document.version(tx, story.reference, found.document_id or 0, 1)


def test_a_document_opens_to_whom_its_data_group_does(
    world: World, store: Store, place: StoreSettings
) -> None:
    """Ada's house leads and has the task; Carla's takes part and does nothing; one group is for a third topic."""
    profile = (
        'schluessel = "antrag"\n'
        '[[daten]]\ngruppe = "Aufenthalt"\nformulare = ["pruefen"]\nrechtsgrundlage = "§ 86 AufenthG"\n'
        '[[daten]]\ngruppe = "Leistungen"\nformulare = ["pruefen"]\nrechtsgrundlage = "§ 67a SGB X"\n'
        'sichtbar_fuer = ["auslaenderbehoerde"]\n'
        '[[daten]]\ngruppe = "Straf"\nformulare = []\nrechtsgrundlage = "Art. 10 DSGVO"\n'
        'sichtbar_fuer = ["jugendamt"]\n'
    )
    story = world.start({**FILES, "process.toml": profile.encode()})
    with world.engine.begin(SYSTEM) as tx:
        run = tx.execute(text("SELECT id FROM process_instance")).scalar_one()
        tx.execute(
            text(
                'INSERT INTO case_participant (case_id, authority_id, since) SELECT id, :there, now() FROM "case"'
            ),
            {"there": world.elsewhere},
        )
        for number, filed in enumerate(
            (Filed(), *(Filed(run, g) for g in ("Aufenthalt", "Leistungen", "Straf")))
        ):
            got = receive(store, io.BytesIO(f"Brief {number}".encode()), f"{filed.group}.txt", place)
            commands.document.add(tx, store, story.reference, got, Entry(str(number), filed=filed))

    seen = {who: {one.title for one in listed(world, story, who)} for who in ("ada", "lea", "carla")}

    assert seen["ada"] == seen["lea"] == {"None", "Aufenthalt", "Leistungen"}
    assert seen["carla"] == set()
    with world.engine.begin(world.people["ada"]) as tx:
        said = {one.text for one in queries.case_file.show(tx, story.reference).history}
        hidden = tx.execute(text("SELECT id FROM document WHERE title = 'Straf'")).scalar_one()
    named = {f"Dokument {name} hinzugefügt" for name in ("„None“", "„Aufenthalt“", "„Leistungen“", hidden)}
    assert named == {one for one in said if one.startswith("Dokument")}


@pytest.mark.parametrize("who", ["olga", "stefan", "adam"])
def test_roles_without_business_with_the_file_hand_nothing_in(got: Received, give: Give, who: str) -> None:
    with pytest.raises(Forbidden):
        give(got, who)


def test_a_document_belongs_to_its_case_only(
    world: World, story: Story, store: Store, got: Received, give: Give
) -> None:
    found = give(got)
    other = world.open("antrag")

    with pytest.raises(NotFound), world.engine.begin(world.people["ada"]) as tx:
        queries.document.show(tx, other.reference, found.document_id or 0)
    with pytest.raises(Invalid), world.engine.begin(world.people["ada"]) as tx:
        commands.document.add(tx, store, other.reference, got, Entry("9", task_id=story.task("pruefen").id))


def _claimed(story: Story, who: str = "ada") -> int:
    row = story.task("pruefen")
    with story.world.engine.begin(story.world.people[who]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    return row.id


def test_at_a_task_only_whoever_has_it_hands_something_in(story: Story, got: Received, give: Give) -> None:
    with pytest.raises(Conflict, match="nobody has claimed it"):
        give(got, task_id=story.task("pruefen").id)
    task = _claimed(story, "ben")

    with pytest.raises(Conflict, match="Ben Krüger has claimed it"):
        give(got, task_id=task)

    give(got, "ben", task_id=task)
    story.complete("pruefen", as_=story.world.people["ben"])
    with pytest.raises(Conflict, match="completed"):
        give(got, "ben", submission="2", task_id=task)


def test_a_document_of_a_task_says_which_field_it_proves(
    world: World, story: Story, got: Received, give: Give
) -> None:
    task = _claimed(story)

    give(got, task_id=task, field="pass")
    with pytest.raises(Invalid) as refused:
        give(got, submission="2", task_id=task, field="gibtsnicht")

    with world.engine.begin(world.people["ben"]) as tx:
        (one,) = queries.inbox.documents(tx, queries.inbox.show(tx, task))
    assert (one.field, one.task) == ("pass", "pruefen")
    assert set(refused.value.fields) == {"field"}


def test_sent_twice_it_is_stored_once(world: World, story: Story, got: Received, give: Give) -> None:
    assert give(got) == give(got)

    assert len(listed(world, story)) == 1


def test_sent_twice_at_the_same_time_it_is_stored_once(
    world: World, story: Story, got: Received, give: Give
) -> None:
    together = Barrier(2)

    def send(_number: int) -> Added:
        together.wait()
        return give(got)

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(send, range(2))

    assert first == second
    assert len(listed(world, story)) == 1


def test_versions_are_appended_and_say_why(
    world: World, story: Story, store: Store, place: StoreSettings, got: Received, give: Give
) -> None:
    found = give(got)
    newer = receive(store, io.BytesIO(picture("PNG")), "Pass neu.png", place)

    with world.engine.begin(world.people["ben"]) as tx:
        number = found.document_id or 0
        commands.document.add_version(tx, store, number, newer, "2", "Rückseite fehlte")
        again = commands.document.add_version(tx, store, number, newer, "2", "Rückseite fehlte")

    with world.engine.begin(world.people["ada"]) as tx:
        view = queries.document.show(tx, story.reference, number)
    assert [(one.number, one.actor, one.reason) for one in view.versions] == [
        (2, "Ben Krüger", "Rückseite fehlte"),
        (1, "Ada Öztürk", ""),
    ]
    assert again.number == 2
    assert view.row.newest.name == "Pass neu.png"


def test_two_versions_at_once_are_both_kept(
    world: World, store: Store, place: StoreSettings, got: Received, give: Give
) -> None:
    number = give(got).document_id or 0
    together = Barrier(2)

    def send(kind: str) -> int:
        newer = receive(store, io.BytesIO(picture(kind)), "a", place)
        together.wait()
        with world.engine.begin(world.people["ada"]) as tx:
            return commands.document.add_version(tx, store, number, newer, kind, "neu").number

    with ThreadPoolExecutor(2) as threads:
        assert sorted(threads.map(send, ["PNG", "JPEG"])) == [2, 3]


def test_a_version_needs_a_reason_and_another_content(
    world: World, store: Store, got: Received, give: Give
) -> None:
    number = give(got).document_id or 0

    with pytest.raises(Invalid) as refused, world.engine.begin(world.people["ada"]) as tx:
        commands.document.add_version(tx, store, number, got, "2", " ")

    assert set(refused.value.fields) == {"file", "reason"}


def test_a_closed_case_takes_nothing(story: Story, got: Received, give: Give) -> None:
    story.complete("pruefen")

    with pytest.raises(Conflict):
        give(got)


def test_a_virus_is_refused_and_noted(
    world: World, story: Story, store: Store, place: StoreSettings, clamd: Clamd, give: Give
) -> None:
    bad = receive(store, io.BytesIO(EICAR), "brief.txt", replace(place, clamd=clamd.address))

    answer = give(bad)

    assert answer == Added(None, 0, Scan.INFECTED, "Eicar-Test-Signature")
    assert listed(world, story) == ()
    assert "Eicar-Test-Signature" in story.file().history[0].text


def test_what_waits_for_the_scanner_opens_to_nobody_until_it_has_been_asked(
    world: World,
    story: Story,
    store: Store,
    place: StoreSettings,
    clamd: Clamd,
    nobody: tuple[str, int],
    give: Give,
) -> None:
    away = replace(place, clamd=nobody)
    good = give(receive(store, io.BytesIO(pdf()), "a.pdf", away), submission="1").document_id or 0
    bad = give(receive(store, io.BytesIO(b"x" + EICAR), "b.txt", away), submission="2").document_id or 0
    with pytest.raises(Conflict), world.engine.begin(world.people["ada"]) as tx:
        queries.document.version(tx, story.reference, good, 1)

    def recheck(address: tuple[str, int]) -> bool:
        with world.engine.begin(SYSTEM) as tx:
            return commands.document.recheck(tx, store, address)

    assert not recheck(nobody)
    assert [recheck(clamd.address) for _ in range(3)] == [True, True, False]

    with world.engine.begin(world.people["ada"]) as tx:
        assert queries.document.version(tx, story.reference, good, 1).scan is Scan.CLEAN
    with pytest.raises(Conflict), world.engine.begin(world.people["ada"]) as tx:
        queries.document.version(tx, story.reference, bad, 1)
    assert "Schadprogramm gefunden" in story.file().history[0].text


@pytest.mark.slow
def test_a_process_killed_between_store_and_row_leaves_no_row_and_the_form_can_be_sent_again(
    world: World, story: Story, store: Store, place: StoreSettings, give: Give
) -> None:
    script = (
        "import io, os, signal\n"
        "from engine import Engine, SYSTEM, commands\n"
        "from engine.commands.document import Entry\n"
        "from engine.store import Store, StoreSettings, receive\n"
        "place = StoreSettings(os.environ['PLACE'])\n"
        "got = receive(Store(place), io.BytesIO(b'Ein Brief'), 'Brief.txt', place)\n"
        "with Engine(os.environ['DATABASE']).begin(SYSTEM) as tx:\n"
        "    commands.document.add(tx, Store(place), os.environ['CASE'], got, Entry('1'))\n"
        "    tx.flush()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    given = {"PLACE": place.where, "DATABASE": world.engine.url, "CASE": story.reference}

    killed = subprocess.run([sys.executable, "-c", script], env={**os.environ, **given}, check=False)

    assert killed.returncode == -signal.SIGKILL
    assert listed(world, story) == ()
    assert len(list(store.list("documents"))) == 1
    give(receive(store, io.BytesIO(b"Ein Brief"), "Brief.txt", place))
    assert [one.title for one in listed(world, story)] == ["Brief"]
    assert len(list(store.list("documents"))) == 1


def test_a_file_whose_row_was_never_written_is_swept_away_after_a_day(
    world: World, store: Store, place: StoreSettings, got: Received, give: Give
) -> None:
    world.clock.moment = datetime.now(UTC)
    give(got)
    orphan = receive(store, io.BytesIO(picture("PNG")), "a.png", place)
    fresh = receive(store, io.BytesIO(picture("JPEG")), "a.jpg", place)
    for one in (got, orphan):
        _age(place, one, timedelta(hours=25))

    gone = sum(_sweep(world, store, one) for one in commands.document.SHELVES)

    assert gone == 1
    kept = {one.key for one in store.list("documents")}
    assert kept == {document_key(one.digest) for one in (got, fresh)}


def test_a_file_handed_in_again_is_not_swept_away_meanwhile(
    world: World, store: Store, place: StoreSettings, got: Received
) -> None:
    world.clock.moment = datetime.now(UTC)
    _age(place, got, timedelta(days=3))

    again = receive(store, io.BytesIO(pdf()), "b.pdf", place)

    assert again.digest == got.digest
    assert _sweep(world, store, got.digest[:2]) == 0


def test_content_that_has_been_swept_away_gets_no_row(
    world: World, story: Story, store: Store, got: Received, give: Give
) -> None:
    store.delete(document_key(got.digest))

    with pytest.raises(Conflict):
        give(got)

    assert listed(world, story) == ()


def test_the_sweep_goes_on_from_shelf_to_shelf(
    world: World, place: StoreSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAUFWEG_DOCUMENTS", place.where)
    with world.engine.begin(SYSTEM) as tx:
        commands.document.begin_sweep(tx)

    assert world.work_off() == len(commands.document.SHELVES)


def _sweep(world: World, store: Store, shelf: str) -> int:
    with world.engine.begin(SYSTEM) as tx:
        return commands.document.sweep(tx, store, shelf)


def _age(place: StoreSettings, received: Received, by: timedelta) -> None:
    then = time.time() - by.total_seconds()
    os.utime(Path(place.where) / document_key(received.digest), (then, then))
