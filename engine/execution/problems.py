"""Structural problems: what processes report comes into the list, and what becomes of them when it is decided about
the proposal that took them up.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine import jobs
from engine.bpmn import Node
from engine.bpmn.element import ACTIVITIES
from engine.competence import RECIPIENTS
from engine.execution import calls, codec, sight
from engine.execution.bundle import load_bundle
from engine.execution.notify import Notice, NoticeKind, notify
from engine.feel import Value
from engine.state import case, definition, instance, message, structural, structural_report
from engine.state.instance import InstanceRow
from engine.state.message import MessageState
from engine.state.proposal import ProposalRow
from engine.state.structural import Problem, ProblemState, ProblemStep
from engine.transaction import Transaction

#: what a process throws to report one, and the variables it brings: a name, and what goes wrong; nothing of a person
MESSAGE: Final = "strukturproblem_gemeldet"
TOPIC: Final = "strukturproblem_thema"
TEXT: Final = "strukturproblem_beschreibung"
LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 4000
#: digits of the key of a Kreis: one municipality and a rare problem might point at a person
DISTRICT: Final = 5


@dataclass(frozen=True, slots=True)
class Origin:
    """Which step of which version reported a problem, in which case, and who completed what led there."""

    case_id: int
    version_id: int
    element: str
    name: str
    actor: int | None


@dataclass(frozen=True, slots=True)
class CaseStep:
    """A step of a process that runs in a case; of that only the model is told."""

    version_id: int
    process: str
    version: int
    element: str
    name: str


def steps(tx: Transaction, case_id: int) -> tuple[CaseStep, ...]:
    """The steps with a name of what runs in a case, as far as the actor reads them there, in the order of the diagrams;
    those of two runs of a version once.
    """
    seen = sight.of_case(tx, case_id)
    found: dict[tuple[int, str], CaseStep] = {}
    for instance_id, version_id, digest in instance.running(tx, case_id):
        if not seen.reads_anything(instance_id):
            continue
        number = definition.get(tx, version_id).number
        for graph in load_bundle(tx, version_id, digest).graphs.values():
            for node in graph.nodes.values():
                if _is_step(node) and seen.reads_element(instance_id, node.id):
                    one = CaseStep(version_id, graph.name, number, node.id, node.name)
                    found.setdefault((version_id, node.id), one)
    return tuple(found.values())


def _is_step(node: Node) -> bool:
    """Whether people speak of it as a step: something is done there, and it has a name."""
    return bool(node.name) and node.kind in ACTIVITIES


def leave(tx: Transaction, thrower: InstanceRow, message_id: int, element: str, name: str) -> None:
    """Let a job count what an instance reports: a step waits for nobody who counts the same problem."""
    where: Mapping[str, int] = {"case_id": thrower.case_id, "version_id": thrower.version_id}
    step = {"element": element, "name": name, "actor": tx.actor.account}
    jobs.defer(tx, jobs.COUNT_PROBLEM, [{"message_id": message_id, **where, **step}])


def take(tx: Transaction, message_id: int, origin: Origin) -> None:
    """Count a report for the problem its topic stands for in the Kreis; the first one, and one after the problem was
    closed, make a new entry. Done twice, it counts once.

    With that the message has arrived, but where a process in force begins with it: adopted flows stay what they are.
    """
    found = message.get(tx, message_id)
    if found is None:
        return
    brought = codec.load_variables(found.variables)
    topic, said = _text(brought.get(TOPIC)) or origin.name, _text(brought.get(TEXT))[:LONGEST_TEXT]
    topic = _in_words(tx, origin.version_id, topic)
    topic = topic if len(topic) <= LONGEST_TITLE else topic[: LONGEST_TITLE - 1] + "…"
    ags = case.get(tx, origin.case_id).ags
    district = ags[:DISTRICT]
    number = structural_report.counted_by(tx, district, topic)
    problem = None if number is None else rooted(tx, number)
    if problem is None or problem.state is ProblemState.CLOSED:
        created = structural.create(tx, topic, said, district, None if problem is None else problem.id)
        structural_report.let_count(tx, district, topic, created)
        (problem,) = structural.lock(tx, created)
    structural_report.came_from(
        tx, problem.id, origin.case_id, origin.version_id, origin.element, origin.name
    )
    structural_report.mention(tx, problem.id, origin.case_id, origin.actor)
    if said not in ("", problem.description) and not structural.says(tx, problem.id, said):
        structural.note(tx, problem.id, ProblemStep.REPORTED, said)
    if found.state is MessageState.BUFFERED and not calls.starts(tx, "message", MESSAGE, ags):
        message.consume(tx, found.id, MessageState.CORRELATED, None)


def rooted(tx: Transaction, problem_id: int) -> Problem:
    """The problem that counts for this one – itself, or what it is merged into –, locked."""
    (found,) = structural.lock(tx, problem_id)
    while found.merged_into_id is not None:
        (found,) = structural.lock(tx, found.merged_into_id)
    return found


def _in_words(tx: Transaction, version_id: int, topic: str) -> str:
    """The topic as people call it: an authority, with the process, where it is another matter than in the next; else
    as a form of the version names what was chosen.
    """
    bundle = load_bundle(tx, version_id)
    if topic in RECIPIENTS:
        return f"{bundle.graphs[bundle.main].name}: {RECIPIENTS[topic]}"
    offered = (
        option.label
        for form in bundle.forms.values()
        for field in form.fields()
        for option in field.options
        if option.code == topic
    )
    return next(offered, topic)


def _text(value: Value) -> str:
    return value.strip() if isinstance(value, str) else ""


def solve(tx: Transaction, row: ProposalRow, outcome: str) -> None:
    """Close what an adopted proposal has taken up, with the result."""
    for found in structural.of_proposal(tx, row.id):
        structural.change(tx, found, state=ProblemState.CLOSED, outcome=outcome)
        structural.note(tx, found.id, ProblemStep.CLOSED, outcome)
        tell(tx, found, NoticeKind.PROBLEM_CLOSED)


def is_about(row: ProposalRow, found: Problem) -> bool:
    """Whether a proposal holds where the problem is."""
    return any(
        place.startswith(found.jurisdiction) or found.jurisdiction.startswith(place)
        for place in row.jurisdictions
    )


def hand_back(tx: Transaction, row: ProposalRow) -> None:
    """Take into discussion again what a proposal had taken up that was rejected or withdrawn."""
    for found in structural.of_proposal(tx, row.id):
        structural.change(tx, found, state=ProblemState.IN_DISCUSSION)
        structural.note(tx, found.id, ProblemStep.GIVEN_BACK, f"{row.number} {row.title}")
        tell(tx, found, NoticeKind.PROBLEM_GOES_ON)


def tell(tx: Transaction, found: Problem, kind: NoticeKind) -> None:
    """Tell whoever has reported it, or counted a case for it; from here on the transaction is the engine's."""
    tx.act()  # which case, and so who counted it, is behind the wall
    detail = {"task": f"{found.number} {found.title}", "problem": found.id}
    notify(tx, structural_report.reporters(tx, found.id), Notice(kind, detail=detail))
