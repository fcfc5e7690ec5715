"""Models that fail, in the real plugin process: the words are kept, the reply is honest, and the next good call catches
up without doubling anything."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from dev.daemon import Answer, Daemon, agent_node, workflow
from dev.workspace_models import CHAT, EMBEDDING, RERANK, WorkspaceModels
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.ports import Question, Vector
from tests.plugin.conftest import KEY, Plugin
from tests.plugin.model_server import Asked, ModelServer, Reply, chat_reply, embedding_reply, error_reply, serving

MODEL_KEY = "sk-a-secret-of-the-model-service"
TOLD = {
    "I live in Porto.": "Anna lives in Porto.",
    "I ride a green bicycle.": "Anna rides a green bicycle.",
    "I play the violin.": "Anna plays the violin.",
}
FIRST, SECOND, THIRD = TOLD
SECRETS = (KEY, MODEL_KEY, "long-term memory of an assistant", *TOLD, *TOLD.values())  # what no sentence may quote

type Say = str | Exception


def facts_of(data: str) -> list[dict[str, Any]]:
    """What a good model draws from the messages of a question."""
    return [
        {"text": TOLD[m["text"]], "type": "semantic", "message": m["n"], "quote": m["text"], "relation": "new"}
        for m in json.loads(data)["messages"]
        if m["text"] in TOLD
    ]


def good(question: Question) -> str:
    return json.dumps({"facts": facts_of(question.data)})


def saying(say: Say) -> Callable[[Question], str]:
    def answer(_: Question) -> str:
        if isinstance(say, Exception):
            raise say
        return say

    return answer


@pytest.fixture(scope="module")
def models() -> WorkspaceModels:
    return WorkspaceModels(good)


@pytest.fixture(scope="module")
def daemon(models: WorkspaceModels, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    """One process for the module, with the models of a workspace. No line of it may show a key."""
    environment = {"HOME": str(tmp_path_factory.mktemp("home")), "HEARTBEAT_INTERVAL": "1"}
    with Daemon(environment=environment, answer_model=models) as running:
        running.manifest()
        yield running
        assert running.errors == []
        assert not any(key.encode() in line for line in running.output for key in (KEY, MODEL_KEY))


@pytest.fixture(autouse=True)
def healed(models: WorkspaceModels) -> None:
    """Each test begins with models that work, and counts its own questions."""
    fresh = WorkspaceModels(good)
    models.answer, models.embed, models.rank = fresh.answer, fresh.embed, fresh.rank
    models.asked.clear()


@pytest.fixture
def by_dify(plugin: Plugin) -> Plugin:
    """The plugin with the workspace's chat model."""
    return plugin.authorized(language_model=CHAT)


@pytest.fixture
def service() -> Iterator[ModelServer]:
    """A model service that works."""
    with serving(good_service) as running:
        yield running


@pytest.fixture
def by_http(plugin: Plugin, service: ModelServer) -> Plugin:
    """The plugin with a chat model of that service."""
    return plugin.authorized(language_model="openai:chat", model_service=f"{service.url} {MODEL_KEY}")


def good_service(asked: Asked) -> Reply:
    if asked.what == "embeddings":
        return embedding_reply([list(vector) for vector in FakeEmbedder().embed_documents(asked.body["input"])])
    return chat_reply(json.dumps({"facts": facts_of(asked.body["messages"][1]["content"])}))


# -- what is checked of each failure -----------------------------------------------------------------------------------


def kept(plugin: Plugin, memory_type: str, **caller: Any) -> list[str]:
    """All that is remembered of a type, each as often as it is."""
    found = plugin.search("Anna lives rides plays", filter=f"type:{memory_type}", limit=50, **caller)
    assert found["ok"]
    return sorted(memory["content"] for memory in found["memories"])


def check_waits(plugin: Plugin, stored: Answer, *, code: str) -> None:
    """The words are kept and found, and the reply says that facts wait, why, and nothing that is secret."""
    assert (stored["ok"], stored["status"], stored["extraction"]) == (True, "stored", "pending")
    assert (stored["facts"], stored["error"], stored["searchable_now"]) == ([], {}, True)
    details = stored["extraction_details"]
    assert details["code"] == code
    check_sentence(details["reason"])
    assert kept(plugin, "episodic") == [FIRST]
    assert kept(plugin, "semantic") == []
    check_logs(plugin)


