"""What Chat History Add, Get and Clear answer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from memory_core import (
    Chats,
    Preview,
    Receipt,
    Said,
    StoreResult,
    StoreStatus,
    Summarized,
    SummaryStatus,
    Transcript,
    render_chats,
    to_iso,
)
from tools.replies.forgetting import forget_failed, forgotten, previewed
from tools.replies.held_back import masked_text, off_record_text, off_record_variable
from tools.respond import Failure, Reply

_MOST_CONTENT = 800_000  # bytes of what was said that fit into a reply, beside all else
_MAXIMUM_LAST = 300  # characters of a chat's last message in the list of chats
_NAMED = 20


def added(result: StoreResult, *, chat_id: str, left_out: int = 0) -> Reply:
    """`left_out` counts what was sent and holds no text: pictures, calls of tools."""
    return Reply(
        " ".join(
            part
            for part in (_added_text(result, left_out), masked_text(result.masked), off_record_text(result.off_record))
            if part
        ),
        {
            "ok": True,
            "status": result.status.value,
            "chat_id": chat_id,
            "message_ids": [memory.id for memory in result.memories],
            "masked": dict(result.masked),
            "off_record": off_record_variable(result.off_record),
            "left_out": left_out,
            "error": {},
        },
    )


def _added_text(result: StoreResult, left_out: int) -> str:
    if result.status is StoreStatus.NOT_STORED:
        return "Nothing was added: remember says so."
    note = f" Left out, for they hold no text: {left_out:,}." if left_out else ""
    if not result.memories:
        why = "none of the messages holds text" if left_out else "this was only recalled context or a model's reasoning"
        return f"Nothing new to add: {why}.{note}"
    ids = ", ".join(m.short_id for m in result.memories[:_NAMED]) + (", ..." if len(result.memories) > _NAMED else "")
    what = "Added to the chat" if result.status is StoreStatus.STORED else "In the chat already"
    count = len(result.memories)
    return f"{what}: {count:,} {'message' if count == 1 else 'messages'} (id {ids}).{note}"


def add_failed(failure: Failure) -> Reply:
    return Reply(
        f"Nothing was added: {failure.message}",
        {
            "ok": False,
            "status": "failed",
            "chat_id": "",
            "message_ids": [],
            "masked": {},
            "off_record": {},
            "left_out": 0,
            "error": failure.as_variable(),
        },
    )


def shown(window: Transcript, *, with_ids: bool) -> Reply:
    """As many of the messages as fit into a line of the protocol, the latest; what had to go is said."""
    kept = replace(window, messages=_fitting(window.messages))
    while not (reply := _shown(kept, less=len(window.messages) - len(kept.messages), with_ids=with_ids)).fits:
        kept = replace(kept, messages=kept.messages[1:])
    return reply


def _fitting(messages: tuple[Said, ...]) -> tuple[Said, ...]:
    left, first = _MOST_CONTENT, len(messages)
    while first and (left := left - len(messages[first - 1].content.encode())) >= 0:
        first -= 1
    return messages[first:]


def _shown(window: Transcript, *, less: int, with_ids: bool) -> Reply:
    note = _note(window, less)
    text = window.context(with_ids=with_ids)
    return _got(
        f"{text}\n{note}" if note else text,
        messages=[_message(message) for message in window.messages],
        details=[_detail(message) for message in window.messages],
        summary=window.summary.text,
        summary_status=window.summary.status.value,
        summary_details=_summary_details(window.summary),
        total=window.total,
        trimmed=window.trimmed,
        note=note,
    )


def _note(window: Transcript, less: int) -> str:
    notes = []
    if less:
        notes.append(
            f"{less} more were left out because the reply would be too large. Ask for fewer, or by max_tokens."
        )
    if window.summary.status is SummaryStatus.FAILED:
        notes.append(f"There is no summary of what came before: {window.summary.reason}")
    if window.summary.status is SummaryStatus.PARTIAL:
        notes.append(f"The summary does not cover all that came before: {window.summary.reason}")
    return " ".join(notes)


def _message(memory: Said) -> dict[str, str]:
    """As language models take it."""
    message = {"role": memory.role.value if memory.role else "user", "content": memory.content}
    return message | ({"name": memory.speaker} if memory.speaker else {})


def _detail(memory: Said) -> dict[str, str]:
    return {
        "id": memory.id,
        "role": memory.role.value if memory.role else "user",
        "name": memory.speaker,
        "time": to_iso(memory.event_at),
    }


def _summary_details(summary: Summarized) -> dict[str, Any]:
    return {
        "code": summary.code,
        "reason": summary.reason,
        "model_calls": summary.usage.calls,
        "prompt_tokens": summary.usage.prompt_tokens,
        "answer_tokens": summary.usage.answer_tokens,
    }


def listed(chats: Chats) -> Reply:
    entries = [
        {"chat_id": entry.chat_id, "messages": entry.messages, "last_message": _last(entry.last)}
        for entry in chats.entries
    ]
    return _got(_list_text(chats), chats=entries, total=chats.total, next_cursor=chats.next_cursor)


def _last(memory: Said) -> dict[str, str]:
    return _detail(memory) | {"content": memory.content[:_MAXIMUM_LAST]}


def _list_text(chats: Chats) -> str:
    if not chats.entries:
        return "There are no chats here." if not chats.total else "There are no more chats."
    more = [f"There are more: call again with cursor set to {chats.next_cursor}"] if chats.next_cursor else []
    return "\n".join([f"{chats.total:,} chats:" if chats.total != 1 else "1 chat:", render_chats(chats), *more])


def get_failed(failure: Failure) -> Reply:
    text = f"The chat could not be read, so it is not known what was said: {failure.message}"
    return _got(text, ok=False, error=failure.as_variable())


def _got(text: str, **variables: Any) -> Reply:
    nothing: Mapping[str, Any] = {
        "ok": True,
        "messages": [],
        "details": [],
        "summary": "",
        "summary_status": SummaryStatus.OFF.value,
        "summary_details": _summary_details(Summarized()),
        "total": 0,
        "trimmed": 0,
        "chats": [],
        "next_cursor": "",
        "note": "",
        "error": {},
    }
    return Reply(text, {**nothing, **variables})


def cleared(receipt: Receipt) -> Reply:
    return _of_chat(forgotten(receipt))


def would_clear(preview: Preview) -> Reply:
    return _of_chat(previewed(preview))


def clear_failed(failure: Failure) -> Reply:
    return _of_chat(forget_failed(failure))


def _of_chat(reply: Reply) -> Reply:
    """A chat is cleared as memories are forgotten, but is not searched for, and names no facts."""
    return Reply(reply.text, {k: v for k, v in reply.variables.items() if k not in ("candidates", "said_in")})
