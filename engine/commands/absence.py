"""Somebody is away, and others stand in: entered by the person, or by whoever answers for them, with a reason.

Nobody is asked why. What begins and ends by its day does so by itself; the turn of the day only tells it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from engine.clock import midnight
from engine.competence import TOPICS
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import absence as absences
from engine.execution import absence_days
from engine.state import absence, absence_log, account, register, register_change, substitute
from engine.state.absence import Entered
from engine.state.absence_log import Deed
from engine.state.account import AccountRow
from engine.state.substitute import Scope, SubstituteRow
from engine.transaction import Transaction

#: substitutes of one person
MOST_RULES: Final = 20
#: absences told in one transaction
_BATCH: Final = 20
#: days an absence and a substitution are kept after their end; the history of a case keeps who acted for whom
KEPT_DAYS: Final = 366


@dataclass(frozen=True, slots=True)
class Naming:
    """Who stands in from `first` to `last` (None: until further notice). The others limit it; None and empty limit
    nothing. `acting`: in place of the only team lead of `authority`, with their rights while they are away.
    """

    substitute: int
    first: date
    last: date | None = None
    authority: int | None = None
    topic: str = ""
    process: str = ""
    element: str = ""
    acting: bool = False


def enter(
    tx: Transaction, account_id: int, first: date, last: date | None, reason: str = ""
) -> tuple[int, ...]:
    """Somebody is away from `first` to `last` (None: nobody knows yet); returns the new absences.

    Whoever enters it for somebody else says why they do – not why that person is away – and it counts at the
    authorities where they answer for that person. Invalid names each faulty field.
    """
    register_change.hold(tx)
    person = account.get(tx, account_id)
    led = absences.access(tx, person)
    absences.must_have_tasks(person)
    why = " ".join(reason.split())
    wrong = absence_days.wrong_days(tx, first, last) | ({} if led is None else absence_days.wrong_reason(why))
    places = _places(person, led)
    known = absence.of_account(tx, account_id, first)
    left = tuple(
        place for place in places if not any(absence_days.holds(one, place, first, last) for one in known)
    )
    if not wrong and not left:
        wrong["first_day"] = "Für diese Tage ist schon eine Abwesenheit eingetragen."
    elif not wrong and any(absence_days.meets(one, place, last) for one in known for place in left):
        wrong["first_day"] = "Für einen Teil dieser Tage ist schon eine Abwesenheit eingetragen."
    if wrong:
        raise Invalid(f"Expected to enter an absence of account {account_id}, but the form has faults", wrong)
    made = tuple(
        absence.create(
            tx,
            {
                "account_id": account_id,
                "authority_id": place,
                "first_day": first,
                "last_day": last,
                "reason": "" if led is None else why,
            },
        )
        for place in left
    )
    for place in left:
        absence_log.note(tx, Deed.ENTERED, account_id, place, (first, last))
    register_change.touch(tx)
    _tell_or_begin(tx, made, first)
    return made


def _places(person: AccountRow, led: frozenset[int] | None) -> tuple[int | None, ...]:
    if led is None or led >= {one.authority_id for one in person.memberships}:
        return (None,)
    return tuple(sorted(led))


def _tell_or_begin(tx: Transaction, numbers: tuple[int, ...], first: date) -> None:
    """Once for all rows that were entered together."""
    entered = [absence.get(tx, one) for one in numbers]
    if first > tx.today:
        absences.tell(tx, account.get(tx, entered[0].row.account_id), first)
        return
    absences.begin(tx, entered[0])
    for one in entered[1:]:
        absence.tell(tx, one.row.id, begun_at=tx.now)


def change(tx: Transaction, absence_id: int, revision: int, last: date | None) -> None:
    """The absence ends on another day, or (None) nobody knows when; Conflict when it is over or has changed."""
    found = _held(tx, absence_id, revision)
    if wrong := absence_days.wrong_last(tx, found, last):
        raise Invalid(f"Expected to change absence {absence_id}, but the form has faults", wrong)
    absence.change(tx, found, last_day=last)
    _note(tx, Deed.CHANGED, found, last)
    register_change.touch(tx)
    absences.tell(tx, account.get(tx, found.row.account_id), max(found.row.first_day, tx.today))


def end(tx: Transaction, absence_id: int, revision: int) -> None:
    """The person is back today, or does not go: yesterday was the last day of an absence that has begun before today,
    any other one never was.
    """
    found = _held(tx, absence_id, revision)
    if found.row.first_day < tx.today:
        yesterday = tx.today - timedelta(days=1)
        absence.change(tx, found, last_day=yesterday, over_at=tx.now)
        _note(tx, Deed.ENDED, found, yesterday)
    else:
        absence.change(tx, found, withdrawn_at=tx.now)
        _note(tx, Deed.WITHDRAWN, found, found.row.last_day)
    register_change.touch(tx)
    if found.begun:
        absences.end(tx, found)
    else:
        absences.tell(tx, account.get(tx, found.row.account_id), None)


def withdraw(tx: Transaction, absence_id: int, revision: int) -> None:
    """An absence was entered by mistake: it never was."""
    found = _held(tx, absence_id, revision)
    absence.change(tx, found, withdrawn_at=tx.now)
    _note(tx, Deed.WITHDRAWN, found, found.row.last_day)
    register_change.touch(tx)
    absences.end(tx, found)


def reopen(tx: Transaction, absence_id: int, revision: int, last: date | None) -> None:
    """Take back that an absence was ended: it goes on to that day. Conflict when that day is over or it has changed."""
    register_change.hold(tx)
    found = absence.get(tx, absence_id)
    led = absences.access(tx, account.get(tx, found.row.account_id))
    here = led is None or found.row.authority_id is None or found.row.authority_id in led
    if found.revision != revision or not here or not (found.over or found.withdrawn):
        raise Conflict(f"Expected to reopen absence {absence_id}, but someone else has changed it")
    if last is not None and last < max(tx.today, found.row.first_day):
        raise Conflict(f"Expected to reopen absence {absence_id}, but its last day is over")
    if wrong := absence_days.meeting(tx, found, last):
        raise Invalid(f"Expected to reopen absence {absence_id}, but another one has days of it", wrong)
    absence.change(tx, found, last_day=last, over_at=None, withdrawn_at=None)
    _note(tx, Deed.REOPENED, found, last)
    register_change.touch(tx)
    again = absence.get(tx, absence_id)
    if found.row.first_day > tx.today:
        absences.tell(tx, account.get(tx, found.row.account_id), found.row.first_day)
    else:
        absences.begin(tx, again)


def _note(tx: Transaction, deed: Deed, found: Entered, last: date | None) -> None:
    row = found.row
    days = row.first_day, last
    absence_log.note(tx, deed, row.account_id, row.authority_id, days, last_before=row.last_day)


def _held(tx: Transaction, absence_id: int, revision: int) -> Entered:
    """The absence as the caller saw it, which still counts, the register held."""
    register_change.hold(tx)
    found = absence.get(tx, absence_id)
    led = absences.access(tx, account.get(tx, found.row.account_id))
    here = led is None or found.row.authority_id is None or found.row.authority_id in led
    over = found.row.last_day is not None and found.row.last_day < tx.today
    if found.withdrawn or over or not here:
        raise Conflict(f"Expected to change absence {absence_id}, but it is over")
    if found.revision != revision:
        raise Conflict(f"Expected to change absence {absence_id}, but someone else has changed it")
    return found


def name(tx: Transaction, account_id: int, naming: Naming) -> int:
    """Name somebody who stands in for a person, behind those who are named already; returns the rule.

    Invalid for oneself, for somebody who may do none of the person's tasks there unless they act as team lead, and
    where people who are away at the same time would stand in for each other. Who acts is named by whoever answers for
    the only team lead, for everything the lead does there.
    """
    register_change.hold(tx)
    person = account.get(tx, account_id)
    led = absences.access(tx, person)
    absences.must_have_tasks(person)
    rules = substitute.rules_of(tx, account_id)
    scope = Scope(naming.authority, naming.topic, naming.process, naming.element)
    substitute_id, first, last = naming.substitute, naming.first, naming.last
    place = max((one.position for one in rules), default=0) + 1
    rule = SubstituteRow(0, account_id, substitute_id, place, scope, first, last, naming.acting)
    wrong = _wrong_rule(tx, person, led, rule)
    if len(rules) >= MOST_RULES:
        wrong["substitute"] = f"Mehr als {MOST_RULES} Vertretungen sind nicht vorgesehen."
    if any(_says(one, rule, tx.today) for one in rules):
        wrong["substitute"] = "Diese Vertretung ist schon eingetragen."
    if wrong:
        raise Invalid(
            f"Expected to name a substitute of account {account_id}, but the form has faults", wrong
        )
    number = substitute.add_rule(
        tx,
        {
            "account_id": account_id,
            "substitute_id": substitute_id,
            "position": place,
            "authority_id": scope.authority,
            "topic": scope.topic,
            "process": scope.process,
            "element": scope.element,
            "first_day": first,
            "last_day": last,
            "acting": naming.acting,
            "begun_at": tx.now if first <= tx.today else None,
        },
    )
    _changed(tx, person, rule, Deed.NAMED)
    return number


def _says(one: SubstituteRow, new: SubstituteRow, today: date) -> bool:
    """Whether a rule says already what a new one would, on all of its days that are left."""
    same = (one.substitute_id, one.scope, one.acting) == (new.substitute_id, new.scope, new.acting)
    return (
        same
        and one.is_valid(max(new.first_day, today))
        and (one.last_day is None or (new.last_day is not None and new.last_day <= one.last_day))
    )


def _wrong_rule(
    tx: Transaction, person: AccountRow, led: frozenset[int] | None, rule: SubstituteRow
) -> dict[str, str]:
    wrong = {}
    scope = rule.scope
    if rule.first_day.year > tx.today.year + absence_days.MOST_YEARS:
        wrong["first_day"] = f"Der erste Tag liegt mehr als {absence_days.MOST_YEARS} Jahre voraus."
    if rule.last_day is not None and rule.last_day < max(rule.first_day, tx.today):
        wrong["last_day"] = "Der letzte Tag liegt vor dem ersten oder vor heute."
    if scope.topic and scope.topic not in TOPICS:
        wrong["topic"] = "Bitte wählen Sie ein Thema aus der Liste."
    if scope.element and not scope.process:
        wrong["element"] = "Ein Schritt gehört zu einem Ablauf. Bitte wählen Sie auch den Ablauf."
    if not absences.answers_for(person, led, scope.authority):
        wrong["authority"] = "Bitte wählen Sie eine Behörde, an der Sie für diese Person zuständig sind."
    if rule.substitute_id == person.id:
        return wrong | {"substitute": "Niemand vertritt sich selbst."}
    other = account.get(tx, rule.substitute_id)
    if rule.acting:
        wrong |= absences.wrong_acting(tx, person, other, rule)
    if not rule.acting and not absences.is_able(person, other, rule):
        return wrong | {"substitute": f"{other.name} darf dort keine dieser Aufgaben bearbeiten."}
    found = absences.ring(register.snapshot(tx), rule, tx.today)
    if found is not None:
        day, _who = found
        wrong["substitute"] = (
            f"{other.name} ist am {day:%d.%m.%Y} auch abwesend, und die Vertretungen verweisen aufeinander."
        )
    return wrong


def remove(tx: Transaction, rule_id: int) -> None:
    """Somebody stands in no longer; Conflict when that was said already."""
    rule, person = _rule(tx, rule_id, removed=False)
    substitute.write_rule(tx, rule_id, removed_at=tx.now, removed_by=tx.actor.account)
    _changed(tx, person, rule, Deed.REMOVED)


def restore(tx: Transaction, rule_id: int) -> None:
    """Take back that somebody stands in no longer. Invalid when it cannot be said any more, as for a new one."""
    rule, person = _rule(tx, rule_id, removed=True)
    wrong = _wrong_rule(tx, person, absences.access(tx, person), rule)
    if wrong:
        raise Invalid(f"Expected to restore substitution {rule_id}, but it breaks a rule", wrong)
    begun = tx.now if rule.first_day <= tx.today else None
    substitute.write_rule(tx, rule_id, removed_at=None, removed_by=None, begun_at=begun)
    _changed(tx, person, rule, Deed.RESTORED)


def earlier(tx: Transaction, rule_id: int) -> None:
    """Whom the rule names is asked one place earlier; the first one stays where it is."""
    rule, person = _rule(tx, rule_id, removed=False)
    rules = list(substitute.rules_of(tx, person.id))
    place = next(number for number, one in enumerate(rules) if one.id == rule.id)
    if place:
        _note_rule(tx, Deed.REORDERED, rule)
        rules[place - 1 : place + 1] = [rules[place], rules[place - 1]]
    for one in absences.numbered(rules):
        substitute.write_rule(tx, one.id, position=one.position)
    register_change.touch(tx)


def _rule(tx: Transaction, rule_id: int, *, removed: bool) -> tuple[SubstituteRow, AccountRow]:
    register_change.hold(tx)
    rule, is_removed = substitute.rule(tx, rule_id)
    person = account.get(tx, rule.account_id)
    if not absences.answers_for(person, absences.access(tx, person), rule.scope.authority):
        raise Forbidden(
            f"Expected to change substitution {rule_id}, but one does not answer for that person there"
        )
    over = rule.last_day is not None and rule.last_day < tx.today
    if is_removed is not removed or over:
        raise Conflict(f"Expected to change substitution {rule_id}, but someone else has changed it")
    return rule, person


def _note_rule(tx: Transaction, deed: Deed, rule: SubstituteRow) -> None:
    days = rule.first_day, rule.last_day
    place, who = rule.scope.authority, rule.substitute_id
    absence_log.note(tx, deed, rule.account_id, place, days, substitute_id=who)


def _changed(tx: Transaction, person: AccountRow, rule: SubstituteRow, deed: Deed) -> None:
    """Whoever is named is told when the person is away or has said that they will be."""
    _note_rule(tx, deed, rule)
    register_change.touch(tx)
    coming = absence.of_account(tx, person.id, tx.today)
    absences.tell_named(tx, person, rule.substitute_id, coming)
    absences.place_if_away(tx, person)


def turn(tx: Transaction) -> bool:
    """What follows from the absences and the rules that begin and are over today, some at a time, each once; returns
    whether there may be more. What was missed while nothing ran is made up.
    """
    tx.actor.must_be_engine()
    found = absence.unsaid(tx, _BATCH)
    for one in found:
        over = one.row.last_day is not None and one.row.last_day < tx.today
        if not one.begun and not over:
            absences.begin(tx, one)
        elif not one.begun:
            absence.tell(tx, one.row.id, begun_at=tx.now, over_at=tx.now)
        else:
            absence.tell(tx, one.row.id, over_at=tx.now)
            absences.end(tx, one)
    rules = substitute.unsaid(tx, _BATCH)
    for rule, begun in rules:
        over = rule.last_day is not None and rule.last_day < tx.today
        substitute.write_rule(
            tx,
            rule.id,
            **({} if begun else {"begun_at": tx.now}),
            **({"over_at": tx.now} if over else {}),
        )
        absences.turn_rule(tx, account.get(tx, rule.account_id), rule, told=begun or not over)
    return _BATCH in (len(found), len(rules))


def forget(tx: Transaction) -> bool:
    """Delete absences and substitutions that ended a year ago."""
    tx.actor.must_be_engine()
    before = tx.today - timedelta(days=KEPT_DAYS)
    absence.forget(tx, before)
    substitute.forget(tx, before)
    absence_log.forget(tx, midnight(before))
    return False
