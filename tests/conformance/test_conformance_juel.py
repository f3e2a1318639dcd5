"""JUEL in the cases means the same in FEEL."""

from __future__ import annotations

import pytest

from engine.feel import compile_expression, from_python
from tests.conformance.juel import Untranslatable, formula, template


@pytest.mark.parametrize(
    ("juel", "feel"),
    [
        ("${input == 1}", "=input = 1"),
        # without braces, as a method of a Java string
        ('test.contains("a")', '=contains(test, "a")'),
        ('!test.contains("a")', '=not(contains(test, "a"))'),
        ("integerVariable<2", "=integerVariable < 2"),
        # either kind of quotes; a quote inside
        ("${input == 'left'}", '=input = "left"'),
        ("${input == 'a\"b'}", '=input = "a\\"b"'),
        # words for signs
        ("${a ne 1 and not b}", "=(a != 1) and not(b)"),
        ("${input == 3 || input == 1}", "=(input = 3) or (input = 1)"),
        # names of multi-instance variables, and the counter from 0
        (
            "${nrOfCompletedInstances/nrOfInstances >= 0.6}",
            "=numberOfCompletedInstances / numberOfInstances >= 0.6",
        ),
        ("${nrOfActiveInstances == 0}", "=numberOfActiveInstances = 0"),
        ("${loopCounter == 2}", "=(loopCounter - 1) = 2"),
        # arithmetic keeps its brackets; the remainder is a function
        ("${(1 + x) * 2 % 3}", "=modulo((1 + x) * 2, 3)"),
        ("-1", "=-1"),
        ("${a ? 1 : 2}", "=(if a then 1 else 2)"),
        ("${empty list}", '=(list = null or list = "" or list = [])'),
        # items count from 1 in FEEL
        ("#{x.y[0]}", "=x.y[1]"),
        ('${x["k"]}', '=get value(x, "k")'),
        ("${list.size() > 2}", "=count(list) > 2"),
        ("${execution.getVariable('a')}", "=a"),
        # functions on variables that may be missing; one of them is called as a word for a sign
        ("${variables:get(a)}", "=a"),
        ("${var:eq(a, 1) || vars:isEmpty('b')}", '=(a = 1) or (b = null or b = "" or b = [])'),
        ("${variables:getOrDefault(a, 2) > 1}", "=(if a = null then 2 else a) > 1"),
        # FEEL stays as it is, nothing stays nothing
        ("=a", "=a"),
        ("", ""),
    ],
)
def test_an_expression_is_translated(juel: str, feel: str) -> None:
    assert formula(juel) == feel


@pytest.mark.parametrize(
    ("text", "read"),
    [
        # a text without parts stands for itself, though it looks like a name
        ("PT10S", "PT10S"),
        ("${duration}", "=duration"),
        ("messageName-${foo}", '="messageName-" + string(foo)'),
        ("${a}-${b}!", '=string(a) + "-" + string(b) + "!"'),
    ],
)
def test_a_text_with_parts_is_joined(text: str, read: str) -> None:
    assert template(text) == read


@pytest.mark.parametrize(
    ("juel", "variables", "value"),
    [
        ("${a && !b || c}", {"a": True, "b": True, "c": False}, False),
        ("${x - 1 - 1 == 3}", {"x": 5}, True),
        ("${1 + 2 * 3}", {}, 7),
        ("${s.startsWith('ab') && s.length() == 3}", {"s": "abc"}, True),
    ],
)
def test_the_value_is_the_same(juel: str, variables: dict[str, object], value: object) -> None:
    expression = compile_expression(formula(juel).removeprefix("="))

    result = expression.evaluate({name: from_python(one) for name, one in variables.items()})

    assert result.value == value


@pytest.mark.parametrize(
    "juel",
    [
        # a bean of the origin engine
        "${bean.doSomething(execution)}",
        "${fn:length(a)}",
        "${a +}",
        "${a b}",
        "${a[0}",
        "${a.}",
        "${a ; b}",
    ],
)
def test_what_has_no_counterpart_is_refused_by_name(juel: str) -> None:
    with pytest.raises(Untranslatable):
        formula(juel)
