"""The text that narrows a search, a list or a forgetting."""

import pytest

from forms.fields import Filter, FilterKey
from memory_core.errors import InvalidParameter
from tools.filters import Narrowed, parse_filter

ALL = Filter(name="filter", keys=tuple(FilterKey), summaries=True)
FEW = Filter(name="filter", keys=(FilterKey.TYPE, FilterKey.TAG))


@pytest.mark.parametrize(
    ("text", "narrowed"),
    [
        ("", Narrowed()),
        (" \n ", Narrowed()),
        ("None", Narrowed()),
        ("null", Narrowed()),
        ("[]", Narrowed()),
        (
            "type:fact since:2026-03 tag:work",
            Narrowed(types=("semantic",), since="2026-03-01", tags=("work",)),
        ),
        ("Type: Facts, TAG = work", Narrowed(types=("semantic",), tags=("work",))),
        ("type：message，tag：旅行、工作", Narrowed(types=("episodic",), tags=("旅行", "工作"))),
        ("type:fact,procedure tag:a,b;tag:c", Narrowed(types=("semantic", "procedural"), tags=("a", "b", "c"))),
        ("type:semantic\ntype:summaries", Narrowed(types=("semantic", "summary"))),
        ("tag:\"to do\", 'in progress'", Narrowed(tags=("to do", "in progress"))),
        ("tag:['work', \"it's\"] type:fact", Narrowed(tags=("work", "it's"), types=("semantic",))),
        ('tag:["work", null]', Narrowed(tags=("work",))),
        ("tag:[] type:fact", Narrowed(types=("semantic",))),
        ("since:2026 until:2026", Narrowed(since="2026-01-01", until="2026-12-31")),
        ("since:2024-02 until:2024-2", Narrowed(since="2024-02-01", until="2024-02-29")),
        ("until:2026-03-04T09:30:00+01:00", Narrowed(until="2026-03-04T09:30:00+01:00")),
        ("as_of:2026-02 before:2026-02", Narrowed(as_of="2026-02-28", before="2026-02-01")),
        ("state:any", Narrowed(states=("active", "superseded"))),
        ("session:s:1 shared:yes", Narrowed(session="s:1", shared=True)),
        ("session:{{ sys.conversation_id }}", Narrowed(session="{{ sys.conversation_id }}")),
        ('session:"my chat, the 2nd"', Narrowed(session="my chat, the 2nd")),
    ],
)
def test_what_a_filter_says(text: str, narrowed: Narrowed) -> None:
    """In any order, case and script's marks."""
    assert parse_filter(text, ALL) == narrowed


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("typ:fact", "did you mean type?"),
        ("tags:work", "did you mean tag?"),
        ("colour:red", "It takes type, tag, since"),
        ("work", "Write key:value, like type:fact"),
        ("since:2026-03 april", "without a key"),
        ("tag:to do:x", "a key that is not known"),
        ("type:fcat", "did you mean fact?"),
        ("type:anything", "type takes fact, message, procedure, summary"),
        ("state:old", "active, superseded, any"),
        ("shared:perhaps", "yes, no"),
        ("since:yesterday", "ISO 8601"),
        ("since:2026-13", "ISO 8601"),
        ("until:2026-02-30", "ISO 8601"),
        ("since:2026-03-05 until:2026-03-04", "since lies after until"),
        ("since:2026 since:2025", "more than once"),
        ("session:a session:b", "more than once"),
        ("session:", "session without a value"),
        ('session:""', "session without a value"),
        ("tag:" + "t" * 101, "32 tags"),
        ("tag:" + ",".join(map(str, range(33))), "32 tags"),
        ("x" * 20_001, "20,000"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_write(text: str, says: str) -> None:
    """Nothing is searched in silence with a filter that was meant otherwise."""
    with pytest.raises(InvalidParameter) as caught:
        parse_filter(text, ALL)
    assert says in str(caught.value)


def test_a_tool_takes_its_own_keys_alone() -> None:
    """And says which."""
    with pytest.raises(InvalidParameter, match="It takes type, tag, like"):
        parse_filter("since:2026", FEW)
    with pytest.raises(InvalidParameter, match="type takes fact, message, procedure"):
        parse_filter("type:summary", FEW)


@pytest.mark.parametrize("text", ["tag:" * 4_000, "'" * 19_999, "tag:[" + "'\\" * 9_000, "tag:" + "{{" * 9_000])
def test_a_hostile_filter_takes_no_longer_than_others(text: str) -> None:
    """It is read once, from its beginning to its end."""
    with pytest.raises(InvalidParameter):
        parse_filter(text, ALL)
