"""Told again: which statements a person has told before, and which say otherwise than what they told before."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from memory_core.domain.again import ALIKE, Part, is_of_one_matter, tells_the_same
from memory_core.domain.memory import Said
from memory_core.domain.reading.judge import is_question
from memory_core.domain.reading.sentence import Kind, Sentence
from memory_core.domain.replies import words_in
from memory_core.domain.scope import Scope
from memory_core.domain.text import canonical
from memory_core.domain.times import HOUR
from memory_core.operations.read import Read
from memory_core.ports import Nearest

_SENTENCES = 20  # of a message that are compared
_NEAREST = 8  # earlier sentences that are looked at
_FEWEST = 2  # words of a statement
_FORMULA = 2  # times; who says a sentence to the letter once more uses a formula, and tells nothing again
_SAME_TALK = HOUR  # within which the same again in one conversation is going on, and no telling again
_NO_STATEMENTS = (Kind.QUESTION, Kind.SMALL_TALK, Kind.PASTED)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A sentence that was told, and the id, scope and time of the message that holds it."""

    text: str
    memory_id: str
    scope: Scope
    at: int


@dataclass(frozen=True, slots=True)
class Again:
    """A sentence that tells what `earlier` ones told, the nearest first."""

    text: str
    memory: Said
    earlier: tuple[Earlier, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """What messages tell again, and what tells otherwise than before: of the same matter, and not the same."""

    again: tuple[Again, ...]
    otherwise: tuple[Again, ...]


@dataclass(slots=True)
class _Person:
    nearest: Nearest
    told: list[Earlier] = field(default_factory=list)
    verbatim: Counter[str] = field(default_factory=Counter)  # how often each sentence was said to the letter


@dataclass(slots=True)
class ToldAgain:
    """Hears the messages of all people in their order. `make_nearest` makes an empty one for a person."""

    read: Read
    make_nearest: Callable[[], Nearest]
    _people: dict[Scope, _Person] = field(default_factory=dict)

    def hear(self, messages: Sequence[Said], whose: Scope) -> Heard:
        """The sentences of messages by one person that were told before, in part or in whole; all that they tell is
        remembered."""
        person = self._people.setdefault(whose, _Person(self.make_nearest()))
        again: list[Again] = []
        otherwise: list[Again] = []
        read = self.read([message.content for message in messages])
        told = [list(_statements(sentences)) for sentences in read]
        vectors = self.read.vectors([sentence.text for some in told for sentence in some])
        for message, statements in zip(messages, told, strict=True):
            for sentence in filter(lambda one: person.verbatim[canonical(one.text)] < _FORMULA, statements):
                part = Part.of(sentence.text, vectors[sentence.text])
                near = _near(person, part, message)
                same = tuple(earlier for earlier, other in near if tells_the_same(part, other))
                others = tuple(earlier for earlier, other in near if is_of_one_matter(part, other))
                if same:
                    again.append(Again(sentence.text, message, same))
                elif others:
                    otherwise.append(Again(sentence.text, message, others))
            for sentence in statements:
                person.verbatim[canonical(sentence.text)] += 1
                person.nearest.add(vectors[sentence.text])
                person.told.append(Earlier(sentence.text, message.id, message.scope, message.event_at))
        return Heard(tuple(again), tuple(otherwise))


def _statements(sentences: Sequence[Sentence]) -> Iterator[Sentence]:
    for sentence in sentences[:_SENTENCES]:
        asks = sentence.asks or is_question(sentence.text)
        if not asks and sentence.kind not in _NO_STATEMENTS and words_in(sentence.text) >= _FEWEST:
            yield sentence


def _near(person: _Person, part: Part, message: Said) -> list[tuple[Earlier, Part]]:
    """The nearest sentences that were told before, and not just now in the same conversation."""
    found = []
    for number, vector in person.nearest.find(part.vector, least=ALIKE, limit=_NEAREST):
        earlier = person.told[number]
        goes_on = earlier.scope == message.scope and message.event_at - earlier.at < _SAME_TALK
        if not goes_on:
            found.append((earlier, Part.of(earlier.text, vector)))
    return found
