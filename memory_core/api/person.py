"""Person: everything the library can do on behalf of one user, bound to that user's scope."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from memory_core.api.asked import Expiry, as_messages, at_least, choices, expiry, moment_or_none, selection, texts
from memory_core.api.chat import Chat
from memory_core.api.recalled import Recalled
from memory_core.domain.card import BUDGET, Card
from memory_core.domain.edits import UNCHANGED
from memory_core.domain.memory import SHORT_ID_LENGTH, Fact, Memory, MemoryType, Message, Role, Said
from memory_core.domain.scope import Scope
from memory_core.domain.secrets.mask import Secrets
from memory_core.domain.states import State
from memory_core.domain.times import When, day_alone
from memory_core.errors import InvalidParameter
from memory_core.operations.browse import Page
from memory_core.operations.chat import Chats
from memory_core.operations.choose import Selector
from memory_core.operations.correct import Change, Correction
from memory_core.operations.forget import Preview, Receipt
from memory_core.operations.history import Event, Hidden, Undone
from memory_core.operations.keep_off import Remember
from memory_core.operations.learn import Learned
from memory_core.operations.maintain import Maintained
from memory_core.operations.store import StoreResult, StoreStatus
from memory_core.operations.used import Use
from memory_core.operations.why import Why
from memory_core.service import MemoryService

_AS_GIVEN = (MemoryType.SEMANTIC, MemoryType.PROCEDURAL)


class Person:
    """A scope (space, agent, realm, user and session) with all that can be done in it. Made by `Space.user`.

    Nothing outside of the scope is read, changed or forgotten. Safe to share between threads. Whatever may be given
    several times may also be given once (`"home"` for `["home"]`), enums by their texts (`"semantic"`), and moments as
    a datetime, a date, ISO 8601 text or microseconds since 1970; without a time zone they are in UTC.

    Besides the errors that a method names, each raises StorageError when the folder or server cannot be used, and those
    that search or store raise EmbeddingFailed when the embedding model gives no vectors.
    """

    def __init__(self, service: MemoryService, scope: Scope, place: str) -> None:
        self._service = service
        self._scope = scope
        self._place = place

    @property
    def scope(self) -> Scope:
        """Whose memories these are."""
        return self._scope

    def __repr__(self) -> str:
        user = "everybody" if self._scope.user is None else repr(self._scope.user)
        session = f", session {self._scope.session!r}" if self._scope.session is not None else ""
        return f"<Person {user}{session} of space {self._scope.space[:8]} in {self._place}>"

    # -- storing -------------------------------------------------------------------------------------------------------

    def remember(
        self,
        said: str | Message | Iterable[str | Message],
        *,
        learn: bool = True,
        memory_type: MemoryType | str | None = None,
        expires_at: Expiry | None = None,
        secrets: Secrets | str = Secrets.MASK,
        remember: Remember | str = Remember.YES,
    ) -> StoreResult:
        """Keeps what was said, one message or several, on stable storage and searchable when it returns.

        A text is a message of the user. A message that is delivered again is kept once. Then, to `learn`, facts are
        extracted and compared with what is known; `learned` in the result says what became of them. With the
        `memory_type` "semantic" or "procedural" each text is kept as a fact or procedure as given; with "episodic" it
        is kept as said, and nothing is learned. `expires_at` is for messages that have none of their own: a moment, or
        a timedelta from now. The result's `memories` stand in the order of the messages. Raises InvalidParameter and
        ContentTooLong (above 100,000 characters).

        Keys, tokens, passwords, card numbers and bank accounts become what they are, like `[card number]`, before
        anything is written; `masked` in the result counts them by kind. With `secrets` "refuse" SecretFound is raised
        instead, with "keep" they stay, and with "mask_personal" mail, phone numbers, passports and addresses go, too.

        What a user asks not to have remembered ("don't remember this", in ten languages) is hidden at once, with the
        turn that it belongs to, and `off_record` in the result says how to bring it back. With `remember` "chat_only"
        messages are in the window of their chat alone, and with "no" nothing is kept.

        >>> anna.remember("I live in Lisbon.")
        >>> anna.remember([Message("Any allergies?", role="assistant"), "Peanuts."], expires_at=timedelta(days=30))
        >>> anna.remember("Anna pays by invoice.", memory_type="semantic")
        """
        messages = as_messages(said, expires_at=expires_at, now=self._service.now())
        kinds = () if memory_type is None else choices(memory_type, MemoryType, name="memory_type")
        (masking,) = choices(secrets, Secrets, name="secrets")
        (kept,) = choices(remember, Remember, name="remember")
        if not messages:
            raise InvalidParameter("There is nothing to store: no message was given. Send the text to remember.")
        if MemoryType.SUMMARY in kinds:
            raise InvalidParameter("Summaries are made by Keepsake itself. Set memory_type to another one.")
        for kind in kinds:
            if kind in _AS_GIVEN and kept is not Remember.YES:
                return StoreResult(StoreStatus.NOT_STORED, ())
            if kind in _AS_GIVEN:
                stored = (
                    self._service.store_fact(m, scope=self._scope, memory_type=kind, secrets=masking) for m in messages
                )
                return _together(list(stored))
        return self._service.store_messages(
            messages, scope=self._scope, learn=learn and not kinds, secrets=masking, remember=kept
        )

    # -- finding -------------------------------------------------------------------------------------------------------

    def search(
        self,
        query: str,
        *,
        limit: int = 10,
        min_score: float = 0.0,
        recent_messages: int = 0,
        types: str | Iterable[str] = (),
        tags: str | Iterable[str] = (),
        since: When | None = None,
        until: When | None = None,
        as_of: When | None = None,
    ) -> Recalled:
        """The memories that answer `query`, at most `limit`, the best first.

        A query of more than 10,000 characters is searched by its ends and its rarest words.

        Scores lie between 0 and 1 and are comparable between queries; `min_score` drops what scores less. The last
        `recent_messages` follow, whatever they are about. `types` and `tags` (one of them is enough) narrow the search,
        `since` and `until` bound when something happened, both inclusive: a date alone is that day in the time zone of
        each memory. `as_of` asks for what was true then, at the end of a date alone. Asks no language model. Raises
        InvalidParameter.

        >>> print(anna.search("Where does she live?").context(budget=500))
        >>> [hit.memory.content for hit in anna.search("travel", tags=["work", "home"], since="2026-01-01")]
        """
        found = self._service.search(
            query,
            scope=self._scope,
            selection=selection(now=self._service.now(), types=types, tags=tags, since=since, until=until, as_of=as_of),
            limit=at_least(1, limit, name="limit"),
            min_score=min_score,
            recent_messages=at_least(0, recent_messages, name="recent_messages"),
        )
        return Recalled(
            found.status,
            found.hits,
            found.unknown_language,
            _count_tokens=self._service.count_tokens,
        )

    def alike(self, memory: Memory, *, limit: int = 5) -> tuple[Fact, ...]:
        """Other active facts of the same type that say something alike, the nearest first; of a fact alone. Nothing is
        noted of this search."""
        return self._service.alike(memory, scope=self._scope, limit=at_least(1, limit, name="limit"))

    def card(self, *, budget: int = BUDGET) -> Card:
        """What is always there of the person: how they want to be treated, who they are, what they told to keep, and
        what else is true of them for long, the latest first, in at most `budget` tokens (100 to 1,000).

        `text` is for a prompt, fenced as data: the same to the byte while nothing on it changes, and empty when nothing
        is known. Each of the `lines` has its `memory`. Asks no model. Raises InvalidParameter.

        >>> print(anna.card().text)
        """
        return self._service.card(scope=self._scope, budget=budget)

    def list(
        self,
        *,
        limit: int = 20,
        cursor: str = "",
        oldest_first: bool = False,
        text: str = "",
        types: str | Iterable[str] = (),
        states: str | Iterable[str] = State.ACTIVE,
        tags: str | Iterable[str] = (),
        since: When | None = None,
        until: When | None = None,
        as_of: When | None = None,
    ) -> Page:
        """A page of at most `limit` memories in the order they were stored, the newest first.

        `text` is what they contain, in whatever case; the other filters are those of `search`, and `states` may add
        "superseded". `cursor` is the one of the page before; it is bound to the same filters. The page's own cursor is
        empty on the last one. Raises InvalidParameter.
        """
        return self._service.list_memories(
            scope=self._scope,
            selection=selection(
                now=self._service.now(),
                types=types,
                states=states,
                tags=tags,
                since=since,
                until=until,
                as_of=as_of,
            ),
            limit=at_least(1, limit, name="limit"),
            cursor=cursor,
            oldest_first=oldest_first,
            text=text,
        )

    def get(self, ids: str | Iterable[str]) -> tuple[Memory, ...]:
        """The memories of these ids, whole or short, in their order; superseded ones too.

        What the scope does not hold is left out. Raises InvalidParameter for more than 1,000 ids.
        """
        return tuple(self._service.memories_by_id(texts(ids), scope=self._scope))

    def replies(self, memory: Memory, *, limit: int = 5) -> tuple[Said, ...]:
        """What the assistant answered to a message, or to those that a fact was drawn from, the latest first."""
        return self._service.replies(memory, scope=self._scope, limit=at_least(1, limit, name="limit"))

    def drawn(self, message: Memory, *, limit: int = 10) -> tuple[Fact, ...]:
        """The facts that were drawn from a message, superseded ones too, the latest first."""
        return self._service.drawn(message, scope=self._scope, limit=at_least(1, limit, name="limit"))

    def count(
        self,
        *,
        types: str | Iterable[str] = (),
        states: str | Iterable[str] = State.ACTIVE,
        tags: str | Iterable[str] = (),
        since: When | None = None,
        until: When | None = None,
        as_of: When | None = None,
    ) -> Counter[MemoryType]:
        """How many memories of each type there are, exactly; summaries only when `types` names them.

        >>> anna.count(tags="work").total()
        """
        wanted = selection(
            now=self._service.now(), types=types, states=states, tags=tags, since=since, until=until, as_of=as_of
        )
        return Counter(self._service.count_memories(scope=self._scope, selection=wanted))

    # -- changing ------------------------------------------------------------------------------------------------------

    def correct(
        self,
        memory_id: str,
        content: str | None = None,
        *,
        memory_type: MemoryType | str | None = None,
        pinned: bool | None = None,
        tags: str | Iterable[str] | None = None,
        expires_at: Expiry | None = None,
        role: Role | str = Role.USER,
        secrets: Secrets | str = Secrets.MASK,
    ) -> Correction:
        """Changes a memory by its id, whole or short; None leaves that side as it is.

        A new `content` or `memory_type` makes a new version, which supersedes the old one; the old one stays readable.
        `tags` replace all that it has, and an empty list removes them. `expires_at` is a moment, a timedelta from now,
        or "never". `role` is whose word the correction is, and `secrets` what becomes of secrets in it. The result's
        `operation_id` can be undone. Raises NotFound and InvalidParameter.

        >>> anna.correct("1b78c2beeb5b", "Anna lives in Porto.")
        """
        kinds = () if memory_type is None else choices(memory_type, MemoryType, name="memory_type")
        change = Change(
            content=content,
            memory_type=next(iter(kinds), None),
            pinned=pinned,
            tags=None if tags is None else texts(tags),
            expires_at=UNCHANGED if expires_at is None else expiry(expires_at, now=self._service.now()),
        )
        if change == Change():
            raise InvalidParameter(
                "Nothing says what to change. Give content, pinned, tags, memory_type or expires_at."
            )
        (wanted,) = choices(role, Role, name="role")
        (masking,) = choices(secrets, Secrets, name="secrets")
        return self._service.correct(memory_id, change, scope=self._scope, role=wanted, secrets=masking)

    def history(self, memory_id: str) -> tuple[Memory, ...]:
        """The versions of a memory, the oldest first; empty when the scope does not hold it."""
        return self._service.history(self._whole(memory_id), scope=self._scope)

    def events(self, memory_id: str) -> tuple[Event, ...]:
        """What happened to a memory and its other versions, in order; empty when the scope does not hold it."""
        return self._service.events(self._whole(memory_id), scope=self._scope)

    def why(self, memory_id: str) -> Why | None:
        """Where a memory comes from and what became of it: the messages that state it, its versions, what happened to
        them, and the later statements that may have changed it. None when the scope does not hold it.

        >>> for origin in anna.why("1b78c2beeb5b").origins:
        ...     print(origin.quote, "in", origin.message.content)
        """
        return self._service.why(self._whole(memory_id), scope=self._scope)

    def undo(self, operation_id: str) -> Undone:
        """Takes back what an operation learned, corrected or hid, and restores exactly what was before.

        Raises NotFound, and InvalidParameter when a later operation builds on it: undo that one first.
        """
        return self._service.undo(operation_id, scope=self._scope)

    def uses(self, memory_id: str, *, limit: int = 5) -> tuple[Use, ...]:
        """The last searches of this process that answered with the memory, the latest first: when, on which rank, and
        what spoke for it. What was asked is not kept."""
        return self._service.uses(self._whole(memory_id), scope=self._scope, limit=at_least(1, limit, name="limit"))

    def hidden(self, *, limit: int = 20) -> tuple[Hidden, ...]:
        """The operations that hid memories which `undo` can still bring back, the latest first."""
        return self._service.hidden(scope=self._scope, limit=at_least(1, limit, name="limit"))

    # -- forgetting ----------------------------------------------------------------------------------------------------

    def preview_forgetting(
        self,
        ids: str | Iterable[str] = (),
        *,
        tags: str | Iterable[str] = (),
        types: str | Iterable[str] = (),
        older_than: When | None = None,
        everything: bool = False,
        erase: bool = False,
    ) -> Preview:
        """What `forget` with the same arguments would reach, and the `confirm` value that it needs. Changes nothing."""
        selector = _selector(ids, tags, types, older_than, everything=everything)
        return self._service.preview_forgetting(selector, scope=self._scope, erase=erase)

    def forget(
        self,
        ids: str | Iterable[str] = (),
        *,
        tags: str | Iterable[str] = (),
        types: str | Iterable[str] = (),
        older_than: When | None = None,
        everything: bool = False,
        erase: bool = False,
        confirm: str = "",
    ) -> Receipt:
        """Forgets the memories of these ids (whole or short), or else all that the other arguments choose together.

        What repeats a memory goes with it: the facts drawn from it alone, its quotes, its versions, its chat's
        summaries. It is hidden, and `undo` of the receipt's `operation_id` brings it back for 30 days; with `erase` it
        is gone for good. Whatever is wider than ids needs the `confirm` of a preview, good for a day; else NotConfirmed
        is raised. A receipt without ids says that there was nothing to forget.

        >>> anna.forget("1b78c2beeb5b")
        >>> anna.forget(tags="work", confirm=anna.preview_forgetting(tags="work").confirm)
        """
        selector = _selector(ids, tags, types, older_than, everything=everything)
        return self._service.forget(selector, scope=self._scope, erase=erase, confirm=confirm)

    def maintain(self, *, seconds: float = 60.0, whole_space: bool = False) -> Maintained:
        """Does what was left for later in all that the scope covers: erases what has expired or was forgotten long
        ago, removes it from disk, and reads the messages that wait. Begins nothing more after `seconds`; the result
        says whether something is left for the next call. The `whole_space` has every agent, realm and user in it; the
        result tells nothing of them but numbers."""
        if whole_space:
            return self._service.maintain_space(self._scope.space, seconds=seconds)
        return self._service.maintain(scope=self._scope, seconds=seconds)

    # -- chats ---------------------------------------------------------------------------------------------------------

    def chat(self, session: str | None = None) -> Chat:
        """The chat of this id, which is that of a session; by default the session that the person is bound to."""
        scope = self._scope if session is None else replace(self._scope, session=session)
        if not scope.session:
            raise InvalidParameter("No chat is named. Set chat_id, like {{#sys.conversation_id#}} in a chatflow.")
        return Chat(self._service, scope)

    def chats(self, *, limit: int = 20, cursor: str = "") -> Chats:
        """A page of the chats by id, each with its number of messages and the last of them."""
        return self._service.chats(scope=self._scope, limit=at_least(1, limit, name="limit"), cursor=cursor)

    def preview_clearing_chats(self, *, erase: bool = False) -> Preview:
        """What `clear_chats` would forget, and the `confirm` value that it needs. Changes nothing."""
        return self._service.preview_clearing(scope=replace(self._scope, session=None), erase=erase)

    def clear_chats(self, *, confirm: str, erase: bool = False) -> Receipt:
        """Forgets the messages of every chat, as `forget` does. Raises NotConfirmed without a preview's `confirm`."""
        return self._service.clear_chats(scope=self._scope, erase=erase, confirm=confirm)

    def _whole(self, memory_id: str) -> str:
        if len(memory_id.strip()) != SHORT_ID_LENGTH:
            return memory_id
        return next((memory.id for memory in self.get(memory_id)), memory_id)


def _selector(
    ids: str | Iterable[str],
    tags: str | Iterable[str],
    types: str | Iterable[str],
    older_than: When | None,
    *,
    everything: bool,
) -> Selector:
    day = "" if older_than is None else day_alone(older_than)
    return Selector(
        ids=texts(ids),
        tags=texts(tags),
        types=choices(types, MemoryType, name="types"),
        before=None if day else moment_or_none(older_than, name="older_than"),
        before_day=day,
        everything=everything,
    )


def _together(results: Sequence[StoreResult]) -> StoreResult:
    """Of facts that were stored one by one; each memory names its own operation."""
    if len(results) == 1:
        return results[0]
    new = any(result.status is StoreStatus.STORED for result in results)
    return StoreResult(
        StoreStatus.STORED if new else StoreStatus.ALREADY_STORED,
        tuple(memory for result in results for memory in result.memories),
        Learned(
            outcomes=tuple(outcome for result in results for outcome in result.learned.outcomes),
            dropped=sum((result.learned.dropped for result in results), Counter[str]()),
        ),
        sum((result.masked for result in results), Counter[str]()),
    )
