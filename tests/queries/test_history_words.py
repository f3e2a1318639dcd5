"""Facts of the history in both languages."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from engine import SYSTEM, commands
from engine.escalation import Clock, Target
from engine.queries import wording
from engine.queries.ladder_words import rung_text, watched_text
from engine.queries.wording import history_text, quoted_text
from engine.testing import World
from engine.testing import models as m


def test_every_fact_has_a_sentence_in_both_languages_with_the_same_parts() -> None:
    assert set(wording._GERMAN) == set(wording._ENGLISH)

    for kind, german in wording._GERMAN.items():
        assert _parts(german) == _parts(wording._ENGLISH[kind]), kind
        assert not re.search("[äöüßÄÖÜ„]", wording._ENGLISH[kind]), kind


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Vereinbarte Zeit von „Prüfen“ geändert: bisher keine, neu 10.12.2026. Grund:"),
        ("en", "Agreed time of “Prüfen” changed: none before, 10.12.2026 now. Reason:"),
    ],
)
def test_a_reason_stays_in_the_words_it_was_given_in(language: str, said: str) -> None:
    detail = {"from": None, "to": "2026-12-10", "reason": "Urlaub"}

    assert history_text("agreed_time_changed", "Prüfen", detail, {}, {}, language) == said  # type: ignore[arg-type]
    assert quoted_text("agreed_time_changed", detail) == "Urlaub"
    assert quoted_text("job_failed", detail) == ""


def test_values_changed_by_hand_go_by_the_labels_of_their_fields(world: World) -> None:
    form = b"""{"type": "default", "id": "f", "components": [
      {"type": "textfield", "id": "F_1", "key": "vermerk", "label": "Vermerk der Stelle"}]}"""
    process = m.process(
        "p", m.start(), m.user_task("a", form="f"), m.end(), m.flow("start", "a"), m.flow("a", "end")
    )
    story = world.start({"p.bpmn": process, "f.form": form})
    with world.engine.begin(SYSTEM) as tx:
        run = story.file().instances[0].id
        commands.instance.set_variables(tx, run, {"vermerk": "x", "ohne_feld": "y"}, reason="Tippfehler")

    said = {row.kind: row.text for row in story.file().history}

    assert said["variables_changed"] == "Angaben von Hand geändert: Vermerk der Stelle, ohne feld"


def test_a_day_that_the_process_has_set_is_called_so() -> None:
    changed = {"from": "2026-12-01", "to": "2026-12-10", "reason": "Urlaub", "from_set": True}
    back = {"from": "2026-12-10", "to": "2026-12-01", "reason": "Änderung zurückgenommen", "to_set": True}
    begun = {"agreed": {"due": "2026-12-28T22:59:00+00:00", "steps": [], "set": True}}
    rung = {
        "level": 3,
        "clock": Clock.AGREED.value,
        "target": Target.TEAM_LEAD.value,
        "recipients": 1,
        "set": True,
    }

    assert history_text("agreed_time_changed", "P", changed, {}, {}) == (
        "Vereinbarte Zeit von „P“ geändert: bisher 01.12.2026 (im Ablauf festgelegt), neu 10.12.2026. Grund:"
    )
    assert history_text("agreed_time_changed", "P", back, {}, {}, "en") == (
        "Agreed time of “P” changed: 10.12.2026 before, 01.12.2026 (set by the process) now. Reason:"
    )
    assert history_text("user_task_clocks_begun", "P", begun, {}, {}) == (
        "Aufgabe „P“ hat in der neuen Fassung einen im Ablauf festgelegten Tag bis 28.12.2026:"
    )
    assert rung_text(rung, {}) == (
        "Eskalationsstufe 3 (im Ablauf festgelegter Tag). Teamleitung benachrichtigt."
    )


def test_a_rung_says_in_english_who_was_told_and_what_was_reached_beside_it() -> None:
    detail = {
        "level": 2, "clock": Clock.LEGAL.value, "target": Target.TEAM_LEAD.value, "authority": 7, "recipients": [1],
        "skipped": [1], "given": "substitute",
    }  # fmt: skip

    assert rung_text(detail, {7: "Ausländeramt"}, "en") == (
        "Escalation level 2 (legal deadline). Team lead (Ausländeramt) notified. "
        "Told with it: level 1. The task is with the substitute."
    )


def test_clocks_that_begin_are_named_with_their_steps_as_they_were_found() -> None:
    detail = {"legal": {"due": "2026-12-28T22:59:00+00:00", "steps": ["Zustellung", "ein Monat"]}}

    said = history_text("user_task_clocks_begun", "Prüfen", detail, {}, {}, "en")

    assert said == "Task “Prüfen” has a legal deadline until 28.12.2026 in the new version:"
    assert quoted_text("user_task_clocks_begun", detail) == "Zustellung → ein Monat"


def test_a_watched_day_says_in_english_which_title_ends() -> None:
    said = watched_text({"clock": "title", "target": Target.TEAM_LEAD.value}, {}, "10.12.2026", "en")

    assert said == "The residence title ends on 10.12.2026. Team lead: nobody reached."


def _parts(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_a_priority_is_told_by_the_words_it_was_chosen_by() -> None:
    changed = {"from": 50, "to": 80}

    assert history_text("priority_changed", "Prüfen", changed, {}, {}) == (
        "Priorität von „Prüfen“ geändert: bisher normal, neu hoch"
    )
    assert history_text("priority_changed", "Prüfen", {"from": 80, "to": 20}, {}, {}, "en") == (
        "Priority of “Prüfen” changed: high before, low now"
    )
