"""Attributes that have one value at a time: the rules of ten languages, and how people type."""

import pytest

from memory_core.domain.reading.attributes import Attribute, attribute_of, is_said_plainly, key_of
from memory_core.languages.load import codes
from memory_core.languages.rules import Rule, rules

RULES = rules("attributes")
SOMEBODY = "Zebulon"


def found(text: str, *, speaker: str = SOMEBODY) -> Attribute:
    """What a text tells; it tells something."""
    said = attribute_of(text, speaker=speaker)
    assert said, text
    return said


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_finds_its_examples(rule: Rule) -> None:
    """And none of those that look like them."""
    told = {text: attribute_of(text, speaker=SOMEBODY) for text in (*rule.yes, *rule.no)}
    by = {text: said.rule if said else "" for text, said in told.items()}
    assert {text: by[text] for text in rule.yes if by[text] != rule.id} == {}
    assert [text for text in rule.no if by[text] == rule.id] == []


def test_every_language_has_the_common_attributes() -> None:
    """Each with at least two examples of either kind, under an id of its own that begins with the language."""
    common = {"name", "age", "birthday", "home", "employer", "job", "diet", "marital status", "car", "favorite {topic}"}
    common |= {"{kind}phone", "mobile phone", "{kind}email", "{kind}address"}
    has = {code: {rule.verdict for rule in RULES if rule.language == code} for code in codes()}
    assert {code: missing for code in has if (missing := common - has[code] - {"job"})} == {}
    ended = {(rule.language, rule.verdict) for rule in RULES if rule.more.get("ends")}
    assert {(code, key) for code in codes() for key in ("home", "employer", "diet", "name")} <= ended
    assert all(len(rule.yes) >= 2 and len(rule.no) >= 2 for rule in RULES)
    assert len({rule.id for rule in RULES}) == len(RULES)
    assert all(rule.id.startswith(f"{rule.language}.") for rule in RULES)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("My name is Anna Schmidt.", "anna|name"),
        ("I live in Porto.", "anna|home"),
        ("Anna lives in Porto, Portugal now.", "anna|home"),
        ("I have moved to Berlin", "anna|home"),
        ("I've just moved to New York City!", "anna|home"),
        ("I moved to the Netherlands last year.", "anna|home"),
        ("Actually, I live in Lisbon", "anna|home"),
        ("The user lives in Porto.", "anna|home"),
        ("我住在上海。", "anna|home"),
        ("我现在住在杭州", "anna|home"),
        ("我搬到北京了", "anna|home"),
        ("Anna住在上海", "anna|home"),
        ("I work at Siemens.", "anna|employer"),
        ("Anna works for Google", "anna|employer"),
        ("I started a new job at Bosch.", "anna|employer"),
        ("我在腾讯工作", "anna|employer"),
        ("I work as a nurse", "anna|job"),
        ("My favourite colour is blue", "anna|favorite color"),
        ("Anna's favorite color is green", "anna|favorite color"),
        ("我最喜欢的颜色是蓝色", "anna|favorite 颜色"),
        ("I prefer tea now", "anna|preferred drink"),
        ("Anna prefers coffee over tea", "anna|preferred drink"),
        ("My dog's name is Felix", "anna's dog|name"),
        ("My dog is called Felix", "anna's dog|name"),
        ("Anna's dog is Felix", "anna's dog|name"),
        ("My phone number is +351 912 345 678", "anna|phone"),
        ("My work email is anna@example.com", "anna|work email"),
        ("My address is Rua das Flores 12, Porto", "anna|address"),
        ("My birthday is 5 May", "anna|birthday"),
        ("I'm 30 years old", "anna|age"),
        ("My new boss is Carlos", "anna's boss|name"),
        ("My husband is Tom", "anna's husband|name"),
        ("我叫李雷", "anna|name"),
        ("我的名字是李雷", "anna|name"),
        ("我的生日是5月3日", "anna|birthday"),
    ],
)
def test_a_plain_attribute_has_a_key(text: str, key: str) -> None:
    """The key names whose attribute it is, the same in the first person and by name, and holds no value."""
    assert key_of(text, speaker="Anna", person="") == key


