"""The rules for words that name a time, as the languages' data files have them: their examples are tests."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from memory_core.domain.reading.calendar import phrases, tense
from memory_core.domain.reading.calendar.days import Days, Direction
from memory_core.domain.reading.calendar.named import days_of, named
from memory_core.domain.reading.calendar.notation import pattern
from memory_core.languages.load import codes, section

WEDNESDAY = datetime(2025, 6, 11, 15, tzinfo=UTC)
LANGUAGES = [code for code in codes() if section(code, "time")]
type Example = tuple[str, Mapping[str, Any], str]  # language, rule, text


def examples(table: str, answer: str) -> list[Any]:
    """Every example of an answer, named by its language, rule and text."""
    return [
        pytest.param((code, rule, text), id=f"{code}-{rule['id']}-{text}")
        for code in LANGUAGES
        for rule in section(code, "time")[table]
        for text in rule[answer]
    ]


def shown(days: Days | None) -> str:
    if days is None:
        return ""
    first, last = days.first.isoformat(), (days.after - timedelta(days=1)).isoformat()
    return first if first == last else f"{first}/{last}"


def test_ten_languages_have_rules() -> None:
    """Each rule has an id of its own."""
    assert LANGUAGES == ["de", "en", "es", "fr", "it", "ja", "ko", "pt", "ru", "zh"]
    for code in LANGUAGES:
        for table in ("rules", "tense"):
            names = [rule["id"] for rule in section(code, "time")[table]]
            assert len(set(names)) == len(names), code


@pytest.mark.parametrize("example", examples("rules", "yes"))
def test_a_rule_finds_what_it_says(example: Example) -> None:
    """The whole of the example, by this very rule; on the days that stand beside it, coming and last."""
    code, rule, text = example
    (found,) = named(text, language=code)
    assert (found.start, found.end, found.phrases[0].rule) == (0, len(text), rule["id"])
    coming, last = (shown(days_of(found, said=WEDNESDAY, towards=towards)) for towards in Direction)
    assert rule["yes"][text] == (coming if coming == last else f"{coming} | {last}")


@pytest.mark.parametrize("example", examples("rules", "no"))
def test_a_rule_leaves_what_it_does_not_mean(example: Example) -> None:
    """Look-alikes are none of its own."""
    code, rule, text = example
    found = phrases.phrases(text, language=code)
    assert (code, rule["id"]) not in [(phrase.language, phrase.rule) for phrase in found]


@pytest.mark.parametrize("example", examples("tense", "yes"))
def test_a_tense_is_told(example: Example) -> None:
    """By the kind of the rule."""
    code, rule, text = example
    assert rule["kind"] in tense.kinds(text, code)


@pytest.mark.parametrize("example", examples("tense", "no"))
def test_a_tense_is_not_told_by_its_look_alikes(example: Example) -> None:
    """The rule alone does not fit."""
    code, rule, text = example
    flags = re.NOFLAG if section(code, "time").get("capitals") else re.IGNORECASE
    assert re.search(pattern(code, rule["words"]), text, flags) is None
