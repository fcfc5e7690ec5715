"""The authorization form, parsed once."""

import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import httpx

from forms import authorization as form
from forms import options
from forms.authorization import AuthMode, Credential, Isolation, Select
from memory_core import KeepsakeError, Scope, Settings, space_id
from memory_core.errors import InvalidSettings, KeyMissing, KeyTooShort
from provider.data_folder import data_folder
from provider.model_names import BUNDLED, OPENAI, complete_model_name
from provider.options import Options, parse_options
from provider.retention import Retention, retention_of
from provider.templates import check_templates

_NO_SPACE = "0" * 32  # in a scope that is only made to check an id
_DEFAULT_AGENT = "dify"


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
    chosen = parse_options(_text(credentials, form.OPTIONS), environment)
    mode = AuthMode(chosen.text(options.AUTH_MODE) or AuthMode.SINGLE_SPACE)
    key = _text(credentials, form.API_KEY)
    if mode is AuthMode.SINGLE_SPACE:
        _check_key(key)
    agent = chosen.text(options.AGENT_ID) or _DEFAULT_AGENT
    check_templates(agent, name="agent_id", way_out=f"Write a fixed name, or leave it out for '{_DEFAULT_AGENT}'.")
    Scope(space=_NO_SPACE, agent=agent)  # refuses an id that could not be stored
    return Authorization(
        auth_mode=mode,
        api_key=key,
        agent_id=agent,
        isolation=_choice(credentials, form.ISOLATION, Isolation),
        settings=_settings(credentials, chosen, environment),
        retention=retention_of(chosen),
    )


def _check_key(key: str) -> None:
    """Refuses a key that is none."""
    try:
        space_id(key)
    except KeyMissing:
        raise KeyMissing("The space key is empty. It is a password you choose, of 16 characters or more.") from None
    except KeyTooShort:
        raise KeyTooShort("The space key is too short. It needs 16 characters or more.") from None


def said_at_authorize(refusal: KeepsakeError) -> str:
    """The sentence that the form shows: with a fresh key when the one in it cannot serve."""
    if not isinstance(refusal, KeyMissing | KeyTooShort):
        return str(refusal)
    fresh = secrets.token_urlsafe(24)
    return f"{refusal} Here is a fresh one: {fresh} (paste it into the field, and keep a copy with your passwords)."


def _settings(credentials: Mapping[str, object], chosen: Options, environment: Mapping[str, str]) -> Settings:
    url = _check_url(_text(credentials, form.QDRANT_URL), name=form.QDRANT_URL.name)
    if environment.get("INSTALL_METHOD", "").lower() == "serverless":
        if not url:
            raise InvalidSettings(
                "This Dify runs plugins serverless, where nothing on disk lasts. Set qdrant_url to a Qdrant server."
            )
        folder = Path(tempfile.gettempdir()) / "keepsake-memory"
    else:
        folder = data_folder(chosen.text(options.DATA_DIR), environment)
    service_url, service_key = _model_service(credentials)
    unset = Settings()
    return Settings(
        data_dir=None if url else folder,
        models_dir=folder / "models",
        qdrant_url=url,
        qdrant_api_key=_header_value(_text(credentials, form.QDRANT_API_KEY), name="qdrant_api_key") if url else "",
        qdrant_options=_of_a_collection(chosen) if url else "",
        embedding_model=_model(credentials, form.EMBEDDING_MODEL, service_url) or BUNDLED,
        query_seconds=float(chosen.number(options.QUERY_SECONDS) or Settings().query_seconds),
        reembed=chosen.flag(options.REEMBED),
        language_model=_model(credentials, form.LANGUAGE_MODEL, service_url),
        rerank_model=_model(credentials, form.RERANK_MODEL, service_url),
        model_base_url=service_url,
        model_api_key=service_key,
        model_calls_per_day=chosen.number(options.MODEL_CALLS_PER_DAY) or 0,
        model_tokens_per_day=chosen.number(options.MODEL_TOKENS_PER_DAY) or 0,
        memories_per_person=chosen.number(options.MEMORIES_PER_PERSON) or unset.memories_per_person,
        megabytes_per_person=chosen.number(options.MEGABYTES_PER_PERSON) or unset.megabytes_per_person,
    )


def _of_a_collection(chosen: Options) -> str:
    """As the library takes them."""
    given = {option.name: chosen.text(option) for option in options.OF_A_COLLECTION}
    return ", ".join(f"{name}={'true' if value == 'on' else value}" for name, value in given.items() if value)


def _model_service(credentials: Mapping[str, object]) -> tuple[str, str]:
    """The address and the key of the service for `openai:` models, which stand in one field, apart by a space."""
    name, parts = form.MODEL_SERVICE.name, _text(credentials, form.MODEL_SERVICE).split()
    addresses = [part for part in parts if "://" in part]
    keys = [part for part in parts if "://" not in part]
    if parts and (len(addresses) != 1 or len(keys) > 1):
        raise InvalidSettings(
            f"{name} takes the address of the service and, after a space, its key if it asks for one: "
            "https://api.example.com/v1 your-key."
        )
    url = _check_url("".join(addresses), name=name)
    return url, _header_value("".join(keys), name=name)


def _text(credentials: Mapping[str, object], field: Credential) -> str:
    value = credentials.get(field.name)
    return "" if value is None else str(value).strip()


def _choice[E: StrEnum](credentials: Mapping[str, object], field: Select[E], kind: type[E]) -> E:
    value = _text(credentials, field) or field.default
    try:
        return kind(value)
    except ValueError:
        raise InvalidSettings(f"{field.name} must be one of {', '.join(kind)}. Choose one of them.") from None


def _header_value(value: str, *, name: str) -> str:
    if not (value.isascii() and value.isprintable()):
        raise InvalidSettings(f"{name} holds characters that no such key has. Copy it again, without breaks or spaces.")
    return value


def _check_url(url: str, *, name: str) -> str:
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


def _model(credentials: Mapping[str, object], field: Credential, service_url: str) -> str:
    """The model by its whole name. Whether it answers shows when it is first asked: at this point Dify gives no access
    to the workspace's own."""
    model = complete_model_name(_text(credentials, field), field=field.name)
    if model.startswith(OPENAI) and not service_url:
        raise InvalidSettings(
            f"{field.name} is at a model service, and model_service is empty. Write its address and, after a space, "
            "its key, like https://api.openai.com/v1 your-key."
        )
    return model
