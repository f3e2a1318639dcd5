"""A steering group of two, a process owner, an authority that is asked, and a proposal as far as it is wanted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Actor, Membership, Role, commands, queries
from engine.commands import account
from engine.commands.consultation import Noted, PartyEntry
from engine.commands.proposal import Content
from engine.commands.resolution import Text
from engine.queries.proposal import ProposalView
from engine.state.consultation import PartyKind, Stance
from engine.state.resolution import Ruling, Vote
from engine.testing import PASSWORD, World
from engine.testing import models as m

#: the clock of the tests stands on Monday, 23 November 2026
FIRST = date(2026, 12, 14)
FORCE = date(2027, 1, 1)
#: how Olga knows what the staff council says
NOTED = Noted("Petra Rath, Vorsitzende", "Schreiben vom 20.11.2026")
SCENARIO = """szenario: Alles geht
angenommen: {jetzt: 2026-11-23 09:00}
schritte:
  - wenn: {aufgabe: a, erledigen mit: {}}
  - dann: {beendet mit: end}
"""


#: what closes each gate of a proposal that is ready, and what opens it again
SHUT: Mapping[str, tuple[str, str]] = {
    "lint": (
        "UPDATE version_file SET content = '<x/>' || content WHERE path = 'p.bpmn'",
        "UPDATE version_file SET content = substr(content, 5) WHERE path = 'p.bpmn'",
    ),
    "scenarios": ("UPDATE proposal_check SET state = 'failed'", "UPDATE proposal_check SET state = 'done'"),
    "coverage": (
        "UPDATE proposal_check SET results = jsonb_set(results, '{0,coverage}', '10')",
        "UPDATE proposal_check SET results = jsonb_set(results, '{0,coverage}', '100')",
    ),
    "crosscheck": (
        "UPDATE proposal_check SET results = jsonb_set(results, '{0,differences}',"
        """ '[{"name": "x", "text": "y"}]')""",
        "UPDATE proposal_check SET results = jsonb_set(results, '{0,differences}', '[]')",
    ),
    "impact": (
        "UPDATE impact_report SET ended_at = ended_at - interval '25 hours'",
        "UPDATE impact_report SET ended_at = ended_at + interval '25 hours'",
    ),
    "consultation": (
        "INSERT INTO proposal_comment (proposal_id, text, at) SELECT id, 'Noch etwas', now() FROM proposal",
        "DELETE FROM proposal_comment WHERE text = 'Noch etwas'",
    ),
}


def files(*tasks: str, scenario: str = SCENARIO) -> dict[str, bytes]:
    """A process `p` with these tasks, and a scenario that goes through it."""
    found = {"p.bpmn": m.tasks("p", *tasks)}
    return found | ({"scenarios/01.yaml": scenario.encode()} if scenario else {})


@dataclass(frozen=True)
class Group:
    """People around one proposal, and what they do with it."""

    world: World
    version: int
    stefan: Actor
    sina: Actor
    olga: Actor
    hanna: Actor
    carla: Actor

    def propose(self, **more: object) -> int:
        """A draft of Olga's with everything a consultation asks for."""
        content = Content(
            "Fristen verkürzen",
            "Die Frist ist zu lang.",
            "§ 25b AufenthG",
            ("05334",),
            FORCE,
            times={self.version: {}},
        )
        with self.world.engine.begin(self.olga) as tx:
            return commands.proposal.create(tx, replace(content, **more))  # type: ignore[arg-type]

    def consult(self, number: int) -> None:
        """Ask the authority here and the staff council until `FIRST`, or where it is to be in force before as long as
        they must be asked.
        """
        parties = (
            PartyEntry(PartyKind.ALIENS_AUTHORITY, self.world.here),
            PartyEntry(PartyKind.STAFF_COUNCIL, name="Personalrat"),
        )
        with self.world.engine.begin(self.olga) as tx:
            row = queries.proposal.show(tx, number).row
            soon = row.valid_from is not None and row.valid_from <= FIRST
            until = queries.proposal.earliest_answer(tx, number) if soon else FIRST
            commands.consultation.begin(tx, number, row.revision, until, parties)

    def close(self, number: int) -> None:
        """Let everybody agree, and end the consultation."""
        for one, who in zip(self.show(number).parties, (self.hanna, self.olga), strict=True):
            with self.world.engine.begin(who) as tx:
                commands.consultation.state(tx, one.party.id, Stance.AGREE, "", noted=NOTED)
        with self.world.engine.begin(self.olga) as tx:
            commands.consultation.close(tx, number, self.show(number).row.revision)

    def measure(self, number: int) -> None:
        """Run its scenarios on both interpreters and compute its impact report, as a worker does."""
        with self.world.engine.begin(self.olga) as tx:
            commands.gate.measure(tx, number)
        self.report(number)

    def report(self, number: int) -> None:
        """Compute its impact report, as a worker does."""
        with self.world.engine.begin(self.olga) as tx:
            commands.impact.ask(tx, number)
        self.world.work_off()

    def ready(self, **more: object) -> int:
        """A proposal every gate lets through."""
        number = self.propose(**more)
        self.consult(number)
        self.close(number)
        if self.show(number).versions:
            self.measure(number)
        elif self.show(number).concerns_cases:
            self.report(number)
            self.say_why(number)
        return number

    def say_why(self, number: int) -> None:
        """Acknowledge that nothing is in force where a repeal leaves nothing, if it does."""
        (verdict,) = [one for one in self.show(number).verdicts if one.gate == "impact"]
        if verdict.to_acknowledge:
            with self.world.engine.begin(self.olga) as tx:
                commands.gate.acknowledge(tx, number, "impact", verdict.seen, "So gewollt")

    def text(self, **more: object) -> Text:
        """What the minutes say."""
        votes = (Vote("Ausländeramt Hier", 3, 1, 0), Vote("Jobcenter", 2, 0, 1))
        given = Text(Ruling.ADOPTED, date(2026, 11, 20), "Lenkungsgruppe", "TOP 4", votes, "", FORCE)
        return replace(given, **more)  # type: ignore[arg-type]

    def sign(self, number: int, **more: object) -> str:
        """Stefan signs first."""
        with self.world.engine.begin(self.stefan) as tx:
            return commands.resolution.sign(tx, number, self.show(number).row.revision, self.text(**more))

    def adopt(self, number: int, **more: object) -> int:
        """Stefan and Sina sign."""
        digest = self.sign(number, **more)
        with self.world.engine.begin(self.sina) as tx:
            return commands.resolution.countersign(tx, number, digest)

    def show(self, number: int, who: Actor = SYSTEM) -> ProposalView:
        """The proposal as it stands."""
        with self.world.engine.begin(who) as tx:
            return queries.proposal.show(tx, number)

    def shut(self, number: int, gate: str, *, again_open: bool = False) -> None:
        """Close a gate of a proposal that is ready, or open it again."""
        with self.world.engine.begin(SYSTEM) as tx:
            # files of a final version are never changed by a plain statement
            tx.execute(text("ALTER TABLE version_file DISABLE TRIGGER USER"))
            tx.execute(text(SHUT[gate][again_open]))
            tx.execute(text("ALTER TABLE version_file ENABLE TRIGGER USER"))
            tx.models.forget((self.version, self.show(number).versions[0].digest))

    def pass_days(self, days: int) -> None:
        """Move the clock and let the duties of the day be done."""
        self.world.clock.moment += timedelta(days=days)
        for turn in (commands.consultation.turn, commands.proposal.turn, commands.resolution.turn):
            with self.world.engine.begin(SYSTEM) as tx:
                turn(tx)


def around(world: World, version: int) -> Group:
    """The steering group of the world, with a version they are to decide on."""
    people = {}
    with world.engine.begin(SYSTEM) as tx:
        for login, role in (("sina", Role.STEERING_MEMBER), ("hanna", Role.HEAD_OF_OFFICE)):
            member = Membership(world.here, role)
            number = account.create(tx, login, login.title(), PASSWORD, [member])
            people[login] = Actor(number, login.title(), frozenset({member}))
    olga, stefan = world.people["olga"], world.people["stefan"]
    return Group(world, version, stefan, people["sina"], olga, people["hanna"], world.people["carla"])


@pytest.fixture
def group(world: World) -> Group:
    """The steering group of the world, and version 1 of a process that nobody has adopted."""
    with world.engine.begin(SYSTEM) as tx:
        version = commands.definition.deploy(tx, files("a")).version_id
    return around(world, version)
