"""Chat: one conversation of a person, under an id of its own."""

from collections.abc import Iterable, Iterator

from memory_core.api.asked import Expiry, as_messages, at_least, choices
from memory_core.domain.memory import Message, Role, Said
from memory_core.domain.scope import Scope
from memory_core.domain.secrets.mask import Secrets
from memory_core.domain.window import Limits
from memory_core.errors import InvalidParameter
from memory_core.operations.chat import MAXIMUM_MESSAGES, ChatWindow
from memory_core.operations.forget import Preview, Receipt
from memory_core.operations.keep_off import Remember
from memory_core.operations.prompts.summary import MAXIMUM_PROMPT
from memory_core.operations.store import StoreResult
from memory_core.operations.transcript import render_transcript
from memory_core.service import MemoryService

_LAST = 20


class Transcript(ChatWindow):
    """The last messages of a chat, oldest first; it iterates over them.

    `total` is how many messages the chat has, `trimmed` how many of them are not shown, and `summary` what those say,
    when a summary was asked for.
    """

    __slots__ = ()

    def __iter__(self) -> Iterator[Said]:
        return iter(self.messages)

    def context(self, *, with_ids: bool = False) -> str:
        """The summary and the messages as text for a prompt, fenced as data; one plain sentence when there are none."""
        return render_transcript(self, with_ids=with_ids)


class Chat:
    """The messages of one session of a person, in order. Made by `Person.chat`."""

    def __init__(self, service: MemoryService, scope: Scope) -> None:
        self._service = service
        self._scope = scope

    @property
    def id(self) -> str:
        return self._scope.session or ""

    def __repr__(self) -> str:
        return f"<Chat {self.id!r} in space {self._scope.space[:8]}>"

    def add(
        self,
        messages: str | Message | Iterable[str | Message],
        *,
        expires_at: Expiry | None = None,
        secrets: Secrets | str = Secrets.MASK,
        remember: Remember | str = Remember.YES,
    ) -> StoreResult:
        """Keeps one message or several (up to 500) in their order, and learns no facts from them.

        A text is a message of the user. `expires_at` is for the messages that have none of their own: a moment, or a
        timedelta from now. `secrets` and `remember` are those of `Person.remember`.
        The result's `memories` stand in the order of the messages. Raises InvalidParameter and ContentTooLong.

        >>> chat.add([Message("Hello!"), Message("Hi, Anna.", role="assistant")])
        """
        (masking,) = choices(secrets, Secrets, name="secrets")
        (kept,) = choices(remember, Remember, name="remember")
        whole = as_messages(messages, expires_at=expires_at, now=self._service.now())
        return self._service.add_to_chat(whole, scope=self._scope, secrets=masking, remember=kept)

    def window(
        self,
        *,
        last: int | None = None,
        max_tokens: int | None = None,
        roles: str | Iterable[str] = (),
        summarize: bool = False,
        summary_prompt: str = "",
    ) -> Transcript:
        """The last messages of the chat, at most `last` of them and at most `max_tokens` tokens together.

        `last` is 20 by default, and without a limit of its own when `max_tokens` is given. `roles` are the only ones
        that are shown. To `summarize`, the language model condenses the messages before them, as `summary_prompt` says
        (at most 4,000 characters, empty for Keepsake's own); a failure to do so is told in `summary` and never raised.
        """
        if len(summary_prompt) > MAXIMUM_PROMPT:
            raise InvalidParameter(
                f"summary_prompt has {len(summary_prompt):,} characters, at most {MAXIMUM_PROMPT:,} fit. Shorten it."
            )
        if last is None:
            last = MAXIMUM_MESSAGES if max_tokens else _LAST
        window = self._service.chat_window(
            scope=self._scope,
            limits=Limits(at_least(1, last, name="last"), max_tokens),
            roles=choices(roles, Role, name="roles"),
            summarize=summarize,
            prompt=summary_prompt.strip(),
        )
        return Transcript(window.messages, window.total, window.summary)

    def preview_clearing(self, *, erase: bool = False) -> Preview:
        """What `clear` would forget. Changes nothing."""
        return self._service.preview_clearing(scope=self._scope, erase=erase)

    def clear(self, *, erase: bool = False, confirm: str = "") -> Receipt:
        """Forgets the chat's messages, the facts that rest on them alone, and its summaries.

        They are hidden, and can be brought back for 30 days with `Person.undo`; with `erase` they are gone for good. No
        `confirm` is needed; one that is given must be that of a preview.
        """
        return self._service.clear_chat(scope=self._scope, erase=erase, confirm=confirm)