def check_sentence(sentence: str) -> None:
    """It is one that a person can read, and quotes nothing."""
    assert sentence.endswith(".")
    assert 20 < len(sentence) < 300
    assert not any(secret.lower() in sentence.lower() for secret in SECRETS)
    assert "Traceback" not in sentence


def check_logs(plugin: Plugin) -> None:
    """Nothing is logged that holds a key, a prompt or what somebody said."""
    logged = [line for line in plugin.daemon.output if json.loads(line).get("event") == "log"]
    assert not any(secret.encode() in line for line in logged for secret in SECRETS)
    assert plugin.daemon.errors == []


def check_agent_is_told(plugin: Plugin) -> None:
    """Another user's agent reads in words that its message is stored and that facts follow later."""
    told = plugin.store(THIRD, caller=agent_node("u-ben"))
    assert told.variables == {}
    assert told.text.startswith("Stored (id ")
    assert "Facts will be drawn from it later: " in told.text
    check_sentence(told.text)


def check_catches_up(plugin: Plugin) -> None:
    """One more store takes along what waits, and everything is there once."""
    caught_up = plugin.store(SECOND)
    assert (caught_up["status"], caught_up["extraction"]) == ("stored", "done")
    assert caught_up["extraction_details"]["code"] == ""
    assert sorted((fact["text"], fact["action"]) for fact in caught_up["facts"]) == [
        (TOLD[FIRST], "ADD"),
        (TOLD[SECOND], "ADD"),
    ]
    assert kept(plugin, "episodic") == sorted([FIRST, SECOND])
    assert kept(plugin, "semantic") == sorted([TOLD[FIRST], TOLD[SECOND]])


# -- the workspace's chat model ----------------------------------------------------------------------------------------

RIGHT = json.dumps({"facts": facts_of(json.dumps({"messages": [{"n": 1, "text": FIRST}]}))})
UNHEARD = RIGHT.replace(FIRST, "I live in Rome, as everybody knows.")
DIFY_FAULTS: list[tuple[str, Say, str]] = [
    ("model missing", LookupError(f"Model chat not found, {FIRST}"), "model_refused"),
    ("no credentials", RuntimeError(f"Provider scripted credentials is not initialized: {MODEL_KEY}"), "model_refused"),
    ("rate limit", RuntimeError(f"[models] Rate Limit Error, Error code: 429 - {FIRST}"), "model_busy"),
    ("quota", RuntimeError("QuotaExceededError: Model provider quota exceeded."), "model_busy"),
    ("timed out at Dify", RuntimeError(f"Read timed out. {FIRST}"), "model_too_slow"),
    ("an error without words", RuntimeError(""), "model_failed"),
    ("some other error", RuntimeError(f"PluginInvokeError: {FIRST} {KEY}"), "model_failed"),
    ("rubbish", "I would rather talk about the weather.", "model_answer_unusable"),
    ("nothing", "", "model_answer_unusable"),
    ("blank", " \n", "model_answer_unusable"),
    ("another object", '{"memories": []}', "model_answer_unusable"),
    ("no list", '{"facts": "none"}', "model_answer_unusable"),
    ("cut off", RIGHT[:-20], "model_answer_unusable"),
    ("only thoughts", f"<think>{RIGHT}", "model_answer_unusable"),
]


@pytest.mark.parametrize(("say", "code"), [fault[1:] for fault in DIFY_FAULTS], ids=[fault[0] for fault in DIFY_FAULTS])
def test_a_failing_model_of_the_workspace_costs_no_words(
    by_dify: Plugin, models: WorkspaceModels, say: Say, code: str
) -> None:
    """Each failure leaves the words searchable and says what it is; the next good call draws what waited, once."""
    models.answer = saying(say)
    check_waits(by_dify, by_dify.store(FIRST), code=code)
    check_agent_is_told(by_dify)
    models.answer = good
    check_catches_up(by_dify)
    assert kept(by_dify, "semantic", caller=workflow("u-ben")) == []
    assert models.asked == ["llm"] * 3


