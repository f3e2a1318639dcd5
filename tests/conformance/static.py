"""Rule violations: does reading the file – as it is, without adaptation – refuse what the standard forbids?

A file that keeps the standard may still be refused by this product: it says more about tasks, forms and calls than
the standard asks, and reads only FEEL. Such findings are no verdict on the standard and do not count here.
"""

from __future__ import annotations

from engine.bpmn import read
from engine.bpmn.catalogue import UNKNOWN
from engine.bpmn.lint import FILE_RULES, RULES, Basis
from engine.errors import Finding, Severity
from tests.conformance.cases import Item, Result, result_of
from tests.conformance.pool import shortened

#: findings of parsing and compiling that only this product asks for, with what the standard says instead
PRODUCT_ONLY = {
    "feel-expected": "an expression may be in any language (BPMN 2.0.2, 8.4.6)",
    "feel-syntax": "as above",
    "element-refused": "valid elements this engine does not execute: scripts, resource roles",
    "attribute-refused": "valid values this engine does not execute: an expression language",
    "script-missing": "a script task may leave its script out (10.3.3)",
    "result-variable": "zeebe: the variable of a script or decision",
    "decision-unnamed": "a business rule task may name its rules in any way (10.3.3)",
    "job-missing": "a service task may leave open who does it: implementation ##unspecified (10.3.3)",
    "call-unnamed": "a call activity may leave its process open (10.3.6, calledElementRef is optional)",
    "task-message": "messageRef of a send or receive task is optional (10.3.3)",
    "mapping-target": "zeebe",
    "mapping-source": "zeebe",
    "zeebe-extension": "zeebe",
    "zeebe-binding": "zeebe",
    "form-binding": "zeebe",
    "form-misplaced": "zeebe",
    "priority-invalid": "zeebe",
    "too-many-processes": "a limit of this engine",
}


def drive(item: Item) -> Result:
    """Pass: refused where `reject` is expected, not refused where `accept` is."""
    findings = refusals(item.read(), str(item.data["path"]))
    expected = str(item.data["expected"])
    in_scope = "choreography_or_conversation" not in item.tags
    if expected == "reject":
        reason = "" if findings else f"accepted, but it breaks the rule {item.data['rule']}"
    else:
        reason = "" if not findings else shortened("; ".join(f"{one.rule}: {one.reason}" for one in findings))
    return result_of(item, reason, applicable=in_scope, expected=expected, rule=str(item.data["rule"]))


def refusals(source: bytes, file: str) -> list[Finding]:
    """The findings with which this engine refuses a file because of the standard."""
    return [
        one for one in read(source, file).findings if one.severity is Severity.ERROR and _is_standard(one)
    ]


def _is_standard(finding: Finding) -> bool:
    """Rules of parsing and compiling come from the standard unless they are listed above; lint rules say it."""
    if finding.rule in PRODUCT_ONLY:
        # an element BPMN does not know at that place is refused with the same rule
        return finding.rule == "element-refused" and UNKNOWN.reason in finding.reason
    rule = next((one for one in (*RULES, *FILE_RULES) if one.name == finding.rule), None)
    return rule is None or rule.basis is Basis.STANDARD
