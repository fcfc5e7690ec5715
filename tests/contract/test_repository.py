"""What every engine owes a MemoryRepository."""

from dataclasses import fields, replace
from typing import Any

import pytest

from memory_core import Memory, MemoryType, Role, Scope, State
from memory_core.domain.edits import Before, Edit, HiddenSource, Standing
from memory_core.domain.memory import KINDS, SEARCHED_TYPES, Extraction, Source, Statement
from memory_core.domain.pieces import Piece
from memory_core.domain.ranking import Candidate, Channel, shortlist
from memory_core.domain.selection import Selection
from memory_core.domain.times import DAY
from memory_core.errors import InvalidParameter, WriteConflict
from memory_core.ports import Entry, IndexedPiece, MemoryRepository, Probe, SparseVector
from tests.conftest import DIMENSION, space_named
from tests.contract import two_collections

repository = two_collections.repository

SCOPE = Scope(space=space_named("space"), agent="agent", realm="user:1", user="anna", session="s1")
NOW = 1_800_000_000_000_000
ALIVE = Selection(alive_at=NOW)


def memory(
    number: int,
    content: str = "a text",
    *,
    scope: Scope = SCOPE,
    type: MemoryType = MemoryType.EPISODIC,  # noqa: A002 - as the record calls it
    **changes: object,
) -> Any:
    """A message, or a record of another type, said by the user unless something else is given."""
    kind = KINDS[type]
    made = kind(
        id=f"00000000-0000-4000-8000-{number:012d}",
        scope=scope.to_store(),
        content=content,
        digest=f"digest-{number}",
        created_at=NOW + number,
        event_at=NOW + number,
        last_seen_at=NOW + number,
        operation_id="op",
    )
    spoken = {"role": Role.USER} if isinstance(made, Statement) else {}
    return replace(made, **{**spoken, **changes})  # type: ignore[arg-type]


def entry(what: Memory, *, direction: int = 0, words: tuple[int, ...] = (1,), pieces: tuple[Piece, ...] = ()) -> Entry:
    dense = [1.0 if i == direction else 0.0 for i in range(DIMENSION)]
    sparse = SparseVector(words, [1.0] * len(words))
    places = pieces or (Piece(0, len(what.content)),)
    return Entry(what, [IndexedPiece(place, dense, dense, sparse, sparse) for place in places])


def probe(direction: int = 0, *words: int) -> Probe:
    return Probe([1.0 if i == direction else 0.0 for i in range(DIMENSION)], SparseVector(words, [1.0] * len(words)))


def found(repository: MemoryRepository, scope: Scope, selection: Selection = ALIVE) -> list[str]:
    strongest = candidates(repository, scope, selection)
    memories = repository.memories_of(scope, selection, strongest)
    assert memories.keys() == {candidate.memory for candidate in strongest}
    return sorted(memories[candidate.memory].id for candidate in strongest)


def candidates(repository: MemoryRepository, scope: Scope, selection: Selection = ALIVE) -> list[Candidate]:
    return repository.strongest(scope, selection, probe(0, 1), depth=100, limit=100)


