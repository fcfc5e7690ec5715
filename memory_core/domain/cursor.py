"""Cursor: where a listing goes on, as opaque text that fits only the listing it came from."""

import base64
import binascii
import json
from typing import Any

from memory_core.domain.text import digest
from memory_core.errors import InvalidParameter


def to_cursor(place: list[Any], *, listing: str) -> str:
    """`place` is JSON; `listing` names whose and which listing it is a place in."""
    return base64.urlsafe_b64encode(json.dumps([digest(listing), place]).encode()).decode()


def from_cursor(cursor: str, *, listing: str) -> list[Any]:
    """The place that `to_cursor` was given. Refuses a cursor of another listing, and what is none."""
    try:
        of, place = json.loads(base64.urlsafe_b64decode(cursor.strip()))
    except (binascii.Error, ValueError, TypeError):
        of, place = "", None
    if of != digest(listing) or not isinstance(place, list):
        raise InvalidParameter(
            "This cursor belongs to another list. Send the one that came with the page before, with the same filters, "
            "or leave it empty to begin anew."
        )
    return place
