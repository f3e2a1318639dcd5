"""Numbers in addresses and forms, before anything is made of them."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter

#: digits of the largest number every column holds
_LONGEST = 18


def is_number(text: str) -> bool:
    """Whether the text is a number that a column of the database can hold, in plain digits.

    Python refuses to read thousands of digits, and the database more than 18.
    """
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST


class NumberConverter(IntegerConverter):
    """The numbers in addresses: a longer one is no address of ours, and nothing is found there."""

    regex = rf"[0-9]{{1,{_LONGEST}}}"


def init_app(app: Flask) -> None:
    """Read `<int:…>` so; before the first address is added."""
    app.url_map.converters["int"] = NumberConverter
