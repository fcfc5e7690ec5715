"""People of a real folder, with the bundled model, who tell things a day apart."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

import memory_core
from memory_core import MemoryType, Message, Recalled, Space, State
from memory_core.domain.memory import Fact, of_kind

START = datetime(2026, 3, 4, 9, 30, tzinfo=UTC)  # a Wednesday
FACTS = (MemoryType.SEMANTIC, MemoryType.PROCEDURAL)

# What a user of each language has told before.
KNOWN = {
    "en": ["I live in Rome.", "My phone number is 030 1234567.", "I work at Acme."],
    "de": ["Ich wohne in Rom.", "Meine Telefonnummer ist 030 1234567.", "Ich arbeite bei Acme."],
    "es": ["Vivo en Roma.", "Mi teléfono es 912 345 678.", "Trabajo en Acme."],
    "fr": ["J'habite à Rome.", "Mon numéro de téléphone est le 01 23 45 67 89.", "Je travaille chez Acme."],
    "it": ["Abito a Roma.", "Il mio telefono è 06 1234567.", "Lavoro per Acme."],
    "pt": ["Moro em Roma.", "O meu telefone é 21 2345 6789.", "Trabalho na Acme."],
    "ru": ["Я живу в Риме.", "Мой телефон 495 123-45-67.", "Я работаю в Озоне."],
    "ja": ["ローマに住んでいます。", "私の電話番号は03-1234-5678です。", "ソニーで働いています。"],
    "ko": ["저는 로마에 살아요.", "제 전화번호는 02-123-4567이에요.", "저는 네이버에서 일해요."],
    "zh": ["我住在罗马。", "我的电话是010-12345678。", "我在百度上班。"],
}


class Told:
    """What somebody told, and what stands of it."""

    def __init__(self, space: Space) -> None:
        self.person = space.user(uuid.uuid4().hex)
        self._at = START

    def tell(self, *texts: str, role: str = "user", speaker: str = "", as_facts: bool = False) -> "Told":
        """One message after the other, a day apart; `as_facts` as a program tells them."""
        for text in texts:
            message = Message(text, role=role, speaker=speaker, event_at=self._at)
            self.person.remember(message, memory_type=MemoryType.SEMANTIC if as_facts else None)
            self._at += timedelta(days=1)
        return self

    def facts(self, state: State = State.ACTIVE) -> list[Fact]:
        """The oldest first."""
        every = of_kind(Fact, self.person.list(types=FACTS, states=state, limit=100).memories)
        return sorted(every, key=lambda fact: fact.event_at)

    def standing(self) -> list[str]:
        """The facts that are true."""
        return [fact.content for fact in self.facts()]

    def ended(self) -> list[str]:
        """The facts that are true no longer."""
        return [fact.content for fact in self.facts(State.SUPERSEDED)]

    def said(self) -> list[str]:
        """The messages, the oldest first."""
        every = self.person.list(types=MemoryType.EPISODIC, limit=100).memories
        return [memory.content for memory in sorted(every, key=lambda memory: memory.event_at)]

    def search(self, query: str, *, limit: int = 10) -> Recalled:
        return self.person.search(query, limit=limit)


@pytest.fixture(scope="session")
def space(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Space]:
    with memory_core.open(tmp_path_factory.mktemp("faults"), key="a-key-of-enough-length", free_bytes=0) as opened:
        yield opened


@pytest.fixture
def told(space: Space) -> Told:
    return Told(space)
