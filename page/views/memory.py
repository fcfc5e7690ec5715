"""One memory: its words, where they come from, what became of them, and which searches used them."""

from dataclasses import dataclass

from werkzeug import Response

from memory_core import Event, Fact, Happened, Memory, Person, Said
from memory_core.errors import NotFound
from page.views.person import known_of
from page.visit import Visit


@dataclass(frozen=True, slots=True)
class Quoted:
    """A message that a fact was drawn from, in three parts: before, within and after the quote. `message` is None when
    it is gone."""

    memory_id: str
    message: Memory | None
    before: str
    quote: str
    after: str


def show(visit: Visit, who: str, memory_id: str) -> Response:
    person = visit.person(who)
    memory = one(person, memory_id)
    events = person.events(memory.id)
    return visit.show(
        "memory.html",
        page_name="people",
        **known_of(visit, who, person.scope),
        memory=memory,
        is_fact=isinstance(memory, Fact),
        is_said=isinstance(memory, Said),
        said_by=getattr(memory, "said_by", ""),
        quoted=quoted(person, memory),
        drawn=person.drawn(memory) if isinstance(memory, Said) else (),
        replies=person.replies(memory),
        versions=person.history(memory.id),
        events=events,
        undoable={event.operation_id for event in events if may_be_undone(event)},
        uses=person.uses(memory.id),
        twins=person.alike(memory) if memory.is_active else (),
    )


def one(person: Person, memory_id: str) -> Memory:
    """Raises NotFound, whether another person has it or nobody."""
    found = person.get(memory_id)
    if not found:
        raise NotFound("There is no such memory here. Go back to the list.")
    return found[0]


def quoted(person: Person, memory: Memory) -> list[Quoted]:
    """The messages that a fact was drawn from, with its very words in them."""
    if not isinstance(memory, Fact):
        return []
    messages = {message.id: message for message in person.get([source.memory_id for source in memory.sources])}
    return [_parted(source.memory_id, messages.get(source.memory_id), source.quote) for source in memory.sources]


def may_be_undone(event: Event) -> bool:
    """Whether undoing it would do something: a message that was merely stored stays."""
    if event.happened is Happened.UNDONE:
        return False
    return event.happened is not Happened.ADDED or isinstance(event.memory, Fact)


def _parted(memory_id: str, message: Memory | None, quote: str) -> Quoted:
    content = message.content if message else ""
    before, found, after = content.partition(quote) if quote and quote in content else (content, "", "")
    return Quoted(memory_id, message, before, found or ("" if message else quote), after)
