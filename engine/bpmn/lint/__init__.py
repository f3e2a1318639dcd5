"""Checks of a compiled process: one rule, one file. What cannot be compiled is refused by `compile`."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import Document
from engine.bpmn.lint import (
    boundary_outgoing,
    condition_duplicate,
    condition_misplaced,
    condition_variable,
    dead_end,
    decision_missing,
    default_condition,
    due_date,
    end_name,
    endless_loop,
    expression_variable,
    form_missing,
    gateway_condition,
    gateway_default,
    gateway_name,
    message_correlation,
    message_duplicate,
    no_end,
    no_start,
    not_drawn,
    parallel_join,
    process_name,
    several_starts,
    sub_process_start,
    task_name,
    timer_cycle,
    timer_value,
    unreachable,
    user_task_candidates,
    user_task_form,
)
from engine.bpmn.lint.context import Basis, Context, Knowledge, Remark, Rule
from engine.bpmn.model import Graph
from engine.errors import Finding

__all__ = ["RULES", "Basis", "Context", "Knowledge", "Remark", "Rule", "lint"]

RULES: tuple[Rule, ...] = tuple(
    module.RULE
    for module in (
        process_name,
        no_start,
        several_starts,
        sub_process_start,
        no_end,
        unreachable,
        dead_end,
        boundary_outgoing,
        gateway_condition,
        gateway_default,
        gateway_name,
        default_condition,
        condition_misplaced,
        condition_duplicate,
        condition_variable,
        expression_variable,
        parallel_join,
        endless_loop,
        timer_value,
        timer_cycle,
        message_correlation,
        message_duplicate,
        user_task_candidates,
        user_task_form,
        form_missing,
        decision_missing,
        due_date,
        task_name,
        end_name,
        not_drawn,
    )
)


def lint(
    document: Document, graphs: tuple[Graph, ...], knowledge: Knowledge | None = None
) -> tuple[Finding, ...]:
    """Every remark of every rule on the graphs of a file, each once, in the order of the rules."""
    known = knowledge or Knowledge()
    found: dict[Finding, None] = {}
    for graph in graphs:
        context = Context(document, graph, known.forms, known.decisions, known.variables)
        found.update(dict.fromkeys(_findings(context)))
    return tuple(found)


def _findings(context: Context) -> Iterator[Finding]:
    for rule in RULES:
        for remark in rule.check(context):
            element = context.document.elements.get(remark.element)
            yield Finding(
                file=context.document.file,
                rule=rule.name,
                reason=remark.reason,
                hint=remark.hint,
                element=remark.element,
                line=element.line if element else None,
                severity=remark.severity,
            )
