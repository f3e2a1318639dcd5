"""The collector does not look again and again at what stays. In processes of their own, each of which has one."""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

_STAYS = """
    import gc
    from engine import pauses

    {before}
    kept = [[number] for number in range(400_000)]
    gc.collect()
    looked_at = len(gc.get_objects())
    freed = []

    class Told:
        def __del__(self):
            freed.append(self)

    kept[0].append(Told())
    kept.clear()
    print(looked_at < 200_000, len(freed))
"""


def _said(before: str) -> str:
    script = dedent(_STAYS.format(before=before))
    return subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout


def test_what_a_long_collection_found_in_use_is_not_looked_at_again() -> None:
    assert _said("pauses.shorten(longest=0)") == "True 1\n"


def test_without_it_each_full_collection_looks_at_everything() -> None:
    assert _said("pass") == "False 1\n"
