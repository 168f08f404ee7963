"""A webhook's body as names and values: read once, the same way for the signature check and for what is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

MAX_FIELDS = 1000
_FORM = "application/x-www-form-urlencoded"


class Fields(dict[str, list[str]]):
    """Form fields, each name with all its values in order; the shape twilio's validator asks of repeated names."""

    def getall(self, name: str) -> list[str]:
        return self[name]


def is_json(content_type: str | None) -> bool:
    return _media_type(content_type) == "application/json"


def is_form(content_type: str | None) -> bool:
    return _media_type(content_type) == _FORM


def _media_type(content_type: str | None) -> str:
    return (content_type or "").partition(";")[0].strip().lower()


def read_form(raw: bytes) -> Fields:
    """The fields of a form body. Raises ValueError when it is no UTF-8 or has more than 1,000 fields."""
    pairs = parse_qsl(raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    fields = Fields()
    for name, value in pairs:
        fields.setdefault(name, []).append(value)
    return fields


def form_of(raw: bytes, content_type: str | None) -> Fields | None:
    """The fields of a form body; None for any other, and for one that cannot be read."""
    try:
        return read_form(raw) if is_form(content_type) else None
    except ValueError:
        return None


def read_body(raw: bytes, content_type: str | None, form: Fields | None = None) -> Mapping[str, object]:
    """The body's top level, a repeated form name as a list. Raises ValueError or RecursionError on anything else.

    `form`: what `form_of` gave for it already.
    """
    if is_json(content_type):
        body = json.loads(raw.decode("utf-8"))
        if not isinstance(body, dict):
            raise ValueError("The JSON body is not an object.")
        return body
    fields = read_form(raw) if form is None else form
    return {name: values[0] if len(set(values)) == 1 else values for name, values in fields.items()}


def one(fields: Mapping[str, object], name: str) -> str:
    """The first value of a name, "" when there is none or it is no text."""
    value = fields.get(name)
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, str) else ""


def read_query(query: str) -> Fields:
    """The fields of a query string; empty when it cannot be read."""
    try:
        return read_form(query.encode("latin-1"))
    except ValueError:
        return Fields()
