"""The examples at work: each graph in Dify's own engine, its tools in the real plugin process."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from dev.daemon import Daemon, workflow
from dev.workspace_models import CHAT, WorkspaceModels
from memory_core.ports import Question
from tests.examples.agents import Agent, Call
from tests.examples.flows import Flow, Run
from tests.examples.shelf import example

KEY = "a-test-key-of-16-or-more"
COMPANY, RED, BLUE = "the-key-of-the-company", "the-key-of-team-red", "the-key-of-team-blue"


def recite(question: Question) -> str:
    """A summary that shows what it is made of."""
    data = json.loads(question.data)
    return " ".join([*data["summary"].split(), *(message["text"] for message in data["messages"])])


def echo(_: str, said: str) -> str:
    return f"You said: {said}"


@pytest.fixture(scope="module")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    with Daemon(environment={"HOME": str(tmp_path_factory.mktemp("home"))}, answer_model=WorkspaceModels(recite)) as it:
        it.manifest()
        yield it
        assert it.errors == []
        assert not any(key.encode() in line for line in it.output for key in (KEY, COMPANY, RED, BLUE))


@pytest.fixture
def credentials(tmp_path: Path) -> dict[str, Any]:
    return {"api_key": KEY, "data_dir": str(tmp_path / "data")}


# -- customer-support --------------------------------------------------------------------------------------------------


def support(daemon: Daemon, credentials: Mapping[str, Any]) -> Flow:
    return Flow(example("customer-support"), daemon, credentials, echo)


def test_a_later_conversation_recalls_both_sides_of_an_earlier_one(daemon: Daemon, credentials: dict[str, Any]) -> None:
    """The model is told what the customer said and what was answered; another customer's model is not."""
    answer = "Our warehouse in Leeds will send you a second one by courier on Friday."
    flow = Flow(example("customer-support"), daemon, credentials, lambda *_: answer)
    assert "Nothing is remembered" in flow.chat("My parcel 1182 never arrived.", conversation="monday").prompts[0]
    later = flow.chat("Where is parcel 1182?", conversation="tuesday")
    assert ": My parcel 1182 never arrived." in later.prompts[0]
    assert f"assistant: {answer}" in later.prompts[0]
    assert later.answer == answer
    assert "1182" not in flow.chat("Where is my parcel?", user="u-ben").prompts[0]


def test_the_answer_comes_before_the_storing(daemon: Daemon, credentials: dict[str, Any]) -> None:
    """Nobody waits for memory to be written."""
    assert support(daemon, credentials).chat("Hello!").ended == ("start", "search", "llm", "answer", "store")


@pytest.mark.parametrize(
    ("mistake", "excepted"),
    [
        ({"api_key": "short"}, ("search", "store")),
        ({"data_dir": __file__}, ()),
        ({"isolation": "nobody"}, ("search", "store")),
    ],
)
def test_the_answer_comes_when_memory_cannot_be_read(
    daemon: Daemon, credentials: dict[str, Any], mistake: dict[str, str], excepted: tuple[str, ...]
) -> None:
    """The model is told that nothing could be looked up, which is not that nothing is known. A wrong setting
    fails the nodes, and Dify goes on with their default values."""
    run = support(daemon, credentials | mistake).chat("Where is my parcel?")
    assert run.answer == "You said: Where is my parcel?"
    assert "Memory could not be searched, so it is not known" in run.prompts[0]
    assert run.excepted == excepted


def test_the_answer_comes_when_the_plugin_is_gone(tmp_path: Path, credentials: dict[str, Any]) -> None:
    """Then the nodes themselves fail, and Dify goes on with their default values, which say the same."""
    with Daemon(environment={"HOME": str(tmp_path)}) as daemon:
        daemon.manifest()
        daemon.kill()
        run = support(daemon, credentials).chat("Where is my parcel?")
    assert run.answer == "You said: Where is my parcel?"
    assert "Memory could not be searched, so it is not known" in run.prompts[0]
    assert run.excepted == ("search", "store")


def broken(*_: str) -> str:
    """As a provider without credit."""
    raise RuntimeError("insufficient quota")


def test_a_failing_model_loses_nothing_of_what_a_customer_said(daemon: Daemon, credentials: dict[str, Any]) -> None:
    """The customer is told that there is no answer, and the next conversation knows what they said."""
    run = Flow(example("customer-support"), daemon, credentials, broken).chat("My parcel 1182 never arrived.")
    assert run.ended == ("start", "search", "keep_question", "apology")
    assert run.answer == "Sorry, please ask again."
    later = support(daemon, credentials).chat("Where is parcel 1182?", conversation="later")
    assert "My parcel 1182 never arrived." in later.prompts[0]


