"""The files of a draft together: saved under one revision, with a history, restored, copied, thrown away, had back."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, Invalid, NotFound, bundle, commands, queries
from engine.bundle import Template
from engine.commands.proposal import Content
from engine.state.draft_save import SaveKind
from engine.testing import World
from engine.testing import models as m


def _model(*tasks: str) -> bytes:
    return m.tasks("p", *tasks)


@pytest.fixture
def draft(world: World) -> int:
    version = world.deploy({"p.bpmn": _model("a"), "process.toml": b'schluessel = "p"\n'})
    with world.engine.begin(world.people["olga"]) as tx:
        return commands.definition.begin_draft(tx, version)


def _save(world: World, draft: int, changes: dict[str, bytes | None], opened: int, note: str = "") -> int:
    with world.engine.begin(world.people["olga"]) as tx:
        return commands.bundle.save(tx, draft, changes, opened, note).revision


def _files(world: World, draft: int) -> dict[str, bytes]:
    with world.engine.begin(world.people["olga"]) as tx:
        return queries.draft.files(tx, draft)


def test_several_files_are_saved_under_one_revision(world: World, draft: int) -> None:
    changes = {"p.bpmn": _model("b"), "scenarios/neu.yaml": b"szenario: x\n", "process.toml": None}

    assert _save(world, draft, changes, 1, "Umbau") == 2

    assert _files(world, draft) == {"p.bpmn": _model("b"), "scenarios/neu.yaml": b"szenario: x\n"}
    with world.engine.begin(world.people["olga"]) as tx:
        newest, first = queries.draft.saves(tx, draft)
    assert (newest.revision, newest.author, newest.note) == (2, "Olga Jäger", "Umbau")
    assert newest.paths == ("p.bpmn", "process.toml", "scenarios/neu.yaml")
    assert (first.revision, first.kind) == (1, SaveKind.BEGUN)


def test_one_file_that_cannot_be_leaves_all_unsaved(world: World, draft: int) -> None:
    before = _files(world, draft)

    for path in ("../p.bpmn", "p.exe", ""):
        with pytest.raises(Invalid):
            _save(world, draft, {"p.bpmn": _model("b"), path: b"x"}, 1)

    assert _files(world, draft) == before


@pytest.mark.parametrize(
    "content", [b"x" * (5 * 2**20 + 1), "größe".encode("latin-1")], ids=["large", "latin-1"]
)
def test_a_file_too_large_or_in_another_encoding_is_refused(world: World, draft: int, content: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        _save(world, draft, {"notiz.txt": content}, 1)

    assert "notiz.txt" in refused.value.fields["datei"]


def test_two_people_on_two_files_are_no_conflict_on_one_file_they_are(world: World, draft: int) -> None:
    _save(world, draft, {"p.bpmn": _model("b")}, 1)

    assert _save(world, draft, {"process.toml": b'schluessel = "p"\ntitel = "P"\n'}, 1) == 3
    with pytest.raises(Conflict):
        _save(world, draft, {"p.bpmn": _model("c")}, 1)
    with world.engine.begin(world.people["olga"]) as tx:
        (faster,) = queries.draft.meanwhile(tx, draft, 1, ["p.bpmn"])
    assert (faster.revision, faster.author) == (2, "Olga Jäger")


@pytest.mark.parametrize("opened", [-1, 0, 2, 10**9])
def test_a_revision_nobody_can_have_opened_is_a_conflict(world: World, draft: int, opened: int) -> None:
    with pytest.raises(Conflict):
        _save(world, draft, {"neu.txt": b"x"}, opened)


def test_a_draft_saved_before_there_was_a_history_knows_no_earlier_revision(world: World, draft: int) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        tx.execute(text("UPDATE version SET revision = 5 WHERE id = :id"), {"id": draft})
    with pytest.raises(Conflict):
        _save(world, draft, {"p.bpmn": _model("b")}, 4)

    assert _save(world, draft, {"p.bpmn": _model("b")}, 5) == 6


def test_every_earlier_state_can_be_looked_at_and_restored(world: World, draft: int) -> None:
    states = {1: _files(world, draft)}
    for revision, changes in enumerate(
        (
            {"p.bpmn": _model("b")},
            {"neu.txt": b"eins", "process.toml": None},
            {"neu.txt": None},
            {"neu.txt": b"eins", "p.bpmn": _model("a")},  # contents that are kept already
        ),
        1,
    ):
        _save(world, draft, changes, revision)
        states[revision + 1] = _files(world, draft)

    with world.engine.begin(world.people["olga"]) as tx:
        assert {one: queries.draft.files_at(tx, draft, one) for one in states} == states
        restored = commands.bundle.restore(tx, draft, 2, 5)

    assert restored.revision == 6
    assert _files(world, draft) == states[2]
    with world.engine.begin(world.people["olga"]) as tx:
        assert queries.draft.saves(tx, draft)[0].kind is SaveKind.RESTORED
        assert queries.draft.files_at(tx, draft, 5) == states[5]


def test_restoring_needs_the_newest_revision_and_one_that_was(world: World, draft: int) -> None:
    _save(world, draft, {"p.bpmn": _model("b")}, 1)

    with world.engine.begin(world.people["olga"]) as tx, pytest.raises(Conflict):
        commands.bundle.restore(tx, draft, 1, 1)
    with world.engine.begin(world.people["olga"]) as tx, pytest.raises(NotFound):
        commands.bundle.restore(tx, draft, 7, 2)


def test_a_hundred_saves_of_a_large_diagram_cost_little(world: World, draft: int) -> None:
    """Of 300 kB that differ by a few bytes each only the difference is kept."""
    padding = os.urandom(150_000).hex().encode()
    with world.engine.begin(world.people["olga"]) as tx:
        for number in range(1, 101):
            commands.bundle.save(tx, draft, {"gross.txt": padding + b"%d" % number}, number)
        kept = tx.execute(text("SELECT sum(length(packed)) FROM file_content")).scalar_one()
        first = queries.draft.files_at(tx, draft, 2)["gross.txt"]

    assert first == padding + b"1"
    assert kept < 3 * len(padding)


def test_a_renamed_file_keeps_its_content_and_takes_no_name_that_is_taken(world: World, draft: int) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        commands.bundle.rename(tx, draft, "p.bpmn", "antrag.bpmn", 1)
    with world.engine.begin(world.people["olga"]) as tx, pytest.raises(Invalid):
        commands.bundle.rename(tx, draft, "antrag.bpmn", "process.toml", 2)

    assert _files(world, draft)["antrag.bpmn"] == _model("a")
    assert "p.bpmn" not in _files(world, draft)
    with world.engine.begin(world.people["olga"]) as tx:
        assert queries.definition.version(tx, draft).row.main_path == "antrag.bpmn"


def test_a_new_process_is_a_draft_that_can_be_adopted_and_run(world: World) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        version = commands.bundle.begin(tx, "wohnung", "Wohnungssuche", Template.ONE_TASK)
    with world.engine.begin(SYSTEM) as tx:
        commands.adoption.adopt(tx, version, "05334", tx.today, "TOP 1")

    story = world.open("wohnung")

    story.is_waiting_at("aufgabe")
    story.complete("aufgabe", {"ergebnis": "Zwei Zimmer"})
    story.has_ended_at("Erledigt")


def test_a_key_that_exists_is_refused_also_by_a_discarded_draft(world: World, draft: int) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        other = commands.bundle.begin(tx, "wohnung", "Wohnungssuche", Template.EMPTY)
        commands.definition.discard_draft(tx, other, 1)
        with pytest.raises(Invalid) as refused:
            commands.bundle.begin(tx, "wohnung", "Noch einmal", Template.EMPTY)

    assert set(refused.value.fields) == {"schluessel"}


def test_a_version_is_copied_as_another_process(world: World, draft: int) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        copy = commands.bundle.duplicate(tx, draft, "zweiter", "Zweiter Ablauf")
        row = queries.definition.version(tx, copy).row

    assert (row.key, row.name, row.number) == ("zweiter", "Zweiter Ablauf", 1)
    assert (
        b'id="zweiter"'
        in _files(world, copy)["p.bpmn" if "p.bpmn" in _files(world, copy) else "zweiter.bpmn"]
    )


def test_a_discarded_draft_is_found_by_nobody_until_it_is_had_back(world: World, draft: int) -> None:
    _save(world, draft, {"p.bpmn": _model("b")}, 1)
    olga = world.people["olga"]
    with world.engine.begin(olga) as tx:
        commands.definition.discard_draft(tx, draft, 2)

    with world.engine.begin(olga) as tx:
        assert [row.id for one in queries.definition.overview(tx) for row in one.versions] == [1]
        (gone,) = queries.draft.discarded(tx)
    assert (gone.version_id, gone.discarded_by) == (draft, "Olga Jäger")
    for act in (
        lambda tx: queries.definition.version(tx, draft),
        lambda tx: queries.draft.saves(tx, draft),
        lambda tx: commands.bundle.save(tx, draft, {"p.bpmn": _model("c")}, 2),
    ):
        with world.engine.begin(olga) as tx, pytest.raises(NotFound):
            act(tx)
    with world.engine.begin(olga) as tx:
        commands.bundle.recover(tx, draft)
    assert _files(world, draft)["p.bpmn"] == _model("b")
    with world.engine.begin(olga) as tx, pytest.raises(NotFound):
        commands.bundle.recover(tx, draft)


def test_a_discarded_draft_is_gone_for_good_after_its_time_and_takes_nothing_of_others_along(
    world: World, draft: int
) -> None:
    """What both drafts hold, and what the other's contents differ from, stays; what a proposal holds, too."""
    olga = world.people["olga"]
    with world.engine.begin(olga) as tx:
        others = [commands.definition.begin_draft(tx, 1) for _ in range(2)]
    _save(world, draft, {"p.bpmn": _model("a", "nur_hier"), "process.toml": b'titel = "x"\n'}, 1)
    for other in others:
        _save(world, other, {"p.bpmn": _model("a", f"dort{other}")}, 1)
        _save(world, other, {"p.bpmn": _model("a")}, 2)
    with world.engine.begin(olga) as tx:
        content = Content("Titel", "Grund", "§ 1", ("05334",), tx.today + timedelta(days=60))
        commands.definition.discard_draft(tx, draft, 2)
        held = commands.proposal.create(tx, replace(content, times={others[1]: {}}))
        commands.proposal.withdraw(tx, held, 1, "doch nicht")
        commands.definition.discard_draft(tx, others[1], 3)

    def forget() -> set[int]:
        with world.engine.begin(SYSTEM) as tx:
            assert commands.bundle.forget_discarded(tx) is False
        with world.engine.begin(olga) as tx:
            return {one.version_id for one in queries.draft.discarded(tx)}

    world.clock.advance(commands.bundle.KEPT - timedelta(minutes=1))
    assert forget() == {draft, others[1]}
    world.clock.advance(timedelta(minutes=2))
    assert forget() == {others[1]}

    with world.engine.begin(olga) as tx, pytest.raises(NotFound):
        commands.bundle.recover(tx, draft)
    with world.engine.begin(olga) as tx:
        assert b"dort" in queries.draft.files_at(tx, others[0], 2)["p.bpmn"]
        commands.bundle.recover(tx, others[1])
        kept = {
            digest
            for other in others
            for save in (1, 2, 3)
            for digest in (
                sha256(one).hexdigest() for one in queries.draft.files_at(tx, other, save).values()
            )
        }
        assert set(tx.execute(text("SELECT digest FROM file_content")).scalars()) == kept
        assert commands.definition.begin_draft(tx, 1) not in {draft, *others}


