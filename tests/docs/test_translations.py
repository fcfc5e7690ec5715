"""The translations of README.md say all that it says, in the words that the forms have in that language."""

import re
from collections import Counter
from posixpath import dirname, join, normpath

import pytest

from dev.shipping.rules.documents import TRANSLATIONS
from tests.docs.pages import Page, files, page
from tests.docs.test_names import FORMS, labels

README, *TRANSLATED = ALL = [page("README.md"), *map(page, TRANSLATIONS)]
LABELS = {label["en_US"]: label for label in labels(FORMS)}
NAMES = [form["identity"]["label"] for form in FORMS]

each = pytest.mark.parametrize("translation", TRANSLATED, ids=lambda page: page.name)


def behind(translation: Page) -> str:
    return f"{translation.name} is behind README.md"


def places(page: Page) -> list[str]:
    """What a page links to, from the root of the project, in its order."""
    return [link if ":" in link else normpath(join(dirname(page.name), link)) for link in page.links()]


def numbers(page: Page) -> Counter[str]:
    return Counter(re.findall(r"\d+(?:\.\d+)*", page.prose()))


def test_every_translation_is_one_that_dify_reads() -> None:
    """In the folder is one for each language of the forms, and nothing else."""
    assert [name for name in files() if name.startswith("readme/")] == sorted(TRANSLATIONS)
    assert {page.language for page in ALL} == set(NAMES[0])


@pytest.mark.parametrize("page", ALL, ids=lambda page: page.name)
def test_below_the_title_are_the_other_languages(page: Page) -> None:
    """All but its own."""
    assert places(page)[: len(ALL) - 1] == [other.name for other in ALL if other != page]


@each
def test_it_has_the_same_sections(translation: Page) -> None:
    """Headings of the same levels, in the same order."""
    levels = [[token.tag for token in page.tokens if token.type == "heading_open"] for page in (README, translation)]
    assert levels[1] == levels[0], behind(translation)


@each
def test_it_has_the_same_code(translation: Page) -> None:
    """To the byte: commands, the prompt for agents, and what stands in backticks."""
    assert list(translation.blocks()) == list(README.blocks()), behind(translation)
    assert Counter(translation.codes()) == Counter(README.codes()), behind(translation)


@each
def test_it_links_to_the_same_places(translation: Page) -> None:
    """Other than itself and its sisters."""
    sisters = {page.name for page in ALL}
    here, there = (Counter(place for place in places(page) if place not in sisters) for page in (translation, README))
    assert here == there, behind(translation)


@each
def test_it_has_the_same_figures(translation: Page) -> None:
    """Row by row in the table; every number of the text."""
    assert translation.table("")[1:] == README.table("")[1:], behind(translation)
    assert numbers(README) - numbers(translation) == Counter(), behind(translation)


@each
def test_it_shows_what_dify_shows(translation: Page) -> None:
    """Where README.md has an English label in bold, it has the same label in its language."""
    pairs = zip(README.bold(), translation.bold(), strict=True)
    steps = [step for pair in pairs for step in zip(*(text.split(" > ") for text in pair), strict=True)]
    shown = [(LABELS[english], text) for english, text in steps if english in LABELS]
    assert shown
    assert [text for label, text in shown if text != label[translation.language]] == []


@each
def test_it_calls_the_tools_by_their_names(translation: Page) -> None:
    """As often as README.md does, or once where that shortens a name."""
    text = translation.prose()
    times = {name[translation.language]: max(1, README.prose().count(name["en_US"])) for name in NAMES}
    assert [name for name, least in times.items() if text.count(name) < least] == []