HEADER: dict[str, Any] = {
    "state": State.ACTIVE,
    "pinned": True,
    "language": "en",
    "tags": ("a", "b"),
    "expires_at": NOW + 9,
    "valid_from": NOW - 9,
    "valid_to": NOW + 8,
    "supersedes": ("x", "y"),
    "superseded_by": "z",
    "end_operation_id": "end",
    "ended_at": NOW + 7,
    "edits": (
        Edit("e", NOW + 6, Before(pinned=False, expires_at=None, tags=("a",), last_seen_at=NOW)),
        Edit("f", NOW + 8),
        Edit("g", NOW + 9, forgot=Standing(State.ACTIVE, "", None), hid=(HiddenSource(0, "m"), HiddenSource(2, "n"))),
        Edit("h", NOW + 9, forgot=Standing(State.SUPERSEDED, "by", NOW)),
    ),
}
STATEMENT: dict[str, Any] = {
    "speaker": "Anna",
    "person_id": "u-1",
    "timezone": "Europe/Lisbon",
    "later": "l",
    "masked": ("card number",),
}
SAID: dict[str, Any] = {
    "message_id": "msg",
    "delivery": "delivered",
    "extraction": Extraction.PENDING,
    "extraction_attempts": 2,
    "extraction_error": "slow",
    "off_record": True,
}
FACT: dict[str, Any] = {
    "sources": (Source("m", "quote"),),
    "hidden_sources": (Source("n", "hidden"), Source("o", "")),
    "told": True,
    "attribute": "anna|home",
    "time_words": "last week",
    "time_from": NOW - 8,
    "time_to": NOW - 1,
    "subject": "anna",
    "kind": "about the speaker",
    "durability": 0.75,
}
FULL = (
    memory(1, "A message. 东京 🌸", **HEADER, **STATEMENT, **SAID),
    memory(2, "A fact.", type=MemoryType.SEMANTIC, **HEADER, **STATEMENT, **FACT),
    memory(3, "A procedure.", type=MemoryType.PROCEDURAL, **HEADER, **STATEMENT, **FACT),
    memory(4, "A summary.", type=MemoryType.SUMMARY, **HEADER, last_message="m"),
)


@pytest.mark.parametrize("full", FULL, ids=lambda m: m.type.value)
def test_a_record_comes_back_as_it_was_written(repository: MemoryRepository, full: Memory) -> None:
    """Every field of every kind survives the engine, and none of these is at its default."""
    plain = {each.name for each in fields(full) if getattr(full, each.name) == each.default}
    assert plain <= {"revision", "state"}
    repository.write(SCOPE, [entry(full)])
    assert repository.read(SCOPE, ALIVE, [full.id]) == [full]


def test_reading_needs_the_right_scope(repository: MemoryRepository) -> None:
    """A memory's id opens nothing from a scope that does not cover it."""
    repository.write(SCOPE, [entry(memory(1))])
    one = memory(1)
    for foreign in (
        replace(SCOPE, space=space_named("other")),
        replace(SCOPE, agent="other"),
        replace(SCOPE, realm="user:2"),
        replace(SCOPE, realm=""),
        replace(SCOPE, user="ben"),
        replace(SCOPE, user=""),
        replace(SCOPE, session="s2"),
        replace(SCOPE, session="", include_shared=True),
    ):
        assert repository.read(foreign, ALIVE, [one.id]) == []
        assert repository.recent(foreign, ALIVE, limit=9) == []
        assert found(repository, foreign) == []
    for covering in (SCOPE, replace(SCOPE, user=None), replace(SCOPE, user=None, session=None)):
        assert repository.read(covering, ALIVE, [one.id]) == [one]
        assert found(repository, covering) == [one.id]


def test_writing_outside_the_scope_is_refused(repository: MemoryRepository) -> None:
    """Neither write nor amend touches what the scope does not cover."""
    mine = memory(1)
    repository.write(SCOPE, [entry(mine)])
    foreign = replace(SCOPE, user="ben")
    with pytest.raises(InvalidParameter):
        repository.write(foreign, [entry(mine)])
    with pytest.raises(InvalidParameter):
        repository.write(foreign, (), amended=[mine])
    with pytest.raises(WriteConflict):
        repository.write(foreign, (), amended=[replace(mine, scope=foreign.to_store(), state=State.FORGOTTEN)])
    assert repository.read(SCOPE, ALIVE, [mine.id]) == [mine]


def test_shared_memories_come_along_when_asked_for(repository: MemoryRepository) -> None:
    """`include_shared` adds what was stored without a user or session, and nothing else."""
    shared = memory(1, scope=replace(SCOPE, user="", session=""))
    mine = memory(2)
    other = memory(3, scope=replace(SCOPE, user="ben"))
    repository.write(replace(SCOPE, user=None, session=None), [entry(shared), entry(mine), entry(other)])
    assert found(repository, SCOPE) == [mine.id]
    assert found(repository, replace(SCOPE, include_shared=True)) == [shared.id, mine.id]


