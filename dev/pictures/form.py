"""Draws what Dify draws of the YAML: the authorization form, and the panel of a tool in a node."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from dev.pictures.sheet import BLUE, FIELD, GREY, INK, LINE, PALE, RED, WHITE, Sheet, fitted, wide

type Field = Mapping[str, Any]
type Block = Callable[[Sheet, float, float], float]  # draws itself at a place, and answers where it ends

_EDGE, _PAD = 24.0, 28.0
_FORM, _COLUMN = 660.0, 430.0
_HEAD, _BOX = 66.0, 38.0
_TEXT, _SMALL = 15.0, 13.0
_BIND = "Type, or press / to insert a variable"


def draw_authorization(provider: Mapping[str, Any]) -> str:
    identity = provider["identity"]
    words = (identity["label"]["en_US"], identity["description"]["en_US"])
    fields = [partial(_draw_credential, field) for field in provider["credentials_for_provider"].values()]
    return _draw_window([[*fields, _draw_buttons]], words, width=_FORM - 2 * _PAD, title=f"Authorize {words[0]}")


def draw_panel(tool: Mapping[str, Any]) -> str:
    """In two columns, where Dify has one."""
    words = (tool["identity"]["label"]["en_US"], tool["description"]["human"]["en_US"])
    return _draw_window(_halved([*_panel(tool)]), words, width=_COLUMN, title=words[0])


def _draw_window(columns: list[list[Block]], words: tuple[str, str], *, width: float, title: str) -> str:
    """A white card with a head and columns of blocks."""
    bottom = _draw_columns(Sheet(), columns, width) + _PAD
    across = len(columns) * (width + _PAD) + _PAD
    sheet = Sheet()
    sheet.rect(_EDGE, _EDGE, across, bottom - _EDGE, fill=WHITE, stroke=LINE, radius=16)
    x, y = _EDGE + _PAD, _EDGE + _PAD
    sheet.icon(x, y, 40)
    sheet.text(x + 54, y + 10, words[0], size=20, bold=True)
    sheet.text(x + 54, y + 34, words[1], size=14, fill=GREY)
    _draw_columns(sheet, columns, width)
    return sheet.svg(across + 2 * _EDGE, bottom + _EDGE, title=title)


def _draw_columns(sheet: Sheet, columns: list[list[Block]], width: float) -> float:
    """Answers where the longest ends."""
    ends = []
    for number, blocks in enumerate(columns):
        y = _EDGE + _PAD + _HEAD
        for block in blocks:
            y = block(sheet, _EDGE + _PAD + number * (width + _PAD), y)
        ends.append(y)
    return max(ends)


def _halved(blocks: list[Block]) -> list[list[Block]]:
    """Two columns, about as long as each other."""
    heights = [block(Sheet(), 0, 0) for block in blocks]
    cut = next(n for n in range(1, len(blocks) + 1) if 2 * sum(heights[:n]) >= sum(heights))
    return [blocks[:cut], blocks[cut:]]


# -- the authorization form --------------------------------------------------------------------------------------------


def _draw_credential(field: Field, sheet: Sheet, x: float, y: float) -> float:
    width = _FORM - 2 * _PAD
    y = _draw_label(sheet, x, y, field["label"]["en_US"], required=field.get("required", False))
    y = _draw_input(sheet, x, y, width, field=field, hint=field.get("placeholder", {}).get("en_US", ""))
    if "url" in field:
        y = sheet.paragraph(x, y + 5, field["help"]["en_US"], width=width, size=_SMALL, fill=BLUE)
    return y + 14


def _draw_buttons(sheet: Sheet, x: float, y: float) -> float:
    right, y = x + _FORM - 2 * _PAD, y + 6
    sheet.rect(right - 96, y, 96, _BOX, fill=BLUE)
    sheet.text(right - 48, y + _BOX / 2, "Save", size=_TEXT, fill=WHITE, bold=True, anchor="middle")
    sheet.rect(right - 204, y, 96, _BOX, fill=WHITE, stroke=LINE)
    sheet.text(right - 156, y + _BOX / 2, "Cancel", size=_TEXT, anchor="middle")
    return y + _BOX


# -- the panel of a tool -----------------------------------------------------------------------------------------------


def _panel(tool: Mapping[str, Any]) -> Iterator[Block]:
    for heading, form in (("Input variables", "llm"), ("Settings", "form")):
        yield partial(_draw_heading, heading)
        yield from (partial(_draw_parameter, given) for given in tool["parameters"] if given["form"] == form)
    yield partial(_draw_heading, "Output variables")
    yield from (partial(_draw_output, *output) for output in tool["output_schema"]["properties"].items())


def _draw_heading(words: str, sheet: Sheet, x: float, y: float) -> float:
    sheet.text(x, y + 10, words.upper(), size=12, fill=GREY, bold=True)
    return y + 30


def _draw_parameter(parameter: Field, sheet: Sheet, x: float, y: float) -> float:
    kind = parameter["type"]
    y = _draw_label(sheet, x, y, parameter["label"]["en_US"], required=parameter.get("required", False), kind=kind)
    y = sheet.paragraph(x, y - 2, parameter["human_description"]["en_US"], width=_COLUMN, size=_SMALL) + 5
    hint = parameter.get("placeholder", {}).get("en_US") or (_BIND if kind == "string" else "")
    return _draw_input(sheet, x, y, _COLUMN, field=parameter, hint=hint) + 16


def _draw_output(name: str, output: Field, sheet: Sheet, x: float, y: float) -> float:
    kind = f"array[{output['items']['type']}]" if output["type"] == "array" else output["type"]
    y = _draw_label(sheet, x, y, name, required=False, kind=kind)
    return sheet.paragraph(x, y - 2, output["description"], width=_COLUMN, size=_SMALL) + 12


# -- both --------------------------------------------------------------------------------------------------------------


def _draw_label(sheet: Sheet, x: float, y: float, label: str, *, required: bool, kind: str = "") -> float:
    sheet.text(x, y + 9, label, size=_TEXT, bold=True)
    after = x + wide(label, size=_TEXT) * 1.06 + 6
    if required:
        sheet.text(after, y + 9, "*", size=_TEXT, fill=RED, bold=True)
        after += 14
    if kind:
        sheet.text(after + 4, y + 9, kind, size=_SMALL, fill=PALE)
    return y + 24


def _draw_input(sheet: Sheet, x: float, y: float, width: float, *, field: Field, hint: str) -> float:
    """The box with what it holds when the form opens: its default, or in grey what it asks for."""
    if field["type"] == "boolean":
        return _draw_choice(sheet, x, y, width, chosen=bool(field.get("default")))
    sheet.rect(x, y, width, _BOX, fill=FIELD)
    value = _default(field)
    words = fitted(value or hint, width=width - 52, size=_TEXT)
    sheet.text(x + 12, y + _BOX / 2, words, size=_TEXT, fill=INK if value else PALE)
    if field["type"] == "select":
        sheet.path("M-5 -3 L0 3 L5 -3", stroke=GREY, at=f"{x + width - 20:.1f} {y + _BOX / 2:.1f}")
    return y + _BOX


def _draw_choice(sheet: Sheet, x: float, y: float, width: float, *, chosen: bool) -> float:
    half = (width - 8) / 2
    for number, value in enumerate((True, False)):
        left, here = x + number * (half + 8), value is chosen
        sheet.rect(left, y, half, _BOX, fill=WHITE if here else FIELD, stroke=BLUE if here else "none")
        sheet.text(left + half / 2, y + _BOX / 2, str(value), size=_TEXT, fill=INK if here else GREY, anchor="middle")
    return y + _BOX


def _default(field: Field) -> str:
    default = field.get("default")
    if field["type"] == "select":
        return str(next(option["label"]["en_US"] for option in field["options"] if option["value"] == default))
    return "" if default is None else str(default)
