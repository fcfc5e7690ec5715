"""LoCoMo as a test of retrieval: how much of the evidence of a question is among the first results. No model is asked.

The conversations are not part of the project. `read` takes the official locomo10.json, or a folder of JSON files of one
conversation each. The headline is of categories 1 to 4; adversarial questions, which ask about one person what another
one said, stand apart.
"""

import json
import re
import statistics
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

CATEGORY_NAMES = {1: "multi-hop", 2: "temporal", 3: "open-domain", 4: "single-hop", 5: "adversarial"}
HEADLINE = frozenset({1, 2, 3, 4})
LIMIT = 10
_PAUSE = timedelta(seconds=30)  # between two turns of a session, for which only its beginning is told
_SESSION_TIME = "%I:%M %p on %d %B, %Y"
_TURN_ID = re.compile(r"D:?(\d+):(\d+)")  # also finds those with a slip of the pen: "D8:6; D9:17", "D:11:26", "D30:05"


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person said. `text` ends with what a picture that was sent shows; `time` is ISO 8601, without a zone."""

    id: str
    text: str
    speaker: str
    time: str
    session: str


@dataclass(frozen=True, slots=True)
class Question:
    """`evidence`: the ids of the turns that answer it, at least one."""

    text: str
    category: int
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conversation:
    name: str
    turns: tuple[Turn, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a retriever found for a question: ids of turns, the best first."""

    question: Question
    found: tuple[str, ...]


class Retriever(Protocol):
    """Forgets all at a reset, is then given the turns of one conversation, and finds the ids of some of them."""

    def reset(self) -> None: ...

    def store(self, *, id: str, text: str, speaker: str, time: str, session: str) -> None: ...  # noqa: A002

    def search(self, *, query: str, k: int) -> Sequence[str]: ...


# -- reading -----------------------------------------------------------------------------------------------------------


def read(path: Path) -> list[Conversation]:
    """Every conversation of a file or folder; questions without evidence are left out."""
    if path.is_dir():
        named = {file.stem: json.loads(file.read_text("utf-8")) for file in sorted(path.glob("*.json"))}
    else:
        samples = json.loads(path.read_text("utf-8"))
        named = {str(one.get("sample_id", n)).removeprefix("conv-"): one for n, one in enumerate(samples)}
    if not named:
        raise SystemExit(f"There is no conversation in {path}.")
    return [_conversation(name, content) for name, content in named.items()]


def _conversation(name: str, content: Mapping[str, Any]) -> Conversation:
    turns = tuple(_turns(content.get("conversation", content)))
    known = {turn.id for turn in turns}
    questions = (
        Question(str(asked["question"]), asked["category"], _evidence(asked.get("evidence") or (), known))
        for asked in content["qa"]
    )
    return Conversation(name, turns, tuple(question for question in questions if question.evidence))


def _turns(talk: Mapping[str, Any]) -> Iterator[Turn]:
    sessions = (key for key in talk if re.fullmatch(r"session_\d+", key))
    for session in sorted(sessions, key=lambda key: int(key.removeprefix("session_"))):
        begin = datetime.strptime(" ".join(talk[f"{session}_date_time"].split()), _SESSION_TIME)
        for number, said in enumerate(talk[session]):
            picture = f" [image: {said['blip_caption']}]" if said.get("blip_caption") else ""
            time = (begin + number * _PAUSE).isoformat()
            yield Turn(said["dia_id"], said["text"] + picture, said["speaker"], time, session)


def _evidence(told: Collection[object], known: Collection[str]) -> tuple[str, ...]:
    ids = (f"D{int(session)}:{int(turn)}" for one in told for session, turn in _TURN_ID.findall(str(one)))
    return tuple(i for i in dict.fromkeys(ids) if i in known)


# -- measuring ---------------------------------------------------------------------------------------------------------


def ask(retriever: Retriever, conversation: Conversation, *, limit: int = LIMIT) -> list[Answer]:
    """Gives the retriever a conversation, and then asks all of its questions."""
    fill(retriever, conversation)
    return [
        Answer(question, tuple(retriever.search(query=question.text, k=limit))) for question in conversation.questions
    ]


def fill(retriever: Retriever, conversation: Conversation) -> None:
    """Gives the retriever a conversation, turn by turn, and nothing else."""
    retriever.reset()
    for turn in conversation.turns:
        retriever.store(id=turn.id, text=turn.text, speaker=turn.speaker, time=turn.time, session=turn.session)


def recall(found: Sequence[str], evidence: Collection[str], k: int) -> float:
    """The share of the evidence that is among the first `k` found."""
    return len(set(found[:k]) & set(evidence)) / len(evidence)


def mean_recall(answers: Sequence[Answer], k: int) -> float:
    return statistics.fmean(recall(answer.found, answer.question.evidence, k) for answer in answers)


def hits(answers: Sequence[Answer], k: int) -> float:
    """The share of the questions with at least one turn of the evidence among the first `k` found."""
    return statistics.fmean(recall(answer.found, answer.question.evidence, k) > 0 for answer in answers)


# -- printing ----------------------------------------------------------------------------------------------------------


TITLES = ("questions", "retriever", "R@5", "R@10", "hit@5")


def rows(answers: Mapping[str, Sequence[Answer]]) -> Iterator[tuple[str, ...]]:
    """The cells of a table under TITLES: the headline, then each category, of every retriever by its name."""
    groups = {"categories 1-4": HEADLINE} | {name: frozenset({number}) for number, name in CATEGORY_NAMES.items()}
    for group, categories in groups.items():
        for name, given in answers.items():
            own = [answer for answer in given if answer.question.category in categories]
            if own:
                figures = (mean_recall(own, 5), mean_recall(own, 10), hits(own, 5))
                yield f"{group} ({len(own)})", name, *(f"{100 * figure:.1f}" for figure in figures)
