"""Storing, on every engine: once, in order, found at once."""

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from memory_core import MemoryType, Message, Role, Scope, State, StoreStatus
from memory_core.adapters.chat.scripted import ScriptedChatModel
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.bootstrap import build_service
from memory_core.domain import fence
from memory_core.domain.memory import Fact, of_kind
from memory_core.domain.selection import Selection
from memory_core.domain.times import DAY, HOUR, MINUTE
from memory_core.errors import ContentTooLong, InvalidParameter
from memory_core.ports import MemoryRepository, Vector
from memory_core.service import MemoryService
from tests.conftest import DIMENSION, Clock, contents, everything, service_on


def store(service: MemoryService, scope: Scope, *texts: str, **fields: object) -> StoreStatus:
    messages = [Message(text, **fields) for text in texts]  # type: ignore[arg-type]
    return service.store_messages(messages, scope=scope).status


def test_a_turn_is_found_at_once(service: MemoryService, scope: Scope) -> None:
    """What the person said; the assistant's question back is kept, and no result unless it is asked for."""
    turn = [Message("I moved to Porto.", speaker="Anna"), Message("How is Porto?", role=Role.ASSISTANT)]
    result = service.store_messages(turn, scope=scope)
    assert [(m.role, m.type) for m in result.memories] == [
        (Role.USER, MemoryType.EPISODIC),
        (Role.ASSISTANT, MemoryType.EPISODIC),
    ]
    assert contents(service, "Porto", scope, types=(MemoryType.EPISODIC,)) == ["I moved to Porto."]
    asked = contents(service, "What did you say about Porto?", scope, types=(MemoryType.EPISODIC,))
    assert set(asked) == {"I moved to Porto.", "How is Porto?"}


def test_a_retry_makes_no_double(service: MemoryService, scope: Scope, clock: Clock) -> None:
    """Within 15 minutes and with nothing stored in between, the same turn is the same delivery."""
    assert store(service, scope, "ok", "fine") is StoreStatus.STORED
    clock.pass_(14 * MINUTE)
    assert store(service, scope, "ok", "fine") is StoreStatus.ALREADY_STORED
    assert len(contents(service, "ok", scope)) == 2


def test_a_genuine_repetition_is_kept(service: MemoryService, scope: Scope, clock: Clock) -> None:
    """Said again later, or after something else, or by somebody else, it was said twice."""
    store(service, scope, "ok")
    clock.pass_(16 * MINUTE)
    assert store(service, scope, "ok") is StoreStatus.STORED
    assert store(service, scope, "something else") is StoreStatus.STORED
    assert store(service, scope, "ok") is StoreStatus.STORED
    assert store(service, scope, "ok", role=Role.ASSISTANT) is StoreStatus.STORED
    assert store(service, replace(scope, session="s2"), "ok") is StoreStatus.STORED


@pytest.mark.parametrize("identity", [{"message_id": "m1"}, {"event_at": 1_700_000_000_000_000}])
def test_an_identified_message_is_known_for_ever(
    service: MemoryService, scope: Scope, clock: Clock, identity: dict[str, object]
) -> None:
    """With an id or a time of its own, a message is recognised however late, whatever came between."""
    store(service, scope, "ok", **identity)
    store(service, scope, "something else")
    clock.pass_(3 * DAY)
    assert store(service, scope, "ok", **identity) is StoreStatus.ALREADY_STORED
    assert store(service, scope, "ok, new", **identity) is StoreStatus.STORED
    assert store(service, replace(scope, user="ben"), "ok", **identity) is StoreStatus.STORED


def test_a_delivery_that_was_half_new_is_completed(service: MemoryService, scope: Scope) -> None:
    """What is known is not stored again, what is new is."""
    store(service, scope, "first", message_id="m1")
    result = service.store_messages(
        [Message("first", message_id="m1"), Message("second", message_id="m1")], scope=scope
    )
    assert result.status is StoreStatus.STORED
    assert sorted(contents(service, "first second", scope)) == ["first", "second"]


