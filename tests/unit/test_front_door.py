"""The library's front door: open, bind a person, and all a person can do, on the embedded engine."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

import memory_core
from memory_core import Chat, Memory, MemoryType, Message, Person, Role, SearchStatus, Settings, Space, Storage
from memory_core.domain.times import DAY
from memory_core.errors import (
    InvalidParameter,
    InvalidSettings,
    KeepsakeError,
    KeyMissing,
    KeyTooShort,
    NotConfirmed,
    NotFound,
    UnsupportedModel,
)
from memory_core.service import MemoryService
from tests.conftest import Clock, edge_repository, service_on

KEY = "a-key-of-enough-length"
EVENT = datetime(2026, 1, 5, 12, tzinfo=UTC)


@pytest.fixture
def service(tmp_path: Path, clock: Clock) -> Iterator[MemoryService]:
    opened = service_on(edge_repository(tmp_path / "memories"), clock)
    yield opened
    opened.close()


@pytest.fixture
def space(service: MemoryService) -> Space:
    return Storage(service, "a folder").space(KEY)


@pytest.fixture
def anna(space: Space) -> Person:
    return space.user("anna")


def said(memories: tuple[Memory, ...]) -> list[str]:
    return [memory.content for memory in memories]


# -- opening -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", [str, Path])
def test_the_first_program(place: Callable[[str], str | Path], tmp_path: Path) -> None:
    """A folder as text or path; what was said is found when it is opened anew, and by nobody else."""
    folder = place(str(tmp_path / "memories"))
    with memory_core.open(folder, key=KEY) as space:
        space.user("anna").remember("I live in Lisbon.")
    with memory_core.open(folder, key=KEY) as space:
        found = space.user("anna").search("Where does she live?")
        assert "Lisbon" in found.context()
        assert [hit.memory.scope.user for hit in found] == ["anna"] * len(found)
        assert space.user("ben").search("Where does she live?").status is SearchStatus.NOTHING_FOUND
        assert space.user("anna", agent="helper").count().total() == 0


@pytest.mark.parametrize(("key", "error"), [("", KeyMissing), ("  ", KeyMissing), ("too-short", KeyTooShort)])
def test_a_key_that_cannot_serve_is_refused_at_once(key: str, error: type[KeepsakeError], tmp_path: Path) -> None:
    """Before anything is made, by a sentence that does not show it."""
    with pytest.raises(error) as caught:
        memory_core.open(tmp_path / "memories", key=key)
    assert "too-short" not in str(caught.value)
    assert not (tmp_path / "memories").exists()


@pytest.mark.parametrize(
    ("place", "how", "error"),
    [
        ("", {}, InvalidSettings),
        ("m", {"embedding_model": "word2vec"}, UnsupportedModel),
        ("m", {"embedding_model": "dify:a/b/c/d"}, UnsupportedModel),
        ("https://host:6333", {"qdrant_options": "shards=2"}, InvalidSettings),
    ],
)
def test_settings_that_cannot_work_are_refused_at_once(
    place: str, how: dict[str, str], error: type[KeepsakeError]
) -> None:
    """With a sentence of their own."""
    with pytest.raises(error):
        memory_core.open(place, key=KEY, **how)  # type: ignore[arg-type]


def test_opening_makes_and_loads_nothing(tmp_path: Path) -> None:
    """Neither a folder nor a connection; a server that is not there is met when it is asked."""
    with memory_core.open(tmp_path / "memories", key=KEY):
        assert not (tmp_path / "memories").exists()
    with (
        memory_core.open("http://127.0.0.1:9", key=KEY, qdrant_seconds=2) as space,
        pytest.raises(memory_core.KeepsakeError) as caught,
    ):
        space.check()
    assert caught.value.code != "failed"


def test_every_setting_is_an_argument_with_the_same_default() -> None:
    """But the place, which is the first of them."""
    parameters = inspect.signature(memory_core.open).parameters
    place = {"data_dir", "qdrant_url"}
    defaults = {field.name: field.default for field in fields(Settings) if field.name not in place}
    assert {name: parameters[name].default for name in defaults} == defaults


def test_a_repr_says_where_and_who_and_no_secret(tmp_path: Path) -> None:
    """Of a folder, and of a server whose address holds a password."""
    with memory_core.open(tmp_path, key=KEY) as space:
        person = space.user("anna", session="s1")
        assert repr(space) == f"<Space {space.id[:8]} in {tmp_path}>"
        assert repr(person) == f"<Person 'anna', session 's1' of space {space.id[:8]} in {tmp_path}>"
        assert "everybody" in repr(space.scoped())
        assert repr(person.chat()) == f"<Chat 's1' in space {space.id[:8]}>"
    with memory_core.open("https://me:secret@host:6333/x?key=secret", key=KEY, qdrant_api_key="hidden") as space:
        shown = repr(space) + repr(space.user("anna"))
    assert "in https://host:6333>" in shown
    assert not any(secret in shown for secret in ("secret", "hidden", KEY, space.id, "me:"))


def test_a_storage_serves_many_spaces(tmp_path: Path) -> None:
    """Of one opening; a person may be bound to any scope."""
    with memory_core.open_storage(Settings(data_dir=tmp_path)) as storage:
        assert repr(storage) == f"<Storage {tmp_path}>"
        first, second = storage.space(KEY), storage.space("another-key-of-enough-length")
        first.user("anna").remember("I live in Lisbon.", learn=False)
        assert (first.user("anna").count().total(), second.user("anna").count().total()) == (1, 0)
        assert storage.person(first.user("anna").scope).count().total() == 1
        assert isinstance(storage, Storage)


# -- scopes ------------------------------------------------------------------------------------------------------------


def test_users_realms_and_sessions_are_kept_apart(space: Space) -> None:
    """And everybody's memories are seen by nobody in particular."""
    space.user("anna", session="s1").remember("I like tea.", learn=False)
    space.user("ben").remember("I like coffee.", learn=False)
    space.scoped(realm="user:4f1c", user="anna").remember("I like water.", learn=False)
    assert said(space.user("anna").list().memories) == ["I like tea."]
    assert space.user("anna", session="s2").list().memories == ()
    assert said(space.scoped().list().memories) == ["I like coffee.", "I like tea."]
    assert said(space.scoped(realm="user:4f1c").list().memories) == ["I like water."]


