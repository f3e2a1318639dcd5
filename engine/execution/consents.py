"""What the process of consent says counts, kept where the sight of a case looks for it (docs/sight.md).

Whoever changes what the person has released throws the signal `freigabe:<number of the case>` with the whole list
`freigaben`; nothing else does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from engine import jobs
from engine.execution.referring import SPECIAL
from engine.feel import Value
from engine.sight import Consent
from engine.state import record, sight
from engine.transaction import Transaction

_SIGNAL = "freigabe:"
_LIST = "freigaben"


def heed(tx: Transaction, case_id: int, reference: str, signal: str, variables: Mapping[str, Value]) -> None:
    """Let the consents count that a signal of the case names; those that it no longer names are withdrawn at once.

    Without effect for any other signal. What the list does not say plainly counts as not released.
    """
    if signal != _SIGNAL + reference or _LIST not in variables:
        return
    listed = variables[_LIST]
    wanted = tuple(_consents(listed if isinstance(listed, list) else []))
    gone = sight.replace_consents(tx, case_id, wanted)
    detail = [{"recipient": one} for one in sorted({one.recipient for one in gone})]
    if detail:
        jobs.defer(tx, jobs.FOLLOW_RELEASES, [{"case_id": case_id}])
        facts = [{"case_id": case_id, "kind": "consent_withdrawn", "detail": one} for one in detail]
        record.append_history(tx, facts)


def _consents(listed: Iterable[Value]) -> Iterator[Consent]:
    for one in listed:
        if not isinstance(one, Mapping):
            continue
        recipient, purpose, until = (one.get(name) for name in ("empfaenger", "zweck", "gueltig_bis"))
        categories = one.get("kategorien")
        if not isinstance(recipient, str) or not isinstance(categories, list):
            continue
        if until is not None and not isinstance(until, date):
            continue
        yield Consent(
            recipient,
            purpose if isinstance(purpose, str) else "",
            frozenset(name for name in categories if isinstance(name, str)) - _withheld(one),
            until,
        )


def _withheld(one: Mapping[str, Value]) -> frozenset[str]:
    """Special categories (Art. 9 DSGVO) count only when they are released expressly."""
    return frozenset() if one.get("besondere_kategorien") is True else SPECIAL
