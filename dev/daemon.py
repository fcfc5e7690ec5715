"""A stand-in for Dify's plugin daemon: starts the real plugin process and speaks its protocol over stdio."""

import itertools
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from forms.options import OPTIONS

PLUGIN = Path(__file__).parents[1]
_INHERITED = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "PYTHONFAULTHANDLER")


@dataclass(frozen=True)
class Caller:
    """Who Dify says is calling; see its table of callers. None where it says nothing."""

    user_id: str = "u-anna"
    app_id: str | None = None
    conversation_id: str | None = None
    message_id: str | None = None


def workflow(user_id: str = "u-anna", *, app_id: str = "app-1") -> Caller:
    return Caller(user_id, app_id)


def chatflow(user_id: str = "u-anna", *, conversation_id: str = "conv-1", app_id: str = "app-1") -> Caller:
    return Caller(user_id, app_id, conversation_id)


def agent_app(
    user_id: str = "u-anna", *, conversation_id: str = "conv-1", message_id: str = "msg-1", app_id: str = "app-1"
) -> Caller:
    return Caller(user_id, app_id, conversation_id, message_id)


def agent_node(user_id: str = "u-anna") -> Caller:
    """Also an agent app with ReAct, but for the app's id."""
    return Caller(user_id)


def new_agent(user_id: str = "u-anna", *, conversation_id: str = "conv-1", app_id: str = "app-1") -> Caller:
    """The new Agent of Dify 1.16: like a chatflow's node, though a model fills in what it calls with."""
    return chatflow(user_id, conversation_id=conversation_id, app_id=app_id)


@dataclass
class Answer:
    """What one call brought: texts joined, variables by name, log messages, the error's type and message."""

    text: str = ""
    logs: list[dict[str, Any]] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    error: str = ""
    parts: list[dict[str, Any]] = field(default_factory=list)
    error_details: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.variables[name]


@dataclass(frozen=True)
class Visited:
    """What an endpoint answered, and how many messages of the protocol that took."""

    status: int
    headers: dict[str, str]
    body: bytes
    messages: int

    @property
    def text(self) -> str:
        return self.body.decode()


def as_form(credentials: Mapping[str, Any]) -> dict[str, Any]:
    """What the form at Authorize sends: those that are options stand in the field for options."""
    options = {option.name: credentials[option.name] for option in OPTIONS if option.name in credentials}
    fields = {name: value for name, value in credentials.items() if name not in options}
    if options:
        written = [f'{name}="{value}"' for name, value in options.items()]
        fields["options"] = " ".join([*filter(None, [fields.get("options")]), *written])
    return fields


