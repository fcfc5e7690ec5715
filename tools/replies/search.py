"""What Memory Search answers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from memory_core import Hit, Recalled, SearchStatus, to_iso
from provider.identity import Caller
from tools.replies.memories import MAXIMUM_EXCERPT, memory_variable
from tools.replies.scope import NOBODYS
from tools.respond import Failure, Reply

_REPHRASE = (
    "Ask again in other words: name the person, place or thing that a memory would mention, as a short statement, in "
    "the language it was said in"
)
_HINTS = {
    SearchStatus.FOUND: "",
    SearchStatus.ONLY_WEAK: f"Only weak matches. {_REPHRASE}.",
    SearchStatus.NOTHING_FOUND: f"Nothing matched. {_REPHRASE}; widen or drop filters.",
    SearchStatus.NOTHING_STORED_YET: "Nothing has been stored here yet. If something should be here, check the space "
    "key: a mistyped key names another, empty space.",
}


def found(result: Recalled, *, budget: int, card: str, caller: Caller, scope: Mapping[str, Any]) -> Reply:
    """As many of the hits as fit into a line of the protocol, the best first; what had to go is said."""
    hits = result.hits
    while True:
        reply = _found(result, hits, budget=budget, card=card, caller=caller, scope=scope)
        if not hits or reply.fits:
            return reply
        hits = _with_one_less(hits)


def _with_one_less(hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Less the oldest of the last messages; when there are none, less the last match."""
    first_recent = next((number for number, hit in enumerate(hits) if hit.recent), len(hits) - 1)
    return hits[:first_recent] + hits[first_recent + 1 :]


def _found(
    result: Recalled, hits: tuple[Hit, ...], *, budget: int, card: str, caller: Caller, scope: Mapping[str, Any]
) -> Reply:
    hint = _hint(result)
    dropped = len(result.hits) - len(hits)
    notes = [hint] if hint else []
    if dropped:
        notes.append(f"{dropped} more found, left out because the reply would be too large. Use a smaller limit.")
    note = " ".join(notes)
    shown = replace(result, hits=hits)
    context = shown.context(budget=budget)
    text = _text(shown, budget=budget, card=card, advice="" if caller.is_node else note)
    return Reply(
        context if caller.is_workflow else text,
        {
            "context": context,
            "status": result.status.value,
            "ok": True,
            "card": card,
            "memories": [_memory(hit) for hit in hits],
            "total": len(result.hits),
            "scope": scope,
            "error": {},
            "retry_hint": note,
            "setting_hint": _setting_hint(result),
        },
    )


def _text(shown: Recalled, *, budget: int, card: str, advice: str) -> str:
    """For an agent, which may want ids; where it may be a node, without advice, for a user may see it."""
    return "\n".join(filter(None, (card, shown.context(budget=budget, with_ids=True), advice)))


def _hint(result: Recalled) -> str:
    return _HINTS[result.status]


def _setting_hint(result: Recalled) -> str:
    """For whoever builds the app; an agent is not told, for it would tell its user."""
    if not result.language:
        return ""
    return (
        f"The bundled embedding model does not know {result.language}. To find more by meaning, "
        "choose a model that does in Tools > Keepsake > Authorize > Embedding model."
    )


def search_failed(failure: Failure) -> Reply:
    """`context` goes into a prompt, so the advice, which is for whoever builds the app, stands in `error` alone."""
    sentence = "Memory could not be searched, so it is not known whether anything is remembered"
    return Reply(
        f"{sentence}." if failure.to_node else f"{sentence}: {failure.message}",
        {
            "context": f"{sentence}.",
            "status": "failed",
            "ok": False,
            "card": "",
            "memories": [],
            "total": 0,
            "scope": NOBODYS,
            "error": failure.as_variable(),
            "retry_hint": "",
            "setting_hint": "",
        },
    )


def _memory(hit: Hit) -> dict[str, Any]:
    return memory_variable(hit.memory, content=hit.excerpt) | {
        "score": round(hit.score, 4),
        "recent": hit.recent,
        "outdated": hit.outdated,
        "why": {reason.value: round(share, 4) for reason, share in hit.why.shares.items()},
        "later": _later(hit),
    }


def _later(hit: Hit) -> dict[str, str]:
    """What was said later and may have changed it; empty when there is nothing."""
    if hit.later is None:
        return {}
    memory = hit.later.memory
    return {"id": memory.id, "content": memory.content[:MAXIMUM_EXCERPT], "event_time": to_iso(memory.event_at)}
