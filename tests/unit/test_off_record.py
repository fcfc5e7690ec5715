"""Off the record: who asks for it, what is hidden then, and how it comes back."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

import memory_core
from memory_core import Memory, Message, Person, Scope, State, StoreStatus
from memory_core.domain.off_record import OffRecord, off_record, rule_of
from memory_core.domain.selection import Selection
from memory_core.languages.load import codes
from memory_core.languages.rules import Rule, rules
from memory_core.operations.forget import Forget
from memory_core.ports import Entry, MemoryRepository
from memory_core.service import MemoryService

RULES = [rule for rule in rules("off_record") if rule.verdict == "off_record"]
PHRASINGS = json.loads((Path(__file__).parents[2] / "benchmarks" / "off_record" / "phrasings.json").read_text("utf-8"))
KEY = "a-test-key-of-16-or-more"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_finds_its_examples(rule: Rule) -> None:
    assert [text for text in rule.yes if not rule_of(text)] == []
    assert [text for text in rule.no if rule_of(text)] == []


def test_every_language_has_one() -> None:
    assert {rule.language for rule in RULES} == set(codes())


def test_what_asks_for_it_is_told_from_what_only_looks_like_it() -> None:
    """Sixty phrasings in ten languages, and sixty that look like them: 95 % and 2 %."""
    asks = [text for texts in PHRASINGS["asks"].values() for text in texts]
    others = [text for texts in PHRASINGS["looks_like_it"].values() for text in texts]
    assert (len(asks), len(others)) == (60, 60)
    assert len([text for text in asks if not off_record(text)]) <= 3
    assert len([text for text in others if off_record(text)]) <= 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Don't remember this.", OffRecord.BEFORE),
        ("Oh wait, please don't remember that. Thanks!", OffRecord.BEFORE),
        ("My salary is 90,000, but please don't save that.", OffRecord.THIS),
        ("Off the record: I am leaving.", OffRecord.THIS),
        ("这个别记。", OffRecord.BEFORE),
        ("我工资九万，但别存下来。", OffRecord.THIS),
        ("I live in Porto.", OffRecord.NOTHING),
        ("> Don't remember this.\nWhat does he mean?", OffRecord.NOTHING),
    ],
)
def test_it_says_what_is_meant(text: str, wanted: OffRecord) -> None:
    assert off_record(text) is wanted


@pytest.fixture
def anna(tmp_path: Path) -> Person:
    return memory_core.open(tmp_path / "data", key=KEY).user("anna", session="s1")


def shown(anna: Person) -> set[str]:
    return {memory.content for memory in anna.list(limit=50).memories}


def test_the_message_that_asks_is_hidden_with_its_reply(anna: Person) -> None:
    anna.remember("I live in Porto.")
    stored = anna.remember(
        [Message("I earn 90,000, but don't save that."), Message("Understood, 90,000 it is.", role="assistant")]
    )
    assert stored.off_record
    assert shown(anna) == {"I live in Porto."}
    assert not any("90,000" in hit.memory.content for hit in anna.search("salary 90,000").hits)
    anna.undo(stored.off_record.operation_id)
    assert "I earn 90,000, but don't save that." in shown(anna)


def test_said_alone_it_hides_the_turn_before(anna: Person) -> None:
    """With its facts and its reply; nothing further back, and nothing more when it is delivered again."""
    anna.remember([Message("I live in Porto."), Message("Nice city!", role="assistant")])
    anna.remember([Message("I am allergic to peanuts."), Message("Noted: allergic to peanuts.", role="assistant")])
    asked = [Message("Please don't remember that."), Message("Forgotten.", role="assistant")]
    stored = anna.remember(asked)
    assert stored.off_record
    assert shown(anna) == {"I live in Porto.", "Nice city!"}
    assert anna.remember(asked).status is StoreStatus.ALREADY_STORED
    assert shown(anna) == {"I live in Porto.", "Nice city!"}
    anna.undo(stored.off_record.operation_id)
    assert "I am allergic to peanuts." in shown(anna)


def test_a_chat_keeps_to_it_too(anna: Person) -> None:
    chat = anna.chat()
    chat.add([Message("Hello."), Message("Hi, Anna.", role="assistant"), Message("My PIN hint is Rex.")])
    added = chat.add("Don't remember this.")
    assert added.off_record
    assert [message.content for message in chat.window()] == ["Hello.", "Hi, Anna."]


def test_remember_says_how_long_a_word_lasts(anna: Person) -> None:
    """In the window of the chat alone, or nowhere; nothing is drawn from it."""
    only = anna.remember("I am allergic to walnuts.", remember="chat_only")
    assert only.memories[0].content in [message.content for message in anna.chat().window()]
    assert only.learned.outcomes == ()
    assert shown(anna) == set()
    assert anna.search("allergic to walnuts").hits == ()
    assert anna.search("What did I ask you about walnuts?").hits == ()
    nothing = anna.remember("I am allergic to peanuts.", remember="no")
    assert (nothing.status, nothing.memories) == (StoreStatus.NOT_STORED, ())
    assert len(list(anna.chat().window())) == 1


def test_what_is_off_the_record_is_never_there(
    repository: MemoryRepository, service: MemoryService, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The write that stores it hides it: a process that ends right then leaves nothing that could be found."""
    written: dict[str, State] = {}
    write = repository.write

    def noting(place: Scope, entries: Sequence[Entry], *, amended: Sequence[Memory] = ()) -> None:
        written.update((entry.memory.content, entry.memory.state) for entry in entries)
        write(place, entries, amended=amended)

    monkeypatch.setattr(type(repository), "write", lambda _, *given, **named: noting(*given, **named))
    said = [Message("Off the record: I am leaving."), Message("I see.", role="assistant"), Message("I like tea.")]
    result = service.store_messages(said, scope=scope, learn=True)
    assert [written[message.content] for message in said] == [State.FORGOTTEN, State.FORGOTTEN, State.ACTIVE]
    assert result.off_record is not None
    assert len(service.undo(result.off_record.operation_id, scope=scope).restored) == 2
    again = service.store_messages([Message("Don't remember this.")], scope=scope, learn=True)
    assert again.off_record is not None
    assert len(again.off_record.ids) == 2


def test_a_kill_between_two_writes_leaves_no_turn_shown(
    service: MemoryService, scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same request again hides the turn that it was meant for, and no other."""
    for said in ("I like tea.", "My salary is ninety thousand."):
        service.store_messages([Message(said)], scope=scope, learn=False)
    hide = Forget.__call__

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Forget, "__call__", killed)
    with pytest.raises(KeyboardInterrupt):
        service.store_messages([Message("Don't remember this.")], scope=scope, learn=True)
    monkeypatch.setattr(Forget, "__call__", hide)
    service.store_messages([Message("Don't remember this.")], scope=scope, learn=True)
    service.store_messages([Message("Don't remember this.")], scope=scope, learn=True)
    listed = service.list_memories(scope=scope, selection=Selection(alive_at=service.now()), limit=10)
    assert [memory.content for memory in listed.memories] == ["I like tea."]
