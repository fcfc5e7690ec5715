"""What is drawn from a message as a fact without a language model, and what is left alone."""

import pytest

from memory_core.domain.reading.split import Statement, may_tell_facts, sentences, statements, statements_from
from tests.small_talk import DURABLE_LINES, SMALL_TALK

LONG = 100_000


def texts(content: str, *, speaker: str = "") -> list[str]:
    return [statement.text for statement in statements(content, speaker=speaker)]


@pytest.mark.parametrize("line", DURABLE_LINES)
def test_a_durable_line_makes_a_fact(line: str) -> None:
    """Whatever the language, and however short."""
    assert texts(line) != []


def test_small_talk_makes_hardly_a_fact() -> None:
    """At most one line in twenty of the greetings, thanks, reactions, questions and requests of four languages."""
    assert len([line for line in SMALL_TALK if texts(line)]) <= len(SMALL_TALK) // 20


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I live in Porto.", "Anna lives in Porto."),
        ("I'm a nurse.", "Anna is a nurse."),
        ("I’m a nurse.", "Anna is a nurse."),
        ("I've never been to Rome.", "Anna has never been to Rome."),
        ("I don't eat meat.", "Anna doesn't eat meat."),
        ("I was born in 1990.", "Anna was born in 1990."),
        ("I always drink tea.", "Anna always drinks tea."),
        ("I study law and teach chess.", "Anna studies law and teaches chess."),
        ("I live in Porto and work at a bank.", "Anna lives in Porto and works at a bank."),
        ("I carry my own cup everywhere.", "Anna carries Anna's own cup everywhere."),
        ("My dog is called Felix.", "Anna's dog is called Felix."),
        ("My sister gave me a piano.", "Anna's sister gave Anna a piano."),
        ("My wife and I live in Porto.", "Anna's wife and Anna live in Porto."),
        ("I used to live in Rome.", "Anna used to live in Rome."),
        ("I color-code my notes.", "Anna color-codes Anna's notes."),
        ("I can't swim.", "Anna can't swim."),
        ("I'd love to learn the piano.", "Anna would love to learn the piano."),
        ("I'd been a nurse for ten years.", "Anna had been a nurse for ten years."),
        ("Moved to Porto last week.", "Anna moved to Porto last week."),
        ("Been running a lot since March.", "Anna has been running a lot since March."),
        ("i live in porto", "Anna lives in porto"),
        ("We have two cats.", "We have two cats."),
        ('My father said "I love Porto" yesterday.', 'Anna\'s father said "I love Porto" yesterday.'),
        ("Me gusta mucho el té verde.", "Me gusta mucho el té verde."),
        ("我住在上海。", "我住在上海。"),
    ],
)
def test_the_first_person_of_english_becomes_the_speaker(said: str, told: str) -> None:
    """A fact stands on its own, so it names whoever said "I"; other languages keep their first person."""
    assert texts(said, speaker="Anna") == [told]


def test_without_a_speaker_the_first_person_stays() -> None:
    """Nobody is named whose name is not known."""
    assert texts("I live in Porto.") == ["I live in Porto."]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("Hi there! I moved to Porto. How are you?", ["I moved to Porto."]),
        ("Thanks, that's great! By the way, my sister lives in Rome.", ["My sister lives in Rome."]),
        ("I live in Porto, what about you?", ["I live in Porto"]),
        ("I'm allergic to nuts, can you suggest a dinner?", ["I'm allergic to nuts"]),
        ("Write a cover letter, I work at Siemens as an engineer.", ["I work at Siemens as an engineer."]),
        ("Please remember that I'm allergic to nuts.", ["I'm allergic to nuts."]),
        ("My name is Anna and I live in Porto.", ["My name is Anna", "I live in Porto."]),
        ("我叫李雷，我住在上海。", ["我叫李雷", "我住在上海。"]),
        ("你好，我住在上海，你呢？", ["我住在上海"]),
        ("About me:\n- I have two cats\n- I play the violin", ["I have two cats", "I play the violin"]),
        ("I wrote this:\n```\nI live in Rome. I have 3 cats.\n```", []),
        ("> I live in Rome.\nMy brother lives there too.", ["My brother lives there too."]),
        ("Translate this to French: I live in Porto.", []),
        ("Please always answer me in short sentences.", ["Please always answer me in short sentences."]),
        ("", []),
    ],
)
def test_only_what_lasts_is_drawn_from_a_message(content: str, told: list[str]) -> None:
    """Greetings, questions, requests, code and quoted lines are left out, and one fact is one statement."""
    assert texts(content) == told


