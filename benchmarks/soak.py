"""Two plugin processes on one folder for a quarter of an hour: what is lost, what is doubled, and what grows.

python -m benchmarks.soak [--minutes 15] [--callers 20]

Half of the callers talk to each of two real plugin processes with the bundled model; they store, chat and search, each
as a user of its own, and send again what was not acknowledged. One process is killed twice a minute, the other one
lives throughout, and its memory is looked at. A quarter of the language model's answers are faults. The disk is filled
for some seconds of every minute, where mounting one of its own is allowed (root, or `unshare -rm` with enough rights).
After the end every record is read, and what was acknowledged is counted.

The tables go to stdout, progress to stderr. It ends with 1 when a goal is missed.
"""

import argparse
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.soak_callers import Caller, FaultyModel, Took
from benchmarks.soak_place import Disk, Plugin, disk
from benchmarks.speed_tables import percentile, table
from dev.workspace_models import WorkspaceModels
from memory_core import Settings
from memory_core.domain.memory import Said
from memory_core.operators import open_archives

_MOST_MIB, _MOST_GROWTH = 450, 1.10  # the goals; of the last third over the second one
_KILL_EVERY, _FILL_EVERY, _FULL_SECONDS = 30.0, 60.0, 5.0
_LOOK_EVERY = 5.0
_AT_ONCE = 1_000  # records


@dataclass
class Seen:
    """What was looked at, by the seconds since the beginning."""

    at: list[float] = field(default_factory=list)
    resident: list[float] = field(default_factory=list)
    anonymous: list[float] = field(default_factory=list)
    files: list[float] = field(default_factory=list)
    fills: int = 0

    def look(self, at: float, plugin: Plugin, place: Disk) -> None:
        resident, anonymous = plugin.mib()
        self.at.append(at)
        self.resident.append(resident)
        self.anonymous.append(anonymous)
        self.files.append(place.mib())

    def third(self, number: int) -> float:
        """The median of what was resident in a third of the time."""
        size = max(1, len(self.resident) // 3)
        return statistics.median(self.resident[number * size : (number + 1) * size])

    @property
    def growth(self) -> float:
        return self.third(2) / self.third(1)


@dataclass(frozen=True, slots=True)
class Found:
    """What became of the words: acknowledged and not there, there more than once, and all records."""

    lost: int
    doubled: int
    records: int


def main() -> None:
    options = _options()
    models = FaultyModel()
    with disk() as place:
        if not place.can_be_filled:
            _progress("No disk can be mounted here: none is filled.")
        plugins = [Plugin(place.folder, WorkspaceModels(models)) for _ in range(2)]
        try:
            seen, took = _run(plugins, place, minutes=options.minutes, callers=options.callers)
        finally:
            for plugin in plugins:
                plugin.end()
        found = _counted(place.folder, took)
    _print(options, took, seen, found, kills=plugins[1].kills, faults=models.faults)
    missed = found.lost or found.doubled or max(seen.resident) > _MOST_MIB or seen.growth > _MOST_GROWTH
    sys.exit(bool(missed))


# -- the run -----------------------------------------------------------------------------------------------------------


def _run(plugins: Sequence[Plugin], place: Disk, *, minutes: float, callers: int) -> tuple[Seen, Took]:
    calling = [Caller(number, plugins[number % 2], str(place.folder)) for number in range(callers)]
    until = time.monotonic() + 60 * minutes
    with ThreadPoolExecutor(len(calling)) as pool:
        talks = [pool.submit(caller.go_on, until) for caller in calling]
        seen = _disturb(plugins, place, until)
        return seen, sum((talk.result() for talk in talks), Took())


def _disturb(plugins: Sequence[Plugin], place: Disk, until: float) -> Seen:
    """Kills, fills and looks, each at its times."""
    seen, began = Seen(), time.monotonic()
    kill_at, fill_at = began + _KILL_EVERY, began + _FILL_EVERY / 2 + _KILL_EVERY / 2
    while (now := time.monotonic()) < until:
        seen.look(now - began, plugins[0], place)
        if now >= kill_at:
            plugins[1].kill()
            kill_at += _KILL_EVERY
            _progress(f"{now - began:4.0f} s: {seen.resident[-1]:.0f} MiB resident, {seen.files[-1]:.0f} on disk")
        if now >= fill_at and place.can_be_filled:
            with place.full():
                time.sleep(_FULL_SECONDS)
            seen.fills += 1
            fill_at += _FILL_EVERY
        time.sleep(_LOOK_EVERY)
    return seen


# -- what became of the words ------------------------------------------------------------------------------------------


def _counted(folder: Path, took: Took) -> Found:
    records, there = 0, Counter[str]()
    for words in _messages(folder):
        records += 1
        there[words] += 1 if words else 0
    lost = sum(1 for words in took.acknowledged if not there[words])
    doubled = sum(1 for words in took.sent if there[words] > 1)
    return Found(lost, doubled, records)


def _messages(folder: Path) -> Iterator[str]:
    """The words of every message, and an empty text for every other record."""
    with closing(open_archives(Settings(data_dir=folder))) as archives:
        for name in archives.collections():
            archive, after = archives.open(name), None
            while entries := archive.read(after=after, limit=_AT_ONCE):
                yield from (e.memory.content if isinstance(e.memory, Said) else "" for e in entries)
                after = entries[-1].memory.created_at


# -- output ------------------------------------------------------------------------------------------------------------


def _print(options: argparse.Namespace, took: Took, seen: Seen, found: Found, *, kills: int, faults: int) -> None:
    seconds = 60 * options.minutes
    print(f"#### Two processes, {options.callers} callers, {options.minutes:g} minutes\n")
    rows = [
        [
            tool,
            f"{len(t):,}",
            f"{len(t) / seconds:.1f}",
            *(f"{percentile(t, p):.2f}" for p in (50, 95)),
            f"{max(t):.2f}",
        ]
        for tool, t in sorted(took.seconds.items())
    ]
    table(["tool", "answered", "a second", "p50 (s)", "p95", "longest"], rows)
    print(
        f"\n{kills} kills, {seen.fills} times a full disk, {faults} faults of the model. Not answered, and repeated:\n"
    )
    table(["why", "calls"], [[code, f"{count:,}"] for code, count in took.failed.most_common()] or [["nothing", "0"]])
    print("\n#### The process that lived, and the files (MiB)\n")
    step = max(1, len(seen.at) // 15)
    figures = zip(seen.at, seen.resident, seen.anonymous, seen.files, strict=True)
    table(["second", "resident", "anonymous", "files"], [[f"{n:.0f}" for n in row] for row in list(figures)[::step]])
    print("\n#### Goals\n")
    table(
        ["what", "measured", "goal"],
        [
            ["acknowledged words", f"{len(took.acknowledged):,} in {found.records:,} records", ""],
            ["of them lost", str(found.lost), "0"],
            ["words there more than once", str(found.doubled), "0"],
            ["resident at most (MiB)", f"{max(seen.resident):.0f}", f"at most {_MOST_MIB}"],
            ["resident, last third / second third", f"{seen.growth:.2f}", f"at most {_MOST_GROWTH:.2f}"],
        ],
    )


def _progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.soak", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=15.0)
    parser.add_argument("--callers", type=int, default=20)
    return parser.parse_args()


if __name__ == "__main__":
    main()
