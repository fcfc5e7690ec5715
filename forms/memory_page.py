"""The form of the memory page's endpoint. What it shares with the authorization has the same names and texts."""

from enum import StrEnum

from forms.authorization import (
    API_KEY,
    EMBEDDING_MODEL,
    MODEL_SERVICE,
    OPTIONS,
    QDRANT_API_KEY,
    QDRANT_URL,
    Credential,
    Secret,
    Select,
)


class Rights(StrEnum):
    """What whoever has the page key may do; each includes the one before."""

    READ = "read"
    CORRECT = "correct"
    EVERYTHING = "everything"


class Language(StrEnum):
    """Of the page, as Dify spells them."""

    ENGLISH = "en_US"
    CHINESE = "zh_Hans"
    JAPANESE = "ja_JP"
    PORTUGUESE = "pt_BR"


PAGE = "docs/page.md"
PAGE_KEY = Secret(name="page_key", page=PAGE)
AGENT_ID = Credential(name="agent_id", page=PAGE)
RIGHTS = Select(name="rights", options=Rights, default=Rights.READ, page=PAGE)
LANGUAGE = Select(name="language", options=Language, default=Language.ENGLISH, page=PAGE)

SETTINGS: tuple[Credential, ...] = (
    PAGE_KEY,
    API_KEY,
    AGENT_ID,
    RIGHTS,
    LANGUAGE,
    QDRANT_URL,
    QDRANT_API_KEY,
    EMBEDDING_MODEL,
    MODEL_SERVICE,
    OPTIONS,
)
OWN = (PAGE_KEY, AGENT_ID, RIGHTS, LANGUAGE)
REQUIRED = (PAGE_KEY, API_KEY)

# Dify takes one path and one method for each endpoint; the first is shown, and all lead to the same handler.
ENDPOINTS = {
    "overview": ("/", "GET"),
    "pages": ("/<path:page>", "GET"),
    "actions": ("/<path:page>", "POST"),
}
