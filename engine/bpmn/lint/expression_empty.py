"""A formal expression has a text (BPMN 2.0.2, table 8.56: body).

Conditions and times of executable processes are missed by the compiler already.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule

#: by the schema formal in any case
_FORMAL = frozenset({"transformation", "messagePath", "dataPath"})
_TYPED = frozenset(
    {"loopCondition", "loopCardinality", "completionCondition", "activationCondition", "from", "to"}
)
_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"


def check(file: File) -> Iterator[Remark]:
    for expression in file.all("condition", *sorted(_FORMAL | _TYPED)):
        owner = file.parent(expression)
        is_formal = (
            expression.name in _FORMAL
            or (expression.name == "condition" and owner.name == "complexBehaviorDefinition")
            or (
                expression.name in _TYPED
                and expression.attributes.get(_TYPE, "").endswith("tFormalExpression")
            )
        )
        if is_formal and not expression.text:
            while not owner.id and owner is not file.document.root:
                owner = file.parent(owner)
            yield file.fault(
                owner,
                f"hat einen leeren Ausdruck („{expression.name}“).",
                "Tragen Sie den Ausdruck ein oder löschen Sie die Angabe.",
            )


TOLD = Told(
    title="Ausdruck ohne Text",
    why="Ein förmlicher Ausdruck ohne Text ergibt nichts, womit sich rechnen ließe.",
    wrong="Eine Abschlussbedingung ist angelegt und leer.",
    right="Sie enthält einen Ausdruck, oder sie ist gelöscht.",
    norm="BPMN 2.0.2, Tabelle 8.56",
)
RULE = FileRule("expression-empty", Basis.STANDARD, check, TOLD)
