"""What is said of a person's residence status where no source has the end of a title."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from engine import feel, forms
from engine.feel import Value
from engine.queries.case_file import loaded as runs
from engine.queries.case_file.loaded import Loaded
from engine.sight import Sight

#: what the forms of the library call the status, and the last day of a title or toleration that somebody names
_STATUS: Final = "aufenthaltsstatus"
_ENDS: Final = "titel_laeuft_ab_am"
_UNKNOWN: Final = "ungeklaert"
#: what processes set when something was granted; no form offers it as an answer there
_GRANTED: Final = {
    "aufenthaltserlaubnis": "Aufenthaltserlaubnis",
    "niederlassungserlaubnis": "Niederlassungserlaubnis",
    "eingebuergert": "eingebürgert",
}


@dataclass(frozen=True, slots=True)
class StatedStatus:
    """A status in words, its last day if one was named, and the process that holds it, since when that runs.

    It `is_answer` of a form, else what a process set when something was granted.
    """

    text: str
    until: date | None
    process: str
    since: datetime
    is_answer: bool


def stated(loaded: Sequence[Loaded], sight: Sight) -> StatedStatus | None:
    """The status that the newest process of the case holds, as far as the actor reads it."""
    until = next((day for run in reversed(loaded) if (day := _day(run, sight)) is not None), None)
    for run in reversed(loaded):
        held = runs.variables(run).get(_STATUS)
        if not isinstance(held, str) or held == _UNKNOWN or not sight.reads_variable(run.id, _STATUS):
            continue
        answer = _answer(run, held)
        text = answer or _GRANTED.get(held, "")
        if text:
            name = run.graph.name or run.graph.key
            # the day was named with an answer: what was granted since has another
            return StatedStatus(text, until if answer else None, name, run.row.started_at, bool(answer))
    return None


def _answer(run: Loaded, held: Value) -> str:
    for form in run.bundle.forms.values():
        for field in form.fields():
            if field.key == _STATUS and (said := forms.wording(field, held)):
                return said
    return ""


def _day(run: Loaded, sight: Sight) -> date | None:
    day = feel.to_python(runs.variables(run).get(_ENDS))
    if not isinstance(day, date) or isinstance(day, datetime) or not sight.reads_variable(run.id, _ENDS):
        return None
    return day
