"""What an admin filled in when the page was added, parsed once for each request."""

import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from forms import authorization
from forms import memory_page as form
from forms.memory_page import Language, Rights
from memory_core import Settings, Space, space_id
from memory_core.errors import InvalidSettings
from provider.composition import read_authorization, storage_for

SHORTEST_KEY = 16  # characters


@dataclass(frozen=True, slots=True)
class PageSettings:
    """`folder` is where the page keeps its log, `kept_since` what the options say of how long memories are kept, as a
    Scope takes it."""

    language: Language
    settings: Settings
    space: Space
    folder: Path | None
    kept_since: tuple[tuple[str, int], ...] = ()


def page_key_of(settings: Mapping[str, object]) -> str:
    """The page key; empty when none was set that could serve."""
    key = _text(settings, form.PAGE_KEY.name)
    return key if len(key) >= SHORTEST_KEY else ""


def secret_of(settings: Mapping[str, object]) -> bytes:
    """What signs whatever leaves the page: of both keys, so that a new one ends every session and link."""
    keys = (page_key_of(settings), _text(settings, authorization.API_KEY.name))
    return hashlib.blake2b(repr(keys).encode(), key=b"keepsake memory page, version 1").digest()


def language_of(settings: Mapping[str, object]) -> Language:
    named = _text(settings, form.LANGUAGE.name)
    return Language(named) if named in list(Language) else Language.ENGLISH


def rights_of(settings: Mapping[str, object]) -> Rights:
    named = _text(settings, form.RIGHTS.name)
    return Rights(named) if named in list(Rights) else Rights.READ


def is_key(given: str, settings: Mapping[str, object]) -> bool:
    """Whether this is the page key, compared in a time that tells nothing."""
    key = page_key_of(settings)
    same = hmac.compare_digest(given.encode("utf-8", "replace"), key.encode("utf-8", "replace"))
    return bool(key) and same


def read_settings(settings: Mapping[str, object]) -> PageSettings:
    """Everything, for somebody who may see it. Raises KeepsakeError."""
    credentials = {name: value for name, value in settings.items() if name != form.PAGE_KEY.name}
    agent = _text(settings, form.AGENT_ID.name)
    if agent:
        if '"' in agent:
            raise InvalidSettings("agent_id holds a quotation mark. Write the agent id of the authorization.")
        credentials["options"] = f'{_text(settings, authorization.OPTIONS.name)} agent_id="{agent}"'.strip()
    read = read_authorization(credentials)
    key = _text(settings, authorization.API_KEY.name)
    space_id(key)  # whatever the options say, the page shows one space
    chosen = read.settings
    return PageSettings(
        language=language_of(settings),
        settings=chosen,
        space=storage_for(chosen).space(key, agent=read.agent_id),
        folder=chosen.models_dir.parent if chosen.models_dir else chosen.data_dir,
        kept_since=read.retention.kept_since(time.time()),
    )


def _text(settings: Mapping[str, object], name: str) -> str:
    value = settings.get(name)
    return "" if value is None else str(value).strip()
