"""Every way in which an OpenAI-compatible service can fail, over real sockets: what it means; and nothing leaks."""

import json
import socket
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from tenacity import RetryCallState
from tenacity.wait import wait_none

from memory_core.adapters import model_service
from memory_core.adapters.chat.openai import OpenAiChatModel
from memory_core.adapters.embedding.openai import OpenAiEmbedder
from memory_core.errors import (
    EmbeddingFailed,
    EmbeddingMismatch,
    KeepsakeError,
    ModelAnswerUnusable,
    ModelBusy,
    ModelFailed,
    ModelRefused,
    ModelTooSlow,
    QuestionRefused,
)
from memory_core.ports import ModelAnswer, Question

KEY, PROMPT, ANSWER = "sk-very-secret-key", "the secret prompt", "the secret answer"
QUESTION = Question(rules=f"Rules of {PROMPT}.", data=f"Data of {PROMPT}.")
WITH_SCHEMA = Question(rules="Rules.", data=PROMPT, schema={"type": "object", "title": "the-schema"})
ECHO = f"{KEY} {PROMPT} {ANSWER}"  # services like to quote what they refuse

type Behaviour = Callable[[socket.socket, Request], None]


@dataclass
class Request:
    """What reached the service; `number` counts from 0."""

    number: int
    path: str
    headers: dict[str, str]
    body: dict[str, Any] = field(default_factory=dict)


@dataclass
class Service:
    """A service on this machine."""

    port: int
    requests: list[Request] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def chat_model(self) -> OpenAiChatModel:
        return OpenAiChatModel("m-1", base_url=self.url, api_key=KEY)

    def embedder(self, **changed: float) -> OpenAiEmbedder:
        return OpenAiEmbedder("e-1", base_url=self.url, api_key=KEY, **changed)

    def ask(self, question: Question = QUESTION, *, seconds: float = 10) -> ModelAnswer:
        return self.chat_model().ask(question, seconds=seconds)


@contextmanager
def serving(behave: Behaviour) -> Iterator[Service]:
    """Lets `behave` answer each request; the connection is closed afterwards."""
    listening = socket.create_server(("127.0.0.1", 0))
    service = Service(listening.getsockname()[1])

    def accept() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    def serve(connection: socket.socket) -> None:
        with connection:
            try:
                request = read_request(connection, len(service.requests))
                service.requests.append(request)
                behave(connection, request)
            except (OSError, IndexError):
                return  # the client has gone away, as it should from some, or never asked

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield service
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def read_request(connection: socket.socket, number: int) -> Request:
    with connection.makefile("rb") as stream:
        path = stream.readline().decode().split(" ")[1]
        lines = iter(lambda: stream.readline().decode().strip(), "")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        return Request(number, path, headers, json.loads(stream.read(int(headers["content-length"]))))


