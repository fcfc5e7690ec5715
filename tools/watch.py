"""Watch: what a call did and how long it took, for those who run it.

In Dify's run view, where the authorization asks for it, as log messages of the node. An agent's model reads such
messages, and a new Agent looks like a node of a chatflow, so only a node of a plain workflow writes them. In the
process's log, as one line for each failure and each slow call. Neither holds a word of a memory.
"""

import logging
import re
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from dify_plugin import Tool
from dify_plugin.config.logger_format import plugin_logger_handler
from dify_plugin.entities.tool import ToolInvokeMessage

from memory_core import Stages, measured
from provider.identity import Caller
from provider.tracing import is_traced
from tools.fitting import shortened, size_of

SLOW_MILLISECONDS = 2_000
_FIRST = 3  # hits whose reasons are told
_REASONS = ("id", "score", "why", "outdated", "action", "supersedes", "type")
_LISTS = ("memories", "facts")
logger = logging.getLogger("keepsake")
logger.addHandler(plugin_logger_handler)


@dataclass(slots=True)
class Watch:
    """A call of a tool, from when it began; `code` is its failure's, empty for none."""

    tool: Tool
    caller: Caller
    asked_bytes: int
    stages: Stages = field(default_factory=Stages)
    code: str = ""
    _began: float = field(default_factory=time.perf_counter)

    @property
    def milliseconds(self) -> int:
        return round((time.perf_counter() - self._began) * 1_000)

    @property
    def name(self) -> str:
        """As the tool's YAML has it."""
        return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(self.tool).__name__.removesuffix("Tool")).lower()

    @contextmanager
    def measuring(self) -> Iterator[None]:
        with measured() as self.stages:
            yield

    def ended(self, variables: Mapping[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        """Writes the line of a call that failed or was slow, and the messages of one that is traced."""
        spent = self.milliseconds
        if self.code or spent >= SLOW_MILLISECONDS:
            logger.warning("%s", self._line(spent, variables))
        if _is_plain_node(self.caller) and is_traced(self.tool.runtime.credentials):
            yield self.tool.create_log_message(label="keepsake", data=shortened(self._told(spent, variables)))

    def _line(self, spent: int, variables: Mapping[str, Any]) -> str:
        stages = ", ".join(f"{name} {took}" for name, took in self.stages.milliseconds.items())
        sizes = f"{self.asked_bytes} bytes asked, {size_of(variables)} answered"
        return f"{self.name} {self.code or 'ok'} {spent} ms ({stages or 'no stage'}); {sizes}"

    def _told(self, spent: int, variables: Mapping[str, Any]) -> dict[str, Any]:
        counts = {name: len(value) for name, value in variables.items() if isinstance(value, list)}
        marks = {name: variables[name] for name in ("ok", "status", "extraction", "done") if name in variables}
        firsts = {name: [_reasons(each) for each in variables[name][:_FIRST]] for name in _LISTS if variables.get(name)}
        return {
            "tool": self.name,
            "code": self.code,
            "milliseconds": {**self.stages.milliseconds, "all": spent},
            "found": {**self.stages.notes, **counts},
            "answer": marks,
            "first": firsts,
        }


def _is_plain_node(caller: Caller) -> bool:
    return bool(caller.app_id) and not caller.conversation_id and not caller.message_id


def _reasons(item: Any) -> dict[str, Any]:
    """Why it is there, and none of its words."""
    return {name: item[name] for name in _REASONS if name in item}
