"""Forms of words, by script."""

import pytest

from memory_core.domain.word_forms import (
    arabic_skeletons,
    beginnings,
    by_script,
    han_characters,
    open_syllables,
    parts,
)


def test_words_are_told_apart_by_script() -> None:
    """Latin, Cyrillic, and what has rules of its own."""
    latin, cyrillic, rest = by_script("Anna's café 3 — Москва, 東京 قهوة")
    assert latin.split() == ["Anna's", "café", "3"]
    assert cyrillic == "Москва"
    assert "東京" in rest
    assert "قهوة" in rest


def test_beginnings_have_four_letters_without_accents() -> None:
    """Shorter words have none."""
    assert beginnings("Élodie étudie la Škoda").split() == ["elod", "etud", "skod"]


def test_parts_of_a_compound_hold_its_words() -> None:
    """Short words have none, and no part is the whole."""
    found = parts("Taschenuhr Haus").split()
    assert {"Taschen", "uhr"} <= set(found)
    assert not {"Taschenuhr", "Haus"} & set(found)


def test_chinese_characters_stand_alone() -> None:
    """Those of Japanese words, too, less their endings."""
    assert han_characters("買いました、護士Tom") == "買 護 士"


@pytest.mark.parametrize(
    ("one", "other", "shared"),
    [("배웠던", "배우기", "배우"), ("갔어요", "가다", "가"), ("마셨다", "마시는", "마시"), ("봤어", "보고", "보")],
)
def test_korean_tenses_begin_alike_when_open(one: str, other: str, shared: str) -> None:
    """What a past tense contracts is taken apart."""
    assert open_syllables(one).startswith(shared)
    assert open_syllables(other).startswith(shared)


@pytest.mark.parametrize("forms", ["مفتاح مفاتيح", "طبيب أطباء", "خاتم خواتم"])
def test_arabic_plurals_leave_one_skeleton(forms: str) -> None:
    """Plurals that change a word inside change its weak letters."""
    assert len(set(arabic_skeletons(forms).split())) == 1


def test_nothing_is_left_of_arabic_words_of_weak_letters() -> None:
    """One letter alone would be found everywhere."""
    assert arabic_skeletons("دواء أو") == ""
