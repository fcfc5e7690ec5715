"""How a memory stands in a Qdrant payload. Every point carries what is filtered by; only the first piece's, the rest.

A memory is one point per piece: the first has the memory's own id and the whole record, the others an id made from it.
"""

import re
import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import lru_cache
from typing import Any

from memory_core.domain.candidate import Candidate, Scores
from memory_core.domain.card import part_of
from memory_core.domain.memory import (
    SEARCHED_TYPES,
    Extraction,
    Fact,
    Memory,
    MemoryType,
    Role,
    Said,
    Statement,
    Summary,
)
from memory_core.domain.scope import LONGEST_KEPT, Scope
from memory_core.domain.states import State
from memory_core.domain.text import digest
from memory_core.domain.times import DAY
from memory_core.domain.weights import strength
from memory_core.engines.collections import COLLECTION_SCHEMA
from memory_core.errors import InvalidParameter, WriteConflict
from memory_core.ports import Entry, IndexedPiece
from memory_core.record.codec import to_stored

type Payload = dict[str, Any]

# What is filtered or ordered by. The embedded engine pays for every index on each flush (1 to 2 ms), so it gets only
# those that narrow a search; whatever is matched exactly shares one, `marks`, and no number is. A server gets all of
# them, for in strict mode it refuses to filter by anything else.
TENANT_FIELD = "space_id"
UUID_FIELDS = ("standing",)
KEYWORD_FIELDS = ("user_id", "session_id", "marks")
INTEGER_FIELDS = ("created_at", "event_at", "expires_at")
SERVER_INTEGER_FIELDS = (*INTEGER_FIELDS, "revision", "valid_from", "valid_to", "bucket")

# What ranking needs to know of a found piece; see traits.py for those that the embedded engine keeps as numbers.
PIECE_FIELDS = (
    "memory_id",
    "start",
    "end",
    "event_at",
    "session_id",
    "speaker",
    "is_question",
    "tells_time",
    "in_dialogue",
    "role",
    "aside",
    "of_another",
    "source_ids",
)
PLACE_FIELDS = ("space_id", "agent_id", "realm")  # what the key of a realm was made of
_EMPTY: tuple[Any, ...] = (None, "", [])
_FILTERED_EMPTY = frozenset(KEYWORD_FIELDS)  # what belongs to no user or session is found by that
# Of a record, what every point of it carries, for a search to filter and to rank by.
_OF_EVERY_POINT = (
    "space_id",
    "agent_id",
    "realm",
    "user_id",
    "session_id",
    "memory_id",
    "memory_type",
    "state",
    "role",
    "aside",
    "of_another",
    "speaker",
    "tags",
    "created_at",
    "event_at",
    "expires_at",
    "valid_from",
    "valid_to",
    "source_ids",
)
# What the programs of schema 3 and before look for in every record, whatever its kind.
_OLDER_NEED: Payload = {"told": False, "extraction": "off", "extraction_attempts": 0, "schema_version": 1}
_OF_POINT = (
    "content",
    "pieces",
    "piece",
    "start",
    "end",
    "is_question",
    "tells_time",
    "in_dialogue",
)  # no amendment changes these
CONFLICT = "Somebody else changed the same memories at the same moment. Try again."
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_BUCKETS = 1_024
_PIECE_ID_SPACE = uuid.UUID("6ba1f0de-5d3c-4a39-9a4e-0f6a8e2c7b11")


def point_id(memory_id: str, number: int) -> str:
    return memory_id if number == 0 else str(uuid.uuid5(_PIECE_ID_SPACE, f"{memory_id}/{number}"))


def realm_key(scope: Scope) -> str:
    """Space, agent and realm in one: what every filter matches exactly."""
    place = scope.space, scope.agent, scope.realm
    return _realm_key(*place) if sum(map(len, place)) <= LONGEST_KEPT else digest(*place)


@lru_cache(maxsize=1_000)
def _realm_key(space: str, agent: str, realm: str) -> str:
    """Kept, for every point and every filter asks for it several times."""
    return digest(space, agent, realm)


def standing(scope: Scope, state: State, *, searched: bool) -> str:
    """Names all memories of one state in a realm that searches find, or all others. Each point has one, with an index
    of its own: a search of the whole realm looks at it of every point that it meets. As 128 bits, which is what a UUID
    is to an engine, it is compared in a third of the time of a text."""
    return digest(realm_key(scope), state, "searched" if searched else "")


def bucket(space: str, realm: str) -> int:
    """One of 1,024, the same for all that is in one realm of a space: what a cluster may be cut by."""
    return int(digest(space, realm)[:8], 16) % _BUCKETS


def point_ids(payload: Payload) -> list[str]:
    """All points of the memory whose first point has this payload."""
    return [point_id(payload["memory_id"], number) for number in range(payload["pieces"])]


def known_ids(ids: Sequence[str]) -> list[str]:
    """Those that can be the id of a memory at all; an engine refuses to look for the others."""
    return [memory_id for memory_id in ids if _ID.fullmatch(memory_id)]


class Mark(StrEnum):
    """What a point is marked with, as `name:value`, to be found by it."""

    TYPE = "type"
    STATE = "state"
    ROLE = "role"
    TAG = "tag"
    DIGEST = "digest"
    ATTRIBUTE = "attribute"
    OPERATION = "operation"
    SOURCE = "source"
    SHORT = "short"  # the id as people are shown it
    EXTRACTION = "extraction"
    TOLD = "told"  # in which realm, for what was not drawn from something else; up to schema 5, in which space
    PIECE = "piece"  # of the first point: an engine would read a field without an index from disk
    REALM = "realm"
    ASIDE = "aside"  # in which realm, for what states nothing of its own
    FOLLOWS = "follows"  # which earlier statement, or what a reply answers
    CARD = "card"  # on which part of a person's card it may stand
    NAMED = "named"  # in which realm, for what is known to be said by somebody
    SHELF = "shelf"  # where a memory stands among its like, see `shelf`
    SCHEMA = "schema"  # that the point has reached

    def of(self, value: str) -> str:
        return f"{self.value}:{value}"


FIRST_MARKED_SCHEMA = 4


def schema_mark(schema: int) -> str:
    return Mark.SCHEMA.of(str(schema))


_SCHEMAS = [schema_mark(schema) for schema in range(FIRST_MARKED_SCHEMA, COLLECTION_SCHEMA + 1)]


def shelf(scope: Scope, memory_type: MemoryType, state: State) -> str:
    """Names all memories of one type and state that are stored in this very scope, so that one condition finds them:
    how many meet one is known to an engine, how many meet two must be counted."""
    return Mark.SHELF.of(digest(realm_key(scope), scope.user or "", scope.session or "", memory_type, state))


def _marks(memory: Memory) -> list[str]:
    """What every point of a memory is found by."""
    marks = [*_SCHEMAS, Mark.REALM.of(realm_key(memory.scope))]
    marks += [Mark.TYPE.of(memory.type), Mark.STATE.of(memory.state), *map(Mark.TAG.of, memory.tags)]
    if isinstance(memory, Statement):
        marks += [Mark.ROLE.of(memory.role)] if memory.role else []
        marks += [Mark.NAMED.of(realm_key(memory.scope))] if memory.speaker else []
    if isinstance(memory, Said) and (memory.aside or memory.off_record):
        marks.append(Mark.ASIDE.of(realm_key(memory.scope)))
    repeats = isinstance(memory, Summary) or (isinstance(memory, Fact) and bool(memory.sources))
    told_in = () if repeats else (memory.scope.space, realm_key(memory.scope))
    return [*marks, *map(Mark.TOLD.of, told_in)]


FIRST_PIECE = Mark.PIECE.of("0")


def _marks_of_record(memory: Memory) -> list[str]:
    """What the first point is found by besides."""
    found_by = [
        (Mark.DIGEST, memory.digest),
        (Mark.OPERATION, memory.operation_id),
        (Mark.OPERATION, memory.end_operation_id),
        *((Mark.OPERATION, edit.operation_id) for edit in memory.edits),
        (Mark.SHORT, memory.short_id),
    ]
    if isinstance(memory, Fact):
        found_by.append((Mark.ATTRIBUTE, memory.attribute))
        found_by += [(Mark.SOURCE, source.memory_id) for source in (*memory.sources, *memory.hidden_sources)]
    if isinstance(memory, Statement):
        found_by += [(Mark.FOLLOWS, followed.memory_id) for followed in memory.follows]
    if isinstance(memory, Said):
        found_by.append((Mark.FOLLOWS, memory.answers))
    found_by.append((Mark.CARD, part_of(memory) or ""))
    if isinstance(memory, Said) and memory.extraction is Extraction.PENDING:
        found_by.append((Mark.EXTRACTION, memory.extraction))
    marks = [mark.of(value) for mark, value in found_by if value]
    return [*marks, FIRST_PIECE, shelf(memory.scope, memory.type, memory.state)]


def filterable(memory: Memory) -> Payload:
    """What every point of a memory carries."""
    return _filterable(memory, to_stored(memory)) | {"marks": _marks(memory)}


def record(memory: Memory) -> Payload:
    """The whole memory, as its first point carries it."""
    stored = to_stored(memory)
    marks = _marks(memory) + _marks_of_record(memory)
    return {**_OLDER_NEED, **stored, **_filterable(memory, stored), "marks": marks}


def _filterable(memory: Memory, stored: Payload) -> Payload:
    return {name: stored[name] for name in _OF_EVERY_POINT if name in stored} | {
        "bucket": bucket(memory.scope.space, memory.scope.realm),
        "standing": standing(memory.scope, memory.state, searched=is_searched(memory)),
    }


def is_searched(memory: Memory) -> bool:
    """Whether searches and lists may find it: not a summary, and not what is in the window of its chat alone."""
    return memory.type in SEARCHED_TYPES and not (isinstance(memory, Said) and memory.off_record)


def of_entry(entry: Entry) -> list[tuple[str, Payload, IndexedPiece]]:
    """Id, payload and vectors of each of a memory's points: the whole record for the first, what is filtered by for the
    others."""
    first = record(entry.memory) | {"pieces": len(entry.pieces)}
    others = filterable(entry.memory) if len(entry.pieces) > 1 else {}
    return [
        (
            point_id(entry.memory.id, number),
            _terse((others if number else first) | _of_piece(indexed) | {"piece": number}),
            indexed,
        )
        for number, indexed in enumerate(entry.pieces)
    ]


def _terse(payload: Payload) -> Payload:
    """Less what is empty, which is half of the fields: to read any of them, an engine parses them all."""
    return {name: value for name, value in payload.items() if value not in _EMPTY or name in _FILTERED_EMPTY}


def _of_piece(indexed: IndexedPiece) -> Payload:
    return {
        "start": indexed.piece.start,
        "end": indexed.piece.end,
        "is_question": indexed.is_question,
        "tells_time": indexed.tells_time,
        "in_dialogue": indexed.in_dialogue,
    }


def amended(memory: Memory, stored: Payload) -> Payload:
    """The payload of a stored point with the record of its memory replaced; its content and place stay. Raises
    WriteConflict when it was replaced since `memory` was read."""
    if stored["piece"] == 0:
        if stored["revision"] != memory.revision:
            raise WriteConflict(CONFLICT)
        memory = replace(memory, revision=memory.revision + 1)
    kept = {key: stored[key] for key in _OF_POINT if key in stored}
    return _terse((filterable(memory) if stored["piece"] else record(memory)) | kept)


def check_scope(scope: Scope, memories: Sequence[Memory]) -> None:
    """Refuses to write any memory outside of `scope`."""
    if not all(scope.covers(memory.scope) for memory in memories):
        raise InvalidParameter("This memory belongs to another scope and was not written.")


def check_held(changed: Collection[str], points: Collection[str]) -> None:
    """Raises WriteConflict when one of the memories that were changed has no first point any longer."""
    if not set(changed) <= set(points):
        raise WriteConflict(CONFLICT)


def to_candidate(payload: Payload, scores: Scores) -> Candidate:
    """A found point, from its PIECE_FIELDS, with its comparable scores."""
    return Candidate(
        memory=payload["memory_id"],
        start=payload["start"],
        end=payload["end"],
        strength=strength(scores),
        scores=scores,
        day=payload["event_at"] // DAY,
        session=payload["session_id"],
        speaker=payload.get("speaker", ""),
        is_question=payload["is_question"],
        tells_time=payload["tells_time"],
        is_reply=payload.get("role") == Role.ASSISTANT,
        is_aside=bool(payload.get("aside")),
        of_another=bool(payload.get("of_another")),
        in_dialogue=payload.get("in_dialogue", True),
        sources=tuple(payload.get("source_ids") or ()),
    )


def place(payload: Payload) -> Scope:
    """The agent and realm of a point, over all of their users, from its PLACE_FIELDS."""
    return Scope(space=payload["space_id"], agent=payload["agent_id"], realm=payload.get("realm", ""))
