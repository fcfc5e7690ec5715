"""The options that commands share: where memories are kept, which models are asked, whose memories are meant.

They are those of the plugin's authorization, by the same names; each is also read from KEEPSAKE_<NAME>.
"""

import sys
from collections.abc import Callable, Sequence
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click

from memory_core.cli.form import Address, Secret, Setting
from memory_core.cli.output import Output
from memory_core.domain.scope import Scope, space_id
from memory_core.engines.server.options import FORM
from memory_core.operations.archive.export import Wanted
from memory_core.settings import BUNDLED, MEGABYTES_PER_PERSON, MEMORIES_PER_PERSON, Settings

type _Decorator = Callable[[Callable[..., None]], Callable[..., None]]

_setting = partial(click.option, cls=Setting)
_storage = partial(_setting, section="Where memories are kept")
_model = partial(_setting, section="Models")
_scope = partial(_setting, section="Whose memories")
_FOLDER = click.Path(file_okay=False, resolve_path=True, path_type=Path)

_STORAGE = (
    _storage("--data-dir", type=_FOLDER, help="The folder of the embedded engine."),
    _storage("--models-dir", type=_FOLDER, help="Of downloaded models; else 'models' in the data folder."),
    _storage("--qdrant-url", type=Address(), default="", help="A Qdrant server, instead of a folder."),
    _storage("--qdrant-api-key", type=Secret(plain=True), default="", help="The server's key, or @FILE."),
    _storage("--qdrant-options", default="", help=f"What a new collection there is made with, like {FORM}."),
    _storage(
        "--memories-per-person",
        type=click.IntRange(min=1),
        default=MEMORIES_PER_PERSON,
        show_default=True,
        help="How many memories one person may have; more are refused.",
    ),
    _storage(
        "--megabytes-per-person",
        type=click.IntRange(min=1),
        default=MEGABYTES_PER_PERSON,
        show_default=True,
        help="The same in MiB, where each piece of up to 1,000 characters counts 8 KiB.",
    ),
)
_MODELS = (
    _model(
        "--embedding-model",
        default=BUNDLED,
        show_default=True,
        help="The one at Authorize: bundled, fastembed:NAME or openai:NAME. Models of Dify (dify:...) answer inside "
        "Dify only; with one of them everything works here that embeds nothing.",
    ),
    _model(
        "--reembed",
        is_flag=True,
        help="Let this model embed anew what another one has embedded. A bundled model does so anyway, and so does the "
        "one that a space was begun with.",
    ),
    _model("--language-model", default="", help="openai:NAME extracts facts; without one, rules do."),
    _model("--model-base-url", type=Address(), default="", help="The service of openai: models."),
    _model("--model-api-key", type=Secret(plain=True), default="", help="Its key, or @FILE."),
)
_KEY = _scope(
    "--api-key",
    type=Secret(),
    default="",
    help="The space's key, or @FILE. Better in the variable: others may see a command's line. A terminal is asked "
    "for it.",
)
_PLACE = (
    _scope("--agent-id", default="dify", show_default=True, help="The agent."),
    _scope(
        "--realm",
        default="",
        help="What the plugin's isolation keeps apart: 'user:ID', 'conversation:ID' or 'app:ID' ('stats' lists them). "
        "Empty: what was stored from here, or without isolation.",
    ),
    _scope("--user-id", default="", help="Limit to this user (default: all users)."),
    _scope("--session-id", default="", help="Limit to this session (default: all sessions)."),
    _scope("--include-shared", is_flag=True, help="With a user or session, also what was stored without one."),
)
_WANTED = (
    _scope("--agent-id", help="Limit to this agent (default: all agents)."),
    _scope("--realm", help="Limit to this realm, like user:ID, or '' for memories of none (default: all)."),
    _scope("--user-id", help="Limit to this user, or '' for memories of no user (default: all)."),
    _scope("--session-id", help="Limit to this session, or '' for memories of none (default: all)."),
)
_TO = (
    _storage("--to-data-dir", type=_FOLDER, help="Move to: a folder."),
    _storage("--to-qdrant-url", type=Address(), default="", help="Move to: a Qdrant server."),
    _storage("--to-qdrant-api-key", type=Secret(plain=True), default="", help="Its key, or @FILE."),
    _storage("--to-qdrant-options", default="", help="What collections there are made with."),
)
_ALL_SPACES = click.option("--all-spaces", is_flag=True, help="The spaces of all keys; no key is needed then.")
_NEW_KEY = _scope("--new-api-key", type=Secret(), default="", help="The key to be, from 'new-key', or @FILE.")
_JSON = (click.option("--json", "as_json", is_flag=True, help="Answer in JSON, and nothing else, on stdout."),)


def _made(*options: _Decorator) -> tuple[Setting, ...]:
    """The options themselves."""

    def nothing() -> None: ...

    for option in reversed(options):
        option(nothing)
    return tuple(reversed(nothing.__click_params__))  # type: ignore[attr-defined]


