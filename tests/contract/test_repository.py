"""What every engine owes a MemoryRepository."""

from dataclasses import fields, replace
from typing import Any

import pytest

from memory_core import Memory, MemoryType, Role, Scope, State
from memory_core.domain import weights
from memory_core.domain.candidate import DENSE_CHANNELS, SPARSE_CHANNELS, Candidate, Channel, Scores
from memory_core.domain.edits import Before, Edit, HiddenSource, Standing
from memory_core.domain.memory import KINDS, SEARCHED_TYPES, Aside, Extraction, Followed, Lasting, Source, Statement
from memory_core.domain.pieces import Piece
from memory_core.domain.selection import Selection
from memory_core.domain.times import DAY
from memory_core.errors import InvalidParameter, WriteConflict
from memory_core.ports import EncodedQuery, Entry, IndexedPiece, MemoryRepository, SparseVector
from tests.conftest import DIMENSION, space_named
from tests.contract import two_collections

repository = two_collections.repository

SCOPE = Scope(space=space_named("space"), agent="agent", realm="user:1", user="anna", session="s1")
NOW = 1_800_000_000_000_000
ALIVE = Selection(alive_at=NOW)
STRANGERS = {
    "of another space": replace(SCOPE, space=space_named("other")),
    "of another agent": replace(SCOPE, agent="other"),
    "of another realm": replace(SCOPE, realm="user:2"),
    "of no realm": replace(SCOPE, realm="", user="", session=""),
}


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


def probe(direction: int = 0, *words: int) -> EncodedQuery:
    return EncodedQuery(
        [1.0 if i == direction else 0.0 for i in range(DIMENSION)], SparseVector(words, [1.0] * len(words))
    )


def found(repository: MemoryRepository, scope: Scope, selection: Selection = ALIVE) -> list[str]:
    strongest = candidates(repository, scope, selection)
    memories = repository.memories_of(scope, selection, strongest)
    assert memories.keys() == {candidate.memory for candidate in strongest}
    return sorted(memories[candidate.memory].id for candidate in strongest)


def candidates(repository: MemoryRepository, scope: Scope, selection: Selection = ALIVE) -> list[Candidate]:
    return repository.strongest(scope, selection, probe(0, 1), depth=100, limit=100)


