"""From schema 6 to 7: a fact knows whether it is always there, and what may stand on a person's card is marked so.

What was stored before is judged by what its record says: its kind and how durable it is, whose life it tells, and its
plain attribute.
"""

from memory_core.domain.card import part_of
from memory_core.domain.memory import Lasting
from memory_core.domain.reading.sentence import Kind
from memory_core.engines.migrations.step import Step
from memory_core.engines.payload import FIRST_PIECE, Mark, Payload
from memory_core.record.codec import from_stored

_DURABLE = 0.8  # from which on a statement of before is taken for one that is always there


def added(stored: Payload) -> Payload:
    if FIRST_PIECE not in stored["marks"]:
        return {}
    lasting = _lasting(stored)
    part = part_of(from_stored(stored | lasting))
    marks = [Mark.CARD.of(part)] if part else []
    return lasting | {"marks": [*stored["marks"], *(mark for mark in marks if mark not in stored["marks"])]}


def _lasting(stored: Payload) -> Payload:
    if stored.get("kind") == Kind.WISH:
        return {"lasting": Lasting.WISH.value}
    durable = stored.get("kind") == Kind.STATEMENT and (stored.get("durability") or 0.0) >= _DURABLE
    attribute = str(stored.get("attribute") or "").partition("|")[0]
    own = bool(attribute) and "'s " not in attribute
    return {"lasting": Lasting.FACT.value} if durable or own else {}


STEP = Step(schema=7, added=added)
