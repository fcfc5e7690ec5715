"""The stamp: what a folder or a collection says of itself, and whether this program may read or write it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from typing import Any

from memory_core.engines.collections import COLLECTION_SCHEMA, READABLE_FROM, WRITABLE_FROM
from memory_core.errors import StorageReadOnly, StorageUnsuitable
from memory_core.version import VERSION


@dataclass(frozen=True, slots=True)
class Stamp:
    """Points are of `schema`, or on their way there; programs of schema `readable_from` and later may read them, those
    of `writable_from` and later may write. `left` points have still to be brought to schema `to`, when there are any.
    Keys of later programs are kept in `others`."""

    schema: int
    readable_from: int = READABLE_FROM
    writable_from: int = WRITABLE_FROM
    embedding_model: str = ""
    dimension: int = 0
    made_at: str = ""
    made_by: str = ""
    to: int = 0
    left: int = 0
    others: Mapping[str, Any] = field(default_factory=dict)

    def as_record(self) -> dict[str, Any]:
        return dict(self.others) | {name: getattr(self, name) for name in _NAMES}

    def check_readable(self, place: str) -> None:
        """Raises StorageUnsuitable; `place` is "The data folder /x" or the like."""
        if self.readable_from > COLLECTION_SCHEMA:
            raise StorageUnsuitable(
                f"{place} was written by a later version of Keepsake{self._by} (schema {self.schema}, this one reads "
                f"up to {COLLECTION_SCHEMA}). Nothing was changed. Upgrade Keepsake, or name another place."
            )

    def check_writable(self, place: str) -> None:
        """Raises StorageReadOnly."""
        if not self.is_writable:
            raise StorageReadOnly(
                f"{place} may only be read by this version of Keepsake: a later one{self._by} has changed how memories "
                f"are written (schema {self.schema}, this one writes up to {COLLECTION_SCHEMA}). Searching goes on; "
                "upgrade Keepsake to store, change or forget."
            )

    @property
    def is_writable(self) -> bool:
        return self.writable_from <= COLLECTION_SCHEMA

    @property
    def _by(self) -> str:
        return f", {self.made_by}," if self.made_by else ""

    def going_on(self, *, to: int, left: int) -> "Stamp":
        """While `left` points have still to be brought to the schema `to`; with none left, they have it."""
        if left:
            return replace(self, to=to, left=left)
        return replace(self, schema=max(self.schema, to), to=0, left=0)

    def broken_with(self, schema: int) -> "Stamp":
        """From now on programs of this schema and later alone read and write."""
        return replace(self, readable_from=schema, writable_from=schema)


_NAMES = tuple(f.name for f in fields(Stamp) if f.name != "others")


def made_now(*, schema: int, embedding_model: str, dimension: int) -> Stamp:
    """The stamp of what this program makes, or comes upon without one."""
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    return Stamp(schema, embedding_model=embedding_model, dimension=dimension, made_at=made_at, made_by=VERSION)


def parse(told: Any, place: str) -> Stamp:
    """The stamp of a record; raises StorageUnsuitable when it is none."""
    numbers = ("schema", "readable_from", "writable_from")
    if not isinstance(told, dict) or not all(isinstance(told.get(name), int) for name in numbers):
        raise StorageUnsuitable(
            f"{place} has a stamp that cannot be read, so nothing in it was touched. Restore the stamp from a backup, "
            "or upgrade Keepsake if a later version has written it."
        )
    known = {name: told[name] for name in _NAMES if name in told}
    return Stamp(**known, others={name: value for name, value in told.items() if name not in _NAMES})
