"""The options of an authorization, parsed once: `data_dir=/app/storage/keepsake reembed=on`.

Pairs stand apart by spaces, commas or lines; a value with spaces stands in quotes. What the form does not say is read
from the variable KEEPSAKE_<OPTION> of the container that runs the plugin, for all authorizations alike.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from forms.options import OPTIONS, ChoiceOption, FlagOption, Option, WholeOption
from memory_core.errors import InvalidSettings

_GAP = re.compile(r"[\s,;，、；]*")
_PAIR = re.compile(
    r"""(?P<name>\w+)\s*[=＝:：]\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<plain>[^\s,;，、；"']+))"""
)
_ON, _OFF = ("on", "true", "yes", "1"), ("off", "false", "no", "0")
_BY_NAME = {option.name: option for option in OPTIONS}
_EXAMPLE = "data_dir=/app/storage/keepsake reembed=on"


@dataclass(frozen=True, slots=True)
class Options:
    """The options that are set, each as it was checked."""

    _values: Mapping[str, str]

    def text(self, option: Option) -> str:
        return self._values.get(option.name, "")

    def number(self, option: WholeOption) -> int | None:
        return int(text) if (text := self.text(option)) else None

    def flag(self, option: FlagOption) -> bool:
        return self.text(option) == "on"


def parse_options(text: str, environment: Mapping[str, str]) -> Options:
    """Raises InvalidSettings with a sentence that says what to write."""
    values = {option.name: environment.get(f"KEEPSAKE_{option.name.upper()}", "").strip() for option in OPTIONS}
    said: set[str] = set()
    for name, value in _pairs(text):
        if name in said:
            raise InvalidSettings(f"options says {name} more than once. Leave one of them.")
        said.add(name)
        values[name] = value
    return Options({name: _checked(_BY_NAME[name], value) for name, value in values.items() if value})


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    place = _after_gap(text, 0)
    while place < len(text):
        pair = _PAIR.match(text, place)
        if pair is None:
            raise InvalidSettings(
                f"options cannot be read. Write pairs of key=value, like {_EXAMPLE}, with quotes around a value "
                "that has spaces."
            )
        name = pair["name"].lower()
        if name not in _BY_NAME:
            close = get_close_matches(name[:50], list(_BY_NAME), n=1)
            meant = f"Did you mean {close[0]}? " if close else ""
            raise InvalidSettings(f"options has a key that is not known. {meant}It takes {', '.join(_BY_NAME)}.")
        yield name, next((pair[kind] for kind in ("double", "single", "plain") if pair[kind] is not None), "").strip()
        place = _after_gap(text, pair.end())


def _after_gap(text: str, place: int) -> int:
    gap = _GAP.match(text, place)
    return gap.end() if gap else place


def _checked(option: Option, value: str) -> str:
    """In the one way that it is written."""
    match option:
        case WholeOption(lowest=lowest, highest=highest):
            if value.isdecimal() and len(value) < 10 and lowest <= int(value) <= highest:
                return str(int(value))
            raise InvalidSettings(f"options: {option.name} takes a whole number from {lowest:,} to {highest:,}.")
        case FlagOption():
            if value.lower() in _ON + _OFF:
                return "on" if value.lower() in _ON else ""
            raise InvalidSettings(f"options: {option.name} takes on or off. Write {option.name}=on.")
        case ChoiceOption(options=options):
            if value.lower() in list(options):
                return value.lower()
            close = get_close_matches(value.lower()[:50], list(options), n=1)
            meant = f" Did you mean {close[0]}?" if close else ""
            raise InvalidSettings(f"options: {option.name} takes {', '.join(options)}.{meant}")
    return value
