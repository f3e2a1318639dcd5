"""What the BPMN tests share: small models, and a way to ask one rule about one of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.bpmn import Knowledge, compile_graphs, lint, parse
from engine.errors import Finding, ModelError, Severity

RESOURCES = Path(__file__).parents[1] / "resources" / "bpmn"


@pytest.fixture
def model() -> Callable[[str], bytes]:
    """The bytes of a model by its name below `tests/resources/bpmn`, without the extension."""

    def load(name: str) -> bytes:
        return (RESOURCES / f"{name}.bpmn").read_bytes()

    return load


@pytest.fixture
def remarks() -> Callable[..., tuple[Finding, ...]]:
    """What one rule says about one of its models; the model itself compiles without a fault."""

    def ask(rule: str, variant: str, knowledge: Knowledge | None = None) -> tuple[Finding, ...]:
        file = RESOURCES / "lint" / rule / f"{variant}.bpmn"
        document = parse(file.read_bytes(), file.name)
        findings = lint(document, compile_graphs(document), knowledge)
        return tuple(finding for finding in findings if finding.rule == rule)

    return ask


@pytest.fixture
def file_remarks() -> Callable[[str, str], tuple[Finding, ...]]:
    """What one rule of the standard says about one of its models, whether or not anything of it could be compiled."""

    def ask(rule: str, variant: str) -> tuple[Finding, ...]:
        file = RESOURCES / "lint" / rule / f"{variant}.bpmn"
        findings = lint(parse(file.read_bytes(), file.name), ())
        return tuple(finding for finding in findings if finding.rule == rule)

    return ask


@pytest.fixture
def about(process: Callable[..., bytes]) -> Callable[..., list[str | None]]:
    """The elements one rule of the standard finds fault with in a process with this body."""

    def ask(rule: str, body: str, around: str = "") -> list[str | None]:
        findings = lint(parse(process(body, around), "p.bpmn"), ())
        return [finding.element for finding in findings if finding.rule == rule]

    return ask


@pytest.fixture
def process() -> Callable[..., bytes]:
    """A file with one executable process `p` around a body; prefixes bpmn and zeebe are declared."""

    def wrap(body: str, after: str = "") -> bytes:
        return (
            '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
            'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" targetNamespace="laufweg">'
            f'<process id="p" isExecutable="true">{body}</process>{after}</definitions>'
        ).encode()

    return wrap


@pytest.fixture
def rules(process: Callable[..., bytes]) -> Callable[..., list[str]]:
    """The rules whose errors stand against compiling a process with this body."""

    def ask(body: str, after: str = "") -> list[str]:
        try:
            compile_graphs(parse(process(body, after), "p.bpmn"))
        except ModelError as fault:
            return [finding.rule for finding in fault.findings if finding.severity is Severity.ERROR]
        return []

    return ask
