"""Draws the pictures of the docs from the real thing: the examples, the authorization form and a tool's panel."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from dev.pictures.agent import draw_agent
from dev.pictures.before_after import draw_before_after
from dev.pictures.form import draw_authorization, draw_panel
from dev.pictures.graph import draw_graph
from dev.pictures.life import draw_life
from dev.pictures.sheet import ROOT

FOLDER = ROOT / "docs" / "pictures"


def pictures() -> Iterator[tuple[str, str]]:
    """The name and the bytes of each, the same for the same YAML."""
    provider = load(ROOT / "provider" / "keepsake.yaml")
    tools = {tool["identity"]["name"]: tool for tool in (load(ROOT / path) for path in provider["tools"])}
    for path in sorted((ROOT / "examples").glob("*.yml")):
        app = load(path)
        draw = draw_agent if app["app"]["mode"] == "agent-chat" else draw_graph
        yield f"{path.stem}.svg", draw(app, tools)
    yield "authorize.svg", draw_authorization(provider)
    yield "memory-search.svg", draw_panel(tools["memory_search"])
    yield "life.svg", draw_life()
    yield "before-after.svg", draw_before_after()


def load(path: Path) -> dict[str, Any]:
    return yaml.safe_load(path.read_text())  # type: ignore[no-any-return]


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, svg in pictures():
        (FOLDER / name).write_text(svg)
        print(f"docs/pictures/{name}")


if __name__ == "__main__":
    main()
