"""What a tool answers: the only file that knows the output contract.

Nodes of workflows and chatflows get text and variables, agents get text only (Dify turns variables into noise there).
Variables are declared in each tool's output_schema and never null.
"""

import json
import logging
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dify_plugin import Tool
from dify_plugin.config.logger_format import plugin_logger_handler
from dify_plugin.entities.tool import ToolInvokeMessage

from memory_core import (
    Action,
    Extraction,
    Hit,
    KeepsakeError,
    Learned,
    Memory,
    MemoryService,
    Outcome,
    SearchResult,
    SearchStatus,
    StoreResult,
    StoreStatus,
)
from memory_core.domain.times import to_iso
from memory_core.operations.search import MAXIMUM_EXCERPT
from provider.dify_models import call_session
from tools.calls import Call, caller_of, open_call
from tools.parameters import Parameters

MAXIMUM_QUOTE = 300  # characters
_LONGEST_LINE = 900 * 1024  # bytes of a variable: a line of the protocol stays under 1 MiB
_logger = logging.getLogger("keepsake")
_logger.addHandler(plugin_logger_handler)

_REPHRASE = (
    "Ask again in other words: name the person, place or thing that a memory would mention, as a statement, in the "
    "language it was said in"
)
_HINTS = {
    SearchStatus.FOUND: "",
    SearchStatus.NOTHING_FOUND: f"Nothing matched. {_REPHRASE}; widen or drop filters.",
    SearchStatus.SPACE_IS_EMPTY: "This space holds no memories yet. If it should hold some, check the space key: "
    "a mistyped key names another, empty space.",
}


class OnError(StrEnum):
    CONTINUE = "continue"
    FAIL = "fail"


class ToolFailedError(Exception):
    """What a node fails with when its on_error is `fail`: one sentence, nothing else."""


@dataclass(frozen=True, slots=True)
class Reply:
    text: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Failure:
    code: str
    message: str
    retryable: bool

    def as_variable(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "retryable": self.retryable}


def respond(
    tool: Tool,
    values: Mapping[str, Any],
    *,
    work: Callable[[Call], Reply],
    failed: Callable[[Failure], Reply],
) -> Generator[ToolInvokeMessage, None, None]:
    """Does `work` and yields its reply; a failure becomes the reply that `failed` makes, or one clean sentence."""
    outcome = _attempt(tool, values, work)
    if isinstance(outcome, Failure):
        if _fails_node(values):
            raise ToolFailedError(f"{outcome.message} ({outcome.code})")
        outcome = failed(outcome)
    yield tool.create_text_message(outcome.text)
    if caller_of(tool).is_node:
        for name, value in outcome.variables.items():
            yield tool.create_variable_message(name, value)


def _attempt(tool: Tool, values: Mapping[str, Any], work: Callable[[Call], Reply]) -> Reply | Failure:
    try:
        Parameters(values).choice("on_error", OnError, OnError.CONTINUE)
        with call_session(tool.session):
            return work(open_call(tool, values))
    except KeepsakeError as exc:
        return Failure(exc.code, str(exc), exc.retryable)
    except Exception as exc:  # noqa: BLE001 - whatever went wrong, no traceback may carry a memory's text to a log
        _logger.error("unexpected %s at %s", type(exc).__name__, _place(exc))
        return Failure(
            "internal_error", "Keepsake failed inside. Try again; if it stays, report it with the log.", True
        )


def _fails_node(values: Mapping[str, Any]) -> bool:
    return str(values.get("on_error") or "").strip().lower() == OnError.FAIL


def _place(exc: Exception) -> str:
    trace = exc.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "an unknown place"


# -- memory_store ------------------------------------------------------------------------------------------------------


def stored(result: StoreResult) -> Reply:
    learned = result.learned
    return Reply(
        _stored_text(result),
        {
            "ok": True,
            "status": result.status.value,
            "extraction": learned.extraction.value,
            "memory_ids": [m.id for m in result.memories],
            "facts": [_fact(outcome) for outcome in learned.outcomes],
            "searchable_now": True,
            "extraction_details": _details(learned),
            "error": {},
        },
    )


def store_failed(failure: Failure) -> Reply:
    return Reply(
        f"Nothing was stored: {failure.message}",
        {
            "ok": False,
            "status": "failed",
            "extraction": "off",
            "memory_ids": [],
            "facts": [],
            "searchable_now": False,
            "extraction_details": _details(Learned()),
            "error": failure.as_variable(),
        },
    )


