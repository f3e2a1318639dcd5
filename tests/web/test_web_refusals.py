"""Refusals in German: every one a page can meet has a sentence, and no sentence is left over."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from engine.execution.migration import MigrationRefused, Refusal, Rule
from engine.execution.reassignment import WouldOrphan
from engine.transaction import _CONFLICTS
from web import refusals

ENGINE = Path(__file__).parents[2] / "engine"
WEB = ENGINE.parent / "web"
#: only the command line, programs of others, or a scenario without a database meet these
_NO_PAGE = (
    "offline.py",
    "offline_state.py",
    "engine/commands/job.py",
    "engine/commands/message.py",
    "web/settings.py",
)
#: where what was typed is wrong and the page shows the engine's sentence, not one beside a field
_TYPED = (
    "tokens/operations.py",
    "migration/mapping.py",
    "commands/migration.py",
    "queries/migration.py",
    "execution/trial.py",
)


def test_every_refusal_a_page_can_meet_has_a_german_sentence() -> None:
    said = list(_raised())
    assert len(said) > 70

    assert [message for message in said if not refusals.in_german(message)] == []


def test_no_sentence_is_left_over_or_hidden_behind_another() -> None:
    closed = [message for message in _raised("Forbidden") if refusals.in_german(message)]
    used = {_first(message) for message in (*_raised(), *closed)}

    assert [german for _, german in refusals._SENTENCES if german not in used] == []


@pytest.mark.parametrize(
    ("message", "german"),
    [
        (
            "Expected to claim user task 7, but Ada Öztürk has claimed it",
            "Die Aufgabe sollte übernommen werden, aber Ada Öztürk hat sie schon übernommen.",
        ),
        (
            "Expected to complete user task 7, but it is cancelled",
            "Die Aufgabe sollte noch offen sein, aber sie ist abgebrochen.",
        ),
        ("Expected to migrate process instance 7, but it has moved on",
         "Am Lauf 7 sollte etwas geändert werden, aber er ist inzwischen weitergegangen."),
        (
            "Expected to follow_up user task 7, but Ada Öztürk has claimed it",
            "Die Aufgabe sollte bearbeitet werden, aber Ada Öztürk hat sie übernommen.",
        ),
        ("Expected to open version 2 of document 7, but it is infected",
         "Die Datei sollte geöffnet werden, aber sie ist noch nicht auf Schadprogramme geprüft oder enthält eines."),
        ("Expected to find the moon, but it is not there", ""),
    ],
)  # fmt: skip
def test_the_german_sentence_names_who_and_what(message: str, german: str) -> None:
    assert refusals.in_german(message) == german


def _first(message: str) -> str:
    return next(german for pattern, german in refusals._patterns() if pattern.fullmatch(message))


def _raised(kind: str = "Conflict") -> Iterator[str]:
    """Each message with a word in the place of each part that is filled in."""
    yield from (f"Expected to store the row, but {why}" for why in _CONFLICTS.values())
    yield MigrationRefused("antrag", [Refusal(rule, "pruefen", "Das geht nicht.") for rule in Rule]).message
    yield WouldOrphan(7, ()).message
    files = [ENGINE / "transaction.py", *sorted(WEB.rglob("*.py"))]
    for part in ("commands", "execution", "queries", "state"):
        files += sorted((ENGINE / part).rglob("*.py"))
    for file in files:
        place = file.as_posix()
        if place.endswith(_NO_PAGE):
            continue
        kinds = {kind, "Invalid"} if place.endswith(_TYPED) else {kind}
        tree = ast.parse(file.read_text("utf-8"))
        parts = _parts(tree)
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in kinds:
                yield _text(call.args[0], parts)


def _parts(tree: ast.AST) -> dict[str, str]:
    """The beginnings of messages that a file keeps under a name."""
    return {
        node.targets[0].id: _text(node.value, {})
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.JoinedStr | ast.Constant)
        and ast.unparse(node.value).lstrip("f").startswith(("'Expected ", '"Expected '))
    }


def _text(node: ast.expr, parts: Mapping[str, str]) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(part, parts) for part in node.values)
    if isinstance(node, ast.FormattedValue):
        return parts.get(ast.unparse(node.value), "x")
    assert isinstance(node, ast.Constant) and isinstance(node.value, str), ast.unparse(node)
    return node.value
