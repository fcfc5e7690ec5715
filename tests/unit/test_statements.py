"""What is drawn from a message as a fact without a language model, word for word, and what is left alone."""

import pytest

from memory_core.bootstrap import open_sentence_encoder
from memory_core.domain.memory import Said
from memory_core.domain.reading.keeping import may_tell
from memory_core.domain.reading.split import clauses, every_span, sentences
from memory_core.domain.scope import Scope, space_id
from memory_core.operations.read import Read
from memory_core.operations.statements import Statements
from tests.small_talk import DURABLE_LINES, SMALL_TALK

LONG = 100_000
READ = Read(open_sentence_encoder())
STATEMENTS = Statements(READ)
SCOPE = Scope(space=space_id("a-test-key-of-16-or-more"), agent="a", realm="user:1", user="anna", session="s")


def said(content: str, speaker: str = "") -> Said:
    return Said(
        id="m",
        scope=SCOPE,
        content=content,
        digest="",
        operation_id="o",
        speaker=speaker,
        created_at=1,
        event_at=1,
        last_seen_at=1,
    )


def texts(content: str, *, speaker: str = "") -> list[str]:
    return [statement.text for statement in STATEMENTS([said(content, speaker)])[0]]


def may_tell_facts(content: str) -> bool:
    return STATEMENTS.may_tell([said(content)])


@pytest.mark.parametrize("line", DURABLE_LINES)
def test_a_durable_line_makes_a_fact(line: str) -> None:
    """Whatever the language, and however short."""
    assert texts(line) != []


def test_small_talk_makes_hardly_a_fact() -> None:
    """At most one line in twenty of the greetings, thanks, reactions, questions and requests of four languages."""
    assert len([line for line in SMALL_TALK if texts(line)]) <= len(SMALL_TALK) // 20


@pytest.mark.parametrize(
    "content",
    [
        "I have type I diabetes.",
        "World War I is my favourite topic.",
        "My Fair Lady is my favourite musical.",
        "i moved to oslo 🎉",
        "Me gusta el té, no.",
        "I am allergic to nuts, not.",
        "My dose is 5 mg, maybe more.",
        "Je mange de la viande, mais pas trop.",
        "My email is anna@example.com.",
        "I work at Booking.com.",
        "My boss is J.R. Good.",
        "I program in Java, Rust, Go.",
        "My kids are Anna, Will.",
        'My favourite song is "Hello, Goodbye".',
        "大阪に住んでいます",
        "京都に住んでいます",
        "Мою кошку зовут Муся.",
        "Abito a Firenze, ma lavoro a Prato.",
        "저는 인천에 살아요.",
    ],
)
def test_a_fact_is_what_was_said(content: str) -> None:
    """Nobody is renamed, nothing is cut off: not a domain, not the last of a list, not what takes it back."""
    assert texts(content, speaker="Anna") == [content]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("Hi there! I moved to Porto. How are you?", ["I moved to Porto."]),
        ("Thanks, that's great! By the way, my sister lives in Rome.", ["By the way, my sister lives in Rome."]),
        ("I live in Porto, what about you?", ["I live in Porto"]),
        ("I'm allergic to nuts, can you suggest a dinner?", ["I'm allergic to nuts"]),
        ("Write a cover letter, I work at Siemens as an engineer.", ["I work at Siemens as an engineer"]),
        ("Please remember that I'm allergic to nuts.", ["Please remember that I'm allergic to nuts."]),
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
def test_a_statement_is_a_part_of_the_message(content: str) -> None:
    """What a fact was drawn from can be found in the message, letter for letter."""
    (found,) = STATEMENTS([said(content, "Anna")])
    assert found
    assert all(content[s.start : s.end] == s.text for s in found)


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
        "It's Lisbon now",
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
    assert all(part in content for part in texts(content, speaker="Anna"))
    assert all(content[start:end] for start, end in [*every_span(content), *clauses(content)])
    assert may_tell(READ([content])[0]) in (True, False)


@pytest.mark.parametrize(
    "message",
    [
        "Translate this to French:\nI live in Paris.",
        "Proofread my text:\n\nMy name is Bob.\nI live in Paris.",
        "Let's role-play. My name is Bob and I live in Paris.",
        "Imagine I live in Rome. I have two lions.",
        "请翻译成英文：我住在巴黎。",
        "What should I answer to this email?\n\nHi Anna,\nI moved to Berlin. My new number is 0170 7654321.\nBest, Tom",
        "Ist der Satz richtig? Ich wohne in Berlin.",
        "Write a cover letter for my friend. My name is now John Smith.",
        "Can you improve my brother's CV?\nI work at Globex.",
        "Tom said:\nI live in Berlin.",
        "User: hi\nAssistant:\nI live in Berlin.",
        "Q: Where do you live?\nA: I live in Berlin.",
        "Interviewer: Hello.\nTom Hill:\nI work at Globex.",
        "Nom : Petit\nPrénom : Julie\nProfession : avocate",
    ],
)
def test_a_text_that_is_handed_over_tells_nothing_of_its_user(message: str) -> None:
    """Nor does what is only played."""
    assert texts(message) == []
