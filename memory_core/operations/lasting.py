"""Lasting: what of a statement is always there that somebody stores as a fact, in its own words or an agent's."""

from memory_core.domain.linking import link_heads
from memory_core.domain.memory import Lasting
from memory_core.domain.reading.lasting import lasting_of
from memory_core.errors import EmbeddingFailed
from memory_core.operations.read import Read


def lasting_as_told(read: Read, text: str) -> Lasting:
    """A wish when any of its sentences is one, else a standing fact when any is; nothing when it cannot be read, for
    the words come first."""
    try:
        (sentences,) = read([text])
        vectors = read.vectors([sentence.text for sentence in sentences])
    except EmbeddingFailed:
        return Lasting.NO
    found = {
        lasting_of(s, vectors[s.text], of_another=link_heads().is_of_another(s.text, vectors[s.text]))
        for s in sentences
    }
    return next((lasting for lasting in (Lasting.WISH, Lasting.FACT) if lasting in found), Lasting.NO)
