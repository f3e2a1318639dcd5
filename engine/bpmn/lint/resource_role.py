"""Who does something is named by a resource or found by an expression, not both (BPMN 2.0.2, table 10.5).

Parameters belong to the query of a resource: those it has, and all that it requires (tables 8.50 and 8.51).
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import Element
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for role in file.all("resourceRole", "performer", "humanPerformer", "potentialOwner"):
        has_parameters = role.first("resourceParameterBinding") is not None
        by_expression = role.first("resourceAssignmentExpression") is not None
        by_resource = role.first("resourceRef") is not None
        if by_expression and (by_resource or has_parameters):
            yield file.fault(
                file.parent(role),
                "nennt Zuständige zugleich durch eine Ressource und durch einen Ausdruck.",
                "Behalten Sie eine der beiden Angaben.",
            )
        elif has_parameters and not by_resource:
            yield file.fault(
                file.parent(role),
                "gibt Parameter für eine Ressource an, die nicht genannt ist.",
                "Nennen Sie die Ressource („resourceRef“).",
            )
        elif by_resource:
            yield from _parameters(file, role)


def _parameters(file: File, role: Element) -> Iterator[Remark]:
    reference = role.first("resourceRef")
    resource = file.find(reference.text) if reference is not None else None
    if resource is None:
        return
    known = {one.id: one for one in resource.all("resourceParameter") if one.id}
    bound = {binding.get("parameterRef") for binding in role.all("resourceParameterBinding")}
    for parameter in sorted(bound - known.keys()):
        target = file.find(parameter)
        if target is not None and target.id not in known:
            yield file.fault(
                file.parent(role),
                f"belegt „{target.label}“; diesen Parameter hat „{resource.label}“ nicht.",
                "Belegen Sie nur Parameter der genannten Ressource.",
            )
    for parameter, element in known.items():
        if element.is_true("isRequired") and parameter not in bound:
            yield file.fault(
                file.parent(role),
                f"belegt „{element.label}“ nicht, den „{resource.label}“ verlangt.",
                "Ergänzen Sie den Parameter.",
            )


TOLD = Told(
    title="Zuständigkeit doppelt angegeben",
    why=(
        "Wer etwas tut, wird durch eine Ressource benannt oder durch einen Ausdruck gefunden. Beides "
        "zugleich widerspricht sich; Parameter gehören zu einer Ressource und sind die, die sie "
        "verlangt."
    ),
    wrong="Ein Bearbeiter nennt eine Ressource und einen Ausdruck.",
    right="Er nennt eines von beiden.",
    norm="BPMN 2.0.2, Tabellen 10.5, 8.50 und 8.51",
)
RULE = FileRule("resource-role", Basis.STANDARD, check, TOLD)
