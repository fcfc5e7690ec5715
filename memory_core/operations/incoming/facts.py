"""Facts of other memories: each becomes a fact here, told as such, and named after where it came from."""

from memory_core.domain.memory import Fact, MemoryType, Role
from memory_core.domain.replacing import stands, told_by
from memory_core.domain.scope import Scope, person_of
from memory_core.domain.secrets.mask import Secrets
from memory_core.domain.text import content_digest
from memory_core.errors import InvalidParameter
from memory_core.operations.admit import admitted, without_secrets
from memory_core.operations.lasting import lasting_as_told
from memory_core.operations.read import Read
from memory_core.ports import LanguageDetector
from memory_core.readers.told import Told


def to_fact(
    told: Told, *, program: str, scope: Scope, secrets: Secrets, now: int, detect_language: LanguageDetector, read: Read
) -> Fact:
    """The fact in that scope, whose words pass what all words pass; known by its id when it comes again. Raises
    InvalidParameter and ContentTooLong."""
    words = admitted(told.text, role=Role.ASSISTANT, secrets=secrets)
    if not words.content.strip():
        raise InvalidParameter("holds no text of its own.")
    content = words.content.strip()
    at = now if told.at is None else told.at
    lasting = lasting_as_told(read, content)
    person = person_of(scope.realm, scope.user)
    said = told_by(content, speaker="", lasting=lasting)
    named = scope.memory_id(MemoryType.SEMANTIC, program, told.id or told.text)
    return Fact(
        id=named,
        scope=scope,
        content=content,
        digest=content_digest(content),
        created_at=at,
        event_at=at,
        last_seen_at=max(at, told.updated_at or at),
        operation_id=named,
        pinned=told.pinned,
        role=Role.USER,
        language=detect_language(content),
        tags=tuple(without_secrets(tag, secrets).content for tag in told.tags),
        expires_at=told.expires_at,
        valid_from=at,
        attribute=said.stored_as(speaker="", person=person) if said else "",
        told=True,
        lasting=stands(lasting, said),
        masked=words.kinds,
    )
