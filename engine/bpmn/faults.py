"""Collects the findings about one file while it is read."""

from __future__ import annotations

from engine.bpmn.element import Element
from engine.errors import Finding, Fix, Severity


class Faults:
    """A growing list of findings about one file; made and emptied within one call."""

    __slots__ = ("_findings", "file")

    def __init__(self, file: str) -> None:
        self.file = file
        self._findings: list[Finding] = []

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every fault so far, in the order they were found."""
        return tuple(self._findings)

    def error(self, rule: str, element: Element, reason: str, hint: str = "", fix: Fix | None = None) -> None:
        """Note a fault that stops the deployment."""
        self._add(rule, element, reason, hint, Severity.ERROR, fix)

    def warn(self, rule: str, element: Element, reason: str, hint: str = "") -> None:
        """Note something the process owner should look at."""
        self._add(rule, element, reason, hint, Severity.WARNING)

    def _add(
        self,
        rule: str,
        element: Element,
        reason: str,
        hint: str,
        severity: Severity,
        fix: Fix | None = None,
    ) -> None:
        self._findings.append(
            Finding(self.file, rule, reason, hint, element.id or None, element.line, severity, fix=fix)
        )
