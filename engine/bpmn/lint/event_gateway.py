"""What may follow an event-based gateway (BPMN 2.0.2, 10.6.6).

Two or more flows, each to a receive task or a catching event that nothing else leads to; messages are
awaited by events or by tasks, not by both, and such a task has no attached event. Only a gateway that starts the
process can be parallel (table 10.118).
`condition-misplaced` speaks of conditions.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import Element
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule

_AWAITED = frozenset({"message", "timer", "signal", "conditional"})


def check(file: File) -> Iterator[Remark]:
    hosts = {event.get("attachedToRef") for event in file.all("boundaryEvent")}
    for gateway in file.all("eventBasedGateway"):
        flows = file.outgoing.get(gateway.id, [])
        targets = [found for flow in flows if (found := file.find(flow.get("targetRef"))) is not None]
        if len(flows) < 2:
            yield file.fault(
                gateway,
                "braucht wenigstens zwei Ausgänge.",
                "Zeichnen Sie für jedes mögliche Ereignis einen Ausgang oder löschen Sie das Gateway.",
            )
        if gateway.get("eventGatewayType") == "Parallel" and not gateway.is_true("instantiate"):
            yield file.fault(
                gateway,
                "wartet auf mehrere Ereignisse zugleich; das kann nur ein Gateway, das den Prozess startet.",
                "Zeichnen Sie ein paralleles Gateway und dahinter die Ereignisse.",
            )
        for target in targets:
            yield from _target(file, target, hosts)
        if any(one.name == "receiveTask" for one in targets) and any(
            "message" in file.triggers(one) for one in targets
        ):
            yield file.fault(
                gateway,
                "wartet auf Nachrichten teils mit Ereignissen, teils mit Empfangsaufgaben.",
                "Verwenden Sie nach einem Gateway nur eines von beiden.",
            )


def _target(file: File, target: Element, hosts: set[str]) -> Iterator[Remark]:
    is_event = target.name == "intermediateCatchEvent"
    triggers = file.triggers(target)
    if not (target.name == "receiveTask" or (is_event and triggers and triggers <= _AWAITED)):
        yield file.fault(
            target,
            "folgt auf ein ereignisbasiertes Gateway, ist aber kein Ereignis, auf das gewartet werden kann.",
            "Verwenden Sie ein eintretendes Nachrichten-, Zeit-, Signal- oder Bedingungsereignis.",
        )
    if len(file.incoming.get(target.id, ())) > 1:
        yield file.fault(
            target,
            "folgt auf ein ereignisbasiertes Gateway und hat noch einen anderen Eingang.",
            "Führen Sie den anderen Fluss zu dem Element danach.",
        )
    if target.id in hosts and target.name == "receiveTask":
        yield file.fault(
            target,
            "folgt auf ein ereignisbasiertes Gateway; dort darf kein Ereignis angeheftet sein.",
            "Zeichnen Sie das angeheftete Ereignis als weiteren Ausgang des Gateways.",
        )


TOLD = Told(
    title="Ereignisbasiertes Gateway ohne Auswahl",
    why=(
        "Ein ereignisbasiertes Gateway wartet, welches von mehreren Ereignissen zuerst eintritt. "
        "Dahinter kann nur stehen, worauf sich warten lässt."
    ),
    wrong="Hinter dem Gateway folgt eine Benutzeraufgabe.",
    right="Es folgen „Antwort eingegangen“ (Nachricht) und „nach 14 Tagen“ (Zeit).",
    norm="BPMN 2.0.2, 10.6.6",
)
RULE = FileRule("event-gateway", Basis.STANDARD, check, TOLD)
