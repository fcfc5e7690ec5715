"""Context as a test: how much of the evidence of a LoCoMo question the answering model gets to read, and for how many
tokens. No model is asked.

    python -m benchmarks.context --data DIR [--limit 30] [--budgets 250,500,1000,2000] [--joined 20]

DIR holds LoCoMo conversations, and is not part of the project. A turn counts by the share of its sentences that the
context has in full, and wholly when it has a fact that was drawn from it. With `--joined`, so many turns are told as
one message of some 3,000 characters. A filled retriever can be measured with `ask` and `rows`, without storing again.
"""

import argparse
import re
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import batched, groupby
from pathlib import Path

from benchmarks import locomo
from benchmarks.locomo_retriever import Retriever
from benchmarks.speed_tables import table
from memory_core import Hit, Settings
from memory_core.adapters.tokens import BundledTokenCounter
from memory_core.bootstrap import open_service
from memory_core.domain.fence import disarm
from memory_core.domain.memory import drawn_from
from memory_core.service import MemoryService

LIMIT = 30  # so many that the budget binds
BUDGETS = (250, 500, 1_000, 2_000)
TITLES = ("questions", "budget", "tokens used", "evidence inside", "per 1,000 tokens")
_GROUPS = {"categories 1-4": locomo.HEADLINE, "adversarial": frozenset({5})}
_SENTENCE = re.compile(r".+?(?:[.!?]+\s+|$)", re.DOTALL)

type Render = Callable[[Sequence[Hit], int], str]  # the context of hits within a budget of tokens


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the hits of its search, and what was said in the turns of the conversation, by their ids."""

    question: locomo.Question
    hits: tuple[Hit, ...]
    said: Mapping[str, str]


def ask(retriever: Retriever, conversation: locomo.Conversation, *, limit: int = LIMIT) -> list[Asked]:
    """Searches a retriever that holds the conversation."""
    said = {turn.id: _line(turn.text) for turn in conversation.turns}
    return [Asked(one, retriever.hits(one.text, limit=limit), said) for one in conversation.questions]


def evidence_inside(asked: Asked, context: str) -> float:
    """The share of the evidence that can be read in the context."""
    read = _line(context)
    quotes = [
        _line(source.quote)
        for hit in asked.hits
        if drawn_from(hit.memory) and _line(hit.memory.content) in read
        for source in drawn_from(hit.memory)
    ]
    evidence = [asked.said[turn] for turn in asked.question.evidence]
    return statistics.fmean(max(_share_inside(said, read), any(quote in said for quote in quotes)) for said in evidence)


def _share_inside(said: str, read: str) -> float:
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(said)]
    return sum(len(s) for s in sentences if s in read) / sum(map(len, sentences))


def _line(text: str) -> str:
    return " ".join(disarm(text).split())


def joined(conversation: locomo.Conversation, turns: int) -> locomo.Conversation:
    """The conversation told in long messages, each of so many turns of a session."""
    told = (
        locomo.Turn(part[0].id, "\n".join(f"{turn.speaker}: {turn.text}" for turn in part), "", part[0].time, session)
        for session, said in groupby(conversation.turns, key=lambda turn: turn.session)
        for part in batched(said, turns)
    )
    return replace(conversation, turns=tuple(told))


def rows(asked: Sequence[Asked], render: Render, *, budgets: Sequence[int] = BUDGETS) -> Iterator[tuple[str, ...]]:
    """The cells of a table under TITLES."""
    count = BundledTokenCounter()
    for group, categories in _GROUPS.items():
        own = [one for one in asked if one.question.category in categories]
        for budget in budgets if own else ():
            contexts = [render(one.hits, budget) for one in own]
            tokens = statistics.fmean(map(count, contexts))
            inside = statistics.fmean(map(evidence_inside, own, contexts))
            yield (
                f"{group} ({len(own)})",
                f"{budget:,}",
                f"{tokens:,.0f}",
                f"{100 * inside:.1f}",
                f"{100_000 * inside / tokens:.1f}",
            )


def main() -> None:
    parser = argparse.ArgumentParser(description="How much of the evidence of LoCoMo questions a context holds.")
    parser.add_argument("--data", type=Path, required=True, help="LoCoMo conversations: a folder or a file")
    parser.add_argument("--limit", type=int, default=LIMIT, help="hits of a search")
    parser.add_argument("--joined", type=int, default=1, help="turns that are told as one long message")
    parser.add_argument("--budgets", default=",".join(map(str, BUDGETS)), help="tokens of a context")
    given = parser.parse_args()
    asked: list[Asked] = []
    with tempfile.TemporaryDirectory(prefix="keepsake-context-") as folder:
        service = open_service(Settings(data_dir=Path(folder)))
        retriever = Retriever(service, with_facts=True)
        for conversation in locomo.read(given.data):
            print(f"{conversation.name}: {len(conversation.turns)} turns", file=sys.stderr)
            locomo.fill(retriever, joined(conversation, given.joined) if given.joined > 1 else conversation)
            asked += ask(retriever, conversation, limit=given.limit)
        budgets = [int(budget) for budget in given.budgets.split(",")]
        table(TITLES, list(rows(asked, partial(_rendered, service), budgets=budgets)))
        service.close()


def _rendered(service: MemoryService, hits: Sequence[Hit], budget: int) -> str:
    return service.render_context(hits, budget=budget)


if __name__ == "__main__":
    main()
