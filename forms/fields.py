"""What a parameter of a tool can be. Each kind knows its bounds and its default; tools/parameters.py reads values by
it."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A parameter. A model fills it in when `for_models` tells one how; else the builder does."""

    name: str
    for_models: str = ""
    required: bool = False

    dify_type: ClassVar[str] = "string"

    @property
    def by_model(self) -> bool:
        return bool(self.for_models)

    def drawn(self) -> Iterator[tuple[str, Any]]:
        """What Dify's form is told besides its texts, in the order it is written."""
        yield from ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    longest: int | None = None  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Field):
    """A number, or nothing."""

    lowest: float
    highest: float

    dify_type: ClassVar[str] = "number"

    def drawn(self) -> Iterator[tuple[str, Any]]:
        yield from (("min", self.lowest), ("max", self.highest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Number):
    """A whole number; without a default, or nothing."""

    lowest: int
    highest: int
    default: int | None = None

    def drawn(self) -> Iterator[tuple[str, Any]]:
        if self.default is not None:
            yield "default", self.default
        yield from (("min", self.lowest), ("max", self.highest))


@dataclass(frozen=True, slots=True, kw_only=True)
class Days(Field):
    highest: int = 36_500

    dify_type: ClassVar[str] = "number"


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysOrNever(Days):
    """The same, or the word for keeping it for good, so that nothing can mean no change."""

    never: ClassVar[str] = "never"
    dify_type: ClassVar[str] = "string"


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Field):
    """Off unless it is set."""

    dify_type: ClassVar[str] = "boolean"

    def drawn(self) -> Iterator[tuple[str, Any]]:
        yield "default", False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice[E: StrEnum](Field):
    """One of the values of an enumeration."""

    options: type[E]
    default: E

    dify_type: ClassVar[str] = "select"

    def drawn(self) -> Iterator[tuple[str, Any]]:
        yield "default", self.default.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment(Field):
    """A date or a time, in ISO 8601."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ids(Field):
    """Ids of memories, whole or short, in a list or separated by commas or spaces."""

    most: int = 500
    longest: int = 100  # characters of an id: what is longer is none


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags(Field):
    """Words, in a list or separated by commas."""

    most: int = 32
    longest: int = 100  # characters of a tag


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices[E: StrEnum](Field):
    """Several values of an enumeration, in a list or separated by commas."""

    options: type[E]


@dataclass(frozen=True, slots=True, kw_only=True)
class Items(Field):
    """A list of objects, as one or as text."""

    example: str


class FilterKey(StrEnum):
    """What a filter can narrow by; see tools/filters.py."""

    TYPE = "type"
    TAG = "tag"
    SINCE = "since"
    UNTIL = "until"
    AS_OF = "as_of"
    BEFORE = "before"
    STATE = "state"
    SESSION = "session"
    SHARED = "shared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Field):
    """Several conditions in one text, by these keys; types are facts, messages, procedures and perhaps `summaries`."""

    keys: tuple[FilterKey, ...]
    summaries: bool = False


def told(text: str) -> str:
    """A text for models, in one line."""
    return " ".join(text.split())
