"""What the options of `laufweg frist` are called elsewhere: one reader serves command line, page and API."""

from __future__ import annotations

from typing import Any

from engine.deadline_entry import answer
from engine.deadlines import Calculation
from engine.errors import Invalid

#: options whose parameter is called otherwise
_RENAMED = {"holidays": "feiertag"}
#: one fault can be of two options
_OPTIONS = {"tag_zaehlt": "--tag-zaehlt, --ohne-verschiebung"}


def ask(said: dict[str, Any]) -> Calculation:  # Any: what click made of the options
    """The answer to the options; Invalid with a sentence under the name of each option that is wrong."""
    try:
        return answer({_RENAMED.get(name, name): value for name, value in said.items()})
    except Invalid as fault:
        fields = {
            _OPTIONS.get(name, f"--{name.replace('_', '-')}"): sentence
            for name, sentence in fault.fields.items()
        }
        raise Invalid("Expected to compute a deadline, but the options do not say which", fields) from None
