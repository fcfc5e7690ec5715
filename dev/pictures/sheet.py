"""A sheet to draw on: shapes and lines of text, with sizes that are the same on every machine, as SVG."""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).parents[2]
INK, GREY, PALE, LINE, BLUE, RED = "#101828", "#667085", "#98a2b3", "#d0d5dd", "#155eef", "#d92d20"
FIELD, GROUND, WHITE = "#f2f4f7", "#f8f9fb", "#ffffff"
_FONT = "Inter, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_NAMESPACE = "http://www.w3.org/2000/svg"
_NARROW, _WIDE = " .,:;'|!()[]{}ijlftrI-/", "mwMWGOQD@%…›"

ET.register_namespace("", _NAMESPACE)


class Sheet:
    """What was drawn so far, the first at the bottom."""

    def __init__(self) -> None:
        self._root = ET.Element(f"{{{_NAMESPACE}}}svg", {"font-family": _FONT})

    def rect(
        self, x: float, y: float, width: float, height: float, *, fill: str, stroke: str = "none", radius: float = 8
    ) -> None:
        sizes = {"x": x, "y": y, "width": width, "height": height, "rx": radius}
        self._add("rect", sizes, fill=fill, stroke=stroke)

    def circle(self, x: float, y: float, radius: float, *, fill: str, stroke: str = "none") -> None:
        self._add("circle", {"cx": x, "cy": y, "r": radius}, fill=fill, stroke=stroke)

    def path(self, shape: str, *, stroke: str = "none", fill: str = "none", width: float = 2, at: str = "") -> None:
        """`at` is where the shape's own zero lies, as "x y"."""
        place = {"transform": f"translate({at})"} if at else {}
        ends = {"stroke-linecap": "round", "stroke-linejoin": "round"}
        self._add("path", {"stroke-width": width}, d=shape, fill=fill, stroke=stroke, **ends, **place)

    def text(
        self, x: float, y: float, words: str, *, size: float, fill: str = INK, bold: bool = False, anchor: str = "start"
    ) -> None:
        """One line, if any; `y` is its middle."""
        if not words:
            return
        weight = {"font-weight": "600"} if bold else {}
        sizes = {"x": x, "y": y + size * 0.35, "font-size": size}
        self._add("text", sizes, fill=fill, **{"text-anchor": anchor}, **weight).text = words

    def paragraph(self, x: float, y: float, words: str, *, width: float, size: float, fill: str = GREY) -> float:
        """As many lines as it takes; `y` is the top, and the answer where the next thing may begin."""
        for line in lines(words, width=width, size=size):
            self.text(x, y + size * 0.7, line, size=size, fill=fill)
            y += size * 1.4
        return y

    def icon(self, x: float, y: float, size: float) -> None:
        """The plugin's own."""
        drawn = ET.parse(ROOT / "_assets" / "icon.svg").getroot()
        for name, value in {"x": x, "y": y, "width": size, "height": size}.items():
            drawn.set(name, _number(value))
        for part in drawn.iter():
            part.text, part.tail = (part.text or "").strip() or None, None
        self._root.append(drawn)

    def svg(self, width: float, height: float, *, title: str) -> str:
        """The sheet cut to a size, on a light ground."""
        self._root.set("viewBox", f"0 0 {_number(width)} {_number(height)}")
        self._root.set("width", _number(width))
        self._root.set("height", _number(height))
        ground = {"width": width, "height": height, "rx": 16}
        back = ET.Element(f"{{{_NAMESPACE}}}rect", {**_numbers(ground), "fill": GROUND})
        named = ET.Element(f"{{{_NAMESPACE}}}title")
        named.text = title
        self._root[:0] = [named, back]
        ET.indent(self._root, " ")
        return ET.tostring(self._root, encoding="unicode") + "\n"

    def _add(self, kind: str, sizes: dict[str, float], **looks: str) -> ET.Element:
        return ET.SubElement(self._root, f"{{{_NAMESPACE}}}{kind}", {**_numbers(sizes), **looks})


def lines(words: str, *, width: float, size: float) -> Iterator[str]:
    """`words` cut into lines that fit."""
    line = ""
    for word in words.split():
        longer = f"{line} {word}".strip()
        if line and wide(longer, size=size) > width:
            yield line
            line = word
        else:
            line = longer
    if line:
        yield line


def fitted(words: str, *, width: float, size: float) -> str:
    """`words`, with an ellipsis for what does not fit."""
    if wide(words, size=size) <= width:
        return words
    while words and wide(words + "…", size=size) > width:
        words = words[:-1]
    return words.rstrip() + "…"


def wide(words: str, *, size: float) -> float:
    """How wide a line is drawn, a little more rather than less, in whichever of the fonts there is."""
    return sum(size * (0.35 if c in _NARROW else 0.88 if c in _WIDE else 0.68 if c.isupper() else 0.6) for c in words)


def _numbers(sizes: dict[str, float]) -> dict[str, str]:
    return {name: _number(value) for name, value in sizes.items()}


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
