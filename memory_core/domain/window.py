"""Window: which of a chat's messages a prompt gets, when it cannot have them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from memory_core.domain.memory import Role, Said

MESSAGE_TOKENS = 4  # that a message costs beside its words: its role, and where it begins and ends


@dataclass(frozen=True, slots=True)
class Limits:
    """At most `messages`, and as many as fit into `tokens` (None for any number of them)."""

    messages: int
    tokens: int | None = None


def window(newest_first: Iterable[Said], limits: Limits, *, count_tokens: Callable[[str], int]) -> tuple[Said, ...]:
    """The latest messages within the limits, without a gap, oldest first. Takes at most one more than it keeps.

    It does not begin with an answer whose question was cut: leading answers are left out when what came before them, a
    question or another answer, is not in the window; but not if no question would be left in it.
    """
    kept: list[Said] = []
    before: Said | None = None
    left = limits.tokens
    for message in newest_first:
        cost = 0 if left is None else cost_of(message, count_tokens=count_tokens)
        if len(kept) == limits.messages or (left is not None and cost > left):
            before = message
            break
        kept.append(message)
        left = None if left is None else left - cost
    return tuple(_from_a_question(kept[::-1], before))


def cost_of(message: Said, *, count_tokens: Callable[[str], int]) -> int:
    """What a message takes of a prompt, in tokens."""
    return MESSAGE_TOKENS + count_tokens(message.content) + (count_tokens(message.speaker) if message.speaker else 0)


def _from_a_question(messages: list[Said], before: Said | None) -> list[Said]:
    if before is None or before.role is Role.SYSTEM:
        return messages
    first = next((number for number, m in enumerate(messages) if m.role is not Role.ASSISTANT), 0)
    has_question = any(m.role is Role.USER for m in messages)
    return messages[first:] if has_question else messages
