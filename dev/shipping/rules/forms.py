"""The form and the tools: their texts in every language that Dify reads, where help leads, and what tools put out."""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dev.shipping.patterns import EAST_ASIAN
from dev.shipping.rules.opened import Package
from dev.shipping.rules.rule import blocks

LANGUAGES = ("en_US", "zh_Hans", "ja_JP", "pt_BR")
TOO_LONG = 1_024
RESERVED = {"text", "files", "json"}
_LANGUAGE = re.compile(r"[a-z]{2}[_-][A-Za-z]{2,4}")
_QUOTED = re.compile(r"\"[^\"]*\"|\u201c[^\u201d]*\u201d|`[^`]*`")


@dataclass(frozen=True, slots=True)
class Place:
    """Where in which file."""

    file: str
    inside: str = ""

    def __truediv__(self, part: object) -> "Place":
        return Place(self.file, f"{self.inside}/{part}".lstrip("/"))

    def __str__(self) -> str:
        return f"{self.file}: {self.inside}"


def every_text_is_in_four_languages(package: Package) -> Iterator[str]:
    """One sentence for each file and what its texts lack, with the first places."""
    lacking: dict[tuple[str, str], list[str]] = defaultdict(list)
    for place, text in _for_people(package):
        if missing := [language for language in LANGUAGES if not str(text.get(language) or "").strip()]:
            lacking[place.file, ", ".join(missing)].append(place.inside)
    for (file, languages), places in lacking.items():
        yield f"{file}: {len(places)} texts are not in {languages} ({', '.join(places[:3])}...): write them."


def languages_are_spelled_as_dify_does(package: Package) -> Iterator[str]:
    for place, text in _for_people(package):
        if others := sorted(set(text) - set(LANGUAGES)):
            yield f"{place} is in {', '.join(others)}, which Dify does not read: use {', '.join(LANGUAGES)}."


def no_text_is_too_long(package: Package) -> Iterator[str]:
    texts = [(place / language, text) for place, node in _for_people(package) for language, text in node.items()]
    for place, text in [*texts, *_for_models(package)]:
        if len(str(text)) >= TOO_LONG:
            yield f"{place} has {len(str(text))} characters: keep it below {TOO_LONG}."


def models_read_english(package: Package) -> Iterator[str]:
    """But for examples in quotes, which may be in any language."""
    for place, text in _for_models(package):
        if found := EAST_ASIAN.findall(_QUOTED.sub("", text)):
            yield f"{place} tells a model in another language than English: translate {''.join(found[:8])}."


def every_tool_declares_its_outputs(package: Package) -> Iterator[str]:
    """Nodes that follow can choose only from what is declared, and builders by its description."""
    for name, tool in package.tools.items():
        outputs = _outputs(tool)
        if not outputs:
            yield f"{name} declares no output: name its variables in output_schema."
        for output in (output for output, schema in outputs.items() if not schema.get("description")):
            yield f"{name} does not say what the output `{output}` is: give it a description."


def outputs_avoid_difys_names(package: Package) -> Iterator[str]:
    for name, tool in package.tools.items():
        for output in sorted(RESERVED & set(_outputs(tool))):
            yield f"{name} declares the output `{output}`, which is Dify's own: give it another name."


def help_leads_somewhere(package: Package) -> Iterator[str]:
    """Dify shows a credential's help as the words of its link, and takes a path for one of its own pages."""
    for name, field in (package.provider.get("credentials_for_provider") or {}).items():
        url = field.get("url") or ""
        if url and not field.get("help"):
            yield f"The form's {name} has `url` and no `help`: write both, help is what the link says."
        if field.get("help") and not url and package.manifest.get("repo"):
            yield f"The form's {name} has `help` and no `url`: write both, help is what the link says."
        if url and not url.startswith("https://"):
            yield f"The form's {name} links to {url}, where Dify has no page: pack it with `make package`."


def _outputs(tool: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return (tool.get("output_schema") or {}).get("properties") or {}


def _for_people(package: Package) -> Iterator[tuple[Place, dict[str, object]]]:
    """Every text with its languages."""
    for name, form in package.forms.items():
        yield from _within(form, Place(name))


def _within(node: object, place: Place) -> Iterator[tuple[Place, dict[str, object]]]:
    if isinstance(node, dict):
        if node and all(_LANGUAGE.fullmatch(str(key)) for key in node):
            yield place, node
        for key, value in node.items():
            yield from _within(value, place / key)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            named = value.get("name", value.get("value", number)) if isinstance(value, dict) else number
            yield from _within(value, place / named)


def _for_models(package: Package) -> Iterator[tuple[Place, str]]:
    for name, tool in package.tools.items():
        yield Place(name, "description/llm"), tool["description"]["llm"]
        for parameter in tool.get("parameters") or []:
            yield Place(name, f"{parameter['name']}/llm_description"), parameter.get("llm_description") or ""


RULES = blocks(
    every_text_is_in_four_languages,
    languages_are_spelled_as_dify_does,
    no_text_is_too_long,
    models_read_english,
    every_tool_declares_its_outputs,
    outputs_avoid_difys_names,
    help_leads_somewhere,
)
