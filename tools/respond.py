"""Respond: a tool's work becomes its reply, and a failure one clear sentence.

Nodes of workflows and chatflows get text and variables, agents get text only (Dify turns variables into noise there).
Variables are declared in each tool's output_schema and never null; `replies/` makes them.
"""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage

from forms.shared import ON_ERROR, OnError
from forms.tool import Tool as Form
from memory_core import KeepsakeError, stage
from memory_core.errors import IdentityMissing, InvalidSettings, KeyMissing, KeyTooShort, UnresolvedTemplate
from provider.dify_models import call_session
from tools.calls import Call, caller_of, open_call
from tools.fitting import LONGEST_LINE, fitted, size_of
from tools.parameters import Parameters, SettingRefused
from tools.watch import Watch, logger

_LONGEST_SENTENCE = 2_000  # characters of a failure's
_BUILDERS = (SettingRefused, UnresolvedTemplate, IdentityMissing, KeyMissing, KeyTooShort, InvalidSettings)


class ToolFailedError(Exception):
    """What a node fails with, when its on_error is `fail` or its builder made a mistake: one sentence, nothing else."""


@dataclass(frozen=True, slots=True)
class Reply:
    text: str
    variables: Mapping[str, Any]

    @property
    def fits(self) -> bool:
        """Whether each part fits into a line of the protocol."""
        return all(size_of(part) <= LONGEST_LINE for part in (self.text, *self.variables.values()))


@dataclass(frozen=True, slots=True)
class Failure:
    """`is_builders` says that nothing but another setting helps, `to_node` that a node is told of it."""

    code: str
    message: str
    retryable: bool
    is_builders: bool = False
    to_node: bool = False

    def as_variable(self) -> dict[str, Any]:
        return {"code": self.code, "message": self.message, "retryable": self.retryable}


def respond(
    tool: Tool,
    values: Mapping[str, Any],
    *,
    form: Form,
    work: Callable[[Call], Reply],
    failed: Callable[[Failure], Reply],
) -> Generator[ToolInvokeMessage, None, None]:
    """Does `work` and yields its reply; a failure becomes the reply that `failed` makes, or one clean sentence.

    Every reply of every tool leaves here, and is fitted into lines of the protocol here.
    """
    watch = Watch(tool, caller_of(tool), size_of(dict(values)))
    with watch.measuring():
        outcome = _attempt(tool, values, form, work)
    if isinstance(outcome, Failure):
        watch.code, failure, outcome = outcome.code, outcome, failed(outcome)
        yield from watch.ended(outcome.variables)
        if _fails_node(values) or (failure.is_builders and failure.to_node):
            raise ToolFailedError(f"{failure.message} ({failure.code})")
    else:
        yield from watch.ended(outcome.variables)
    text, variables = fitted(outcome.text, outcome.variables)
    yield tool.create_text_message(text)
    if caller_of(tool).is_node:
        for name, value in variables.items():
            yield tool.create_variable_message(name, value)


def _attempt(tool: Tool, values: Mapping[str, Any], form: Form, work: Callable[[Call], Reply]) -> Reply | Failure:
    is_node = caller_of(tool).is_node
    try:
        Parameters(values).choice(ON_ERROR)
        with call_session(tool.session):
            with stage("open"):
                call = open_call(tool, values, form)
            return work(call)
    except KeepsakeError as exc:
        sentence = str(exc).encode(errors="replace").decode()[:_LONGEST_SENTENCE]
        return Failure(exc.code, sentence, exc.retryable, isinstance(exc, _BUILDERS), is_node)
    except Exception as exc:  # noqa: BLE001 - whatever went wrong, no traceback may carry a memory's text to a log
        logger.error("unexpected %s at %s", type(exc).__name__, _place(exc))
        return Failure(
            "internal_error",
            "Keepsake failed inside. Try again; if it stays, report it with the log.",
            retryable=True,
            to_node=is_node,
        )


def _fails_node(values: Mapping[str, Any]) -> bool:
    word = values.get(ON_ERROR.name)
    return isinstance(word, str) and word.strip().lower() == OnError.FAIL


def _place(exc: Exception) -> str:
    trace = exc.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "an unknown place"
