"""How a language model is told which JSON to answer with, where it must be told in words."""

import json

from memory_core.ports import Question


def rules_with_schema(question: Question) -> str:
    """The rules, followed by the schema when there is one."""
    if question.schema is None:
        return question.rules
    schema = json.dumps(dict(question.schema), ensure_ascii=False, separators=(",", ":"))
    return f"{question.rules}\n\nAnswer with JSON of this schema only: {schema}"
