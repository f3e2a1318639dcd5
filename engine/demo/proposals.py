"""Invented proposals to the steering group: one that two members have resolved, one in consultation with remarks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from engine.actor import Actor, Membership, Role
from engine.commands import consultation, definition, proposal, resolution
from engine.commands.consultation import PartyEntry
from engine.commands.proposal import Content
from engine.commands.resolution import Text
from engine.engine import Engine
from engine.queries import definition as definitions
from engine.queries import proposal as proposals
from engine.state.consultation import PartyKind, Stance
from engine.state.resolution import Ruling, Vote

#: where it is resolved; the process that is asked about
_PLACE: Final = "05334"
_PROCESS: Final = "verweisberatung"


def load(engine: Engine, authorities: Mapping[str, int], people: Mapping[str, int]) -> None:
    """Write them in the names of the invented people."""
    owner = _actor(people, "soeren.juergens", authorities, "ki-05334", Role.PROCESS_OWNER)
    first = _actor(people, "leyla.haddad", authorities, "abh-05334", Role.STEERING_MEMBER)
    second = _actor(people, "gerrit.moenkediek", authorities, "abh-05334", Role.STEERING_MEMBER)
    lead = _actor(people, "marta.wojcik", authorities, "abh-05334", Role.TEAM_LEAD)
    parties = (
        PartyEntry(PartyKind.ALIENS_AUTHORITY, authorities["abh-05334"]),
        PartyEntry(PartyKind.STAFF_COUNCIL, name="Personalrat"),
        PartyEntry(PartyKind.WELFARE, name="Arbeitsgemeinschaft der Wohlfahrtsverbände"),
    )
    with engine.begin(owner) as tx:
        today = tx.today
        rules = proposal.create(
            tx,
            Content(
                "Beteiligungen dauern mindestens drei Wochen",
                "Zwei Wochen reichen nicht, wenn der Personalrat nur alle drei Wochen tagt.",
                "Geschäftsordnung der Lenkungsgruppe",
                (_PLACE,),
                today + timedelta(days=14),
                parameters={"consultation_days": 21},
            ),
        )
        consultation.begin(tx, rules, 1, today + timedelta(days=14), parties)
        asked = proposals.show(tx, rules).parties
        for one in asked[1:]:
            consultation.state(tx, one.party.id, Stance.AGREE, "")
    with engine.begin(lead) as tx:
        consultation.state(tx, asked[0].party.id, Stance.AGREE, "Das entlastet uns.")
    with engine.begin(owner) as tx:
        consultation.close(tx, rules, 2)
    votes = (
        Vote("StädteRegion Aachen, Ausländeramt", 2, 0, 0),
        Vote("Jobcenter StädteRegion Aachen", 1, 0, 1),
    )
    text = Text(Ruling.ADOPTED, today, "Lenkungsgruppe KIM", "TOP 3", votes, "", today + timedelta(days=14))
    with engine.begin(first) as tx:
        digest = resolution.sign(tx, rules, 3, text)
    with engine.begin(second) as tx:
        resolution.countersign(tx, rules, digest)
    with engine.begin(owner) as tx:
        version = next(one for one in definitions.overview(tx) if one.key == _PROCESS).versions[0].id
        draft = definition.begin_draft(tx, version)
        shorter = proposal.create(
            tx,
            Content(
                "Verweisberatung: schneller nachfragen",
                "Bleibt eine Antwort aus, vergehen heute zwei Wochen, bis die Koordination davon erfährt.",
                "§ 16 Abs. 2 SGB I",
                (_PLACE,),
                today + timedelta(days=60),
                times={draft: {}},
            ),
        )
        consultation.begin(tx, shorter, 1, today + timedelta(days=21), parties)
    with engine.begin(lead) as tx:
        steps = proposals.outlines(tx, shorter)[draft]
        consultation.comment(
            tx, shorter, "Wer fragt nach, wenn die Stelle Betriebsferien hat?", draft, steps[2][0]
        )
        consultation.comment(tx, shorter, "Bitte vorher mit dem Jobcenter abstimmen.")


def _actor(
    people: Mapping[str, int], login: str, authorities: Mapping[str, int], house: str, role: Role
) -> Actor:
    return Actor(people[login], login, frozenset({Membership(authorities[house], role)}))
