"""Words of a query meet the words that were stored, in other forms and in any language."""

import pytest

from memory_core.adapters.keywords import (
    Bm25Encoder,
    arabic_skeletons,
    beginnings,
    by_script,
    han_characters,
    open_syllables,
    parts,
)

KEYWORDS = Bm25Encoder()


def likeness(query: str, text: str, language: str) -> float:
    """What the engine would sum, every word equally rare."""
    stored = KEYWORDS.encode_document(text, language=language)
    weights = dict(zip(stored.indices, stored.values, strict=True))
    asked = KEYWORDS.encode_query(query)
    return sum(
        value * weights.get(index, 0.0) for index, value in zip(asked.indices, asked.values, strict=True)
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [
        ("nadando", "Nado media hora todas las mañanas.", "es"),
        ("vélos", "Le tour de la Corse à vélo.", "fr"),
        ("enseignante", "Ma sœur enseigne les mathématiques.", "fr"),
        ("correr", "Corro dez quilômetros na praia.", "pt"),
        ("Uhren", "Von meinem Großvater habe ich eine Taschenuhr geerbt.", "de"),
        ("Nuss", "Ich vertrage keine Haselnüsse.", "de"),
        ("Käsesorten", "Mein Mann isst keinen Käse.", "de"),
        ("скрипку", "Аня учится играть на скрипке.", "ru"),
        ("мед", "У меня аллергия на мёд.", "ru"),
        ("買った", "青いワゴン車を買いました。", "ja"),
        ("护士长", "我姐姐在儿童医院当护士。", "zh"),
        ("배웠던", "첼로를 배우기 시작했어요.", "ko"),
        ("마신", "우유만 넣어 마셔요.", "ko"),
        ("مفاتيح", "المفتاح عند جارتنا.", "ar"),
    ],
)
def test_another_form_of_a_word_finds_it(query: str, text: str, language: str) -> None:
    """Stems by the language it was told in, compounds, and scripts whose words change inside."""
    assert likeness(query, text, language) > 0


@pytest.mark.parametrize(
    ("query", "text", "language"),
    [("Lissabon", "Ich wohne in Porto.", "de"), ("護士", "私は毎朝走っています。", "ja"), ("تقرير", "قهوة", "ar")],
)
def test_other_words_are_not_found(query: str, text: str, language: str) -> None:
    """Likeness is between forms of a word, not between words."""
    assert likeness(query, text, language) == 0


def test_the_word_as_it_was_told_weighs_more_than_one_like_it() -> None:
    """So that the memory with the very word stands first."""
    assert likeness("Uhren", "Er kauft Uhren.", "de") > likeness("Uhren", "Er kauft Taschenuhren.", "de")
    assert likeness("farmacia", "Una farmacia.", "es") > likeness("farmacia", "Es farmacéutica.", "es")


@pytest.mark.parametrize("language", ["", "en", "xx"])
def test_english_memories_meet_english_stems_alone(language: str) -> None:
    """A word whose beginning, or Spanish stem, is the same as that of an English word does not find it."""
    assert likeness("driver", "I failed my driving test.", language) == 0
    assert likeness("driven", "I was driven home.", language) > 0
    assert likeness("watch", "A wristwatch.", language) == 0


def test_english_stop_words_find_nothing_in_other_languages() -> None:
    """A Dutch memory may hold one, and it would be rare there."""
    assert likeness("What was the one with me", "Dat was de man with the hat, me.", "nl") == 0


def test_a_query_counts_its_words_not_their_forms() -> None:
    """Sums are made comparable by how many words were asked for."""
    asked = KEYWORDS.encode_query("Lastenräder kaufen")
    assert asked.words == 2 < len(asked.indices) == len(set(asked.indices))
    assert KEYWORDS.encode_query("the").words == len(KEYWORDS.encode_query("the").indices) == 0


@pytest.mark.parametrize("text", ["", " ", "?!", "🌸", "'", "’’", "\x00", "a" * 10_000, "ё", "ㅎ", "٣"])
def test_any_text_is_encoded(text: str) -> None:
    """Every number stands once, whatever was written."""
    for vector in (KEYWORDS.encode_document(text, language="de"), KEYWORDS.encode_query(text)):
        assert len(set(vector.indices)) == len(vector.indices) == len(vector.values)


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
