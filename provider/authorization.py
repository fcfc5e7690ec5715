"""The authorization form, parsed once. Names, types and defaults of its fields are for ever."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import urlsplit

from memory_core import Settings, space_id
from memory_core.errors import InvalidSettings, UnsupportedModel
from provider.data_folder import data_folder
from provider.templates import check_templates

_DIFY_MODEL = re.compile(r"dify:[^/\s]+/[^/\s]+/[^/\s]+/\S.*")
_MODEL_FORMS = {
    "embedding_model": "'bundled', 'fastembed:<name>', 'dify:<author>/<plugin>/<provider>/<model>' or 'openai:<model>'",
    "language_model": "'dify:<author>/<plugin>/<provider>/<model>' or 'openai:<model>', or leave it empty for none",
    "rerank_model": "'dify:<author>/<plugin>/<provider>/<model>', or leave it empty for none",
}


class Isolation(StrEnum):
    """What separates memories whatever a tool's parameters say."""

    USER = "user"
    CONVERSATION = "conversation"
    APP = "app"
    NONE = "none"


class AuthMode(StrEnum):
    SINGLE_SPACE = "single_space"
    MULTI_SPACE = "multi_space"


@dataclass(frozen=True, slots=True)
class Authorization:
    """What the user filled in at Tools > Authorize, with every default applied."""

    auth_mode: AuthMode
    api_key: str = field(repr=False)
    agent_id: str
    isolation: Isolation
    settings: Settings


def parse_authorization(credentials: Mapping[str, object], environment: Mapping[str, str]) -> Authorization:
    """The credentials as Dify hands them over; every mistake in them is one sentence that says what to do."""
    mode = _choice(credentials, "auth_mode", AuthMode, AuthMode.SINGLE_SPACE)
    key = _text(credentials, "api_key")
    if mode is AuthMode.SINGLE_SPACE:
        space_id(key)
    agent = _text(credentials, "agent_id") or "dify"
    check_templates(agent, name="agent_id")
    for name in _MODEL_FORMS:
        _check_model(name, _text(credentials, name))
    _check_url(credentials, "model_base_url")
    return Authorization(
        auth_mode=mode,
        api_key=key,
        agent_id=agent,
        isolation=_choice(credentials, "isolation", Isolation, Isolation.USER),
        settings=_settings(credentials, environment),
    )


def _settings(credentials: Mapping[str, object], environment: Mapping[str, str]) -> Settings:
    url = _check_url(credentials, "qdrant_url")
    if url:
        return Settings(qdrant_url=url, qdrant_api_key=_text(credentials, "qdrant_api_key"))
    if environment.get("INSTALL_METHOD", "").lower() == "serverless":
        raise InvalidSettings(
            "This Dify runs plugins serverless, where nothing on disk lasts. Set qdrant_url to a Qdrant server."
        )
    return Settings(data_dir=data_folder(_text(credentials, "data_dir"), environment))


def _text(credentials: Mapping[str, object], name: str) -> str:
    value = credentials.get(name)
    return "" if value is None else str(value).strip()


def _choice[E: StrEnum](credentials: Mapping[str, object], name: str, options: type[E], default: E) -> E:
    value = _text(credentials, name)
    try:
        return options(value) if value else default
    except ValueError:
        raise InvalidSettings(f"{name} must be one of {', '.join(options)}. Choose one of them.") from None


def _check_url(credentials: Mapping[str, object], name: str) -> str:
    url = _text(credentials, name)
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or re.search(r"\s", url):
        raise InvalidSettings(f"{name} is not an address. Write it with http:// or https://, like https://host:6333.")
    if "@" in parts.netloc:
        raise InvalidSettings(f"{name} holds a user name or password. Leave it out and use the field for the key.")
    return url


def _check_model(name: str, model: str) -> None:
    if model in ("", "bundled") and (name == "embedding_model" or model == ""):
        return
    provider = model.partition(":")[0]
    known = (
        (_DIFY_MODEL.fullmatch(model) is not None)
        or (provider == "openai" and len(model) > len("openai:") and name != "rerank_model")
        or (provider == "fastembed" and len(model) > len("fastembed:") and name == "embedding_model")
    )
    if known:
        way_out = "Set it to 'bundled'" if name == "embedding_model" else "Leave it empty"
        raise UnsupportedModel(
            f"'{provider}:' models come with a later version of Keepsake. {way_out} for now ({name})."
        )
    raise InvalidSettings(f"{name} names no model that is known. Write {_MODEL_FORMS[name]}.")
