"""The cases of the truth benchmark, by language and half."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "truth" / "cases.json"
type Case = dict[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """The cases of one language."""

    language: str
    changes: list[Case]
    kept: list[Case]
    unknown: list[str]
    talk: list[list[str]]  # what is said, and the reply
    crowd: list[str]
    asked_for: list[Case]
    others: list[Case]
    own_questions: list[Case]


def parts(path: Path, *, half: str = "", agent: bool = False) -> Iterator[Part]:
    """A part for each language of the file; of `half` "a" or "b" only, when given. For an `agent`, its sentences are
    the changes, and nothing is asked besides."""
    data = json.loads(path.read_text(encoding="utf-8"))

    def cases(name: str) -> list[Case]:
        return [case for case in data.get(name, ()) if case["lang"] == language and chosen(case["ask"])]

    def chosen(question: str) -> bool:
        return not half or half_of(language, question) == half

    for language in dict.fromkeys(case["lang"] for case in data["agent" if agent else "changes"]):
        yield Part(
            language,
            changes=cases("agent" if agent else "changes"),
            kept=cases("kept"),
            unknown=[question for question in data["unknown"][language] if chosen(question)],
            talk=[*data["near"][language], *data["small_talk"][language]],
            crowd=data["crowd"][language],
            asked_for=[] if agent else cases("asked_for"),
            others=[] if agent else cases("others"),
            own_questions=[] if agent else cases("own_questions"),
        )


def half_of(language: str, question: str) -> str:
    """The half that a case is in, "a" or "b", the same for ever."""
    return "ab"[hashlib.sha256(f"{language} {question}".encode()).digest()[0] % 2]
