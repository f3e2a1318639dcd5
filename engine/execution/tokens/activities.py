"""What an element does when it is entered, and whether it waits then."""

from __future__ import annotations

from decimal import Decimal

from engine.bpmn import (
    THROWING,
    Call,
    CalledDecision,
    Exchange,
    Job,
    Kind,
    Node,
    Script,
    UserTask,
)
from engine.errors import ModelError
from engine.execution.changes import CallStarted, DecisionEvaluated, ElementActivated, JobCreated
from engine.execution.instance import ElementInstance
from engine.execution.services import Fault, FaultKind
from engine.execution.tokens import disclosures, elements, throws, user_tasks
from engine.execution.tokens.machine import Machine, Verdict
from engine.execution.tokens.variables import evaluate, explain
from engine.feel import Value

_RETRIES = 3
_MOST_RETRIES = 100


def execute(machine: Machine, one: ElementInstance, node: Node) -> Verdict:
    """Do what the element does."""
    if node.behaviour is not None:
        verdict = _behave(machine, one, node)
        if verdict is Verdict.WAITS:
            return verdict
    if node.stays:
        if node.kind is Kind.CATCH_EVENT and throws.is_link(node):
            return Verdict.PASSES
        machine.record(ElementActivated(node.id, one.id))
        return Verdict.WAITS
    if node.events and node.kind in THROWING:
        return throws.throw_all(machine, one, node)
    return Verdict.PASSES


def _behave(machine: Machine, one: ElementInstance, node: Node) -> Verdict:
    """Do what is said of the element beside its kind; what hands over data does not before one knows to whom."""
    if node.kind is not Kind.USER_TASK:
        disclosures.must_know(machine, one, node)
    match node.behaviour:
        case UserTask() if node.kind is Kind.USER_TASK:
            machine.record(user_tasks.activate(machine, one, node, node.behaviour))
            return Verdict.WAITS
        case Script() as script:
            _calculate(machine, one, script)
        case CalledDecision() as called:
            _decide_for(machine, one, called)
        case Job() | Call():
            _ask(machine, one, node)
            return Verdict.WAITS
        case Exchange(message=message) if node.kind is Kind.SEND_TASK and message is not None:
            throws.send(machine, one, node, message)
    return Verdict.PASSES


def works_outside(node: Node) -> bool:
    """Whether the element waits for a job or a called process."""
    return isinstance(node.behaviour, Job | Call)


def ask_again(machine: Machine, one: ElementInstance, node: Node) -> None:
    """Try a job or call once more; it breaks like the first time when it cannot even be asked for."""
    try:
        _ask(machine, one, node)
    except Fault as fault:
        machine.fail(one, fault)


def _ask(machine: Machine, one: ElementInstance, node: Node) -> None:
    match node.behaviour:
        case Job(type=kind, retries=retries, headers=headers):
            name = _text(machine, one, node, kind, FaultKind.JOB)
            count = Decimal(_RETRIES) if retries is None else evaluate(machine, one.id, retries).value
            if isinstance(count, str) and count.isascii() and count.isdigit():
                count = Decimal(count)
            if not isinstance(count, Decimal) or not 1 <= count <= _MOST_RETRIES or count % 1:
                raise Fault(
                    FaultKind.JOB,
                    f"„{node.label}“: Die Zahl der Versuche ist keine ganze Zahl von 1 bis {_MOST_RETRIES}.",
                )
            machine.record(JobCreated(node.id, one.id, name, int(count), headers))
        case Call() as call:
            process = _text(machine, one, node, call.process, FaultKind.CALL)
            variables = (
                machine.instance.context(one.id)
                if call.all_in
                else machine.instance.variables.get(one.id, {})
            )
            machine.record(
                CallStarted(node.id, one.id, process, call.binding, call.version_tag, dict(variables))
            )


def _text(machine: Machine, one: ElementInstance, node: Node, expression: object, kind: FaultKind) -> str:
    result = evaluate(machine, one.id, expression)  # type: ignore[arg-type]  # an Expression by the caller
    if isinstance(result.value, str) and result.value:
        return result.value
    raise Fault(kind, f"„{node.label}“: „{expression.text}“ ergab keinen Text: {explain(result)}.")  # type: ignore[attr-defined]


def _calculate(machine: Machine, one: ElementInstance, script: Script) -> None:
    result = evaluate(machine, one.id, script.expression)
    if result.value is None and result.warnings:
        raise Fault(
            FaultKind.EXPRESSION,
            f"Der Ausdruck „{script.expression.text}“ ergab keinen Wert: {explain(result)}.",
        )
    elements.hand_over(machine, one, {script.result_variable: result.value})


def _decide_for(machine: Machine, one: ElementInstance, called: CalledDecision) -> None:
    elements.hand_over(machine, one, {called.result_variable: _decide(machine, one, called.decision)})


def _decide(machine: Machine, one: ElementInstance, decision: str) -> Value:
    try:
        evaluation = machine.services.decide(decision, machine.instance.context(one.id))
    except ModelError as error:
        reasons = "; ".join(finding.reason for finding in error.findings) or error.message
        raise Fault(
            FaultKind.DECISION, f"Die Entscheidung „{decision}“ ließ sich nicht berechnen: {reasons}"
        ) from error
    machine.record(DecisionEvaluated(one.element, one.id, evaluation))
    if evaluation.undetermined:
        missing = ", ".join(f"„{name}“" for name in evaluation.undetermined)
        raise Fault(
            FaultKind.DECISION,
            f"Die Entscheidung „{evaluation.name}“ ist nicht bestimmbar, weil Angaben fehlen: {missing}.",
        )
    return evaluation.value
