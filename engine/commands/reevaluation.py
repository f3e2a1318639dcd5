"""What a change of the law, or of what is known of it, changes in the open cases: started, worked off, cancelled."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from engine import jobs, precheck
from engine.actor import Action
from engine.errors import Conflict, Invalid
from engine.precheck import LawBook, PreCheck, Result
from engine.state import precheck as rows
from engine.state.precheck import Candidate, ReevaluationRow, ReevaluationState
from engine.transaction import Transaction

#: cases in one transaction: the row that says how far it is stays locked so long
BATCH: Final = 25
#: criteria named for one title
_NAMED: Final = 4
_log = logging.getLogger("laufweg.reevaluation")


def start_stored(tx: Transaction) -> int:
    """Compare the newest stored pre-check of every open case with the law of today, on the same days.

    Returns the re-evaluation. Conflict while another one runs.
    """
    tx.act()  # all open cases, whoever may read them
    return _start(tx, None, None, None, rows.count_candidates(tx, stored=True))


def start_known(tx: Transaction, day: date, known_before: date | None, known_after: date | None) -> int:
    """Compare what the law says on `day` for the newest record of every open case, as known on two days.

    None is all that is known today. Returns the re-evaluation. Invalid when the days are the same; Conflict while
    another one runs.
    """
    if known_before == known_after:
        raise Invalid("Expected two days of knowledge, but they are the same")
    tx.act()  # as above
    return _start(tx, day, known_before, known_after, rows.count_candidates(tx, stored=False))


def cancel(tx: Transaction, reevaluation_id: int) -> None:
    """Stop it; what was found stays. Conflict when it has ended."""
    tx.actor.must(Action.REEVALUATE)
    row = rows.lock_reevaluation(tx, reevaluation_id)
    if row.state is not ReevaluationState.RUNNING:
        raise Conflict(f"Expected to cancel re-evaluation {reevaluation_id}, but it is {row.state}")
    rows.end_reevaluation(tx, reevaluation_id, ReevaluationState.CANCELLED)


def work(tx: Transaction, reevaluation_id: int, after: int, law: LawBook) -> None:
    """One batch, the cases behind the id `after`, and the job of the next one.

    Without effect when the batch was done already – its worker died after the commit – or somebody cancelled.
    """
    row = rows.lock_reevaluation(tx, reevaluation_id)
    if row.state is not ReevaluationState.RUNNING or row.after_case != after:
        return
    found = rows.candidates(tx, row.day is None, after, BATCH)
    moved: list[dict[str, Any]] = []
    failed = 0
    for one in found:
        try:
            before, today = _both(one, row, law)
        except Exception as fault:
            # not the message: it may hold what a person entered
            _log.error("Case %s cannot be re-evaluated: %s", one.case_id, type(fault).__name__)
            failed += 1
            continue
        moved += [{"case_id": one.case_id, **difference} for difference in _differences(before, today)]
    last = found[-1].case_id if found else after
    rows.advance_reevaluation(tx, row.id, last, len(found), failed, moved)
    if len(found) < BATCH:
        rows.end_reevaluation(tx, row.id, ReevaluationState.DONE)
    else:
        jobs.defer(tx, jobs.REEVALUATE, [{"reevaluation_id": row.id, "after": last}])


def _start(
    tx: Transaction, day: date | None, known_before: date | None, known_after: date | None, total: int
) -> int:
    tx.actor.must(Action.REEVALUATE)
    started = rows.add_reevaluation(tx, day, known_before, known_after, total)
    if started is None:
        raise Conflict("Expected to start a re-evaluation, but one is running")
    jobs.defer(tx, jobs.REEVALUATE, [{"reevaluation_id": started, "after": 0}])
    return started


def _both(one: Candidate, row: ReevaluationRow, law: LawBook) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """What a case was told and what it would be told, as `precheck.to_json` writes titles."""
    person = precheck.read_record(one.document)
    if row.day is not None:
        return (
            _titles(precheck.check(person, row.day, law, known=row.known_before)),
            _titles(precheck.check(person, row.day, law, known=row.known_after)),
        )
    if one.outcome is None or one.day is None:
        raise ValueError("Expected a stored pre-check, but there is none")
    now = precheck.check(person, one.day, law, application=one.application, known=one.known)
    return one.outcome["titles"], _titles(now)


def _titles(outcome: PreCheck) -> Mapping[str, Any]:
    titles: Any = precheck.to_json(outcome)["titles"]
    return titles if isinstance(titles, dict) else {}


def _differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for title in dict.fromkeys((*before, *after)):
        was, now = before.get(title), after.get(title)
        then = Result.ENTFAELLT if was is None else Result(was["result"])
        today = Result.ENTFAELLT if now is None else Result(now["result"])
        if then is not today:
            yield {
                "title": title,
                "before": then.value,
                "after": today.value,
                "criteria": _changed(_standings(was), _standings(now)),
            }


def _standings(title: Mapping[str, Any] | None) -> dict[str, tuple[str, bool]]:
    """How each criterion of a title stands, and whether the result rests on it, by its name."""
    norms = [] if title is None else title["norms"]
    return {
        f"{one['name']} ({norm['norm']})": (one["standing"], one["decides"])
        for norm in norms
        for one in norm["criteria"]
    }


def _changed(
    before: Mapping[str, tuple[str, bool]], after: Mapping[str, tuple[str, bool]]
) -> list[dict[str, str]]:
    """The criteria that stand otherwise: those a result rests on, or all when it rests on none of them."""
    none = ("", False)
    pairs = {
        name: (before.get(name, none), after.get(name, none)) for name in dict.fromkeys((*after, *before))
    }
    changed = {name: pair for name, pair in pairs.items() if pair[0][0] != pair[1][0]}
    deciding = {name: pair for name, pair in changed.items() if pair[0][1] or pair[1][1]}
    return [
        {"name": name, "before": was[0], "after": now[0]}
        for name, (was, now) in list((deciding or changed).items())[:_NAMED]
    ]
