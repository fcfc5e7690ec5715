"""Index: a memory becomes pieces with their search channels."""

from memory_core.domain.memory import Memory
from memory_core.domain.pieces import split
from memory_core.ports import Embedder, Entry, IndexedPiece, KeywordEncoder, Probe

_CONTEXT_CHARACTERS = 500  # of the previous message, its end: more would push the message out of the model's window


def index(memory: Memory, *, previous: str, embedder: Embedder, keywords: KeywordEncoder) -> Entry:
    """`previous` is what was said just before in the same session, empty when nothing was; only a memory's first piece
    has it as context."""
    pieces = []
    for number, piece in enumerate(split(memory.content)):
        text = _with_speaker(memory, memory.content[piece.start : piece.end])
        dense, sparse = embedder.embed_document(text), keywords.encode_document(text)
        dense_context, sparse_context = dense, sparse
        if previous and number == 0:
            joined = f"{previous[-_CONTEXT_CHARACTERS:]}\n{text}"
            dense_context, sparse_context = embedder.embed_document(joined), keywords.encode_document(joined)
        pieces.append(IndexedPiece(piece, dense, dense_context, sparse, sparse_context))
    return Entry(memory, pieces)


def probe(query: str, *, embedder: Embedder, keywords: KeywordEncoder) -> Probe:
    return Probe(embedder.embed_query(query), keywords.encode_query(query))


def _with_speaker(memory: Memory, text: str) -> str:
    return f"{memory.speaker}: {text}" if memory.speaker else text
