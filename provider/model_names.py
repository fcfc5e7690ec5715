"""Names of models, as people write them at Authorize.

A model of Dify is named by author, plugin, provider and model. Dify itself completes the name of a provider of
its own: `openai` is `langgenius/openai/openai`. So does Keepsake, where only one reading is possible.
"""

from memory_core.errors import InvalidSettings

BUNDLED, BUNDLED_ENGLISH = "bundled", "bundled-english"
DIFY, OPENAI, FASTEMBED = "dify:", "openai:", "fastembed:"
_DIFYS_OWN = "langgenius"
_OTHER_PLUGIN = {"google": "gemini"}  # providers of Dify's own whose plugin has another name
_FORMS = {
    "embedding_model": f"'{BUNDLED}', '{BUNDLED_ENGLISH}', 'fastembed:<name>', "
    "'dify:<author>/<plugin>/<provider>/<model>' or 'openai:<model>'",
    "language_model": "'dify:<author>/<plugin>/<provider>/<model>' or 'openai:<model>', or leave it empty for none",
    "rerank_model": "'dify:<author>/<plugin>/<provider>/<model>', or leave it empty for none",
}


def complete_model_name(name: str, *, field: str) -> str:
    """The whole name of the model; empty for none. Raises InvalidSettings, with the right spelling if it can tell."""
    kind, colon, rest = name.partition(":")
    prefix, rest = f"{kind.strip().lower()}{colon}", rest.strip()
    if not name or (field == "embedding_model" and name.lower() in (BUNDLED, BUNDLED_ENGLISH)):
        return name.lower()
    if prefix == DIFY and rest:
        return DIFY + _of_dify(rest, field)
    if prefix == OPENAI and rest and field != "rerank_model":
        return OPENAI + rest
    if prefix == FASTEMBED and rest and field == "embedding_model":
        return FASTEMBED + rest
    if not colon and "/" in name:
        raise InvalidSettings(
            f"{field} does not say where its model is. A model of your workspace is written '{DIFY}{_whole(name)}'."
        )
    raise InvalidSettings(f"{field} names no model that is known. Write {_FORMS[field]}.")


def _of_dify(name: str, field: str) -> str:
    parts = [part.strip() for part in name.split("/")]
    if len(parts) == 1 or not all(parts):
        raise InvalidSettings(
            f"{field} does not name the provider of its model. Write 'dify:<author>/<plugin>/<provider>/<model>', like "
            "'dify:langgenius/openai/openai/gpt-4o-mini'."
        )
    if len(parts) == 3 and parts[0] != _DIFYS_OWN:
        raise InvalidSettings(
            f"{field} can be read in two ways. If '{parts[0]}' is a provider of Dify's own, write "
            f"'{DIFY}{_whole(name)}'; else write author, plugin, provider and model."
        )
    return "/".join(parts) if len(parts) > 3 else _whole("/".join(parts).removeprefix(f"{_DIFYS_OWN}/"))


def _whole(name: str) -> str:
    """With Dify's own author and plugin before a provider and a model."""
    provider, _, model = name.partition("/")
    provider = next((other for other, plugin in _OTHER_PLUGIN.items() if provider == plugin), provider)
    return f"{_DIFYS_OWN}/{_OTHER_PLUGIN.get(provider, provider)}/{provider}/{model}"
