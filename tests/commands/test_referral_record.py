"""What is kept of a referral: at each moment one authority owns it, and an application keeps its day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from engine import SYSTEM, Conflict, Invalid, NotFound, commands, queries
from engine.commands.authority import Competence
from engine.commands.case import Relocation
from engine.commands.referral import Wish
from engine.execution import consents
from engine.execution.instance import ElementInstance, Instance
from engine.execution.referrals import turn
from engine.feel import Value, context_from_python
from engine.library import folder
from engine.profile import ReferralParty, ReferralState, read_profile
from engine.state import case
from engine.state.referral import REFERRAL, REFERRAL_STOP
from engine.state.task import TASK, TaskState
from engine.testing import Story, World

LIBRARY = Path(__file__).parents[2] / "processes"
FILES = folder.read(LIBRARY / "verweisberatung")[0].files
TOPICS = ("jobcenter", "sozialamt", "kim_koordination")
ERKRATH = "05158008"

APPLICATION = {
    "verweis_thema": "jobcenter",
    "verweis_anliegen": "Bürgergeld für die Familie klären.",
    "antrag_liegt_vor": "ja",
    "antrag_art": "Hilfe zum Lebensunterhalt",
    "antrag_eingang_am": date(2026, 11, 2),
    "eingang_bei": "sozialamt",
    "verweis_kategorien": ["lebensunterhalt"],
}
FORWARDED = {"uebergabe_weg": "im_system", "bogen_anlass": "Antrag gehört in Ihre Zuständigkeit."}
REFUSED = {"antwort": "nicht_zustaendig", "antwort_grund": "Nicht erwerbsfähig, § 7 SGB II liegt nicht vor."}
PROVISIONAL = {
    "vorlaeufig_beantragt": "nein",
    "vorlaeufig_entscheidung": "leistet_nicht",
    "vorlaeufig_grund": "Nicht beantragt.",
}
ACCEPTED = {"antwort": "angenommen", "antwort_termin": date(2026, 12, 3)}


@pytest.fixture
def desks(world: World) -> dict[str, int]:
    """An authority for each topic a referral goes to here."""
    since = date(2009, 10, 21)
    with world.engine.begin(SYSTEM) as tx:
        return {
            topic: commands.authority.create(
                tx,
                f"{topic}-hier",
                f"{topic.title()} Hier",
                "05334",
                [Competence(topic, "05334", "Testnorm", since)],
            )
            for topic in TOPICS
        }


@pytest.fixture
def story(world: World, desks: Mapping[str, int]) -> Story:
    world.deploy(FILES)
    return world.open(
        "verweisberatung",
        {"verweis_thema": "jobcenter", "verweis_anliegen": "Bürgergeld für die Familie klären."},
    )


def kept(story: Story) -> Any:
    with story.world.engine.begin(SYSTEM) as tx:
        return tx.execute(select(REFERRAL)).one()


def stops(story: Story) -> list[tuple[str, int | None]]:
    with story.world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(select(REFERRAL_STOP).order_by(REFERRAL_STOP.c.id)).all()
    return [(row.state, row.owner_id) for row in rows]


def offer(story: Story) -> Story:
    return story.complete("anliegen_klaeren", APPLICATION).complete("bogen_ausfuellen", FORWARDED)


def test_it_is_the_senders_until_it_is_offered(world: World, story: Story) -> None:
    one = kept(story)

    assert (one.state, one.party, one.owner_id, one.sender_id) == (
        ReferralState.PREPARED,
        ReferralParty.SENDER,
        world.here,
        world.here,
    )
    assert (one.topic, one.receiver_id, one.given, one.closed_at) == ("jobcenter", None, [], None)


def test_offered_it_is_the_receivers_with_what_was_given_and_its_ground(
    story: Story, desks: Mapping[str, int]
) -> None:
    one = kept(offer(story))

    assert (one.state, one.owner_id, one.receiver_id, one.offers) == (
        ReferralState.OFFERED,
        desks["jobcenter"],
        desks["jobcenter"],
        1,
    )
    assert one.given == [
        {"category": "antrag", "ground": "norm", "basis": "§ 16 Abs. 2 SGB I", "until": None}
    ]
    assert one.received_on == date(2026, 11, 2)
    assert len(one.incoming) == 1


def test_asked_back_it_is_the_senders_again_and_answered_the_receivers(
    world: World, story: Story, desks: Mapping[str, int]
) -> None:
    offer(story).complete(
        "ueberleitung_annehmen", {"antwort": "rueckfrage", "antwort_frage": "Welche Unterlagen liegen bei?"}
    )

    assert (kept(story).state, kept(story).owner_id) == (ReferralState.ASKED_BACK, world.here)
    story.complete("rueckfrage_beantworten", {"rueckfrage_antwort": "Es liegen keine bei."})
    one = kept(story)
    assert (one.state, one.owner_id, one.offers) == (ReferralState.OFFERED, desks["jobcenter"], 1)
    # the receiver has its own time anew
    assert story.task("ueberleitung_annehmen").due is not None


def test_not_competent_it_is_resolved_anew_and_keeps_the_day_of_receipt(
    world: World, story: Story, desks: Mapping[str, int]
) -> None:
    offer(story).complete("ueberleitung_annehmen", REFUSED)

    one = kept(story)
    assert (one.state, one.owner_id, one.received_on) == (
        ReferralState.DECLINED,
        world.here,
        date(2026, 11, 2),
    )
    # the authority approached first has a task beside it (§ 43 SGB I), and does not own it
    assert story.task("vorlaeufig_pruefen").authority_id == desks["sozialamt"]
    story.complete(
        "stelle_neu_bestimmen",
        {"klaerung_ergebnis": "neu", "thema_neu": "sozialamt", "klaerung_grund": "Vorschlag des Jobcenters."},
    )
    # it goes elsewhere, where nobody has been asked yet: whoever refused is its receiver no more
    assert (kept(story).topic, kept(story).receiver_id) == ("sozialamt", None)
    story.complete("bogen_ausfuellen", FORWARDED)
    one = kept(story)
    assert (one.state, one.owner_id, one.topic) == (ReferralState.OFFERED, desks["sozialamt"], "sozialamt")
    assert one.receiver_id == desks["sozialamt"]
    assert (one.received_on, one.offers) == (date(2026, 11, 2), 2)
    with world.engine.begin(SYSTEM) as tx:
        said = (
            tx.execute(select(REFERRAL_STOP.c.said).where(REFERRAL_STOP.c.said.is_not(None))).scalars().all()
        )
    assert said == [REFUSED["antwort_grund"]]


def test_accepted_arrived_and_reported_each_has_an_owner_and_the_end_none(
    world: World, story: Story, desks: Mapping[str, int]
) -> None:
    offer(story).complete("ueberleitung_annehmen", ACCEPTED)
    assert (kept(story).state, kept(story).owner_id) == (ReferralState.ACCEPTED, desks["jobcenter"])
    story.complete("ankunft_bestaetigen", {"ankunft_am": date(2026, 11, 23)})
    # a time runs, nobody has a task: the sender has it all the same
    assert (kept(story).state, kept(story).owner_id) == (ReferralState.ARRIVED, world.here)
    story.pass_time(timedelta(days=14)).complete("nachhalten", {"nachhalten_ergebnis": "angekommen"})

    one = kept(story)
    assert (one.state, one.owner_id, one.incoming) == (ReferralState.REPORTED, None, [])
    assert one.closed_at is not None
    assert stops(story) == [
        ("vorbereitet", world.here),
        ("angeboten", desks["jobcenter"]),
        ("angenommen", desks["jobcenter"]),
        ("angekommen", world.here),
        ("gemeldet", None),
    ]


def test_no_capacity_ends_it_with_that_reason(story: Story) -> None:
    offer(story).complete(
        "ueberleitung_annehmen",
        {"antwort": "keine_kapazitaet", "antwort_grund": "Kein Termin vor März frei."},
    )

    one = kept(story)
    assert (one.state, one.reason, one.owner_id) == (ReferralState.DECLINED, "keine_kapazitaet", None)


def consent(*categories: str, until: date | None = None) -> dict[str, Any]:
    return {
        "empfaenger": "jobcenter",
        "zweck": "Beratung",
        "kategorien": list(categories),
        "gueltig_bis": until or date(2027, 11, 23),
        "besondere_kategorien": False,
    }


def release(story: Story, *listed: Mapping[str, Any]) -> None:
    """As the process of consent throws its signal."""
    with story.world.engine.begin(SYSTEM) as tx:
        name, variables = f"freigabe:{story.reference}", context_from_python({"freigaben": list(listed)})
        consents.heed(tx, case.by_reference(tx, story.reference).id, story.reference, name, variables)
        commands.message.broadcast(tx, name, variables)


_OF_APPLICATION = {"antrag_art", "antrag_eingang_am", "eingang_bei"}
WITHOUT = {
    **{key: value for key, value in APPLICATION.items() if key not in _OF_APPLICATION},
    "antrag_liegt_vor": "nein",
    "verweis_kategorien": ["kontakt", "sprache"],
}
SHEET = {**FORWARDED, "bogen_dolmetschen": "nein", "bogen_sprachniveau": "a2"}


def released(story: Story) -> Story:
    story.complete("anliegen_klaeren", WITHOUT)
    story.complete("freigabe_besprechen", {"freigabe_weiter": "erbeten", "freigabe_belehrt": True})
    release(story, consent("kontakt", "sprache"))
    return story.complete("bogen_ausfuellen", SHEET)


def test_what_a_consent_opens_is_given_with_its_purpose_and_its_last_day(story: Story) -> None:
    one = kept(released(story))

    assert one.given == [
        {"category": name, "ground": "consent", "basis": "Beratung", "until": "2027-11-23"}
        for name in ("kontakt", "sprache")
    ]
    assert one.received_on is None


def test_a_withdrawn_consent_stops_it_at_once_and_the_sender_has_it(world: World, story: Story) -> None:
    released(story)

    release(story)

    one = kept(story)
    assert (one.state, one.owner_id, one.incoming) == (ReferralState.STOPPED, world.here, [])
    assert one.closed_at is None
    story.complete("uebermittlung_stoppen", {"stopp_mitgeteilt": True})
    assert (kept(story).state, kept(story).reason) == (ReferralState.STOPPED, "ohne_einwilligung")
    assert kept(story).closed_at is not None


def test_what_a_process_still_holds_of_a_withdrawn_consent_opens_nothing_to_a_new_referral(
    world: World, story: Story
) -> None:
    release(story, consent("kontakt", "sprache"))
    wish = Wish("jobcenter", "Bürgergeld für die Familie klären.", ("kontakt",))
    with world.engine.begin(SYSTEM) as tx:
        # a process that does not hear the signal goes on with the list it began with
        consents.heed(
            tx,
            case.by_reference(tx, story.reference).id,
            story.reference,
            f"freigabe:{story.reference}",
            {"freigaben": []},
        )

    with world.engine.begin(world.people["ada"]) as tx:
        found = queries.referral.possible(tx, story.reference, "jobcenter")
        assert [one.code for one in found.categories or () if one.is_open] == []
    with pytest.raises(Invalid) as refused, world.engine.begin(world.people["ada"]) as tx:
        commands.referral.begin(tx, story.reference, wish)
    assert refused.value.fields == {"categories": "Eine der Angaben ist für diese Stelle nicht freigegeben."}


def test_a_special_category_goes_only_where_it_is_released_expressly(world: World, story: Story) -> None:
    for express in (False, True):
        release(story, {**consent("kontakt", "gesundheit"), "besondere_kategorien": express})

        with world.engine.begin(world.people["ada"]) as tx:
            found = queries.referral.possible(tx, story.reference, "jobcenter")
        opened = {one.code for one in found.categories or () if one.is_open}
        assert opened == ({"kontakt", "gesundheit"} if express else {"kontakt"})


def test_the_person_withdraws_by_the_message_of_the_topic(story: Story) -> None:
    offer(story)

    assert story.send("verweis_zurueckgezogen:jobcenter")

    assert (kept(story).state, kept(story).owner_id) == (ReferralState.WITHDRAWN, None)


def test_the_sender_withdraws_that_one_referral_with_a_reason(world: World, story: Story) -> None:
    offer(story)
    number = kept(story).id
    ada = world.people["ada"]

    with pytest.raises(NotFound), world.engine.begin(world.people["carla"]) as tx:
        commands.referral.withdraw(tx, number, "Die Person möchte nicht mehr.")
    with pytest.raises(Invalid), world.engine.begin(ada) as tx:
        commands.referral.withdraw(tx, number, " ")
    with world.engine.begin(ada) as tx:
        commands.referral.withdraw(tx, number, "Die Person möchte nicht mehr.")

    assert kept(story).state == ReferralState.WITHDRAWN
    assert "Eingriff begründet: Die Person möchte nicht mehr." in [one.text for one in story.file().history]
    with pytest.raises(Conflict), world.engine.begin(ada) as tx:
        commands.referral.withdraw(tx, number, "Noch einmal.")


def withdraw(story: Story) -> None:
    number = kept(story).id
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.referral.withdraw(tx, number, "Die Person möchte nicht mehr.")


@pytest.mark.parametrize("steps", [0, 1])
def test_before_anything_is_given_the_sender_withdraws_it(story: Story, steps: int) -> None:
    if steps:
        story.complete("anliegen_klaeren", APPLICATION)

    withdraw(story)

    one = kept(story)
    assert (one.state, one.owner_id, one.offers, one.given) == (ReferralState.WITHDRAWN, None, 0, [])
    assert one.closed_at is not None
    assert stops(story)[-1] == (ReferralState.WITHDRAWN, None)
    story.has_ended_at("zurückgezogen")
    with pytest.raises(Conflict):
        withdraw(story)


def test_declined_it_is_withdrawn_and_the_provisional_benefit_goes_on(story: Story) -> None:
    offer(story).complete("ueberleitung_annehmen", REFUSED)

    withdraw(story)

    story.is_waiting_at("vorlaeufig_pruefen")
    assert (kept(story).state, kept(story).owner_id) == (ReferralState.WITHDRAWN, None)
    story.complete("vorlaeufig_pruefen", PROVISIONAL)
    assert (kept(story).state, stops(story)[-1]) == (
        ReferralState.WITHDRAWN,
        (ReferralState.WITHDRAWN, None),
    )


def test_its_result_stands_while_the_provisional_benefit_is_still_being_looked_at(story: Story) -> None:
    offer(story).complete("ueberleitung_annehmen", REFUSED)
    story.complete(
        "stelle_neu_bestimmen", {"klaerung_ergebnis": "ende", "klaerung_grund": "Die Person geht selbst hin."}
    )

    one = kept(story)
    assert (one.state, one.reason, one.owner_id) == (ReferralState.DECLINED, "nicht_zustaendig", None)
    told = stops(story)
    story.complete("vorlaeufig_pruefen", PROVISIONAL)
    assert (kept(story).state, kept(story).reason, stops(story)) == (
        ReferralState.DECLINED,
        "nicht_zustaendig",
        told,
    )


def test_what_stands_still_is_not_withdrawn(world: World, story: Story) -> None:
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, kept(story).instance_id)

    with pytest.raises(Conflict):
        withdraw(story)

    with world.engine.begin(SYSTEM) as tx:
        commands.instance.resume(tx, kept(story).instance_id)
    withdraw(story)


def test_handed_over_by_hand_the_sender_has_it_and_nothing_waits_elsewhere(
    world: World, story: Story
) -> None:
    story.complete("anliegen_klaeren", APPLICATION)

    story.complete("bogen_ausfuellen", {**FORWARDED, "uebergabe_weg": "von_hand"})

    one = kept(story)
    assert (one.state, one.by_hand, one.owner_id, one.receiver_id, one.incoming) == (
        ReferralState.OFFERED,
        True,
        world.here,
        None,
        [],
    )


def test_where_nobody_is_competent_the_sender_keeps_it(world: World, story: Story) -> None:
    story.complete("anliegen_klaeren", {**APPLICATION, "verweis_thema": "agentur_fuer_arbeit"})

    story.complete("bogen_ausfuellen", FORWARDED)

    assert story.file().incidents
    assert kept(story).owner_id == world.here


def test_a_move_lets_it_go_with_its_task(world: World, story: Story, desks: Mapping[str, int]) -> None:
    offer(story)
    since = date(2009, 10, 21)
    with world.engine.begin(SYSTEM) as tx:
        there = commands.authority.create(
            tx, "jc-dort", "Jobcenter Dort", "05158", [Competence("jobcenter", "05158", "Testnorm", since)]
        )
        moved = Relocation(ERKRATH, date(2026, 11, 20), "Meldung der Person")
        commands.case.relocate(tx, story.reference, 1, moved)

    one = kept(story)
    assert (one.owner_id, one.receiver_id) == (there, there)
    assert stops(story)[-1] == ("angeboten", there)


def test_a_move_while_only_a_time_runs_hands_it_to_who_leads_then(world: World, story: Story) -> None:
    offer(story).complete("ueberleitung_annehmen", ACCEPTED)
    story.complete("ankunft_bestaetigen", {"ankunft_am": date(2026, 11, 23)})
    with world.engine.begin(SYSTEM) as tx:
        commands.case.relocate(tx, story.reference, 1, Relocation(ERKRATH, date(2026, 11, 20), "Meldung"))

    one = kept(story)
    assert (one.owner_id, one.sender_id) == (world.elsewhere, world.elsewhere)
    assert stops(story)[-1] == ("angekommen", world.elsewhere)


def test_cancelled_by_an_operator_it_is_stopped(world: World, story: Story) -> None:
    instance = story.file().instances[0].id
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.cancel(tx, instance)

    assert (kept(story).state, kept(story).owner_id) == (ReferralState.STOPPED, None)


def test_the_database_refuses_two_owners_and_none(story: Story) -> None:
    with pytest.raises(IntegrityError, match="one_owner"), story.world.engine.begin(SYSTEM) as tx:
        tx.execute(update(REFERRAL).values(owner_id=None))


ANSWERS: dict[str, list[dict[str, Any]]] = {
    "anliegen_klaeren": [APPLICATION, WITHOUT],
    "freigabe_besprechen": [
        {"freigabe_weiter": "erbeten", "freigabe_belehrt": True},
        {"freigabe_weiter": "abgelehnt", "freigabe_belehrt": True},
    ],
    "bogen_ausfuellen": [SHEET, {**SHEET, "uebergabe_weg": "von_hand"}],
    "ueberleitung_annehmen": [
        ACCEPTED,
        REFUSED,
        {"antwort": "rueckfrage", "antwort_frage": "Welche Unterlagen liegen bei?"},
        {"antwort": "keine_kapazitaet", "antwort_grund": "Kein Termin vor März frei."},
    ],
    "rueckfrage_beantworten": [{"rueckfrage_antwort": "Es liegen keine bei."}],
    "stelle_neu_bestimmen": [
        {"klaerung_ergebnis": "neu", "thema_neu": "sozialamt", "klaerung_grund": "Vorschlag der Stelle."},
        {"klaerung_ergebnis": "ende", "klaerung_grund": "Niemand ist zuständig."},
    ],
    "streit_klaeren": [
        {"klaerung_ergebnis": "neu", "thema_neu": "jobcenter", "klaerung_grund": "Zusage liegt vor."},
        {"klaerung_ergebnis": "ende", "klaerung_grund": "Keine Einigung."},
    ],
    "vorlaeufig_pruefen": [{"vorlaeufig_beantragt": "nein", "vorlaeufig_entscheidung": "leistet"}],
    "ankunft_bestaetigen": [{"ankunft_am": date(2026, 11, 23)}],
    "nachhalten": [
        {"nachhalten_ergebnis": "angekommen"},
        {"nachhalten_ergebnis": "person", "nachhalten_vermerk": "Möchte nicht mehr."},
        {"nachhalten_ergebnis": "stelle", "nachhalten_vermerk": "Die Stelle meldet sich nicht."},
    ],
    "uebermittlung_stoppen": [{"stopp_mitgeteilt": True}],
    "antwort_erinnern": [{"erinnerung_weg": "telefon"}],
    "ausbleiben_klaeren": [
        {
            "ausbleiben_ursache": "ueberlastet",
            "ausbleiben_vermerk": "Zugesagt für Freitag.",
            "ausbleiben_weiter": one,
        }
        for one in ("ja", "nein")
    ],
}


def check(story: Story) -> None:
    """One open referral has one owner: whose turn's open task it is, or the sender while nobody has one."""
    one = kept(story)
    with story.world.engine.begin(SYSTEM) as tx:
        held = {
            row.element_instance: row.authority_id
            for row in tx.execute(select(TASK).where(TASK.c.state == TaskState.ACTIVE))
        }
        last = tx.execute(select(REFERRAL_STOP).order_by(REFERRAL_STOP.c.id.desc()).limit(1)).one()
        marked = select(TASK.c.element_instance).where(TASK.c.incoming, TASK.c.state == TaskState.ACTIVE)
        assert sorted(tx.execute(marked).scalars()) == sorted(one.incoming)
    assert (one.closed_at is None) == (one.owner_id is not None)
    if one.closed_at is None:
        assert one.owner_id == held.get(one.element_instance, one.sender_id)
    else:
        assert not held
    assert set(one.incoming) <= set(held)
    # the line of stops ends where it is
    assert (last.state, last.party, last.owner_id) == (one.state, one.party, one.owner_id)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(10))
