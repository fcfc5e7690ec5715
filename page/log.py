"""The operations log: every change that was made on the page, in a file beside the memories. It holds ids and numbers,
no text, and whose memories were changed as a digest."""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

_READ, _LONGEST = 2**19, 2**22  # bytes that are shown, and after which a new file is begun
_IDS = 200  # that an entry names


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: `kind` says which, `by` is `key` or `link`, `who` the digest of a place. `undoable_until` is None for
    what stays; `erased_from_disk` is told of an erasing."""

    kind: str
    operation_id: str
    at: int
    by: str
    who: str
    ids: tuple[str, ...] = ()
    memories: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    undoable_until: int | None = None
    erased_from_disk: bool | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """Of one space; without a folder nothing is kept."""

    folder: Path | None
    space: str

    def note(self, entry: Entry) -> None:
        """A disk that is full, or not to be written, stops no change."""
        if self.folder is None:
            return
        record = asdict(entry) | {"ids": entry.ids[:_IDS]}
        with suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                if self._file.stat().st_size > _LONGEST:
                    self._file.replace(self._file.with_suffix(".old"))
            with self._file.open("ab") as file:
                file.write(json.dumps(record, separators=(",", ":")).encode() + b"\n")

    def latest(self, *, limit: int, who: str = "") -> list[Entry]:
        """The latest first; of one place, when it is given."""
        found: list[Entry] = []
        for entry in self._read():
            if who in ("", entry.who):
                found.append(entry)
            if len(found) == limit:
                break
        return found

    def of(self, operation_id: str, *, who: str = "") -> Entry | None:
        entries = (entry for entry in self._read() if who in ("", entry.who))
        return next((entry for entry in entries if entry.operation_id == operation_id), None)

    @property
    def _file(self) -> Path:
        assert self.folder is not None
        return self.folder / "page-log" / f"{self.space}.jsonl"

    def _read(self) -> Iterator[Entry]:
        if self.folder is None:
            return
        try:
            with self._file.open("rb") as file:
                file.seek(max(0, file.seek(0, 2) - _READ))
                lines: Sequence[bytes] = file.read().splitlines()
        except OSError:
            return
        for line in reversed(lines):
            with suppress(ValueError, TypeError):
                record = json.loads(line)
                yield Entry(**record | {"ids": tuple(record["ids"])})


def now() -> int:
    return int(time.time() * 1_000_000)
