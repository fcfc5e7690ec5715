"""A transcript is pasted text, whoever speaks in it: it tells nothing of the user."""

import pytest

from tests.faults.conftest import KNOWN, Told

TRANSCRIPTS = [
    ("en", "User: hi\nAssistant:\nI live in Berlin."),
    ("en", "Q: Where do you live?\nA: I live in Berlin."),
    ("en", "Interviewer: Tell me about yourself.\nTom Hill:\nI work at Globex."),
    ("en", "[10:02] Tom: I moved to Berlin\n[10:03] Sue: wow\n[10:04] Tom: I work at Globex now"),
    ("en", "**Host:** Welcome!\n**Guest:** Thanks. I live in Berlin."),
    ("de", "Nutzer: hallo\nAssistent:\nIch wohne in Berlin."),
    ("de", "Frage: Wo wohnst du?\nAntwort: Ich wohne in Berlin."),
    ("de", "Moderatorin: Stellen Sie sich bitte vor.\nTom Hill:\nIch arbeite bei Globex."),
    ("es", "Usuario: hola\nAsistente:\nVivo en Berlín."),
    ("es", "P: ¿Dónde vives?\nR: Vivo en Berlín."),
    ("es", "Entrevistadora: Háblame de ti.\nTomás Gil:\nTrabajo en Globex."),
    ("fr", "Utilisateur : salut\nAssistant :\nJ'habite à Berlin."),
    ("fr", "Q : Où habites-tu ?\nR : J'habite à Berlin."),
    ("it", "D: Dove abiti?\nR: Abito a Berlino."),
    ("pt", "P: Onde você mora?\nR: Moro em Berlim."),
    ("ru", "Вопрос: Где вы живёте?\nОтвет: Я живу в Берлине."),
    ("ja", "質問：どこに住んでいますか？\n答え：ベルリンに住んでいます。"),
    ("ja", "司会：自己紹介をお願いします。\n山田：\nトヨタで働いています。"),
    ("ko", "질문: 어디 사세요?\n답변: 저는 베를린에 살아요."),
    ("zh", "问：你住在哪里？\n答：我住在柏林。"),
    ("zh", "主持人：请介绍一下自己。\n汤姆：\n我在腾讯上班。"),
]


@pytest.mark.parametrize(("language", "text"), TRANSCRIPTS)
def test_a_transcript_tells_nothing_of_the_user(language: str, text: str, told: Told) -> None:
    told.tell(*KNOWN[language], text)
    assert (told.standing(), told.ended()) == (KNOWN[language], [])
    assert told.said()[-1] == text
