"""What a form is answered that saves itself while it is filled in (`draft.js`)."""

from __future__ import annotations

from flask import jsonify
from flask_babel import gettext as _

from engine import Invalid
from web.forms.field_faults import field_fault
from web.forms.typed import Answer


def kept(revision: int, draft: int | str | None, said: str) -> Answer:
    """It is kept: what the next time has to know, and what stands beside the button."""
    return jsonify(revision=revision, entwurf=draft, gemeldet=said)


def not_yet(refused: Invalid) -> Answer:
    """It is kept as soon as these faults are mended; each is said once."""
    reason = " ".join(dict.fromkeys(field_fault(one) for one in refused.fields.values()))
    return jsonify(gemeldet=_("Noch nicht gespeichert: %(reason)s", reason=reason)), 422


def no_more(said: str, **more: object) -> Answer:
    """It is not kept any more, because what it fills has moved on."""
    return jsonify(gemeldet=said, **more), 409
