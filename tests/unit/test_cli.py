"""The command line: its forms, its exit codes, and the way of an operator through it."""

import fcntl
import json
import os
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dev.daemon import PLUGIN
from memory_core import short_id, space_id
from memory_core.cli.options import with_settings
from memory_core.cli.output import harmless
from memory_core.cli.program import program
from memory_core.engines.collections import collection_name
from memory_core.engines.embedded.folder_lock import FolderLock
from memory_core.engines.embedded.optimize import optimize
from memory_core.engines.embedded.repository import EmbeddedRepository
from memory_core.errors import StorageBusy
from memory_core.version import VERSION
from tests.qdrant_stand_in import KEY as SERVER_KEY
from tests.qdrant_stand_in import QdrantStandIn

KEY = "a-test-key-of-16-or-more"
NAME = "python -m memory_core"
COMMANDS = program.list_commands(None)  # type: ignore[arg-type]
ON_A_TERMINAL = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
PLAIN = {name: value for name, value in os.environ.items() if not name.startswith("KEEPSAKE_")}


@pytest.fixture
def kept(tmp_path: Path) -> dict[str, str]:
    """The variables of a space in a folder of its own."""
    return {"KEEPSAKE_DATA_DIR": str(tmp_path / "data"), "KEEPSAKE_API_KEY": KEY}


@pytest.fixture(autouse=True)
def _no_settings_of_whoever_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in set(os.environ) - set(PLAIN):
        monkeypatch.delenv(name)


def run(*arguments: object, env: Mapping[str, str] | None = None, text: str | None = None) -> Result:
    return CliRunner(env=env).invoke(program, [str(each) for each in arguments], prog_name=NAME, input=text)


def answer(*arguments: object, env: Mapping[str, str]) -> Any:
    """What a command answers in JSON."""
    result = run(*arguments, "--json", env=env)
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def process(*arguments: object, env: Mapping[str, str], **how: Any) -> "subprocess.CompletedProcess[str]":
    """The real thing."""
    command = [sys.executable, "-m", "memory_core", *map(str, arguments)]
    piped: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    return subprocess.run(command, env={**PLAIN, **env}, cwd=PLUGIN, text=True, check=False, **piped | how)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_teaches_with_an_example(command: str) -> None:
    """Its help shows a line that can be typed."""
    shown = run(command, "--help").stdout
    assert f"python -m memory_core {command}" in shown or f"| python -m memory_core {command}" in shown
    assert run("--help").stdout.count(f"\n  {command} ") == 1


def test_a_new_key_is_fresh_and_names_its_space() -> None:
    """Two of them differ, and each says its space's id."""
    first, second = answer("new-key", env={}), answer("new-key", env={})
    assert first["key"] != second["key"]
    assert first["space"] == space_id(first["key"])


def test_the_way_of_an_operator_in_real_processes(kept: dict[str, str]) -> None:
    """Store, search, count, export, forget: answers on stdout and nothing on stderr."""
    stored = process("store", "I live in Lisbon.", "--user-id", "anna", "--json", env=kept)
    assert (stored.returncode, stored.stderr) == (0, "")
    assert json.loads(stored.stdout)["status"] == "stored"
    found = process("search", "Where", "does", "she", "live?", "--json", env=kept)
    assert (found.returncode, found.stderr) == (0, "")
    assert {memory["content"] for memory in json.loads(found.stdout)["memories"]} == {"I live in Lisbon."}
    counted = process("stats", env=kept)
    assert (counted.returncode, counted.stderr) == (0, "")
    assert "anna 2" in counted.stdout
    exported = process("export", env=kept)
    assert (exported.returncode, exported.stderr, exported.stdout.count("\n")) == (0, "", 3)
    dry = process("forget", "--user-id", "anna", "--everything", "--json", env=kept)
    confirm = json.loads(dry.stdout)["confirm"]
    erased = process("forget", "--user-id", "anna", "--everything", "--confirm", confirm, env=kept)
    assert (erased.returncode, erased.stderr) == (0, "")
    assert process("list", env=kept).stdout == ""


