"""SpiffWorkflow's own parser, taught zeebe: it reads the diagram itself, our graph only lends it the extensions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.parser import event_parsers, task_parsers
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.TaskParser import TaskParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException
from SpiffWorkflow.bpmn.specs.data_spec import TaskDataReference
from SpiffWorkflow.bpmn.specs.defaults import EventBasedGateway, StartEvent
from SpiffWorkflow.bpmn.specs.event_definitions.timer import TimerEventDefinition
from SpiffWorkflow.exceptions import SpiffWorkflowException

from engine import xml
from engine.bpmn import Job, MultiInstance, Node
from engine.crosscheck import elements
from engine.crosscheck.environment import Condition, Count
from engine.crosscheck.timers import DateTimer, DurationTimer
from engine.errors import ModelError
from engine.scenario.library import called_process


class _Extended:
    """Before a parser of SpiffWorkflow: gives the element its node, conditions and repetitions their FEEL."""

    process_parser: Any
    bpmn_id: str
    task: Any
    spec_class: type

    def create_task(self) -> Any:
        if isinstance(self._node().behaviour, Job):
            self.spec_class = elements.Work
        made = super().create_task()  # type: ignore[misc]  # the parser this stands before
        made.node = self._node()
        return made

    def parse_condition(self, flow: Any) -> str | None:
        found = super().parse_condition(flow)  # type: ignore[misc]  # as above
        return None if found is None else Condition(found)

    def _node(self) -> Node:
        nodes: Mapping[str, Node] = self.process_parser.parser.nodes
        return nodes[self.bpmn_id]

    def _add_multiinstance_task(self, characteristics: Any) -> None:
        loop = self._node().loop
        if not isinstance(loop, MultiInstance):
            raise ValidationException(f"Expected to repeat {self.bpmn_id}, but it says nothing about it")
        parser: Any = self
        original = parser.spec.task_specs.pop(self.task.name)
        made = parser.SEQUENTIAL_MI_CLASS if loop.sequential else parser.PARALLEL_MI_CLASS
        self.task = made(
            parser.spec,
            original.name,
            task_spec="",
            cardinality=Count(f"={loop.cardinality.text}") if loop.cardinality else None,
            data_input=elements.Input(loop.collection) if loop.collection else None,
            data_output=TaskDataReference(loop.output_collection) if loop.output_collection else None,
            input_item=TaskDataReference(loop.input_element) if loop.input_element else None,
            output_item=elements.Output(loop.output_element) if loop.output_element else None,
            condition=Condition(f"={loop.completion.text}") if loop.completion else None,
        )
        parser._copy_task_attrs(original, characteristics)


class _Calling(_Extended):
    """As above; what is called stands in zeebe's extension."""

    node: Any

    def create_task(self) -> Any:
        called = called_process(self._node())
        if called is None:
            raise ValidationException(f"{self.bpmn_id} computes what it calls")
        self.node.set("calledElement", called)
        return super().create_task()


class _Clocked(_Extended):
    """As above, with timers on our clock; a definition that is only referred to would be lost without a word."""

    node: Any

    def create_task(self) -> Any:
        if any(xml.local_name(part) == "eventDefinitionRef" for part in self.node):
            raise ValidationException(f"{self.bpmn_id} refers to its event definition")
        return super().create_task()

    def parse_timer_event(self, event: Any) -> TimerEventDefinition:
        name = self.bpmn_id
        for part in event:
            match xml.local_name(part):
                case "timeDate":
                    return DateTimer(name, xml.text_of(part))
                case "timeDuration":
                    return DurationTimer(name, xml.text_of(part))
        return super().parse_timer_event(event)  # type: ignore[misc]  # the parser this stands before


def _before(mixin: type, parser: type) -> type:
    return type(f"Zeebe{parser.__name__}", (mixin, parser), {})


class _Parser(BpmnParser):  # type: ignore[misc]  # SpiffWorkflow is untyped
    """The parser for one version; `nodes` are those of our graphs."""

    OVERRIDE_PARSER_CLASSES = {
        full_tag(tag): (_before(mixin, parser), spec)
        for tag, mixin, parser, spec in (
            ("startEvent", _Clocked, event_parsers.StartEventParser, StartEvent),
            ("endEvent", _Clocked, event_parsers.EndEventParser, elements.End),
            ("intermediateCatchEvent", _Clocked, event_parsers.IntermediateCatchEventParser, elements.Catch),
            ("intermediateThrowEvent", _Clocked, event_parsers.IntermediateThrowEventParser, elements.Throw),
            ("boundaryEvent", _Clocked, event_parsers.BoundaryEventParser, elements.Boundary),
            ("receiveTask", _Clocked, event_parsers.ReceiveTaskParser, elements.Receive),
            ("sendTask", _Clocked, event_parsers.SendTaskParser, elements.Send),
            ("eventBasedGateway", _Clocked, event_parsers.EventBasedGatewayParser, EventBasedGateway),
            ("userTask", _Extended, TaskParser, elements.Person),
            ("task", _Extended, TaskParser, elements.Passed),
            ("manualTask", _Extended, TaskParser, elements.Passed),
            ("scriptTask", _Extended, TaskParser, elements.Computed),
            ("businessRuleTask", _Extended, TaskParser, elements.Computed),
            ("serviceTask", _Extended, TaskParser, elements.Computed),
            ("subProcess", _Extended, task_parsers.SubWorkflowParser, elements.Scope),
            ("callActivity", _Calling, task_parsers.CallActivityParser, elements.Called),
            ("transaction", _Extended, task_parsers.SubWorkflowParser, elements.Transaction),
        )
    } | {
        full_tag(tag): (_before(_Extended, parser), BpmnParser.PARSER_CLASSES[full_tag(tag)][1])
        for tag, parser in (
            ("exclusiveGateway", task_parsers.ConditionalGatewayParser),
            ("inclusiveGateway", task_parsers.ConditionalGatewayParser),
            ("parallelGateway", task_parsers.GatewayParser),
        )
    }

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        super().__init__()
        self.nodes = nodes


def read(
    files: Mapping[str, bytes], process: str, nodes: Mapping[str, Node]
) -> tuple[Any, Mapping[str, Any]]:
    """The process and its sub-processes as SpiffWorkflow understands the diagrams; ModelError when it refuses them.

    The files come through our own reader, so neither a document type nor an entity gets that far.
    """
    parser = _Parser(nodes)
    try:
        for path, content in files.items():
            if path.endswith(".bpmn"):
                root = xml.read(content, path)
                _check_flows(root)
                parser.add_bpmn_xml(root, path)
        parts = parser.get_subprocess_specs(process, require_call_activity_specs=False)
        # what is called but not there stays out, so that only a case that reaches it goes wrong
        return parser.get_spec(process), {name: part for name, part in parts.items() if part is not None}
    except (SpiffWorkflowException, KeyError, RecursionError) as fault:
        raise ModelError(f"Expected SpiffWorkflow to read {process}, but it refuses: {fault}") from fault


def _check_flows(root: xml.Element) -> None:
    """A flow that has no id SpiffWorkflow reads and never follows, and says nothing."""
    for flow in root.iter(full_tag("sequenceFlow")):
        if not flow.get("id"):
            raise ValidationException(f"the flow out of {flow.get('sourceRef')} has no id and would be lost")
