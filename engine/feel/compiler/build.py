"""Walks the tree, keeps track of the names in scope, and hands each node to its builder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from engine.feel.compiler import access, calls, comparison, loops, operators, structures
from engine.feel.compiler.scope import Part
from engine.feel.syntax import tree

# `Any`: each builder takes the node class it is filed under, which a dict by class cannot say to mypy.
_BUILDERS: dict[type, Callable[[Compiler, Any], Part]] = {}


class Compiler:
    """Compiles one text. Afterwards `variables`, `filter_names` and `functions` say what the text reads."""

    def __init__(self, text: str, names: frozenset[str]) -> None:
        self.text = text
        self.known = names
        self.variables: set[str] = set()
        self.filter_names: set[str] = set()
        self.functions: set[str] = set()
        self.nodes = 0
        self._locals: list[frozenset[str]] = []
        self._filters = 0

    def compile(self, node: tree.Node) -> Part:
        self.nodes += 1
        return _BUILDERS[type(node)](self, node)

    def weighed(self, node: tree.Node) -> tuple[Part, int]:
        """The part, and of how many nodes it is made: what one run of it costs."""
        before = self.nodes
        part = self.compile(node)
        return part, self.nodes - before

    @property
    def is_outermost(self) -> bool:
        """Whether names are read straight from the variables given."""
        return not self._locals

    def is_local(self, name: str) -> bool:
        return any(name in names for names in self._locals)

    @contextmanager
    def scope(self, *names: str) -> Iterator[None]:
        """Inside, these names are local."""
        self._locals.append(frozenset(names))
        yield
        self._locals.pop()

    @contextmanager
    def filter_scope(self) -> Iterator[None]:
        """Inside, any name may be a member of the item."""
        self._filters += 1
        with self.scope("item"):
            yield
        self._filters -= 1

    def note_variable(self, name: str) -> None:
        """Remember that the text reads the name; in a filter an unknown one may be a member instead."""
        if self.is_local(name):
            return
        if self._filters and name != "?" and name not in self.known:
            self.filter_names.add(name)
        else:
            self.variables.add(name)


_BUILDERS.update(
    {
        tree.Literal: structures.build_literal,
        tree.AtLiteral: structures.build_at_literal,
        tree.ListLiteral: structures.build_list,
        tree.ContextLiteral: structures.build_context,
        tree.Interval: structures.build_interval,
        tree.OpenInterval: structures.build_open_interval,
        tree.If: structures.build_if,
        tree.Name: access.build_name,
        tree.Path: access.build_path,
        tree.Filter: access.build_filter,
        tree.Call: calls.build_call,
        tree.FunctionDefinition: calls.build_function,
        tree.Negation: operators.build_negation,
        tree.Arithmetic: operators.build_arithmetic,
        tree.Conjunction: operators.build_conjunction,
        tree.Disjunction: operators.build_disjunction,
        tree.Comparison: comparison.build_comparison,
        tree.Between: comparison.build_between,
        tree.In: comparison.build_in,
        tree.InstanceOf: comparison.build_instance_of,
        tree.For: loops.build_for,
        tree.Some: loops.build_some,
        tree.Every: loops.build_every,
    }
)