@pytest.mark.parametrize(
    "say",
    [
        f"<think>Is it {{}}? It is {RIGHT[:40]} or so.</think>Sure, here it is:\n```json\n{RIGHT}\n```\nAnything else?",
        RIGHT.replace('"', "'"),
        json.dumps(json.loads(RIGHT)["facts"]),
    ],
    ids=["thoughts, prose and a fence", "single quotes", "a bare list"],
)
def test_an_answer_that_is_nearly_json_is_read(by_dify: Plugin, models: WorkspaceModels, say: str) -> None:
    """Models wrap and misspell what they answer; the fact is drawn all the same."""
    models.answer = saying(say)
    stored = by_dify.store(FIRST)
    assert (stored["extraction"], [fact["text"] for fact in stored["facts"]]) == ("done", [TOLD[FIRST]])
    assert stored["extraction_details"]["prompt_tokens"] == 1_000
    assert kept(by_dify, "semantic") == [TOLD[FIRST]]


def test_a_fact_that_nobody_said_is_dropped(by_dify: Plugin, models: WorkspaceModels) -> None:
    """Its quote is not in the message, so it is counted and not kept, and the message has been read."""
    models.answer = saying(UNHEARD)
    stored = by_dify.store(FIRST)
    assert (stored["extraction"], stored["facts"]) == ("done", [])
    assert stored["extraction_details"]["dropped"] == {"quote_not_in_message": 1}
    assert kept(by_dify, "semantic") == []
    assert kept(by_dify, "episodic") == [FIRST]


def test_the_same_delivery_again_catches_up_by_itself(by_dify: Plugin, models: WorkspaceModels) -> None:
    """Dify retries a call: the words are there already, and their facts are drawn now."""
    models.answer = saying(RuntimeError("away"))
    by_dify.store(FIRST)
    models.answer = good
    again = by_dify.store(FIRST)
    assert (again["status"], again["extraction"]) == ("already_stored", "done")
    assert [fact["action"] for fact in again["facts"]] == ["ADD"]
    assert (kept(by_dify, "episodic"), kept(by_dify, "semantic")) == ([FIRST], [TOLD[FIRST]])
    assert by_dify.store(FIRST)["facts"] == []
    assert models.asked == ["llm"] * 2


def test_a_silent_model_is_waited_for_within_bounds(by_dify: Plugin, models: WorkspaceModels) -> None:
    """THE SLOW ONE (45 s): nothing is ever answered; the store replies in time, and the process lives on meanwhile."""
    asked, released = threading.Event(), threading.Event()
    by_dify.store("The gate code is on the fridge.", memory_type="episodic", caller=workflow("u-ben"))
    stored: list[Answer] = []

    def say_nothing(_: Question) -> str:
        asked.set()
        released.wait(90)
        raise RuntimeError("far too late")

    models.answer = say_nothing
    output = by_dify.daemon.output
    before, started = len(output), time.monotonic()
    storing = threading.Thread(target=lambda: stored.append(by_dify.store(FIRST)))
    storing.start()
    assert asked.wait(10)
    searched = 0
    while not any(b"model_too_slow" in line for line in output[before:]):
        assert time.monotonic() - started < 60
        assert by_dify.search("gate code", caller=workflow("u-ben"))["total"] == 1
        assert kept(by_dify, "episodic") == [FIRST]
        searched += 1
        time.sleep(0.5)
    took = time.monotonic() - started
    released.set()
    storing.join(10)
    beats = sum(json.loads(line)["event"] == "heartbeat" for line in output[before:])
    assert searched >= 30
    assert beats >= 0.7 * took
    check_waits(by_dify, stored[0], code="model_too_slow")
    models.answer = good
    check_catches_up(by_dify)


def test_a_process_killed_while_it_asks_leaves_nothing_undone(tmp_path: Path) -> None:
    """Killed in the middle of a question, the words are on disk, and the next process draws their facts."""
    credentials = {"api_key": KEY, "data_dir": str(tmp_path / "data"), "language_model": CHAT}
    environment = {"HOME": str(tmp_path)}

    def kill(_: Question) -> str:
        first.kill()
        return RIGHT

    with Daemon(environment=environment, answer_model=WorkspaceModels(kill)) as first, pytest.raises(ConnectionError):
        Plugin(first, credentials).store(FIRST)
    with Daemon(environment=environment, answer_model=WorkspaceModels(good)) as second:
        plugin = Plugin(second, credentials)
        assert kept(plugin, "episodic") == [FIRST]
        assert kept(plugin, "semantic") == []
        check_catches_up(plugin)