def test_selections_narrow(repository: MemoryRepository) -> None:
    """Type, state, role, tag, time, digest and expiry each leave out what they should."""
    memories = [
        memory(1),
        memory(2, type=MemoryType.SEMANTIC, role=None),
        memory(3, state=State.SUPERSEDED),
        memory(4, tags=("work", "home")),
        memory(5, event_at=NOW - 1_000),
        memory(6, expires_at=NOW),
        memory(7, expires_at=NOW + 1),
        memory(8, role=Role.ASSISTANT),
    ]
    repository.write(SCOPE, [entry(m) for m in memories])

    def numbers(selection: Selection) -> set[int]:
        read = {int(m.id[-2:]) for m in repository.recent(SCOPE, selection, limit=99)}
        searched = {int(i[-2:]) for i in found(repository, SCOPE, selection)}
        if not selection.digest:
            assert read == searched
        return read

    assert numbers(ALIVE) == {1, 2, 4, 5, 7, 8}
    assert numbers(replace(ALIVE, states=())) == {1, 2, 3, 4, 5, 7, 8}
    assert numbers(replace(ALIVE, alive_at=NOW - 1)) == {1, 2, 4, 5, 6, 7, 8}
    assert numbers(replace(ALIVE, types=(MemoryType.SEMANTIC,))) == {2}
    assert numbers(replace(ALIVE, roles=(Role.ASSISTANT,))) == {8}
    assert numbers(replace(ALIVE, tags=("home", "none"))) == {4}
    assert numbers(replace(ALIVE, until=NOW)) == {5}
    assert numbers(replace(ALIVE, since=NOW + 8)) == {8}
    assert numbers(replace(ALIVE, digest="digest-4")) == {4}


def test_recent_is_newest_first(repository: MemoryRepository) -> None:
    """Order is by the time of storing, and the limit counts memories, not pieces."""
    long = Piece(0, 3), Piece(3, 6)
    repository.write(SCOPE, [entry(memory(n), pieces=long) for n in (2, 3, 1)])
    assert [int(m.id[-2:]) for m in repository.recent(SCOPE, ALIVE, limit=2)] == [3, 2]


def test_search_scores_every_channel(repository: MemoryRepository) -> None:
    """A piece has a score for each channel that found it."""
    repository.write(SCOPE, [entry(memory(1), direction=0, words=(7,)), entry(memory(2), direction=1, words=(8,))])
    found = repository.search(SCOPE, ALIVE, probe(0, 8), depth=10)
    scores = {str(piece): scores for piece, scores in found.scores.items()}
    first, second = scores[memory(1).id], scores[memory(2).id]
    assert first[Channel.DENSE] == pytest.approx(1.0)
    assert Channel.SPARSE not in first
    assert second[Channel.SPARSE] == pytest.approx(second[Channel.SPARSE_CONTEXT])
    assert second[Channel.SPARSE] > 0
    assert (found.words, found.corpus) == (1, 2)


def test_a_query_without_words_still_searches_meaning(repository: MemoryRepository) -> None:
    """A query of stop words has no keywords, and is answered by meaning alone."""
    repository.write(SCOPE, [entry(memory(1))])
    assert [str(piece) for piece in repository.search(SCOPE, ALIVE, probe(0), depth=5).scores] == [memory(1).id]


def test_a_piece_is_described_to_its_own_scope_only(repository: MemoryRepository) -> None:
    """With what ranking asks: place, session, time, speaker, traits; and with how strongly it matches."""
    told = memory(1, speaker="Anna", event_at=NOW)
    made = entry(told)
    asked = replace(made, pieces=[replace(made.pieces[0], is_question=True, tells_time=True)])
    repository.write(SCOPE, [asked])
    (candidate,) = candidates(repository, SCOPE)
    assert candidate.strength > 0
    asks = Candidate(
        candidate.memory, 0, 6, candidate.strength, NOW // DAY, candidate.session, "Anna", is_question=True,
        tells_time=True, point=candidate.point,
    )  # fmt: skip
    assert candidate == asks
    assert repository.memories_of(SCOPE, ALIVE, [candidate]) == {candidate.memory: told}
    assert repository.memories_of(replace(SCOPE, user="ben"), ALIVE, [candidate]) == {}
    assert candidates(repository, replace(SCOPE, user="ben")) == []


