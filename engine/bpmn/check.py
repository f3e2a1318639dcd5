"""Everything there is to say about a file, without an exception: what a modeller shows and a deployment
decides on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.bpmn.basis import Basis, basis_of
from engine.bpmn.compile import build
from engine.bpmn.element import Document
from engine.bpmn.lint import Knowledge, lint
from engine.bpmn.model import Graph
from engine.bpmn.parse import parse_whole
from engine.errors import Finding, ModelError, Severity

MAX_FINDINGS = 500


@dataclass(frozen=True, slots=True)
class Checked:
    """The graphs that may run, and every finding in order of lines; with an error no graph may run.

    `document` is what was read, with its drawing; None where the bytes are no BPMN.
    """

    graphs: tuple[Graph, ...]
    findings: tuple[Finding, ...]
    document: Document | None = None


def read(source: bytes, file: str, knowledge: Knowledge | None = None) -> Checked:
    """Parse, compile and lint a file; faults of the model are findings, never an exception.

    What lint says about an element that is refused anyway is left out, unless the refusal is ours and the standard has
    something to say too. A file without an executable process
    gives no graph and one warning: it is a picture.
    """
    try:
        document = parse_whole(source, file)
    except ModelError as fault:
        return Checked((), fault.findings)
    compiled = build(document)
    remarks = _unsaid(compiled.findings, lint(document, compiled.graphs, knowledge))
    if not document.executable:
        remarks = (one for one in remarks if one.severity is Severity.ERROR)
    findings = sorted((*compiled.findings, *remarks, *_not_executable(document)), key=_line)
    has_error = any(one.severity is Severity.ERROR for one in findings)
    return Checked(() if has_error else compiled.graphs, _readable(findings, file), document)


def _unsaid(compiled: Iterable[Finding], remarks: Iterable[Finding]) -> Iterator[Finding]:
    refused: dict[str, Basis] = {}
    for one in compiled:
        if one.severity is Severity.ERROR and one.element is not None:
            basis = basis_of(one.rule)
            if refused.get(one.element) is not Basis.STANDARD:
                refused[one.element] = basis
    for one in remarks:
        said = refused.get(one.element) if one.element is not None else None
        if said is None or (said is Basis.PRACTICE and basis_of(one.rule) is Basis.STANDARD):
            yield one


def _readable(findings: list[Finding], file: str) -> tuple[Finding, ...]:
    """As many findings as a person can work through; where there are more, errors go before warnings."""
    if len(findings) <= MAX_FINDINGS:
        return tuple(findings)
    errors = [one for one in findings if one.severity is Severity.ERROR]
    others = [one for one in findings if one.severity is not Severity.ERROR]
    rest = Finding(
        file=file,
        rule="too-many-findings",
        reason=f"Es gibt {len(findings) - MAX_FINDINGS} weitere Befunde, die hier nicht aufgeführt sind.",
        hint="Beheben Sie zuerst die aufgeführten Befunde.",
        severity=Severity.ERROR if len(errors) > MAX_FINDINGS else Severity.WARNING,
    )
    return (*[*errors, *others][:MAX_FINDINGS], rest)


def _line(finding: Finding) -> int:
    return finding.line or 0


def _not_executable(document: Document) -> tuple[Finding, ...]:
    if document.executable:
        return ()
    return (
        Finding(
            file=document.file,
            rule="not-executable",
            reason="Die Datei enthält keinen ausführbaren Prozess.",
            hint="Setzen Sie am Prozess das Häkchen „Ausführbar“ (isExecutable).",
            line=document.root.line,
            severity=Severity.WARNING,
        ),
    )
