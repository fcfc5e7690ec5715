"""Names, dates and traits read from text."""

import pytest

from memory_core.domain.reading.dates import NamedDate, named_dates, named_days
from memory_core.domain.reading.judge import asks_for_several, asks_when, is_question, tells_time
from memory_core.domain.speakers import named, without_names


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("on 5 May 2026", [NamedDate(2026, 5, 5)]),
        ("on May 5th, 2026", [NamedDate(2026, 5, 5)]),
        ("the 3rd of march", [NamedDate(0, 3, 3)]),
        ("2026-05-03 or 2026-05", [NamedDate(2026, 5, 3), NamedDate(2026, 5)]),
        ("in June and in Sept.", [NamedDate(0, 6), NamedDate(0, 9)]),
        ("back in 2019", [NamedDate(2019)]),
        ("2026年5月3日", [NamedDate(2026, 5, 3)]),
        ("5月", [NamedDate(0, 5)]),
        ("I may go, they march on", []),
        ("May I go?", []),
        ("room 2026x, 12 monkeys", []),
    ],
)
def test_dates_are_read_once_and_precisely(text: str, dates: list[NamedDate]) -> None:
    """A verb, a number or a name is no date."""
    assert named_dates(text) == dates


def test_a_date_spans_days() -> None:
    """A month all of them, a year too; what is not in the calendar none."""
    assert NamedDate(2024, 2).days(0) == (19_754, 19_782)
    assert NamedDate(0, 12).days(1970) == (334, 364)
    assert NamedDate(2023, 2, 29).days(0) is None
    assert NamedDate(0, 13).days(2023) is None


def test_named_days_are_days_and_months() -> None:
    """One that goes without a year is the last that began; a whole year narrows nothing down."""
    may_2024 = NamedDate(2024, 5).days(0)
    assert may_2024 is not None
    in_june = may_2024[1] + 9
    assert named_days("in May 2023, or in May", until=in_june) == [NamedDate(2023, 5).days(0), may_2024]
    assert named_days("on 5 June", until=in_june) == [NamedDate(2024, 6, 5).days(0)]
    assert named_days("on 5 July", until=in_june) == [NamedDate(2023, 7, 5).days(0)]
    assert named_days("in 2023, on 30 February", until=in_june) == []


def test_speakers_are_named_by_any_word_of_theirs() -> None:
    """With their capitals, unless the query has none; no name is found inside a word."""
    people = {"Anna Berg", "Mark", "王伟", "", "Jo"}
    assert named("What did Mark say to Anna?", people) == ["Mark", "Anna Berg"]
    assert named("what did mark say?", people) == ["Mark"]
    assert named("Did he mark it?", people) == []
    assert named("the commute", {"The Boss", "Dr Who"}) == []
    assert named("When will the train go?", {"Will"}) == []
    assert named("What about the Boss?", {"The Boss"}) == ["The Boss"]
    assert named("Annapolis and Markus", people) == []
    assert named("王伟住在哪里？", people) == ["王伟"]
    assert named("x", set()) == []


def test_a_query_without_its_names() -> None:
    """Keeps something to ask."""
    assert without_names("What is Anna's job?", {"Anna"}) == "What is job?"
    assert without_names("王伟住在哪里？", {"王伟"}) == "住在哪里？"
    assert without_names("Anna?", {"Anna"}) == "Anna?"
    assert without_names("no names here", {"Anna", ""}) == "no names here"


def test_traits_in_several_languages() -> None:
    """Of questions and of statements."""
    assert all(map(is_question, ("Really?", "真的吗？", "hm? [image: a cat]")))
    assert not any(map(is_question, ("Really.", "Why? Because.", "")))
    assert all(map(asks_when, ("When did it end?", "What year was that?", "你什么时候搬家？", "¿Y cuándo?")))
    assert not any(map(asks_when, ("Whenever.", "Tell me when.", "Where?")))
    several = ("Which books are mine?", "What kind of art?", "How many pets?", "What do both like?")
    assert all(map(asks_for_several, (*several, "我有哪些朋友？", "ペットはいくつ？", "¿Cuáles son mis libros?")))
    assert not any(
        map(asks_for_several, ("What book is mine?", "What does it mean?", "Which class is next?", "Books!"))
    )
    assert all(map(tells_time, ("I moved last week.", "Back in 2019.", "我昨天到了", "3 years ago")))
    assert not any(map(tells_time, ("I moved.", "She is 7.")))
