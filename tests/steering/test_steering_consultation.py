"""Consultation: who is asked, answers, remarks and is reminded; it ends on its day."""

from __future__ import annotations

from datetime import date

import pytest

from engine import SYSTEM, Actor, Conflict, Forbidden, Invalid, Membership, NotFound, Role, commands, queries
from engine.commands import account
from engine.commands.consultation import Noted, PartyEntry
from engine.state.consultation import Outcome, PartyKind, Stance
from engine.state.proposal import ProposalState
from engine.testing import PASSWORD
from engine.testing import models as m
from tests.steering.conftest import FIRST, NOTED, Group


@pytest.fixture
def asked(group: Group) -> int:
    """A proposal in consultation."""
    number = group.propose()
    group.consult(number)
    return number


def _kinds(group: Group, who: Actor) -> list[str]:
    with group.world.engine.begin(who) as tx:
        return [one.kind for one in queries.notification.page(tx, only_unread=True).notices]


def test_who_answers_for_an_authority_is_told_that_it_is_asked(group: Group, asked: int) -> None:
    assert "consultation" in _kinds(group, group.hanna)
    assert "consultation" in _kinds(group, group.world.people["lea"])
    assert "consultation" not in _kinds(group, group.world.people["ada"])
    assert "consultation" not in _kinds(group, group.carla)


def test_the_time_to_answer_is_at_least_what_the_group_has_set(group: Group) -> None:
    number = group.propose()
    party = PartyEntry(PartyKind.WELFARE, name="Caritas")

    with group.world.engine.begin(group.olga) as tx, pytest.raises(Invalid) as refused:
        commands.consultation.begin(tx, number, 1, date(2026, 12, 6), [party])
    assert set(refused.value.fields) == {"answer_by"}
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.begin(tx, number, 1, date(2026, 12, 7), [party])


@pytest.mark.parametrize(
    ("first", "end", "said"),
    [
        (date(2027, 1, 1), date(2027, 1, 1), "muss vorher enden"),
        (date(2027, 1, 1), date(9999, 12, 31), "muss vorher enden"),
        # no time is left before: it lasts as long as it must, and not longer
        (date(2026, 12, 1), date(2026, 12, 8), "höchstens bis 07.12.2026"),
        (date(2026, 12, 1), date(2026, 12, 6), "mindestens 07.12.2026"),
        (date(2026, 12, 1), date(2026, 12, 7), ""),
        (date(2027, 1, 1), date(2026, 12, 31), ""),
    ],
)
def test_nobody_is_asked_until_after_it_is_to_be_in_force(
    group: Group, first: date, end: date, said: str
) -> None:
    number = group.propose(valid_from=first)
    party = PartyEntry(PartyKind.WELFARE, name="Caritas")

    with group.world.engine.begin(group.olga) as tx:
        if said:
            with pytest.raises(Invalid) as refused:
                commands.consultation.begin(tx, number, 1, end, [party])
            assert said in refused.value.fields["answer_by"]
        else:
            commands.consultation.begin(tx, number, 1, end, [party])


@pytest.mark.parametrize(
    "party",
    [
        PartyEntry(PartyKind.WELFARE),
        PartyEntry(PartyKind.WELFARE, name="x" * 201),
        PartyEntry(PartyKind.STAFF_COUNCIL, name="Personalrat"),  # asked already
    ],
)
def test_a_party_without_a_name_or_twice_is_refused(group: Group, asked: int, party: PartyEntry) -> None:
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Invalid) as refused:
        commands.consultation.add_party(tx, asked, party)

    assert set(refused.value.fields) == {"parties"}


def test_one_more_is_asked_while_it_runs(group: Group, asked: int) -> None:
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.add_party(
            tx, asked, PartyEntry(PartyKind.ALIENS_AUTHORITY, group.world.elsewhere)
        )

    assert [one.party.name for one in group.show(asked).parties] == [
        "Ausländeramt Hier",
        "Personalrat",
        "Ausländeramt Dort",
    ]


def test_each_party_speaks_for_itself_and_the_office_for_bodies_without_an_account(
    group: Group, asked: int
) -> None:
    here, council = [one.party.id for one in group.show(asked).parties]
    refused = [
        (group.carla, here),
        (group.olga, here),
        (group.hanna, council),
        (group.world.people["ada"], here),
    ]
    for who, party in refused:
        with group.world.engine.begin(who) as tx, pytest.raises(Forbidden):
            commands.consultation.state(tx, party, Stance.AGREE, "")
    with group.world.engine.begin(group.hanna) as tx:
        commands.consultation.state(tx, here, Stance.ABSTAIN, "")
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.state(tx, council, Stance.AGREE, "Beschluss vom 1.12.", noted=NOTED)

    assert [one.party.stance for one in group.show(asked).parties] == [Stance.ABSTAIN, Stance.AGREE]


