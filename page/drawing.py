"""Drawing: templates and texts become a page. Everything is escaped, without an exception."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from forms.memory_page import Language
from memory_core import to_datetime
from page.answer import style

_HERE = Path(__file__).parent
_LANGUAGE_TAGS = {"en_US": "en", "zh_Hans": "zh-Hans", "ja_JP": "ja", "pt_BR": "pt-BR"}


def rendered(template: str, language: Language, values: Mapping[str, object]) -> str:
    known = {"t": texts(language), "style": style(), "language_tag": _LANGUAGE_TAGS[language], "language": language}
    return _environment().get_template(template).render({**known, **values})


@cache
def texts(language: Language) -> Mapping[str, Any]:
    with (_HERE / "texts" / f"{language.value}.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "number": _number,
        "moment": _moment,
        "day": _day,
        "machine_time": _machine_time,
        "fill": _fill,
        "percent": _percent,
        "size": _size,
    }
    return made


def _number(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f") if value >= 10_000 else str(value)


def _moment(micros: int) -> str:
    return _utc(micros).strftime("%Y-%m-%d %H:%M UTC")


def _day(micros: int) -> str:
    return _utc(micros).strftime("%Y-%m-%d")


def _machine_time(micros: int) -> str:
    return _utc(micros).isoformat(timespec="seconds")


def _utc(micros: int) -> datetime:
    try:
        return to_datetime(micros).astimezone(UTC)
    except (OverflowError, ValueError):
        return datetime.max.replace(tzinfo=UTC)


def _fill(text: str, **values: object) -> str:
    """A text with its gaps filled; it is escaped afterwards, as a whole."""
    for name, value in values.items():
        text = text.replace("{" + name + "}", str(value))
    return text


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _size(number: int) -> str:
    return f"{number / 2**30:.1f} GiB" if number >= 2**30 else f"{number / 2**20:.1f} MiB"
