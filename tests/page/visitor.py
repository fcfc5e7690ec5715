"""A visitor of the memory page: asks the plugin process as the daemon does, and keeps a cookie as browsers do."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from dev.daemon import Daemon, Visited, workflow
from dev.page_bridge import request

KEY, PAGE_KEY = "a-test-key-of-16-or-more", "the-page-key-of-16"
HOOK = "hook-1"
ROOT = f"/e/{HOOK}"


class Visitor:
    """`settings` are those of the hook; `cookie` is empty until somebody signs in."""

    def __init__(self, daemon: Daemon, settings: Mapping[str, Any], *, hook: str = HOOK) -> None:
        self.daemon, self.settings, self.hook = daemon, dict(settings), hook
        self.cookie = ""

    def get(self, path: str = "/", **headers: str) -> Visited:
        return self._ask("GET", path, headers, b"")

    def post(self, path: str, form: Mapping[str, str], **headers: str) -> Visited:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, kind | headers, urlencode(form).encode())

    def send(self, path: str, form: Mapping[str, str], *, on: str = "") -> Visited:
        """The form of the page `on` (or of `path` itself) with its value, and the page that it leads to."""
        value = form_value(self.get(on or path))
        sent = self.post(path, {"form_value": value, **form})
        return self.follow(sent)

    def upload(self, path: str, content: bytes, form: Mapping[str, str]) -> Visited:
        fields = {"form_value": form_value(self.get("/backup")), **form}
        parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
        parts.append('Content-Disposition: form-data; name="file"; filename="space.jsonl"\r\n\r\n' + content.decode())
        body = "".join(f"--edge\r\n{part}\r\n" for part in parts) + "--edge--\r\n"
        return self._ask("POST", path, {"Content-Type": "multipart/form-data; boundary=edge"}, body.encode())

    def follow(self, answer: Visited) -> Visited:
        if answer.status != 303:
            return answer
        return self.get(answer.headers["Location"].removeprefix(f"/e/{self.hook}"))

    def sign_in(self, key: str = PAGE_KEY) -> "Visitor":
        answer = self.post("/sign-in", {"form_value": form_value(self.get()), "page_key": key})
        assert answer.status == 303, answer.status
        self.keep(answer)
        return self

    def keep(self, answer: Visited) -> None:
        self.cookie = answer.headers["Set-Cookie"].partition(";")[0]

    def person(self, name: str) -> str:
        """The path of a person's page."""
        found = re.search(
            rf'href="{ROOT}(/person/[\w-]+)"><span class="name">{re.escape(name)}', self.get("/people").text
        )
        assert found, name
        return found.group(1)

    def memory(self, person: str, words: str) -> str:
        """The path of the first memory on a person's timeline that begins with these words."""
        found = re.search(rf'href="{ROOT}({person}/memory/[\w-]+)">{re.escape(words)}', self.get(person).text)
        assert found, words
        return found.group(1)

    def store(self, content: str, *, user: str = "u-anna", **parameters: object) -> None:
        credentials = {name: self.settings[name] for name in ("api_key", "data_dir")}
        caller = workflow(user)
        stored = self.daemon.invoke(
            "memory_store", {"content": content, **parameters}, credentials=credentials, caller=caller
        )
        assert stored["ok"], stored.error

    def _ask(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Visited:
        cookie = {"Cookie": self.cookie} if self.cookie else {}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.daemon.visit(
            request(method, path, hook=self.hook, headers={**named, **cookie}, body=body), settings=self.settings
        )


def form_value(page: Visited) -> str:
    found = re.search(r'name="form_value" value="(\w+)"', page.text)
    assert found, page.status
    return found.group(1)
