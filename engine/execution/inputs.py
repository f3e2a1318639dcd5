"""What a step is given from outside, kept beside the fact in history that says so by names alone.

How long, or whether at all, an operator says: LAUFWEG_STEP_INPUT_DAYS.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from engine import retention
from engine.execution import changes as fact
from engine.execution import codec
from engine.execution.actions import (
    Action,
    CompleteElement,
    DeliverMessage,
    Escalate,
    Modify,
    Resolve,
    SetVariables,
    Start,
    ThrowError,
)
from engine.execution.changes import Change
from engine.execution.effects import kind_of
from engine.state import step_input
from engine.state.instance import InstanceRow
from engine.transaction import Transaction

#: by which fact a step says that it was given something
_SAID: Final[dict[type, tuple[type, ...]]] = {
    Start: (fact.InstanceStarted,),
    CompleteElement: (fact.UserTaskCompleted, fact.JobCompleted, fact.CallCompleted),
    DeliverMessage: (fact.MessageCorrelated, fact.SignalReceived),
    ThrowError: (fact.ErrorThrown,),
    Escalate: (fact.EscalationThrown,),
    Modify: (fact.TokensMoved,),
    SetVariables: (fact.VariablesChanged,),
    Resolve: (fact.IncidentResolved,),
}


def keep(tx: Transaction, row: InstanceRow, action: Action, changes: Sequence[Change]) -> None:
    """Keep what the step was given. Nothing is kept of one that was given nothing, or that came to nothing, or where an
    operator wants nothing kept.
    """
    given = getattr(action, "variables", None)
    kinds = _SAID.get(type(action))
    if not given or kinds is None or not retention.step_inputs():
        return
    said = next((one for one in changes if isinstance(one, kinds)), None)
    if said is not None:
        known = {
            "case_id": row.case_id,
            "instance_id": row.id,
            "kind": kind_of(said),
            "element_instance": getattr(said, "element_instance", None),
        }
        step_input.keep(tx, {**known, "given": codec.dump_variables(given)})
