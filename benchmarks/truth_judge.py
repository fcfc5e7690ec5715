"""Judges a context as a reader would: what stands first, and which lines are said to be outdated."""

import re
from typing import NamedTuple

_MARK = re.compile(r"outdated|superseded|replaced|no longer|until \d|earlier|former", re.IGNORECASE)
_DAY_HEADING = re.compile(r"\[[\d-]+\][^:]{0,40}")
_ID = re.compile(r"\s*\(id [0-9a-f]+\)$")
_LABEL = re.compile(r"^(\[[\d-]+\]\s*)?(?:[^:：]{0,40}[:：]\s)?")


class Line(NamedTuple):
    """A line of a context that says something: whole, without its labels and id, and whether it or the heading above
    it says that it is outdated."""

    text: str
    said: str
    marked: bool

    def holds(self, key: str) -> bool:
        return key.lower() in self.text.lower()


class Judged(NamedTuple):
    """What one context shows of a change."""

    current_in: bool
    truth_first: bool
    stale_unmarked: int
    echo_first: bool


def lines_of(context: str) -> list[Line]:
    lines, heading_depth, heading_marked = [], 0, False
    for line in context.splitlines():
        depth, text = len(line) - len(line.lstrip(" -")), line.strip(" -")
        if not text or text.startswith("<"):
            continue
        if _DAY_HEADING.fullmatch(text) or text.endswith(":"):
            heading_depth, heading_marked = depth, bool(_MARK.search(text))
            continue
        said = _ID.sub("", _LABEL.sub("", text))
        marked = bool(_MARK.search(text)) or (heading_marked and depth > heading_depth)
        lines.append(Line(text, said, marked))
    return lines


def judge(lines: list[Line], *, old_key: str, new_key: str, echoes: tuple[str, ...]) -> Judged:
    """`echoes`: the question itself, and what was answered to it while the old value held."""
    new = [line.holds(new_key) for line in lines]
    wrong = [
        number
        for number, line in enumerate(lines)
        if line.holds(old_key) and not new[number] and not line.marked and not any(new[number + 1 : number + 2])
    ]
    first = new.index(True) if any(new) else None
    return Judged(
        current_in=first is not None,
        truth_first=first is not None and not any(number < first for number in wrong),
        stale_unmarked=len(wrong),
        echo_first=bool(lines) and lines[0].said in echoes,
    )


def told(lines: list[Line], key: str) -> bool:
    """Whether the context says it, and not as outdated."""
    return any(line.holds(key) and not line.marked for line in lines)


def stands_before(lines: list[Line], key: str, other: str) -> bool:
    """Whether the first line with `key` is not marked, and no line with `other` alone stands before it."""
    for line in lines:
        if line.holds(key):
            return not line.marked
        if line.holds(other):
            return False
    return False
