"""What an authorization says of how memories end: whether its calls erase, and how long each type is kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from memory_core import MemoryType
from memory_core.errors import InvalidSettings

_FORGET, _HIDE, _ERASE = "forget", "hide", "erase"
_LONGEST_DAYS = 36_500
_DAY = 86_400  # seconds
_KEPT = (MemoryType.EPISODIC, MemoryType.SEMANTIC, MemoryType.PROCEDURAL)
_PAIR = re.compile(r"(\w+)\s*[=＝:：]\s*([^\s,;，、；]+)")


@dataclass(frozen=True, slots=True)
class Retention:
    """`erases` says that forgetting is for good at once; `days` how long memories of a type are kept that name no end
    of their own."""

    erases: bool = False
    days: Mapping[MemoryType, int] = field(default_factory=dict)

    def kept_since(self, now: float) -> tuple[tuple[str, int], ...]:
        """By type, the moment (microseconds) before which what was stored has expired; `now` in seconds."""
        return tuple((kind.value, int((now - days * _DAY) * 1_000_000)) for kind, days in self.days.items())


def parse_retention(options: str) -> Retention:
    """Of the options of an authorization, like `forget=erase episodic=365`; other options are others' business."""
    given = {name.lower(): value.lower() for name, value in _PAIR.findall(options)}
    forget = given.get(_FORGET, _HIDE)
    if forget not in (_HIDE, _ERASE):
        raise InvalidSettings(f"options: {_FORGET} takes {_HIDE} or {_ERASE}. Write {_FORGET}={_HIDE}.")
    return Retention(forget == _ERASE, {kind: _days(kind, given[kind]) for kind in _KEPT if kind in given})


def _days(kind: MemoryType, value: str) -> int:
    if not (value.isdecimal() and len(value) < 10 and 1 <= int(value) <= _LONGEST_DAYS):
        raise InvalidSettings(f"options: {kind} takes a whole number of days from 1 to {_LONGEST_DAYS:,}.")
    return int(value)
