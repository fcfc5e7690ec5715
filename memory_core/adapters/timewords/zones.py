"""Time zones by their IANA names, the same on every machine."""

from datetime import UTC, tzinfo
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from memory_core.errors import InvalidParameter


def check_timezone(name: str) -> str:
    """The name of a time zone as it is written in the IANA's list; "UTC" when empty; raises InvalidParameter."""
    wanted = name.strip() or "UTC"
    if wanted not in _names():
        raise InvalidParameter("timezone is not a known time zone. Write an IANA name, like Europe/Lisbon.")
    return wanted


def zone(name: str) -> tzinfo:
    """The zone of a name; UTC when there is none of that name."""
    return ZoneInfo(name) if name in _names() else UTC


@cache
def _names() -> frozenset[str]:
    """The IANA's list as the tzdata package has it."""
    return frozenset(files("tzdata").joinpath("zones").read_text("utf-8").split())
