"""Summarize: what no longer fits into a chat's window is condensed, and kept with the chat.

A summary is a memory of the chat's very scope. It covers the chat's messages from `valid_from`, when the first of them
was stored, to `last_message`. The next summary is made of it and of the messages that follow, and supersedes it.
"""

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum

from memory_core.domain.facts import superseded
from memory_core.domain.memory import MemoryType, Role, Said, Summary, of_kind, operation_id
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Position, Selection
from memory_core.errors import (
    KeepsakeError,
    ModelAbsent,
    ModelAnswerUnusable,
    ModelTooSlow,
    QuestionRefused,
    SummaryFailed,
    WriteConflict,
)
from memory_core.operations.admit import drawn
from memory_core.operations.index import Draft, Vectors, index
from memory_core.operations.orders import GivesOrders
from memory_core.operations.prompts.facts import MAXIMUM_MESSAGE
from memory_core.operations.prompts.summary import prompt_digest, question, read_answer, size
from memory_core.ports import (
    ChatModel,
    Clock,
    Embedder,
    KeywordEncoder,
    LanguageDetector,
    MemoryRepository,
    Turns,
    Usage,
)

_MAXIMUM_MESSAGES = 100  # that are read with one question
_LEAST = 3.0  # seconds for a model to answer in
_REFUSED = "[left out: the language model refuses to read it]"
_OF_ANY_STATE = Selection(alive_at=0, types=(MemoryType.SUMMARY,), states=())


class SummaryStatus(StrEnum):
    OFF = "off"  # none was asked for
    NOT_NEEDED = "not_needed"  # nothing fell out of the window
    COMPLETE = "complete"  # it covers all that did
    PARTIAL = "partial"  # it covers the older part of it; the reason says why
    FAILED = "failed"  # there is none; the reason says why


