"""Runs an agent app of `examples/`: a loop that stands in for Dify's agent runner, with the real plugin process.

The model's calls come from a script; the builder's constants win over what it sends, as in Dify.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dev.daemon import Daemon, agent_app
from tests.examples.shelf import Example, plugin_tools


@dataclass(frozen=True, slots=True)
class Call:
    """A tool that the model calls."""

    tool: str
    arguments: Mapping[str, str]


type Script = Callable[
    [str, list[str]], Call | str
]  # what is done next about a query and what the tools answered to it


@dataclass(frozen=True, slots=True)
class Agent:
    """An imported agent app with the authorization of its tools."""

    example: Example
    daemon: Daemon
    credentials: Mapping[str, Any]

    def chat(self, query: str, script: Script, *, user: str = "u-anna", conversation: str = "conv-1") -> str:
        """The agent's answer to one message."""
        mode = self.example.app["model_config"]["agent_mode"]
        tools = {tool["tool_name"]: tool for tool in mode["tools"] if tool["enabled"]}
        seen: list[str] = []
        for _ in range(mode["max_iteration"]):
            step = script(query, seen)
            if isinstance(step, str):
                return step
            seen.append(self._call(tools[step.tool], step.arguments, user, conversation))
        raise AssertionError("the agent came to no end")

    def _call(self, tool: Mapping[str, Any], arguments: Mapping[str, str], user: str, conversation: str) -> str:
        declared = plugin_tools()[tool["tool_name"]]
        forms = {name: given for name, given in declared.parameters.items() if given["form"] == "form"}
        defaults = {name: declared.cast(name, given.get("default")) for name, given in forms.items()}
        assert {declared.parameters[name]["form"] for name in arguments} == {"llm"}
        answer = self.daemon.invoke(
            declared.name,
            {**arguments, **defaults, **tool["tool_parameters"]},
            credentials=self.credentials,
            caller=agent_app(user, conversation_id=conversation, app_id=self.example.name),
        )
        return answer.error or answer.text
