"""The authorization form: every default, and one sentence for every mistake."""

from pathlib import Path

import pytest
import yaml

from memory_core import KeepsakeError, open_storage
from memory_core.engines.server.options import CollectionOptions, Quantization, parse_options
from provider.authorization import AuthMode, Authorization, Isolation, parse_authorization

KEY = "a-test-key-of-16-or-more"
FORM = yaml.safe_load((Path(__file__).parents[2] / "provider" / "keepsake.yaml").read_text())


def parse(fields: dict[str, object] | None = None, /, install: str = "local", **more: object) -> Authorization:
    credentials = {"api_key": KEY, "data_dir": "/data", **(fields or {}), **more}
    return parse_authorization(credentials, {"INSTALL_METHOD": install})


def test_every_field_has_a_default() -> None:
    """Missing, null and empty all mean it."""
    names = [name for name in FORM["credentials_for_provider"] if name not in ("api_key", "data_dir")]
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
        ({"api_key": ""}, "key_missing", "token_urlsafe"),
        ({"api_key": None}, "key_missing", "Set api_key"),
        ({"api_key": "short"}, "key_too_short", "16 characters"),
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
        ({"embedding_model": "dify:just/two"}, "invalid_settings", "dify:<author>/<plugin>/<provider>/<model>"),
        ({"embedding_model": "openai:text-embedding-3-small"}, "invalid_settings", "model_base_url"),
        ({"language_model": "openai:", "model_base_url": "https://x/v1"}, "invalid_settings", "openai:<model>"),
        ({"language_model": "gpt-4o"}, "invalid_settings", "leave it empty"),
        ({"language_model": "fastembed:x"}, "invalid_settings", "leave it empty"),
        ({"language_model": "openai:gpt-4o"}, "invalid_settings", "model_base_url"),
        ({"language_model": "bundled"}, "invalid_settings", "leave it empty"),
        ({"rerank_model": "openai:x"}, "invalid_settings", "leave it empty"),
        ({"rerank_model": "dify:a/b/c"}, "invalid_settings", "leave it empty"),
        ({"model_api_key": "ключ"}, "invalid_settings", "Copy it again"),
        ({"model_base_url": "ftp://x"}, "invalid_settings", "model_base_url"),
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
    "options", ["replication_factor", "shard_number=0", "on_disk=perhaps", "quantization=tiny", "x=1"]
)
def test_options_of_a_server_are_read_when_it_is_opened(options: str) -> None:
    """Which Authorize does: the sentence says how to write them."""
    settings = parse(qdrant_url="https://q", qdrant_options=options).settings
    with pytest.raises(KeepsakeError) as caught:
        open_storage(settings)
    assert caught.value.code == "invalid_settings"
    assert "replication_factor=2" in str(caught.value)


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
        model_base_url="https://api.example.com/v1",
        model_api_key="service-secret",
    ).settings
    assert settings.embedding_model == "dify:langgenius/openai/openai/text-embedding-3-small"
    assert (settings.language_model, settings.model_api_key) == ("openai:gpt-4o-mini", "service-secret")
    assert settings.rerank_model == "dify:langgenius/cohere/cohere/rerank-v3.5"


def test_secrets_are_masked() -> None:
    """A printed authorization tells nothing."""
    shown = repr(parse(qdrant_url="https://q", qdrant_api_key="qdrant-secret", model_api_key="service-secret"))
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


def test_qdrant_options_are_read_as_people_write_them() -> None:
    """In any order and case; what is not named keeps its default, and without a server they say nothing."""
    written = "On_Disk = TRUE,quantization=scalar,, replication_factor=2 "
    settings = parse(qdrant_url="https://q", qdrant_options=written).settings
    assert parse_options(settings.qdrant_options) == CollectionOptions(
        replication_factor=2, on_disk=True, quantization=Quantization.SCALAR
    )
    assert parse_options("") == CollectionOptions()
    assert parse(qdrant_options="nonsense").settings.qdrant_options == ""
