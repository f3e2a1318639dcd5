"""What all parts of the API share: parameters that cannot be read are told as `Invalid`, problems as a schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn

import marshmallow as ma
from flask_smorest import Blueprint
from webargs.flaskparser import FlaskParser
from werkzeug.exceptions import abort

from engine import Invalid

PROBLEM = "application/problem+json"
_NO_TEXT = dict.fromkeys(("invalid", "null"), "Erwartet wird ein Text.")
_NO_LIST = dict.fromkeys(("invalid", "null"), "Erwartet wird eine Liste.")
_NO_OBJECT = {"null": "Erwartet wird ein JSON-Objekt."}


class Input(ma.Schema):
    """Parameters or a body; what is not described is refused."""

    class Meta:
        """Nothing is ignored silently."""

        unknown = ma.RAISE

    error_messages: ClassVar[dict[str, str]] = {
        "unknown": "Diese Angabe gibt es nicht.",
        "type": "Erwartet wird ein JSON-Objekt.",
    }


class Problem(ma.Schema):
    """A problem by RFC 9457; `fields` names each parameter that is wrong, with a German sentence."""

    type = ma.fields.String(required=True)
    status = ma.fields.Integer(required=True)
    title = ma.fields.String(required=True)
    detail = ma.fields.String()
    instance = ma.fields.String()
    fields_ = ma.fields.Dict(keys=ma.fields.String(), values=ma.fields.String(), data_key="fields")


def text(description: str, example: str = "") -> ma.fields.String:
    """A parameter that the reader of the engine reads: days, lengths, names."""
    said = {"description": description, **({"example": example} if example else {})}
    return ma.fields.String(metadata=said, error_messages=_NO_TEXT)


def several(field: ma.fields.Field | type[ma.Schema]) -> ma.fields.List:
    """A parameter that can be said several times, each as `field`, or as an object of a schema."""
    each = field if isinstance(field, ma.fields.Field) else ma.fields.Nested(field, error_messages=_NO_OBJECT)
    return ma.fields.List(each, error_messages=_NO_LIST)


def raw(kind: str, description: str) -> ma.fields.Raw:
    """A number or yes-no that the reader of the engine reads, so that faults are German sentences."""
    return ma.fields.Raw(
        metadata={"type": kind, "description": description},
        error_messages={"null": "Lassen Sie die Angabe weg, statt null zu schreiben."},
    )


class _Parser(FlaskParser):
    """webargs, with faults as the engine tells them."""

    DEFAULT_UNKNOWN_BY_LOCATION: ClassVar[dict[str, str | None]] = {"query": None, "json": None}

    def load_querystring(self, req: Any, schema: ma.Schema) -> Any:
        """The parameters of the address; one that is said twice and can be said once is refused."""
        twice = {
            name: "Diese Angabe steht mehrmals in der Adresse."
            for name, values in req.args.lists()
            if len(values) > 1 and not isinstance(schema.fields.get(name), ma.fields.List)
        }
        if twice:
            raise Invalid("Expected to read the parameters, but some are said more than once", twice)
        return super().load_querystring(req, schema)

    def load_json(self, req: Any, schema: ma.Schema) -> Any:
        """The body; what is nested deeper than can be read is no JSON that anybody meant."""
        try:
            return super().load_json(req, schema)
        except RecursionError:
            abort(400)

    def handle_error(self, error: ma.ValidationError, *_args: Any, **_more: Any) -> NoReturn:
        """Tell which parameter is wrong."""
        found: dict[str, str] = {}
        for place in error.normalized_messages().values():
            for name, messages in place.items() if isinstance(place, Mapping) else ():
                key = "angaben" if name == "_schema" else str(name)
                found[key] = " ".join(dict.fromkeys(_flat(messages)))
        raise Invalid("Expected to read the parameters, but some are no parameters of this address", found)


def _flat(messages: object) -> list[str]:
    if isinstance(messages, Mapping):
        return [one for value in messages.values() for one in _flat(value)]
    if isinstance(messages, list):
        return [one for value in messages for one in _flat(value)]
    return [str(messages)]


class Part(Blueprint):  # type: ignore[misc]  # flask-smorest has no types
    """The addresses of one part."""

    ARGUMENTS_PARSER = _Parser()
