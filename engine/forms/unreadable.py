"""What a text is that is no value of its field."""

from __future__ import annotations


class Unreadable(Exception):
    """The text is not a value of the field's kind; the message is what the clerk reads."""
