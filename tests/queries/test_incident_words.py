"""Whoever repairs and does not read the case is told what the model says, and no value."""

from __future__ import annotations

import pytest

from engine.actor import SYSTEM
from engine.execution.services import FaultKind
from engine.execution.withdrawal import STOPPED
from engine.queries import definition
from engine.queries.incident_words import without_values
from engine.testing import World
from engine.testing import models as m

FILES = {
    "p.bpmn": m.process(
        "p",
        m.start(),
        m.user_task("pruefen", due="=eingang + frist_tage"),
        m.service_task("senden", "versand"),
        m.end(),
        m.flow("start", "pruefen"),
        m.flow("pruefen", "senden"),
        m.flow("senden", "end"),
    )
}
CASES = [
    # an expression, its element and its variable stand in the model
    (
        FaultKind.EXPRESSION,
        "Die Frist „eingang + frist_tage“ ergab kein Datum: Eine Variable „eingang“ gibt es hier nicht.",
        "Die Frist „eingang + frist_tage“ ergab kein Datum: Eine Variable „eingang“ gibt es hier nicht.",
    ),
    # a topic is one of the register
    (FaultKind.COMPETENCE, "Für „jobcenter“ ist niemand da.", "Für „jobcenter“ ist niemand da."),
    # what the expression came to does not
    (FaultKind.TIMER, "„pruefen“ ergab „12. März“.", "„pruefen“ ergab „…“."),
    # what a program says may be anything
    (
        FaultKind.JOB,
        "Keine Antwort für Maryam Muster",
        "Der Auftrag ist gescheitert. Was das Programm gemeldet hat, liest, wer den Fall einsehen darf.",
    ),
    (
        FaultKind.JOB,
        "„Muster“ fehlt",
        "Der Auftrag ist gescheitert. Was das Programm gemeldet hat, liest, wer den Fall einsehen darf.",
    ),
    # but for what the engine says of it
    (FaultKind.JOB, STOPPED, STOPPED),
    (
        FaultKind.JOB,
        "„senden“: Die Zahl der Versuche ist keine.",
        "„senden“: Die Zahl der Versuche ist keine.",
    ),
    # and so may what is thrown with an error
    (
        FaultKind.ERROR,
        "Der Fehler „X1“ von „senden“ wird nirgends aufgefangen (Muster ist verzogen).",
        "Der Fehler „…“ von „senden“ wird nirgends aufgefangen.",
    ),
]


@pytest.fixture
def version(world: World) -> int:
    return world.deploy(FILES)


def test_a_message_keeps_the_words_of_the_model_and_leaves_out_values(world: World, version: int) -> None:
    with world.engine.begin(SYSTEM) as tx:
        digest = definition.version(tx, version).row.digest
        told = [without_values(tx, version, digest, kind, message) for kind, message, _left in CASES]

    assert told == [left for _kind, _message, left in CASES]