# -- agent -------------------------------------------------------------------------------------------------------------


def test_an_agent_keeps_recalls_and_forgets(daemon: Daemon, credentials: dict[str, Any]) -> None:
    """What is stored in one conversation is found in the next, by its own user alone, until it is to be forgotten."""
    agent = Agent(example("agent"), daemon, credentials)

    def one(tool: str, **arguments: str) -> Any:
        return lambda _, seen: seen[0] if seen else Call(tool, arguments)

    def forget(_: str, seen: list[str]) -> Call | str:
        match seen:
            case []:
                return Call("memory_forget", {"query": "peanuts"})
            case [found]:
                return Call("memory_forget", {"ids": ", ".join(re.findall(r"\(id (\w+)\)", found))})
            case _:
                return seen[-1]

    said = "Anna is allergic to peanuts."
    assert "Stored" in agent.chat("I am allergic to peanuts.", one("memory_store", content=said))
    search = one("memory_search", query="peanut allergy")
    assert said in agent.chat("What may I eat?", search, conversation="conv-2")
    assert said not in agent.chat("What may I eat?", search, user="u-ben")
    assert "undo" in agent.chat("Forget that.", forget)
    assert said not in agent.chat("What may I eat?", search)


def test_an_agent_corrects_and_takes_back(daemon: Daemon, credentials: dict[str, Any]) -> None:
    """By the ids that a search and a correction name."""
    agent = Agent(example("agent"), daemon, credentials)

    def one(tool: str, **arguments: str) -> Any:
        return lambda _, seen: seen[0] if seen else Call(tool, arguments)

    agent.chat("I live in Lisbon.", one("memory_store", content="Anna lives in Lisbon."))
    search = one("memory_search", query="where Anna lives")
    found = re.search(r"\(id (\w+)\)", agent.chat("Where do I live?", search))
    assert found
    correction = one("memory_update", id=found[1], content="Anna lives in Porto.")
    corrected = agent.chat("No, in Porto.", correction, conversation="conv-2")
    assert "Anna lives in Porto." in agent.chat("Where do I live?", search, conversation="conv-3")
    operation = re.search(r"undo[^\w]+(?:set to )?([\w-]{36})", corrected)
    assert operation, corrected
    agent.chat("Lisbon was right.", one("memory_update", undo=operation[1]))
    assert "Anna lives in Porto." not in agent.chat("Where do I live?", search, conversation="conv-4")


# -- two-spaces --------------------------------------------------------------------------------------------------------


def test_teams_share_the_companys_space_and_not_each_others(daemon: Daemon, credentials: dict[str, Any]) -> None:
    """The keys alone decide: whose key is the company's writes for all, every other for one team."""
    shared = {"auth_mode": "multi_space", "isolation": "none", "data_dir": credentials["data_dir"]}

    def team(key: str) -> Flow:
        keys = {"COMPANY_KEY": COMPANY, "TEAM_KEY": key}
        return Flow(example("two-spaces"), daemon, shared, echo, keys)

    team(COMPANY).run(message="The office closes at 18:00 on Fridays.")
    team(RED).run(message="Our launch is codenamed Heron.", user="u-anna")
    colleague = team(RED).run(message="What is the launch codenamed, and when does the office close?", user="u-ben")
    assert "Heron" in colleague.prompts[0]
    assert "18:00" in colleague.prompts[0]
    assert colleague.outputs["from_company"] > 0
    assert colleague.outputs["from_team"] > 0
    other = team(BLUE).run(message="What is the launch codenamed, and when does the office close?")
    assert "Heron" not in other.prompts[0]
    assert "18:00" in other.prompts[0]
    assert other.outputs["from_team"] == 0


def test_a_key_that_was_not_set_is_told(daemon: Daemon, credentials: dict[str, Any]) -> None:
    """Nothing that somebody wanted kept is lost in silence."""
    shared = {"auth_mode": "multi_space", "isolation": "none", "data_dir": credentials["data_dir"]}
    keys = {"COMPANY_KEY": COMPANY, "TEAM_KEY": ""}
    run = Flow(example("two-spaces"), daemon, shared, echo, keys).run(message="Our launch is codenamed Heron.")
    assert "key_missing" in run.failure


