"""The inbox by what tasks rest on: each norm of a process and of a step once, however their files write it."""

from __future__ import annotations

import pytest

from engine.queries.inbox import InboxFilter, InboxView, Offered, page
from engine.queries.inbox.following import following
from engine.testing import World
from engine.testing import models as m

_PERMIT = """schluessel = "titel"
rechtsgrundlagen = ["§§ 25a, 25b AufenthG", "§ 9 TIntG NRW – prüfen", "§§ 67 bis 85a SGB X", "Leitfaden – prüfen"]

[[daten]]
gruppe = "Verfahren"
rechtsgrundlage = "§ 86 AufenthG; §§ 28, 39 VwVfG"
elemente = ["anhoeren"]

[[daten]]
gruppe = "Begleitung"
rechtsgrundlage = "Einwilligung"
elemente = ["begleiten", "entscheiden"]
"""
_DUE = '=frist(date("2026-12-06"), duration("P1M"))'
_OTHER = """schluessel = "anders"
rechtsgrundlagen = ["§ 25b Abs. 1 S. 2 Nr. 3 AufenthG i. V. m. § 5 AufenthG", "§ 9 TIntG"]
"""


@pytest.fixture
def cited(world: World) -> World:
    """A process with three steps at once, two of which rest on something of their own, and another process."""
    steps = {
        "anhoeren": m.properties(rechtsfrist=_DUE, rechtsfrist_norm='="§ 1 " + "SGB I"'),
        "begleiten": "",
        "entscheiden": m.properties(rechtsfrist=_DUE, rechtsfrist_norm="§ 75 S. 2 VwGO"),
    }
    diagram = m.process(
        "titel",
        m.start(),
        m.parallel("auf"),
        *(m.user_task(one, extra=extra) for one, extra in steps.items()),
        m.end(),
        m.flow("start", "auf"),
        *(m.flow("auf", one) for one in steps),
        *(m.flow(one, "end") for one in steps),
    )
    world.start({"titel.bpmn": diagram, "process.toml": _PERMIT.encode()})
    world.start({"anders.bpmn": m.tasks("anders", "lesen"), "process.toml": _OTHER.encode()})
    return world


def listed(world: World, legal_basis: str, view: InboxView = InboxView.GROUP) -> set[str]:
    with world.engine.begin(world.people["ada"]) as tx:
        return {row.element for row in page(tx, InboxFilter(view, legal_basis=legal_basis)).tasks}


def test_each_norm_is_offered_once_under_its_statute(cited: World) -> None:
    with cited.engine.begin(cited.people["ada"]) as tx:
        offered = page(tx, InboxFilter()).overview.legal_bases

    assert [(one.name, [norm.name for norm in one.norms]) for one in offered] == [
        ("AufenthG", [f"§ {number} AufenthG" for number in ("5", "25a", "25b", "86")]),
        ("SGB X", ["§§ 67 bis 85a SGB X"]),
        ("TIntG NRW", ["§ 9 TIntG NRW"]),
        ("VwGO", ["§ 75 VwGO"]),
        ("VwVfG", ["§ 28 VwVfG", "§ 39 VwVfG"]),
        ("", ["Leitfaden"]),
    ]
    marks = {norm.name: norm for one in offered for norm in one.norms}
    assert marks["§ 9 TIntG NRW"] == Offered("§ 9 TIntG NRW", is_doubtful=False, is_partly_doubtful=True)
    assert marks["Leitfaden"] == Offered("Leitfaden", is_doubtful=True, is_partly_doubtful=False)
    assert marks["§ 5 AufenthG"] == Offered("§ 5 AufenthG", is_doubtful=False, is_partly_doubtful=False)


ALL, OF_TITLE = {"anhoeren", "begleiten", "entscheiden", "lesen"}, {"anhoeren", "begleiten", "entscheiden"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("§ 25b AufenthG", ALL),
        ("§ 25a AufenthG", OF_TITLE),
        ("§ 5 AufenthG", {"lesen"}),
        ("§ 9 TIntG NRW", ALL),
        ("§ 67d SGB X", OF_TITLE),
        # of one step alone
        ("§ 86 AufenthG", {"anhoeren"}),
        ("§ 75 VwGO", {"entscheiden"}),
        # as an address of before has it, and with what only together is named
        ("§§ 25a, 25b AufenthG", OF_TITLE),
        ("§ 25b Abs. 1 S. 2 Nr. 3 AufenthG i. V. m. § 5 AufenthG", {"lesen"}),
        ("§ 9 TIntG NRW – prüfen", ALL),
        ("§ 25a, § 86 AufenthG", {"anhoeren"}),
        ("Leitfaden", OF_TITLE),
        ("§ 1 SGB I", set()),
        ("nichts", set()),
    ],
)
def test_tasks_are_found_by_each_norm_of_their_process_and_step(
    cited: World, asked: str, found: set[str]
) -> None:
    assert listed(cited, asked) == found


def test_so_is_what_is_done_and_the_next_task_of_the_list(cited: World) -> None:
    with cited.engine.begin(cited.people["ada"]) as tx:
        following_one = following(tx, listed=InboxFilter(legal_basis="§ 75 VwGO"))
    assert following_one is not None
    assert following_one.element == "entscheiden"
    assert listed(cited, "§ 75 VwGO", InboxView.DONE) == set()

    story = cited.start(
        {"ende.bpmn": m.tasks("ende", "a"), "process.toml": _OTHER.replace("anders", "ende").encode()}
    )
    story.complete("a", as_=cited.people["ada"])

    assert listed(cited, "§ 5 AufenthG", InboxView.DONE) == {"a"}
    assert listed(cited, "§ 75 VwGO", InboxView.DONE) == set()
