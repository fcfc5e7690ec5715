"""Reading a model's answer: whatever it looks like, no fact is guessed, and only one kind of error is raised."""

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory_core import Memory, MemoryType, Scope
from memory_core.domain.facts import Proposal, Relation
from memory_core.domain.memory import Fact, Procedure, Said
from memory_core.errors import ModelAnswerUnusable
from memory_core.operations.prompts.facts import read_answer, verbatim
from memory_core.operations.prompts.json_answers import read_items
from tests.conftest import space_named

ITEMS: list[dict[str, Any]] = [
    {
        "text": 'Anna lives in Porto, "the city of bridges".',
        "type": "semantic",
        "message": 1,
        "quote": "I live in Porto",
        "relation": "updates",
        "candidate": 1,
        "when": "",
    },
    {
        "text": "Anna 对花生过敏 [severely] \\ {since 2019}.",
        "type": "semantic",
        "message": 1,
        "quote": "peanuts, make me\nill",
        "relation": "new",
        "candidate": None,
        "when": "2019",
    },
    {
        "text": "Greet Anna in French.",
        "type": "procedural",
        "message": 2,
        "quote": "bonjour",
        "relation": "same",
        "candidate": 2,
        "when": "",
    },
]
ANSWER = json.dumps({"facts": ITEMS}, ensure_ascii=False)
PRETTY = json.dumps({"facts": ITEMS}, indent=2)
BARE = json.dumps(ITEMS)
DEEP = 100_000


def memory[M: Memory](number: int, content: str, kind: type[M]) -> M:
    return kind(
        id=str(number),
        scope=Scope(space=space_named("s"), agent="a"),
        content=content,
        digest="",
        created_at=number,
        event_at=number,
        last_seen_at=number,
        operation_id="",
    )


MESSAGES = (
    memory(1, "I live in  Porto; peanuts, make me ill since 2019.", Said),
    memory(2, "Always say bonjour to me.", Said),
)
KNOWN = (memory(3, "Anna lives in Lisbon.", Fact), memory(4, "Say bonjour.", Procedure))


def facts(answer: str) -> tuple[Proposal, ...]:
    return read_answer(answer, MESSAGES, KNOWN)[0]


WHOLE = facts(ANSWER)


def test_a_whole_answer_is_read_in_full() -> None:
    """Texts, quotes as the message has them, messages, relations, targets and times."""
    assert [fact.text for fact in WHOLE] == [item["text"] for item in ITEMS]
    assert [fact.quote for fact in WHOLE] == ["I live in  Porto", "peanuts, make me ill", "bonjour"]
    assert [fact.message.id for fact in WHOLE] == ["1", "1", "2"]
    assert [fact.relation for fact in WHOLE] == [Relation.UPDATES, Relation.NEW, Relation.SAME]
    assert [fact.target for fact in WHOLE] == [KNOWN[0], None, KNOWN[1]]
    assert [fact.time_words for fact in WHOLE] == ["", "2019", ""]
    assert [fact.type for fact in WHOLE] == [MemoryType.SEMANTIC, MemoryType.SEMANTIC, MemoryType.PROCEDURAL]


@pytest.mark.parametrize(
    "answer",
    [
        PRETTY,
        f"Sure! Here is what I found:\n{ANSWER}\nShall I look for more?",
        f"```json\n{PRETTY}\n```",
        f"```\n{ANSWER}```",
        f"Some braces {{}} and [brackets] first. {ANSWER} And {{more}} [after] it.",
        f"<think>The facts: [] or {{'facts': [1]}}?</think>{ANSWER}",
        f"<THINKING>{ANSWER[:100]}</THINKING>\n\n{ANSWER}",
        f"<think>one</think><think>two {{</think>{ANSWER}",
        f"\ufeff \n{ANSWER}",
        json.dumps({"thoughts": "none", "facts": ITEMS, "confidence": 0.9}),
        f'{{"facts" : {BARE}}}',
        BARE,
        f"```json\n{BARE}\n```",
    ],
)
def test_what_stands_around_the_json_does_no_harm(answer: str) -> None:
    """Prose, fences, thoughts, further fields, or the list without its object."""
    assert facts(answer) == WHOLE


