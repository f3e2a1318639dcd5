"""Where a task goes: the competent authority of the register, what a procedure keeps after a move, and its posts. Pure.

Whoever asks has the register in hand; the same answer is computed when a task begins, for the preview of a change, and
when the change happens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from engine.actor import Role
from engine.competence import Circumstances, Competent, Nobody, Reason
from engine.execution import staffing
from engine.execution.services import Desk, Question, Unstaffed
from engine.execution.staffing import Seat, Unfilled, Work
from engine.state.register import Snapshot, Standing

_NORM_KEPT = "§ 3 Abs. 3 VwVfG"


def desk(standing: Standing, question: Question, ags: str, today: date) -> Desk | Nobody:
    """The desk for a question of a case at `ags`; Nobody says why there is none, Unstaffed why nobody is there."""
    snapshot = standing.snapshot
    on = question.on or today
    place = question.ags or ags
    kept = standing.retained.get(question.topic) if question.ags is None else None
    found: Competent | Nobody
    if kept is None:
        found = snapshot.ask(question.topic, place, on, question.circumstances)
    else:
        place = kept.ags
        found = snapshot.ask(question.topic, place, on, question.circumstances)
        if isinstance(found, Competent):
            found = replace(found, reason=_kept(found.reason, kept.consent, kept.since))
    if isinstance(found, Nobody):
        return found
    return _staffed(snapshot, found, question, place, on)


def _kept(reason: Reason, consent: str, since: date) -> Reason:
    sentence = (
        f"Die bisherige Behörde führt das Verfahren nach dem Umzug am {since:%d.%m.%Y} fort; "
        f"die neue hat zugestimmt: {consent}"
    )
    return replace(
        reason, norm=f"{_NORM_KEPT}; {reason.norm}", sentence=sentence, steps=(reason.sentence, *reason.steps)
    )


def _staffed(snapshot: Snapshot, found: Competent, question: Question, ags: str, on: date) -> Desk | Nobody:
    authority = snapshot.ids[found.authority]
    work = Work(question.topic, question.role, ags, on, snapshot.names, snapshot.is_acted, snapshot.is_named)
    seat = staffing.seat(snapshot.posts, authority, work)
    if isinstance(seat, Unfilled):
        steps = (found.reason.sentence, *found.reason.steps, *seat.steps)
        return Unstaffed(seat.sentence, steps, desk=Desk(seat.seat, found.reason))
    if seat == Seat(authority, question.role):
        return Desk(authority, found.reason)
    steps = (*found.reason.steps, *seat.steps)
    reason = replace(found.reason, steps=steps, substitution=seat.substitutes)
    return Desk(seat.authority, reason, None if seat.role is question.role else seat.role, seat.holder)


def _question_to_json(question: Question) -> dict[str, Any]:
    """What was asked, as a task keeps it: only what is not the case's own."""
    said = question.circumstances
    values: dict[str, Any] = {
        "role": question.role,
        "ags": question.ags,
        "on": question.on and question.on.isoformat(),
        "groups": sorted(said.groups),
        "age": said.age,
        "bearer": said.bearer,
        "allocated": said.allocated,
        "residence": said.residence,
        "began": said.began,
        "since": said.since and said.since.isoformat(),
        "consent": said.consent,
        "lifting_asked": said.lifting_asked and said.lifting_asked.isoformat(),
    }
    return {name: value for name, value in values.items() if value not in (None, [])}


def question_from_json(topic: str, role: Role, stored: Mapping[str, Any] | None) -> Question:
    """What a task asked. One from before questions were kept asked for its topic and role, and for nothing else."""
    values = dict(stored or {})
    on, since, lifting = (values.get(name) for name in ("on", "since", "lifting_asked"))
    return Question(
        topic,
        Role(values.get("role", role)),
        values.get("ags"),
        date.fromisoformat(on) if on else None,
        Circumstances(
            groups=frozenset(values.get("groups", ())),
            age=values.get("age"),
            bearer=values.get("bearer"),
            allocated=values.get("allocated"),
            residence=values.get("residence"),
            began=values.get("began"),
            since=date.fromisoformat(since) if since else None,
            consent=values.get("consent"),
            lifting_asked=date.fromisoformat(lifting) if lifting else None,
        ),
    )


def columns(reason: Reason, question: Question, missing: str = "") -> dict[str, Any]:
    """Why a task is where it is, and what was asked, as columns of its row; `missing` says that nobody is there."""
    return {
        "norm": reason.norm,
        "rule": reason.rule,
        "reason": _reason_to_json(reason) | ({"unresolved": missing, "unstaffed": True} if missing else {}),
        "question": _question_to_json(question),
    }


def _reason_to_json(reason: Reason) -> dict[str, Any]:
    values: dict[str, Any] = {
        "sentence": reason.sentence,
        "steps": list(reason.steps),
        "doubts": list(reason.doubts),
        "substitution": reason.substitution,
    }
    return {name: value for name, value in values.items() if value}
