"""Settings of the library: what a storage is opened with."""

import hashlib
from dataclasses import dataclass, field, fields
from pathlib import Path

MEMORIES_PER_PERSON, MEGABYTES_PER_PERSON = 100_000, 1_000

BUNDLED = "bundled"
BUNDLED_ENGLISH = "bundled-english"  # its English half alone
FASTEMBED = "fastembed:"  # followed by the name of a model that fastembed knows
OPENAI = "openai:"  # followed by the name of a model of the OpenAI-compatible service at `model_base_url`
QUERY_SECONDS = 2.0
HOST = "dify:"  # followed by a model of the program that Keepsake runs in; see ports.HostModels


@dataclass(frozen=True, slots=True)
class Settings:
    """Where memories are kept, and which models are asked.

    `embedding_model` is `bundled`, `bundled-english`, `fastembed:<name>` out of `models_dir`, `openai:<name>` or one of
    the host; `language_model` an `openai:` or host model, `rerank_model` a host model, each empty for none. A language
    model has `model_seconds` for an answer, and is asked no more than `model_calls_per_day` and `model_tokens_per_day`
    allow, 0 for as often as needed. What was stored with another embedding model is found all the same. To
    `reembed`, it is embedded anew by this one in later calls; the newest bundled model does so by itself, and so does
    the one that a space was begun with. Where two authorizations share a space, only one of them may `reembed`.

    With a `qdrant_url`, memories live on that server, in a collection made with `qdrant_options` (see
    engines/server/options.py), every request ends within `qdrant_seconds`, and all requests of a search together within
    `query_seconds` (0 for no bound); else in the embedded engine's files
    under `data_dir`. A call waits at most `wait_seconds` for another process that holds the folder, and leaves
    `free_bytes` of its disk free. No person stores more than `memories_per_person`, or than fits into
    `megabytes_per_person` (domain/quota.py).
    """

    data_dir: Path | None = None
    models_dir: Path | None = None
    qdrant_url: str = ""
    qdrant_api_key: str = field(default="", repr=False)
    qdrant_options: str = ""
    qdrant_seconds: float = 10.0
    query_seconds: float = QUERY_SECONDS
    embedding_model: str = BUNDLED
    reembed: bool = False
    language_model: str = ""
    rerank_model: str = ""
    model_base_url: str = ""
    model_api_key: str = field(default="", repr=False)
    model_seconds: float = 45.0
    model_calls_per_day: int = 0
    model_tokens_per_day: int = 0
    wait_seconds: float = 30.0
    free_bytes: int = 2**30
    memories_per_person: int = MEMORIES_PER_PERSON
    megabytes_per_person: int = MEGABYTES_PER_PERSON

    def fingerprint(self) -> str:
        """A name for these settings that tells nothing of the keys in them."""
        parts = [getattr(self, f.name) for f in fields(self)]
        return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()
