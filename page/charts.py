"""Charts: numbers as the geometry of small pictures, which templates draw as SVG."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, _GAP = 600, 96, 0.28  # a gap is a share of a bar's room


@dataclass(frozen=True, slots=True)
class Bar:
    """A column of a chart, in its units."""

    x: float
    y: float
    width: float
    height: float


def bars(numbers: Sequence[int]) -> list[Bar]:
    """A column for each number, the highest as high as the chart; what is not 0 can be seen."""
    room, most = WIDTH / max(len(numbers), 1), max([*numbers, 1])
    found = []
    for place, number in enumerate(numbers):
        height = max(2.0, HEIGHT * number / most) if number else 0.0
        x, width = room * (place + _GAP / 2), room * (1 - _GAP)
        found.append(Bar(round(x, 1), round(HEIGHT - height, 1), round(width, 1), round(height, 1)))
    return found
