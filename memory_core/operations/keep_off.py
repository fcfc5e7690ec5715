"""Keep off: what somebody asks not to have remembered is hidden as it is stored, with the turn that it belongs to.

It is kept by mark, so that it can be undone for 30 days, and nothing is drawn from it: no model reads it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import takewhile

from memory_core.domain.forgetting import undoable_until
from memory_core.domain.memory import MemoryType, Message, Role, Said, of_kind, operation_id
from memory_core.domain.off_record import OffRecord, off_record
from memory_core.domain.scope import Scope
from memory_core.domain.secrets.mask import Secrets
from memory_core.domain.selection import Selection
from memory_core.domain.states import State
from memory_core.domain.text import content_digest
from memory_core.domain.times import HOUR, MINUTE
from memory_core.operations.admit import admitted
from memory_core.operations.choose import Selector
from memory_core.operations.forget import Forget, Receipt
from memory_core.operations.store import Store, StoreResult, StoreStatus
from memory_core.ports import Clock, MemoryRepository

_LOOKED_AT = 8  # messages before
_TURN = HOUR  # how long after a turn somebody can ask to have it off the record
_RETRY = 15 * MINUTE


class Remember(StrEnum):
    """Whether words are remembered."""

    YES = "yes"  # unless whoever says them asks not to
    CHAT_ONLY = "chat_only"  # in the window of their chat alone: no search finds them
    NO = "no"  # nothing is kept


@dataclass(frozen=True, slots=True)
class KeepOff:
    """The storing of messages that may be off the record, over its ports."""

    repository: MemoryRepository
    store: Store
    forget: Forget
    now: Clock

    def once(
        self, messages: Sequence[Message], *, scope: Scope, learn: bool, later: bool, secrets: Secrets
    ) -> tuple[list[Said | None], StoreResult | None]:
        """Stores those messages that never came, so that what was forgotten or corrected since stays so: what came
        before, message by message, and the result for the others, if there are any. What asks to be off the record
        and is still shown, because a store was killed, is hidden now."""
        before = self.store.kept(messages, scope=scope, secrets=secrets)
        new = [m for m, kept in zip(messages, before, strict=True) if kept is None or _is_half_off(m, kept)]
        if not new:
            return before, None
        asks = Remember.YES
        return before, self.messages(new, scope=scope, learn=learn, later=later, secrets=secrets, remember=asks)

    def messages(
        self,
        messages: Sequence[Message],
        *,
        scope: Scope,
        learn: bool,
        later: bool = False,
        secrets: Secrets,
        remember: Remember,
    ) -> StoreResult:
        """As `Store.messages`; what is off the record is hidden, and `off_record` in the result says what and how to
        bring it back."""
        if remember is Remember.NO:
            return StoreResult(StoreStatus.NOT_STORED, ())
        if remember is Remember.CHAT_ONLY:
            only = [replace(message, off_record=True) for message in messages]
            return self.store.messages(only, scope=scope, learn=False, secrets=secrets)
        asked = [off_record(m.content) if m.role is Role.USER else OffRecord.NOTHING for m in messages]
        if not any(asked):
            return self.store.messages(messages, scope=scope, learn=learn, later=later, secrets=secrets)
        before = self._before(scope)
        if self._is_retry(messages, before, secrets):
            return StoreResult(StoreStatus.ALREADY_STORED, ())
        operation = operation_id()
        off, back = _off(messages, asked), _reaching_back(messages, asked)
        at_once = off - {back}  # that one is hidden with the turn before it, so that a retry after a kill finds both
        marked = [replace(m, hidden_by=operation) if number in at_once else m for number, m in enumerate(messages)]
        stored = self.store.messages(marked, scope=scope, learn=False, secrets=secrets)
        sent = {memory.id for memory in stored.memories}
        earlier = [m for m in before if m.state is State.ACTIVE and m.id not in sent] if back is not None else []
        shown = [m.id for number, m in enumerate(stored.memories) if number in off and m.state is State.ACTIVE]
        left = [*shown, *(message.id for message in _last_turn(earlier))]
        return replace(stored, off_record=self._hidden(scope, operation, stored, left))

    def _hidden(self, scope: Scope, operation: str, stored: StoreResult, left: Sequence[str]) -> Receipt | None:
        """What was stored hidden, and the messages that are `left` to be hidden: those before, and what was stored
        before without it."""
        here = [m.id for m in stored.memories if any(edit.operation_id == operation for edit in m.edits)]
        at = self.now()
        receipt = Receipt(operation, Counter({MemoryType.EPISODIC: len(here)}), tuple(here), at, undoable_until(at))
        if not left:
            return receipt if here else None
        hidden = self.forget(scope, Selector(ids=tuple(left)), erase=False, operation=operation)
        return replace(hidden, counts=receipt.counts + hidden.counts, ids=(*here, *hidden.ids), operation_id=operation)

    def _before(self, scope: Scope) -> list[Said]:
        """The latest messages of this very scope, hidden ones too, the newest first."""
        said = Selection(alive_at=self.now(), types=(MemoryType.EPISODIC,), states=(State.ACTIVE, State.FORGOTTEN))
        since = self.now() - _TURN
        recent = of_kind(Said, self.repository.recent(scope.to_store(), said, limit=_LOOKED_AT))
        return [message for message in recent if message.created_at >= since]

    def _is_retry(self, messages: Sequence[Message], before: Sequence[Said], secrets: Secrets) -> bool:
        """Whether the same was asked, and hidden, just now: another turn must not go for it."""
        since = self.now() - _RETRY
        hidden = {m.digest for m in before if m.state is State.FORGOTTEN and m.created_at >= since}
        words = [admitted(m.content, role=m.role, secrets=secrets).content for m in messages]
        return all(content_digest(each) in hidden for each in words)


def _is_half_off(message: Message, kept: Said) -> bool:
    return message.role is Role.USER and kept.state is State.ACTIVE and bool(off_record(message.content))


def _off(messages: Sequence[Message], asked: Sequence[OffRecord]) -> set[int]:
    """The numbers of the messages that ask, with the replies to them; and, where one says nothing else, of the turn
    before it, as far as that was sent along."""
    off: set[int] = set()
    for number, wanted in enumerate(asked):
        if not wanted:
            continue
        following = takewhile(lambda at: messages[at].role is not Role.USER, range(number + 1, len(messages)))
        off |= {number, *following}
        if wanted is OffRecord.BEFORE:
            off |= {number - 1 - at for at, _ in enumerate(_last_turn(messages[:number][::-1]))}
    return off


def _reaching_back(messages: Sequence[Message], asked: Sequence[OffRecord]) -> int | None:
    """The number of the message that asks for a turn before it which was not sent along."""
    first = next((number for number, message in enumerate(messages) if message.role is Role.USER), None)
    return first if first is not None and asked[first] is OffRecord.BEFORE else None


def _last_turn[M: (Message, Said)](newest_first: Sequence[M]) -> Iterator[M]:
    """The person's last message, and the replies to it."""
    for message in newest_first:
        yield message
        if message.role is Role.USER:
            return