@pytest.mark.parametrize(
    "content", ["Hi!  I moved\nto Porto. — My dog, Felix, came along!", "嗨，我 住在上海。我养了两只猫！"]
)
def test_a_quote_is_a_part_of_the_message(content: str) -> None:
    """What a fact was drawn from can be found in the message, letter for letter."""
    drawn = statements(content, speaker="Anna")
    assert drawn
    assert all(statement.quote in content for statement in drawn)


def test_a_statement_knows_its_words() -> None:
    """The text says who it is about, the quote is what was said."""
    assert statements("Hello! I moved to Porto.", speaker="Anna") == [
        Statement(text="Anna moved to Porto.", quote="I moved to Porto.")
    ]


def test_a_higher_bar_keeps_fewer() -> None:
    """Statements are ranked by what they say."""
    content = "I moved to Porto with my sister in 2019. I like music. It rains a lot."
    kept = [len(statements_from(content, speaker="", durable=bar)) for bar in (-5.0, 1.0, 2.5, 10.0)]
    assert kept == [3, 2, 1, 0]


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        (
            "Mr. Smith lives at 5 Elm St. in Rome. He has 1.5 dogs!",
            ["Mr. Smith lives at 5 Elm St. in Rome.", "He has 1.5 dogs!"],
        ),
        ("We met at 5 p.m. in town. It rained.", ["We met at 5 p.m. in town.", "It rained."]),
        ("Really?! Yes... Fine.", ["Really?!", "Yes...", "Fine."]),
        ("我住在上海。你呢？很好！", ["我住在上海。", "你呢？", "很好！"]),
        ("1. Tea\n2) Milk\n* Bread", ["Tea", "Milk", "Bread"]),
        ("Das kostet z.B. viel. Ja.", ["Das kostet z.B. viel.", "Ja."]),
        ("¿Qué? ¡Vale! Bien.", ["¿Qué?", "¡Vale!", "Bien."]),
        ("x" * 60 + "\nis one line", ["x" * 60 + "\nis one line"]),
    ],
)
def test_a_message_falls_into_sentences(content: str, parts: list[str]) -> None:
    """Abbreviations and numbers end none; lists, wrapped lines and other scripts are known."""
    assert sentences(content) == parts


@pytest.mark.parametrize(
    "content",
    [
        "No, Felix.",
        "Actually it is Porto",
        "not any more",
        "no longer",
        "Felix",
        "It's Lisbon now",
        "ya no",
        "nicht mehr",
        "不是了",
        "不，是上海",
        "もう飲まない",
        "I live in Porto, where can I eat?",
        *DURABLE_LINES,
    ],
)
def test_whatever_may_tell_a_fact_is_let_through(content: str) -> None:
    """A correction is short, and one that is missed leaves a falsehood standing."""
    assert may_tell_facts(content)


@pytest.mark.parametrize(
    "content",
    [
        "Hi!",
        "Thanks a lot!",
        "ok",
        "What is the capital of France?",
        "Translate this to French",
        "Help me write a poem.",
        "That's awesome!",
        "Hey Mel! How are you?",
        "谢谢！",
        "好的，明白了",
        "帮我翻译这句话",
        "ありがとうございます！",
        "この文を訳してください。",
        "¡Hola! ¿Qué tal?",
        "Merci beaucoup !",
        "Vielen Dank!",
        "",
        "...",
    ],
)
def test_idle_messages_cost_no_model_call(content: str) -> None:
    """Nothing but questions, greetings, thanks, acknowledgements and requests holds no fact."""
    assert not may_tell_facts(content)


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "I ",
        "我",
        "はい",
        ". ",
        "i, ",
        '"',
        "!",
        "\n",
        "```",
        "> ",
        "I also ",
        "Anna ",
        "1.",
        "please ",
        "ha",
        "I'",
    ],
)
def test_a_hostile_message_takes_no_endless_time(piece: str) -> None:
    """Patterns read a hundred thousand characters in linear time; a slow one would hang this test."""
    content = piece * (LONG // len(piece))
    assert all(statement.quote in content for statement in statements(content, speaker="Anna"))
    assert may_tell_facts(content) in (True, False)


@pytest.mark.parametrize(
    "message",
    [
        "Translate this to French:\nI live in Paris.",
        "Proofread my text:\n\nMy name is Bob.\nI live in Paris.",
        "Let's role-play. My name is Bob and I live in Paris.",
        "Imagine I live in Rome. I have two lions.",
        "请翻译成英文：我住在巴黎。",
    ],
)
def test_a_text_that_is_handed_over_tells_nothing_of_its_user(message: str) -> None:
    """Nor does what is only played."""
    assert statements(message, speaker="") == []
