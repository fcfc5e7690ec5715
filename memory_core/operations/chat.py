"""Chat: a conversation under an id of its own. A chat message is an episode, and a chat id is its session's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from memory_core.domain.cursor import from_cursor, to_cursor
from memory_core.domain.memory import MemoryType, Message, Role, Said, of_kind
from memory_core.domain.scope import Scope
from memory_core.domain.secrets.mask import Secrets
from memory_core.domain.selection import Position, Selection
from memory_core.domain.states import State
from memory_core.domain.window import Limits, window
from memory_core.errors import ContentTooLong, InvalidParameter
from memory_core.operations.choose import Selector
from memory_core.operations.forget import Forget, Preview, Receipt
from memory_core.operations.keep_off import KeepOff, Remember
from memory_core.operations.store import StoreResult
from memory_core.operations.summarize import Before, Summarize, Summarized, SummaryStatus
from memory_core.ports import Clock, MemoryRepository, TokenCounter

MAXIMUM_BATCH = 500  # messages in one call,
MAXIMUM_BATCH_CHARACTERS = 1_000_000  # all of them together: as much as is embedded within a call
MAXIMUM_MESSAGES = 2_000  # in a window, however many tokens it may have
_MAXIMUM_CORRECTED = 1_000  # messages of a chat that are looked at
_AT_ONCE = 50  # messages that are read while tokens are counted
_MESSAGES_OF_CHATS = Selector(types=(MemoryType.EPISODIC,), in_sessions=True)


@dataclass(frozen=True, slots=True)
class ChatWindow:
    """The last messages of a chat, oldest first; `total` is how many it has, `trimmed` how many are not in the window,
    and `summary` what those tell."""

    messages: tuple[Said, ...]
    total: int
    summary: Summarized = field(default_factory=Summarized)

    @property
    def trimmed(self) -> int:
        return max(self.total - len(self.messages), 0)


@dataclass(frozen=True, slots=True)
class ChatEntry:
    """A chat in a list: its id, how many messages it has, and the last of them."""

    chat_id: str
    messages: int
    last: Said


@dataclass(frozen=True, slots=True)
class Chats:
    """A page of the chats of a scope, by name; `total` is how many there are, `next_cursor` is empty on the last
    page."""

    entries: tuple[ChatEntry, ...]
    total: int
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class Chat:
    """The chat operations over their ports. A scope whose session is named is one chat."""

    repository: MemoryRepository
    keep_off: KeepOff
    forget: Forget
    summarize: Summarize
    count_tokens: TokenCounter
    now: Clock

    def add(
        self,
        messages: Sequence[Message],
        *,
        scope: Scope,
        secrets: Secrets = Secrets.MASK,
        remember: Remember = Remember.YES,
    ) -> StoreResult:
        """Keeps messages in their order, and draws no facts from them. A delivery that comes again is recognised as by
        `Store.messages`; what is said twice in one call was said twice."""
        _check_size(messages)
        return self.keep_off.messages(messages, scope=_one_chat(scope), learn=False, secrets=secrets, remember=remember)

    def window(
        self, scope: Scope, *, limits: Limits, roles: Sequence[Role] = (), summarize: bool = False, prompt: str = ""
    ) -> ChatWindow:
        """The last messages of the chat, of these `roles` only when given. To `summarize`, a language model condenses
        what is trimmed as `prompt` says, empty for our own; whatever fails about that is said in the summary."""
        scope = _one_chat(scope)
        said = replace(self._said(), roles=tuple(dict.fromkeys(roles)))
        messages = window(self._newest_first(scope, said, limits), limits, count_tokens=self.count_tokens)
        got = ChatWindow(messages, max(self.repository.count(scope, said), len(messages)))
        return replace(got, summary=self._summary(scope, said, got, prompt)) if summarize else got

    def chats(self, scope: Scope, *, limit: int, cursor: str = "") -> Chats:
        """The chats of everything that `scope` covers, in the order of their ids."""
        scope = _every_chat(scope)
        listing = repr(("chats", scope))
        after = str(next(iter(from_cursor(cursor, listing=listing)), "")) if cursor.strip() else ""
        said = self._said()
        counted = {chat: number for chat, number in self.repository.sessions(scope, said).items() if chat}
        following = sorted(chat for chat in counted if chat > after)
        entries = tuple(
            ChatEntry(chat, counted[chat], last)
            for chat in following[:limit]
            for last in of_kind(Said, self.repository.recent(replace(scope, session=chat), said, limit=1))
        )
        more = len(following) > limit
        return Chats(entries, len(counted), to_cursor([following[limit - 1]], listing=listing) if more else "")

    def clear(self, scope: Scope, *, erase: bool, confirm: str = "") -> Receipt:
        """Forgets the messages of one chat, with what was drawn from them and the chat's summaries. That is narrow
        enough to need no `confirm`; one that is given must be right."""
        scope = _one_chat(scope)
        confirm = confirm or self.forget.preview(scope, _MESSAGES_OF_CHATS, erase=erase).confirm
        return self.forget(scope, _MESSAGES_OF_CHATS, erase=erase, confirm=confirm)

    def clear_all(self, scope: Scope, *, erase: bool, confirm: str) -> Receipt:
        """Forgets the messages of every chat in the scope, as `preview` counted and `confirm` says. What was said
        outside of any chat stays."""
        return self.forget(_every_chat(scope), _MESSAGES_OF_CHATS, erase=erase, confirm=confirm)

    def preview(self, scope: Scope, *, erase: bool) -> Preview:
        """What clearing the chat, or without one every chat in the scope, would forget. Changes nothing."""
        place = _one_chat(scope) if scope.session else _every_chat(scope)
        return self.forget.preview(place, _MESSAGES_OF_CHATS, erase=erase)

    def _said(self) -> Selection:
        return Selection(alive_at=self.now(), types=(MemoryType.EPISODIC,))

    def _newest_first(self, scope: Scope, said: Selection, limits: Limits) -> Iterator[Said]:
        """The chat's messages, read as far as they are asked for."""
        at_once = limits.messages + 1 if limits.tokens is None else min(limits.messages + 1, _AT_ONCE)
        after: Position | None = None
        while page := self.repository.page(scope, said, limit=at_once, after=after):
            yield from of_kind(Said, page)
            after = Position.after(page, after)

    def _summary(self, scope: Scope, said: Selection, got: ChatWindow, prompt: str) -> Summarized:
        if not got.trimmed:
            return Summarized(SummaryStatus.NOT_NEEDED)
        place = self._place(scope, said)
        if self.repository.count(place, said) != got.total:
            return _of_several_users()
        end = got.messages[0].created_at if got.messages else None
        return self.summarize(Before(place, end, said.roles, prompt, self._corrected(place)))

    def _corrected(self, place: Scope) -> tuple[str, ...]:
        corrected = replace(self._said(), alive_at=0, states=(State.SUPERSEDED,))
        superseded = self.repository.recent(place, corrected, limit=_MAXIMUM_CORRECTED)
        return tuple(m.id for m in superseded if m.superseded_by)  # the others are corrections that were taken back

    def _place(self, scope: Scope, said: Selection) -> Scope:
        """The very scope that the chat's first message is stored in."""
        first = self.repository.page(scope, said, limit=1, oldest_first=True)
        return first[0].scope if first else scope.to_store()


