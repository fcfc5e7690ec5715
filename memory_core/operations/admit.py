"""Admit: the one place that words pass on their way in, before they are written, embedded, or shown to a model."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from memory_core.domain import fence
from memory_core.domain.memory import Fact, Memory, Role, Source, Statement
from memory_core.domain.reasoning import without_reasoning
from memory_core.domain.secrets.kinds import Kind
from memory_core.domain.secrets.mask import Secrets, find, masked
from memory_core.domain.text import storable
from memory_core.errors import ContentTooLong, InvalidParameter, SecretFound

MAXIMUM_CONTENT = 100_000


@dataclass(frozen=True, slots=True)
class Admitted:
    """Words as they are kept, and how many secrets of which kinds were taken out of them."""

    content: str
    masked: Counter[str]

    @property
    def kinds(self) -> tuple[str, ...]:
        return tuple(sorted(self.masked))


def admitted(content: str, *, role: Role | None, secrets: Secrets = Secrets.MASK) -> Admitted:
    """Content as it is kept: without recalled context that was pasted back in, without a model's reasoning, unless a
    user says it, and without secrets; empty when it was nothing else. Raises SecretFound when they are to be
    refused."""
    if not storable(content, name="content").strip():
        raise InvalidParameter("There is nothing to store: content is empty. Send the text to remember.")
    content = fence.strip(content if role is Role.USER else without_reasoning(content))
    if len(content) > MAXIMUM_CONTENT:
        raise ContentTooLong(
            f"content has {len(content):,} characters; at most {MAXIMUM_CONTENT:,} are kept as one memory. "
            "Split it and store the parts."
        )
    return without_secrets(content, secrets)


def without_secrets(text: str, secrets: Secrets) -> Admitted:
    """Any text on its way in. Raises SecretFound when secrets are to be refused."""
    if secrets is Secrets.KEEP:
        return Admitted(text, Counter())
    if secrets is Secrets.REFUSE:
        if kinds := Counter(found.kind for found in find(text)):
            raise SecretFound(
                f"This holds what must not be kept ({told(kinds)}). Leave it out and store the rest, or set secrets to "
                "mask."
            )
        return Admitted(text, Counter())
    result = masked(text, with_personal=secrets is Secrets.MASK_PERSONAL)
    return Admitted(result.text, Counter({kind.value: number for kind, number in result.kinds.items()}))


def drawn(text: str, *, of: Iterable[str]) -> str:
    """What was drawn of texts, by a model or a rule, without secrets; those that the texts were kept with stay."""
    words = without_secrets(text, Secrets.MASK)
    return text if words.masked and any(map(find, of)) else words.content


def told(kinds: Counter[Kind] | Counter[str]) -> str:
    """Like `2 card numbers, 1 password`."""
    return ", ".join(f"{number:,} {kind}{'s' if number != 1 else ''}" for kind, number in sorted(kinds.items()))


def marks_in(text: str, kinds: Iterable[str]) -> tuple[str, ...]:
    """Those of the kinds that were masked whose marks stand in a text which was drawn from the masked one."""
    return tuple(kind for kind in kinds if f"[{kind}]" in text)


def masked_memory(memory: Memory, secrets: Secrets) -> tuple[Memory, Counter[str]]:
    """A memory that was kept before, without the secrets in it: in its words, its quotes, its tags and its speaker; and
    what was masked in its words. Ids and digests stay, so that it is known when it is delivered again."""
    words = without_secrets(memory.content, secrets)
    changed = replace(memory, content=words.content, tags=tuple(_bare(tag, secrets) for tag in memory.tags))
    if isinstance(changed, Statement):
        kinds = tuple(sorted({*changed.masked, *words.kinds}))
        changed = replace(changed, speaker=_bare(changed.speaker, secrets), masked=kinds)
    if isinstance(changed, Fact):
        changed = replace(
            changed,
            sources=tuple(_quoted(source, secrets) for source in changed.sources),
            hidden_sources=tuple(_quoted(source, secrets) for source in changed.hidden_sources),
            time_words=_bare(changed.time_words, secrets),
        )
    return changed, words.masked


def _quoted(source: Source, secrets: Secrets) -> Source:
    return replace(source, quote=_bare(source.quote, secrets))


def _bare(text: str, secrets: Secrets) -> str:
    return without_secrets(text, secrets).content if text else text
