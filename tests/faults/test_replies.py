"""A reply that repeats what was forgotten goes with it, or is named; and it is shown for it nowhere."""

import pytest

from memory_core import Message
from tests.faults.conftest import Told

CONFIRMED = [
    ("I am allergic to peanuts.", "Got it, you are allergic to peanuts.", "What am I allergic to?"),
    ("My salary is 90,000 euros.", "Thanks, I noted that your salary is 90,000 euros.", "How much do I earn?"),
    ("I'm seeing a therapist on Mondays.", "Noted: you see a therapist on Mondays.", "When is my therapy?"),
    (
        "Ich bin gegen Erdnüsse allergisch.",
        "Verstanden, du bist gegen Erdnüsse allergisch.",
        "Wogegen bin ich allergisch?",
    ),
    ("Ich verdiene 5000 Euro im Monat.", "Alles klar, du verdienst 5000 Euro im Monat.", "Was verdiene ich?"),
    ("Soy alérgica a los cacahuetes.", "Entendido, eres alérgica a los cacahuetes.", "¿A qué soy alérgica?"),
    ("Je suis allergique aux arachides.", "C'est noté, tu es allergique aux arachides.", "À quoi suis-je allergique ?"),
    ("Sono allergico alle arachidi.", "Capito, sei allergico alle arachidi.", "A cosa sono allergico?"),
    ("Sou alérgico a amendoim.", "Entendi, você é alérgico a amendoim.", "A que sou alérgico?"),
    ("У меня аллергия на арахис.", "Понял, у вас аллергия на арахис.", "На что у меня аллергия?"),
    ("ピーナッツアレルギーがあります。", "承知しました。ピーナッツアレルギーがあるのですね。", "私は何のアレルギー？"),
    ("저는 땅콩 알레르기가 있어요.", "알겠습니다. 땅콩 알레르기가 있으시군요.", "제가 무슨 알레르기가 있죠?"),
    ("我对花生过敏。", "好的，记住了，您对花生过敏。", "我对什么过敏？"),
]


def turn(told: Told, said: str, reply: str) -> None:
    told.person.remember([Message(said), Message(reply, role="assistant")])


@pytest.mark.parametrize(("said", "reply", "question"), CONFIRMED)
@pytest.mark.parametrize("what", ["the fact", "the message"])
@pytest.mark.parametrize("erase", [False, True])
def test_the_reply_goes_with_what_it_confirms(
    what: str, said: str, reply: str, question: str, erase: bool, told: Told
) -> None:
    turn(told, said, reply)
    (fact,) = told.facts()
    message = next(m for m in told.person.list(types="episodic").memories if m.content == said)
    receipt = told.person.forget(fact.id if what == "the fact" else message.id, erase=erase)
    left = {memory.id: memory.content for memory in told.person.list(limit=50).memories}
    assert reply not in {content for key, content in left.items() if key not in receipt.said_in}
    assert said not in left.values()
    assert told.search(question).hits == ()


@pytest.mark.parametrize(("said", "reply", "question"), CONFIRMED)
def test_a_confirmation_is_not_shown_for_what_it_confirms(said: str, reply: str, question: str, told: Told) -> None:
    turn(told, said, reply)
    shown = told.search(question)
    assert said in shown.context()
    assert reply not in [hit.memory.content for hit in shown]


@pytest.mark.parametrize(
    ("said", "reply"),
    [
        (
            "I am allergic to peanuts.",
            "You are allergic to peanuts, so I left the satay out. The menu: rice noodles with tofu, mango salad, and "
            "a coconut soup with lime leaves; Mama Lou in Duke Street delivers all of it until ten.",
        ),
        (
            "Ich bin gegen Erdnüsse allergisch.",
            "Du bist gegen Erdnüsse allergisch, also ohne Saté. Mein Vorschlag: Reisnudeln mit Tofu, Mangosalat und "
            "eine Kokossuppe mit Limettenblättern; das Lokal in der Herzogstraße liefert bis zehn.",
        ),
        (
            "Soy alérgica a los cacahuetes.",
            "Eres alérgica a los cacahuetes, así que nada de saté. El menú: fideos de arroz con tofu, ensalada de "
            "mango y una sopa de coco; el local de la calle Duque lo lleva hasta las diez.",
        ),
        (
            "我对花生过敏。",
            "您对花生过敏，所以我去掉了沙爹。菜单是豆腐米粉、芒果沙拉和椰子汤；公爵街的餐厅十点前都可以送。",
        ),
    ],
)
def test_a_reply_that_says_more_goes_or_is_named(said: str, reply: str, told: Told) -> None:
    turn(told, said, reply)
    receipt = told.person.forget(told.facts()[0].id)
    left = {memory.content: memory.id for memory in told.person.list(limit=50).memories}
    assert reply not in left or left[reply] in receipt.said_in


def test_another_reply_stays(told: Told) -> None:
    """It tells something else."""
    turn(told, "I am allergic to peanuts.", "Then try the rice noodles at Mama Lou in Duke Street, without the sauce.")
    told.person.forget(told.facts()[0].id)
    assert "rice noodles" in told.search("What did you recommend?").context()
