"""Whether the icon can be told on a light and on a dark ground: old consoles know one icon for both."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from dev.shipping.rules.opened import Package
from dev.shipping.rules.rule import blocks

GROUNDS = {"light": "#ffffff", "dark": "#1d1d20"}
CONTRAST = 3.0  # what is no text needs at least this much (WCAG 2.2, 1.4.11)
_COLOUR = re.compile(r"#[0-9a-f]{6}")


def the_icon_reads_on_every_ground(package: Package) -> Iterator[str]:
    """It is a tile that covers all of it, in a colour that stands out, and what is drawn stands out of the tile."""
    name = f"_assets/{package.manifest['icon']}"
    try:
        drawing = ET.fromstring(package.text(name))
    except ET.ParseError:
        return  # that it is missing or no drawing is another rule's
    shapes = [part for part in drawing.iter() if part.get("fill")]
    if not shapes or not _covers(shapes[0], drawing) or not all(map(_is_opaque, shapes)):
        yield f"{name} has no ground of its own: begin with an opaque rect as large as the drawing."
        return
    tile = shapes[0].get("fill", "")
    for ground, colour in GROUNDS.items():
        if contrast(tile, colour) < CONTRAST:
            yield f"{name} is hard to see on a {ground} ground: give its tile a colour that stands out."
    for drawn in {shape.get("fill", "") for shape in shapes[1:]} - {tile}:
        if contrast(drawn, tile) < CONTRAST:
            yield f"{name} draws {drawn} on {tile}, which is hard to see: choose another colour."


def contrast(one: str, other: str) -> float:
    """From 1 to 21, as WCAG counts it, of two colours like #b45309."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _covers(tile: ET.Element, drawing: ET.Element) -> bool:
    sizes = (drawing.get("viewBox") or "0 0 0 0").split()[2:]
    return [tile.get("width"), tile.get("height")] == sizes


def _is_opaque(shape: ET.Element) -> bool:
    plain = not any(shape.get(name) for name in ("opacity", "fill-opacity", "style"))
    return plain and bool(_COLOUR.fullmatch(shape.get("fill", "")))


RULES = blocks(the_icon_reads_on_every_ground)
