"""What learning from a message costs: calls and tokens of a language model, and the time spent outside of it.

python -m benchmarks.learning [--sizes 100,1000,10000] [--rounds 15]

All memories of a size are the user's own, half messages and half facts, in one scope. The model is scripted: it answers
at once, and its prompt is counted with the bundled tokenizer. Sizes and kinds of message take turns in random order.
"""

import argparse
import itertools
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.corpus import sentence
from benchmarks.embedders import CheapEmbedder, Switch, bundled
from benchmarks.speed_tables import percentile
from memory_core import Extraction, Memory, Message, Role, Scope, Settings, space_id
from memory_core.adapters.chat.scripted import ScriptedChatModel
from memory_core.adapters.keywords import Bm25Encoder
from memory_core.adapters.languages import LanguageIdentifier
from memory_core.adapters.tokens import BundledTokenCounter
from memory_core.bootstrap import build_service, open_repository
from memory_core.domain.memory import Fact, Said
from memory_core.domain.text import content_digest
from memory_core.domain.times import DAY, SECOND, now
from memory_core.operations.index import Draft, Vectors, index
from memory_core.operations.prompts.facts import question
from memory_core.ports import Question
from memory_core.service import MemoryService

GROWTH_GOAL = 1.5
_BATCH = 1_000
_SCOPE = Scope(space=space_id("the-key-of-the-learning-benchmark"), agent="dify", user="anna", session="s")
_COUNT = BundledTokenCounter()
KINDS: dict[str, Callable[[int], str]] = {
    "a new fact": lambda n: f"I bought a harmonica number {n} in Ghent.",
    "an update": lambda n: f"I moved from my old place to the town of Newtown-{n}.",
    "a duplicate": lambda _: "I play the harmonica every Sunday.",
    "small talk": lambda n: ("Hello there!", "Thank you so much!", "How are you?")[n % 3],
}


@dataclass
class Cost:
    calls: list[int] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    with_model: list[float] = field(default_factory=list)
    without: list[float] = field(default_factory=list)


@dataclass
class Site:
    """A store of one size; `modelled` asks the scripted model, `ruled` goes by rules alone, on the same files."""

    size: int
    modelled: MemoryService
    ruled: MemoryService
    costs: defaultdict[str, Cost] = field(default_factory=lambda: defaultdict(Cost))


def answer(asked: Question) -> str:
    """What a good model would say about the messages of KINDS."""
    data = json.loads(asked.data)
    text = data["messages"][-1]["text"]
    towns = [fact["n"] for fact in data["known"] if "lives in the town" in fact["text"]]
    said = {"type": "semantic", "message": len(data["messages"]), "quote": text, "when": ""}
    if "town of" in text:
        said |= {"text": f"The user lives in the {text.split(' the ')[-1]}", "candidate": towns[0] if towns else None}
        return json.dumps({"facts": [said | {"relation": "updates" if towns else "new"}]})
    return json.dumps({"facts": [said | {"text": text.replace("I ", "The user "), "relation": "new"}]})


def main() -> None:
    options = _options()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="keepsake-learning-") as folder:
        sites = [_site(Path(folder) / str(size), size) for size in options.sizes]
        _measure(sites, options.rounds)
        for site in sites:
            site.modelled.close()
    _print(sites)
    print(f"done in {time.monotonic() - started:.0f} s", file=sys.stderr)


def _site(folder: Path, size: int) -> Site:
    embedder = Switch(CheapEmbedder())
    repository = open_repository(Settings(data_dir=folder), embedder)
    for batch in itertools.batched(_memories(size), _BATCH):
        entries = index([Draft(m) for m in batch], vectors=Vectors(embedder), keywords=Bm25Encoder())
        repository.write(_SCOPE, entries)
    embedder.now = bundled()

    def service(model: ScriptedChatModel | None) -> MemoryService:
        return build_service(
            repository=repository,
            embedder=embedder,
            detect_language=LanguageIdentifier(),
            count_tokens=_COUNT,
            chat_model=model,
        )

    return Site(size, service(ScriptedChatModel(answer)), service(None))


def _memories(size: int) -> Iterator[Memory]:
    chance, start = random.Random(0), now() - 30 * DAY
    for number in range(size):
        text, at = sentence(chance), start + number * SECOND
        kind = (Said, Fact)[number % 2]
        yield kind(
            id=_SCOPE.memory_id(kind.type, str(number)),
            scope=_SCOPE,
            content=text,
            digest=content_digest(text),
            created_at=at,
            event_at=at,
            last_seen_at=at,
            operation_id=str(number),
            role=Role.USER,
            language="en",
            valid_from=at,
        )


def _measure(sites: list[Site], rounds: int) -> None:
    chance, numbers = random.Random(1), itertools.count()
    for site in sites:
        for text in KINDS.values():  # the first of a kind warms up, and makes a duplicate one
            site.modelled.store_messages([Message(text(0))], scope=_SCOPE)
            site.ruled.store_messages([Message(text(0))], scope=replace(_SCOPE, session="ruled"))
    for _ in range(rounds):
        turns = [(site, kind) for site in sites for kind in KINDS]
        chance.shuffle(turns)
        for site, kind in turns:
            _store(site, kind, next(numbers))


def _store(site: Site, kind: str, number: int) -> None:
    cost, message = site.costs[kind], Message(KINDS[kind](number), message_id=str(number))
    began = time.perf_counter()
    learned = site.modelled.store_messages([message], scope=_SCOPE).learned
    cost.with_model.append(1000 * (time.perf_counter() - began))
    cost.calls.append(learned.usage.calls)
    cost.tokens.append(_tokens(site) if learned.usage.calls else 0)
    began = time.perf_counter()
    site.ruled.store_messages([Message(KINDS[kind](number + 1), message_id=f"r{number}")], scope=_SCOPE)
    cost.without.append(1000 * (time.perf_counter() - began))
    if learned.extraction is not Extraction.DONE:
        raise RuntimeError(f"{kind} was not learned from: {learned.reason}")


def _tokens(site: Site) -> int:
    model = site.modelled._store.learn.extract.model  # type: ignore[attr-defined]
    asked = model.asked[-1]
    return _COUNT(asked.rules_with_schema) + _COUNT(asked.data)


def _print(sites: list[Site]) -> None:
    fixed = question([], []).rules_with_schema
    print(f"The fixed part of the prompt, with the schema of the answer: {_COUNT(fixed):,} tokens.\n")
    print(
        "| memories | a store of | calls | prompt tokens p50 | outside the model p50 (ms) | p95 | by rules p50 | p95 |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for site in sites:
        for kind, cost in site.costs.items():
            calls, tokens = sum(cost.calls) / len(cost.calls), percentile(cost.tokens, 50)
            times = [percentile(took, percent) for took in (cost.with_model, cost.without) for percent in (50, 95)]
            print(f"| {site.size:,} | {kind} | {calls:.1f} | {tokens:,.0f} | {' | '.join(f'{t:.0f}' for t in times)} |")
    small, large = sites[0], sites[-1]
    for kind in KINDS:
        ratio = percentile(large.costs[kind].with_model, 50) / percentile(small.costs[kind].with_model, 50)
        print(f"\n{kind}: {large.size:,} / {small.size:,} = {ratio:.2f} (goal: at most {GROWTH_GOAL})", end="")
    print()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    sizes = "sizes of the stores, separated by commas"
    parser.add_argument(
        "--sizes", type=lambda v: [int(s) for s in v.split(",")], default=[100, 1_000, 10_000], help=sizes
    )
    parser.add_argument("--rounds", type=int, default=15)
    return parser.parse_args()


if __name__ == "__main__":
    main()
