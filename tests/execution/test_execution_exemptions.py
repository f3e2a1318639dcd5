"""A warning stands with a reason, an error never, and an exemption that fits nothing is told."""

from __future__ import annotations

import pytest

from engine.errors import Severity
from engine.execution import drafts
from engine.execution.bundle import read_bundle
from engine.testing import models as m

EXEMPTION = '[[ausnahmen]]\nregel = "{}"\nelement = "{}"\ngrund = "So beschlossen am 3.\u00a0März."\n'


def files(*exemptions, faulty=False):
    """A process whose task “a” has neither form nor name."""
    said = "".join(EXEMPTION.format(*one) for one in exemptions)
    ways = (m.flow("start", "a"), m.flow("a", "weg" if faulty else "end"))
    return {
        "p.bpmn": m.process("p", m.start(), m.user_task("a"), m.end(), *ways),
        "process.toml": f'schluessel = "p"\n{said}'.encode(),
    }


def test_a_warning_stands_with_its_reason_and_counts_no_more():
    without, given = files(), files(("user-task-form", "a"))

    found = read_bundle(given).findings

    stands = [one for one in found if one.exempted]
    assert [(one.rule, one.element, one.exempted) for one in stands] == [
        ("user-task-form", "a", "So beschlossen am 3.\u00a0März.")
    ]
    before, after = (drafts.columns(read_bundle(one), one)["warning_count"] for one in (without, given))
    assert after == before - 1


# comment per row: how an exemption fits nothing
@pytest.mark.parametrize(
    "exemption",
    [
        ("user-task-form", "b"),  # another element
        ("user-task-form", ""),  # a finding without an element
        ("dead-end", "a"),  # another rule
    ],
)
def test_an_exemption_that_fits_nothing_is_told(exemption):
    found = read_bundle(files(exemption)).findings

    assert not any(one.exempted for one in found)
    (told,) = (one for one in found if one.rule == "exemption-unmatched")
    assert (told.file, told.severity) == ("process.toml", Severity.WARNING)
    assert f"„{exemption[0]}“" in told.reason


def test_an_error_is_never_exempted():
    before = read_bundle(files(faulty=True)).errors
    (fault,) = (one for one in before if one.rule == "reference-dangling")

    after = read_bundle(files((fault.rule, fault.element), faulty=True))

    assert after.errors == before
    assert [one.rule for one in after.findings if one.rule.startswith("exemption-")] == ["exemption-error"]


def test_with_an_error_nothing_is_said_of_what_was_not_asked():
    found = read_bundle(files(("form-unused", ""), faulty=True)).findings

    assert [one for one in found if one.rule.startswith("exemption-")] == []
