"""What a proposal changes: agreed times and values beside files, by place, and still when it is in force."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine import SYSTEM, commands, queries
from engine.compare import Term, agreed_change
from engine.queries.comparison import ComparedVersions
from engine.queries.proposal_changes import ProposalChanges
from engine.testing import models as m
from tests.steering.conftest import SCENARIO, Group, files

PROFILE = """schluessel = "p"
zweck = "Anträge bearbeiten"
verantwortlich = "Ausländeramt"
rechtsgrundlagen = ["§ 25b AufenthG"]
rechtsstand = 2026-11-01
freigabe = "geprüft"
[[zeiten]]
element = "a"
art = "bearbeitung"
wert = "P7D"
[aufbewahrung]
frist = "prüfen"
""".encode()


def _version(group: Group, remark: str) -> int:
    given = {**files("a", scenario=f"{SCENARIO}# {remark}\n"), "process.toml": PROFILE}
    with group.world.engine.begin(SYSTEM) as tx:
        return commands.definition.deploy(tx, given).version_id


def _adopt(group: Group, version: int, place: str, **times: str) -> None:
    with group.world.engine.begin(SYSTEM) as tx:
        commands.adoption.adopt(tx, version, place, tx.today - timedelta(days=30), "Testbeschluss", times)


def _changes(group: Group, number: int) -> ProposalChanges:
    with group.world.engine.begin(group.olga) as tx:
        return queries.proposal_changes.show(tx, number)


@pytest.mark.parametrize(
    ("term", "german"),
    [
        (Term("a", "Prüfen", "P7D", "P2D"), "Vereinbarte Zeit für „Prüfen“ von 7 auf 2 Tage verkürzt."),
        (
            Term("a", "Prüfen", "P5D", "P10D", working=True),
            "Vereinbarte Zeit für „Prüfen“ von 5 auf 10 Arbeitstage verlängert.",
        ),
        (Term("a", "Prüfen", None, "P1M"), "Vereinbarte Zeit für „Prüfen“ neu: 1 Monat."),
        (Term("a", "Prüfen", "P1M", None), "Vereinbarte Zeit für „Prüfen“ entfallen (bisher 1 Monat)."),
        (Term("ab", "Schwelle", "3", "5"), "Vereinbarter Wert „Schwelle“ von 3 auf 5 erhöht."),
        (Term("ab", "Schwelle", "5", "3"), "Vereinbarter Wert „Schwelle“ von 5 auf 3 gesenkt."),
        # as long, but counted otherwise
        (
            Term("a", "Prüfen", "P1D", "PT24H"),
            "Vereinbarte Zeit für „Prüfen“ von 1 Tag in 24 Stunden geändert.",
        ),
    ],
)
def test_a_changed_value_is_a_sentence(term: Term, german: str) -> None:
    assert agreed_change(term).german == german


def test_a_proposal_of_times_alone_says_what_changes(group: Group) -> None:
    version = _version(group, "old")
    _adopt(group, version, "05334", a="5 Tage")

    found = _changes(group, group.propose(times={version: {"a": "2 Tage"}}))

    (one,) = found.replaced
    assert not one.replaces
    assert [each.german for each in one.agreed] == ["Vereinbarte Zeit für „a“ von 5 auf 2 Tage verkürzt."]


def test_a_value_is_compared_with_what_holds_without_a_resolution(group: Group) -> None:
    found = _changes(group, group.propose(times={}, parameters={"consultation_days": 21, "coverage": 90}))

    (one,) = found.values
    assert [each.german for each in one.agreed] == [
        "Mindestdauer einer Beteiligung (Tage) von 14 auf 21 erhöht."
    ]


def test_each_place_where_another_version_holds_has_its_own_comparison(group: Group) -> None:
    older, old, new = (_version(group, one) for one in ("older", "old", "new"))
    _adopt(group, older, "05334002")
    _adopt(group, old, "05334004")
    places = ("05334002", "05334004", "05334012")

    found = _changes(group, group.propose(times={new: {}}, jurisdictions=places))

    assert [one.before and one.before.id for one in found.of(new)] == [older, old, None]
    assert [one.replaces for one in found.of(new)] == [True, True, False]
    with group.world.engine.begin(group.olga) as tx:
        compared = queries.proposal_changes.compared(tx, found)
    assert [(one.old.id, one.new.id) for one in compared] == [(older, new), (old, new)]


def test_what_is_in_force_is_compared_with_what_it_replaced(group: Group) -> None:
    old = _version(group, "old")
    _adopt(group, old, "05334", a="5 Tage")
    new = _version(group, "new")
    number = group.ready(times={new: {"a": "2 Tage"}})
    before = _changes(group, number)

    group.adopt(number)
    group.pass_days(60)

    after = _changes(group, number)
    assert after.resolved and not before.resolved
    assert after.valid_from == date(2027, 1, 1)
    assert [one.before and one.before.id for one in after.replaced] == [old]
    assert after.replaced[0].agreed == before.replaced[0].agreed != ()


def _compared(group: Group, old: int, new: int) -> ComparedVersions:
    with group.world.engine.begin(group.olga) as tx:
        return queries.comparison.versions_of(tx, old, new)


def test_two_versions_say_where_resolutions_set_other_times_than_they_propose(group: Group) -> None:
    old, new = _version(group, "old"), _version(group, "new")
    _adopt(group, old, "05334", a="5 Tage")
    _adopt(group, old, "05913")

    (one,) = _compared(group, old, new).resolved

    # where the old one holds as it proposes, both propose the same: the files say it all
    assert (one.places, one.before, one.after) == (("StädteRegion Aachen",), "Testbeschluss", "")
    assert [each.german for each in one.agreed] == ["Vereinbarte Zeit für „a“ von 5 auf 7 Tage verlängert."]


def test_a_resolution_about_the_wider_territory_counts_in_the_narrower(group: Group) -> None:
    old, new = _version(group, "old"), _version(group, "new")
    _adopt(group, old, "05", a="5 Tage")
    _adopt(group, new, "05334002", a="5 Tage")

    found = {one.places: [each.german for each in one.agreed] for one in _compared(group, old, new).resolved}

    assert list(found.values()) == [["Vereinbarte Zeit für „a“ von 5 auf 7 Tage verlängert."], []]


def test_a_version_beside_itself_or_another_process_has_no_such_list(group: Group) -> None:
    version = _version(group, "old")
    _adopt(group, version, "05334", a="5 Tage")
    other = group.world.deploy({"q.bpmn": m.tasks("q", "a")})

    assert _compared(group, version, version).resolved == ()
    assert _compared(group, version, other).resolved == ()


def test_a_repeal_says_what_falls_away_and_what_holds_again(group: Group) -> None:
    old, new = _version(group, "old"), _version(group, "new")
    _adopt(group, old, "05334", a="5 Tage")
    first = group.ready(
        times={new: {"a": "2 Tage"}}, parameters={"consultation_days": 21}, valid_from=date(2026, 11, 23)
    )
    group.adopt(first, valid_from=date(2026, 11, 23))
    with group.world.engine.begin(SYSTEM) as tx:
        commands.proposal.turn(tx)

    found = _changes(group, group.propose(times={}, repeals=first))

    (one,) = found.fallen
    assert one.after is not None
    assert (one.version.version_id, one.after.id) == (new, old)
    assert [each.german for each in one.agreed] == ["Vereinbarte Zeit für „a“ von 2 auf 5 Tage verlängert."]
    (values,) = found.values
    assert [each.german for each in values.agreed] == [
        "Mindestdauer einer Beteiligung (Tage) von 21 auf 14 gesenkt."
    ]
    assert found.agreed
    with group.world.engine.begin(group.olga) as tx:
        pairs = queries.proposal_changes.compared(tx, found)
    assert [(pair.old.id, pair.new.id) for pair in pairs] == [(new, old)]


def test_where_nothing_held_before_a_repeal_leaves_nothing(group: Group) -> None:
    new = _version(group, "new")
    first = group.ready(times={new: {}}, valid_from=date(2026, 11, 23))
    group.adopt(first, valid_from=date(2026, 11, 23))

    (one,) = _changes(group, group.propose(times={}, repeals=first)).fallen

    assert (one.after, one.agreed) == (None, ())


def test_a_repeal_of_what_is_still_to_come_says_what_will_not_be(group: Group) -> None:
    old, new = _version(group, "old"), _version(group, "new")
    _adopt(group, old, "05334", a="5 Tage")
    first = group.ready(times={new: {"a": "2 Tage"}}, parameters={"consultation_days": 21})
    group.adopt(first)
    second = group.ready(times={}, repeals=first, valid_from=date(2026, 12, 20))

    before = _changes(group, second)
    group.adopt(second, valid_from=date(2026, 12, 20))

    for found in (before, _changes(group, second)):
        (one,) = found.fallen
        assert one.after is not None
        assert (one.version.version_id, one.after.id) == (new, old)
        assert [each.german for each in one.agreed] == [
            "Vereinbarte Zeit für „a“ von 2 auf 5 Tage verlängert."
        ]
        (values,) = found.values
        assert [each.german for each in values.agreed] == [
            "Mindestdauer einer Beteiligung (Tage) von 21 auf 14 gesenkt."
        ]


def test_another_id_of_a_step_changes_no_time(group: Group) -> None:
    old = _version(group, "old")
    given = {
        **files("b"),
        "p.bpmn": m.tasks("p", "b").replace(b'name="b"', b'name="a"'),
        "process.toml": PROFILE.replace(b'element = "a"', b'element = "b"'),
    }
    with group.world.engine.begin(SYSTEM) as tx:
        new = commands.definition.deploy(tx, given).version_id
    _adopt(group, old, "05334", a="5 Tage")

    (same,) = _changes(group, group.propose(times={new: {"b": "5 Tage"}})).replaced
    (shorter,) = _changes(group, group.propose(times={new: {"b": "2 Tage"}})).replaced

    assert same.agreed == ()
    assert [one.german for one in shorter.agreed] == ["Vereinbarte Zeit für „a“ von 5 auf 2 Tage verkürzt."]
