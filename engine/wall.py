"""The second wall: what PostgreSQL itself lets a transaction read (row-level security, docs/sight.md).

A transaction says by settings for which authorities it reads; policies on the tables that carry what is in a case
compare them with the authorities that take part. Nothing said: nothing read. What the engine does for a command, it
does for the whole database, and says so with its first write.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sqlalchemy import text

from engine.actor import LED, Action, Actor, Role

#: sent before the first statement of a transaction; brings the time along for whoever begins by asking for it
OPEN: Final = text(
    "SELECT set_config('laufweg.engine', :engine, true),"
    " set_config('laufweg.reads', :reads, true), set_config('laufweg.works', :works, true),"
    " set_config('laufweg.repairs', :repairs, true), set_config('laufweg.tasks', :tasks, true),"
    " set_config('laufweg.impersonal', :impersonal, true), set_config('laufweg.opened', '{}', true),"
    " set_config('laufweg.account', :account, true), set_config('laufweg.operates', :operates, true),"
    " set_config('plan_cache_mode', :plans, true),"
    " clock_timestamp() AS now"
)
#: sent before the first write
ENGINE: Final = text("SELECT set_config('laufweg.engine', 'on', true)")
#: one more case, by break-glass
WIDEN: Final = text(
    "SELECT set_config('laufweg.opened', (current_setting('laufweg.opened')::bigint[] || :case ::bigint)::text, true)"
)
#: tables behind the wall: names and birth dates, what is in a case by its column `case_id` or what it belongs to, and
#: what is somebody's own
WALLED: Final = (
    "person",
    "name_word",
    "history",
    "incident_text",
    "decision",
    "person_record",
    "precheck",
    "comment",
    "consent",
    "disclosure",
    "referral",
    "referral_stop",
    "instance_state",
    "document",
    "document_version",
    "case_note",
    "case_relation",
    "referral_link",
    "task_draft",
    "task_text",
    "message_content",
    "signal_content",
    "job",
    "residence",
    "watch",
    "reevaluation_result",
    "case_read",
    "break_glass",
    "case_export",
    "notification",
    "bulk_action",
    "assignment",
    "retained_competence",
    "saved_filter",
    "structural_mention",
    "structural_origin_case",
    "impact_case",
    "rollout_before",
    "step_input",
)


def settings(actor: Actor) -> Mapping[str, str]:
    """What `OPEN` says of an actor."""
    return {
        "engine": "on" if actor.system else "off",
        "reads": _array(actor.authorities(Action.READ_CASE)),
        "works": _array(member.authority for member in actor.memberships),
        "repairs": _array(actor.authorities(Action.RESOLVE_INCIDENT)),
        "tasks": _array(_inboxes(actor)),
        "impersonal": _array(actor.authorities(Action.READ_IMPERSONAL_CASE)),
        "account": "" if actor.account is None else str(actor.account),
        "operates": "on" if actor.may(Action.ADMINISTER) else "off",
        "plans": "auto",  # PostgreSQL's own choice, see `Transaction.plan_by_values`
    }


def _inboxes(actor: Actor) -> Iterator[str]:
    """Whose tasks the actor may do, as `Actor.may_work` has it: authority and role."""
    for one in actor.memberships:
        for role in {one.role} | (LED if one.role is Role.TEAM_LEAD else frozenset()):
            yield f"{one.authority}:{role}"


def _array(items: Iterable[int] | Iterable[str]) -> str:
    return "{" + ",".join(sorted({str(one) for one in items})) + "}"
