"""The examples as they lie in `examples/`, and the tools of the plugin's own YAML that they are held against."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
SHELF = ROOT / "examples"


@dataclass(frozen=True, slots=True)
class Example:
    """One app as Dify would import it."""

    name: str
    app: Mapping[str, Any]

    @property
    def mode(self) -> str:
        return str(self.app["app"]["mode"])

    @property
    def graph(self) -> dict[str, Any]:
        return self.app["workflow"]["graph"]  # type: ignore[no-any-return]

    @property
    def nodes(self) -> dict[str, dict[str, Any]]:
        return {node["id"]: node for node in self.graph["nodes"]}

    @property
    def start(self) -> dict[str, Any]:
        (start,) = (node for node in self.graph["nodes"] if node["data"]["type"] == "start")
        return start  # type: ignore[no-any-return]

    def upstream(self, node_id: str) -> set[str]:
        """The nodes that have ended when this one begins."""
        direct = {edge["source"] for edge in self.graph["edges"] if edge["target"] == node_id}
        return direct.union(*(self.upstream(source) for source in direct))


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as its YAML declares it."""

    name: str
    label: str
    parameters: Mapping[str, Mapping[str, Any]]
    outputs: Mapping[str, Mapping[str, Any]]

    def cast(self, parameter: str, value: object) -> object:
        """As Dify casts what a node binds to a parameter's type."""
        match self.parameters[parameter]["type"]:
            case "number":
                return (float(value) if "." in value else int(value)) if isinstance(value, str) and value else value
            case "boolean":
                return value.lower() in ("true", "yes", "y", "1") if isinstance(value, str) else bool(value)
            case _:
                return "" if value is None else str(value)


def example(name: str) -> Example:
    return Example(name, yaml.safe_load((SHELF / f"{name}.yml").read_text()))


def examples() -> list[Example]:
    return [example(path.stem) for path in sorted(SHELF.glob("*.yml"))]


@cache
def plugin_tools() -> dict[str, Tool]:
    return {tool.name: tool for tool in _tools()}


def _tools() -> Iterator[Tool]:
    for path in load("provider/keepsake.yaml")["tools"]:
        declared = load(path)
        yield Tool(
            declared["identity"]["name"],
            declared["identity"]["label"]["en_US"],
            {parameter["name"]: parameter for parameter in declared["parameters"]},
            declared["output_schema"]["properties"],
        )


def provider_id() -> str:
    """How Dify names the plugin's one provider."""
    manifest, provider = load("manifest.yaml"), load("provider/keepsake.yaml")
    return f"{manifest['author']}/{manifest['name']}/{provider['identity']['name']}"


def load(path: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / path).read_text())  # type: ignore[no-any-return]
