"""The elements of SpiffWorkflow with zeebe's mappings, FEEL scripts and our decisions."""

from __future__ import annotations

import copy
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.bpmn.specs.defaults import (
    BoundaryEvent,
    CallActivity,
    EndEvent,
    IntermediateCatchEvent,
    IntermediateThrowEvent,
    NoneTask,
    ReceiveTask,
    SendTask,
    SubWorkflowTask,
    TransactionSubprocess,
    UserTask,
)

from engine.bpmn import Call, CalledDecision, MultiInstance, Node, Script
from engine.crosscheck.environment import Broken, FeelEnvironment
from engine.feel import Expression, Value

_OUTER = "laufweg_outer"


class Mapped(BpmnTaskSpec):  # type: ignore[misc]  # SpiffWorkflow is untyped
    """Input mappings make local variables, output mappings say what leaves; without them everything leaves."""

    node: Node

    def enter(self, task: Any) -> None:
        """Remember what is outside, and add the local variables."""
        task.internal_data[_OUTER] = dict(task.data)
        for mapping in self.node.inputs:
            task.data[mapping.target] = environment_of(task).value(mapping.source, task.data)

    def leave(self, task: Any) -> None:
        """Keep what the output mappings name, else all but the local variables."""
        outer: dict[str, Value] = task.internal_data.pop(_OUTER, None) or dict(task.parent.data)
        if self.node.outputs:
            inside = dict(task.data)
            for mapping in self.node.outputs:
                outer[mapping.target] = environment_of(task).value(mapping.source, inside)
            task.data = outer
            return
        for name in self._local():
            task.data.pop(name, None)
            if name in outer:
                task.data[name] = outer[name]

    def _local(self) -> set[str]:
        names = {mapping.target for mapping in self.node.inputs}
        loop = self.node.loop
        return names | ({loop.input_element} if isinstance(loop, MultiInstance) else set())

    def _on_complete_hook(self, task: Any) -> None:
        self.leave(task)
        super()._on_complete_hook(task)


class MappedTask(Mapped):
    """A task: its mappings are evaluated once, when it is entered."""

    def _update_hook(self, task: Any) -> Any:
        ready = super()._update_hook(task)
        if ready:
            self.enter(task)
        return ready


class Person(MappedTask, UserTask):  # type: ignore[misc]  # as above
    """A user task: READY until somebody completes it."""


class Work(MappedTask, UserTask):  # type: ignore[misc]  # as above
    """A job: READY until a program outside completes it."""


class Passed(MappedTask, NoneTask):  # type: ignore[misc]  # as above
    """A task nobody does: SpiffWorkflow would wait for a person at `task` and `manualTask`."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.manual = False


class Computed(Passed):
    """A FEEL script or a decision."""

    def _run_hook(self, task: Any) -> bool:
        environment = environment_of(task)
        match self.node.behaviour:
            case Script(expression, variable):
                task.data[variable] = environment.value(expression, task.data)
            case CalledDecision(decision, variable):
                task.data[variable] = environment.decide(decision, task.data)
            case _:
                raise Broken(f"Expected to compute {self.node.id}, but it has neither FEEL nor a decision")
        return True


class Scope(Mapped, SubWorkflowTask):  # type: ignore[misc]  # as above
    """An embedded sub-process."""

    def copy_data(self, task: Any, inside: Any) -> None:
        """The mappings come before the data goes in."""
        self.enter(task)
        super().copy_data(task, inside)


class Transaction(Mapped, TransactionSubprocess):  # type: ignore[misc]  # as above
    """A transaction; its cancellation undoes nothing."""

    def copy_data(self, task: Any, inside: Any) -> None:
        """As for every sub-process."""
        self.enter(task)
        super().copy_data(task, inside)


class Called(Mapped, CallActivity):  # type: ignore[misc]  # as above
    """A call activity: the called process sees what goes in, and hands over what may come out."""

    def copy_data(self, task: Any, inside: Any) -> None:
        """The mappings come first; without `propagateAllParentVariables` nothing else goes in."""
        self.enter(task)
        call = self.node.behaviour
        everything = isinstance(call, Call) and call.all_in
        names = set(task.data) if everything else self._local()
        start = inside.get_next_task(inside.task_tree, skip_subprocesses=True, spec_name="Start")
        start.set_data(**copy.deepcopy({name: task.data[name] for name in names if name in task.data}))

    def update_data(self, task: Any, inside: Any) -> None:
        """The output mappings see all of the called process; without them everything comes out, or nothing."""
        call = self.node.behaviour
        if self.node.outputs or (isinstance(call, Call) and call.all_out):
            task.data.update(copy.deepcopy(inside.last_task.data))


class Catch(Mapped, IntermediateCatchEvent):  # type: ignore[misc]  # as above
    """An intermediate catch event with output mappings."""


class Receive(Mapped, ReceiveTask):  # type: ignore[misc]  # as above
    """A receive task with output mappings."""


class Boundary(Mapped, BoundaryEvent):  # type: ignore[misc]  # as above
    """A boundary event with output mappings."""


class Throw(Mapped, IntermediateThrowEvent):  # type: ignore[misc]  # as above
    """A throw event; its input mappings only matter to whoever hears it."""


class End(Mapped, EndEvent):  # type: ignore[misc]  # as above
    """An end event with output mappings: the name of an outcome."""


class Send(Mapped, SendTask):  # type: ignore[misc]  # as above
    """A send task."""


class Input:
    """What a multi-instance activity goes through: SpiffWorkflow asks it as it asks for data."""

    def __init__(self, collection: Expression) -> None:
        self.bpmn_id = collection.text
        self._collection = collection

    def get(self, task: Any) -> Value:
        """The list."""
        return environment_of(task).value(self._collection, task.data)

    def exists(self, task: Any) -> bool:
        """Whether it is a list."""
        return isinstance(self.get(task), list)


class Output:
    """What each instance gives to the output collection."""

    def __init__(self, element: Expression) -> None:
        self.bpmn_id = element.text
        self._element = element

    def get(self, task: Any) -> Value:
        """The value, with the variables of the instance."""
        return environment_of(task).value(self._element, task.data)

    def exists(self, task: Any) -> bool:
        """Asked of an instance there is always a value; of the whole activity, before its start, there is none."""
        return "key_or_index" in task.internal_data or "item" in task.internal_data


def environment_of(task: Any) -> FeelEnvironment:
    """The environment of the workflow the task belongs to."""
    environment: FeelEnvironment = task.workflow.script_engine.environment
    return environment
