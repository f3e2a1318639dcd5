"""Findings somebody has looked at and lets stand: `[[ausnahmen]]` in process.toml, each with the reason why.

Only a warning can be left standing: what an error says forbids the deployment. An exemption that fits no finding any
more is told, so that none covers a fault nobody has looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine import profile
from engine.errors import Finding, Severity
from engine.profile import Exemption, Profile

__all__ = ["exempt"]


def exempt(findings: Iterable[Finding], said: Profile | None) -> tuple[Finding, ...]:
    """The findings, those let stand with the reason, and what is wrong with the exemptions."""
    found = tuple(findings)
    if said is None or not said.exemptions:
        return found
    return (*(_with_reason(one, said.exemptions) for one in found), *_faults(found, said.exemptions))


def _with_reason(finding: Finding, exemptions: tuple[Exemption, ...]) -> Finding:
    if finding.severity is Severity.ERROR:
        return finding
    reason = next((one.reason for one in exemptions if _fits(one, finding)), "")
    return replace(finding, exempted=reason) if reason else finding


def _fits(one: Exemption, finding: Finding) -> bool:
    return (one.rule, one.element) == (finding.rule, finding.element or "")


def _faults(findings: tuple[Finding, ...], exemptions: tuple[Exemption, ...]) -> list[Finding]:
    # with an error some rules are not asked, and what they would have found is not known
    known = not any(one.severity is Severity.ERROR for one in findings)
    faults = []
    for one in exemptions:
        fitting = [finding for finding in findings if _fits(one, finding)]
        place = f"„{one.rule}“ an „{one.element}“" if one.element else f"„{one.rule}“"
        if any(finding.severity is Severity.ERROR for finding in fitting):
            faults.append(
                _warning(
                    "exemption-error",
                    f"ausnahmen: {place} ist ein Fehler. Von Fehlern gibt es keine Ausnahme.",
                    "Beheben Sie den Fehler, und streichen Sie die Ausnahme.",
                    one,
                )
            )
        elif known and not fitting:
            faults.append(
                _warning(
                    "exemption-unmatched",
                    f"ausnahmen: Einen Befund {place} gibt es nicht.",
                    "Streichen Sie die Ausnahme, oder berichtigen Sie Regel und Element.",
                    one,
                )
            )
    return faults


def _warning(rule: str, reason: str, hint: str, one: Exemption) -> Finding:
    return Finding(profile.NAME, rule, reason, hint, one.element or None, severity=Severity.WARNING)
