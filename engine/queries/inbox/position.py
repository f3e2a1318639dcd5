"""Where a task stands in its process: what lies around it in the diagram, as a picture."""

from __future__ import annotations

from engine.actor import Action
from engine.bpmn import Document, Level, parse, read_drawing
from engine.bpmn.picture import Ink, Mark, draw
from engine.errors import NotFound
from engine.execution.bundle import load_bundle
from engine.queries.inbox.task import TaskView, show
from engine.queries.records import completed
from engine.state import definition
from engine.state.task import TaskState
from engine.transaction import Transaction


def picture(tx: Transaction, task_id: int) -> str:
    """The diagram around a task as one `<svg>` element: the task, and what the actor reads of the steps that are done.

    Errors as `show`; NotFound where the version has no drawing of the task.
    """
    tx.actor.must(Action.READ_MODEL)
    view = show(tx, task_id)
    document, level = _drawn(tx, view)
    marks = {
        element: Mark(Ink.DONE, "✓")
        for element in completed(tx, view.instance_id)
        if view.sight.reads_element(view.instance_id, element)
    }
    if view.row.state is TaskState.ACTIVE:
        marks[view.row.element] = Mark(Ink.HERE, "hier")
    return draw(document, level, marks, f"{view.row.process}: {view.row.name}", around=view.row.element)


def _drawn(tx: Transaction, view: TaskView) -> tuple[Document, Level]:
    """The level on which the task is drawn, in the file that holds its process."""
    bundle = load_bundle(tx, view.version_id, view.digest)
    paths = [bundle.main_path] if view.process_key == bundle.main else _others(tx, view.version_id)
    for path in paths:
        source = definition.file(tx, view.version_id, path)
        document = parse(source, path)
        if view.process_key not in document.elements:
            continue
        for level in read_drawing(source, path):
            if any(shape.element == view.row.element for shape in level.shapes):
                return document, level
    raise NotFound(
        f"Expected to find user task {view.row.id} in the diagram of its process, but it is not drawn"
    )


def _others(tx: Transaction, version_id: int) -> list[str]:
    return [path for path in definition.files(tx, version_id) if path.endswith(".bpmn")]
