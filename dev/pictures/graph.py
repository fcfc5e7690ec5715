"""Draws the graph of a flow from its DSL: nodes as cards at their own places, with what is bound to what."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from dev.pictures.sheet import GREY, INK, LINE, PALE, WHITE, Sheet, fitted, lines, wide

type Node = Mapping[str, Any]
type Tools = Mapping[str, Mapping[str, Any]]  # the YAML of each tool by its name

_WIDTH, _PAD, _EDGE = 268.0, 16.0, 28.0
_STEP = 306 / 304  # a column of Dify's grid is drawn a little wider, for the cards are
_HEAD, _ROW, _TITLE, _TEXT, _SMALL = 56.0, 27.0, 20.0, 18.0, 17.0
_GAP = 30.0  # between cards of one column, at least
_LOOKS = {  # colour and sign of each kind of node
    "start": ("#155eef", "M-4 -6 L7 0 L-4 6 Z"),
    "llm": ("#6172f3", "M0 -9 C1 -2 2 -1 9 0 C2 1 1 2 0 9 C-1 2 -2 1 -9 0 C-2 -1 -1 -2 0 -9 Z"),
    "answer": ("#f79009", "M-8 -7 H8 V4 H0 L-5 9 V4 H-8 Z"),
    "end": ("#f04438", "M-5 -5 H5 V5 H-5 Z"),
    "template-transform": ("#0ba5ec", "M-7 -7 H7 V-4 H2 V8 H-2 V-4 H-7 Z"),
}
_VARIABLE = re.compile(r"\{\{#([^#]+)#\}\}")


@dataclass(frozen=True, slots=True)
class Card:
    """What a node shows, and where."""

    node: Node
    rows: tuple[tuple[str, str], ...]
    about: tuple[str, ...]
    x: float
    y: float

    @property
    def height(self) -> float:
        about = len(self.about) * _SMALL * 1.35 + 10 if self.about else 0.0
        rows = sum(_ROW * _tall(*row) for row in self.rows)
        return _HEAD + about + rows + (12 if self.rows or self.about else 0)

    @property
    def knob(self) -> float:
        return self.y + _HEAD / 2


def draw_graph(app: Mapping[str, Any], tools: Tools) -> str:
    graph = app["workflow"]["graph"]
    cards = _placed(graph["nodes"], tools)
    sheet = Sheet()
    for edge in graph["edges"]:
        _draw_edge(sheet, cards[edge["source"]], cards[edge["target"]])
    for card in cards.values():
        _draw_card(sheet, card)
    for edge in graph["edges"]:
        source, target = cards[edge["source"]], cards[edge["target"]]
        sheet.circle(source.x + _WIDTH, source.knob, 5, fill=WHITE, stroke=PALE)
        sheet.circle(target.x, target.knob, 5, fill=WHITE, stroke=PALE)
    width = max(card.x for card in cards.values()) + _WIDTH + _EDGE
    height = max(card.y + card.height for card in cards.values()) + _EDGE
    return sheet.svg(width, height, title=app["app"]["name"])


def _placed(nodes: list[Node], tools: Tools) -> dict[str, Card]:
    """The cards at their nodes' places, stretched downwards until none covers another."""
    left, top = (min(node["position"][axis] for node in nodes) for axis in ("x", "y"))
    cards = {}
    for node in nodes:
        about = tuple(lines(node["data"]["desc"], width=_WIDTH - 2 * _PAD, size=_SMALL))
        x, y = ((node["position"][axis] - low) * _STEP for axis, low in (("x", left), ("y", top)))
        cards[node["id"]] = Card(node, tuple(_rows(node["data"], tools)), about, _EDGE + x, y)
    pairs = combinations(sorted(cards.values(), key=lambda card: card.y), 2)
    columns = [(upper, lower) for upper, lower in pairs if upper.x == lower.x]
    stretch = max((1.0, *((upper.height + _GAP) / (lower.y - upper.y) for upper, lower in columns)))
    return {
        name: Card(card.node, card.rows, card.about, card.x, _EDGE + card.y * stretch) for name, card in cards.items()
    }


