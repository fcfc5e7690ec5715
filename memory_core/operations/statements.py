"""Statements: the parts of messages that are worth keeping as facts, word for word."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from memory_core.domain.memory import Lasting, Said
from memory_core.domain.reading.attributes import attribute_of
from memory_core.domain.reading.keeping import is_fact, may_last, may_tell
from memory_core.domain.reading.lasting import with_lasting
from memory_core.domain.reading.pasted import PASTED, pasted
from memory_core.domain.reading.sentence import Sentence
from memory_core.domain.reading.split import clauses, joined_clauses
from memory_core.operations.read import Read

_MOST_CLAUSES = 6  # of a sentence that are judged by themselves

type Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Statements:
    """Finds them over the reading."""

    read: Read

    def __call__(self, messages: Sequence[Said]) -> list[list[Sentence]]:
        """Those of each message, in order; none of a message whose words are not its sender's own. What a sentence says
        beside its question or request is a statement, and so is each plain attribute in it. Raises EmbeddingFailed."""
        found = self.read([message.content for message in messages])
        own = self._lasting(
            [
                [] if pasted(message.content, sentences) >= PASTED else list(sentences)
                for message, sentences in zip(messages, found, strict=True)
            ]
        )
        cut = [
            (sentence, spans)
            for message, sentences in zip(messages, own, strict=True)
            for sentence in sentences
            if (spans := _to_cut(sentence, message.speaker))
        ]
        judged = self._lasting(self.read.parts(cut))
        parts = {id(sentence): some for (sentence, _), some in zip(cut, judged, strict=True)}
        return [[told for s in sentences for told in _told(s, parts.get(id(s), ()))] for sentences in own]

    def _lasting(self, messages: Sequence[Sequence[Sentence]]) -> list[list[Sentence]]:
        """The sentences of each message with what of them is always there."""
        vectors = self.read.vectors([sentence.text for sentences in messages for sentence in sentences])
        return [[_kept(with_lasting(s, vectors[s.text])) for s in sentences] for sentences in messages]

    def may_last(self, messages: Sequence[Said]) -> bool:
        """Whether a model may find anything in them that lasts. Raises EmbeddingFailed."""
        found = self.read([message.content for message in messages])
        return any(may_last(sentence) for sentences in found for sentence in sentences)

    def may_tell(self, messages: Sequence[Said]) -> bool:
        """Whether any message says more than questions, requests and small talk. Raises EmbeddingFailed."""
        found = self.read([message.content for message in messages])
        return any(map(may_tell, found)) or any(self(messages))


def _kept(sentence: Sentence) -> Sentence:
    """A sentence that tells a plain attribute is kept, however little it looks like that: it may end an older one."""
    if is_fact(sentence) or sentence.asks or attribute_of(sentence.text, speaker="") is None:
        return sentence
    return replace(sentence, durable=1.0)


def _to_cut(sentence: Sentence, speaker: str) -> Sequence[Span]:
    """The clauses of a sentence that asks, or of one whose clauses are plain attributes: a newer value of one is to
    replace nothing beside it."""
    if not is_fact(sentence):
        found = clauses(sentence.text)[:_MOST_CLAUSES]
        return found if len(found) > 1 and (sentence.asks or sentence.is_small_talk) else ()
    if attribute_of(sentence.text, speaker=speaker):
        return ()
    found = joined_clauses(sentence.text)[:_MOST_CLAUSES]
    plain = [attribute_of(sentence.text[start:end], speaker=speaker) for start, end in found]
    return found if len(found) > 1 and plain[0] and any(plain[1:]) else ()


def _told(sentence: Sentence, parts: Sequence[Sentence]) -> Sequence[Sentence]:
    """A statement whole, unless it falls into statements each; of what is none, its clauses that are."""
    facts = [part for part in parts if is_fact(replace(part, lasting=Lasting.NO))]
    if is_fact(sentence):
        return facts if parts and len(facts) == len(parts) else [sentence]
    return facts
