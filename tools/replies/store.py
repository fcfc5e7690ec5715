"""What Memory Store answers."""

from typing import Any

from memory_core import Action, Extraction, Learned, Outcome, StoreResult, StoreStatus
from tools.replies.held_back import masked_text, off_record_text, off_record_variable
from tools.replies.memories import MAXIMUM_EXCERPT
from tools.respond import Failure, Reply


def stored(result: StoreResult, *, to_agent: bool) -> Reply:
    """An agent is also told what it should not store next time."""
    learned = result.learned
    advice = _advice(result) if to_agent and result.memories else ""
    return Reply(
        " ".join(part for part in (_stored_text(result), *_held_back(result), advice) if part),
        {
            "ok": True,
            "status": result.status.value,
            "extraction": learned.extraction.value,
            "memory_ids": [m.id for m in result.memories],
            "facts": [_fact(outcome) for outcome in learned.outcomes],
            "searchable_now": True,
            "extraction_details": _details(learned),
            "masked": dict(result.masked),
            "off_record": off_record_variable(result.off_record),
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
            "masked": {},
            "off_record": {},
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


def _held_back(result: StoreResult) -> tuple[str, str]:
    return masked_text(result.masked), off_record_text(result.off_record)


def _stored_text(result: StoreResult) -> str:
    if result.status is StoreStatus.NOT_STORED:
        return "Nothing was stored: remember says so."
    if not result.memories:
        return "Nothing new to store: this was only recalled context or a model's reasoning. Go on without storing it."
    ids = ", ".join(m.short_id for m in result.memories)
    what = "Stored" if result.status is StoreStatus.STORED else "Already stored"
    is_late = result.learned.extraction is Extraction.PENDING
    later = f" Facts will be drawn from it later: {result.learned.reason}" if is_late else ""
    return f"{what} (id {ids}).{later}"


def _advice(result: StoreResult) -> str:
    outcomes = result.learned.outcomes
    if outcomes and all(outcome.action is Action.NOOP for outcome in outcomes):
        return "What it tells was known already, so it need not be stored again."
    if result.learned.extraction is not Extraction.DONE or result.may_tell_facts:
        return ""
    return "It tells nothing lasting. Store statements about the user only, not questions, thanks or small talk."
