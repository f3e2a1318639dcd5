"""Days that are watched beside the tasks of a case, kept with what a person's data say; and what is told of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from engine.escalation import AGES, WatchedDay, WatchKind, age_limits, ahead, titles
from engine.execution.bundle import load_bundle
from engine.notices import Notice, NoticeKind
from engine.profile import Watched
from engine.state import watch
from engine.state.watch import DueWatch
from engine.transaction import Transaction

_WATCHED = {WatchKind.TITLE: Watched.TITLE, WatchKind.AGE: Watched.AGE}
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
