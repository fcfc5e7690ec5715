"""What of a statement is always there: a standing fact of the person who says it, or a wish how to be treated.

Judged by learned heads, whose weights stand in lasting_weights.json (`python -m dev.heads.lasting` makes them), and by
lists in the data files of the languages, in their table `lasting`:

    openers, others     what a statement about somebody else begins with: `my`, `the`, and then `sister`, `neighbour`
    not_others          what only looks like that
    passing             words by which a statement tells of a moment
    topics              beginnings of words that tell what a wish is about: of two about the same, the later counts
"""

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from memory_core.domain.linking import link_heads
from memory_core.domain.memory import Lasting
from memory_core.domain.reading.attributes import Attribute
from memory_core.domain.reading.features import features
from memory_core.domain.reading.heads import softmax
from memory_core.domain.reading.sentence import Kind, Sentence
from memory_core.domain.reading.wishes import is_wish
from memory_core.languages.load import codes, section
from memory_core.languages.notation import SPACELESS, folded

_WEIGHTS = "lasting_weights.json"
_FACT, _WISH = 0.31, 0.5  # from which on a statement is one
_OTHERWISE = {Kind.REQUEST: 0.8, Kind.ABOUT_OTHERS: 0.6}  # how likely a fact is that the kinds took for something else
_OF_TOPIC, _OF_FORM = 0.2, 0.05  # a wish about a known topic; about one of which nothing but wishes are told
_FORMS, _LANGUAGE = ("address", "emoji"), "language"
_AGREED = 0.2  # of the kinds, where no list knows what a wish is about
_ONCE = 0.1  # a wish that lasts less is for once
_LEFT = 0.7  # of a fact that does not look durable
_UNSURE = -0.2  # logit of being about another person, below which it may be about who speaks all the same
_PLAIN, _DURABLE, _SURELY_OWN = 0.8, 0.85, -0.5  # where the other heads are sure
_ORDERS = 0.15  # a statement that orders as likely as that is no wish of a person
_LONGEST = 240  # letters: whatever is longer tells a story
_MARKED = re.compile(r"https?:|www\.|\w@\w|[<>{}\[\]`|]|\w\.(?:com|net|org|io|example)\b", re.IGNORECASE)
_QUOTES = re.compile('["“”„«»「」『』‘]')
_SPACELESS = re.compile(f"[{SPACELESS}]")
_NAME = "nickname"  # the attribute that a name to be called by tells


@dataclass(frozen=True, slots=True)
class LastingHead:
    """Rows of weights, one a class, for the vector, the features and the bias."""

    rows: Mapping[str, Sequence[float]]

    def judge(self, text: str, vector: Sequence[float]) -> dict[str, float]:
        """How likely a sentence is a standing fact, a wish, about another person, or nothing of these; `vector` is
        that of the multilingual encoder."""
        numbers = [*vector, *features(text), 1.0]
        return softmax({name: math.sumprod(row, numbers) for name, row in self.rows.items()})


def lasting_of(sentence: Sentence, vector: Sequence[float], *, of_another: float) -> Lasting:
    """What of it is always there; `of_another` is the logit that it is about another person (domain/linking.py)."""
    text = sentence.text
    if len(text) > _LONGEST or sentence.is_question or _MARKED.search(text) or sentence.order >= _ORDERS:
        return Lasting.NO
    likely = lasting_head().judge(text, vector)
    if _is_wish(sentence, likely["wish"]):
        return Lasting.NO if is_of_another(text) else Lasting.WISH
    if topic_of(text) == _LANGUAGE and _QUOTES.search(text):
        return Lasting.NO
    fact = likely["fact"] + (likely["another"] if of_another < _UNSURE else 0.0)
    is_fact = fact * _lasts(sentence) >= _FACT or (likely["no"] < _PLAIN and _is_plain(sentence, of_another))
    is_fact = is_fact and sentence.kind is not Kind.PASTED and fact >= _OTHERWISE.get(sentence.kind, 0.0)
    return Lasting.FACT if is_fact and not (is_of_another(text) or is_passing(text)) else Lasting.NO


def _is_wish(sentence: Sentence, likely: float) -> bool:
    """A wish about a known topic needs less; one that does not last is for once."""
    topic, also = topic_of(sentence.text), sentence.kinds[Kind.WISH]
    if topic == _LANGUAGE and _QUOTES.search(sentence.text):
        return False  # a word to be translated
    if topic:
        enough = _OF_FORM if topic in _FORMS else _OF_TOPIC
        lasts = topic in _FORMS or likely >= _WISH or sentence.durable >= _ONCE
        return is_wish(sentence.text) or (lasts and max(likely, also) >= enough)
    return likely >= _WISH and sentence.durable >= _ONCE and also + sentence.kinds[Kind.REQUEST] >= _AGREED


