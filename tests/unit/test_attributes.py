"""Plain attributes that have one value at a time, and statements that say the same."""

import math

import pytest

from memory_core.adapters.embedding.bundled import bundled_embedder
from memory_core.domain.reading.compare import attribute_of, says_the_same


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
    assert attribute_of(text, speaker="Anna") == key


def test_without_a_speaker_the_first_person_is_one_subject() -> None:
    """A user whose name is not known still has one home, and nobody else has it."""
    assert attribute_of("I live in Porto", speaker="") == attribute_of("User lives in Rome", speaker="") == "i|home"
    assert attribute_of("Anna lives in Porto", speaker="") == ""


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
        "I no longer live in Porto",
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
    assert attribute_of(text, speaker="Anna") == ""


@pytest.mark.parametrize("piece", ["my ", "I live in Porto, ", "我", "Anna ", "A", "."])
def test_a_hostile_text_has_no_key(piece: str) -> None:
    """A hundred thousand characters are no plain attribute, and are found so in linear time."""
    assert attribute_of(piece * (100_000 // len(piece)), speaker="Anna") == ""
    assert not says_the_same(piece * (100_000 // len(piece)), "I live in Porto", cosine=1.0)


SAME = [
    ("Anna is allergic to peanuts", "Anna has a peanut allergy"),
    ("I'm allergic to nuts", "I am allergic to nuts."),
    ("Anna lives in Porto", "Anna resides in Porto"),
    ("Anna lives in Porto.", "Anna is living in Porto now"),
    ("Anna works as a nurse at the hospital", "Anna is a nurse at the hospital"),
    ("Anna loves hiking", "Anna enjoys hiking"),
    ("Anna has 2 cats", "Anna has two cats"),
    ("Anna doesn't eat meat", "Anna does not eat meat"),
    ("My favourite color is blue", "My favorite colour is blue"),
    ("Anna has moved to Porto", "Anna moved to Porto"),
    ("我住在上海", "我住上海"),
    ("我住在上海。", "我现在住在上海"),
    ("私は東京に住んでいます。", "私は東京に住んでいる"),
    ("Vivo en Sevilla", "Yo vivo en Sevilla."),
    ("Soy alérgica al marisco", "Tengo alergia al marisco"),
    ("Ich wohne in Leipzig", "Ich lebe in Leipzig"),
]
DIFFERENT = [
    ("Anna lives in Porto", "Anna lives in Lisbon"),
    ("Anna likes tea", "Anna does not like tea"),
    ("Anna has two cats", "Anna has three cats"),
    ("Anna loves Tom", "Tom loves Anna"),
    ("Anna prefers tea to coffee", "Anna prefers coffee to tea"),
    ("Anna was a nurse", "Anna is a nurse"),
    ("Anna lived in Porto", "Anna lives in Porto"),
    ("Anna used to live in Porto", "Anna lives in Porto"),
    ("Anna is allergic to peanuts", "Anna is allergic to almonds"),
    ("Anna's sister lives in Porto", "Anna lives in Porto"),
    ("Anna's sister is a doctor", "Anna's brother is a doctor"),
    ("Anna likes dogs", "Anna dislikes dogs"),
    ("Anna loves cooking", "Anna hates cooking"),
    ("Anna flies to Rome", "Anna flies from Rome"),
    ("The meeting is on Monday", "The meeting is on Tuesday"),
    ("Anna drinks coffee with milk", "Anna drinks coffee without milk"),
    ("Anna was born in Austria", "Anna was born in Australia"),
    ("Anna wants a dog", "Anna has a dog"),
    ("Anna will move to Porto", "Anna moved to Porto"),
    ("Anna lives in Porto", "Anna lives in Porto with her two children"),
    ("Call me at 5", "Call me at 6"),
    ("I am married", "I am not married"),
    ("Anna is unmarried", "Anna is married"),
    ("Anna can swim", "Anna can't swim"),
    ("Anna always eats breakfast", "Anna never eats breakfast"),
    ("The dog bit the cat", "The cat bit the dog"),
    ("Anna knows C++", "Anna knows C#"),
    ("I live in Porto", "You live in Porto"),
    ("I live in Porto", "We live in Porto"),
    ("Her name is Ana", "His name is Ana"),
    ("Anna has a dog", "Anna has dogs"),
    ("Anna is a doctor", "Anna has a doctor"),
    ("Anna has to work", "Anna works"),
    ("Anna likes cats, not dogs", "Anna likes dogs, not cats"),
    ("我喜欢茶", "我喜欢咖啡"),
    ("他喜欢我", "我喜欢他"),
    ("我喜欢茶", "我不喜欢茶"),
    ("我住在上海", "我以前住在上海"),
    ("我姐姐住在上海", "我妹妹住在上海"),
    ("私は犬が好きです", "私は猫が好きです"),
    ("私は肉を食べます", "私は肉を食べません"),
    ("저는 서울에 살아요", "저는 부산에 살아요"),
    ("Vivo en Sevilla", "Vivo en Madrid"),
    ("Me gusta el té", "No me gusta el té"),
    ("J'aime le thé", "Je n'aime pas le thé"),
    ("Ich habe einen Hund", "Ich habe keinen Hund"),
    ("Ich mag Tee", "Ich mag Kaffee"),
    ("Meine Schwester ist Lehrerin", "Meine Mutter ist Lehrerin"),
]


@pytest.fixture(scope="module")
def cosines() -> dict[tuple[str, str], float]:
    """Of every pair, by the bundled model."""
    embedder = bundled_embedder()
    pairs = [*SAME, *DIFFERENT]
    vectors = embedder.embed_documents([text for pair in pairs for text in pair])
    return {
        pair: math.sumprod(a, b) / (math.hypot(*a) * math.hypot(*b))
        for pair, a, b in zip(pairs, vectors[::2], vectors[1::2], strict=True)
    }


@pytest.mark.parametrize(("a", "b"), SAME)
def test_two_wordings_of_one_fact_say_the_same(a: str, b: str, cosines: dict[tuple[str, str], float]) -> None:
    """Forms, synonyms, spelling and order of words aside, in either direction."""
    assert says_the_same(a, b, cosine=cosines[a, b])
    assert says_the_same(b, a, cosine=cosines[a, b])


@pytest.mark.parametrize(("a", "b"), DIFFERENT)
def test_another_word_that_matters_says_something_else(a: str, b: str, cosines: dict[tuple[str, str], float]) -> None:
    """However close the embeddings: many of these are closer than two wordings of one fact."""
    assert not says_the_same(a, b, cosine=cosines[a, b])
    assert not says_the_same(b, a, cosine=cosines[a, b])


def test_words_alone_do_not_make_statements_alike() -> None:
    """Two statements far apart in meaning are different, unless they are the same letter by letter."""
    assert not says_the_same("Anna is allergic to peanuts", "Anna has a peanut allergy", cosine=0.2)
    assert says_the_same("Anna lives in Porto.", "anna lives in porto", cosine=0.2)


def test_a_name_told_by_nobody_in_particular_replaces_none() -> None:
    """Unless it says that it does: two people may share a conversation."""
    assert attribute_of("My name is Ben", speaker="") == ""
    assert attribute_of("My name is now Ben", speaker="") == "i|name"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The letter was written by Tom", "The letter was written to Tom"),
        ("Anna has a portrait of Tom", "Anna has a portrait by Tom"),
        ("I report to Maria", "I report on Maria"),
        ("I was married to Ana", "I was married by Ana"),
        ("I lost to Ben", "I lost Ben"),
        ("I sell to Acme", "I sell Acme"),
        ("Vengo de Madrid", "Vengo a Madrid"),
        ("Volé de Lima a Madrid", "Volé a Lima de Madrid"),
        ("Je viens de Lyon", "Je viens à Lyon"),
        ("Der Hund beißt den Mann", "Den Hund beißt der Mann"),
        ("太郎が花子を殴った", "太郎を花子が殴った"),
        ("妹は弟が嫌い", "妹を弟が嫌い"),
        ("Ich muss drucken", "Ich muss drücken"),
        ("Gosto da avó", "Gosto da avô"),
        ("Anna is named Tom", "Anna called Tom"),
        ("Anna loves her dog", "Anna likes her dogs"),
        ("我父亲现在不在了", "我父亲不"),
    ],
)
def test_a_small_word_can_change_everything(one: str, other: str) -> None:
    """Who did it to whom, where from and where to: however close the meanings lie, these are two facts."""
    assert not says_the_same(one, other, cosine=1.0)
    assert not says_the_same(other, one, cosine=1.0)
