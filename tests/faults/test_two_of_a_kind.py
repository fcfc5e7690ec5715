"""Two of a kind are two: the second ends nothing."""

import pytest

from tests.faults.conftest import Told

BOTH = [
    ("My phone number is 030 1234567.", "My mobile number is 0170 7654321."),
    ("My manager is Carla.", "My supervisor is Ben."),
    ("My boss is Carla.", "My manager is Ben."),
    ("My dog is called Rex.", "My dog is called Bella."),
    ("I have a dog named Rex.", "I have a dog named Bella."),
    ("My son is called Leo.", "My son is called Max."),
    ("My work email is a@example.com.", "My private email is b@example.com."),
    ("I drive a Tesla.", "I drive a Honda Civic."),
    ("I speak Welsh.", "I speak Dutch."),
    ("I'm allergic to nuts.", "I'm allergic to shellfish."),
    ("Meine Festnetznummer ist 030 1234567.", "Meine Handynummer ist 0170 7654321."),
    ("Meine Chefin ist Frau Kern.", "Meine Teamleiterin ist Frau Lutz."),
    ("Meine Katze heißt Momo.", "Meine Katze heißt Luna."),
    ("Mein Sohn heißt Emil.", "Mein Sohn heißt Anton."),
    ("Ich spreche Polnisch.", "Ich spreche Dänisch."),
    ("Mi teléfono es 912 345 678.", "Mi móvil es 612 345 678."),
    ("Mi jefa es Carla.", "Mi supervisor es Ben."),
    ("Mi perro se llama Toby.", "Mi perro se llama Luna."),
    ("Mi hija se llama Alma.", "Mi hija se llama Vera."),
    ("Mon numéro de téléphone est le 01 23 45 67 89.", "Mon numéro de portable est le 06 12 34 56 78."),
    ("Mon chef est Carla.", "Mon manager est Ben."),
    ("Mon chat s'appelle Filou.", "Mon chat s'appelle Ouna."),
    ("Il mio telefono è 06 1234567.", "Il mio cellulare è 333 1234567."),
    ("Il mio cane si chiama Rex.", "Il mio cane si chiama Birba."),
    ("O meu telefone é 21 2345 6789.", "O meu celular é 21 98765 4321."),
    ("Minha gata se chama Nina.", "Minha gata se chama Lola."),
    ("Мой домашний телефон 495 123-45-67.", "Мой мобильный 916 123-45-67."),
    ("Мою собаку зовут Рекс.", "Мою собаку зовут Белка."),
    ("猫の名前はタマです。", "猫の名前はミケです。"),
    ("私の電話番号は03-1234-5678です。", "私の携帯番号は090-1234-5678です。"),
    ("제 고양이 이름은 나비예요.", "제 고양이 이름은 초코예요."),
    ("제 전화번호는 02-123-4567이에요.", "제 휴대폰 번호는 010-1234-5678이에요."),
    ("我的猫叫小白。", "我的猫叫小黑。"),
    ("我的电话是010-12345678。", "我的手机号是13812345678。"),
    ("我的经理是王芳。", "我的主管是李强。"),
]
COUNTED = [
    ("I have two dogs.", "My dog is called Rex.", "My dog is called Bella."),
    ("Ich habe zwei Katzen.", "Meine Katze heißt Momo.", "Meine Katze heißt Luna."),
    ("Tengo dos perros.", "Mi perro se llama Toby.", "Mi perro se llama Luna."),
    ("J'ai deux chats.", "Mon chat s'appelle Filou.", "Mon chat s'appelle Ouna."),
    ("Tenho duas gatas.", "Minha gata se chama Nina.", "Minha gata se chama Lola."),
    ("我有两只猫。", "我的猫叫小白。", "我的猫叫小黑。"),
]


@pytest.mark.parametrize("texts", [*BOTH, *COUNTED])
def test_both_stand(texts: tuple[str, ...], told: Told) -> None:
    """In messages of their own, and told in one."""
    told.tell(*texts)
    assert (told.standing(), told.ended()) == ([*texts], [])


@pytest.mark.parametrize("texts", BOTH)
def test_both_stand_when_told_at_once(texts: tuple[str, ...], told: Told) -> None:
    told.tell("\n".join(texts))
    assert told.ended() == []
    assert set(told.standing()) == set(texts)
