"""A quota a person, in the real plugin process."""

from pathlib import Path

from dev.daemon import Answer, Daemon, workflow
from tests.plugin.conftest import KEY


def test_who_has_theirs_is_told_what_to_do(tmp_path: Path) -> None:
    """By its own code, in the reply of every tool that stores; others go on, and what is there is found."""
    credentials = {"api_key": KEY, "data_dir": str(tmp_path / "data"), "memories_per_person": "1"}

    def call(tool: str, user: str, **parameters: str) -> Answer:
        return daemon.invoke(tool, parameters, credentials=credentials, caller=workflow(user))

    with Daemon(environment={"HOME": str(tmp_path)}) as daemon:
        assert call("memory_store", "u-anna", content="Hello there.")["ok"]
        for tool, more in (
            ("memory_store", {}),
            ("memory_store", {"memory_type": "semantic"}),
            ("chat_history_add", {"chat_id": "c"}),
        ):
            refused = call(tool, "u-anna", content="The harbour is cold.", **more)
            assert refused["error"]["code"] == "quota_reached"
            assert not refused["error"]["retryable"]
            assert "memories_per_person" in refused.text
        assert call("memory_store", "u-ben", content="Hello.")["ok"]
        assert "Hello there." in call("memory_list", "u-anna").text
