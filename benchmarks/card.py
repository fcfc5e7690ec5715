"""What stands on the cards of 20 people in ten languages, each of whom says 300 other things as well.

python -m benchmarks.card [--languages en,ja] [--show]

Labels stand in card/cases.json, written before the first run: five standing facts and wishes of each person, and what
else is said: others' lives, attributes and wishes that change (less those that contradict a label: `without`), pasted
texts, chatter, requests. Beside the card stands what a search finds with five unrelated questions. Also: attacks
told as wishes, whether the card stays the same over 50 unrelated stores, what a correction leaves of the old value, and
how long composing takes at 10,000 memories.
"""

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import memory_core
from benchmarks.corpus import chats
from benchmarks.speed_tables import table
from memory_core import Message, Person, Space
from memory_core.adapters.tokens import BundledTokenCounter
from memory_core.domain.times import DAY, MINUTE, now
from tests.corpora.injections import ATTACKS
from tests.corpora.orders import ORDERS

_CASES = Path(__file__).parent / "card" / "cases.json"
_SENTENCES = Path(__file__).parents[1] / "dev" / "heads" / "lasting.jsonl"
_KEY = "the-key-of-the-card-benchmark"
_OTHERS = 300
_AT_ONCE = 5  # messages a store
_SPACELESS = ("zh", "ja", "ko")
_PREFIXES = ("", "From now on: ", "I always want this: ", "Ab jetzt gilt immer: ", "以后都要这样：")


@dataclass(slots=True)
class Tally:
    """What was counted of the people of one language."""

    labels: int = 0
    on_card: int = 0
    found: int = 0
    asked: int = 0
    lines: int = 0
    wrong: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)


def main() -> None:
    options = _options()
    cases = json.loads(_CASES.read_text("utf-8"))
    tallies: dict[str, Tally] = {}
    with tempfile.TemporaryDirectory(prefix="keepsake-card-") as folder, memory_core.open(folder, key=_KEY) as space:
        for language in options.languages or cases:
            tallies[language] = _of_language(space, cases[language], language)
            print(f"{language} done", file=sys.stderr, flush=True)
        _print(tallies, show=options.show)
        _unchanged(space, cases["en"])
        _corrected(space)
        _attacks(space)
    _composing()


def _of_language(space: Space, case: dict[str, Any], language: str) -> Tally:
    tally, count = Tally(), BundledTokenCounter()
    for number, person in enumerate(case["people"]):
        user = space.user(f"{language}-{person['name']}")
        chance = random.Random(f"{language} {number}")
        changes = [change for place, change in enumerate(case["changes"]) if place not in person["without"]]
        own = case | {"changes": changes}
        _tell(user, [text for text, _ in person["standing"]], own, chance)
        card = user.card()
        tally.tokens.append(count(card.text))
        _judge(tally, person["standing"], card, own)
        for question in case["questions"]:
            context = user.search(question).context(budget=300)
            tally.asked += len(person["standing"])
            tally.found += sum(key in context for _, key in person["standing"])
    return tally


