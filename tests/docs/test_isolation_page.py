"""The table in docs/isolation.md, cell by cell, in the real plugin process."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from dev.daemon import Caller, Daemon, agent_app, agent_node, chatflow, workflow
from tests.docs.pages import page
from tests.plugin.conftest import KEY

CALLERS: dict[str, Caller] = {
    "workflow node": workflow(),
    "chatflow node": chatflow(),
    "agent app, function calling": agent_app(),
    "agent app, ReAct; Agent node": agent_node(),
    "new Agent": agent_node(""),
}
HEAD, *ROWS = page("docs/isolation.md").table("called from")
CELLS = [(row[0], HEAD[n].lower(), row[n]) for row in ROWS for n in range(1, len(HEAD))]
FIELDS = {"the user": "user_id", "the conversation": "conversation_id", "the app": "app_id"}
IF_NAMED = "the user, if Dify names one"


@pytest.fixture(scope="module")
def reach(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, Caller, Caller], str]]:
    """What a search by one caller says of the canary that another stored; each isolation and pair in its own agent."""
    folder = tmp_path_factory.mktemp("isolation")
    with Daemon(environment={"HOME": str(folder)}) as daemon:

        def look(isolation: str, stores: Caller, searches: Caller) -> str:
            credentials = {
                "api_key": KEY,
                "data_dir": str(folder / "data"),
                "isolation": isolation,
                "agent_id": f"{isolation} {stores} {searches}",
            }
            stored = daemon.invoke("memory_store", {"content": "canary"}, credentials=credentials, caller=stores)
            searched = daemon.invoke("memory_search", {"query": "canary"}, credentials=credentials, caller=searches)
            said, found = stored.text + stored.error, searched.text + searched.error
            if "canary" in found:
                return "found"
            return "refused" if f"Dify named no {isolation}" in said and f"Dify named no {isolation}" in found else ""

        yield look


def somebody_else(caller: Caller) -> Caller:
    """Another user in another conversation of another app, as far as Dify names them."""
    named = {name: getattr(caller, name) for name in ("user_id", "app_id", "conversation_id", "message_id")}
    return Caller(**{name: value and f"other {value}" for name, value in named.items()})


def test_the_table_has_every_caller_and_isolation() -> None:
    """Five callers, four isolations."""
    assert [row[0] for row in ROWS] == list(CALLERS)
    assert HEAD[1:] == ["User", "Conversation", "App", "None"]


@pytest.mark.parametrize(("name", "isolation", "told"), CELLS)
def test_a_cell_says_what_a_call_reaches(
    reach: Callable[[str, Caller, Caller], str], name: str, isolation: str, told: str
) -> None:
    """What it names is what must be the same to find a memory, and all that must be."""
    caller = CALLERS[name]
    if told == IF_NAMED:
        assert reach(isolation, caller, caller) == "refused"
        caller, told = agent_node("u-anna"), "the user"
    other = somebody_else(caller)
    if told == "refused":
        assert reach(isolation, caller, caller) == "refused"
    elif told == "nothing":
        assert reach(isolation, caller, other) == "found"
    else:
        field = FIELDS[told]
        assert reach(isolation, caller, replace(other, **{field: getattr(caller, field)})) == "found"
        assert reach(isolation, caller, replace(caller, **{field: "another"})) == ""