def test_what_is_shared_is_seen_when_asked_for(space: Space) -> None:
    """It was stored without a user."""
    space.scoped().remember("The office closes at six.", learn=False)
    assert space.user("anna").count().total() == 0
    assert space.scoped(user="anna", include_shared=True).count().total() == 1


@pytest.mark.parametrize("user", ["", "  ", "a\ud800", "x" * 20_000])
def test_an_id_that_cannot_be_used_is_refused(space: Space, user: str) -> None:
    """An empty one would be everybody's memory."""
    with pytest.raises(InvalidParameter):
        space.user(user)


# -- remembering and finding -------------------------------------------------------------------------------------------


def test_one_or_many_as_text_or_message(anna: Person) -> None:
    """In their order; facts are learned unless they are not wanted."""
    one = anna.remember("I live in Lisbon.")
    assert [outcome.memory.type for outcome in one.learned.outcomes] == [MemoryType.SEMANTIC]
    many = anna.remember(["Hello!", Message("Hi, Anna.", role="assistant")], learn=False)
    assert [(m.content, m.role) for m in many.memories] == [("Hello!", Role.USER), ("Hi, Anna.", Role.ASSISTANT)]
    assert many.learned.outcomes == ()
    with pytest.raises(InvalidParameter, match="nothing to store"):
        anna.remember([])