def replying(status: int, body: bytes | str | dict[str, Any] = ECHO, **headers: str) -> Behaviour:
    content = json.dumps(body).encode() if isinstance(body, dict) else body.encode() if isinstance(body, str) else body
    lines = {"Content-Length": str(len(content)), "Connection": "close"}
    lines |= {name.replace("_", "-"): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return lambda connection, request: connection.sendall(f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + content)


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """One behaviour for each request, the last one for all that follow."""
    return lambda connection, request: behaviours[min(request.number, len(behaviours) - 1)](connection, request)


def saying(content: object, *, finish: str = "stop", **message: object) -> dict[str, Any]:
    choice = {"index": 0, "message": {"role": "assistant", "content": content} | message, "finish_reason": finish}
    return {"choices": [choice], "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}}


GOOD = replying(200, saying(ANSWER))


def close_at_once(connection: socket.socket, request: Request) -> None:
    connection.close()


def reset(connection: socket.socket, request: Request) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def half_a_body(connection: socket.socket, request: Request) -> None:
    whole = json.dumps(saying(ANSWER)).encode()
    replying(200, whole[: len(whole) // 2], Content_Length=str(len(whole)))(connection, request)


def speak_no_http(connection: socket.socket, request: Request) -> None:
    connection.sendall(f"220 {ECHO} ESMTP\r\n".encode())


def stall(connection: socket.socket, request: Request) -> None:
    connection.recv(1)  # nothing comes: ends when the client goes away


def stall_in_the_body(connection: socket.socket, request: Request) -> None:
    replying(200, b'{"choices"', Content_Length="9999")(connection, request)
    connection.recv(1)


def drip(prefix: bytes) -> Behaviour:
    def behave(connection: socket.socket, request: Request) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n" + prefix)
        for _ in range(200):
            connection.sendall(b"x")
            time.sleep(0.05)

    return behave


def endless(connection: socket.socket, request: Request) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + ECHO.encode())
    while True:
        connection.sendall(b" " * 2**20)


@pytest.fixture(autouse=True)
def without_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(model_service, "_BACKOFF", wait_none())


def everything_in(error: BaseException) -> str:
    """All that a log could show of an error and of those behind it."""
    behind, texts = [error], []
    while behind:
        exc = behind.pop()
        texts += [str(exc), repr(exc), repr(vars(exc)), "".join(traceback.format_exception(exc))]
        behind += [other for other in (exc.__cause__, exc.__context__) if other]
    return "\n".join(texts)


def assert_clean(error: KeepsakeError) -> None:
    """One sentence or two, and none of the three secrets anywhere."""
    assert str(error).endswith(".")
    assert not [secret for secret in (KEY, PROMPT, ANSWER) if secret in everything_in(error)]


# -- the table of faults -----------------------------------------------------------------------------------------------

FAULTS: dict[str, tuple[Behaviour, type[ModelFailed], int]] = {  # behaviour, what it means, how often it is tried
    "301": (replying(301, Location="/v1/elsewhere"), ModelRefused, 1),
    "400": (replying(400), QuestionRefused, 1),
    "401": (replying(401), ModelRefused, 1),
    "402": (replying(402), ModelRefused, 1),
    "403": (replying(403), ModelRefused, 1),
    "404": (replying(404), ModelRefused, 1),
    "409": (replying(409), ModelRefused, 1),
    "413": (replying(413), QuestionRefused, 1),
    "422": (replying(422), QuestionRefused, 1),
    "429": (replying(429), ModelBusy, 3),
    "500": (replying(500), ModelFailed, 3),
    "501": (replying(501), ModelFailed, 1),
    "502": (replying(502, "<html>Bad gateway</html>"), ModelFailed, 3),
    "503": (replying(503), ModelFailed, 3),
    "504": (replying(504), ModelFailed, 3),
    "429, come back in an hour": (replying(429, Retry_After="3600"), ModelBusy, 1),
    "503, come back in an hour": (replying(503, Retry_After="3600"), ModelBusy, 1),
    "closed": (close_at_once, ModelFailed, 3),
    "reset": (reset, ModelFailed, 3),
    "half a body": (half_a_body, ModelFailed, 3),
    "no HTTP": (speak_no_http, ModelFailed, 3),
    "a page": (replying(200, f"<html>{ECHO}</html>"), ModelAnswerUnusable, 1),
    "an empty body": (replying(200, ""), ModelAnswerUnusable, 1),
    "no text": (replying(200, b"\xff\xfe\x00"), ModelAnswerUnusable, 1),
    "nested without end": (replying(200, "[" * 200_000), ModelAnswerUnusable, 1),
    "falsely compressed": (replying(200, ECHO, Content_Encoding="gzip"), ModelAnswerUnusable, 1),
    "larger than any answer": (endless, ModelAnswerUnusable, 1),
    "a list": (replying(200, b"[]"), ModelAnswerUnusable, 1),
    "an error with status 200": (replying(200, {"error": {"message": ECHO}}), ModelAnswerUnusable, 1),
    "no choices": (replying(200, {"choices": []}), ModelAnswerUnusable, 1),
    "odd choices": (replying(200, {"choices": {"0": ECHO}}), ModelAnswerUnusable, 1),
    "a choice of text": (replying(200, {"choices": [ECHO]}), ModelAnswerUnusable, 1),
    "no message": (replying(200, {"choices": [{"message": None}]}), ModelAnswerUnusable, 1),
    "null": (replying(200, saying(None)), ModelAnswerUnusable, 1),
    "nothing": (replying(200, saying("")), ModelAnswerUnusable, 1),
    "a number": (replying(200, saying(7)), ModelAnswerUnusable, 1),
    "parts without text": (replying(200, saying([{"type": "image"}, None])), ModelAnswerUnusable, 1),
    "a refusal": (replying(200, saying(ANSWER, refusal=ECHO)), ModelAnswerUnusable, 1),
    "filtered": (replying(200, saying(ANSWER, finish="content_filter")), ModelAnswerUnusable, 1),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_has_its_meaning_and_no_secret(fault: str) -> None:
    """What may pass is tried three times, what cannot be mended once, and nobody's words come along."""
    behave, meaning, tries = FAULTS[fault]
    with serving(behave) as service, pytest.raises(ModelFailed) as info:
        service.ask()
    assert type(info.value) is meaning
    assert_clean(info.value)
    assert len(service.requests) == tries


@pytest.mark.parametrize(
    "behave",
    [stall, stall_in_the_body, drip(b"Content-Length: 9999\r\n\r\n"), drip(b"X-Header: "), in_turn(reset, stall)],
    ids=["silent", "silent in the body", "dripping body", "dripping headers", "reset, then silent"],
)
def test_a_slow_service_is_cut_off(behave: Behaviour) -> None:
    """The budget is for everything together: each byte in time makes no answer in time."""
    started = time.monotonic()
    with serving(behave) as service, pytest.raises(ModelTooSlow) as info:
        service.ask(seconds=0.5)
    assert time.monotonic() - started < 3
    assert_clean(info.value)


def test_a_dripping_body_is_not_read_on() -> None:
    """Whoever asked is gone: the connection is closed, instead of read to a distant end."""
    closed = threading.Event()

    def behave(connection: socket.socket, request: Request) -> None:
        try:
            drip(b"Content-Length: 9999\r\n\r\n")(connection, request)
        except OSError:
            closed.set()

    with serving(behave) as service:
        with pytest.raises(ModelTooSlow):
            service.ask(seconds=0.2)
        assert closed.wait(5)


def test_a_service_that_is_not_there_cannot_be_reached() -> None:
    """Nothing listens at the address."""
    with serving(GOOD) as service:
        pass
    with pytest.raises(ModelFailed, match="could not be reached") as info:
        service.ask()
    assert_clean(info.value)


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/v1", "http://", "no address at all"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    """No request can be made of it."""
    with pytest.raises(ModelRefused, match="Check its address and its key") as info:
        OpenAiChatModel("m", base_url=url, api_key=KEY).ask(QUESTION, seconds=5)
    assert_clean(info.value)


@pytest.mark.parametrize("key", [f"{KEY}\nX-More: 1", f"{KEY}-ключ"])
def test_a_key_that_no_header_can_carry_is_refused(key: str) -> None:
    """The errors of httpx and Python would quote it."""
    with serving(GOOD) as service, pytest.raises(ModelRefused, match="Check its address and its key") as info:
        OpenAiChatModel("m", base_url=service.url, api_key=key).ask(QUESTION, seconds=5)
    assert service.requests == []
    assert_clean(info.value)


def test_neither_key_nor_text_shows_in_what_is_held() -> None:
    """Objects end up in logs too."""
    with serving(GOOD) as service:
        model = service.chat_model()
        model.ask(QUESTION, seconds=5)
    assert KEY not in repr(model)
    assert ECHO not in repr(model_service.Reply(200, ECHO.encode()))


# -- answers -----------------------------------------------------------------------------------------------------------


def test_a_request_says_what_the_service_needs() -> None:
    """Rules as system, data as user, the key in its header, a low temperature; no compression, which could unfold."""
    with serving(GOOD) as service:
        answer = OpenAiChatModel("m-1", base_url=f"{service.url}/", api_key=KEY).ask(QUESTION, seconds=5)
    (request,) = service.requests
    assert answer.text == ANSWER
    assert request.path == "/v1/chat/completions"
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert request.headers["accept-encoding"] == "identity"
    assert [message["role"] for message in request.body["messages"]] == ["system", "user"]
    assert request.body["messages"][1]["content"] == QUESTION.data
    assert request.body["temperature"] <= 0.2
    assert "response_format" not in request.body


def test_without_a_key_none_is_sent() -> None:
    """A model on the own machine wants none."""
    with serving(GOOD) as service:
        OpenAiChatModel("m", base_url=service.url, api_key="").ask(QUESTION, seconds=5)
    assert "authorization" not in service.requests[0].headers


def test_parts_of_text_are_joined() -> None:
    """Some services answer with a list."""
    parts = [{"type": "text", "text": "one, "}, {"type": "reasoning"}, {"type": "text", "text": "two"}]
    with serving(replying(200, saying(parts))) as service:
        assert service.ask().text == "one, two"


def test_half_a_character_is_sent_as_a_question_mark() -> None:
    """It has no UTF-8 form, and must not fail the whole question."""
    with serving(GOOD) as service:
        service.ask(Question(rules="r", data="half \ud83d here"))
    assert service.requests[0].body["messages"][1]["content"] == "half ? here"


def test_usage_counts_the_calls_that_reached_the_model() -> None:
    """An answer that broke off was paid for as well; a refused one was not. Tokens as the service told them."""
    with serving(in_turn(replying(503), half_a_body, GOOD)) as service:
        usage = service.ask().usage
    assert (usage.calls, usage.prompt_tokens, usage.answer_tokens) == (2, 7, 3)


@pytest.mark.parametrize("told", [None, [], {}, {"prompt_tokens": None, "completion_tokens": "3"}])
def test_usage_that_is_not_told_is_zero(told: object) -> None:
    """Nothing is guessed."""
    with serving(replying(200, saying(ANSWER) | {"usage": told})) as service:
        usage = service.ask().usage
    assert (usage.calls, usage.prompt_tokens, usage.answer_tokens) == (1, 0, 0)


# -- what services do not all accept -----------------------------------------------------------------------------------


def refusing(*forms: str, status: int = 400) -> Behaviour:
    """A service that does not know some kinds of response_format."""

    def behave(connection: socket.socket, request: Request) -> None:
        (replying(status) if form(request) in forms else GOOD)(connection, request)

    return behave


def form(request: Request) -> str:
    return str(request.body.get("response_format", {}).get("type", ""))


@pytest.mark.parametrize("status", [400, 404, 422, 501])
@pytest.mark.parametrize(
    ("refused", "tried"),
    [
        ((), ["json_schema"]),
        (("json_schema",), ["json_schema", "json_object"]),
        (("json_schema", "json_object"), ["json_schema", "json_object", ""]),
    ],
)
def test_the_form_that_works_is_found_once(refused: tuple[str, ...], tried: list[str], status: int) -> None:
    """Structured output, JSON mode, plain text: the calls that follow begin where the first one ended."""
    with serving(refusing(*refused, status=status)) as service:
        model = service.chat_model()
        answers = [model.ask(question, seconds=5) for question in (WITH_SCHEMA, QUESTION, WITH_SCHEMA)]
    assert [form(request) for request in service.requests] == [*tried, "", tried[-1]]
    assert {answer.usage.calls for answer in answers} == {1}


def test_the_schema_is_sent_and_told_in_words() -> None:
    """Services that take no notice of response_format do not say so."""
    with serving(GOOD) as service:
        service.ask(WITH_SCHEMA)
    body = service.requests[0].body
    assert body["response_format"]["json_schema"] == {"name": "answer", "strict": True, "schema": WITH_SCHEMA.schema}
    assert '{"type":"object","title":"the-schema"}' in body["messages"][0]["content"]


def test_a_refusal_of_every_form_is_not_remembered() -> None:
    """It was the question that was refused: the next one has the best form again."""
    with serving(replying(400)) as service:
        model = service.chat_model()
        for _ in range(2):
            with pytest.raises(QuestionRefused):
                model.ask(WITH_SCHEMA, seconds=5)
    assert [form(request) for request in service.requests] == ["json_schema", "json_object", ""] * 2


def test_a_temperature_that_is_refused_is_left_out_from_then_on() -> None:
    """Reasoning models accept none; the form stays the best."""

    def behave(connection: socket.socket, request: Request) -> None:
        complaint = replying(400, {"error": {"message": "Unsupported value: 'temperature'", "param": "temperature"}})
        (complaint if "temperature" in request.body else GOOD)(connection, request)

    with serving(behave) as service:
        model = service.chat_model()
        for question in (WITH_SCHEMA, QUESTION, WITH_SCHEMA):
            model.ask(question, seconds=5)
    assert ["temperature" in request.body for request in service.requests] == [True, False, False, False]
    assert [form(request) for request in service.requests] == ["json_schema", "json_schema", "", "json_schema"]


# -- tries -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("passing", [replying(429), replying(500), replying(503), reset, close_at_once, half_a_body])
def test_what_passes_is_waited_for(passing: Behaviour) -> None:
    """Two failures and an answer are an answer."""
    with serving(in_turn(passing, passing, GOOD)) as service:
        assert service.ask().text == ANSWER
    assert len(service.requests) == 3


def test_a_service_is_given_the_time_that_it_asks_for() -> None:
    """Retry-After counts more than our own pause."""
    with serving(in_turn(replying(429, Retry_After="1"), GOOD)) as service:
        started = time.monotonic()
        service.ask()
    assert time.monotonic() - started >= 1


def test_without_a_wish_the_pauses_grow_and_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that many who were refused at once do not come back at once."""
    monkeypatch.undo()
    backoff, waits = model_service._BACKOFF, []

    def wait_not_at_all(state: RetryCallState) -> float:
        waits.append(backoff(state))
        return 0

    monkeypatch.setattr(model_service, "_BACKOFF", wait_not_at_all)
    for _ in range(4):
        with serving(in_turn(reset, replying(500), GOOD)) as service:
            service.ask()
    first, second = waits[::2], waits[1::2]
    assert all(0.5 <= wait <= 1 for wait in first)
    assert all(1 <= wait <= 1.5 for wait in second)
    assert len(set(waits)) > 4


def test_a_pause_that_does_not_fit_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    """The failure that is known is told at once, instead of none at the end of the budget."""
    monkeypatch.undo()
    started = time.monotonic()
    with serving(replying(500)) as service, pytest.raises(ModelFailed) as info:
        service.ask(seconds=0.4)
    assert type(info.value) is ModelFailed
    assert len(service.requests) == 1
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("0.5", 0.5),
        ("-3", 0),
        ("soon", None),
        ("", None),
        (None, None),
        ("inf", None),
        ("nan", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Fri, 99 Foo 9999 99:99:99 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms(header: str | None, seconds: float | None) -> None:
    """Seconds or a date; what says nothing of use is as good as none."""
    assert model_service._retry_after(header) == seconds


def test_retry_after_as_a_date_is_the_time_until_then() -> None:
    """Dates are whole seconds."""
    told = model_service._retry_after(format_datetime(datetime.now(UTC) + timedelta(seconds=30), usegmt=True))
    assert told is not None
    assert 25 < told <= 30


# -- processes ---------------------------------------------------------------------------------------------------------


FORKS = """
import os, sys
from memory_core.adapters.chat.openai import OpenAiChatModel
from memory_core.ports import Question

url, key, answer = sys.argv[1:]
model = OpenAiChatModel("m-1", base_url=url, api_key=key)
question = Question(rules="rules", data="data")
model.ask(question, seconds=10)
opened = model._service._opened
with model._service._opening:
    child = os.fork()
    if child == 0:
        try:
            fresh = model._service._opened is None
            os._exit(0 if fresh and model.ask(question, seconds=10).text == answer else 1)
        finally:
            os._exit(2)
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 0, status
assert model._service._opened is opened is not None
"""


def test_a_child_process_opens_connections_of_its_own() -> None:
    """A connection that two processes read would mix up their answers; a lock held at the fork would never open. Forked
    is a process of its own: in this one, threads of other tests may hold locks that are not ours."""
    with serving(GOOD) as service:
        command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORKS, service.url, KEY, ANSWER]
        done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")


# -- embedding ---------------------------------------------------------------------------------------------------------


def embedding(*vectors: object) -> dict[str, Any]:
    return {"data": [{"index": i, "embedding": vector} for i, vector in enumerate(vectors)]}


def embed_each(connection: socket.socket, request: Request) -> None:
    """A direction for each text by its length, the last first."""
    data = [{"index": i, "embedding": [3, len(t), 0]} for i, t in enumerate(request.body["input"])]
    replying(200, {"data": data[::-1]})(connection, request)


def test_texts_are_embedded_in_modest_requests_and_in_order() -> None:
    """At most 32 texts and 30,000 characters in each; a longer text is cut, and one without a word replaced."""
    texts = ["x" * n for n in range(1, 66)] + ["y" * 20_000] * 2 + ["z" * 50_000, "", " \n"]
    with serving(embed_each) as service:
        vectors = service.embedder().embed_documents(texts)
    sent = [request.body["input"] for request in service.requests]
    assert {(request.path, request.body["model"]) for request in service.requests} == {("/v1/embeddings", "e-1")}
    assert max(map(len, sent)) == 32
    assert max(sum(map(len, batch)) for batch in sent) <= 30_000
    assert all(text.strip() for batch in sent for text in batch)
    expected = [len(text) for batch in sent for text in batch]
    assert [round(3 * vector[1] / vector[0]) for vector in vectors] == expected
    assert expected[:65] == list(range(1, 66))
    assert len(vectors) == len(texts)


def test_the_dimension_is_asked_for_once_and_learned_on_the_way() -> None:
    """The collection's name needs it, before anything is embedded; asking costs one short request."""
    with serving(embed_each) as service:
        asked, learning = service.embedder(), service.embedder()
        assert (asked.dimension, asked.dimension, asked.name) == (3, 3, "openai:e-1")
        assert len(service.requests) == 1
        learning.embed_queries(["text"])[0]
        assert learning.dimension == 3
        assert len(service.requests) == 2


def test_a_model_that_was_changed_at_the_service_is_told() -> None:
    """Vectors of another length can never be compared with those that are stored; trying again is no use."""
    with serving(in_turn(replying(200, embedding([1, 0, 0])), replying(200, embedding([1, 0])))) as service:
        embedder = service.embedder()
        embedder.embed_queries([PROMPT])[0]
        with pytest.raises(EmbeddingMismatch, match="length 2, and with 3 before") as info:
            embedder.embed_queries([PROMPT])[0]
    assert not info.value.retryable
    assert_clean(info.value)


EMBEDDING_FAULTS: dict[str, tuple[Behaviour, bool]] = {  # behaviour, whether trying again may help
    "401": (replying(401), False),
    "404": (replying(404), False),
    "400": (replying(400), False),
    "429": (replying(429), True),
    "500": (replying(500), True),
    "reset": (reset, True),
    "silent": (stall, True),
    "a page": (replying(200, ECHO), True),
    "no data": (replying(200, {"error": ECHO}), True),
    "odd data": (replying(200, {"data": [ECHO, ECHO]}), True),
    "one too few": (replying(200, embedding([1, 0])), True),
    "one too many": (replying(200, embedding([1, 0], [1, 0], [1, 0])), True),
    "one twice": (replying(200, {"data": [{"index": 0, "embedding": [1, 0]}] * 2}), True),
    "different lengths": (replying(200, embedding([1, 0], [1, 0, 0])), True),
    "no length": (replying(200, embedding([], [])), True),
    "no direction": (replying(200, embedding([0, 0], [0, 0])), True),
    "text": (replying(200, embedding(ECHO, ECHO)), True),
    "null": (replying(200, embedding([None, 1], [1, 0])), True),
    "not a number": (replying(200, b'{"data":[{"embedding":[NaN,1]},{"embedding":[1,0]}]}'), True),
    "beyond every number": (replying(200, embedding([10**400, 1], [1, 0])), True),
}


@pytest.mark.parametrize("fault", EMBEDDING_FAULTS)
def test_every_fault_of_an_embedding_model_is_an_embedding_that_failed(fault: str) -> None:
    """With the same sentences, in a bounded time, and never with a vector that is none."""
    behave, retryable = EMBEDDING_FAULTS[fault]
    started = time.monotonic()
    with serving(behave) as service, pytest.raises(EmbeddingFailed) as info:
        service.embedder(seconds=1.0).embed_documents([PROMPT, PROMPT])
    code = "embedding_failed" if retryable else "embedding_refused"
    assert (info.value.code, info.value.retryable) == (code, retryable)
    assert time.monotonic() - started < 4
    assert_clean(info.value)


def test_an_unknown_embedding_model_names_the_setting_to_check() -> None:
    """It is another one than the language model's."""
    with serving(replying(404)) as service, pytest.raises(EmbeddingFailed, match="Check embedding_model and"):
        service.embedder().embed_queries(["text"])[0]
    with serving(replying(404)) as service, pytest.raises(ModelRefused, match="Check language_model and"):
        service.ask()
