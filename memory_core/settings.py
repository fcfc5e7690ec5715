"""Settings of the library: what a MemoryService is built from."""

import hashlib
from dataclasses import dataclass, field, fields
from pathlib import Path

BUNDLED = "bundled"
FASTEMBED = "fastembed:"  # followed by the name of a model that fastembed knows


@dataclass(frozen=True, slots=True)
class Settings:
    """Where memories are kept, and which model embeds them: `bundled`, or `fastembed:<name>` out of `models_dir`.

    With a `qdrant_url`, memories live on that server; else in the embedded engine's files under `data_dir`. A call
    waits at most `wait_seconds` for another process that holds the folder, and leaves `free_bytes` of its disk free.
    """

    data_dir: Path | None = None
    models_dir: Path | None = None
    qdrant_url: str = ""
    qdrant_api_key: str = field(default="", repr=False)
    embedding_model: str = BUNDLED
    wait_seconds: float = 30.0
    free_bytes: int = 2**30

    def fingerprint(self) -> str:
        """A name for these settings that tells nothing of the keys in them."""
        parts = [getattr(self, f.name) for f in fields(self)]
        return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()
