"""Twenty texts meant to hurt, and what becomes of each with the limits as they are; the benchmark measures them."""

from __future__ import annotations

from enum import StrEnum


class End(StrEnum):
    """How a hostile text ends."""

    REFUSED = "refused"  # a fault of the grammar, when it is compiled
    LIMIT = "limit"  # null, with a warning of the kind `limit`
    WARNED = "warned"  # null, with another warning
    HARMLESS = "harmless"  # a value, because it is not dangerous here


def grown(first: str, step: str, times: int = 60) -> str:
    """Entries each made of the one before; `#` stands for it."""
    entries = [f"a0: {first}", *(f"a{i}: {step.replace('#', f'a{i - 1}')}" for i in range(1, times))]
    return "{" + ", ".join(entries) + "}"


TWENTY: dict[str, tuple[str, End]] = {
    "attributes of Python": ('"".__class__.__mro__[1].__subclasses__()', End.WARNED),
    "import": ('__import__("os").popen("id")', End.WARNED),
    "constructor of JavaScript": ('[].constructor.constructor("return process")()', End.WARNED),
    "5,000 parentheses": ("(" * 5000 + "1" + ")" * 5000, End.REFUSED),
    "5,000 lists": ("[" * 5000 + "]" * 5000, End.REFUSED),
    "5,000 signs": ("-" * 5000 + "1", End.REFUSED),
    "recursion without end": ("{f: function(n) f(n + 1), r: f(1)}.r", End.LIMIT),
    "recursion that doubles": (
        "{f: function(n) if n < 2 then n else f(n - 1) + f(n - 2), r: f(40)}.r",
        End.LIMIT,
    ),
    "nested repetition": ('matches("' + "a" * 5000 + '!", "^(a+)+$")', End.HARMLESS),
    "nested repetition with back reference": ('matches("' + "a" * 200 + '!", "^(a*)*(a*)*\\1b$")', End.LIMIT),
    "for over a milliard": ("for i in 1..1000000000 return i", End.LIMIT),
    "some over a milliard": ("some i in 1..1000000000 satisfies i < 0", End.LIMIT),
    "loops in loops": ("for i in 1..1000, j in 1..1000, k in 1..1000 return i", End.LIMIT),
    "a power of 12 digits": ("2 ** 999999999999", End.WARNED),
    "powers of powers": ("9 ** 9 ** 9 ** 9", End.HARMLESS),
    "an exponent of nine digits": ("1e999999999", End.REFUSED),
    "texts that double": (grown('"aaaaaaaaaa"', "# + #"), End.LIMIT),
    "lists that double": (grown("[1]", "concatenate(#, #)"), End.LIMIT),
    "a sum of 200,000 terms": ("+".join(["1"] * 200_000), End.REFUSED),
    "a replacement that grows": ('replace("' + "a" * 7000 + '", "a", "' + "b" * 7000 + '")', End.LIMIT),
}
