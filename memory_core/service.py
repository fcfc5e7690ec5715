"""MemoryService: everything Keepsake can do, one method each, in any scope. The front door binds it to one."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from memory_core.domain.card import BUDGET, Card
from memory_core.domain.hit import Hit
from memory_core.domain.memory import Fact, Memory, MemoryType, Message, Role, Said, of_kind
from memory_core.domain.scope import Scope, kind_of
from memory_core.domain.secrets.mask import Secrets
from memory_core.domain.selection import Selection
from memory_core.domain.times import DAY, SECOND
from memory_core.domain.window import Limits
from memory_core.errors import InvalidSettings
from memory_core.operations.browse import Browse, Page
from memory_core.operations.card import ComposeCard
from memory_core.operations.chat import Chat, Chats, ChatWindow
from memory_core.operations.choose import Selector
from memory_core.operations.correct import Change, Correct, Correction
from memory_core.operations.forget import Forget, Preview, Receipt
from memory_core.operations.history import Event, Hidden, History, Undone
from memory_core.operations.incoming.replay import Replay
from memory_core.operations.incoming.take_in import TakeIn
from memory_core.operations.incoming.told_again import ToldAgain
from memory_core.operations.keep_off import KeepOff, Remember
from memory_core.operations.maintain import Maintain, Maintained
from memory_core.operations.orders import GivesOrders
from memory_core.operations.overdue import Overdue
from memory_core.operations.overview import Overview, PersonCount, Survey
from memory_core.operations.reembed import Reembed
from memory_core.operations.render import render_context
from memory_core.operations.search import Search, SearchResult
from memory_core.operations.store import Store, StoreResult
from memory_core.operations.used import USES, Use
from memory_core.operations.why import Explain, Why
from memory_core.ports import Clock, Nearest, Progress, TokenCounter

if TYPE_CHECKING:  # what is seldom needed
    from memory_core.operations.archive.export import Wanted
    from memory_core.operations.archive.imports import Imported
    from memory_core.operations.archive.reading import Into
    from memory_core.operations.archive.transfer import Transfer

_ASKED = 500  # characters of a memory that are looked for in others
_ANY = "any"  # agent, in a space where everything was erased and stands on disk still


@dataclass(frozen=True, slots=True)
class MemoryService:
    """Long-term memory within a scope. Built by `bootstrap.open_service`; safe to share between threads."""

    _store: Store
    _keep_off: KeepOff
    _search: Search
    _card: ComposeCard
    _browse: Browse
    _correct: Correct
    _history: History
    _explain: Explain
    _forget: Forget
    _chat: Chat
    _maintain: Maintain
    _reembed: Reembed | None
    _overdue: Overdue
    count_tokens: TokenCounter
    now: Clock
    _places: Callable[[str], Sequence[Scope]]
    _survey: Survey
    _transfer: "Callable[[], Transfer]"

    def store_messages(
        self,
        messages: Sequence[Message],
        *,
        scope: Scope,
        learn: bool = True,
        secrets: Secrets = Secrets.MASK,
        remember: Remember = Remember.YES,
    ) -> StoreResult:
        """Keeps what was said, on stable storage and searchable before any language model is asked; then, to `learn`,
        draws facts from it and reconciles them with what is known. `secrets` says what becomes of keys, passwords and
        card numbers in it, and `remember` whether it is remembered where nobody asks not to have it."""
        stored = self._keep_off.messages(messages, scope=scope, learn=learn, secrets=secrets, remember=remember)
        return self._and_on(scope, stored)

    def store_fact(
        self, message: Message, *, scope: Scope, memory_type: MemoryType, secrets: Secrets = Secrets.MASK
    ) -> StoreResult:
        """Keeps a statement as a fact or a procedure, as given."""
        result = self._store.fact(message, scope=scope, memory_type=memory_type, secrets=secrets)
        return self._and_on(scope, result)

    def search(
        self,
        query: str,
        *,
        scope: Scope,
        selection: Selection,
        limit: int = 10,
        min_score: float = 0.0,
        recent_messages: int = 0,
    ) -> SearchResult:
        """The memories that answer `query`, the best first, and the last messages of the scope when asked for."""
        result = self._search(
            query,
            scope=scope,
            selection=selection,
            limit=limit,
            min_score=min_score,
            recent_messages=recent_messages,
        )
        USES.note(scope, result.hits, at=selection.alive_at)
        return self._and_on(scope, result)

    def alike(self, memory: Memory, *, scope: Scope, limit: int) -> tuple[Fact, ...]:
        """Other active facts of a fact's type that say something alike, the nearest first."""
        if not isinstance(memory, Fact):
            return ()
        selection = Selection(alive_at=self.now(), types=(memory.type,))
        words = memory.content[:_ASKED]
        found = self._search(words, scope=scope, selection=selection, limit=limit + 1, min_score=0.0, recent_messages=0)
        others = [hit.memory for hit in found.hits if hit.memory.id != memory.id and hit.memory.type is memory.type]
        return tuple(of_kind(Fact, others)[:limit])

    def uses(self, memory_id: str, *, scope: Scope, limit: int) -> tuple[Use, ...]:
        """The last searches of this process, from within the scope, that answered with a memory."""
        return USES.of(memory_id, scope, limit=limit)

    def card(self, *, scope: Scope, budget: int = BUDGET) -> Card:
        """What is always there of the person: a short text for every prompt, composed without a model."""
        return self._card(scope, budget=budget)

    def render_context(self, hits: Sequence[Hit], *, budget: int, with_ids: bool = False) -> str:
        """Hits as text for a prompt, in at most `budget` tokens."""
        return render_context(hits, budget=budget, count_tokens=self.count_tokens, with_ids=with_ids)

    def list_memories(
        self,
        *,
        scope: Scope,
        selection: Selection,
        limit: int = 20,
        cursor: str = "",
        oldest_first: bool = False,
        text: str = "",
    ) -> Page:
        """What is remembered, a page at a time in the order it was stored; with `text`, what contains it."""
        return self._browse.page(scope, selection, limit=limit, cursor=cursor, oldest_first=oldest_first, text=text)

    def memories_by_id(self, ids: Sequence[str], *, scope: Scope) -> list[Memory]:
        """The memories of these ids, whole or short, that the scope holds; superseded ones too."""
        return self._browse.of_ids(scope, ids, alive_at=self.now())

    def replies(self, memory: Memory, *, scope: Scope, limit: int) -> tuple[Said, ...]:
        """What the assistant answered to a memory's words, the latest first."""
        return tuple(self._browse.replies(scope, memory, alive_at=self.now(), limit=limit))

    def drawn(self, message: Memory, *, scope: Scope, limit: int) -> tuple[Fact, ...]:
        """The facts that were drawn from a message, the latest first."""
        return tuple(self._browse.drawn(scope, message, alive_at=self.now(), limit=limit))

    def count_memories(self, *, scope: Scope, selection: Selection) -> dict[MemoryType, int]:
        """How many memories of each type there are."""
        return self._browse.counts(scope, selection)

    def correct(
        self,
        memory_id: str,
        change: Change,
        *,
        scope: Scope,
        role: Role = Role.USER,
        secrets: Secrets = Secrets.MASK,
    ) -> Correction:
        """Changes a memory as a person asks; what it was stays readable, and can be undone. `role` is whose word that
        is. Raises NotFound."""
        return self._correct(memory_id, change, scope=scope, role=role, secrets=secrets)

    def history(self, memory_id: str, *, scope: Scope) -> tuple[Memory, ...]:
        """The versions of a memory, the oldest first; empty when the scope does not hold it."""
        return self._history.versions(memory_id, scope=scope)

    def events(self, memory_id: str, *, scope: Scope) -> tuple[Event, ...]:
        """What happened to a memory and its other versions, in order; empty when the scope does not hold it."""
        return self._history.events(memory_id, scope=scope)

    def why(self, memory_id: str, *, scope: Scope) -> Why | None:
        """Where a memory comes from and what became of it; None when the scope does not hold it."""
        return self._explain(memory_id, scope=scope)

    def undo(self, operation_id: str, *, scope: Scope) -> Undone:
        """Takes back what an operation learned, corrected or forgot by mark, and restores exactly what was before."""
        return self._history.undo(operation_id, scope=scope)

    def hidden(self, *, scope: Scope, limit: int) -> tuple[Hidden, ...]:
        """The operations that hid something which can still be brought back, the latest first."""
        return self._history.hidden(scope=scope, limit=limit)

    def preview_forgetting(self, selector: Selector, *, scope: Scope, erase: bool) -> Preview:
        """What forgetting would reach, and the `confirm` value that it must bring for anything wider than ids. Changes
        nothing."""
        return self._forget.preview(scope, selector, erase=erase)

    def forget(self, selector: Selector, *, scope: Scope, erase: bool, confirm: str = "") -> Receipt:
        """Forgets what the selector chooses, with everything that repeats it: no method shows it any longer. Without
        `erase` it is hidden, and can be undone for 30 days."""
        return self._forget(scope, selector, erase=erase, confirm=confirm)

    def add_to_chat(
        self,
        messages: Sequence[Message],
        *,
        scope: Scope,
        secrets: Secrets = Secrets.MASK,
        remember: Remember = Remember.YES,
    ) -> StoreResult:
        """Keeps messages of the chat that the scope's session names, in their order; no facts are drawn from them."""
        return self._and_on(scope, self._chat.add(messages, scope=scope, secrets=secrets, remember=remember))

    def chat_window(
        self, *, scope: Scope, limits: Limits, roles: Sequence[Role] = (), summarize: bool = False, prompt: str = ""
    ) -> ChatWindow:
        """The last messages of a chat and, to `summarize`, what a language model makes of those before them."""
        return self._chat.window(scope, limits=limits, roles=roles, summarize=summarize, prompt=prompt)

    def chats(self, *, scope: Scope, limit: int = 20, cursor: str = "") -> Chats:
        """The chats of everything that `scope` covers, a page at a time."""
        return self._chat.chats(scope, limit=limit, cursor=cursor)

    def preview_clearing(self, *, scope: Scope, erase: bool) -> Preview:
        """What clearing a chat would forget or, without one, clearing every chat. Changes nothing."""
        return self._chat.preview(scope, erase=erase)

    def clear_chat(self, *, scope: Scope, erase: bool, confirm: str = "") -> Receipt:
        """Forgets the messages of one chat, and what repeats them; see `forget`. Needs no `confirm`."""
        return self._chat.clear(scope, erase=erase, confirm=confirm)

    def clear_chats(self, *, scope: Scope, erase: bool, confirm: str) -> Receipt:
        """Forgets the messages of every chat of the scope; `confirm` is a preview's."""
        return self._chat.clear_all(scope, erase=erase, confirm=confirm)

    def overview(self, *, scope: Scope, days: int) -> Overview:
        """What the scope's agent holds in its space, whatever the realm."""
        return self._survey(scope, days=days)

    def people(self, *, scope: Scope) -> tuple[PersonCount, ...]:
        """Whose memories the scope's agent holds, those with the most first."""
        return self._survey.people(scope)

    def lines(self, space: str, *, of: "Wanted") -> Iterator[str]:
        """Memories as lines of an export, without vectors."""
        return self._transfer().lines(space, of=of)

    def bring_in(self, lines: Iterable[str], *, into: "Into", dry_run: bool) -> "Imported":
        """The memories of such lines; what is there already stays as it is."""
        return self._transfer().bring_in(lines, into=into, dry_run=dry_run)

    def maintain(self, *, scope: Scope, seconds: float) -> Maintained:
        """Erases what has expired and what was forgotten long ago in everything that `scope` covers, removes from disk
        what was erased, and reads the messages that wait; begins nothing more after `seconds`."""
        return self.maintain_all(scopes=[scope], seconds=seconds)

    def maintain_space(self, space: str, *, seconds: float) -> Maintained:
        """The same in every agent and realm of the space. Each day another one comes first, so that one for which the
        time is too short keeps none of the others waiting."""
        places = list(self._places(space)) or [Scope(space=space, agent=_ANY)]
        first = self.now() // DAY % len(places)
        done = self.maintain_all(scopes=[*places[first:], *places[:first]], seconds=seconds)
        return replace(done, realms=Counter(kind_of(place.realm) for place in self._places(space)))

    def maintain_all(
        self, *, scopes: Sequence[Scope], seconds: float, progress: Progress = lambda _: None, alone: bool = False
    ) -> Maintained:
        """The same in several scopes, with the disk cleaned once; `progress` is told of memories erased and messages
        read. `alone` is the operator's word that no older version of Keepsake works on the same server."""
        until = self.now() + int(seconds * SECOND)
        return self._maintain(scopes, until=until, progress=progress, alone=alone)

    def taking_in(self) -> TakeIn:
        """How a file of another program comes in. Raises InvalidSettings where only a part of a place is open."""
        learn = self._store.learn
        if self._reembed is None:
            raise InvalidSettings("Files come in where a whole folder or server is open. Open the service by settings.")
        return TakeIn(
            keep_off=self._keep_off,
            archive=self._reembed.change.target,
            embedder=self._store.embedder,
            keywords=learn.reconcile.keywords,
            gives_orders=GivesOrders(learn.relate.read),
            now=self.now,
        )

    def replaying(self, make_nearest: Callable[[], Nearest]) -> Replay:
        """How past conversations are played into this memory, to see what it would have been worth. Raises as
        `taking_in`."""
        return Replay(
            take_in=self.taking_in(),
            search=self._search,
            told_again=ToldAgain(self._store.learn.relate.read, make_nearest),
            count_tokens=self.count_tokens,
            now=self.now,
        )

    def clean_disk(self) -> bool:
        """Removes from disk what was erased or masked; whether nothing is left of it."""
        return self._store.repository.rewrite()

    def check(self) -> None:
        """Opens what memories are kept in, and raises what stands in the way."""
        self._store.repository.check()

    def close(self) -> None:
        self._store.repository.close()

    def _and_on[T](self, scope: Scope, result: T) -> T:
        """After a call is done: a moment for what was forgotten long ago to be erased, and for the memories of another
        embedding model to come over."""
        self._overdue.along(scope)
        if self._reembed is not None:
            self._reembed.along(scope.space)
        return result
