"""Statements: the parts of messages that are worth keeping as facts, word for word."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from memory_core.domain.memory import Lasting, Said
from memory_core.domain.reading.attributes import attribute_of
from memory_core.domain.reading.judge import is_question
from memory_core.domain.reading.keeping import is_fact, may_last, may_tell
from memory_core.domain.reading.lasting import with_lasting
from memory_core.domain.reading.pasted import PASTED, pasted
from memory_core.domain.reading.sentence import Kind, Sentence
from memory_core.domain.reading.split import clauses, joined_clauses
from memory_core.operations.read import Read

_MOST_CLAUSES = 6  # of a sentence that are judged by themselves
_TOLD = 0.9  # how durable a plain attribute is

type Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Statements:
    """Finds them over the reading."""

    read: Read

    def __call__(self, messages: Sequence[Said]) -> list[list[Sentence]]:
        """Those of each message, in order; none of a message whose words are not its sender's own. What a sentence says
        beside its question or request is a statement, and so is each plain attribute in it. Raises EmbeddingFailed."""
        found = self.read([message.content for message in messages])
        own = self._lasting([_own(message, sentences) for message, sentences in zip(messages, found, strict=True)])
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
        return [[with_lasting(s, vectors[s.text]) for s in sentences] for sentences in messages]

    def may_last(self, messages: Sequence[Said]) -> bool:
        """Whether a model may find anything in them that lasts. Raises EmbeddingFailed."""
        found = self.read([message.content for message in messages])
        return any(may_last(sentence) for sentences in found for sentence in sentences)

    def may_tell(self, messages: Sequence[Said]) -> bool:
        """Whether any message says more than questions, requests and small talk. Raises EmbeddingFailed."""
        found = self.read([message.content for message in messages])
        return any(map(may_tell, found)) or any(self(messages))


def _own(message: Said, sentences: Sequence[Sentence]) -> list[Sentence]:
    """What the sender says themselves; a plain attribute is a statement, whatever else it looks like. Where nothing
    stands beside such, nothing can make them another's."""
    tells = [attribute_of(sentence.text, speaker=message.speaker) is not None for sentence in sentences]
    if not all(tells) and pasted(message.content, sentences) >= PASTED:
        return []
    return [_as_told(sentence) if told else sentence for sentence, told in zip(sentences, tells, strict=True)]


def _as_told(sentence: Sentence) -> Sentence:
    if is_fact(sentence):
        return sentence
    kinds = {kind: float(kind is Kind.STATEMENT) for kind in Kind}
    return replace(sentence, kinds=kinds, durable=max(sentence.durable, _TOLD))


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
    """A statement whole, unless it falls into statements each; of what is none, its clauses that are, each with what
    follows it and asks nothing: the rest of a list, or what takes it back."""
    if is_fact(sentence):
        return parts if parts and all(map(_is_told, parts)) else [sentence]
    told = list(_with_the_rest(sentence, parts))
    covers = bool(told) and (told[0].start, told[-1].end) == (parts[0].start, parts[-1].end)
    return [replace(told[0], text=sentence.text, end=sentence.end)] if covers and len(told) == 1 else told


def _with_the_rest(sentence: Sentence, parts: Sequence[Sentence]) -> Iterator[Sentence]:
    fact: Sentence | None = None
    for place, part in enumerate(parts, start=1):
        asks = part.asks or (place == len(parts) and is_question(sentence.text))
        if _is_told(part) or asks:
            if fact:
                yield fact
            fact = part if _is_told(part) else None
        elif fact:
            text = sentence.text[fact.start - sentence.start : part.end - sentence.start]
            fact = replace(fact, text=text, end=part.end)
    if fact:
        yield fact


def _is_told(part: Sentence) -> bool:
    """Whether a clause is a fact by what it tells: a wish or a standing fact is not cut out of its sentence."""
    return is_fact(replace(part, lasting=Lasting.NO))
