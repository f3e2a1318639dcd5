"""Who is competent: one answer, what it adds to the step that asks, and reading the whole register."""

from __future__ import annotations

from datetime import date

from engine import bpmn
from engine.competence import Circumstances, Competent, Nobody, Reason, municipalities, read_rules, resolve
from engine.execution.actions import Start
from engine.execution.instance import Instance
from engine.execution.offline_world import OfflineServices
from engine.execution.services import Desk, Question
from engine.execution.tokens import step
from engine.library import COMPETENCE, FOLDER, read_register
from engine.testing import models
from tests.benchmarks.report import compare, cpu, ms, table

_DAY = date(2026, 12, 1)
_NOTHING = Circumstances()
_ROUNDS, _TURNS = 9, 2_000


def run() -> str:
    """Answers for every topic and municipality, then a step that makes a user task, without and with the register."""
    return f"{_answers()}\n\n{_steps()}"


def _answers() -> str:
    register = read_register(FOLDER)
    asked = [(topic, place.ags) for topic in register.topics for place in municipalities()]
    files = {path.name: path.read_bytes() for path in (FOLDER / COMPETENCE).glob("*.toml")}
    ways = {
        "every topic at every municipality": lambda: [
            resolve(register, topic, ags, _NOTHING, _DAY) for topic, ags in asked
        ]
    }
    (seconds,) = cpu(ways, 5, 1).values()
    reading = cpu({"read": lambda: read_rules(files)}, 3, 1)["read"]
    rows = [
        (f"an answer, mean of {len(asked):,}", f"{seconds / len(asked) * 1e6:.1f} µs"),
        (f"reading and checking the files: {len(register.authorities):,} authorities", f"{ms(reading)} ms"),
    ]
    return table("Who is competent", ("what", "CPU"), rows)


def _steps() -> str:
    """A start and the user task behind it: the price of the question in one run."""
    register = read_register(FOLDER)
    reason = Reason("", "", "")

    def answer(question: Question) -> Desk | Nobody:
        found = resolve(register, question.topic, "05562020", question.circumstances, _DAY)
        return Desk(1, found.reason) if isinstance(found, Competent) else found

    source = models.process(
        "p",
        models.start(),
        models.user_task("a"),
        models.end(),
        models.flow("start", "a"),
        models.flow("a", "end"),
    )
    (graph,) = bpmn.read(source, "p.bpmn").graphs
    without, with_it = (
        OfflineServices(register=lambda _question: Desk(1, reason)),
        OfflineServices(register=answer),
    )
    ways = {
        "a fixed answer": lambda: step(graph, Instance(), Start({}), without),
        "the register": lambda: step(graph, Instance(), Start({}), with_it),
    }
    rows = [
        (name, f"{one.seconds * 1e6:.1f} µs", f"{one.ratio:.2f}")
        for name, one in compare(ways, _ROUNDS, _TURNS).items()
    ]
    return table("A pure step to a user task, whose authority comes from", ("source", "CPU", "ratio"), rows)
