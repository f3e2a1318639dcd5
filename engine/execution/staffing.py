"""Which desk does the work of an authority: its posts, where they sit, who does it for one that nobody fills. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.actor import Role
from engine.competence import Nobody
from engine.state.post import PostRow, Substitution


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be done, where and when; `names` are the authorities' names for the sentences, `is_acted` says for
    whose post somebody acts that day, `is_named` whether whoever holds a post has named somebody who is there.
    """

    topic: str
    role: Role
    ags: str
    on: date
    names: Mapping[int, str]
    is_acted: Callable[[PostRow, date], bool] = lambda _post, _on: False
    is_named: Callable[[PostRow, str, date], bool] = lambda _post, _topic, _on: False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfilled(Nobody):
    """Every post that serves is vacant or absent and nobody stands in; `seat` is where the first of them sits."""

    seat: int


@dataclass(frozen=True, slots=True)
class Seat:
    """Where the work is done: authority and role; `holder` is the account of a substitute who is named.

    `steps` say how it was found when posts decided; `substitutes` is the sentence about the post nobody fills.
    """

    authority: int
    role: Role
    holder: int | None = None
    steps: tuple[str, ...] = ()
    substitutes: str = ""


def seat(posts: Mapping[int, Sequence[PostRow]], authority: int, work: Work) -> Seat | Unfilled:
    """The desk for the work at the competent authority.

    An authority that keeps no posts for it does it as a group. A filled post says where it sits: at the authority or
    at a welfare organisation. Where every post is vacant or absent, whoever acts for its holder does the work, else the
    substitution rule of the first that has one counts. Where none leads to anybody, the group does it if a holder has
    named somebody who is there for the whole topic; else nobody is there.
    """
    return _seat(posts, authority, work, ())


def _seat(
    posts: Mapping[int, Sequence[PostRow]], authority: int, work: Work, seen: tuple[int, ...]
) -> Seat | Unfilled:
    serving = [
        one for one in posts.get(authority, ()) if one.serves(work.topic, work.role, work.ags, work.on)
    ]
    if not serving:
        return Seat(authority, work.role)
    filled = sorted(
        (one for one in serving if one.is_filled(work.on)), key=lambda one: (one.seat_id != authority, one.id)
    )
    if filled:
        return _at(filled[0], authority, work)
    for post in serving:
        if work.is_acted(post, work.on):
            said = f"{_unfilled(post, work)} Die Teamleitung wird kommissarisch vertreten."
            return Seat(post.seat_id, work.role, steps=(said,), substitutes=said)
    refused = []
    for post in serving:
        why = _unfilled(post, work)
        found = _substitute(posts, post, work, (*seen, authority))
        if isinstance(found, Seat):
            said = f"{why} {_rule(post, found, work)}"
            return replace(found, steps=(*found.steps, said), substitutes=found.substitutes or said)
        refused.append(f"{why} {found}")
    for post in serving:
        if work.is_named(post, work.topic, work.on):
            said = f"{_unfilled(post, work)} Vertretung: wer dafür benannt ist."
            return Seat(post.seat_id, work.role, steps=(said,), substitutes=said)
    first = min(serving, key=lambda one: (one.seat_id != authority, one.id))
    return Unfilled(
        f"{work.names.get(authority, 'Die Behörde')} ist zuständig, aber niemand ist da: {' '.join(refused)}",
        tuple(refused),
        seat=first.seat_id,
    )


def _at(post: PostRow, authority: int, work: Work) -> Seat:
    if post.seat_id == authority:
        return Seat(authority, work.role)
    said = (
        f"Die Stelle „{post.title}“ ({work.names.get(authority, '')}) sitzt bei "
        f"{work.names.get(post.seat_id, '')}."
    )
    return Seat(post.seat_id, work.role, steps=(said,))


def _unfilled(post: PostRow, work: Work) -> str:
    if post.is_vacant:
        return f"Die Stelle „{post.title}“ ist am {work.on:%d.%m.%Y} nicht besetzt."
    away = post.absence(work.on)
    until = f" bis {away.last_day:%d.%m.%Y}" if away is not None and away.last_day else ""
    return f"Die Stelle „{post.title}“ ist{until} abwesend."


def _rule(post: PostRow, found: Seat, work: Work) -> str:
    match post.substitution:
        case Substitution.TEAM_LEAD:
            return "Vertretung: die Teamleitung."
        case Substitution.AUTHORITY:
            agreement = f" ({post.agreement})" if post.agreement else ""
            return f"Vertretung: {work.names.get(found.authority, '')}{agreement}."
        case _:
            return "Vertretung: eine andere Stelle."


def _substitute(
    posts: Mapping[int, Sequence[PostRow]], post: PostRow, work: Work, seen: tuple[int, ...]
) -> Seat | str:
    """Who does the work of the post, or a sentence why nobody does."""
    match post.substitution:
        case Substitution.TEAM_LEAD:
            lead = _seat(posts, post.seat_id, replace(work, role=Role.TEAM_LEAD), seen)
            # a team lead who is missing too is not looked for any further
            if isinstance(lead, Unfilled) or work.role is Role.TEAM_LEAD:
                return "Auch die Teamleitung ist nicht da."
            return lead
        case Substitution.POST:
            other = next(
                (one for held in posts.values() for one in held if one.id == post.substitute_post_id), None
            )
            if other is None or not other.is_filled(work.on) or not other.is_valid(work.on):
                return "Auch die Stelle, die vertritt, ist nicht besetzt."
            return Seat(other.seat_id, other.role, other.holder_id)
        case Substitution.AUTHORITY:
            other_authority = post.substitute_authority_id
            if other_authority is None or other_authority in seen:
                return "Die Vertretungen verweisen aufeinander."
            found = _seat(posts, other_authority, work, seen)
            return "Auch dort ist niemand da." if isinstance(found, Unfilled) else found
        case Substitution.NONE:
            return "Eine Vertretung ist nicht geregelt."
