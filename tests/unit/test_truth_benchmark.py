"""The truth benchmark judges as it says, and its cases can be judged."""

import pytest

from benchmarks.truth_cases import CASES, Part, parts
from benchmarks.truth_judge import Judged, judge, lines_of, stands_before, told

ASKED = "Where do I live?"


def judged(*lines: str) -> Judged:
    context = "\n".join(("<keepsake-memories>", *lines, "</keepsake-memories>"))
    return judge(lines_of(context), old_key="Lisbon", new_key="Porto", echoes=(ASKED, "You live in Lisbon."))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["- [2026-03-04] user: Porto is home now."], Judged(True, True, 0, False)),
        (["- [2026-03-04] user: I live in Lisbon."], Judged(False, False, 1, False)),
        (
            [
                "- [2026-03-04] user: I live in Lisbon.",
                "- [2026-04-01] user: I like tea.",
                "- [2026-04-02] user: Porto.",
            ],
            Judged(True, False, 1, False),
        ),
        (["- [2026-03-04] user: I live in Lisbon.", "- [2026-04-02] user: Porto."], Judged(True, True, 0, False)),
        (
            [
                "- [2026-03-04] user, outdated: I live in Lisbon.",
                "- [2026-04-01] user: Tea.",
                "- [2026-04-02] user: Porto.",
            ],
            Judged(True, True, 0, False),
        ),
        (["Earlier:", "  - user: I live in Lisbon.", "  - user: Tea.", "- user: Porto."], Judged(True, True, 0, False)),
        ([f"- [2026-03-04] user: {ASKED}", "- [2026-04-02] user: Porto."], Judged(True, True, 0, True)),
        (["- [2026-03-04] assistant: You live in Lisbon. (id b6d7005d9074)"], Judged(False, False, 1, True)),
        ([], Judged(False, False, 0, False)),
    ],
)
def test_a_context_is_judged(lines: list[str], expected: Judged) -> None:
    assert judged(*lines) == expected


def test_what_else_is_judged() -> None:
    lines = lines_of("- [2026-03-04] user: I live in Bristol.\n- [2026-04-02] user: My sister moved to Rome.")
    assert told(lines, "bristol")
    assert stands_before(lines, "Bristol", "Rome")
    assert not stands_before(lines, "Rome", "Bristol")
    marked = lines_of("- [2026-03-04] user, outdated: I live in Bristol.")
    assert not told(marked, "Bristol")
    assert not stands_before(marked, "Bristol", "Rome")


@pytest.mark.parametrize("part", list(parts(CASES)), ids=lambda part: part.language)
def test_the_cases_can_be_judged(part: Part) -> None:
    """Each value stands in what tells it, and nowhere else: what is judged is memory, not chance."""
    said = [pair[0] for pair in part.talk] + part.crowd + [kept["said"] for kept in part.kept]
    for case in part.changes:
        for key, text in (("old_key", "old"), ("new_key", "new")):
            assert case[key].lower() in case[text].lower()
            assert not any(case[key].lower() in other.lower() for other in said)
        assert case["new_key"].lower() not in case["old"].lower()
        assert case["old_key"].lower() not in case["ask"].lower()


def test_every_case_is_in_one_half() -> None:
    halves = [[case["ask"] for part in parts(CASES, half=half) for case in part.changes] for half in ("a", "b")]
    assert sorted(halves[0] + halves[1]) == sorted(case["ask"] for part in parts(CASES) for case in part.changes)
    assert min(map(len, halves)) > 35
