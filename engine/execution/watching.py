"""Days that are watched beside the tasks of a case, kept with what a person's data say; and what is told of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from engine.escalation import AGES, AHEAD, WatchedDay, WatchKind, age_limits, ahead, titles
from engine.execution import recipients, unreached
from engine.execution.bundle import load_bundle
from engine.execution.notify import notify_all
from engine.execution.recipients import Told
from engine.notices import Notice, NoticeKind
from engine.profile import Watched
from engine.state import escalation, record, watch
from engine.state import unreached as unreached_
from engine.state.watch import DueWatch
from engine.transaction import Transaction

_WATCHED = {WatchKind.TITLE: Watched.TITLE, WatchKind.AGE: Watched.AGE}
Row = dict[str, Any]
_NOTICES = {WatchKind.TITLE: NoticeKind.TITLE_ENDS, WatchKind.AGE: NoticeKind.AGE_LIMIT}


def keep_birth(tx: Transaction, case_id: int, birth: date | None) -> None:
    """Watch the limits of age of a case's person."""
    watch.keep(tx, case_id, [WatchKind.AGE], [_row(one) for one in age_limits(birth, tx.today)])


def keep_record(tx: Transaction, case_id: int, document: Mapping[str, Any]) -> None:
    """Watch what the person record of a case says: the end of the title, the limits of age."""
    born = document.get("birth")
    birth = date.fromisoformat(born) if born else None
    days = (*titles(document.get("residence") or (), tx.today), *age_limits(birth, tx.today))
    watch.keep(tx, case_id, list(WatchKind), [_row(one) for one in days])


def _row(one: WatchedDay) -> dict[str, Any]:
    # also when that is past: what is known only now is told now
    return {"kind": one.kind.value, "subject": one.subject, "day": one.day, "escalate_at": ahead(one.day, 1)}


def watched_by(tx: Transaction, running: Sequence[tuple[int, str]], kind: WatchKind) -> bool:
    """Whether a process that runs in the case watches such days itself, and has opened a task for it."""
    profiles = (load_bundle(tx, version, digest).profile for version, digest in running)
    return any(one is not None and _WATCHED[kind] in one.watches for one in profiles)


def watch_notice(one: DueWatch, level: int) -> Notice:
    """What is told of a watched day: never whose it is, only the case, the day and what it is."""
    detail: dict[str, object] = {"case": one.reference, "due": one.day.isoformat(), "level": level}
    if one.kind is WatchKind.AGE:
        age = int(one.subject)
        detail |= {"age": age, "norm": next(limit.norm for limit in AGES if limit.age == age)}
    return Notice(_NOTICES[one.kind], one.case_id, None, detail)


def climb(tx: Transaction, days: Sequence[DueWatch]) -> None:
    """Tell of the watched days whose level is reached whoever leads the case, and say when to look at them again."""
    recorded = watch.recorded(tx, [one.id for one in days])
    running = watch.running(tx, {one.case_id for one in days if one.is_open})
    people = recipients.directory(
        tx,
        {one.leading for one in days},
        (),
        {one.ags for one in days},
        {one.case_id for one in days},
    )
    rungs: list[Row] = []
    late: list[Row] = []
    facts: list[Row] = []
    notices: list[tuple[int, Notice]] = []
    nobody: list[DueWatch] = []
    moved: dict[int, tuple[int, datetime | None]] = {}
    for one in days:
        levels = [level for level in range(1, len(AHEAD) + 1) if ahead(one.day, level) <= tx.now]
        level = max(levels, default=0)
        again = ahead(one.day, level + 1) if level < len(AHEAD) else None
        moved[one.id] = (level, again if one.is_open else None)
        anchor = ahead(one.day, 0)
        key = (one.id, one.kind.value, anchor)
        before, is_tried_again = recorded.told.get(key, 0), recorded.untold.get(key, 0) == level
        if not one.is_open or level <= before:
            continue
        if level == 1 and watched_by(tx, running.get(one.case_id, ()), one.kind):
            continue  # the process has opened a task for it that day
        whom = people.case_lead(one.case_id, one.leading, one.ags)
        if whom.reaches_nobody:
            retry = tx.now + unreached.RETRY
            moved[one.id] = (level, retry if again is None else min(again, retry))
            if is_tried_again:
                continue
            nobody.append(one)
        (late if is_tried_again else rungs).append(_watch_rung(tx, one, level, anchor, whom))
        facts.append(_watch_fact(one, level, max(before, one.level), whom))
        notices.extend((number, watch_notice(one, level)) for number in whom.accounts)
    escalation.add(tx, rungs)
    unreached_.reach(tx, late)
    record.append_history(tx, facts)
    notify_all(tx, [*notices, *unreached.of_days(tx, people, nobody)])
    watch.move_watches(tx, moved)


def _watch_rung(tx: Transaction, one: DueWatch, level: int, anchor: datetime, whom: Told) -> Row:
    return {
        "case_id": one.case_id,
        "task_id": None,
        "watch_id": one.id,
        "kind": one.kind.value,
        "level": level,
        "anchor_at": anchor,
        "at": tx.now,
        "target": whom.target.value,
        "authority_id": whom.authority,
        "recipients": len(whom.accounts),
        "reassigned_to": None,
    }


def _watch_fact(one: DueWatch, level: int, before: int, whom: Told) -> Row:
    detail: dict[str, object] = {
        "level": level,
        "clock": one.kind.value,
        "subject": one.subject,
        "day": one.day.isoformat(),
        "target": whom.target.value,
        "authority": whom.authority,
        "recipients": len(whom.accounts),
        "skipped": list(range(before + 1, level)),
    }
    if whom.with_stand_in:
        detail["stand_in"] = True
    return {"case_id": one.case_id, "instance_id": None, "kind": "watched_day_near", "detail": detail}
