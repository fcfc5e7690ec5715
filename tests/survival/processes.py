"""Workers as their parent sees them."""

import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from dev.daemon import PLUGIN

type Report = tuple[str, Any]

_LONGEST_LIFE = 100


class Worker:
    """A process of worker.py, or of another `program` here. Killed at the end at the latest, and whenever it lives too
    long to mean well."""

    def __init__(self, folder: Path, *arguments: object, program: str = "worker") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", f"tests.survival.{program}", str(folder), *map(str, arguments)],
            cwd=PLUGIN,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._guard = threading.Timer(_LONGEST_LIFE, self.process.kill)
        self._guard.daemon = True
        self._guard.start()
        self.reports: list[Report] = []

    def __enter__(self) -> "Worker":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def next(self) -> Report | None:
        """What it reports next; None when it has ended. Half a line is what it was killed at."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line.endswith(b"\n"):
            return None
        event, _, value = line.decode().partition(" ")
        self.reports.append((event, json.loads(value)))
        return self.reports[-1]

    def wait_for(self, event: str) -> Any:
        """Reads until it reports `event`, and gives what it says about it."""
        while (report := self.next()) is not None:
            if report[0] == event:
                return report[1]
        raise ChildProcessError(f"the worker ended (code {self.process.wait()}) before it reported '{event}'")

    def go_on(self) -> None:
        assert self.process.stdin
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()

    def ended(self) -> int:
        """Its exit code, once it has reported everything."""
        assert self.process.stdin
        self.process.stdin.close()
        while self.next() is not None:
            pass
        return self.process.wait()

    def kill(self) -> None:
        """SIGKILL; what it reported before can still be read."""
        self.process.kill()
        self.process.wait()
        self._guard.cancel()
