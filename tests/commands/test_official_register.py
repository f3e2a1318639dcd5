"""The official register is loaded from the process library, again when it has changed, never over one's own changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from engine import SYSTEM, Forbidden, ModelError, commands, queries, reference
from engine.actor import Membership, Role
from engine.commands.case import CaseOpening
from engine.competence import Register, read_register
from engine.execution.amendment import Effective
from engine.library import FOLDER
from engine.state import authority, register
from engine.testing import Story, World
from engine.testing import models as m

AACHEN, ERKRATH, HERTEN = "05334002", "05158008", "05562020"


@pytest.fixture(scope="module")
def official() -> Register:
    return read_register(FOLDER / "zustaendigkeit")


def _id(world: World, key: str) -> int:
    with world.engine.begin(SYSTEM) as tx:
        return next(one.id for one in authority.everything(tx) if one.key == key)


def _row(world: World, key: str) -> authority.AuthorityRow:
    with world.engine.begin(SYSTEM) as tx:
        return authority.get(tx, _id(world, key))


@pytest.fixture
def loaded(world: World, official: Register) -> World:
    """The test world with the official register instead of what it had entered by hand."""
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("DELETE FROM competence"))
        assert commands.official_register.load(tx, official) is not None
    return world


def test_it_is_loaded_once(loaded: World, official: Register) -> None:
    with loaded.engine.begin(SYSTEM) as tx:
        assert commands.official_register.load(tx, official) is None
        assert reference.load_authorities(tx, FOLDER) is None
        assert tx.execute(text("SELECT count(*) FROM register_change WHERE kind = 'load'")).scalar_one() == 1


def test_the_database_answers_as_the_files_do(loaded: World, official: Register) -> None:
    """The hard cases: the joint office of Aachen and its own KI, a town with an office of its own."""
    with loaded.engine.begin(SYSTEM) as tx:
        found = register.snapshot(tx)
        answers = {
            (topic, ags): found.ask(topic, ags, tx.today)
            for topic in official.topics
            for ags in (AACHEN, ERKRATH, HERTEN)
        }
        keys = {place: getattr(one, "authority", None) for place, one in answers.items()}
    assert keys["auslaenderbehoerde", AACHEN] == "abh-05334"
    assert keys["case_management", AACHEN] == "ki-05334002"
    assert keys["auslaenderbehoerde", HERTEN] == "abh-05562020"
    assert keys["jobcenter", HERTEN] == "jobcenter-05562"


def test_what_an_administrator_changed_is_kept_and_the_difference_shown(
    loaded: World, official: Register
) -> None:
    number = _id(loaded, "abh-05334")
    with loaded.engine.begin(SYSTEM) as tx:
        seen = authority.get(tx, number).revision
        when = Effective(tx.today, "Umbenennung")
        commands.register.change_authority(tx, number, seen, {"name": "Amt für Zuwanderung"}, when)
    loaded.work_off()
    changed = replace(official.authorities["abh-05334"], name="StädteRegion, Amt 33", office_number="A 33.1")
    other = replace(official.authorities["abh-05158"], name="Kreis Mettmann, Amt 32")
    newer = replace(
        official, authorities={**official.authorities, changed.key: changed, other.key: other}, _at={}
    )

    with loaded.engine.begin(SYSTEM) as tx:
        done = commands.official_register.load(tx, newer)

    assert done == commands.official_register.Loaded(created=0, changed=2, kept=1)
    assert _row(loaded, "abh-05334").name == "Amt für Zuwanderung"
    assert _row(loaded, "abh-05334").values["office_number"] == "A 33.1"
    assert _row(loaded, "abh-05158").name == "Kreis Mettmann, Amt 32"
    with loaded.engine.begin(SYSTEM) as tx:
        view = queries.register.show(tx, number)
    assert view.differences == (("name", "StädteRegion, Amt 33"),)


def test_an_authority_the_files_name_no_longer_stays(loaded: World, official: Register) -> None:
    fewer = {key: one for key, one in official.authorities.items() if key != "ggua-05515"}

    with loaded.engine.begin(SYSTEM) as tx:
        commands.official_register.load(tx, replace(official, authorities=fewer, _at={}))

    assert _row(loaded, "ggua-05515").official is None


def test_a_settled_doubt_stays_settled(loaded: World, official: Register) -> None:
    ggua = _id(loaded, "ggua-05515")
    with loaded.engine.begin(SYSTEM) as tx:
        (doubt, *_) = [one for one in queries.register.show(tx, ggua).doubts if one.settled_on is None]
        commands.register.settle_doubt(tx, ggua, doubt.id, "Telefonat", tx.today)
    renamed = replace(official.authorities["abh-05158"], name="Neu")

    with loaded.engine.begin(SYSTEM) as tx:
        commands.official_register.load(
            tx, replace(official, authorities={**official.authorities, renamed.key: renamed}, _at={})
        )
        after = {one.id: one for one in queries.register.show(tx, ggua).doubts}
        kept = register.snapshot(tx).register.authorities["ggua-05515"].doubts

    assert after[doubt.id].source == "Telefonat"
    assert doubt.text not in kept, "no task shows it any more"


def test_loading_moves_no_task(loaded: World, official: Register) -> None:
    with loaded.engine.begin(SYSTEM) as tx:
        commands.official_register.load(tx, replace(official, rules=official.rules[1:], _at={}))

    assert loaded.work_off() == 0


def test_nobody_but_an_administrator_loads_it(world: World, official: Register) -> None:
    with pytest.raises(Forbidden), world.engine.begin(world.people["lea"]) as tx:
        commands.official_register.load(tx, official)


def test_a_broken_file_stores_nothing(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "zustaendigkeit"
    folder.mkdir()
    (folder / "regeln.toml").write_text("[[regel]]\nkennung = 'x'\n", encoding="utf-8")

    with pytest.raises(ModelError), world.engine.begin(SYSTEM) as tx:
        reference.load_authorities(tx, tmp_path)
    with world.engine.begin(SYSTEM) as tx:
        assert reference.load_authorities(tx, tmp_path / "leer") is None
        assert len(authority.everything(tx)) == 2


CASE_MANAGEMENT = {
    "begleitung.bpmn": m.process(
        "begleitung",
        m.start(),
        m.user_task("begleiten", group='=zustaendig("case_management.case_management")'),
        m.end(),
        m.flow("start", "begleiten"),
        m.flow("begleiten", "end"),
    )
}


def _open(world: World, ags: str) -> Story:
    opening = CaseOpening("begleitung", "Muster", "Maryam", date(1990, 5, 17), ags)
    with world.engine.begin(SYSTEM) as tx:
        return Story(world, commands.case.open(tx, opening, {}).reference)


def test_the_same_process_runs_at_the_city_here_and_at_a_welfare_organisation_there(loaded: World) -> None:
    """Municipal autonomy: where a post sits is configuration of the jurisdiction, not a fork of the diagram."""
    mettmann = _id(loaded, "ki-05158")
    with loaded.engine.begin(SYSTEM) as tx:
        bearer = commands.authority.create(tx, "traeger-05158", "Wohlfahrtsverband Mettmann", "05158")
        roles = [Membership(bearer, Role.CASE_MANAGER)]
        person = commands.account.create(tx, "wera", "Wera Wolf", "ein-langes-kennwort", roles)
        commands.post.change(
            tx,
            mettmann,
            authority.get(tx, mettmann).revision,
            None,
            {
                "title": "Case Management 1",
                "topic": "case_management",
                "role": Role.CASE_MANAGER,
                "share": Decimal("1.5"),
                "seat_id": bearer,
                "holder_id": person,
                "substitution": "none",
            },
            Effective(tx.today, "Beschluss des Kreises"),
        )
    loaded.deploy(CASE_MANAGEMENT)

    here, there = _open(loaded, AACHEN), _open(loaded, ERKRATH)

    assert here.task("begleiten").authority == "Stadt Aachen, Kommunales Integrationszentrum"
    assert there.task("begleiten").authority == "Wohlfahrtsverband Mettmann"


def test_a_competence_that_ends_on_a_day_moves_what_is_open(loaded: World) -> None:
    """An authority whose competence ends: Aachen's own KI gives its case management to the StädteRegion."""
    loaded.deploy(CASE_MANAGEMENT)
    story = _open(loaded, AACHEN)
    region = _id(loaded, "ki-05334")
    with loaded.engine.begin(SYSTEM) as tx:
        entry = commands.competence.Entry("case_management", AACHEN, "öffentlich-rechtliche Vereinbarung")
        seen = authority.get(tx, region).revision
        when = Effective(tx.today + timedelta(days=30), "Vereinbarung vom 20.11.2026")
        commands.competence.enter(tx, region, seen, entry, when)
    loaded.work_off()
    assert story.task("begleiten").authority == "Stadt Aachen, Kommunales Integrationszentrum"

    loaded.clock.moment += timedelta(days=30)
    with loaded.engine.begin(SYSTEM) as tx:
        commands.register.enqueue_due(tx)
    loaded.work_off()

    assert story.task("begleiten").authority == "StädteRegion Aachen, Kommunales Integrationszentrum"
