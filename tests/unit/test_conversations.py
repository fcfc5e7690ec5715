"""Conversations end to end, with a scripted model that answers well and badly: what is known after each, since when."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from memory_core import Message, Scope, space_id
from memory_core.adapters.chat.scripted import ScriptedChatModel
from memory_core.adapters.embedding.bundled import bundled_embedder
from memory_core.adapters.languages import LanguageIdentifier
from memory_core.bootstrap import build_service
from memory_core.domain import times
from memory_core.domain.facts import FACT_TYPES
from memory_core.domain.memory import Fact, of_kind
from memory_core.domain.selection import Selection
from memory_core.engines.embedded.repository import EmbeddedRepository
from memory_core.ports import Question
from memory_core.service import MemoryService
from tests.corpora.conversations import CONVERSATIONS, Conversation, Known, Turn

SCOPE = Scope(space=space_id("a-test-key-of-16-or-more"), agent="dify", user="anna", session="s1")
EMBEDDER, LANGUAGES = bundled_embedder(), LanguageIdentifier()


class Play:
    """A conversation on the real embedded engine with the bundled embedder; the model answers what the turn says."""

    def __init__(self, folder: Path) -> None:
        self._turn: Turn | None = None
        self._now = 0
        self.repository = EmbeddedRepository(folder, dimension=lambda: EMBEDDER.dimension, wait_seconds=5, free_bytes=0)
        self.model = ScriptedChatModel(self._answer)
        self.service: MemoryService = build_service(
            repository=self.repository,
            embedder=EMBEDDER,
            detect_language=LANGUAGES,
            count_tokens=lambda text: len(text.split()),
            chat_model=self.model,
            now=self._tick,
        )

    def say(self, turn: Turn) -> None:
        self._turn = turn
        self._now = max(self._now, times.parse(turn.at, name="at"))
        message = Message(
            turn.said,
            role=turn.role,
            speaker=turn.speaker,
            event_at=times.parse(turn.at, name="at"),
            timezone=turn.timezone,
        )
        before = len(self.model.asked)
        result = self.service.store_messages([message], scope=SCOPE)
        assert result.learned.code in ("", "model_answer_unusable")
        if turn.answer is None:
            assert len(self.model.asked) == before, "there was nothing to ask a model about"

    def facts(self) -> list[Fact]:
        everything = Selection(alive_at=self._now, types=FACT_TYPES, states=())
        return of_kind(Fact, self.repository.recent(SCOPE, everything, limit=200))

    def _tick(self) -> int:
        self._now += 1
        return self._now

    def _answer(self, question: Question) -> str:
        """The turn's answer, with candidates named by text replaced by their numbers."""
        assert self._turn is not None
        answer = self._turn.answer
        if not isinstance(answer, dict):
            return str(answer)
        numbers = {fact["text"]: fact["n"] for fact in json.loads(question.data)["known"]}
        facts: Any = answer["facts"]
        if isinstance(facts, list):
            facts = [_numbered(fact, numbers) for fact in facts]
        return json.dumps({**answer, "facts": facts}, ensure_ascii=False)


def _numbered(fact: Any, numbers: dict[str, int]) -> Any:
    if not isinstance(fact, dict) or not isinstance(fact.get("candidate"), str):
        return fact
    return {**fact, "candidate": numbers[fact["candidate"]]}


def check(known: Known, fact: Fact, timezone: str) -> None:
    assert fact.state.value == known.state, fact.content
    if known.until:
        assert fact.valid_to == times.parse(known.until, name="until"), fact.content
    assert (fact.valid_to is None) == (known.state == "active")
    if known.when:
        assert fact.time_from is not None
        assert fact.time_to is not None
        days = (local_day(fact.time_from, timezone), local_day(fact.time_to - 1, timezone))
        assert days == tuple(map(date.fromisoformat, known.when)), fact.content


def local_day(micros: int, timezone: str) -> date:
    moment = datetime(1970, 1, 1, tzinfo=ZoneInfo("UTC")) + timedelta(microseconds=micros)
    return moment.astimezone(ZoneInfo(timezone)).date()


@pytest.fixture
def play(tmp_path: Path) -> Iterator[Play]:
    made = Play(tmp_path)
    yield made
    made.service.close()


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda c: c.name)
def test_what_is_known_after_a_conversation(play: Play, conversation: Conversation) -> None:
    """Every fact, active or superseded, since when and until when, and nothing else."""
    for turn in conversation.turns:
        play.say(turn)
    facts = play.facts()
    shown = sorted((fact.content, fact.state.value) for fact in facts)
    assert shown == sorted((known.text, known.state) for known in conversation.known)
    timezones = {turn.said: turn.timezone for turn in conversation.turns}
    messages = play.repository.recent(SCOPE, Selection(alive_at=0, states=()), limit=200)
    said = {message.id: message.content for message in messages}
    for known in conversation.known:
        alike = [fact for fact in facts if (fact.content, fact.state.value) == (known.text, known.state)]
        since = known.since and times.parse(known.since, name="since")
        fact = next(fact for fact in alike if not since or fact.valid_from == since)
        check(known, fact, timezones[said[fact.sources[0].memory_id]])
        assert all(source.quote in said[source.memory_id] for source in fact.sources)


def test_every_language_is_there() -> None:
    """At least forty conversations, five in each of six languages."""
    assert len(CONVERSATIONS) >= 40
    for language in ("en", "zh", "ja", "fr", "es", "de"):
        assert sum(c.language == language for c in CONVERSATIONS) >= 5
