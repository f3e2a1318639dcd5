"""Decisions of DMN 1.1 to 1.5: requirement graphs, tables with every hit policy, boxed expressions.

`parse` reads a file or raises ModelError with findings. `Model.evaluate` decides and returns an `Evaluation`:
the value with the inputs, the rules that fired, what was required, and, where something missing would have
decided, its names in `undetermined`. A table that contradicts itself raises `DecisionFault` (a ModelError)
naming the rules: the engine makes an incident of it. `explain`
puts an evaluation into German sentences, `to_json` into a record to store.
"""

from engine.dmn.analysis import Example, Problem, Remark, analyse, check, remark_json
from engine.dmn.clauses import Condition, InputClause, OutputClause, Rule
from engine.dmn.decision import Decision, InputData
from engine.dmn.explain import condition, explain
from engine.dmn.hit import Aggregator, HitPolicy
from engine.dmn.ledger import Missing
from engine.dmn.model import Model
from engine.dmn.notes import Notes, read_notes
from engine.dmn.outcome import Annotation, Cell, DecisionFault, Evaluation, FiredRule, InputValue, PassedRule
from engine.dmn.parse import parse, read
from engine.dmn.record import to_json
from engine.dmn.table import PlacedTable, Table
from engine.dmn.types import Base, Origin, Type

__all__ = [
    "Aggregator",
    "Annotation",
    "Base",
    "Cell",
    "Condition",
    "Decision",
    "DecisionFault",
    "Evaluation",
    "Example",
    "FiredRule",
    "HitPolicy",
    "InputClause",
    "InputData",
    "InputValue",
    "Missing",
    "Model",
    "Notes",
    "Origin",
    "OutputClause",
    "PassedRule",
    "PlacedTable",
    "Problem",
    "Remark",
    "Rule",
    "Table",
    "Type",
    "analyse",
    "check",
    "condition",
    "explain",
    "parse",
    "read",
    "read_notes",
    "remark_json",
    "to_json",
]