def _fact(outcome: Outcome) -> dict[str, str]:
    memory = outcome.memory
    return {
        "id": memory.id,
        "text": memory.content[:MAXIMUM_EXCERPT],
        "type": memory.type.value,
        "action": outcome.action.value,
        "supersedes": memory.supersedes[-1] if outcome.action is Action.UPDATE else "",
    }


def _details(learned: Learned) -> dict[str, Any]:
    return {
        "operation_id": learned.operation_id,
        "code": learned.code,
        "reason": learned.reason,
        "dropped": dict(learned.dropped),
        "model_calls": learned.usage.calls,
        "prompt_tokens": learned.usage.prompt_tokens,
        "answer_tokens": learned.usage.answer_tokens,
    }


def _stored_text(result: StoreResult) -> str:
    if not result.memories:
        return "Nothing new to store: this was only recalled context, which is remembered already."
    ids = ", ".join(m.short_id for m in result.memories)
    what = "Stored" if result.status is StoreStatus.STORED else "Already stored"
    is_late = result.learned.extraction is Extraction.PENDING
    later = f" Facts will be drawn from it later: {result.learned.reason}" if is_late else ""
    return f"{what} (id {ids}).{later}"


# -- memory_search -----------------------------------------------------------------------------------------------------


def found(result: SearchResult, service: MemoryService, *, budget: int) -> Reply:
    """As many of the hits as fit into a line of the protocol, the best first; what had to go is said."""
    hits = result.hits
    while True:
        reply = _found(result, hits, service, budget=budget)
        if not hits or all(_bytes(part) <= _LONGEST_LINE for part in (reply.text, *reply.variables.values())):
            return reply
        hits = _with_one_less(hits)


def _with_one_less(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Less the oldest of the last messages; when there are none, less the last match."""
    first_recent = next((number for number, hit in enumerate(hits) if hit.recent), len(hits) - 1)
    return hits[:first_recent] + hits[first_recent + 1 :]


def _found(result: SearchResult, hits: tuple[Hit, ...], service: MemoryService, *, budget: int) -> Reply:
    hint = _hint(result)
    dropped = len(result.hits) - len(hits)
    notes = [hint] if hint else []
    if dropped:
        notes.append(f"{dropped} more found, left out because the reply would be too large. Use a smaller limit.")
    note = " ".join(notes)
    text = service.render_context(hits, budget=budget, with_ids=True)
    return Reply(
        f"{text}\n{note}" if note else text,
        {
            "ok": True,
            "status": result.status.value,
            "context": service.render_context(hits, budget=budget),
            "memories": [_memory(hit) for hit in hits],
            "total": len(result.hits),
            "retry_hint": note,
            "error": {},
        },
    )


def _hint(result: SearchResult) -> str:
    if result.stored_with:
        return (
            f"This space holds memories of another embedding model ({', '.join(result.stored_with)}) and none of this "
            "one. Set embedding_model at Authorize back to the one they were stored with."
        )
    return f"Only weak matches. {_REPHRASE}." if result.weak else _HINTS[result.status]


def search_failed(failure: Failure) -> Reply:
    sentence = f"Memory could not be searched, so it is not known whether anything is remembered: {failure.message}"
    return Reply(
        sentence,
        {
            "ok": False,
            "status": "failed",
            "context": sentence,
            "memories": [],
            "total": 0,
            "retry_hint": "",
            "error": failure.as_variable(),
        },
    )


def _memory(hit: Hit) -> dict[str, Any]:
    memory = hit.memory
    return {
        "id": memory.id,
        "content": hit.excerpt,
        "type": memory.type.value,
        "score": round(hit.score, 4),
        "created_at": to_iso(memory.created_at),
        "event_time": to_iso(memory.event_at),
        "state": memory.state.value,
        "valid_from": _iso(memory.valid_from),
        "valid_to": _iso(memory.valid_to),
        "time": _time(memory),
        "sources": [{"id": s.memory_id, "quote": s.quote[:MAXIMUM_QUOTE]} for s in memory.sources],
        "role": memory.role.value if memory.role else "",
        "speaker": memory.speaker,
        "user_id": memory.scope.user or "",
        "session_id": memory.scope.session or "",
        "tags": list(memory.tags),
        "truncated": hit.truncated,
        "recent": hit.recent,
        "outdated": hit.outdated,
    }


def _time(memory: Memory) -> dict[str, str]:
    """What words of the memory name a time, and what they meant when they were said."""
    if not memory.time_words:
        return {}
    return {"words": memory.time_words, "from": _iso(memory.time_from), "to": _iso(memory.time_to)}


def _iso(micros: int | None) -> str:
    return "" if micros is None else to_iso(micros)


def _bytes(value: Any) -> int:
    return len(json.dumps(value, ensure_ascii=False).encode())