@dataclass(frozen=True, slots=True)
class Summarized:
    """The summary of what stands before a window; unless it is complete, `reason` says why and `code` names it."""

    status: SummaryStatus = SummaryStatus.OFF
    text: str = ""
    code: str = ""
    reason: str = ""
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True, slots=True)
class Before:
    """What a summary is wanted of: the messages of `roles` (all when empty) in the chat of this very scope that were
    stored before `end` (a moment, None for all). It is made as `prompt` says, empty for our own. `corrected` are the
    ids of messages that were corrected since they were said."""

    scope: Scope
    end: int | None
    roles: tuple[Role, ...]
    prompt: str
    corrected: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Summaries of other roles or words, or made in another way, are kept beside each other: so a correction makes
        another summary, and taking it back brings the one before."""
        return prompt_digest(self.prompt, *sorted(self.roles), *sorted(self.corrected))


@dataclass(frozen=True, slots=True)
class Summarize:
    """The summarizing operation over its ports. `summarizing` keeps a chat from being condensed twice at once; all
    questions of a call together take `seconds`, waiting for its turn included."""

    repository: MemoryRepository
    embedder: Embedder
    keywords: KeywordEncoder
    detect_language: LanguageDetector
    gives_orders: GivesOrders
    model: ChatModel | None
    now: Clock
    turns: Turns
    summarizing: Turns
    seconds: float

    def __call__(self, before: Before) -> Summarized:
        """The stored summary, brought up to date. When that fails, as far as it was brought; the next call goes on."""
        deadline = time.monotonic() + self.seconds
        usage, failure = Usage(), None
        try:
            if self._unread(before, self._stored(before)):
                with self.summarizing(before.scope):
                    while unread := self._unread(before, stored := self._stored(before)):
                        text, read, spent = self._condensed(before, stored, unread, deadline)
                        usage += spent
                        self._keep(before, stored, read, text)
        except KeepsakeError as exc:
            failure = exc
        except Exception as exc:  # noqa: BLE001 - the window is there, so no fault of ours may keep it back
            failure = SummaryFailed(f"The summary could not be made ({type(exc).__name__}). Try again.")
        return _summarized(self._stored(before), usage, failure)

    def _stored(self, before: Before) -> Summary | None:
        return self._latest(before, Selection(alive_at=self.now(), types=(MemoryType.SUMMARY,), digest=before.digest))

    def _latest(self, before: Before, selection: Selection) -> Summary | None:
        return next(iter(of_kind(Summary, self.repository.recent(before.scope, selection, limit=1))), None)

    def _unread(self, before: Before, stored: Summary | None) -> list[Said]:
        """The messages that follow what `stored` covers, as many as one question takes."""
        said = Selection(alive_at=self.now(), types=(MemoryType.EPISODIC,), roles=before.roles)
        after = Position(stored.covers_to, (stored.last_message,)) if stored else None
        page = self.repository.page(before.scope, said, limit=_MAXIMUM_MESSAGES, after=after, oldest_first=True)
        unread: list[Said] = []
        left = MAXIMUM_MESSAGE
        for message in of_kind(Said, page):
            left -= size(message)
            if (before.end is not None and message.created_at >= before.end) or (unread and left < 0):
                break
            unread.append(message)
        return unread

    def _condensed(
        self, before: Before, stored: Summary | None, unread: Sequence[Said], deadline: float
    ) -> tuple[str, Sequence[Said], Usage]:
        """The new summary, which of the messages it covers, and what it cost. A question that fails is asked about half
        as many; a message that the model refuses to read is left out."""
        if self.model is None:
            raise ModelAbsent("There is no language model to summarise with. Set language_model at Authorize.")
        refused = self.gives_orders([message.content for message in unread])
        orders = {message.id for message, order in zip(unread, refused, strict=True) if order}
        while True:
            seconds = deadline - time.monotonic()
            if seconds < min(_LEAST, self.seconds):
                raise ModelTooSlow("There was no time left to read the rest of the chat. The next call goes on.")
            asked = question(stored.content if stored else "", unread, prompt=before.prompt, orders=orders)
            try:
                answer = self.model.ask(asked, seconds=seconds if len(unread) == 1 else seconds / 2)
                return read_answer(answer.text), unread, answer.usage
            except (QuestionRefused, ModelAnswerUnusable, ModelTooSlow) as exc:
                if len(unread) > 1:
                    unread = unread[: len(unread) // 2]
                elif isinstance(exc, QuestionRefused) and unread[0].content != _REFUSED:
                    unread = [replace(unread[0], content=_REFUSED)]
                else:
                    raise

    def _keep(self, before: Before, stored: Summary | None, read: Sequence[Said], text: str) -> None:
        """Writes the summary in place of `stored`. Writes nothing when somebody else wrote one meanwhile, or something
        that it tells of was forgotten: the messages are written along as they are, so that either is a conflict."""
        text = drawn(text, of=[*(message.content for message in read), *([stored.content] if stored else [])])
        summary = self._summary(before, stored, read, text)
        (entry,) = index([Draft(summary)], vectors=Vectors(self.embedder), keywords=self.keywords)
        replaced = [_replaced(stored, summary)] if stored else []
        with self.turns(before.scope), suppress(WriteConflict):
            self.repository.write(before.scope, [entry], amended=[*read, *replaced])

    def _summary(self, before: Before, stored: Summary | None, read: Sequence[Said], text: str) -> Summary:
        made_before = replace(_OF_ANY_STATE, digest=before.digest)
        latest = self._latest(before, made_before)  # forgotten or not: what is made anew has another name
        now = max(self.now(), latest.created_at + 1 if latest else 0)
        ends = [m.expires_at for m in ((stored, *read) if stored else read)]
        return Summary(
            id=before.scope.memory_id(MemoryType.SUMMARY, before.digest, latest.id if latest else "", read[-1].id),
            scope=before.scope,
            content=text,
            digest=before.digest,
            created_at=now,
            event_at=read[-1].created_at,
            last_seen_at=now,
            operation_id=operation_id(),
            language=self.detect_language(text),
            expires_at=None if None in ends else max(end for end in ends if end is not None),
            valid_from=stored.valid_from if stored else read[0].created_at,
            supersedes=(stored.id,) if stored else (),
            last_message=read[-1].id,
        )


def _replaced(stored: Summary, summary: Summary) -> Summary:
    """A summary that another one continues: nobody needs it any longer, so maintenance may erase it."""
    at = summary.created_at
    ended = superseded(stored, by=summary.id, at=at, operation=summary.operation_id, now=at)
    return replace(ended, expires_at=min(stored.expires_at or at, at))


def _summarized(stored: Summary | None, usage: Usage, failure: KeepsakeError | None) -> Summarized:
    text = stored.content if stored else ""
    if failure is None:
        return Summarized(SummaryStatus.COMPLETE if stored else SummaryStatus.NOT_NEEDED, text, usage=usage)
    status = SummaryStatus.PARTIAL if stored else SummaryStatus.FAILED
    return Summarized(status, text, failure.code, str(failure), usage)