def _is_plain(sentence: Sentence, of_another: float) -> bool:
    """Whether the other heads are sure that it tells something durable of who speaks."""
    is_own = sentence.kinds[Kind.STATEMENT] >= _PLAIN and of_another < _SURELY_OWN
    return is_own and sentence.durable >= _DURABLE


def _lasts(sentence: Sentence) -> float:
    """How much of a fact the other heads leave: what is durable, and neither talk nor a request."""
    idle = sentence.kinds[Kind.SMALL_TALK] + sentence.kinds[Kind.REQUEST] / 2
    return (_LEFT + (1 - _LEFT) * sentence.durable) * (1 - idle)


def with_lasting(sentence: Sentence, vector: Sequence[float]) -> Sentence:
    """A sentence of a message with what of it is always there. Who speaks of "the user" is no user."""
    logit = link_heads().is_of_another(sentence.text, vector)
    found = lasting_of(sentence, vector, of_another=logit)
    return sentence if not found or _speaks_of_user(sentence.text) else replace(sentence, lasting=found)


def wish_of(text: str) -> Attribute | None:
    """What a wish is about, as an attribute that has one value; None where no list knows it."""
    topic = topic_of(text)
    key = topic if topic == _NAME else f"wish: {topic}"
    return Attribute(key=key, value=text, rule=f"lasting.topics.{topic}") if topic else None


def topic_of(wish: str) -> str:
    """What a wish is about, as far as a list knows it: "language", "nickname"; else empty."""
    low = folded(wish)
    if is_wish(wish):
        return _NAME
    return next((topic for topic, pattern in _topics().items() if pattern.search(low)), "")


def is_of_another(text: str) -> bool:
    """Whether a statement begins with somebody else: "My sister", "Der Mann von gegenüber"."""
    low = folded(text)
    return any(pattern.match(low) for pattern in _others())


def is_passing(text: str) -> bool:
    """Whether a statement tells of a moment: "today", "I just got back"."""
    return bool(_passing().search(folded(text)))


@cache
def lasting_head() -> LastingHead:
    """Of the committed weights."""
    return LastingHead(json.loads(files(__package__).joinpath(_WEIGHTS).read_text("utf-8"))["weights"])


def _speaks_of_user(text: str) -> bool:
    return bool(_users().search(folded(text)))


@cache
def _users() -> re.Pattern[str]:
    words = [word for code in codes() for word in section(code, "attributes").get("user", ())]
    spaceless, spaced = _parted(words)
    return re.compile(rf"{_any(spaceless)}|(?<!\w)(?:{_any(spaced)})(?!\w)")


@cache
def _others() -> tuple[re.Pattern[str], ...]:
    return tuple(_begins_with_another(section(code, "lasting")) for code in codes())


def _begins_with_another(table: Mapping[str, Sequence[str]]) -> re.Pattern[str]:
    openers, others = (_any(table[name]) for name in ("openers", "others"))
    but = f"(?!(?:{openers})\\s{{1,3}}(?:{_any(table['not_others'])}))" if "not_others" in table else ""
    if _SPACELESS.search(table["others"][0]):
        return re.compile(rf"\W{{0,3}}(?:(?:{openers})\s?){{0,2}}(?:{others})")
    one = rf"(?:{openers})(?:\s{{1,3}}|(?<='))"
    return re.compile(rf"\W{{0,3}}{but}(?:(?:{one}){{1,2}}(?:[\w'-]{{1,30}}\s{{1,3}})?)?(?:{others})(?!\w)")


@cache
def _passing() -> re.Pattern[str]:
    words = [word for code in codes() for word in section(code, "lasting")["passing"]]
    spaceless, spaced = _parted(words)
    return re.compile(rf"{_any(spaceless)}|(?<!\w)(?:{_any(spaced)})(?!\w)")


@cache
def _topics() -> dict[str, re.Pattern[str]]:
    stems: dict[str, list[str]] = {}
    for code in codes():
        for topic, words in section(code, "lasting")["topics"].items():
            stems.setdefault(topic, []).extend(words)
    parted = {topic: _parted(words) for topic, words in stems.items()}
    return {topic: re.compile(rf"{_any(bare)}|(?<!\w)(?:{_any(spaced)})") for topic, (bare, spaced) in parted.items()}


def _parted(words: Iterable[str]) -> tuple[list[str], list[str]]:
    """Words of scripts without blanks, and the others."""
    every = list(words)
    return [w for w in every if _SPACELESS.search(w)], [w for w in every if not _SPACELESS.search(w)]


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(folded(word)) for word in sorted(words, key=len, reverse=True)) or "(?!)"
