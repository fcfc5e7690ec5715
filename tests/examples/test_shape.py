"""Each example against the plugin's own YAML, and against the shape that Dify imports."""

import copy
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
import yaml
from graphon.dsl import LoadStatus, inspect

from dev.examples import by, defaults, written
from dev.examples import plugin_tools as declared_tools
from dev.shipping.console import DSL_VERSION, unreadable
from tests.examples.shelf import ROOT, SHELF, Example, examples, load, plugin_tools, provider_id

EXAMPLES = examples()
FLOWS = [each for each in EXAMPLES if each.mode != "agent-chat"]
AGENTS = [each for each in EXAMPLES if each.mode == "agent-chat"]
SYSTEM = {"advanced-chat": {"query", "conversation_id", "user_id"}, "workflow": {"user_id"}}
OF_EVERY_TOOL = {"text", "files", "json"}
REFERENCE = re.compile(r"\{\{#(\w{1,50})\.(\w+)#\}\}")
SECRET = re.compile(r"sk-\w{8,}|[A-Za-z0-9_-]{40,}")

each_example = pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: e.name)
each_flow = pytest.mark.parametrize("example", FLOWS, ids=lambda e: e.name)


def tool_nodes(example: Example) -> Iterator[dict[str, Any]]:
    return (node["data"] for node in example.graph["nodes"] if node["data"]["type"] == "tool")


def used_tools(example: Example) -> list[dict[str, Any]]:
    if example.mode == "agent-chat":
        return list(example.app["model_config"]["agent_mode"]["tools"])
    return list(tool_nodes(example))


def outputs(example: Example, node_id: str) -> set[str]:
    """What the node offers to those after it."""
    if node_id == "sys":
        return SYSTEM[example.mode]
    if node_id == "env":
        return {variable["name"] for variable in example.app["workflow"]["environment_variables"]}
    data = example.nodes[node_id]["data"]
    match data["type"]:
        case "tool":
            return OF_EVERY_TOOL | set(plugin_tools()[data["tool_name"]].outputs)
        case "start":
            return {variable["variable"] for variable in data["variables"]}
        case kind:
            return {"llm": {"text", "error_message"}}.get(kind, set())


def references(part: object) -> Iterator[tuple[str, str]]:
    """Every variable that a node's data names, in templates and as selectors."""
    if isinstance(part, str):
        yield from REFERENCE.findall(part)
    elif isinstance(part, list):
        for each in part:
            yield from references(each)
    elif isinstance(part, dict):
        for key, value in part.items():
            if key in ("value_selector", "variable_selector") and value:
                yield value[0], value[1]
            yield from references(value)


@each_example
def test_dify_reads_the_file(example: Example) -> None:
    """Its own reader loads the flows and knows an agent app for one; the app has a name, a description and an icon."""
    plan = inspect((SHELF / f"{example.name}.yml").read_text())
    assert plan.load_status is (LoadStatus.LOADABLE if example in FLOWS else LoadStatus.UNSUPPORTED), plan.load_reason
    assert (example.app["kind"], example.app["version"], example.app["dependencies"]) == ("app", DSL_VERSION, [])
    assert all(example.app["app"][name] for name in ("name", "description", "icon", "icon_background"))


@each_flow
def test_the_graph_is_whole(example: Example) -> None:
    """Ids are unique, edges join nodes of the kinds they name, and every node is reached and leads to what answers."""
    nodes, edges = example.nodes, example.graph["edges"]
    assert len(nodes) == len(example.graph["nodes"])
    assert len({edge["id"] for edge in edges}) == len(edges)
    for edge in edges:
        kinds = {
            "sourceType": nodes[edge["source"]]["data"]["type"],
            "targetType": nodes[edge["target"]]["data"]["type"],
        }
        assert kinds.items() <= edge["data"].items()
        assert edge["id"] == f"{edge['source']}-{edge['sourceHandle']}-{edge['target']}-target"
        assert (edge["targetHandle"], edge["type"]) == ("target", "custom")
        branches = nodes[edge["source"]]["data"].get("error_strategy") == "fail-branch"
        assert edge["sourceHandle"] in (("source", "fail-branch") if branches else ("source",))
    start = example.start["id"]
    assert all(start in example.upstream(node) for node in nodes if node != start)
    assert any(
        node["data"]["type"] == ("answer" if example.mode == "advanced-chat" else "end") for node in nodes.values()
    )


@each_flow
def test_no_node_covers_another_and_edges_run_to_the_right(example: Example) -> None:
    """The graph can be read as it opens."""
    nodes = list(example.graph["nodes"])
    for node in nodes:
        assert node["position"] == node["positionAbsolute"]
    places = {(node["position"]["x"], node["position"]["y"]): node for node in nodes}
    assert len(places) == len(nodes)
    for x, y in places:
        assert not any((x == other_x and 0 < other_y - y < 200) or 0 < other_x - x < 300 for other_x, other_y in places)
    for edge in example.graph["edges"]:
        source, target = (example.nodes[edge[end]]["position"]["x"] for end in ("source", "target"))
        assert source < target


