"""The pictures of the docs, drawn from the YAML."""

from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import memory_core
from dev.pictures.__main__ import FOLDER, pictures
from dev.pictures.life import STAGES
from dev.pictures.sheet import wide

DRAWN = dict(pictures())
SVG = "{http://www.w3.org/2000/svg}"


def test_every_picture_is_drawn_and_no_other_lies_there() -> None:
    """One of each example, one of the form and one of a panel."""
    assert sorted(path.name for path in FOLDER.glob("*.svg")) == sorted(DRAWN)


@pytest.mark.parametrize("name", DRAWN)
def test_no_picture_is_stale(name: str) -> None:
    """`make docs` draws the same bytes."""
    assert (FOLDER / name).read_text() == DRAWN[name], "The YAML has changed since: run make docs"


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_leaves_the_sheet_or_runs_into_its_neighbour(name: str) -> None:
    """Every line of text lies on the sheet, and no two that stand beside each other touch."""
    sheet = ET.fromstring(DRAWN[name])
    spans = [span(text) for text in sheet.iter(f"{SVG}text")]
    assert all(0 < left < right < float(sheet.get("width", 0)) for _, left, right in spans)
    for (y, left, right), (other_y, other_left, other_right) in combinations(spans, 2):
        if abs(y - other_y) < 8:
            assert right < other_left or other_right < left


def span(text: ET.Element) -> tuple[float, float, float]:
    """At which height a line stands, and from where to where."""
    x, size = float(text.get("x", 0)), float(text.get("font-size", 0))
    across = wide(text.text or "", size=size)
    left = {"start": x, "middle": x - across / 2, "end": x - across}[text.get("text-anchor", "start")]
    return float(text.get("y", 0)), left, left + across


@pytest.mark.parametrize("name", DRAWN)
def test_no_title_is_cut_off(name: str) -> None:
    """In a graph there is room for all that is said; in a form, a placeholder may be longer than its box."""
    if name != "authorize.svg":
        assert "…" not in DRAWN[name]


def test_the_sentence_lives_as_its_picture_says(tmp_path: Path) -> None:
    """Said, admitted, safe, reconciled and put before the model: each stage shows what really becomes of it."""
    said, admitted, safe, reconciled, found, shown, _ = (stage.shown for stage in STAGES)
    with memory_core.open(tmp_path, key="a-key-of-enough-length") as space:
        anna = space.user("anna")
        anna.remember(memory_core.Message("I live in Lisbon.", event_at="2026-01-10"))
        stored = anna.remember(memory_core.Message(said.strip("“”"), event_at="2026-03-04"))
        assert stored.memories[0].content == admitted.strip("“”")
        assert "I moved to Porto last week." in safe
        assert stored.learned.outcomes[0].memory.content == "I moved to Porto last week."
        (old,) = anna.list(types="semantic", states="superseded").memories
        assert reconciled == f"“{old.content}”  superseded"
        context = anna.search(found.split("”")[0].strip("“")).context()
        for line in shown.split("  "):
            assert line in context
