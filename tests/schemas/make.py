"""Makes the fixtures of one schema with the program of its time; see README.md.

PYTHONPATH=<that program's checkout> python tests/schemas/make.py <schema> <where to>

Leaves `<schema>.tar.xz` (an embedded folder), `<schema>-server.json.xz` (what a server's collection held) and
`<schema>-holds.json` (what must be found in both). Uses only what every program so far has.
"""

import importlib
import json
import lzma
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from memory_core import MemoryType, Message, Role, Scope, space_id
from memory_core.adapters.chat.scripted import ScriptedChatModel
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.bootstrap import build_service
from memory_core.domain.selection import Selection
from memory_core.domain.text import digest
from memory_core.domain.window import Limits
from memory_core.errors import ModelFailed
from memory_core.operations.choose import Selector
from memory_core.operations.correct import Change
from memory_core.settings import Settings

DIMENSION = 64
BEGIN = 1_772_616_600_000_000  # 2026-03-04T09:30:00Z
SECOND = 1_000_000
NAME = "keepsake-fake-0b8a3c51"
SPACES = [space_id("the first key of a fixture"), space_id("the second key of a fixture")]
SAID = {
    "anna": [
        "I live in Lisbon and work at a bakery.",
        "My sister Marta plays the cello on Thursdays.",
        "I am allergic to walnuts.",
        "Ich wohne seit März in Berlin und lerne Geige.",
        "J'ai deux chats, Moka et Tigre.",
        "Mi cumpleaños es el 4 de mayo.",
        "我住在上海，喜欢喝茶。",
        "私は東京で働いています。",
        "O meu carro é azul e muito velho.",
        "Меня зовут Анна, я люблю горы.",
    ],
    "ben": [
        "My favourite colour is green.",
        "I moved to Porto last week.",
        "I prefer trains to planes.",
        "My dog is called Rex.",
        "Mein Lieblingsessen ist Käsekuchen.",
        "I work as a nurse in a hospital.",
    ],
}
LATER = {"anna": "I live in Porto and no longer in Lisbon.", "ben": "My favourite colour is red now."}


class Clock:
    """A second further at every reading."""

    def __init__(self) -> None:
        self.micros = BEGIN

    def __call__(self) -> int:
        self.micros += SECOND
        return self.micros


def scopes() -> Iterator[Scope]:
    for space in SPACES:
        for realm in ("", "user:1"):
            for user in SAID:
                yield Scope(space=space, agent="dify", realm=realm, user=user, session=f"{user}-chat")


