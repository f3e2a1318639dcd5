"""Who acts, and what they may do: one table of roles and actions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.errors import Forbidden


class Role(StrEnum):
    """What a person is at an authority. `candidate groups` in a process name the German key (`GROUP_ROLES`)."""

    CLERK = "clerk"
    CASE_MANAGER = "case_manager"
    TEAM_LEAD = "team_lead"
    HEAD_OF_OFFICE = "head_of_office"
    PROCESS_OWNER = "process_owner"
    COORDINATOR = "coordinator"
    STEERING_MEMBER = "steering_member"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    GUEST = "guest"


#: what a process owner writes behind the dot of a candidate group, `auslaenderbehoerde.teamleitung`: the roles that
#: have an inbox
GROUP_ROLES = {
    "sachbearbeitung": Role.CLERK,
    "case_management": Role.CASE_MANAGER,
    "teamleitung": Role.TEAM_LEAD,
    "amtsleitung": Role.HEAD_OF_OFFICE,
    "koordination": Role.COORDINATOR,
    "prozessverantwortung": Role.PROCESS_OWNER,
    "lenkungsgruppe": Role.STEERING_MEMBER,
}


class Action(StrEnum):
    """Everything an actor can be asked to be allowed to do."""

    READ_TASK = "read task"
    WORK_TASK = "work on task"
    ASSIGN_TASK = "assign task"
    READ_CASE = "read case"
    BREAK_GLASS = "open case by force"
    READ_READS = "see who has read a case"
    READ_IMPERSONAL_CASE = "read case that concerns no person"
    OPEN_CASE = "open case"
    OPEN_IMPERSONAL_CASE = "open case that concerns no person"
    PRECHECK = "pre-check"
    REEVALUATE = "re-evaluate open cases"
    SEND_MESSAGE = "send message"
    RELOCATE = "record a move"
    REFER = "refer to another authority"
    KEEP_CASE = "write notes, relate cases and start processes"
    CLOSE_CASE = "suspend, close and reopen case"
    NAME_MANAGER = "name who leads case"
    ADD_DOCUMENT = "add a document"
    EXPORT_CASE = "export case"
    DISCLOSE = "note what another body was told"
    SUPERVISE = "supervise"
    READ_FIGURES = "read the figures of supervision"
    READ_TIMES = "read how long tasks take"
    READ_ADOPTED = "read process in force"
    READ_MODEL = "read model"
    EDIT_MODEL = "edit model"
    OFFER_SCENARIO = "offer a scenario made of a case"
    ADOPT = "adopt version"
    PROPOSE = "propose to the steering group"
    ROLL_OUT = "let running cases follow"
    CONSULT = "answer for a consulted authority"
    REPORT_PROBLEM = "report a structural problem"
    RESOLVE_INCIDENT = "resolve incident"
    ADMINISTER = "administer"
    READ_REGISTER = "read the register of authorities"
    ASK_COMPETENCE = "ask who is competent"
    COMPUTE_DEADLINE = "compute a deadline"
    ENTER_CLOSURE = "enter days on which an authority is closed"


_WORKERS = frozenset({Role.CLERK, Role.CASE_MANAGER, Role.TEAM_LEAD})
#: who has tasks, but no business with what a person's case holds beside them
_OFFICERS = frozenset({Role.COORDINATOR, Role.PROCESS_OWNER, Role.STEERING_MEMBER})
#: who looks over an authority's tasks; the auditor changes nothing
_SUPERVISORS = frozenset({Role.TEAM_LEAD, Role.HEAD_OF_OFFICE, Role.AUDITOR})
#: whose tasks a team lead may do too; not those of somebody above or beside
LED = _WORKERS

PERMISSIONS: dict[Action, frozenset[Role]] = {
    Action.READ_TASK: _WORKERS | _OFFICERS | {Role.HEAD_OF_OFFICE},
    Action.WORK_TASK: _WORKERS | _OFFICERS | {Role.HEAD_OF_OFFICE},
    Action.ASSIGN_TASK: frozenset({Role.TEAM_LEAD, Role.HEAD_OF_OFFICE}),
    Action.READ_CASE: _WORKERS | {Role.HEAD_OF_OFFICE, Role.AUDITOR},
    #: of any authority: for two hours, with a reason, told to the leading authority
    Action.BREAK_GLASS: _WORKERS | {Role.HEAD_OF_OFFICE, Role.AUDITOR},
    #: of the authority that leads the case
    Action.READ_READS: _WORKERS | {Role.HEAD_OF_OFFICE, Role.AUDITOR},
    Action.READ_IMPERSONAL_CASE: _WORKERS | _OFFICERS | {Role.HEAD_OF_OFFICE, Role.AUDITOR},
    Action.OPEN_CASE: _WORKERS,
    Action.OPEN_IMPERSONAL_CASE: _WORKERS | _OFFICERS | {Role.HEAD_OF_OFFICE},
    Action.PRECHECK: _WORKERS,
    Action.REEVALUATE: frozenset({Role.TEAM_LEAD, Role.PROCESS_OWNER, Role.ADMINISTRATOR}),
    Action.SEND_MESSAGE: _WORKERS,
    #: of the authority that leads: it decides where the tasks of all go
    Action.RELOCATE: _WORKERS,
    Action.REFER: _WORKERS,
    #: of any authority that takes part; processes and relations beside: `execution.begun_by`, `commands.relation`
    Action.KEEP_CASE: _WORKERS,
    #: of the authority that leads: it ends or stops what others wait for
    Action.CLOSE_CASE: frozenset({Role.CASE_MANAGER, Role.TEAM_LEAD, Role.HEAD_OF_OFFICE}),
    #: of the authority that leads, too
    Action.NAME_MANAGER: frozenset({Role.CASE_MANAGER, Role.TEAM_LEAD, Role.HEAD_OF_OFFICE}),
    Action.ADD_DOCUMENT: _WORKERS,
    Action.EXPORT_CASE: _WORKERS | {Role.HEAD_OF_OFFICE, Role.AUDITOR},
    Action.DISCLOSE: _WORKERS | {Role.HEAD_OF_OFFICE},
    Action.SUPERVISE: _SUPERVISORS,
    Action.READ_FIGURES: _SUPERVISORS | {Role.COORDINATOR},
    #: numbers per step, and nothing of a case or a person
    Action.READ_TIMES: _OFFICERS | {Role.TEAM_LEAD, Role.HEAD_OF_OFFICE, Role.AUDITOR},
    #: with its files, as it counts today; all a guest may read here
    Action.READ_ADOPTED: frozenset(Role),
    Action.READ_MODEL: frozenset(Role) - {Role.GUEST},
    Action.EDIT_MODEL: frozenset({Role.PROCESS_OWNER}),
    #: to whoever edits models, without the case it was made of
    Action.OFFER_SCENARIO: _WORKERS,
    Action.ADOPT: frozenset({Role.STEERING_MEMBER}),
    Action.PROPOSE: _OFFICERS,
    Action.ROLL_OUT: frozenset({Role.PROCESS_OWNER}),
    #: of the own authority
    Action.CONSULT: frozenset({Role.TEAM_LEAD, Role.HEAD_OF_OFFICE, Role.COORDINATOR}),
    Action.REPORT_PROBLEM: frozenset({Role.CASE_MANAGER, Role.TEAM_LEAD}),
    Action.RESOLVE_INCIDENT: frozenset({Role.TEAM_LEAD, Role.PROCESS_OWNER, Role.ADMINISTRATOR}),
    Action.ADMINISTER: frozenset({Role.ADMINISTRATOR}),
    Action.READ_REGISTER: frozenset({Role.ADMINISTRATOR, Role.COORDINATOR, Role.AUDITOR}),
    Action.ASK_COMPETENCE: frozenset(Role) - {Role.GUEST},
    Action.COMPUTE_DEADLINE: frozenset(Role) - {Role.GUEST},
    #: of the own authority; an administrator of the territory may too (`amendment.may_enter_closures`)
    Action.ENTER_CLOSURE: frozenset({Role.TEAM_LEAD}),
}


@dataclass(frozen=True, slots=True)
class Membership:
    """One role of a person at one authority."""

    authority: int
    role: Role


@dataclass(frozen=True, slots=True)
class Actor:
    """The person (or the system itself) in whose name a transaction runs."""

    account: int | None
    name: str
    memberships: frozenset[Membership] = frozenset()
    system: bool = False

    def may(self, action: Action, authority: int | None = None) -> bool:
        """Whether a role permits `action` – at `authority`, or at any authority when None."""
        if self.system:
            return True
        roles = PERMISSIONS[action]
        return any(
            member.role in roles and authority in (None, member.authority) for member in self.memberships
        )

    def must(self, action: Action, authority: int | None = None) -> None:
        """Raise Forbidden unless `may`."""
        if not self.may(action, authority):
            raise Forbidden(
                f"Expected to {action} as {self.name}, but no role there permits it", PERMISSIONS[action]
            )

    def must_be_engine(self) -> None:
        """Raise Forbidden unless it is the engine that acts: for what it does by itself, in nobody's name."""
        if not self.system:
            raise Forbidden(f"Expected the engine itself to do this, but {self.name} asks for it")

    def may_work(self, authority: int, role: Role) -> bool:
        """Whether a task for `role` at `authority` is within reach: one's own role, or one that one leads there."""
        return (
            self.system
            or Membership(authority, role) in self.memberships
            or (role in LED and Membership(authority, Role.TEAM_LEAD) in self.memberships)
        )

    def may_supervise(self, authority: int, role: Role) -> bool:
        """Whether one looks over the tasks for `role` at `authority`: as team lead over those of whom one leads."""
        roles = self.roles(authority)
        return self.system or bool(
            roles & {Role.HEAD_OF_OFFICE, Role.AUDITOR} or (role in LED and Role.TEAM_LEAD in roles)
        )

    def may_hand_out(self, authority: int, role: Role) -> bool:
        """Whether the tasks for `role` at `authority` are one's own to give to somebody, and to talk about.

        Who looks over a task as auditor does not give it away, whatever else one is there.
        """
        roles = self.roles(authority)
        return self.system or Role.HEAD_OF_OFFICE in roles or (role in LED and Role.TEAM_LEAD in roles)

    def authorities(self, action: Action) -> frozenset[int]:
        """The authorities at which a role permits `action`."""
        roles = PERMISSIONS[action]
        return frozenset(member.authority for member in self.memberships if member.role in roles)

    def roles(self, authority: int | None = None) -> frozenset[Role]:
        """The roles held at `authority`, or anywhere when None."""
        return frozenset(m.role for m in self.memberships if authority in (None, m.authority))


SYSTEM = Actor(account=None, name="Laufweg", system=True)
