"""Attacks on the memory, with a model that does whatever the attacker says: what the code around it still protects."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from memory_core import Memory, MemoryType, Message, Role, Scope, State, StoreResult, space_id
from memory_core.adapters.chat.scripted import ScriptedChatModel
from memory_core.domain.facts import FACT_TYPES
from memory_core.domain.memory import Fact
from memory_core.domain.selection import Selection
from memory_core.domain.times import DAY
from memory_core.operations.prompts.facts import MAXIMUM_CANDIDATE, RULES
from memory_core.ports import MemoryRepository, Question
from memory_core.service import MemoryService
from tests.conftest import Clock, contents, edge_repository, service_on
from tests.corpora.injections import ATTACKS, Attack

ANNA = "I live in Porto. I work as a nurse. I like green tea. My daughter is Clara. I own a boat. I play the violin."
BEN = "I live in Uppsala. My bank is Credo. I like green tea with honey."
FOREIGN = ("Uppsala", "Credo", "honey")
HARMLESS = "I planted a walnut tree."
MOST_ENDED, MOST_ADDED = 3, 20  # by one answer

every_attack = pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)


class Victim:
    """A user with six facts, beside another of the same space with three, on the real embedded engine."""

    def __init__(self, repository: MemoryRepository, space: str) -> None:
        self.scope = Scope(space=space, agent="dify", realm="user:1", user="anna", session="s1")
        self.other = replace(self.scope, realm="user:2", user="ben")
        self.clock = Clock()
        self.repository = repository
        self.model = ScriptedChatModel(self._obey)
        self.by_model = service_on(repository, self.clock, chat_model=self.model)
        self.by_rules = service_on(repository, self.clock)
        self.attack: Attack | None = None
        for scope, speaker, said in ((self.scope, "Anna", ANNA), (self.other, "Ben", BEN)):
            self.by_rules.store_messages([Message(said, speaker=speaker)], scope=scope)
        self.before, self.foreign = self.memories(self.scope), self.memories(self.other)
        self.clock.pass_(DAY)

    def _obey(self, question: Question) -> str:
        """What the attacker wants, for all facts that the model was shown; of anything else, nothing."""
        data = json.loads(question.data)
        mine = [m["n"] for m in data["messages"] if self.attack and m["text"] == self.attack.message]
        facts = self.attack.obedient(len(data["known"])) if self.attack and mine else []
        return json.dumps({"facts": [fact | {"message": mine[0]} for fact in facts]}, ensure_ascii=False)

    def suffer(self, attack: Attack, *, role: Role = Role.USER, service: MemoryService | None = None) -> StoreResult:
        self.attack = attack
        return (service or self.by_model).store_messages([Message(attack.message, role=role)], scope=self.scope)

    def memories(self, scope: Scope) -> dict[str, Memory]:
        """All of them, whatever their state."""
        everything = Selection(alive_at=0, states=())
        return {m.id: m for m in self.repository.recent(scope, everything, limit=1_000)}

    def new(self) -> list[Memory]:
        return [m for m in self.memories(self.scope).values() if m.id not in self.before]

    def new_facts(self) -> list[Memory]:
        return [m for m in self.new() if m.type in FACT_TYPES]

    def superseded(self) -> list[Memory]:
        """Which of the six facts are true no longer."""
        now = self.memories(self.scope)
        return [now[key] for key, memory in self.before.items() if now[key].state is not State.ACTIVE]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MemoryRepository]:
    made = edge_repository(tmp_path_factory.mktemp("engine") / "collection")
    yield made
    made.close()


@pytest.fixture
def victim(engine: MemoryRepository, request: pytest.FixtureRequest) -> Victim:
    """In a space of its own for each test."""
    made = Victim(engine, space_id(f"the key of {request.node.name}"))
    assert sum(memory.type in FACT_TYPES for memory in made.before.values()) == 6
    assert sum(memory.type in FACT_TYPES for memory in made.foreign.values()) == 3
    assert {memory.state for memory in made.before.values()} == {State.ACTIVE}
    return made


def check_foreign(victim: Victim) -> None:
    """The other user's memories are the same to the last field, in no question, and in no search of this user."""
    assert victim.memories(victim.other) == victim.foreign
    shown = [question.rules + question.data for question in victim.model.asked]
    for query in (BEN, *FOREIGN, victim.attack.message[:1_000] if victim.attack else "Ben"):
        shown += contents(victim.by_model, query, victim.scope, states=())
    assert shown
    assert not any(word in text for word in FOREIGN for text in shown)


def check_nothing_erased(victim: Victim) -> None:
    """Each memory of the user is there in its words, and where it ended it says when and by what."""
    now = victim.memories(victim.scope)
    for key, before in victim.before.items():
        after = now[key]
        assert after.content == before.content
        if after.state is State.SUPERSEDED:
            assert after.valid_to is not None
            assert after.superseded_by in now
            assert [m.id for m in victim.by_model.history(key, scope=victim.scope)].count(key) == 1
        else:
            assert _as_told(after) == _as_told(before)


