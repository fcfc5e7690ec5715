"""mem0 as one of the systems that peers.py compares: its open-source library, with nothing outside of this machine.

- No language model: memories are added as they are (`infer=False`). Its client is built, and points nowhere.
- The embedder is the one that it is given, its store Qdrant's local mode, as everywhere else in the comparison.
- Keyword search is on. Its encoder would fetch its English stop words from a hub; they are given to it instead.
- Lemmas are on if spaCy and its model en_core_web_sm are installed; the model is not on PyPI. Links between memories of
  one entity are made by extraction alone, so there are none.
- Telemetry is off. All other settings are its defaults.

mem0 is imported when first opened, and is no dependency of the project: see requirements-peers.txt.
"""

import importlib.util
import logging
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

from benchmarks.corpus import OWNER, Remembered
from benchmarks.embedders import DIMENSION
from benchmarks.systems import LIMIT
from memory_core.ports import Embedder

_NOWHERE = {"api_key": "none", "openai_base_url": "http://127.0.0.1:9"}
_STOP_WORDS = """
i me my myself we our ours ourselves you your yours yourself yourselves he him his himself she her hers herself it its
itself they them their theirs themselves what which who whom this that these those am is are was were be been being
have has had having do does did doing a an the and but if or because as until while of at by for with about against
between into through during before after above below to from up down in out on off over under again further then once
here there when where why how all any both each few more most other some such no nor not only own same so than too
very s t can will just don should now d ll m o re ve y ain aren couldn didn doesn hadn hasn haven isn ma mightn mustn
needn shan shouldn wasn weren won wouldn
"""


class Mem0:
    name = "mem0"

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._folder = folder
        self._embedder = embedder
        self._memory: Any = None

    def open(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        logging.getLogger("mem0").setLevel(logging.ERROR)  # it warns when lemmas are off
        os.environ["MEM0_TELEMETRY"] = "False"
        os.environ.setdefault("MEM0_DIR", str(self._folder))  # it makes this folder when imported
        from fastembed import SparseTextEmbedding
        from mem0 import Memory

        store = {"path": str(self._folder / "qdrant"), "embedding_model_dims": DIMENSION}
        self._memory = Memory.from_config(
            {
                "llm": {"provider": "openai", "config": _NOWHERE},
                "embedder": {"provider": "openai", "config": _NOWHERE},
                "vector_store": {"provider": "qdrant", "config": store},
                "history_db_path": str(self._folder / "history.db"),
            }
        )
        self._memory.embedding_model = _Embedding(self._embedder)
        self._memory.vector_store._bm25_encoder = SparseTextEmbedding(
            "Qdrant/bm25", specific_model_path=str(self._folder), stopwords=set(_STOP_WORDS.split())
        )

    def close(self) -> None:
        if self._memory is not None:
            self._memory.close()
            self._memory.vector_store.client.close()
            self._memory = None

    def fill(self, memories: Iterable[Remembered]) -> None:
        for one in memories:
            self.keep(one.text, user=one.user, metadata={"session": one.session})

    def search(self, query: str) -> list[str]:
        return [text for _, text in self.find(query, user=OWNER, limit=LIMIT)]

    def store(self, text: str) -> None:
        self.keep(text, user=OWNER)

    def keep(self, text: str, *, user: str, metadata: Mapping[str, str] | None = None) -> str:
        """The id under which it is kept."""
        (kept,) = self._memory.add(text, user_id=user, metadata=dict(metadata or {}), infer=False)["results"]
        return str(kept["id"])

    def find(self, query: str, *, user: str, limit: int) -> list[tuple[str, str]]:
        """Ids and texts, the best first."""
        found = self._memory.search(query, filters={"user_id": user}, top_k=limit)["results"]
        return [(str(one["id"]), str(one["memory"])) for one in found]


class _Embedding:
    """An Embedder in the form in which mem0 asks for one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed(self, text: str, memory_action: Literal["add", "search", "update"] | None = None) -> list[float]:
        if memory_action == "search":
            return list(self._embedder.embed_queries([text])[0])
        return list(self._embedder.embed_documents([text])[0])

    def embed_batch(self, texts: list[str], memory_action: Literal["add", "search", "update"] = "add") -> list[Any]:
        return [self.embed(text, memory_action) for text in texts]


def has_lemmas() -> bool:
    """Whether mem0 finds what it takes words to their base forms with."""
    return all(importlib.util.find_spec(name) for name in ("spacy", "en_core_web_sm"))
