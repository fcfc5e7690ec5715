"""Index: memories become pieces with their search channels."""

from collections.abc import Sequence
from dataclasses import dataclass

from memory_core.domain.memory import Memory, MemoryType
from memory_core.domain.pieces import Piece, split
from memory_core.domain.reading.traits import is_question, tells_time
from memory_core.domain.times import HOUR
from memory_core.ports import Embedder, Entry, IndexedPiece, KeywordEncoder

CONTEXT_CHARACTERS = 500  # of the previous message, its end: more would push the message out of the model's window
_LOOSE_CONTEXT = HOUR  # without a session, how long what was said before still belongs to what is said now


@dataclass(frozen=True, slots=True)
class Draft:
    """A memory to be indexed; `previous` is the message just before in its session, None when there is none."""

    memory: Memory
    previous: Memory | None = None


def index(
    drafts: Sequence[Draft], *, embedder: Embedder, keywords: KeywordEncoder, beside: Sequence[Entry] = ()
) -> list[Entry]:
    """An entry per draft, in order. Only a memory's first piece has the previous message as its context. What stands in
    the entries `beside` in the same words is not embedded again."""
    pieces = [(draft, piece) for draft in drafts for piece in split(draft.memory.content)]
    texts = [_piece_of(draft.memory, piece) for draft, piece in pieces]
    joined = [_joined(draft, piece, text) for (draft, piece), text in zip(pieces, texts, strict=True)]
    dense = {_piece_of(entry.memory, piece.piece): piece.dense for entry in beside for piece in entry.pieces}
    if new := list(dict.fromkeys(text for text in texts + joined if text not in dense)):
        dense |= zip(new, embedder.embed_documents(new), strict=True)
    indexed: dict[str, list[IndexedPiece]] = {draft.memory.id: [] for draft in drafts}
    for (draft, piece), text, context in zip(pieces, texts, joined, strict=True):
        words = {said: keywords.encode_document(said, language=draft.memory.language) for said in {text, context}}
        indexed[draft.memory.id].append(
            IndexedPiece(
                piece=piece,
                dense=dense[text],
                dense_context=dense[context],
                sparse=words[text],
                sparse_context=words[context],
                is_question=is_question(text),
                tells_time=tells_time(text),
            )
        )
    return [Entry(draft.memory, indexed[draft.memory.id]) for draft in drafts]


def context(previous: Memory | None, memory: Memory) -> Memory | None:
    """The message before, when it belongs to what is said now."""
    if previous is None or previous.type is not MemoryType.EPISODIC:
        return None
    near = abs(memory.event_at - previous.event_at) <= _LOOSE_CONTEXT
    return previous if memory.scope.session or near else None


def _piece_of(memory: Memory, piece: Piece) -> str:
    return _said(memory, memory.content[piece.start : piece.end])


def _joined(draft: Draft, piece: Piece, text: str) -> str:
    if draft.previous is None or piece.start > 0:
        return text
    return f"{_said(draft.previous, draft.previous.content[-CONTEXT_CHARACTERS:])}\n{text}"


def _said(memory: Memory, text: str) -> str:
    return f"{memory.speaker}: {text}" if memory.speaker else text
