"""Numbers in addresses and forms, before anything is made of them."""

from __future__ import annotations

#: digits of the largest number every column holds
_LONGEST = 18


def is_number(text: str) -> bool:
    """Whether the text is a number that a column of the database can hold, in plain digits.

    Python refuses to read thousands of digits, and the database more than 18.
    """
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST
