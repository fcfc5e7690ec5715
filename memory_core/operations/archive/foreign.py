"""Foreign: memories as mem0 and mem9 export them, which become facts, told as such.

mem0   {"id", "memory" or "data", "user_id", "agent_id", "run_id", "metadata", "categories", "created_at", "updated_at"}
       as a list, under "results", or one a line
mem9   {"id", "content", "memory_type", "tags", "metadata", "agent_id", "session_id", "state", "created_at", ...}
       as a list, under "memories", or one a line
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from memory_core.domain.memory import Fact, MemoryType, Role
from memory_core.domain.reading.attributes import key_of
from memory_core.domain.reasoning import without_reasoning
from memory_core.domain.scope import Scope, person_of
from memory_core.domain.text import content_digest, storable
from memory_core.domain.times import parse
from memory_core.errors import InvalidParameter
from memory_core.operations.admit import MAXIMUM_CONTENT
from memory_core.ports import LanguageDetector

AGENT = "dify"  # of memories that name none
_LONGEST_TAG = 200


class Mem0Record(BaseModel):
    id: str = ""
    memory: str = ""
    data: str = ""
    user_id: str | None = None
    agent_id: str | None = None
    run_id: str | None = None
    metadata: dict[str, Any] | None = None
    categories: list[str] | None = None
    created_at: str | None = None
    updated_at: str | None = None


class Mem9Record(BaseModel):
    id: str = ""
    content: str
    memory_type: str = ""
    tags: list[str] | None = None
    metadata: dict[str, Any] | None = None
    agent_id: str | None = None
    session_id: str | None = None
    state: str = "active"
    created_at: str | None = None
    updated_at: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What both of them say, in our words."""

    program: str
    id: str
    content: str
    agent: str
    user: str
    session: str
    tags: tuple[str, ...]
    pinned: bool
    created_at: str | None
    updated_at: str | None


def items_of(document: Any) -> list[Any] | None:
    """The records in a whole file, each with what the file says of all of them; None when it is no export."""
    if isinstance(document, Mapping):
        listed = next((document[key] for key in ("results", "memories") if isinstance(document.get(key), list)), None)
        shared = {key: document[key] for key in ("agent_id", "user_id") if document.get(key)}
        return None if listed is None else [shared | each if isinstance(each, dict) else each for each in listed]
    return document if isinstance(document, list) else None


def read_told(record: Mapping[str, Any]) -> Told:
    """Raises pydantic's ValidationError, and InvalidParameter."""
    if "memory" in record or "data" in record:
        mem0 = Mem0Record.model_validate(record)
        return Told(
            program="mem0",
            id=mem0.id,
            content=mem0.memory or mem0.data,
            agent=mem0.agent_id or "",
            user=mem0.user_id or "",
            session=mem0.run_id or "",
            tags=_tags(mem0.categories, mem0.metadata),
            pinned=False,
            created_at=mem0.created_at,
            updated_at=mem0.updated_at,
        )
    if "content" not in record or "pieces" in record:
        raise InvalidParameter("holds no memory of mem0 ('memory' or 'data') or of mem9 ('content').")
    mem9 = Mem9Record.model_validate(record)
    if mem9.state != "active":
        raise InvalidParameter("is not active in mem9, and only active memories are taken over.")
    return Told(
        program="mem9",
        id=mem9.id,
        content=mem9.content,
        agent=mem9.agent_id or "",
        user="",
        session=mem9.session_id or "",
        tags=_tags(mem9.tags, mem9.metadata),
        pinned=mem9.memory_type == "pinned",
        created_at=mem9.created_at,
        updated_at=mem9.updated_at,
    )


def to_fact(told: Told, *, space: str, realm: str, agent: str, now: int, detect_language: LanguageDetector) -> Fact:
    """The fact, named after where it came from, so that it is known when it comes again; raises InvalidParameter."""
    content = without_reasoning(storable(told.content, name="the content")).strip()
    if not content:
        raise InvalidParameter("holds no text.")
    if len(content) > MAXIMUM_CONTENT:
        raise InvalidParameter(f"holds more than {MAXIMUM_CONTENT:,} characters.")
    scope = Scope(space=space, agent=agent or told.agent or AGENT, realm=realm, user=told.user, session=told.session)
    at = parse(told.created_at, name="created_at") if told.created_at else now
    named = scope.memory_id(MemoryType.SEMANTIC, told.program, told.id or content)
    return Fact(
        id=named,
        scope=scope,
        content=content,
        digest=content_digest(content),
        created_at=at,
        event_at=at,
        last_seen_at=max(at, parse(told.updated_at, name="updated_at")) if told.updated_at else at,
        operation_id=named,
        pinned=told.pinned,
        role=Role.USER,
        language=detect_language(content),
        tags=told.tags,
        valid_from=at,
        attribute=key_of(content, speaker="", person=person_of(realm, told.user)),
        told=True,
    )


def _tags(tags: list[str] | None, metadata: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The tags, and what the metadata says in one word each, as `name:value`."""
    said = [f"{key}:{value}" for key, value in (metadata or {}).items() if isinstance(value, str | int | float)]
    every = [storable(tag, name="a tag") for tag in (*(tags or ()), *said) if 0 < len(tag) <= _LONGEST_TAG]
    return tuple(dict.fromkeys(every))
