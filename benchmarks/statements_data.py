"""Six people's statements about those around them, composed of `statements/<language>.json`, always the same."""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "statements"
LANGUAGES = ("en", "zh", "es", "de")
_PER_ATTRIBUTE, _OF_TWO, _OF_EVENTS = 1, 1, 3  # questions
_EVENTS = 18


@dataclass(frozen=True, slots=True)
class Question:
    """`evidence`: the numbers of the statements that answer it."""

    text: str
    evidence: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Statements in the order they were made, and questions about them."""

    name: str
    statements: tuple[str, ...]
    questions: tuple[Question, ...]


def people() -> Iterator[Person]:
    for language in LANGUAGES:
        data = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
        for number, around in enumerate(data["people"], 1):
            name = f"{language}-{number}"
            yield _Composed(data, around, random.Random(name)).person(name)


class _Composed:
    """A person in the making. Every value of an attribute goes to another one of the people around, so that statements
    differ by a name and a value alone."""

    def __init__(self, data: dict[str, Any], around: list[list[str]], chance: random.Random) -> None:
        self._data, self._chance = data, chance
        self._around = [{"relation": relation, "name": name} for relation, name in around]
        self._values: dict[str, list[str]] = {}
        self._told: list[str] = []
        self._asked: list[tuple[str, list[str]]] = []  # with the statements that answer it

    def person(self, name: str) -> Person:
        of_all = {attribute: self._attribute(attribute, texts) for attribute, texts in self._data["attributes"].items()}
        for statements in of_all.values():
            self._ask_one(*statements)
        for first, second in self._chance.sample([(a, b) for a in of_all for b in of_all if a < b], _OF_TWO):
            self._ask_two(of_all[first], of_all[second])
        for clue in self._data["clues"]:
            self._ask_of_clue(clue, of_all[clue], of_all[self._pick(["job", "age", "food"])])
        self._events()
        for statement, question in self._data["own"]:
            self._told.append(statement)
            self._asked += [(question, [statement])] if question else []
        self._chance.shuffle(self._told)
        numbers = {text: number for number, text in enumerate(self._told)}
        questions = (Question(text, tuple(numbers[s] for s in evidence)) for text, evidence in self._asked)
        return Person(name, tuple(self._told), tuple(questions))

    def _attribute(self, attribute: str, texts: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
        values = self._values[attribute] = self._chance.sample(texts["values"], len(self._around))
        statements = [
            self._pick(texts["statements"]).format(who=self._who(one), v=value, **one)
            for one, value in zip(self._around, values, strict=True)
        ]
        self._told += statements
        return texts, statements

    def _ask_one(self, texts: dict[str, Any], statements: list[str]) -> None:
        for number in self._chance.sample(range(len(self._around)), _PER_ATTRIBUTE):
            asked = self._pick(self._data["asked"]).format(**self._around[number])
            self._asked.append((self._pick(texts["questions"]).format(q=asked), [statements[number]]))

    def _ask_two(self, *two: tuple[dict[str, Any], list[str]]) -> None:
        """Two questions in one about the same person."""
        number = self._chance.randrange(len(self._around))
        asked = self._pick(self._data["asked"]).format(**self._around[number])
        text = " ".join(self._pick(texts["questions"]).format(q=asked) for texts, _ in two)
        self._asked.append((text, [statements[number] for _, statements in two]))

    def _ask_of_clue(
        self, clue: str, known: tuple[dict[str, Any], list[str]], wanted: tuple[dict[str, Any], list[str]]
    ) -> None:
        """About somebody who is not named, but told by another statement."""
        number = self._chance.randrange(len(self._around))
        asked = self._data["clues"][clue].format(v=self._values[clue][number])
        text = self._pick(wanted[0]["questions"]).format(q=asked)
        self._asked.append((text, [known[1][number], wanted[1][number]]))

    def _events(self) -> None:
        events = self._data["events"]
        pairs = [(one, value) for one in self._around for value in events["values"]]
        chosen = self._chance.sample(pairs, _EVENTS)
        for number, (one, value) in enumerate(chosen):
            place, day = self._pick(events["places"]), self._pick(events["days"])
            statement = self._pick(events["statements"]).format(
                who=self._who(one), v=value, place=place, day=day, **one
            )
            self._told.append(statement)
            if number < _OF_EVENTS:
                self._asked.append((self._pick(events["questions"]).format(v=value, **one), [statement]))

    def _who(self, one: dict[str, str]) -> str:
        return self._pick(self._data["who"]).format(**one)

    def _pick(self, texts: list[str]) -> str:
        return self._chance.choice(texts)
