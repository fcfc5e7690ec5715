"""Store: what was said becomes memory, in one write, once."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from memory_core.domain import fence
from memory_core.domain.memory import Extraction, Memory, MemoryType, Message, Role
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Selection
from memory_core.domain.text import canonical, digest, storable
from memory_core.domain.times import HOUR, MINUTE
from memory_core.errors import ContentTooLong, InvalidParameter
from memory_core.operations.index import Draft, index
from memory_core.ports import Clock, Embedder, KeywordEncoder, LanguageDetector, MemoryRepository, Turns

MAXIMUM_CONTENT = 100_000
_RETRY_WINDOW = 15 * MINUTE  # how long a message without an id or a time of its own counts as the same delivery
_LOOSE_CONTEXT = HOUR  # without a session, how long what was said before still belongs to what is said now
_ID_SPACE = uuid.UUID("0f2d1c0e-8f57-4b0e-b1f4-54c0c6a3d9aa")


class StoreStatus(StrEnum):
    STORED = "stored"
    ALREADY_STORED = "already_stored"


@dataclass(frozen=True, slots=True)
class StoreResult:
    """`memories` in the order of the messages, each as it now stands, whether it is new or was there."""

    status: StoreStatus
    memories: tuple[Memory, ...]
    extraction: Extraction = Extraction.OFF


@dataclass(frozen=True, slots=True)
class Store:
    """The store operations over their ports."""

    repository: MemoryRepository
    embedder: Embedder
    keywords: KeywordEncoder
    detect_language: LanguageDetector
    now: Clock
    turns: Turns

    def messages(self, messages: Sequence[Message], *, scope: Scope) -> StoreResult:
        """Keeps each message as an episode; a delivery that comes twice is kept once.

        A message with an event time or a message id is known by it for ever. One without counts as a second delivery
        only within 15 minutes and while nothing else was stored in its session.
        """
        messages = tuple(m for m in map(_cleaned, messages) if m.content)
        scope = scope.to_store()
        with self.turns(scope):
            recent = self._told_last(scope, len(messages))
            known = self._delivered_before(messages, scope, recent)
            drafts: list[Draft] = []
            result: list[Memory] = []
            previous = recent[0] if recent else None
            for message in messages:
                memory = known.get(_delivery(message))
                if memory is None:
                    memory = self._episode(message, scope, previous)
                    drafts.append(Draft(memory, _context(previous, memory)))
                result.append(memory)
                previous = memory
            self._write(scope, drafts)
        return StoreResult(StoreStatus.STORED if drafts else StoreStatus.ALREADY_STORED, tuple(result))

    def fact(self, message: Message, *, scope: Scope, memory_type: MemoryType) -> StoreResult:
        """Keeps the content as a fact, as given. The same fact again, case, spacing and punctuation aside, is not kept
        twice: it was seen now, lives as long as the longer-lived of the two, and carries the tags of both."""
        message = _cleaned(message)
        if not message.content:
            return StoreResult(StoreStatus.ALREADY_STORED, ())
        scope, key = scope.to_store(), _content_digest(message.content)
        with self.turns(scope):
            now = self.now()
            selection = Selection(alive_at=now, types=(memory_type,), digest=key)
            same = self.repository.recent(scope, selection, limit=1)
            if same:
                memory = _seen_again(same[0], message, now)
                self.repository.amend(scope, memory)
                return StoreResult(StoreStatus.ALREADY_STORED, (memory,))
            ended = self.repository.recent(scope, replace(selection, alive_at=0, states=()), limit=1)
            identity = _id(scope, memory_type, key, ended[0].id if ended else "")
            memory = self._memory(message, scope, memory_type, identity=identity, created_at=now)
            memory = replace(memory, valid_from=memory.event_at)
            self._write(scope, [Draft(memory)])
        return StoreResult(StoreStatus.STORED, (memory,))

    def _told_last(self, scope: Scope, count: int) -> list[Memory]:
        """What people and agents told last in this very scope, newest first; at least one."""
        return self.repository.recent(scope, Selection(alive_at=self.now(), roles=tuple(Role)), limit=max(count, 1))

    def _delivered_before(
        self, messages: Sequence[Message], scope: Scope, recent: Sequence[Memory]
    ) -> dict[str, Memory]:
        """The memories that already hold one of `messages`, by delivery."""
        now = self.now()
        ids = [_id(scope, MemoryType.EPISODIC, _delivery(m)) for m in messages if _is_identified(m)]
        known = {memory.delivery: memory for memory in self.repository.read(scope, Selection(alive_at=now), ids)}
        latest = recent[len(messages) - 1 :: -1]
        is_retry = [m.delivery for m in latest] == [_delivery(m) for m in messages]
        if is_retry and all(m.created_at > now - _RETRY_WINDOW for m in latest):
            known |= {memory.delivery: memory for memory in latest}
        return known

    def _episode(self, message: Message, scope: Scope, previous: Memory | None) -> Memory:
        chain = () if _is_identified(message) else (previous.id if previous else "",)
        return self._memory(
            message,
            scope,
            MemoryType.EPISODIC,
            identity=_id(scope, MemoryType.EPISODIC, _delivery(message), *chain),
            created_at=max(self.now(), previous.created_at + 1 if previous else 0),
            delivery=_delivery(message),
        )

    def _memory(
        self,
        message: Message,
        scope: Scope,
        memory_type: MemoryType,
        *,
        identity: str,
        created_at: int,
        delivery: str = "",
    ) -> Memory:
        return Memory(
            id=identity,
            scope=scope,
            type=memory_type,
            content=message.content,
            digest=_content_digest(message.content),
            created_at=created_at,
            event_at=message.event_at if message.event_at is not None else created_at,
            last_seen_at=created_at,
            operation_id=str(uuid.uuid4()),
            role=message.role,
            speaker=message.speaker,
            language=self.detect_language(message.content),
            tags=message.tags,
            expires_at=message.expires_at,
            message_id=message.message_id,
            delivery=delivery,
        )

    def _write(self, scope: Scope, drafts: Sequence[Draft]) -> None:
        if drafts:
            self.repository.write(scope, index(drafts, embedder=self.embedder, keywords=self.keywords))


def _cleaned(message: Message) -> Message:
    """The message as it is kept: complete, or refused; without recalled context that was pasted back in."""
    storable(message.speaker, name="speaker")
    storable(message.message_id, name="message id")
    if not storable(message.content, name="content").strip():
        raise InvalidParameter("There is nothing to store: content is empty. Send the text to remember.")
    content = fence.strip(message.content)
    if len(content) > MAXIMUM_CONTENT:
        raise ContentTooLong(
            f"content has {len(content):,} characters; at most {MAXIMUM_CONTENT:,} are kept as one memory. "
            "Split it and store the parts."
        )
    return replace(message, content=content)


def _is_identified(message: Message) -> bool:
    return message.event_at is not None or message.message_id != ""


def _delivery(message: Message) -> str:
    when = "" if message.event_at is None else str(message.event_at)
    return digest(message.role, message.speaker, message.content, when, message.message_id, message.conversation)


def _id(scope: Scope, memory_type: MemoryType, *parts: str) -> str:
    """The same for the same delivery, so that two processes that store it at once make one memory."""
    place = (scope.space, scope.agent, scope.realm, scope.user or "", scope.session or "")
    return str(uuid.uuid5(_ID_SPACE, digest(*place, memory_type, *parts)))


def _context(previous: Memory | None, memory: Memory) -> Memory | None:
    """The message before, when it belongs to what is said now."""
    if previous is None or previous.type is not MemoryType.EPISODIC:
        return None
    near = abs(memory.event_at - previous.event_at) <= _LOOSE_CONTEXT
    return previous if memory.scope.session or near else None


def _content_digest(content: str) -> str:
    return digest(canonical(content) or content)


def _seen_again(memory: Memory, message: Message, now: int) -> Memory:
    ends = (memory.expires_at, message.expires_at)
    lasts = None if None in ends else max(end for end in ends if end is not None)
    tags = tuple(dict.fromkeys((*memory.tags, *message.tags)))
    return replace(memory, last_seen_at=now, expires_at=lasts, tags=tags)
