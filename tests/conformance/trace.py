"""Trace cases: start, wait, and compare which scripts ran; the betsy verdict and the strict one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from engine.bpmn import Graph, Kind
from engine.errors import LaufwegError, ModelError
from engine.feel import to_python
from tests.conformance.cases import Item, Result, result_of
from tests.conformance.playing import BEGIN, Job, Play, compiled, values
from tests.conformance.pool import shortened
from tests.conformance.tokens import DATA_VALUE, WAITING, Tokens, replace_tokens

_SPAN = timedelta(seconds=10)
_ERROR_CODE = "ERR_CODE"
_ERRORS = frozenset({"ERROR_deployment", "ERROR_runtime", "ERROR_thrownErrorEvent"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What a case looks like from outside at one moment."""

    trace: tuple[str, ...]
    outcome: str


def drive(item: Item) -> Result:
    """Pass: the strict verdict holds for all cases. `betsy` says whether the weaker one does."""
    try:
        tokens = replace_tokens(item.read())
        graphs = compiled([(str(item.data["path"]), tokens.source)])
        refusal = ""
    except ModelError as fault:
        graphs, refusal = [], shortened("; ".join(f"{one.rule}: {one.reason}" for one in fault.findings))
    weak, strict = [], []
    for case in item.data["cases"]:
        if refusal:
            observed = final = Seen(("ERROR_deployment",), "deploy_error")
        else:
            observed, final = _Run(graphs, tokens, case).both()
        number = f"case {case['number']}: " if len(item.data["cases"]) > 1 else ""
        difference = betsy_difference(case, observed)
        reason = difference or strict_difference(case, item.data.get("order", ()), observed, final)
        weak += [f"{number}{difference}"] if difference else []
        strict += [f"{number}{reason}{f' ({refusal})' if refusal else ''}"] if reason else []
    return result_of(item, shortened("; ".join(strict)), betsy=not weak, refused=bool(refusal))


def betsy_difference(case: Mapping[str, Any], seen: Seen) -> str:
    """Why the traces differ as multisets; empty where they agree."""
    wanted = list(case["expected_trace"])
    trace = _comparable(seen.trace, wanted)
    if Counter(trace) == Counter(wanted):
        return ""
    return f"trace {sorted(trace)} ({seen.outcome}), expected {sorted(wanted)}"


def strict_difference(case: Mapping[str, Any], order: Any, observed: Seen, final: Seen) -> str:
    """What else must hold: nothing more happens later, the end state, and the order."""
    if Counter(observed.trace) != Counter(final.trace):
        return f"later the trace is {sorted(final.trace)}, before it was {sorted(observed.trace)}"
    if final.outcome not in case["expected_outcome"]:
        return f"the end state is {final.outcome}, expected {' or '.join(case['expected_outcome'])}"
    for first, second in order:
        if {first, second} <= set(final.trace) and final.trace.index(first) > final.trace.index(second):
            return f"{second} came before {first}"
    return ""


def _comparable(trace: tuple[str, ...], wanted: list[str]) -> list[str]:
    """`ERROR` stands for any error, and the marker counts only where it is asked for."""
    found = [one for one in trace if one != "MARKER_exists" or one in wanted]
    return ["ERROR" if one in _ERRORS else one for one in found] if "ERROR" in wanted else found


@dataclass(slots=True)
class _Pending:
    """A token's work that takes time."""

    job: Job
    token: str
    begun: datetime