# -- a chat model of a service -----------------------------------------------------------------------------------------

QUOTING = f"{MODEL_KEY} was sent with: {FIRST}"  # as such services do
WHOLE = chat_reply(RIGHT)
HTTP_FAULTS: list[tuple[str, Reply, str, int]] = [
    # what happens, what is replied each time, the code, how often it is asked
    ("401", error_reply(401, f"Incorrect API key: {QUOTING}"), "model_refused", 1),
    ("404", error_reply(404, f"The model does not exist. {QUOTING}"), "model_refused", 3),
    ("429, for an hour", error_reply(429, f"Slow down. {QUOTING}", Retry_After="3600"), "model_busy", 1),
    ("500", error_reply(500, QUOTING), "model_failed", 3),
    ("reset", Reply(reset=True), "model_failed", 3),
    ("garbage", Reply(body=b"<html>\xff\xfe" + QUOTING.encode()), "model_answer_unusable", 1),
    ("half a body", Reply(body=WHOLE.body, sent=len(WHOLE.body) // 2), "model_failed", 3),
    ("an empty body", Reply(), "model_answer_unusable", 1),
    ("rubbish in an answer", chat_reply("I would rather talk about the weather."), "model_answer_unusable", 1),
    ("an empty answer", chat_reply(""), "model_answer_unusable", 1),
]


@pytest.mark.parametrize(
    ("reply", "code", "tries"), [fault[1:] for fault in HTTP_FAULTS], ids=[fault[0] for fault in HTTP_FAULTS]
)
def test_a_failing_model_service_costs_no_words(
    by_http: Plugin, service: ModelServer, reply: Reply, code: str, tries: int
) -> None:
    """Each failure leaves the words searchable and says what it is; the next good call draws what waited, once."""
    service.answer = lambda _: reply
    check_waits(by_http, by_http.store(FIRST), code=code)
    assert len(service.asked) == tries
    assert {asked.key for asked in service.asked} == {MODEL_KEY}
    check_agent_is_told(by_http)
    service.answer = good_service
    check_catches_up(by_http)


def test_no_service_at_the_address_costs_no_words(plugin: Plugin, service: ModelServer) -> None:
    """Nobody listens there; the sentence names the setting to look at."""
    nowhere = plugin.authorized(language_model="openai:chat", model_service="http://127.0.0.1:9/v1")
    stored = nowhere.store(FIRST)
    check_waits(nowhere, stored, code="model_failed")
    assert "Check its address" in stored["extraction_details"]["reason"]
    check_catches_up(nowhere.authorized(model_service=service.url))


def in_turn(*replies: Reply) -> Callable[[Asked], Reply]:
    left = iter(replies)
    return lambda asked: next(left, None) or good_service(asked)


@pytest.mark.parametrize(
    "replies",
    [
        (error_reply(500, "oops"), error_reply(500, "oops")),
        (error_reply(429, "slow down", Retry_After="0.2"),),
        (Reply(reset=True),),
        (Reply(body=WHOLE.body, sent=20),),
    ],
    ids=["500 twice", "429 for a moment", "a reset", "half a body once"],
)
def test_what_fails_in_passing_is_tried_again(by_http: Plugin, service: ModelServer, replies: Sequence[Reply]) -> None:
    """The store takes a little longer, and nobody notices anything."""
    service.answer = in_turn(*replies)
    stored = by_http.store(FIRST)
    assert (stored["extraction"], [fact["text"] for fact in stored["facts"]]) == ("done", [TOLD[FIRST]])
    assert len(service.asked) == len(replies) + 1
    assert kept(by_http, "semantic") == [TOLD[FIRST]]


def test_a_service_without_structured_output_is_asked_more_simply(by_http: Plugin, service: ModelServer) -> None:
    """It refuses the schema and takes plain JSON; from then on it is asked so at once."""

    def plain_json_only(asked: Asked) -> Reply:
        if asked.body.get("response_format", {}).get("type") == "json_schema":
            return error_reply(400, "response_format.type json_schema is unavailable now")
        return good_service(asked)

    service.answer = plain_json_only
    assert [fact["text"] for fact in by_http.store(FIRST)["facts"]] == [TOLD[FIRST]]
    assert [fact["text"] for fact in by_http.store(SECOND)["facts"]] == [TOLD[SECOND]]
    forms = [asked.body["response_format"]["type"] for asked in service.asked]
    assert forms == ["json_schema", "json_object", "json_object"]


# -- embedding models --------------------------------------------------------------------------------------------------


class Embedding:
    """An embedding model that the plugin asks, and how to change what it answers."""

    def __init__(self, plugin: Plugin, models: WorkspaceModels, service: ModelServer, kind: str) -> None:
        self._models, self._service = models, service
        if kind == "dify":
            self.plugin = plugin.authorized(embedding_model=EMBEDDING)
        else:
            address = f"{service.url} {MODEL_KEY}"
            self.plugin = plugin.authorized(embedding_model="openai:embedding", model_service=address)

    def answers(self, embed: Callable[[Sequence[str]], list[Vector]]) -> None:
        def reply(asked: Asked) -> Reply:
            try:
                return embedding_reply([list(vector) for vector in embed(asked.body["input"])])
            except RuntimeError as exc:
                return error_reply(400, str(exc))

        self._models.embed, self._service.answer = embed, reply


@pytest.fixture(params=["dify", "openai"])
def embedding(
    request: pytest.FixtureRequest, plugin: Plugin, models: WorkspaceModels, service: ModelServer
) -> Embedding:
    return Embedding(plugin, models, service, request.param)


def refuse(texts: Sequence[str]) -> list[Vector]:
    raise RuntimeError(f"Bad Request Error: {MODEL_KEY} sent {texts}")


def test_memories_are_found_by_an_embedding_model_elsewhere(embedding: Embedding) -> None:
    """Messages and the facts drawn from them, by either kind of model."""
    stored = embedding.plugin.store(FIRST, speaker="Anna")
    assert (stored["ok"], [fact["text"] for fact in stored["facts"]]) == (True, [FIRST])  # of rules, word for word
    embedding.plugin.store(SECOND, speaker="Anna")
    found = embedding.plugin.search("green bicycle")
    assert found["memories"][0]["content"] == SECOND
    assert kept(embedding.plugin, "episodic") == sorted([FIRST, SECOND])


def test_vectors_of_another_length_are_refused(embedding: Embedding) -> None:
    """The model was changed under its name: nothing is stored or searched by halves, and set back it all works on."""
    embedding.plugin.store(FIRST)
    embedding.answers(FakeEmbedder(dimension=32).embed_documents)
    for answer in (embedding.plugin.store(SECOND), embedding.plugin.search(FIRST)):
        assert (answer["ok"], answer["status"]) == (False, "failed")
        assert answer["error"]["code"] == "embedding_mismatch"
        assert answer["error"]["retryable"] is False
        assert "32" in answer["error"]["message"]
        check_sentence(answer["error"]["message"])
    embedding.answers(FakeEmbedder().embed_documents)
    assert kept(embedding.plugin, "episodic") == [FIRST]
    assert embedding.plugin.store(SECOND)["ok"]


def test_vectors_of_another_length_are_refused_after_a_restart(tmp_path: Path) -> None:
    """A new process knows what lengths are stored, and does not take the changed model's word for it."""
    credentials = {"api_key": KEY, "data_dir": str(tmp_path / "data"), "embedding_model": EMBEDDING}
    models = WorkspaceModels(good)
    with Daemon(environment={"HOME": str(tmp_path)}, answer_model=models) as daemon:
        assert Plugin(daemon, credentials).store(FIRST)["ok"]
    models.embed = FakeEmbedder(dimension=32).embed_documents
    with Daemon(environment={"HOME": str(tmp_path)}, answer_model=models) as daemon:
        for answer in (Plugin(daemon, credentials).store(SECOND), Plugin(daemon, credentials).search(FIRST)):
            assert (answer["ok"], answer["error"]["code"]) == (False, "embedding_mismatch")
            check_sentence(answer["error"]["message"])
    models.embed = FakeEmbedder().embed_documents
    with Daemon(environment={"HOME": str(tmp_path)}, answer_model=models) as daemon:
        assert kept(Plugin(daemon, credentials), "episodic") == [FIRST]


def test_a_failing_embedding_model_loses_nothing(embedding: Embedding) -> None:
    """Without vectors nothing can be kept or sought: both say so, and what was there stays."""
    embedding.plugin.store(FIRST)
    embedding.answers(refuse)
    stored, found = embedding.plugin.store(SECOND), embedding.plugin.search(FIRST)
    for answer in (stored, found):
        assert (answer["ok"], answer["status"]) == (False, "failed")
        assert answer["error"]["code"] == "embedding_refused"
        check_sentence(answer["error"]["message"])
    assert stored.text.startswith("Nothing was stored: ")
    assert found.text == "Memory could not be searched, so it is not known whether anything is remembered."
    assert found.text == found["context"]
    check_logs(embedding.plugin)
    embedding.answers(FakeEmbedder().embed_documents)
    assert kept(embedding.plugin, "episodic") == [FIRST]
    assert embedding.plugin.store(SECOND)["status"] == "stored"
    assert kept(embedding.plugin, "episodic") == sorted([FIRST, SECOND])


def test_facts_that_cannot_be_embedded_wait(by_dify: Plugin, models: WorkspaceModels) -> None:
    """The embedding model fails once the words are kept: they stay, and their facts come with the next store."""
    plugin = by_dify.authorized(embedding_model=EMBEDDING)

    def fail_then(question: Question) -> str:
        models.embed = refuse
        return good(question)

    models.answer = fail_then
    stored = plugin.store(FIRST)
    models.answer, models.embed = good, FakeEmbedder().embed_documents
    check_waits(plugin, stored, code="embedding_refused")
    check_catches_up(plugin)


# -- a rerank model, and Authorize -------------------------------------------------------------------------------------


type Rank = Callable[[str, Sequence[str]], list[float]]


def preferring(order: Sequence[str]) -> Rank:
    return lambda _, docs: [-float(order.index(text)) for text in docs]


def rank_fails(query: str, docs: Sequence[str]) -> list[float]:
    raise RuntimeError(f"Rerank failed for {query}: {docs}")


def rank_is_silent(query: str, docs: Sequence[str]) -> list[float]:
    return []


def test_a_rerank_model_orders_what_is_found(plugin: Plugin, models: WorkspaceModels) -> None:
    """Its order is the one of the answer, whichever way round it puts the same memories."""
    reranked = plugin.authorized(rerank_model=RERANK)
    texts = [f"The {color} bicycle stands in the yard." for color in ("red", "green", "blue")]
    for text in texts:
        reranked.store(text, memory_type="semantic")
    for order in (texts, texts[::-1]):
        models.rank = preferring(order)
        found = reranked.search("bicycle in the yard")
        assert [memory["content"] for memory in found["memories"]] == order
        assert [memory["content"] for memory in reranked.search("bicycle", limit=1)["memories"]] == order[:1]
    assert models.asked == ["rerank"] * 4


def test_a_failing_rerank_model_stops_no_search(plugin: Plugin, models: WorkspaceModels) -> None:
    """The answer is the one there would be without it."""
    reranked = plugin.authorized(rerank_model=RERANK)
    for text in TOLD:
        reranked.store(text, memory_type="episodic")
    for rank in (rank_fails, rank_is_silent):
        models.rank = rank
        found = reranked.search("green bicycle")
        assert (found["ok"], found["status"], found["total"]) == (True, "found", 3)
        assert found["memories"] == plugin.search("green bicycle")["memories"]
        assert found["memories"][0]["content"] == SECOND
    assert models.asked == ["rerank"] * 2
    check_logs(reranked)


def test_authorize_asks_no_model(plugin: Plugin, models: WorkspaceModels) -> None:
    """Dify gives no session there: models of the workspace are taken by the form of their name."""
    named = plugin.authorized(language_model=CHAT, embedding_model=EMBEDDING, rerank_model=RERANK)
    assert named.daemon.authorize(named.credentials) == ""
    misnamed = named.authorized(language_model="dify:gpt")
    assert "dify:<author>/<plugin>/<provider>/<model>" in misnamed.daemon.authorize(misnamed.credentials)
    assert models.asked == []
