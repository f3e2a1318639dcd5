"""The text of a resolution that two members sign: made anew of what it is about whenever somebody looks or signs.

A signature counts for exactly this text. It is another one when the proposal, its files, versions or acknowledged
differences are, and when a later release of the application writes more into it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from engine.execution import gates
from engine.state import proposal, resolution
from engine.state.proposal import ProposalRow
from engine.state.resolution import ResolutionDraft
from engine.transaction import Transaction

_MINUTES: Final = ("ruling", "decided_on", "body", "paper", "conditions", "valid_from", "votes")


def minutes(draft: ResolutionDraft) -> dict[str, Any]:
    """What the minutes say, of a resolution that one member has signed."""
    return {name: getattr(draft, name) for name in _MINUTES}


def stands(
    tx: Transaction, row: ProposalRow, draft: ResolutionDraft, verdicts: Iterable[gates.Verdict]
) -> bool:
    """Whether the first signature still counts: the text is as it was signed."""
    return digest(content(tx, row, minutes(draft), verdicts)) == draft.digest


def content(
    tx: Transaction, row: ProposalRow, values: Mapping[str, Any], verdicts: Iterable[gates.Verdict]
) -> str:
    """Everything that is resolved, in one canonical text: proposal, versions with their digests, minutes."""
    day = values["valid_from"]
    return canonical(
        {
            "proposal": row.number,
            "title": row.title,
            "reason": row.reason,
            "legal_basis": row.legal_basis,
            "jurisdictions": list(row.jurisdictions),
            "migration_rule": row.migration_rule.value,
            "review_months": row.review_months,
            "acknowledged": _acknowledged(verdicts),
            "parameters": dict(row.parameters),
            "repeals": None if row.repeals_id is None else proposal.get(tx, row.repeals_id).number,
            "versions": [
                {
                    "process": one.key,
                    "number": one.number,
                    "digest": one.digest,
                    "times": dict(one.times),
                }
                for one in proposal.versions(tx, row.id)
            ],
            "ruling": values["ruling"].value,
            "decided_on": values["decided_on"].isoformat(),
            "body": values["body"],
            "paper": values["paper"],
            "votes": [[one.authority, one.agreed, one.against, one.abstained] for one in values["votes"]],
            "conditions": values["conditions"],
            "valid_from": None if day is None else day.isoformat(),
            "documents": [
                {"name": one.name, "purpose": one.purpose.value, "digest": one.digest}
                for one in resolution.documents(tx, row.id)
            ],
        }
    )


def _acknowledged(verdicts: Iterable[gates.Verdict]) -> list[dict[str, Any]]:
    """What closes a gate no more because somebody has looked at it: by whom, when and why."""
    return [
        {
            "gate": one.gate,
            "name": one.acknowledgement.name,
            "at": one.acknowledgement.at.isoformat(),
            "reason": one.acknowledgement.reason,
            "found": reasons(one.acknowledged),
        }
        for one in verdicts
        if one.acknowledgement is not None
    ]


def reasons(found: Iterable[gates.Reason]) -> list[dict[str, Any]]:
    """Reasons of a gate as the text has them."""
    return [{"cause": one.cause.value, **one.values} for one in found]


def canonical(said: Mapping[str, Any]) -> str:
    """The one way in which the text is written."""
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text: str) -> str:
    """The SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
