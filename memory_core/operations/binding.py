"""Binding: whether what a model proposes is told by the words that it quotes for it, in any language."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from memory_core.domain.facts import Proposal
from memory_core.domain.text import canonical
from memory_core.operations.read import Read
from memory_core.ports import KeywordEncoder, Vector

TOO_LITTLE, SOMETHING_ELSE = "quote_says_too_little", "quote_says_something_else"
_WORDS = 2  # of a quote, one of them of content
_SHARED_AROUND = 2  # words of content that a fact shares with its message, if it shares none with its quote
_ALIKE = 0.3  # cosine: of facts and their quotes one in a hundred is less alike, of others one in thirty more
_AROUND = 1_000  # characters of the message on each side of a quote
_SUBJECT = re.compile(r"^\W*the user(?:['’]s)?\b", re.IGNORECASE)  # which the question asks to write for "I"
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{4}")  # a word at least, of Thai, Lao, Burmese, Khmer


@dataclass(frozen=True, slots=True)
class Binding:
    """Compares by words (their stems in every language), then by meaning."""

    keywords: KeywordEncoder
    read: Read

    def __call__(self, proposals: Sequence[Proposal]) -> list[str]:
        """What is wrong with the quote of each, empty for nothing. Raises EmbeddingFailed."""
        told = [_told(proposal) for proposal in proposals]
        objections = [self._too_little(proposal) for proposal in proposals]
        far = [
            number
            for number, proposal in enumerate(proposals)
            if not objections[number] and not self._shares_words(told[number], proposal)
        ]
        vectors = self.read.vectors([text for n in far for text in (told[n], proposals[n].quote)]) if far else {}
        for number in far:
            if _cosine(vectors[told[number]], vectors[proposals[number].quote]) < _ALIKE:
                objections[number] = SOMETHING_ELSE
        return objections

    def _too_little(self, proposal: Proposal) -> str:
        """A quote says enough with two words, not both of them idle, and when it is all of a message or clause."""
        quote = proposal.quote
        content = max(self.keywords.encode_query(quote).asked, len(_UNSPACED.findall(quote)))
        enough = content and max(content, len(_WORD.findall(quote))) >= _WORDS
        return "" if enough or _is_whole(quote, proposal.message.content) else TOO_LITTLE

    def _shares_words(self, told: str, proposal: Proposal) -> bool:
        fact, quote = self.keywords.encode_query(told), self.keywords.encode_query(proposal.quote)
        if set(fact.indices) & set(quote.indices):
            return True
        around = self.keywords.encode_query(_around(proposal.quote, proposal.message.content))
        return len({*fact.indices[: fact.asked]} & {*around.indices[: around.asked]}) >= _SHARED_AROUND


def _told(proposal: Proposal) -> str:
    """What is to be believed; where that is only that a known fact is wrong, that fact."""
    text = proposal.text or (proposal.target.content if proposal.target else "")
    return _SUBJECT.sub("", text) or text


def _is_whole(quote: str, content: str) -> bool:
    """Whether the quote has a word and nothing but marks or ends stand next to it."""
    if not canonical(quote):
        return False
    at = content.find(quote)
    while at >= 0:
        if _ends(content[:at][-2:].strip(), last=True) and _ends(content[at + len(quote) :][:2].strip(), last=False):
            return True
        at = content.find(quote, at + len(quote))
    return False


def _ends(beside: str, *, last: bool) -> bool:
    return not beside or not beside[-1 if last else 0].isalnum()


def _around(quote: str, content: str) -> str:
    at = content.find(quote)
    return content[max(at - _AROUND, 0) : at + len(quote) + _AROUND]


def _cosine(one: Vector, other: Vector) -> float:
    norms = math.sqrt(math.sumprod(one, one) * math.sumprod(other, other))
    return math.sumprod(one, other) / norms if norms else 0.0
