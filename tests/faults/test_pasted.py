"""Pasted, written for others, practised and played texts are stored as said, and tell nothing of the user."""

import pytest

from tests.faults.conftest import KNOWN, Told

MAILS = [
    (
        "en",
        "What should I answer to this email?\n\nHi Anna,\n"
        "I moved to Berlin. My new phone number is 0170 7654321.\nBest, Tom",
    ),
    (
        "en",
        "Please summarise this for me:\n\nDear Ms Brown,\n\nI live in Bristol and work at Globex.\n\n"
        "Kind regards,\nPeter Hall",
    ),
    ("en", "can you draft a reply?\n\nHey, it's Sue. My new number is 0171 222333. I live in Leeds now. xx"),
    (
        "de",
        "Was soll ich darauf antworten?\n\nHallo Anna,\n"
        "ich bin nach Berlin gezogen. Meine neue Telefonnummer ist 0170 7654321.\nLiebe Grüße\nTom",
    ),
    (
        "de",
        "Fass mir diese Mail zusammen:\n\nSehr geehrte Frau Braun,\n\n"
        "ich wohne in Bremen und arbeite bei Globex.\n\nMit freundlichen Grüßen\nPeter Hahn",
    ),
    (
        "es",
        "¿Qué le contesto a este correo?\n\nHola Ana:\nMe mudé a Berlín. Mi nuevo teléfono es 612 345 678.\n"
        "Un abrazo,\nTomás",
    ),
    (
        "fr",
        "Comment répondre à ce mail ?\n\nSalut Anna,\n"
        "J'ai déménagé à Berlin. Mon nouveau numéro est le 06 12 34 56 78.\nBises,\nTom",
    ),
    (
        "it",
        "Cosa rispondo a questa mail?\n\nCiao Anna,\nmi sono trasferito a Berlino. Lavoro per Globex.\n"
        "Un abbraccio,\nTommaso",
    ),
    (
        "pt",
        "O que respondo a este e-mail?\n\nOi Ana,\n"
        "me mudei para Berlim. Meu novo telefone é 21 98765 4321.\nAbraço,\nTomás",
    ),
    (
        "ru",
        "Что ответить на это письмо?\n\nПривет, Анна!\n"
        "Я переехал в Берлин. Мой новый телефон 916 123-45-67.\nОбнимаю,\nТом",
    ),
    (
        "ja",
        "このメールにどう返事すればいいですか？\n\nアンナさん\nベルリンに引っ越しました。新しい電話番号は090-1234-5678です。\nトムより",
    ),
    (
        "ko",
        "이 메일에 뭐라고 답장할까요?\n\n"
        "안나에게\n저는 베를린으로 이사했어요. 새 전화번호는 010-1234-5678이에요.\n톰 드림",
    ),
    ("zh", "这封邮件该怎么回？\n\n安娜你好：\n我搬到了柏林。我的新电话是13812345678。\n祝好，\n汤姆"),
]
EXERCISES = [
    ("en", "Is this sentence correct? I live in Berlin."),
    ("en", "Which is right: I live in Berlin or I live at Berlin?"),
    ("en", "Translate to German: I work at Globex."),
    ("en", "Check my grammar please. I lives in Paris since two years."),
    ("de", "Ist dieser Satz richtig? Ich wohne in Berlin."),
    ("de", "Übersetze ins Englische: Ich arbeite bei Globex."),
    ("de", "Korrigier das bitte: Ich wohnen in Paris."),
    ("es", "¿Está bien esta frase? Vivo en Berlín."),
    ("es", "Traduce al inglés: Trabajo en Globex."),
    ("fr", "Cette phrase est-elle correcte ? J'habite à Berlin."),
    ("fr", "Traduis en anglais : Je travaille chez Globex."),
    ("it", "È giusta questa frase? Abito a Berlino."),
    ("pt", "Esta frase está correta? Moro em Berlim."),
    ("ru", "Правильно ли это предложение? Я живу в Берлине."),
    ("ru", "Переведи на английский: Я работаю в Газпроме."),
    ("ja", "この文は正しいですか？ベルリンに住んでいます。"),
    ("ja", "英語に訳してください：トヨタで働いています。"),
    ("ko", "이 문장이 맞나요? 저는 베를린에 살아요."),
    ("ko", "영어로 번역해 주세요: 저는 삼성에서 일해요."),
    ("zh", "这句话对吗？我住在柏林。"),
    ("zh", "把这句话翻译成英文：我在腾讯上班。"),
]
FOR_OTHERS = [
    ("en", "Write a cover letter for my friend. My name is now John Smith."),
    ("en", "Can you improve my brother's CV?\nI work at Globex."),
    ("en", "Help my neighbour with her application: I live in Hamburg. I work at Globex."),
    ("en", "Forwarded message from Tom:\nI moved to Berlin. My new number is 0170 7654321."),
    ("en", "---------- Forwarded message ---------\nFrom: Tom\nSubject: news\n\nI live in Berlin now."),
    ("de", "Schreib ein Bewerbungsschreiben für meine Freundin. Mein Name ist jetzt Lena Vogt."),
    ("de", "Kannst du den Lebenslauf meines Bruders verbessern?\nIch arbeite bei Globex."),
    ("de", "Weitergeleitete Nachricht von Tom:\nIch bin nach Berlin gezogen."),
    ("es", "Escribe una carta de presentación para mi amigo. Me llamo Juan Soler."),
    ("es", "¿Puedes mejorar el currículum de mi hermano?\nTrabajo en Globex."),
    ("es", "Mensaje reenviado de Tomás:\nMe mudé a Berlín."),
    ("fr", "Rédige une lettre de motivation pour mon amie. Je m'appelle maintenant Léa Petit."),
    ("fr", "Peux-tu améliorer le CV de mon frère ?\nJe travaille chez Globex."),
    ("fr", "Message transféré de Tom :\nJ'ai déménagé à Berlin."),
    ("it", "Puoi migliorare il curriculum di mio fratello?\nLavoro per Globex."),
    ("pt", "Você pode melhorar o currículo do meu irmão?\nTrabalho na Globex."),
    ("ru", "Улучши резюме моего брата.\nЯ работаю в Газпроме."),
    ("ja", "弟の履歴書を直してください。\nトヨタで働いています。"),
    ("ko", "제 동생의 이력서를 고쳐 주세요.\n저는 삼성에서 일해요."),
    ("zh", "帮我弟弟改一下简历：\n我在腾讯上班。"),
    ("zh", "转发的消息：\n我搬到了柏林。"),
]
CVS = [
    ("en", "CURRICULUM VITAE\nTom Hill\n12 High Street, Leeds\nI live in Leeds and I work at Globex."),
    ("de", "LEBENSLAUF\nTom Hill\nHauptstraße 12, Leipzig\nIch wohne in Leipzig und arbeite bei Globex."),
    ("es", "CURRÍCULUM\nTomás Gil\nCalle Mayor 12, León\nVivo en León y trabajo en Globex."),
    ("fr", "CURRICULUM VITAE\nTom Hill\n12 rue Haute, Lille\nJ'habite à Lille et je travaille chez Globex."),
    ("ja", "履歴書\n山田太郎\n東京都港区\nトヨタで働いています。"),
    ("zh", "个人简历\n张三\n北京市海淀区\n我在腾讯上班。"),
]
FORMS_AND_PLAY = [
    ("en", "Fill in this form:\nName: John Smith\nCity: Berlin\nEmployer: Globex\nPhone: 0170 7654321"),
    ("en", "Let's play: you are a detective and I am a baker.\nI live in Paris."),
    ("en", "My character says: I live in Neverwinter."),
    (
        "en",
        "Here's a poem I like:\nI live in Berlin,\nwhere the lindens begin,\nI work through the night,\n"
        "and dream of the light.",
    ),
    ("en", "Tom said:\nI live in Berlin."),
    ("en", 'My sister wrote me: "I live in Berlin now and I work at Globex."'),
    ("de", "Füll das Formular aus:\nName: Max Muster\nWohnort: Berlin\nArbeitgeber: Globex"),
    ("de", "Lass uns spielen: Du bist Detektiv, ich bin Bäcker.\nIch wohne in Paris."),
    ("de", "Tom hat gesagt:\nIch wohne in Berlin."),
    ("de", "Ein Gedicht:\nIch wohne in Berlin,\nwo die Linden blühn,\nich arbeite bei Nacht,\nbis der Morgen lacht."),
    ("es", "Rellena el formulario:\nNombre: Juan Soler\nCiudad: Berlín\nEmpresa: Globex"),
    ("es", "Tomás dijo:\nVivo en Berlín."),
    ("es", "Mi personaje dice: Vivo en Berlín."),
    ("fr", "Remplis le formulaire :\nNom : Jean Petit\nVille : Berlin\nEmployeur : Globex"),
    ("fr", "Tom a dit :\nJ'habite à Berlin."),
    ("it", "Tommaso ha detto:\nAbito a Berlino."),
    ("pt", "O Tomás disse:\nMoro em Berlim."),
    ("ru", "Том сказал:\nЯ живу в Берлине."),
    ("ja", "トムは言いました：\nベルリンに住んでいます。"),
    ("ja", "フォームに記入してください：\n氏名：山田太郎\n住所：ベルリン\n勤務先：トヨタ"),
    ("ko", "톰이 말했어요:\n저는 베를린에 살아요."),
    ("zh", "汤姆说：\n我住在柏林。"),
    ("zh", "请填写表格：\n姓名：张三\n城市：柏林\n公司：腾讯"),
]
OWN = [
    ("en", "Correction: I live in Berlin.", "I live in Rome."),
    ("en", "Update: my new phone number is 0170 7654321.", "My phone number is 030 1234567."),
    ("de", "Korrektur: Ich wohne in Berlin.", "Ich wohne in Rom."),
    ("de", "Kurzes Update: Ich arbeite jetzt bei Globex.", "Ich arbeite bei Acme."),
    ("es", "Corrección: vivo en Berlín.", "Vivo en Roma."),
    ("fr", "Correction : j'habite à Berlin.", "J'habite à Rome."),
    ("zh", "更正：我住在柏林。", "我住在罗马。"),
    ("en", "Hi! I moved to Berlin. Can you recommend a gym?", "I live in Rome."),
    ("de", "Hallo! Ich bin nach Berlin gezogen. Kennst du ein gutes Café?", "Ich wohne in Rom."),
    ("es", "¡Hola! Me mudé a Berlín. ¿Me recomiendas un gimnasio?", "Vivo en Roma."),
    ("fr", "Salut ! J'ai déménagé à Berlin. Tu connais un bon café ?", "J'habite à Rome."),
    ("ja", "こんにちは！ベルリンに引っ越しました。いいカフェを知っていますか？", "ローマに住んでいます。"),
]


@pytest.mark.parametrize(("language", "text"), [*MAILS, *EXERCISES, *FOR_OTHERS, *CVS, *FORMS_AND_PLAY])
def test_what_is_not_the_users_own_tells_nothing_of_them(language: str, text: str, told: Told) -> None:
    told.tell(*KNOWN[language], text)
    assert (told.standing(), told.ended()) == (KNOWN[language], [])
    assert told.said()[-1] == text


@pytest.mark.parametrize(("language", "text", "old"), OWN)
def test_what_is_the_users_own_is_learned_from(language: str, text: str, old: str, told: Told) -> None:
    """However much it looks like a label or a letter."""
    told.tell(*KNOWN[language], text)
    assert told.ended() == [old]
