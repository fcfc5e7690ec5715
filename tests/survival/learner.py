"""One process that draws facts from what it stores, and may be killed. It reports each step on a line of its stdout.

python -m tests.survival.learner FOLDER tells READER FIRST COUNT   stores COUNT statements (0: endless); reports what it
                                                                   holds before the first and after each
python -m tests.survival.learner FOLDER shares READER FIRST COUNT  stores COUNT statements, on a line from stdin

READER is `model`, a scripted one, or `rules`, the built-in ones.
"""

import json
import sys
import time
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path

from memory_core import Message
from memory_core.adapters.chat.scripted import ScriptedChatModel
from memory_core.ports import Question
from tests.survival.engine import SCOPE, open_folder
from tests.survival.statements import Reader, Statement, all_records, statement_in
from tests.survival.worker import around_each_write, report

THINKING_SECONDS = 0.03


class Step(StrEnum):
    """What a store is about to do. A model's reader writes a message and then its facts, the rules write both."""

    WRITE_MESSAGE = "write message"
    FLUSH_MESSAGE = "flush message"  # the engine has taken it, and has not been told to put it on stable storage
    ASK = "ask"
    WRITE_FACTS = "write facts"
    FLUSH_FACTS = "flush facts"
    WRITE_BOTH = "write both"
    FLUSH_BOTH = "flush both"


_MESSAGE = (Step.WRITE_MESSAGE, Step.FLUSH_MESSAGE)
_FACTS = (Step.WRITE_FACTS, Step.FLUSH_FACTS)
_BOTH = (Step.WRITE_BOTH, Step.FLUSH_BOTH)


class Learner:
    """A service with a reader, which says what it does."""

    def __init__(self, folder: Path, reader: Reader) -> None:
        self.reader = reader
        self.next_write = _BOTH
        around_each_write(
            update=lambda: report("step", self.next_write[0]), flush=lambda: report("step", self.next_write[1])
        )
        model = ScriptedChatModel(self._answer) if reader is Reader.MODEL else None
        self.service, self.repository = open_folder(folder, chat_model=model)

    def report_all(self) -> None:
        report("holds", [asdict(record) for record in all_records(self.repository)])

    def store(self, message: Message) -> None:
        self.next_write = _MESSAGE if self.reader is Reader.MODEL else _BOTH
        result = self.service.store_messages([message], scope=SCOPE)
        report("stored", [message.content, result.status, result.learned.extraction, result.learned.code])

    def _answer(self, question: Question) -> str:
        """Of the question alone: what its messages tell, each town as an update of the one that is known."""
        data = json.loads(question.data)
        town = next((fact["n"] for fact in data["known"] if "home town" in fact["text"]), None)
        told = [(message["n"], statement_in(message["text"])) for message in data["messages"]]
        report("step", Step.ASK)
        time.sleep(THINKING_SECONDS)
        self.next_write = _FACTS
        return json.dumps({"facts": [fact for number, said in told for fact in _facts(number, said, town)]})


def _facts(message: int, said: Statement, known_town: int | None) -> list[dict[str, object]]:
    town = {"message": message, "text": said.town, "quote": said.town_quote}
    item = {"message": message, "text": said.item, "quote": said.item_quote, "relation": "new"}
    return [town | {"relation": "updates" if known_town else "new", "candidate": known_town}, item]


def tell(learner: Learner, first: int, count: int) -> None:
    """Every other message brings an id of its own; the others are known again by what was stored last."""
    learner.report_all()
    number = first
    while not count or number < first + count:
        learner.store(Statement(number, learner.reader).message(named=number % 2 == 1))
        learner.report_all()
        number += 1
    learner.service.close()


def share(learner: Learner, first: int, count: int) -> None:
    report("ready")
    sys.stdin.readline()
    for number in range(first, first + count):
        learner.store(Statement(number, learner.reader).message(named=True))
    learner.service.close()


def main(place: str, job: str, reader: str, first: str, count: str) -> None:
    report("opening")
    learner = Learner(Path(place), Reader(reader))
    work = {"tells": tell, "shares": share}[job]
    work(learner, int(first), int(count))


if __name__ == "__main__":
    main(*sys.argv[1:])