def test_pieces_are_told_apart_by_session_and_speaker_however_they_are_stored(repository: MemoryRepository) -> None:
    """Messages, facts of one source and of several, and later pieces of long memories; amended ones as they are now."""
    one, two = Source(memory(8).id, "a"), Source(memory(9).id, "b")
    drawn_from = {1: (), 2: (one,), 3: (one, two), 4: (two,), 5: (one,)}
    elsewhere = replace(SCOPE, session="s2")
    for number, sources in drawn_from.items():
        scope, speaker = (SCOPE, "Anna") if number < 4 else (elsewhere, "Ben" if number == 4 else "")
        kind: dict[str, Any] = {"type": MemoryType.SEMANTIC, "sources": sources} if sources else {}
        repository.write(scope, [entry(memory(number, scope=scope, speaker=speaker, **kind))])
    long = entry(memory(6, "a long text"), pieces=(Piece(0, 6), Piece(5, 11)))
    repository.write(SCOPE, [long])
    (of_two,) = repository.read(SCOPE, ALIVE, [memory(3).id])
    repository.write(SCOPE, [], amended=[replace(of_two, sources=(two,))])  # type: ignore[call-arg]
    everywhere = replace(SCOPE, session=None)
    found = candidates(repository, everywhere)
    memories = repository.memories_of(everywhere, ALIVE, found)
    told = {memories[c.memory].id[-1]: c for c in found}
    assert len(found) == 7
    assert told.keys() == set("123456")
    assert [len(told[n].sources) for n in "123456"] == [0, 1, 1, 1, 1, 0]
    assert told["2"].sources == told["5"].sources != told["3"].sources == told["4"].sources
    later = [c for c in found if c.memory == told["6"].memory and c.start]
    assert [m.id for m in repository.memories_of(everywhere, ALIVE, later).values()] == [memory(6).id]
    assert [told[n].speaker for n in "123456"] == ["Anna"] * 3 + ["Ben", "", ""]
    assert len({told[n].session for n in "1236"}) == len({told[n].session for n in "45"}) == 1
    assert told["1"].session != told["4"].session


def test_the_strongest_are_those_of_the_shortlist(repository: MemoryRepository) -> None:
    """Scores below 0 count as none; the strongest is the first, and each is as strong as its channels make it."""
    two_collections.skip_over_two(repository)  # in each of which words weigh by themselves
    near, far, opposite = entry(memory(1), words=(7, 8)), entry(memory(2), direction=1, words=(8,)), entry(memory(3))
    away = [-value for value in opposite.pieces[0].dense]
    piece = replace(opposite.pieces[0], dense=away, dense_context=away, sparse=SparseVector((7,), (1.0,)))
    repository.write(SCOPE, [near, far, replace(opposite, pieces=[piece])])
    asked = probe(0, 7, 8)
    wanted = shortlist(repository.search(SCOPE, ALIVE, asked, depth=9), size=9)
    strongest = repository.strongest(SCOPE, ALIVE, asked, depth=9, limit=9)
    assert len(strongest) == 3
    memories = repository.memories_of(SCOPE, ALIVE, strongest)
    assert [memories[c.memory].id for c in strongest] == list(map(str, wanted))
    assert [c.strength for c in strongest] == pytest.approx(list(wanted.values()))
    assert repository.strongest(SCOPE, ALIVE, asked, depth=9, limit=2)[0].strength == strongest[0].strength
    assert [c.memory for c in repository.strongest(SCOPE, ALIVE, asked, depth=1, limit=9)] == [strongest[0].memory]
    assert len(repository.strongest(SCOPE, ALIVE, probe(0), depth=9, limit=9)) == 3


def test_speakers_are_those_of_the_scope(repository: MemoryRepository) -> None:
    """Of what holds the words; strangers' names are never told."""
    repository.write(SCOPE, [entry(memory(1, speaker="Anna"), words=(7,)), entry(memory(2, speaker="Mei"), words=(8,))])
    other = replace(SCOPE, user="ben")
    repository.write(other, [entry(memory(3, speaker="Ben", scope=other), words=(7, 8))])
    assert repository.speakers(SCOPE, ALIVE, SparseVector((7, 8), (1.0, 1.0)), depth=9) == {"Anna", "Mei"}
    assert repository.speakers(SCOPE, ALIVE, SparseVector((7,), (1.0,)), depth=9) == {"Anna"}
    assert repository.speakers(SCOPE, ALIVE, SparseVector((), ()), depth=9) == set()


