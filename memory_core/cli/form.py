"""How commands are declared: their help in sections, and the types of values that several of them take."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from memory_core.domain import times
from memory_core.errors import KeepsakeError

_ENVIRONMENT = "KEEPSAKE_"


class Command(click.Command):
    """A command whose help describes its own options, and names those that it shares with others."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        given = self.get_params(ctx)
        shared = [parameter for parameter in given if isinstance(parameter, Setting)]
        with formatter.section("Options"):
            formatter.write_dl([r for p in given if p not in shared and (r := p.get_help_record(ctx))])
        if shared:
            with formatter.section("Shared options, which 'options' describes"):
                named = {title: ", ".join(o.opts[0] for o in own) for title, own in sections(shared).items()}
                formatter.write_dl(list(named.items()))


class Setting(click.Option):
    """An option that many commands share, which is also read from KEEPSAKE_<NAME>."""

    def __init__(self, declarations: list[str], *, section: str, **details: Any) -> None:
        variable = _ENVIRONMENT + declarations[0].removeprefix("--").replace("-", "_").upper()
        super().__init__(declarations, envvar=variable, show_envvar=True, **details)
        self.section = section


def sections(options: Iterable[Setting]) -> dict[str, list[Setting]]:
    """Options by what they are about."""
    by_title: dict[str, list[Setting]] = {}
    for option in options:
        by_title.setdefault(option.section, []).append(option)
    return by_title


class Moment(click.ParamType[int]):
    """A date or time in ISO 8601, as microseconds."""

    name = "time"

    def __init__(self, *, end_of_day: bool = False) -> None:
        self._end_of_day = end_of_day

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        try:
            return times.parse(str(value), name="This", end_of_day=self._end_of_day)
        except KeepsakeError as exc:
            self.fail(str(exc), param, ctx)


class DateOrTime(click.ParamType[str]):
    """A date, which is that day in the time zone of each memory, or a time in ISO 8601."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        Moment().convert(value, param, ctx)
        return str(value)


class Tags(click.ParamType[tuple[str, ...]]):
    """Labels, separated by commas."""

    name = "tags"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        return tuple(dict.fromkeys(tag.strip() for tag in str(value).split(",") if tag.strip()))


class Address(click.ParamType[str]):
    """Where a service is: http or https, and no password in it, for addresses are shown."""

    name = "url"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        url = str(value).strip()
        if not url:
            return ""
        try:
            parts = urlsplit(url)
            valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            valid = False
        if not valid or not url.isprintable() or " " in url:
            self.fail("This is not an address. Write it with http:// or https://, like https://host:6333.", param, ctx)
        if "@" in parts.netloc:
            self.fail("Leave the user name and password out, and use the option for the key.", param, ctx)
        return url


class Secret(click.ParamType[str]):
    """A key, or @FILE for the file that holds it; never shown. One that is sent as a header is `plain` text."""

    name = "key"

    def __init__(self, *, plain: bool = False) -> None:
        self._plain = plain

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = str(value).strip()
        if text.startswith("@"):
            try:
                text = Path(text[1:]).expanduser().read_text(encoding="utf-8").strip()
            except (OSError, RuntimeError, ValueError) as exc:
                self.fail(f"The file with the key cannot be read ({type(exc).__name__}).", param, ctx)
        if self._plain and not (text.isascii() and text.isprintable()):
            self.fail("It holds characters that no such key has. Copy it again, without breaks or spaces.", param, ctx)
        return text
