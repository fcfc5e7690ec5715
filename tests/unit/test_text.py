"""Rules on text."""

import pytest

from memory_core.domain.text import bare_arabic, canonical, digest, split_bigrams, storable
from memory_core.errors import InvalidParameter


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I like tea.", "i like  TEA"),
        ("Straße", "STRASSE"),
        ("我喜欢茶。", "我喜欢茶"),
        ("ｆｕｌｌ width", "full width"),
        ("«Bonjour», dit-il !", "bonjour dit-il"),
        ("It's my dog.", "it’s my dog"),
        ("我喜欢 Python", "我喜欢Python"),
        ("我喜欢猫，不喜欢狗。", "我喜欢猫 不喜欢狗"),
        ("red,green", "red, green"),
        ("cats/dogs", "cats / dogs"),
        ("São-Paulo", "são paulo"),
        ("10 % of it", "10% of it"),
        ("Use `ls`", "use ls"),
    ],
)
def test_case_spacing_and_punctuation_do_not_count(one: str, other: str) -> None:
    """Two wordings of one statement are one."""
    assert canonical(one) == canonical(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("C", "C#"),
        ("C", "C++"),
        ("1.5 litres", "15 litres"),
        ("-5 degrees", "5 degrees"),
        ("50% off", "50 off"),
        ("we'll", "well"),
        ("tea", "coffee"),
        ("at 9:30", "at 930"),
        ("the 1/2 cup", "the 12 cup"),
    ],
)
def test_marks_that_carry_meaning_count(one: str, other: str) -> None:
    """Different statements stay different."""
    assert canonical(one) != canonical(other)


def test_cjk_runs_become_overlapping_pairs() -> None:
    """Scripts without spaces are searchable by any two characters in a row."""
    assert split_bigrams("東京に住む", singles=False).split() == ["東京", "京に", "に住", "住む"]
    assert split_bigrams("我爱Python和茶", singles=False).split() == ["我爱", "Python", "和茶"]
    assert split_bigrams("서울에", singles=True).split() == ["서울", "울에", "서", "울", "에"]
    assert split_bigrams("茶", singles=False).split() == split_bigrams("茶", singles=True).split() == ["茶"]
    assert split_bigrams("plain text", singles=True) == "plain text"


@pytest.mark.parametrize(
    "forms",
    [
        "مدير المدير والمديرة مديرتي",
        "سيارة السيارات سيارتنا",
        "قهوة للقهوة بالقهوة",
        "يوميا يوميًا",
        "اسنان أسناني",
        "2019 ٢٠١٩",
    ],
)
def test_forms_of_an_arabic_word_become_one(forms: str) -> None:
    """Article, joined words, owner, number, vowel marks and spelling do not keep a keyword from its word."""
    assert len(set(bare_arabic(forms).split())) == 1


@pytest.mark.parametrize("words", ["لبن لبنان", "بيت بنت", "أخي أختي", "ولد والد", "plain text, 2019", "在 في"])
def test_different_words_stay_different_when_bare(words: str) -> None:
    """What looks like an article or an ending, but belongs to a short word, is left."""
    assert len(set(bare_arabic(words).split())) == len(words.split())


def test_digests_tell_parts_apart() -> None:
    """Where one part ends and the next begins is part of the name."""
    assert digest("ab", "c") != digest("a", "bc")
    assert digest("ab", "c") == digest("ab", "c")


def test_half_a_character_is_refused_by_name() -> None:
    """A lone surrogate has no UTF-8 form, so nothing could keep it."""
    with pytest.raises(InvalidParameter, match=r"^query"):
        storable("a\udc00b", name="query")
    assert storable("🌸\x00", name="query") == "🌸\x00"