def test_the_subject_is_whoever_speaks() -> None:
    """By name, or else by the host's id of the person; where both are unknown there is but one."""
    assert key_of("I live in Porto", speaker="Anna", person="u1") == "anna|home"
    assert key_of("I live in Porto", speaker="", person="u1") == key_of("User lives in Rome", speaker="", person="u1")
    assert key_of("I live in Porto", speaker="", person="u1") == "u1|home"
    assert key_of("My dog is called Rex", speaker="", person="u1") == "u1's dog|name"
    assert key_of("I live in Porto", speaker="", person="") == "i|home"
    assert attribute_of("Anna lives in Porto", speaker="") is None
    assert attribute_of("Anna lives in Porto", speaker="Tom") is None


def test_what_older_programs_stored_is_found() -> None:
    """They named nobody but speakers, and kept mobile numbers among all others."""
    home = attribute_of("I live in Porto", speaker="")
    assert home
    assert home.stored_before(speaker="", person="u1") == ("i|home",)
    assert home.stored_before(speaker="Anna", person="u1") == ()
    mobile = attribute_of("My mobile number is 0170 7654321.", speaker="Anna")
    assert mobile
    assert mobile.stored_before(speaker="Anna", person="") == ("anna|phone",)


@pytest.mark.parametrize(
    "text",
    [
        "My brother is a doctor",
        "My car is broken",
        "My phone is 3 years old",
        "My dog is sick",
        "My wife is Dutch",
        "My friend is Tom",
        "My friend lives in Porto",
        "One of my sisters lives in Porto",
        "I work on weekends",
        "I work at home",
        "I work at a bank",
        "I used to live in Porto",
        "I lived in Porto in 2010",
        "I moved to Porto in 2010",
        "I moved to Porto when I was a child",
        "I want to move to Porto",
        "I might move to Porto",
        "I don't live in Porto",
        "If I live in Porto",
        "Do I live in Porto?",
        "I live in Porto?",
        "I live in fear",
        "I live in a small flat",
        "I live in Porto and Lisbon",
        "I live in Porto in summer",
        "I live in Porto and work at Siemens",
        "I live in Porto, my sister in Rome",
        "I moved to Linux",
        '"I live in Porto", she said',
        "Tom lives in Porto",
        "Annabel lives in Porto",
        "I'm 30 minutes late",
        "I prefer it",
        "I prefer tea in the morning",
        "My favourite colour is not blue",
        "My favourite colour is blue but I hate red",
        "My favorite color is blue and Anna's favorite food is rice",
        "我以前住在上海",
        "我想住在上海",
        "我不住在上海",
        "我住在上海吗？",
        "我住在上海的时候很开心",
        "我住在酒店",
        "我住院了",
        "我住在那里",
        "我搬到新家了",
        "我叫外卖",
        "我叫醒了他",
        "我女儿叫我妈妈",
        "我在努力工作",
        "我在医院工作",
        "我在北京工作",
        "我的老板是德国人",
        "如果我住在上海",
        "我叫快递",
        "我叫救护车",
        "我叫代驾",
        "我老婆是护士",
        "我妈妈是会计",
        "我老公是教授",
        "我住在隔壁",
        "我住在民宿",
        "我在咖啡馆工作",
        "我在凌晨工作",
        "我在地铁上工作",
        "I'm living in Rome this week",
        "I'm based in Berlin this summer",
        "I'm working at Starbucks today",
        "I prefer coffee today",
        "I moved to Kubernetes",
        "I moved to Marketing",
        "I moved to Vim",
        "I moved to Premium",
        "I moved to Spotify",
        "My favorite team is losing",
        "My favorite team is playing tonight",
        "My favorite restaurant is closed",
        "My favorite band is touring in May",
        "My favorite color is also green",
        "My husband is CEO",
        "My husband is Sikh",
        "My husband is HR",
        "My dog is Corgi",
        "My brother is called Tom",
        "My sister lives in Lisbon",
        "My daughter is called Mei",
        "我女儿叫小红",
        "我姐姐住在广州",
        "I'm 5",
        "My birthday is in 3 days",
        "My phone is 5/10",
        "",
    ],
)
def test_whatever_is_not_plain_has_no_key(text: str) -> None:
    """An update wrongly recognised would hide a memory that is true."""
    assert attribute_of(text, speaker="Anna") is None


