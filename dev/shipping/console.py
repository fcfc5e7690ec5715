"""Whether Dify's console can open our examples: it reads more of an app than its importer asks for.

Each place below is one that the console (1.9.1 and 1.16) reads without asking whether it is there; where one is
missing, the app's page never ends loading. `[]` means each of a list's items.

Usage: python -m dev.shipping.console
"""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from dev.examples import example_paths

DSL_VERSION = "0.4.0"  # what Dify 1.9 writes: it takes an older or newer one with a warning

type Places = Mapping[str, type | tuple[type, ...]]

NUMBER = (int, float)
APP: Places = {
    "kind": str,
    "version": str,
    "dependencies": list,
    "app.name": str,
    "app.description": str,
    "app.icon": str,
    "app.icon_type": str,
    "app.icon_background": str,
    "app.mode": str,
    "app.use_icon_as_answer_icon": bool,
}
_UPLOAD: Places = {
    "file_upload.enabled": bool,
    "file_upload.number_limits": int,
    "file_upload.allowed_file_types": list,
    "file_upload.allowed_file_extensions": list,
    "file_upload.allowed_file_upload_methods": list,
    "file_upload.image.enabled": bool,
    "file_upload.image.number_limits": int,
    "file_upload.image.transfer_methods": list,
}
_FEATURES: Places = {
    **_UPLOAD,
    "opening_statement": str,
    "suggested_questions": list,
    "suggested_questions_after_answer.enabled": bool,
    "speech_to_text.enabled": bool,
    "text_to_speech.enabled": bool,
    "text_to_speech.voice": str,
    "text_to_speech.language": str,
    "retriever_resource.enabled": bool,
    "sensitive_word_avoidance.enabled": bool,
}
_MODEL: Places = {"model.provider": str, "model.name": str, "model.mode": str, "model.completion_params": dict}
AGENT: Places = {
    **_FEATURES,
    **_MODEL,
    "file_upload.image.detail": str,
    "pre_prompt": str,
    "prompt_type": str,
    "user_input_form": list,
    "dataset_query_variable": str,
    "dataset_configs.retrieval_model": str,
    "dataset_configs.datasets.datasets": list,
    "chat_prompt_config": dict,
    "completion_prompt_config": dict,
    "external_data_tools": list,
    "more_like_this.enabled": bool,
    "annotation_reply.enabled": bool,
    "agent_mode.enabled": bool,
    "agent_mode.strategy": str,
    "agent_mode.max_iteration": int,
    "agent_mode.tools[].enabled": bool,
    "agent_mode.tools[].isDeleted": bool,
    "agent_mode.tools[].notAuthor": bool,
    "agent_mode.tools[].provider_id": str,
    "agent_mode.tools[].provider_name": str,
    "agent_mode.tools[].provider_type": str,
    "agent_mode.tools[].tool_name": str,
    "agent_mode.tools[].tool_label": str,
    "agent_mode.tools[].tool_parameters": dict,
}
FLOW: Places = {
    **{f"features.{place}": kind for place, kind in _FEATURES.items()},
    "conversation_variables": list,
    "environment_variables": list,
    "graph.viewport.zoom": NUMBER,
    "graph.nodes[].id": str,
    "graph.nodes[].type": str,
    "graph.nodes[].position.x": NUMBER,
    "graph.nodes[].position.y": NUMBER,
    "graph.nodes[].width": NUMBER,
    "graph.nodes[].height": NUMBER,
    "graph.nodes[].data.type": str,
    "graph.nodes[].data.title": str,
    "graph.nodes[].data.desc": str,
    "graph.edges[].id": str,
    "graph.edges[].source": str,
    "graph.edges[].sourceHandle": str,
    "graph.edges[].target": str,
    "graph.edges[].targetHandle": str,
    "graph.edges[].data.sourceType": str,
    "graph.edges[].data.targetType": str,
}
NODES: Mapping[str, Places] = {
    "start": {"variables": list},
    "answer": {"answer": str, "variables": list},
    "end": {"outputs": list, "outputs[].variable": str, "outputs[].value_selector": list},
    "llm": {
        **_MODEL,
        "prompt_template[].id": str,
        "prompt_template[].role": str,
        "prompt_template[].text": str,
        "context.enabled": bool,
        "context.variable_selector": list,
        "vision.enabled": bool,
        "variables": list,
    },
    "tool": {
        "provider_id": str,
        "provider_name": str,
        "provider_type": str,
        "tool_name": str,
        "tool_label": str,
        "tool_node_version": str,
        "tool_parameters": dict,
        "tool_configurations": dict,
        "output_schema.properties": dict,
    },
}


def unreadable(app: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for every place of an app at which the console would stop, or warn."""
    if app.get("version") != DSL_VERSION:
        yield f"version is not '{DSL_VERSION}', so that the import ends with a warning."
    yield from _missing(app, APP, "")
    if app["app"]["mode"] == "agent-chat":
        yield from _missing(app.get("model_config"), AGENT, "model_config.")
        return
    yield from _missing(app.get("workflow"), FLOW, "workflow.")
    for node in app["workflow"]["graph"]["nodes"]:
        kind = node["data"]["type"]
        if kind not in NODES:
            yield f"node {node['id']} is a {kind}, which needs more of Dify than every installation has."
        yield from _missing(node["data"], NODES.get(kind, {}), f"node {node['id']}: ")


def _missing(part: object, places: Places, before: str) -> Iterator[str]:
    for place, kind in places.items():
        for value in _at(part, place):
            wanted = kind if isinstance(kind, tuple) else (kind,)
            if not isinstance(value, wanted) or (isinstance(value, bool) and bool not in wanted):
                yield f"{before}{place} is no {wanted[0].__name__}."


def _at(part: object, place: str) -> Iterator[object]:
    """The values at a place; None where there is none."""
    head, _, rest = place.partition(".")
    name = head.removesuffix("[]")
    inner = part.get(name) if isinstance(part, Mapping) else None
    parts = inner if head.endswith("[]") and isinstance(inner, list) else [inner]
    for each in parts:
        yield from _at(each, rest) if rest else (each,)


def main() -> None:
    found = [
        f"{path.name}: {sentence}"
        for path in example_paths()
        for sentence in unreadable(yaml.safe_load(path.read_text()))
    ]
    if found:
        sys.exit("\n".join(found))
    print(f"Dify's console opens all {len(example_paths())} examples.")


if __name__ == "__main__":
    main()