def _one_chat(scope: Scope) -> Scope:
    if not scope.session:
        raise InvalidParameter("No chat is named. Set chat_id, like {{#sys.conversation_id#}} in a chatflow.")
    return replace(scope, include_shared=False)


def _every_chat(scope: Scope) -> Scope:
    return replace(scope, session=None, include_shared=False)


def _check_size(messages: Sequence[Message]) -> None:
    if not messages:
        raise InvalidParameter("There is nothing to add. Send content, or messages.")
    if len(messages) > MAXIMUM_BATCH:
        raise InvalidParameter(
            f"messages holds {len(messages):,} messages; at most {MAXIMUM_BATCH} are added in one call. Send the rest "
            "with further calls, in order."
        )
    characters = sum(len(message.content) for message in messages)
    if len(messages) > 1 and characters > MAXIMUM_BATCH_CHARACTERS:
        raise ContentTooLong(
            f"The messages have {characters:,} characters together; at most {MAXIMUM_BATCH_CHARACTERS:,} are added in "
            "one call. Send them with several calls, in order."
        )


def _of_several_users() -> Summarized:
    return Summarized(
        SummaryStatus.FAILED,
        code="several_users",
        reason="This chat holds messages of several users, whose words are not mixed. Set user_id to have it "
        "summarised.",
    )
