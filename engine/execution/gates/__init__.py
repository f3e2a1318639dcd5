"""What must be so before a resolution that adopts can be recorded: one gate one file, this is the registry.

A gate answers from what is stored, without doing any work of its own: `judge(subject)` is asked by pages and once more
by `commands.resolution`. What takes seconds is measured by the worker (`engine.proof`) and counts for just the versions
it was measured on. To add one: its file with `NAME` and `judge`, an entry below, its words in `web/words/gate.py`.
"""

from collections.abc import Mapping
from typing import Final

from engine.execution.gates import consultation, coverage, crosscheck, impact, lint, scenarios
from engine.execution.gates.verdict import Cause, Gate, Reason, Subject, Verdict
from engine.state.proposal import ProposalRow
from engine.transaction import Transaction

__all__ = ["GATES", "Cause", "Gate", "Reason", "Subject", "Verdict", "judge_all"]

#: in the order in which somebody would see to them
GATES: Final[Mapping[str, Gate]] = {
    lint.NAME: lint.judge,
    scenarios.NAME: scenarios.judge,
    coverage.NAME: coverage.judge,
    crosscheck.NAME: crosscheck.judge,
    impact.NAME: impact.judge,
    consultation.NAME: consultation.judge,
}


def judge_all(tx: Transaction, row: ProposalRow) -> tuple[Verdict, ...]:
    """What every gate says to the proposal as it stands now."""
    subject = Subject(tx, row)
    return tuple(judge(subject) for judge in GATES.values())
