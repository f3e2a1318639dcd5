"""FEEL, the expression language of DMN 1.5, with Camunda's extensions.

    >>> compile_expression('alter >= 16').evaluate({"alter": from_python(17)}).value
    True

Reading path: `expression` → `syntax.parser` → `compiler.build` → `semantics`. Expressions reach values and
built-in functions, nothing else of Python; a wrong value becomes null with a warning that says where and why.
"""

from engine.feel.builtins import BUILTIN_NAMES, parameter_names
from engine.feel.compiler.scope import Scope
from engine.feel.environment import AgreedTime, Environment, Evaluation, Limits
from engine.feel.expression import Expression, UnaryTests, compile_expression, compile_unary_tests
from engine.feel.faults import Position, SyntaxFault
from engine.feel.mending import is_expression, mended, mended_tests, renamed
from engine.feel.outcome import Result, Warning, WarningKind
from engine.feel.semantics.comparison import compare, equals
from engine.feel.semantics.rejection import LimitReached, Rejected
from engine.feel.semantics.types import (
    ANY,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    SimpleType,
    Type,
    coerce,
    conforms,
)
from engine.feel.static import (
    canonical,
    check_expression,
    check_unary_tests,
    compared,
    first_literals,
    outcomes,
)
from engine.feel.values import (
    Date,
    DateTime,
    DaysTimeDuration,
    Function,
    Range,
    Time,
    Value,
    YearsMonthsDuration,
)
from engine.feel.values.interchange import context_from_python, from_python, text, to_json, to_python
from engine.feel.values.iso import (
    read_date,
    read_date_time,
    read_duration,
    read_temporal,
    read_time,
)

__all__ = [
    "ANY",
    "BUILTIN_NAMES",
    "AgreedTime",
    "ContextType",
    "Date",
    "DateTime",
    "DaysTimeDuration",
    "Environment",
    "Evaluation",
    "Expression",
    "Function",
    "FunctionType",
    "LimitReached",
    "Limits",
    "ListType",
    "Position",
    "Range",
    "RangeType",
    "Rejected",
    "Result",
    "Scope",
    "SimpleType",
    "SyntaxFault",
    "Time",
    "Type",
    "UnaryTests",
    "Value",
    "Warning",
    "WarningKind",
    "YearsMonthsDuration",
    "canonical",
    "check_expression",
    "check_unary_tests",
    "coerce",
    "compare",
    "compared",
    "compile_expression",
    "compile_unary_tests",
    "conforms",
    "context_from_python",
    "equals",
    "first_literals",
    "from_python",
    "is_expression",
    "mended",
    "mended_tests",
    "outcomes",
    "parameter_names",
    "read_date",
    "read_date_time",
    "read_duration",
    "read_temporal",
    "read_time",
    "renamed",
    "text",
    "to_json",
    "to_python",
]
