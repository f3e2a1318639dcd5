"""SpiffWorkflow as it comes: its parser, its Python conditions, its serializer. Only for comparison."""

from __future__ import annotations

from typing import Any

import psycopg
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.util.event import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tests.benchmarks import mixed

TABLE = "spiff_instance"
CREATE_TABLE = (
    f"CREATE TABLE {TABLE} (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state text NOT NULL)"
)
VARIABLES = {"aktenzeichen": "KIM-2026-000001"}


class Model:
    """A process, parsed once."""

    def __init__(self, source: bytes, key: str) -> None:
        parser = BpmnParser()
        parser.add_bpmn_str(source)
        self._spec = parser.get_spec(key)
        self._inner = parser.get_subprocess_specs(key)

    def start(self) -> Any:
        """A new instance at its first wait states."""
        made = BpmnWorkflow(self._spec, self._inner)
        made.task_tree.data.update(VARIABLES)
        made.do_engine_steps()
        return made


def complete(instance: Any, element: str) -> None:
    """Complete the open task of an element and go on to the next wait states; the message comes when it is needed."""
    if element == mixed.tasks()[-1]:
        instance.send_event(BpmnEvent(MessageEventDefinition(mixed.MESSAGE), payload={}))
        instance.do_engine_steps()
    task = instance.get_next_task(state=TaskState.READY, spec_name=element)
    task.run()
    instance.do_engine_steps()


class Store:
    """Instances in a table of PostgreSQL: the state in the JSON of the library's own serializer."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())

    def dump(self, instance: Any) -> str:
        """The instance as the JSON of the library's own serializer."""
        state: str = self._serializer.serialize_json(instance)
        return state

    def load(self, state: str) -> Any:
        """The instance that JSON holds."""
        return self._serializer.deserialize_json(state)

    def create(self, connection: psycopg.Connection) -> int:
        """Start an instance and store it, in one transaction."""
        with connection.transaction(), connection.cursor() as cursor:
            state = self.dump(self._model.start())
            cursor.execute(f"INSERT INTO {TABLE} (state) VALUES (%s) RETURNING id", (state,))  # noqa: S608  a constant
            row = cursor.fetchone()
        assert row is not None
        return int(row[0])

    def complete(self, connection: psycopg.Connection, number: int, element: str) -> None:
        """Lock, load, complete one task, store; in one transaction."""
        with connection.transaction(), connection.cursor() as cursor:
            cursor.execute(f"SELECT state FROM {TABLE} WHERE id = %s FOR UPDATE", (number,))  # noqa: S608  as above
            row = cursor.fetchone()
            assert row is not None
            instance = self.load(row[0])
            complete(instance, element)
            state = self.dump(instance)
            cursor.execute(f"UPDATE {TABLE} SET state = %s WHERE id = %s", (state, number))  # noqa: S608  as above
