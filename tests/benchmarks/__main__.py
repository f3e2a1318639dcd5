"""Run the benchmarks named on the command line, or all of them, and print Markdown."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from tests.benchmarks import (
    against_spiff,
    case_file,
    comparison,
    competence,
    conditions,
    counters,
    decisions,
    escalation,
    files,
    impact,
    inbox,
    large,
    mass,
    notices,
    precheck,
    rollout,
    scenarios,
    signals,
    steps,
    supervision,
    timers,
    transactions,
)
from tests.benchmarks.report import machine

_BENCHMARKS: dict[str, Callable[[], str]] = {
    "transactions": transactions.run,
    "steps": steps.run,
    "spiff": against_spiff.run,
    "files": files.run,
    "large": large.run,
    "mass": mass.run,
    "inbox": inbox.run,
    "case_file": case_file.run,
    "timers": timers.run,
    "escalation": escalation.run,
    "notices": notices.run,
    "signals": signals.run,
    "decisions": decisions.run,
    "conditions": conditions.run,
    "precheck": precheck.run,
    "counters": counters.run,
    "supervision": supervision.run,
    "scenarios": scenarios.run,
    "competence": competence.run,
    "comparison": comparison.run,
    "impact": impact.run,
    "rollout": rollout.run,
}


def main() -> None:
    """Print the machine, then one section per benchmark as it finishes."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"one of {', '.join(_BENCHMARKS)}; default: all"
    )
    names = parser.parse_args().names or list(_BENCHMARKS)
    unknown = [name for name in names if name not in _BENCHMARKS]
    if unknown:
        parser.error(
            f"Expected to run a benchmark, but {', '.join(unknown)} is none of {', '.join(_BENCHMARKS)}"
        )
    sys.stdout.write(f"{machine()}\n")
    for name in names:
        sys.stdout.write(f"\n{_BENCHMARKS[name]()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
