"""What every intervention of an operator asks for: why, and what had been seen."""

from __future__ import annotations

import re

from flask import request
from flask_babel import gettext as _

#: characters of a reason, as the command takes them
LONGEST_REASON = 500
_NAME = re.compile(r"[^\W\d]\w{0,99}")


def given_reason() -> str:
    """Why, in one line."""
    return " ".join(request.form.get("lw-grund", "").split())


def reason_fault(reason: str) -> str:
    """What is wrong with a reason that must be given; empty when nothing is."""
    if not reason:
        return _("Bitte begründen Sie den Eingriff. Die Begründung steht danach im Verlauf.")
    if len(reason) > LONGEST_REASON:
        return _("Bitte kürzen Sie die Begründung auf höchstens %(most)s Zeichen.", most=LONGEST_REASON)
    return ""


def seen_revision() -> int:
    """The revision the page showed; -1, which nothing has, for anything else than a number."""
    text = request.form.get("lw-revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def is_name(text: str) -> bool:
    """Whether the text can be the name of a variable."""
    return _NAME.fullmatch(text) is not None