def test_the_day_can_be_moved_as_the_consultation_is_opened(group: Group) -> None:
    number = group.propose(valid_from=date(2026, 11, 30))
    parties = (PartyEntry(PartyKind.ALIENS_AUTHORITY, group.world.here),)
    row = group.show(number).row
    for day in (date(2026, 11, 20), date(2026, 12, 7)):  # over; not behind the end that is asked for
        with group.world.engine.begin(group.olga) as tx, pytest.raises(Invalid):
            commands.consultation.begin(tx, number, row.revision, date(2026, 12, 8), parties, day)

    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.begin(tx, number, row.revision, date(2026, 12, 8), parties, date(2026, 12, 9))

    found = group.show(number)
    assert (found.row.valid_from, found.row.answer_by) == (date(2026, 12, 9), date(2026, 12, 8))
    (event,) = [one for one in found.events if one.kind == "day_moved"]
    assert event.detail == {"before": "2026-11-30", "day": "2026-12-09"}


def test_what_is_noted_for_a_body_names_who_answered_who_noted_it_and_from_what(
    group: Group, asked: int
) -> None:
    council = group.show(asked).parties[1].party.id
    for noted, missing in (
        (None, {"person", "paper"}),
        (Noted("Petra Rath", " "), {"paper"}),
        (Noted("", "Schreiben"), {"person"}),
        (Noted("x" * 201, "y" * 201), {"person", "paper"}),
    ):
        with group.world.engine.begin(group.olga) as tx, pytest.raises(Invalid) as refused:
            commands.consultation.state(tx, council, Stance.AGREE, "", noted=noted)
        assert set(refused.value.fields) == missing
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.state(tx, council, Stance.AGREE, "", noted=NOTED)

    found = group.show(asked)

    party = found.parties[1].party
    assert (party.answered_by, party.noted_by, party.paper) == (NOTED.person, "Olga Jäger", NOTED.paper)
    (event,) = [one for one in found.events if one.kind == "statement"]
    assert (event.actor, event.detail["person"], event.detail["paper"]) == (
        "Olga Jäger",
        NOTED.person,
        NOTED.paper,
    )


def test_whoever_objects_says_why_and_may_think_again(group: Group, asked: int) -> None:
    here = group.show(asked).parties[0].party.id
    with group.world.engine.begin(group.hanna) as tx, pytest.raises(Invalid) as refused:
        commands.consultation.state(tx, here, Stance.OBJECT, " ")
    assert set(refused.value.fields) == {"statement"}
    with group.world.engine.begin(group.hanna) as tx:
        commands.consultation.state(tx, here, Stance.OBJECT, "Kein Personal")
    with group.world.engine.begin(group.hanna) as tx:
        commands.consultation.state(tx, here, Stance.AGREE, "Mit dem neuen Stellenplan")

    found = group.show(asked)
    assert found.parties[0].party.stance is Stance.AGREE
    assert [one.detail["stance"] for one in found.events if one.kind == "statement"] == ["agree", "object"]


def test_remarks_name_the_party_and_the_element(group: Group, asked: int) -> None:
    with group.world.engine.begin(group.hanna) as tx:
        commands.consultation.comment(tx, asked, "Zu spät", group.version, "a")
    with group.world.engine.begin(group.stefan) as tx:
        commands.consultation.comment(tx, asked, "Zum Ganzen")

    first, second = [one.comment for one in group.show(asked).comments]
    assert (first.party, first.element, first.element_name, first.text) == (
        "Ausländeramt Hier",
        "a",
        "a",
        "Zu spät",
    )
    assert (second.element, second.text) == (None, "Zum Ganzen")


@pytest.mark.parametrize(
    ("said", "version", "element", "field"),
    [
        ("  ", True, "a", "text"),
        ("x" * 4001, True, "a", "text"),
        ("Hallo", True, "gibtesnicht", "element"),
        ("Hallo", False, "a", "element"),
    ],
)
def test_a_remark_needs_words_and_a_place_that_is_there(
    group: Group, asked: int, said: str, version: bool, element: str, field: str
) -> None:
    with group.world.engine.begin(group.hanna) as tx, pytest.raises(Invalid) as refused:
        commands.consultation.comment(tx, asked, said, group.version if version else None, element)

    assert set(refused.value.fields) == {field}


def test_a_stranger_remarks_nothing_and_answers_nothing(group: Group, asked: int) -> None:
    with group.world.engine.begin(group.carla) as tx, pytest.raises(Forbidden):
        commands.consultation.comment(tx, asked, "Hallo")
    with group.world.engine.begin(group.hanna) as tx:
        number = commands.consultation.comment(tx, asked, "Hallo")
    for who in (group.carla, group.hanna):
        with group.world.engine.begin(who) as tx, pytest.raises(Forbidden):
            commands.consultation.answer(tx, number, Outcome.NOTED, "")


