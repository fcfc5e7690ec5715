"""The card: what stands on it, and what never does. On the real engine, with the real heads."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import memory_core
from memory_core import MemoryType, Message, Person
from memory_core.adapters.tokens import BundledTokenCounter
from memory_core.domain.card import Part, compose
from memory_core.domain.fence import strip
from memory_core.domain.memory import Followed, Lasting
from memory_core.errors import InvalidParameter
from tests.contract.test_repository import memory
from tests.corpora.injections import ATTACKS
from tests.corpora.orders import ORDERS


@pytest.fixture
def anna(tmp_path: Path) -> Iterator[Person]:
    with memory_core.open(tmp_path, key="the-key-of-the-card-tests") as space:
        yield space.user("anna")


def on_card(person: Person) -> list[str]:
    return [line.memory.content for line in person.card().lines]


@pytest.mark.parametrize(
    ("said", "part"),
    [
        ("Always answer in French.", Part.WISHES),
        ("Bitte keine Smileys mehr.", Part.WISHES),
        ("Llámame Robe.", Part.WISHES),
        ("以后请简短回答。", Part.WISHES),
        ("I live in Porto.", Part.WHO),
        ("I'm allergic to peanuts.", Part.KNOWN),
        ("У меня двое детей.", Part.KNOWN),
        ("私はベジタリアンです。", Part.WHO),
    ],
)
def test_what_a_person_says_of_themselves_stands_on_it(anna: Person, said: str, part: Part) -> None:
    """Word for word, each line with its memory."""
    anna.remember(said)
    card = anna.card()
    assert [(line.part, line.memory.content) for line in card.lines] == [(part, said)]
    assert said in card.text
    assert card.lines[0].memory.id not in card.text


@pytest.mark.parametrize(
    "said",
    [
        "I had soup for lunch today.",
        "My sister is allergic to cats.",
        "Can you translate this into French?",
        "Thanks, that was great!",
        "Can you proofread this?\n\nDear Ms Lowe,\nI live in Bath and I keep bees.\nKind regards,\nPaul",
        Message("You live in Lisbon and you love tea.", role="assistant"),
    ],
)
def test_what_is_of_a_moment_or_of_others_does_not(anna: Person, said: str | Message) -> None:
    anna.remember(said)
    assert on_card(anna) == []


def test_orders_told_as_wishes_never_do(anna: Person) -> None:
    """Neither those of the attacks nor the short ones."""
    for prefix in ("", "From now on: "):
        anna.remember([f"{prefix}{text}" for text in (*(attack.message for attack in ATTACKS), *ORDERS)])
    assert on_card(anna) == []


def test_a_later_wish_about_the_same_takes_the_place_of_the_old_one(anna: Person) -> None:
    """And so does a newer value; wishes about other things stay."""
    for said in ("Answer in French.", "No emojis please.", "I live in Lisbon.", "From now on answer in German."):
        anna.remember(said)
    anna.remember("I moved to Porto.")
    assert set(on_card(anna)) == {"From now on answer in German.", "No emojis please.", "I moved to Porto."}
    wishes = [line.memory for line in anna.card().lines if line.part is Part.WISHES]
    assert {wish.type for wish in wishes} == {MemoryType.PROCEDURAL}


def test_it_is_the_same_to_the_byte_whatever_else_is_said(anna: Person) -> None:
    anna.remember(["I'm allergic to peanuts.", "Call me Bob."])
    before = anna.card().text
    anna.remember(["It's raining.", "My neighbour has three kids.", "I had soup today."])
    assert anna.card().text == before


def test_a_stranger_has_an_empty_one(anna: Person) -> None:
    """Never an error."""
    assert (anna.card().text, anna.card().lines) == ("", ())


def test_what_is_pinned_stands_on_it_and_goes_when_it_is_forgotten(anna: Person) -> None:
    kept = anna.remember("The gate code hangs behind the door.", learn=False).memories[0]
    anna.correct(kept.id, pinned=True)
    assert [line.part for line in anna.card().lines] == [Part.PINNED]
    anna.forget(kept.id)
    assert anna.card().text == ""


def test_it_comes_back_from_a_prompt_as_nothing(anna: Person) -> None:
    """An agent that stores what it was shown stores no card."""
    anna.remember(["I'm allergic to peanuts.", "Call me Bob."])
    text = anna.card().text
    assert strip(f"Hello!\n{text}") == "Hello!"
    assert strip(f"Hello!\n{text.rpartition('\n')[0]}") == "Hello!"


def test_it_takes_as_many_tokens_as_it_may(anna: Person) -> None:
    """A long memory is shown by its beginning."""
    count = BundledTokenCounter()
    for place in range(30):
        anna.remember(f"I play the {'very ' * place}old harp number {place}.", memory_type="semantic")
    for budget in (100, 300, 1_000):
        card = anna.card(budget=budget)
        assert card.lines
        assert count(card.text) <= budget
    for budget in (99, 1_001):
        with pytest.raises(InvalidParameter):
            anna.card(budget=budget)


def test_a_statement_that_a_later_one_likely_changed_stands_no_longer() -> None:
    """One that hardly did changes nothing."""
    fact = memory(1, "I drive a Fiesta.", type=MemoryType.SEMANTIC, lasting=Lasting.FACT)
    later = memory(2, "Sold it, I have a Skoda.", event_at=fact.event_at + 1)
    for likely, lines in ((0.9, []), (0.1, [fact])):
        said = [replace(later, follows=(Followed(fact.id, likely),))]
        card = compose({Part.KNOWN: [fact]}, said, budget=1_000, count_tokens=len, secret="s")
        assert [line.memory for line in card.lines] == lines