def test_whoever_was_slower_keeps_the_work_as_a_draft_of_its_own(world: World, draft: int) -> None:
    _save(world, draft, {"p.bpmn": _model("b"), "neu.txt": b"x"}, 1)

    with world.engine.begin(world.people["olga"]) as tx:
        own = commands.bundle.fork(tx, draft, 1, {"p.bpmn": _model("c")}, "")

    assert _files(world, own) == {"p.bpmn": _model("c"), "process.toml": b'schluessel = "p"\n'}
    assert _files(world, draft)["p.bpmn"] == _model("b")


def test_files_from_outside_begin_a_draft_of_the_process_they_name(world: World, draft: int) -> None:
    olga = world.people["olga"]
    with world.engine.begin(olga) as tx:
        known = commands.bundle.bring_in(tx, {"x.bpmn": _model("z")})
        new = commands.bundle.bring_in(tx, {"neu.bpmn": m.tasks("neu", "a")})
        broken = commands.bundle.bring_in(tx, {"p.bpmn": b'<bpmn:process id="p" x'})
        rows = {one: queries.definition.version(tx, one).row for one in (known, new, broken)}
        with pytest.raises(Invalid):
            commands.bundle.bring_in(tx, {"a.txt": b"x"})

    assert [(rows[one].key, rows[one].number) for one in (known, new, broken)] == [
        ("p", 3),
        ("neu", 1),
        ("p", 4),
    ]
    assert rows[broken].error_count


