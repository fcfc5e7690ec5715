"""Who calls in soak.py: users who store, chat and search, and send again what was not acknowledged; and their model."""

import itertools
import json
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from benchmarks.corpus import QUERY_SEED, STORE_SEED, questions, sentences
from benchmarks.soak_place import Plugin
from dev.daemon import Answer, workflow
from dev.workspace_models import CHAT
from memory_core.ports import Question

KEY = "a-soak-key-of-16-or-more"
_TEXTS = 2_000  # of each caller, before they come again under another number
_PAUSE = 0.2  # seconds after a call that failed
_SLOW = 2.0  # seconds
_STORES, _CHATS = 5, 2  # of ten calls; the others search
_CALLS = 10


@dataclass
class Took:
    """Seconds of every call that was answered, by tool; the words that were sent, and those of them that were
    acknowledged; what failed, by code."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    failed: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: "Took") -> "Took":
        tools = {*self.seconds, *other.seconds}
        seconds = {tool: self.seconds.get(tool, []) + other.seconds.get(tool, []) for tool in tools}
        return Took(seconds, self.sent | other.sent, self.acknowledged | other.acknowledged, self.failed + other.failed)


class Caller:
    """A user of one process, who makes one call after the other."""

    def __init__(self, number: int, plugin: Plugin, folder: str) -> None:
        self._number = number
        self._plugin = plugin
        self._credentials = {"api_key": KEY, "data_dir": folder, "isolation": "none", "language_model": CHAT}
        self._chance = random.Random(number)
        self.took = Took()

    def go_on(self, until: float) -> Took:
        texts = itertools.cycle(sentences(_TEXTS, seed=STORE_SEED + self._number))
        queries = itertools.cycle(questions(_TEXTS, seed=QUERY_SEED + self._number))
        for number, text in enumerate(texts):
            if time.monotonic() >= until:
                return self.took
            kind = self._chance.randrange(_CALLS)
            if kind < _STORES + _CHATS:
                self._keep(f"{text} Note {self._number}-{number}.", until, in_chat=kind >= _STORES)
            else:
                self._call("memory_search", query=next(queries))
        raise AssertionError("texts come again without end")

    def _keep(self, text: str, until: float, *, in_chat: bool) -> None:
        """Sends it until it is acknowledged, as a client does that cannot know what became of it."""
        tool, where = ("chat_history_add", {"chat_id": "chat"}) if in_chat else ("memory_store", {})
        self.took.sent.add(text)
        while time.monotonic() < until:
            if self._call(tool, content=text, **where):
                self.took.acknowledged.add(text)
                return
            time.sleep(_PAUSE)

    def _call(self, tool: str, **parameters: Any) -> bool:
        began = time.monotonic()
        code = self._code_of(tool, parameters | {"user_id": f"caller-{self._number}"})
        if code:
            self.took.failed[code] += 1
        else:
            self.took.seconds.setdefault(tool, []).append(time.monotonic() - began)
        return not code

    def _code_of(self, tool: str, parameters: dict[str, Any]) -> str:
        """What went wrong."""
        try:
            answer: Answer = self._plugin.daemon.invoke(
                tool, parameters, credentials=self._credentials, caller=workflow()
            )
        except (ConnectionError, ValueError):  # a pipe that was closed while it was written to
            return "killed"
        except TimeoutError:
            return "no answer"
        if answer.error:
            return f"error: {answer.error[:80]}"
        return "" if answer["ok"] else str(answer["error"]["code"])


class FaultyModel:
    """A language model that mostly draws a fact from each message, and now and then fails in any way that is known."""

    def __init__(self) -> None:
        self._chance = random.Random(0)
        self.faults = 0

    def __call__(self, question: Question) -> str:
        drawn = self._chance.random()
        self.faults += drawn < 0.25
        if drawn < 0.1:
            raise RuntimeError("no answer from the model")
        if drawn < 0.15:
            return "I am afraid that I cannot do this."
        if drawn < 0.2:
            return '{"facts": [{"text": "The user'
        if drawn < 0.25:
            time.sleep(_SLOW)
        return json.dumps({"facts": [_fact(message) for message in json.loads(question.data)["messages"]]})


def _fact(message: dict[str, Any]) -> dict[str, Any]:
    quote = " ".join(message["text"].split()[:12])
    words = f"The user said: {message['text']}"
    return {"text": words, "type": "semantic", "message": message["n"], "quote": quote, "relation": "new"}