@pytest.mark.parametrize(
    "text",
    [
        "I moved to Oslo 🎉",
        "i moved to oslo",
        "Moved to Oslo last week.",
        "I moved from Rome to Oslo.",
        "I live in Oslo, not Rome.",
        "Correction: I live in Oslo.",
        "I live in **Oslo**.",
        "- I live in `Oslo`",
        "I live in ~~Rome~~ Oslo",
        "I live in Oslo\u200b",
        "\u2060I live in Oslo \U0001f1f3\U0001f1f4 :)",
        "Im living in Oslo now!!!",
        "bin letzte Woche nach oslo umgezogen 😊",
        "Übrigens: ich wohne jetzt in **Oslo**",
        "j'habite maintenant à oslo",
        "Rectification : j'habite à Oslo, pas à Bergen",
        "al final me mudé a Oslo!!",
        "vivo en oslo, no en madrid",
        "mi sono trasferita a oslo 🇳🇴",
        "Allora, vivo a *Oslo*",
        "me mudei pra oslo mês passado",
        "Moro em Oslo\u200d",
    ],
)
def test_it_is_read_as_people_type_it(text: str) -> None:
    """Small letters, emoji, markdown, signs that nobody sees, no final stop, a subject left out."""
    said = found(text)
    assert (said.key, said.value.casefold(), said.relation, said.ends) == ("home", "oslo", "", False)


@pytest.mark.parametrize(
    ("text", "key", "value"),
    [
        ("My email is anna@example.com", "email", "anna@example.com"),
        ("I work at Booking.com.", "employer", "Booking.com"),
        ("i work at booking.com", "employer", "booking.com"),
        ("Ich arbeite bei Check24.de", "employer", "Check24.de"),
        ("Je travaille chez Voyages-sncf.com", "employer", "Voyages-sncf.com"),
        ("My boss is J.R. Good.", "name", "J.R. Good"),
        ("My dentist is U.S. Well.", "name", "U.S. Well"),
        ("Mein Zahnarzt ist Dr. K. Braun.", "name", "Dr. K. Braun"),
        ("Mi correo es ana.m.ruiz@correo.com.mx.", "email", "ana.m.ruiz@correo.com.mx"),
        ('My favourite song is "Hello, Goodbye".', "favorite song", "Hello, Goodbye"),
        ("My name is Anna Maria von Trapp", "name", "Anna Maria von Trapp"),
        ("大阪に住んでいます", "home", "大阪"),
        ("제 이메일은 anna@example.co.kr이에요", "email", "anna@example.co.kr"),
        ("Я живу в Нижнем Новгороде", "home", "Нижнем Новгороде"),
    ],
)
def test_a_value_is_whole(text: str, key: str, value: str) -> None:
    """With its dots, its commas in quotation marks and its small words."""
    said = found(text)
    assert (said.key, said.value) == (key, value)


