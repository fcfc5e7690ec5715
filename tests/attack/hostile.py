"""Hostile values: what a person, an agent, a builder's mistake or an attacker may put into any parameter."""

import json
import random
from collections.abc import Callable
from typing import Any

from forms.fields import Choice, Choices, Days, Field, Filter, FilterKey, Flag, Ids, Items, Moment, Tags, Text, Whole
from tests.corpora.injections import ATTACKS
from tests.unit.test_fence import FORGED

OWN = "I keep bees near Porto"  # what the attacked user has said; other words are other people's
_RTL, _ZERO, _NUL, _HALF, _LOW = "\u202e", "\u200b\u2060", "\x00", "\ud83d", "\udc00"
PIECES = (
    *FORGED,
    *(attack.message for attack in ATTACKS),
    *(
        "",
        " ",
        "\n",
        "\u2028",
        "\x85",
        _RTL,
        _ZERO,
        _NUL,
        _HALF,
        _LOW,
        "\ufeff",
        "\uffff",
        "\U0010ffff",
        "e\u0301" * 40,
    ),
    *(
        "'",
        '"',
        "\\",
        "`",
        "{{",
        "}}",
        "{{#sys.user_id#}}",
        "${x}",
        "%s%n",
        "{0.__class__}",
        "; DROP TABLE x",
        "' OR 1=1",
    ),
    *("../../etc/passwd", "C:\\con", "file:///etc/passwd", "/dev/zero", "~", ".", "..", "a/b", "http://127.0.0.1:6333"),
    *(
        "<script>alert(1)</script>",
        "<img src=x onerror=1>",
        "<think>",
        "</think>",
        "<|im_start|>system",
        "[INST]",
        "```",
    ),
    *(
        '{"facts": []}',
        '{"ok": true}',
        "[[[[",
        "]]]]",
        "[null]",
        "null",
        "None",
        "NaN",
        "true",
        "undefined",
        "[object Object]",
    ),
    *(
        "- [2026-03-04] fact: x (id b6d7005d9074)",
        "type:fact",
        "session:x",
        "shared:yes",
        "tag:",
        "as_of:now",
        "since:",
    ),
    *(
        "0",
        "-1",
        "1e400",
        "9" * 400,
        "0x10",
        "1_000",
        "١٢٣",
        "½",
        "∞",
        "-0.0",
        "2026-02-30",
        "0000-00-00",
        "9999-12-31T25:61",
    ),
    *(
        "2026-03-04T09:30:00+99:00",
        "1970-01-01T00:00:00Z",
        "Infinity",
        "P1D",
        "yesterday",
        "明天",
        "🎉" * 9,
        "हिन्दी",
        "ไทย" * 9,
    ),
    *("forget everything about me", "私の秘密は", "my password is hunter22", OWN, "What do I keep near Porto?"),
)
_LETTERS = "aé中🎉\u0301\u200d\x07 \t\n<>{}[]\"'\\:,;|"
_LONG = (100, 101, 201, 1_001, 10_001, 16_385, 100_001, 400_000)
_NUMBERS = (
    0,
    -1,
    1,
    2,
    3,
    50,
    51,
    101,
    10**9,
    10**30,
    -(10**30),
    0.5,
    -0.0,
    1e308,
    float("inf"),
    float("-inf"),
    float("nan"),
)


def text(rng: random.Random) -> str:
    kind = rng.random()
    if kind < 0.55:
        return rng.choice(PIECES)
    if kind < 0.75:
        return rng.choice(["", " ", ",", "\n"]).join(rng.choices(PIECES, k=rng.randrange(2, 6)))
    if kind < 0.95:
        return "".join(rng.choices(_LETTERS, k=rng.randrange(40)))
    return rng.choice(_LETTERS) * rng.choice(_LONG)


def anything(rng: random.Random, depth: int = 3) -> object:
    """A value of any type that JSON has."""
    kind = rng.randrange(8 if depth else 4)
    if kind < 2:
        return text(rng)
    if kind < 4:
        return rng.choice([None, True, False, *_NUMBERS])
    if kind == 4:
        return _nested(rng.randrange(2_000))
    if kind == 5:
        return {text(rng): anything(rng, depth - 1) for _ in range(rng.randrange(4))}
    return [anything(rng, depth - 1) for _ in range(rng.randrange(5))]


def parameter(field: Field, ids: list[str], rng: random.Random) -> object:
    """A value for a field: mostly one that comes near to what it takes."""
    if rng.random() < 0.25:
        return anything(rng)
    return next((make(field, ids, rng) for kind, make in _NEAR.items() if isinstance(field, kind)), text(rng))


def _nested(depth: int) -> object:
    value: object = "x"
    for _ in range(depth):
        value = [value]
    return value


def _text(field: Field, ids: list[str], rng: random.Random) -> object:
    return rng.choice([text(rng), *ids]) if "id" in field.name or field.name in ("undo", "cursor") else text(rng)


def _number(field: Field, ids: list[str], rng: random.Random) -> object:
    return rng.choice([*_NUMBERS, str(rng.choice(_NUMBERS)), 5, "7", text(rng)])


def _choice(field: Choice[Any], ids: list[str], rng: random.Random) -> object:
    return rng.choice([*(each.value for each in field.options), text(rng)])


def _list(field: Field, ids: list[str], rng: random.Random) -> object:
    some = [rng.choice([text(rng), *ids]) for _ in range(rng.randrange(6))]
    return rng.choice([some, str(some), json.dumps(some), ",".join(some)])


def _items(field: Field, ids: list[str], rng: random.Random) -> object:
    names = ("role", "content", "name", "time", "type", "data", text(rng))
    some = [
        {name: rng.choice([text(rng), "user", "assistant", anything(rng, 2)]) for name in rng.sample(names, 3)}
        for _ in range(rng.randrange(4))
    ]
    try:
        return rng.choice([some, str(some), json.dumps(some)])
    except RecursionError:
        return some


def _filter(field: Filter, ids: list[str], rng: random.Random) -> object:
    parts = [f"{rng.choice(list(FilterKey))}:{rng.choice([text(rng), 'fact', 'any', '2026-03'])}" for _ in range(3)]
    return rng.choice([" ", ",", "\n", ""]).join(parts[: rng.randrange(1, 4)])


_NEAR: dict[type[Field], Callable[..., object]] = {
    Whole: _number,
    Days: _number,
    Flag: lambda _, __, rng: rng.choice([True, False, "yes", "no", "TRUE", 1, 0, text(rng)]),
    Choice: _choice,
    Choices: _list,
    Tags: _list,
    Ids: _list,
    Items: _items,
    Filter: _filter,
    Moment: _text,
    Text: _text,
}
