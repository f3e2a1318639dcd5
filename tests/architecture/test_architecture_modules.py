"""Modules are short, named after things, and say what they do."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2.defaults import DEFAULT_FILTERS

ROOT = Path(__file__).parents[2]
#: STYLE: a module over 300 lines is split, over 400 is refused
LONGEST = 400
LONG_FOR_A_REASON = {
    "migrations/versions/0001_first_schema.py",  # generated from the metadata; a schema migration never changes
    "migrations/versions/0009_deadlines_and_supervision.py",  # a dozen tables, and what they take over from before
    "engine/execution/changes.py",  # every kind of fact, one frozen class after the other, and their union
}
#: the inside of a package, offered by nobody: the module says what its functions are
INSIDE = (
    "engine/feel/syntax/",  # one class per node of the grammar, named as in the grammar of DMN 1.5
    "engine/feel/compiler/",  # one `build_…` per node of that tree
    "engine/feel/builtins/signature.py",  # the call of a built-in function
    "engine/bpmn/lint/",  # one rule per module: its docstring is the rule's
)
_NOBODY_FINDS = re.compile(r"(?:.*_)?(?:utils?|common|helpers?|misc|stuff)|.+_services?|.+_managers?")


def sources(*tops: str, suffixes: tuple[str, ...] = (".py",)) -> Iterator[Path]:
    for top in tops:
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in suffixes and not {"node_modules", "dist"} & set(path.parts):
                yield path


def test_no_module_is_too_long() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): _length(path.read_text("utf-8"))
        for path in sources("engine", "web", "migrations", suffixes=(".py", ".js", ".mjs"))
    }
    assert len(lengths) > 150

    too_long = {name for name, length in lengths.items() if length > LONGEST}

    assert too_long - LONG_FOR_A_REASON == set()
    assert too_long >= LONG_FOR_A_REASON, "an exception that is needed no more"


@pytest.mark.parametrize(("text", "length"), [("", 0), ("a\n", 1), ("a\nb", 2), ("a\n" * 401, 401)])
def test_lines_are_counted_as_an_editor_does(text: str, length: int) -> None:
    assert _length(text) == length


def test_files_are_named_after_a_thing() -> None:
    files = list(sources("engine", "web", "migrations", suffixes=(".py", ".js", ".mjs", ".css")))

    assert [path for path in files if _NOBODY_FINDS.fullmatch(path.stem)] == []


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("utils", True),
        ("date_utils", True),
        ("common", True),
        ("form_helpers", True),
        ("task_service", True),
        # a DMN decision service and a service time are things of their own
        ("service", False),
        ("services", False),
        ("task", False),
        # only whole words
        ("commonwealth", False),
    ],
)
def test_a_name_that_says_nothing_is_noticed(name: str, refused: bool) -> None:
    assert bool(_NOBODY_FINDS.fullmatch(name)) is refused


def test_every_module_of_the_engine_and_the_pages_says_what_it_is() -> None:
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in sources("engine", "web", "migrations")
        if (text := path.read_text("utf-8")).strip() and ast.get_docstring(ast.parse(text)) is None
    ]

    assert silent == []


def test_every_public_function_and_class_of_the_engine_has_a_docstring() -> None:
    silent = [
        f"{path.relative_to(ROOT).as_posix()}: {name}"
        for path in sources("engine")
        if not path.relative_to(ROOT).as_posix().startswith(INSIDE)
        for name in _silent(ast.parse(path.read_text("utf-8")))
    ]

    assert silent == []


@pytest.mark.parametrize("place", INSIDE)
def test_an_exception_for_docstrings_is_still_needed(place: str) -> None:
    files = [ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py")

    assert any(list(_silent(ast.parse(path.read_text("utf-8")))) for path in files)


@pytest.mark.parametrize(
    ("source", "silent"),
    [
        ("def f():\n    '''Says it.'''\n", []),
        ("def f():\n    pass\n", ["f"]),
        ("class A:\n    '''Says it.'''\n    def m(self): ...\n", ["A.m"]),
        ("class A:\n    x: int\n", ["A"]),
        # not public: a leading underscore, and everything inside a function
        ("def _f(): ...\nclass _A:\n    def m(self): ...\n", []),
        ("def f():\n    '''Says it.'''\n    def inner(): ...\n", []),
        # Python calls these, not people
        ("class A:\n    '''Says it.'''\n    def __str__(self): ...\n", []),
    ],
)
def test_a_missing_docstring_is_noticed(source: str, silent: list[str]) -> None:
    assert list(_silent(ast.parse(source))) == silent


def _length(text: str) -> int:
    return len(text.splitlines())


def _silent(tree: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[str]:
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        if node.name.startswith("_"):
            continue
        if ast.get_docstring(node) is None:
            yield prefix + node.name
        if isinstance(node, ast.ClassDef):
            yield from _silent(node, f"{prefix}{node.name}.")


def test_every_template_filter_has_one_owner() -> None:
    """Of two filters with one name the later one would silently answer for both."""
    owners = [name for path in sources("web") for name in _filters(ast.parse(path.read_text("utf-8")))]
    twice = sorted({name for name in owners if owners.count(name) > 1 or name in DEFAULT_FILTERS})

    assert len(owners) > 30
    assert not twice


def _filters(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if ast.unparse(node.func).endswith("jinja_env.filters.update"):
            yield from (str(keyword.arg) for keyword in node.keywords)
        elif node.func.attr in ("app_template_filter", "add_app_template_filter", "template_filter"):
            name = node.args[-1]
            assert isinstance(name, ast.Constant), ast.unparse(node)
            yield str(name.value)