@pytest.mark.parametrize(
    "answer",
    [
        "{'facts': [{'text': 'Anna greets.', 'message': 2, 'quote': 'bonjour', 'relation': 'new'}]}",
        '{"facts": [{"text": "Anna greets.", "message": 2, "quote": "bonjour", "relation": "new",},],}',
        '{"facts": [ // the only one\n{"text": "Anna greets.", "message": 2, "quote": "bonjour", "relation": "new"}]}',
        '{facts: [{text: "Anna greets.", message: 2, quote: "bonjour", relation: "new"}]}',
        '{"facts": [{"text": "Anna greets." "message": 2, "quote": "bonjour", "relation": "new"}]}',
        '{"facts": [{"text": "Anna greets.", "message": "2", "quote": "bonjour", "relation": "new"}]}',
        '{"facts": [{"text": "Anna greets.", "message": 2.0, "quote": "bonjour", "relation": "new"}]}',
    ],
    ids=["single quotes", "trailing commas", "comments", "bare names", "no comma", "a number as text", "2.0"],
)
def test_misspelt_json_is_repaired(answer: str) -> None:
    """What is complete and only misspelt says the same as it would well spelt."""
    (fact,) = facts(answer)
    assert (fact.text, fact.message, fact.quote, fact.relation) == (
        "Anna greets.",
        MESSAGES[1],
        "bonjour",
        Relation.NEW,
    )


def test_a_candidate_as_text_is_a_number() -> None:
    """Models put quotes around numbers."""
    assert facts(json.dumps({"facts": [ITEMS[0] | {"candidate": "1"}]})) == WHOLE[:1]


def test_a_type_that_is_none_is_semantic() -> None:
    """A fact is no worse for being filed wrongly, and never becomes a message."""
    (fact,) = facts(json.dumps({"facts": [ITEMS[0] | {"type": "episodic"}]}))
    assert fact == WHOLE[0]


@pytest.mark.parametrize("whole", [ANSWER, PRETTY, BARE], ids=["compact", "pretty", "bare list"])
def test_an_answer_cut_off_anywhere_tells_no_half_fact(whole: str) -> None:
    """At every character: either nothing can be used, or the facts that were complete, and the rest is not guessed."""
    told = []
    for end in range(len(whole)):
        try:
            read, _ = read_answer(whole[:end], MESSAGES, KNOWN)
        except ModelAnswerUnusable:
            read = ()
        assert read == WHOLE[: len(read)], whole[:end]
        told.append(len(read))
    assert told == sorted(told), "what was told is told still when more has come"
    assert whole == BARE or set(told) == {0, 1, 2, 3}


@pytest.mark.parametrize("whole", [ANSWER, PRETTY, BARE], ids=["compact", "pretty", "bare list"])
def test_an_answer_that_begins_anywhere_tells_no_half_fact(whole: str) -> None:
    """Its head is lost: what is still read are facts in full."""
    for start in range(1, len(whole)):
        try:
            read, _ = read_answer(whole[start:], MESSAGES, KNOWN)
        except ModelAnswerUnusable:
            continue
        assert set(read) <= set(WHOLE), whole[start:]


def test_what_was_cut_off_is_counted() -> None:
    """Somebody may want to know that there was more."""
    read, objections = read_answer(ANSWER[:-30], MESSAGES, KNOWN)
    assert read == WHOLE[:2]
    assert objections == {"unreadable": 1}


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "   \n",
        "I cannot do that.",
        "null",
        "42",
        '"facts"',
        "{}",
        '{"facts": null}',
        '{"facts": "none"}',
        '{"facts": {}}',
        '{"facts": [',
        '{"facts": [{"text": "Anna',
        "<think>only thoughts",
        f"<think>{ANSWER}</think>",
        f"<think>{ANSWER}",
        "[1, 2, 3]",
    ],
)
def test_an_answer_without_a_list_of_facts_is_unusable(answer: str) -> None:
    """It is a failure, to be tried again; not a message that tells nothing."""
    with pytest.raises(ModelAnswerUnusable) as raised:
        read_items(answer, "facts")
    assert raised.value.__cause__ is None
    assert "Anna" not in str(raised.value)


