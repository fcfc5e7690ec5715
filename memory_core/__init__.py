"""memory_core: long-term memory for agents, as a library. Knows nothing of Dify.

from memory_core import Message, Scope, Selection, Settings, open_service, space_id

memory = open_service(Settings(data_dir=Path("memories")))
scope = Scope(space=space_id(key), agent="helper", user="anna")
memory.store_messages([Message("I live in Lisbon.")], scope=scope)
memory.search("Where does she live?", scope=scope, selection=Selection(alive_at=memory.now()))
"""

from memory_core.bootstrap import open_service
from memory_core.domain.facts import Action
from memory_core.domain.memory import Extraction, Memory, MemoryType, Message, Role, State
from memory_core.domain.scope import Scope, space_id
from memory_core.domain.selection import Selection
from memory_core.errors import KeepsakeError
from memory_core.operations.learn import Learned
from memory_core.operations.reconcile import Outcome
from memory_core.operations.search import Hit, SearchResult, SearchStatus
from memory_core.operations.store import StoreResult, StoreStatus
from memory_core.service import MemoryService
from memory_core.settings import Settings

__all__ = [
    "Action",
    "Extraction",
    "Hit",
    "KeepsakeError",
    "Learned",
    "Memory",
    "MemoryService",
    "MemoryType",
    "Message",
    "Outcome",
    "Role",
    "Scope",
    "SearchResult",
    "SearchStatus",
    "Selection",
    "Settings",
    "State",
    "StoreResult",
    "StoreStatus",
    "open_service",
    "space_id",
]