def _rows(data: Mapping[str, Any], tools: Tools) -> Iterator[tuple[str, str]]:
    """What stands on a node's card: a name, and what is bound to it."""
    match data["type"]:
        case "tool":
            yield "tool", data["tool_label"]
            labels = {p["name"]: p["label"]["en_US"] for p in tools[data["tool_name"]]["parameters"]}
            for name, given in {**data["tool_parameters"], **data["tool_configurations"]}.items():
                yield labels[name], _plain(given["value"])
            if "error_strategy" in data:
                yield "if it fails", data["error_strategy"]
        case "start":
            yield from ((variable["label"], variable["type"]) for variable in data["variables"])
        case "llm":
            yield "model", data["model"]["name"]
            prompts = " ".join(message["text"] for message in data["prompt_template"])
            memory = data.get("memory", {}).get("query_prompt_template", "")
            names = dict.fromkeys(_VARIABLE.findall(prompts + memory))
            yield from (("" if number else "reads", name) for number, name in enumerate(names))
        case "answer":
            yield "says", _plain(data["answer"])
        case "template-transform":
            yield from ((name["variable"], ".".join(name["value_selector"])) for name in data["variables"])
        case "end":
            yield from ((output["variable"], ".".join(output["value_selector"])) for output in data["outputs"])


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else _VARIABLE.sub(r"\1", str(value))


def _tall(name: str, value: str) -> int:
    """How many lines a row takes: those of the name, and one more when the value does not fit beside the last."""
    *_, last = [""] + (cut := _cut(name))
    beside = wide(last, size=_SMALL) + wide(value, size=_TEXT) + 8 <= _WIDTH - 2 * _PAD
    return max(1, len(cut) if beside else len(cut) + 1)


def _cut(name: str) -> list[str]:
    return [*lines(name, width=_WIDTH - 2 * _PAD, size=_SMALL)]


def _draw_edge(sheet: Sheet, source: Card, target: Card) -> None:
    x1, y1, x2, y2 = source.x + _WIDTH, source.knob, target.x, target.knob
    bend = max(24.0, (x2 - x1) / 2)
    numbers = (x1, y1, x1 + bend, y1, x2 - bend, y2, x2, y2)
    shape = "M{} {} C{} {} {} {} {} {}".format(*(f"{number:.1f}" for number in numbers))
    sheet.path(shape, stroke=PALE, width=2.5)


def _draw_card(sheet: Sheet, card: Card) -> None:
    data, x, y = card.node["data"], card.x, card.y
    sheet.rect(x, y, _WIDTH, card.height, fill=WHITE, stroke=LINE, radius=14)
    _draw_sign(sheet, data["type"], x + _PAD, y + 12)
    title = fitted(data["title"], width=_WIDTH - 2 * _PAD - 42, size=_TITLE)
    sheet.text(x + _PAD + 42, card.knob, title, size=_TITLE, bold=True)
    below = y + _HEAD
    for line in card.about:
        sheet.text(x + _PAD, below + _SMALL * 0.6, line, size=_SMALL, fill=GREY)
        below += _SMALL * 1.35
    below += 10 if card.about else 0
    for name, value in card.rows:
        below = _draw_row(sheet, x + _PAD, below, name, value)


def _draw_row(sheet: Sheet, x: float, y: float, name: str, value: str) -> float:
    inner = _WIDTH - 2 * _PAD
    for number, line in enumerate(_cut(name)):
        sheet.text(x, y + _ROW * (number + 0.5), line, size=_SMALL, fill=GREY)
    below = y + _ROW * _tall(name, value)
    value = fitted(value, width=inner, size=_TEXT)
    sheet.text(x + inner, below - _ROW / 2, value, size=_TEXT, fill=INK, anchor="end")
    return below


def _draw_sign(sheet: Sheet, kind: str, x: float, y: float) -> None:
    if kind == "tool":
        sheet.rect(x, y, 32, 32, fill="#fef6e7", radius=9)
        sheet.icon(x + 4, y + 4, 24)
        return
    colour, shape = _LOOKS[kind]
    sheet.rect(x, y, 32, 32, fill=colour, radius=9)
    sheet.path(shape, fill=WHITE, at=f"{x + 16:.1f} {y + 16:.1f}", width=0)
