"""Masking where words come in, and of what is stored already: on disk, in prompts and in answers."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import memory_core
from memory_core import Message, Scope, Secrets
from memory_core.cli.program import program
from memory_core.errors import SecretFound
from memory_core.service import MemoryService
from tests.conftest import contents

KEY = "a-test-key-of-16-or-more"
CARD, PASSWORD, TOKEN = "4111 1111 1111 1111", "Tr0mb0ne!77", "ghp_16C7e42F292c6912E7710c838347Ae178B4a"
SAID = f"Pay with my card {CARD}; the wifi password is {PASSWORD}."
BARE = "Pay with my card [card number]; the wifi password is [password]."


def holds(folder: Path, *words: str) -> list[str]:
    data = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    assert data
    return [word for word in words if any(word.encode() in each for each in data)]


def test_words_are_masked_before_they_are_kept(service: MemoryService, scope: Scope) -> None:
    stored = service.store_messages([Message(SAID, tags=(TOKEN,))], scope=scope)
    assert stored.masked == {"card number": 1, "password": 1, "token": 1}
    (memory,) = stored.memories
    assert (memory.content, memory.masked, memory.tags) == (BARE, ("card number", "password"), ("[token]",))
    assert contents(service, "wifi password", scope)[0] == BARE
    again = service.store_messages([Message(SAID, tags=(TOKEN,))], scope=scope)
    assert (again.status.value, again.masked) == ("already_stored", stored.masked)


def test_facts_corrections_and_chats_are_masked_too(tmp_path: Path) -> None:
    with memory_core.open(tmp_path / "data", key=KEY) as space:
        anna = space.user("anna")
        fact = anna.remember(f"The deploy token is {TOKEN}.", memory_type="semantic").memories[0]
        assert (fact.content, fact.masked) == ("The deploy token is [token].", ("token",))
        corrected = anna.correct(fact.id, f"The password is {PASSWORD} now.")
        assert (corrected.memory.content, corrected.masked) == ("The password is [password] now.", {"password": 1})
        added = anna.chat("c1").add([Message(SAID), Message(f"Noted: {PASSWORD} is your password.", role="assistant")])
        assert [memory.content for memory in added.memories] == [BARE, "Noted: [password] is your password."]
    assert holds(tmp_path / "data", CARD, PASSWORD, TOKEN) == []


def test_words_with_secrets_can_be_refused_or_kept(tmp_path: Path) -> None:
    with memory_core.open(tmp_path / "data", key=KEY) as space:
        anna = space.user("anna")
        with pytest.raises(SecretFound) as refused:
            anna.remember(SAID, secrets="refuse")
        assert "card number" in str(refused.value)
        assert CARD not in str(refused.value)
        assert anna.count().total() == 0
        kept = anna.remember(SAID, secrets=Secrets.KEEP)
        assert (kept.memories[0].content, kept.masked) == (SAID, {})
        personal = anna.remember("Mail me at anna@example.com.", secrets="mask_personal")
        assert personal.memories[0].content == "Mail me at [email address]."
        assert anna.remember("Mail me at anna@example.com.").memories[0].content == "Mail me at anna@example.com."


def test_what_is_stored_already_is_masked(tmp_path: Path) -> None:
    """First only told; then in every record and vector, and on disk."""
    folder = tmp_path / "data"
    with memory_core.open(folder, key=KEY) as space:
        anna = space.user("anna")
        anna.remember([Message("Hello."), Message(SAID), Message("And I live in Porto.")], secrets="keep")
        anna.remember(f"The deploy token is {TOKEN}.", memory_type="semantic", secrets="keep")
        before = {memory.id: memory.content for memory in anna.list(limit=50).memories}
    assert holds(folder, CARD, PASSWORD, TOKEN) == [CARD, PASSWORD, TOKEN]
    told = _run("mask", "--dry-run", folder=folder)
    assert (told["dry_run"], told["kinds"]["token"], len(told["ids"])) == (True, 1, told["masked"])
    assert holds(folder, CARD) == [CARD]
    done = _run("mask", folder=folder)
    assert done["ids"] == told["ids"]
    assert done["erased_from_disk"]
    assert holds(folder, CARD, PASSWORD, TOKEN) == []
    with memory_core.open(folder, key=KEY) as space:
        after = {memory.id: memory.content for memory in space.user("anna").list(limit=50).memories}
        assert after.keys() == before.keys()
        assert BARE in after.values()
        assert {"Hello.", "And I live in Porto."} <= set(after.values())
    assert _run("mask", folder=folder)["masked"] == 0


def test_an_import_is_masked_unless_it_is_told_not_to_be(tmp_path: Path) -> None:
    with memory_core.open(tmp_path / "old", key=KEY) as space:
        space.user("anna").remember(SAID, secrets="keep", learn=False)
    exported = tmp_path / "memories.jsonl"
    _run("export", str(exported), "--vectors", folder=tmp_path / "old")
    assert _run("import", str(exported), folder=tmp_path / "new", new=True)["masked"] == {
        "card number": 1,
        "password": 1,
    }
    assert holds(tmp_path / "new", CARD, PASSWORD) == []
    _run("import", str(exported), "--keep-secrets", folder=tmp_path / "kept", new=True)
    assert holds(tmp_path / "kept", CARD, PASSWORD) == [CARD, PASSWORD]


def _run(*arguments: str, folder: Path, new: bool = False) -> Any:
    assert new or folder.is_dir()
    env = {"KEEPSAKE_DATA_DIR": str(folder), "KEEPSAKE_API_KEY": KEY}
    result = CliRunner(env=env).invoke(program, [*arguments, *([] if arguments[0] == "export" else ["--json"])])
    assert result.exit_code == 0, result.output
    return {} if arguments[0] == "export" else json.loads(result.stdout)
