"""One folder, used by several: two plugin processes at once, and two authorizations of one process.

python -m benchmarks.two_processes [--memories 1000] [--seconds 20] [--callers 4] [--rounds 100]

The tables go to stdout, progress to stderr. The processes are real plugin processes with the bundled model, called as
Dify calls them; each caller stores and searches in turn, as a user of its own. One process is measured with the callers
of both besides. The authorizations of one process differ by their language model, which nothing here asks: searches go
to one service alone, and to two by turns.
"""

import argparse
import itertools
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.cold_start import NamedLikeBundled
from benchmarks.corpus import OWNER, QUERY_SEED, STORE_SEED, corpus, questions, sentences
from benchmarks.speed import milliseconds
from benchmarks.speed_tables import percentile, table
from benchmarks.systems import KEY, Keepsake
from dev.daemon import Daemon, workflow
from memory_core import Scope, Settings, space_id
from memory_core.bootstrap import open_service
from memory_core.domain.selection import Selection
from memory_core.service import MemoryService

_LEAST_CALLS, _LONGEST_STORE, _MOST_TIMES = 10, 3, 1.3  # the goals
_TEXTS = 2_000  # of each caller
_MODELS = ("openai:one", "openai:another")  # are not asked


@dataclass
class Took:
    """Seconds of every call that was answered, and what failed."""

    stores: list[float] = field(default_factory=list)
    searches: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def __add__(self, other: "Took") -> "Took":
        return Took(self.stores + other.stores, self.searches + other.searches, self.failures + other.failures)


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="keepsake-two-processes-") as folder:
        filled = _filled(Path(folder) / "filled", options.memories)
        rows, measured = [], {}
        for processes, callers in ((1, 2 * options.callers), (2, options.callers)):
            place = Path(shutil.copytree(filled, Path(folder) / str(processes)))
            took = _converse(place, processes=processes, callers=callers, seconds=options.seconds)
            rows.append([f"{processes}, {callers} callers each", *_figures(took, options.seconds)])
            measured[processes] = took
            _progress(f"{processes} processes measured")
        alone, two = _search_in_turn(filled, options.rounds)
    _print(options, rows, measured[2], alone, two)


# -- processes ---------------------------------------------------------------------------------------------------------


def _filled(folder: Path, size: int) -> Path:
    keepsake = Keepsake(folder, NamedLikeBundled())
    keepsake.fill(corpus(size))
    keepsake.close()
    return folder


def _converse(folder: Path, *, processes: int, callers: int, seconds: float) -> Took:
    """All callers at once, each of whom talks to one process."""
    with ExitStack() as running:
        daemons = [running.enter_context(Daemon(environment={"HOME": str(folder)})) for _ in range(processes)]
        talks = [_Caller(daemon, folder, number) for number, daemon in enumerate(daemons * callers)]
        for talk in talks:
            talk.store("I am here.")  # the model is loaded, and the folder seen by everybody
        until = time.monotonic() + seconds
        with ThreadPoolExecutor(len(talks)) as pool:
            return sum(pool.map(lambda talk: talk.go_on(until), talks), Took())


class _Caller:
    """One who stores and searches in turn, in one process."""

    def __init__(self, daemon: Daemon, folder: Path, number: int) -> None:
        self._daemon = daemon
        self._credentials = {"api_key": KEY, "data_dir": str(folder), "isolation": "none"}
        self._number = number

    def go_on(self, until: float) -> Took:
        took, texts = Took(), itertools.cycle(sentences(_TEXTS, seed=STORE_SEED + self._number))
        while time.monotonic() < until:
            for call, seconds in ((self.store, took.stores), (self.search, took.searches)):
                began = time.monotonic()
                if failure := call(next(texts)):
                    took.failures.append(failure)
                else:
                    seconds.append(time.monotonic() - began)
        return took

    def store(self, text: str) -> str:
        return self._invoke("memory_store", content=text)

    def search(self, text: str) -> str:
        return self._invoke("memory_search", query=text)

    def _invoke(self, tool: str, **parameters: Any) -> str:
        """What went wrong."""
        parameters |= {"user_id": f"caller-{self._number}"}
        answer = self._daemon.invoke(tool, parameters, credentials=self._credentials, caller=workflow())
        return answer.error or ("" if answer["ok"] else answer.text)


# -- authorizations ----------------------------------------------------------------------------------------------------


def _search_in_turn(folder: Path, rounds: int) -> tuple[list[float], list[float]]:
    """Milliseconds of searches of one service, and of two on the same folder, who take turns."""
    services = [open_service(Settings(data_dir=folder, language_model=model)) for model in _MODELS]
    queries = questions(rounds, seed=QUERY_SEED)
    try:
        _search(services[0], queries[0])
        alone = [milliseconds(lambda: _search(services[0], query)) for query in queries]  # noqa: B023
        _search(services[1], queries[0])
        two = [milliseconds(lambda: _search(services[n % 2], query)) for n, query in enumerate(queries)]  # noqa: B023
    finally:
        for service in services:
            service.close()
    _progress("two authorizations measured")
    return alone, two


def _search(service: MemoryService, query: str) -> None:
    scope = Scope(space=space_id(KEY), agent="dify", user=OWNER)
    if not service.search(query, scope=scope, selection=Selection(alive_at=service.now())).hits:
        raise RuntimeError("Nothing was found.")


# -- output ------------------------------------------------------------------------------------------------------------


def _figures(took: Took, seconds: float) -> list[str]:
    calls = len(took.stores) + len(took.searches)
    return [
        f"{calls / seconds:.1f}",
        *(f"{percentile(of, part):.2f}" for of in (took.stores, took.searches) for part in (50, 95)),
        f"{max(took.stores + took.searches):.2f}",
        str(len(took.failures)),
    ]


def _print(
    options: argparse.Namespace, rows: list[list[str]], took: Took, alone: Sequence[float], two: Sequence[float]
) -> None:
    head = ["processes", "calls a second", "store p50 (s)", "p95", "search p50 (s)", "p95", "longest", "failed"]
    print(f"#### {options.memories:,} memories, each caller stores and searches in turn, {options.seconds:g} s\n")
    table(head, rows)
    calls = (len(took.stores) + len(took.searches)) / options.seconds
    goals = [
        ["calls a second of two processes", f"{calls:.1f}", f"at least {_LEAST_CALLS}"],
        ["p95 of a store of two processes (s)", f"{percentile(took.stores, 95):.2f}", f"at most {_LONGEST_STORE}"],
        ["calls of two processes that failed", str(len(took.failures)), "0"],
        [
            "search: two authorizations / one",
            f"{statistics.median(two) / statistics.median(alone):.2f}",
            f"at most {_MOST_TIMES}",
        ],
    ]
    print("\n#### Goals\n")
    table(["what", "measured", "goal"], goals)
    for failure in sorted(set(took.failures)):
        print(f"\nfailed: {failure}")


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.two_processes",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--memories", type=int, default=1_000, help="that the folder holds already")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--callers", type=int, default=4, help="of each of two processes")
    parser.add_argument("--rounds", type=int, default=100, help="searches of one service, and of two")
    return parser.parse_args()


if __name__ == "__main__":
    main()
