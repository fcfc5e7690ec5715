"""How long a fresh plugin process takes to its first answer, from its start on, as Dify starts it."""

import tempfile
import time
from pathlib import Path

from benchmarks.corpus import OWNER, QUERY_SEED, corpus, questions
from benchmarks.embedders import CheapEmbedder, bundled
from benchmarks.systems import KEY, Keepsake
from dev.daemon import Daemon, workflow

_STARTS = 5


class NamedLikeBundled(CheapEmbedder):
    """Its vectors go where the plugin looks for those of the bundled model."""

    name = bundled().name


def first_answers(size: int) -> list[float]:
    """Seconds from the start of a process to the answer of its first search, on a store of `size` memories, each of a
    new process; the files are in the page cache."""
    with tempfile.TemporaryDirectory(prefix="keepsake-cold-start-") as folder:
        keepsake = Keepsake(Path(folder), NamedLikeBundled())
        keepsake.fill(corpus(size))
        keepsake.close()
        return [_first_answer(folder, query) for query in questions(_STARTS, seed=QUERY_SEED)]


def _first_answer(folder: str, query: str) -> float:
    credentials = {"api_key": KEY, "data_dir": folder, "isolation": "none"}
    started = time.monotonic()
    with Daemon(environment={"HOME": folder}) as daemon:
        parameters = {"query": query, "user_id": OWNER}
        answer = daemon.invoke("memory_search", parameters, credentials=credentials, caller=workflow())
        took = time.monotonic() - started
    if answer.error or answer["status"] not in ("found", "only_weak"):
        raise RuntimeError(f"The plugin did not find anything: {answer.error or answer.text}")
    return took
