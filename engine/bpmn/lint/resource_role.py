"""Who does something is named by a resource or found by an expression, not both (BPMN 2.0.2, table 10.5).

Parameters belong to the query of a resource.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark
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


RULE = FileRule("resource-role", Basis.STANDARD, check)
