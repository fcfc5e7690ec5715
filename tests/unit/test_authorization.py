"""The authorization form: every default, and one sentence for every mistake."""

from pathlib import Path

import pytest
import yaml

from dev.daemon import as_form
from forms.authorization import AuthMode, Isolation
from memory_core import KeepsakeError
from memory_core.engines.server.options import CollectionOptions, Quantization, parse_options
from provider.authorization import Authorization, parse_authorization, said_at_authorize

KEY = "a-test-key-of-16-or-more"
FORM = yaml.safe_load((Path(__file__).parents[2] / "provider" / "keepsake.yaml").read_text())


def parse(fields: dict[str, object] | None = None, /, install: str = "local", **more: object) -> Authorization:
    credentials = {"api_key": KEY, "data_dir": "/data", **(fields or {}), **more}
    credentials = {name: value for name, value in credentials.items() if name != "data_dir" or value is not None}
    return parse_authorization(as_form(credentials), {"INSTALL_METHOD": install})


def test_every_field_has_a_default() -> None:
    """Missing, null and empty all mean it."""
    names = [name for name in FORM["credentials_for_provider"] if name not in ("api_key", "options")]
    plain = parse()
    assert plain.auth_mode is AuthMode.SINGLE_SPACE
    assert plain.isolation is Isolation.USER
    assert plain.agent_id == "dify"
    assert plain.settings.embedding_model == "bundled"
    assert parse(dict.fromkeys(names)) == plain
    assert parse(dict.fromkeys(names, "")) == plain
    defaults = {n: f["default"] for n, f in FORM["credentials_for_provider"].items() if "default" in f}
    assert parse(defaults) == plain


@pytest.mark.parametrize(
    ("fields", "code", "says"),
    [
        ({"api_key": ""}, "key_missing", "space key is empty"),
        ({"api_key": None}, "key_missing", "a password you choose"),
        ({"api_key": "short"}, "key_too_short", "16 characters or more"),
        ({"auth_mode": "both"}, "invalid_settings", "single_space, multi_space"),
        ({"isolation": "tenant"}, "invalid_settings", "user, conversation, app, none"),
        ({"agent_id": "{{#node.x#}}"}, "unresolved_template", "agent_id"),
        ({"qdrant_url": "qdrant:6333"}, "invalid_settings", "http://"),
        ({"qdrant_url": "https://"}, "invalid_settings", "http://"),
        ({"qdrant_url": "https://host:99999"}, "invalid_settings", "http://"),
        ({"qdrant_url": "https://user:pass@host"}, "invalid_settings", "field for the key"),
        ({"agent_id": "a" * 20_000}, "invalid_parameter", "agent id"),
        ({"qdrant_url": "http://xn--.com"}, "invalid_settings", "http://"),
        ({"qdrant_url": "http://exa\0mple"}, "invalid_settings", "http://"),
        ({"qdrant_url": "https://q", "qdrant_api_key": "ключ"}, "invalid_settings", "Copy it again"),
        ({"qdrant_url": "https://q", "qdrant_api_key": "a\nb"}, "invalid_settings", "Copy it again"),
        ({"data_dir": "/tmp/\0x"}, "invalid_settings", "absolute"),
        ({"data_dir": "~no-such-user/x"}, "invalid_settings", "absolute"),
        ({"data_dir": "relative/path"}, "invalid_settings", "absolute"),
        ({"embedding_model": "word2vec"}, "invalid_settings", "'fastembed:<name>'"),
        ({"embedding_model": "fastembed:"}, "invalid_settings", "'fastembed:<name>'"),
        ({"embedding_model": "dify:one"}, "invalid_settings", "dify:<author>/<plugin>/<provider>/<model>"),
        ({"embedding_model": "openai:text-embedding-3-small"}, "invalid_settings", "model_service"),
        ({"language_model": "openai:", "model_service": "https://x/v1"}, "invalid_settings", "openai:<model>"),
        ({"language_model": "gpt-4o"}, "invalid_settings", "leave it empty"),
        ({"language_model": "fastembed:x"}, "invalid_settings", "leave it empty"),
        ({"language_model": "openai:gpt-4o"}, "invalid_settings", "model_service"),
        ({"language_model": "bundled"}, "invalid_settings", "leave it empty"),
        ({"rerank_model": "openai:x"}, "invalid_settings", "leave it empty"),
        ({"rerank_model": "dify:a/b/c"}, "invalid_settings", "'dify:langgenius/a/a/b/c'"),
        ({"language_model": "openai/gpt-4o-mini"}, "invalid_settings", "'dify:langgenius/openai/openai/gpt-4o-mini'"),
        ({"language_model": "dify:openai/"}, "invalid_settings", "provider"),
        ({"model_service": "https://x/v1 ключ"}, "invalid_settings", "Copy it again"),
        ({"model_service": "ftp://x"}, "invalid_settings", "model_service"),
        ({"model_service": "only-a-key"}, "invalid_settings", "after a space"),
        ({"model_service": "https://x/v1 one two"}, "invalid_settings", "after a space"),
        ({"options": "data_dri=/x"}, "invalid_settings", "Did you mean data_dir?"),
        ({"options": "just words"}, "invalid_settings", "key=value"),
        ({"options": "reembed"}, "invalid_settings", "key=value"),
        ({"options": "reembed=on reembed=off"}, "invalid_settings", "more than once"),
        ({"options": "reembed=perhaps"}, "invalid_settings", "on or off"),
        ({"options": "shard_number=0"}, "invalid_settings", "from 1 to 1,000"),
        ({"options": "quantization=skalar"}, "invalid_settings", "Did you mean scalar?"),
    ],
)
def test_each_mistake_has_its_sentence(fields: dict[str, object], code: str, says: str) -> None:
    """Which says what to do, and shows no secret."""
    with pytest.raises(KeepsakeError) as caught:
        parse(fields)
    assert caught.value.code == code
    assert says in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize(
    ("written", "whole"),
    [
        ("dify:openai/gpt-4o-mini", "dify:langgenius/openai/openai/gpt-4o-mini"),
        ("dify: openai / gpt-4o-mini", "dify:langgenius/openai/openai/gpt-4o-mini"),
        ("dify:langgenius/openai/gpt-4o-mini", "dify:langgenius/openai/openai/gpt-4o-mini"),
        ("dify:google/gemini-2.0-flash", "dify:langgenius/gemini/google/gemini-2.0-flash"),
        ("dify:gemini/gemini-2.0-flash", "dify:langgenius/gemini/google/gemini-2.0-flash"),
        ("dify:acme/models/acme/large", "dify:acme/models/acme/large"),
        ("dify:langgenius/siliconflow/siliconflow/BAAI/bge-m3", "dify:langgenius/siliconflow/siliconflow/BAAI/bge-m3"),
    ],
)
def test_a_model_of_the_workspace_is_completed_as_dify_does(written: str, whole: str) -> None:
    """Where only one reading is possible."""
    assert parse(language_model=written).settings.language_model == whole


