"""Loads the data files of the languages, each once; and the names of places, which are the same in all of them."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

_DATA = files("memory_core.languages").joinpath("data")
_SUFFIX = ".toml"


@cache
def codes() -> tuple[str, ...]:
    """The ISO 639-1 codes of the languages that have a data file, in alphabetical order."""
    return tuple(sorted(file.name.removesuffix(_SUFFIX) for file in _DATA.iterdir() if file.name.endswith(_SUFFIX)))


@cache
def section(code: str, name: str) -> Mapping[str, Any]:
    """The table `name` of the file of one language; empty when the file, or the table in it, is not there."""
    table: Mapping[str, Any] = _file(code).get(name, {})
    return table


def tables(code: str) -> Mapping[str, Any]:
    """All tables of the file of one language."""
    return _file(code)


@cache
def _file(code: str) -> Mapping[str, Any]:
    return tomllib.loads(_DATA.joinpath(code + _SUFFIX).read_text("utf-8")) if code in codes() else {}


@cache
def places() -> frozenset[str]:
    """The names of larger cities, folded as rules compare them; made by dev/places.py."""
    return frozenset(_DATA.joinpath("places.txt").read_text("utf-8").splitlines())
