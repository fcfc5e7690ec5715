"""Digest: whether two places hold the same memories, in whatever order they hand them out."""

import hashlib
import json
from dataclasses import dataclass

from memory_core.domain.memory import Memory
from memory_core.record.codec import to_stored

_BYTES = 16


@dataclass(slots=True)
class Digest:
    """Of the memories that were added, every field of each. Equal for the same memories in any order."""

    count: int = 0
    total: int = 0

    def add(self, memory: Memory) -> None:
        record = json.dumps(to_stored(memory), sort_keys=True).encode()
        self.count += 1
        self.total += int.from_bytes(hashlib.blake2b(record, digest_size=_BYTES).digest())

    @property
    def hexadecimal(self) -> str:
        return f"{self.total % 2 ** (8 * _BYTES):0{2 * _BYTES}x}"
