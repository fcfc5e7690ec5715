"""Scope, space keys and what they refuse."""

import pytest

from memory_core import Scope, space_id
from memory_core.domain.scope import MAXIMUM_ID_LENGTH
from memory_core.errors import InvalidParameter, KeyMissing, KeyTooShort
from tests.conftest import space_named

SPACE = space_named("s")

KEY = "a-test-key-of-16-or-more"


def test_a_key_names_one_space_everywhere() -> None:
    """The space id is a constant of the program: the same on every machine, in every version."""
    assert space_id(KEY) == "3e9adb1f23a029e4ad2bed9cdaf9e880"
    assert space_id(f"  {KEY}\n") == space_id(KEY)
    assert space_id(KEY + "!") != space_id(KEY)


@pytest.mark.parametrize(
    ("key", "error"),
    [("", KeyMissing), ("   ", KeyMissing), ("x" * 15, KeyTooShort), ("\ud800" * 20, InvalidParameter)],
)
def test_a_key_that_cannot_serve_is_refused(key: str, error: type[Exception]) -> None:
    """And the sentence never shows the key."""
    with pytest.raises(error) as caught:
        space_id(key)
    assert not key.strip() or key not in str(caught.value)


@pytest.mark.parametrize("field", ["space", "agent", "realm", "user", "session"])
@pytest.mark.parametrize("value", ["a\ud800", "x" * (MAXIMUM_ID_LENGTH + 1)])
def test_what_cannot_be_stored_is_no_scope(field: str, value: str) -> None:
    """So no method of any engine ever meets it."""
    with pytest.raises(InvalidParameter, match=field):
        Scope(**{"space": SPACE, "agent": "a", field: value})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "space", ["a-key-of-enough-length", SPACE.upper(), SPACE[1:], SPACE + "0", SPACE + "\n", f" {SPACE}", "g" * 32]
)
def test_a_raw_key_is_no_space(space: str) -> None:
    """It would be a space of its own, readable by whoever reads the disk. The sentence does not show it."""
    with pytest.raises(InvalidParameter, match="space_id") as caught:
        Scope(space=space, agent="dify")
    assert space.strip() not in str(caught.value)


def test_a_scope_covers_its_own_and_nothing_else() -> None:
    """The rule that the engines' filters repeat."""
    stored = Scope(SPACE, "a", "user:1", "anna", "s1")
    assert Scope(SPACE, "a", "user:1").covers(stored)
    assert Scope(SPACE, "a", "user:1", "anna").covers(stored)
    assert not Scope(SPACE, "a", "user:1", "ben").covers(stored)
    assert not Scope(SPACE, "a", "", "anna").covers(stored)
    assert not Scope(SPACE, "b", "user:1", "anna").covers(stored)
    shared = Scope(SPACE, "a", "user:1").to_store()
    assert not Scope(SPACE, "a", "user:1", "anna").covers(shared)
    assert Scope(SPACE, "a", "user:1", "anna", include_shared=True).covers(shared)
