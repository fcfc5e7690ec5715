"""Transcript: a window of a chat as lines for a prompt, inside the fence that marks them as data."""

from memory_core.domain import fence
from memory_core.domain.memory import Said
from memory_core.domain.times import local_day
from memory_core.operations.chat import ChatWindow

NOTHING_SAID = "This chat holds no messages."
NOTHING_FITS = "The last message of this chat is longer than what may be shown of it."


def render_transcript(window: ChatWindow, *, with_ids: bool = False) -> str:
    """The summary first, when there is one, then the messages, oldest first, each dated; one plain sentence when there
    is nothing."""
    lines = [_summary_line(window.summary.text)] if window.summary.text else []
    lines += [_line(message, with_ids=with_ids) for message in window.messages]
    if lines:
        return fence.enclose(lines)
    return NOTHING_FITS if window.total else NOTHING_SAID


def _summary_line(text: str) -> str:
    return f"  Summary of what came before: {_indented(text)}"


def _line(message: Said, *, with_ids: bool) -> str:
    who = fence.disarm(" ".join(message.said_by.split()))
    suffix = f" (id {message.short_id})" if with_ids else ""
    return f"- [{local_day(message.event_at, message.timezone)}] {who}: {_indented(message.content)}{suffix}"


def _indented(text: str) -> str:
    return "\n  ".join(fence.disarm(text).splitlines())
