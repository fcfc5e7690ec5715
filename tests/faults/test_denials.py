"""What is denied is true no longer, in ten languages; where no rule can tell, the denial stands first and is linked."""

import pytest

from tests.faults.conftest import Told

ENDED = [
    ("I work at Acme.", "I no longer work at Acme."),
    ("I work at Acme.", "I don't work at Acme anymore"),
    ("I work at Acme.", "quit my job at Acme 🎉"),
    ("I am vegetarian.", "I am not vegetarian anymore."),
    ("I'm vegan.", "i'm no longer vegan"),
    ("I live in Bath.", "We don't live in Bath any more."),
    ("I'm married.", "I'm not married anymore."),
    ("Ich arbeite bei Acme.", "Ich arbeite nicht mehr bei Acme."),
    ("Ich bin Vegetarier.", "Ich bin kein Vegetarier mehr."),
    ("Ich wohne in Ulm.", "ich wohne nicht mehr in ulm"),
    ("Ich bin Veganerin.", "Ich bin nicht mehr vegan."),
    ("Ich bin verheiratet.", "Ich bin nicht mehr verheiratet."),
    ("Trabajo en Acme.", "Ya no trabajo en Acme."),
    ("Soy vegetariana.", "Ya no soy vegetariana."),
    ("Vivo en Lugo.", "ya no vivo en lugo 😢"),
    ("Soy vegano.", "He dejado de ser vegano."),
    ("Je travaille chez Acme.", "Je ne travaille plus chez Acme."),
    ("Je suis végétarien.", "Je ne suis plus végétarien."),
    ("J'habite à Brest.", "j'habite plus à brest"),
    ("Je suis mariée.", "Je ne suis plus mariée."),
    ("Lavoro in Ferrari.", "Non lavoro più in Ferrari."),
    ("Sono vegetariano.", "Non sono più vegetariano."),
    ("Abito a Pisa.", "non abito più a pisa"),
    ("Trabalho na Acme.", "Já não trabalho na Acme."),
    ("Sou vegetariana.", "Não sou mais vegetariana."),
    ("Moro em Natal.", "não moro mais em natal"),
    ("Я работаю в Озоне.", "Я больше не работаю в Озоне."),
    ("Я вегетарианец.", "Я больше не вегетарианец."),
    ("Я живу в Туле.", "больше не живу в туле"),
    ("ソニーで働いています。", "もうソニーでは働いていません。"),
    ("私はベジタリアンです。", "私はもうベジタリアンではありません。"),
    ("奈良に住んでいます。", "もう奈良には住んでいません。"),
    ("저는 네이버에서 일해요.", "저는 더 이상 네이버에서 일하지 않아요."),
    ("저는 채식주의자예요.", "저는 더 이상 채식주의자가 아니에요."),
    ("저는 전주에 살아요.", "이제 전주에 살지 않아요."),
    ("我在百度上班。", "我不在百度上班了。"),
    ("我吃素。", "我不再吃素了。"),
    ("我住在青岛。", "我已经不住在青岛了。"),
]
LINKED = [
    ("I play the piano every evening.", "I sold the piano, I don't play anymore."),
    ("I'm allergic to strawberries.", "Turns out I'm not allergic to strawberries after all."),
    ("I have a gym membership.", "I cancelled my gym membership."),
    ("Ich spiele jeden Abend Klavier.", "Ich spiele nicht mehr Klavier."),
    ("Ich habe eine Katze.", "Ich habe keine Katze mehr, sie ist gestorben."),
    ("Toco el piano cada tarde.", "Ya no toco el piano."),
    ("Tengo un perro.", "Ya no tengo perro."),
    ("Je joue du piano tous les soirs.", "Je ne joue plus de piano."),
    ("Suono il piano ogni sera.", "Non suono più il piano."),
    ("Eu toco piano todas as noites.", "Já não toco piano."),
    ("Я каждый вечер играю на пианино.", "Я больше не играю на пианино."),
    ("毎晩ピアノを弾いています。", "もうピアノは弾いていません。"),
    ("저는 매일 저녁 피아노를 쳐요.", "저는 이제 피아노를 치지 않아요."),
    ("我每天晚上弹钢琴。", "我不再弹钢琴了。"),
]


@pytest.mark.parametrize(("old", "denial"), ENDED)
def test_a_denial_ends_what_it_denies(old: str, denial: str, told: Told) -> None:
    told.tell(old, denial)
    assert (told.standing(), told.ended()) == ([denial], [old])


@pytest.mark.parametrize(("old", "denial"), LINKED)
def test_a_denial_that_no_rule_knows_stands_with_what_it_denies(old: str, denial: str, told: Told) -> None:
    """It is shown with the older statement, and named as later, or stands before it."""
    shown = told.tell(old, denial).search(old).context()
    assert old in shown
    assert denial in shown
    hits = {hit.memory.content: hit for hit in told.search(old).hits}
    later = hits[old].later
    assert shown.index(denial) < shown.index(old) or (later and later.memory.content == denial)
