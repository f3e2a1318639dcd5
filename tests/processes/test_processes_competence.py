"""Where tasks of a scenario lie, why, who must not see them, and what a move changes."""

from __future__ import annotations

import pytest

from engine.scenario import run_folder
from engine.testing import models as m


def task(name, group):
    return m.user_task(name).replace('candidateGroups="auslaenderbehoerde"', f"candidateGroups='{group}'")


CASE = m.process(
    "fall",
    m.start(),
    m.parallel("alle"),
    task("abh", '=zustaendig("auslaenderbehoerde.sachbearbeitung")'),
    task("jobcenter", '=zustaendig("jobcenter.sachbearbeitung")'),
    task("begleiten", '=zustaendig("case_management.case_management")'),
    task("beraten", '=zustaendig("mbe.sachbearbeitung")'),
    m.catch("zieht_um", m.message("umzug")),
    m.user_task("gehoert"),
    m.flow("start", "alle"),
    *(m.flow("alle", name) for name in ("abh", "jobcenter", "begleiten", "beraten", "zieht_um")),
    m.flow("zieht_um", "gehoert"),
    *(
        part
        for name in ("abh", "jobcenter", "begleiten", "beraten", "gehoert")
        for part in (m.end(f"e_{name}"), m.flow(name, f"e_{name}"))
    ),
    messages={"umzug": "=aktenzeichen"},
)


@pytest.fixture
def run(tmp_path):
    (tmp_path / "fall.bpmn").write_bytes(CASE)
    (tmp_path / "scenarios").mkdir()

    def play(place, *steps, more=""):
        path = tmp_path / "scenarios" / "probe.yaml"
        head = f'szenario: Probe\nangenommen: {{jetzt: 2026-11-23, ags: "{place}"{more}}}\nschritte:\n'
        path.write_text(head + "".join(f"- {step}\n" for step in steps), encoding="utf-8")
        (result,) = run_folder(tmp_path)
        return " ".join((*result.failure.differences, *result.failure.situation)) if result.failure else ""

    return play


def tasks(**said):
    listed = [
        f"{name}: {{{said[name]}}}" if name in said else name
        for name in ("abh", "jobcenter", "begleiten", "beraten")
    ]
    return f"dann: {{offene aufgaben: [{', '.join(listed)}]}}"


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        # Aachen: one office for foreigners at the StädteRegion, an Integrationszentrum of its own
        ("05334002", {"abh": "behörde: abh-05334", "begleiten": "behörde: ki-05334002"}),
        # Herten: its own office, Jobcenter and Integrationszentrum at the Kreis
        (
            "05562020",
            {
                "abh": "behörde: abh-05562020, zuständig weil: ZustAVO",
                "jobcenter": "behörde: jobcenter-05562",
            },
        ),
        (
            "05562020",
            {"abh": "sieht nicht: [jobcenter, case_management, auslaenderbehoerde.koordination, abh-05562]"},
        ),
        ("05562020", {"jobcenter": "sieht nicht: [auslaenderbehoerde.sachbearbeitung]"}),
    ],
)
def test_a_task_lies_at_the_authority_of_the_register(run, place, expected):
    assert run(place, tasks(**expected)) == ""


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ({"abh": "behörde: abh-05562"}, "erwartet bei abh-05562."),
        ({"abh": "zuständig weil: Gnade"}, "Erwartet war „Gnade“"),
        ({"abh": "sieht nicht: auslaenderbehoerde"}, "ist für auslaenderbehoerde sichtbar"),
        ({"abh": "sieht nicht: auslaenderbehoerde.teamleitung"}, "sichtbar"),
        ({"abh": "sieht nicht: abh-05562020"}, "sichtbar"),
        ({"beraten": "behörde: caritas"}, "kein Träger der Migrationsberatung"),
        ({"abh": "behorde: x"}, "Meinten Sie „behörde“?"),
    ],
)
def test_says_where_it_lies_instead(run, expected, words):
    assert words in run("05562020", tasks(**expected))


@pytest.mark.parametrize("place", ["05562014", "Gladbeck"])
def test_a_place_that_is_no_key_is_refused(tmp_path, place):
    (tmp_path / "fall.bpmn").write_bytes(CASE)
    (tmp_path / "scenarios").mkdir()
    # without quotation marks YAML reads 05562014 as an octal number
    text = f"szenario: Probe\nangenommen: {{jetzt: 2026-11-23, ags: {place}}}\nschritte:\n- {tasks()}\n"
    (tmp_path / "scenarios" / "probe.yaml").write_text(text, encoding="utf-8")

    (result,) = run_folder(tmp_path)

    assert "acht Ziffern in Anführungszeichen" in result.failure.differences[0]


def test_says_once_that_the_register_knows_nobody(run):
    told = run("05562020", tasks(beraten="behörde: caritas, zuständig weil: Gnade"))

    assert "liegt bei: keine Stelle im Register, erwartet" in told
    assert ".." not in told


def test_a_move_takes_open_tasks_and_the_message_along(run):
    assert (
        run(
            "05334002",
            tasks(abh="behörde: abh-05334"),
            'wenn: {umzug nach: "05562020"}',
            "dann: {variablen: {ags: '05562020', ags_neu: '05562020'}, offene aufgaben: [abh: {behörde: abh-05562020}, "
            "jobcenter: {behörde: jobcenter-05562}, begleiten, beraten, gehoert: {behörde: abh-05562020}]}",
        )
        == ""
    )


@pytest.mark.parametrize(
    ("more", "step", "words"),
    [
        ("", "wenn: {umzug nach: 5562020}", "Gemeindeschlüssel mit acht Ziffern"),
        (", umstände: {laune: gut}", tasks(), "Den Umstand „laune“ gibt es nicht"),
        (", umstände: {alter: alt}", tasks(), "keine ganze Zahl von 0 bis 150"),
        (", niemand zuständig für: jobcenter", "dann: {störungen: jobcenter}", ""),
    ],
)
def test_what_the_register_is_told(run, more, step, words):
    told = run("05334002", step, more=more)

    assert words in told if words else told == ""
