"""Language models of any OpenAI-compatible service."""

import time
from dataclasses import dataclass, replace
from typing import Any

from memory_core.adapters.model_service import UNUSABLE, ModelService, Reply
from memory_core.errors import ModelAnswerUnusable
from memory_core.ports import ModelAnswer, Question, Usage

_TEMPERATURE = 0.1
_FORMS = ("json_schema", "json_object", "")  # of `response_format`, the strictest first
_FORM_REFUSED = frozenset({400, 404, 422, 501})


@dataclass(frozen=True, slots=True)
class _Manner:
    """What a request asks of a service beyond the messages; services differ in what they accept."""

    form: str = _FORMS[0]
    warm: bool = True  # a temperature is sent


class OpenAiChatModel:
    """A ChatModel over HTTP. It remembers which form of request its service accepts."""

    def __init__(self, name: str, *, base_url: str, api_key: str) -> None:
        self.name = name
        self._service = ModelService(base_url, api_key=api_key, setting="language_model")
        self._manner = _Manner()

    def ask(self, question: Question, *, seconds: float) -> ModelAnswer:
        deadline = time.monotonic() + seconds
        manner = self._manner if question.schema is not None else replace(self._manner, form="")
        reply = self._post(question, manner, deadline)
        while (easier := _easier(manner, reply)) is not None:
            manner = easier
            reply = self._post(question, manner, deadline)
        envelope = self._service.read(reply)
        self._remember(manner, question)
        return ModelAnswer(_text(envelope), _usage(envelope, reply.calls))

    def _post(self, question: Question, manner: _Manner, deadline: float) -> Reply:
        return self._service.post("/chat/completions", self._body(question, manner), deadline=deadline)

    def _body(self, question: Question, manner: _Manner) -> dict[str, Any]:
        # The schema is told in words as well: services that take no notice of response_format do not say so.
        body: dict[str, Any] = {
            "model": self.name,
            "messages": [
                {"role": "system", "content": question.rules_with_schema},
                {"role": "user", "content": question.data},
            ],
        }
        if manner.warm:
            body["temperature"] = _TEMPERATURE
        if manner.form == "json_schema":
            schema = {"name": "answer", "strict": True, "schema": dict(question.schema or {})}
            body["response_format"] = {"type": "json_schema", "json_schema": schema}
        elif manner.form:
            body["response_format"] = {"type": manner.form}
        return body

    def _remember(self, manner: _Manner, question: Question) -> None:
        form = self._manner.form if question.schema is None else manner.form
        self._manner = replace(manner, form=form)


def _easier(manner: _Manner, reply: Reply) -> _Manner | None:
    """What to try after a refusal that the manner may have caused: no temperature where it is complained of, else the
    next form; None when the reply is none, or nothing is left to leave out."""
    if reply.status not in _FORM_REFUSED:
        return None
    if manner.warm and b"temperature" in reply.content.lower():
        return replace(manner, warm=False)
    if manner.form:
        return replace(manner, form=_FORMS[_FORMS.index(manner.form) + 1])
    return None


def _text(envelope: dict[str, Any]) -> str:
    choices = envelope.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        raise ModelAnswerUnusable(UNUSABLE)
    if message.get("refusal") or choice.get("finish_reason") == "content_filter":
        raise ModelAnswerUnusable("The model declined to answer.")
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(_part(part) for part in content)
    if not isinstance(content, str) or not content.strip():
        raise ModelAnswerUnusable("The model answered with nothing. Try again.")
    return content


def _part(part: object) -> str:
    text = part.get("text") if isinstance(part, dict) else part
    return text if isinstance(text, str) else ""


def _usage(envelope: dict[str, Any], calls: int) -> Usage:
    told = envelope.get("usage")
    usage = told if isinstance(told, dict) else {}
    return Usage(calls, _tokens(usage.get("prompt_tokens")), _tokens(usage.get("completion_tokens")))


def _tokens(count: object) -> int:
    return max(0, count) if isinstance(count, int) else 0
