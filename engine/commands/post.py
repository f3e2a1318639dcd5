"""Posts of an authority: who holds them, where they sit, who does the work of one that nobody fills."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.competence import TOPICS
from engine.errors import Conflict, Invalid
from engine.execution import amendment, reassignment
from engine.execution.amendment import Effective
from engine.state import account, authority, post
from engine.state.authority import AuthorityRow
from engine.state.post import PostRow, Substitution
from engine.state.register_change import ChangeKind
from engine.transaction import Transaction

LONGEST_TEXT: Final = 300


def change(
    tx: Transaction,
    authority_id: int,
    revision: int,
    post_id: int | None,
    values: Mapping[str, Any],
    when: Effective,
) -> int:
    """Change a post of the authority from a day on, or make a new one (`post_id` None); returns the change.

    `values` are columns of POST. Invalid names each that breaks a rule.
    """
    found = amendment.hold(tx, authority_id, revision)
    old = None if post_id is None else post.get(tx, post_id)
    if old is not None and old.authority_id != authority_id:
        raise Conflict(f"Expected to change post {post_id}, but it belongs to another authority")
    wrong = amendment.faults(tx, when) | _post_faults(tx, found, old, values)
    before, after = _differences(old, values)
    if not after:
        wrong[amendment.UNCHANGED] = "Es ist nichts geändert."
    if wrong:
        raise Invalid(f"Expected to change a post of authority {authority_id}, but it breaks a rule", wrong)
    if post_id is None:
        post_id = post.create(tx, {**values, "authority_id": authority_id, "valid_from": when.on})
        before = {"new": True}
    return amendment.note(
        tx, ChangeKind.POST, when, before, after, authority_id=authority_id, post_id=post_id
    )


def _differences(old: PostRow | None, values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    after = {name: reassignment.plain(value) for name, value in values.items()}
    if old is None:
        return {}, after
    before = {name: reassignment.plain(getattr(old, name)) for name in after}
    changed = {name for name in after if after[name] != before[name]}
    return {name: before[name] for name in changed}, {name: after[name] for name in changed}


def _post_faults(
    tx: Transaction, found: AuthorityRow, old: PostRow | None, values: Mapping[str, Any]
) -> dict[str, str]:
    def now(name: str) -> Any:  # Any: a column of a post
        return values[name] if name in values else getattr(old, name, None)

    wrong = {}
    if not (now("title") or "").strip() or len(now("title")) > LONGEST_TEXT:
        wrong["title"] = "Bitte geben Sie eine Bezeichnung ein."
    if now("share") is None or not 0 < now("share") <= 20:
        wrong["share"] = "Bitte geben Sie den Stellenanteil (VZÄ) ein, etwa 0,5."
    if now("topic") and now("topic") not in TOPICS:
        wrong["topic"] = "Bitte wählen Sie ein Thema aus der Liste."
    if now("territory") and not authority.is_territory(now("territory")):
        wrong["territory"] = "Bitte geben Sie einen amtlichen Schlüssel mit 2, 5 oder 8 Ziffern an."
    if now("holder_id") is not None:
        person = account.get(tx, now("holder_id"))
        if not person.active or not person.actor.may_work(now("seat_id"), now("role")):
            wrong["holder_id"] = "Diese Person hat dort keine passende Rolle."
    rule = now("substitution")
    if rule == Substitution.POST and (
        not now("substitute_post_id") or (old and now("substitute_post_id") == old.id)
    ):
        wrong["substitute_post_id"] = "Bitte wählen Sie die Stelle, die vertritt."
    if rule == Substitution.AUTHORITY:
        if now("substitute_authority_id") in (None, found.id):
            wrong["substitute_authority_id"] = "Bitte wählen Sie die Behörde, die vertritt."
        if not (now("agreement") or "").strip():
            wrong["agreement"] = "Bitte nennen Sie die Vereinbarung, nach der die andere Behörde vertritt."
    return wrong
