"""Edits: changes of a memory that made no version, each with what it changed, so that it can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum
from typing import Any, Final

from memory_core.domain.states import State
from memory_core.domain.times import Moment


class Unchanged(Enum):
    """Tells "as it is" from None, which may mean "none" or "for good"."""

    UNCHANGED = "unchanged"


UNCHANGED: Final = Unchanged.UNCHANGED


@dataclass(frozen=True, slots=True)
class Before:
    """The editable fields of a memory as they were before an edit; those that the edit left alone are UNCHANGED."""

    pinned: bool | Unchanged = UNCHANGED
    tags: tuple[str, ...] | Unchanged = UNCHANGED
    expires_at: Moment | Unchanged | None = UNCHANGED
    last_seen_at: Moment | Unchanged = UNCHANGED
    told: bool | Unchanged = UNCHANGED

    def values(self) -> dict[str, Any]:
        """The fields that were others, by name."""
        every = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in every.items() if value is not UNCHANGED}

    def __bool__(self) -> bool:
        return bool(self.values())


def differences(memory: object, changed: object) -> Before:
    """The editable fields of `memory` that are others in `changed`, as they are in `memory`."""
    names = [each.name for each in fields(Before) if hasattr(memory, each.name)]
    was: Mapping[str, Any] = {n: getattr(memory, n) for n in names if getattr(memory, n) != getattr(changed, n)}
    return Before(**was)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a memory stood before it was forgotten: its state, and what had ended it, when it had ended."""

    state: State
    end_operation_id: str
    ended_at: Moment | None


@dataclass(frozen=True, slots=True, order=True)
class HiddenSource:
    """A source of a fact that an edit hid: its place among all of them, and the message's id."""

    place: int
    memory_id: str


@dataclass(frozen=True, slots=True)
class Edit:
    """One change: by which operation, when, and what was before.

    An edit of a pin, tags or a lifetime has `before`. One that forgot the memory by mark has `forgot`; one that hid
    sources of a fact has `hid`, and `forgot` as well when the last visible source went.
    """

    operation_id: str
    at: Moment
    before: Before = Before()
    forgot: Standing | None = None
    hid: tuple[HiddenSource, ...] = ()

    @property
    def forgets(self) -> bool:
        """Whether it forgot the memory, or sources of it."""
        return self.forgot is not None or bool(self.hid)
