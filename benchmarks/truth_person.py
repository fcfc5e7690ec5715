"""Somebody who talks to the plugin through its real process."""

import datetime
from dataclasses import dataclass

from dev.daemon import Caller, Daemon

_BEGIN = datetime.datetime(2026, 3, 2, 9, 30, tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True)
class Person:
    """A user of one app, in a conversation a day. `key` names the space; to `show`, every context asked for is
    printed."""

    daemon: Daemon
    name: str
    key: str
    show: bool = False

    def say(self, said: str, reply: str = "", *, day: int, minute: int = 0) -> None:
        at = _BEGIN + datetime.timedelta(days=day, minutes=minute)
        parameters = {"content": said, "event_time": at.isoformat()} | ({"assistant_reply": reply} if reply else {})
        conversation = f"{self.name}-{day}"
        caller = Caller(self.name, "app", conversation, f"{conversation}-{minute}")
        self._call("memory_store", parameters, caller)

    def ask(self, question: str) -> tuple[str, str]:
        """The context and the status of a search, as from a chatflow node."""
        caller = Caller(self.name, "app", f"{self.name}-last")
        variables = self._call("memory_search", {"query": question, "on_error": "continue"}, caller)
        context, status = variables["context"], variables["status"]
        if self.show:
            print(f"--- {self.name}: {question} ({status})\n{context}")
        return context, status

    def _call(self, tool: str, parameters: dict[str, str], caller: Caller) -> dict[str, str]:
        credentials = {"api_key": self.key, "auth_mode": "single_space", "isolation": "user"}
        answer = self.daemon.invoke(tool, parameters, credentials=credentials, caller=caller)
        if answer.error:
            raise SystemExit(f"{tool} failed: {answer.error}")
        return answer.variables
