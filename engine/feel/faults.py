"""Where an expression breaks the grammar, told to the person who wrote it."""

from __future__ import annotations

from typing import NamedTuple

from engine.errors import ModelError


class Position(NamedTuple):
    """Line and column in the text of the expression, both counted from 1."""

    line: int
    column: int


class SyntaxFault(ModelError):
    """The text is not a FEEL expression; `reason` is a German sentence, `position` the place it speaks of."""

    def __init__(self, reason: str, position: Position, text: str) -> None:
        super().__init__(f"Zeile {position.line}, Spalte {position.column}: {reason}")
        self.reason = reason
        self.position = position
        self.text = text

    @property
    def excerpt(self) -> str:
        """The faulty line with a caret under the place; long lines are cut to the part around it."""
        lines = self.text.split("\n")
        line = lines[self.position.line - 1] if self.position.line <= len(lines) else ""
        first = max(0, self.position.column - 60)
        return f"{line[first : first + 100]}\n{' ' * (self.position.column - 1 - first)}^"
