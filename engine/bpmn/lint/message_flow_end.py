"""Which elements send and which receive messages (BPMN 2.0.2, 7.6.2 table 7.4, 10.5.2 to 10.5.4).

A start event and a catching event only receive, an end event and a throwing event only send, and an event with a
message flow has a message as its trigger or result.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import GATEWAYS, Element
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule

_ONLY_RECEIVE = frozenset({"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"})
_ONLY_SEND = frozenset({"endEvent", "intermediateThrowEvent", "sendTask"})


def check(file: File) -> Iterator[Remark]:
    for flow in file.all("messageFlow"):
        for end, other in (("sourceRef", _ONLY_RECEIVE), ("targetRef", _ONLY_SEND)):
            node = file.find(flow.get(end))
            if node is None:
                continue
            if node.name in other or node.name in GATEWAYS:
                yield file.fault(
                    node,
                    f"kann keine Nachricht {'senden' if end == 'sourceRef' else 'empfangen'}.",
                    "Drehen Sie den Nachrichtenfluss um oder führen Sie ihn zu einem anderen Element.",
                )
            elif node.name.endswith("Event") and not _may_be_message(file, node):
                yield file.fault(
                    node,
                    "ist mit einem Nachrichtenfluss verbunden, aber kein Nachrichtenereignis.",
                    "Wählen Sie als Art des Ereignisses „Nachricht“ oder löschen Sie den Nachrichtenfluss.",
                )


def _may_be_message(file: File, event: Element) -> bool:
    return "message" in file.triggers(event)


TOLD = Told(
    title="Nachrichtenfluss am falschen Element",
    why=(
        "Ein Start oder empfangendes Ereignis nimmt nur Nachrichten an, ein Ende oder auslösendes "
        "sendet nur. Andere Ereignisse und Gateways tun keines von beidem."
    ),
    wrong="Ein Nachrichtenfluss beginnt an einem Startereignis.",
    right="Er beginnt an einer Sendeaufgabe und führt zum Startereignis.",
    norm="BPMN 2.0.2, 7.6.2, Tabelle 7.4",
)
RULE = FileRule("message-flow-end", Basis.STANDARD, check, TOLD)
