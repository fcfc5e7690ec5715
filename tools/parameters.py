"""A tool's parameters, parsed once. A missing, null or empty one means its default; numbers may arrive as text."""

import json
import math
import re
from collections.abc import Mapping
from enum import StrEnum

from memory_core import parse_moment, storable
from memory_core.errors import InvalidParameter

_TRUE, _FALSE = ("true", "1", "yes", "on"), ("false", "0", "no", "off")
_MAXIMUM_TAGS, _MAXIMUM_TAG_LENGTH = 32, 100
_MAXIMUM_IDS = 500
_ITEMS = '[{"role": "user", "content": "Hello!"}]'


class Parameters:
    """Reads parameters by name; each method refuses a bad value with a sentence that says what to write."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def _given(self, name: str) -> object | None:
        value = self._values.get(name)
        return None if value is None or value == "" else value

    def _filled(self, name: str) -> object | None:
        """As `_given`, for what is no text: nothing but blanks is nothing."""
        value = self._given(name)
        return None if isinstance(value, str) and not value.strip() else value

    def text(self, name: str, *, longest: int | None = None) -> str:
        value = self._given(name)
        if value is None:
            return ""
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            raise InvalidParameter(f"{name} must be text. Bind it to a text variable.")
        text = storable(str(value), name=name)
        if longest is not None and len(text) > longest:
            raise InvalidParameter(f"{name} has {len(text):,} characters, at most {longest:,} fit. Shorten it.")
        return text

    def choice[E: StrEnum](self, name: str, options: type[E], default: E) -> E:
        value = self._filled(name)
        try:
            return default if value is None else options(str(value).strip().lower())
        except ValueError:
            raise InvalidParameter(f"{name} must be one of {', '.join(options)}. Choose one of them.") from None

    def number(self, name: str, *, lowest: float, highest: float) -> float | None:
        value = self._filled(name)
        if value is None:
            return None
        try:
            number = math.nan if isinstance(value, bool) else float(str(value).strip())
        except ValueError:
            number = math.nan
        if not lowest <= number <= highest:
            raise InvalidParameter(
                f"{name} must be a number from {lowest:,g} to {highest:,g}. Change it, or leave it empty."
            )
        return number

    def whole(self, name: str, default: int, *, lowest: int, highest: int) -> int:
        number = self.number(name, lowest=lowest, highest=highest)
        if number is not None and number != int(number):
            raise InvalidParameter(f"{name} must be a whole number from {lowest:,} to {highest:,}. Change it.")
        return default if number is None else int(number)

    def flag(self, name: str) -> bool:
        value = self._filled(name)
        text = "false" if value is None else str(value).strip().lower()
        if text not in _TRUE + _FALSE:
            raise InvalidParameter(f"{name} must be true or false. Change it, or leave it empty.")
        return text in _TRUE

    def moment(self, name: str) -> int | None:
        value = self.text(name)
        return parse_moment(value, name=name) if value.strip() else None

    def date_or_time(self, name: str) -> str | None:
        """As the library takes it, where a date alone is not its first moment."""
        return self.text(name).strip() or None

    def ids(self, name: str = "ids") -> tuple[str, ...]:
        """Of memories, whole or short, separated by commas or spaces; each once."""
        ids = tuple(dict.fromkeys(re.split(r"[\s,;，、；]+", self.text(name).strip())))
        if len(ids) > _MAXIMUM_IDS:
            raise InvalidParameter(f"{name} takes at most {_MAXIMUM_IDS:,} ids. Send the rest with another call.")
        return tuple(memory_id for memory_id in ids if memory_id)

    def choices[E: StrEnum](self, name: str, options: type[E]) -> tuple[E, ...]:
        """Several of them, separated by commas, in any script's; empty for none."""
        chosen = tuple(part for part in re.split(r"[\s,，、]+", self.text(name).strip().lower()) if part)
        if any(part not in list(options) for part in chosen):
            raise InvalidParameter(f"{name} takes {', '.join(options)}, separated by commas. Change it.")
        return tuple(dict.fromkeys(options(part) for part in chosen))

    def items(self, name: str) -> list[object] | None:
        """A list, given as one or as JSON; None when nothing is given."""
        value = self._filled(name)
        if isinstance(value, str):
            try:
                value = json.loads(storable(value, name=name))
            except (ValueError, RecursionError) as exc:
                place = f" (line {exc.lineno}, column {exc.colno})" if isinstance(exc, json.JSONDecodeError) else ""
                raise InvalidParameter(f"{name} is not JSON{place}. Write a JSON array, like {_ITEMS}.") from None
        if value is not None and not isinstance(value, list):
            raise InvalidParameter(f"{name} must be a JSON array. Write it like {_ITEMS}.")
        return value

    def tags(self, name: str = "tags") -> tuple[str, ...]:
        """Comma-separated, in any script's commas; spaces around them and repetitions do not count."""
        text = self.text(name).replace("，", ",").replace("、", ",")
        tags = tuple(dict.fromkeys(tag.strip() for tag in text.split(",") if tag.strip()))
        if len(tags) > _MAXIMUM_TAGS or any(len(tag) > _MAXIMUM_TAG_LENGTH for tag in tags):
            raise InvalidParameter(
                f"{name} takes at most {_MAXIMUM_TAGS} tags of {_MAXIMUM_TAG_LENGTH} characters, separated by commas."
            )
        return tags
