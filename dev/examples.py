"""Writes into the examples what the plugin says of itself, as Dify's editor writes it into an app: the author, the
outputs of a node's tool, and the defaults of an agent's tools.

Usage: python -m dev.examples
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from dev.shipping.pack import ROOT

_ID = re.compile(r"(?m)^( +(?:plugin|provider)_(?:id|name): )[\w-]+/(?=keepsake\b)")
_NODE_OUTPUTS = re.compile(
    r"(?m)^(        tool_name: (\w+)\n(?:(?!    - id: ).*\n)*?        output_schema:\n          type: object\n"
    r"          properties:\n)(?:            .*\n)+"
)
_AGENT_TOOL = re.compile(
    r"(?m)^(      tool_name: (\w+)\n      tool_label: .*\n      tool_parameters:)(.*\n(?:        .*\n)*)"
)

type Tools = Mapping[str, Mapping[str, Any]]  # the YAML of each tool by its name


def written(text: str, *, author: str, tools: Tools) -> str:
    """An example's text, brought up to date."""
    return _with_defaults(_with_outputs(by(author, text), tools), tools)


def by(author: str, example: str) -> str:
    """The example's text, with the plugin of this author."""
    return _ID.sub(rf"\g<1>{author}/", example)


def defaults(tool: Mapping[str, Any]) -> dict[str, Any]:
    """What an agent's builder leaves as it is, of the parameters that are no model's."""
    return {
        parameter["name"]: parameter["default"]
        for parameter in tool["parameters"]
        if parameter["form"] == "form" and parameter.get("default") is not None
    }


def plugin_tools() -> dict[str, dict[str, Any]]:
    provider = yaml.safe_load((ROOT / "provider" / "keepsake.yaml").read_text())
    tools = [yaml.safe_load((ROOT / path).read_text()) for path in provider["tools"]]
    return {tool["identity"]["name"]: tool for tool in tools}


def _with_outputs(text: str, tools: Tools) -> str:
    def listed(node: re.Match[str]) -> str:
        outputs = tools[node[2]]["output_schema"]["properties"]
        return node[1] + "".join(f"            {name}: {_kind(output)}\n" for name, output in outputs.items())

    return _NODE_OUTPUTS.sub(listed, text)


def _kind(output: Mapping[str, Any]) -> str:
    items = f", items: {{type: {output['items']['type']}}}" if "items" in output else ""
    return f"{{type: {output['type']}{items}}}"


def _with_defaults(text: str, tools: Tools) -> str:
    """What the example sets stays as it is; a parameter that is gone goes."""

    def filled(tool: re.Match[str]) -> str:
        declared = defaults(tools[tool[2]])
        names = {parameter["name"] for parameter in tools[tool[2]]["parameters"]}
        given = {name: value for name, value in (yaml.safe_load(tool[3]) or {}).items() if name in names}
        values = declared | given
        lines = "".join(f"        {line}\n" for line in yaml.safe_dump(values, sort_keys=False).splitlines())
        return f"{tool[1]}\n{lines}" if values else f"{tool[1]} {{}}\n"

    return _AGENT_TOOL.sub(filled, text)


def example_paths() -> list[Path]:
    return sorted((ROOT / "examples").glob("*.yml"))


def main() -> None:
    author = yaml.safe_load((ROOT / "manifest.yaml").read_text())["author"]
    tools = plugin_tools()
    for path in example_paths():
        path.write_text(written(path.read_text(), author=author, tools=tools))


if __name__ == "__main__":
    main()