def test_a_remark_is_answered_once_and_a_refusal_says_why(group: Group, asked: int) -> None:
    with group.world.engine.begin(group.hanna) as tx:
        number = commands.consultation.comment(tx, asked, "Hallo")
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Invalid):
        commands.consultation.answer(tx, number, Outcome.NOT_TAKEN_UP, "")
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.answer(tx, number, Outcome.NOT_TAKEN_UP, "Gesetzliche Frist")
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Conflict):
        commands.consultation.answer(tx, number, Outcome.TAKEN_UP, "Doch")

    (placed,) = group.show(asked).comments
    assert (placed.comment.outcome, placed.comment.answered_by) == (Outcome.NOT_TAKEN_UP, "Olga Jäger")


def test_a_remark_on_an_element_that_is_gone_is_shown_as_lost(group: Group) -> None:
    with group.world.engine.begin(group.olga) as tx:
        draft = commands.definition.begin_draft(tx, group.version)
    number = group.propose(times={draft: {}})
    group.consult(number)
    with group.world.engine.begin(group.hanna) as tx:
        commands.consultation.comment(tx, number, "Zu spät", draft, "a")
    assert [one.lost for one in group.show(number).comments] == [False]
    with group.world.engine.begin(group.olga) as tx:
        commands.definition.save_draft(tx, draft, "p.bpmn", m.tasks("p", "b"), 1, "")

    assert [one.lost for one in group.show(number).comments] == [True]
    assert group.show(number).comments[0].comment.element_name == "a"


def test_who_has_not_answered_is_reminded_once_a_day(group: Group, asked: int) -> None:
    with group.world.engine.begin(group.olga) as tx:
        counts = [commands.consultation.remind(tx, asked) for _ in range(2)]

    assert counts == [1, 0]
    assert _kinds(group, group.hanna).count("consultation_reminder") == 1


def test_the_worker_reminds_once_and_closes_when_the_day_is_over(group: Group, asked: int) -> None:
    group.pass_days((FIRST - date(2026, 11, 23)).days - 3)
    group.pass_days(1)
    assert _kinds(group, group.hanna).count("consultation_reminder") == 1
    group.pass_days(2)
    assert group.show(asked).row.state is ProposalState.IN_CONSULTATION
    group.pass_days(1)

    found = group.show(asked)
    assert found.row.state is ProposalState.READY
    assert [one.late for one in found.parties] == [True, True]
    with group.world.engine.begin(group.hanna) as tx, pytest.raises(Conflict):
        commands.consultation.state(tx, found.parties[0].party.id, Stance.AGREE, "")
    with group.world.engine.begin(group.hanna) as tx, pytest.raises(Conflict):
        commands.consultation.comment(tx, asked, "Zu spät")


def test_nobody_closes_it_while_somebody_may_still_answer(group: Group, asked: int) -> None:
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Invalid) as refused:
        commands.consultation.close(tx, asked, group.show(asked).row.revision)

    assert "Personalrat" in refused.value.fields["close"]


def test_no_clerk_learns_of_more_than_the_page_says(group: Group, asked: int) -> None:
    """Whoever reads models reads proposals; a guest does not."""
    member = Membership(group.world.here, Role.GUEST)
    with group.world.engine.begin(SYSTEM) as tx:
        guest = Actor(account.create(tx, "gast", "Gast", PASSWORD, [member]), "Gast", frozenset({member}))
    with group.world.engine.begin(guest) as tx, pytest.raises(Forbidden):
        queries.proposal.show(tx, asked)
    with group.world.engine.begin(group.world.people["ada"]) as tx:
        seen = queries.proposal.show(tx, asked)
    assert not (seen.may_propose or seen.may_adopt or seen.may_countersign)
    assert seen.may_comment


def test_a_remark_sent_twice_is_kept_once(group: Group) -> None:
    number = group.propose()
    group.consult(number)

    said = []
    for text in ("Zu knapp", "Zu knapp", "Viel zu knapp"):
        with group.world.engine.begin(group.olga) as tx:
            said.append(commands.consultation.comment(tx, number, text))

    view = group.show(number)
    assert said[0] == said[1] != said[2]
    assert [one.comment.text for one in view.comments] == ["Zu knapp", "Viel zu knapp"]
    assert [one.kind for one in view.events].count("comment") == 2


