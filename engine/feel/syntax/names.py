"""Which words form a name: the longest name in scope wins (DMN 1.5, 10.3.1.5).

A name may hold spaces and the signs + - * / . ' – `Person's age`, `a-b`, `date and time` – so the text alone
does not tell where it ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import NamedTuple

from engine.feel.faults import SyntaxFault
from engine.feel.syntax.lexer import Kind, Source, Token, tokenize


class Pattern(NamedTuple):
    """A name cut into tokens; `glued[i]` says that no space comes before part i."""

    name: str
    parts: tuple[str, ...]
    glued: tuple[bool, ...]

    def matches(self, tokens: Sequence[Token], index: int) -> bool:
        """Whether the tokens from `index` on are this name; spaces count only around signs."""
        if index + len(self.parts) > len(tokens):
            return False
        for offset, part in enumerate(self.parts):
            token = tokens[index + offset]
            if token.text != part:
                return False
            before = tokens[index + offset - 1]
            beside_sign = offset > 0 and Kind.SIGN in (token.kind, before.kind)
            if beside_sign and (token.start == before.end) != self.glued[offset]:
                return False
        return True


@lru_cache(maxsize=4096)
def pattern(name: str) -> Pattern | None:
    """The pattern of a name, or None for one that no text can form (it needs backticks)."""
    try:
        tokens = tokenize(Source(name))[:-1]
    except SyntaxFault:
        return None
    if not tokens or tokens[0].kind is not Kind.WORD:
        return None
    glued = (True, *(tokens[i].start == tokens[i - 1].end for i in range(1, len(tokens))))
    return Pattern(name, tuple(token.text for token in tokens), glued)


class Names:
    """Names known at a place, innermost scope last; only those of more than one word need finding."""

    def __init__(self, names: Iterable[str], built_in: Iterable[str]) -> None:
        known = frozenset(names)
        # The first two are shared between parsers; what `add` changes is the third.
        self._scopes = [_shared_index(frozenset(built_in)), _shared_index(known), _index(())]
        self._single: list[AbstractSet[str]] = [frozenset(), known, set()]

    def enter(self, names: Iterable[str]) -> None:
        """Open a scope that knows more names."""
        known = tuple(names)
        self._scopes.append(_index(known))
        self._single.append(set(known))

    def add(self, name: str) -> None:
        """Make one more name known in the innermost scope."""
        self._single[-1] = self._single[-1] | {name}
        found = pattern(name)
        if found is not None and len(found.parts) > 1:
            candidates = self._scopes[-1].setdefault(found.parts[0], [])
            candidates.append(found)
            candidates.sort(key=_longest_first)

    def leave(self) -> None:
        self._scopes.pop()
        self._single.pop()

    def knows(self, name: str) -> bool:
        """Whether the model, not the language, defines the name."""
        return any(name in names for names in self._single)

    def find(self, tokens: Sequence[Token], index: int) -> Pattern | None:
        """The longest name that begins at the token, or None where none of several words does."""
        longest: Pattern | None = None
        for level in range(len(self._scopes) - 1, -1, -1):
            for candidate in self._scopes[level].get(tokens[index].text, ()):
                if longest is not None and len(candidate.parts) <= len(longest.parts):
                    break
                if candidate.matches(tokens, index):
                    # `date and time` is an operator between the model's `date` and `time` unless called.
                    called = tokens[index + len(candidate.parts)].text == "("
                    if level or called or not self.knows(tokens[index].text):
                        longest = candidate
                    break
        return longest


@lru_cache(maxsize=1024)
def _shared_index(names: frozenset[str]) -> dict[str, list[Pattern]]:
    return _index(names)


def _longest_first(candidate: Pattern) -> int:
    return -len(candidate.parts)


def _index(names: Iterable[str]) -> dict[str, list[Pattern]]:
    index: dict[str, list[Pattern]] = {}
    for name in names:
        found = pattern(name)
        if found is not None and len(found.parts) > 1:
            index.setdefault(found.parts[0], []).append(found)
    for candidates in index.values():
        candidates.sort(key=_longest_first)
    return index