@dataclass(slots=True)
class _Run:
    """One case under way."""

    graphs: list[Graph]
    tokens: Tokens
    case: Mapping[str, Any]
    play: Play = field(init=False)
    main: int = 0
    broken: bool = False
    data_correct: int = 0
    pending: list[_Pending] = field(default_factory=list)
    spans: list[tuple[datetime, datetime]] = field(default_factory=list)

    def both(self) -> tuple[Seen, Seen]:
        """What is to be seen at the moment of observation and at the end."""
        self.play = Play(self.graphs, self._answer)
        observed = self._until("observe_after_ms", self._start)
        return observed, self._until("final_after_ms", lambda: None)

    def _start(self) -> None:
        for process in self.case["start_first"]:
            self.play.offline.start(process)
            self.play.settle()
        process, variables = self.case["start_process"], values(self.case["variables"])
        graph = next((one for one in self.graphs if one.key == process), None)
        if graph is None or graph.nodes[graph.key].entries:
            self.main = self.play.offline.start(process, variables)
        else:
            # no start event for a start by hand: its trigger starts it, a condition on what is given now
            self.play.offline.evaluate_conditions(variables)

    def _until(self, moment: str, first: Any) -> Seen:
        try:
            if not self.broken:
                first()
                self._pass(BEGIN + timedelta(milliseconds=self.case[moment]))
        except LaufwegError:
            self.broken = True
        return self._seen()

    def _pass(self, moment: datetime) -> None:
        while True:
            due = min((one.begun + _SPAN for one in self.pending), default=None)
            if due is None or due > moment:
                break
            self.play.pass_until(due)
            for one in [one for one in self.pending if one.begun + _SPAN <= due]:
                self.pending.remove(one)
                if self.play.waits(one.job.instance, one.job.element_instance):
                    if one.token.startswith("CREATE_TIMESTAMP_LOG"):
                        self.spans.append((one.begun, due))
                    self.play.offline.complete(one.job.instance, one.job.element_instance)
            self.play.settle()
        self.play.pass_until(moment)
        if any(one.begun + _SPAN <= moment for one in self.pending):
            self._pass(moment)

    def _answer(self, job: Job) -> None:
        token = self.tokens.by_element.get(job.element, "")
        if token in WAITING:
            self.pending.append(_Pending(job, token, self.play.offline.now))
        elif token == "THROW_ERROR":
            self.play.offline.throw_error(job.instance, job.element_instance, _ERROR_CODE)
        elif token == "LOG_DATA":
            context = self.play.offline.instances[job.instance].live.context(job.element_instance)
            value = context.get(self.tokens.read_by[job.element])
            self.data_correct += to_python(value) == DATA_VALUE
            self.play.offline.complete(job.instance, job.element_instance)

    def _seen(self) -> Seen:
        trace = [token for _, element in self.play.completed() for token in self._logged(element)]
        trace += ["DATA_correct"] * self.data_correct
        if any(one[0] < other[1] and other[0] < one[1] for one, other in _pairs(self.spans)):
            trace.append("EXECUTION_parallel")
        done = {self.tokens.by_element.get(element) for _, element in self.play.completed()}
        if "CREATE_MARKER_FILE" in done and "MARKER_exists" in self.case["expected_trace"]:
            trace.append("MARKER_exists")
        outcome = self._outcome()
        trace += {"runtime_error": ["ERROR_runtime"], "error_event": ["ERROR_thrownErrorEvent"]}.get(
            outcome, []
        )
        return Seen(tuple(trace), outcome)

    def _logged(self, element: str) -> list[str]:
        token = self.tokens.by_element.get(element, "")
        if token == "INCREMENT_INTEGER_VARIABLE_AND_LOG":
            return ["INCREMENT"]
        return [token] if token.startswith("SCRIPT_task") else []

    def _outcome(self) -> str:
        incidents = self.play.incidents()
        for number, fault in incidents:
            node = self.play.node(number, fault.element)
            if node is not None and node.kind is Kind.END_EVENT and fault.kind == "error":
                return "error_event"
        if incidents or self.broken:
            return "runtime_error"
        running = self.play.offline.instances.get(self.main) or next(
            (
                one
                for one in self.play.offline.instances.values()
                if one.graph.key == self.case["start_process"]
            ),
            None,
        )
        return "completed" if running is not None and running.live.ended else "waiting"


def _pairs(spans: list[tuple[datetime, datetime]]) -> list[tuple[Any, Any]]:
    return [(one, other) for place, one in enumerate(spans) for other in spans[place + 1 :]]