def fill(repository: Any) -> None:
    """Everything that a memory can be."""
    now = Clock()

    def service(chat_model: Any = None) -> Any:
        return build_service(
            repository=repository,
            embedder=FakeEmbedder(dimension=DIMENSION),
            detect_language=lambda text: "en" if text.isascii() else "",
            count_tokens=lambda text: len(text.split()),
            chat_model=chat_model,
            now=now,
        )

    plain, away = service(), service(ScriptedChatModel(lambda _: ModelFailed("The model is away.")))
    summing = service(ScriptedChatModel(lambda _: json.dumps({"summary": "They greeted each other."})))
    for number, scope in enumerate(scopes()):
        user = str(scope.user)
        for text in (*SAID[user][number // 2 :: 2], LATER[user]):
            plain.store_messages([Message(text, speaker=user.title() if number % 2 else "")], scope=scope)
        long = " ".join(f"Sentence {n} of {user} is about a green bicycle." for n in range(60))
        kept = plain.store_messages([Message(long, tags=("long",))], scope=scope, learn=False).memories[0]
        plain.correct(kept.id, Change(tags=("long", "edited"), pinned=True), scope=scope)
        step = Message(f"Invoices of {user} go out on the first.", expires_at=BEGIN + 10**15)
        plain.store_fact(step, scope=scope, memory_type=MemoryType.PROCEDURAL)
        fact = plain.store_fact(Message(f"{user} sings in a choir."), scope=scope, memory_type=MemoryType.SEMANTIC)
        known = fact.learned.outcomes[0].memory if fact.learned.outcomes else fact.memories[0]
        plain.correct(known.id, Change(content=f"{user} sings in two choirs."), scope=scope)
        gone = plain.store_messages([Message(f"The secret of {user}.")], scope=scope, learn=False).memories
        plain.forget(Selector(ids=tuple(m.id for m in gone)), scope=scope, erase=bool(number % 2))
        chat = [
            Message(f"{word} {number}", role=role) for word in ("Hello", "Bye") for role in (Role.USER, Role.ASSISTANT)
        ]
        plain.add_to_chat(chat, scope=scope)
        summing.chat_window(scope=scope, limits=Limits(2), summarize=True)
        away.store_messages([Message(f"{user} has not been read yet.")], scope=scope)


def holds(repository: Any) -> list[list[Any]]:
    """What is in it, by the program that wrote it: id, digest of the words, user, session, realm, space, type, state,
    tags, and whether it is pinned."""
    everything = Selection(alive_at=0, states=())
    found: list[list[Any]] = []
    for scope in scopes():
        for m in repository.page(scope, everything, limit=1_000):
            place = [m.scope.user, m.scope.session, m.scope.realm, m.scope.space]
            found.append([m.id, digest(m.content), *place, m.type, m.state, list(m.tags), m.pinned])
    return sorted(found)


def write_holds(path: Path, **held: Any) -> None:
    """One memory a line."""
    parts = (
        f'"{place}": [\n' + ",\n".join(json.dumps(memory, ensure_ascii=False) for memory in memories) + "\n]"
        for place, memories in held.items()
    )
    path.write_text("{" + ", ".join(parts) + "}\n")


def _first_of(*places: str) -> Any:
    """What stands under the first of these names that there is: rooms were renamed since."""
    for place in places:
        module, _, name = place.rpartition(".")
        try:
            return getattr(importlib.import_module(module), name)
        except ImportError:
            continue
    raise ImportError(places[0])


def embedded(folder: Path) -> Any:
    make = _first_of(
        "memory_core.engines.embedded.repository.EmbeddedRepository", "memory_core.adapters.qdrant.edge.EdgeRepository"
    )
    return make(folder, dimension=lambda: DIMENSION, wait_seconds=10, free_bytes=0)


def on_server(url: str, key: str) -> Any:
    make = _first_of(
        "memory_core.engines.server.repository.ServerRepository", "memory_core.adapters.qdrant.client.ClientRepository"
    )
    connect: Callable[..., Any] = _first_of(
        "memory_core.engines.server.connection.connect", "memory_core.adapters.qdrant.connection.connect"
    )
    client = connect(Settings(qdrant_url=url, qdrant_api_key=key))
    return make(client, collection=NAME, dimension=lambda: DIMENSION)


def dumped(client: Any, indexes: dict[str, str]) -> dict[str, Any]:
    """What a server holds of the collection."""
    info = client.get_collection(NAME)
    points, _ = client.scroll(NAME, limit=100_000, with_payload=True, with_vectors=True)
    return {
        "config": json.loads(info.config.params.model_dump_json(exclude_none=True)),
        "metadata": info.config.metadata,
        "indexes": indexes,
        "points": [json.loads(point.model_dump_json(exclude_none=True)) for point in points],
    }


def main(schema: str, place: str) -> None:
    where = Path(place)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / NAME
        repository = embedded(folder)
        fill(repository)
        in_folder = holds(repository)
        repository.close()
        with tarfile.open(where / f"{schema}.tar.xz", "w:xz", preset=9) as packed:
            packed.add(folder, NAME)
    from tests.qdrant_stand_in import KEY, QdrantStandIn

    stand_in = QdrantStandIn()
    repository = on_server(stand_in.url, KEY)
    fill(repository)
    write_holds(where / f"{schema}-holds.json", folder=in_folder, server=holds(repository))
    held = dumped(stand_in._points, stand_in.strict.indexes[NAME])
    with lzma.open(where / f"{schema}-server.json.xz", "wt", preset=9) as packed_text:
        json.dump(held, packed_text, ensure_ascii=False)
    stand_in.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