def test_facts_are_kept_as_given(anna: Person) -> None:
    """One or many; what was said stays what was said."""
    facts = anna.remember(["Anna pays by invoice.", "Anna owns a green bicycle."], memory_type="semantic")
    assert {m.type for m in facts.memories} == {MemoryType.SEMANTIC}
    assert len(facts.learned.outcomes) == len(facts.memories) == 2
    assert (
        anna.remember("Restart the router first.", memory_type=MemoryType.PROCEDURAL).memories[0].type == "procedural"
    )
    assert anna.remember("I live in Porto.", memory_type="episodic").learned.outcomes == ()
    assert anna.count() == {MemoryType.SEMANTIC: 2, MemoryType.PROCEDURAL: 1, MemoryType.EPISODIC: 1}
    for kind in ("summary", "poem"):
        with pytest.raises(InvalidParameter, match="memory_type"):
            anna.remember("x", memory_type=kind)


@pytest.mark.parametrize(
    "moment", [EVENT, "2026-01-05T12:00:00Z", "2026-01-05T13:00:00+01:00", int(EVENT.timestamp() * 1e6)]
)
def test_a_moment_in_any_form(anna: Person, moment: datetime | str | int) -> None:
    """Of a message and of every filter."""
    anna.remember(Message("I bought a bicycle.", event_at=moment), learn=False)
    (memory,) = anna.list(since=moment, until=moment).memories
    assert memory.event_at == int(EVENT.timestamp() * 1_000_000)
    assert len(anna.search("bicycle", since=moment, until=moment)) == 1
    assert anna.count(since="2026-01-06").total() == 0
    assert anna.count(since=date(2026, 1, 5), until=date(2026, 1, 5)).total() == 1
    assert anna.count(until="2026-01-05").total() == 1
    assert anna.preview_forgetting(older_than=EVENT + timedelta(seconds=1)).counts.total() == 1


def test_moments_that_are_none_are_refused_by_name(anna: Person) -> None:
    """And those that exclude each other."""
    with pytest.raises(InvalidParameter, match="event_at is not a date"):
        Message("x", event_at="yesterday")
    with pytest.raises(InvalidParameter, match="since is not a date"):
        anna.search("x", since="yesterday")
    with pytest.raises(InvalidParameter, match="since lies after until"):
        anna.search("x", since="2026-02-01", until="2026-01-01")


@pytest.mark.parametrize("form", ["of the call", "of the message"])
def test_what_expires_is_shown_until_then(anna: Person, clock: Clock, form: str) -> None:
    """By a stretch of time from now, or by a moment."""
    if form == "of the call":
        (memory,) = anna.remember("The code is 4711.", learn=False, expires_at=timedelta(days=2)).memories
    else:
        message = Message("The code is 4711.", expires_at="2026-03-06T09:30:00Z")
        (memory,) = anna.remember(message, learn=False, expires_at="2027-01-01").memories
    assert memory.expires_at
    assert abs(memory.expires_at - clock() - 2 * DAY) < DAY / 1_000
    assert len(anna.search("code")) == 1
    clock.pass_(3 * DAY)
    assert len(anna.search("code")) == 0
    assert anna.get(memory.id) == ()


def test_a_time_zone_must_exist(anna: Person) -> None:
    """An empty one is UTC."""
    (memory,) = anna.remember(Message("Good morning.", timezone="Europe/Lisbon"), learn=False).memories
    assert memory.timezone == "Europe/Lisbon"
    with pytest.raises(InvalidParameter, match="timezone"):
        anna.remember(Message("Good evening.", timezone="Lisbon"))


def test_filters_take_one_or_many(anna: Person) -> None:
    """As texts or as they are called in code."""
    anna.remember(
        [Message("I like tea.", tags="home"), Message("I like planes.", tags=["work", "travel"])], learn=False
    )
    anna.remember("Anna likes trains.", memory_type="semantic")
    assert said(anna.list(tags="home").memories) == ["I like tea."]
    assert anna.count(tags=["home", "travel"]).total() == 2
    assert {hit.memory.type for hit in anna.search("likes", types="semantic")} == {MemoryType.SEMANTIC}
    assert anna.count(types=[MemoryType.SEMANTIC, "episodic"]).total() == 3
    with pytest.raises(InvalidParameter, match="types takes semantic"):
        anna.search("x", types="facts")
    with pytest.raises(InvalidParameter, match="limit"):
        anna.search("x", limit=0)