def test_a_refused_key_comes_with_another_one_each_time() -> None:
    """Which is good enough to be taken."""
    fresh = set()
    for key in ("", "short"):
        with pytest.raises(KeepsakeError) as caught:
            parse(api_key=key)
        assert "fresh" not in str(caught.value)  # a call is no place for keys
        fresh.add(said_at_authorize(caught.value).partition("fresh one: ")[2].split()[0])
    assert len(fresh) == 2
    assert all(parse(api_key=key).api_key == key for key in fresh)


def test_options_are_read_as_people_write_them() -> None:
    """In any order and case, apart by spaces, commas or lines, with quotes where a value has spaces."""
    written = "On_Disk = TRUE,quantization=Scalar\nreplication_factor=2 ; data_dir='/my data' reembed=on"
    settings = parse(options=written, data_dir=None, qdrant_url="https://q").settings
    assert parse_options(settings.qdrant_options) == CollectionOptions(
        replication_factor=2, on_disk=True, quantization=Quantization.SCALAR
    )
    assert settings.reembed
    assert not parse().settings.reembed
    assert parse(options="data_dir='/my data'", data_dir=None).settings.data_dir == Path("/my data")
    assert parse(options="shard_number=6").settings.qdrant_options == ""  # without a server


def test_the_container_says_what_the_form_does_not() -> None:
    """For every authorization alike; the same mistakes are refused."""
    container = {"INSTALL_METHOD": "local", "KEEPSAKE_DATA_DIR": "/volume", "KEEPSAKE_REEMBED": "on"}
    assert parse_authorization({"api_key": KEY}, container).settings.data_dir == Path("/volume")
    chosen = parse_authorization({"api_key": KEY, "options": "data_dir=/mine reembed=off"}, container).settings
    assert (chosen.data_dir, chosen.reembed) == (Path("/mine"), False)
    with pytest.raises(KeepsakeError, match="reembed takes on or off"):
        parse_authorization({"api_key": KEY}, container | {"KEEPSAKE_REEMBED": "maybe"})


def test_multi_space_ignores_the_key() -> None:
    """Even one that could not serve."""
    assert parse(auth_mode="multi_space", api_key="x").auth_mode is AuthMode.MULTI_SPACE


def test_serverless_needs_a_server() -> None:
    """On Dify Cloud nothing on disk lasts."""
    with pytest.raises(KeepsakeError, match="qdrant_url"):
        parse(install="serverless")
    settings = parse(install="serverless", qdrant_url="https://q:6333").settings
    assert settings.qdrant_url == "https://q:6333"
    assert settings.data_dir is None


def test_models_are_taken_as_they_are_named() -> None:
    """Of the workspace or of a service; asked only later."""
    settings = parse(
        embedding_model="dify:langgenius/openai/openai/text-embedding-3-small",
        language_model="openai:gpt-4o-mini",
        rerank_model="dify:langgenius/cohere/cohere/rerank-v3.5",
        model_service="https://api.example.com/v1 service-secret",
    ).settings
    assert settings.embedding_model == "dify:langgenius/openai/openai/text-embedding-3-small"
    assert (settings.language_model, settings.model_api_key) == ("openai:gpt-4o-mini", "service-secret")
    assert settings.rerank_model == "dify:langgenius/cohere/cohere/rerank-v3.5"


def test_secrets_are_masked() -> None:
    """A printed authorization tells nothing."""
    shown = repr(
        parse(qdrant_url="https://q", qdrant_api_key="qdrant-secret", model_service="https://s/v1 service-secret")
    )
    assert KEY not in shown
    assert "service-secret" not in shown
    assert "qdrant-secret" not in shown


def test_settings_are_told_apart() -> None:
    """What is cached by a fingerprint is shared by equal settings only, and the fingerprint tells no key."""
    one, same = parse().settings, parse(agent_id="other").settings
    other = parse(qdrant_url="https://q", qdrant_api_key="k1").settings
    rekeyed = parse(qdrant_url="https://q", qdrant_api_key="k2").settings
    assert one.fingerprint() == same.fingerprint()
    assert len({s.fingerprint() for s in (one, other, rekeyed, parse(data_dir="/other").settings)}) == 4
