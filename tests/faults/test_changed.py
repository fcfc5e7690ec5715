"""What changed takes the place of what was, however it is typed; where no rule can tell, both are linked."""

import pytest

from tests.faults.conftest import Told

# What was known, what is said next, and what asks for it.
SUPERSEDED = [
    ("I live in Rome.", "I moved to Oslo 🎉", "Where do I live?"),
    ("I live in Rome.", "i moved to oslo", "Where do I live?"),
    ("I live in Rome.", "Moved to Oslo last week.", "Where do I live?"),
    ("I live in Rome.", "I moved from Rome to Oslo.", "Where do I live?"),
    ("I live in Rome.", "I live in Oslo, not Rome.", "Where do I live?"),
    ("I live in Rome.", "Correction: I live in Oslo.", "Where do I live?"),
    ("I live in Rome.", "I live in **Oslo**.", "Where do I live?"),
    ("I live in Rome.", "I live in Oslo.\u200b", "Where do I live?"),
    ("I live in Dublin.", "We've just moved to Cork!! 🏠🥳", "Where do I live?"),
    ("I live in Dublin.", "just moved to galway", "Where do I live?"),
    ("I live in Dublin.", "- I now live in _Limerick_", "Where do I live?"),
    ("I live in Leeds.", "Actually, I live in York now.", "Where do I live?"),
    ("I work at Initech.", "started a new job at Hooli today 💪", "Where do I work?"),
    ("Ich wohne in Leipzig.", "bin nach dresden gezogen 😊", "Wo wohne ich?"),
    ("Ich wohne in Leipzig.", "Ich bin von Leipzig nach Erfurt gezogen.", "Wo wohne ich?"),
    ("Ich wohne in Leipzig.", "Korrektur: Ich wohne in Jena.", "Wo wohne ich?"),
    ("Ich wohne in Leipzig.", "Ich wohne in **Halle**", "Wo wohne ich?"),
    ("Ich wohne in Leipzig.", "ich wohne jetzt in gera, nicht mehr in leipzig", "Wo wohne ich?"),
    ("Vivo en Madrid.", "Vivo en Sevilla.", "¿Dónde vivo?"),
    ("Vivo en Madrid.", "me mudé a bilbao 🎉", "¿Dónde vivo?"),
    ("Vivo en Madrid.", "Corrección: vivo en Málaga.", "¿Dónde vivo?"),
    ("Vivo en Madrid.", "Me he mudado de Madrid a Valencia", "¿Dónde vivo?"),
    ("Vivo en Madrid.", "Ahora vivo en *Granada*.", "¿Dónde vivo?"),
    ("J'habite à Lille.", "j'ai déménagé à toulouse", "Où est-ce que j'habite ?"),
    ("J'habite à Lille.", "J'ai déménagé de Lille à Nantes 🎉", "Où est-ce que j'habite ?"),
    ("J'habite à Lille.", "Correction : j'habite à Brest.", "Où est-ce que j'habite ?"),
    ("J'habite à Lille.", "J'habite à Rennes, pas à Lille.", "Où est-ce que j'habite ?"),
    ("Abito a Torino.", "Mi sono trasferita a Palermo :)", "Dove abito?"),
    ("Abito a Torino.", "mi sono trasferito da torino a genova", "Dove abito?"),
    ("Abito a Torino.", "Correzione: abito a Verona.", "Dove abito?"),
    ("Moro em Belém.", "me mudei para manaus 🎉", "Onde eu moro?"),
    ("Moro em Belém.", "Correção: moro em Recife.", "Onde eu moro?"),
    ("Moro em Belém.", "Agora moro em **Natal**", "Onde eu moro?"),
    ("Я живу в Самаре.", "переехала в уфу", "Где я живу?"),
    ("Я живу в Самаре.", "Я переехал из Самары в Казань 🎉", "Где я живу?"),
    ("Я живу в Самаре.", "Исправление: я живу в Перми.", "Где я живу?"),
    ("大阪に住んでいます", "京都に住んでいます", "どこに住んでいますか？"),
    ("大阪に住んでいます", "先月、仙台に引っ越しました🎉", "どこに住んでいますか？"),
    ("大阪に住んでいます", "訂正：神戸に住んでいます。", "どこに住んでいますか？"),
    ("大阪に住んでいます", "大阪から札幌に引っ越した", "どこに住んでいますか？"),
    ("저는 광주에 살아요", "지난주에 울산으로 이사했어요 ㅎㅎ", "제가 어디 살아요?"),
    ("저는 광주에 살아요", "정정: 저는 대전에 살아요.", "제가 어디 살아요?"),
    ("저는 광주에 살아요", "광주에서 부산으로 이사했어요 🎉", "제가 어디 살아요?"),
    ("我住在武汉。", "上个月搬到了长沙 🎉", "我住在哪里？"),
    ("我住在武汉。", "更正：我住在西安。", "我住在哪里？"),
    ("我住在武汉。", "我从武汉搬到了成都", "我住在哪里？"),
    ("我住在武汉。", "我现在住在**杭州**", "我住在哪里？"),
]
LINKED = [
    ("I live in Rome.", "Oslo is my home these days, since the new job.", "Where do I live?"),
    ("I live in Rome.", "Goodbye Rome, the boxes arrived in Oslo yesterday!", "Where do I live?"),
    ("I live in Rome.", "We swapped our flat in Rome for a house in Oslo.", "Where do I live?"),
    ("Ich wohne in Köln.", "Seit dem Umzug ist Bremen unser Zuhause.", "Wo wohne ich?"),
    ("Ich wohne in Köln.", "Unsere Wohnung in Köln ist gekündigt, wir sind jetzt ganz in Bremen.", "Wo wohne ich?"),
    ("Vivo en Madrid.", "Por fin tengo las llaves del piso nuevo en Gijón, adiós Madrid.", "¿Dónde vivo?"),
    ("Vivo en Madrid.", "Desde el traslado, mi casa está en Gijón.", "¿Dónde vivo?"),
    ("J'habite à Lille.", "Depuis le déménagement, mon chez-moi c'est Annecy.", "Où est-ce que j'habite ?"),
    ("Abito a Torino.", "Dopo il trasloco la mia casa è a Lecce.", "Dove abito?"),
    ("Moro em Belém.", "Depois da mudança, a minha casa fica em Olinda.", "Onde eu moro?"),
    ("Я живу в Самаре.", "После переезда мой дом теперь в Сочи.", "Где я живу?"),
    ("大阪に住んでいます。", "引っ越してからは福岡が私の家です。", "どこに住んでいますか？"),
    ("我住在武汉。", "搬家以后，我的家就在厦门了。", "我住在哪里？"),
    ("저는 광주에 살아요.", "이사한 뒤로는 제주가 우리 집이에요.", "제가 어디 살아요?"),
]


@pytest.mark.parametrize(("old", "new", "question"), SUPERSEDED)
def test_a_new_value_supersedes_the_old_one(old: str, new: str, question: str, told: Told) -> None:
    told.tell(old, new)
    assert told.ended() == [old]
    assert len(told.standing()) == 1
    assert told.standing()[0] in new
    hits = told.search(question).hits
    assert [(hit.memory.content in new, hit.outdated) for hit in hits] == [
        *[(True, False)] * (len(hits) - 1),
        (False, True),
    ]


@pytest.mark.parametrize(("old", "new", "question"), LINKED)
def test_where_no_rule_can_tell_the_newer_one_stands_first(old: str, new: str, question: str, told: Told) -> None:
    """And the older one names it as what was said later, unless a rule could tell after all."""
    told.tell(old, new)
    shown = told.search(question).context()
    assert new in shown
    assert shown.index(new) < shown.index(old) or "later, " in shown
    hits = {hit.memory.content: hit for hit in told.search(question).hits}
    assert old not in hits or hits[old].outdated or hits[old].later
