"""The form at Authorize."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar


class Isolation(StrEnum):
    """What separates memories whatever a tool's parameters say."""

    USER = "user"
    CONVERSATION = "conversation"
    APP = "app"
    NONE = "none"


class AuthMode(StrEnum):
    SINGLE_SPACE = "single_space"
    MULTI_SPACE = "multi_space"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """A field of the form; `page` is the one of the docs that its help leads to."""

    name: str
    page: str
    default: str = ""

    dify_type: ClassVar[str] = "text-input"

    def drawn(self) -> Iterator[tuple[str, Any]]:
        """What the form is told besides its texts, in the order it is written."""
        yield "required", False
        if self.default:
            yield "default", self.default


class Secret(Credential):
    dify_type: ClassVar[str] = "secret-input"


@dataclass(frozen=True, slots=True, kw_only=True)
class Select[E: StrEnum](Credential):
    options: type[E]

    dify_type: ClassVar[str] = "select"

    def drawn(self) -> Iterator[tuple[str, Any]]:
        yield from (("required", True), ("default", str(self.default)))


API_KEY = Secret(name="api_key", page="docs/spaces.md")
ISOLATION = Select(name="isolation", options=Isolation, default=Isolation.USER, page="docs/isolation.md")
LANGUAGE_MODEL = Credential(name="language_model", page="docs/models.md")
EMBEDDING_MODEL = Credential(name="embedding_model", default="bundled", page="docs/models.md")
RERANK_MODEL = Credential(name="rerank_model", page="docs/models.md")
MODEL_SERVICE = Secret(name="model_service", page="docs/models.md")
QDRANT_URL = Credential(name="qdrant_url", page="docs/operations.md")
QDRANT_API_KEY = Secret(name="qdrant_api_key", page="docs/operations.md")
OPTIONS = Credential(name="options", page="docs/operations.md")

CREDENTIALS: tuple[Credential, ...] = (
    API_KEY,
    ISOLATION,
    LANGUAGE_MODEL,
    EMBEDDING_MODEL,
    RERANK_MODEL,
    MODEL_SERVICE,
    QDRANT_URL,
    QDRANT_API_KEY,
    OPTIONS,
)