def test_the_same_is_kept_once(kept: dict[str, str]) -> None:
    """The second time it says so, and names the same memory."""
    first = answer("store", "I live in Lisbon.", "--event-time", "2026-03-04", env=kept)
    again = answer("store", "I live in Lisbon.", "--event-time", "2026-03-04", env=kept)
    assert (first["status"], again["status"]) == ("stored", "already_stored")
    assert first["memories"][0]["id"] == again["memories"][0]["id"]


def test_a_text_may_come_from_stdin(kept: dict[str, str]) -> None:
    """With `-` in its place."""
    result = run("store", "-", "--json", "--memory-type", "episodic", env=kept, text="Minutes of Monday.\nAll agreed.")
    assert json.loads(result.stdout)["memories"][0]["content"] == "Minutes of Monday.\nAll agreed."


def test_a_realm_can_be_addressed_and_is_listed(kept: dict[str, str]) -> None:
    """What the plugin keeps apart by user is found in its realm only, and stats names the realm."""
    answer("store", "I live in Lisbon.", "--realm", "user:4f1c", "--memory-type", "episodic", env=kept)
    assert answer("search", "Lisbon", env=kept)["memories"] == []
    assert len(answer("search", "Lisbon", "--realm", "user:4f1c", env=kept)["memories"]) == 1
    (place,) = answer("stats", env=kept)["places"]
    assert (place["realm"], place["memories"]) == ("user:4f1c", {"episodic": {"active": 1}})


def test_stats_see_one_space_only(kept: dict[str, str]) -> None:
    """Another key counts nothing of it."""
    answer("store", "I live in Lisbon.", env=kept)
    assert answer("stats", env={**kept, "KEEPSAKE_API_KEY": KEY + "2"})["places"] == []


