"""memory_core: long-term memory for agents, as a library. Knows nothing of Dify.

import memory_core

with memory_core.open("memories", key=key) as space:
    anna = space.user("anna")
    anna.remember("I live in Lisbon.")
    print(anna.search("Where does she live?").context())

The names listed here and those in `memory_core.errors` are public; all else may change. Each name is loaded when it is
first used.
"""

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from memory_core.adapters.embedding.remote import RemoteEmbedder
    from memory_core.api.chat import Chat, Transcript
    from memory_core.api.incoming import replay
    from memory_core.api.opening import Storage, open, open_storage  # noqa: A004 - the name that a store is opened by everywhere
    from memory_core.api.person import Person
    from memory_core.api.recalled import Recalled
    from memory_core.api.space import Space
    from memory_core.domain.card import Card, CardLine
    from memory_core.domain.facts import Action
    from memory_core.domain.fence import disarm
    from memory_core.domain.forgetting import UNDO_DAYS
    from memory_core.domain.hit import Hit
    from memory_core.domain.memory import (
        Extraction,
        Fact,
        Memory,
        MemoryType,
        Message,
        Procedure,
        Role,
        Said,
        Summary,
        short_id,
    )
    from memory_core.domain.scope import Scope, space_id
    from memory_core.domain.secrets.mask import Secrets
    from memory_core.domain.states import State
    from memory_core.domain.text import storable
    from memory_core.domain.times import parse_moment, to_datetime, to_iso
    from memory_core.domain.why import Reason
    from memory_core.errors import KeepsakeError
    from memory_core.operations.archive.imports import Imported
    from memory_core.operations.browse import Page
    from memory_core.operations.chat import ChatEntry, Chats
    from memory_core.operations.correct import Correction, CorrectionStatus
    from memory_core.operations.forget import Preview, Receipt
    from memory_core.operations.history import Event, Happened, Hidden, Undone
    from memory_core.operations.incoming.replay import Replayed
    from memory_core.operations.incoming.take_in import TakenIn
    from memory_core.operations.keep_off import Remember
    from memory_core.operations.learn import Learned
    from memory_core.operations.listing import render_chats, render_memories
    from memory_core.operations.maintain import Maintained
    from memory_core.operations.overview import Overview, PersonCount
    from memory_core.operations.plan import Outcome
    from memory_core.operations.search import SearchStatus
    from memory_core.operations.stages import Stages, measured, stage
    from memory_core.operations.store import StoreResult, StoreStatus
    from memory_core.operations.summarize import Summarized, SummaryStatus
    from memory_core.operations.used import Use
    from memory_core.operations.why import Origin, Why
    from memory_core.ports import ChatModel, Embedder, HostModels, ModelAnswer, Offload, Question, Reranker, Usage
    from memory_core.record.codec import shown
    from memory_core.settings import Settings
    from memory_core.version import VERSION

_NAMES_BY_MODULE = {
    "adapters.embedding.remote": ("RemoteEmbedder",),
    "api.chat": ("Chat", "Transcript"),
    "api.incoming": ("replay",),
    "api.opening": ("Storage", "open", "open_storage"),
    "api.person": ("Person",),
    "api.recalled": ("Recalled",),
    "api.space": ("Space",),
    "domain.card": ("Card", "CardLine"),
    "domain.facts": ("Action",),
    "domain.fence": ("disarm",),
    "domain.hit": ("Hit",),
    "domain.forgetting": ("UNDO_DAYS",),
    "domain.memory": (
        "Extraction",
        "Fact",
        "Memory",
        "MemoryType",
        "Message",
        "Procedure",
        "Role",
        "Said",
        "Summary",
        "short_id",
    ),
    "domain.secrets.mask": ("Secrets",),
    "domain.states": ("State",),
    "domain.scope": ("Scope", "space_id"),
    "domain.text": ("storable",),
    "domain.times": ("parse_moment", "to_datetime", "to_iso"),
    "domain.why": ("Reason",),
    "errors": ("KeepsakeError",),
    "operations.browse": ("Page",),
    "operations.chat": ("ChatEntry", "Chats"),
    "operations.correct": ("Correction", "CorrectionStatus"),
    "operations.forget": ("Preview", "Receipt"),
    "operations.archive.imports": ("Imported",),
    "operations.history": ("Event", "Happened", "Hidden", "Undone"),
    "operations.incoming.replay": ("Replayed",),
    "operations.incoming.take_in": ("TakenIn",),
    "operations.keep_off": ("Remember",),
    "operations.learn": ("Learned",),
    "operations.listing": ("render_chats", "render_memories"),
    "operations.maintain": ("Maintained",),
    "operations.overview": ("Overview", "PersonCount"),
    "operations.plan": ("Outcome",),
    "operations.search": ("SearchStatus",),
    "operations.stages": ("Stages", "measured", "stage"),
    "operations.store": ("StoreResult", "StoreStatus"),
    "operations.summarize": ("Summarized", "SummaryStatus"),
    "operations.used": ("Use",),
    "operations.why": ("Origin", "Why"),
    "ports": ("ChatModel", "Embedder", "HostModels", "ModelAnswer", "Offload", "Question", "Reranker", "Usage"),
    "record.codec": ("shown",),
    "settings": ("Settings",),
    "version": ("VERSION",),
}
_MODULES = {name: module for module, names in _NAMES_BY_MODULE.items() for name in names}

__all__ = [
    "UNDO_DAYS",
    "VERSION",
    "Action",
    "Card",
    "CardLine",
    "Chat",
    "ChatEntry",
    "ChatModel",
    "Chats",
    "Correction",
    "CorrectionStatus",
    "Embedder",
    "Event",
    "Extraction",
    "Fact",
    "Happened",
    "Hidden",
    "Hit",
    "HostModels",
    "Imported",
    "KeepsakeError",
    "Learned",
    "Maintained",
    "Memory",
    "MemoryType",
    "Message",
    "ModelAnswer",
    "Offload",
    "Origin",
    "Outcome",
    "Overview",
    "Page",
    "Person",
    "PersonCount",
    "Preview",
    "Procedure",
    "Question",
    "Reason",
    "Recalled",
    "Receipt",
    "Remember",
    "RemoteEmbedder",
    "Replayed",
    "Reranker",
    "Role",
    "Said",
    "Scope",
    "SearchStatus",
    "Secrets",
    "Settings",
    "Space",
    "Stages",
    "State",
    "Storage",
    "StoreResult",
    "StoreStatus",
    "Summarized",
    "Summary",
    "SummaryStatus",
    "TakenIn",
    "Transcript",
    "Undone",
    "Usage",
    "Use",
    "Why",
    "disarm",
    "measured",
    "open",
    "open_storage",
    "parse_moment",
    "render_chats",
    "render_memories",
    "replay",
    "short_id",
    "shown",
    "space_id",
    "stage",
    "storable",
    "to_datetime",
    "to_iso",
]

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # onnxruntime, when it is imported later, would report to its makers


if not TYPE_CHECKING:  # where it would make every name known

    def __getattr__(name: str) -> Any:
        if name not in _MODULES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
