"""Checks of a file and its compiled processes: one rule, one file. What cannot be compiled is refused by `compile`."""

from __future__ import annotations

from itertools import islice

from engine.bpmn.element import Document
from engine.bpmn.lint import (
    ad_hoc_content,
    agreed_time,
    association_end,
    association_item,
    boundary_outgoing,
    call_computed,
    call_data,
    call_start,
    candidate_group,
    choreography_activity,
    collaboration_closed,
    compensation_flow,
    condition_answer,
    condition_constant,
    condition_duplicate,
    condition_misplaced,
    condition_variable,
    data_object_split,
    data_sets,
    data_state_name,
    dead_end,
    deadlock,
    decision_input,
    decision_missing,
    declaration_unused,
    default_condition,
    disclosure,
    due_date,
    empty_scope,
    end_name,
    endless_loop,
    event_data,
    event_flow,
    event_gateway,
    event_interrupting,
    event_sub_process,
    executable_only,
    expression_empty,
    expression_formal,
    expression_type,
    expression_variable,
    extension_required,
    flow_condition,
    flow_name,
    flow_unlisted,
    form_missing,
    four_eyes,
    gateway_branches,
    gateway_condition,
    gateway_default,
    gateway_direction,
    gateway_name,
    gateway_question,
    instantiating,
    interface_binding,
    item_collection,
    legal_deadline,
    link_pair,
    loop_behavior,
    loop_data,
    media_type,
    message_correlation,
    message_duplicate,
    message_flow_end,
    message_flow_pools,
    message_operation,
    name_typography,
    no_end,
    no_incoming,
    no_start,
    not_drawn,
    operation_data,
    parallel_join,
    participant_number,
    process_data,
    process_name,
    resource_role,
    schema,
    script_format,
    several_starts,
    shared_definition,
    start_event_name,
    sub_process_start,
    task_deadline,
    task_name,
    task_verb,
    thrown_code,
    timer_calendar,
    timer_cycle,
    timer_value,
    transaction_cancel,
    unreachable,
    unsynchronised,
    user_task_candidates,
    user_task_form,
)
from engine.bpmn.lint.context import Answers, Basis, Context, Knowledge, Remark, Rule, Told
from engine.bpmn.lint.file import File, FileRule
from engine.bpmn.model import Graph
from engine.errors import Finding

__all__ = [
    "FILE_RULES",
    "RULES",
    "Answers",
    "Basis",
    "Context",
    "File",
    "FileRule",
    "Knowledge",
    "Remark",
    "Rule",
    "Told",
    "lint",
]

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
        flow_name,
        gateway_question,
        default_condition,
        condition_misplaced,
        condition_duplicate,
        condition_constant,
        condition_answer,
        condition_variable,
        expression_variable,
        expression_type,
        parallel_join,
        deadlock,
        unsynchronised,
        endless_loop,
        timer_value,
        timer_cycle,
        timer_calendar,
        message_correlation,
        call_computed,
        user_task_candidates,
        candidate_group,
        user_task_form,
        form_missing,
        decision_missing,
        decision_input,
        due_date,
        task_deadline,
        legal_deadline,
        agreed_time,
        four_eyes,
        disclosure,
        task_name,
        task_verb,
        end_name,
        start_event_name,
        not_drawn,
    )
)


#: of one rule on one file or process: more than anyone reads, and a bound for hostile files
_MAX_REMARKS = 1_000
#: what the standard says of a whole file, executable or not
FILE_RULES: tuple[FileRule, ...] = tuple(
    module.RULE
    for module in (
        schema,
        extension_required,
        flow_unlisted,
        event_flow,
        no_incoming,
        link_pair,
        event_sub_process,
        transaction_cancel,
        event_interrupting,
        compensation_flow,
        event_gateway,
        instantiating,
        gateway_direction,
        gateway_branches,
        flow_condition,
        executable_only,
        choreography_activity,
        participant_number,
        message_flow_pools,
        message_flow_end,
        collaboration_closed,
        data_sets,
        process_data,
        item_collection,
        association_end,
        association_item,
        operation_data,
        call_data,
        call_start,
        interface_binding,
        event_data,
        message_operation,
        data_object_split,
        data_state_name,
        shared_definition,
        loop_data,
        loop_behavior,
        expression_empty,
        expression_formal,
        media_type,
        script_format,
        resource_role,
        thrown_code,
        ad_hoc_content,
        empty_scope,
        message_duplicate,
        declaration_unused,
        name_typography,
    )
)


def lint(
    document: Document, graphs: tuple[Graph, ...], knowledge: Knowledge | None = None
) -> tuple[Finding, ...]:
    """Every remark of every rule on a file and its graphs, each once, in the order of the rules."""
    known = knowledge or Knowledge()
    file = File(document)
    found = dict.fromkeys(
        _finding(document, rule, remark)
        for rule in FILE_RULES
        for remark in islice(rule.check(file), _MAX_REMARKS)
    )
    for graph in graphs:
        context = Context(
            document,
            graph,
            known.forms,
            known.decisions,
            known.variables,
            known.agreed,
            known.data,
            known.inputs,
            known.answers,
        )
        found.update(
            dict.fromkeys(
                _finding(document, rule, remark)
                for rule in RULES
                for remark in islice(rule.check(context), _MAX_REMARKS)
            )
        )
    return tuple(found)


def _finding(document: Document, rule: Rule | FileRule, remark: Remark) -> Finding:
    line = remark.line
    if line is None:
        element = document.elements.get(remark.element)
        line = element.line if element is not None else None
    return Finding(
        file=document.file,
        rule=rule.name,
        reason=remark.reason,
        hint=remark.hint,
        element=remark.element or None,
        line=line,
        severity=remark.severity,
        fix=remark.fix,
    )
