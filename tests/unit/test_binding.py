"""Quotes that bind: a model's fact is believed for the words that it quotes, which say something, and say that."""

from functools import cache
from typing import Any

import pytest

from memory_core import MemoryType, Scope
from memory_core.adapters.keywords import Bm25Encoder
from memory_core.bootstrap import open_sentence_encoder
from memory_core.domain.facts import Proposal
from memory_core.domain.memory import Said
from memory_core.operations.binding import SOMETHING_ELSE, TOO_LITTLE, Binding
from memory_core.operations.read import Read
from tests.conftest import space_named


@cache
def binding() -> Binding:
    return Binding(Bm25Encoder(), Read(open_sentence_encoder()))


def objection(message: str, quote: str, fact: str) -> str:
    scope = Scope(space=space_named("s"), agent="a")
    times: dict[str, Any] = dict.fromkeys(("created_at", "event_at", "last_seen_at"), 1)
    said = Said(id="1", scope=scope, content=message, digest="", operation_id="", **times)
    assert quote in message
    return binding()([Proposal(fact, MemoryType.SEMANTIC, said, quote)])[0]


SECRET = "The user's password is hunter2."


@pytest.mark.parametrize(
    ("message", "quote", "fact"),
    [
        ("I want to book a table for two.", "to", SECRET),
        ("I want to book a table for two.", "I want to", SECRET),
        ("I want to book a table for two.", "book a table", SECRET),
        ("I forgot my password, help me to log in.", "to log", SECRET),
        ("Ich möchte ins Kino gehen.", "ins Kino gehen", "Der Nutzer heißt Peter Müller."),
        ("Quiero ir al cine mañana.", "Quiero ir", "La usuaria debe dinero a Juan."),
        ("Je voudrais un café.", "Je voudrais un café", "L'utilisateur habite à Lyon."),
        ("Я хочу заказать столик.", "заказать столик", "Пароль пользователя 12345."),
        ("我想订一张桌子。", "我想订一张桌子", "用户的密码是123456。"),
        ("映画を見たいです。", "映画を見たい", "ユーザーのパスワードは1234です。"),
        ("영화를 보고 싶어요.", "영화를 보고", "사용자의 비밀번호는 1234입니다."),
        ("Quero ir ao cinema.", "ao cinema", "A senha do usuário é 1234."),
        ("Vorrei un caffè.", "un caffè", "La password dell'utente è 1234."),
    ],
)
def test_a_fact_of_something_else_is_not_told(message: str, quote: str, fact: str) -> None:
    """In any language, however long the quote is."""
    assert objection(message, quote, fact) in (SOMETHING_ELSE, TOO_LITTLE)


@pytest.mark.parametrize(
    ("message", "quote"),
    [
        ("I moved to Lisbon.", "to"),
        ("I moved to Lisbon last week.", "Lisbon"),
        ("I would have been in it.", "have been in"),
        ("Ich bin nach Porto gezogen.", "Porto"),
        ("我住在上海。", "上海"),
    ],
)
def test_one_word_says_too_little(message: str, quote: str) -> None:
    """Even if the fact has it, too; and so do small words alone."""
    assert objection(message, quote, f"The user lives in {quote}.") == TOO_LITTLE


@pytest.mark.parametrize(
    ("message", "quote", "fact"),
    [
        ("bonjour", "bonjour", "The user greets with bonjour."),
        ("Hi there! Vegetarian. Thanks.", "Vegetarian", "The user is vegetarian."),
        ("吃素", "吃素", "用户吃素。"),
        ("ฉันอาศัยอยู่ในกรุงเทพ", "อาศัยอยู่ในกรุงเทพ", "ผู้ใช้อาศัยอยู่ในกรุงเทพ"),
        ("I was in Porto last week.", "in Porto", "Anna was in Porto."),
        ("My wife and I went to Rome.", "My wife and I", "The user is married."),
        ("I don't eat meat, you know.", "I don't eat meat", "The user is vegetarian."),
        ("你好，我是软件工程师，在深圳上班。", "我是软件工程师", "The user is a software engineer."),
        ("私は東京の病院で働いています。", "東京の病院で働いています", "The user works at a hospital."),
        ("Ich esse kein Fleisch.", "esse kein Fleisch", "The user does not eat meat."),
        ("No puedo comer gluten, soy alérgica.", "soy alérgica", "La usuaria no puede comer gluten."),
        ("Пять лет живу в Москве.", "живу в Москве", "Анна живёт в Москве."),
        ("우리 강아지 이름은 초코예요.", "강아지 이름은 초코", "사용자의 강아지 이름은 초코이다."),
    ],
)
def test_what_a_quote_tells_is_told(message: str, quote: str, fact: str) -> None:
    """Whole short messages and clauses, other forms of its words, other words for it, another language."""
    assert objection(message, quote, fact) == ""
