"""Choose: which memories are to be forgotten, and the value that confirms the choice."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from memory_core.domain.facts import FACT_TYPES
from memory_core.domain.memory import Aside, Fact, Memory, MemoryType, Role, Said, of_kind
from memory_core.domain.ranking import LITTLE_MORE
from memory_core.domain.replies import repeats, says_again
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Position, Selection
from memory_core.domain.states import State
from memory_core.domain.text import digest
from memory_core.domain.times import DAY, MINUTE, day_before
from memory_core.errors import InvalidParameter, NotConfirmed
from memory_core.operations.lookup import by_ids
from memory_core.ports import MemoryRepository

SHOWN = (State.ACTIVE, State.SUPERSEDED)
ANYTHING = Selection(alive_at=0, states=())
ANY_FACT = replace(ANYTHING, types=FACT_TYPES)
_REPLIES = replace(ANYTHING, types=(MemoryType.EPISODIC,), roles=(Role.ASSISTANT,))
_PAGE = 500
_NEXT, _SOON = 5, 15 * MINUTE  # replies after a fact that was told by itself, and how long after it
_CONFIRM_WITHIN = DAY


@dataclass(frozen=True, slots=True)
class Selector:
    """Which memories of a scope are to be forgotten: those of `ids` (whole or short), or else all that meet the rest:
    with one of `tags`, of `types`, of events before a moment or before a calendar day, in each memory's own time zone
    (`before_day`, like `2026-03-04`). `everything` says that the rest may be empty;
    `in_sessions` leaves out what was stored without a session."""

    ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    types: tuple[MemoryType, ...] = ()
    before: int | None = None
    before_day: str = ""
    in_sessions: bool = False
    everything: bool = False

    def __post_init__(self) -> None:
        is_dated = self.before is not None or bool(self.before_day)
        wider = bool(self.tags or self.types or is_dated or self.in_sessions or self.everything)
        if not self.ids and not wider:
            raise InvalidParameter(
                "Nothing says what to forget. Give ids, which a search lists; or tags, memory_type or older_than; or "
                "set everything to true."
            )
        if self.ids and wider:
            raise InvalidParameter("Give ids, or say what else to forget (tags, type, date, everything), not both.")


@dataclass(frozen=True, slots=True)
class Choose:
    """The choosing step over its port."""

    repository: MemoryRepository

    def __call__(self, scope: Scope, selector: Selector, *, erase: bool, at: int) -> Iterator[Memory]:
        """The memories themselves, stored up to `at`, the latest first; a corrected message with what it was before;
        and with those of ids the messages that say little more, and the replies that repeat it. Erasing also chooses
        what is marked already."""
        for memory in self._selected(scope, selector, erase=erase, at=at):
            yield memory
            if isinstance(memory, Said):
                versions = [memory, *of_kind(Said, self._other_versions(scope, memory, erase=erase))]
                yield from versions[1:]
                if selector.ids:
                    yield from self._repeating(scope, versions, erase=erase)
            elif selector.ids and isinstance(memory, Fact):
                facts = [memory, *of_kind(Fact, self._other_versions(scope, memory, erase=erase))]
                yield from facts
                messages = list(self._saying_little_more(scope, facts, erase=erase))
                yield from messages
                yield from self._repeating(scope, messages, erase=erase)
                yield from self._repeating_facts(scope, facts, erase=erase)

    def _other_versions(self, scope: Scope, memory: Memory, *, erase: bool) -> Iterator[Memory]:
        """What a memory was before and after it changed."""
        types = FACT_TYPES if isinstance(memory, Fact) else (memory.type,)
        versions = replace(ANYTHING, types=types, states=() if erase else SHOWN)
        known, wanted = {memory.id}, links([memory])
        while wanted:
            read = self.repository.read(scope, versions, list(wanted))
            yield from read
            known |= wanted
            wanted = links(read) - known

    def _repeating(self, scope: Scope, messages: Sequence[Said], *, erase: bool) -> Iterator[Said]:
        """The assistant's replies to these messages that say them again and nothing of their own."""
        said = {message.id: message.content for message in messages}
        for reply in self._replies(scope, list(said), erase=erase):
            if reply.answers in said and reply.aside is Aside.REPEATS and repeats(reply.content, said[reply.answers]):
                yield reply

    def _repeating_facts(self, scope: Scope, facts: Sequence[Fact], *, erase: bool) -> Iterator[Said]:
        """The replies that say one of these facts again and nothing of their own, where its messages say more and stay,
        or where it was told by itself."""
        for reply in self._replies_to_facts(scope, facts, erase=erase):
            if reply.aside is Aside.REPEATS and any(repeats(reply.content, fact.content) for fact in facts):
                yield reply

    def naming(self, scope: Scope, memories: Sequence[Memory]) -> Iterator[Said]:
        """The replies that say one of these again among other things."""
        said = [memory.id for memory in of_kind(Said, memories)]
        replies = self._replies(scope, said, erase=False)
        for reply in chain(replies, self._replies_to_facts(scope, of_kind(Fact, memories), erase=False)):
            if any(says_again(reply.content, memory.content) for memory in memories):
                yield reply

    def _replies_to_facts(self, scope: Scope, facts: Sequence[Fact], *, erase: bool) -> Iterator[Said]:
        yield from self._replies(scope, sorted(sources_of(facts)), erase=erase)
        for fact in facts:
            if fact.told:
                after = Position(fact.created_at - 1)
                wanted = replace(_REPLIES, states=() if erase else SHOWN)
                found = self.repository.page(fact.scope, wanted, limit=_NEXT, after=after, oldest_first=True)
                yield from (reply for reply in of_kind(Said, found) if reply.created_at <= fact.created_at + _SOON)

    def _replies(self, scope: Scope, messages: Sequence[str], *, erase: bool) -> Iterator[Said]:
        """Whatever the assistant replied to these messages."""
        if messages:
            wanted = replace(_REPLIES, states=() if erase else SHOWN, follows=tuple(messages))
            yield from of_kind(Said, pages(self.repository, scope, wanted))

    def _saying_little_more(self, scope: Scope, versions: Sequence[Fact], *, erase: bool) -> Iterator[Said]:
        """The messages that these facts were drawn from and no other, and that say little more: a search showed the
        facts in their place, and would now show them."""
        lengths = {source: len(fact.content) for fact in versions for source in sources_of([fact])}
        wanted = replace(ANYTHING, types=(MemoryType.EPISODIC,), states=() if erase else SHOWN)
        going = {fact.id for fact in versions}
        for message in of_kind(Said, self.repository.read(scope, wanted, list(lengths))):
            drawn = pages(self.repository, scope, replace(ANY_FACT, states=wanted.states, sources=(message.id,)))
            if len(message.content) <= LITTLE_MORE * lengths[message.id] and all(fact.id in going for fact in drawn):
                yield message

    def _selected(self, scope: Scope, selector: Selector, *, erase: bool, at: int) -> Iterator[Memory]:
        wanted = replace(ANYTHING, states=() if erase else SHOWN)
        if selector.ids:
            yield from by_ids(self.repository, scope, wanted, selector.ids)
            return
        until = None if selector.before is None else selector.before - 1
        until_day = day_before(selector.before_day) if selector.before_day else ""
        wanted = replace(wanted, tags=selector.tags, types=selector.types, until=until, until_day=until_day)
        for memory in pages(self.repository, scope, wanted, start=Position(at)):
            if wanted.holds_day(memory) and (memory.scope.session or not selector.in_sessions):
                yield memory