def test_files_from_outside_replace_a_draft_whose_history_keeps_the_others(world: World, draft: int) -> None:
    olga, before = world.people["olga"], _files(world, draft)
    with world.engine.begin(olga) as tx:
        commands.bundle.replace(tx, draft, {"p.bpmn": _model("z")}, 1)
    with world.engine.begin(olga) as tx, pytest.raises(Invalid):
        commands.bundle.replace(tx, draft, {"p.bpmn": m.tasks("anders", "a")}, 2)

    assert _files(world, draft) == {"p.bpmn": _model("z")}
    with world.engine.begin(olga) as tx:
        assert queries.draft.files_at(tx, draft, 1) == before


def test_a_final_version_cannot_be_changed_in_any_way(world: World, draft: int) -> None:
    for act in (
        lambda tx: commands.bundle.save(tx, 1, {"p.bpmn": _model("z")}, 1),
        lambda tx: commands.bundle.rename(tx, 1, "p.bpmn", "q.bpmn", 1),
        lambda tx: commands.bundle.restore(tx, 1, 1, 1),
        lambda tx: commands.bundle.replace(tx, 1, {"p.bpmn": _model("z")}, 1),
    ):
        with world.engine.begin(world.people["olga"]) as tx, pytest.raises(Conflict, match="it is final"):
            act(tx)