@each_flow
def test_every_variable_comes_from_a_node_before(example: Example) -> None:
    """What a template or a selector names exists, and is there in time, in the form that Dify renders."""
    for node_id, node in example.nodes.items():
        text = json.dumps(node["data"])
        assert text.count("{{") == len(REFERENCE.findall(text)), node_id
        for source, name in references(node["data"]):
            assert source in {"sys", "env"} | example.upstream(node_id), f"{node_id} names {source}"
            assert name in outputs(example, source), f"{node_id} names {source}.{name}"


@each_flow
def test_values_are_of_the_type_that_their_tool_declares(example: Example) -> None:
    """Dify shows and checks a value by the type that the file gives it."""
    for node in example.graph["nodes"]:
        for given in (*node["data"].get("outputs", []), *node["data"].get("variables", [])):
            source, name = given.get("value_selector") or ("", "")
            data = example.nodes.get(source, {"data": {"type": ""}})["data"]
            if data["type"] == "tool" and name not in OF_EVERY_TOOL:
                kind, items = kinds(plugin_tools()[data["tool_name"]].outputs[name])
                assert given["value_type"] == (f"array[{items}]" if items else kind)


@each_example
def test_tools_are_the_plugins(example: Example) -> None:
    """By the provider's name, the tool's name and its label."""
    for used in used_tools(example):
        assert used["provider_id"] == used["provider_name"] == provider_id()
        assert used["provider_type"] == "builtin"
        assert used["tool_label"] == plugin_tools()[used["tool_name"]].label


@each_example
def test_the_author_is_written_by_a_command(example: Example) -> None:
    """Whoever publishes under another name changes the manifest and runs make docs: every id follows."""
    text = (SHELF / f"{example.name}.yml").read_text()
    assert by(provider_id().split("/")[0], text) == text
    others = replace(example, app=yaml.safe_load(by("acme", text)))
    assert all(used["provider_id"] == used["provider_name"] == "acme/keepsake/keepsake" for used in used_tools(others))
    assert all(used.get("plugin_id", "acme/keepsake") == "acme/keepsake" for used in used_tools(others))


@each_flow
def test_parameters_are_bound_as_the_plugin_declares_them(example: Example) -> None:
    """In the half of the node that they belong to, the required ones all, constants of their type and among their
    options."""
    for node in tool_nodes(example):
        declared = plugin_tools()[node["tool_name"]].parameters
        for half, form in (("tool_parameters", "llm"), ("tool_configurations", "form")):
            assert {name for name, given in declared.items() if given["form"] == form} >= set(node[half]), node["title"]
            for name, given in node[half].items():
                check_constant(declared[name], given)
        required = {name for name, given in declared.items() if given["required"]}
        assert required <= set(node["tool_parameters"]) | set(node["tool_configurations"])


def check_constant(declared: Mapping[str, Any], given: Mapping[str, Any]) -> None:
    value = given["value"]
    if given["type"] == "mixed":
        assert declared["type"] == "string"
        assert isinstance(value, str)
    else:
        assert given["type"] == "constant"
        assert type(value) in {"number": (int, float), "boolean": (bool,)}.get(declared["type"], (str,))
        assert not declared.get("options") or value in [option["value"] for option in declared["options"]]


@each_flow
def test_a_node_lists_the_outputs_of_its_tool(example: Example) -> None:
    """As Dify writes it into a node that is added in the editor."""
    for node in tool_nodes(example):
        listed = {name: kinds(output) for name, output in node["output_schema"]["properties"].items()}
        declared = plugin_tools()[node["tool_name"]].outputs
        assert listed == {name: kinds(output) for name, output in declared.items()}


def kinds(output: Mapping[str, Any]) -> tuple[str, str]:
    return output["type"], output.get("items", {}).get("type", "")


@each_flow
def test_default_values_are_outputs_of_the_node(example: Example) -> None:
    """Those that are named later must be there when the node fails."""
    named = {reference for node in example.graph["nodes"] for reference in references(node["data"])}
    for node in example.graph["nodes"]:
        if node["data"].get("error_strategy") == "default-value":
            given = {value["key"] for value in node["data"]["default_value"]}
            assert {name for source, name in named if source == node["id"]} <= given
            assert given <= outputs(example, node["id"])


@each_example
def test_no_secret_is_in_the_file(example: Example) -> None:
    """Keys are environment variables of the kind that Dify hides, empty until somebody sets them."""
    for variable in example.app.get("workflow", {}).get("environment_variables", []):
        assert (variable["value_type"], variable["value"]) == ("secret", "")
        assert UUID(variable["id"])
    assert not SECRET.search(json.dumps(example.app))


@pytest.mark.parametrize("example", AGENTS, ids=lambda e: e.name)
def test_an_agents_tools_have_constants_only(example: Example) -> None:
    """An agent app renders no template, and what the model fills in is left to it."""
    for used in used_tools(example):
        declared = plugin_tools()[used["tool_name"]].parameters
        for name, value in used["tool_parameters"].items():
            assert declared[name]["form"] == "form"
            check_constant(declared[name], {"type": "constant", "value": value})