def test_on_every_path_it_has_exactly_one_owner_at_every_moment(story: Story, seed: int) -> None:
    dice = Random(seed)  # noqa: S311  a path, the same each time
    check(story)
    for _ in range(14):
        moves = ["task"] * 6 + ["time", "release", "withdraw"]
        tasks = [one for one in story.file().tasks if one.state is TaskState.ACTIVE]
        match dice.choice(moves) if tasks else "time":
            case "task":
                chosen = dice.choice(tasks)
                answers = dict(dice.choice(ANSWERS[chosen.element]))
                if chosen.element == "ueberleitung_annehmen" and "antwort_termin" in answers:
                    answers["antwort_termin"] = story.world.clock.moment.date() + timedelta(days=10)
                if chosen.element == "bogen_ausfuellen" and kept(story).received_on is not None:
                    answers = {
                        key: one for key, one in answers.items() if key not in SHEET.keys() - FORWARDED.keys()
                    }
                story.complete(chosen.element, answers)
            case "time":
                story.pass_time(timedelta(days=dice.choice([1, 6, 15])))
            case "release":
                release(story, *([consent("kontakt", "sprache")] if dice.random() < 0.7 else []))
            case _:
                if (
                    kept(story).state in (ReferralState.OFFERED, ReferralState.ACCEPTED)
                    and dice.random() < 0.3
                ):
                    story.send(f"verweis_zurueckgezogen:{kept(story).topic}")
        check(story)
        if kept(story).closed_at is not None:
            break


