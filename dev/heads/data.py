"""The labelled sentences, orders and messages: JSON Lines beside this file.

sentences.jsonl: language, kind, durable, text; `hands_over` where it hands a text over or begins to play.
orders.jsonl:    language, order, text.
messages.jsonl:  language, pasted, text: whole messages, whether what they tell is not the user's own.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from memory_core.domain.reading.sentence import Kind
from tests.corpora.injections import ATTACKS
from tests.corpora.orders import INNOCENT, ORDERS

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Labelled:
    language: str
    kind: Kind
    durable: bool
    hands_over: bool
    text: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A text with one label: whether it is an order, or pasted."""

    language: str
    label: bool
    text: str


def sentences() -> list[Labelled]:
    return [
        Labelled(row["language"], Kind(row["kind"]), row["durable"], row.get("hands_over", False), row["text"])
        for row in _rows("sentences.jsonl")
    ]


def orders() -> list[Marked]:
    return [Marked(row["language"], row["order"], row["text"]) for row in _rows("orders.jsonl")]


def orders_of_tests() -> list[Marked]:
    """The orders, attacks and look-alikes that the tests hold, too; of no named language."""
    attacks = [Marked("", not attack.subtle, attack.message) for attack in ATTACKS]
    return [*attacks, *(Marked("", True, text) for text in ORDERS), *(Marked("", False, text) for text in INNOCENT)]


def messages() -> list[Marked]:
    return [Marked(row["language"], row["pasted"], row["text"]) for row in _rows("messages.jsonl")]


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (_HERE / name).read_text("utf-8").splitlines()]