@pytest.mark.parametrize("example", AGENTS, ids=lambda e: e.name)
def test_an_agents_tools_have_the_defaults_of_their_forms(example: Example) -> None:
    """As the console writes them when a tool is added; a field without one stays empty."""
    for used in used_tools(example):
        assert defaults(declared_tools()[used["tool_name"]]).items() <= used["tool_parameters"].items()


@each_example
def test_the_file_repeats_what_the_plugin_says(example: Example) -> None:
    """`make docs` has nothing to write."""
    text = (SHELF / f"{example.name}.yml").read_text()
    assert written(text, author=provider_id().split("/")[0], tools=declared_tools()) == text


@each_example
def test_the_console_opens_it(example: Example) -> None:
    """Which reads more of an app than the importer asks for."""
    assert list(unreadable(example.app)) == []


@pytest.mark.parametrize(
    ("name", "place", "sentence"),
    [
        ("agent", ("model_config", "file_upload", "image"), "model_config.file_upload.image.enabled is no bool."),
        ("agent", ("model_config", "agent_mode", "tools"), "model_config.agent_mode.tools[].enabled is no bool."),
        ("nightly", ("workflow", "features", "file_upload"), "features.file_upload.image.enabled is no bool."),
        ("nightly", ("version",), "version is not"),
        ("chat-window", ("workflow", "graph", "viewport"), "workflow.graph.viewport.zoom is no int."),
    ],
)
def test_what_the_console_misses_is_told(name: str, place: tuple[str, ...], sentence: str) -> None:
    """By its place."""
    (example,) = (each for each in EXAMPLES if each.name == name)
    app = copy.deepcopy(dict(example.app))
    part = app
    for key in place[:-1]:
        part = part[key]
    del part[place[-1]]
    assert any(sentence in found for found in unreadable(app))


def test_what_the_console_cannot_run_everywhere_is_told() -> None:
    """A template or code node needs the sandbox."""
    (example,) = (each for each in EXAMPLES if each.name == "nightly")
    app = copy.deepcopy(dict(example.app))
    app["workflow"]["graph"]["nodes"][1]["data"]["type"] = "template-transform"
    assert any("template-transform" in found for found in unreadable(app))


@each_example
def test_a_prompt_breaks_its_lines_where_a_sentence_or_an_item_ends(example: Example) -> None:
    """A line broken for the width of a file stays broken in the console's field."""
    for prompt in prompts(example):
        for line, following in pairwise(prompt.splitlines()):
            assert not line.strip() or not following.strip() or line.rstrip()[-1] in ".:}", line
            assert not following.startswith(" ")


def prompts(example: Example) -> Iterator[str]:
    if example in AGENTS:
        yield example.app["model_config"]["pre_prompt"]
        return
    for node in example.graph["nodes"]:
        yield from (message["text"] for message in node["data"].get("prompt_template", []))


@each_flow
def test_a_failing_model_loses_nothing(example: Example) -> None:
    """Before a model is asked, or on its error branch, what was said is kept."""
    stores = {"memory_store", "chat_history_add"}
    for node in example.graph["nodes"]:
        if node["data"]["type"] == "llm":
            handled = {
                edge["target"]
                for edge in example.graph["edges"]
                if (edge["source"], edge["sourceHandle"]) == (node["id"], "fail-branch")
            }
            around = {example.nodes[name]["data"].get("tool_name") for name in handled | example.upstream(node["id"])}
            assert around & stores


@pytest.mark.parametrize("example", AGENTS, ids=lambda e: e.name)
def test_the_agents_instructions_are_the_readmes(example: Example) -> None:
    """What people paste is what the example was tried with."""
    fenced = re.findall(r"^```\w*\n(.*?)^```$", (ROOT / "README.md").read_text(), re.DOTALL | re.MULTILINE)
    assert example.app["model_config"]["pre_prompt"] in fenced
    tools = {used["tool_name"] for used in used_tools(example)}
    named = re.findall(r"memory_(?:card|search|store|forget|update)", example.app["model_config"]["pre_prompt"])
    assert set(named) == tools


@each_example
def test_each_has_a_page_that_names_what_exists(example: Example) -> None:
    """The page shows the picture, and the fields and variables it tells to set are there."""
    page = " ".join((SHELF / f"{example.name}.md").read_text().split())
    assert f"../docs/pictures/{example.name}.svg" in page
    assert f"]({example.name}.yml)" in page
    assert f"({example.name}.md)" in (SHELF / "README.md").read_text()
    form = load("provider/keepsake.yaml")["credentials_for_provider"]
    labels = {field["label"]["en_US"] for field in form.values()}
    titles = {node["data"]["title"] for node in example.graph["nodes"]} if example in FLOWS else set()
    bold = set(re.findall(r"\*\*([^*]+)\*\*", page))
    assert bold <= labels | titles | {used["tool_label"] for used in used_tools(example)}
