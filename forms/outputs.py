"""What tools answer with, in the schema that Dify reads: nodes that follow choose from it, by its descriptions."""

from collections.abc import Mapping
from typing import Any

type Schema = dict[str, Any]


def text(said: str = "") -> Schema:
    return _of("string", said)


def number(said: str = "") -> Schema:
    return _of("number", said)


def flag(said: str = "") -> Schema:
    return _of("boolean", said)


def object_of(properties: Mapping[str, Schema] | None = None, said: str = "") -> Schema:
    return _of("object", said) | ({"properties": dict(properties)} if properties else {})


def list_of(item: Schema, said: str = "") -> Schema:
    return _of("array", said) | {"items": item}


def _of(kind: str, said: str) -> Schema:
    return {"type": kind, "description": said} if said else {"type": kind}


ERROR = object_of(
    {"code": text(), "message": text(), "retryable": flag()},
    "Empty when all went well; else code, message and retryable (whether the same call may succeed later).",
)
SCOPE = object_of(
    {"kind": text(), "narrowed_by": list_of(text()), "memories": number()},
    "Whose memory was read: kind (user, conversation or app, as the isolation keeps them apart, or space), which of "
    "user_id and session narrowed it, and how many memories there are.",
)
USAGE = {"model_calls": number(), "prompt_tokens": number(), "answer_tokens": number()}
MASKED = object_of(said="How many secrets were masked, by kind; empty when there were none.")
HELD_BACK = {
    "masked": MASKED,
    "off_record": object_of(
        {"ids": list_of(text()), "operation_id": text(), "undoable_until": text()},
        "What was hidden because the user asked not to have it remembered: ids, operation_id to undo it, and "
        "undoable_until; empty when nothing was.",
    ),
}
COUNTS = {
    "semantic": number(),
    "episodic": number(),
    "procedural": number(),
    "summary": number(),
    "total": number(),
}
MEMORY = {
    "id": text(),
    "content": text(),
    "type": text(),
    "role": text(),
    "created_at": text(),
    "event_time": text(),
    "state": text(),
    "valid_from": text(),
    "valid_to": text(),
    "time": object_of(),
    "sources": list_of(object_of()),
    "speaker": text(),
    "user_id": text(),
    "session_id": text(),
    "tags": list_of(text()),
    "truncated": flag(),
}
LISTED_MEMORY = MEMORY | {
    "short_id": text(),
    "superseded_by": text(),
    "pinned": flag(),
    "expires_at": text(),
}
FORGOTTEN = {
    "confirm": text("From a dry run, the value that the real call must send; else empty."),
    "ids": list_of(text(), "The ids of what was forgotten, up to a thousand."),
    "ids_truncated": flag("Whether there are more ids than that."),
}
UNDOABLE = {
    "operation_id": text("The id of this forgetting. With it, Memory Update can undo it."),
    "forgotten_at": text("When it was forgotten; empty when nothing was."),
    "undoable_until": text("Until when it can be undone; empty for what was erased."),
    "erased": flag("Whether it is gone for good already; only where the authorization's options say forget=erase."),
    "erased_by": text("The day by which it is erased, like 2026-03-04; empty when nothing was forgotten."),
    "erased_from_disk": flag("Whether nothing of it is left on disk. Memory Maintain sees to that."),
    "error": ERROR,
}
