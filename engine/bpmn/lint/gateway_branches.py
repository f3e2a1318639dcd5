"""A gateway splits or joins: it has several ways in or several ways out (BPMN 2.0.2, 10.6.1)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import GATEWAYS
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    # `event-gateway` asks for two ways out anyway.
    for gateway in file.all(*sorted(GATEWAYS - {"eventBasedGateway"})):
        if len(file.incoming.get(gateway.id, ())) < 2 and len(file.outgoing.get(gateway.id, ())) < 2:
            yield file.fault(
                gateway,
                "verzweigt nichts und führt nichts zusammen.",
                "Löschen Sie das Gateway und verbinden Sie seine Nachbarn.",
            )


TOLD = Told(
    title="Gateway, das nichts verzweigt",
    why=(
        "Ein Gateway teilt Wege oder führt sie zusammen. Mit einem Eingang und einem Ausgang tut es "
        "keines von beidem."
    ),
    wrong="Ein Gateway hat einen Eingang und einen Ausgang.",
    right="Der zweite Weg ist gezeichnet, oder das Gateway ist gelöscht.",
    norm="BPMN 2.0.2, 10.6.1",
)
RULE = FileRule("gateway-branches", Basis.STANDARD, check, TOLD)
