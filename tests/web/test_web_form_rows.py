"""Rows, tables and files in the form of a task, without a script."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pytest

from engine import commands
from engine.errors import ModelError
from engine.testing import Story, World
from engine.testing import models as m
from tests.documents.conftest import pdf
from web.testing import Browser, Login

NAME = {"type": "textfield", "id": "F_name", "key": "name", "label": "Name", "validate": {"required": True}}
FORM = {
    "type": "default", "id": "familie", "components": [
        {"type": "dynamiclist", "id": "L", "path": "kinder", "label": "Kinder", "defaultRepetitions": 1,
         "properties": {"hoechstens": "2"}, "components": [
            NAME,
            {"type": "checkbox", "id": "F_schule", "key": "schule", "label": "Geht zur Schule", "defaultValue": True},
            {"type": "textfield", "id": "F_klasse", "key": "klasse", "label": "Klasse",
             "conditional": {"hide": "=not(this.schule)"}}]},
        {"type": "table", "id": "T", "label": "Bescheide", "dataSource": "=bescheide",
         "columns": [{"label": "Tag", "key": "tag"}, {"label": "Betrag", "key": "betrag"}]},
        {"type": "html", "id": "H", "content": "<p>Bitte <strong>prüfen</strong>.<script>x</script></p>"},
        {"type": "filepicker", "id": "F_pass", "key": "pass", "label": "Pass", "accept": ".pdf",
         "validate": {"required": True}},
    ],
}  # fmt: skip
PROCESS = m.process(
    "familie",
    m.start(),
    m.script_task("daten", '=[{tag: "b", betrag: 10}, {tag: "a", betrag: 9}]', "bescheide"),
    m.user_task("aufnehmen", form="familie"),
    m.user_task("danach"),
    m.end(),
    m.flow("start", "daten"),
    m.flow("daten", "aufnehmen"),
    m.flow("aufnehmen", "danach"),
    m.flow("danach", "end"),
)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAUFWEG_DOCUMENTS", str(tmp_path / "documents"))


@pytest.fixture
def family(world: World) -> Story:
    """A case that waits at the form, which Ada has."""
    world.deploy({"familie.bpmn": PROCESS, "familie.form": json.dumps(FORM).encode()})
    story = world.open("familie")
    task = story.task("aufnehmen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, task.id, task.revision)
    return story


@pytest.fixture
def task(family: Story) -> int:
    return family.task("aufnehmen").id


def _post(browser: Browser, task: int, **fields: object) -> Browser:
    own = {"lw-revision": browser.value("lw-revision"), "lw-abgabe": browser.value("lw-abgabe")}
    return browser.post(f"/aufgaben/{task}", own | fields)


def _fields(page: str) -> dict[str, str]:
    """The text fields of the page with what stands in them."""
    found = re.findall(r'<input class="kern-form-input__input[^>]* name="([^"]+)" value="([^"]*)"', page)
    return dict(found)


ROWS = {"kinder": ["", "0", "1"], "kinder.0.name": "Ada", "kinder.0.schule": "", "kinder.1.name": "Ben"}


def test_row_is_added_and_taken_away_without_a_script_and_nothing_typed_goes(task: int, login: Login) -> None:
    browser = login("ada").get(f"/aufgaben/{task}")
    assert _fields(browser.page) == {"kinder.0.name": "", "kinder.0.klasse": ""}

    one = {"kinder": ["", "0"], "kinder.0.name": "Ada", "kinder.0.schule": ""}
    _post(browser, task, **one, **{"lw-zeile": "kinder+"})

    assert browser.status == 200
    assert _fields(browser.page) == {"kinder.0.name": "Ada", "kinder.1.name": "", "kinder.1.klasse": ""}
    assert re.search(r'id="L-zeile-1"[^>]* autofocus', browser.page)
    assert "Zeile hinzufügen" not in browser.page  # two rows are the most

    _post(browser, task, **ROWS, **{"lw-zeile": "kinder.0-"})

    assert _fields(browser.page)["kinder.1.name"] == "Ben"
    assert "kinder.0.name" not in _fields(browser.page)


def test_rows_come_by_script_as_the_part_they_are(task: int, login: Login) -> None:
    browser = login("ada").get(f"/aufgaben/{task}")

    browser.post(f"/aufgaben/{task}/formular", {**ROWS, "lw-zeile": "kinder.1-"}, **{"HX-Request": "true"})

    assert 'id="teil-L" class="lw-form__part" hx-swap-oob="true"' in browser.page
    assert _fields(browser.page) == {"kinder.0.name": "Ada"}


def test_fault_in_a_row_leads_there(task: int, login: Login, family: Story) -> None:
    browser = login("ada").get(f"/aufgaben/{task}")

    _post(browser, task, **ROWS | {"kinder.1.name": " "}, **{"lw-aktion": "abschliessen"})

    assert browser.status == 422
    assert '<li><a href="#F_name-1">' in browser.page
    assert "Zeile 2: Bitte geben Sie „Name“ ein." in browser.page
    assert '<li><a href="#F_pass">' in browser.page
    assert family.active() == ("aufnehmen",)


def test_draft_brings_rows_back_as_they_were(task: int, login: Login) -> None:
    browser = login("ada").get(f"/aufgaben/{task}")

    _post(browser, task, **ROWS | {"kinder": ["", "1", "0"]}, **{"lw-aktion": "entwurf"})
    page = browser.get(f"/aufgaben/{task}").page

    assert list(_fields(page)) == ["kinder.1.name", "kinder.1.klasse", "kinder.0.name"]
    assert (
        'id="F_schule-0" name="kinder.0.schule" value="true" checked' not in page
    )  # unticked, against its default


def test_file_proves_its_field_and_completes_the_task(task: int, login: Login, family: Story) -> None:
    browser = login("ada").get(f"/aufgaben/{task}")

    file = {"lw-datei.pass": (io.BytesIO(pdf()), "pass.pdf")}
    _post(browser, task, **ROWS, **file, **{"lw-aktion": "abschliessen"})

    data = {item.key: item.value for item in family.file().data}
    assert family.active() == ("danach",)
    assert data["pass"] == "1 Dokument"
    assert data["kinder"] == "1. Name: Ada, Geht zur Schule: nein; 2. Name: Ben, Geht zur Schule: nein"


def test_file_of_another_kind_is_refused_at_its_field_and_what_was_typed_stays(
    task: int, login: Login, family: Story
) -> None:
    browser = login("ada").get(f"/aufgaben/{task}")

    file = {"lw-datei.pass": (io.BytesIO(b"nur Text"), "pass.txt")}
    _post(browser, task, **ROWS, **file, **{"lw-aktion": "abschliessen"})

    assert browser.status == 422
    assert "Dieses Feld nimmt Dateien dieser Art nicht." in browser.page
    assert '<li><a href="#lw-datei.pass">' in browser.page
    assert _fields(browser.page)["kinder.1.name"] == "Ben"
    assert family.active() == ("aufnehmen",)


def test_chosen_file_is_kept_when_a_row_is_added(task: int, login: Login) -> None:
    browser = login("ada").get(f"/aufgaben/{task}")

    file = {"lw-datei.pass": (io.BytesIO(pdf()), "pass.pdf")}
    _post(browser, task, **{"kinder": ["", "0"], "kinder.0.name": "Ada", "lw-zeile": "kinder+"}, **file)

    assert ">pass</a>" in browser.page
    assert _fields(browser.page)["kinder.0.name"] == "Ada"


def test_table_is_ordered_by_its_headings(task: int, login: Login) -> None:
    browser = login("ada").get(f"/aufgaben/{task}")

    def days() -> list[str]:
        return re.findall(r'<td data-label="Tag">([^<]*)', browser.page)

    assert days() == ["b", "a"]
    _post(browser, task, **{"lw-sortieren": "T:tag", "kinder": ["", "0"], "kinder.0.name": "Ada"})
    assert (days(), 'aria-sort="ascending"' in browser.page) == (["a", "b"], True)
    assert _fields(browser.page)["kinder.0.name"] == "Ada"
    _post(browser, task, **{"lw-sortiert.T": "tag", "lw-sortieren": "T:-tag"})
    assert (days(), 'aria-sort="descending"' in browser.page) == (["b", "a"], True)


def test_html_of_a_form_is_text_on_the_page(task: int, login: Login) -> None:
    page = login("ada").get(f"/aufgaben/{task}").page

    assert "Bitte <strong>prüfen</strong>." in page
    assert "<script>x" not in page


def test_start_form_with_a_file_is_refused(world: World) -> None:
    form = {"type": "default", "id": "familie", "components": [FORM["components"][3]]}
    files = {
        "familie.bpmn": m.process("x", m.start(form="familie"), m.end(), m.flow("start", "end")),
        "familie.form": json.dumps(form).encode(),
    }

    with pytest.raises(ModelError) as caught:
        world.deploy(files)

    assert ("form-file", "F_pass") in [(one.rule, one.element) for one in caught.value.findings]
