"""Reads the extension elements Camunda Modeler 5 writes (namespace zeebe 1.0) into the parts of a node.

What is not read is said: an unknown zeebe element, one at the wrong place, or one whose meaning is not
executed is an error; what other vendors' engines would execute is a warning, since the file keeps it and this
engine does not do it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from engine.bpmn.definitions import Message
from engine.bpmn.disclosed import DATA, NAMES, NORM, PURPOSE, RECIPIENT, Discloses
from engine.bpmn.element import ZEEBE, Element
from engine.bpmn.expressions import Values, is_short_number
from engine.bpmn.labels import called
from engine.bpmn.model import (
    AdHoc,
    Assignment,
    Binding,
    Call,
    CalledDecision,
    Job,
    Script,
    UserTask,
)
from engine.bpmn.thrown import SENT
from engine.feel import Expression, compile_expression

#: a variable, or a path into one: output mappings may write a member of a context
_TARGET = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
#: properties of a user task: the deadline of the law (FEEL), the norm that sets it and the event it begins with (text
#: or FEEL)
LEGAL_DUE, LEGAL_NORM, LEGAL_EVENT = "rechtsfrist", "rechtsfrist_norm", "rechtsfrist_ereignis"
#: what a user task is called in lists, instead of the name of its element (FEEL or text)
TITLE = "bezeichnung"
_NO_PROPERTIES: Mapping[str, str] = MappingProxyType({})


def user_task(element: Element, values: Values) -> UserTask:
    """Assignment, dates, priority and form of a user task; each part may be missing."""
    assignment = element.zeebe("assignmentDefinition")
    schedule = element.zeebe("taskSchedule")

    def of(extension: Element | None, attribute: str, what: str) -> Expression | None:
        return values.value(element, extension.get(attribute), what) if extension else None

    return UserTask(
        assignee=of(assignment, "assignee", "Die zuständige Person"),
        candidate_groups=of(assignment, "candidateGroups", "Die Kandidatengruppe"),
        due_date=of(schedule, "dueDate", "Die Frist"),
        follow_up_date=of(schedule, "followUpDate", "Die Wiedervorlage"),
        priority=_priority(element, values),
        form=form(element, values),
        legal_due=values.expression(element, property_of(element, LEGAL_DUE), "Die gesetzliche Frist"),
        legal_norm=values.value(element, property_of(element, LEGAL_NORM), "Die Norm der gesetzlichen Frist"),
        legal_event=values.value(
            element, property_of(element, LEGAL_EVENT), "Das Ereignis der gesetzlichen Frist"
        ),
        title=values.value(element, property_of(element, TITLE), "Die Bezeichnung der Aufgabe"),
    )


def discloses(element: Element, values: Values) -> Discloses | None:
    """What a task lets another body know; None when none of its properties says so."""
    said = properties(element)
    if said.keys().isdisjoint((RECIPIENT, NORM, DATA)):
        return None
    return Discloses(
        *(values.value(element, said.get(name, ""), NAMES[name]) for name in (RECIPIENT, NORM, DATA, PURPOSE))
    )


def form(element: Element, values: Values) -> str | None:
    """The id of the linked form of a user task or start event."""
    definition = element.zeebe("formDefinition")
    if definition is None:
        return None
    identity = definition.get("formId")
    if identity and not identity.startswith("="):
        return identity
    values.faults.error(
        "form-binding",
        element,
        f"{called(element)} nennt ein Formular, aber nicht mit einer festen Formular-ID.",
        "Verknüpfen Sie das Formular mit „Camunda-Formular (verknüpft)“ und tragen Sie seine ID ein.",
    )
    return None


def start_form(element: Element, values: Values) -> UserTask | None:
    """The form of a start event, asked before an instance exists; the model carries it as a task nobody is
    assigned.
    """
    identity = form(element, values)
    return UserTask(form=identity) if identity else None


def script(element: Element, values: Values) -> Script | None:
    """The FEEL script of a script task; None with a finding when a part is missing."""
    extension = element.zeebe("script")
    if extension is None:
        values.faults.error(
            "script-missing",
            element,
            f"{called(element)} enthält keinen FEEL-Ausdruck.",
            "Wählen Sie als Implementierung „FEEL-Ausdruck“ und tragen Sie Ausdruck und Ergebnisvariable "
            "ein.",
        )
        return None
    text = extension.get("expression")
    if not text:
        values.faults.error("script-missing", element, f"Der Ausdruck von {called(element)} ist leer.")
        return None
    expression = values.expression(element, text, "Der Ausdruck")
    result = _result_variable(element, extension, values)
    return Script(expression, result) if expression and result else None


def called_decision(element: Element, values: Values) -> CalledDecision | None:
    """The decision a business rule task calls; None with a finding when a part is missing."""
    extension = element.zeebe("calledDecision")
    decision = extension.get("decisionId") if extension else ""
    if extension is None or not decision:
        values.faults.error(
            "decision-unnamed",
            element,
            f"{called(element)} nennt keine Entscheidung.",
            "Wählen Sie als Implementierung „DMN-Entscheidung“ und tragen Sie die Entscheidungs-ID ein.",
        )
        return None
    if decision.startswith("="):
        values.faults.error(
            "decision-unnamed",
            element,
            f"{called(element)} bestimmt die Entscheidung erst zur Laufzeit.",
            "Tragen Sie eine feste Entscheidungs-ID ein, damit sie geprüft werden kann.",
        )
        return None
    result = _result_variable(element, extension, values)
    return CalledDecision(decision, result) if result else None


def mappings(element: Element, direction: str, values: Values) -> tuple[Assignment, ...]:
    """The `input` or `output` mappings of an element, in their order."""
    holder = element.zeebe("ioMapping")
    if holder is None:
        return ()
    found = []
    for mapping in holder.children:
        if mapping.namespace != ZEEBE or mapping.name != direction:
            continue
        target = mapping.get("target")
        source = mapping.get("source")
        if not _TARGET.fullmatch(target):
            values.faults.error(
                "mapping-target",
                element,
                f"Eine Zuordnung von {called(element)} hat keinen gültigen Variablennamen als Ziel: "
                f"„{target}“",
                "Ein Variablenname beginnt mit einem Buchstaben und enthält nur Buchstaben, Ziffern und „_“.",
            )
            continue
        if not source:
            values.faults.error(
                "mapping-source",
                element,
                f"Die Zuordnung zu „{target}“ von {called(element)} hat keinen Wert.",
                "Tragen Sie einen Ausdruck oder einen festen Wert ein.",
            )
            continue
        expression = values.value(element, source, f"Die Zuordnung zu „{target}“")
        if expression is not None:
            found.append(Assignment(expression, target))
    return tuple(found)


def properties(element: Element) -> Mapping[str, str]:
    """The `zeebe:properties` of an element; the last one of a name wins."""
    holder = element.zeebe("properties")
    if holder is None:
        return _NO_PROPERTIES
    found = {
        one.get("name"): one.get("value")
        for one in holder.children
        if one.namespace == ZEEBE and one.get("name")
    }
    return MappingProxyType(found)


def correlation_key(message: Element, values: Values) -> Expression | None:
    """The key a waiting instance is found by, from the message's `zeebe:subscription`."""
    subscription = message.zeebe("subscription")
    if subscription is None:
        return None
    return values.expression(message, subscription.get("correlationKey"), "Der Korrelationsschlüssel")


