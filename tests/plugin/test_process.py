"""The process itself: restarts, long work, crowds, and replies that could grow too large."""

import json
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dev.daemon import Daemon, workflow
from memory_core import Message, Scope, space_id
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.adapters.tokens import BundledTokenCounter
from memory_core.bootstrap import build_service
from memory_core.domain import times
from memory_core.engines.collections import collection_name
from memory_core.engines.embedded.repository import EmbeddedRepository
from tests.plugin.conftest import KEY, Plugin


def long_text(number: int) -> str:
    """100,000 Chinese characters without two equal sentences."""
    sentences = (f"第{number}号文件第{n}天，我在上海的一家咖啡馆工作，下个月要去京都旅行看红叶。" for n in range(4_000))
    return "".join(sentences)[:100_000]


def test_a_restart_forgets_nothing(tmp_path: Path) -> None:
    """Killed after an answer, the next process knows what was stored, and a retry there makes no double."""
    credentials = {"api_key": KEY, "data_dir": str(tmp_path / "data")}
    for said in ("I live in Porto.", "I ride a green bicycle.", "My sister is Mei."):
        with Daemon(environment={"HOME": str(tmp_path)}) as daemon:
            plugin = Plugin(daemon, credentials)
            assert plugin.store(said)["status"] == "stored"
            daemon.kill()
    with Daemon(environment={"HOME": str(tmp_path)}) as daemon:
        plugin = Plugin(daemon, credentials)
        assert plugin.store("My sister is Mei.")["status"] == "already_stored"
        assert plugin.search("bicycle")["total"] == 3


def test_data_goes_where_an_upgrade_finds_it(tmp_path: Path) -> None:
    """Without a data folder in the form, memories lie in Dify's plugin storage, not in the plugin's own folder."""
    environment = {"HOME": str(tmp_path / "home"), "PLUGIN_STORAGE_LOCAL_ROOT": str(tmp_path / "storage")}
    with Daemon(environment=environment) as daemon:
        assert Plugin(daemon, {"api_key": KEY}).store("canary")["ok"]
    assert list((tmp_path / "storage" / "keepsake-memory").glob("keepsake-bundled-*/shard"))


def test_nothing_is_written_for_anybody_else(tmp_path: Path) -> None:
    """Such as the telemetry of a library: the home of the process stays empty."""
    (tmp_path / "home").mkdir()
    with Daemon(environment={"HOME": str(tmp_path / "home")}) as daemon:
        plugin = Plugin(daemon, {"api_key": KEY, "data_dir": str(tmp_path / "data")})
        assert plugin.store("canary")["ok"]
        assert plugin.search("canary")["total"] == 1
    assert list((tmp_path / "home").rglob("*")) == []


def test_a_crowd_is_served(plugin: Plugin) -> None:
    """Twenty calls at once, stores and searches: none fails, nothing is mixed up or lost."""

    def call(n: int) -> bool:
        caller = workflow(f"u{n % 5}")
        stored = plugin.store(f"canary number {n} of user {n % 5}", assistant_reply=f"noted {n}", caller=caller)
        found = plugin.search(f"canary {n}", caller=caller)
        texts = [m["content"] for m in found["memories"] if m["role"] == "user"]
        own = [text.endswith(f"of user {n % 5}") for text in texts]
        return bool(stored["ok"]) and f"canary number {n} of user {n % 5}" in texts and all(own)

    with ThreadPoolExecutor(20) as crowd:
        assert all(crowd.map(call, range(60)))
    for user in range(5):
        caller, numbers = workflow(f"u{user}"), range(user, 60, 5)
        found = plugin.search("canary number", limit=50, filter="type:episodic", caller=caller)["memories"]
        told = {f"canary number {n} of user {user}" for n in numbers}
        assert {m["content"] for m in found} == told
        kept = plugin.invoke("memory_list", {"filter": "type:episodic", "limit": 50}, caller=caller)["memories"]
        assert sorted(m["content"] for m in kept) == sorted(told | {f"noted {n}" for n in numbers})


def test_the_same_call_at_once_makes_one_memory(plugin: Plugin) -> None:
    """Ten deliveries of one message, and ten of one fact."""
    with ThreadPoolExecutor(20) as crowd:
        messages = [crowd.submit(plugin.store, "one message") for _ in range(10)]
        facts = [crowd.submit(plugin.store, "one fact", memory_type="semantic", session_id="s") for _ in range(10)]
        assert len({tuple(f.result()["memory_ids"]) for f in messages}) == 1
        assert len({tuple(f.result()["memory_ids"]) for f in facts}) == 1
    assert plugin.search("one message fact")["total"] == 2