def test_with_tokens_at_several_steps_the_first_one_named_has_the_turn() -> None:
    said = read_profile(FILES["process.toml"]).referral
    assert said is not None
    tokens = Instance(
        elements={
            number: ElementInstance(number, name, 0)
            for number, name in enumerate(
                ("antwort_erinnern", "ueberleitung_annehmen", "ausbleiben_klaeren"), start=1
            )
        }
    )

    found = turn(said, tokens)

    assert (found.state, found.party, found.element_instance) == (
        ReferralState.OFFERED,
        ReferralParty.RECEIVER,
        2,
    )
    # tasks beside it decide nothing: the sender has it, as it was
    alone = Instance(elements={1: tokens.elements[1]})
    assert turn(said, alone, ReferralState.OFFERED).party is ReferralParty.SENDER


def test_what_goes_by_a_norm_is_not_taken_when_a_release_ends_beside_it(
    story: Story, desks: Mapping[str, int]
) -> None:
    offer(story).complete("ueberleitung_annehmen", ACCEPTED)
    given: dict[str, Value] = {"empfaenger": "jobcenter", "zweck": "begleitung", "kategorien": ["sprache"]}
    with story.world.engine.begin(SYSTEM) as tx:
        number = case.by_reference(tx, story.reference).id
        for listed in ([given], []):
            consents.heed(tx, number, story.reference, f"freigabe:{story.reference}", {"freigaben": listed})

    story.world.work_off()

    with story.world.engine.begin(SYSTEM) as tx:
        (arrival,) = tx.execute(select(TASK).where(TASK.c.element == "ankunft_bestaetigen")).all()
    assert arrival.authority_id == desks["jobcenter"]
    assert "consent_withdrawn" in [one.kind for one in story.file().history]
