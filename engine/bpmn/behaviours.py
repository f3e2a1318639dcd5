"""What an element does when a token reaches it, by the kind of element."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from engine.bpmn import extensions
from engine.bpmn.element import Document, Element
from engine.bpmn.events import message, position_of
from engine.bpmn.expressions import Values
from engine.bpmn.labels import called
from engine.bpmn.model import Behaviour, ComplexJoin, EventGateway, Exchange, UserTask
from engine.bpmn.positions import Position

_Compile = Callable[[Document, Element, Values], Behaviour | None]


def behaviour_of(
    document: Document, element: Element, scope: Element | None, values: Values
) -> Behaviour | None:
    """The behaviour of an element; None where its kind says everything, or with a finding when a part is missing."""
    if element.name == "startEvent":
        return _start_form(element, scope, values)
    compiled = _BY_NAME.get(element.name)
    return None if compiled is None else compiled(document, element, values)


def _user_task(_document: Document, element: Element, values: Values) -> Behaviour | None:
    return extensions.user_task(element, values)


def _script(_document: Document, element: Element, values: Values) -> Behaviour | None:
    return extensions.job(element, values) or extensions.script(element, values)


def _decision(_document: Document, element: Element, values: Values) -> Behaviour | None:
    return extensions.job(element, values) or extensions.called_decision(element, values)


def _service(_document: Document, element: Element, values: Values) -> Behaviour | None:
    if element.zeebe("taskDefinition") is None:
        extensions.missing_job(element, values)
    return extensions.job(element, values)


def _thrown(_document: Document, element: Element, values: Values) -> Behaviour | None:
    return extensions.job(element, values)


def _send(document: Document, element: Element, values: Values) -> Behaviour | None:
    if element.zeebe("taskDefinition") is not None:
        return extensions.job(element, values)
    return Exchange(message(document, element, element, Position.THROW, values))


def _receive(document: Document, element: Element, values: Values) -> Behaviour | None:
    instantiate = element.is_true("instantiate")
    position = Position.PROCESS_START if instantiate else Position.CATCH
    return Exchange(message(document, element, element, position, values), instantiate)


def _call(_document: Document, element: Element, values: Values) -> Behaviour | None:
    return extensions.call(element, values)


def _ad_hoc(_document: Document, element: Element, values: Values) -> Behaviour | None:
    return extensions.ad_hoc(element, values)


def _event_gateway(_document: Document, element: Element, _values: Values) -> Behaviour | None:
    return EventGateway(element.is_true("instantiate"), element.get("eventGatewayType") == "Parallel")


def _complex_join(_document: Document, element: Element, values: Values) -> Behaviour | None:
    condition = element.first("activationCondition")
    text = condition.text if condition is not None else ""
    return ComplexJoin(values.expression(element, text, "Die Aktivierungsbedingung"))


_BY_NAME: Mapping[str, _Compile] = MappingProxyType(
    {
        "userTask": _user_task,
        "scriptTask": _script,
        "businessRuleTask": _decision,
        "serviceTask": _service,
        "intermediateThrowEvent": _thrown,
        "endEvent": _thrown,
        "sendTask": _send,
        "receiveTask": _receive,
        "callActivity": _call,
        "adHocSubProcess": _ad_hoc,
        "eventBasedGateway": _event_gateway,
        "complexGateway": _complex_join,
    }
)


def _start_form(element: Element, scope: Element | None, values: Values) -> UserTask | None:
    form = extensions.start_form(element, values)
    names = {child.name for child in element.children}
    has_trigger = any(name == "eventDefinitionRef" or name.endswith("EventDefinition") for name in names)
    if form is None or (position_of(element, scope) is Position.PROCESS_START and not has_trigger):
        return form
    values.faults.error(
        "form-misplaced",
        element,
        f"{called(element)} hat ein Formular, das niemand sehen würde.",
        "Ein Formular gehört an das Startereignis ohne Auslöser, mit dem der Prozess beginnt.",
    )
    return None
