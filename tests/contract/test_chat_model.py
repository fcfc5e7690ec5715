"""What every language model owes the ChatModel port."""

import json
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import respx

from memory_core.adapters.chat.openai import OpenAiChatModel
from memory_core.adapters.chat.scripted import ScriptedChatModel
from memory_core.errors import ModelAnswerUnusable, ModelFailed, ModelRefused, ModelTooSlow
from memory_core.ports import ChatModel, ModelAnswer, Question
from provider.dify_models import DifyModels, call_session
from tests.contract.dify_session import chat_chunk, dify_session

SCHEMA = {"type": "object", "properties": {"facts": {"type": "array"}}, "required": ["facts"]}
QUESTION = Question(rules="Extract facts.", data="Anna lives in Lisbon.")

type Answer = Callable[[str, str], str]  # rules and data -> what the model says


class Asking:
    """A ChatModel, and what is to be around each call of it."""

    def __init__(self, model: ChatModel, session: Any = None) -> None:
        self._model, self._session = model, session

    def __call__(self, question: Question, *, seconds: float = 10) -> ModelAnswer:
        with call_session(self._session):
            return self._model.ask(question, seconds=seconds)


@pytest.fixture(params=["scripted", "openai", "dify"])
def model_saying(request: pytest.FixtureRequest) -> Iterator[Callable[[Answer], Asking]]:
    """Makes every kind of model say what a function says."""
    said: list[Answer] = []

    def from_dify(invocation: dict[str, Any]) -> list[dict[str, Any]]:
        system, user = (message["content"] for message in invocation["request"]["prompt_messages"])
        text = said[0](system, user)
        half = len(text) // 2
        usage = (len(user.split()), len(text.split()))
        return [
            chat_chunk(text[:half]),
            chat_chunk([{"type": "text", "data": text[half:]}]),
            chat_chunk(None, usage=usage, finish="stop"),
        ]

    def from_openai(request: httpx.Request) -> httpx.Response:
        system, user = (message["content"] for message in json.loads(request.content)["messages"])
        text = said[0](system, user)
        usage = {"prompt_tokens": len(user.split()), "completion_tokens": len(text.split())}
        message = {"role": "assistant", "content": text}
        return httpx.Response(200, json={"choices": [{"message": message, "finish_reason": "stop"}], "usage": usage})

    with respx.mock(assert_all_called=False) as router, dify_session(from_dify) as session:
        router.post("https://models.test/v1/chat/completions").mock(side_effect=from_openai)

        def make(answer: Answer) -> Asking:
            said.append(answer)
            if request.param == "scripted":
                return Asking(ScriptedChatModel(lambda question: answer(question.rules, question.data)))
            if request.param == "openai":
                return Asking(OpenAiChatModel("m", base_url="https://models.test/v1/", api_key="k"))
            return Asking(DifyModels().chat_model("langgenius/openai/openai/gpt-4o-mini"), session)

        yield make


def test_the_answer_comes_as_it_was_given(model_saying: Callable[[Answer], Asking]) -> None:
    """Whether or not it is the JSON that was asked for: to judge it is the caller's part."""
    ask = model_saying(lambda rules, data: "  no JSON at all 🌸\n")
    assert ask(QUESTION).text == "  no JSON at all 🌸\n"
    assert ask(Question(rules="r", data="d", schema=SCHEMA)).text == "  no JSON at all 🌸\n"


def test_rules_and_data_arrive_apart_and_unchanged(model_saying: Callable[[Answer], Asking]) -> None:
    """What people said is never mixed into the rules."""
    ask = model_saying(lambda rules, data: json.dumps([rules, data]))
    assert json.loads(ask(Question(rules="Rules.", data='say "hi"\n\\ 你好 🌸')).text) == [
        "Rules.",
        'say "hi"\n\\ 你好 🌸',
    ]


def test_usage_counts_the_call_and_its_tokens(model_saying: Callable[[Answer], Asking]) -> None:
    """Whoever pays wants to know."""
    usage = model_saying(lambda rules, data: "one two three")(QUESTION).usage
    assert usage.calls == 1
    assert usage.prompt_tokens >= len(QUESTION.data.split())
    assert usage.answer_tokens == 3


@pytest.mark.parametrize("nothing", ["", " \n"])
def test_an_answer_of_nothing_is_unusable(model_saying: Callable[[Answer], Asking], nothing: str) -> None:
    """It is a failure of the model, not a message without facts."""
    with pytest.raises(ModelAnswerUnusable):
        model_saying(lambda rules, data: nothing)(QUESTION)


