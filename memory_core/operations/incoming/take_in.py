"""Take in: the words and facts of a file become memories, a few at a time, each once however often the file comes.

Words come first and wait: facts are drawn of them by maintenance, as of any message that waits. What a kill interrupts
goes on where it was when the same file is taken in again, for every memory is named after where it came from.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import batched

from memory_core.domain.memory import Fact, Lasting, Message, Said
from memory_core.domain.scope import Scope
from memory_core.domain.secrets.mask import Secrets
from memory_core.domain.states import State
from memory_core.domain.text import digest
from memory_core.errors import ContentTooLong, InvalidParameter
from memory_core.operations.admit import MAXIMUM_CONTENT
from memory_core.operations.incoming.facts import to_fact
from memory_core.operations.incoming.places import Places
from memory_core.operations.index import Draft, Vectors, index
from memory_core.operations.keep_off import KeepOff
from memory_core.operations.orders import GivesOrders
from memory_core.ports import Archive, Clock, Embedder, KeywordEncoder
from memory_core.readers.told import Told, Unread

_LOOKED_OVER = 400  # messages, of which those of one conversation are stored together,
_TOGETHER = 20  # so many at a time, so that their vectors are still at hand


@dataclass(slots=True)
class TakenIn:
    """What became of a file: messages and facts that are new, those that were there already, those of people who are
    left out, messages that are off the record, secrets masked by kind, and what could not be used."""

    messages: int = 0
    facts: int = 0
    already: int = 0
    left_out: int = 0
    off_record: int = 0
    masked: Counter[str] = field(default_factory=Counter)
    unread: list[Unread] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Taken:
    """Some messages of one conversation, in order, each with the memory that it is now; None where there is none."""

    scope: Scope
    told: tuple[Told, ...]
    memories: tuple[Said | None, ...]


@dataclass(frozen=True, slots=True)
class TakeIn:
    """The taking in over its ports. `program` is the format's name, by which ids are told apart."""

    keep_off: KeepOff
    archive: Archive
    embedder: Embedder
    keywords: KeywordEncoder
    gives_orders: GivesOrders
    now: Clock

    def messages(
        self,
        told: Iterable[Told],
        *,
        program: str,
        places: Places,
        into: TakenIn,
        secrets: Secrets = Secrets.MASK,
        later: bool = True,
    ) -> Iterator[Taken]:
        """Keeps messages that come in the order of their times, and counts in `into`. With `later`, facts wait for
        maintenance."""
        for window in batched(told, _LOOKED_OVER):
            for scope, together in _by_scope(window, places, into):
                for some in batched(together, _TOGETHER):
                    yield self._some(some, program, scope, into, secrets, later=later)

    def _some(
        self, told: Sequence[Told], program: str, scope: Scope, into: TakenIn, secrets: Secrets, *, later: bool
    ) -> Taken:
        messages = [_message(each, program) for each in told]
        before, result = self.keep_off.once(messages, scope=scope, learn=True, later=later, secrets=secrets)
        if result is None:
            into.already += len(told)
            return Taken(scope, tuple(told), tuple(before))
        after = self.keep_off.store.kept(messages, scope=scope, secrets=secrets)
        there = sum(memory is not None for memory in before)
        into.already += there
        into.messages += sum(memory is not None for memory in after) - there
        into.masked += result.masked
        into.off_record += sum(m is not None and m.state is State.FORGOTTEN for m in after) - sum(
            m is not None and m.state is State.FORGOTTEN for m in before
        )
        return Taken(scope, tuple(told), tuple(after))

    def facts(
        self, told: Iterable[Told], *, program: str, places: Places, into: TakenIn, secrets: Secrets = Secrets.MASK
    ) -> Iterator[int]:
        """Keeps facts, and says after every few how many these were."""
        for some in batched(told, _TOGETHER):
            made = self._without_orders([f for each in some if (f := self._fact(each, program, places, secrets, into))])
            there = {entry.memory.id for entry in self.archive.fetch([fact.id for fact in made])}
            new = {fact.id: fact for fact in made if fact.id not in there}
            if new:
                drafts = [Draft(fact) for fact in new.values()]
                self.archive.put(index(drafts, vectors=Vectors(self.embedder), keywords=self.keywords))
            into.facts += len(new)
            into.already += len(made) - len(new)
            for fact in new.values():
                into.masked.update(fact.masked)
            yield len(some)

    def _without_orders(self, facts: Sequence[Fact]) -> list[Fact]:
        """What gives orders is kept as words that were told, and stands on no card."""
        orders = self.gives_orders([fact.content for fact in facts])
        return [replace(f, lasting=Lasting.NO) if is_order else f for f, is_order in zip(facts, orders, strict=True)]

    def _fact(self, told: Told, program: str, places: Places, secrets: Secrets, into: TakenIn) -> Fact | None:
        try:
            scope = places.of(told)
            if scope is None:
                into.left_out += 1
                return None
            store, read = self.keep_off.store, self.gives_orders.read
            fact = to_fact(
                told,
                program=program,
                scope=scope,
                secrets=secrets,
                now=self.now(),
                detect_language=store.detect_language,
                read=read,
            )
        except (InvalidParameter, ContentTooLong) as exc:
            into.unread.append(Unread(told.place, str(exc)))
            return None
        return fact


def _by_scope(window: Sequence[Told], places: Places, into: TakenIn) -> Iterator[tuple[Scope, list[Told]]]:
    """The messages of a window by conversation, in the order in which these begin in it."""
    found: defaultdict[Scope, list[Told]] = defaultdict(list)
    for told in window:
        try:
            scope = places.of(told)
            if scope is None:
                into.left_out += 1
            elif len(told.text) > MAXIMUM_CONTENT:
                into.unread.append(Unread(told.place, f"has more than {MAXIMUM_CONTENT:,} characters."))
            elif not told.text.strip():
                into.unread.append(Unread(told.place, "holds no text."))
            else:
                found[scope].append(told)
        except InvalidParameter as exc:
            into.unread.append(Unread(told.place, str(exc)))
    yield from found.items()


def _message(told: Told, program: str) -> Message:
    """As it is stored, with an id that is its own in the whole file."""
    return Message(
        told.text,
        role=told.role,
        speaker=told.speaker,
        event_at=told.at,
        message_id=digest(program, told.chat, told.id),
        conversation=told.chat,
        tags=told.tags,
        expires_at=told.expires_at,
    )