class Daemon:
    """One plugin process. Use it as a context manager, or call `kill`."""

    def __init__(
        self,
        *,
        environment: Mapping[str, str] | None = None,
        folder: Path = PLUGIN,
        python: str = sys.executable,
        answer_model: Callable[[dict[str, Any]], list[dict[str, Any]]] | None = None,
        timeout: float = 120,
    ) -> None:
        self._timeout = timeout
        self._answer_model = answer_model
        self._numbers = itertools.count(1)
        self._waiting: dict[str, queue.Queue[dict[str, Any]]] = {}
        self._writing = threading.Lock()
        self.output: list[bytes] = []
        self.errors: list[bytes] = []
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        self.process = subprocess.Popen(
            [python, "-m", "main"],
            cwd=folder,
            env=inherited | {"INSTALL_METHOD": "local", "PYTHONDONTWRITEBYTECODE": "1"} | dict(environment or {}),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self._ready: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._read_output, daemon=True).start()
        self._error_reader = threading.Thread(target=self._read_errors, daemon=True)
        self._error_reader.start()

    def __enter__(self) -> "Daemon":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def manifest(self) -> dict[str, Any]:
        """What the process says of itself when it is up."""
        return self._ready.get(timeout=self._timeout)

    def authorize(self, credentials: Mapping[str, Any]) -> str:
        """Tools > Authorize: empty when accepted, else the sentence the user reads."""
        return self.authorization(credentials).error

    def authorization(self, credentials: Mapping[str, Any]) -> Answer:
        """The same with all that Dify is told."""
        data = {"action": "validate_tool_credentials", "user_id": "u-admin", "credentials": as_form(credentials)}
        return self._call(data, Caller())

    def invoke(
        self,
        tool: str,
        parameters: Mapping[str, Any],
        *,
        credentials: Mapping[str, Any],
        caller: Caller,
        timeout: float | None = None,
    ) -> Answer:
        data = {
            "action": "invoke_tool",
            "user_id": caller.user_id,
            "tool": tool,
            "credentials": as_form(credentials),
            "credential_type": "api-key",
            "tool_parameters": dict(parameters),
        }
        return self._call(data, caller, timeout)

    def visit(self, raw: bytes, *, settings: Mapping[str, Any], timeout: float | None = None) -> "Visited":
        """A request to the endpoint, as it came over the wire; the daemon's own headers are the caller's to add."""
        data = {
            "type": "endpoint",
            "action": "invoke_endpoint",
            "settings": as_form(settings),
            "raw_http_request": raw.hex(),
        }
        answer = self._call(data, Caller(), timeout)
        if answer.error:
            raise ConnectionError(answer.error)
        head = answer.parts[0]
        body = b"".join(bytes.fromhex(part["result"]) for part in answer.parts if "result" in part)
        return Visited(head["status"], head["headers"], body, len(answer.parts))

    def kill(self) -> None:
        """SIGKILL, as Dify stops every plugin."""
        self.process.kill()
        self.process.wait()

    def _call(self, data: dict[str, Any], caller: Caller, timeout: float | None = None) -> Answer:
        session = f"s{next(self._numbers)}"
        arrived: queue.Queue[dict[str, Any]] = queue.Queue()
        self._waiting[session] = arrived
        self._write(
            {
                "event": "request",
                "session_id": session,
                "conversation_id": caller.conversation_id,
                "message_id": caller.message_id,
                "app_id": caller.app_id,
                "endpoint_id": None,
                "context": {"credentials": {"tool_credentials": {}}},
                "data": {"type": "tool", "provider": "keepsake"} | data,
            }
        )
        answer = Answer()
        while True:
            try:
                message = arrived.get(timeout=timeout or self._timeout)
            except queue.Empty:
                raise TimeoutError("the plugin process did not answer") from None
            if message["type"] == "lost":
                raise ConnectionError(self._last_words())
            if message["type"] == "end":
                return answer
            self._collect(session, message, answer)

    def _collect(self, session: str, message: dict[str, Any], answer: Answer) -> None:
        data = message["data"]
        if message["type"] == "error":
            answer.error, answer.error_details = data["message"], data
        elif message["type"] == "invoke":
            self._serve_model(session, data)
        elif "type" not in data and message["type"] == "stream":
            answer.parts.append(data)
        elif data.get("type") == "text":
            answer.text += data["message"]["text"]
        elif data.get("type") == "log":
            answer.logs.append(data["message"])
        elif data.get("type") == "variable":
            answer.variables[data["message"]["variable_name"]] = data["message"]["variable_value"]

    def _serve_model(self, session: str, data: dict[str, Any]) -> None:
        """Answers a reverse invocation with the chunks of `answer_model`, or with an error without one or when it
        raises."""
        try:
            chunks = self._answer_model(data) if self._answer_model else None
        except Exception as exc:  # noqa: BLE001 - whatever a model raises, Dify tells in one kind of event
            chunks, problem = None, str(exc)
        else:
            problem = "no model here"
        events = [("error", problem, {})] if chunks is None else [("response", "", chunk) for chunk in chunks]
        for event, text, chunk in [*events, ("end", "", None)]:
            answer = {"backwards_request_id": data["backwards_request_id"], "event": event}
            self._write(
                {
                    "event": "backwards_response",
                    "session_id": session,
                    "data": answer | {"message": text, "data": chunk},
                }
            )

    def _write(self, document: dict[str, Any]) -> None:
        assert self.process.stdin
        try:
            with self._writing:
                self.process.stdin.write(json.dumps(document).encode() + b"\n\n")
                self.process.stdin.flush()
        except BrokenPipeError:
            raise ConnectionError(self._last_words()) from None

    def _last_words(self) -> str:
        """How the process ended: a negative code is the signal that killed it."""
        code = self.process.wait(timeout=10)
        self._error_reader.join(timeout=10)
        return f"the plugin process ended with code {code}: {b''.join(self.errors[-50:]).decode(errors='replace')}"

    def _read_output(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            if not line.strip():
                continue
            self.output.append(line)
            document = json.loads(line)
            if "event" not in document:
                self._ready.put(document)
            elif document["event"] == "session" and document["session_id"] in self._waiting:
                self._waiting[document["session_id"]].put(document["data"])
        for arrived in self._waiting.values():
            arrived.put({"type": "lost"})

    def _read_errors(self) -> None:
        assert self.process.stderr
        self.errors.extend(self.process.stderr)
