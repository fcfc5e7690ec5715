"""Irony, jokes, dreams, games and mere thoughts are kept as they were said, and end nothing."""

import pytest

from tests.faults.conftest import Told

HOME = {
    "en": "I live in Madrid.",
    "de": "Ich wohne in Madrid.",
    "es": "Vivo en Madrid.",
    "fr": "J'habite à Madrid.",
    "it": "Abito a Madrid.",
    "pt": "Moro em Madrid.",
    "ru": "Я живу в Мадриде.",
    "ja": "マドリードに住んでいます。",
    "ko": "저는 마드리드에 살아요.",
    "zh": "我住在马德里。",
}
UNREAL = [
    ("en", "Yeah right, and I live in Wonderland."),
    ("en", "Sure, and I live in Paris. As if."),
    ("en", "Oh great, now I live in Chaos City."),
    ("en", "Haha, I moved to Mars. Just kidding!"),
    ("en", "In my dream I live in Oslo."),
    ("en", "If only! I live in Paris, obviously 🙄"),
    ("en", "In the game I live in Whiterun."),
    ("en", "Imagine: I live in Tokyo."),
    ("en", "With prices like that I live in Monaco, apparently /s"),
    ("de", "Ja klar, und ich wohne in Entenhausen."),
    ("de", "Na sicher, ich wohne in Paris. Schön wär's."),
    ("de", "Ich wohne jetzt in Oslo. Spaß!"),
    ("de", "Im Traum wohne ich in Rom."),
    ("de", "Klar doch, ich wohne im Schloss Neuschwanstein 🙄"),
    ("es", "Sí, claro, y yo vivo en Disneylandia."),
    ("es", "Vivo en París. Es broma."),
    ("es", "Ya, seguro, vivo en un palacio de Mónaco 🙄"),
    ("es", "En el juego vivo en Oslo."),
    ("fr", "Mais bien sûr, et moi j'habite à Disneyland."),
    ("fr", "J'habite à Oslo. Je plaisante !"),
    ("fr", "Oui oui, c'est ça, j'habite à Monaco 🙄"),
    ("fr", "Dans mon rêve, j'habite à Tokyo."),
    ("it", "Sì, come no, e io abito a Topolinia."),
    ("it", "Abito a Oslo. Scherzo!"),
    ("it", "Certo, come no, abito a Monaco 🙄"),
    ("pt", "Ah tá, e eu moro em Hogwarts."),
    ("pt", "Moro em Oslo. Brincadeira!"),
    ("pt", "Claro, claro, moro em Mônaco 🙄"),
    ("ru", "Ага, конечно, а я живу в Нарнии."),
    ("ru", "Я живу в Осло. Шучу!"),
    ("ru", "Ну да, я живу в Монако 🙄"),
    ("ja", "はいはい、私はディズニーランドに住んでいます。"),
    ("ja", "オスロに住んでいます。なんちゃって。"),
    ("ja", "夢の中ではパリに住んでいます。"),
    ("ko", "네네, 저는 디즈니랜드에 살아요."),
    ("ko", "저는 오슬로에 살아요. 농담이에요!"),
    ("ko", "꿈속에서 저는 파리에 살아요."),
    ("zh", "是啊是啊，我住在迪士尼乐园。"),
    ("zh", "我住在奥斯陆。开玩笑的！"),
    ("zh", "做梦的时候我住在巴黎。"),
]


@pytest.mark.parametrize(("language", "text"), UNREAL)
def test_what_is_not_meant_ends_nothing(language: str, text: str, told: Told) -> None:
    told.tell(HOME[language], text)
    assert HOME[language] in told.standing()
    assert told.said() == [HOME[language], text]
