"""The words of a named speaker are kept as they said them: no "I" and no "my" is turned into their name."""

import pytest

from tests.faults.conftest import Told

AS_SAID = [
    ("Anna", "I have type I diabetes."),
    ("Anna", "World War I is my favourite topic."),
    ("Anna", "My Fair Lady is my favourite musical."),
    ("Anna", "The part number I need is I-42-MY."),
    ("Anna", "I highly recommend it."),
    ("Tom", "I, Robot is the book I read every summer."),
    ("Tom", "I live near MI6, my office is in block I."),
    ("Tom", "My allergy is to type I collagen."),
    ("Tom", "MY is the plate of my car."),
    ("Ida", "Mein Kampfsport ist Judo."),
    ("Ida", "Ich habe Diabetes Typ I."),
    ("Ida", "Ich wohne in der Ich-AG-Straße 3."),
    ("Ida", "„Mein Name ist Nobody“ ist mein Lieblingsfilm."),
    ("Ana", "Tengo diabetes tipo I."),
    ("Ana", "Mi Buenos Aires querido es mi tango favorito."),
    ("Ana", "Yo, Robot es mi libro favorito."),
    ("Luc", "J'ai un diabète de type I."),
    ("Luc", "Mon oncle de Tati est mon film préféré."),
    ("Luc", "Moi, moche et méchant est le film préféré de ma fille."),
    ("Gia", "Ho il diabete di tipo I."),
    ("Gia", "Io e Annie è il mio film preferito."),
    ("Rui", "Tenho diabetes tipo I."),
    ("Rui", "Meu Pé de Laranja Lima é o meu livro favorito."),
    ("Олег", "У меня диабет I типа."),
    ("Олег", "«Я — робот» — моя любимая книга."),
    ("健", "I型糖尿病です。"),
    ("健", "「私をスキーに連れてって」が私の好きな映画です。"),
    ("민수", "저는 I형 당뇨가 있어요."),
    ("민수", "「나의 아저씨」가 제가 제일 좋아하는 드라마예요."),
    ("小李", "我有I型糖尿病。"),
    ("小李", "《我的父亲母亲》是我最喜欢的电影。"),
]
LEARNED = [pair for pair in AS_SAID if pair[1] != "I highly recommend it."]


@pytest.mark.parametrize(("speaker", "text"), AS_SAID)
def test_a_fact_has_the_words_as_said(speaker: str, text: str, told: Told) -> None:
    told.tell(text, speaker=speaker, as_facts=True)
    assert [(fact.content, fact.speaker) for fact in told.facts()] == [(text, speaker)]
    assert text in told.search(text).context()


@pytest.mark.parametrize(("speaker", "text"), LEARNED)
def test_what_is_learned_has_the_words_as_said(speaker: str, text: str, told: Told) -> None:
    told.tell(text, speaker=speaker)
    assert [(fact.content, fact.speaker) for fact in told.facts()] == [(text, speaker)]


@pytest.mark.parametrize(("speaker", "text"), AS_SAID)
def test_what_is_remarked_is_never_reworded(speaker: str, text: str, told: Told) -> None:
    told.tell(text, speaker=speaker)
    assert told.said() == [text]
    assert set(told.standing()) <= {text}
