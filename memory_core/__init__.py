"""memory_core: long-term memory for agents, as a library. Knows nothing of Dify.

from memory_core import Message, Scope, Selection, Settings, open_service, space_id

memory = open_service(Settings(data_dir=Path("memories")))
scope = Scope(space=space_id(key), agent="helper", user="anna")
memory.store_messages([Message("I live in Lisbon.")], scope=scope)
memory.search("Where does she live?", scope=scope, selection=Selection(alive_at=memory.now()))
"""

import os

from memory_core.bootstrap import open_service
from memory_core.domain.facts import Action
from memory_core.domain.memory import Extraction, Fact, Memory, MemoryType, Message, Procedure, Role, Said, Summary
from memory_core.domain.scope import Scope, space_id
from memory_core.domain.selection import Selection
from memory_core.domain.states import State
from memory_core.domain.window import Limits
from memory_core.errors import KeepsakeError
from memory_core.operations.browse import Page
from memory_core.operations.chat import ChatEntry, Chats, ChatWindow
from memory_core.operations.choose import Selector
from memory_core.operations.correct import Change, Correction, CorrectionStatus
from memory_core.operations.forget import Preview, Receipt
from memory_core.operations.history import Event, Happened, Undone
from memory_core.operations.learn import Learned
from memory_core.operations.maintain import Maintained
from memory_core.operations.reconcile import Outcome
from memory_core.operations.search import Hit, SearchResult, SearchStatus
from memory_core.operations.store import StoreResult, StoreStatus
from memory_core.operations.summarize import Summarized, SummaryStatus
from memory_core.service import MemoryService
from memory_core.settings import Settings

__all__ = [
    "Action",
    "Change",
    "ChatEntry",
    "ChatWindow",
    "Chats",
    "Correction",
    "CorrectionStatus",
    "Event",
    "Extraction",
    "Fact",
    "Happened",
    "Hit",
    "KeepsakeError",
    "Learned",
    "Limits",
    "Maintained",
    "Memory",
    "MemoryService",
    "MemoryType",
    "Message",
    "Outcome",
    "Page",
    "Preview",
    "Procedure",
    "Receipt",
    "Role",
    "Said",
    "Scope",
    "SearchResult",
    "SearchStatus",
    "Selection",
    "Selector",
    "Settings",
    "State",
    "StoreResult",
    "StoreStatus",
    "Summarized",
    "Summary",
    "SummaryStatus",
    "Undone",
    "open_service",
    "space_id",
]

os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # onnxruntime, when it is imported later, would report to its makers