@pytest.mark.parametrize(
    "text",
    [
        "My sister moved to Rome.",
        "Meine Schwester ist nach Rom gezogen.",
        "Ma sœur habite à Rome.",
        "Mi hermana vive en Roma.",
        "Mia cugina abita a Roma.",
        "Minha prima mora em Roma.",
        "Моя тётя живёт в Риме.",
        "妹は名古屋に住んでいます。",
        "누나는 대구에 살아요.",
        "我弟弟住在南京。",
        "Do I live in Berlin?",
        "If I lived in Rome I would be happy.",
        "I'd love to move to Rome.",
        "Ich würde gern in Rom wohnen.",
        "J'aimerais habiter à Rome.",
        "Ojalá viviera en Roma.",
        "Vorrei vivere a Roma.",
        "Queria morar em Roma.",
        "Я хочу жить в Риме.",
        "京都に住みたいです。",
        "서울에 살고 싶어요.",
        "我想搬到大连。",
        "Yeah right, and I live in Wonderland.",
        "Ja klar, und ich wohne im Wunderland.",
        "Tom said: I live in Berlin",
        "“I live in Berlin,” she said.",
        "No vivo en Roma",
        "Si vivo en Roma, soy feliz",
        "I visited Oslo last week.",
        "Ich bin nach Oslo geflogen.",
        "Fui a Oslo la semana pasada.",
        "i moved to linux",
        "Ich bin zu Linux umgezogen",
        "Me mudé a otro proyecto",
        "I live in Oslo most of the year and in Rome in winter",
    ],
)
def test_others_lives_and_thoughts_are_no_attributes_of_mine(text: str) -> None:
    """Nor are questions, wishes, conditions, denials without a word of change, journeys and jokes."""
    said = attribute_of(text, speaker="")
    assert said is None or said.relation


@pytest.mark.parametrize(
    ("quote", "message"),
    [
        ("I live in Wonderland.", "Yeah right, and I live in Wonderland."),
        ("I live in Atlantis.", "As if. I live in Atlantis."),
        ("I live in Berlin.", "Is this sentence correct? I live in Berlin."),
        ("Ich wohne in Rom.", "Ist dieser Satz richtig? Ich wohne in Rom."),
        ("Vivo en Roma.", "En el juego soy emperador. Vivo en Roma."),
        ("J'habite à Rome.", "Je plaisante : J'habite à Rome."),
        ("I live in Berlin.", "Tom wrote to me:\nI live in Berlin."),
        ("我住在月球。", "我住在月球。开玩笑的！"),
        ("大阪に住んでいます。", "ゲームの中の話です。大阪に住んでいます。"),
    ],
)
def test_what_is_not_meant_is_no_attribute(quote: str, message: str) -> None:
    """The words around a statement tell."""
    assert not is_said_plainly(quote, message)


@pytest.mark.parametrize(
    ("quote", "message"),
    [
        ("I live in Berlin.", "Hi! I live in Berlin. Would you know a good dentist?"),
        ("I live in Porto", "My name is Anna and I live in Porto"),
        ("Ich wohne in Rom.", "Danke! Ich wohne in Rom. Was kann ich hier machen?"),
        ("Vivo en Lima.", "Hola, Vivo en Lima. ¿Y tú?"),
    ],
)
def test_what_stands_among_other_sentences_is_meant(quote: str, message: str) -> None:
    """Most statements do."""
    assert is_said_plainly(quote, message)


def test_agents_speak_of_the_user() -> None:
    """Whose attribute it is, as if they had said it themselves."""
    sentences = [
        "The user moved to Porto.",
        "用户住在大连。",
        "Der Nutzer wohnt in Bremen.",
        "El usuario vive en Quito.",
    ]
    assert {found(text, speaker="").stored_as(speaker="", person="u1") for text in sentences} == {"u1|home"}


@pytest.mark.parametrize("piece", ["my ", "I live in Porto, ", "我", "Zebulon ", "A", ".", "I live in ", "**"])
def test_a_hostile_text_has_no_key(piece: str) -> None:
    """A hundred thousand characters are no plain attribute, and two hundred are soon read."""
    for length in (200, 100_000):
        said = attribute_of(piece * (length // len(piece)), speaker=SOMEBODY)
        assert said is None


def test_a_name_told_by_nobody_in_particular_replaces_none() -> None:
    """Unless it says that it does: two people may share a conversation."""
    assert attribute_of("My name is Ben", speaker="") is None
    assert found("My name is now Ben", speaker="").replaces