def property_of(element: Element, name: str) -> str:
    """One `zeebe:property`; empty when it is not set."""
    return properties(element).get(name, "").strip()


def published(event: Element, message: Message, values: Values) -> Message:
    """A thrown message with what its event says about key, life and id."""
    key = values.expression(event, _sent(event, "correlationKey"), "Der Korrelationsschlüssel")
    life = values.value(event, _sent(event, "timeToLive"), "Die Lebensdauer der Nachricht")
    identity = values.value(event, _sent(event, "messageId"), "Die Kennung der Nachricht")
    return Message(message.name, key or message.correlation_key, life, identity)


def _sent(event: Element, attribute: str) -> str:
    """A property of ours, else the attribute of `zeebe:publishMessage`, which Camunda Modeler drops when it saves."""
    extension = event.zeebe("publishMessage")
    return property_of(event, SENT[attribute]) or (extension.get(attribute) if extension else "")


def job(element: Element, values: Values) -> Job | None:
    """The `zeebe:taskDefinition` of an element that works outside; None when it has none."""
    definition = element.zeebe("taskDefinition")
    if definition is None:
        return None
    kind = values.value(element, definition.get("type"), "Die Art des Auftrags")
    if kind is None:
        values.faults.error(
            "job-missing",
            element,
            f"{called(element)} nennt keine Art des Auftrags.",
            "Tragen Sie unter „Task definition“ einen Typ ein.",
        )
        return None
    retries = values.value(element, definition.get("retries"), "Die Zahl der Versuche")
    holder = element.zeebe("taskHeaders")
    headers = {one.get("key"): one.get("value") for one in holder.children} if holder else {}
    return Job(kind, retries, MappingProxyType(headers))


