"""How much one person may have stored, so that nobody fills the disk for all."""

from dataclasses import dataclass, replace

from memory_core.domain.scope import Scope, is_of_a_user

BYTES_OF_PIECE = 8 * 2**10  # on disk, with its vectors and the log: measured, and rounded up
MAXIMUM_UNCOUNTED = 1_000  # memories or pieces


@dataclass(frozen=True, slots=True)
class Held:
    """Memories in any state, and the pieces that they are indexed in."""

    memories: int = 0
    pieces: int = 0

    def __add__(self, other: "Held") -> "Held":
        return Held(self.memories + other.memories, self.pieces + other.pieces)

    def __sub__(self, other: "Held") -> "Held":
        return Held(self.memories - other.memories, self.pieces - other.pieces)

    def fits(self, room: "Held") -> bool:
        return self.memories <= room.memories and self.pieces <= room.pieces


@dataclass(frozen=True, slots=True)
class Quota:
    """What one person may have: so many memories, and so many megabytes (MiB) of them. Each piece counts
    BYTES_OF_PIECE, whatever is in it."""

    memories: int
    megabytes: int

    @property
    def room(self) -> Held:
        return Held(self.memories, self.megabytes * 2**20 // BYTES_OF_PIECE)

    @property
    def uncounted(self) -> Held:
        """What somebody may add who was never counted."""
        return Held(*(min(most // 1_000, MAXIMUM_UNCOUNTED) for most in (self.room.memories, self.room.pieces)))


def uncounted(left: Held) -> Held:
    """What may be added before the next count, when so much was left at the last one."""
    return Held(*(max(0, min(part // 20, MAXIMUM_UNCOUNTED)) for part in (left.memories, left.pieces)))


def everything_of(scope: Scope) -> Scope:
    """All that counts for the person in whose scope something is stored: the whole realm where the host says whose that
    is, else what the realm holds under this user's id, or under none."""
    user = None if is_of_a_user(scope.realm) else scope.user or ""
    return replace(scope, user=user, session=None, include_shared=False, kept_since=())
