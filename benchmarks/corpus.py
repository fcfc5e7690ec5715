"""The memories that the systems of speed.py, and listing.py, are given: varied sentences, the same on every run."""

import random
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

OWNED = 100  # memories of the user who searches, whatever the size of the space
OWNER = "anna"
SHORT_CHAT = 500
QUERY_SEED, STORE_SEED = 1, 2
_CORPUS_SEED = 0
_CROWD = 100  # memories of everybody else, each
_SESSION = 20  # messages

_PEOPLE = "my sister|my brother|our neighbour|Clara|Ben|Mei|my boss|the dentist|Tomás|my old friend|Ines|the landlord"
_ACTIONS = (
    "bought|sold|lost|found|repaired|painted|ordered|borrowed|gave away|forgot about|asked for|complained about|"
    "talked about|dreamt of|read about|wrote down|photographed|recommended|booked|returned"
)
_QUALITIES = "old|new|green|blue|tiny|huge|broken|expensive|cheap|wooden|Italian|Japanese|second-hand|favourite|heavy"
_THINGS = (
    "bicycle|guitar|apartment|cookbook|camera|garden|train ticket|passport|laptop|coffee machine|winter coat|dog|cat|"
    "violin|tent|painting|car|desk|recipe for soup|peanut allergy|language course|marathon|concert|museum visit|job"
)
_PLACES = "Lisbon|Porto|Kyoto|Shanghai|Berlin|the harbour|the market|the office|the mountains|Évora|Montréal|the beach"
_TIMES = (
    "yesterday|last week|in March|on Tuesday|before breakfast|two years ago|every summer|on the 12th of June|tonight|"
    "last winter|after work|at the weekend"
)
_ENDINGS = (
    "and was happy about it|but changed plans later|which cost far too much|because it rained all day|"
    "so we have to call again|and wants to do it once more|although nobody believed it|as always|"
    "and please remember that for next time|without telling anyone"
)
_WORDS = [part.split("|") for part in (_PEOPLE, _ACTIONS, _QUALITIES, _THINGS, _PLACES, _TIMES, _ENDINGS)]


@dataclass(frozen=True, slots=True)
class Remembered:
    """The message `number` of the space, and in which of their conversations which user said it."""

    number: int
    id: str
    user: str
    session: str
    text: str


def corpus(size: int) -> Iterator[Remembered]:
    """`size` memories of one space, of which OWNER has OWNED, spread evenly among the others'."""
    chance = random.Random(_CORPUS_SEED)
    told: Counter[str] = Counter()
    step = max(1, size // OWNED)
    for number in range(size):
        is_owned = number % step == 0 and number // step < OWNED
        user = OWNER if is_owned else f"user-{number % max(1, size // _CROWD)}"
        identity = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        yield Remembered(number, identity, user, f"session-{told[user] // _SESSION}", sentence(chance))
        told[user] += 1


def chats(size: int) -> Iterator[Remembered]:
    """`size` messages of OWNER: SHORT_CHAT ones in "short", evenly spread among the others'; of the others one in ten
    in sessions of 20, and all the rest in "long"."""
    chance = random.Random(_CORPUS_SEED)
    step = size // SHORT_CHAT
    for number in range(size):
        if number % step == 0 and number // step < SHORT_CHAT:
            session = "short"
        else:
            session = f"session-{number // (10 * _SESSION)}" if number % 10 == 9 else "long"
        identity = str(uuid.UUID(int=chance.getrandbits(128), version=4))
        yield Remembered(number, identity, OWNER, session, sentence(chance))


def sentences(count: int, *, seed: int) -> list[str]:
    chance = random.Random(seed)
    return [sentence(chance) for _ in range(count)]


def questions(count: int, *, seed: int) -> list[str]:
    chance = random.Random(seed)
    return [f"When did {_some(chance, 0)} see the {_some(chance, 3)} in {_some(chance, 4)}?" for _ in range(count)]


def sentence(chance: random.Random) -> str:
    who, did, how, what, where, when, end = (_some(chance, part) for part in range(len(_WORDS)))
    return f"{who[0].upper()}{who[1:]} {did} the {how} {what} in {where} {when}, number {chance.randrange(999)}, {end}."


def _some(chance: random.Random, part: int) -> str:
    return chance.choice(_WORDS[part])
