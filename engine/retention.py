"""How long is kept what an operator may want to keep shorter, or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from engine.errors import Invalid

#: days after the end of an instance; what is kept longer nobody replays
_STEP_INPUTS: Final = 365
_MOST: Final = 3650


def step_inputs(environment: Mapping[str, str] = os.environ) -> timedelta:
    """How long after the end of an instance what its steps were given is kept; for zero nothing is kept at all.

    Invalid when LAUFWEG_STEP_INPUT_DAYS is no number of days.
    """
    said = environment.get("LAUFWEG_STEP_INPUT_DAYS", "").strip()
    if not said:
        return timedelta(_STEP_INPUTS)
    if not (said.isascii() and said.isdecimal() and int(said) <= _MOST):
        raise Invalid(f"Expected LAUFWEG_STEP_INPUT_DAYS to be a number from 0 to {_MOST}, but it is none")
    return timedelta(int(said))
