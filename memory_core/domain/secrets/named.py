"""Secrets that are named as such: "my password is ...", `api_key = "..."`, "... is the code of the door"."""

import re
from collections.abc import Iterator

from memory_core.domain.secrets import words
from memory_core.domain.secrets.kinds import Found, Kind
from memory_core.domain.secrets.phrases import phrase_after, phrase_before
from memory_core.domain.secrets.values import (
    AFTER_EQUALS,
    AFTER_IS,
    BESIDE,
    Value,
    is_mixed,
    may_be,
    read,
    with_others,
)
from memory_core.languages.notation import SPACELESS

_WITHIN = 80  # characters between a name and its value
_NEAR = 16  # characters between a word for `is` and the name behind it
_LOGIN = "login"  # the table of names that have a user's name and then the password
_EQUALS = re.compile(
    r"(?:_[a-z0-9_]{1,24}|\d{1,3})?[\"'`*\])]{0,4}(?:\s?\([^()\n]{1,40}\))?[\"'`*]{0,3}[ \t]{0,4}"
    r"(?:[:=]{1,2}>?|->|→|[>](?=[^\s>=]))[*_`]{0,3}\s{0,12}"
    r"|[\"']?\s{0,8},?\s{0,12}[\"']?value[\"']?\s{0,2}[:=]\s{0,2}"
)
_LATER_EQUALS = re.compile(r"[^\n.!?;:=\"'`<>{}\[\]]{1,60}(?:[:=]|\s-{1,2}(?=\s))\s{0,4}(?=\S)")
_NEXT = re.compile(rf"[\"'`*)\]]{{0,3}}(?:\s{{1,8}}|(?<=[{SPACELESS}])(?=[!-~])|\s?[-–|,/]\s?)\*{{0,2}}")
_SENTENCE = re.compile(r"[.!?;\n。！？；]")
_PAIR = re.compile(r"[\"'`]?\s{0,2}[/|:,]\s{0,2}")
_VISIBLE = "".join(map(chr, range(0x21, 0x7F)))


def named(text: str, small: str) -> Iterator[Found]:
    """Values that a name stands before or behind; `small` is the text folded. Time grows linearly with the text."""
    done = 0
    for name in words.named(small):
        is_mark = small[name.start - 1 : name.start] == "[" and small[name.end : name.end + 1] == "]"
        if is_mark or words.instead().match(small, name.end, name.end + 40):
            continue
        value = _value(text, small, name, done)
        if value is not None and value.start >= done:
            done = value.end
            yield Found(value.start, value.end, name.kind, f"named.{name.table}")


def _value(text: str, small: str, name: words.Name, done: int) -> Value | None:
    if name.kind is Kind.RECOVERY_PHRASE:
        return phrase_after(text, name.end) or phrase_before(text, name.start)
    if name.table == _LOGIN:
        return _of_login(text, small, name.end)
    value = _after(text, small, name)
    if value is None:
        return _before(text, small, max(done, name.start - _WITHIN), name)
    return with_others(text, value) if name.kind is Kind.SECURITY_CODE else value


def _after(text: str, small: str, name: words.Name) -> Value | None:
    if equals := _EQUALS.match(text, name.end, name.end + _WITHIN):
        value = read(text, equals.end(), name.kind)
        if value and name.kind is Kind.PASSWORD and (second := _second(text, small, value)):
            return second
        if value and may_be(value, name.kind, _sureness(value, equals.group()), small):
            return value
        if value and value.points_away:
            return None
    for at in _after_is(text, small, name.end):
        if (value := read(text, at, name.kind)) and may_be(value, name.kind, AFTER_IS, small):
            return value
    return _later(text, small, name)


def _sureness(value: Value, equals: str) -> int:
    return AFTER_EQUALS if value.quoted or "\n" not in equals else AFTER_IS


def _after_is(text: str, small: str, end: int) -> Iterator[int]:
    """Where a value may begin after each word for `is` in the same sentence."""
    stop = _SENTENCE.search(small, end, end + _WITHIN)
    for copula in words.being().finditer(small, end, stop.start() if stop else end + _WITHIN):
        at = copula.end()
        while at < len(text) and text[at] in " \t:*_":
            at += 1
        yield at


def _later(text: str, small: str, name: words.Name) -> Value | None:
    """After an equals sign some words later, or right beside the name."""
    if later := _LATER_EQUALS.match(text, name.end, name.end + _WITHIN):
        sureness = BESIDE if later.group().rstrip().endswith("-") else AFTER_IS
        if (value := read(text, later.end(), name.kind)) and may_be(value, name.kind, sureness, small):
            return value
    beside = _NEXT.match(text, name.end, name.end + 12)
    value = read(text, beside.end(), name.kind) if beside else None
    if not value:
        return None
    is_option = small[max(0, name.start - 2) : name.start] == "--"
    return value if may_be(value, name.kind, AFTER_IS if value.quoted or is_option else BESIDE, small) else None


def _of_login(text: str, small: str, end: int) -> Value | None:
    equals = _EQUALS.match(text, end, end + _WITHIN)
    for at in [equals.end()] if equals else _after_is(text, small, end):
        first = read(text, at, Kind.PASSWORD)
        if first and (second := _second(text, small, first)):
            return second
    return None


def _second(text: str, small: str, first: Value) -> Value | None:
    """The password of a pair: a name, a stroke, and it."""
    if not first.text.replace(".", "").replace("@", "").isalpha():
        return None
    stroke = _PAIR.match(text, first.end)
    value = read(text, stroke.end(), Kind.PASSWORD) if stroke else None
    return value if value and is_mixed(value.text) and may_be(value, Kind.PASSWORD, BESIDE, small) else None


def _before(text: str, small: str, start: int, name: words.Name) -> Value | None:
    """The value that stands in front: "... is my password". Only one that no word of a language is."""
    near = [copula for copula in words.being().finditer(small, start, name.start) if name.start - copula.end() <= _NEAR]
    if not near or _SENTENCE.search(small, near[-1].end(), name.start):
        return None
    for copula in reversed(near):
        front = text[start : copula.start()].rstrip(" \t\"'`*”»」_-")
        word = front[max(front.rfind(" "), front.rfind("\n")) + 1 :].lstrip("\"'`*(")
        word = word[len(word.rstrip(_VISIBLE)) :]
        value = Value(start + len(front) - len(word), word)
        if len(word) >= 4 and may_be(value, name.kind, BESIDE, small):
            return value
    return None
