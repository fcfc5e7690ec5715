"""What pages are drawn with: the same texts in every language, and nothing that escaping would change."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from forms.memory_page import Language
from memory_core import MemoryType, Reason, State
from page.answer import style
from page.charts import HEIGHT, WIDTH, bars
from page.drawing import texts

TEMPLATES = sorted((Path(__file__).parents[2] / "page" / "html").glob("*.html"))


def said(node: Mapping[str, Any], place: str = "") -> Iterator[tuple[str, str]]:
    for name, value in node.items():
        if isinstance(value, Mapping):
            yield from said(value, f"{place}{name}.")
        else:
            yield f"{place}{name}", value


@pytest.mark.parametrize("language", Language)
def test_every_language_says_everything_with_the_same_gaps(language: Language) -> None:
    english, other = dict(said(texts(Language.ENGLISH))), dict(said(texts(language)))
    assert english.keys() == other.keys()
    assert {place for place, text in other.items() if not text.strip()} == set()
    gaps = {place: sorted(re.findall(r"\{\w+\}", text)) for place, text in english.items()}
    assert {place for place, text in other.items() if sorted(re.findall(r"\{\w+\}", text)) != gaps[place]} == set()
    same = {place for place, text in other.items() if text == english[place]}
    assert language is Language.ENGLISH or len(same) < len(english) / 10


def test_whatever_a_memory_can_be_has_a_text() -> None:
    known = texts(Language.ENGLISH)
    assert set(MemoryType) == set(known["types"])
    assert set(State) == set(known["states"])
    assert set(Reason) == set(known["reasons"])


def test_nothing_is_let_through_unescaped() -> None:
    """No template turns escaping off, none has a script or a style of its own, and ours holds nothing to be escaped."""
    assert TEMPLATES
    for template in TEMPLATES:
        content = template.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe|autoescape|Markup|<script|javascript:|\son\w+=|\sstyle=", content), (
            template.name
        )
    assert not re.search(r"[<>&\"']", style())


def test_bars_stay_in_their_chart() -> None:
    """The highest fills it, what is not nothing can be seen, and nothing is nothing."""
    drawn = bars([0, 1, 1_000])
    assert [bar.height for bar in drawn] == [0, 2, HEIGHT]
    assert {bar.y + bar.height for bar in drawn} == {HEIGHT}
    assert min(bar.x for bar in drawn) >= 0
    assert max(bar.x + bar.width for bar in drawn) <= WIDTH
    assert bars([]) == []
