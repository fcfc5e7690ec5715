"""What a later version has written: refused by every tool and every command, and nothing is touched; or read only."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dev.daemon import Daemon
from memory_core import KeepsakeError, Message, Settings
from memory_core.bootstrap import open_service
from memory_core.cli.program import program
from memory_core.domain.selection import Selection
from memory_core.engines.collections import COLLECTION_SCHEMA, collection_name
from memory_core.engines.server.collection import stamp_of, write_stamp
from memory_core.errors import StorageReadOnly, StorageUnsuitable
from tests.conftest import given_back
from tests.plugin.conftest import KEY, Plugin
from tests.qdrant_stand_in import KEY as SERVER_KEY
from tests.qdrant_stand_in import QdrantStandIn
from tests.schemas.make import NAME, embedded, on_server, scopes
from tests.schemas.shelf import LATER, check_found, known, put_on, service_on, unpacked

LATER_SCHEMA = COLLECTION_SCHEMA + 1
REFUSED = "was written by a later version of Keepsake"
TOOLS: dict[str, dict[str, object]] = {
    "memory_store": {"content": "A new canary."},
    "memory_search": {"query": "canary"},
    "memory_list": {},
    "memory_card": {},
    "memory_update": {"id": "0123456789ab", "pinned": "yes"},
    "memory_forget": {"everything": True},
    "memory_maintain": {},
    "chat_history_add": {"content": "Hello", "chat_id": "c", "user_id": "u"},
    "chat_history_get": {"chat_id": "c", "user_id": "u"},
    "chat_history_clear": {"chat_id": "c", "user_id": "u"},
}
COMMANDS: dict[str, list[str]] = {
    "stats": [],
    "store": ["a canary"],
    "search": ["canary"],
    "card": [],
    "mask": [],
    "list": [],
    "forget": ["--everything"],
    "maintain": ["--optimize"],
    "export": ["OUT/lines.jsonl"],
    "import": ["OUT/import.jsonl"],
    "replay": ["OUT/said.jsonl", "--keep"],
    "backup": ["OUT/backup"],
    "restore": ["OUT/whole"],
    "move": ["--all-spaces", "--to-data-dir", "OUT/moved"],
    "reindex": ["--all-spaces", "--to-embedding-model", "openai:another"],
    "rotate-key": ["--new-api-key", "another-key-of-enough-length"],
    "doctor": [],
    "chat": [],
    "update": ["0123456789ab", "--pin"],
    "undo": ["0123456789ab"],
    "why": ["0123456789ab"],
    "history": ["0123456789ab"],
}
UNTOUCHING = {"new-key", "options", "completion", "promote"}  # which open no folder


def stamped(folder: Path, **changes: int) -> None:
    stamp = json.loads((folder / "stamp").read_text())
    (folder / "stamp").write_text(json.dumps(stamp | {"schema": LATER_SCHEMA, "by_a_later_one": [1]} | changes))


def contents(folder: Path) -> dict[str, str]:
    """Every file and folder, with what is in it."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        for path in sorted(folder.rglob("*"))
    }


def run(*arguments: str, folder: Path) -> tuple[int, str]:
    settings = {"KEEPSAKE_DATA_DIR": str(folder), "KEEPSAKE_API_KEY": KEY}
    result = CliRunner(env=settings).invoke(program, list(arguments))
    return result.exit_code, result.stdout + result.stderr


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Any:
    with Daemon(environment={"HOME": str(tmp_path_factory.mktemp("home"))}) as running:
        running.manifest()
        yield running


def filled(data: Path) -> Path:
    """A data folder with one memory; its collection."""
    assert run("store", "A canary lives here.", folder=data)[0] == 0
    return data / collection_name("bundled-2")


def test_every_tool_refuses_and_touches_nothing(daemon: Daemon, tmp_path: Path) -> None:
    """With one sentence, and its code; not one file is changed or made."""
    data = tmp_path / "data"
    stamped(filled(data), readable_from=LATER_SCHEMA, writable_from=LATER_SCHEMA)
    (data / collection_name("bundled-2") / "wanted").unlink()
    before, plugin = contents(data), Plugin(daemon, {"api_key": KEY, "data_dir": str(data)})
    for tool, parameters in TOOLS.items():
        answer = plugin.invoke(tool, parameters)
        assert answer["error"]["code"] == "storage_unsuitable", (tool, answer["error"])
        assert REFUSED in answer["error"]["message"]
        assert not answer["error"]["retryable"]
    assert contents(data) == before


