"""The scripts of trace cases are tokens: this puts FEEL or an outside job in their place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine import xml
from tests.conformance import markup
from tests.conformance.adapt import ad_hoc_entries, adapt_expressions, replace_script

#: tokens whose work is not over at once, or needs to look around: an outside job does them
WAITING = frozenset({"WAIT_TEN_SECONDS", "CREATE_TIMESTAMP_LOG_1", "CREATE_TIMESTAMP_LOG_2"})
AS_JOB = WAITING | {"THROW_ERROR", "LOG_DATA"}
_COUNTER = "integerVariable"
#: the process data of the cases
DATA, DATA_VALUE = "data", "String"


@dataclass(frozen=True, slots=True)
class Tokens:
    """A model without scripts: which element stands for which token, and what a `LOG_DATA` element reads."""

    source: bytes
    by_element: Mapping[str, str]
    read_by: Mapping[str, str]


def replace_tokens(source: bytes) -> Tokens:
    """Rewrite the model of a trace case; ValueError for a token that is not known."""
    root = markup.read(source)
    adapt_expressions(root)
    by_element: dict[str, str] = {}
    read_by: dict[str, str] = {}
    for number, task in enumerate(markup.walk(root, "scriptTask", "globalScriptTask")):
        identity = task.get("id") or f"conformance_{number}"
        task.set("id", identity)
        script = next(markup.children(task, "script"), None)
        token = xml.text_of(script).strip() if script is not None else ""
        is_global = xml.local_name(task) == "globalScriptTask"
        # a global task runs as a task of its own inside it
        executed = f"{identity}_task" if is_global else identity
        by_element[executed] = token
        if token == "LOG_DATA":
            read_by[executed] = _data_variable(task, "dataInput")
        _replace(task, token)
    for task in markup.walk(root, "userTask", "globalUserTask"):
        markup.extend(task, "assignmentDefinition", candidateGroups="clerk-topic")
    for scope in markup.walk(root, "adHocSubProcess"):
        # nobody is there to choose: everything that could be chosen runs once
        entries = ", ".join(f'"{one}"' for one in ad_hoc_entries(scope))
        markup.extend(scope, "adHoc", activeElementsCollection=f"=[{entries}]")
    return Tokens(markup.serialise(root), by_element, read_by)


def _replace(task: xml.Element, token: str) -> None:
    if token in AS_JOB:
        for script in list(markup.children(task, "script")):
            markup.remove(script)
        if xml.local_name(task) == "scriptTask":
            markup.rename(task, "serviceTask")
        markup.extend(task, "taskDefinition", type=token)
    elif token in {"INCREMENT_INTEGER_VARIABLE", "INCREMENT_INTEGER_VARIABLE_AND_LOG"}:
        replace_script(task, f"={_COUNTER} + 1", _COUNTER)
    elif token == "SET_STRING_DATA":
        replace_script(task, f'="{DATA_VALUE}"', _data_variable(task, "dataOutput"))
    elif token in {"", "CREATE_LOG_FILE", "CREATE_MARKER_FILE"} or token.startswith("SCRIPT_task"):
        replace_script(task, "=null", "conformance")
    else:
        raise ValueError(f"Expected to replace a script, but {token!r} is no token")


def _data_variable(task: xml.Element, kind: str) -> str:
    """The variable of the task's own data input or output where an association connects it, else the data itself."""
    if not list(markup.children(task, f"{kind}Association")):
        return DATA
    item = next(
        (one for one in task.iter() if isinstance(one.tag, str) and xml.local_name(one) == kind), None
    )
    if item is None:
        return DATA
    return re.sub(r"\W+", "_", item.get("name") or item.get("id") or DATA)
