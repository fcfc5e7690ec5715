"""Told: what the lines of a context say already, so that nothing is told twice."""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from memory_core.domain.memory import Memory, Said, drawn_from, zone_of
from memory_core.domain.reading.split import sentences
from memory_core.domain.text import canonical, split_bigrams
from memory_core.domain.times import local_day

_SAME_WORDS = 0.7  # of a sentence are in the fact drawn from it, which has a name where it says "I" and "my"
_SAYS_MORE = 0.2  # of a message is left when it is worth a line
_GAPS = re.compile(r"…(?:\s*…)+")


@dataclass(slots=True)
class Told:
    """Facts tell the sentences that they were drawn from, when they keep most of their words; whoever says a sentence
    again on the same day tells nothing new. On another day, it is another thing said."""

    _facts: defaultdict[str, list[tuple[str, set[str]]]] = field(default_factory=lambda: defaultdict(list))
    _said: set[tuple[str, str, str]] = field(default_factory=set)

    def note(self, memory: Memory, text: str) -> None:
        """This text of the memory is shown."""
        for source in drawn_from(memory):
            self._facts[source.memory_id].append((source.quote, _words(text)))
        if isinstance(memory, Said):
            self._said.update(_said(memory, sentence) for sentence in sentences(text))

    def beyond(self, memory: Memory, text: str) -> str:
        """`text` with "…" in place of the sentences that are told; empty when it says hardly more. Facts stay whole."""
        if not isinstance(memory, Said):
            return text
        left = text
        for sentence in sentences(text):
            if _said(memory, sentence) in self._said or self._is_in_facts(memory, sentence):
                left = left.replace(sentence, "…", 1)
        if left == text:
            return text
        left = _GAPS.sub("…", left)
        return left if len(left.strip("… \n")) >= _SAYS_MORE * len(text) else ""

    def _is_in_facts(self, memory: Said, sentence: str) -> bool:
        words = _words(sentence)
        return any(
            (quote in sentence or sentence in quote) and len(words & told) >= _SAME_WORDS * len(words)
            for quote, told in self._facts.get(memory.id, ())
        )


def _said(memory: Said, sentence: str) -> tuple[str, str, str]:
    return local_day(memory.event_at, zone_of(memory)), memory.said_by, canonical(sentence)


def _words(text: str) -> set[str]:
    return set(split_bigrams(canonical(text), singles=False).split())