def _as_told(memory: Memory) -> Memory:
    """But for when it was seen last, and in which messages."""
    seen = replace(memory, last_seen_at=0)
    return replace(seen, sources=()) if isinstance(seen, Fact) else seen


def check_untouched(victim: Victim, stored: StoreResult) -> None:
    """Nothing but the message was added, and no memory changed in any field."""
    now = victim.memories(victim.scope)
    assert {key: now[key] for key in victim.before} == victim.before
    assert [m.type for m in victim.new()] == [MemoryType.EPISODIC] * len(stored.memories)
    assert len(stored.memories) <= 1
    assert stored.learned.outcomes == ()


@every_attack
def test_an_attack_by_a_user_reads_nothing_foreign_and_erases_nothing(victim: Victim, attack: Attack) -> None:
    """With a model that obeys: a recognised attack does nothing at all, any other ends three facts and adds twenty at
    most, and all of it stays readable."""
    stored = victim.suffer(attack)
    check_foreign(victim)
    check_nothing_erased(victim)
    if attack.subtle:
        assert len(victim.superseded()) <= MOST_ENDED
        assert len(victim.new_facts()) <= MOST_ADDED
    else:
        assert victim.model.asked == []
        check_untouched(victim, stored)


@every_attack
def test_an_attack_by_an_assistant_ends_no_fact_of_the_user(victim: Victim, attack: Attack) -> None:
    """Whatever a model makes of what an assistant or a tool says, what the user told stays true."""
    stored = victim.suffer(attack, role=Role.ASSISTANT)
    check_foreign(victim)
    check_nothing_erased(victim)
    assert victim.superseded() == []
    if not attack.subtle:
        check_untouched(victim, stored)


@every_attack
def test_an_attack_means_nothing_to_the_rules(victim: Victim, attack: Attack) -> None:
    """Without a model nothing is ended, and a recognised attack tells no fact."""
    stored = victim.suffer(attack, service=victim.by_rules)
    check_foreign(victim)
    check_nothing_erased(victim)
    assert victim.superseded() == []
    assert len(victim.new_facts()) <= MOST_ADDED
    if not attack.subtle:
        check_untouched(victim, stored)


@every_attack
def test_an_attack_that_waits_spoils_no_message_beside_it(victim: Victim, attack: Attack) -> None:
    """Read together with a harmless message, a recognised attack is kept from the model, which reads the other."""
    victim.attack = attack
    turn = [Message(HARMLESS), Message(attack.message)]
    stored = victim.by_model.store_messages(turn, scope=victim.scope)
    (question,) = victim.model.asked
    told = [message["text"] for message in json.loads(question.data)["messages"]]
    check_foreign(victim)
    check_nothing_erased(victim)
    assert told[0] == HARMLESS
    assert len(told) == (2 if attack.subtle else 1)
    if not attack.subtle:
        assert victim.new_facts() == []
        assert victim.superseded() == []
    assert len(victim.superseded()) <= MOST_ENDED
    assert len(stored.memories) <= 2


@every_attack
def test_an_attack_stored_as_a_fact_is_data_for_ever(victim: Victim, attack: Attack) -> None:
    """Somebody stored it by hand: it is kept as given, and later questions show it as one more text in their JSON."""
    stored = victim.by_model.store_fact(Message(attack.message), scope=victim.scope, memory_type=MemoryType.SEMANTIC)
    (kept,) = stored.memories
    assert kept.content == attack.message
    victim.attack = None
    victim.by_model.store_messages([Message(HARMLESS)], scope=victim.scope)
    (question,) = victim.model.asked
    known = [fact["text"] for fact in json.loads(question.data)["known"]]
    assert known.count(attack.message[:MAXIMUM_CANDIDATE]) == 1
    assert question.rules == RULES
    assert "<" not in question.data
    check_foreign(victim)


def test_the_attacks_that_look_harmless_do_reach_the_model(victim: Victim) -> None:
    """Else the tests above would show nothing of the caps: obeyed, they end facts, three and no more."""
    ended = {attack.name: len(_suffered(victim, attack)) for attack in ATTACKS if attack.subtle}
    assert victim.model.asked
    assert max(ended.values()) == MOST_ENDED
    assert any(len(json.loads(question.data)["known"]) > MOST_ENDED for question in victim.model.asked)


def _suffered(victim: Victim, attack: Attack) -> Sequence[Memory]:
    before = {m.id for m in victim.superseded()}
    victim.clock.pass_(DAY)
    victim.suffer(attack)
    return [m for m in victim.superseded() if m.id not in before]


def test_the_corpus_is_large() -> None:
    """At least thirty attacks, each with a name of its own, some of which no pattern is meant to see."""
    assert len({attack.name for attack in ATTACKS}) == len(ATTACKS) >= 30
    assert sum(attack.subtle for attack in ATTACKS) >= 5