def test_a_fact_is_kept_once(service: MemoryService, scope: Scope, clock: Clock) -> None:
    """The same fact in other letters only moves the time it was last seen."""
    first = service.store_fact(Message("Likes oat milk."), scope=scope, memory_type=MemoryType.SEMANTIC)
    clock.pass_(DAY)
    again = service.store_fact(
        Message("likes OAT milk", tags=("drinks",)), scope=scope, memory_type=MemoryType.SEMANTIC
    )
    assert again.status is StoreStatus.ALREADY_STORED
    (memory,) = again.memories
    assert memory.id == first.memories[0].id
    assert memory.content == "Likes oat milk."
    assert memory.tags == ("drinks",)
    assert memory.last_seen_at >= first.memories[0].last_seen_at + DAY
    assert contents(service, "oat milk", scope) == ["Likes oat milk."]
    other_type = service.store_fact(Message("likes oat milk"), scope=scope, memory_type=MemoryType.PROCEDURAL)
    assert other_type.status is StoreStatus.STORED


def test_facts_of_marks_only_are_told_apart(service: MemoryService, scope: Scope) -> None:
    """Where setting punctuation aside leaves nothing, the text itself counts."""
    for text in ("!!!", "???"):
        result = service.store_fact(Message(text), scope=scope, memory_type=MemoryType.SEMANTIC)
        assert result.status is StoreStatus.STORED


def test_what_expired_is_gone_at_that_moment(service: MemoryService, scope: Scope, clock: Clock) -> None:
    """From every answer; and it can be told anew."""
    expires = clock.micros + HOUR
    store(service, scope, "a secret word", expires_at=expires)
    service.store_fact(Message("a fact", expires_at=expires), scope=scope, memory_type=MemoryType.SEMANTIC)
    clock.pass_(HOUR - MINUTE)
    assert sorted(contents(service, "secret fact", scope)) == ["a fact", "a secret word"]
    clock.pass_(2 * MINUTE)
    assert contents(service, "secret fact", scope) == []
    told = service.store_fact(Message("A fact!"), scope=scope, memory_type=MemoryType.SEMANTIC)
    assert told.status is StoreStatus.STORED
    assert contents(service, "secret fact", scope) == ["A fact!"]


def test_a_fact_told_again_lives_as_long_as_the_longer(service: MemoryService, scope: Scope, clock: Clock) -> None:
    """Telling a fact for good takes its end away; telling it for an hour does not bring one."""
    short = Message("a fact", expires_at=clock.micros + HOUR)
    service.store_fact(short, scope=scope, memory_type=MemoryType.SEMANTIC)
    service.store_fact(Message("a fact"), scope=scope, memory_type=MemoryType.SEMANTIC)
    clock.pass_(DAY)
    service.store_fact(short, scope=scope, memory_type=MemoryType.SEMANTIC)
    clock.pass_(DAY)
    assert contents(service, "fact", scope) == ["a fact"]


def test_recalled_context_is_not_stored_again(service: MemoryService, scope: Scope) -> None:
    """Only the words around our own fence are new; when there are none, nothing is."""
    recalled = fence.enclose(["- [2026-03-04] user: I live in Lisbon."])
    assert store(service, scope, recalled) is StoreStatus.ALREADY_STORED
    store(service, scope, f"{recalled}\nI moved to Porto.")
    assert contents(service, "Lisbon Porto", scope) == ["I moved to Porto."]


def test_long_content_is_whole_and_found_by_any_part(service: MemoryService, scope: Scope) -> None:
    """100,000 characters are one memory; a search shows the part that matches."""
    words = [f"word{n}" for n in range(9_000)]
    content = " ".join(words).ljust(100_000, ".")
    store(service, scope, content)
    store(service, scope, "something short")
    for needle in ("word17", "word4711", "word8999"):
        result = service.search(needle, scope=scope, selection=everything(service), limit=1)
        (hit,) = result.hits
        assert hit.memory.content == content
        assert needle in hit.excerpt.rstrip(".").split()
        assert hit.truncated
        assert len(hit.excerpt) == 4_000


