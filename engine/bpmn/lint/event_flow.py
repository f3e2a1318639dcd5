"""What flows an event must have or must not have (BPMN 2.0.2, 10.5.2 to 10.5.4).

A start leads on, an end is reached, an intermediate event is both; a link throw has nothing behind it and a link catch
nothing before it. What attached events need is said by `boundary-outgoing` and by the compiler.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import Element
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule

_NEEDS_OUTGOING = frozenset({"startEvent", "intermediateCatchEvent", "intermediateThrowEvent"})
_NEEDS_INCOMING = frozenset({"endEvent", "intermediateCatchEvent", "intermediateThrowEvent"})


def check(file: File) -> Iterator[Remark]:
    for event in file.all(*sorted(_NEEDS_INCOMING | _NEEDS_OUTGOING)):
        linked = "link" in file.triggers(event)
        yield from _incoming(file, event, linked and event.name == "intermediateCatchEvent")
        yield from _outgoing(file, event, linked and event.name == "intermediateThrowEvent")


def _incoming(file: File, event: Element, is_link_target: bool) -> Iterator[Remark]:
    flows = file.incoming.get(event.id)
    if is_link_target and flows:
        yield file.fault(
            event,
            "ist das Ziel eines Links; in ein solches Ereignis führt kein Sequenzfluss.",
            "Löschen Sie den Fluss oder verwenden Sie ein Ereignis ohne Link.",
        )
    elif not flows and event.name in _NEEDS_INCOMING and not is_link_target:
        yield file.fault(
            event,
            "wird durch keinen Sequenzfluss erreicht.",
            "Führen Sie einen Sequenzfluss zu dem Ereignis.",
        )


def _outgoing(file: File, event: Element, is_link_source: bool) -> Iterator[Remark]:
    flows = file.outgoing.get(event.id)
    if is_link_source and flows:
        yield file.fault(
            event,
            "löst einen Link aus; aus einem solchen Ereignis führt kein Sequenzfluss.",
            "Führen Sie den Fluss vom Ziel des Links weiter.",
        )
    elif not flows and event.name in _NEEDS_OUTGOING and not is_link_source:
        yield file.fault(
            event,
            "führt nicht weiter.",
            "Führen Sie einen Sequenzfluss zum nächsten Schritt.",
        )


TOLD = Told(
    title="Ereignis ohne den Fluss, den es braucht",
    why=(
        "Ein Start führt weiter, ein Ende wird erreicht, ein Zwischenereignis hat beides. Hinter einem "
        "auslösenden Link steht nichts, vor einem empfangenden auch nicht."
    ),
    wrong="Ein Zwischenereignis hat keinen ausgehenden Fluss.",
    right="Es steht zwischen zwei Schritten.",
    norm="BPMN 2.0.2, 10.5.2 bis 10.5.4",
)
RULE = FileRule("event-flow", Basis.STANDARD, check, TOLD)
