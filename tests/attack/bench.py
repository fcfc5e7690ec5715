"""The real tools in this process, called as Dify's SDK calls them, and what every answer of theirs owes."""

import importlib
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from forms.every_tool import TOOLS
from forms.tool import Tool as Form
from tests.contract.dify_session import Answerer, dify_session

KEY = "a-test-key-of-16-or-more"
LONGEST_LINE = 1024 * 1024
FORMS = {form.name: form for form in TOOLS}


@dataclass
class Answered:
    """What a call brought; `failed` is the sentence that the node failed with."""

    texts: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    failed: str = ""

    @property
    def code(self) -> str:
        told = self.variables.get("error", {}).get("code", "")
        return told or self.failed.rpartition("(")[2].rstrip(")")

    def written(self) -> str:
        return json.dumps([self.texts, self.variables, self.failed], ensure_ascii=False)


class Tools:
    """Calls of one authorization, by anybody."""

    def __init__(self, session: Any, credentials: Mapping[str, str]) -> None:
        self._session, self._credentials = session, dict(credentials)

    def __call__(
        self, name: str, parameters: Mapping[str, Any], *, user: str = "u-anna", agent: bool = False
    ) -> Answered:
        tool = self._tool(name, user, agent=agent)
        answered = Answered()
        try:
            for message in tool._invoke(dict(parameters)):
                line = message.model_dump_json()
                assert len(line.encode()) < LONGEST_LINE, name
                said = json.loads(line)["message"]
                if "variable_name" in said:
                    answered.variables[said["variable_name"]] = said["variable_value"]
                else:
                    answered.texts.append(said["text"])
        except Exception as exc:
            if type(exc).__name__ != "ToolFailedError":
                raise
            answered.failed = str(exc)
        return answered

    def _tool(self, name: str, user: str, *, agent: bool) -> Any:
        kind = getattr(importlib.import_module(f"tools.{name}"), f"{name.title().replace('_', '')}Tool")
        self._session.app_id, self._session.message_id = ("app-1", "m-1" if agent else None)
        self._session.conversation_id = "c-1" if agent else None
        runtime = SimpleNamespace(credentials=self._credentials, user_id=user, session_id="s1")
        return kind(runtime, self._session)


@contextmanager
def tools_of(folder: str, answer: Answerer | None = None, **credentials: str) -> Iterator[Tools]:
    """Tools that keep memories in a folder; `answer` gives the answers of the workspace's models."""
    options = f'data_dir="{folder}"'
    with dify_session(answer or (lambda _: [])) as session:
        import dify_plugin
        from dify_plugin.interfaces.tool import Tool

        dify_plugin.Tool = Tool  # which the package's own import would bring
        yield Tools(session, {"api_key": KEY, "isolation": "user", "options": options} | credentials)


def check(form: Form, answered: Answered, told: str) -> None:
    """One well-formed reply, no fault of ours: a text and every variable that is declared, of its kind, or one sentence
    that fails the node."""
    assert answered.code != "internal_error", told
    if answered.failed:
        assert not answered.texts, told
        assert len(answered.failed) < 3_000, told
        return
    assert len(answered.texts) == 1, told
    assert answered.texts[0].strip(), told
    if answered.variables:
        assert answered.variables.keys() == form.outputs.keys(), told
        for name, schema in form.outputs.items():
            assert _is(answered.variables[name], schema["type"]), (told, name)
        assert answered.variables["ok"] in (True, False), told
        assert answered.variables["ok"] or answered.variables["error"]["code"], told


def _is(value: Any, kind: str) -> bool:
    kinds: dict[str, Any] = {"string": str, "boolean": bool, "object": dict, "array": list, "number": (int, float)}
    return isinstance(value, kinds[kind])


@contextmanager
def listening() -> Iterator[list[str]]:
    """Every line that anything writes into a log meanwhile."""
    lines: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(logging.Formatter().format(record))

    root, ours, ear = logging.getLogger(), logging.getLogger("keepsake"), Ear()
    level = root.level
    root.addHandler(ear)
    ours.addHandler(ear)
    root.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        root.removeHandler(ear)
        ours.removeHandler(ear)
        root.setLevel(level)