def test_others_than_process_owners_may_do_none_of_it(world: World, draft: int) -> None:
    for who in ("ada", "stefan", "adam"):
        for act in (
            lambda tx: commands.bundle.save(tx, draft, {"p.bpmn": _model("z")}, 1),
            lambda tx: commands.bundle.begin(tx, "x1", "X", Template.EMPTY),
            lambda tx: commands.bundle.duplicate(tx, draft, "x1", "X"),
            lambda tx: commands.bundle.recover(tx, draft),
            lambda tx: queries.draft.saves(tx, draft),
        ):
            with world.engine.begin(world.people[who]) as tx, pytest.raises(Forbidden):
                act(tx)


def test_contents_of_the_history_are_kept_once(world: World, draft: int) -> None:
    for revision in range(1, 9):
        _save(world, draft, {"p.bpmn": _model("a" if revision % 2 else "b")}, revision)

    with world.engine.begin(world.people["olga"]) as tx:
        assert (
            tx.execute(
                text("SELECT count(*) FROM file_content WHERE size = :n"), {"n": len(_model("a"))}
            ).scalar_one()
            == 2
        )


def test_packed_contents_come_back() -> None:
    base = os.urandom(5000)
    for content in (b"", b"x", base, base[:100] + b"y" + base[100:]):
        assert bundle.unpack_content(bundle.pack_whole(content), len(content)) == content
        packed = bundle.pack_difference(content, base)
        assert packed is None or bundle.unpack_content(packed, len(content), base) == content
    with pytest.raises(NotFound):
        bundle.unpack_content(b"kaputt", 10)
