"""Statements that say the same, in other words or to the letter."""

import math

import pytest

from memory_core.adapters.embedding.bundled import bundled_embedder
from memory_core.domain.reading.compare import says_the_same
from memory_core.domain.reading.same_words import examples
from memory_core.languages.load import codes

SAME = [
    ("Anna is allergic to peanuts", "Anna has a peanut allergy"),
    ("I'm allergic to nuts", "I am allergic to nuts."),
    ("Anna lives in Porto", "Anna resides in Porto"),
    ("Anna lives in Porto.", "Anna is living in Porto now"),
    ("Anna works as a nurse at the hospital", "Anna is a nurse at the hospital"),
    ("Anna loves hiking", "Anna enjoys hiking"),
    ("Anna has 2 cats", "Anna has two cats"),
    ("Anna doesn't eat meat", "Anna does not eat meat"),
    ("My favourite color is blue", "My favorite colour is blue"),
    ("Anna has moved to Porto", "Anna moved to Porto"),
    ("我住在上海", "我住上海"),
    ("我住在上海。", "我现在住在上海"),
    ("私は東京に住んでいます。", "私は東京に住んでいる"),
    ("Vivo en Sevilla", "Yo vivo en Sevilla."),
    ("Soy alérgica al marisco", "Tengo alergia al marisco"),
    ("Ich wohne in Leipzig", "Ich lebe in Leipzig"),
]
DIFFERENT = [
    ("Anna lives in Porto", "Anna lives in Lisbon"),
    ("Anna likes tea", "Anna does not like tea"),
    ("Anna has two cats", "Anna has three cats"),
    ("Anna loves Tom", "Tom loves Anna"),
    ("Anna prefers tea to coffee", "Anna prefers coffee to tea"),
    ("Anna was a nurse", "Anna is a nurse"),
    ("Anna lived in Porto", "Anna lives in Porto"),
    ("Anna used to live in Porto", "Anna lives in Porto"),
    ("Anna is allergic to peanuts", "Anna is allergic to almonds"),
    ("Anna's sister lives in Porto", "Anna lives in Porto"),
    ("Anna's sister is a doctor", "Anna's brother is a doctor"),
    ("Anna likes dogs", "Anna dislikes dogs"),
    ("Anna loves cooking", "Anna hates cooking"),
    ("Anna flies to Rome", "Anna flies from Rome"),
    ("The meeting is on Monday", "The meeting is on Tuesday"),
    ("Anna drinks coffee with milk", "Anna drinks coffee without milk"),
    ("Anna was born in Austria", "Anna was born in Australia"),
    ("Anna wants a dog", "Anna has a dog"),
    ("Anna will move to Porto", "Anna moved to Porto"),
    ("Anna lives in Porto", "Anna lives in Porto with her two children"),
    ("Call me at 5", "Call me at 6"),
    ("I am married", "I am not married"),
    ("Anna is unmarried", "Anna is married"),
    ("Anna can swim", "Anna can't swim"),
    ("Anna always eats breakfast", "Anna never eats breakfast"),
    ("The dog bit the cat", "The cat bit the dog"),
    ("Anna knows C++", "Anna knows C#"),
    ("I live in Porto", "You live in Porto"),
    ("I live in Porto", "We live in Porto"),
    ("Her name is Ana", "His name is Ana"),
    ("Anna has a dog", "Anna has dogs"),
    ("Anna is a doctor", "Anna has a doctor"),
    ("Anna has to work", "Anna works"),
    ("Anna likes cats, not dogs", "Anna likes dogs, not cats"),
    ("我喜欢茶", "我喜欢咖啡"),
    ("他喜欢我", "我喜欢他"),
    ("我喜欢茶", "我不喜欢茶"),
    ("我住在上海", "我以前住在上海"),
    ("我姐姐住在上海", "我妹妹住在上海"),
    ("私は犬が好きです", "私は猫が好きです"),
    ("私は肉を食べます", "私は肉を食べません"),
    ("저는 서울에 살아요", "저는 부산에 살아요"),
    ("Vivo en Sevilla", "Vivo en Madrid"),
    ("Me gusta el té", "No me gusta el té"),
    ("J'aime le thé", "Je n'aime pas le thé"),
    ("Ich habe einen Hund", "Ich habe keinen Hund"),
    ("Ich mag Tee", "Ich mag Kaffee"),
    ("Meine Schwester ist Lehrerin", "Meine Mutter ist Lehrerin"),
]


