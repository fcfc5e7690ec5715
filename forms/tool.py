"""A tool: what fills it in, what it tells models of itself, and what it answers with."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.fields import Field
from forms.outputs import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """`fields` in the order of Dify's panel: what a builder needs first comes first, ids, key and errors last."""

    name: str
    for_models: str
    fields: tuple[Field, ...]
    outputs: Mapping[str, Schema]
