"""Writes the YAML that Dify draws its forms from, of the declarations in `forms/` and the texts of every language; and
the table of options in the docs.

A language is one file, `forms/texts/<language>.yaml`, named as Dify names it. What it says under `shared` counts for
every tool whose own part does not say otherwise.

Usage: python -m dev.forms
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from dev.option_table import write_table
from dev.shipping.publisher import publisher_of
from forms import memory_page
from forms.authorization import CREDENTIALS, Credential, Select
from forms.every_tool import TOOLS
from forms.fields import Choice, Field
from forms.tool import Tool

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "forms" / "texts"
_FIRST = "en_US"  # Dify falls back to it
_HEAD = "# Written by `make forms` from forms/. Change it there.\n"
_WIDTH = 118

type Texts = Mapping[str, Any]  # what one language says, by the names of things
type Languages = Mapping[str, Texts]


class MissingTextError(LookupError):
    """A language lacks a text; says which."""


def read_languages(folder: Path = TEXTS) -> Languages:
    """Every language by its name, English first. All values are text: `yes` is a word here."""
    names = sorted((path.stem for path in folder.glob("*.yaml")), key=lambda name: (name != _FIRST, name))
    return {name: _read(folder / f"{name}.yaml") for name in names}


def _read(path: Path) -> Texts:
    """From the open file, so that a mistake in it is told with its name."""
    with path.open(encoding="utf-8") as file:
        texts: Texts = yaml.load(file, yaml.BaseLoader)
    return texts


def written(languages: Languages, *, author: str) -> Iterator[tuple[str, str]]:
    """The path of each file from the root, and what stands in it; the same for the same declarations and texts."""
    yield "provider/keepsake.yaml", _document(_provider(languages, author))
    for tool in TOOLS:
        yield f"tools/{tool.name}.yaml", _document(_tool(tool, languages, author))
    yield "endpoints/memory_page.yaml", _document(_page(languages))
    for number, (name, (path, method)) in enumerate(memory_page.ENDPOINTS.items()):
        endpoint = {"path": path, "method": method} | ({"hidden": True} if number else {})
        handler = {"python": {"source": "endpoints/memory_page.py"}}
        yield f"endpoints/{name}.yaml", _document(endpoint | {"extra": handler})


def _provider(languages: Languages, author: str) -> dict[str, Any]:
    return {
        "identity": {
            "author": author,
            "name": "keepsake",
            "label": _said(languages, "provider", "label"),
            "description": _said(languages, "provider", "description"),
            "icon": "icon.svg",
            "tags": ["rag", "productivity"],
        },
        "credentials_for_provider": {field.name: _credential(field, languages) for field in CREDENTIALS},
        "tools": [f"tools/{tool.name}.yaml" for tool in TOOLS],
        "extra": {"python": {"source": "provider/keepsake.py"}},
    }


def _page(languages: Languages) -> dict[str, Any]:
    return {
        "settings": [_setting(field, languages) for field in memory_page.SETTINGS],
        "endpoints": [f"endpoints/{name}.yaml" for name in memory_page.ENDPOINTS],
    }


def _setting(field: Credential, languages: Languages) -> dict[str, Any]:
    """Of the page; Dify asks for both keys, without which there is none."""
    place = ("page" if field in memory_page.OWN else "credentials", field.name)
    drawn = {"name": field.name, "type": field.dify_type, **dict(field.drawn())}
    drawn["required"] = drawn["required"] or field in memory_page.REQUIRED
    if isinstance(field, Select):
        drawn["options"] = _options(field.options, languages, *place)
    drawn["label"] = _said(languages, *place, "label")
    if not isinstance(field, Select):
        drawn["placeholder"] = _said(languages, *place, "placeholder")
    return drawn


def _credential(field: Credential, languages: Languages) -> dict[str, Any]:
    place = ("credentials", field.name)
    drawn = {"type": field.dify_type, **dict(field.drawn())}
    if isinstance(field, Select):
        drawn["options"] = _options(field.options, languages, *place)
    drawn["label"] = _said(languages, *place, "label")
    if not isinstance(field, Select):
        drawn["placeholder"] = _said(languages, *place, "placeholder")
    return drawn | {"help": _said(languages, *place, "help"), "url": field.page}


def _tool(tool: Tool, languages: Languages, author: str) -> dict[str, Any]:
    place = ("tools", tool.name)
    return {
        "identity": {"author": author, "name": tool.name, "label": _said(languages, *place, "label")},
        "description": {"human": _said(languages, *place, "description"), "llm": tool.for_models},
        "parameters": [_parameter(field, languages, *place, "parameters", field.name) for field in tool.fields],
        "output_schema": {"type": "object", "properties": dict(tool.outputs)},
        "extra": {"python": {"source": f"tools/{tool.name}.py"}},
    }


def _parameter(field: Field, languages: Languages, *place: str) -> dict[str, Any]:
    form = "llm" if field.by_model else "form"
    drawn = {"name": field.name, "type": field.dify_type, "required": field.required, "form": form}
    drawn |= dict(field.drawn())
    if isinstance(field, Choice):
        drawn["options"] = _options(field.options, languages, *place)
    drawn["label"] = _said(languages, *place, "label")
    drawn["human_description"] = _said(languages, *place, "description")
    return drawn | ({"llm_description": field.for_models} if field.by_model else {})


def _options(values: Any, languages: Languages, *place: str) -> list[dict[str, Any]]:
    return [{"value": str(value), "label": _said(languages, *place, "options", str(value))} for value in values]


def _said(languages: Languages, *place: str) -> dict[str, str]:
    """The text at a place in every language."""
    return {name: _text(texts, place, name) for name, texts in languages.items()}


def _text(texts: Texts, place: tuple[str, ...], language: str) -> str:
    """What a language says there, or else in its part for all tools."""
    found = _at(texts, place)
    if found is None and "parameters" in place:
        found = _at(texts, ("shared", *place[place.index("parameters") + 1 :]))
    if not isinstance(found, str) or not found.strip():
        raise MissingTextError(f"forms/texts/{language}.yaml says nothing at {' > '.join(place)}.")
    return " ".join(found.split())


def _at(texts: object, place: tuple[str, ...]) -> object:
    for name in place:
        texts = texts.get(name) if isinstance(texts, Mapping) else None
    return texts


class _Dumper(yaml.SafeDumper):
    """Indents lists, and never writes one part as a reference to another."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _document(content: dict[str, Any]) -> str:
    return _HEAD + yaml.dump(content, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)


def main() -> None:
    write_table()
    for path, text in written(read_languages(), author=publisher_of(ROOT).author):
        (ROOT / path).write_text(text, encoding="utf-8")
        print(path)


if __name__ == "__main__":
    main()
