"""What a user task asks the register for, and what becomes of the answer."""

from __future__ import annotations

from datetime import date

import pytest

from engine.actor import Role
from engine.competence import Circumstances, Nobody, Reason
from engine.execution.changes import StepFailed, UserTaskActivated
from engine.execution.offline_world import OfflineServices
from engine.execution.services import Desk, FaultKind, Question
from engine.testing import models
from engine.testing.offline import Run

REASON = Reason("§ 1 Probe", "probe-1", "Weil es so ist.", ("Schritt",), ("prüfen",))


def run(group: str, register, **variables) -> Run:
    source = models.process(
        "p",
        models.start(),
        models.user_task("a", group=group),
        models.end(),
        models.flow("start", "a"),
        models.flow("a", "end"),
    )
    return Run.of(source, OfflineServices(register=register)).start(**variables)


def asked(group: str, **variables) -> Question:
    questions: list[Question] = []

    def register(question: Question) -> Desk:
        questions.append(question)
        return Desk(7, REASON)

    run(group, register, **variables)
    (question,) = questions
    return question


def failure(group: str, **variables) -> StepFailed:
    found = run(group, lambda _question: Desk(7, REASON), **variables)
    (change,) = [one for one in found.changes if isinstance(one, StepFailed)]
    return change


def test_text_asks_for_the_place_of_the_case_and_today() -> None:
    assert asked("jobcenter.teamleitung") == Question("jobcenter", Role.TEAM_LEAD)
    assert asked('=zustaendig("jobcenter.teamleitung")') == Question("jobcenter", Role.TEAM_LEAD)
    assert asked('=["jobcenter", "sozialamt"]') == Question("jobcenter", Role.CLERK)


def test_circumstances_are_asked_too() -> None:
    group = (
        '=zustaendig("jobcenter", {ags: ags_neu, am: @"2026-12-01", personengruppe: ["landeseinrichtung"], alter: 26, '
        'traeger: "awo", zuweisung_ags: "05562014", wohnsitz_ags: "05158016", verfahren_ags: "05158024", '
        'verfahren_seit: @"2026-05-01", zustimmung: true})'
    )

    assert asked(group, ags_neu="05562020") == Question(
        "jobcenter",
        Role.CLERK,
        "05562020",
        date(2026, 12, 1),
        Circumstances(
            groups=frozenset({"landeseinrichtung"}),
            age=26,
            bearer="awo",
            allocated="05562014",
            residence="05158016",
            began="05158024",
            since=date(2026, 5, 1),
            consent=True,
        ),
    )


def test_what_is_null_or_empty_was_not_said() -> None:
    group = '=zustaendig("jobcenter", {ags: null, am: null, personengruppe: null, alter: null, traeger: ""})'

    assert asked(group) == Question("jobcenter", Role.CLERK)


def test_the_answer_is_on_the_task() -> None:
    found = run("jobcenter.sachbearbeitung", lambda _question: Desk(7, REASON, Role.TEAM_LEAD, 42))
    (task,) = [one for one in found.changes if isinstance(one, UserTaskActivated)]

    assert (task.authority, task.topic, task.role, task.reason) == (7, "jobcenter", Role.TEAM_LEAD, REASON)
    assert (task.question, task.substitute) == (Question("jobcenter", Role.CLERK), 42)


def test_nobody_is_an_incident_with_the_reason() -> None:
    found = run("jobcenter", lambda _question: Nobody("Im Kreis gibt es keines."))
    (change,) = [one for one in found.changes if isinstance(one, StepFailed)]

    assert change.kind is FaultKind.COMPETENCE
    assert change.message == "Für „a“ ist niemand zuständig. Im Kreis gibt es keines."


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ('=zustaendig(thema + ".chefin")', "Die Rolle „chefin“ gibt es nicht"),
        ("=zustaendig(unbekannt)", "Eine Variable „unbekannt“ gibt es hier nicht"),
        ("=thema", "Keine zuständige Gruppe"),
        ('=zustaendig("jobcenter", {ags: "5562020"})', "„ags“ ist kein Gemeindeschlüssel"),
        ('=zustaendig("jobcenter", {ags: 5562020})', "„ags“ ist kein Text"),
        ('=zustaendig("jobcenter", {am: "morgen"})', "„am“ ist kein Datum"),
        ('=zustaendig("jobcenter", {alter: 17.5})', "„alter“ ist keine ganze Zahl"),
        ('=zustaendig("jobcenter", {alter: -1})', "„alter“ ist keine ganze Zahl"),
        ('=zustaendig("jobcenter", {personengruppe: [1]})', "„personengruppe“ ist weder"),
        ('=zustaendig("jobcenter", {zustimmung: "ja"})', "„zustimmung“ ist weder"),
        ('=zustaendig("jobcenter", {wohnort: "05562020"})', "den Umstand „wohnort“ gibt es nicht"),
        ("={gruppe: 3}", "Keine zuständige Gruppe"),
    ],
)
def test_a_group_that_cannot_be_read_is_an_incident(group: str, said: str) -> None:
    found = failure(group, thema=5 if group == "=thema" else "jobcenter")

    assert found.kind is FaultKind.COMPETENCE
    assert said in found.message