def test_every_command_refuses_and_touches_nothing(tmp_path: Path) -> None:
    """The doctor says it, too, and looks on."""
    assert set(COMMANDS) | UNTOUCHING == set(program.list_commands(None))  # type: ignore[arg-type]
    data, out = tmp_path / "data", tmp_path / "out"
    collection = filled(data)
    out.mkdir()
    assert run("export", str(out / "import.jsonl"), folder=data)[0] == 0
    (out / "said.jsonl").write_text('{"role": "user", "content": "A canary."}\n')
    assert run("backup", str(out / "whole"), folder=data)[0] == 0
    stamped(collection, readable_from=LATER_SCHEMA, writable_from=LATER_SCHEMA)
    (collection / "wanted").unlink()
    before = contents(data)
    for command, arguments in COMMANDS.items():
        code, said = run(command, *(argument.replace("OUT", str(out)) for argument in arguments), folder=data)
        assert (code, REFUSED in said, "storage_unsuitable" in said) == (1, True, True), (command, said)
        assert contents(data) == before, command


def test_what_may_only_be_read_is_read_and_no_more(tmp_path: Path) -> None:
    """Writing is refused with a sentence of its own, and what a later version wrote beside the stamp stays."""
    data = tmp_path / "data"
    collection = filled(data)
    stamped(collection, writable_from=LATER_SCHEMA)
    assert run("search", "canary", folder=data)[1].count("A canary lives here.") == 1
    assert run("list", folder=data)[0] == 0
    for command in (["store", "one more"], ["forget", "--everything"], ["maintain"]):
        code, said = run(*command, folder=data)
        if command[0] == "forget":
            value = said.split("--confirm")[-1].split()[0]
            code, said = run(*command, "--confirm", value, folder=data)
        assert (code, "may only be read by this version" in said) == (1, True), (command, said)
    assert json.loads((collection / "stamp").read_text())["by_a_later_one"] == [1]
    assert run("search", "canary", folder=data)[1].count("A canary lives here.") == 1
    assert "storage_read_only" in run("doctor", folder=data)[1]


def test_a_later_schema_that_lets_this_one_write_is_kept(tmp_path: Path) -> None:
    """An additive step of a later version: this one stores, and takes nothing back."""
    folder = unpacked(4, tmp_path)
    stamped(folder)
    repository = embedded(folder)
    check_found(repository, known(4, "folder"))
    service_on(repository).store_messages([Message("One more.")], scope=next(scopes()))
    repository.close()
    stamp = json.loads((folder / "stamp").read_text())
    assert (stamp["schema"], stamp["by_a_later_one"]) == (LATER_SCHEMA, [1])


@pytest.mark.parametrize("told", ["", "[]", "{", '{"schema": "5"}'])
def test_a_stamp_that_is_none_is_refused(told: str, tmp_path: Path) -> None:
    """Rather than guessed at."""
    folder = unpacked(4, tmp_path)
    (folder / "stamp").write_text(told)
    before = contents(tmp_path)
    with pytest.raises(StorageUnsuitable, match="stamp that cannot be read"):
        embedded(folder).check()
    assert contents(tmp_path) == before


def test_a_server_is_refused_or_read_only(tmp_path: Path) -> None:
    """By the stamp alone, whatever the number says that programs before it go by."""
    stand_in = QdrantStandIn()
    put_on(stand_in, 4)
    stamp = stamp_of(stand_in._points.get_collection(NAME), NAME)
    scope, alive = next(scopes()), Selection(alive_at=LATER)
    later = {"schema": LATER_SCHEMA, "writable_from": LATER_SCHEMA}
    write_stamp(stand_in._points, NAME, _changed(stamp, **later))
    repository = on_server(stand_in.url, SERVER_KEY)
    check_found(repository, known(4, "server"))
    service = service_on(repository)
    with pytest.raises(StorageReadOnly):
        service.store_messages([Message("One more.")], scope=scope)
    given_back()
    write_stamp(stand_in._points, NAME, _changed(stamp, readable_from=LATER_SCHEMA, **later))
    asked = len(stand_in.requests)
    with pytest.raises(StorageUnsuitable, match=REFUSED):
        on_server(stand_in.url, SERVER_KEY).count(scope, alive)
    with pytest.raises(StorageUnsuitable, match=REFUSED):
        on_server(stand_in.url, SERVER_KEY).check()
    assert {request.method for request in stand_in.requests[asked:]} == {"GET"}
    stand_in.close()


def _changed(stamp: Any, **changes: int) -> Any:
    from dataclasses import replace

    return replace(stamp, **changes)


def test_a_fresh_folder_is_stamped(tmp_path: Path) -> None:
    """Before anything is stored in it."""
    service = open_service(Settings(data_dir=tmp_path))
    with pytest.raises(KeepsakeError):
        service.correct("0" * 12, _pinned(), scope=next(scopes()))
    service.close()
    stamp = json.loads((tmp_path / collection_name("bundled-2") / "stamp").read_text())
    assert (stamp["schema"], stamp["dimension"], stamp["embedding_model"]) == (COLLECTION_SCHEMA, 896, "bundled")


def _pinned() -> Any:
    from memory_core.operations.correct import Change

    return Change(pinned=True)
