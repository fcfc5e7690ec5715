"""Index: memories become pieces with their search channels."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from memory_core.domain.facts import Claim
from memory_core.domain.memory import Memory, Said, Statement, drawn_from
from memory_core.domain.pieces import Piece, split
from memory_core.domain.reading.judge import is_question, tells_time
from memory_core.domain.replies import words_in
from memory_core.domain.times import HOUR, MINUTE
from memory_core.ports import Embedder, Entry, IndexedPiece, KeywordEncoder, Vector

CONTEXT_CHARACTERS = 500  # of the previous message, its end: more would push the message out of the model's window
_AT_ONCE = 5 * MINUTE  # in which one person goes on with a thought,
_FRAGMENT = 5  # in fewer words than these: a whole sentence stands on its own
_LOOSE_CONTEXT = HOUR  # without a session, how long what was said before still belongs to what is said now


@dataclass(frozen=True, slots=True)
class Vectors:
    """The vectors of one call. A recipe first asks for all texts that it knows it needs, in one request to the model;
    whatever needs a vector later finds it here."""

    embedder: Embedder
    _known: dict[str, Vector] = field(default_factory=dict)

    def ask(self, texts: Iterable[str]) -> None:
        """Embeds those that are not known yet, in one request. Raises EmbeddingFailed."""
        if new := list(dict.fromkeys(text for text in texts if text not in self._known)):
            self._known.update(zip(new, self.embedder.embed_documents(new), strict=True))

    def __getitem__(self, text: str) -> Vector:
        """Of a text that was asked for."""
        return self._known[text]


@dataclass(frozen=True, slots=True)
class Draft:
    """A memory to be indexed; `previous` is the message just before in its session, None when there is none."""

    memory: Memory
    previous: Said | None = None


def texts_of(drafts: Sequence[Draft]) -> list[str]:
    """Everything of these drafts that is embedded."""
    parts = [(draft, piece) for draft in drafts for piece in split(draft.memory.content)]
    said = [_piece_of(draft.memory, piece) for draft, piece in parts]
    joined = [_joined(draft, piece, text) for (draft, piece), text in zip(parts, said, strict=True)]
    return said + joined


def texts_of_claims(claims: Sequence[Claim]) -> list[str]:
    """Everything that is embedded of these claims when they become facts."""
    return [_as_said(c.content[start:end], c.speaker) for c in claims for start, end in split(c.content)]


def index(drafts: Sequence[Draft], *, vectors: Vectors, keywords: KeywordEncoder) -> list[Entry]:
    """An entry per draft, in order. Only a memory's first piece has the previous message as its context. What `vectors`
    does not hold yet is asked for in one request."""
    vectors.ask(texts_of(drafts))
    return [_entry(draft, vectors, keywords) for draft in drafts]


def _entry(draft: Draft, vectors: Vectors, keywords: KeywordEncoder) -> Entry:
    pieces = []
    for piece in split(draft.memory.content):
        text = _piece_of(draft.memory, piece)
        joined = _joined(draft, piece, text)
        words = {said: keywords.encode_document(said, language=draft.memory.language) for said in {text, joined}}
        pieces.append(
            IndexedPiece(
                piece=piece,
                dense=vectors[text],
                dense_context=vectors[joined],
                sparse=words[text],
                sparse_context=words[joined],
                is_question=is_question(text),
                tells_time=tells_time(text),
                in_dialogue=_in_dialogue(draft),
            )
        )
    return Entry(draft.memory, pieces)


def context(previous: Memory | None, memory: Memory) -> Said | None:
    """The message before, when what is said now may answer it: somebody else's, a question, or one of minutes ago
    with which a fragment goes on. What is told of one thing after the other lends no words to what is told next."""
    if not isinstance(previous, Said) or not isinstance(memory, Said):
        return None
    apart = abs(memory.event_at - previous.event_at)
    if not memory.scope.session and apart > _LOOSE_CONTEXT:
        return None
    goes_on = apart <= _AT_ONCE and words_in(memory.content) < _FRAGMENT
    is_dialogue = previous.said_by != memory.said_by or is_question(previous.content) or goes_on
    return previous if is_dialogue else None


def _in_dialogue(draft: Draft) -> bool:
    """What was drawn from a message is said where that was said."""
    return draft.previous is not None or bool(drawn_from(draft.memory) and draft.memory.scope.session)


def _piece_of(memory: Memory, piece: Piece) -> str:
    return _said(memory, memory.content[piece.start : piece.end])


def _joined(draft: Draft, piece: Piece, text: str) -> str:
    if draft.previous is None or piece.start > 0:
        return text
    return f"{_said(draft.previous, draft.previous.content[-CONTEXT_CHARACTERS:])}\n{text}"


def _said(memory: Memory, text: str) -> str:
    return _as_said(text, memory.speaker if isinstance(memory, Statement) else "")


def _as_said(text: str, speaker: str) -> str:
    return f"{speaker}: {text}" if speaker else text
