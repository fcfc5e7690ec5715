"""The nodes of Dify's engine, as the examples need them.

Two things stand in: the language model answers from a script, and `KeepsakeTool` binds the half of a tool's parameters
that Dify binds outside of its engine.
"""

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from graphon.entities.graph_config import NodeConfigDict
from graphon.enums import NodeExecutionType
from graphon.model_runtime.entities.common_entities import I18nObject
from graphon.model_runtime.entities.llm_entities import LLMResultChunk, LLMResultChunkDelta, LLMUsage
from graphon.model_runtime.entities.message_entities import AssistantPromptMessage, PromptMessage
from graphon.model_runtime.entities.model_entities import AIModelEntity, FetchFrom, ModelType
from graphon.nodes.answer.answer_node import AnswerNode
from graphon.nodes.base.node import Node
from graphon.nodes.end.end_node import EndNode
from graphon.nodes.llm.node import LLMNode
from graphon.nodes.start.start_node import StartNode
from graphon.nodes.tool.entities import ToolInputType, ToolNodeData
from graphon.nodes.tool.exc import ToolNodeError
from graphon.nodes.tool.tool_node import ToolNode
from graphon.nodes.tool_runtime_entities import ToolRuntimeHandle, ToolRuntimeMessage, ToolRuntimeParameter
from graphon.runtime.init_params import InitParams
from graphon.runtime.runtime_state import RuntimeState
from graphon.runtime.variable_pool import VariablePool
from graphon.variables.template_resolution import convert_template

from dev.daemon import Caller, Daemon
from tests.examples.shelf import Tool, plugin_tools

type Script = Callable[[str, str], str]  # what a model answers to a system prompt and what the user says


@dataclass(frozen=True, slots=True)
class Nodes:
    """Makes the engine's nodes of the kinds that the examples have."""

    parameters: InitParams
    state: RuntimeState
    model: "ScriptedModel"
    tool: "KeepsakeTool"

    def with_runtime_state(self, runtime_state: RuntimeState) -> "Nodes":
        return replace(self, state=runtime_state)

    def with_graph_config(self, graph_config: Mapping[str, Any]) -> "Nodes":
        return replace(self, parameters=self.parameters.model_copy(update={"graph_config": graph_config}))

    def validate_node(self, node_config: NodeConfigDict) -> NodeExecutionType:
        kind = _KINDS[node_config["data"].type]
        kind.validate_node_data(node_config["data"])
        return kind.execution_type

    def create_node(self, node_config: NodeConfigDict) -> Node[Any]:
        kind = _KINDS[node_config["data"].type]
        make: Callable[..., Node[Any]] = kind
        return make(
            node_id=node_config["id"],
            data=kind.validate_node_data(node_config["data"]),
            init_params=self.parameters,
            runtime_state=self.state,
            **self._services(kind),
        )

    def _services(self, kind: type[Node[Any]]) -> dict[str, object]:
        if kind is ToolNode:
            return {"runtime": self.tool, "tool_file_manager": None}
        if kind is LLMNode:
            return {
                "model_instance": self.model,
                "llm_file_saver": None,
                "prompt_message_serializer": self.model,
                "default_query_selector": ("sys", "query"),
            }
        return {}


_KINDS: dict[str, type[Node[Any]]] = {
    "start": StartNode,
    "llm": LLMNode,
    "tool": ToolNode,
    "answer": AnswerNode,
    "end": EndNode,
}


@dataclass(slots=True)
class KeepsakeTool:
    """A tool node's way to the plugin process: the engine binds `tool_parameters`, this binds `tool_configurations`,
    and all are cast to the types that the tool's YAML declares."""

    daemon: Daemon
    credentials: Mapping[str, Any]
    caller: Caller

    def get_runtime(
        self, *, node_id: str, node_data: ToolNodeData, variable_pool: VariablePool | None, **_: object
    ) -> ToolRuntimeHandle:
        tool = plugin_tools()[node_data.tool_name]
        assert variable_pool is not None, f"{node_id} is a node of the old form"
        bound = {
            name: _bound(ToolNodeData.ToolInput.model_validate(given), variable_pool)
            for name, given in node_data.tool_configurations.items()
        }
        return ToolRuntimeHandle(raw=(tool, bound))

    def get_runtime_parameters(self, *, tool_runtime: ToolRuntimeHandle) -> Sequence[ToolRuntimeParameter]:
        tool, _ = _opened(tool_runtime)
        return [ToolRuntimeParameter(name=name, required=given["required"]) for name, given in tool.parameters.items()]

    def invoke(
        self, *, tool_runtime: ToolRuntimeHandle, tool_parameters: Mapping[str, Any], **_: object
    ) -> Generator[ToolRuntimeMessage, None, None]:
        tool, bound = _opened(tool_runtime)
        given = {name: tool.cast(name, value) for name, value in {**tool_parameters, **bound}.items()}
        answer = self.daemon.invoke(tool.name, given, credentials=self.credentials, caller=self.caller)
        if answer.error:
            raise ToolNodeError(answer.error)
        yield ToolRuntimeMessage(message=ToolRuntimeMessage.TextMessage(text=answer.text))
        for name, value in answer.variables.items():
            message = ToolRuntimeMessage.VariableMessage(variable_name=name, variable_value=value)
            yield ToolRuntimeMessage(type=ToolRuntimeMessage.MessageType.VARIABLE, message=message)

    def get_usage(self, *, tool_runtime: ToolRuntimeHandle) -> LLMUsage:
        return LLMUsage.empty_usage()

    def build_file_reference(self, *, mapping: Mapping[str, Any]) -> object:
        raise NotImplementedError("no tool here makes files")


def _opened(handle: ToolRuntimeHandle) -> tuple[Tool, dict[str, Any]]:
    return cast("tuple[Tool, dict[str, Any]]", handle.raw)


def _bound(given: ToolNodeData.ToolInput, pool: VariablePool) -> object:
    if given.type is not ToolInputType.VARIABLE:
        return convert_template(pool, str(given.value)).text
    variable = pool.get(cast("list[str]", given.value))
    if variable is None:
        raise ToolNodeError(f"Variable {given.value} does not exist")
    return variable.value


class ScriptedModel:
    """The workspace's language model, answering from a script; `prompts` is what it was told."""

    provider = "scripted"
    model_name = "scripted"
    stop: Sequence[str] | None = None

    def __init__(self, script: Script) -> None:
        self.parameters: Mapping[str, Any] = {}
        self.prompts: list[str] = []
        self._script = script

    def get_model_schema(self) -> AIModelEntity:
        return AIModelEntity(
            model=self.model_name,
            label=I18nObject(en_us=self.model_name),
            model_type=ModelType.LLM,
            fetch_from=FetchFrom.PREDEFINED_MODEL,
            model_properties={},
        )

    def get_llm_num_tokens(self, prompt_messages: Sequence[PromptMessage]) -> int:
        return 0

    def invoke_llm(self, *, prompt_messages: Sequence[PromptMessage], **_: object) -> Generator[LLMResultChunk]:
        said = {str(message.role): message.get_text_content() for message in prompt_messages}
        self.prompts.append(said["system"])
        message = AssistantPromptMessage(content=self._script(said["system"], said["user"]))
        delta = LLMResultChunkDelta(index=0, message=message, usage=LLMUsage.empty_usage(), finish_reason="stop")
        yield LLMResultChunk(model=self.model_name, delta=delta)

    def is_structured_output_parse_error(self, error: Exception) -> bool:
        return False

    def serialize(self, *, prompt_messages: Sequence[PromptMessage], **_: object) -> object:
        return [message.get_text_content() for message in prompt_messages]
