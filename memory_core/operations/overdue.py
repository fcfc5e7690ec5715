"""Overdue: what was forgotten 30 days ago is erased by whatever call comes next, a little at a time."""

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from threading import Lock

from memory_core.domain.forgetting import forgotten_since, undoable_until
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Position, Selection
from memory_core.domain.states import State
from memory_core.domain.times import HOUR
from memory_core.operations.forget import Forget
from memory_core.ports import Clock, MemoryRepository

_LOOKED_AT = 200  # forgotten memories in one call
_AT_ONCE = 50  # of them that are erased
_PAUSE = HOUR  # between two looks through all of a realm
_REALMS = 10_000  # that are kept in mind
_FORGOTTEN = Selection(alive_at=0, states=(State.FORGOTTEN,))


@dataclass(frozen=True, slots=True)
class _Next:
    """When a realm is looked at again, and after which memory."""

    at: int = 0
    after: Position | None = None


@dataclass(slots=True)
class Overdue:
    """The erasing beside other calls, over its ports. Memory Maintain does the same without a bound."""

    repository: MemoryRepository
    forget: Forget
    now: Clock
    _next: OrderedDict[Scope, _Next] = field(default_factory=OrderedDict)
    _turn: Lock = field(default_factory=Lock)

    def along(self, scope: Scope) -> None:
        """A moment of it in the scope's realm, after a call that is done whatever becomes of this."""
        realm, now = replace(scope, user=None, session=None, include_shared=False), self.now()
        if self._next.get(realm, _Next()).at > now or not self._turn.acquire(blocking=False):
            return
        try:
            self._some(realm, now)
        except Exception:  # noqa: BLE001 - the call before it is done and acknowledged: no fault here may say otherwise
            self._keep(realm, _Next(now + _PAUSE))
        finally:
            self._turn.release()

    def _some(self, realm: Scope, now: int) -> None:
        after = self._next.get(realm, _Next()).after
        page = self.repository.page(realm, _FORGOTTEN, limit=_LOOKED_AT, after=after, oldest_first=True)
        due = [memory for memory in page if undoable_until(forgotten_since(memory)) <= now]
        if due:
            self.forget.erase(due[:_AT_ONCE], along=True)
        if len(due) > _AT_ONCE:
            self._keep(realm, _Next(0, after))
        elif len(page) == _LOOKED_AT:
            self._keep(realm, _Next(0, Position.after(page, after)))
        else:
            self._keep(realm, _Next(now + _PAUSE))

    def _keep(self, realm: Scope, following: _Next) -> None:
        self._next[realm] = following
        self._next.move_to_end(realm)
        if len(self._next) > _REALMS:
            self._next.popitem(last=False)
