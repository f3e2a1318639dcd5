"""The course a case took through a process, for a scenario that is made of it (`engine.scenario.from_case`).

Somebody reads a person's case for it, so that it is noted: among the reads of the case, and in its history.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from engine import retention
from engine.actor import Action
from engine.errors import Conflict, Invalid, NotFound
from engine.execution import proposals, rollouts, sight, telling
from engine.execution.happened import Course, course
from engine.execution.notify import Notice, NoticeKind, notify
from engine.execution.problems import DISTRICT
from engine.sight import Ground, Purpose, Sight
from engine.state import case, definition, record, scenario_offer, step_input
from engine.state.case import CASE, PERSON
from engine.state.instance import INSTANCE
from engine.state.scenario_offer import Answer
from engine.state.sight import log_read
from engine.transaction import Transaction

_FORGOTTEN_AT_ONCE: Final = 200
#: characters of an offered scenario, and of what is said of it
LONGEST, LONGEST_REMARK = 200_000, 500
#: nobody has looked at an offer, or its answer, for so long
OFFERED: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Run:
    """An instance for a scenario: its version and process, its course, the words that tell whose it was, and how many
    instances of the process have come to the same end, or to none.
    """

    version_id: int
    process: str
    course: Course
    telling: frozenset[str]
    alike: int


def take(tx: Transaction, version_id: int, reference: str) -> Course:
    """The course of the newest instance of the version's process in a case, and note that it was read for this.

    Whoever may edit models and reads the procedure of the instance; steps and values the actor does not read are left
    out.
    NotFound for a case that is not to be read, be there one or not; Conflict for such an instance, and by break-glass,
    which was given for something else.
    """
    tx.actor.must(Action.EDIT_MODEL)
    version = definition.get(tx, version_id)
    seen = _seen(tx, reference)
    numbers = tx.execute(
        select(INSTANCE.c.id)
        .where(INSTANCE.c.case_id == seen.case_id, INSTANCE.c.process_key == version.key)
        .order_by(INSTANCE.c.id.desc())
    ).scalars()
    number = next((one for one in numbers if seen.reads_procedure(one)), None)
    if number is None:
        raise Conflict(
            f"Expected to read {version.key} in case {reference}, but it never ran there or is not to be read"
        )
    _note(tx, seen, version.key, number)
    return course(tx, seen, number)


def of_run(tx: Transaction, reference: str, instance_id: int) -> Run:
    """As `take`, of one instance that somebody who works on cases reads, to offer it to whoever owns its process."""
    tx.actor.must(Action.OFFER_SCENARIO)
    run = _run(tx, reference, instance_id)
    _note(tx, _seen(tx, reference), run.process, instance_id)
    return run


def offer(tx: Transaction, reference: str, instance_id: int, text: str, remark: str) -> int:
    """Offer a scenario that was made of an instance to whoever owns its process: the text and a remark, of no case.

    Whoever may read the instance for it. Those who own processes in its Kreis are told. Invalid with the words that
    tell whose case it was, if one still stands there.
    """
    tx.actor.must(Action.OFFER_SCENARIO)
    run = _run(tx, reference, instance_id)
    wrong = {}
    for name, said in (("text", text), ("remark", remark)):
        told = telling.found(said, run.telling)
        if told:
            wrong[name] = f"Das verrät, um wen es geht: {', '.join(told)}. Bitte ersetzen Sie es."
    if not text.strip():
        wrong["text"] = "Hier steht kein Szenario."
    if len(text) > LONGEST or len(remark) > LONGEST_REMARK:
        wrong.setdefault("text" if len(text) > LONGEST else "remark", "Das ist zu lang.")
    if wrong:
        raise Invalid(f"Expected to offer a scenario of {run.process}, but it is not fit for it", wrong)
    district = case.by_reference(tx, reference).ags[:DISTRICT]
    number = scenario_offer.add(tx, run.process, district, text, remark.strip())
    detail = {"task": definition.get(tx, run.version_id).name, "offer": number}
    notify(tx, rollouts.owners_at(tx, (district,)), Notice(NoticeKind.SCENARIO_OFFERED, detail=detail))
    return number


def accept(tx: Transaction, offer_id: int) -> None:
    """Say that an offer has been taken into a draft; whoever made it is told."""
    _answer(tx, offer_id, Answer.TAKEN, "")


def decline(tx: Transaction, offer_id: int, reason: str) -> None:
    """Say why nobody wants an offer; whoever made it is told and reads the reason. Invalid without one."""
    tx.actor.must(Action.EDIT_MODEL)
    proposals.must_say(reason)
    _answer(tx, offer_id, Answer.DECLINED, reason.strip())


def _answer(tx: Transaction, offer_id: int, said: Answer, reason: str) -> None:
    tx.actor.must(Action.EDIT_MODEL)
    offer, maker = scenario_offer.answer(tx, offer_id, said, reason)
    kind = NoticeKind.SCENARIO_TAKEN if said is Answer.TAKEN else NoticeKind.SCENARIO_DECLINED
    newest = definition.latest(tx, offer.process_key)
    name = offer.process_key if newest is None else newest.name
    notify(tx, [maker], Notice(kind, detail={"task": name}))


def _seen(tx: Transaction, reference: str) -> Sight:
    """What the actor reads of the case; NotFound where that is nothing, Conflict where it is by break-glass."""
    matter = case.find(tx, reference)
    seen = None if matter is None else sight.of_case(tx, matter.id)
    if seen is None or not seen.exists:
        raise NotFound(f"Expected to read case {reference}, but there is none or it is closed to the actor")
    if seen.whole is not None and seen.whole.purpose is Purpose.BREAK_GLASS:
        raise Conflict(f"Expected to read case {reference} for a scenario, but it is open by break-glass")
    return seen


def _run(tx: Transaction, reference: str, instance_id: int) -> Run:
    seen = _seen(tx, reference)
    row = tx.execute(
        select(
            INSTANCE.c.version_id,
            INSTANCE.c.process_key,
            INSTANCE.c.outcome,
            PERSON.c.family_name,
            PERSON.c.given_name,
            PERSON.c.birth_date,
        )
        .join(CASE, CASE.c.id == INSTANCE.c.case_id)
        .outerjoin(PERSON, PERSON.c.id == CASE.c.person_id)
        .where(INSTANCE.c.id == instance_id, INSTANCE.c.case_id == seen.case_id)
    ).first()
    if row is None or not seen.reads_procedure(instance_id):
        raise Conflict(
            f"Expected to read run {instance_id} in case {reference}, but it never ran there or is not to be read"
        )
    tx.act()
    taken = course(tx, seen, instance_id)
    files = definition.files(tx, row.version_id)
    names = f"{row.family_name or ''} {row.given_name or ''}"
    alike = select(func.count()).select_from(INSTANCE)
    return Run(
        row.version_id,
        row.process_key,
        taken,
        telling.words(taken, reference, names, row.birth_date, files),
        tx.execute(
            alike.where(
                INSTANCE.c.process_key == row.process_key,
                INSTANCE.c.outcome.is_not_distinct_from(row.outcome),
            )
        ).scalar_one(),
    )


def _note(tx: Transaction, seen: Sight, key: str, instance: int) -> None:
    ground = next(iter(seen.grounds), Ground(Purpose.LEAD))
    log_read(tx, seen.case_id, ground.purpose, f"Szenario für den Ablauf „{key}“", ground.authority)
    fact = {
        "case_id": seen.case_id,
        "instance_id": instance,
        "kind": "scenario_made",
        "detail": {"process": key},
    }
    record.append_history(tx, [fact])


def forget(tx: Transaction) -> bool:
    """Keep nothing of what steps were given once their instance ended so long ago as an operator wants it kept (a
    year) – of none, running or not, where nothing is to be kept –, and no offer nobody took for long; whether there is
    more.
    """
    tx.actor.must_be_engine()
    scenario_offer.forget(tx, tx.now - OFFERED)
    so_long = retention.step_inputs()
    before = tx.now - so_long if so_long else None
    return step_input.forget(tx, before, _FORGOTTEN_AT_ONCE) == _FORGOTTEN_AT_ONCE
