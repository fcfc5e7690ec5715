"""Naming: ids are made from what they name, so that two processes that store one thing at once make one memory."""

import uuid

from memory_core.domain.memory import MemoryType, Message
from memory_core.domain.scope import Scope
from memory_core.domain.text import canonical, digest

_ID_SPACE = uuid.UUID("0f2d1c0e-8f57-4b0e-b1f4-54c0c6a3d9aa")


def memory_id(scope: Scope, memory_type: MemoryType, *parts: str) -> str:
    """The same for the same parts in the same place."""
    place = (scope.space, scope.agent, scope.realm, scope.user or "", scope.session or "")
    return str(uuid.uuid5(_ID_SPACE, digest(*place, memory_type, *parts)))


def operation_id() -> str:
    return str(uuid.uuid4())


def content_digest(content: str, *when: int | None) -> str:
    """Equal for two wordings of one statement (case, spacing and punctuation aside) about the same time."""
    return digest(canonical(content) or content, *(str(moment) for moment in when if moment is not None))


def delivery_digest(message: Message) -> str:
    """Equal for the same message delivered again."""
    when = "" if message.event_at is None else str(message.event_at)
    whose = [message.person_id] if message.person_id else []
    return digest(
        message.role, message.speaker, message.content, when, message.message_id, message.conversation, *whose
    )
