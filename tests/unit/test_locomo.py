"""The benchmark's measure: what counts as evidence, and how much of it was found."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks.locomo import Turn, ask, read, recall, rows

TALK: dict[str, Any] = {
    "session_10_date_time": "9:05 am on 2 June, 2023",
    "session_10": [{"dia_id": "D10:1", "speaker": "Ben", "text": "Look!", "blip_caption": "a red kite"}],
    "session_2_date_time": "1:56 pm on  8 May, 2023",
    "session_2": [
        {"dia_id": "D2:1", "speaker": "Ana", "text": "I flew a kite."},
        {"dia_id": "D2:2", "speaker": "Ben", "text": "Nice."},
    ],
    "session_3_date_time": "2:00 pm on 9 May, 2023",
}
QUESTIONS: list[dict[str, Any]] = [
    {"question": "Who flew a kite?", "category": 1, "evidence": ["D2:1; D:10:01", "D2:1", "D99:1"]},
    {"question": "What did Ana say was nice?", "category": 5, "evidence": ["D2:2"]},
    {"question": "Is there anything to find?", "category": 4, "evidence": ["D99:1"]},
]


class Parrot:
    """Finds everything, in the order in which it was stored."""

    def reset(self) -> None:
        self.stored: list[str] = []

    def store(self, *, id: str, text: str, speaker: str, time: str, session: str) -> None:  # noqa: A002
        self.stored.append(id)

    def search(self, *, query: str, k: int) -> Sequence[str]:
        return self.stored[:k]


@pytest.fixture(params=["a folder", "one file", "the conversation at the top"])
def data(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The same conversation in each of the forms that it may come in."""
    if request.param == "one file":
        path = tmp_path / "locomo10.json"
        path.write_text(json.dumps([{"sample_id": "conv-7", "conversation": TALK, "qa": QUESTIONS}]))
        return path
    nested = request.param == "a folder"
    content = {"conversation": TALK, "qa": QUESTIONS} if nested else {**TALK, "qa": QUESTIONS}
    (tmp_path / "7.json").write_text(json.dumps(content))
    return tmp_path


def test_a_conversation_is_read_in_the_order_in_which_it_was_held(data: Path) -> None:
    """Sessions by number, turns half a minute apart, pictures as their captions."""
    (conversation,) = read(data)
    assert conversation.name == "7"
    assert conversation.turns == (
        Turn("D2:1", "I flew a kite.", "Ana", "2023-05-08T13:56:00", "session_2"),
        Turn("D2:2", "Nice.", "Ben", "2023-05-08T13:56:30", "session_2"),
        Turn("D10:1", "Look! [image: a red kite]", "Ben", "2023-06-02T09:05:00", "session_10"),
    )


def test_evidence_is_read_despite_slips_and_questions_without_any_are_left_out(data: Path) -> None:
    """Several ids in one text, a colon too many, twice the same, and ids of no turn."""
    (conversation,) = read(data)
    assert [question.evidence for question in conversation.questions] == [("D2:1", "D10:1"), ("D2:2",)]


def test_recall_counts_each_piece_of_evidence_once() -> None:
    """Only the first k count, and an id that was found twice is one find."""
    assert recall(["a", "a", "x", "b"], ["a", "b"], 3) == 0.5
    assert recall(["a", "a", "x", "b"], ["a", "b"], 4) == 1.0


def test_adversarial_questions_stand_apart_from_the_headline(data: Path) -> None:
    """The headline is of categories 1 to 4; a category without questions has no row."""
    (conversation,) = read(data)
    assert list(rows({"parrot": ask(Parrot(), conversation, limit=2)})) == [
        ("categories 1-4 (1)", "parrot", "50.0", "50.0", "100.0"),
        ("multi-hop (1)", "parrot", "50.0", "50.0", "100.0"),
        ("adversarial (1)", "parrot", "100.0", "100.0", "100.0"),
    ]


def test_a_folder_without_conversations_says_so(tmp_path: Path) -> None:
    """One sentence instead of an empty table."""
    with pytest.raises(SystemExit, match="no conversation"):
        read(tmp_path)
