"""Figures are measured in one place, benchmarks/README.md; where others repeat them, they are the same."""

import re

import pytest

from tests.docs.pages import page

BENCHMARKS = page("benchmarks/README.md")
PEERS = {row[0]: row[1:] for row in BENCHMARKS.table("")}
SYSTEMS = ("Keepsake", "mem0 2.2.1", "qdrant-client 1.20")


def numbers(cell: str) -> list[float]:
    return [float(number.replace(",", "")) for number in re.findall(r"\d[\d,]*(?:\.\d+)?", cell)]


def test_the_comparison_repeats_what_was_measured() -> None:
    """Row by row."""
    head, *rows = page("docs/comparison.md").table("")
    assert head[1:] == BENCHMARKS.table("")[0][1:]
    assert rows
    assert [row for row in rows if PEERS[row[0]] != row[1:]] == []


@pytest.mark.parametrize("number", range(3), ids=SYSTEMS)
def test_the_readme_rounds_what_was_measured(number: int) -> None:
    """Recall as it is, milliseconds without decimals."""
    row = page("README.md").table("")[number + 1]
    recall, *milliseconds = (numbers(cell) for cell in row[1:])
    measured = {name: numbers(cells[number]) for name, cells in PEERS.items()}
    assert row[0] == SYSTEMS[number]
    assert recall == measured["R@5 / R@10, categories 1-4 (760)"]
    searches = [measured[f"search among {size}, p50 / p95"][0] for size in ("1,000", "10,000")]
    store = measured["store of one message among 1,000, p50 / p95"][0]
    assert milliseconds == [[round(value) for value in searches], [round(store)]]


def test_the_operators_table_rounds_what_was_measured() -> None:
    """Memory and disk of a fresh process, searches with the bundled embedder, seconds to open."""
    tables = BENCHMARKS.text.split("#### ")

    def measured(title: str) -> dict[str, list[float]]:
        (text,) = (table for table in tables if table.startswith(title))
        rows = (line.split("|")[1:-1] for line in text.splitlines() if "| Keepsake |" in line)
        return {row[0].strip(): [numbers(cell)[0] for cell in row[2:]] for row in rows}

    memory, search, opening = measured("Memory of a fresh"), measured("Search (100"), measured("Hand-over")
    for size, disk, resident, milliseconds, seconds in page("docs/operations.md").table("memories")[1:]:
        assert numbers(disk) + numbers(resident) == [memory[size][2], *memory[size][:2]]
        assert numbers(milliseconds) == [round(search[size][2])]
        assert numbers(seconds) == [round(opening[size][0] / 1000, 1)]
