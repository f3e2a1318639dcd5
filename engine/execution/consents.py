"""What the process of consent says counts, kept where the sight of a case looks for it (docs/sight.md).

Whoever changes what the person has released throws the signal `freigabe:<number of the case>` with the whole list
`freigaben`; nothing else does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime

from engine import jobs
from engine.execution.involved import part
from engine.execution.referring import SPECIAL
from engine.feel import Value, to_python
from engine.sight import Consent
from engine.state import record, sight
from engine.state.instance import InstanceRow
from engine.transaction import Transaction

#: thrown with the whole list, by the number of the case
SIGNAL = "freigabe:"
LIST = "freigaben"


def heed(tx: Transaction, case_id: int, reference: str, signal: str, variables: Mapping[str, Value]) -> None:
    """Let the consents count that a signal of the case names; those that it no longer names are withdrawn at once.

    Without effect for any other signal. What the list does not say plainly counts as not released.
    """
    if signal != SIGNAL + reference or LIST not in variables:
        return
    listed = variables[LIST]
    wanted = tuple(_consents(listed if isinstance(listed, list) else []))
    gone = sight.replace_consents(tx, case_id, wanted)
    if gone:
        jobs.defer(tx, jobs.FOLLOW_RELEASES, [{"case_id": case_id}])
        tell(tx, case_id, gone)


def look_again(tx: Transaction, instance: InstanceRow, elements: Iterable[str]) -> None:
    """Tasks begin at these elements: one that rests on a release that has ended already would be shown to nobody."""
    groups = part(tx, instance.version_id, instance.digest)
    if any(groups.rests_on_release(one) for one in elements) and sight.follow_again(tx, instance.case_id):
        jobs.defer(tx, jobs.FOLLOW_RELEASES, [{"case_id": instance.case_id}])


def tell(tx: Transaction, case_id: int, gone: Collection[Consent]) -> None:
    """Say in the history of a case which consents have ended, and of those whose last day is over which it was."""
    told = sorted({(one.recipient, None if one.holds(tx.today) else one.until) for one in gone}, key=str)
    facts = [
        {"case_id": case_id, "kind": "consent_withdrawn", "detail": {"recipient": recipient}}
        if until is None
        else {
            "case_id": case_id,
            "kind": "consent_ended",
            "detail": {"recipient": recipient, "day": until.isoformat()},
        }
        for recipient, until in told
    ]
    record.append_history(tx, facts)


def _consents(listed: Iterable[Value]) -> Iterator[Consent]:
    for one in listed:
        if not isinstance(one, Mapping):
            continue
        recipient, purpose, categories = (one.get(name) for name in ("empfaenger", "zweck", "kategorien"))
        until = to_python(one.get("gueltig_bis"))
        if not isinstance(recipient, str) or not isinstance(categories, list):
            continue
        if until is not None and (not isinstance(until, date) or isinstance(until, datetime)):
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