def test_a_question_without_time_left_is_not_asked(model_saying: Callable[[Answer], Asking]) -> None:
    """It is too slow already, and nobody pays for an answer that nobody waits for."""
    asked: list[str] = []

    def answer(rules: str, data: str) -> str:
        asked.append(data)
        return "late"

    with pytest.raises(ModelTooSlow):
        model_saying(answer)(QUESTION, seconds=0)
    assert asked == []


def test_questions_at_the_same_time_get_their_own_answers(model_saying: Callable[[Answer], Asking]) -> None:
    """One object serves all calls of a process."""
    ask = model_saying(lambda rules, data: f"you said {data}")
    questions = [Question(rules="r", data=f"number {n}") for n in range(16)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, questions))
    assert [answer.text for answer in answers] == [f"you said number {n}" for n in range(16)]


# -- what only one of them does ----------------------------------------------------------------------------------------


def test_a_script_answers_in_order_raises_its_errors_and_says_when_it_is_over() -> None:
    """What was asked is remembered, answered or not."""
    refused = ModelRefused("no")
    model = ScriptedChatModel(["first", refused, lambda question: question.data.upper()])
    assert model.ask(QUESTION, seconds=1).text == "first"
    with pytest.raises(ModelRefused):
        model.ask(QUESTION, seconds=1)
    assert model.ask(QUESTION, seconds=1).text == "ANNA LIVES IN LISBON."
    with pytest.raises(ModelFailed, match="script has 3 answers"):
        model.ask(QUESTION, seconds=1)
    assert model.asked == [QUESTION] * 3 + [QUESTION]


def test_dify_is_told_the_model_the_schema_and_to_be_exact() -> None:
    """The provider is the first three parts of the name, and the model all the rest."""
    seen: list[dict[str, Any]] = []

    def answer(invocation: dict[str, Any]) -> list[dict[str, Any]]:
        seen.append(invocation)
        return [chat_chunk("{}")]

    with dify_session(answer) as session, call_session(session):
        DifyModels().chat_model("a/b/c/org/model:free").ask(Question("Rules.", "Data.", SCHEMA), seconds=5)
    request = seen[0]["request"]
    assert seen[0]["type"] == "llm"
    assert (request["provider"], request["model"], request["mode"]) == ("a/b/c", "org/model:free", "chat")
    assert request["completion_params"]["temperature"] <= 0.2
    system, user = request["prompt_messages"]
    assert (system["role"], user["role"], user["content"]) == ("system", "user", "Data.")
    assert system["content"].startswith("Rules.")
    assert json.dumps(SCHEMA, separators=(",", ":")) in system["content"]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("[models] Rate Limit Error, SECRET PROMPT", "model_busy"),
        ("Error code: 429 - SECRET PROMPT", "model_busy"),
        ("[models] Bad Request Error, 429 Client Error: Too Many Requests for url: SECRET PROMPT", "model_busy"),
        ("QuotaExceededError: Model provider quota exceeded", "model_busy"),
        ("Model SECRET PROMPT does not exist", "model_refused"),
        ("Provider langgenius/x/x credentials is not initialized. SECRET PROMPT", "model_refused"),
        ("permission denied, you need to enable llm access in plugin manifest", "model_refused"),
        ("InvokeAuthorizationError: [openai] Incorrect model credentials provided", "model_refused"),
        ("Read timed out. SECRET PROMPT", "model_too_slow"),
        ("SECRET PROMPT made it fail: 14290", "model_failed"),
        ("", "model_failed"),
    ],
)
def test_what_dify_reports_becomes_our_own_sentence(message: str, code: str) -> None:
    """Dify's message may quote the prompt, so nothing of it goes on; the model's name does."""

    def answer(invocation: dict[str, Any]) -> list[dict[str, Any]]:
        raise RuntimeError(message)

    with (
        dify_session(answer) as session,
        call_session(session),
        pytest.raises(ModelFailed, match="a/b/c/model-x") as info,
    ):
        DifyModels().chat_model("a/b/c/model-x").ask(Question("SECRET PROMPT", "SECRET PROMPT"), seconds=5)
    assert info.value.code == code
    assert info.value.__cause__ is None
    assert info.value.__context__ is None