def missing_job(element: Element, values: Values) -> None:
    """Note that nobody knows how a service task is done."""
    values.faults.error(
        "job-missing",
        element,
        f"{called(element)} sagt nicht, wer sie ausführt.",
        "Tragen Sie unter „Task definition“ einen Typ ein.",
    )


def call(element: Element, values: Values) -> Call | None:
    """What a call activity calls: `zeebe:calledElement`, else the attribute of the standard."""
    extension = element.zeebe("calledElement")
    written = extension.get("processId") if extension else element.get("calledElement").rpartition(":")[2]
    process = values.value(element, written, "Der aufgerufene Prozess")
    if process is None:
        if not written:
            values.faults.error(
                "call-unnamed",
                element,
                f"{called(element)} nennt keinen Prozess.",
                "Tragen Sie unter „Called element“ die Prozess-ID ein.",
            )
        return None
    if extension is None:
        return Call(process)
    binding = extension.get("bindingType") or Binding.LATEST
    if binding not in set(Binding) or (binding == Binding.VERSION_TAG and not extension.get("versionTag")):
        values.faults.error(
            "zeebe-binding",
            element,
            f"{called(element)} bindet an „{binding}“; das wird nicht ausgeführt.",
            "Wählen Sie als Bindung „latest“, „deployment“ oder „versionTag“ mit einer Versionskennung.",
        )
        return None
    return Call(
        process,
        Binding(binding),
        extension.get("versionTag"),
        not extension.is_false("propagateAllParentVariables"),
        not extension.is_false("propagateAllChildVariables"),
    )


def ad_hoc(element: Element, values: Values) -> AdHoc:
    """How an ad-hoc sub-process runs: order, end, and what starts at once (`zeebe:adHoc`)."""
    extension = element.zeebe("adHoc")
    condition = element.first("completionCondition")
    return AdHoc(
        sequential=element.get("ordering") == "Sequential",
        cancel_remaining=not element.is_false("cancelRemainingInstances"),
        completion=values.expression(element, condition.text, "Die Abschlussbedingung")
        if condition is not None
        else None,
        active=values.expression(element, extension.get("activeElementsCollection"), "Die Liste der Schritte")
        if extension
        else None,
    )


def version_tag(process: Element) -> str:
    """The label of this version of a process."""
    extension = process.zeebe("versionTag")
    return extension.get("value") if extension else ""


def _priority(element: Element, values: Values) -> Expression | None:
    extension = element.zeebe("priorityDefinition")
    text = extension.get("priority") if extension else ""
    if not text or text.startswith("="):
        return values.value(element, text, "Die Priorität")
    if is_short_number(text) and int(text) <= 100:
        return compile_expression(text)
    values.faults.error(
        "priority-invalid",
        element,
        f"Die Priorität „{text}“ von {called(element)} ist keine ganze Zahl von 0 bis 100.",
        "Tragen Sie eine Zahl von 0 bis 100 oder einen FEEL-Ausdruck ein.",
    )
    return None


def _result_variable(element: Element, extension: Element, values: Values) -> str:
    name = extension.get("resultVariable")
    if _TARGET.fullmatch(name) and "." not in name:
        return name
    values.faults.error(
        "result-variable",
        element,
        f"{called(element)} nennt keine gültige Ergebnisvariable: „{name}“",
        "Tragen Sie den Namen der Variablen ein, in die das Ergebnis geschrieben wird.",
    )
    return ""