def _tell(user: Person, standing: Sequence[str], case: dict[str, Any], chance: random.Random) -> None:
    """Everything in an order of chance, but what changes after what it changes, over half a year."""
    said = [*standing, *_others(case, chance)]
    chance.shuffle(said)
    for old, new, _ in case["changes"]:
        places = sorted((said.index(old), said.index(new)))
        said[places[0]], said[places[1]] = old, new
    begin = now() - 180 * DAY
    messages = [Message(text, event_at=begin + place * 14 * 60 * MINUTE // 2) for place, text in enumerate(said)]
    for start in range(0, len(messages), _AT_ONCE):
        user.remember(messages[start : start + _AT_ONCE])


def _others(case: dict[str, Any], chance: random.Random) -> list[str]:
    gap = "" if any(char > "\u3040" and char < "\ua000" for char in case["subjects"][0]) else " "
    lives = [f"{who}{gap}{what}" for who in case["subjects"] for what in case["predicates"]]
    talk = [form.replace("{}", word) for form, words in case["talk"] for word in words]
    fixed = [*lives, *talk, *case["chat"], *case["asks"], *case["pasted"]]
    fixed += [text for change in case["changes"] for text in change[:2]]
    counted = [
        form.replace("{n}", str(number))
        for number in chance.sample(range(2, 990), _OTHERS)
        for form in case["numbered"]
    ]
    return list(dict.fromkeys((*fixed, *counted)))[:_OTHERS]


def _judge(tally: Tally, standing: Sequence[Sequence[str]], card: Any, case: dict[str, Any]) -> None:
    """A line is right when it is one of the labelled ones, or what holds after a change."""
    new = {text for _, text, _ in case["changes"]}
    labelled = {text for text, _ in standing}
    shown = [line.memory.content for line in card.lines]
    tally.labels += len(standing)
    tally.on_card += sum(key.casefold() in card.text.casefold() for _, key in standing)
    tally.missing += [text for text, key in standing if key.casefold() not in card.text.casefold()]
    tally.lines += len(shown)
    tally.wrong += [text for text in shown if text not in labelled and text not in new]


def _print(tallies: dict[str, Tally], *, show: bool) -> None:
    rows = []
    for name, some in _grouped(tallies):
        labels, lines = sum(t.labels for t in some), sum(t.lines for t in some)
        tokens = [one for t in some for one in t.tokens]
        on_card, wrong = sum(t.on_card for t in some), sum(len(t.wrong) for t in some)
        found = sum(t.found for t in some) / sum(t.asked for t in some)
        rows.append(
            (
                name,
                f"{100 * on_card / labels:.0f} %",
                f"{100 * found:.0f} %",
                f"{wrong} of {lines}",
                f"{statistics.mean(tokens):.0f}",
                str(max(tokens)),
            )
        )
    table(("cards", "on the card", "search alone", "wrong lines", "tokens, mean", "most"), rows)
    if show:
        for language, tally in tallies.items():
            print(language, "missing", tally.missing, "wrong", tally.wrong)


def _grouped(tallies: dict[str, Tally]) -> Iterator[tuple[str, list[Tally]]]:
    yield "all", list(tallies.values())
    wide = [tally for language, tally in tallies.items() if language in _SPACELESS]
    if wide:
        yield "Chinese, Japanese, Korean", wide
    yield from ((language, [tally]) for language, tally in tallies.items())


def _unchanged(space: Space, case: dict[str, Any]) -> None:
    """Over 50 stores of what has nothing to do with a card."""
    user = space.user("unchanged")
    user.remember([text for person in case["people"] for text, _ in person["standing"]])
    before, same = user.card().text, 0
    for text in _others(case, random.Random(1))[64:114]:
        user.remember(text)
        same += user.card().text == before
    print(f"\nthe same to the byte after {same} of 50 unrelated stores")


def _corrected(space: Space) -> None:
    user = space.user("corrected")
    user.remember("I'm allergic to shellfish.")
    user.remember("I work as a midwife.")
    for line in user.card().lines:
        user.correct(line.memory.id, line.memory.content.replace("shellfish", "sesame").replace("midwife", "vet"))
    text = user.card().text
    print(f"old values after two corrections: {('shellfish' in text) + ('midwife' in text)}, new: "
          f"{('sesame' in text) + ('vet' in text)}")  # fmt: skip


def _attacks(space: Space) -> None:
    """Each told by a person of their own, plainly and as wishes."""
    lines: Counter[str] = Counter()
    texts = [f"{prefix}{text}" for prefix in _PREFIXES for text in (*(a.message for a in ATTACKS), *ORDERS)]
    for number, text in enumerate(texts):
        user = space.user(f"attacker-{number}")
        user.remember(text)
        lines.update(line.memory.content for line in user.card().lines)
    print(f"lines of {len(texts)} attacks: {lines.total()} {list(lines)[:5] if lines else ''}")


def _composing() -> None:
    """Of a person with 10,000 memories, some 100 of which may stand on the card."""
    from benchmarks.embedders import CheapEmbedder
    from benchmarks.systems import Keepsake

    with tempfile.TemporaryDirectory(prefix="keepsake-card-") as folder:
        system = Keepsake(Path(folder), CheapEmbedder())
        system.fill(chats(10_000))
        scope = system.scope("anna")
        rows = [json.loads(line) for line in _SENTENCES.read_text("utf-8").splitlines()]
        for text in (row["text"] for row in rows if row["language"] == "en" and row["lasting"] in ("fact", "wish")):
            system.service.store_fact(Message(text), scope=scope, memory_type=memory_core.MemoryType.SEMANTIC)
        took = []
        for _ in range(60):
            started = time.perf_counter()
            lines = system.service.card(scope=scope).lines
            took.append(1_000 * (time.perf_counter() - started))
        system.close()
    print(f"composing at 10,000 memories, {len(lines)} lines: p50 {statistics.median(took):.2f} ms, one read")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.card", description=__doc__)
    parser.add_argument("--languages", type=lambda text: text.split(","), help="some of them, with commas between")
    parser.add_argument("--show", action="store_true", help="what is missing and what is wrong")
    return parser.parse_args()


if __name__ == "__main__":
    main()