def test_the_same_words_in_another_conversation_are_another_message(service: MemoryService, scope: Scope) -> None:
    """Though both are stored under one session, or none."""
    assert store(service, scope, "ok", conversation="c1") is StoreStatus.STORED
    assert store(service, scope, "ok", conversation="c2") is StoreStatus.STORED
    assert store(service, scope, "ok", conversation="c2") is StoreStatus.ALREADY_STORED


def test_the_limit_is_for_what_is_kept(service: MemoryService, scope: Scope) -> None:
    """Recalled context around it does not count."""
    recalled = fence.enclose(["- [2026-03-04] user: I live in Lisbon."])
    assert store(service, scope, f"{recalled}{'x' * 100_000}") is StoreStatus.STORED


@pytest.mark.parametrize(
    ("text", "error"),
    [("", InvalidParameter), (" \n", InvalidParameter), ("x" * 100_001, ContentTooLong), ("a\ud800", InvalidParameter)],
)
def test_what_cannot_be_kept_is_refused(
    service: MemoryService, scope: Scope, text: str, error: type[Exception]
) -> None:
    """Before anything of the call is written."""
    with pytest.raises(error):
        store(service, scope, "good", text)
    with pytest.raises(error):
        service.store_fact(Message(text), scope=scope, memory_type=MemoryType.SEMANTIC)
    assert contents(service, "good", scope) == []


def test_order_is_kept_though_the_clock_stands(service: MemoryService, scope: Scope) -> None:
    """Messages of one call get times that order them."""
    result = service.store_messages([Message(f"message {n}") for n in range(20)], scope=scope)
    created = [m.created_at for m in result.memories]
    assert created == sorted(set(created))


def test_the_previous_message_helps_to_find_an_answer(service: MemoryService, scope: Scope) -> None:
    """An answer is found by the words of the question before it, within the session."""
    store(service, scope, "Which instrument does your brother play?")
    store(service, scope, "The cello.")
    store(service, replace(scope, session="s2"), "The viola.")
    found = contents(service, "brother instrument", replace(scope, session=None))
    assert found == ["The cello.", "The viola."]


def test_without_a_session_context_does_not_outlast_an_hour(service: MemoryService, scope: Scope, clock: Clock) -> None:
    """What was said yesterday is no context for what is said now, unless both are one session."""
    loose = replace(scope, session=None)
    store(service, loose, "brother instrument")
    clock.pass_(2 * HOUR)
    store(service, loose, "The cello.")
    hits = service.search("brother instrument", scope=loose, selection=everything(service)).hits
    score = {hit.memory.content: hit.score for hit in hits}
    assert score["The cello."] < 0.1 < score["brother instrument"]