@pytest.fixture(scope="module")
def cosines() -> dict[tuple[str, str], float]:
    """Of every pair, by the bundled model."""
    embedder = bundled_embedder()
    pairs = [*SAME, *DIFFERENT]
    vectors = embedder.embed_documents([text for pair in pairs for text in pair])
    return {
        pair: math.sumprod(a, b) / (math.hypot(*a) * math.hypot(*b))
        for pair, a, b in zip(pairs, vectors[::2], vectors[1::2], strict=True)
    }


@pytest.mark.parametrize(("a", "b"), SAME)
def test_two_wordings_of_one_fact_say_the_same(a: str, b: str, cosines: dict[tuple[str, str], float]) -> None:
    """Forms, synonyms, spelling and order of words aside, in either direction."""
    assert says_the_same(a, b, cosine=cosines[a, b])
    assert says_the_same(b, a, cosine=cosines[a, b])


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_another_word_that_matters_says_something_else(a: str, b: str, cosines: dict[tuple[str, str], float]) -> None:
    """However close the embeddings: many of these are closer than two wordings of one fact."""
    assert not says_the_same(a, b, cosine=cosines[a, b])
    assert not says_the_same(b, a, cosine=cosines[a, b])


def test_words_alone_do_not_make_statements_alike() -> None:
    """Two statements far apart in meaning are different, unless they are the same letter by letter."""
    assert not says_the_same("Anna is allergic to peanuts", "Anna has a peanut allergy", cosine=0.2)
    assert says_the_same("Anna lives in Porto.", "anna lives in porto", cosine=0.2)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The letter was written by Tom", "The letter was written to Tom"),
        ("Anna has a portrait of Tom", "Anna has a portrait by Tom"),
        ("I report to Maria", "I report on Maria"),
        ("I was married to Ana", "I was married by Ana"),
        ("I lost to Ben", "I lost Ben"),
        ("I sell to Acme", "I sell Acme"),
        ("Vengo de Madrid", "Vengo a Madrid"),
        ("Volé de Lima a Madrid", "Volé a Lima de Madrid"),
        ("Je viens de Lyon", "Je viens à Lyon"),
        ("Der Hund beißt den Mann", "Den Hund beißt der Mann"),
        ("太郎が花子を殴った", "太郎を花子が殴った"),
        ("妹は弟が嫌い", "妹を弟が嫌い"),
        ("Ich muss drucken", "Ich muss drücken"),
        ("Gosto da avó", "Gosto da avô"),
        ("Anna is named Tom", "Anna called Tom"),
        ("Anna loves her dog", "Anna likes her dogs"),
        ("我父亲现在不在了", "我父亲不"),
    ],
)
def test_a_small_word_can_change_everything(one: str, other: str) -> None:
    """Who did it to whom, where from and where to: however close the meanings lie, these are two facts."""
    assert not says_the_same(one, other, cosine=1.0)
    assert not says_the_same(other, one, cosine=1.0)


@pytest.mark.parametrize(("code", "is_same", "pair"), examples(), ids=lambda value: str(value)[:40])
def test_every_language_keeps_its_examples(code: str, is_same: bool, pair: tuple[str, str]) -> None:
    """By their words alone, as near as their meanings may be."""
    assert says_the_same(*pair, cosine=1.0) is says_the_same(*pair[::-1], cosine=1.0) is is_same


def test_every_language_has_examples_of_sameness() -> None:
    """At least two of either kind."""
    for code in codes():
        assert min(sum((c, same) == (code, kind) for c, same, _ in examples()) for kind in (True, False)) >= 2