def scores_of(
    repository: MemoryRepository,
    asked: EncodedQuery,
    *,
    scope: Scope = SCOPE,
    selection: Selection = ALIVE,
    depth: int = 99,
) -> dict[int, Scores]:
    """The comparable scores of each memory that is found, by its number, the strongest first."""
    strongest = repository.strongest(scope, selection, asked, depth=depth, limit=99)
    memories = repository.memories_of(scope, selection, strongest)
    return {int(memories[one.memory].id[-4:]): one.scores for one in strongest}


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
    "follows": (Followed("l", 0.5), Followed("k", 0.125)),
    "of_another": True,
    "masked": ("card number",),
}
SAID: dict[str, Any] = {
    "message_id": "msg",
    "delivery": "delivered",
    "aside": Aside.ASKS,
    "answers": "q",
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
    "lasting": Lasting.FACT,
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


def test_every_channel_scores_what_it_finds(repository: MemoryRepository) -> None:
    """A piece has a score for each channel that found it: of likeness 1 when it says the same, of words what the
    rarest is worth in the corpus that the weights were fitted on."""
    two_collections.skip_over_two(repository)  # in each of which words weigh by themselves
    repository.write(SCOPE, [entry(memory(1), direction=0, words=(7,)), entry(memory(2), direction=1, words=(8,))])
    scores = scores_of(repository, probe(0, 8))
    assert [scores[1][channel] for channel in DENSE_CHANNELS] == pytest.approx([1.0, 1.0])
    assert set(SPARSE_CHANNELS).isdisjoint(scores[1])
    assert scores[2][Channel.SPARSE] == pytest.approx(scores[2][Channel.SPARSE_CONTEXT])
    assert scores[2][Channel.SPARSE] > weights.word_scale(words=1, corpus=1_000) > 0
    assert scores[2][Channel.DENSE] == pytest.approx(0.0, abs=1e-6)


def test_scores_are_brought_to_the_scale_of_the_question(repository: MemoryRepository) -> None:
    """Likeness counts from the zero of its model on, by as much as the question says; words count as ever."""
    repository.write(SCOPE, [entry(memory(1), words=(7,))])
    plain, scaled = (
        scores_of(repository, asked)[1] for asked in (probe(0, 7), replace(probe(0, 7), meaning=0.5, zero=0.25))
    )
    assert plain[Channel.DENSE] == pytest.approx(1.0)
    assert scaled[Channel.DENSE] == pytest.approx(0.375)
    assert [scaled[channel] for channel in SPARSE_CHANNELS] == [plain[channel] for channel in SPARSE_CHANNELS]


def test_a_query_without_words_still_searches_meaning(repository: MemoryRepository) -> None:
    """A query of stop words has no keywords, and is answered by meaning alone."""
    repository.write(SCOPE, [entry(memory(1))])
    assert list(scores_of(repository, probe(0))) == [1]


def test_a_query_of_nothing_finds_nothing(repository: MemoryRepository) -> None:
    """Neither meaning nor words."""
    repository.write(SCOPE, [entry(memory(1))])
    assert scores_of(repository, EncodedQuery((), SparseVector((), ()))) == {}


def test_a_piece_is_described_to_its_own_scope_only(repository: MemoryRepository) -> None:
    """With what ranking asks: place, session, time, speaker, traits; and with how strongly it matches."""
    told = memory(1, speaker="Anna", event_at=NOW, aside=Aside.ASKS)
    made = entry(told)
    asked = replace(made, pieces=[replace(made.pieces[0], is_question=True, tells_time=True, in_dialogue=True)])
    repository.write(SCOPE, [asked])
    (candidate,) = candidates(repository, SCOPE)
    assert candidate.strength == pytest.approx(weights.strength(candidate.scores))
    assert candidate.strength > 0
    asks = Candidate(
        candidate.memory, 0, 6, candidate.strength, candidate.scores, NOW // DAY, candidate.session, "Anna",
        is_question=True, tells_time=True, is_reply=False, is_aside=True, in_dialogue=True, point=candidate.point,
    )  # fmt: skip
    assert candidate == asks
    assert repository.memories_of(SCOPE, ALIVE, [candidate]) == {candidate.memory: told}
    assert repository.memories_of(replace(SCOPE, user="ben"), ALIVE, [candidate]) == {}
    assert candidates(repository, replace(SCOPE, user="ben")) == []


TRAITS = tuple(name for name, default in Candidate._field_defaults.items() if isinstance(default, bool))


@pytest.mark.parametrize("trait", TRAITS)
def test_every_trait_stands_for_itself(repository: MemoryRepository, trait: str) -> None:
    """One that is there brings no other along, also after an amendment."""
    of_memory: dict[str, dict[str, Any]] = {
        "is_aside": {"aside": Aside.REPEATS},
        "is_reply": {"role": Role.ASSISTANT},
        "of_another": {"of_another": True},
    }
    made = entry(memory(1, **of_memory.get(trait, {})))
    pieces = made.pieces if trait in of_memory else [replace(made.pieces[0], **{trait: True})]  # type: ignore[arg-type]
    repository.write(SCOPE, [replace(made, pieces=pieces)])
    for _ in range(2):
        (candidate,) = candidates(repository, SCOPE)
        assert [name for name in TRAITS if getattr(candidate, name)] == [trait]
        (stored,) = repository.read(SCOPE, ALIVE, [memory(1).id])
        repository.write(SCOPE, (), amended=[replace(stored, pinned=True)])


def test_what_states_nothing_is_no_evidence(repository: MemoryRepository) -> None:
    """A search that wants evidence does not see it; whoever lists or reads does not lose it."""
    aside = memory(2, aside=Aside.ASKS), memory(3, aside=Aside.REPEATS, role=Role.ASSISTANT)
    repository.write(SCOPE, [entry(one) for one in (memory(1), *aside)])
    evidence = replace(ALIVE, evidence=True)
    everywhere = replace(SCOPE, user=None, session=None)
    for scope in (SCOPE, everywhere):
        assert list(scores_of(repository, probe(0, 1), scope=scope, selection=evidence)) == [1]
        assert repository.recent(scope, evidence, limit=9) == [memory(1)]
        assert sorted(scores_of(repository, probe(0, 1), scope=scope)) == [1, 2, 3]
        assert repository.page(scope, ALIVE, limit=9) == [memory(1), *aside][::-1]


def test_statements_are_found_by_what_they_follow(repository: MemoryRepository) -> None:
    """By any of several, wherever among their earlier ones it stands; not by what somebody else's follow."""
    followed = {2: (1,), 3: (9, 1), 4: (9,), 5: ()}
    links = {n: tuple(Followed(memory(one).id, 0.5) for one in earlier) for n, earlier in followed.items()}
    repository.write(SCOPE, [entry(memory(n, follows=follows)) for n, follows in links.items()])
    other = replace(SCOPE, realm="user:2")
    repository.write(other, [entry(memory(6, scope=other, follows=links[2]))])

    def following(*numbers: int, scope: Scope = SCOPE) -> list[int]:
        wanted = replace(ALIVE, follows=tuple(memory(number).id for number in numbers))
        return [int(one.id[-2:]) for one in repository.recent(scope, wanted, limit=9)]

    assert following(1) == [3, 2]
    assert following(9) == [4, 3]
    assert following(1, 9) == [4, 3, 2]
    assert following(7) == []
    assert following(1, scope=other) == [6]


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


def test_the_strongest_are_those_of_all_channels_together(repository: MemoryRepository) -> None:
    """Scores below 0 count as none; the strongest is the first, and each is as strong as its channels make it."""
    near, far, opposite = entry(memory(1), words=(7, 8)), entry(memory(2), direction=1, words=(8,)), entry(memory(3))
    away = [-value for value in opposite.pieces[0].dense]
    piece = replace(opposite.pieces[0], dense=away, dense_context=away, sparse=SparseVector((7,), (1.0,)))
    repository.write(SCOPE, [near, far, replace(opposite, pieces=[piece])])
    asked = probe(0, 7, 8)
    strongest = repository.strongest(SCOPE, ALIVE, asked, depth=9, limit=9)
    memories = repository.memories_of(SCOPE, ALIVE, strongest)
    assert [memories[c.memory].id for c in strongest] == [memory(n).id for n in (1, 2, 3)]
    assert [c.strength for c in strongest] == pytest.approx([weights.strength(c.scores) for c in strongest])
    assert all(score >= 0 for c in strongest for score in c.scores.values())
    (third,) = (c.scores for c in strongest if memories[c.memory].id == memory(3).id)
    assert weights.meaning_in(third) == 0
    two = repository.strongest(SCOPE, ALIVE, asked, depth=9, limit=2)
    assert [(c.memory, c.scores) for c in two] == [(c.memory, c.scores) for c in strongest[:2]]
    assert len(repository.strongest(SCOPE, ALIVE, probe(0), depth=9, limit=9)) == 3


def test_a_channel_finds_no_deeper_than_it_is_asked(repository: MemoryRepository) -> None:
    """What is the best of no channel is not found."""
    two_collections.skip_over_two(repository)  # each of which has a best one
    repository.write(SCOPE, [entry(memory(1), words=(7, 8)), entry(memory(2), direction=1, words=(8,))])
    assert list(scores_of(repository, probe(0, 7, 8), depth=1)) == [1]
    assert list(scores_of(repository, probe(0, 7, 8), depth=2)) == [1, 2]


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


def test_an_empty_realm_is_told_from_an_empty_search(repository: MemoryRepository) -> None:
    """What counts is the whole realm, whoever asks in it; what others have is told to nobody."""
    assert repository.is_empty(SCOPE)
    repository.write(SCOPE, [entry(memory(1))])
    for inside in (SCOPE, replace(SCOPE, user="ben", session="s2"), replace(SCOPE, user=None, session=None)):
        assert not repository.is_empty(inside)
    for outside in STRANGERS.values():
        assert repository.is_empty(outside)


@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=list(STRANGERS))
def test_a_strangers_documents_do_not_move_a_score(repository: MemoryRepository, stranger: Scope) -> None:
    """The rarity of a word is counted in the caller's realm alone, to the last digit, and so is the corpus: by messages
    that hold the words and by those that do not."""
    repository.write(SCOPE, [entry(memory(n), words=(n, 7)) for n in range(1, 6)])

    before = scores_of(repository, probe(0, 1, 7))
    for start in range(100, 1100, 100):
        words = (1, 7) if start < 600 else (55,)
        repository.write(stranger, [entry(memory(n, scope=stranger), words=words) for n in range(start, start + 100)])
    assert scores_of(repository, probe(0, 1, 7)) == before


