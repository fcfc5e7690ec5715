"""The command line where whole spaces go: export, move, backup, restore, reindex and a new key."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from memory_core import space_id
from memory_core.adapters.embedding.fake import FakeEmbedder
from tests.plugin.model_server import Asked, Reply, embedding_reply, serving
from tests.qdrant_stand_in import KEY as SERVER_KEY
from tests.qdrant_stand_in import QdrantStandIn
from tests.unit.test_cli import KEY, answer, run

NEW_KEY = "another-key-of-16-or-more"
SAID = ("I live in Lisbon.", "The invoice is due on Friday.")


@pytest.fixture
def kept(tmp_path: Path) -> dict[str, str]:
    """The variables of a space in a folder of its own, which holds what was said in two realms."""
    env = {"KEEPSAKE_DATA_DIR": str(tmp_path / "data"), "KEEPSAKE_API_KEY": KEY}
    for number, text in enumerate(SAID):
        answer("store", text, "--memory-type", "episodic", "--realm", f"user:{number}", env=env)
    return env


def exported(*arguments: object, env: dict[str, str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The header and the lines."""
    result = run("export", *arguments, env=env)
    assert (result.exit_code, result.stderr) == (0, "")
    header, *lines = map(json.loads, result.stdout.splitlines())
    return header, lines


def found(text: str, *, realm: str, env: dict[str, str]) -> list[str]:
    return [memory["content"] for memory in answer("search", text, "--realm", realm, env=env)["memories"]]


def test_an_export_holds_the_space_and_not_its_key(kept: dict[str, str], tmp_path: Path) -> None:
    """All realms or one, on stdout or in a file that is there when it is whole."""
    header, lines = exported(env=kept)
    assert (header["format"], [line["content"] for line in lines]) == ("keepsake-export", list(SAID))
    assert [line["content"] for line in exported("--realm", "user:1", env=kept)[1]] == [SAID[1]]
    file = tmp_path / "memories.jsonl"
    assert run("export", file, "--vectors", env=kept).output == ""
    assert file.read_text().count('"dense"') == 2
    assert KEY not in file.read_text()
    assert space_id(KEY) not in file.read_text()
    assert run("export", tmp_path / "no" / "such" / "folder", env=kept).exit_code == 1


def test_an_import_brings_an_export_into_the_space_of_its_key(kept: dict[str, str], tmp_path: Path) -> None:
    """A dry run changes nothing; a repeat finds everything there; what is bad is told by its number."""
    file = tmp_path / "memories.jsonl"
    run("export", file, env=kept)
    new = {"KEEPSAKE_DATA_DIR": str(tmp_path / "new"), "KEEPSAKE_API_KEY": NEW_KEY}
    answer("store", "Something else.", "--memory-type", "episodic", env=new)
    assert answer("import", file, "--dry-run", env=new) == {
        "dry_run": True,
        "new": 2,
        "already": 0,
        "masked": {},
        "bad": [],
    }
    assert answer("stats", env=new)["total"] == 1
    assert answer("import", file, env=new)["new"] == 2
    assert answer("import", file, env=new)["already"] == 2
    assert found("Where do I live?", realm="user:0", env=new) == [SAID[0]]
    file.write_text(file.read_text() + "not JSON, but private\n")
    spoilt = run("import", file, env=new)
    assert (spoilt.exit_code, "line 4 is not valid JSON" in spoilt.stdout) == (1, True)
    assert "private" not in spoilt.output
    file.write_bytes(b"\x1f\x8b\x08\xff")
    assert "(invalid_parameter)" in run("import", file, env=new).stderr