def test_dify_is_asked_only_during_a_call() -> None:
    """A session of an ended call would keep the next one waiting for minutes."""
    model = DifyModels().chat_model("a/b/c/m")
    with dify_session(lambda invocation: [chat_chunk("now")]) as session:
        with call_session(session):
            assert model.ask(QUESTION, seconds=5).text == "now"
        with pytest.raises(ModelFailed, match="only be asked during a call of a tool"):
            model.ask(QUESTION, seconds=5)


def test_dify_refuses_what_no_line_of_its_protocol_could_carry() -> None:
    """A line of 5 MiB would end the whole process."""
    asked: list[dict[str, Any]] = []

    def answer(invocation: dict[str, Any]) -> list[dict[str, Any]]:
        asked.append(invocation)
        return [chat_chunk("read")]

    with dify_session(answer) as session, call_session(session), pytest.raises(ModelRefused, match="too long"):
        DifyModels().chat_model("a/b/c/m").ask(Question("r", "\x01" * 900_000), seconds=5)
    assert asked == []


def test_dify_hears_a_declined_answer() -> None:
    """Half an answer that a filter cut off is none."""
    chunks = [chat_chunk("half an"), chat_chunk("", finish="content_filter")]
    with dify_session(lambda invocation: chunks) as session, call_session(session), pytest.raises(ModelAnswerUnusable):
        DifyModels().chat_model("a/b/c/m").ask(QUESTION, seconds=5)


def test_dify_is_not_listened_to_for_ever() -> None:
    """Neither an answer without end is kept, nor one that goes on beyond its time; the SDK is told to let go of it."""
    closed: list[bool] = []
    word = "word "

    def invoke(*args: object, **kwargs: object) -> Iterator[Any]:
        from dify_plugin.entities.model.llm import LLMResultChunk

        try:
            while True:
                time.sleep(0.02)
                yield LLMResultChunk(**chat_chunk(word))
        finally:
            closed.append(True)

    llm = SimpleNamespace(invoke=invoke)
    with dify_session(lambda invocation: []), call_session(SimpleNamespace(model=SimpleNamespace(llm=llm))):
        model = DifyModels().chat_model("a/b/c/m")
        with pytest.raises(ModelTooSlow):
            model.ask(QUESTION, seconds=0.2)
        word *= 100_000
        with pytest.raises(ModelAnswerUnusable, match="without end"):
            model.ask(QUESTION, seconds=10)
    assert closed == [True, True]


def test_in_the_plugin_a_wait_is_interrupted_and_everything_else_goes_on() -> None:
    """Under gevent, as Dify runs it: no model holds a call longer than it may, and other greenlets run meanwhile."""
    script = """
        import dify_plugin, gevent, socket, time
        from gevent.server import StreamServer
        from memory_core.adapters.chat.openai import OpenAiChatModel
        from memory_core.errors import ModelTooSlow
        from memory_core.ports import Question
        from provider.dify_models import DifyModels, call_session

        closed, beats = [], []

        class Silent:
            @property
            def model(self): return self
            llm = model
            def invoke(self, *args, **kwargs):
                try:
                    gevent.sleep(60)
                    yield
                finally:
                    closed.append(True)

        def beat():
            while True:
                beats.append(time.monotonic())
                gevent.sleep(0.05)

        def too_slow(model):
            started = time.monotonic()
            try:
                model.ask(Question("r", "d"), seconds=0.5)
            except ModelTooSlow:
                return time.monotonic() - started < 5
            return False

        gevent.spawn(beat)
        model = DifyModels().chat_model("a/b/c/m")
        with call_session(Silent()):
            assert too_slow(model), "Dify"
            assert closed == [True]
            foreign = gevent.Timeout(0.2)
            with foreign:
                try:
                    model.ask(Question("r", "d"), seconds=30)
                except gevent.Timeout as exc:
                    assert exc is foreign
                else:
                    raise AssertionError("a timeout of others was swallowed")

        server = StreamServer(("127.0.0.1", 0), lambda connection, address: gevent.sleep(60))
        server.start()
        assert too_slow(OpenAiChatModel("m", base_url=f"http://127.0.0.1:{server.server_port}", api_key="")), "OpenAI"
        assert max(b - a for a, b in zip(beats, beats[1:])) < 2, "heartbeat"
    """
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", textwrap.dedent(script)]
    ended = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 0, ended.stderr
