"""The text of a resolution that two members sign: made anew of what it is about whenever somebody looks or signs.

A signature counts for exactly the text that was kept with it. It is void when the proposal, its files, versions or
acknowledged differences are others since. That does not depend on the release: one that writes more into the text, or
puts what a gate has found into other words, makes another text of the same, and the kept one goes into the resolution.
What such a release adds must be empty for what came before it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from engine.execution import consulting, gates, proposals
from engine.state import consultation, proposal, resolution, substitute
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
    """Whether the first signature still counts: what it is about is as it was signed."""
    now = content(tx, row, minutes(draft), verdicts)
    if draft.content is None:
        return digest(now) == draft.digest
    return digest(draft.content) == draft.digest and alike(json.loads(draft.content), json.loads(now))


def barred(tx: Transaction, signed_by: int | None) -> frozenset[int]:
    """Whose second signature does not count beside the first of that account: its own, and that of its stand-ins."""
    if signed_by is None:
        return frozenset()
    rules = substitute.rules_of(tx, signed_by)
    return frozenset({signed_by, *(one.substitute_id for one in rules if one.is_valid(tx.today))})


def alike(signed: Any, now: Any) -> bool:  # values of JSON
    """Whether both say the same: what is missing in one is empty in the other. What a gate had found does not count: an
    acknowledgement holds for just that, or is none any more.
    """
    match signed, now:
        case dict(), dict():
            return all(
                alike(signed.get(name), now.get(name))
                for name in signed.keys() | now.keys()
                if name != "found"
            )
        case list(), list():
            return len(signed) == len(now) and all(map(alike, signed, now))
        case _:
            return bool(signed == now or not (signed or now))


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


def consulted(tx: Transaction, row: ProposalRow) -> list[dict[str, Any]]:
    """Who was asked and what they said, with who said it and from which paper somebody has noted it: the annex of a
    resolution, written down with the second signature. `counts` is whether it is about the versions resolved.
    """
    digest = proposals.digest(proposal.versions(tx, row.id))
    return [
        {
            "name": one.name,
            "kind": one.kind.value,
            "stance": None if one.stance is None else one.stance.value,
            "statement": one.statement,
            "at": None if one.answered_at is None else one.answered_at.isoformat(),
            "by": one.answered_by,
            "noted_by": one.noted_by,
            "paper": one.paper,
            "counts": consulting.has_answered(row, one, digest),
        }
        for one in consultation.parties(tx, row.id)
    ]


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
