"""Links between the pages of this project."""

import re

import pytest
import yaml

from tests.docs.pages import ROOT, Page, all_pages, files

_FILE = re.compile(r"[A-Za-z]\w*(?:/[\w.-]+)*(?:/|\.(?:md|py|yaml|yml|toml|jsonl?))")
_ELSEWHERE = re.compile(r"[a-z]+:", re.IGNORECASE)

OURS = [f"{path}/" if (ROOT / path).is_dir() else path for path in files()]


def problem(page: Page, link: str) -> str:
    """Why a link leads nowhere; empty when it leads somewhere, or out of the project."""
    if _ELSEWHERE.match(link):
        return ""
    place, _, anchor = link.partition("#")
    target = (page.path.parent / place).resolve() if place else page.path
    if not target.is_relative_to(ROOT) or not target.exists():
        return f"{link}: there is no such file here"
    if anchor and anchor not in Page(target).anchors():
        return f"{link}: {target.name} has no such heading"
    return ""


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Page) -> None:
    """To a file of the project and, with an anchor, to a heading in it."""
    assert [told for link in page.links() if (told := problem(page, link))] == []


def test_the_forms_links_lead_somewhere() -> None:
    """What Authorize offers to read, as a path from the root."""
    form = yaml.safe_load((ROOT / "provider" / "keepsake.yaml").read_text(encoding="utf-8"))
    links = [field.get("url", "") for field in form["credentials_for_provider"].values()]
    assert [told for link in links if (told := problem(Page(ROOT / "README.md"), link))] == []


@pytest.mark.parametrize("page", all_pages(), ids=lambda page: page.name)
def test_every_file_that_is_named_exists(page: Page) -> None:
    """Whole, or as it is called within its folder; hidden ones and those elsewhere are not looked for."""
    named = {code for code in page.codes() if _FILE.fullmatch(code)}
    assert sorted(name for name in named if not any(f"/{path}".endswith(f"/{name}") for path in OURS)) == []


def test_a_link_to_nowhere_is_seen() -> None:
    """By file, by heading, and out of the project."""
    page = Page(ROOT / "README.md")
    for link in ("docs/nothing.md", "docs/isolation.md#nothing", "#nothing", "../outside.md"):
        assert problem(page, link)
    assert problem(page, "docs/isolation.md#when-to-bind-ids") == ""
