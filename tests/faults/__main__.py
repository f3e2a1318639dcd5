"""Run a fault test in its full size and print what came of it."""

from __future__ import annotations

import sys

from tests.benchmarks import place
from tests.faults import escalation


def main() -> None:
    """`python -m tests.faults escalation [KILLS]`."""
    names = sys.argv[1:2]
    if names != ["escalation"]:
        sys.exit("Expected to run a fault test, but escalation is the only one")
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    with place.world() as world:
        sys.stdout.write(f"{escalation.run(world, kills)}\n")


if __name__ == "__main__":
    main()
