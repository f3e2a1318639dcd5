"""Deploying, drafting, adopting: a final version never changes, and new cases begin on what is in force."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import pytest

from engine import SYSTEM, Conflict, Forbidden, Invalid, ModelError, commands, queries
from engine.commands.case import CaseOpening
from engine.testing import AGS, World
from engine.testing import models as m


def _files(*tasks: str, key: str = "p") -> dict[str, bytes]:
    chain = ["start", *tasks, "end"]
    flows = [m.flow(left, right) for left, right in itertools.pairwise(chain)]
    return {"p.bpmn": m.process(key, m.start(), *(m.user_task(task) for task in tasks), m.end(), *flows)}


BROKEN = {
    "p.bpmn": m.process("p", m.start(), m.user_task("a"), m.flow("start", "a"), m.flow("a", "gibtesnicht"))
}


def _draft(world: World, version: int, files: dict[str, bytes]) -> commands.definition.DraftSaved:
    with world.engine.begin(world.people["olga"]) as tx:
        draft = commands.definition.begin_draft(tx, version)
    with world.engine.begin(world.people["olga"]) as tx:
        return commands.definition.save_draft(tx, draft, "p.bpmn", files["p.bpmn"], 1, "Zweiter Schritt dazu")


def _adopt(
    world: World, version: int, valid_from: date = date(2026, 11, 23), jurisdiction: str = "05334"
) -> int:
    with world.engine.begin(SYSTEM) as tx:
        return commands.adoption.adopt(tx, version, jurisdiction, valid_from, "Lenkungsgruppe, Vorlage 1")


def test_the_same_files_are_the_same_version(world: World) -> None:
    assert world.deploy(_files("a")) == world.deploy(_files("a"))


def test_other_files_are_the_next_version(world: World) -> None:
    world.deploy(_files("a"))

    with world.engine.begin(SYSTEM) as tx:
        assert commands.definition.deploy(tx, _files("a", "b")).number == 2


def test_a_faulty_model_is_refused_with_its_findings_and_nothing_is_stored(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx, pytest.raises(ModelError) as refused:
        commands.definition.deploy(tx, BROKEN)

    assert {finding.file for finding in refused.value.findings} == {"p.bpmn"}
    with world.engine.begin(SYSTEM) as tx:
        assert queries.definition.overview(tx) == ()


def test_a_final_version_never_changes(world: World) -> None:
    version = world.deploy(_files("a"))

    with world.engine.begin(world.people["olga"]) as tx, pytest.raises(Conflict, match="it is final"):
        commands.definition.save_draft(tx, version, "p.bpmn", _files("b")["p.bpmn"], 1, "")


def test_new_cases_begin_on_an_adopted_draft_and_running_ones_stay(world: World) -> None:
    running = world.start(_files("a"))
    saved = _draft(world, 1, _files("neu"))

    _adopt(world, saved.version_id)

    world.open("p").is_waiting_at("neu")
    running.is_waiting_at("a")


def test_a_version_adopted_for_next_month_is_not_in_force_before(world: World) -> None:
    world.deploy(_files("a"))
    saved = _draft(world, 1, _files("neu"))
    _adopt(world, saved.version_id, date(2026, 12, 24))

    world.open("p").is_waiting_at("a")
    world.clock.advance(timedelta(days=31))

    world.open("p").is_waiting_at("neu")


def test_the_narrower_jurisdiction_wins(world: World) -> None:
    world.deploy(_files("a"), jurisdiction="05")
    saved = _draft(world, 1, _files("neu"))

    _adopt(world, saved.version_id, jurisdiction="05334002")

    world.open("p", ags="05334002").is_waiting_at("neu")
    world.open("p", ags="05334004").is_waiting_at("a")


def test_a_faulty_draft_is_kept_but_not_adopted(world: World) -> None:
    world.deploy(_files("a"))

    saved = _draft(world, 1, BROKEN)

    assert saved.findings
    with pytest.raises(ModelError):
        _adopt(world, saved.version_id)


def test_of_two_editors_the_second_is_told(world: World) -> None:
    world.deploy(_files("a"))
    saved = _draft(world, 1, _files("b"))
    olga = world.people["olga"]

    with world.engine.begin(olga) as tx:
        commands.definition.save_draft(
            tx, saved.version_id, "p.bpmn", _files("c")["p.bpmn"], saved.revision, ""
        )
    with world.engine.begin(olga) as tx, pytest.raises(Conflict):
        commands.definition.save_draft(
            tx, saved.version_id, "p.bpmn", _files("d")["p.bpmn"], saved.revision, ""
        )


def test_a_draft_cannot_become_another_process(world: World) -> None:
    world.deploy(_files("a"))

    with pytest.raises(Invalid, match="is anders"):
        _draft(world, 1, _files("a", key="anders"))


def test_deploying_the_files_of_a_draft_gives_the_final_version(world: World) -> None:
    version = world.deploy(_files("a"))
    with world.engine.begin(world.people["olga"]) as tx:
        commands.definition.begin_draft(tx, version)

    with world.engine.begin(SYSTEM) as tx:
        assert commands.definition.deploy(tx, _files("a")).version_id == version


def test_a_discarded_draft_is_gone(world: World) -> None:
    world.deploy(_files("a"))
    saved = _draft(world, 1, _files("b"))

    with world.engine.begin(world.people["olga"]) as tx:
        commands.definition.discard_draft(tx, saved.version_id, saved.revision)

    with world.engine.begin(SYSTEM) as tx:
        (process,) = queries.definition.overview(tx)
    assert [version.number for version in process.versions] == [1]


RESOLUTIONS = [
    # jurisdiction, from, resolution, the field that is wrong
    ("", date(2026, 11, 23), "Beschluss", "jurisdiction"),
    ("05334%", date(2026, 11, 23), "Beschluss", "jurisdiction"),
    ("0533400", date(2026, 11, 23), "Beschluss", "jurisdiction"),
    ("05334", date(2026, 11, 23), "  ", "resolution"),
]


@pytest.mark.parametrize(("jurisdiction", "valid_from", "resolution", "field"), RESOLUTIONS)
def test_what_is_wrong_with_a_resolution_is_said_per_field(
    world: World, jurisdiction: str, valid_from: date, resolution: str, field: str
) -> None:
    version = world.deploy(_files("a"))

    with world.engine.begin(SYSTEM) as tx, pytest.raises(Invalid) as refused:
        commands.adoption.adopt(tx, version, jurisdiction, valid_from, resolution)

    assert set(refused.value.fields) == {field}


def test_nobody_adopts_without_a_resolution_and_only_a_process_owner_edits(world: World) -> None:
    version = world.deploy(_files("a"))

    for who in ("olga", "stefan", "adam"):
        with world.engine.begin(world.people[who]) as tx, pytest.raises(Forbidden):
            commands.adoption.adopt(tx, version, "05334", date(2026, 11, 23), "Beschluss")
    with world.engine.begin(world.people["stefan"]) as tx, pytest.raises(Forbidden):
        commands.definition.begin_draft(tx, version)


def test_no_case_begins_on_a_draft(world: World) -> None:
    version = world.deploy(_files("a"))
    with world.engine.begin(world.people["olga"]) as tx:
        draft = commands.definition.begin_draft(tx, version)
    opening = CaseOpening("p", "Muster", "Maryam", None, AGS, version=draft)

    with world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict, match="is a draft"):
        commands.case.open(tx, opening, {})