def test_a_remark_of_a_body_without_account_is_filed_as_its_own(group: Group) -> None:
    number = group.propose()
    group.consult(number)
    authority, council = (one.party for one in group.show(number).parties)
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.comment(tx, number, "Zu viel auf einmal", party_id=council.id)

    ((remark),) = [one.comment for one in group.show(number).comments]
    assert (remark.party_id, remark.party, remark.author) == (council.id, "Personalrat", "Olga Jäger")
    for who, party in ((group.hanna, council.id), (group.carla, council.id), (group.olga, authority.id)):
        with group.world.engine.begin(who) as tx, pytest.raises(Forbidden):
            commands.consultation.comment(tx, number, "Nicht meine Worte", party_id=party)
    with group.world.engine.begin(group.olga) as tx, pytest.raises(NotFound):
        commands.consultation.comment(tx, number, "Wer?", party_id=99)


def test_whoever_is_asked_later_has_as_much_time_and_so_has_everybody(group: Group, asked: int) -> None:
    group.pass_days((FIRST - date(2026, 11, 23)).days - 1)
    party = PartyEntry(PartyKind.ALIENS_AUTHORITY, group.world.elsewhere)
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.add_party(tx, asked, party)

    found = group.show(asked)
    assert found.row.answer_by == date(2026, 12, 27)
    assert next(one for one in found.events if one.kind == "party_added").detail["day"] == "2026-12-27"
    group.pass_days(14)
    assert group.show(asked).row.state is ProposalState.IN_CONSULTATION
    group.pass_days(1)
    assert group.show(asked).row.state is ProposalState.READY


def test_a_party_named_by_mistake_is_asked_no_more_and_the_history_names_it(group: Group, asked: int) -> None:
    here, council = [one.party.id for one in group.show(asked).parties]
    for who in (group.hanna, group.carla):
        with group.world.engine.begin(who) as tx, pytest.raises(Forbidden):
            commands.consultation.remove_party(tx, council, "x")

    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.remove_party(tx, council, "Nicht beteiligt")

    found = group.show(asked)
    assert [one.party.id for one in found.parties] == [here]
    detail = next(one for one in found.events if one.kind == "party_removed").detail
    assert detail == {"name": "Personalrat", "reason": "Nicht beteiligt"}
    with group.world.engine.begin(group.olga) as tx, pytest.raises(NotFound):
        commands.consultation.remove_party(tx, council, "x")
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Conflict, match="nobody else"):
        commands.consultation.remove_party(tx, here, "x")


def test_an_authority_that_is_asked_no_more_is_told_and_a_reason_is_asked_for(
    group: Group, asked: int
) -> None:
    here, _council = [one.party.id for one in group.show(asked).parties]
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Invalid) as refused:
        commands.consultation.remove_party(tx, here, " ")
    assert set(refused.value.fields) == {"reason"}
    assert "consultation_ended" not in _kinds(group, group.hanna)

    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.remove_party(tx, here, "Gemeint war das Jobcenter")

    assert "consultation_ended" in _kinds(group, group.hanna)
    assert "consultation_ended" not in _kinds(group, group.world.people["ada"])


def test_a_party_that_has_said_something_stays(group: Group, asked: int) -> None:
    here, council = [one.party.id for one in group.show(asked).parties]
    with group.world.engine.begin(group.hanna) as tx:
        commands.consultation.state(tx, here, Stance.ABSTAIN, "")
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.comment(tx, asked, "Zu viel auf einmal", party_id=council)

    for party in (here, council):
        with (
            group.world.engine.begin(group.olga) as tx,
            pytest.raises(Conflict, match="answered or remarked"),
        ):
            commands.consultation.remove_party(tx, party, "x")
    group.pass_days((FIRST - date(2026, 11, 23)).days + 1)
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Conflict, match="to run"):
        commands.consultation.remove_party(tx, council, "x")


def test_reopened_it_ends_before_the_day_the_proposal_is_to_be_in_force(group: Group) -> None:
    number = group.propose(valid_from=date(2026, 12, 20))
    group.consult(number)
    group.close(number)

    for days, said in ((0, "Die Vorlage soll ab 20.12.2026 gelten"), (13, "reicht die Zeit nicht")):
        group.pass_days(days)
        with group.world.engine.begin(group.olga) as tx, pytest.raises(Invalid) as refused:
            commands.consultation.reopen(tx, number, group.show(number).row.revision, date(2026, 12, 20))
        assert said in refused.value.fields["answer_by"]


def test_one_more_is_not_asked_when_its_time_would_end_too_late(group: Group) -> None:
    number = group.propose(valid_from=date(2026, 12, 20))
    group.consult(number)
    group.pass_days(13)  # 14 days from the 6th on are over on the 20th

    with group.world.engine.begin(group.olga) as tx, pytest.raises(Invalid) as refused:
        commands.consultation.add_party(tx, number, PartyEntry(PartyKind.WELFARE, name="Caritas"))

    assert "Bis zum Stichtag 20.12.2026 reicht die Zeit nicht" in refused.value.fields["parties"]
    assert group.show(number).row.answer_by == FIRST
