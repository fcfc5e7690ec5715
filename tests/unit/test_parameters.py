"""What a call brings, read as it is declared: lists that arrive as text, numbers as text, and nothing at all."""

import json

import pytest

from forms.fields import Choices, Ids, Items, Tags
from forms.shared import ChatRole
from memory_core.errors import InvalidParameter
from tools.lists import read_list
from tools.parameters import Parameters, SettingRefused

IDS = Ids(name="ids", for_models="Ids.")
TAGS = Tags(name="tags")
ROLES = Choices(name="roles", options=ChatRole)
MESSAGES = Items(name="messages", example="[]")
NOTHING: tuple[object, ...] = (None, "", "  ", "null", "None", "[]", " [] ", [], [None], "[null]", "[None]")
HELLO = {"role": "user", "content": 'It\'s "fine"\nthen\\ é 🎉\x00', "name": None, "seen": True}


def given(value: object) -> Parameters:
    return Parameters(dict.fromkeys(("ids", "tags", "roles", "messages"), value))


@pytest.mark.parametrize("nothing", NOTHING)
def test_nothing_is_nothing(nothing: object) -> None:
    """However it is written."""
    assert given(nothing).ids(IDS) == ()
    assert given(nothing).tags(TAGS) == ()
    assert given(nothing).choices(ROLES) == ()


@pytest.mark.parametrize(
    "value",
    [
        "a1, b2",
        "a1 b2",
        "a1，b2、a1",
        ["a1", "b2", "a1"],
        str(["a1", "b2"]),
        json.dumps(["a1", "b2"]),
        "[\"a1\", 'b2']",
        "[a1, b2]",
        "['a1', None, 'b2']",
        "\n['a1',\n 'b2']\n",
    ],
)
def test_ids_are_read_as_what_they_are(value: object) -> None:
    """In a list or not, as Python or JSON writes it, or as a model does who forgets the quotes."""
    assert given(value).ids(IDS) == ("a1", "b2")


@pytest.mark.parametrize(
    ("value", "tags"),
    [
        ("work, trip", ("work", "trip")),
        (str(["work", "trip"]), ("work", "trip")),
        (str(["to do", "it's", 'a "b"']), ("to do", "it's", 'a "b"')),
        (json.dumps(["旅行", "été"]), ("旅行", "été")),
        (str(["a, b"]), ("a, b")),
        (str([2026, 1.5]), ("2026", "1.5")),
        ("[draft] work", ("[draft] work",)),
        ("urgent，none", ("urgent", "none")),
    ],
)
def test_tags_are_read_as_what_they_are(value: object, tags: tuple[str, ...]) -> None:
    """A text that only begins like a list stays a text."""
    assert given(value).tags(TAGS) == (tags if isinstance(tags, tuple) else (tags,))


def test_roles_are_read_as_what_they_are() -> None:
    """Also from a list."""
    for value in ("user, assistant", "['user', 'assistant']", ["User", "assistant"]):
        assert given(value).choices(ROLES) == (ChatRole.USER, ChatRole.ASSISTANT)


@pytest.mark.parametrize("value", [[HELLO], str([HELLO]), json.dumps([HELLO])])
def test_messages_are_read_as_what_they_are(value: object) -> None:
    """Quotes, breaks and signs of any script come through as they were."""
    assert given(value).items(MESSAGES) == [HELLO]


@pytest.mark.parametrize("value", ["[{'a': 1}]", [["a"]], '[["a"]]', [True]])
def test_a_list_of_anything_else_is_refused(value: object) -> None:
    """With the entry that is no text; what a model filled in is no mistake of the builder."""
    with pytest.raises(InvalidParameter, match="entry 1 is no text") as caught:
        given(value).ids(IDS)
    assert not isinstance(caught.value, SettingRefused)
    with pytest.raises(SettingRefused, match="entry 1 is no text"):
        given(value).tags(TAGS)


@pytest.mark.parametrize("text", ["[" * 100_000, "['" + "\\'" * 100_000, "[" + "'a' " * 50_000, "['a'"])
def test_what_only_begins_like_a_list_is_none(text: str) -> None:
    """It is read once, from its beginning to its end."""
    assert read_list(text) is None