@pytest.mark.parametrize(
    "answer",
    [
        '{"memories": []}',
        '{"facts": "none", "notes": []}',
        "I was given an empty list [] and cannot help.",
        f"As an example: {BARE}",
    ],
)
def test_a_list_of_something_else_is_no_list_of_facts(answer: str) -> None:
    """Else the message counts as read, and what it told is lost without a word."""
    with pytest.raises(ModelAnswerUnusable):
        read_items(answer, "facts")


@pytest.mark.parametrize("answer", ['{"facts": []}', "[]", "```json\n[]\n```", 'Nothing: {"facts": []}.'])
def test_an_empty_list_says_that_there_is_nothing(answer: str) -> None:
    """That is an answer."""
    assert read_items(answer, "facts") == ([], 0)


@pytest.mark.parametrize(
    "answer",
    [
        "[" * DEEP,
        "{" * DEEP,
        '{"facts":' * (DEEP // 8),
        '{"facts": ' + "[" * DEEP,
        '{"facts": ' + "[" * DEEP + "]" * DEEP + "}",
        '{"facts": [' + '{"text":' * (DEEP // 8) + "}" * (DEEP // 8) + "]}",
        "}" * DEEP + "]" * DEEP,
        '{"facts": [{"text": ' + "[" * DEEP + "]" * DEEP + "}]}",
        "<think>" * (DEEP // 7),
    ],
    ids=["lists", "objects", "facts in facts", "open", "closed", "objects in a fact", "ends", "in a text", "thoughts"],
)
def test_deep_nesting_neither_crashes_nor_takes_long(answer: str) -> None:
    """A hundred thousand brackets are unusable, or no facts, within seconds."""
    started = time.monotonic()
    with suppress(ModelAnswerUnusable):
        assert facts(answer) == ()
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    ("changes", "objection"),
    [
        ({"message": 3}, "no_such_message"),
        ({"message": 0}, "no_such_message"),
        ({"message": -1}, "no_such_message"),
        ({"message": "first"}, "unreadable"),
        ({"message": True}, ""),
        ({"message": 10**30}, "no_such_message"),
        ({"quote": "I live in Lisbon"}, "quote_not_in_message"),
        ({"quote": "bonjour"}, "quote_not_in_message"),
        ({"quote": ""}, "quote_not_in_message"),
        ({"quote": "."}, "quote_not_in_message"),
        ({"quote": 7}, "unreadable"),
        ({"quote": None}, "unreadable"),
        ({"text": ""}, "no_text"),
        ({"text": " \n"}, "no_text"),
        ({"text": "x" * 1_001}, "too_long"),
        ({"text": ["Anna"]}, "unreadable"),
        ({"relation": ["new"]}, "unreadable"),
        ({"when": 5}, "unreadable"),
    ],
)
def test_a_fact_that_does_not_hold_is_dropped_and_counted(changes: dict[str, object], objection: str) -> None:
    """The others of the answer are kept."""
    read, objections = read_answer(json.dumps({"facts": [ITEMS[0] | changes, ITEMS[2]]}), MESSAGES, KNOWN)
    assert read[-1:] == WHOLE[2:]
    assert len(read) == (1 if objection else 2)
    assert objections == ({objection: 1} if objection else {})


@pytest.mark.parametrize(
    ("changes", "objection"),
    [
        ({"candidate": 3}, "no_such_candidate"),
        ({"candidate": 0}, "no_such_candidate"),
        ({"candidate": "one"}, "no_such_candidate"),
        ({"candidate": "9" * 5_000}, "no_such_candidate"),
        ({"candidate": None}, "no_such_candidate"),
        ({"relation": "delete"}, "no_such_relation"),
        ({"relation": "untold"}, "no_such_relation"),
        ({"relation": ""}, "no_such_relation"),
    ],
)
def test_a_relation_that_cannot_be_ends_nothing(changes: dict[str, object], objection: str) -> None:
    """The fact is new then, and the doubt is counted."""
    read, objections = read_answer(json.dumps({"facts": [ITEMS[0] | changes]}), MESSAGES, KNOWN)
    assert [(fact.text, fact.relation, fact.target) for fact in read] == [(ITEMS[0]["text"], Relation.NEW, None)]
    assert objections == {objection: 1}


@pytest.mark.parametrize("items", [["Anna likes tea."], [7, 8], [{"fact": "Anna likes tea."}], [{"text": "t"}], [None]])
def test_items_none_of_which_is_a_fact_are_no_answer(items: list[object]) -> None:
    """The messages wait to be read again, where they would count as read and as telling nothing."""
    with pytest.raises(ModelAnswerUnusable):
        read_answer(json.dumps({"facts": items}), MESSAGES, KNOWN)
    read, objections = read_answer(json.dumps({"facts": [*items, ITEMS[0]]}), MESSAGES, KNOWN)
    assert (read, objections) == (WHOLE[:1], {"unreadable": len(items)})


def test_of_a_long_answer_the_first_facts_are_read() -> None:
    """A model that repeats itself for ever keeps nobody waiting; what it thinks before is no part of its answer."""
    read, _ = read_answer(json.dumps({"facts": ITEMS * 400}), MESSAGES, KNOWN)
    assert 0 < len(read) <= 40
    thought = "It goes on and on. " * 5_000
    assert facts(f"<think>{thought}</think>{ANSWER}") == WHOLE


@pytest.mark.parametrize(
    ("quote", "content", "found"),
    [
        ("live in Porto", "I live in Porto.", "live in Porto"),
        (" live\nin   Porto ", "I live in\tPorto.", "live in\tPorto"),
        ("live", "I LIVE here", ""),
        ("live", "I lived here", ""),
        ("a.c", "abc", ""),
        ("(.*)+$", "I typed (.*)+$ there", "(.*)+$"),
        ("I", "I am", ""),
        ("", "anything", ""),
        (" \n", "any  thing", ""),
        ("我", "我住在波尔图", ""),
        ("我住", "我住在波尔图", "我住"),
        ("Porto and", "Porto", ""),
    ],
)
def test_a_quote_is_verbatim_but_for_its_spaces(quote: str, content: str, found: str) -> None:
    """It comes back as the message has it; one letter quotes nothing."""
    assert verbatim(quote, content) == found


WORDS = ("facts", '"facts"', ":", "[", "]", "{", "}", ",", '"', "'", "<think>", "</think>", "```", "//", "\\", " ", "1")
FRAGMENTS = st.lists(st.one_of(st.sampled_from(WORDS), st.text(max_size=8)), max_size=40).map("".join)


@given(st.one_of(st.text(), FRAGMENTS))
def test_any_text_is_read_or_unusable(answer: str) -> None:
    """Nothing else is ever raised, and what is read quotes its message."""
    check_quotes(answer, MESSAGES)


VALUES = st.one_of(st.none(), st.booleans(), st.integers(-2, 4), st.text(max_size=20), st.floats(allow_nan=True))
QUOTES = st.sampled_from([item["quote"] for item in ITEMS])
ANY_FACT = st.dictionaries(st.sampled_from(sorted(ITEMS[0])), VALUES | QUOTES) | VALUES


@given(st.lists(ANY_FACT | st.sampled_from(ITEMS), max_size=5), st.integers(0, 400), st.text(max_size=10))
def test_any_items_are_read_or_unusable(items: list[object], cut: int, prose: str) -> None:
    """Fields of any type and any value, whole or cut off, in prose or alone."""
    whole = prose + json.dumps({"facts": items})
    check_quotes(whole, MESSAGES)
    check_quotes(whole[:cut], MESSAGES)


def check_quotes(answer: str, messages: Sequence[Said]) -> None:
    try:
        read, _ = read_answer(answer, messages, KNOWN)
    except ModelAnswerUnusable:
        return
    for fact in read:
        assert fact.message in messages
        assert len(fact.quote) >= 2
        assert fact.quote in fact.message.content
        assert fact.time_words in fact.message.content
        assert fact.target is None or fact.target in KNOWN