def test_a_move_to_a_server_and_back_brings_everything(kept: dict[str, str], tmp_path: Path) -> None:
    """The digests are equal, a repeat copies nothing, and what was remembered is found in the new place."""
    with closing(QdrantStandIn()) as server:
        there = ("--to-qdrant-url", server.url, "--to-qdrant-api-key", SERVER_KEY)
        moved = answer("move", *there, env=kept)
        assert (moved["memories"], moved["copied"], moved["caught_up"]) == (2, 2, True)
        assert answer("move", *there, "--all-spaces", env=kept) == moved | {"copied": 0}
        on_server = {"KEEPSAKE_QDRANT_URL": server.url, "KEEPSAKE_QDRANT_API_KEY": SERVER_KEY, "KEEPSAKE_API_KEY": KEY}
        assert found("Where do I live?", realm="user:0", env=on_server) == [SAID[0]]
        back = answer("move", "--to-data-dir", tmp_path / "back", env=on_server)
    assert back == moved
    assert found("invoice", realm="user:1", env=kept | {"KEEPSAKE_DATA_DIR": str(tmp_path / "back")}) == [SAID[1]]


def test_a_move_says_what_it_lacks(kept: dict[str, str]) -> None:
    """A target, and another one than the source."""
    assert "--to-data-dir" in run("move", env=kept).stderr
    assert run("move", "--to-data-dir", kept["KEEPSAKE_DATA_DIR"], env=kept).exit_code == 2


def test_a_backup_is_restored_into_nothing(kept: dict[str, str], tmp_path: Path) -> None:
    """Of every key, without any; a second backup takes over what is new."""
    everything = {"KEEPSAKE_DATA_DIR": kept["KEEPSAKE_DATA_DIR"]}
    assert answer("backup", tmp_path / "backup", env=everything)["copied"] == 2
    answer("store", "One more thing.", "--memory-type", "episodic", env=kept | {"KEEPSAKE_API_KEY": NEW_KEY})
    second = answer("backup", tmp_path / "backup", env=everything)
    assert (second["copied"], second["memories"]) == (1, 3)
    new = {"KEEPSAKE_DATA_DIR": str(tmp_path / "new")}
    assert answer("restore", tmp_path / "backup", env=new)["digest"] == second["digest"]
    assert found("Where do I live?", realm="user:0", env=kept | new) == [SAID[0]]
    assert run("backup", kept["KEEPSAKE_DATA_DIR"], env=everything).exit_code == 2
    assert run("restore", tmp_path / "none", env=new).exit_code == 1


def test_a_new_key_takes_everything_along(kept: dict[str, str]) -> None:
    """What the old one named is empty afterwards, and neither key is shown."""
    result = run("rotate-key", "--json", env=kept | {"KEEPSAKE_NEW_API_KEY": NEW_KEY})
    assert json.loads(result.stdout) == {"moved": 2, "space": space_id(NEW_KEY)}
    assert not any(key in result.output for key in (KEY, NEW_KEY))
    assert answer("stats", env=kept)["total"] == 0
    assert found("Where do I live?", realm="user:0", env=kept | {"KEEPSAKE_API_KEY": NEW_KEY}) == [SAID[0]]
    assert run("rotate-key", env=kept).exit_code == 2


def test_another_model_reads_everything_anew(kept: dict[str, str]) -> None:
    """The old collection stays, so that what serves from it goes on; the new one answers under the new setting."""
    embedder = FakeEmbedder()

    def embed(asked: Asked) -> Reply:
        return embedding_reply([list(embedder.embed_queries([text])[0]) for text in asked.body["input"]])

    with serving(embed) as service:
        env = kept | {"KEEPSAKE_MODEL_BASE_URL": service.url}
        done = answer("reindex", "--to-embedding-model", "openai:fake", env=env)
        assert (done["memories"], done["copied"]) == (2, 2)
        switched = env | {"KEEPSAKE_EMBEDDING_MODEL": "openai:fake"}
        assert found("I live in Lisbon", realm="user:0", env=switched) == [SAID[0]]
    assert found("Where do I live?", realm="user:0", env=kept) == [SAID[0]]
    assert run("reindex", "--to-embedding-model", "bundled", env=kept).exit_code == 1
