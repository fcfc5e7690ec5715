"""Records as plain values: what an engine keeps, and what exports, tools and the command line say."""

import json
from dataclasses import fields, replace
from typing import Any

import pytest

from memory_core import Memory, MemoryType, State
from memory_core.domain.edits import Before, Edit
from memory_core.domain.memory import KINDS, Aside, Fact, Followed, Summary
from memory_core.errors import InvalidParameter
from memory_core.record.codec import from_stored, from_told, shown, to_stored, to_told
from tests.contract.test_repository import FULL, NOW, SCOPE, memory


@pytest.mark.parametrize("full", FULL, ids=lambda m: m.type.value)
def test_every_field_is_stored_and_told(full: Memory) -> None:
    """Both forms are plain JSON, and lead back to the same record; what is forgotten is told to nobody."""
    stored = json.loads(json.dumps(to_stored(full)))
    assert from_stored(stored) == full
    told = json.loads(json.dumps(to_told(full)))
    back = from_told(told, space=SCOPE.space)
    seen: dict[str, Any] = {"edits": tuple(edit for edit in full.edits if not edit.forgets)}
    seen |= {"hidden_sources": ()} if isinstance(full, Fact) else {}
    assert back == replace(full, **seen)
    assert SCOPE.space not in json.dumps(told)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.type.value)
def test_a_record_of_before_a_field_has_its_default(kind: type[Memory]) -> None:
    """Whatever has a default may be missing in what is stored, and in what is told."""
    plain = memory(1, type=kind.type)
    needed = {each.name for each in fields(kind) if each.name in ("role",) or each.default is each.default_factory}
    stored = {name: value for name, value in to_stored(plain).items() if name.removeprefix("memory_") in needed}
    place = {name: to_stored(plain)[name] for name in ("space_id", "agent_id", "realm", "user_id", "session_id")}
    kept = stored | place | {"memory_id": plain.id, "memory_type": kind.type.value}
    assert from_stored(kept) == plain
    told = {name: value for name, value in to_told(plain).items() if name in {*needed, "event_time", "type", *place}}
    assert from_told(told, space=SCOPE.space) == plain


def test_what_a_newer_program_stored_besides_is_left_alone() -> None:
    """A field that this program does not know is no reason not to read the record."""
    assert from_stored(to_stored(memory(1)) | {"mood": "cheerful"}) == memory(1)


@pytest.mark.parametrize(
    ("spoiled", "problem"),
    [
        ({"content": 7}, "content: must be text"),
        ({"pinned": "yes"}, "pinned: must be true or false"),
        ({"tags": "work"}, "tags: must be a list"),
        ({"tags": [1]}, "tags: must be text"),
        ({"state": "PRIVATE"}, "state: must be one of"),
        ({"created_at": "PRIVATE"}, "created_at: must be a time"),
        ({"created_at": True}, "created_at: must be a time"),
        ({"revision": 1.5}, "revision: must be a whole number"),
        ({"durability": "PRIVATE"}, "durability: must be a number"),
        ({"sources": [{"id": "m"}]}, "sources.quote: is missing"),
        ({"sources": [{"id": "m", "quote": "q", "PRIVATE": 1}]}, "a field that this version does not know"),
        ({"follows": [{"id": "m"}]}, "follows.likely: is missing"),
        ({"follows": [{"id": "m", "likely": "PRIVATE"}]}, "follows.likely: must be a number"),
        ({"follows": [{"id": "m", "likely": 0.5, "PRIVATE": 1}]}, "a field that this version does not know"),
        ({"follows": "PRIVATE"}, "follows: must be a list"),
        ({"later": "m"}, "a field that this version does not know"),
        ({"edits": [{"operation_id": "o", "at": NOW, "before": {"PRIVATE": 1}}]}, "edits"),
        ({"edits": ["PRIVATE"]}, "edits: must be an edit"),
        ({"PRIVATE": 1}, "a field that this version does not know"),
        ({"type": "PRIVATE"}, "type: must be one of"),
        ({"agent_id": ""}, "agent_id: must not be empty"),
        ({"user_id": None}, "must be text"),
        ({"last_message": "m"}, "a field that this version does not know"),
        ({"aside": "asks"}, "a field that this version does not know"),
    ],
)
def test_what_is_told_is_read_strictly(spoiled: dict[str, Any], problem: str) -> None:
    """What is wrong is said by our own names, and never quoted."""
    refuse(to_told(memory(1, type=MemoryType.SEMANTIC)) | spoiled, problem)


@pytest.mark.parametrize(
    ("spoiled", "problem"),
    [
        ({"aside": "PRIVATE"}, "aside: must be one of"),
        ({"aside": None}, "aside: must be one of"),
        ({"answers": 7}, "answers: must be text"),
        ({"extraction": "PRIVATE"}, "extraction: must be one of"),
        ({"sources": []}, "a field that this version does not know"),
    ],
)
def test_a_message_is_read_strictly_too(spoiled: dict[str, Any], problem: str) -> None:
    """By what a message has."""
    refuse(to_told(memory(1)) | spoiled, problem)


def refuse(told: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidParameter) as refused:
        from_told(told, space=SCOPE.space)
    assert problem in str(refused.value)
    assert "PRIVATE" not in str(refused.value)


def test_what_follows_is_told_by_id() -> None:
    """As sources are, with how likely it changed them."""
    told = to_told(memory(1, follows=(Followed("m", 0.125),), aside=Aside.REPEATS, answers="q"))
    assert (told["follows"], told["aside"], told["answers"]) == ([{"id": "m", "likely": 0.125}], "repeats", "q")


def test_what_a_program_of_schema_5_stored_of_a_later_statement_is_left_alone() -> None:
    """It never filled that field in."""
    stored = {name: value for name, value in to_stored(memory(1)).items() if name not in ("follows", "aside")}
    assert from_stored(stored | {"later": ""}) == memory(1)


def test_what_is_shown_has_no_null() -> None:
    """Some hosts fail on one: what is not there is an empty text."""
    values = shown(memory(1, state=State.SUPERSEDED, expires_at=NOW))
    assert None not in values.values()
    assert (values["state"], values["valid_to"], values["expires_at"]) == ("superseded", "", "2027-01-15T08:00:00Z")
    assert values["event_time"] == values["created_at"] == "2027-01-15T08:00:00Z"


def test_an_edit_tells_what_was_and_nothing_else() -> None:
    """Also None, where that was the value."""
    (edit,) = to_told(memory(1, edits=(Edit("o", NOW, Before(expires_at=None, tags=())),)))["edits"]
    assert edit == {
        "operation_id": "o",
        "at": "2027-01-15T08:00:00.000000Z",
        "before": {"expires_at": None, "tags": []},
    }


def test_summaries_know_neither_speakers_nor_sources() -> None:
    """A kind has the fields that mean something for it."""
    names = {each.name for each in fields(Summary)}
    assert not names & {"role", "speaker", "timezone", "sources", "told", "attribute", "extraction", "delivery"}