def test_a_fact_that_is_the_whole_message_is_not_embedded_again(
    repository: MemoryRepository, scope: Scope, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is anything embedded twice; the fact is found by its meaning all the same."""
    embedded: list[str] = []
    embed = FakeEmbedder.embed_documents

    def noted(embedder: FakeEmbedder, texts: Sequence[str]) -> list[Vector]:
        embedded.extend(texts)
        return embed(embedder, texts)

    monkeypatch.setattr(FakeEmbedder, "embed_documents", noted)
    service = service_on(repository, clock)
    store(service, scope, "I work at a bakery in Porto.", speaker="Anna")
    assert embedded == ["Anna: I work at a bakery in Porto."]  # the fact is the message, word for word
    store(service, scope, "My dentist is in Lisbon.")
    assert len(embedded) == len(set(embedded)) == 3  # the message, and the message after what was said before
    facts = contents(service, "dentist Lisbon", scope, types=(MemoryType.SEMANTIC,))
    assert facts[0] == "My dentist is in Lisbon."


PEOPLE = ("u-anna", "u-ben")


def told_by(service: MemoryService, scope: Scope, person: str, text: str) -> None:
    service.store_messages([Message(text, person_id=person)], scope=scope)


def facts_of(service: MemoryService, scope: Scope, *states: State) -> list[tuple[str, str, State]]:
    wanted = Selection(alive_at=service.now(), types=(MemoryType.SEMANTIC,), states=states or (State.ACTIVE,))
    listed = service.list_memories(scope=scope, selection=wanted, limit=50).memories
    return sorted((fact.person_id, fact.content, fact.state) for fact in of_kind(Fact, listed))


def test_two_people_of_one_realm_end_nothing_of_each_others(service: MemoryService, scope: Scope) -> None:
    """Where an app, or everybody, shares a realm: each has a home, and moves alone."""
    together = replace(scope, realm="app:1", user=None)
    told_by(service, together, "u-anna", "I live in Rome.")
    told_by(service, together, "u-ben", "I live in Paris.")
    told_by(service, together, "u-anna", "I live in Oslo.")
    assert facts_of(service, together) == [
        ("u-anna", "I live in Oslo.", State.ACTIVE),
        ("u-ben", "I live in Paris.", State.ACTIVE),
    ]
    assert facts_of(service, together, State.SUPERSEDED) == [("u-anna", "I live in Rome.", State.SUPERSEDED)]


def test_the_same_words_of_two_people_are_two_facts(service: MemoryService, scope: Scope) -> None:
    """One who moves takes nobody along; told again, each is the fact that it was."""
    together = replace(scope, realm="", user=None)
    for _ in range(2):
        for person in PEOPLE:
            told_by(service, together, person, "I live in Rome.")
    assert facts_of(service, together) == [(person, "I live in Rome.", State.ACTIVE) for person in PEOPLE]
    told_by(service, together, "u-ben", "I live in Oslo.")
    assert facts_of(service, together) == [
        ("u-anna", "I live in Rome.", State.ACTIVE),
        ("u-ben", "I live in Oslo.", State.ACTIVE),
    ]


def test_whose_words_it_is_is_said_by_the_scope_first(service: MemoryService, scope: Scope) -> None:
    """A realm of one user is that user's, and a named user is that one, whoever calls."""
    for place, person in ((scope, "1"), (replace(scope, realm=""), "anna"), (replace(scope, realm="", user=None), "x")):
        (said,) = service.store_messages([Message("Hello.", person_id="x")], scope=place, learn=False).memories
        assert said.person_id == person


class CountingEmbedder(FakeEmbedder):
    """Counts the requests that a model elsewhere would get."""

    def __init__(self) -> None:
        super().__init__(dimension=DIMENSION)
        self.requests: list[str] = []

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        self.requests.append("documents")
        return super().embed_documents(texts)

    def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
        self.requests.append("queries")
        return FakeEmbedder(dimension=DIMENSION).embed_documents(texts)


@pytest.mark.parametrize("with_model", [False, True])
def test_the_embedding_model_is_asked_once_for_the_words_and_once_for_the_facts(
    repository: MemoryRepository, clock: Clock, scope: Scope, with_model: bool
) -> None:
    """By rules, both are one request; a language model is asked in between, after one request for what is known. A
    search is one request."""
    told = {"text": "Anna lives in Porto.", "type": "semantic", "message": 1, "quote": "I live in Porto"}
    answer = json.dumps({"facts": [told | {"relation": "new", "candidate": None, "when": ""}]})
    embedder = CountingEmbedder()
    service = build_service(
        repository=repository,
        embedder=embedder,
        detect_language=lambda _: "en",
        count_tokens=len,
        chat_model=ScriptedChatModel(lambda _: answer) if with_model else None,
        now=clock,
    )
    turn = [
        Message("I live in Porto. I work at Acme. My dog is called Rex.", speaker="Anna"),
        Message("Porto is lovely in spring.", role=Role.ASSISTANT),
    ]
    result = service.store_messages(turn, scope=scope)
    assert result.learned.outcomes
    assert embedder.requests == (["documents", "queries", "documents"] if with_model else ["documents"])
    embedder.requests.clear()
    service.search("Where does Anna live?", scope=scope, selection=everything(service))
    assert embedder.requests == ["queries"]