def test_a_long_document_does_not_stop_the_heart(tmp_path: Path) -> None:
    """While 100,000 Chinese characters are embedded, heartbeats leave and a search of another user is answered."""
    environment = {"HOME": str(tmp_path), "HEARTBEAT_INTERVAL": "0.2"}
    with Daemon(environment=environment) as daemon:
        plugin = Plugin(daemon, {"api_key": KEY, "data_dir": str(tmp_path / "data")})
        plugin.store("I ride a green bicycle.", caller=workflow("u-ben"))
        beats: list[float] = []
        storing = threading.Thread(target=lambda: beats.append(plugin.store(long_text(1))["ok"]))
        storing.start()
        before, searches = len(daemon.output), 0
        while storing.is_alive():
            assert plugin.search("bicycle", caller=workflow("u-ben"))["total"] == 1
            searches += 1
            time.sleep(0.1)
        assert beats == [True]
        hearts = sum(json.loads(line).get("event") == "heartbeat" for line in daemon.output[before:])
        assert searches >= 3
        assert hearts >= 3
        document = plugin.search("京都 红叶", filter="type:episodic")["memories"][0]
        assert document["truncated"]
        assert "京都" in document["content"]


def test_a_download_that_fails_stops_nobody(tmp_path: Path) -> None:
    """While a model is sought in vain (fastembed tries for 40 seconds), other calls are answered; then one sentence."""
    environment = {"HOME": str(tmp_path), "HF_ENDPOINT": "http://127.0.0.1:9", "HEARTBEAT_INTERVAL": "1"}
    with Daemon(environment=environment) as daemon, ThreadPoolExecutor(1) as caller:
        plugin = Plugin(daemon, {"api_key": KEY, "data_dir": str(tmp_path / "data")})
        plugin.store("I ride a green bicycle.")
        sought = plugin.authorized(embedding_model="fastembed:BAAI/bge-small-en-v1.5")
        answer = caller.submit(sought.store, "x")
        searches = 0
        while not answer.done():
            assert plugin.search("bicycle")["total"] == 1
            searches += 1
            time.sleep(0.5)
        error = answer.result()["error"]
        assert (error["code"], error["retryable"]) == ("embedding_failed", True)
        assert "'bundled'" in error["message"]
        assert searches > 5
        assert sought.search("x")["error"]["code"] == "embedding_failed"
        assert all(json.loads(line) for line in daemon.output)


@pytest.fixture
def seeded(tmp_path: Path) -> Path:
    """A data folder with fifty memories of 100,000 Chinese characters, written through the library. Only their vectors
    are made up: embedding them all would take minutes and is not what is tried here."""
    name = collection_name("bundled-2")
    repository = EmbeddedRepository(tmp_path / name, dimension=lambda: 896, wait_seconds=5, free_bytes=0)
    service = build_service(
        repository=repository,
        embedder=FakeEmbedder(dimension=896),
        detect_language=lambda _: "zh",
        count_tokens=BundledTokenCounter(),
        now=times.now,
    )
    scope = Scope(space=space_id(KEY), agent="dify", realm="user:u-anna")
    for number in range(50):
        service.store_messages([Message(long_text(number))], scope=scope, learn=False)
    service.close()
    return tmp_path


def test_fifty_memories_of_a_hundred_thousand_characters(
    seeded: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Are searched with the largest limits, and the process lives: each hit 4,000 characters, each line under 1 MiB."""
    with Daemon(environment={"HOME": str(tmp_path_factory.mktemp("home"))}) as daemon:
        plugin = Plugin(daemon, {"api_key": KEY, "data_dir": str(seeded)})
        for limit in (10, 50):
            found = plugin.search("咖啡馆", limit=limit, context_tokens=16_000)
            assert found["status"] == "only_weak"  # a word alone, for their vectors are made up
            assert len(found["memories"]) >= 10
            assert all(len(m["content"]) == 4_000 and m["truncated"] for m in found["memories"])
            assert "咖啡馆" in found["context"]
        assert max(map(len, daemon.output)) < 2**20
        assert plugin.store("still here")["ok"]


def test_a_folder_that_is_removed_while_it_is_open_is_missed(tmp_path: Path) -> None:
    """The engine fails on it, and each of its errors walks the stack: on a greenlet's, that killed the process. No
    empty memory takes its place; when it is back, all is there."""
    data = tmp_path / "data"
    with Daemon() as daemon:
        plugin = Plugin(daemon, {"api_key": KEY, "data_dir": str(data)})
        for n in range(5):
            assert plugin.store(f"canary {n}")["ok"]
            data.rename(tmp_path / "away")
            time.sleep(0.3)  # time to be noticed
            refused = plugin.store(f"bird {n}")
            assert (refused["ok"], refused["error"]["code"]) == (False, "folder_unusable")
            shutil.rmtree(data, ignore_errors=True)
            (tmp_path / "away").rename(data)
        assert plugin.search("canary")["total"] == 5
        assert daemon.errors == []
