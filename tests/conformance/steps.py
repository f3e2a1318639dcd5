"""Step cases: one call or assertion of an engine test after the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from engine.errors import LaufwegError
from engine.execution.changes import ElementCompleted
from engine.execution.instance import ROOT, MessageSubscription, SignalSubscription
from engine.feel import Value, to_python
from tests.conformance.adapt import OWN_NUMBER, adapt
from tests.conformance.cases import Item, Result, result_of
from tests.conformance.found import Handle, executions, find, handle_of_instance
from tests.conformance.playing import BEGIN, Job, Play, compiled, complete_plain, values
from tests.conformance.pool import shortened
from tests.conformance.vendor import TERMINATE_ALL

_FACTS = frozenset({"name", "key", "assignee"})

Step = Mapping[str, Any]  # one entry of the manifest


class Failed(Exception):
    """An assertion that does not hold, or a call that the origin engine would refuse."""


def drive(item: Item) -> Result:
    """Pass: every step can be done and every assertion holds."""
    try:
        paths = [str(one) for one in item.data["paths"]]
        graphs = compiled([(path, adapt(item.read(path))) for path in paths])
    except LaufwegError as fault:
        findings = getattr(fault, "findings", ())
        reason = "; ".join(f"{one.rule}: {one.reason}" for one in findings) or str(fault)
        return _result(item, f"refused: {shortened(reason)}")
    run = Run(graphs)
    for number, step in enumerate(item.data["steps"], 1):
        try:
            run.do(step)
        except (Failed, LaufwegError) as fault:
            return _result(item, shortened(f"step {number} {step['op']}: {fault}"))
    return _result(item, "")


def _result(item: Item, reason: str) -> Result:
    return result_of(item, reason, requires=sorted(item.data.get("requires", ())), weak=bool(item.tags))


class Run:
    """One case under way: the play, and what its steps have bound to names."""

    def __init__(self, graphs: list[Any]) -> None:
        self.play = Play(graphs, self._answer)
        self.bound: dict[str, Any] = {}  # a handle, a list of them, or None
        self.known_incidents = 0
        self.read = 0

    def _answer(self, job: Job) -> None:
        complete_plain(self.play, job)

    def do(self, step: Step) -> None:
        """Do one step; Failed where it does not hold, or where something in the model broke."""
        operation = getattr(self, f"_{step['op']}", None)
        if operation is None:
            raise Failed("no such step is known")
        operation(step)
        self.play.settle()
        self._end_terminated()
        incidents = self.play.incidents()
        if len(incidents) > self.known_incidents:
            self.known_incidents = len(incidents)
            number, fault = incidents[-1]
            raise Failed(f"incident in instance {number} at {fault.element} ({fault.kind}): {fault.message}")
        self.known_incidents = len(incidents)

    def _end_terminated(self) -> None:
        """An end event marked so ends the outermost instance and everything in it."""
        changes = self.play.offline.changes
        for number, change in changes[self.read :]:
            if isinstance(change, ElementCompleted):
                node = self.play.node(number, change.element)
                if node is not None and TERMINATE_ALL in node.properties:
                    self._end_outermost(number)
        self.read = len(changes)

    def _end_outermost(self, number: int) -> None:
        instances = self.play.offline.instances
        while (parent := instances[number].parent) is not None:
            number = parent[0]
        if not instances[number].live.ended:
            self.play.offline.cancel(number)

    # calls

    def _start(self, step: Step) -> None:
        own = {OWN_NUMBER: len(self.play.offline.instances) + 1}
        number = self.play.offline.start(step["process"], values({**step.get("variables", {}), **own}))
        self.bound[step.get("var", "")] = handle_of_instance(self.play, number)

    def _start_by_message(self, step: Step) -> None:
        number = self.play.offline.publish(step["message"], variables=values(step.get("variables")))
        if number is None:
            raise Failed("no process starts with this message")
        self.bound[step.get("var", "")] = handle_of_instance(self.play, number)

    def _query(self, step: Step) -> None:
        found = find(self.play, step["of"], self._where(step))
        if not step.get("single"):
            self.bound[step["var"]] = found
            return
        if len(found) > 1:
            raise Failed(f"{len(found)} found where one is wanted: {[one.key for one in found]}")
        self.bound[step["var"]] = found[0] if found else None

    def _pick(self, step: Step) -> None:
        found = self.bound[step["list"]]
        if step["index"] >= len(found):
            raise Failed(f"number {step['index']} is wanted of {len(found)}")
        self.bound[step["var"]] = found[step["index"]]

    def _foreach(self, step: Step) -> None:
        for one in list(self.bound[step["list"]]):
            self.bound[step["var"]] = one
            for inner in step["do"]:
                self.do(inner)

    def _complete(self, step: Step) -> None:
        task = self._handle(step["task"])
        if not self.play.waits(task.instance, task.element_instance):
            raise Failed(f"task {task.key} is not there any more")
        self.play.offline.complete(task.instance, task.element_instance, values(step.get("variables")))

    def _message(self, step: Step) -> None:
        given = values(step.get("variables"))
        if step.get("execution"):
            self._deliver(self._handle(step["execution"]), MessageSubscription, step["name"], given)
            return
        found = [one for one in executions(self.play) if one.subscription_name == ("message", step["name"])]
        if len(found) > 1:
            raise Failed(f"{len(found)} catches wait for this message")
        if found:
            self.play.offline.deliver(found[0].instance, found[0].subscription or 0, given)
        elif self.play.offline.publish(step["name"], variables=given) is None:
            raise Failed("nothing waits for this message")

    def _signal(self, step: Step) -> None:
        given = values(step.get("variables"))
        if step.get("execution"):
            self._deliver(self._handle(step["execution"]), SignalSubscription, step["name"], given)
        else:
            self.play.offline.broadcast(step["name"], given)

    def _deliver(
        self,
        at: Handle,
        kind: type[MessageSubscription | SignalSubscription],
        name: str,
        given: dict[str, Value],
    ) -> None:
        live = self.play.offline.instances[at.instance].live
        fitting = [one for one in live.subscriptions.values() if isinstance(one, kind) and one.name == name]
        own = [one for one in fitting if at.subscription == one.id] or [
            one for one in fitting if at.element_instance in {one.host, ROOT}
        ]
        if not own:
            raise Failed("nothing waits for it there")
        self.play.offline.deliver(at.instance, own[0].id, given)

    def _trigger(self, step: Step) -> None:
        """Leave a waiting receive task or event; a waiting condition is looked at anew, which ours does by itself."""
        at = self._handle(step.get("execution") or step.get("instance"))
        offline, given = self.play.offline, values(step.get("variables"))
        live = offline.instances[at.instance].live
        own = [one for one in live.subscriptions.values() if at.element_instance in {one.host, ROOT}]
        # what an element waits for itself, not what is attached to it
        own = [
            one for one in own if one.host in live.elements and live.elements[one.host].element == one.element
        ]
        for one in own:
            if isinstance(one, MessageSubscription | SignalSubscription):
                offline.deliver(at.instance, one.id, given)
                return
        if given:
            offline.set_variables(at.instance, given)
        for due in offline.timers():
            if (due.instance, due.subscription) in {(at.instance, one.id) for one in own}:
                offline.fire(due)
                return

    def _set_variable(self, step: Step) -> None:
        given = values({step["name"]: step["value"]})
        if step.get("task"):
            task = self._handle(step["task"])
            self.play.offline.set_variables(task.instance, given, task.element_instance)
        else:
            self.play.offline.set_variables(self._instance(step["instance"]), given)

    def _set_clock(self, step: Step) -> None:
        self.play.offline.now = BEGIN + timedelta(milliseconds=step["offset_ms"])

    def _run_due_jobs(self, _step: Step) -> None:
        while due := [one for one in self.play.offline.timers() if one.at <= self.play.offline.now]:
            self.play.offline.fire(due[0])
            self.play.settle()

    def _execute_job(self, step: Step) -> None:
        job = self._handle(step["job"])
        for due in self.play.offline.timers():
            if (due.instance or 0, due.subscription) == (job.instance, job.subscription):
                self.play.offline.now = max(self.play.offline.now, due.at)
                self.play.offline.fire(due)
                return
        raise Failed("this timer is not there any more")

    def _delete(self, step: Step) -> None:
        self.play.offline.cancel(self._instance(step["instance"]))

    # assertions

    def _expect_count(self, step: Step) -> None:
        found = find(self.play, step["of"], self._where(step))
        if len(found) != step["n"]:
            names = [one.name or one.key for one in found]
            raise Failed(f"{len(found)} {step['of']}s {names}, expected {step['n']}")

    def _expect_size(self, step: Step) -> None:
        found = self.bound[step["list"]]
        if len(found) != step["n"]:
            raise Failed(f"{len(found)} {[one.name or one.key for one in found]}, expected {step['n']}")

    def _expect_attr(self, step: Step) -> None:
        value = self._fact(step)
        if value != step["value"]:
            raise Failed(f"{step['attr']} is {value!r}, expected {step['value']!r}")

    def _expect_attr_not(self, step: Step) -> None:
        if self._fact(step) == step["value"]:
            raise Failed(f"{step['attr']} is {step['value']!r}")

    def _expect_null(self, step: Step) -> None:
        if self.bound.get(step["var"]) is not None:
            raise Failed(f"{step['var']} is {self.bound[step['var']].key}")

    def _expect_not_null(self, step: Step) -> None:
        if self.bound.get(step["var"]) is None:
            raise Failed(f"{step['var']} is nothing")

    def _expect_ended(self, step: Step) -> None:
        if self._is_running(step):
            raise Failed(f"it waits at {[one.key for one in executions(self.play)]}")

    def _expect_running(self, step: Step) -> None:
        if not self._is_running(step):
            raise Failed("it has ended")

    def _expect_variable(self, step: Step) -> None:
        value = to_python(self._variables(step["instance"]).get(step["name"]))
        # numbers are decimals here, and 1 == Decimal(1)
        if value != step["value"]:
            raise Failed(f"{step['name']} is {value!r}, expected {step['value']!r}")

    def _expect_variable_set(self, step: Step) -> None:
        if self._variables(step["instance"]).get(step["name"]) is None:
            raise Failed(f"{step['name']} is not set")

    def _expect_active_contains(self, step: Step) -> None:
        active = {one.key for one in executions(self.play)}
        wanted = {one for value in step.values() for one in (value if isinstance(value, list) else [value])}
        missing = {one for one in wanted - set(self.bound) - {step["op"]} if isinstance(one, str)} - active
        if missing:
            raise Failed(f"{sorted(missing)} are not active")

    def _expect_error(self, step: Step) -> None:
        try:
            for inner in step["do"]:
                self.do(inner)
        except (Failed, LaufwegError):
            return
        raise Failed("nothing went wrong")

    # references

    def _handle(self, reference: Any) -> Handle:
        if isinstance(reference, Mapping):  # {"of_task": …}, {"execution": {"of_task": …}} …
            return self._handle(next(iter(reference.values()), None))
        found = reference if isinstance(reference, Handle) else self.bound.get(reference)
        if not isinstance(found, Handle):
            raise Failed(f"{reference} is nothing")
        return found

    def _instance(self, reference: Any) -> int:
        return self._handle(reference).instance

    def _where(self, step: Step) -> dict[str, Any]:
        where = dict(step.get("where", {}))
        if "instance" in where:
            where["instance"] = self._instance(where["instance"])
        return where

    def _fact(self, step: Step) -> str | None:
        if step["attr"] not in _FACTS:
            raise Failed(f"no attribute {step['attr']} is known")
        value = getattr(self._handle(step["var"]), step["attr"])
        return value if isinstance(value, str) and value else None

    def _is_running(self, step: Step) -> bool:
        running = self.play.offline.instances.get(self._instance(step["instance"]))
        return running is not None and not running.live.ended

    def _variables(self, reference: Any) -> Mapping[str, Value]:
        """The variables of an instance; through an execution, what is visible at its task."""
        at = self._handle(reference)
        live = self.play.offline.instances[at.instance].live
        if (
            isinstance(reference, Mapping)
            and "execution" in reference
            and at.element_instance in live.elements
        ):
            return live.context(at.element_instance)
        return live.variables.get(ROOT, {})
