"""Keepsake as a retriever for a LoCoMo retrieval benchmark: one JSON request per line in, one JSON answer per line out.

{"op":"reset"}                                                          -> {"ok":true}
{"op":"store","id":..,"text":..,"speaker":..,"time":ISO,"session":..}   -> {"ok":true}
{"op":"search","query":..,"k":..}                                       -> {"ids":[..]}

Stores and searches as the tools do, with the bundled embedder and the embedded engine in a temporary folder. A search
covers the whole realm, whatever the session. Every reset starts a space of its own, so that no conversation's words
weigh in another's. A fact counts as the messages that it was drawn from; ids are given once. Runs from any directory.
`--without-facts` keeps messages alone.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from memory_core import Hit, Memory, Message, Scope, Settings, space_id
from memory_core.bootstrap import open_service
from memory_core.domain import times
from memory_core.domain.memory import drawn_from
from memory_core.domain.selection import Selection
from memory_core.service import MemoryService


class Retriever:
    """Knows each memory by the id that the benchmark gave it; `name` tells it apart from others on the same service."""

    def __init__(self, service: MemoryService, *, with_facts: bool, name: str = "locomo-conversation") -> None:
        self._service = service
        self._name = name
        self._with_facts = with_facts
        self._resets = 0
        self.reset()

    def reset(self) -> None:
        self._resets += 1
        self._space = space_id(f"{self._name}-{self._resets}")
        self._ids: dict[str, str] = {}

    def store(self, *, id: str, text: str, speaker: str, time: str, session: str) -> None:  # noqa: A002
        message = Message(text, speaker=speaker, event_at=times.parse(time, name="time"))
        stored = self._service.store_messages([message], scope=self._scope(session), learn=self._with_facts)
        for memory in stored.memories:
            self._ids[memory.id] = id

    def search(self, *, query: str, k: int) -> list[str]:
        said = (i for hit in self.hits(query, limit=2 * k) for i in _messages_of(hit.memory))
        return list(dict.fromkeys(self._ids[i] for i in said))[:k]

    def hits(self, query: str, *, limit: int) -> tuple[Hit, ...]:
        selection = Selection(alive_at=self._service.now())
        return self._service.search(query, scope=self._scope(None), selection=selection, limit=limit).hits

    def _scope(self, session: str | None) -> Scope:
        return Scope(space=self._space, agent="dify", session=session)


def _messages_of(memory: Memory) -> list[str]:
    """The message itself; of a fact, the messages that it was drawn from, the latest first."""
    return [source.memory_id for source in reversed(drawn_from(memory))] or [memory.id]


def answer(retriever: Retriever, request: dict[str, Any]) -> dict[str, Any]:
    match request.pop("op"):
        case "reset":
            retriever.reset()
        case "store":
            retriever.store(**request)
        case "search":
            return {"ids": retriever.search(**request)}
    return {"ok": True}


def main() -> None:
    replies, sys.stdout = sys.stdout, sys.stderr  # nothing but the protocol may reach the benchmark
    with tempfile.TemporaryDirectory(prefix="keepsake-locomo-") as folder:
        service = open_service(Settings(data_dir=Path(folder)))
        retriever = Retriever(service, with_facts="--without-facts" not in sys.argv)
        for line in sys.stdin:
            print(json.dumps(answer(retriever, json.loads(line))), file=replies, flush=True)
        service.close()


if __name__ == "__main__":
    main()
