"""Invented proposals to the steering group: one that two members have resolved, one in consultation with remarks, one
that is ready, and one in force whose first case has followed; and a structural problem that was met in three cases.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from engine import proof, rollout
from engine.actor import SYSTEM, Actor, Membership, Role
from engine.commands import (
    bundle,
    consultation,
    definition,
    gate,
    impact,
    proposal,
    resolution,
    rolling,
    structural,
)
from engine.commands import rollout as steering
from engine.commands.consultation import Noted, PartyEntry
from engine.commands.proposal import Content
from engine.commands.resolution import Text
from engine.demo.revisions import revisions
from engine.engine import Engine
from engine.impact import make as make_report
from engine.library import FOLDER
from engine.queries import case_file
from engine.queries import definition as definitions
from engine.queries import draft as drafts
from engine.queries import impact as impacts
from engine.queries import proposal as proposals
from engine.queries import rollout as rollouts
from engine.state.case import CaseState
from engine.state.consultation import PartyKind, Stance
from engine.state.proposal import MigrationRule
from engine.state.resolution import Ruling, Vote
from engine.transaction import Transaction

#: where it is resolved; the processes that are asked about, are to be resolved, are in force
_PLACE: Final = "05334"
_PROCESS: Final = "verweisberatung"
_READY: Final = "hilfeplanung"
_FOLLOWED: Final = "erstkontakt"
#: the step of the first that a remark is about
_REMARKED: Final = "antwort_erinnern"


@dataclass(frozen=True, slots=True)
class _People:
    """Who proposes, signs first and second, and answers for the authority; and who is asked."""

    owner: Actor
    first: Actor
    second: Actor
    lead: Actor
    parties: tuple[PartyEntry, ...]


def load(engine: Engine, authorities: Mapping[str, int], people: Mapping[str, int]) -> None:
    """Write them in the names of the invented people."""
    group = _People(
        owner=_actor(people, "soeren.juergens", authorities, "ki-05334", Role.PROCESS_OWNER),
        first=_actor(people, "leyla.haddad", authorities, "abh-05334", Role.STEERING_MEMBER),
        second=_actor(people, "gerrit.moenkediek", authorities, "abh-05334", Role.STEERING_MEMBER),
        lead=_actor(people, "marta.wojcik", authorities, "abh-05334", Role.TEAM_LEAD),
        parties=(
            PartyEntry(PartyKind.ALIENS_AUTHORITY, authorities["abh-05334"]),
            PartyEntry(PartyKind.STAFF_COUNCIL, name="Personalrat"),
            PartyEntry(PartyKind.WELFARE, name="Arbeitsgemeinschaft der Wohlfahrtsverbände"),
        ),
    )
    _resolved(engine, group)
    _asked(engine, group)
    _ready(engine, group)
    _followed(engine, group)
    _met_again_and_again(engine, group)


def _resolved(engine: Engine, group: _People) -> None:
    """Values: adopted, in force in two weeks."""
    with engine.begin(group.owner) as tx:
        today = tx.today
    number = _discussed(
        engine,
        group,
        Content(
            "Beteiligungen dauern mindestens drei Wochen",
            "Zwei Wochen reichen nicht, wenn der Personalrat nur alle drei Wochen tagt.",
            "Geschäftsordnung der Lenkungsgruppe",
            (_PLACE,),
            today + timedelta(days=14),
            parameters={"consultation_days": 21},
        ),
        "Das entlastet uns.",
    )
    _adopt(engine, group, number, "TOP 3", today + timedelta(days=14))


def _asked(engine: Engine, group: _People) -> None:
    """In consultation, with a remark on a step and one on the whole."""
    with engine.begin(group.owner) as tx:
        today = tx.today
        draft = _revised(tx, _PROCESS)
        shorter = proposal.create(
            tx,
            Content(
                "Verweisberatung: schneller nachfragen",
                "Bleibt eine Antwort aus, vergehen heute zwei Wochen, bis die Koordination davon erfährt.",
                "§ 16 Abs. 2 SGB I",
                (_PLACE,),
                today + timedelta(days=60),
                times={draft: revisions()[_PROCESS].times},
            ),
        )
        consultation.begin(tx, shorter, 1, today + timedelta(days=21), group.parties)
    with engine.begin(group.lead) as tx:
        consultation.comment(
            tx, shorter, "Wer fragt nach, wenn die Stelle Betriebsferien hat?", draft, _REMARKED
        )
        consultation.comment(tx, shorter, "Bitte vorher mit dem Jobcenter abstimmen.")


def _ready(engine: Engine, group: _People) -> None:
    """Ready to be resolved; the first worker computes its scenarios and its impact report."""
    with engine.begin(group.owner) as tx:
        today = tx.today
        draft = _revised(tx, _READY)
    number = _discussed(
        engine,
        group,
        Content(
            "Hilfeplanung: Vereinbarungen aushändigen, Stellen früher fragen",
            "Nach der Fallkonferenz hat die Person nichts in der Hand, und auf eine Stelle wird eine Woche gewartet.",
            "§ 14 SGB I",
            (_PLACE,),
            today + timedelta(days=30),
            MigrationRule.ALL,
            times={draft: revisions()[_READY].times},
        ),
        "Machbar.",
    )
    with engine.begin(group.owner) as tx:
        gate.measure(tx, number)
        impact.ask(tx, number)


def _followed(engine: Engine, group: _People) -> None:
    """In force since today; each stage of its running cases is begun by hand, and the first one is over."""
    with engine.begin(group.owner) as tx:
        today = tx.today
        draft = _revised(tx, _FOLLOWED)
    number = _discussed(
        engine,
        group,
        Content(
            "Erstkontakt: in drei Tagen über die Aufnahme entscheiden",
            "Fünf Tage sind zu lang, wenn die Wohnung fehlt.",
            "§ 17 Abs. 1 Nr. 1 SGB I",
            (_PLACE,),
            today,
            MigrationRule.ALL,
            times={draft: revisions()[_FOLLOWED].times},
        ),
        "Mit einer Vertretungsregel geht das.",
    )
    with engine.begin(group.owner) as tx:
        gate.measure(tx, number)
        impact.ask(tx, number)
        digest = proposals.show(tx, number).digest
        asked = impacts.show(tx, number).under_way
    proof.measure(engine, FOLDER, number, digest)
    if asked is not None:
        make_report(engine, FOLDER, asked.id)
    _adopt(engine, group, number, "TOP 1", today)
    with engine.begin(SYSTEM) as tx:
        proposal.turn(tx)
    with engine.begin(group.owner) as tx:
        steering.set_terms(tx, number, 5, by_hand=True)
        begun = rollouts.show(tx, number).row.id
    for place in (0, 1):  # its one version, and the end
        with engine.begin(SYSTEM) as tx:
            rolling.gather(tx, begun, place, 0)
    rollout.work(engine, begun)


def _met_again_and_again(engine: Engine, group: _People) -> None:
    """A structural problem from as many cases as it takes to be discussed, with a first word of the process owner."""
    with engine.begin(group.lead) as tx:
        found = [
            one.reference
            for one in case_file.search(tx, size=100).cases
            if one.state is CaseState.OPEN and one.concerns_person and one.ags.startswith(_PLACE)
        ]
        first, *others = found[:3]
        problem = structural.report(
            tx,
            first,
            "Termine ohne Sprachmittlung",
            "Zum Termin ist niemand da, der übersetzt; das Gespräch wird verschoben, oft um Wochen.",
        )
        for one in others:
            structural.mention(tx, one, problem)
    with engine.begin(group.owner) as tx:
        structural.remark(tx, problem, "Bitte nennen Sie bis zur Sitzung, in welchen Sprachen es fehlt.")


def _newest(tx: Transaction, process: str) -> int:
    return next(one for one in definitions.overview(tx) if one.key == process).versions[0].id


def _revised(tx: Transaction, process: str) -> int:
    """A draft of the process that holds its revision."""
    draft = definition.begin_draft(tx, _newest(tx, process))
    bundle.save(tx, draft, dict(revisions()[process].applied(drafts.files(tx, draft))), 1)
    return draft


def _discussed(engine: Engine, group: _People, content: Content, answer: str) -> int:
    """Propose, ask everybody, let all agree, and close; returns the proposal."""
    with engine.begin(group.owner) as tx:
        number = proposal.create(tx, content)
        consultation.begin(tx, number, 1, proposals.earliest_answer(tx, number), group.parties)
        asked = proposals.show(tx, number).parties
        for one in asked[1:]:
            noted = Noted("Vorsitz", f"Schreiben vom {tx.today:%d.%m.%Y}")
            consultation.state(tx, one.party.id, Stance.AGREE, "", noted=noted)
    with engine.begin(group.lead) as tx:
        consultation.state(tx, asked[0].party.id, Stance.AGREE, answer)
    with engine.begin(group.owner) as tx:
        consultation.close(tx, number, 2)
    return number


def _adopt(engine: Engine, group: _People, number: int, paper: str, valid_from: date) -> None:
    """Let two members sign."""
    votes = (
        Vote("StädteRegion Aachen, Ausländeramt", 2, 0, 0),
        Vote("Jobcenter StädteRegion Aachen", 1, 0, 1),
    )
    with engine.begin(group.first) as tx:
        text = Text(Ruling.ADOPTED, tx.today, "Lenkungsgruppe KIM", paper, votes, "", valid_from)
        digest = resolution.sign(tx, number, 3, text)
    with engine.begin(group.second) as tx:
        resolution.countersign(tx, number, digest)


def _actor(
    people: Mapping[str, int], login: str, authorities: Mapping[str, int], house: str, role: Role
) -> Actor:
    return Actor(people[login], login, frozenset({Membership(authorities[house], role)}))
