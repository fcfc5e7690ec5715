"""What an authorization says of how memories end: whether its calls erase, and how long each type is kept."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms import options
from forms.options import Forgetting
from memory_core import MemoryType
from provider.options import Options

_DAY = 86_400  # seconds
_KEPT = {
    MemoryType.EPISODIC: options.EPISODIC,
    MemoryType.SEMANTIC: options.SEMANTIC,
    MemoryType.PROCEDURAL: options.PROCEDURAL,
}


@dataclass(frozen=True, slots=True)
class Retention:
    """`erases` says that forgetting is for good at once; `days` how long memories of a type are kept that name no end
    of their own."""

    erases: bool = False
    days: Mapping[MemoryType, int] = field(default_factory=dict)

    def kept_since(self, now: float) -> tuple[tuple[str, int], ...]:
        """By type, the moment (microseconds) before which what was stored has expired; `now` in seconds."""
        return tuple((kind.value, int((now - days * _DAY) * 1_000_000)) for kind, days in self.days.items())


def retention_of(chosen: Options) -> Retention:
    """Of the options of an authorization, like `forget=erase episodic=365`."""
    days = {kind: days for kind, option in _KEPT.items() if (days := chosen.number(option))}
    return Retention(chosen.text(options.FORGET) == Forgetting.ERASE, days)