def test_stats_tell_who_waits_and_what_has_expired(kept: dict[str, str]) -> None:
    """Messages that a model could not read, and memories whose time is over."""
    nobody = {"KEEPSAKE_LANGUAGE_MODEL": "openai:none", "KEEPSAKE_MODEL_BASE_URL": "http://127.0.0.1:1/v1"}
    assert answer("store", "I moved to Porto.", env={**kept, **nobody})["extraction"] == "pending"
    answer("store", "Short-lived.", "--ttl-days", "0.0000001", "--memory-type", "semantic", env=kept)
    (place,) = answer("stats", env=kept)["places"]
    assert (place["pending"], place["expired"]) == (1, 1)


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["search", "x", "--data-dir", "/no/such/folder", "--api-key", KEY], 1, "(folder_unusable)"),
        (["search", "x", "--data-dir", "."], 1, "(key_missing)"),
        (["search", "x", "--data-dir", ".", "--api-key", "short"], 1, "(key_too_short)"),
        (["search", "x", "--qdrant-url", "http://127.0.0.1:1", "--api-key", KEY], 1, "could not be reached"),
        (["search", "x", "--api-key", KEY], 2, "--data-dir"),
        (["search", "--data-dir", "."], 2, "QUERY"),
        (["search", "x", "--limit", "none", "--data-dir", "."], 2, "--limit"),
        (["search", "x", "--qdrant-url", "localhost:6333"], 2, "http://"),
        (["search", "x", "--qdrant-url", "http://me:hidden-word@host"], 2, "user name and password"),
        (["store", "x", "--event-time", "yesterday", "--data-dir", "."], 2, "ISO 8601"),
        (["search", "x", "--api-key", "@/no/such/file", "--data-dir", "."], 2, "cannot be read"),
        (["stats", "--embedding-model", "nonsense", "--data-dir", ".", "--api-key", KEY], 1, "(unsupported_model)"),
        (["search", "x", "--embedding-model", "dify:a/b/c/d", "--data-dir", ".", "--api-key", KEY], 1, "inside Dify"),
        (["no-such-command"], 2, "no-such-command"),
    ],
)
def test_a_failure_is_one_sentence_and_its_kind_is_the_exit_code(
    arguments: list[str], code: int, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """1 for what failed, 2 for what was asked wrongly; nothing on stdout, no traceback."""
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (code, "")
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr
    assert "hidden-word" not in result.stderr
    if code == 1:
        assert result.stderr.count("\n") == 1


def test_what_nobody_expected_is_one_line_without_what_it_was_about(
    kept: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The type and the place of a bug, and not the text that it choked on."""

    def fail(*_: object, **__: object) -> None:
        raise ValueError("I live in Lisbon")

    monkeypatch.setattr("memory_core.cli.commands.store.opened", fail)
    result = run("store", "I live in Lisbon", env=kept)
    assert result.exit_code == 1
    assert "ValueError at" in result.stderr
    assert "Lisbon" not in result.stderr


def test_only_names_with_our_prefix_are_read(tmp_path: Path) -> None:
    """Dify's own QDRANT_URL, and whatever else lies about, changes nothing."""
    foreign = {
        "QDRANT_URL": "http://127.0.0.1:1",
        "QDRANT_API_KEY": "difys-own-key",
        "DATA_DIR": str(tmp_path / "wrong"),
        "API_KEY": KEY,
        "AGENT_ID": "wrong",
        "EMBEDDING_MODEL": "openai:wrong",
        "OPENAI_API_KEY": "wrong",
        "PLUGIN_STORAGE_LOCAL_ROOT": str(tmp_path / "wrong"),
        "INSTALL_METHOD": "serverless",
    }
    assert process("store", "hello", env=foreign).returncode == 2
    ours = {"KEEPSAKE_DATA_DIR": str(tmp_path / "right")}
    assert "(key_missing)" in process("store", "hello", env=foreign | ours).stderr
    stored = process("store", "hello", "--json", env=foreign | ours | {"KEEPSAKE_API_KEY": KEY})
    assert json.loads(stored.stdout)["memories"][0]["agent_id"] == "dify"
    assert not (tmp_path / "wrong").exists()


def test_every_setting_has_a_variable_of_its_name() -> None:
    """An option and its variable cannot drift apart."""

    @with_settings
    def command(**_: object) -> None: ...

    options = command.__click_params__  # type: ignore[attr-defined]
    assert {option.envvar for option in options} == {f"KEEPSAKE_{option.name.upper()}" for option in options}
    assert {
        "data_dir",
        "models_dir",
        "qdrant_url",
        "qdrant_api_key",
        "qdrant_options",
        "embedding_model",
        "language_model",
    } < {option.name for option in options}


def test_keys_are_never_shown(tmp_path: Path) -> None:
    """Not in help, answers or failures, wherever they came from."""
    keys = {
        "KEEPSAKE_API_KEY": KEY,
        "KEEPSAKE_QDRANT_API_KEY": SERVER_KEY,
        "KEEPSAKE_MODEL_API_KEY": "the-key-of-the-models",
    }
    folder = {"KEEPSAKE_DATA_DIR": str(tmp_path)}
    away = {"KEEPSAKE_QDRANT_URL": "http://127.0.0.1:1"}
    model = {"KEEPSAKE_LANGUAGE_MODEL": "openai:m", "KEEPSAKE_MODEL_BASE_URL": "http://127.0.0.1:1"}
    results = [run(command, "--help", env=keys) for command in COMMANDS]
    results += [
        run(*arguments, env=keys | where)
        for where in (folder, away, folder | model)
        for arguments in (["doctor"], ["doctor", "--json"], ["stats"], ["store", "hello"], ["search", "hello"])
    ]
    results.append(run("search", "hello", "--no-such-option", env=keys | folder))
    shown = "".join(result.output for result in results)
    assert len(shown) > 10_000
    assert not any(key in shown for key in keys.values())


def test_a_key_may_lie_in_a_file(kept: dict[str, str], tmp_path: Path) -> None:
    """Named with @, by option or variable, with its last line break or without."""
    (tmp_path / "key").write_text(f"{KEY}\n")
    answer("store", "I live in Lisbon.", "--api-key", f"@{tmp_path / 'key'}", env=kept | {"KEEPSAKE_API_KEY": ""})
    assert answer("stats", env=kept | {"KEEPSAKE_API_KEY": f"@{tmp_path / 'key'}"})["space"] == space_id(KEY)


def test_a_terminal_is_asked_for_the_key_and_does_not_show_it(kept: dict[str, str]) -> None:
    """Without an option and a variable."""
    answer("store", "I live in Lisbon.", env=kept)
    environment = {**PLAIN, "KEEPSAKE_DATA_DIR": kept["KEEPSAKE_DATA_DIR"]}
    command = [sys.executable, "-c", ON_A_TERMINAL, sys.executable, "-m", "memory_core", "stats"]
    asked = subprocess.Popen(command, cwd=PLUGIN, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert asked.stdin
    assert asked.stdout
    shown = b""
    while not shown.endswith(b"Key of the space: "):
        shown += asked.stdout.read(1)
    asked.stdin.write(KEY.encode() + b"\n")
    asked.stdin.flush()
    shown += asked.stdout.read()
    assert asked.wait() == 0
    assert space_id(KEY).encode() in shown
    assert KEY.encode() not in shown


def test_a_reader_that_goes_away_ends_it_quietly(kept: dict[str, str]) -> None:
    """As `| head` does."""
    answer("store", "I live in Lisbon.", env=kept)
    reading, writing = os.pipe()
    os.close(reading)
    ended = process("stats", env=kept, stdout=writing)
    os.close(writing)
    assert (ended.returncode, ended.stderr) == (141, "")


def test_an_interrupt_ends_it_quietly(kept: dict[str, str]) -> None:
    """Ctrl-C while it waits for its text: nothing is stored, and no traceback shown."""
    command = [sys.executable, "-m", "memory_core", "store", "-"]
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background ignores it
    try:
        waiting = subprocess.Popen(
            command, cwd=PLUGIN, env={**PLAIN, **kept}, stdin=subprocess.PIPE, stderr=subprocess.PIPE
        )
    finally:
        signal.signal(signal.SIGINT, before)
    assert waiting.stdin
    waiting.stdin.write(b"I live in")
    waiting.stdin.flush()
    while unread(waiting.stdin.fileno()):
        time.sleep(0.02)
    waiting.send_signal(signal.SIGINT)
    _, errors = waiting.communicate(timeout=30)
    assert (waiting.returncode, errors) == (130, b"")


def test_a_stored_text_cannot_command_the_terminal(kept: dict[str, str]) -> None:
    """Escape sequences and turned lines are shown as what they are not."""
    assert harmless("a\x1b[2Jb\u202ec\nd\te 👩‍🚀") == "a\ufffd[2Jb\ufffdc\nd\te 👩‍🚀"
    answer("store", "Lisbon \x1b]0;owned\x07", "--memory-type", "episodic", env=kept)
    shown = run("search", "Lisbon", env=kept).stdout
    assert "owned" in shown
    assert "\x1b" not in shown


def test_the_doctor_finds_nothing_wrong_where_all_is_well(kept: dict[str, str]) -> None:
    """One finding per line, with what the space holds."""
    answer("store", "I live in Lisbon.", env=kept)
    result = run("doctor", "--json", env=kept)
    findings = {finding["check"]: finding for finding in map(json.loads, result.stdout.splitlines())}
    assert result.exit_code == 0
    assert {finding["health"] for finding in findings.values()} == {"ok"}
    assert "holds 2 memories" in findings["space"]["found"]
    assert {"qdrant-edge-py", "folder", "disk", "engine", "embedding model", "lock bundled"} < set(findings)


def test_the_doctor_says_what_to_do(kept: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """A new machine is nothing wrong; what is makes its exit code 1, with a sentence."""
    new = run("doctor", env={"KEEPSAKE_DATA_DIR": "/no/such/folder"})
    assert (new.exit_code, "/no/such/folder does not exist yet" in new.stdout) == (0, True)
    away = run("doctor", "--qdrant-url", "http://127.0.0.1:1")
    assert (away.exit_code, "qdrant_url is right" in away.stdout) == (1, True)
    answer("store", "I live in Lisbon.", env=kept)
    other = run("doctor", "--embedding-model", "dify:a/b/c/d", env=kept)
    assert (other.exit_code, "embedded by bundled, 0 by the present" in other.stdout) == (0, True)
    assert "'maintain --reembed' does so." in other.stdout
    monkeypatch.setattr("memory_core.cli.findings._TESTED_ENGINE", "99")
    engine = run("doctor", env=kept)
    assert (engine.exit_code, "pip install qdrant-edge-py==99" in engine.stdout) == (1, True)


def test_a_folder_in_use_is_shared(kept: dict[str, str]) -> None:
    """While another process has it open, commands take turns with it, and the doctor says that it is held."""
    answer("store", "I live in Lisbon.", env=kept)
    folder = Path(kept["KEEPSAKE_DATA_DIR"]) / collection_name("bundled-2")
    serving = EmbeddedRepository(folder, dimension=lambda: 896, wait_seconds=5, free_bytes=0)
    serving.check()
    try:
        seen = process("doctor", env=kept)
        assert (seen.returncode, "held by another process" in seen.stdout) == (0, True)
        serving.check()
        assert process("search", "Lisbon", env=kept).returncode == 0
    finally:
        serving.close()


def test_it_works_on_a_server(tmp_path: Path) -> None:
    """With its address and a key from a file, and nothing on disk."""
    (tmp_path / "key").write_text(SERVER_KEY)
    with closing(QdrantStandIn()) as server:
        env = {
            "KEEPSAKE_QDRANT_URL": server.url,
            "KEEPSAKE_QDRANT_API_KEY": f"@{tmp_path / 'key'}",
            "KEEPSAKE_API_KEY": KEY,
        }
        answer("store", "I live in Lisbon.", env=env)
        found = answer("search", "Where do I live?", env=env)["memories"]
        assert {memory["content"] for memory in found} == {"I live in Lisbon."}
        assert answer("stats", env=env)["total"] == 2
        refused = run("search", "Lisbon", env=env | {"KEEPSAKE_QDRANT_API_KEY": "wrong"})
        assert (refused.exit_code, "(storage_refused)" in refused.stderr) == (1, True)


def test_the_list_is_in_order_and_whole(kept: dict[str, str]) -> None:
    """A line per memory, the latest first, as many as are wanted, over any number of pages."""
    said = [f"Message number {number}." for number in range(5)]
    for text in said:
        answer("store", text, "--memory-type", "episodic", "--tags", "numbered", env=kept)
    listed = listing(env=kept)
    assert [memory["content"] for memory in listed] == said[::-1]
    assert [memory["content"] for memory in listing("--oldest-first", "--limit", 2, env=kept)] == said[:2]
    assert len(listing("--tags", "numbered, other", env=kept)) == 5
    assert listing("--tags", "other", env=kept) == []
    assert listing("--realm", "user:4f1c", env=kept) == []


def test_an_empty_list_says_why(kept: dict[str, str]) -> None:
    """A realm without memories is told from one that holds others."""
    answer("store", "I live in Lisbon.", "--realm", "user:4f1c", env=kept)
    assert "none that meet the options" in run("list", "--realm", "user:4f1c", "--tags", "work", env=kept).stderr
    assert "realm 'user:4f1d'" in run("list", "--realm", "user:4f1d", env=kept).stderr
    assert "and no realm" in run("list", env=kept).stderr


def test_a_memory_is_corrected_explained_and_restored(kept: dict[str, str]) -> None:
    """By short ids, all within the realm that they are named in."""
    here = ("--realm", "user:4f1c")
    stored = answer("store", "I live in Lisbon.", *here, env=kept)
    (fact,) = stored["facts"]
    assert answer("why", fact["id"], *here, env=kept)["said_in"][0]["quote"] == "I live in Lisbon."
    assert answer("why", short_id(stored["memories"][0]["id"]), *here, env=kept)["facts"][0]["id"] == fact["id"]
    done = answer("update", fact["id"], "--content", "I live in Porto.", "--pin", *here, env=kept)
    assert (done["status"], done["memory"]["pinned"], done["previous_id"]) == ("updated", True, fact["id"])
    seen = answer("history", done["memory"]["id"], *here, env=kept)
    assert [version["content"] for version in seen["versions"]] == ["I live in Lisbon.", "I live in Porto."]
    assert {event["operation_id"] for event in seen["events"]} >= {done["operation_id"]}
    for command in (["why", fact["id"]], ["history", fact["id"]], ["update", fact["id"], "--pin"]):
        refused = run(*command, env=kept)
        assert (refused.exit_code, "(not_found)" in refused.stderr) == (1, True)
    undone = answer("undo", done["operation_id"], *here, env=kept)
    assert [memory["content"] for memory in undone["restored"]] == ["I live in Lisbon."]
    assert run("update", fact["id"], *here, env=kept).exit_code == 2
    assert run("update", fact["id"], "--ttl-days", 3, "--never-expires", *here, env=kept).exit_code == 2


def test_chats_are_listed_and_shown(kept: dict[str, str]) -> None:
    """All of a realm, or the last messages of one in their order."""
    for number in range(3):
        answer("store", f"Message {number}.", "--session-id", "c-1", "--memory-type", "episodic", env=kept)
    answer("store", "Another.", "--session-id", "c-2", "--memory-type", "episodic", env=kept)
    chats = answer("chat", env=kept)["chats"]
    assert [(chat["chat_id"], chat["messages"]) for chat in chats] == [("c-1", 3), ("c-2", 1)]
    one = answer("chat", "--session-id", "c-1", "--limit", 2, env=kept)
    assert ([m["content"] for m in one["messages"]], one["total"]) == (["Message 1.", "Message 2."], 3)
    assert "3 messages" in run("chat", env=kept).stdout


def test_a_misspelt_command_is_suggested() -> None:
    """With exit code 2; what resembles nothing is named alone."""
    misspelt, unknown = run("serach"), run("xyz")
    assert (misspelt.exit_code, "Did you mean search" in misspelt.stderr) == (2, True)
    assert (unknown.exit_code, "Did you mean" in unknown.stderr) == (2, False)


def test_the_version_and_the_shared_options_are_told() -> None:
    """The version is the plugin's; every option that a command names as shared is described once."""
    assert run("--version").stdout == f"Keepsake {VERSION}\n"
    described = run("options").stdout
    for option in ("--data-dir", "--qdrant-url", "--embedding-model", "--api-key", "--realm", "KEEPSAKE_DATA_DIR"):
        assert described.count(f"{option} ") + described.count(f"{option}\n") + described.count(f"{option}]") >= 1
        assert "KEEPSAKE_" not in run("search", "--help").stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes(shell: str) -> None:
    """The script names the variable by which the program is asked, and the program answers with its commands."""
    assert "_KEEPSAKE_COMPLETE" in run("completion", shell).stdout
    asked = {
        "_KEEPSAKE_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": "keepsake sea",
        "COMP_CWORD": "sea" if shell == "fish" else "1",
    }
    assert "search" in process(env=asked).stdout


def test_an_export_replaces_no_file_unasked(kept: dict[str, str], tmp_path: Path) -> None:
    """With --force it does."""
    answer("store", "I live in Lisbon.", env=kept)
    file = tmp_path / "memories.jsonl"
    file.write_text("mine")
    refused = run("export", file, env=kept)
    assert (refused.exit_code, file.read_text()) == (2, "mine")
    assert run("export", file, "--force", env=kept).exit_code == 0
    assert "Lisbon" in file.read_text()


def test_nothing_is_forgotten_without_a_confirmed_dry_run(kept: dict[str, str]) -> None:
    """A dry run changes nothing; its value erases what it counted, and no other does."""
    answer("store", "I live in Lisbon.", env=kept)
    answer("store", "Rent is due on the 1st.", "--realm", "user:4f1c", env=kept)
    dry = answer("forget", "--everything", env=kept)
    assert (dry["dry_run"], dry["counts"]) == (True, {"semantic": 1, "episodic": 1})
    assert len(listing(env=kept)) == 2
    wrong = run("forget", "--everything", "--confirm", dry["confirm"][:-1] + "x", env=kept)
    assert (wrong.exit_code, "(not_confirmed)" in wrong.stderr) == (1, True)
    assert len(listing(env=kept)) == 2
    done = answer("forget", "--everything", "--confirm", dry["confirm"], env=kept)
    assert (done["dry_run"], len(done["ids"])) == (False, 2)
    assert listing(env=kept) == []
    assert len(listing("--realm", "user:4f1c", env=kept)) == 2
    assert run("forget", env=kept).exit_code == 2


def test_maintenance_reaches_every_realm_and_the_disk(kept: dict[str, str]) -> None:
    """What has expired is erased wherever it lies, and nothing of it is left in the folder's bytes."""
    for realm in ("user:1", "user:2"):
        answer("store", f"Canary of {realm}.", "--realm", realm, "--ttl-days", "0.0000001", env=kept)
        answer("store", "Stays.", "--realm", realm, "--memory-type", "episodic", env=kept)
    done = answer("maintain", env=kept)
    assert (done["realms"], done["erased_from_disk"], done["reason"]) == (2, True, "")
    assert done["expired_erased"] >= 2
    assert b"Canary" not in bytes_of(Path(kept["KEEPSAKE_DATA_DIR"]))
    assert [memory["content"] for memory in listing("--realm", "user:2", env=kept)] == ["Stays."]


def test_an_emptied_space_is_removed_from_disk(kept: dict[str, str]) -> None:
    """Though no realm of it holds anything any longer."""
    stored = answer("store", "Canary.", "--memory-type", "episodic", env=kept)
    answer("forget", stored["memories"][0]["id"], "--confirm", "yes", env=kept)
    assert answer("maintain", env=kept)["erased_from_disk"] is True
    assert b"Canary" not in bytes_of(Path(kept["KEEPSAKE_DATA_DIR"]))


def test_optimizing_keeps_everything_and_never_runs_beside_another_process(kept: dict[str, str]) -> None:
    """It is refused at once while the folder is open elsewhere."""
    answer("store", "I live in Lisbon.", env=kept)
    folder = Path(kept["KEEPSAKE_DATA_DIR"]) / collection_name("bundled-2")
    serving = FolderLock(folder)
    assert serving.acquire(deadline=time.monotonic())
    with pytest.raises(StorageBusy, match="Stop the plugin"):
        optimize(folder, waiting=lambda: None)
    serving.release()
    assert answer("maintain", "--optimize", env=kept)["optimized"] is True
    assert len(listing(env=kept)) == 2
    assert run("maintain", "--optimize", "--qdrant-url", "http://127.0.0.1:1", env=kept).exit_code == 2


def listing(*arguments: object, env: Mapping[str, str]) -> list[dict[str, Any]]:
    result = run("list", *arguments, "--json", env=env)
    assert (result.exit_code, result.stderr) == (0, "")
    return [json.loads(line) for line in result.stdout.splitlines()]


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def unread(pipe: int) -> int:
    """How many bytes in a pipe nobody has taken out."""
    return int(struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))[0])