SHARED = _made(*_STORAGE, *_MODELS, _KEY, *_PLACE)


def _settings_if_known(*, data_dir: Path | None, qdrant_url: str, **others: Any) -> Settings | None:
    if data_dir is None and not qdrant_url:
        return None
    return _settings(data_dir=data_dir, qdrant_url=qdrant_url, **others)


def _settings(
    *,
    data_dir: Path | None,
    models_dir: Path | None,
    qdrant_url: str,
    qdrant_api_key: str,
    qdrant_options: str,
    memories_per_person: int,
    megabytes_per_person: int,
    embedding_model: str,
    reembed: bool,
    language_model: str,
    model_base_url: str,
    model_api_key: str,
) -> Settings:
    if data_dir is None and not qdrant_url:
        raise click.UsageError(
            "Say where memories are kept: --data-dir FOLDER or --qdrant-url URL, or KEEPSAKE_DATA_DIR or "
            "KEEPSAKE_QDRANT_URL."
        )
    return Settings(
        data_dir=None if qdrant_url else data_dir,
        models_dir=models_dir or (data_dir and data_dir / "models"),
        qdrant_url=qdrant_url,
        qdrant_api_key=qdrant_api_key if qdrant_url else "",
        qdrant_options=qdrant_options,
        memories_per_person=memories_per_person,
        megabytes_per_person=megabytes_per_person,
        embedding_model=embedding_model,
        reembed=reembed,
        language_model=language_model,
        model_base_url=model_base_url,
        model_api_key=model_api_key,
    )


def _destination(
    *, to_data_dir: Path | None, to_qdrant_url: str, to_qdrant_api_key: str, to_qdrant_options: str
) -> Settings:
    if (to_data_dir is None) == (not to_qdrant_url):
        raise click.UsageError("Say where to move to: either --to-data-dir FOLDER or --to-qdrant-url URL.")
    return Settings(
        data_dir=to_data_dir,
        qdrant_url=to_qdrant_url,
        qdrant_api_key=to_qdrant_api_key,
        qdrant_options=to_qdrant_options,
    )


def _new_space(*, new_api_key: str) -> str:
    if not new_api_key and sys.stdin.isatty():
        new_api_key = click.prompt("The new key", hide_input=True, confirmation_prompt=True, err=True)
    if not new_api_key:
        raise click.UsageError("Say which key it gets: --new-api-key, or KEEPSAKE_NEW_API_KEY. 'new-key' makes one.")
    return space_id(new_api_key)


def _space(*, api_key: str) -> str:
    if not api_key and sys.stdin.isatty():
        api_key = click.prompt("Key of the space", hide_input=True, err=True)
    return space_id(api_key)


def _space_or_all(*, all_spaces: bool, api_key: str) -> str:
    return "" if all_spaces else _space(api_key=api_key)


def _space_if_known(*, api_key: str) -> str:
    return space_id(api_key) if api_key else ""


def _scope_of(*, api_key: str, agent_id: str, realm: str, user_id: str, session_id: str, include_shared: bool) -> Scope:
    return Scope(
        space=_space(api_key=api_key),
        agent=agent_id,
        realm=realm,
        user=user_id or None,
        session=session_id or None,
        include_shared=include_shared,
    )


def _wanted(*, agent_id: str | None, realm: str | None, user_id: str | None, session_id: str | None) -> Wanted:
    return Wanted(agent=agent_id, realm=realm, user=user_id, session=session_id)


def _giving(name: str, build: Callable[..., Any], options: Sequence[_Decorator]) -> _Decorator:
    """A decorator that gives a command the argument `name`, which `build` makes of the values of `options`."""

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        @wraps(command)
        def run(**values: Any) -> None:
            own = {option: values.pop(option) for option in names}
            command(**{name: build(**own)}, **values)

        before = len(getattr(command, "__click_params__", ()))
        given: Callable[..., None] = run
        for option in reversed(options):
            given = option(given)
        names = [option.name for option in given.__click_params__[before:]]  # type: ignore[attr-defined]
        return given

    return decorate


with_settings = _giving("settings", _settings, (*_STORAGE, *_MODELS))
with_settings_if_known = _giving("settings", _settings_if_known, (*_STORAGE, *_MODELS))  # None without a place
with_space = _giving("space", _space, (_KEY,))
with_space_if_known = _giving("space", _space_if_known, (_KEY,))  # "" without a key
with_scope = _giving("scope", _scope_of, (_KEY, *_PLACE))
with_wanted = _giving("wanted", _wanted, _WANTED)
with_space_or_all = _giving("space", _space_or_all, (_ALL_SPACES, _KEY))  # "" for all
with_destination = _giving("destination", _destination, _TO)
with_new_space = _giving("new_space", _new_space, (_NEW_KEY,))
with_output = _giving("out", Output, _JSON)