def confirm_value(scope: Scope, selector: Selector, ids: Collection[str], *, erase: bool, at: int) -> str:
    return f"{at:x}-{digest(repr(scope), repr(selector), str(erase), str(at), *sorted(ids))}"


def previewed_at(confirm: str, *, now: int) -> int:
    """When the preview was made that answered with this."""
    if not confirm.strip():
        raise NotConfirmed(
            "This may forget many memories, so it must be confirmed. Make a dry run first, look at what it counts, and "
            "bring the confirm value it answers with."
        )
    try:
        at = int(confirm.strip().partition("-")[0], 16)
    except ValueError:
        at = 0
    if abs(now - at) >= _CONFIRM_WITHIN:
        raise NotConfirmed(
            "This confirm value is none, or older than a day. Nothing was forgotten; make a dry run again and bring "
            "the new value."
        )
    return at


def pages(
    repository: MemoryRepository, scope: Scope, selection: Selection, *, start: Position | None = None
) -> Iterator[Memory]:
    """All of them, the latest first."""
    while page := repository.page(scope, selection, limit=_PAGE, after=start):
        yield from page
        start = Position.after(page, start)


def links(memories: Iterable[Memory]) -> set[str]:
    """The ids of the versions before and after these."""
    return {i for memory in memories for i in (*memory.supersedes, memory.superseded_by) if i}


def sources_of(memories: Iterable[Memory]) -> set[str]:
    """The ids of the messages that the facts among them were drawn from."""
    facts = of_kind(Fact, memories)
    return {source.memory_id for fact in facts for source in (*fact.sources, *fact.hidden_sources)}