@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=list(STRANGERS))
def test_what_a_stranger_erased_does_not_move_a_score(repository: MemoryRepository, stranger: Scope) -> None:
    """Also before the disk is cleaned of it."""
    repository.write(SCOPE, [entry(memory(n), words=(n, 7)) for n in range(1, 6)])
    before = scores_of(repository, probe(0, 1, 7))
    strangers = [memory(n, scope=stranger) for n in range(100, 200)]
    repository.write(stranger, [entry(one, words=(1, 7)) for one in strangers])
    repository.erase(stranger, [one.id for one in strangers])
    assert scores_of(repository, probe(0, 1, 7)) == before
    repository.rewrite()
    assert scores_of(repository, probe(0, 1, 7)) == before


def test_rarity_is_that_of_the_realm_and_not_of_whom_one_asks_for(repository: MemoryRepository) -> None:
    """Two users of one realm weigh words alike: what is rare there is worth more, whoever said it."""
    two_collections.skip_over_two(repository)  # in each of which words weigh by themselves
    ben = replace(SCOPE, user="ben", session="s2")
    repository.write(SCOPE, [entry(memory(1), words=(7, 8))])
    before = scores_of(repository, probe(1, 7))[1][Channel.SPARSE]
    repository.write(ben, [entry(memory(n, scope=ben), words=(8,)) for n in range(2, 22)])
    rare, common = (scores_of(repository, probe(1, word))[1][Channel.SPARSE] for word in (7, 8))
    assert common < before / 2
    assert rare == pytest.approx(before, rel=0.01)
    everyone = replace(SCOPE, user=None, session=None)
    assert scores_of(repository, probe(1, 7), scope=everyone)[1][Channel.SPARSE] == rare


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
        return set(scores_of(repository, probe(0), scope=scope, selection=selection))

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
