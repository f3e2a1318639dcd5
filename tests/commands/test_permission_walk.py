"""Every public function that asks for a permission, by ten roles and three people each: it refuses whom `PERMISSIONS`
does not name, and nobody else.
"""

from __future__ import annotations

from enum import Enum

import pytest

from engine.actor import PERMISSIONS, Action, Actor, Role
from engine.errors import Forbidden
from engine.testing import Story, World
from engine.testing import models as m
from tests.commands.test_every_door import DOORS, ENGINE, OWN, PARTS, call, people

pytestmark = pytest.mark.slow


class Where(Enum):
    """Where a role must be held: at an authority that takes part in the case or is asked for, or at any."""

    HERE = "here"
    ANYWHERE = "anywhere"


#: what each function asks of the table; doing a task is asked of the task itself (`TASKS`)
ASKED = {
    (Action.ADD_DOCUMENT, Where.HERE): """
        commands.document.add
    """,
    (Action.ADMINISTER, Where.ANYWHERE): """
        commands.account.close commands.account.create commands.account.end_sessions commands.account.reopen
        commands.account.set_password
        commands.authority.add_competence commands.authority.create commands.authority.set_municipalities
        commands.definition.resume commands.definition.suspend commands.escalation.try_again
        commands.job.complete commands.job.extend_lock commands.job.fail commands.job.fetch_and_lock
        commands.job.throw_error commands.mail.send_again commands.mail.send_all_again
        commands.message.broadcast commands.message.publish commands.official_register.load
        queries.duty.last queries.escalation.untold queries.job.overview queries.mail.overview
        queries.message.signals queries.message.unclaimed queries.start.timers
    """,
    (Action.ADMINISTER, Where.HERE): """
        commands.competence.end commands.competence.enter commands.local_holiday.enter commands.post.change
        commands.register.change_authority commands.register.close_authority commands.register.settle_doubt
        queries.absence.people queries.calendar.moved queries.steered.by_authority
    """,
    (Action.ADOPT, Where.ANYWHERE): """
        commands.agreement.adopt commands.agreement.end
    """,
    (Action.ASK_COMPETENCE, Where.ANYWHERE): """
        queries.calendar.local queries.calendar.of queries.calendar.show queries.competence.ask
        queries.competence.groups queries.competence.places
    """,
    (Action.ASSIGN_TASK, Where.ANYWHERE): """
        commands.assignment.agree commands.assignment.distribute commands.assignment.take_back
    """,
    (Action.ASSIGN_TASK, Where.HERE): """
        commands.absence.enter commands.absence.name commands.task.assign commands.task.change_agreed_time
        queries.absence.show queries.account.absent queries.account.colleagues
    """,
    (Action.BREAK_GLASS, Where.ANYWHERE): """
        commands.break_glass.end commands.break_glass.read queries.reads.glass
    """,
    (Action.CLOSE_CASE, Where.HERE): """
        commands.case_state.close commands.case_state.reopen commands.case_state.resume
        commands.case_state.suspend
    """,
    (Action.DISCLOSE, Where.HERE): """
        commands.disclosure.note
    """,
    (Action.EDIT_MODEL, Where.ANYWHERE): """
        commands.bundle.begin commands.bundle.bring_in commands.bundle.duplicate commands.bundle.fork
        commands.bundle.recover commands.bundle.rename commands.bundle.replace commands.bundle.restore
        commands.bundle.save commands.definition.begin_draft commands.definition.deploy
        commands.definition.discard_draft commands.definition.save_draft commands.recorded.accept
        commands.recorded.decline commands.recorded.take
        queries.draft.discarded queries.draft.files_at queries.draft.findings queries.draft.meanwhile
        queries.draft.others queries.draft.saves queries.scenario_offer.of_process queries.scenario_offer.read
        queries.scenario_offer.show
    """,
    (Action.ENTER_CLOSURE, Where.HERE): """
        commands.calendar.enter_closure commands.calendar.set_office_hours queries.calendar.affected
        queries.calendar.to_change
    """,
    (Action.EXPORT_CASE, Where.HERE): """
        commands.export.request queries.export.of_case
    """,
    (Action.KEEP_CASE, Where.HERE): """
        commands.case_process.begin commands.case_process.take_back commands.note.write commands.relation.end
        commands.relation.relate commands.release.withdraw queries.case_file.beginnings queries.case_file.releases
    """,
    (Action.KEEP_CASE, Where.ANYWHERE): """
        commands.rollout.choose commands.rollout.leave_out queries.rollout_choice.choosable
    """,
    (Action.NAME_MANAGER, Where.HERE): """
        commands.case_lead.name queries.case_file.management
    """,
    (Action.OPEN_CASE, Where.ANYWHERE): """
        commands.case.open queries.definition.startable_at
    """,
    (Action.OPEN_IMPERSONAL_CASE, Where.ANYWHERE): """
        commands.impersonal.open queries.definition.impersonal
    """,
    (Action.PRECHECK, Where.HERE): """
        commands.precheck.compute commands.precheck.save
    """,
    (Action.PROPOSE, Where.ANYWHERE): """
        commands.proposal.create queries.proposal.authorities queries.proposal.choices
    """,
    (Action.READ_CASE, Where.ANYWHERE): """
        queries.referrals.page
    """,
    (Action.READ_CASE, Where.HERE): """
        queries.case_file.diagram queries.case_file.front queries.case_file.show queries.case_file.standing
        queries.disclosures.of queries.document.of_case queries.document.show queries.document.version
        queries.precheck.record queries.precheck.show queries.precheck.stored queries.referral.of_case
        queries.sight.must_read
    """,
    (Action.ROLL_OUT, Where.ANYWHERE): """
        commands.rollout.end commands.rollout.go_on commands.rollout.pause commands.rollout.set_terms
        commands.rollout.reopen commands.rollout.settle commands.rollout.take_up_again
        commands.rollout.try_again commands.rollout.try_mapping commands.rollout.undo
        commands.rollout.undo_settling commands.rollout.undo_stage
    """,
    (Action.READ_FIGURES, Where.ANYWHERE): """
        queries.supervision.choose queries.supervision.reach
    """,
    (Action.READ_IMPERSONAL_CASE, Where.ANYWHERE): """
        queries.case_file.search
    """,
    (Action.READ_ADOPTED, Where.ANYWHERE): """
        queries.definition.file queries.definition.in_force
    """,
    (Action.READ_MODEL, Where.ANYWHERE): """
        queries.adoption.proposals queries.agreement.agreement queries.agreement.agreements
        queries.awaited.reviews queries.awaited.rollouts queries.scenario_offer.awaited
        queries.structural.awaited
        queries.case_file.outline queries.definition.adoptions queries.definition.overview
        queries.definition.version queries.draft.files queries.modelling.element queries.modelling.preview
        queries.modelling.stock queries.profile.agreed_at queries.profile.of_version
        queries.rollout.batch queries.rollout.everything queries.rollout.show queries.rollout.state
        queries.rollout.staying queries.rollout.together
        queries.rollout_report.cases queries.rollout_report.show
        queries.standing.places
    """,
    (Action.OFFER_SCENARIO, Where.ANYWHERE): """
        commands.recorded.of_run commands.recorded.offer queries.scenario_offer.own
    """,
    (Action.EXPORT_CASE, Where.ANYWHERE): """
        queries.step_input.of_case
    """,
    (Action.READ_READS, Where.HERE): """
        queries.reads.every queries.reads.of
    """,
    (Action.READ_REGISTER, Where.ANYWHERE): """
        queries.competence.unstaffed queries.register.changes queries.register.names
        queries.register.neighbours queries.register.page queries.register.people queries.register.show
        queries.register.state queries.rights.table
    """,
    (Action.READ_TASK, Where.ANYWHERE): """
        commands.bulk.act
    """,
    (Action.READ_TIMES, Where.ANYWHERE): """
        queries.bottleneck.latest_version queries.bottleneck.places queries.bottleneck.show
    """,
    (Action.REEVALUATE, Where.ANYWHERE): """
        commands.reevaluation.cancel commands.reevaluation.start_stored queries.precheck.moved
        queries.precheck.moved_by_title queries.precheck.moved_cases queries.precheck.moved_in_all
        queries.precheck.reevaluation queries.precheck.reevaluations
    """,
    (Action.REFER, Where.HERE): """
        commands.referral.begin queries.referral.possible
    """,
    (Action.RELOCATE, Where.HERE): """
        commands.case.relocate commands.case.take_back_move queries.relocation.latest_move queries.relocation.movable
        queries.relocation.preview
    """,
    (Action.REPORT_PROBLEM, Where.HERE): """
        commands.structural.mention commands.structural.report queries.structural.steps
    """,
    (Action.RESOLVE_INCIDENT, Where.ANYWHERE): """
        commands.migration.dry_run queries.definition.operations queries.definition.running
        queries.incident.find queries.incident.overview queries.incident.page queries.instance.page
        queries.migration.of_version queries.migration.places
    """,
    (Action.RESOLVE_INCIDENT, Where.HERE): """
        commands.instance.cancel commands.instance.modify commands.instance.move_token
        commands.instance.resume commands.instance.set_variables commands.instance.suspend
        commands.migration.look commands.migration.migrate queries.instance_view.diagram
        queries.instance_view.holds queries.instance_view.show
        queries.instance_view.targets queries.migration.choices queries.migration.propose
    """,
    (Action.SEND_MESSAGE, Where.HERE): """
        commands.case.send_message
    """,
    (Action.SUPERVISE, Where.ANYWHERE): """
        queries.supervision.supervised
    """,
    (Action.WORK_TASK, Where.ANYWHERE): """
        commands.feed.create queries.deadlines.choices queries.deadlines.days queries.deadlines.overdue
        queries.deadlines.page queries.feed.own queries.inbox.following queries.inbox.page
    """,
}
#: what an administrator of the place may beside those
ADMINISTRATORS = frozenset(
    {
        "commands.absence.enter",
        "commands.absence.name",
        "commands.calendar.enter_closure",
        "commands.calendar.set_office_hours",
        "queries.absence.show",
        "queries.calendar.affected",
        "queries.calendar.to_change",
    }
)
#: of a task for clerks: whoever does it, and their team lead; whom it is given by, too
_DOES = frozenset({Role.CLERK, Role.TEAM_LEAD})
_GIVES = _DOES | {Role.HEAD_OF_OFFICE}
TASKS = {
    "commands.bulk.claim": _DOES,
    "commands.bulk.release": _DOES,
    "commands.delegation.delegate": _DOES,
    "commands.delegation.give_back": _GIVES,
    "commands.follow_up.end": _GIVES,
    "commands.handling.act": _DOES,
    "commands.task.claim": _DOES,
    "commands.task.comment": _GIVES,
    "commands.task.complete": _DOES,
    "commands.task.release": _DOES,
    "commands.task.save_draft": _DOES,
    "queries.inbox.show": _GIVES | {Role.AUDITOR},
}
_TABLE = {door: wanted for wanted, doors in ASKED.items() for door in doors.split()}


