"""Deciding along a requirements graph."""

from __future__ import annotations

from collections.abc import Mapping

from engine.dmn.decision import Decision
from engine.dmn.ledger import Ledger, Missing
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

    __slots__ = ("decided", "depth", "environment", "missing", "origin", "variables")

    def __init__(
        self,
        variables: Mapping[str, Value],
        environment: Environment,
        depth: int = 0,
        origin: Origin = Origin.CALLER,
        missing: Missing = Missing.UNDETERMINED,
    ) -> None:
        self.variables = variables
        self.origin = origin
        self.missing = missing
        self.environment = environment
        self.depth = depth
        self.decided: dict[Decision, Evaluation] = {}

    def give(self, decision: Decision, value: Value) -> None:
        """Take the value for the decision instead of deciding it."""
        self.decided[decision] = Evaluation(decision.id, decision.name, value)

    def decide(self, decision: Decision) -> Evaluation:
        """Decide, first what is required; raises DecisionFault."""
        if (known := self.decided.get(decision)) is not None:
            return known
        account = Ledger(self.environment, self.missing)
        account.depth = self.depth
        scope, required = self._scope(decision, account)
        answer = self._answer(decision, scope, account)
        value = answer.value
        for type_ in decision.types:
            value = fit(value, type_, decision.name, account)
        evaluation = Evaluation(
            decision=decision.id,
            name=decision.name,
            value=value,
            traces=answer.traces,
            required=required,
            warnings=tuple(account.warnings),
            agreed=tuple(account.agreements),
            undetermined=self._roots(decision, answer, required),
        )
        self.decided[decision] = evaluation
        return evaluation

    def _scope(
        self, decision: Decision, account: Account
    ) -> tuple[Mapping[str, Value], tuple[Evaluation, ...]]:
        """Return the names its logic sees, and the decisions it was built on."""
        if not (decision.required_decisions or decision.required_inputs or decision.functions):
            return self.variables, ()
        scope = dict(self.variables)
        for data in decision.required_inputs:
            members = scope.get(data.space.model) if data.space.model else scope
            holder = members if isinstance(members, dict) and data.name in members else self.variables
            if data.name in holder:
                value = fit(holder[data.name], data.type, data.name, account, self.origin)
                data.space.put(scope, {data.name: value})
        required = []
        for one in decision.required_decisions:
            evaluation = self.decide(one.decision)
            one.space.put(scope, dict.fromkeys(one.decision.names, evaluation.value))
            required.append(evaluation)
        for space, functions in decision.functions.items():
            space.put(scope, functions)
        return scope, tuple(required)

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
            file=decision.file,
            rule="decision-fault",
            reason=f"{reason.rstrip('.')}.",
            hint="Ändern Sie die Regeln der Entscheidung, oder berichtigen Sie die Angaben dazu.",
            element=decision.id,
            line=decision.line,
        )
        raise DecisionFault(decision.id, reason, rules, finding)

    def _roots(self, decision: Decision, answer: Answer, required: tuple[Evaluation, ...]) -> tuple[str, ...]:
        """Replace a required decision that is itself undetermined by what it misses.

        A decision of an imported model is a member of the model's name, which is never missing itself.
        """
        missing = answer.undetermined
        if not missing and answer.value is None:
            missing = tuple(
                one.space.model
                for one, evaluation in zip(decision.required_decisions, required, strict=True)
                if evaluation.undetermined and one.space.model in decision.logic.variables
            )
        if not missing:
            return ()
        causes: dict[str, tuple[str, ...]] = {}
        for one, evaluation in zip(decision.required_decisions, required, strict=True):
            if evaluation.undetermined:
                known_as = (one.space.model,) if one.space.model else one.decision.names
                causes |= dict.fromkeys(known_as, evaluation.undetermined)
        names: dict[str, None] = {}
        for name in missing:
            names.update(dict.fromkeys(causes.get(name.partition(".")[0], (name,))))
        return tuple(names)