def test_a_failing_model_loses_nothing_of_what_a_team_said(daemon: Daemon, credentials: dict[str, Any]) -> None:
    """The run ends with the model's own words, and the message is kept."""
    shared = {"auth_mode": "multi_space", "isolation": "none", "data_dir": credentials["data_dir"]}
    keys = {"COMPANY_KEY": COMPANY, "TEAM_KEY": RED}
    failed = Flow(example("two-spaces"), daemon, shared, broken, keys).run(message="Our launch is codenamed Heron.")
    assert "insufficient quota" in failed.outputs["problem"]
    later = Flow(example("two-spaces"), daemon, shared, echo, keys).run(message="What is the launch codenamed?")
    assert "Heron" in later.prompts[0]


# -- chat-window -------------------------------------------------------------------------------------------------------


def test_the_window_keeps_the_last_messages_and_a_summary(daemon: Daemon, credentials: dict[str, Any]) -> None:
    """Of seven turns the model is shown the last five word for word, in their order, and a summary of the others; the
    next chat begins empty."""
    flow = Flow(example("chat-window"), daemon, credentials | {"language_model": CHAT}, lambda _, said: f"re {said}")
    runs = [flow.chat(f"message {number}") for number in range(1, 9)]
    assert all(run.answer == f"re message {number}" for number, run in enumerate(runs, 1))
    assert "This chat holds no messages." in runs[0].prompts[0]
    shown = runs[-1].prompts[0]
    lines = re.findall(r"(?:user|assistant): (.*)", shown)
    assert lines == [text for number in range(3, 8) for text in (f"message {number}", f"re message {number}")]
    assert "Summary of what came before: message 1 re message 1 message 2 re message 2" in shown
    assert "This chat holds no messages." in flow.chat("Hello!", conversation="conv-2").prompts[0]


def test_the_window_opens_without_a_language_model(daemon: Daemon, credentials: dict[str, Any]) -> None:
    """Then the last messages stand alone."""
    flow = Flow(example("chat-window"), daemon, credentials, echo)
    runs = [flow.chat(f"message {number}") for number in range(1, 8)]
    assert "message 6" in runs[-1].prompts[0]
    assert "message 1\n" not in runs[-1].prompts[0]
    assert "Summary of" not in runs[-1].prompts[0]


def test_a_failing_model_loses_nothing_of_a_chat(daemon: Daemon, credentials: dict[str, Any]) -> None:
    """The run fails, and the next one shows what was asked."""
    assert "insufficient quota" in Flow(example("chat-window"), daemon, credentials, broken).chat("Hello!").failure
    assert "user: Hello!" in Flow(example("chat-window"), daemon, credentials, echo).chat("Again.").prompts[0]


# -- nightly -----------------------------------------------------------------------------------------------------------


def nightly(daemon: Daemon, credentials: Mapping[str, Any]) -> Run:
    return Flow(example("nightly"), daemon, credentials, echo).run(user="cron")


def test_the_night_removes_what_was_forgotten_and_reports_in_numbers(
    daemon: Daemon, credentials: dict[str, Any]
) -> None:
    """What other apps erased is gone from the disk, and no memory's words are in the report."""
    credentials = {**credentials, "isolation": "none"}
    anna = workflow("u-anna", app_id="another-app")
    stored = [
        daemon.invoke(
            "memory_store",
            {"content": said, "memory_type": "semantic", "user_id": "anna"},
            credentials=credentials,
            caller=anna,
        )["memory_ids"][0]
        for said in ("Anna plays the xylorimba.", "Anna lives in Porto.")
    ]
    erasing = credentials | {"options": f"{credentials.get('options', '')} forget=erase".strip()}
    daemon.invoke("memory_forget", {"ids": stored[0]}, credentials=erasing, caller=anna)
    run = nightly(daemon, credentials)
    assert (run.outputs["done"], run.outputs["reason"]) == (True, "")
    assert not re.search("xylorimba|Porto", json.dumps(dict(run.outputs)))
    assert re.search(r"Erased \d", run.outputs["report"])
    assert not any(
        b"xylorimba" in file.read_bytes() for file in Path(credentials["data_dir"]).rglob("*") if file.is_file()
    )


def test_the_night_says_what_it_could_not_do(daemon: Daemon, credentials: dict[str, Any]) -> None:
    """A report comes all the same."""
    run = nightly(daemon, credentials | {"data_dir": __file__})
    assert run.outputs["report"].startswith("Maintenance failed")
    assert run.outputs["done"] is False
