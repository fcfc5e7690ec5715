"""What a person tells again is recognised in other words and languages, and is not taken for what is only alike."""

import random
import stat
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks.replay import generate, judge
from memory_core import Role, Scope, space_id
from memory_core.adapters.nearest import NearestVectors
from memory_core.bootstrap import open_sentence_encoder
from memory_core.domain.memory import Said
from memory_core.domain.times import DAY
from memory_core.operations.incoming.told_again import ToldAgain
from memory_core.operations.read import Read
from tests.unit.test_cli import run
from tests.unit.test_incoming import line

ANNA = Scope(space=space_id("a-key-of-enough-length"), agent="dify", user="anna")


def heard(*texts: str, apart: int = DAY, session: str = "", otherwise: bool = False) -> list[list[str]]:
    """Of each text, what it tells again, or otherwise than before."""
    hear = ToldAgain(Read(open_sentence_encoder()), NearestVectors)
    found = []
    for number, text in enumerate(texts):
        at = 1_750_000_000_000_000 + number * apart
        scope = Scope(space=ANNA.space, agent="dify", user="anna", session=session or f"s{number}")
        said = Said(
            id=str(number), scope=scope, content=text, digest="", created_at=at, event_at=at, last_seen_at=at,
            operation_id="", role=Role.USER,
        )  # fmt: skip
        each = hear.hear([said], ANNA)
        found.append([again.text for again in (each.otherwise if otherwise else each.again)])
    return found


@pytest.mark.parametrize(
    ("first", "second", "is_again"),
    [
        ("My flat is in Oslo.", "I live in Oslo, by the way.", True),
        ("Ich esse keine Nüsse, ich bin allergisch.", "Ich habe eine Nussallergie.", True),
        ("Mi hijo se llama Pablo.", "Tengo un hijo que se llama Pablo.", True),
        ("My flat is in Oslo.", "My flat is in Bergen now.", False),
        ("My flat is in Oslo.", "My neighbour has a flat in Madrid.", False),
        ("I have 2 cats.", "I have 3 cats.", False),
        ("Where is Oslo?", "Where is Oslo?", False),
        ("Thanks a lot!", "Thanks a lot!", False),
        ("Please translate this text.", "Please translate this text.", False),
    ],
)
def test_what_is_told_again(first: str, second: str, is_again: bool) -> None:
    """Other words are the same thing; another value, another person, a question, thanks and a request are not."""
    before, after = heard(first, second)
    assert (before, bool(after)) == ([], is_again)


def test_what_is_told_otherwise() -> None:
    """Another value of one matter of one person; not what is about another person, or about something else."""
    moved = "My flat is in Bergen now."
    assert heard("My flat is in Oslo.", moved, otherwise=True) == [[], [moved]]
    for other in ("My sister Ruth likes fish.", "The soup was cold.", "I live in Oslo, by the way."):
        assert heard("My flat is in Oslo.", other, otherwise=True) == [[], []]


def test_going_on_in_one_conversation_is_no_telling_again() -> None:
    """Nor is a sentence that somebody says to the letter over and over."""
    said = "I live in Oslo with my family."
    assert heard(said, said, apart=1_000_000, session="one") == [[], []]
    assert heard(said, said, apart=DAY, session="one") == [[], [said]]
    assert [len(each) for each in heard(said, said, said, said)] == [0, 1, 0, 0]


def test_the_nearest_are_found_and_the_oldest_make_way() -> None:
    """As a plain comparison with all of the latest finds them."""
    dice = np.random.default_rng(7)
    every = [vector / np.linalg.norm(vector) for vector in dice.normal(size=(300, 8))]
    nearest = NearestVectors(most=100)
    for number, vector in enumerate(every):
        assert nearest.add(vector.tolist()) == number
        if number % 37 == 0:
            latest = range(max(0, number - 99), number + 1)
            wanted = sorted(latest, key=lambda n: -float(every[n] @ every[0]))[:5]
            assert [found for found, _ in nearest.find(every[0].tolist(), least=-1.0, limit=5)] == wanted
    assert nearest.find(every[-1].tolist(), least=0.999, limit=1)[0][0] == 299


def test_planted_repetitions_are_found(tmp_path: Path) -> None:
    """A part of benchmarks/replay.py, in two languages, in a memory that is stored, searched and drawn from."""
    played = generate(150, languages=["en", "ja"], seed=11)
    judged = judge(played, folder=tmp_path)
    assert len(played.again) == 12
    assert judged.replayed.messages == len(played.told)
    assert (judged.precision >= 0.75, judged.recall >= 0.75) == (True, True)
    assert judged.replayed.ready() >= 0.8 * judged.replayed.looked_up > 0


def conversations() -> Sequence[dict[str, object]]:
    return [
        line(0, "I live in Lisbon with my two cats.", user="anna"),
        line(1, "Noted.", user="anna", role="assistant"),
        line(5000, "Which city are you in?", user="anna", role="assistant", chat="d"),
        line(5001, "I'm living in Lisbon, I have two cats.", user="anna", chat="d"),
        line(9000, "We moved, our home is in Porto now. <script>alert(1)</script>", user="anna", chat="e"),
    ]


def test_a_replay_says_what_a_memory_would_have_been_worth(tmp_path: Path) -> None:
    """In figures, in examples, and in a page for nobody else that holds no script; nothing of it is left behind."""
    import json

    file, page = tmp_path / "said.jsonl", tmp_path / "report.html"
    file.write_text("\n".join(map(json.dumps, conversations())), encoding="utf-8")
    answered = run("replay", file, "--html", page, "--json")
    assert (answered.exit_code, answered.stderr) == (0, "")
    found = json.loads(answered.stdout)
    assert (found["messages"], found["of_people"], found["told_again"], found["kept"]) == (5, 3, 1, False)
    assert found["ready"] == {"first": 1, "of_3": 1, "of_10": 1}
    (example,) = found["examples"]
    assert (example["by_question"], example["asked"], example["rank"]) == (True, "Which city are you in?", 1)
    assert 0 < found["tokens"]["median"] <= 1_000
    html = page.read_text(encoding="utf-8")
    assert "<svg" in html
    assert "<script" not in html
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    told = run("replay", file).stdout
    assert "told again: 1 (33 % of theirs)" in told


def test_what_is_kept_is_an_import(tmp_path: Path) -> None:
    """The same memories under the same ids, whichever came first."""
    import json

    file = tmp_path / "said.jsonl"
    file.write_text("\n".join(map(json.dumps, conversations())), encoding="utf-8")
    env = {"KEEPSAKE_DATA_DIR": str(tmp_path / "data"), "KEEPSAKE_API_KEY": "a-key-of-enough-length"}
    kept = json.loads(run("replay", file, "--keep", "--json", env=env).stdout)
    assert (kept["kept"], kept["told_again"]) == (True, 1)
    again = json.loads(run("import", file, "--json", env=env).stdout)
    assert (again["new"], again["already"]) == ({"messages": 0, "facts": 0}, 5)
    assert run("replay", file, "--keep").exit_code == 2


def test_generated_conversations_are_the_same_each_time() -> None:
    """By their seed, so that figures can be compared."""
    first, second = generate(400, seed=3), generate(400, seed=3)
    assert first.told == second.told
    assert first.again == second.again
    assert random.Random(0).sample(first.told, 3) != random.Random(0).sample(generate(400, seed=4).told, 3)
