"""python -m benchmarks.replay [--messages 10000] [--languages en,de] [--seed 1]: how well a replay recognises what is
told again, and how long it takes.

Conversations are generated: each person tells facts of their life once, tells half of them again in later conversations
in other words, changes a few, and says much else, also about others with the very same values. The wordings
(replay/<language>.json) are not those that the head of domain/again.py was fitted on, nor are the facts.
"""

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from memory_core.adapters.nearest import NearestVectors
from memory_core.adapters.spool import Spool
from memory_core.bootstrap import open_service
from memory_core.cli.opening import all_cores
from memory_core.domain.memory import Role
from memory_core.domain.scope import space_id
from memory_core.domain.times import DAY, MINUTE, parse
from memory_core.operations.incoming.places import Places
from memory_core.operations.incoming.replay import Replayed
from memory_core.readers.told import Told
from memory_core.settings import Settings

_HERE = Path(__file__).parent / "replay"
LANGUAGES = ("de", "en", "es", "fr", "ja", "pt", "ru", "zh")
_BEGIN = parse("2025-01-01", name="begin")
_CHATS = 24  # of a person
_TURNS = 4  # of a person in a chat
_OF_OTHERS = 8  # statements about others, of a person
type Key = tuple[str, str]  # chat and id of a message


@dataclass(slots=True)
class Played:
    """Generated conversations: their messages in order, and which of them tell something again, or otherwise."""

    told: list[Told] = field(default_factory=list)
    again: dict[Key, str] = field(default_factory=dict)  # with the language
    changed: set[Key] = field(default_factory=set)


def generate(messages: int, *, languages: Sequence[str] = LANGUAGES, seed: int = 1) -> Played:
    """About so many messages, as many in each language."""
    dice, played, person = random.Random(seed), Played(), 0
    while len(played.told) < messages:
        for language in languages:
            _person(json.loads((_HERE / f"{language}.json").read_text("utf-8")), language, person, dice, played)
            person += 1
    return played


