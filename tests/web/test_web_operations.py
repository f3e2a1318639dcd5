"""What operators do in the browser: find a run, repair it with a reason, take it to another version."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from engine import SYSTEM, commands, queries
from engine.clock import ZONE
from engine.commands.message import Publication
from engine.feel import Environment, Value, compile_expression, from_python
from engine.queries.instance_view import InstanceView
from engine.testing import Story, World
from engine.testing import models as m
from web import values
from web.testing import Browser, Login

WHY = {"lw-grund": "Doppelt angelegt"}
ACTIONS = [
    # address behind the run
    "anhalten",
    "abbrechen",
    "schritte/4/abbrechen",
    "schritte/4/verschieben",
    "schritt-beginnen",
    "angaben/0",
    "angaben/0/kinder",
    "umstellen",
]


def _seen(story: Story) -> InstanceView:
    with story.world.engine.begin(SYSTEM) as tx:
        return queries.instance_view.show(tx, story.file().instances[0].id)


def _set(story: Story, name: str, value: object) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.set_variables(tx, _seen(story).id, {name: from_python(value)})


def _at(story: Story) -> str:
    return f"/betrieb/laeufe/{_seen(story).id}"


def _open(browser: Browser, story: Story, path: str, **fields: str) -> Browser:
    """Open the page of an intervention and post it with the revision it showed."""
    address = f"{_at(story)}/{path}"
    browser.get(address)
    assert browser.status == 200, browser.page
    return browser.post(address, {"lw-revision": browser.value("lw-revision"), **WHY, **fields})


def _feel(expression: str) -> Value:
    return compile_expression(expression).evaluate({}, Environment(now=datetime.now(ZONE))).value


def _step(story: Story, element: str) -> int:
    return next(one.id for one in _seen(story).waiting if one.element == element)


def test_runs_are_listed_with_counts_and_filters(story: Story, login: Login) -> None:
    other = story.world.open("antrag", {"eingang": "2026-11-02"})
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, _seen(other).id)
    lea = login("lea")

    page = lea.get("/betrieb/laeufe").page
    assert story.reference in page
    assert other.reference in page
    assert 'laufend <span class="lw-tabs__count">(2)</span>' in page

    page = lea.get("/betrieb/laeufe?stand=angehalten").page
    assert story.reference not in page
    assert other.reference in page

    page = lea.get("/betrieb/laeufe?ablauf=antrag&schritt=nachfordern&suche=KIM").page
    assert "Kein Lauf entspricht dieser Auswahl" in page
    assert lea.get("/betrieb/laeufe?ablauf=nein&fassung=x&stand=oje&schritt=%25").status == 200
    assert lea.get("/betrieb/laeufe?nach=x").status == 422


def test_one_run_shows_where_it_stands_and_what_can_be_done(story: Story, login: Login) -> None:
    page = login("lea").get(_at(story)).page

    for text in (
        "Antrag bearbeiten",
        "pruefen",
        "Ausländeramt Hier",
        "Nachricht „ruecknahme“",
        "aktenzeichen",
    ):
        assert text in page
    assert "2026-11-02" in page or "02.11.2026" in page


def test_the_administrator_sees_names_but_no_values(story: Story, login: Login) -> None:
    _set(story, "geheimnis", "Krankheit")

    page = login("adam").get(_at(story)).page
    change = login("adam").get(f"{_at(story)}/angaben/0/geheimnis").page

    assert "geheimnis" in page
    assert "Krankheit" not in page + change
    assert "nicht angezeigt" in page
    assert "Krankheit" in login("lea").get(_at(story)).page


@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_else_repairs(story: Story, login: Login, action: str) -> None:
    address = f"{_at(story)}/{action}"
    before = _seen(story).revision

    for name in ("ada", "carla", "stefan"):
        browser = login(name)
        assert browser.get(address).status == 403
        browser.get("/lenkungsgruppe")
        assert browser.post(address, {"lw-revision": str(before), **WHY}).status == 403

    assert _seen(story).revision == before


def test_a_run_is_suspended_and_goes_on(story: Story, login: Login) -> None:
    lea = login("lea")

    page = _open(lea, story, "anhalten").page
    assert "Der Ablauf ist angehalten." in page
    assert "Eingriff begründet: Doppelt angelegt" in page
    assert _seen(story).suspended_at is not None

    assert "Der Ablauf geht weiter." in _open(lea, story, "fortsetzen").page
    assert _seen(story).suspended_at is None


def test_a_run_is_cancelled_with_a_reason_that_the_case_file_tells(story: Story, login: Login) -> None:
    page = _open(login("lea"), story, "abbrechen").page

    assert "Der Ablauf ist abgebrochen." in page
    assert not _seen(story).is_running
    assert "Eingriff begründet: Doppelt angelegt" in [row.text for row in story.file().history]


@pytest.mark.parametrize("reason", ["", "   ", "x" * 501])
def test_without_a_reason_nothing_is_done(story: Story, login: Login, reason: str) -> None:
    lea = _open(login("lea"), story, "abbrechen", **{"lw-grund": reason})

    assert lea.status == 422
    assert "Begründung" in lea.page
    assert _seen(story).is_running


def test_a_step_is_moved_to_another(story: Story, login: Login) -> None:
    lea = login("lea")

    page = _open(
        lea, story, f"schritte/{_step(story, 'pruefen')}/verschieben", **{"lw-ziel": "nachfordern"}
    ).page

    assert "Der Ablauf ist versetzt." in page
    story.is_waiting_at("nachfordern")


@pytest.mark.parametrize("target", ["", "gibtesnicht", "ruecknahme", "start"])
def test_a_step_is_moved_only_where_the_list_leads(story: Story, login: Login, target: str) -> None:
    lea = _open(login("lea"), story, f"schritte/{_step(story, 'pruefen')}/verschieben", **{"lw-ziel": target})

    assert lea.status == 422
    assert "Bitte wählen Sie einen Schritt aus der Liste." in lea.page
    assert WHY["lw-grund"] in lea.page
    story.is_waiting_at("pruefen")


def test_a_step_is_begun_and_another_one_cancelled(story: Story, login: Login) -> None:
    lea = login("lea")

    _open(lea, story, "schritt-beginnen", **{"lw-ziel": "nachfordern"})
    story.is_waiting_at("nachfordern", "pruefen")
    page = _open(lea, story, f"schritte/{_step(story, 'pruefen')}/abbrechen").page

    assert "Der Schritt ist abgebrochen." in page
    story.is_waiting_at("nachfordern")


def test_a_second_submit_and_a_stale_page_say_what_happened_and_keep_what_was_typed(
    story: Story, login: Login
) -> None:
    lea, adam = login("lea"), login("adam")
    address = f"{_at(story)}/schritt-beginnen"
    fields = {"lw-revision": adam.get(address).value("lw-revision"), "lw-ziel": "nachfordern", **WHY}
    _open(lea, story, "angaben/0", **{"lw-angabe": "vermerk2", "lw-art": "text", "lw-wert": "x"})

    for _twice in range(2):
        adam.post(address, dict(fields))

        assert adam.status == 409
        assert "Ihr Eingriff ist nicht ausgeführt." in adam.page
        assert "Angaben von Hand geändert: vermerk2" in adam.page
        assert "Lea Groß" in adam.page
        assert WHY["lw-grund"] in adam.page
        adam.get(address)
    story.is_waiting_at("pruefen")


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 30])
def test_a_revision_that_is_none_is_one_nobody_has_seen(story: Story, login: Login, revision: str) -> None:
    lea = _open(login("lea"), story, "abbrechen", **{"lw-revision": revision})

    assert lea.status == 409
    assert _seen(story).is_running


VALUES = [
    # kind, what is typed, what it is in FEEL
    ("text", "Elif", '"Elif"'),
    ("text", "", '""'),
    ("zahl", "1.234,56", "1234.56"),
    ("datum", "25.11.2026", 'date("2026-11-25")'),
    ("janein", "ja", "true"),
    ("janein", "Nein", "false"),
    ("leer", "egal", "null"),
    ("json", '{"a": [1, 2.50, null, true, "x"]}', '{a: [1, 2.5, null, true, "x"]}'),
    ("feel", 'duration("P1M")', 'duration("P1M")'),
]


@pytest.mark.parametrize(("kind", "text", "expected"), VALUES)
def test_a_variable_is_changed_by_kind(
    story: Story, login: Login, kind: str, text: str, expected: str
) -> None:
    _set(story, "angabe", "alt")

    lea = _open(login("lea"), story, "angaben/0/angabe", **{"lw-art": kind, "lw-wert": text})

    assert "Die Angabe ist geändert." in lea.page
    (process,) = [one for one in _seen(story).scopes if one.id == 0]
    value = next(one.value for one in process.variables if one.name == "angabe")
    assert value == _feel(expected)
    shown = login("lea").get(f"{_at(story)}/angaben/0/angabe")
    assert shown.status == 200


WRONG = [
    ("zahl", "viel", "Zahl"),
    ("datum", "31.02.2026", "TT.MM.JJJJ"),
    ("janein", "vielleicht", "„ja“ oder „nein“"),
    ("json", "{", "JSON"),
    ("json", "[NaN]", "JSON"),
    ("json", "[" * 5000, "geschachtelt"),
    ("feel", "1 +", "zu Ende"),
    ("feel", "now", "Funktion"),
    ("feel", "[1..2]", "Bereich"),
    ("feel", "{a: [now]}", "Funktion"),
    ("json", '{"a": "\\ud800"}', "kein gültiges JSON"),  # half a character
    ("nichts", "x", "Art des Wertes"),
    ("text", "x" * 20_001, "20000"),
]


@pytest.mark.parametrize(("kind", "text", "said"), WRONG)
def test_a_value_that_is_none_of_its_kind_is_named(
    story: Story, login: Login, kind: str, text: str, said: str
) -> None:
    _set(story, "angabe", "alt")
    before = _seen(story).revision

    lea = _open(login("lea"), story, "angaben/0/angabe", **{"lw-art": kind, "lw-wert": text})

    assert lea.status == 422
    assert said in lea.page
    assert _seen(story).revision == before


@pytest.mark.parametrize(
    ("name", "said"),
    [("", "Buchstaben"), ("a b", "Buchstaben"), ("1a", "Buchstaben"), ("eingang", "gibt es schon")],
)
def test_a_new_variable_has_a_name_of_its_own(story: Story, login: Login, name: str, said: str) -> None:
    lea = _open(login("lea"), story, "angaben/0", **{"lw-angabe": name, "lw-art": "text", "lw-wert": "x"})

    assert lea.status == 422
    assert said in lea.page


def test_the_engines_own_variables_and_unknown_ones_have_no_page(story: Story, login: Login) -> None:
    lea = login("lea")

    for path in (
        "angaben/0/aktenzeichen",
        "angaben/0/gibtesnicht",
        "angaben/4711",
        "schritte/4711/abbrechen",
    ):
        assert lea.get(f"{_at(story)}/{path}").status == 404
    assert lea.get("/betrieb/laeufe/4711").status == 403


def test_what_is_shown_for_editing_is_read_as_the_same_value(world: World) -> None:
    expressions = (
        "1 + 1", '"Zeile\\nzwei „ä“ \\"x\\" \\\\"', "true", "null", 'date("2026-11-25")', "0.1", "10 ** 33",
        '[1, {a: date("2026-11-25")}]', 'duration("P1DT2H")', 'duration("P1Y2M")', 'time("10:00:00")', "[]",
        '{"a b": "c"}', 'date and time("2026-11-25T10:00:00@Europe/Berlin")', '[{"x": duration("PT1S")}, "a", null]',
    )  # fmt: skip
    for expression in expressions:
        before = _feel(expression)
        with world.engine.begin(SYSTEM) as tx:
            assert values.read(tx, values.kind_of(before), values.typed(before)) == before, expression


@pytest.fixture
def waiting(world: World) -> Story:
    """A run with a timer and one that waits outside."""
    return world.start(
        {
            "p.bpmn": m.process(
                "p",
                m.start(),
                m.user_task("a"),
                m.boundary("frist", "a", m.timer("P14D"), interrupting=False),
                m.end("ende2"),
                m.service_task("post", "versand"),
                m.end(),
                m.flow("start", "a"),
                m.flow("a", "post"),
                m.flow("frist", "ende2"),
                m.flow("post", "end"),
            )
        }
    )


def _timer(story: Story) -> int:
    return next(wait.timer_id or 0 for one in _seen(story).waiting for wait in one.waits if wait.timer_id)


def test_a_timer_runs_until_another_moment(waiting: Story, login: Login) -> None:
    path = f"fristen/{_timer(waiting)}"

    page = _open(login("lea"), waiting, path, **{"lw-tag": "24.12.2026", "lw-uhrzeit": "8:30"}).page

    assert "Die Frist ist geändert." in page
    assert waiting.file().timers[0].due == datetime(2026, 12, 24, 8, 30, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("day", "hour", "said"),
    [
        ("morgen", "8:30", "TT.MM.JJJJ"),
        ("24.12.2026", "24:00", "HH:MM"),
        ("", "", "TT.MM.JJJJ"),
        ("1.1.2027", "8", "HH:MM"),
        ("01.01.0001", "0:00", "TT.MM.JJJJ"),
        ("31.12.9999", "23:59", "TT.MM.JJJJ"),
    ],
)
def test_a_moment_that_is_none_is_named(waiting: Story, login: Login, day: str, hour: str, said: str) -> None:
    due = waiting.file().timers[0].due

    lea = _open(login("lea"), waiting, f"fristen/{_timer(waiting)}", **{"lw-tag": day, "lw-uhrzeit": hour})

    assert lea.status == 422
    assert said in lea.page
    assert waiting.file().timers[0].due == due


def test_a_timer_of_another_run_is_none_of_this_one(waiting: Story, login: Login) -> None:
    other = waiting.world.open("p")

    assert login("lea").get(f"{_at(other)}/fristen/{_timer(waiting)}").status == 404


def test_failed_jobs_and_expired_messages_are_shown_to_the_administrator(
    waiting: Story, login: Login
) -> None:
    world = waiting.world
    waiting.complete("a")
    with world.engine.begin(SYSTEM) as tx:
        (job,) = commands.job.fetch_and_lock(tx, "versand", "drucker")
        commands.job.fail(tx, job.id, "drucker", 0, "Papier leer")
        commands.message.publish(tx, Publication("niemand", "KIM-0", life=timedelta(0)))
        commands.message.publish(tx, Publication("spaeter", "KIM-0"))
    adam = login("adam")

    page = adam.get("/betrieb/auftraege").page
    assert "gescheitert" in page
    assert "Papier leer" in page
    page = adam.get("/betrieb/nachrichten").page
    assert "verfallen" in page
    assert "spaeter" in page
    for address in ("/betrieb/auftraege", "/betrieb/nachrichten"):
        assert login("lea").get(address).status == 403
    assert "Nachrichten" not in login("lea").get("/betrieb").page


def test_many_incidents_are_tried_again_at_once(world: World, login: Login) -> None:
    files = {
        "p.bpmn": m.process(
            "p",
            m.start(),
            m.service_task("post", "versand"),
            m.end(),
            m.flow("start", "post"),
            m.flow("post", "end"),
        )
    }
    stories = [world.start(files), world.open("p"), world.open("p")]
    for _one in stories:
        with world.engine.begin(SYSTEM) as tx:
            (job,) = commands.job.fetch_and_lock(tx, "versand", "drucker")
            commands.job.fail(tx, job.id, "drucker", 0, "Papier leer")
    lea = login("lea").get("/betrieb?ablauf=p")
    assert "3 Störungen offen" in lea.page
    numbers = [one.file().incidents[0].id for one in stories]
    with world.engine.begin(SYSTEM) as tx:
        commands.incident.resolve(tx, numbers[2])

    lea.post("/betrieb/stoerungen", {"lw-stoerung": [str(one) for one in numbers] + ["x"]})

    assert "2 Schritte sind gelungen." in lea.page
    assert "1 Störung hatte inzwischen jemand behoben." in lea.page
    assert "Keine Störungen" in lea.page
    with world.engine.begin(SYSTEM) as tx:
        (job, _other) = commands.job.fetch_and_lock(tx, "versand", "drucker", 2)
        commands.job.fail(tx, job.id, "drucker", 0, "Papier leer")
    lea.get("/betrieb").post("/betrieb/stoerungen", {"lw-alle": "1", "lw-ablauf": "p"})
    assert "1 Schritt ist gelungen." in lea.page
    lea.post("/betrieb/stoerungen", {})
    assert "Bitte kreuzen Sie zuerst Störungen an." in lea.page


def test_a_process_is_suspended_by_the_administrator_alone(story: Story, login: Login) -> None:
    adam, lea = login("adam"), login("lea")
    stop, go = (f"/betrieb/ablaeufe/antrag/{action}" for action in ("anhalten", "fortsetzen"))

    assert adam.get(stop).post(stop, {"lw-grund": " "}).status == 422
    assert "beginnt nicht mehr neu" in adam.post(stop, WHY).page
    assert adam.get(stop).post(stop, WHY).status == 409
    page = lea.get("/betrieb/ablaeufe").page
    assert "beginnt nicht neu" in page
    assert "„Antrag bearbeiten“ angehalten: Doppelt angelegt" in page
    assert "Adam Böhm" in page
    assert lea.get(stop).status == 403
    assert lea.get("/betrieb/ablaeufe").post(go, WHY).status == 403
    assert "kann wieder beginnen" in adam.get(go).post(go, WHY).page
    assert adam.get("/betrieb/ablaeufe/gibtesnicht/anhalten").status == 404
    story.is_waiting_at("pruefen")


def _second(story: Story, task: str) -> int:
    return story.world.deploy(
        {
            "antrag.bpmn": m.process(
                "antrag",
                m.start(),
                m.user_task(task),
                m.end(),
                m.flow("start", task),
                m.flow(task, "end"),
                name="Antrag bearbeiten",
            )
        }
    )


def test_a_run_is_looked_at_and_then_taken_to_another_version(waiting: Story, login: Login) -> None:
    target = waiting.world.deploy({"p.bpmn": m.tasks("p", "pruefen")})
    lea, address = login("lea"), f"{_at(waiting)}/umstellen"

    lea.get(f"{address}?fassung={target}")
    assert "So lässt sich der Ablauf nicht umstellen" in lea.page
    assert "keines zugeordnet" in lea.page
    assert 'value="umstellen"' not in lea.page

    fields = {"lw-revision": lea.value("lw-revision"), "lw-fassung": str(target), "lw-zu-a": "pruefen"}
    lea.post(address, {**fields, "lw-aktion": "pruefen"})
    assert "Der Ablauf lässt sich umstellen." in lea.page
    waiting.is_waiting_at("a")

    lea.post(address, {**fields, "lw-aktion": "umstellen", "lw-grund": ""})
    assert lea.status == 422
    lea.post(address, {**fields, "lw-aktion": "umstellen", **WHY})
    assert "Der Ablauf läuft jetzt in Fassung 2." in lea.page
    waiting.is_waiting_at("pruefen")

    lea.post(address, {**fields, "lw-aktion": "umstellen", **WHY})
    assert lea.status in (200, 409)  # nothing else to choose, or moved on
    waiting.is_waiting_at("pruefen")


def test_all_runs_of_a_version_are_looked_at_and_those_that_fit_are_taken_over(
    waiting: Story, login: Login
) -> None:
    other = waiting.world.open("p").complete("a")  # at the job, which the new version does not have
    source = _seen(waiting).version.id
    target = waiting.world.deploy({"p.bpmn": m.tasks("p", "neu")})
    lea, address = login("lea"), f"/betrieb/umstellen/{source}"
    assert f'href="{address}"' in lea.get("/betrieb/ablaeufe").page

    lea.get(f"{address}?nach={target}")
    assert "keines zugeordnet" in lea.page
    assert 'value="umstellen"' not in lea.page
    fields = {"lw-fassung": str(target), "lw-zu-a": "neu"}
    lea.post(address, {**fields, "lw-aktion": "pruefen"})
    assert 'value="umstellen"' in lea.page
    assert lea.post(address, {**fields, "lw-aktion": "umstellen"}).status == 422
    waiting.is_waiting_at("a")

    for said in ("1 Lauf ist umgestellt.", "0 Läufe sind umgestellt."):
        lea.post(address, {**fields, "lw-aktion": "umstellen", **WHY})
        assert said in lea.page
    waiting.is_waiting_at("neu")
    other.is_waiting_at("post")
    assert login("ada").get(address).status == 403
    assert lea.get(f"{address}?nach=x&zu=a&zu=gibtesnicht=neu").status == 200
    assert "geht nicht auf" in lea.get(f"{address}?nach={target}&zu=gibtesnicht=neu").page


def test_a_refused_migration_changes_nothing(story: Story, login: Login) -> None:
    target = _second(story, "anders")
    lea, address = login("lea"), f"{_at(story)}/umstellen"
    lea.get(f"{address}?fassung={target}")

    lea.post(
        address,
        {"lw-revision": lea.value("lw-revision"), "lw-fassung": str(target), "lw-aktion": "umstellen", **WHY},
    )

    assert lea.status == 409
    assert "Ihr Eingriff ist nicht ausgeführt." in lea.page
    story.is_waiting_at("pruefen")


def test_an_ended_run_is_shown_but_not_repaired(story: Story, login: Login) -> None:
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.cancel(tx, _seen(story).id)
    lea = login("lea")

    assert "Ein beendeter Ablauf hält keine Angaben mehr." in lea.get(_at(story)).page
    assert "anhalten" not in lea.page
    assert lea.get(f"{_at(story)}/anhalten").status == 409
    assert lea.get(f"{_at(story)}/umstellen").status == 409


def test_a_called_run_is_ended_by_its_caller_only(world: World, login: Login) -> None:
    inner = m.tasks("innen", "a")
    outer = m.process(
        "aussen", m.start(), m.call("ruf", "innen"), m.end(), m.flow("start", "ruf"), m.flow("ruf", "end")
    )
    world.deploy({"i.bpmn": inner})
    story = world.start({"a.bpmn": outer})
    outside, inside = (one.id for one in story.file().instances)
    lea = login("lea")

    assert "aufgerufener Ablauf „innen“" in lea.get(f"/betrieb/laeufe/{outside}").page
    page = lea.get(f"/betrieb/laeufe/{inside}").page
    assert f'href="/betrieb/laeufe/{outside}"' in page
    assert f'href="/betrieb/laeufe/{inside}/abbrechen"' not in page
