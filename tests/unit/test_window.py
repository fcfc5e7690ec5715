"""The window of a chat: which messages a prompt gets."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest

from memory_core import Role, Scope
from memory_core.domain.memory import Said
from memory_core.domain.window import MESSAGE_TOKENS, Limits, cost_of, window
from tests.conftest import space_named

ROLES = {"u": Role.USER, "a": Role.ASSISTANT, "s": Role.SYSTEM}
SCOPE = Scope(space=space_named("space"), agent="dify", session="c-1")


def chat(*said: str) -> list[Said]:
    """Messages like "u1 how are you": who, and what; oldest first."""
    return [
        Said(
            id=text.split()[0],
            scope=SCOPE,
            content=text,
            digest="",
            created_at=number,
            event_at=number,
            last_seen_at=number,
            operation_id="",
            role=ROLES[text[0]],
        )
        for number, text in enumerate(said)
    ]


def words(text: str) -> int:
    return len(text.split())


def shown(messages: Sequence[Said], limits: Limits) -> list[str]:
    return [m.id for m in window(reversed(messages), limits, count_tokens=words)]


TALK = ("s1", "a0", "u1", "a1", "u2", "a2", "u3")


@pytest.mark.parametrize(
    ("said", "last", "expected"),
    [
        (TALK, 1, ["u3"]),
        (TALK, 3, ["u2", "a2", "u3"]),
        (TALK, 2, ["u3"]),  # a2's question is cut
        (TALK, 4, ["u2", "a2", "u3"]),
        (TALK, 6, ["a0", "u1", "a1", "u2", "a2", "u3"]),  # a greeting answers nothing
        (TALK, 7, list(TALK)),
        (TALK, 99, list(TALK)),
        (TALK[:-1], 1, ["a2"]),  # else nothing would be left
        (("u1", "a1", "a2", "a3"), 2, ["a2", "a3"]),
        (("u1", "a1", "a2", "u2"), 2, ["u2"]),  # a2 goes on with an answer whose question is cut
        (("u1", "a1", "s1", "u2"), 3, ["s1", "u2"]),
        (("u1", "a1", "s1"), 2, ["a1", "s1"]),  # no question would be left
        (("a1", "a2", "u1"), 3, ["a1", "a2", "u1"]),
        ((), 5, []),
    ],
)
def test_a_window_does_not_begin_with_an_answer_whose_question_was_cut(
    said: Sequence[str], last: int, expected: list[str]
) -> None:
    """Unless no question would be left in it."""
    assert shown(chat(*said), Limits(last)) == expected


@pytest.mark.parametrize(
    ("tokens", "expected"),
    [
        (2 * MESSAGE_TOKENS + 8, ["u2 one two three", "a2 one two three"]),
        (2 * MESSAGE_TOKENS + 7, ["a2 one two three"]),  # the budget forces an answer without its question
        (MESSAGE_TOKENS + 3, []),
        (1_000, ["u1 one two three", "a1 one two three", "u2 one two three", "a2 one two three"]),
    ],
)
def test_as_many_messages_as_fit(tokens: int, expected: list[str]) -> None:
    """Each costs its words and a little more; a message that does not fit ends the window, whatever stands before."""
    messages = chat(*(f"{name} one two three" for name in ("u1", "a1", "u2", "a2")))
    assert shown(messages, Limits(10, tokens)) == [text.split()[0] for text in expected]


def test_a_long_message_leaves_no_gap() -> None:
    """What stands before it is not shown, though it would fit."""
    messages = chat("u1 short", "u2 " + "long " * 50, "u3 short")
    assert shown(messages, Limits(10, 30)) == ["u3"]


def test_both_limits_hold() -> None:
    """The stricter one decides."""
    messages = chat(*(f"u{n} word" for n in range(9)))
    assert len(shown(messages, Limits(3, 1_000))) == 3
    assert len(shown(messages, Limits(9, 2 * (MESSAGE_TOKENS + 2)))) == 2


def test_a_name_costs_too() -> None:
    """It is sent with the message."""
    (message,) = chat("u1 one")
    assert cost_of(message, count_tokens=words) == MESSAGE_TOKENS + 2
    assert cost_of(replace(message, speaker="Anna Maria"), count_tokens=words) == MESSAGE_TOKENS + 4


def test_no_more_is_read_than_is_needed() -> None:
    """One message beyond the window, to know whether an answer's question was cut."""
    read: list[str] = []

    def reading() -> Iterator[Said]:
        for message in reversed(chat(*(f"u{n}" for n in range(50)))):
            read.append(message.id)
            yield message

    window(reading(), Limits(3), count_tokens=words)
    assert read == ["u49", "u48", "u47", "u46"]
