"""A tool's parameters, parsed once, each as forms/ declares it. A missing, null or empty one means its default; numbers
may arrive as text, and so may lists."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

from forms.fields import (
    Choice,
    Choices,
    Days,
    DaysOrNever,
    Field,
    Filter,
    Flag,
    Ids,
    Items,
    Moment,
    Number,
    Tags,
    Text,
    Whole,
)
from memory_core import parse_moment, storable
from memory_core.errors import InvalidParameter
from tools.filters import Narrowed, parse_filter
from tools.lists import means_nothing, read_list

_TRUE, _FALSE = ("true", "1", "yes", "on"), ("false", "0", "no", "off")
_BETWEEN_IDS = re.compile(r"[\s,;，、；\[\]\"']+")
_BETWEEN_WORDS = re.compile(r"[\s,，、]+")


class SettingRefused(InvalidParameter):
    """A parameter that the builder of an app fills in cannot be used, whoever calls."""


class Parameters:
    """Reads parameters; each method refuses a bad value with a sentence that says what to write."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def text(self, field: Text) -> str:
        text = self._text(field)
        if field.longest is not None and len(text) > field.longest:
            raise _refused(
                field, f"{field.name} has {len(text):,} characters, at most {field.longest:,} fit. Shorten it."
            )
        return text

    def choice[E: StrEnum](self, field: Choice[E]) -> E:
        word = self._word(field)
        try:
            return field.default if word is None else field.options(word)
        except ValueError:
            options = ", ".join(field.options)
            raise _refused(field, f"{field.name} must be one of {options}. Choose one of them.") from None

    def number(self, field: Number) -> float | None:
        return self._number(field, field.lowest, field.highest)

    def whole(self, field: Whole) -> int | None:
        """The default when nothing is given, which may be nothing, too."""
        number = self.number(field)
        if number is not None and number != int(number):
            between = f"{field.lowest:,} to {field.highest:,}"
            raise _refused(field, f"{field.name} must be a whole number from {between}. Change it.")
        return field.default if number is None else int(number)

    def count(self, field: Whole) -> int:
        """A whole number, of a field with a default or 0."""
        return self.whole(field) or 0

    def days(self, field: Days) -> timedelta | str | None:
        """How long to keep something, from now; the word of DaysOrNever for good."""
        never = field.never if isinstance(field, DaysOrNever) else ""
        if never and self._word(field) == never:
            return never
        days = self._number(field, 0, field.highest)
        if days == 0:
            way_out = (
                f", or '{never}'. Leave it empty to change nothing."
                if never
                else ". Leave it empty to keep it for good."
            )
            raise _refused(field, f"{field.name} must be more than 0{way_out}")
        return None if days is None else timedelta(days=days)

    def lifetime(self, field: Days) -> timedelta | None:
        """The same, of a field that knows no word for good."""
        days = self.days(field)
        return days if isinstance(days, timedelta) else None

    def flag(self, field: Flag) -> bool:
        word = self._word(field)
        text = "false" if word is None else word
        if text not in _TRUE + _FALSE:
            raise _refused(field, f"{field.name} must be true or false. Change it, or leave it empty.")
        return text in _TRUE

    def moment(self, field: Moment) -> int | None:
        value = self._text(field)
        try:
            return parse_moment(value, name=field.name) if value.strip() else None
        except InvalidParameter as exc:
            raise _refused(field, str(exc)) from None

    def filter(self, field: Filter) -> Narrowed:
        try:
            return parse_filter(self._text(field), field)
        except InvalidParameter as exc:
            raise _refused(field, str(exc)) from None

    def ids(self, field: Ids) -> tuple[str, ...]:
        """Each once."""
        given = self._list(field)
        parts = _BETWEEN_IDS.split(given) if isinstance(given, str) else given
        ids = tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
        if len(ids) > field.most:
            raise _refused(field, f"{field.name} takes at most {field.most:,} ids. Send the rest with another call.")
        if too_long := next((part for part in ids if len(part) > field.longest), ""):
            raise _refused(
                field,
                f"{field.name} holds an id of {len(too_long):,} characters, at most {field.longest} fit. Copy ids as a "
                "tool answered them.",
            )
        return ids

    def tags(self, field: Tags) -> tuple[str, ...]:
        """Each once, in any script's commas; spaces around them do not count."""
        given = self._list(field)
        parts = re.split("[,，、]", given) if isinstance(given, str) else given
        tags = tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
        if len(tags) > field.most or any(len(tag) > field.longest for tag in tags):
            raise _refused(
                field,
                f"{field.name} takes at most {field.most} tags of {field.longest} characters, separated by commas.",
            )
        return tags

    def choices[E: StrEnum](self, field: Choices[E]) -> tuple[E, ...]:
        """Several of them; empty for none."""
        given = self._list(field)
        parts = [part.strip().lower() for part in (_BETWEEN_WORDS.split(given) if isinstance(given, str) else given)]
        if any(part not in list(field.options) for part in parts if part):
            options = ", ".join(field.options)
            raise _refused(field, f"{field.name} takes {options}, separated by commas. Change it.")
        return tuple(dict.fromkeys(field.options(part) for part in parts if part))

    def items(self, field: Items) -> list[object] | None:
        """None when nothing is given."""
        value = self._filled(field)
        if isinstance(value, str):
            text = storable(value, name=field.name)
            value = None if text.strip() in ("null", "None") else read_list(text) or _json(text, field)
        if value is not None and not isinstance(value, list):
            raise _refused(field, f"{field.name} must be a JSON array. Write it like {field.example}.")
        return value

    def _given(self, field: Field) -> object | None:
        value = self._values.get(field.name)
        return None if value is None or value == "" else value

    def _filled(self, field: Field) -> object | None:
        """As `_given`, for what is no text: nothing but blanks is nothing."""
        value = self._given(field)
        return None if isinstance(value, str) and not value.strip() else value

    def _word(self, field: Field) -> str | None:
        """The value as a word in small letters; of what is neither text nor number one that means nothing anywhere."""
        value = self._filled(field)
        if value is None:
            return None
        return str(value).strip().lower() if isinstance(value, str | int | float) else ""

    def _text(self, field: Field) -> str:
        value = self._given(field)
        if value is None:
            return ""
        if not isinstance(value, str | int | float) or isinstance(value, bool):
            raise _refused(field, f"{field.name} must be text. Bind it to a text variable.")
        return storable(str(value), name=field.name)

    def _number(self, field: Field, lowest: float, highest: float) -> float | None:
        word = self._word(field)
        if word is None:
            return None
        try:
            number = math.nan if word in ("true", "false") else float(word)
        except ValueError:
            number = math.nan
        if not lowest <= number <= highest:
            between = f"{lowest:,g} to {highest:,g}"
            raise _refused(field, f"{field.name} must be a number from {between}. Change it, or leave it empty.")
        return number

    def _list(self, field: Field) -> str | Sequence[str]:
        """The entries of a list, or a text that separates them in its own way."""
        value = self._given(field)
        if not isinstance(value, list):
            text = self._text(field)
            value = [] if means_nothing(text) else read_list(text)
            if value is None:
                return text
        entries = [entry for entry in value if entry is not None]
        for number, entry in enumerate(entries, 1):
            if not isinstance(entry, str | int | float) or isinstance(entry, bool):
                raise _refused(field, f"{field.name}, entry {number} is no text. Bind a list of texts.")
        return [storable(str(entry), name=field.name) for entry in entries]


def _refused(field: Field, sentence: str) -> InvalidParameter:
    return InvalidParameter(sentence) if field.by_model else SettingRefused(sentence)


def _json(text: str, field: Items) -> object:
    """What is no list, if it is JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as exc:
        place = f" (line {exc.lineno}, column {exc.colno})" if isinstance(exc, json.JSONDecodeError) else ""
        sentence = f"{field.name} is not JSON{place}. Write a JSON array, like {field.example}."
    raise _refused(field, sentence)
