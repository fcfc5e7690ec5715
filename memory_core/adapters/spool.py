"""Spool: what was read of a file, put aside on disk and given back in the order of its times.

Exports list the newest conversation first, and a memory has to hear things in the order in which they were said. So the
whole file is read before anything is stored, which also tells whether it is whole. The database has no name in any
folder: the system removes it when the process ends, however it ends.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Any, Self

from memory_core.domain.memory import Role
from memory_core.domain.text import digest
from memory_core.errors import StorageFull
from memory_core.readers.told import Read, Told, Unread

_TABLE = """
CREATE TABLE told (
    n INTEGER PRIMARY KEY, at INTEGER NOT NULL, is_fact INTEGER NOT NULL, user TEXT NOT NULL, chat TEXT NOT NULL,
    role TEXT NOT NULL, said TEXT NOT NULL
)
"""
_PEOPLE = """
SELECT user, SUM(1 - is_fact), SUM(is_fact), COUNT(DISTINCT CASE WHEN is_fact THEN NULL ELSE chat END),
    MIN(NULLIF(at, 0)), MAX(at)
FROM told GROUP BY user ORDER BY COUNT(*) DESC, user
"""


@dataclass(frozen=True, slots=True)
class PersonTold:
    """What a file holds of one person, by their id there; moments are 0 when it names none."""

    user: str
    messages: int
    facts: int
    chats: int
    first: int
    last: int


class Spool:
    """What was read, and what could not be. A context manager."""

    def __init__(self) -> None:
        self.unread: list[Unread] = []
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute(_TABLE)
        self._base.execute("BEGIN")
        self._latest: dict[tuple[str, str], int] = {}  # the time of the last message of each conversation
        self._same: dict[str, int] = {}  # how often the same stood in a file that has no ids

    def fill(self, told: Iterable[Read], *, most: int | None = None) -> int:
        """Reads to the end, or as many messages and facts as `most`; how many there are. Raises StorageFull."""
        count = 0
        try:
            for each in told:
                if isinstance(each, Unread):
                    self.unread.append(each)
                    continue
                self._put(each)
                count += 1
                if count == most:
                    break
            self._base.execute("CREATE INDEX by_time ON told (is_fact, at, n)")
        except sqlite3.OperationalError:
            raise StorageFull("There is no room to sort the file in the folder for temporary files.") from None
        return count

    def _put(self, told: Told) -> None:
        chat = (told.user, told.chat)
        at = told.at if told.at is not None else self._latest.get(chat, 0)
        self._latest[chat] = max(at, self._latest.get(chat, 0))
        values = asdict(told) | {"id": told.id or self._named(told)}
        said = json.dumps(values, ensure_ascii=False)
        row = (at, int(told.is_fact), told.user, told.chat, told.role, said)
        self._base.execute("INSERT INTO told (at, is_fact, user, chat, role, said) VALUES (?, ?, ?, ?, ?, ?)", row)

    def _named(self, told: Told) -> str:
        """An id of what has none: by its words, its time and how often the same was before it, so that a file that has
        grown names the old part as before."""
        named = digest(told.user, told.chat, told.role, str(told.at), told.text)
        self._same[named] = self._same.get(named, 0) + 1
        return f"{named}/{self._same[named]}"

    def count(self, *, facts: bool) -> int:
        (count,) = self._base.execute("SELECT COUNT(*) FROM told WHERE is_fact = ?", (int(facts),)).fetchone()
        return int(count)

    def told(self, *, facts: bool) -> Iterator[Told]:
        """Messages or facts, the earliest first."""
        rows = self._base.execute("SELECT said FROM told WHERE is_fact = ? ORDER BY at, n", (int(facts),))
        return (_told(json.loads(said)) for (said,) in rows)

    def people(self) -> list[PersonTold]:
        """Who is in the file, those with most first."""
        return [PersonTold(user, *(n or 0 for n in rest)) for user, *rest in self._base.execute(_PEOPLE)]

    def close(self) -> None:
        self._base.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _told(values: Mapping[str, Any]) -> Told:
    return Told(**{**values, "role": Role(values["role"]), "tags": tuple(values["tags"])})