def _person(data: dict[str, Any], language: str, number: int, dice: random.Random, played: Played) -> None:
    facts = data["facts"]
    values = [dice.choice(fact["values"]) for fact in facts]
    chosen = dice.sample(range(len(facts)), len(facts))
    first, later = _CHATS // 2, _CHATS
    plan: dict[int, list[tuple[str, str]]] = {}  # by chat: what it is to the replay, and the words
    used: dict[int, int] = {}

    def put(chat: int, kind: str, text: str) -> None:
        plan.setdefault(chat, []).append((kind, text))

    def told(fact: int, value: str) -> str:
        ways = facts[fact]["ways"]
        used[fact] = dice.choice([way for way in range(len(ways)) if way != used.get(fact)])
        return str(ways[used[fact]]).replace("{v}", value)

    for fact in chosen:
        put(dice.randrange(first), "new", told(fact, values[fact]))
    for fact in chosen[: len(chosen) // 2]:
        put(dice.randrange(first, later), "again", told(fact, values[fact]))
    for fact in [each for each in chosen[len(chosen) // 2 :] if len(facts[each]["values"]) > 1][:2]:
        others = [value for value in facts[fact]["values"] if value != values[fact]]
        put(dice.randrange(first, later), "changed", told(fact, dice.choice(others)))
    for text in dice.sample(data["near"], _OF_OTHERS):
        for fact, value in enumerate(values):
            text = text.replace(f"{{{fact}}}", value)  # noqa: PLW2901 - a place after the other is filled
        put(dice.randrange(later), "other", text)
    for chat in range(later):
        _chat(data, language, f"{language}-{number}", chat, plan.get(chat, []), dice=dice, played=played)


def _chat(
    data: dict[str, Any],
    language: str,
    user: str,
    chat: int,
    said: list[tuple[str, str]],
    *,
    dice: random.Random,
    played: Played,
) -> None:
    asked = [("ask", text) for text in dice.sample(data["ask"], max(1, _TURNS - len(said)))]
    turns = [*said, *asked]
    dice.shuffle(turns)
    name, at = f"{user}/{chat}", _BEGIN + 7 * chat * DAY + dice.randrange(DAY)
    for turn, (kind, text) in enumerate(turns):
        key = (name, str(2 * turn))
        if kind == "again":
            played.again[key] = language
        if kind == "changed":
            played.changed.add(key)
        words = f"{text} {dice.choice(data['ask'])}" if kind != "ask" and dice.random() < 0.3 else text
        for role, content in ((Role.USER, words), (Role.ASSISTANT, dice.choice(data["reply"]))):
            number = str(2 * turn + (role is Role.ASSISTANT))
            at += MINUTE
            played.told.append(
                Told(place=f"{name} {number}", text=content, role=role, user=user, chat=name, id=number, at=at)
            )


@dataclass(frozen=True, slots=True)
class Judged:
    """What was recognised, by language, and what else was found."""

    right: Counter[str]
    wrong: Counter[str]
    missed: Counter[str]
    replayed: Replayed
    seconds: float
    first_seconds: float  # until the first figure

    @property
    def precision(self) -> float:
        return self.right.total() / max(1, self.right.total() + self.wrong.total())

    @property
    def recall(self) -> float:
        return self.right.total() / max(1, self.right.total() + self.missed.total())


def judge(played: Played, *, folder: Path) -> Judged:
    """Plays it into a memory in `folder`."""
    settings, result = Settings(data_dir=folder), Replayed()
    began, first = time.monotonic(), 0.0
    with Spool() as spool, all_cores() as offload:
        spool.fill(iter(played.told))
        service = open_service(settings, offload=offload)
        run = service.replaying(NearestVectors)
        places = Places(space_id("a-key-of-enough-length"))
        for _ in run(spool.told(facts=False), program="benchmark", places=places, later=False, into=result):
            first = first or time.monotonic() - began
        service.close()
    said = {key: key[0].partition("-")[0] for key in result.again_ids}
    right = Counter(played.again[key] for key in said if key in played.again)
    wrong = Counter(language for key, language in said.items() if key not in played.again)
    missed = Counter(language for key, language in played.again.items() if key not in said)
    return Judged(right, wrong, missed, result, time.monotonic() - began, first)


def _report(judged: Judged, played: Played) -> Iterator[str]:
    yield "| language | planted | right | wrong | missed | precision | recall |"
    yield "|---|---|---|---|---|---|---|"
    for language in sorted({*judged.right, *judged.missed, *judged.wrong}):
        right, wrong, missed = judged.right[language], judged.wrong[language], judged.missed[language]
        shares = f"{right / max(1, right + wrong):.2f} | {right / max(1, right + missed):.2f}"
        yield f"| {language} | {right + missed} | {right} | {wrong} | {missed} | {shares} |"
    found = judged.replayed
    yield (
        f"| all | {len(played.again)} | {judged.right.total()} | {judged.wrong.total()} | {judged.missed.total()} | "
        + (f"{judged.precision:.3f} | {judged.recall:.3f} |")
    )
    yield f"\n{found.messages:,} messages in {judged.seconds:.0f} s, the first after {judged.first_seconds:.1f} s."
    yield f"Changed and taken for told again: {len(played.changed & found.again_ids)} of {len(played.changed)}."
    right = len(played.changed & found.changed_ids)
    yield f"Changed: {right} of {len(played.changed)} told, among {found.contradictions}."
    yield f"Ready among ten: {found.ready()} of {found.looked_up}."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--languages", default=",".join(LANGUAGES))
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    played = generate(asked.messages, languages=asked.languages.split(","), seed=asked.seed)
    with tempfile.TemporaryDirectory() as folder:
        print("\n".join(_report(judge(played, folder=Path(folder)), played)))


if __name__ == "__main__":
    main()