def _allows(door: str, role: Role, name: str) -> bool:
    here = name != "stranger"
    if door in TASKS:
        return here and role in TASKS[door]
    if door in ADMINISTRATORS and role in PERMISSIONS[Action.ADMINISTER]:
        return here
    action, where = _TABLE[door]
    return role in PERMISSIONS[action] and (here or where is Where.ANYWHERE)


@pytest.fixture
def story(world: World) -> Story:
    """A case of which somebody of the role has the task."""
    return world.start({"p.bpmn": m.tasks("p", "a", "b")}, {"angabe": "geheim-4711"})


def test_the_table_names_functions_there_are_each_once() -> None:
    named = [door for doors in ASKED.values() for door in doors.split()] + [*TASKS]

    assert len(named) == len(set(named))
    assert set(named) <= set(DOORS)
    assert not set(named) & ENGINE


@pytest.mark.parametrize("role", Role)
def test_each_function_refuses_whom_the_table_does_not_name_and_nobody_else(story: Story, role: Role) -> None:
    wrong = {}
    for name, who in people(story, role).items():
        for door in (*_TABLE, *TASKS):
            answer = call(story.world, who, DOORS[door])
            if isinstance(answer, Forbidden) == _allows(door, role, name):
                wrong[f"{door} by {name}"] = repr(answer)[:200]

    assert not wrong, "\n".join(f"{door}: {said}" for door, said in sorted(wrong.items()))


@pytest.mark.parametrize("role", Role)
def test_what_the_engine_does_by_itself_refuses_everybody(story: Story, role: Role) -> None:
    who = Actor(1, "Jemand", frozenset({*people(story, role)["works"].memberships}))

    done = {door for door in ENGINE if not isinstance(call(story.world, who, DOORS[door]), Forbidden)}

    assert done == set()


@pytest.mark.parametrize("role", Role)
def test_a_command_that_asks_for_nothing_in_the_table_does_nothing_for_anybody(
    story: Story, role: Role
) -> None:
    """Those that find nothing to change here ask afterwards; their own tests give them something."""
    known = ENGINE | OWN | PARTS | set(_TABLE) | set(TASKS)
    who = people(story, role)["works"]

    done = {
        door
        for door, function in DOORS.items()
        if door.startswith("commands.")
        and door not in known
        and not isinstance(call(story.world, who, function), Exception)
    }

    assert done == set()
