"""Strictness: values that come from a file are taken only when they are what they should be, and what is wrong with
them is said without a word of theirs."""

from collections.abc import Iterable
from enum import Enum
from typing import Any, get_args, get_origin

from cattrs import AttributeValidationNote, BaseValidationError, Converter, ForbiddenExtraKeysError

_WORDS = {str: "text", int: "a whole number", bool: "true or false"}


class Unreadable(ValueError):
    """A value is not what it should be. Its message is ours, and quotes nothing."""


def read_strictly(converter: Converter, *, choices: Iterable[type[Enum]]) -> None:
    """Makes a converter refuse what it would otherwise convert: a number for a text, a text for a list, or a text that
    is none of the `choices` of an enumeration."""
    for kind in _WORDS:
        converter.register_structure_hook(kind, _exactly)
    converter.register_structure_hook(float, _number)
    for choice in choices:
        converter.register_structure_hook(choice, _choice(choice))
    converter.register_structure_hook_factory(_is_tuple, lambda kind: _listed(kind, converter))


def problem_of(exc: Exception) -> str:
    """The first thing that is wrong, by the names of our own fields only, as the end of a sentence about a line."""
    place: list[str] = []
    while isinstance(exc, BaseValidationError):
        if any(isinstance(each, ForbiddenExtraKeysError) for each in exc.exceptions):
            return "has a field that this version does not know."
        exc = next(each for each in exc.exceptions if isinstance(each, Exception))
        notes = [note for note in getattr(exc, "__notes__", ()) if isinstance(note, AttributeValidationNote)]
        place += [note.name for note in notes]
    if isinstance(exc, KeyError):
        missing = str(exc.args[0]) if not place else ".".join(place)
        return f"cannot be used: {missing}: is missing."
    said = str(exc) if isinstance(exc, Unreadable) else "cannot be read"
    return f"cannot be used: {'.'.join(place)}: {said}." if place else f"cannot be used: {said}."


def _exactly(value: Any, kind: Any) -> Any:
    if type(value) is not kind:
        raise Unreadable(f"must be {_WORDS[kind]}")
    return value


def _number(value: Any, _: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable("must be a number")
    return float(value)


def _choice(kind: type[Enum]) -> Any:
    known = {each.value: each for each in kind}

    def choose(value: Any, _: Any) -> Enum:
        if not isinstance(value, str) or value not in known:
            raise Unreadable(f"must be one of {', '.join(map(str, known))}")
        return known[value]

    return choose


def _is_tuple(kind: Any) -> bool:
    return get_origin(kind) is tuple


def _listed(kind: Any, converter: Converter) -> Any:
    (item, *_) = get_args(kind)

    def read(values: Any, _: Any) -> tuple[Any, ...]:
        if not isinstance(values, list):
            raise Unreadable("must be a list")
        return tuple(converter.structure(value, item) for value in values)

    return read
