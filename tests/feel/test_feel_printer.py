"""parse(print(tree)) = tree, for trees drawn at random and for every text of the tables."""

from dataclasses import fields, is_dataclass
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import BUILTIN_NAMES, Position, SyntaxFault
from engine.feel.semantics.types import ANY, ContextType, FunctionType, ListType, RangeType, SimpleType
from engine.feel.syntax import tree
from engine.feel.syntax.parser import parse_expression, parse_unary_tests
from engine.feel.syntax.printer import print_expression, print_unary_tests
from tests.feel import feelin

pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")

few = settings(max_examples=120, deadline=None, database=None, derandomize=True)
HERE = Position(1, 1)


def shape(node):
    """The tree without its places."""
    if isinstance(node, Position):
        return None
    if isinstance(node, tuple):
        return tuple(shape(part) for part in node)
    if is_dataclass(node):
        return (type(node).__name__, *(shape(getattr(node, field.name)) for field in fields(node)))
    return node


names = st.sampled_from(["a", "b", "Größe", "Antrag gestellt am", "x-y", "if", "date", "and", "a+b c"])
words = st.sampled_from(["a", "b", "wert", "Straße"])
simple = st.sampled_from(
    ["number", "string", "date and time", "days and time duration", "Person", "Any", "Null"]
)
types = st.recursive(
    simple.map(SimpleType),
    lambda inner: st.one_of(
        inner.map(ListType),
        inner.map(RangeType),
        st.lists(st.tuples(words, inner), max_size=2).map(lambda entries: ContextType(tuple(entries))),
        st.builds(lambda some, result: FunctionType(tuple(some), result), st.lists(inner, max_size=2), inner),
    ),
    max_leaves=3,
)
literals = st.one_of(
    st.sampled_from([True, False, None]),
    st.decimals(0, 10**9, places=3).map(abs),
    st.just(Decimal("1E+60")),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=6),
).map(lambda value: tree.Literal(HERE, value))
leaves = st.one_of(
    literals,
    names.map(lambda name: tree.Name(HERE, name)),
    st.just(tree.AtLiteral(HERE, "2024-01-01")),
    st.just(tree.ListLiteral(HERE, ())),
    st.just(tree.ContextLiteral(HERE, ())),
)


def _some(part, least=1):
    return st.lists(part, min_size=least, max_size=3).map(tuple)


def _arithmetic(inner, signs):
    rest = st.lists(st.tuples(st.sampled_from(signs), inner, st.just(HERE)), min_size=1, max_size=3)
    return st.builds(tree.Arithmetic, st.just(HERE), inner, rest.map(tuple))


def _nodes(inner):
    here = st.just(HERE)
    iteration = st.builds(tree.Iteration, here, words, inner, st.one_of(st.none(), inner))
    open_interval = st.builds(
        tree.OpenInterval, here, st.sampled_from(["<", "<=", ">", ">=", "=", "!="]), inner
    )
    entries = st.lists(st.tuples(names, inner), max_size=3, unique_by=lambda pair: pair[0]).map(tuple)
    parameters = st.lists(st.tuples(names, st.one_of(st.just(ANY), types)), max_size=2).map(tuple)
    return st.one_of(
        _arithmetic(inner, ["+", "-"]),
        _arithmetic(inner, ["*", "/"]),
        _arithmetic(inner, ["**"]),
        st.builds(tree.Path, here, inner, names),
        st.builds(tree.Filter, here, inner, inner),
        st.builds(tree.Call, here, inner, _some(inner, 0)),
        st.builds(tree.Call, here, inner, st.just(()), entries.filter(bool)),
        st.builds(tree.Negation, here, inner),
        st.builds(tree.Conjunction, here, _some(inner, 2)),
        st.builds(tree.Disjunction, here, _some(inner, 2)),
        st.builds(tree.Comparison, here, st.sampled_from(["=", "!=", "<", ">="]), inner, inner),
        st.builds(tree.Between, here, inner, inner, inner),
        st.builds(tree.In, here, inner, _some(st.one_of(inner, open_interval))),
        st.builds(tree.InstanceOf, here, inner, types),
        st.builds(tree.If, here, inner, inner, inner),
        st.builds(tree.For, here, _some(iteration), inner),
        st.builds(tree.Some, here, _some(iteration), inner),
        st.builds(tree.Every, here, _some(iteration), inner),
        st.builds(tree.FunctionDefinition, here, parameters, st.one_of(st.none(), inner)),
        _some(inner, 0).map(lambda items: tree.ListLiteral(HERE, items)),
        entries.map(lambda pairs: tree.ContextLiteral(HERE, pairs)),
        st.builds(tree.Interval, here, inner, inner, st.booleans(), st.booleans()),
        open_interval,
    )


trees = st.recursive(leaves, _nodes, max_leaves=6)


@few
@given(trees)
def test_tree_comes_back(node):
    text = print_expression(node)

    assert shape(parse_expression(text, (), BUILTIN_NAMES)) == shape(node), text


@few
@given(st.lists(trees, max_size=3), st.booleans())
def test_cell_comes_back(tests, negated):
    node = tree.Tests(HERE, tuple(tests), negated and bool(tests))
    text = print_unary_tests(node)

    assert shape(parse_unary_tests(text, (), BUILTIN_NAMES)) == shape(node), text


def test_every_text_of_the_tables_comes_back():
    for text in feelin.expressions():
        try:
            node = parse_expression(text, (), BUILTIN_NAMES)
        except SyntaxFault:
            continue
        printed = print_expression(node, BUILTIN_NAMES)

        assert shape(parse_expression(printed, (), BUILTIN_NAMES)) == shape(node), (text, printed)


PRINTED = [
    ("1+2*3", "1 + 2 * 3"),
    ("(1+2)*3", "(1 + 2) * 3"),
    ("((a))", "a"),
    ("-(a+b)", "-(a + b)"),
    ("a and (b or c)", "a and (b or c)"),
    ("if a then b else c", "if a then b else c"),
    ("(if a then b else c) + 1", "(if a then b else c) + 1"),
    ("x in(<5,[1..2))", "x in (< 5, [1..2))"),
    ("x in (<5)", "x in (< 5)"),
    ('string length( "a" )', 'string length("a")'),
    ('date and time("2024-01-01T00:00:00")', 'date and time("2024-01-01T00:00:00")'),
    ('date("2024-01-01")', 'date("2024-01-01")'),
    ('{a:1,"b c":2}.b c', '{a: 1, "b c": 2}.`b c`'),
    ("1.50", "1.5"),
    ("function(a:number)a", "function(a: number) a"),
    ("for i in 1 .. 3 return i", "for i in 1..3 return i"),
]


@pytest.mark.parametrize(("text", "expected"), PRINTED)
def test_text_is_printed_with_as_few_brackets_as_can_be(text, expected):
    assert print_expression(parse_expression(text, (), BUILTIN_NAMES), BUILTIN_NAMES) == expected
