"""The authorization form, parsed once. Names, types and defaults of its fields are for ever."""

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import httpx

from memory_core import Scope, Settings, space_id
from memory_core.errors import InvalidSettings
from provider.data_folder import data_folder
from provider.retention import Retention, parse_retention
from provider.templates import check_templates

_NO_SPACE = "0" * 32  # in a scope that is only made to check an id
_BUNDLED, _BUNDLED_ENGLISH, _FASTEMBED, _OPENAI = "bundled", "bundled-english", "fastembed:", "openai:"
_DIFY_MODEL = re.compile(r"dify:[^/\s]+/[^/\s]+/[^/\s]+/\S.*")
_MODEL_FORMS = {
    "embedding_model": "'bundled', 'bundled-english', 'fastembed:<name>', "
    "'dify:<author>/<plugin>/<provider>/<model>' or 'openai:<model>'",
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
    retention: Retention = field(default_factory=Retention)


def parse_authorization(credentials: Mapping[str, object], environment: Mapping[str, str]) -> Authorization:
    """The credentials as Dify hands them over; every mistake in them is one sentence that says what to do."""
    mode = _choice(credentials, "auth_mode", AuthMode, AuthMode.SINGLE_SPACE)
    key = _text(credentials, "api_key")
    if mode is AuthMode.SINGLE_SPACE:
        space_id(key)
    agent = _text(credentials, "agent_id") or "dify"
    check_templates(agent, name="agent_id", way_out="Write a fixed name, or leave it empty for 'dify'.")
    Scope(space=_NO_SPACE, agent=agent)  # refuses an id that could not be stored
    return Authorization(
        auth_mode=mode,
        api_key=key,
        agent_id=agent,
        isolation=_choice(credentials, "isolation", Isolation, Isolation.USER),
        settings=_settings(credentials, environment),
        retention=parse_retention(_text(credentials, "options")),
    )


def _settings(credentials: Mapping[str, object], environment: Mapping[str, str]) -> Settings:
    url = _check_url(credentials, "qdrant_url")
    if environment.get("INSTALL_METHOD", "").lower() == "serverless":
        if not url:
            raise InvalidSettings(
                "This Dify runs plugins serverless, where nothing on disk lasts. Set qdrant_url to a Qdrant server."
            )
        folder = Path(tempfile.gettempdir()) / "keepsake-memory"
    else:
        folder = data_folder(_text(credentials, "data_dir"), environment)
    return Settings(
        data_dir=None if url else folder,
        models_dir=folder / "models",
        qdrant_url=url,
        qdrant_api_key=_header_value(credentials, "qdrant_api_key") if url else "",
        qdrant_options=_text(credentials, "qdrant_options") if url else "",
        embedding_model=_model(credentials, "embedding_model") or _BUNDLED,
        language_model=_model(credentials, "language_model"),
        rerank_model=_model(credentials, "rerank_model"),
        model_base_url=_check_url(credentials, "model_base_url"),
        model_api_key=_header_value(credentials, "model_api_key"),
    )


def _text(credentials: Mapping[str, object], name: str) -> str:
    value = credentials.get(name)
    return "" if value is None else str(value).strip()


def _choice[E: StrEnum](credentials: Mapping[str, object], name: str, options: type[E], default: E) -> E:
    value = _text(credentials, name)
    try:
        return options(value) if value else default
    except ValueError:
        raise InvalidSettings(f"{name} must be one of {', '.join(options)}. Choose one of them.") from None


def _header_value(credentials: Mapping[str, object], name: str) -> str:
    value = _text(credentials, name)
    if not (value.isascii() and value.isprintable()):
        raise InvalidSettings(f"{name} holds characters that no such key has. Copy it again, without breaks or spaces.")
    return value


def _check_url(credentials: Mapping[str, object], name: str) -> str:
    url = _text(credentials, name)
    if not url:
        return ""
    try:
        parts = httpx.URL(url)
        valid = parts.scheme in ("http", "https") and bool(parts.host) and (parts.port or 0) < 2**16
    except (httpx.InvalidURL, UnicodeError):
        valid = False
    if not valid or not url.isprintable() or " " in url:
        raise InvalidSettings(f"{name} is not an address. Write it with http:// or https://, like https://host:6333.")
    if parts.userinfo:
        raise InvalidSettings(f"{name} holds a user name or password. Leave it out and use the field for the key.")
    return url


def _model(credentials: Mapping[str, object], name: str) -> str:
    """The model as it is named. Whether it answers shows when it is first asked: at this point Dify gives no access to
    the workspace's own."""
    model = _text(credentials, name)
    kind, _, rest = model.partition(":")
    prefix = f"{kind}:"
    is_local = model in (_BUNDLED, _BUNDLED_ENGLISH) or (prefix == _FASTEMBED and rest)
    if not model or (name == "embedding_model" and is_local):
        return model
    if prefix == _OPENAI and rest.strip() and name != "rerank_model":
        if not _text(credentials, "model_base_url"):
            raise InvalidSettings(
                f"{name} is at a model service, and model_base_url is empty. Write its address, like "
                "https://api.openai.com/v1."
            )
        return model
    if _DIFY_MODEL.fullmatch(model):
        return model
    raise InvalidSettings(f"{name} names no model that is known. Write {_MODEL_FORMS[name]}.")
