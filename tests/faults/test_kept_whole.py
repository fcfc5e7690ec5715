"""A fact is kept as it was said: dots, commas and afterthoughts are no ends of it."""

import pytest

from tests.faults.conftest import Told

DOTS = [
    "My email is anna@example.com",
    "You can reach me at j.r.good@mail.example.co.uk.",
    "I work at Booking.com.",
    "My boss is J.R. Good.",
    "My favourite band is U.S. Well.",
    "My dentist is Dr. A. B. Moreau.",
    "My website is www.anna-bakes.example.org.",
    "My budget is 1.250,50 euros a month.",
    "Meine E-Mail-Adresse ist jonas.k@web.example.de.",
    "Ich arbeite bei Check24.de.",
    "Mein Hausarzt heißt Dr. med. H. P. Lang.",
    "Ich nehme morgens 2,5 mg Ramipril.",
    "Mi correo es lucia.p@correo.example.es.",
    "Trabajo en Idealista.com.",
    "Mi jefe es el Sr. J.M. Soler.",
    "Mon adresse mail est paul@exemple.fr.",
    "Je travaille chez Leboncoin.fr.",
    "Ma dentiste est Mme. C. Roux.",
    "La mia email è gio@esempio.it.",
    "Lavoro per Subito.it.",
    "O meu e-mail é rui@exemplo.pt.",
    "Trabalho na Amazon.com.br.",
    "Моя почта — oleg@primer.ru.",
    "Я работаю в Mail.ru.",
    "我的邮箱是 li.wei@example.cn。",
    "我在携程.com上班。",
    "メールアドレスは ken@example.jp です。",
    "価格.comで働いています。",
    "제 이메일은 minsu@example.kr 입니다.",
    "저는 G마켓.com에서 일해요.",
]
LISTS = [
    "I program in Java, Rust, Go.",
    "My kids are Anna, Will.",
    'My favourite song is "Hello, Goodbye".',
    'My favourite film is "Good, Bad, Ugly".',
    "I play the drums, bass, tuba.",
    "I am allergic to milk, eggs, nuts, soy.",
    "Ich spreche Deutsch, Polnisch, Schwedisch.",
    "Meine Kinder heißen Emil, Ida, Will.",
    "Mein Lieblingslied ist „Komm, gib mir deine Hand“.",
    "Hablo español, catalán, gallego.",
    "Mis hijas son Alma, Vera, Paz.",
    "Je parle français, breton, arabe.",
    "Mes chats s'appellent Ouna, Filou, Va.",
    "Ma chanson préférée est « Ne me quitte pas, reviens ».",
    "Suono la chitarra, il basso, la tromba.",
    "Falo português, inglês, japonês.",
    "Мои любимые языки — Python, Go, Rust.",
    "У меня аллергия на орехи, мёд, рыбу.",
    "我会说英语、法语、日语。",
    "我的孩子叫小明、小红。",
    "英語、中国語、韓国語が話せます。",
    "저는 영어, 일본어, 독일어를 해요.",
]
TAKEN_BACK = [
    "Me gusta el té, no.",
    "I am allergic to nuts, not.",
    "My dose is 5 mg, maybe more.",
    "Je mange de la viande, mais pas trop.",
    "I drink coffee, but only decaf.",
    "I can drive, just not at night.",
    "I have two brothers, well, half-brothers.",
    "Ich esse Fleisch, aber kein Schwein.",
    "Ich bin gegen Nüsse allergisch, außer Mandeln.",
    "Meine Dosis sind 10 mg, vielleicht auch weniger.",
    "Como pescado, pero marisco no.",
    "Mi dosis es de 20 mg, o quizá menos.",
    "Je suis allergique au gluten, enfin presque.",
    "Je bois du vin, mais jamais en semaine.",
    "Mangio carne, ma non il maiale.",
    "Ho tre gatti, anzi quattro.",
    "Sou vegetariano, mas como peixe.",
    "Tomo 5 mg por dia, talvez mais.",
    "Я ем мясо, но не свинину.",
    "У меня аллергия на кошек, кроме сфинксов.",
    "我吃肉，但是不吃猪肉。",
    "我每天吃5毫克，也许更多。",
    "肉は食べますが、豚肉は食べません。",
    "저는 고기를 먹지만, 돼지고기는 안 먹어요.",
]


@pytest.mark.parametrize("text", [*DOTS, *LISTS, *TAKEN_BACK])
def test_a_fact_is_kept_whole(text: str, told: Told) -> None:
    assert told.tell(text).standing() == [text]


@pytest.mark.parametrize(
    ("old", "new", "question"),
    [
        ("My email is anna@example.com", "My email is anna@example.de", "What is my email address?"),
        ("My email is j.good@mail.example.com.", "My new email is j.good@post.example.com.", "What is my email?"),
        ("I work at Booking.com.", "I work at Booking.nl.", "Where do I work?"),
        ("Meine E-Mail ist eva@web.example.de.", "Meine E-Mail ist eva@web.example.com.", "Wie lautet meine E-Mail?"),
        ("Ich arbeite bei Otto.de.", "Ich arbeite jetzt bei Check24.de.", "Wo arbeite ich?"),
        ("Mi correo es ana@uno.example.es", "Mi correo es ana@dos.example.es", "¿Cuál es mi correo?"),
        ("Mon email est luc@free.example.fr", "Mon email est luc@free.example.com", "Quel est mon email ?"),
        ("La mia email è ugo@uno.example.it", "La mia email è ugo@due.example.it", "Qual è la mia email?"),
        ("Meu e-mail é rui@um.example.br", "Meu e-mail é rui@dois.example.br", "Qual é o meu e-mail?"),
        ("Моя почта oleg@odin.example.ru", "Моя почта oleg@dva.example.ru", "Какая у меня почта?"),
        ("我的邮箱是a.li@yi.example.cn", "我的邮箱是a.li@er.example.cn", "我的邮箱是什么？"),
        ("メールはken@ichi.example.jpです", "メールはken@ni.example.jpです", "私のメールアドレスは？"),
        ("제 이메일은 min@il.example.kr 입니다", "제 이메일은 min@i.example.kr 입니다", "제 이메일이 뭐예요?"),
    ],
)
def test_another_end_is_another_value(old: str, new: str, question: str, told: Told) -> None:
    """The second supersedes the first, and its message is shown as what holds."""
    told.tell(old, new)
    assert (told.standing(), told.ended()) == ([new], [old])
    first = told.search(question).hits[0]
    assert (first.memory.content, first.outdated) == (new, False)
