"""A gateway does what its direction says (BPMN 2.0.2, table 10.98)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import GATEWAYS
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule
from engine.errors import Fix


def check(file: File) -> Iterator[Remark]:
    for gateway in file.all(*sorted(GATEWAYS)):
        incoming, outgoing = len(file.incoming.get(gateway.id, ())), len(file.outgoing.get(gateway.id, ()))
        match gateway.get("gatewayDirection"):
            case "Converging" if outgoing > 1:
                is_so = f"zusammenführend (Converging), hat aber {outgoing} Ausgänge"
            case "Diverging" if incoming > 1:
                is_so = f"verzweigend (Diverging), hat aber {incoming} Eingänge"
            case "Mixed" if incoming < 2 or outgoing < 2:
                is_so = "gemischt (Mixed), hat aber nicht mehrere Eingänge und mehrere Ausgänge"
            case _:
                continue
        yield file.fault(
            gateway,
            f"ist gekennzeichnet als {is_so}.",
            "Setzen Sie „gatewayDirection“ auf „Unspecified“ oder ändern Sie die Flüsse.",
            Fix(gateway.id, "gatewayDirection"),
        )


TOLD = Told(
    title="Gateway widerspricht seiner Richtung",
    why=(
        "Die Datei sagt, das Gateway führe nur zusammen oder verzweige nur, seine Flüsse sagen etwas "
        "anderes. Ausgeführt wird nach den Flüssen."
    ),
    wrong="gatewayDirection ist „Converging“, das Gateway hat zwei Ausgänge.",
    right="gatewayDirection ist „Unspecified“ oder fehlt.",
    norm="BPMN 2.0.2, Tabelle 10.98",
)
RULE = FileRule("gateway-direction", Basis.STANDARD, check, TOLD)
