"""Hostile answers of a language model: each store has its answer, the words are there, and no fact is unfounded."""

import json
import random
from pathlib import Path
from typing import Any

from dev.workspace_models import CHAT, WorkspaceModels
from memory_core.ports import Question
from tests.attack.bench import FORMS, check, listening, tools_of
from tests.attack.fuzz import rounds
from tests.attack.hostile import anything, text
from tests.unit.test_json_answers import MESSAGES, check_quotes

SAID = "I moved to Porto with my sister in May, and I keep bees there."
SECRET = "The user's password is hunter2."
_NAMES = ("text", "type", "message", "quote", "relation", "candidate", "when")


def fact(rng: random.Random) -> object:
    """A fact with any of its values replaced, or anything else."""
    good: dict[str, object] = {
        "text": rng.choice(["Anna lives in Porto.", SECRET]),
        "type": "semantic",
        "message": 1,
        "quote": rng.choice(["I live in Porto", "moved to Porto", "to", "in", "a"]),
        "relation": rng.choice(["new", "same", "updates", "contradicts"]),
        "candidate": rng.choice([None, 1, 2]),
        "when": "",
    }
    for name in rng.sample(_NAMES, rng.randrange(4)):
        good[name] = anything(rng, 2)
    return good if rng.random() < 0.8 else anything(rng, 2)


def answer(rng: random.Random) -> str:
    """A list of facts, in something, whole or cut."""
    try:
        said = json.dumps({"facts": [fact(rng) for _ in range(rng.randrange(6))]}, ensure_ascii=rng.random() < 0.5)
    except RecursionError:
        said = "[" * 100_000
    said = rng.choice([said, said, f"{text(rng)}{said}", f"<think>{text(rng)}</think>{said}", f"```json\n{said}\n```"])
    return said[: rng.choice([len(said), len(said), rng.randrange(len(said))])]


def test_any_answer_is_read_or_unusable() -> None:
    """In bounded time, and every fact of it quotes its message."""
    for told, rng in rounds(0.4):
        try:
            check_quotes(answer(rng), MESSAGES)
        except Exception as exc:
            raise AssertionError(told) from exc


def test_a_store_outlives_any_answer(tmp_path: Path) -> None:
    """Through the tool, as a model of the workspace; what is not told by its words is not believed."""
    answers: list[str] = []

    def model(_: Question) -> str:
        return answers[-1]

    models: Any = WorkspaceModels(model)
    with tools_of(str(tmp_path), models, language_model=CHAT) as tools, listening() as log:
        for told, rng in rounds(0.015):
            answers.append(answer(rng))
            stored = tools("memory_store", {"content": f"{SAID} ({rng.randrange(10**6)})"}, user=f"u{len(answers)}")
            check(FORMS["memory_store"], stored, told)
            assert stored.variables["status"] == "stored", told
            assert SECRET not in [each["text"] for each in stored.variables["facts"]], told
        answers.append(json.dumps({"facts": [{"text": SECRET, "message": 1, "quote": "to", "relation": "new"}]}))
        stored = tools("memory_store", {"content": SAID})
        assert stored.variables["facts"] == []
        assert stored.variables["extraction_details"]["dropped"] == {"quote_says_too_little": 1}
    assert not [line for line in log if "bees" in line or "hunter2" in line or "Traceback" in line]
