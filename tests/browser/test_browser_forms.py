"""Every form of the library as the page of its task shows it: sent empty, then filled in as in an example case.

The application answers without scripts and without a network in between; the browser lays the answers out, fills them
in and says what a button would send.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from engine import SYSTEM, commands, forms
from engine.execution.work import environment
from engine.feel import Value
from engine.forms import FieldView, Kind
from engine.testing import PASSWORD, World
from engine.testing import models as m
from tests import filled
from tests.browser.conftest import AXE
from tests.filled import Filled
from web.app import create_app
from web.display import typed_form
from web.settings import Settings
from web.testing import Browser

pytestmark = pytest.mark.slow

#: the answer to a form with faults
_FAULTY = 422
#: parts of a form that depend on an answer in a part that depends on an answer
_DEEPEST = 4

#: the processes are shared out, so that several can be walked at once
_PARTS = 6

_CHOICE = [{"label": one, "value": one} for one in ("ja", "nein", "offen")]
_MANY = [{"label": f"Stelle {number}", "value": f"s{number}"} for number in range(1, 11)]
#: one field of every kind (docs/forms.md)
_FIELDS: list[dict[str, object]] = [
    {"type": "text",
     "text": "# Überschrift\nEin Absatz mit **Gewicht** und [Verweis](https://example.org).\n\n- eins\n- zwei"},
    {"type": "html", "content": "<p>Ein <strong>wichtiger</strong> Satz.</p><ol><li>erst</li><li>dann</li></ol>"},
    {"type": "textfield", "key": "text", "label": "Text", "description": "Was auf dem Papier steht."},
    {"type": "number", "key": "zahl", "label": "Zahl", "appearance": {"suffixAdorner": "Euro"}, "decimalDigits": 2},
    {"type": "datetime", "subtype": "date", "key": "tag", "dateLabel": "Tag", "properties": {"norm": "§ 31 VwVfG"}},
    {"type": "datetime", "subtype": "time", "key": "uhr", "timeLabel": "Uhrzeit"},
    {"type": "datetime", "subtype": "datetime", "key": "moment", "dateLabel": "Tag und Uhrzeit"},
    {"type": "select", "key": "auswahl", "label": "Auswahl", "values": _MANY},
    {"type": "radio", "key": "eins", "label": "Eines davon", "values": _CHOICE},
    {"type": "checkbox", "key": "haken", "label": "Bestätigt", "description": "Nur mit Nachweis."},
    {"type": "checklist", "key": "mehrere", "label": "Mehrere", "values": _MANY},
    {"type": "taglist", "key": "marken", "label": "Schlagworte", "values": _CHOICE},
    {"type": "textarea", "key": "lang", "label": "Begründung"},
    {"type": "separator"},
    {"type": "group", "label": "Gruppe",
     "components": [{"type": "textfield", "key": "innen", "label": "In der Gruppe", "id": "F_innen"}]},
    {"type": "dynamiclist", "path": "kinder", "label": "Kinder", "defaultRepetitions": 1,
     "components": [{"type": "textfield", "key": "name", "label": "Name", "id": "F_name"}]},
    {"type": "table", "label": "Bescheide", "dataSource": "=[{tag: \"2026-11-23\", betrag: 10}]",
     "columns": [{"label": "Tag", "key": "tag"}, {"label": "Betrag", "key": "betrag"}]},
    {"type": "filepicker", "key": "papier", "label": "Pass", "accept": ".pdf"},
    {"type": "expression", "key": "summe",
     "label": "Das Doppelte", "expression": "=2 * (if zahl = null then 0 else zahl)"},
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desk:
    """Ada at her desk: the application, and its pages as wide as a desk and as a phone."""

    world: World
    browser: Browser
    wide: Page
    narrow: Page

    def lay_out(self) -> None:
        """Show the last answer."""
        for page in (self.wide, self.narrow):
            page.evaluate(_SHOW, self.browser.exact)


@pytest.fixture
def desk(world: World, visit: Callable[..., Page]) -> Desk:
    app = create_app(world.engine, Settings("forms", login_limit="1000 per minute"))
    browser = Browser(app.test_client())
    browser.get("/anmelden").post("/anmelden", {"kennung": "ada", "kennwort": PASSWORD})
    wide, narrow = visit("ada", "/aufgaben"), visit("ada", "/aufgaben", "phone")
    wide.set_viewport_size({"width": 1280, "height": 900})
    wide.evaluate(AXE.read_text("utf-8"))
    return Desk(world, browser, wide, narrow)


@pytest.mark.parametrize("part", range(_PARTS))
def test_every_form_of_the_library_fits_says_what_is_missing_and_can_be_filled_in(
    desk: Desk, part: int
) -> None:
    found: dict[str, list[str]] = {}
    looked = set[frozenset[Kind]]()
    tasks = filled.tasks(desk.world, part, _PARTS)

    for one, task in tasks.items():
        desk.world.clock.moment = one.moment
        address = f"/aufgaben/{task}"
        faults = [*_empty(desk, one, address), *_widths(desk)]
        kinds = frozenset(field.kind for field in one.form.fields())
        if kinds not in looked:  # forms of the same kinds of fields are made of the same parts
            looked.add(kinds)
            faults += desk.wide.evaluate(_AXE)
        faults += _complete(desk, one, address)
        if faults:
            found[f"{one.process}/{one.form.id}"] = faults

    assert found == {}
    assert tasks
    assert len(filled.forms()) > 240


def test_a_form_with_every_kind_of_field_fits_and_is_free_of_violations(
    world: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    fields = [{"id": f"F{number}", **one} for number, one in enumerate(_FIELDS)]
    form = {"type": "default", "id": "alles", "components": fields}
    steps = m.process(
        "alles", m.start(), m.user_task("a", form="alles"), m.end(), m.flow("start", "a"), m.flow("a", "end")
    )
    row = world.start({"alles.bpmn": steps, "alles.form": json.dumps(form).encode()}).task("a")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)

    desk, phone = (visit("ada", f"/aufgaben/{row.id}", device) for device in ("desk", "phone"))

    kinds = {one.kind for one, _above in forms.parse(json.dumps(form).encode(), "alles.form").walk()}
    assert kinds == set(Kind) - {Kind.SPACER}
    said = desk.locator("#formular").inner_text()
    assert [one["label"] for one in fields if "label" in one and str(one["label"]) not in said] == []
    assert axe(desk) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 320


def _empty(desk: Desk, one: Filled, address: str) -> Iterator[str]:
    """Open the form, and send it as it came where an answer lacks: a list leads to each such field by its label."""
    desk.browser.get(address)
    desk.lay_out()
    missing = [
        view for view in _shown(desk.world, one, {}) if view.required and not view.value and not view.outcome
    ]
    if not missing:
        return
    desk.browser.post(address, _sent(desk, "lw-aktion", "abschliessen"))
    if desk.browser.status != _FAULTY:
        yield f"sent empty, it is answered with {desk.browser.status}: {[view.label for view in missing]}"
        desk.browser.get(address)
    desk.lay_out()
    said = desk.wide.evaluate(_SUMMARY)
    for view in missing:
        if not any(view.label in link["text"] for link in said if link["id"] == view.id):
            yield f"nothing leads to „{view.label}“"
    for link in said:
        if not (link["focused"] and link["beside"]):
            yield f"„{link['text']}“ leads nowhere, or is not said beside its field: {link}"


def _widths(desk: Desk) -> Iterator[str]:
    """How wide the page is at the desk and on a phone."""
    for page, width in ((desk.wide, 1280), (desk.narrow, 320)):
        if (seen := page.evaluate("document.documentElement.scrollWidth")) > width:
            yield f"{seen} pixels wide where {width} are"


def _complete(desk: Desk, one: Filled, address: str) -> Iterator[str]:
    """Fill it in as it unfolds and complete the task; what the page says instead."""
    wanted = _shown(desk.world, one, one.values)
    controls = [_control(view) for view in wanted]
    for _ in range(_DEEPEST):
        missing = desk.wide.evaluate(_FILL, controls)
        if not missing:
            break
        desk.browser.post(address, _sent(desk, "lw-aktion", "ansehen"))
        desk.lay_out()
    else:
        yield f"these fields do not appear: {missing}"
    chosen = [option.value for view in wanted if view.outcome for option in view.options if option.selected]
    pressed = ("lw-ausgang", chosen[0]) if chosen else ("lw-aktion", "abschliessen")
    confirmed = {"lw-bestaetigt": chosen[0]} if chosen else {}
    # without the page of the case that follows
    answer = desk.browser.client.post(address, data={**_sent(desk, *pressed), **confirmed})
    if answer.status_code != 302:
        said = re.findall(r'<li><a href="#[^"]+">([^<]+)', answer.get_data(as_text=True))
        yield f"filled in, it is not taken: {answer.status_code} {said}"


def _sent(desk: Desk, name: str, value: str) -> dict[str, object]:
    """What the browser would send when that button is pressed."""
    found: dict[str, list[str]] = {}
    for key, text in desk.wide.evaluate(_DATA):
        found.setdefault(key, []).append(text)
    return {**found, name: [value]}


def _shown(world: World, one: Filled, values: Mapping[str, Value]) -> list[FieldView]:
    """The fields of the form that somebody fills in, as it looks with these values."""
    with world.engine.begin(SYSTEM) as tx:
        views = forms.present(one.form, {**one.variables, **values}, environment(tx))
    return [view for view in _inside(views) if view.key and not view.readonly and not view.disabled]


def _inside(views: Iterable[FieldView]) -> Iterator[FieldView]:
    for view in views:
        if view.visible:
            yield view
            yield from _inside(view.children)


def _control(view: FieldView) -> dict[str, object]:
    """Which controls of a field are chosen, or what is typed into it; none where nothing is."""
    match view.kind:
        case _ if view.outcome:
            return {"id": view.id, "on": {}}
        case Kind.RADIO | Kind.CHECKLIST | Kind.TAGLIST:
            options = enumerate(view.options, 1)
            return {"id": view.id, "on": {f"{view.id}-{number}": one.selected for number, one in options}}
        case Kind.CHECKBOX:
            return {"id": view.id, "on": {view.id: view.value == "true"}}
        case Kind.EXPRESSION | Kind.GROUP:
            return {"id": view.id, "on": {}}
        case _:
            return {"id": view.id, "text": typed_form(view)}


_SHOW = """html => document.querySelector('main').replaceWith(
  new DOMParser().parseFromString(html, 'text/html').querySelector('main'))"""

#: fills in what is there, and returns what is not
_FILL = """controls => controls.filter(one => {
  const field = document.getElementById(one.id);
  if ('text' in one && field) field.value = one.text;
  const boxes = Object.entries(one.on || {}).map(([id, on]) => [document.getElementById(id), on]);
  for (const [box, on] of boxes) if (box) box.checked = on;
  return ('text' in one && !field) || boxes.some(([box]) => !box);
}).map(one => one.id)"""

_DATA = """() => [...new FormData(document.getElementById('aufgabe') || undefined)]
  .filter(([, value]) => typeof value === 'string')"""

#: each link of the list of faults: what it says, whether its target takes the focus, and whether it is said there too
_SUMMARY = """() => [...document.querySelectorAll('[data-fehlerliste] a')].map(link => {
  const id = link.hash.slice(1), field = document.getElementById(id);
  field?.focus();
  const said = (field?.getAttribute('aria-describedby') || '').split(' ');
  return {id, text: link.textContent.replace(/\\u00a0/g, ' '), focused: !!field && document.activeElement === field,
    beside: said.includes(id + '-fehler') && !!document.getElementById(id + '-fehler')};
})"""

#: the contrast is that of every page and takes longest
_AXE = """async () => {
  if (!document.getElementById('formular')) return ['there is no form'];
  const found = await axe.run('#formular', {resultTypes: ['violations'], rules: {'color-contrast': {enabled: false}},
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']});
  return found.violations.flatMap(one => one.nodes.map(node => one.id + ': ' + node.target));
}"""