def test_pieces_are_found_one_by_one(repository: MemoryRepository) -> None:
    """A long memory is one candidate per piece and reads as one memory."""
    repository.write(SCOPE, [entry(memory(1), pieces=(Piece(0, 3), Piece(3, 6)))])
    assert sorted(c.piece.start for c in candidates(repository, SCOPE)) == [0, 3]
    assert len(repository.read(SCOPE, ALIVE, [memory(1).id])) == 1


def test_amending_reaches_every_piece(repository: MemoryRepository) -> None:
    """A superseded memory is found by none of its pieces, and keeps its text."""
    repository.write(SCOPE, [entry(memory(1), pieces=(Piece(0, 3), Piece(3, 6)))])
    gone = memory(1, state=State.SUPERSEDED, valid_to=NOW, superseded_by="next")
    repository.write(SCOPE, (), amended=[gone])
    assert found(repository, SCOPE) == []
    assert repository.read(SCOPE, replace(ALIVE, states=()), [gone.id]) == [gone]


def test_an_amendment_can_take_a_time_away(repository: MemoryRepository) -> None:
    """None replaces a time that was set."""
    repository.write(SCOPE, [entry(memory(1, expires_at=NOW + 5))])
    repository.write(SCOPE, (), amended=[memory(1, expires_at=None)])
    assert repository.read(SCOPE, replace(ALIVE, alive_at=NOW + 99), [memory(1).id]) == [memory(1)]


def test_what_is_there_is_not_written_again(repository: MemoryRepository) -> None:
    """Two processes that store one delivery at once make one memory; the later one is told."""
    repository.write(SCOPE, [entry(memory(1))])
    with pytest.raises(WriteConflict):
        repository.write(SCOPE, [entry(memory(2)), entry(memory(1, "another text"))])
    assert found(repository, SCOPE) == [memory(1).id]
    assert repository.read(SCOPE, ALIVE, [memory(1).id]) == [memory(1)]


def test_an_amendment_of_what_was_changed_meanwhile_is_refused(repository: MemoryRepository) -> None:
    """With everything that was to be written beside it."""
    repository.write(SCOPE, [entry(memory(1)), entry(memory(2))])
    read = repository.read(SCOPE, ALIVE, [memory(1).id])[0]
    repository.write(SCOPE, (), amended=[replace(read, superseded_by="mine")])
    with pytest.raises(WriteConflict):
        repository.write(SCOPE, [entry(memory(3))], amended=[replace(read, superseded_by="theirs"), memory(2)])
    assert found(repository, SCOPE) == [memory(1).id, memory(2).id]
    again = repository.read(SCOPE, ALIVE, [memory(1).id])[0]
    assert (again.superseded_by, again.revision) == ("mine", 1)
    repository.write(SCOPE, [entry(memory(3))], amended=[replace(again, superseded_by="theirs")])
    assert repository.read(SCOPE, ALIVE, [memory(1).id])[0].revision == 2


@pytest.mark.parametrize("unknown", ["00000000-0000-4000-8000-000000000009", "no id at all"])
def test_an_amendment_of_what_is_gone_is_refused(repository: MemoryRepository, unknown: str) -> None:
    """With everything beside it: somebody forgot a message while its facts were being drawn."""
    repository.write(SCOPE, [entry(memory(1)), entry(memory(2))])
    read = repository.read(SCOPE, ALIVE, [memory(1).id])
    repository.erase(SCOPE, [memory(2).id])
    for gone in (memory(2), memory(3, id=unknown)):
        with pytest.raises(WriteConflict):
            repository.write(SCOPE, [entry(memory(4))], amended=[replace(read[0], pinned=True), gone])
    assert repository.page(SCOPE, ALIVE, limit=9) == [memory(1)]


