"""What is exported is whole and comes back the same; what cannot be imported is told by its line's number."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from qdrant_client import QdrantClient

from memory_core import Extraction, MemoryType, State
from memory_core.adapters.embedding.fake import FakeEmbedder
from memory_core.adapters.keywords import Bm25Encoder
from memory_core.domain.edits import Before, Edit, HiddenSource
from memory_core.domain.memory import Source
from memory_core.engines.embedded.archive import EmbeddedArchive
from memory_core.engines.server.archive import ServerArchive
from memory_core.errors import InvalidParameter
from memory_core.operations.archive.export import Export, Wanted
from memory_core.operations.archive.imports import Import, Imported
from memory_core.operations.archive.reading import Into
from memory_core.operations.index import Draft, Vectors, index
from memory_core.ports import Archive, Vector
from tests.conftest import DIMENSION, Clock, space_named
from tests.contract.test_repository import NOW, SCOPE, memory

LONG = "The long story of a green bicycle that was sold in Lisbon. " * 60
SPACE, MINE = SCOPE.space, space_named("mine")


class Counting(FakeEmbedder):
    """Counts the texts that it embeds."""

    def __init__(self, name: str = "fake") -> None:
        super().__init__(name=name, dimension=DIMENSION)
        self.embedded = 0

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        self.embedded += len(texts)
        return super().embed_documents(texts)


@pytest.fixture(params=["edge", "memory"])
def archives(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Archive, Archive]]:
    """Where memories come from, and an empty place of the same engine."""
    names, client = ("keepsake-from-0", "keepsake-to-0"), QdrantClient(":memory:")
    first, second = (
        EmbeddedArchive(tmp_path / name) if request.param == "edge" else ServerArchive(client, collection=name)
        for name in names
    )
    yield first, second
    first.close()
    second.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[EmbeddedArchive]:
    archive = EmbeddedArchive(tmp_path / "keepsake-empty-0")
    yield archive
    archive.close()


def filled(archive: Archive) -> None:
    """A superseded pair, a pinned and edited fact, a long message, one that is to be read, one forgotten, a summary."""
    made = [
        memory(1, "I live in Porto. 東京 🌸", extraction=Extraction.PENDING, extraction_attempts=2, message_id="m"),
        memory(2, LONG, speaker="Anna", timezone="Europe/Lisbon", language="en"),
        memory(3, "And it was never found again.", created_at=NOW + 2),
        memory(
            4,
            "Anna lives in Porto.",
            type=MemoryType.SEMANTIC,
            state=State.SUPERSEDED,
            superseded_by=memory(5).id,
            end_operation_id="op-2",
            ended_at=NOW + 9,
            valid_from=NOW,
            valid_to=NOW + 8,
            sources=(Source(memory(1).id, "in Porto"),),
            attribute="anna/home",
        ),
        memory(
            5,
            "Anna lives in Lisbon.",
            type=MemoryType.SEMANTIC,
            supersedes=(memory(4).id,),
            pinned=True,
            told=True,
            tags=("home", "ß"),
            revision=3,
            edits=(Edit("op-3", NOW + 5, Before(tags=("home",), pinned=False)),),
            time_words="last week",
            time_from=NOW - 99,
            time_to=NOW - 9,
            expires_at=NOW * 2,
        ),
        memory(6, "A rule.", type=MemoryType.PROCEDURAL, scope=replace(SCOPE, agent="other", realm="", user=None)),
        memory(7, "SECRET", state=State.FORGOTTEN),
        memory(
            8,
            "What rests on a forgotten message, too.",
            type=MemoryType.SEMANTIC,
            hidden_sources=(Source(memory(7).id, "SECRET"),),
            edits=(Edit("op-4", NOW, hid=(HiddenSource(0, memory(7).id),)),),
        ),
        memory(10, "Anna moved to Lisbon.", type=MemoryType.SUMMARY, last_message=memory(1).id),
    ]
    drafts = [Draft(made[0]), Draft(made[1], made[0]), Draft(made[2], made[1]), *map(Draft, made[3:])]
    archive.put(index(drafts, vectors=Vectors(Counting()), keywords=Bm25Encoder()))
    archive.put(
        index(
            [Draft(memory(9, scope=replace(SCOPE, space=space_named("x"))))],
            vectors=Vectors(Counting()),
            keywords=Bm25Encoder(),
        )
    )


def exported(archive: Archive, space: str = SPACE, **how: Any) -> list[str]:
    return list(Export(archive, "fake", Clock(), size=3)(space, **how))


def importing(archive: Archive, embedder: FakeEmbedder | None = None) -> Import:
    return Import(
        archive=archive,
        embedder=embedder or Counting(),
        keywords=Bm25Encoder(),
        size=3,
    )


def imported(archive: Archive, lines: Sequence[str], into: Into | None = None, **how: Any) -> Imported:
    return importing(archive)(lines, into=into or Into(SPACE), **how)


@pytest.mark.parametrize("vectors", [True, False])
def test_export_import_export_is_identical(archives: tuple[Archive, Archive], vectors: bool) -> None:
    """Byte by byte, vectors included; and when they are made anew, they are made as they were. The client in memory
    gives every vector length 1 anew, so that its last bits differ."""
    first, second = archives
    filled(first)
    lines = exported(first, vectors=vectors)
    result = imported(second, lines)
    assert (result.new, result.already, result.bad) == (8, 0, [])
    assert exported(second) == exported(first)
    if isinstance(first, EmbeddedArchive):
        assert exported(second, vectors=vectors) == lines
        assert exported(second, vectors=True) == exported(first, vectors=True)


def test_nothing_forgotten_is_in_an_export(archives: tuple[Archive, Archive]) -> None:
    """No memory that was, nor the words of it that another one rests on."""
    filled(archives[0])
    lines = exported(archives[0])
    assert len(lines) == 1 + 8
    assert not any("SECRET" in line or memory(7).id in line for line in lines)


def test_an_export_can_be_of_one_agent_user_or_session(archives: tuple[Archive, Archive]) -> None:
    """Each narrows it, and an empty one means what has none."""
    filled(archives[0])

    def count(**wanted: str) -> int:
        return len(exported(archives[0], of=Wanted(**wanted))) - 1

    assert count() == 8
    assert (count(agent="other"), count(agent=SCOPE.agent), count(user=""), count(session="s2")) == (1, 7, 1, 0)


def test_an_export_says_what_it_is(archives: tuple[Archive, Archive]) -> None:
    """The header names format, version and model; a line speaks the words of the tools."""
    filled(archives[0])
    header, first, *_ = map(json.loads, exported(archives[0]))
    assert header == {
        "format": "keepsake-export",
        "version": 2,
        "embedding_model": "fake",
        "vectors": False,
        "exported_at": "2026-03-04T09:30:00.000001Z",
    }
    assert (first["user_id"], first["role"], first["state"]) == ("anna", "user", "active")
    assert SPACE not in json.dumps(first)


def test_an_export_of_the_first_version_comes_in_whole(archives: tuple[Archive, Archive]) -> None:
    """The file was written by the program of its time from the very memories that `filled` makes; only what a summary
    covers was not said then."""
    first, second = archives
    filled(first)
    lines = (Path(__file__).parents[1] / "exports" / "version-1.jsonl").read_text(encoding="utf-8").splitlines()
    result = imported(second, lines)
    assert (result.new, result.already, result.bad) == (8, 0, [])
    old, new = (list(map(json.loads, exported(archive)))[1:] for archive in (second, first))
    assert [line.pop("last_message", None) for line in old][-1] == ""
    assert [line.pop("last_message", None) for line in new][-1] == memory(1).id
    assert old == new


def test_importing_again_changes_nothing(archives: tuple[Archive, Archive]) -> None:
    """Everything is there already, whatever became of it since, and nothing is embedded."""
    first, second = archives
    filled(first)
    lines = exported(first)
    imported(second, lines)
    (fact,) = second.fetch([memory(5).id], vectors=True)
    second.put([replace(fact, memory=replace(fact.memory, pinned=False, revision=4))])
    was, embedder = exported(second), Counting()
    result = importing(second, embedder)(lines, into=Into(SPACE))
    assert (result.new, result.already, result.bad, embedder.embedded) == (0, 8, [], 0)
    assert exported(second) == was


def test_a_dry_run_writes_nothing_and_says_the_same(archives: tuple[Archive, Archive]) -> None:
    """No collection is made and nothing is embedded."""
    first, second = archives
    filled(first)
    lines, embedder = [*exported(first), "nonsense\n"], Counting()
    dry = importing(second, embedder)(lines, into=Into(SPACE), dry_run=True)
    assert (second.count(), embedder.embedded) == (0, 0)
    wet = imported(second, lines)
    assert dry == wet
    assert [bad.number for bad in wet.bad] == [10]


def test_vectors_are_taken_over_from_the_same_model_only(archives: tuple[Archive, Archive], empty: Archive) -> None:
    """Those of another would find nothing."""
    first, second = archives
    filled(first)
    lines, same, other = exported(first, vectors=True), Counting(), Counting(name="another")
    importing(second, same)(lines, into=Into(SPACE))
    importing(empty, other)(lines, into=Into(SPACE))
    assert (same.embedded, other.embedded > 8) == (0, True)
    assert empty.count(SPACE) == 8


def test_an_import_goes_into_the_importing_keys_space(archives: tuple[Archive, Archive]) -> None:
    """With another agent or realm when they are given."""
    first, second = archives
    filled(first)
    imported(second, exported(first), Into(MINE, agent="helper", realm="app:1"))
    scopes = {entry.memory.scope for entry in second.read(MINE, limit=99)}
    assert {(scope.space, scope.agent, scope.realm) for scope in scopes} == {(MINE, "helper", "app:1")}
    assert {scope.user for scope in scopes} == {"anna", ""}


def test_what_belongs_to_others_is_never_taken_over(archives: tuple[Archive, Archive]) -> None:
    """Ids that stand in another space, for another agent, or for another text stay there."""
    first, _ = archives
    filled(first)
    lines, was = exported(first), exported(first)
    assert {bad.problem.split(".")[0] for bad in imported(first, lines, Into(MINE)).bad} == {
        "belongs to another space here"
    }
    moved = imported(first, lines, Into(SPACE, agent="helper"))
    assert (moved.new, {bad.problem.split(",")[0] for bad in moved.bad}) == (0, {"is here already for another agent"})
    changed = [lines[0], *(line.replace("Lisbon", "Madrid") for line in lines[1:])]
    assert {bad.problem for bad in imported(first, changed).bad} == {
        "is here already with another content, which was left as it is."
    }
    assert exported(first) == was


def spoiled(**changes: Any) -> str:
    line = {
        **json.loads(_ONE),
        **changes,
    }
    return json.dumps({key: value for key, value in line.items() if value is not ...})


_ONE = json.dumps(
    {
        "id": memory(1).id,
        "type": "semantic",
        "state": "active",
        "content": "PRIVATE words",
        "agent_id": "dify",
        "realm": "",
        "user_id": "",
        "session_id": "",
        "role": "",
        "speaker": "",
        "tags": [],
        "pinned": False,
        "created_at": "2026-03-04T09:30:00.000001Z",
        "event_time": "2026-03-04T09:30:00.000001Z",
        "last_seen_at": "2026-03-04T09:30:00.000001Z",
        "timezone": "",
        "language": "",
        "expires_at": None,
        "valid_from": None,
        "valid_to": None,
        "supersedes": [],
        "superseded_by": "",
        "operation_id": "o",
        "end_operation_id": "",
        "ended_at": None,
        "sources": [],
        "told": True,
        "edits": [],
        "attribute": "",
        "time_words": "",
        "time_from": None,
        "time_to": None,
        "message_id": "",
        "delivery": "",
        "digest": "d",
        "extraction": "off",
        "extraction_attempts": 0,
        "extraction_error": "",
        "revision": 0,
        "schema_version": 1,
        "pieces": [{"start": 0, "end": 13, "is_question": False, "tells_time": False, "vectors": None}],
    }
)
_HEADER = (
    '{"format":"keepsake-export","version":1,"embedding_model":"fake","vectors":%s,'
    '"exported_at":"2026-03-04T09:30:00Z"}'
)
_EDGED = {"start": 0, "end": 99, "is_question": False, "tells_time": False, "vectors": None}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not valid JSON"),
        ("PRIVATE", "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
        ('["PRIVATE"]', "no JSON object"),
        (spoiled(revision=float("nan")), "not valid JSON"),
        (spoiled(content=...), "content: is missing"),
        (spoiled(content=""), "content"),
        (spoiled(content="x" * 100_001), "content"),
        (spoiled(content=7), "content: must be text"),
        (spoiled(PRIVATE=1), "a field that this version does not know"),
        (spoiled(id="1"), "id: an id is a UUID"),
        (spoiled(id=memory(1).id.upper().replace("0", "A")), "id: an id is a UUID"),
        (spoiled(type="PRIVATE"), "type: must be one of"),
        (spoiled(state="forgotten"), "state: must be active or superseded"),
        (spoiled(created_at="PRIVATE"), "created_at"),
        (spoiled(agent_id=""), "agent_id"),
        (spoiled(user_id="u" * 20_000), "user id is longer"),
        (spoiled(tags="PRIVATE"), "tags"),
        (spoiled(tags=["half \ud800"]), "half a character"),
        (spoiled(pieces=[]), "pieces"),
        (spoiled(pieces=[_EDGED]), "a piece lies outside of the content"),
        (spoiled(schema_version=2), "schema_version"),
    ],
)
def test_a_bad_line_is_told_by_its_number_and_stops_nothing(empty: Archive, line: str, problem: str) -> None:
    """What is wrong is said, and never what stands there."""
    result = imported(empty, [_HEADER % "false", spoiled(id=memory(8).id), line, "\n", spoiled(id=memory(9).id)])
    assert (result.new, [bad.number for bad in result.bad]) == (2, [3])
    assert problem in result.bad[0].problem
    assert "PRIVATE" not in result.bad[0].problem
    assert empty.count() == 2


@pytest.mark.parametrize("vector", ["!", "AAA=", "AADAfw==", "AACAPw=="])
def test_a_vector_that_is_none_makes_its_line_bad(empty: Archive, vector: str) -> None:
    """No base64, no whole number, no finite number, another length."""
    sparse = {"words": "", "weights": ""}
    channels = {"dense": vector, "dense_context": vector, "sparse": sparse, "sparse_context": sparse}
    piece = {"start": 0, "end": 13, "is_question": False, "tells_time": False, "vectors": channels}
    result = imported(empty, [_HEADER % "true", spoiled(pieces=[piece])])
    assert (result.new, len(result.bad), empty.count()) == (0, 1, 0)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["\n"],
        ['{"format":"keepsake-export","version":3}'],
        ['{"format":"keepsake-export","version":1}'],
        ['{"format":"PRIVATE"}'],
    ],
)
def test_a_file_that_is_no_export_is_refused(empty: Archive, lines: list[str]) -> None:
    """In one sentence, which says what to do."""
    with pytest.raises(InvalidParameter) as refused:
        imported(empty, lines)
    assert "PRIVATE" not in str(refused.value)


def test_lines_without_their_header_are_refused(empty: Archive) -> None:
    """They would come back with half of what they say."""
    with pytest.raises(InvalidParameter, match="first line"):
        imported(empty, [spoiled()])
    assert empty.count() == 0
