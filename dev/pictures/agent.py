"""Draws an agent app from its DSL: its instructions, and the tools it may call."""

from collections.abc import Mapping
from typing import Any

from dev.pictures.sheet import GREY, INK, LINE, PALE, WHITE, Sheet, lines

_EDGE, _GAP, _PAD = 28.0, 64.0, 24.0
_LEFT, _RIGHT = 620.0, 480.0
_TITLE, _TEXT = 21.0, 18.0


def draw_agent(app: Mapping[str, Any], tools: Mapping[str, Mapping[str, Any]]) -> str:
    config = app["model_config"]
    sheet = Sheet()
    x = _EDGE + _LEFT + _GAP
    y, knobs = _EDGE, []
    for used in config["agent_mode"]["tools"]:
        height = _draw_tool(Sheet(), x, y, used, tools[used["tool_name"]])
        knobs.append(y + height / 2)
        y += height + 24
    bottom = max(y - 24, _EDGE + _draw_instructions(Sheet(), config, 0))
    middle = (_EDGE + bottom) / 2
    for knob in knobs:
        bend = _EDGE + _LEFT + _GAP / 2
        sheet.path(f"M{_EDGE + _LEFT} {middle:.1f} C{bend} {middle:.1f} {bend} {knob:.1f} {x} {knob:.1f}", stroke=PALE)
    _draw_instructions(sheet, config, bottom - _EDGE)
    y = _EDGE
    for used in config["agent_mode"]["tools"]:
        y += _draw_tool(sheet, x, y, used, tools[used["tool_name"]]) + 24
    return sheet.svg(x + _RIGHT + _EDGE, bottom + _EDGE, title=app["app"]["name"])


def _draw_instructions(sheet: Sheet, config: Mapping[str, Any], height: float) -> float:
    """How tall the card must be at least."""
    x, inner = _EDGE + _PAD, _LEFT - 2 * _PAD
    sheet.rect(_EDGE, _EDGE, _LEFT, height, fill=WHITE, stroke=LINE, radius=14)
    sheet.text(x, _EDGE + 34, "Instructions", size=_TITLE, bold=True)
    sheet.text(_EDGE + _LEFT - _PAD, _EDGE + 34, config["model"]["name"], size=_TEXT, fill=GREY, anchor="end")
    y = _EDGE + 62
    for line in config["pre_prompt"].replace("\n  ", " ").splitlines():
        bullet, indent = (True, 20.0) if line.startswith("- ") else (False, 0.0)
        if bullet:
            sheet.circle(x + 6, y + _TEXT * 0.7, 3, fill=GREY)
        y = sheet.paragraph(x + indent, y, line.removeprefix("- "), width=inner - indent, size=_TEXT, fill=INK) + 7
    return y + _PAD - _EDGE


def _draw_tool(sheet: Sheet, x: float, y: float, used: Mapping[str, Any], tool: Mapping[str, Any]) -> float:
    """How tall the card is."""
    inner = _RIGHT - 2 * _PAD
    about = tool["description"]["human"]["en_US"]
    labels = {p["name"]: p["label"]["en_US"] for p in tool["parameters"]}
    set_here = [f"{labels[name]}: {value}" for name, value in used["tool_parameters"].items()]
    fills = [p["label"]["en_US"] for p in tool["parameters"] if p["form"] == "llm"]
    notes = [f"The model fills in: {', '.join(fills)}", *set_here]
    shown = [*lines(about, width=inner, size=_TEXT)]
    height = 62 + _TEXT * 1.4 * (len(shown) + len(notes)) + 10 + 18
    sheet.rect(x, y, _RIGHT, height, fill=WHITE, stroke=LINE, radius=14)
    sheet.rect(x + _PAD, y + 17, 34, 34, fill="#fef6e7", radius=9)
    sheet.icon(x + _PAD + 4, y + 21, 26)
    sheet.text(x + _PAD + 46, y + 34, used["tool_label"], size=_TITLE, bold=True)
    below = sheet.paragraph(x + _PAD, y + 62, about, width=inner, size=_TEXT) + 10
    for note in notes:
        below = sheet.paragraph(x + _PAD, below, note, width=inner, size=_TEXT, fill=INK)
    return height
