"""What a score means: how well the best one tells whether something relevant is known.

A question that something answers is compared with one that nothing does:

- of LoCoMo conversations, with the same question asked of another conversation, its speakers' names put in;
- of the language benchmark, with the same query asked of a space that holds the other half of the memories.

Adversarial questions, which ask about one person what another one said, stand apart: what they ask for was said.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from benchmarks import languages, locomo
from benchmarks.locomo_retriever import Retriever
from memory_core import Message, Scope, space_id
from memory_core.domain.selection import Selection
from memory_core.service import MemoryService

THRESHOLDS = (0.25, 0.5, 0.75)
TITLES = (
    "questions",
    "answered",
    "unanswered",
    "AUC",
    *(f"below {t}: unanswered, answered (precision)" for t in THRESHOLDS),
)
_STEPS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.01)
SURENESS_TITLES = ("best score", "answered questions", "of them evidence first", "unanswered questions")
_ADVERSARIAL = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the score of its best result (0 without one), and whether that one answers it."""

    group: str
    answered: bool
    score: float
    right: bool = False


def of_conversations(told: Sequence[tuple[locomo.Conversation, Retriever]]) -> list[Asked]:
    """Every conversation is stored by its retriever already."""
    asked: list[Asked] = []
    for (own, retriever), (other, stranger) in zip(told, [*told[1:], *told[:1]], strict=True):
        for question in own.questions:
            group = "LoCoMo, adversarial" if question.category == _ADVERSARIAL else "LoCoMo"
            asked.append(_ask(retriever, question, group, answered=group == "LoCoMo"))
            if group == "LoCoMo" and own is not other:
                renamed = replace(question, text=_renamed(question.text, own, other), evidence=())
                asked.append(_ask(stranger, renamed, group, answered=False))
    return asked


def _ask(retriever: Retriever, question: locomo.Question, group: str, *, answered: bool) -> Asked:
    hits = retriever.hits(question.text, limit=1)
    right = bool(set(retriever.search(query=question.text, k=1)) & set(question.evidence))
    return Asked(group, answered, hits[0].score if hits else 0.0, right)


def _renamed(text: str, own: locomo.Conversation, other: locomo.Conversation) -> str:
    names = dict(zip(_speakers(own), _speakers(other), strict=False))
    return re.sub("|".join(map(re.escape, names)), lambda name: names[name.group()], text)


def _speakers(conversation: locomo.Conversation) -> list[str]:
    return sorted({turn.speaker for turn in conversation.turns})


def of_languages(service: MemoryService) -> Iterator[Asked]:
    """The keyword queries of every language, and the English paraphrases."""
    for language in languages.LANGUAGES:
        memories, queries = languages.read(language)
        halves = [{number for number in memories if number % 2 == half} for half in (0, 1)]
        scopes = [
            _stored(service, f"{language}-{half}", [memories[n] for n in sorted(halves[half])]) for half in (0, 1)
        ]
        for query in queries:
            if query.kind == "keyword" or (query.kind == "paraphrase" and language == "en"):
                for half, scope in zip(halves, scopes, strict=True):
                    answers = half & set(query.answers)
                    if not answers or answers == set(query.answers):
                        found = service.search(
                            query.text, scope=scope, selection=Selection(service.now()), limit=1
                        ).hits
                        score = found[0].score if found else 0.0
                        yield Asked(f"{language}, {query.kind}", bool(answers), score)


def _stored(service: MemoryService, name: str, texts: Sequence[str]) -> Scope:
    scope = Scope(space=space_id(f"the-key-of-the-calibration-{name}"), agent="dify", user="anna", session="")
    service.store_messages([Message(text) for text in texts], scope=scope)
    return scope


def rows(asked: Iterable[Asked]) -> Iterator[tuple[str, ...]]:
    """The cells of a table under TITLES. Precision is that of "nothing relevant is known" for what is below, were there
    as many questions of either kind; AUC is how often an answered question has the higher score of two."""
    groups: dict[str, list[Asked]] = {}
    for one in asked:
        groups.setdefault(one.group, []).append(one)
    for group, members in groups.items():
        answered = [one.score for one in members if one.answered]
        unanswered = [one.score for one in members if not one.answered]
        cells = (_below(threshold, answered, unanswered) for threshold in THRESHOLDS)
        yield group, f"{len(answered)}", f"{len(unanswered)}", _told_apart(answered, unanswered), *cells


def _told_apart(answered: Sequence[float], unanswered: Sequence[float]) -> str:
    if not (answered and unanswered):
        return "-"
    order = sorted(unanswered)
    lower = sum(bisect_left(order, score) + bisect_right(order, score) for score in answered) / 2
    return f"{lower / (len(answered) * len(unanswered)):.3f}"


def _below(threshold: float, answered: Sequence[float], unanswered: Sequence[float]) -> str:
    lost, told = (sum(score < threshold for score in scores) / max(len(scores), 1) for scores in (answered, unanswered))
    if not answered:
        return f"{told:.0%}"
    return f"{told:.0%}, {lost:.0%} ({told / (told + lost):.0%})" if told + lost else "0%, 0%"


def sureness(asked: Sequence[Asked]) -> Iterator[tuple[str, ...]]:
    """The cells of a table under SURENESS_TITLES, of LoCoMo."""
    of_group = [one for one in asked if one.group == "LoCoMo"]
    for low, high in pairwise(_STEPS):
        within = [one for one in of_group if low <= one.score < high]
        answered = [one for one in within if one.answered]
        right = f"{sum(one.right for one in answered) / len(answered):.0%}" if answered else "-"
        yield f"{low} to {min(high, 1.0)}", f"{len(answered)}", right, f"{len(within) - len(answered)}"