def test_a_result_renders_itself(anna: Person) -> None:
    """Within its budget, fenced; it iterates over its hits, and is false when there are none."""
    assert not anna.search("tea")
    assert "Nothing is remembered" in anna.search("tea").context()
    anna.remember([f"I like tea number {n} very much indeed." for n in range(20)], learn=False)
    found = anna.search("tea", limit=20, recent_messages=1)
    assert len(found) == len(list(found)) == 20
    whole, short = found.context(), found.context(budget=100)
    assert whole.count("tea number") == 20 > short.count("tea number") > 0
    (memory,) = anna.list(limit=1).memories
    assert f"(id {memory.short_id})" in found.context(with_ids=True)
    assert f"(id {memory.short_id})" in found.listing()


def test_pages_follow_each_other(anna: Person) -> None:
    """By the cursor of the one before."""
    anna.remember([f"Message {n}" for n in range(5)], learn=False)
    first = anna.list(limit=3, oldest_first=True)
    second = anna.list(limit=3, oldest_first=True, cursor=first.cursor)
    assert said(first.memories + second.memories) == [f"Message {n}" for n in range(5)]
    assert (bool(first.cursor), second.cursor) == (True, "")
    assert said(anna.list(text="MESSAGE 3").memories) == ["Message 3"]


# -- changing and forgetting -------------------------------------------------------------------------------------------


def test_a_correction_makes_a_version_that_can_be_undone(anna: Person) -> None:
    """By id, whole or short, and so is its history read."""
    (memory,) = anna.remember("Anna lives in Lisbon.", memory_type="semantic").memories
    done = anna.correct(memory.short_id, "Anna lives in Porto.")
    assert said(anna.history(memory.short_id)) == ["Anna lives in Lisbon.", "Anna lives in Porto."]
    assert [event.happened for event in anna.events(memory.short_id)] == ["ADD", "UPDATE"]
    assert said(anna.get([memory.id, done.memory.short_id])) == ["Anna lives in Lisbon.", "Anna lives in Porto."]
    assert said(anna.undo(done.operation_id).restored) == ["Anna lives in Lisbon."]
    with pytest.raises(NotFound):
        anna.correct("0" * 12, "x")
    assert anna.history("0" * 12) == ()


def test_what_is_not_named_stays_as_it_is(anna: Person, clock: Clock) -> None:
    """A lifetime is set by a stretch or a moment, and taken away by "never"."""
    (memory,) = anna.remember(Message("I like tea.", tags="home"), learn=False).memories
    pinned = anna.correct(memory.id, pinned=True).memory
    assert (pinned.pinned, pinned.tags, pinned.expires_at, pinned.id) == (True, ("home",), None, memory.id)
    limited = anna.correct(memory.id, expires_at=timedelta(days=1), tags=["a", "b"]).memory
    assert limited.expires_at
    assert abs(limited.expires_at - clock() - DAY) < DAY / 1_000
    assert (limited.tags, limited.pinned) == (("a", "b"), True)
    assert anna.correct(memory.id, expires_at="never", tags=()).memory.expires_at is None
    with pytest.raises(InvalidParameter, match="what to change"):
        anna.correct(memory.id)
    with pytest.raises(InvalidParameter, match="future"):
        anna.correct(memory.id, expires_at=timedelta(0))


def test_forgetting_by_id_can_be_undone_and_erasing_cannot(anna: Person) -> None:
    """One id or many."""
    memories = anna.remember(["I like tea.", "I like coffee.", "I like water."], learn=False).memories
    receipt = anna.forget(memories[0].short_id)
    assert said(anna.list(oldest_first=True).memories) == ["I like coffee.", "I like water."]
    anna.undo(receipt.operation_id)
    assert anna.count().total() == 3
    gone = anna.forget([memories[0].id, memories[1].id], erase=True)
    assert gone.undoable_until is None
    assert anna.count().total() == 1
    assert anna.forget("0" * 12).ids == ()


