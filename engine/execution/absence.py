"""Who is away from every post they hold at an authority, and since when, by the posts of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.state.post import PostRow
from engine.state.register import Snapshot


@dataclass(frozen=True, slots=True)
class Absences:
    """The posts of a day, by who holds them and by number."""

    held: Mapping[int, tuple[PostRow, ...]]
    posts: Mapping[int, PostRow]
    today: date

    def since(self, account: int, authority: int) -> date | None:
        """The day from which the account is away from every post it holds at the authority; None when it is there, and
        without a post, because then nobody knows.
        """
        posts = [one for one in self.held.get(account, ()) if authority in (one.authority_id, one.seat_id)]
        begun = [one.absent_from for one in posts if one.absent_from and one.is_absent(self.today)]
        return max(begun) if begun and len(begun) == len(posts) else None

    def is_away(self, account: int, authority: int) -> bool:
        """Whether the account is away from every post it holds at the authority."""
        return self.since(account, authority) is not None


def absences(snapshot: Snapshot, today: date) -> Absences:
    """Who is away on that day."""
    posts = {
        one.id: one
        for kept in snapshot.posts.values()
        for one in kept
        if one.valid_from <= today and (one.valid_to is None or today <= one.valid_to)
    }
    held: dict[int, tuple[PostRow, ...]] = {}
    for one in posts.values():
        if one.holder_id is not None:
            held[one.holder_id] = (*held.get(one.holder_id, ()), one)
    return Absences(held, posts, today)
