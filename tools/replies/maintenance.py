"""What Memory Maintain answers."""

from typing import Any

from memory_core import Maintained
from tools.respond import Failure, Reply

_SHARED = "shared"


def maintained(done: Maintained) -> Reply:
    return Reply(_text(done), _variables(done))


def maintain_failed(failure: Failure) -> Reply:
    variables = _variables(Maintained()) | {"ok": False, "error": failure.as_variable()}
    return Reply(f"Maintenance failed; calling it again goes on with what is left: {failure.message}", variables)


def _variables(done: Maintained) -> dict[str, Any]:
    return {
        "ok": True,
        "done": done.done,
        "read": done.read,
        "waiting": done.waiting,
        "expired_erased": done.expired_erased,
        "forgotten_erased": done.forgotten_erased,
        "erased_from_disk": done.erased_from_disk,
        "reembedded": done.reembedded,
        "to_reembed": done.to_reembed,
        "realms": dict(done.realms),
        "reason": done.reason,
        "usage": {
            "model_calls": done.usage.calls,
            "prompt_tokens": done.usage.prompt_tokens,
            "answer_tokens": done.usage.answer_tokens,
        },
        "error": {},
    }


def _text(done: Maintained) -> str:
    disk = "Nothing of it is on disk any longer." if done.erased_from_disk else "The disk is yet to be cleaned of it."
    left = "Nothing is left to do." if done.done else f"Call it again to go on. {done.reason}".strip()
    embedded = (
        f"Memories embedded anew by the present model: {done.reembedded:,}; still to be: {done.to_reembed:,}. "
        if done.reembedded or done.to_reembed
        else ""
    )
    erased = f"Erased {done.expired_erased:,} expired and {done.forgotten_erased:,} long forgotten memories."
    return (
        f"{_realms(done)}{erased} {disk} "
        f"Pending messages that were read for facts: {done.read:,}; still pending: {done.waiting:,}. {embedded}{left}"
    )


def _realms(done: Maintained) -> str:
    """How many of each kind hold something; nothing tells whose they are."""
    kinds = [f"{count:,} {_SHARED if kind == 'none' else f'by {kind}'}" for kind, count in sorted(done.realms.items())]
    return f"Realms: {', '.join(kinds)}. " if kinds else ""
