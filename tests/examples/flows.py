"""Runs a flow of `examples/` as Dify does: its graph in Dify's own engine, its tools in the real plugin process.

The engine is graphon; `nodes.py` says what stands in.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from graphon.engine import Engine
from graphon.engine_events.base import EngineEvent
from graphon.engine_events.graph import GraphRunFailedEvent, GraphRunPartialSucceededEvent, GraphRunSucceededEvent
from graphon.engine_events.node import NodeRunExceptionEvent, NodeRunSucceededEvent
from graphon.graph.graph import Graph
from graphon.runtime.init_params import InitParams
from graphon.runtime.runtime_state import RuntimeState
from graphon.runtime.variable_pool import VariablePool

from dev.daemon import Caller, Daemon, chatflow, workflow
from tests.examples.nodes import KeepsakeTool, Nodes, Script, ScriptedModel
from tests.examples.shelf import Example


@dataclass(frozen=True, slots=True)
class Run:
    """What a run brought: its outputs, the nodes in the order they ended, those that failed and went on with default
    values, what the model was told, and why the run failed, if it did."""

    outputs: Mapping[str, Any] = field(default_factory=dict)
    ended: tuple[str, ...] = ()
    excepted: tuple[str, ...] = ()
    prompts: tuple[str, ...] = ()
    failure: str = ""

    @property
    def answer(self) -> str:
        return str(self.outputs["answer"])


@dataclass(frozen=True, slots=True)
class Flow:
    """An imported chatflow or workflow, with the authorization of its tools and the environment that was set."""

    example: Example
    daemon: Daemon
    credentials: Mapping[str, Any]
    script: Script
    environment: Mapping[str, str] = field(default_factory=dict)

    def chat(self, query: str, *, user: str = "u-anna", conversation: str = "conv-1") -> Run:
        """One message to a chatflow."""
        said = {"query": query, "conversation_id": conversation, "user_id": user}
        return self._run({"sys": said}, chatflow(user, conversation_id=conversation, app_id=self.example.name))

    def run(self, *, user: str = "u-anna", **inputs: str) -> Run:
        """One run of a workflow."""
        given = {self.example.start["id"]: inputs, "sys": {"user_id": user}}
        return self._run(given, workflow(user, app_id=self.example.name))

    def _run(self, given: Mapping[str, Mapping[str, str]], caller: Caller) -> Run:
        model = ScriptedModel(self.script)
        pool = VariablePool()
        for space, values in {**given, "env": self.environment}.items():
            for name, value in values.items():
                pool.add((space, name), value)
        state = RuntimeState(variable_pool=pool, start_at=time.time(), workflow_id=self.example.name)
        parameters = InitParams(
            workflow_id=self.example.name, graph_config=self.example.graph, run_context={}, call_depth=0
        )
        tool = KeepsakeTool(self.daemon, self.credentials, caller)
        graph = Graph.init(
            graph_config=self.example.graph,
            node_factory=Nodes(parameters, state, model, tool),
            root_node_id=self.example.start["id"],
        )
        return _followed(Engine(graph=graph, runtime_state=state, workers=2), model)


def _followed(engine: Engine, model: ScriptedModel) -> Run:
    ended: list[str] = []
    excepted: list[str] = []
    run = Run()
    for event in _events(engine):
        match event:
            case NodeRunSucceededEvent():
                ended.append(event.node_id)
            case NodeRunExceptionEvent():
                excepted.append(event.node_id)
            case GraphRunSucceededEvent() | GraphRunPartialSucceededEvent():
                run = Run(outputs=event.outputs)
            case GraphRunFailedEvent():
                run = Run(failure=event.error)
    return replace(run, ended=tuple(ended), excepted=tuple(excepted), prompts=tuple(model.prompts))


def _events(engine: Engine) -> Iterator[EngineEvent]:
    """Until the run ends; the engine tells that it failed, and then raises what it told."""
    failed = False
    try:
        for event in engine.run():
            failed = isinstance(event, GraphRunFailedEvent)
            yield event
    except RuntimeError:
        if not failed:
            raise
