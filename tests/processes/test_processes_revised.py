"""What the demo's proposals change in the library: each revision is a process as good as the one it begins with."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from engine.compare import DifferenceKind, Weight, compare
from engine.demo.revisions import revisions
from engine.errors import Invalid
from engine.profile import read_period, read_profile
from engine.scenario import Library, coverage, read_process, read_scenario, read_templates, run_scenario

LIBRARY = Path(__file__).parents[2] / "processes"
SIBLINGS = Library(LIBRARY)

pytestmark = pytest.mark.parametrize("key", sorted(revisions()))


def files(key):
    folder = LIBRARY / key
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture
def revised(key, tmp_path):
    """The folder of the process as it is afterwards."""
    folder = tmp_path / key
    before = files(key)
    for path, content in (before | revisions()[key].applied(before)).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return folder


@cache
def difference(key):
    before = files(key)
    return compare(before, before | revisions()[key].applied(before))


def test_it_has_no_findings_and_its_scenarios_pass_everywhere(revised):
    bundle = read_process(revised)
    paths = [path for path in sorted(revised.glob("scenarios/*.yaml")) if path.name != "vorlagen.yaml"]
    templates = read_templates(revised / "scenarios")

    results = [run_scenario(bundle, read_scenario(path, templates), path, SIBLINGS) for path in paths]

    assert [one for one in bundle.findings if not one.exempted] == []
    assert [str(one) for one in results if not one.passed] == []
    covered = coverage(bundle, results)
    assert (covered.elements.missing, covered.flows.missing, covered.rules.missing) == ((), (), ())


def test_it_changes_agreed_times_and_more_but_no_law(key):
    kinds = {one.kind for one in difference(key).differences if one.weight is Weight.SUBJECT}

    assert {DifferenceKind.AGREED_TIME, DifferenceKind.FIELD_ADDED} & kinds
    assert not kinds & {DifferenceKind.STATUTORY_PERIOD, DifferenceKind.LEGAL_BASIS}
    assert not difference(key).old.unreadable
    assert not difference(key).new.unreadable


def test_what_it_asks_the_steering_group_for_is_what_its_profile_proposes(key, revised):
    profile = read_profile((revised / "process.toml").read_bytes(), "process.toml")
    proposed = {one.element: one for one in profile.times}

    for element, said in revisions()[key].times.items():
        assert read_period(said, working=proposed[element].working) == proposed[element].value


def test_a_process_that_is_no_longer_the_one_meant_is_refused(key):
    before = files(key)
    place = revisions()[key].places[0]
    before[place.file] = before[place.file].replace(place.old.encode(), b"")

    with pytest.raises(Invalid, match="once in"):
        revisions()[key].applied(before)
