"""What a party has said counts for what it has seen: not for other versions, and not for a proposal revised since."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from engine import SYSTEM, Invalid, commands, queries
from engine.commands.proposal import Content
from engine.execution import gates
from engine.queries.proposal import Waiting
from engine.state.consultation import Stance
from engine.state.proposal import ProposalState
from engine.state.resolution import Ruling
from engine.testing import models as m
from tests.steering.conftest import FIRST, FORCE, Group, files

LATER = FIRST + timedelta(days=7)


def _drafted(group: Group, valid_from: date = FORCE) -> tuple[int, int]:
    """A proposal of a draft everybody has agreed to, which is ready, and the draft."""
    with group.world.engine.begin(group.olga) as tx:
        draft = commands.definition.begin_draft(tx, group.version, set())
    number = group.propose(times={draft: {}}, valid_from=valid_from)
    group.consult(number)
    group.close(number)
    return number, draft


def _change(group: Group, draft: int, *tasks: str) -> None:
    with group.world.engine.begin(group.olga) as tx:
        revision = queries.definition.version(tx, draft).row.revision
        commands.bundle.save(tx, draft, {"p.bpmn": m.tasks("p", *tasks)}, revision, "")


def _reopen(group: Group, number: int, day: date = LATER) -> None:
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.reopen(tx, number, group.show(number).row.revision, day)


def _close(group: Group, number: int) -> None:
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.close(tx, number, group.show(number).row.revision)


def _answered(group: Group, number: int) -> list[bool]:
    return [one.answered for one in group.show(number).parties]


def _revised(group: Group) -> int:
    """A proposal that was returned and is a draft again, about another version."""
    number = group.ready()
    digest = group.sign(number, ruling=Ruling.RETURNED, valid_from=None)
    with group.world.engine.begin(group.sina) as tx:
        commands.resolution.countersign(tx, number, digest)
    with group.world.engine.begin(group.olga) as tx:
        commands.proposal.revise(tx, number, group.show(number).row.revision)
    return number


def test_an_answer_on_other_versions_counts_nowhere_once_it_is_reopened(group: Group) -> None:
    number, draft = _drafted(group)
    assert _answered(group, number) == [True, True]
    _change(group, draft, "a", "b")
    assert _answered(group, number) == [False, False]
    _reopen(group, number)

    with group.world.engine.begin(group.olga) as tx, pytest.raises(Invalid) as refused:
        commands.consultation.close(tx, number, group.show(number).row.revision)
    assert "Ausländeramt Hier, Personalrat" in refused.value.fields["close"]
    with group.world.engine.begin(group.hanna) as tx:
        (line,) = queries.proposal.overview(tx)
        verdicts = {one.gate: one for one in gates.judge_all(tx, line.row)}
    assert (line.answered, line.asked, line.waiting) == (0, 2, (Waiting.STATE,))
    assert verdicts["consultation"].reasons[0].values["count"] == 2
    with group.world.engine.begin(group.olga) as tx:
        assert commands.consultation.remind(tx, number) == 1  # the council has no account, and no link


def test_an_answer_on_the_versions_as_they_are_stays_when_more_time_is_given(group: Group) -> None:
    number, _draft = _drafted(group)

    _reopen(group, number)

    assert _answered(group, number) == [True, True]
    _close(group, number)
    assert group.show(number).row.state is ProposalState.READY


def test_an_answer_does_not_count_for_what_comes_back_after_it_was_changed(group: Group) -> None:
    """A draft is changed while it is asked about, one party answers, and the change is taken back."""
    with group.world.engine.begin(group.olga) as tx:
        draft = commands.definition.begin_draft(tx, group.version, set())
    number = group.propose(times={draft: {}})
    group.consult(number)
    here = group.show(number).parties[0].party.id
    _change(group, draft, "a", "b")
    with group.world.engine.begin(group.hanna) as tx:
        commands.consultation.state(tx, here, Stance.AGREE, "")
    assert _answered(group, number) == [True, False]

    _change(group, draft, "a")

    assert not group.show(number).versions[0].changed
    assert _answered(group, number) == [False, False]


def test_after_a_return_and_another_version_everybody_is_asked_anew(group: Group) -> None:
    number = _revised(group)
    assert _answered(group, number) == [False, False]
    with group.world.engine.begin(SYSTEM) as tx:
        other = commands.definition.deploy(tx, files("a", "b", "c")).version_id
    said = Content("Ganz anders", "Neu", "§ 10 StAG", ("05334",), FORCE, times={other: {}})
    with group.world.engine.begin(group.olga) as tx:
        commands.proposal.edit(tx, number, group.show(number).row.revision, said)
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.begin(tx, number, group.show(number).row.revision, FIRST, ())

    assert _answered(group, number) == [False, False]
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Invalid):
        commands.consultation.close(tx, number, group.show(number).row.revision)


def test_after_a_return_only_other_reasons_ask_anew_as_well(group: Group) -> None:
    number = _revised(group)
    group.world.clock.moment += timedelta(minutes=5)
    said = Content("Fristen verkürzen", "Anders begründet", "§ 25b AufenthG", ("05334",), FORCE)
    with group.world.engine.begin(group.olga) as tx:
        row = group.show(number).row
        commands.proposal.edit(tx, number, row.revision, replace(said, times={group.version: {}}))
    with group.world.engine.begin(group.olga) as tx:
        commands.consultation.begin(tx, number, group.show(number).row.revision, FIRST, ())

    assert _answered(group, number) == [False, False]
    here = group.show(number).parties[0].party
    with group.world.engine.begin(group.hanna) as tx:
        commands.consultation.state(tx, here.id, Stance.AGREE, here.statement, group.show(number).digest)
    assert _answered(group, number) == [True, False]


def test_who_answers_has_seen_the_versions_as_they_are(group: Group) -> None:
    number, draft = _drafted(group)
    _reopen(group, number)
    here, seen = group.show(number).parties[0].party.id, group.show(number).digest
    _change(group, draft, "a", "b")

    with group.world.engine.begin(group.hanna) as tx, pytest.raises(Invalid) as refused:
        commands.consultation.state(tx, here, Stance.AGREE, "", seen)

    assert set(refused.value.fields) == {"statement"}
    with group.world.engine.begin(group.hanna) as tx:
        commands.consultation.state(tx, here, Stance.AGREE, "", group.show(number).digest)
    assert _answered(group, number) == [True, False]


def test_reopened_it_lasts_as_long_as_at_first(group: Group) -> None:
    number, _draft = _drafted(group)

    with group.world.engine.begin(group.olga) as tx, pytest.raises(Invalid) as refused:
        commands.consultation.reopen(tx, number, group.show(number).row.revision, date(2026, 12, 6))
    assert set(refused.value.fields) == {"answer_by"}
    _reopen(group, number, date(2026, 12, 7))

    assert group.show(number).row.answer_by == date(2026, 12, 7)


def test_who_was_reminded_is_reminded_in_the_next_round_as_well(group: Group) -> None:
    number, draft = _drafted(group, date(2027, 2, 1))
    _change(group, draft, "a", "b")
    for day in (LATER, LATER + timedelta(days=21)):
        _reopen(group, number, day)
        group.pass_days((day - group.world.clock.moment.date()).days - 3)
        assert any(one.party.reminded_at is not None for one in group.show(number).parties)
        group.pass_days(4)
        assert group.show(number).row.state is ProposalState.READY

    reminders = [one for one in group.show(number).events if one.kind == "reminded"]
    assert len(reminders) == 2
