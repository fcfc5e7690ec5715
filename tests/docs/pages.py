"""The project's Markdown files, read as GitHub reads them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

ROOT = Path(__file__).parents[2]
_UNSEEN = re.compile(r"<!-- run:\n(.*?)-->", re.DOTALL)
_READ = ("text", "softbreak")
_IN_HTML = re.compile(r'\b(?:href|src|srcset)="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block by its language; `run` is what a comment, which readers do not see, prepares or checks."""

    language: str
    text: str


@dataclass(frozen=True)
class Page:
    path: Path

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def language(self) -> str:
        """As the YAML calls it."""
        return self.path.stem.partition("_")[2] or "en_US"

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tokens(self) -> list[Token]:
        return MarkdownIt("commonmark").enable("table").parse(self.text)

    def blocks(self) -> Iterator[Block]:
        """In the order of the page."""
        for token in self.tokens:
            if token.type == "fence":
                yield Block(token.info.strip(), token.content)
            elif token.type == "code_block":
                yield Block("", token.content)
            elif token.type == "html_block" and (unseen := _UNSEEN.search(token.content)):
                yield Block("run", unseen.group(1))

    def links(self) -> Iterator[str]:
        for token in self.tokens:
            for inline in (token, *(token.children or ())):
                place = inline.attrGet("href") or inline.attrGet("src")
                yield from [str(place)] if place else []
                if inline.type in ("html_block", "html_inline"):
                    yield from _IN_HTML.findall(inline.content)

    def anchors(self) -> set[str]:
        """Of the headings, by GitHub's rule."""
        found: dict[str, int] = {}
        for opening, inline in zip(self.tokens, self.tokens[1:], strict=False):
            if opening.type == "heading_open":
                title = "".join(child.content for child in inline.children or ())
                slug = re.sub(r"[^\w\- ]", "", title.strip().lower()).replace(" ", "-")
                found[slug] = found.get(slug, -1) + 1
        return {f"{slug}-{number}" if number else slug for slug, last in found.items() for number in range(last + 1)}

    def bold(self) -> Iterator[str]:
        for inline in self._inlines():
            children = inline.children or []
            for number, child in enumerate(children):
                if child.type == "strong_open":
                    end = next(n for n in range(number, len(children)) if children[n].type == "strong_close")
                    yield "".join(c.content for c in children[number:end])

    def codes(self) -> Iterator[str]:
        """What stands in backticks."""
        for inline in self._inlines():
            yield from (child.content for child in inline.children or () if child.type == "code_inline")

    def prose(self) -> str:
        """All but blocks, code and markup."""
        lines = (inline.children or () for inline in self._inlines())
        texts = ((" " if c.type == "softbreak" else c.content for c in line if c.type in _READ) for line in lines)
        return "\n".join("".join(parts) for parts in texts)

    def table(self, first_cell: str) -> list[list[str]]:
        """The rows of the table whose head begins with this cell, head included; cells without markup."""
        rows: list[list[str]] = []
        for number, token in enumerate(self.tokens):
            if token.type == "table_open":
                rows = []
            elif token.type == "tr_open":
                rows.append([])
            elif token.type in ("th_open", "td_open"):
                rows[-1].append("".join(child.content for child in self.tokens[number + 1].children or ()))
            elif token.type == "table_close" and rows[0][0] == first_cell:
                return rows
        raise LookupError(f"{self.name} has no table that begins with {first_cell!r}")

    def _inlines(self) -> Iterator[Token]:
        return (token for token in self.tokens if token.type == "inline")


def page(name: str) -> Page:
    return Page(ROOT / name)


def files() -> list[str]:
    """Every file and folder of the project, from its root; hidden folders hold none of ours."""
    places = [place for place in ROOT.iterdir() if not place.name.startswith(".")]
    found = places + [path for place in places if place.is_dir() for path in place.rglob("*")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found if "__pycache__" not in path.parts)


def all_pages() -> list[Page]:
    return [page(name) for name in files() if name.endswith(".md")]
