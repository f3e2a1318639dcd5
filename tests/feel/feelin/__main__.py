"""Print the expressions on which feelin differs and that nobody has looked up yet; exit code 1 if there are any."""

from __future__ import annotations

import json
import sys

from tests.feel.feelin import differences, expressions, is_installed, known


def main() -> int:
    """Compare all tables; with expressions as arguments, compare those."""
    if not is_installed():
        sys.stderr.write(
            "Expected to find feelin, but it is not installed: npm ci --ignore-scripts in tests/feel/feelin\n"
        )
        return 2
    asked = sys.argv[1:] or expressions()
    reasons = known()
    found = differences(asked)
    new = [one for one in found if one.expression not in reasons]
    for one in new:
        # as `known.txt` writes an expression
        sys.stdout.write(
            f"{json.dumps(one.expression)}\n    here:   {one.ours!a}\n    feelin: {one.theirs!a}\n"
        )
    sys.stdout.write(
        f"{len(asked)} expressions, {len(found)} differ, {len(found) - len(new)} of them for known reasons\n"
    )
    return 1 if new else 0


if __name__ == "__main__":
    sys.exit(main())
