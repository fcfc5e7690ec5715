"""The plugin as Dify Cloud runs it: one process, called over HTTP."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from dev.daemon import PLUGIN

SECONDS_TO_START = 20  # what the marketplace allows


class Serverless:
    """A running plugin, called by POST /invoke; each answer is the events of one call."""

    def __init__(self, home: Path, *, folder: Path = PLUGIN, python: str = sys.executable) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        serving = {"INSTALL_METHOD": "serverless", "SERVERLESS_HOST": "127.0.0.1", "SERVERLESS_PORT": str(port)}
        self.home = home
        began = time.monotonic()
        self._process = subprocess.Popen(
            [python, "-m", "main"],
            cwd=folder,
            env={"PATH": os.environ["PATH"], "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"} | serving,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, trust_env=False)
        self._wait_until_up(began)
        self.started_in = time.monotonic() - began

    def _wait_until_up(self, began: float) -> None:
        while True:
            try:
                self._http.get("/health").raise_for_status()
                return
            except httpx.ConnectError:
                assert self._process.poll() is None, "the plugin ended"
                assert time.monotonic() - began < SECONDS_TO_START, "the plugin did not start"
                time.sleep(0.02)

    def authorize(self, credentials: dict[str, Any]) -> str:
        """Empty when accepted, else the sentence the user reads."""
        return _error(self._events({"action": "validate_tool_credentials", "credentials": credentials}))

    def invoke(self, tool: str, credentials: dict[str, Any], **parameters: object) -> dict[str, Any]:
        """The variables of a call from a workflow."""
        events = self._called(tool, credentials, parameters)
        messages = [event["data"]["message"] for event in events if event["data"].get("type") == "variable"]
        return {message["variable_name"]: message["variable_value"] for message in messages}

    def failure(self, tool: str, credentials: dict[str, Any], **parameters: object) -> str:
        """What a call from a workflow fails with."""
        return _error(self._called(tool, credentials, parameters))

    def _called(self, tool: str, credentials: dict[str, Any], parameters: Mapping[str, object]) -> list[dict[str, Any]]:
        call = {"action": "invoke_tool", "tool": tool, "credentials": credentials, "credential_type": "api-key"}
        return self._events(call | {"tool_parameters": dict(parameters)})

    def _events(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        request = {
            "event": "request",
            "session_id": "s1",
            "app_id": "app-1",
            "context": {"credentials": {"tool_credentials": {}}},
            "data": {"type": "tool", "provider": "keepsake", "user_id": "u-anna"} | data,
        }
        answer = self._http.post("/invoke", json=request).raise_for_status()
        events = [json.loads(line)["data"] for line in answer.text.split("\n\n") if line.strip()]
        assert events[-1]["type"] == "end"
        return events

    def kill(self) -> None:
        self._http.close()
        self._process.kill()
        self._process.wait()


def _error(events: list[dict[str, Any]]) -> str:
    return "".join(event["data"]["message"] for event in events if event["type"] == "error")
