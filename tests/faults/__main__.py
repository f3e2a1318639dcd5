"""Run a fault test in its full size and print what came of it."""

from __future__ import annotations

import sys

from tests.benchmarks import place
from tests.faults import escalation, rollout


def main() -> None:
    """`python -m tests.faults escalation|rollout [KILLS]`."""
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in {"escalation", "rollout"}:
        sys.exit("Expected to run a fault test, but there are only escalation and rollout")
    kills = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    with place.world() as world:
        found = (
            escalation.run(world, kills or 200)
            if name == "escalation"
            else rollout.run(world, kills or 40, cases=10_000)
        )
        sys.stdout.write(f"{found}\n")


if __name__ == "__main__":
    main()