def test_an_empty_space_is_told_from_an_empty_search(repository: MemoryRepository) -> None:
    """What counts is the whole space, whoever asks."""
    assert repository.space_is_empty(SCOPE)
    repository.write(SCOPE, [entry(memory(1))])
    assert not repository.space_is_empty(replace(SCOPE, agent="other", realm="app:9"))
    assert repository.space_is_empty(replace(SCOPE, space=space_named("other")))


def test_a_strangers_documents_do_not_move_a_score(repository: MemoryRepository) -> None:
    """The rarity of a word is counted in the caller's space alone, to the last digit."""
    repository.write(SCOPE, [entry(memory(n), words=(n, 7)) for n in range(1, 6)])

    def scores() -> dict[str, float]:
        found = repository.search(SCOPE, ALIVE, probe(0, 1, 7), depth=9)
        return {str(piece): scores[Channel.SPARSE] for piece, scores in found.scores.items()}

    before = scores()
    other = replace(SCOPE, space=space_named("other"))
    for start in range(100, 1100, 100):
        repository.write(other, [entry(memory(n, scope=other), words=(1, 7)) for n in range(start, start + 100)])
    assert scores() == before


def test_what_a_stranger_erased_does_not_move_a_score(repository: MemoryRepository) -> None:
    """Also before the disk is cleaned of it."""
    repository.write(SCOPE, [entry(memory(n), words=(n, 7)) for n in range(1, 6)])

    def scores() -> dict[str, float]:
        found = repository.search(SCOPE, ALIVE, probe(0, 1, 7), depth=9)
        return {str(piece): scores[Channel.SPARSE] for piece, scores in found.scores.items()}

    before = scores()
    other = replace(SCOPE, space=space_named("other"))
    strangers = [memory(n, scope=other) for n in range(100, 200)]
    repository.write(other, [entry(stranger, words=(1, 7)) for stranger in strangers])
    repository.erase(other, [stranger.id for stranger in strangers])
    assert scores() == before
    repository.rewrite()
    assert scores() == before


def test_what_searches_find_is_of_their_realm_and_state(repository: MemoryRepository) -> None:
    """All but summaries; of another realm, agent or space nothing, and of another state what is asked for."""
    searched = replace(ALIVE, types=SEARCHED_TYPES)
    kinds = (*SEARCHED_TYPES, MemoryType.SUMMARY)
    repository.write(SCOPE, [entry(memory(n, type=kind, valid_from=NOW)) for n, kind in enumerate(kinds)])
    ended = {8: State.SUPERSEDED, 9: State.FORGOTTEN}
    repository.write(SCOPE, [entry(memory(n, state=state, valid_from=NOW)) for n, state in ended.items()])
    others = [
        replace(SCOPE, space=space_named("b")),
        replace(SCOPE, agent="b"),
        replace(SCOPE, realm="b"),
        replace(SCOPE, user="b"),
    ]
    for number, other in enumerate(others, start=20):
        repository.write(other, [entry(memory(number, scope=other))])

    def numbers(selection: Selection, scope: Scope = SCOPE) -> set[int]:
        return {int(str(piece)[-2:]) for piece in repository.search(scope, selection, probe(0), depth=99).scores}

    assert numbers(searched) == {0, 1, 2}
    assert numbers(searched, replace(SCOPE, user=None, session=None)) == {0, 1, 2, 23}
    assert numbers(replace(searched, states=(State.SUPERSEDED, State.FORGOTTEN))) == {8, 9}
    assert numbers(replace(searched, states=())) == {0, 1, 2, 8, 9}
    assert numbers(replace(searched, as_of=NOW)) == {0, 1, 2, 8}
    assert numbers(replace(ALIVE, types=kinds)) == {0, 1, 2, 3}


def test_odd_ids_are_told_apart(repository: MemoryRepository) -> None:
    """Nothing in an id is special, and look-alikes are different ids."""
    users = ("*", "anna", "Anna", "anna ", "an\x00na", "'; --", "a/b", "a*", "é", "e\u0301", "Ａnna", "x" * 10_240)
    for number, user in enumerate(users):
        scope = replace(SCOPE, user=user)
        repository.write(scope, [entry(memory(number, scope=scope))])
    for number, user in enumerate(users):
        assert found(repository, replace(SCOPE, user=user)) == [memory(number).id], user
