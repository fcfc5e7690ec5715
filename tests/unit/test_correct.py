"""Correcting and undoing, on every engine: what a person says holds, what was is readable and comes back exactly."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from memory_core import CorrectionStatus, Happened, Memory, MemoryType, Message, Role, Scope, State, StoreStatus
from memory_core.domain.edits import Before
from memory_core.domain.memory import Fact, drawn_from
from memory_core.domain.selection import Selection
from memory_core.domain.times import DAY, MINUTE
from memory_core.errors import ContentTooLong, InvalidParameter, NotFound
from memory_core.operations.choose import Selector
from memory_core.operations.correct import Change
from memory_core.ports import MemoryRepository
from memory_core.service import MemoryService
from tests.conftest import Clock, contents, everything

FOREIGN: list[Callable[[Scope], Scope]] = [
    lambda scope: replace(scope, user="ben"),
    lambda scope: replace(scope, session="s2"),
    lambda scope: replace(scope, realm="user:2"),
    lambda scope: replace(scope, agent="other"),
    lambda scope: replace(scope, space="0" * 32),
]


def know(service: MemoryService, scope: Scope, text: str, **fields: object) -> Memory:
    message = Message(text, **{"speaker": "Anna"} | fields)  # type: ignore[arg-type]
    return service.store_fact(message, scope=scope, memory_type=MemoryType.SEMANTIC).memories[0]


def say(service: MemoryService, scope: Scope, text: str, **fields: object) -> Memory:
    message = Message(text, **fields)  # type: ignore[arg-type]
    return service.store_messages([message], scope=scope, learn=False).memories[0]


def standing(repository: MemoryRepository, scope: Scope) -> dict[str, Memory]:
    """Every record of the scope, whatever its state."""
    return {memory.id: memory for memory in repository.recent(scope, Selection(0, states=()), limit=100)}


def test_a_new_content_supersedes_and_is_found(service: MemoryService, scope: Scope, clock: Clock) -> None:
    """At once by a search for its words; the old one as of before."""
    old = know(service, scope, "Anna is allergic to peanuts.", tags=("health",), role=Role.ASSISTANT, speaker="Bo")
    clock.pass_(DAY)
    before = clock()
    corrected = service.correct(old.short_id, Change(content="Anna is allergic to walnuts."), scope=scope)
    new = corrected.memory
    assert (corrected.status, corrected.previous) == (CorrectionStatus.UPDATED, old)
    assert (new.content, new.supersedes, new.operation_id) == (
        "Anna is allergic to walnuts.",
        (old.id,),
        corrected.operation_id,
    )
    assert isinstance(new, Fact)
    assert (new.tags, new.role, new.speaker, new.valid_from) == (("health",), Role.USER, "Bo", new.created_at)
    assert contents(service, "allergic", scope) == ["Anna is allergic to walnuts."]
    assert contents(service, "allergic", scope, as_of=before) == ["Anna is allergic to peanuts."]
    (ended,) = service.memories_by_id([old.id], scope=scope)
    assert (ended.state, ended.superseded_by, ended.end_operation_id) == (
        State.SUPERSEDED,
        new.id,
        corrected.operation_id,
    )
    assert ended.valid_to == ended.ended_at == new.valid_from
    assert [m.content for m in service.history(new.id, scope=scope)] == [old.content, new.content]


def test_the_same_content_changes_nothing(service: MemoryService, scope: Scope) -> None:
    """Nor does the same correction twice, though the old id is used again: a call may be retried."""
    old = know(service, scope, "Anna lives in Lisbon.")
    same = service.correct(old.id, Change(content="Anna lives in Lisbon.", pinned=False), scope=scope)
    assert (same.status, same.memory, same.operation_id) == (CorrectionStatus.UNCHANGED, old, "")
    first = service.correct(old.id, Change(content="Anna lives in Porto."), scope=scope)
    again = service.correct(old.id, Change(content="Anna lives in Porto."), scope=scope)
    assert (again.status, again.memory.id) == (CorrectionStatus.UNCHANGED, first.memory.id)
    with pytest.raises(InvalidParameter, match=f"Update {first.memory.short_id} instead"):
        service.correct(old.id, Change(content="Anna lives in Rome."), scope=scope)


def test_a_matter_of_letters_is_a_correction_too(service: MemoryService, scope: Scope) -> None:
    """And the fact told anew in either spelling is no double."""
    old = know(service, scope, "anna lives in lisbon")
    new = service.correct(old.id, Change(content="Anna lives in Lisbon."), scope=scope).memory
    assert (new.content, new.id != old.id) == ("Anna lives in Lisbon.", True)
    assert know(service, scope, "anna lives in lisbon").id == new.id


def test_there_and_back_again(service: MemoryService, scope: Scope) -> None:
    """Each correction is a version of its own, undone ones too."""
    memory = know(service, scope, "Anna rides a bicycle.")
    for content in ("Anna rides a horse.", "Anna rides a bicycle.", "Anna rides a horse."):
        memory = service.correct(memory.id, Change(content=content), scope=scope).memory
    assert len(service.history(memory.id, scope=scope)) == 4
    service.undo(memory.operation_id, scope=scope)
    assert contents(service, "Anna rides", scope) == ["Anna rides a bicycle."]
    (current,) = service.search("Anna rides", scope=scope, selection=everything(service)).hits
    service.correct(current.memory.id, Change(content="Anna rides a horse."), scope=scope)
    assert contents(service, "Anna rides", scope) == ["Anna rides a horse."]


def test_what_another_fact_says_already_is_merged(
    service: MemoryService, repository: MemoryRepository, scope: Scope, clock: Clock
) -> None:
    """No double: the other one supersedes, with the tags and the pin of both; undone, both are as they were."""
    kept = know(service, scope, "Anna drinks tea.", tags=("drinks",), expires_at=clock() + DAY)
    wrong = know(service, scope, "Anna smokes cigars.", tags=("habits",))
    service.correct(wrong.id, Change(pinned=True), scope=scope)
    before = standing(repository, scope)
    merged = service.correct(wrong.id, Change(content="Anna drinks tea!"), scope=scope)
    assert (merged.memory.id, merged.memory.tags) == (kept.id, ("drinks", "habits"))
    assert (merged.memory.pinned, merged.memory.expires_at) == (True, None)
    assert contents(service, "Anna", scope) == ["Anna drinks tea."]
    assert [e.happened for e in service.events(wrong.id, scope=scope)].count(Happened.UPDATED) == 1
    service.undo(merged.operation_id, scope=scope)
    assert standing(repository, scope) == before


def test_pin_tags_and_lifetime_make_no_version(service: MemoryService, scope: Scope, clock: Clock) -> None:
    """The memory keeps its id, and remembers what it was."""
    memory = know(service, scope, "Anna lives in Lisbon.", tags=("home",))
    until = clock() + DAY
    edited = service.correct(memory.id, Change(pinned=True, tags=(), expires_at=until), scope=scope)
    assert (edited.memory.id, edited.memory.pinned, edited.memory.tags) == (memory.id, True, ())
    (edit,) = edited.memory.edits
    assert (edit.operation_id, edit.before) == (
        edited.operation_id,
        Before(pinned=False, tags=("home",), expires_at=None),
    )
    assert service.memories_by_id([memory.id], scope=scope) == [edited.memory]
    clock.pass_(2 * DAY)
    assert service.memories_by_id([memory.id], scope=scope) == []
    with pytest.raises(NotFound):
        service.correct(memory.id, Change(expires_at=None), scope=scope)


def test_only_the_latest_edits_are_kept(service: MemoryService, scope: Scope) -> None:
    """Twenty of them; what is kept can be undone, one after the other."""
    memory = know(service, scope, "Anna lives in Lisbon.")
    operations = [service.correct(memory.id, Change(tags=(f"t{n}",)), scope=scope).operation_id for n in range(22)]
    (edited,) = service.memories_by_id([memory.id], scope=scope)
    assert [edit.operation_id for edit in edited.edits] == operations[2:]
    with pytest.raises(NotFound):
        service.undo(operations[0], scope=scope)
    for operation in reversed(operations[2:]):
        service.undo(operation, scope=scope)
    (back,) = service.memories_by_id([memory.id], scope=scope)
    assert (back.tags, back.edits) == (("t1",), ())


@pytest.mark.parametrize("pinned", [True, False])
def test_a_person_may_correct_what_is_pinned_and_nothing_learned_does(
    service: MemoryService, scope: Scope, pinned: bool
) -> None:
    """The version is pinned as the one before was."""
    memory = know(service, scope, "Anna lives in Lisbon.")
    service.correct(memory.id, Change(pinned=pinned), scope=scope)
    version = service.correct(memory.id, Change(content="Anna lives in Porto."), scope=scope).memory
    know(service, scope, "Anna lives in Rome.")
    (after,) = service.memories_by_id([version.id], scope=scope)
    assert (after.pinned, after.is_active) == (pinned, pinned)


def test_a_fact_becomes_a_procedure_and_a_message_neither(service: MemoryService, scope: Scope) -> None:
    """The fact can then be told anew, as a fact."""
    memory = know(service, scope, "Water the ferns on Mondays.")
    turned = service.correct(memory.id, Change(memory_type=MemoryType.PROCEDURAL), scope=scope)
    assert (turned.memory.type, turned.memory.supersedes) == (MemoryType.PROCEDURAL, (memory.id,))
    assert contents(service, "ferns", scope, types=(MemoryType.SEMANTIC,)) == []
    again = know(service, scope, "Water the ferns on Mondays.")
    assert again.type is MemoryType.SEMANTIC
    said = say(service, scope, "Hello!")
    for memory_id, kind in ((said.id, MemoryType.SEMANTIC), (again.id, MemoryType.EPISODIC)):
        with pytest.raises(InvalidParameter, match="what was said"):
            service.correct(memory_id, Change(memory_type=kind), scope=scope)


@pytest.mark.parametrize("identity", [{}, {"message_id": "m1"}])
def test_a_message_is_corrected_in_its_place(
    service: MemoryService, scope: Scope, clock: Clock, identity: dict[str, object]
) -> None:
    """It stays where it was said, and coming again it is no new message, as often as it was corrected."""
    say(service, scope, "first")
    wrong = say(service, scope, "secnod", **identity)
    fixed = service.correct(wrong.id, Change(content="secod"), scope=scope).memory
    fixed = service.correct(fixed.id, Change(content="second"), scope=scope).memory
    assert (fixed.type, fixed.created_at, fixed.event_at) == (wrong.type, wrong.created_at, wrong.event_at)
    clock.pass_(MINUTE)
    again = service.store_messages([Message("secnod", **identity)], scope=scope, learn=False)  # type: ignore[arg-type]
    assert (again.status, [m.id for m in again.memories]) == (StoreStatus.ALREADY_STORED, [fixed.id])
    say(service, scope, "third")
    listed = service.list_memories(scope=scope, selection=everything(service), oldest_first=True)
    assert [m.content for m in listed.memories] == ["first", "second", "third"]


@pytest.mark.parametrize("erase", [True, False])
def test_forgetting_a_corrected_message_forgets_what_it_was(
    service: MemoryService, repository: MemoryRepository, scope: Scope, erase: bool
) -> None:
    """Whichever of its versions is named, with what was drawn from it; undone, all is as it was."""
    stored = service.store_messages([Message("I live in Lisbon.", speaker="Anna")], scope=scope)
    (message,), (fact,) = stored.memories, (outcome.memory for outcome in stored.learned.outcomes)
    service.correct(message.id, Change(content="I live in Porto."), scope=scope)
    before = standing(repository, scope)
    receipt = service.forget(Selector(ids=(message.id,)), scope=scope, erase=erase)
    assert set(receipt.ids) == {*before}
    assert fact.id in receipt.ids
    assert contents(service, "live in Lisbon Porto", scope, as_of=service.now()) == []
    if erase:
        assert standing(repository, scope) == {}
    else:
        service.undo(receipt.operation_id, scope=scope)
        assert standing(repository, scope) == before


@pytest.mark.parametrize(
    "change",
    [
        Change(content="Anna lives in Porto."),
        Change(content="anna lives in lisbon", tags=("x",), pinned=True),
        Change(memory_type=MemoryType.PROCEDURAL),
        Change(pinned=True),
        Change(tags=()),
        Change(expires_at=1),
    ],
    ids=lambda change: str([name for name in change.__slots__ if getattr(change, name) != getattr(Change(), name)]),
)
def test_what_an_undone_correction_changed_is_exactly_as_before(
    service: MemoryService, repository: MemoryRepository, scope: Scope, change: Change
) -> None:
    """Every field of it, even when it would have expired; once, and for nobody else."""
    memory = know(service, scope, "Anna lives in Lisbon.", tags=("home",))
    operation = service.correct(memory.id, change, scope=scope).operation_id
    for foreign in FOREIGN:
        with pytest.raises(NotFound):
            service.undo(operation, scope=foreign(scope))
    undone = service.undo(operation, scope=scope)
    assert undone.restored == (memory,)
    assert standing(repository, scope)[memory.id] == memory
    with pytest.raises(InvalidParameter):
        service.undo(operation, scope=scope)


def test_edits_of_different_things_are_undone_in_any_order(service: MemoryService, scope: Scope) -> None:
    """Of the same thing, the latest first; and what has been corrected since is undone after that."""
    memory = know(service, scope, "Anna lives in Lisbon.")

    def change(**fields: object) -> str:
        return service.correct(memory.id, Change(**fields), scope=scope).operation_id  # type: ignore[arg-type]

    pin, home, away = change(pinned=True), change(tags=("home",)), change(tags=("away",))
    with pytest.raises(InvalidParameter, match=away):
        service.undo(home, scope=scope)
    service.undo(pin, scope=scope)
    correction = change(content="Anna lives in Porto.")
    with pytest.raises(InvalidParameter, match=correction):
        service.undo(away, scope=scope)
    for operation in (correction, away, home):
        service.undo(operation, scope=scope)
    assert service.memories_by_id([memory.id], scope=scope) == [memory]


def test_a_fact_that_was_edited_since_is_not_taken_back(service: MemoryService, scope: Scope) -> None:
    """What a person pinned is taken back only after it is unpinned."""
    memory = know(service, scope, "Anna lives in Lisbon.")
    pin = service.correct(memory.id, Change(pinned=True), scope=scope).operation_id
    with pytest.raises(InvalidParameter, match=pin):
        service.undo(memory.operation_id, scope=scope)
    service.undo(pin, scope=scope)
    assert [m.id for m in service.undo(memory.operation_id, scope=scope).withdrawn] == [memory.id]


def test_forgetting_by_mark_is_undone_exactly(
    service: MemoryService, repository: MemoryRepository, scope: Scope
) -> None:
    """All types and versions, their sources, and what had been superseded before."""
    service.store_messages([Message("I live in Lisbon.", speaker="Anna")], scope=scope)
    service.store_messages([Message("I moved to Porto.", speaker="Anna")], scope=scope)
    say(service, replace(scope, session="s2"), "elsewhere")
    wide = replace(scope, session=None)
    before = standing(repository, wide)
    assert {memory.state for memory in before.values()} == {State.ACTIVE, State.SUPERSEDED}
    everything_here = Selector(everything=True)
    preview = service.preview_forgetting(everything_here, scope=wide, erase=False)
    receipt = service.forget(everything_here, scope=wide, erase=False, confirm=preview.confirm)
    assert contents(service, "Lisbon Porto elsewhere", wide, as_of=service.now()) == []
    undone = service.undo(receipt.operation_id, scope=wide)
    assert {memory.id for memory in undone.restored} == set(before)
    assert standing(repository, wide) == before
    with pytest.raises(NotFound):
        service.undo(receipt.operation_id, scope=wide)


def test_a_stored_message_is_not_undone(service: MemoryService, scope: Scope) -> None:
    """What was said was said; forgetting is for that."""
    said = say(service, scope, "Hello!")
    with pytest.raises(NotFound):
        service.undo(said.operation_id, scope=scope)
    assert service.memories_by_id([said.id], scope=scope) == [said]


def test_history_tells_what_happened(service: MemoryService, scope: Scope, clock: Clock) -> None:
    """Who made which version out of which words, edits with what was before, and what was taken back."""
    stored = service.store_messages([Message("I live in Lisbon.", speaker="Anna")], scope=scope)
    fact = stored.learned.outcomes[0].memory
    clock.pass_(DAY)
    pin = service.correct(fact.id, Change(pinned=True), scope=scope).operation_id
    clock.pass_(DAY)
    new = service.correct(fact.id, Change(content="Anna lives in Porto."), scope=scope)
    events = service.events(new.memory.id, scope=scope)
    assert events == service.events(fact.id, scope=scope)
    assert [(e.happened, e.operation_id, e.memory.content) for e in events] == [
        (Happened.ADDED, stored.learned.operation_id, fact.content),
        (Happened.EDITED, pin, fact.content),
        (Happened.UPDATED, new.operation_id, "Anna lives in Porto."),
    ]
    assert drawn_from(events[0].memory)[0].quote == "I live in Lisbon."
    assert events[1].before == Before(pinned=False)
    undone = service.undo(new.operation_id, scope=scope)
    (*_, last) = service.events(new.memory.id, scope=scope)
    assert (last.happened, last.operation_id) == (Happened.UNDONE, undone.operation_id)


@pytest.mark.parametrize("content", ["", "  ", "half \ud800 a character"])
def test_a_content_that_cannot_be_kept_is_refused(service: MemoryService, scope: Scope, content: str) -> None:
    """As when it is stored."""
    memory = know(service, scope, "Anna lives in Lisbon.")
    with pytest.raises(InvalidParameter):
        service.correct(memory.id, Change(content=content), scope=scope)
    with pytest.raises(ContentTooLong):
        service.correct(memory.id, Change(content="x" * 100_001), scope=scope)


@pytest.mark.parametrize("foreign", FOREIGN)
def test_a_foreign_id_is_like_one_that_does_not_exist(
    service: MemoryService, scope: Scope, foreign: Callable[[Scope], Scope]
) -> None:
    """The same code and the same words; and nothing happens."""
    memory = know(service, scope, "Anna lives in Lisbon.")
    answers = set()
    for memory_id in (memory.id, memory.short_id, "0" * 12, "no-such-id", ""):
        with pytest.raises(NotFound) as refused:
            service.correct(memory_id, Change(content="Anna lives in Rome."), scope=foreign(scope))
        answers.add((refused.value.code, str(refused.value)))
    assert len(answers) == 1
    assert service.memories_by_id([memory.id], scope=scope) == [memory]
