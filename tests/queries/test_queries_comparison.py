"""Which version one is compared with, and what is read of a stored one."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine import SYSTEM, NotFound, commands, library, queries
from engine.testing import World

LIBRARY = Path(__file__).parents[2] / "processes" / "einzelaufgabe"


@pytest.fixture
def three(world: World) -> tuple[int, int, int]:
    """Three versions of a process, none in force."""
    (folder,) = library.read(LIBRARY)
    found = []
    with world.engine.begin(SYSTEM) as tx:
        for days in (b"P14D", b"P10D", b"P5D"):
            profile = folder.files["process.toml"].replace(b"P14D", days, 1)
            found.append(commands.definition.deploy(tx, {**folder.files, "process.toml": profile}).version_id)
    return found[0], found[1], found[2]


def test_a_version_is_compared_with_the_one_in_force_else_with_the_one_before(
    world: World, three: tuple[int, int, int]
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        assert queries.comparison.base(tx, three[2]) == three[1]
        assert queries.comparison.base(tx, three[0]) == three[1]
        commands.adoption.adopt(tx, three[0], "05334", tx.now.date(), "Testbeschluss")
        assert queries.comparison.base(tx, three[2]) == three[0]
        assert queries.comparison.base(tx, three[0]) == three[1]


def test_two_versions_come_with_their_files_and_differences(
    world: World, three: tuple[int, int, int]
) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        found = queries.comparison.versions_of(tx, three[0], three[2])

    assert (found.old.number, found.new.number) == (1, 3)
    assert [one.german for one in found.comparison.differences] == [
        "Vereinbarte Zeit für „Einzelaufgabe erledigen“ von 14 auf 5 Tage verkürzt."
    ]
    assert [row.number for row in found.others] == [3, 2, 1]


def test_a_stored_version_is_found_by_key_and_number(world: World, three: tuple[int, int, int]) -> None:
    with world.engine.begin(SYSTEM) as tx:
        assert b"P10D" in queries.comparison.stored(tx, "einzelaufgabe", 2)["process.toml"]
        with pytest.raises(NotFound):
            queries.comparison.stored(tx, "einzelaufgabe", 9)
        with pytest.raises(NotFound):
            queries.comparison.versions_of(tx, three[0], 999_999)
