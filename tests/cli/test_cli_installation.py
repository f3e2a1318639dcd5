"""The commands that work on a database: deploy, start, tasks, account, migrate-db, demo."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import create_engine, text

from engine.engine import head
from engine.testing import models

GOOD = models.process(
    "antrag",
    models.start(),
    models.user_task("pruefen", group="auslaenderbehoerde"),
    models.end("ende"),
    models.flow("start", "pruefen"),
    models.flow("pruefen", "ende"),
)


@pytest.fixture
def process(tmp_path):
    (tmp_path / "antrag.bpmn").write_bytes(GOOD)
    return str(tmp_path)


@pytest.fixture
def run_in_world(run, world, monkeypatch):
    """The commands on the database of the test world, by the clock of today."""
    monkeypatch.setenv("LAUFWEG_DATABASE_URL", world.engine.url)
    return run


def test_deploy_stores_once_what_is_the_same(run, process):
    first = run("deploy", process, "--note", "erste Fassung")
    second = run("deploy", process)

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "antrag stored as version 1" in first.output
    assert "antrag is already stored as version 1" in second.output


def test_deploy_is_all_or_nothing(run, tmp_path, database):
    for name, content in (("gut", GOOD), ("schlecht", b"no xml")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "antrag.bpmn").write_bytes(content)

    result = run("deploy", str(tmp_path))

    assert result.exit_code == 1
    assert "antrag.bpmn" in result.output
    assert "Traceback" not in result.output
    assert _count(database, "version") == 0


def test_deploy_with_a_resolution_puts_in_force(run_in_world, process):
    result = run_in_world("deploy", process, "--adopt", "05334", "--resolution", "Lenkungsgruppe, TOP 3")

    assert result.exit_code == 0
    assert "in force in 05334 from" in result.output


AGREED = """
schluessel = "antrag"
zeiten = [{ element = "pruefen", art = "bearbeitung", wert = "P7D" }]
"""


def test_a_resolution_on_the_command_line_sets_agreed_times(run_in_world, process, tmp_path):
    (tmp_path / "process.toml").write_text(AGREED)
    words = ["deploy", process, "--adopt", "05334", "--resolution", "TOP 3"]

    first = run_in_world(*words, "--zeit", "pruefen=5 Tage")
    second = run_in_world(*words)

    assert first.exit_code == 0
    assert "pruefen: 5 Tage (was 7 Tage)" in first.output
    assert "pruefen: 7 Tage (was 5 Tage)" in second.output  # a resolution is complete in itself


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (
            ["--adopt", "05334", "--resolution", "TOP 3", "--zeit", "pruefen=bald"],
            1,
            "zeit-pruefen: Bitte geben Sie",
        ),
        (
            ["--adopt", "05334", "--resolution", "TOP 3", "--zeit", "fremd=P1D"],
            1,
            "Vereinbart werden: pruefen.",
        ),
        (["--adopt", "05334", "--resolution", "TOP 3", "--zeit", "pruefen"], 2, "pruefen is no ELEMENT=TIME"),
        (["--zeit", "pruefen=P1D"], 2, "give --adopt and one folder"),
    ],
)
def test_says_what_is_wrong_with_a_time(run_in_world, process, tmp_path, words, code, said):
    (tmp_path / "process.toml").write_text(AGREED)

    result = run_in_world("deploy", process, *words)

    assert result.exit_code == code
    assert said in result.output


def test_deploy_needs_a_resolution_to_put_in_force(run_in_world, process):
    result = run_in_world("deploy", process, "--adopt", "05334")

    assert result.exit_code == 1
    assert "resolution:" in result.output


def test_start_opens_a_case_that_tasks_lists(run_in_world, process):
    run_in_world("deploy", process, "--adopt", "05334", "--resolution", "Lenkungsgruppe, TOP 3")

    opened = run_in_world(*_start("--as", "ada"))
    listed = run_in_world("tasks", "--json")
    table = run_in_world("tasks", "--as", "ada", "--search", "Öztürk")
    foreign = run_in_world("tasks", "--as", "carla")

    reference = opened.output.strip()
    assert reference.startswith("KIM-")
    (task,) = json.loads(listed.output)
    assert (task["case"], task["element"], task["person"]) == (reference, "pruefen", "Öztürk, Elif")
    assert reference in table.output
    assert foreign.output.strip() == "No open tasks."


# what is wrong, and the word that names it
@pytest.mark.parametrize(
    ("words", "word"),
    [
        (["--as", "niemand"], "no active account"),
        (["--as", "carla"], "ags"),
        (["--field", "antragsdatum"], "KEY=TEXT"),
        (["--field", "farbe=rot"], "no start form"),
    ],
)
def test_start_names_what_is_wrong(run_in_world, process, words, word):
    run_in_world("deploy", process, "--adopt", "05334", "--resolution", "Lenkungsgruppe, TOP 3")

    result = run_in_world(*_start(*words))

    assert result.exit_code == 1
    assert word in result.output


def test_start_reads_the_fields_as_the_browser_does(run_in_world):
    from engine.library import FOLDER

    run_in_world("deploy", str(FOLDER), "--adopt", "05334", "--resolution", "Lenkungsgruppe, TOP 3")

    incomplete = run_in_world(*_start("--field", "antragsdatum=31.02.2026", key="bleiberecht_25b"))
    misnamed = run_in_world(*_start("--field", "antragsdatm=02.11.2026", key="bleiberecht_25b"))

    assert incomplete.exit_code == 1
    assert "antragsdatum:" in incomplete.output
    assert "eingangsweg:" in incomplete.output
    assert misnamed.exit_code == 1
    assert "antragsdatm" in misnamed.output


def test_start_says_that_nothing_is_in_force(run_in_world, process):
    run_in_world("deploy", process)

    result = run_in_world(*_start())

    assert result.exit_code == 1
    assert "no version is in force" in result.output


def test_an_account_is_created_and_gets_a_new_password(run_in_world):
    created = run_in_world(
        "account", "create", "e.yildiz", "--name", "Elif Yıldız", "--role", "abh-hier:clerk",
        input="ein-langes-kennwort\nein-langes-kennwort\n",
    )  # fmt: skip
    again = run_in_world("account", "create", "e.yildiz", "--name", "Elif", input="12345678\n12345678\n")
    changed = run_in_world("account", "password", "e.yildiz", input="noch-ein-kennwort\nnoch-ein-kennwort\n")

    assert created.exit_code == 0
    assert "ein-langes-kennwort" not in created.output
    assert again.exit_code == 1
    assert "login is taken" in again.output
    assert changed.exit_code == 0


def test_an_account_is_closed_and_opened_again(run_in_world):
    closed = run_in_world("account", "close", "ada")
    with_it = run_in_world("tasks", "--as", "ada")
    opened = run_in_world("account", "reopen", "ada")
    unknown = run_in_world("account", "close", "niemand")

    assert (closed.exit_code, with_it.exit_code, opened.exit_code, unknown.exit_code) == (0, 1, 0, 1)
    assert "no active account" in with_it.output
    assert run_in_world("tasks", "--as", "ada").exit_code == 0


# a role that is none, an authority that is none, a password that is too short
@pytest.mark.parametrize(
    ("role", "password", "word"),
    [
        ("abh-hier:chef", "ein-langes-kennwort", "team_lead"),
        ("abh-nirgends:clerk", "ein-langes-kennwort", "abh-hier"),
        ("abh-hier:clerk", "kurz", "password"),
    ],
)
def test_a_wrong_account_is_refused_with_what_there_is(run_in_world, role, password, word):
    result = run_in_world(
        "account", "create", "x", "--name", "X", "--role", role, "--password", password
    )  # fmt: skip

    assert result.exit_code == 1
    assert word in result.output


def test_migrate_db_brings_an_empty_database_to_the_head(run, database):
    _execute(database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")

    before = run("tasks")
    migrated = run("migrate-db")
    after = run("tasks")

    assert before.exit_code == 1
    assert "laufweg migrate-db" in before.output
    assert migrated.output.strip() == f"The database has schema {head()}."
    assert after.exit_code == 0


def test_an_unreachable_database_is_a_sentence(run_without_database, monkeypatch):
    monkeypatch.setenv("LAUFWEG_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    result = run_without_database("tasks")

    assert result.exit_code == 1
    assert "database" in result.output
    assert "Traceback" not in result.output


def test_a_home_that_cannot_be_used_is_a_sentence(run_without_database, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("no directory")
    monkeypatch.delenv("LAUFWEG_DATABASE_URL", raising=False)
    monkeypatch.setenv("LAUFWEG_HOME", str(tmp_path / "file"))

    result = run_without_database("tasks")

    assert result.exit_code == 1
    assert str(tmp_path / "file") in result.output


def test_demo_data_never_replaces_a_real_installation(run_in_world, world):
    result = run_in_world("demo", "reset", "--yes")

    assert result.exit_code == 1
    assert "real accounts" in result.output
    assert _count(world.engine.url, "account") > 0


def _start(*words, key="antrag"):
    person = ("--family-name", "Öztürk", "--given-name", "Elif", "--birth-date", "1994-03-08")
    return ("start", key, *person, "--ags", "05334002", *words)


def _count(address, table):
    engine = create_engine(address)
    with engine.connect() as connection:
        found = connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()  # noqa: S608
    engine.dispose()
    return found


def _execute(address, *statements):
    engine = create_engine(address)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()
