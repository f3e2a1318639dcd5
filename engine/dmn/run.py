"""Deciding along a requirements graph."""

from __future__ import annotations

from collections.abc import Mapping

from engine.dmn.decision import Decision
from engine.dmn.logic import Answer, Fault, fit
from engine.dmn.outcome import DecisionFault, Evaluation
from engine.dmn.types import Origin
from engine.errors import Finding
from engine.feel import Environment, LimitReached, Value
from engine.feel import Evaluation as Account


class Run:
    """One evaluation of a requirements graph: what was decided so far.

    `depth` is how many function calls lie around it, so that services calling themselves come to an end.
    """

    __slots__ = ("decided", "decisions", "depth", "environment", "file", "variables")

    def __init__(
        self,
        decisions: Mapping[str, Decision],
        file: str,
        variables: Mapping[str, Value],
        environment: Environment,
        depth: int = 0,
    ) -> None:
        self.decisions = decisions
        self.file = file
        self.variables = variables
        self.environment = environment
        self.depth = depth
        self.decided: dict[str, Evaluation] = {}

    def give(self, decision: Decision, value: Value) -> None:
        """Take the value for the decision instead of deciding it."""
        self.decided[decision.id] = Evaluation(decision.id, decision.name, value)

    def decide(self, decision: Decision) -> Evaluation:
        """Decide, first what is required; raises DecisionFault."""
        if (known := self.decided.get(decision.id)) is not None:
            return known
        account = Account(self.environment)
        account.depth = self.depth
        scope = self._read(decision, account)
        required = [self.decide(self.decisions[id_]) for id_ in decision.required_decisions]
        for evaluation in required:
            source = self.decisions[evaluation.decision]
            scope |= dict.fromkeys(source.names, evaluation.value)
        scope |= decision.functions
        answer = self._answer(decision, scope, account)
        evaluation = Evaluation(
            decision=decision.id,
            name=decision.name,
            value=fit(answer.value, decision.type, decision.name, account),
            traces=answer.traces,
            required=tuple(required),
            warnings=tuple(account.warnings),
            undetermined=self._roots(answer.undetermined, required),
        )
        self.decided[decision.id] = evaluation
        return evaluation

    def _read(self, decision: Decision, account: Account) -> dict[str, Value]:
        """Return the variables with the declared inputs as their types have them."""
        scope = dict(self.variables)
        for data in decision.required_inputs:
            if data.name in scope:
                scope[data.name] = fit(scope[data.name], data.type, data.name, account, Origin.CALLER)
        return scope

    def _answer(self, decision: Decision, scope: Mapping[str, Value], account: Account) -> Answer:
        try:
            return decision.logic.evaluate(scope, account)
        except Fault as fault:
            reason, rules = str(fault), fault.rules
        except LimitReached as fault:
            reason, rules = str(fault), ()
        except RecursionError:  # pragma: no cover - depends on how deep the caller already is
            reason, rules = "die Auswertung ist zu tief geschachtelt", ()
        finding = Finding(
            file=self.file,
            rule="decision-fault",
            reason=f"{reason.rstrip('.')}.",
            hint="Ändern Sie die Regeln der Entscheidung, oder berichtigen Sie die Angaben dazu.",
            element=decision.id,
            line=decision.line,
        )
        raise DecisionFault(decision.id, reason, rules, finding)

    def _roots(self, missing: tuple[str, ...], required: list[Evaluation]) -> tuple[str, ...]:
        """Replace a required decision that is itself undetermined by what it misses."""
        causes: dict[str, tuple[str, ...]] = {}
        for evaluation in required:
            if evaluation.undetermined:
                source = self.decisions[evaluation.decision]
                causes |= dict.fromkeys(source.names, evaluation.undetermined)
        names: dict[str, None] = {}
        for name in missing:
            names.update(dict.fromkeys(causes.get(name.partition(".")[0], (name,))))
        return tuple(names)