def test_what_is_wider_than_ids_is_confirmed(anna: Person) -> None:
    """By what a preview of the same choice answered with."""
    anna.remember([Message("I like tea.", tags="home"), Message("I like planes.", tags="work")], learn=False)
    with pytest.raises(NotConfirmed):
        anna.forget(tags="home")
    preview = anna.preview_forgetting(tags="home")
    assert (preview.counts.total(), anna.count().total()) == (1, 2)
    with pytest.raises(NotConfirmed):
        anna.forget(everything=True, confirm=preview.confirm)
    assert anna.forget(tags="home", confirm=preview.confirm).counts.total() == 1
    everything = anna.preview_forgetting(everything=True)
    anna.forget(everything=True, confirm=everything.confirm)
    assert anna.count().total() == 0
    with pytest.raises(InvalidParameter, match="what to forget"):
        anna.forget()


def test_maintenance_erases_what_has_expired(anna: Person, space: Space, clock: Clock) -> None:
    """Of one person, or of everybody."""
    for person in (anna, space.user("ben")):
        person.remember("The code is 4711.", learn=False, expires_at=timedelta(days=1))
    clock.pass_(2 * DAY)
    assert anna.maintain(seconds=30).expired_erased == 1
    done = space.maintain(seconds=30)
    assert (done.expired_erased, done.done) == (1, True)


# -- chats -------------------------------------------------------------------------------------------------------------


def chat_of(person: Person, *texts: str) -> Chat:
    chat = person.chat("c-1")
    chat.add([Message(text, role=Role.ASSISTANT if number % 2 else Role.USER) for number, text in enumerate(texts)])
    return chat


def test_a_chat_is_shown_by_its_last_messages(anna: Person) -> None:
    """By number, by tokens, by role; it renders itself."""
    chat = chat_of(anna, "Hello!", "Hi, Anna.", "How are you?", "Fine.")
    window = chat.window(last=2)
    assert ([m.content for m in window], window.total, window.trimmed) == (["How are you?", "Fine."], 4, 2)
    assert [m.content for m in chat.window()] == ["Hello!", "Hi, Anna.", "How are you?", "Fine."]
    assert len(list(chat.window(max_tokens=12))) < 4
    assert {m.role for m in chat.window(roles="user")} == {Role.USER}
    assert "Fine." in window.context()
    assert f"(id {window.messages[0].short_id})" in window.context(with_ids=True)
    assert chat.window(last=1, summarize=True).summary.code == "model_absent"
    for wrong in ({"last": 0}, {"roles": "robot"}, {"summary_prompt": "x" * 4_001}):
        with pytest.raises(InvalidParameter, match=next(iter(wrong))):
            chat.window(**wrong)


def test_chats_are_listed_and_cleared(anna: Person) -> None:
    """One without more ado, all of them when that is confirmed."""
    chat_of(anna, "Hello!")
    anna.chat("c-2").add("Good morning.")
    anna.remember("I said this outside of any chat.", learn=False)
    first = anna.chats(limit=1)
    assert [(entry.chat_id, entry.messages) for entry in first.entries] == [("c-1", 1)]
    assert anna.chats(cursor=first.next_cursor).entries[0].last.content == "Good morning."
    assert anna.chat("c-1").preview_clearing().counts.total() == 1
    anna.undo(anna.chat("c-1").clear().operation_id)
    anna.chat("c-1").clear(erase=True)
    with pytest.raises(NotConfirmed):
        anna.clear_chats(confirm="")
    anna.clear_chats(confirm=anna.preview_clearing_chats().confirm)
    assert said(anna.list().memories) == ["I said this outside of any chat."]
    with pytest.raises(InvalidParameter, match="No chat"):
        anna.chat()
