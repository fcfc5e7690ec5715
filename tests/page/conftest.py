"""The real plugin process, and visitors of its page."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dev.daemon import Daemon
from tests.page.visitor import HOOK, KEY, PAGE_KEY, Visitor


@pytest.fixture(scope="session")
def daemon(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Daemon]:
    with Daemon(environment={"HOME": str(tmp_path_factory.mktemp("home"))}) as running:
        running.manifest()
        yield running
        assert running.errors == []


@pytest.fixture
def visitor(daemon: Daemon, tmp_path: Path) -> Callable[..., Visitor]:
    """Visitors of one fresh folder; each with settings of its own."""

    def of(*, hook: str = HOOK, **changes: Any) -> Visitor:
        settings = {"page_key": PAGE_KEY, "api_key": KEY, "rights": "everything", "language": "en_US"}
        return Visitor(daemon, settings | {"data_dir": str(tmp_path / "data")} | changes, hook=hook)

    return of
