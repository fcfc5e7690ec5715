"""Forgetting, on every engine: what is forgotten is shown by nothing, and nothing else is lost."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from memory_core import KeepsakeError, Memory, MemoryType, Message, Receipt, Scope, State, StoreStatus
from memory_core.adapters.chat.scripted import ScriptedChatModel
from memory_core.domain.facts import FACT_TYPES
from memory_core.domain.forgetting import UNDO_DAYS, forgotten, unforgotten, with_hidden, without
from memory_core.domain.memory import Extraction, Fact, Followed, Role, Said, Source, drawn_from, of_kind
from memory_core.domain.selection import Selection
from memory_core.domain.times import DAY
from memory_core.errors import InvalidParameter, NotConfirmed
from memory_core.operations.choose import Selector
from memory_core.ports import MemoryRepository
from memory_core.service import MemoryService
from tests.conftest import Clock, service_on
from tests.contract.test_repository import entry, memory

ANYTHING = Selection(alive_at=0, states=())
SHOWN = Selection(alive_at=0, states=(State.ACTIVE, State.SUPERSEDED))
WIDE = Selector(everything=True)


def fact(text: str, quote: str, **fields: object) -> dict[str, object]:
    return {"text": text, "message": 1, "quote": quote, "relation": "new"} | fields


class Bench:
    """A service whose model says what the test wants."""

    def __init__(self, repository: MemoryRepository, scope: Scope, clock: Clock, *answers: Any) -> None:
        self.repository, self.scope, self.clock = repository, scope, clock
        scripted = [json.dumps({"facts": a}) if isinstance(a, list) else a for a in answers]
        self.model = ScriptedChatModel(scripted)
        self.service: MemoryService = service_on(repository, clock, chat_model=self.model)

    def say(self, text: str, **fields: Any) -> Memory:
        self.clock.pass_(DAY)
        return self.service.store_messages([Message(text, **fields)], scope=self.scope).memories[0]

    def tell(self, text: str, **fields: Any) -> Memory:
        result = self.service.store_fact(Message(text, **fields), scope=self.scope, memory_type=MemoryType.SEMANTIC)
        return result.memories[0]

    def forget(self, *memories: Memory, erase: bool = True) -> Receipt:
        return self.service.forget(Selector(ids=tuple(m.id for m in memories)), scope=self.scope, erase=erase)

    def stored(self, selection: Selection = ANYTHING) -> dict[str, Memory]:
        return {m.content: m for m in self.repository.recent(self.scope, selection, limit=1_000)}

    def shown(self) -> set[str]:
        return set(self.stored(SHOWN))


type MakeBench = Callable[..., Bench]


@pytest.fixture
def bench(repository: MemoryRepository, scope: Scope, clock: Clock) -> MakeBench:
    return lambda *answers: Bench(repository, scope, clock, *answers)


@pytest.fixture
def porto(bench: MakeBench) -> tuple[Bench, Memory, Memory]:
    """A fact of two messages, one of the first alone, and one of the second alone."""
    b = bench(
        [fact("Anna lives in Porto.", "live in Porto"), fact("Anna rides.", "and ride")],
        [fact("Anna lives in Porto.", "Porto is home", relation="same", candidate=1), fact("Anna swims.", "I swim")],
    )
    return b, b.say("I live in Porto and ride.", speaker="Anna"), b.say("Porto is home, I swim.", speaker="Anna")


def quotes(memory: Memory) -> list[str]:
    return [source.quote for source in drawn_from(memory)]


@pytest.mark.parametrize("erase", [True, False])
def test_a_message_takes_along_what_was_drawn_from_it_alone(porto: tuple[Bench, Memory, Memory], erase: bool) -> None:
    """A fact of two messages survives, without the forgotten quote."""
    b, first, second = porto
    receipt = b.forget(first, erase=erase)
    assert receipt.counts == {MemoryType.EPISODIC: 1, MemoryType.SEMANTIC: 1}
    assert b.shown() == {"Porto is home, I swim.", "Anna lives in Porto.", "Anna swims."}
    home = b.stored()["Anna lives in Porto."]
    assert quotes(home) == ["Porto is home"]
    assert (receipt.erased_from_disk, receipt.undoable_until is None) == (False, erase)
    found = b.service.search("live in Porto and ride", scope=b.scope, selection=replace(SHOWN, alive_at=b.clock()))
    assert {hit.memory.content for hit in found.hits} <= b.shown()
    b.forget(second, erase=erase)
    assert b.shown() == set()
    assert bool(b.stored()) is not erase


def test_nothing_of_the_erased_is_left_in_what_survives(porto: tuple[Bench, Memory, Memory]) -> None:
    """Neither quotes nor ids of it, whatever field."""
    b, first, _ = porto
    gone = b.forget(first).ids
    for survivor in b.stored().values():
        assert not any(i in repr(survivor) for i in (*gone, "ride"))


def test_no_later_statement_keeps_the_id_of_an_erased_one(bench: MakeBench, scope: Scope) -> None:
    """What follows it in another session, the reply to it, and what follows both it and something that stays."""
    b, elsewhere = bench(), replace(scope, session="elsewhere")
    old, kept = (memory(n, f"statement {n}", scope=scope) for n in (1, 2))
    follows = tuple(Followed(one.id, 0.5) for one in (old, kept))
    later = memory(3, "statement 3", scope=elsewhere, follows=follows)
    reply = memory(4, "reply", scope=scope, role=Role.ASSISTANT, answers=old.id)
    for one in (old, kept, later, reply):
        b.repository.write(one.scope, [entry(one)])
    assert b.forget(old).ids == (old.id,)
    left = {m.id: m for m in b.repository.recent(replace(scope, session=None), ANYTHING, limit=9)}
    assert left.keys() == {kept.id, later.id, reply.id}
    assert not any(old.id in repr(survivor) for survivor in left.values())
    assert [one.memory_id for one in of_kind(Said, [left[later.id]])[0].follows] == [kept.id]


def test_undoing_restores_exactly(porto: tuple[Bench, Memory, Memory]) -> None:
    """Records, quotes and their order; whichever of two forgettings is undone first."""
    b, first, second = porto
    before = b.stored()
    for order in permutations((0, 1)):
        operations = [b.forget(m, erase=False).operation_id for m in (first, second)]
        assert b.shown() == set()
        for number in order:
            b.service.undo(operations[number], scope=b.scope)
        assert b.stored() == before


def test_of_two_forgettings_one_undone_leaves_the_other(porto: tuple[Bench, Memory, Memory]) -> None:
    """A fact comes back with the source that does, and no other quote."""
    b, first, second = porto
    operation = b.forget(first, erase=False).operation_id
    b.forget(second, erase=False)
    b.service.undo(operation, scope=b.scope)
    assert b.shown() == {"I live in Porto and ride.", "Anna lives in Porto.", "Anna rides."}
    assert quotes(b.stored()["Anna lives in Porto."]) == ["live in Porto"]


def test_a_forgotten_fact_stays_forgotten_when_its_message_comes_back(porto: tuple[Bench, Memory, Memory]) -> None:
    """Each forgetting is undone by itself."""
    b, first, _ = porto
    b.forget(b.stored()["Anna rides."], erase=False)
    operation = b.forget(first, erase=False).operation_id
    b.service.undo(operation, scope=b.scope)
    assert "Anna rides." not in b.shown()
    assert first.content in b.shown()


def test_what_was_marked_can_be_erased(porto: tuple[Bench, Memory, Memory]) -> None:
    """By a workflow, by its id and with everything; hidden quotes go too, and undoing finds nothing."""
    b, first, second = porto
    operation = b.forget(first, erase=False).operation_id
    b.forget(first)
    assert not any("ride" in repr(m) for m in b.stored().values())
    with pytest.raises(InvalidParameter):
        b.service.undo(operation, scope=b.scope)
    b.forget(second, erase=False)
    b.service.forget(
        WIDE, scope=b.scope, erase=True, confirm=b.service.preview_forgetting(WIDE, scope=b.scope, erase=True).confirm
    )
    assert b.stored() == {}


@pytest.mark.parametrize("erase", [True, False])
def test_a_fact_takes_along_the_messages_that_say_little_more(bench: MakeBench, erase: bool) -> None:
    """A search showed the fact in their place, and would show them now. One that tells of something else, too, or much
    more, stays and is named."""
    towns = [fact("Anna lives in Lisbon.", "in Lisbon"), fact("Anna rides a bicycle.", "ride a bicycle")]
    b = bench(
        [fact("Anna lives in Porto.", "in Porto")],
        [fact("Anna lives in Porto.", "to Porto")],
        towns,
    )
    short = b.say("I live in Porto.", speaker="Anna")
    long = b.say("We went to Porto last spring, stayed for a month, and then we never came back home.", speaker="Anna")
    two = b.say("I live in Lisbon, I ride a bicycle.", speaker="Anna")
    facts = b.stored(replace(ANYTHING, types=FACT_TYPES))
    receipt = b.forget(facts["Anna lives in Porto."], erase=erase)
    assert set(receipt.ids) == {facts["Anna lives in Porto."].id, short.id}
    assert receipt.said_in == (long.id,)
    receipt = b.forget(facts["Anna lives in Lisbon."], erase=erase)
    assert set(receipt.ids) == {facts["Anna lives in Lisbon."].id}
    assert receipt.said_in == (two.id,)
    assert b.shown() == {long.content, two.content, "Anna rides a bicycle."}


def test_a_fact_takes_along_its_versions(bench: MakeBench) -> None:
    """The whole chain, from any of its links."""
    for number in range(3):
        b = bench()
        versions = [b.tell(f"I live in {town}.") for town in ("Lisbon", "Porto", "Braga")]
        assert [len(m.supersedes) for m in b.stored().values()].count(1) == 2
        assert b.forget(versions[number]).counts == {MemoryType.SEMANTIC: 3}
        assert b.stored() == {}


def test_no_link_leads_to_the_erased(bench: MakeBench) -> None:
    """The version in the middle rests on a message; the others are linked past it."""
    b = bench(
        *(
            [fact(f"Anna lives in {town}.", f"in {town}", relation="updates", candidate=1)]
            for town in ("Lisbon", "Porto", "Braga")
        )
    )
    said = [b.say(f"I live in {town}.", speaker="Anna") for town in ("Lisbon", "Porto", "Braga")]
    b.forget(said[1])
    facts = b.stored(replace(ANYTHING, types=FACT_TYPES))
    assert set(facts) == {"Anna lives in Lisbon.", "Anna lives in Braga."}
    old, new = facts["Anna lives in Lisbon."], facts["Anna lives in Braga."]
    assert (old.superseded_by, new.supersedes) == (new.id, (old.id,))
    assert [m.content for m in b.service.history(new.id, scope=b.scope)] == [old.content, new.content]


def test_a_denied_fact_does_not_rest_on_its_denial(bench: MakeBench) -> None:
    """Its quote goes with either message, and it goes with the one that told it."""
    b = bench(
        [fact("Anna rides.", "I ride")],
        [fact("", "not ride", relation="contradicts", candidate=1)],
    )
    first, second = b.say("I ride.", speaker="Anna"), b.say("I do not ride.", speaker="Anna")
    (rides,) = b.stored(replace(ANYTHING, types=FACT_TYPES)).values()
    assert (rides.state, rides.superseded_by) == (State.SUPERSEDED, second.id)
    b.forget(first)
    assert b.shown() == {second.content}


def test_a_told_fact_survives_its_message(bench: MakeBench) -> None:
    """It was told in so many words; only the quote goes."""
    b = bench([fact("Anna rides.", "I ride")])
    b.tell("Anna rides.", speaker="Anna")
    message = b.say("I ride.", speaker="Anna")
    assert quotes(b.stored()["Anna rides."]) == ["I ride"]
    b.forget(message)
    (rides,) = b.stored().values()
    assert (rides.content, drawn_from(rides), rides.is_active) == ("Anna rides.", (), True)


@pytest.mark.parametrize("erase", [True, False])
def test_a_message_takes_along_the_summaries_of_its_session(
    repository: MemoryRepository, service: MemoryService, scope: Scope, erase: bool
) -> None:
    """They may hold its words; those of other sessions stay."""
    other = replace(scope, session="s2")
    repository.write(
        replace(scope, session=None),
        [
            entry(memory(1, "ours", scope=scope, type=MemoryType.SUMMARY)),
            entry(memory(2, "theirs", scope=other, type=MemoryType.SUMMARY)),
        ],
    )
    (said,) = service.store_messages([Message("Hello.")], scope=scope, learn=False).memories
    receipt = service.forget(Selector(ids=(said.short_id,)), scope=scope, erase=erase)
    assert receipt.counts == {MemoryType.EPISODIC: 1, MemoryType.SUMMARY: 1}
    assert repository.recent(scope, SHOWN, limit=10) == []
    assert len(repository.recent(other, SHOWN, limit=10)) == 1
    if not erase:
        service.undo(receipt.operation_id, scope=scope)
        assert len(repository.recent(scope, SHOWN, limit=10)) == 2


@pytest.mark.parametrize(
    ("selector", "left"),
    [
        (WIDE, set()),
        (Selector(tags=("a",)), {"two", "three"}),
        (Selector(tags=("a", "b")), {"three"}),
        (Selector(types=(MemoryType.SEMANTIC,)), {"one", "two"}),
        (Selector(before=2 * DAY), {"two", "three"}),
        (Selector(before=2 * DAY, tags=("b",)), {"one", "two", "three"}),
    ],
)
@pytest.mark.parametrize("erase", [True, False])
def test_wider_forgetting(bench: MakeBench, selector: Selector, left: set[str], erase: bool) -> None:
    """By everything, tag, type and date; counted before and afterwards alike."""
    b = bench()
    b.service.store_messages(
        [Message("one", tags=("a",), event_at=DAY), Message("two", tags=("b",), event_at=2 * DAY)],
        scope=b.scope,
        learn=False,
    )
    b.tell("three")
    preview = b.service.preview_forgetting(selector, scope=b.scope, erase=erase)
    assert b.shown() == {"one", "two", "three"}
    receipt = b.service.forget(selector, scope=b.scope, erase=erase, confirm=preview.confirm)
    assert receipt.counts == preview.counts
    assert {m.content for m in preview.samples} == {"one", "two", "three"} - left == {"one", "two", "three"} - b.shown()
    assert bool(receipt.operation_id) is bool(receipt.ids)


def test_a_preview_counts_what_would_be_taken_along(porto: tuple[Bench, Memory, Memory]) -> None:
    """Facts, exactly as the real call does."""
    b, _, _ = porto
    messages = Selector(types=(MemoryType.EPISODIC,))
    for erase in (False, True):
        preview = b.service.preview_forgetting(messages, scope=b.scope, erase=erase)
        assert preview.counts == {MemoryType.EPISODIC: 2, MemoryType.SEMANTIC: 3}
    receipt = b.service.forget(messages, scope=b.scope, erase=True, confirm=preview.confirm)
    assert receipt.counts == preview.counts
    assert b.stored() == {}


def test_many_are_forgotten_in_batches_and_restored(bench: MakeBench) -> None:
    """None is left out, none comes twice; in several places at once."""
    b = bench()
    whole = replace(b.scope, user=None, session=None)
    for user in ("anna", "ben"):
        for session in ("s1", "s2"):
            place = replace(b.scope, user=user, session=session)
            said = [Message(f"{user} {session} {n}") for n in range(130)]
            b.service.store_messages(said, scope=place, learn=False)
    confirm = b.service.preview_forgetting(WIDE, scope=whole, erase=False).confirm
    receipt = b.service.forget(WIDE, scope=whole, erase=False, confirm=confirm)
    assert len(set(receipt.ids)) == len(receipt.ids) == receipt.counts[MemoryType.EPISODIC] == 520
    assert b.repository.count(whole, SHOWN) == 0
    assert len(b.service.undo(receipt.operation_id, scope=whole).restored) == 520
    assert b.repository.count(whole, SHOWN) == 520


@pytest.mark.parametrize("erase", [True, False])
def test_a_confirm_value_fits_one_call_only(bench: MakeBench, erase: bool) -> None:
    """None, nonsense, and those of another scope, selector, kind, day or set of memories are refused alike."""
    b = bench()
    b.tell("one", tags=("a",))
    tagged = Selector(tags=("a",))

    def confirm(selector: Selector = tagged, *, scope: Scope = b.scope, erase: bool = erase) -> str:
        return b.service.preview_forgetting(selector, scope=scope, erase=erase).confirm

    wrong = ["", " ", "nonsense", "fff-fff", confirm(WIDE), confirm(scope=replace(b.scope, user=None))]
    wrong += [confirm(erase=not erase), confirm()[:-1], f"1{confirm()}"]
    old = confirm()
    b.clock.pass_(DAY)
    changed = confirm()
    second = b.tell("two", tags=("a",))
    good = confirm()
    b.forget(second)
    for value in (*wrong, old, good):
        with pytest.raises(NotConfirmed):
            b.service.forget(tagged, scope=b.scope, erase=erase, confirm=value)
    b.tell("three", tags=("a",))
    assert b.service.forget(tagged, scope=b.scope, erase=erase, confirm=changed).counts.total() == 1
    assert b.shown() == {"three"}, "what was stored after the dry run stays"


def test_a_clock_that_is_ahead_hides_nothing(bench: MakeBench) -> None:
    """What another host stored with a later time is among everything."""
    b = bench()
    b.repository.write(b.scope, [entry(memory(1, scope=b.scope, created_at=b.clock() + DAY // 2))])
    b.tell("one")
    preview = b.service.preview_forgetting(WIDE, scope=b.scope, erase=True)
    b.service.forget(WIDE, scope=b.scope, erase=True, confirm=preview.confirm)
    assert b.stored() == {}


def test_a_selector_says_something() -> None:
    """And either ids or the rest."""
    for fields in ({}, {"ids": ("a",), "everything": True}, {"ids": ("a",), "tags": ("b",)}):
        with pytest.raises(InvalidParameter):
            Selector(**fields)


def test_ids_that_do_not_exist_forget_nothing(bench: MakeBench) -> None:
    """Nor does what is forgotten already."""
    b = bench()
    kept, gone = b.tell("kept"), b.tell("gone")
    b.forget(gone, erase=False)
    receipt = b.service.forget(Selector(ids=("nonsense", "0" * 12, gone.id)), scope=b.scope, erase=False)
    assert (receipt.ids, receipt.operation_id, receipt.counts.total()) == ((), "", 0)
    assert b.shown() == {kept.content}


def test_forgetting_is_undone_for_30_days(bench: MakeBench) -> None:
    """And not a moment longer."""
    b = bench()
    for late in (False, True):
        receipt = b.forget(b.tell(f"fact {late}"), erase=False)
        assert receipt.undoable_until == receipt.at + UNDO_DAYS * DAY
        b.clock.pass_(receipt.undoable_until - b.clock() - 10 + 20 * late)
        if late:
            with pytest.raises(KeepsakeError, match="30 days"):
                b.service.undo(receipt.operation_id, scope=b.scope)
        else:
            b.service.undo(receipt.operation_id, scope=b.scope)
    assert b.shown() == {"fact False"}


@pytest.mark.parametrize("identity", [{}, {"message_id": "m1"}, {"event_at": DAY}])
@pytest.mark.parametrize("erase", [True, False])
def test_a_forgotten_message_said_again_is_stored_anew(bench: MakeBench, erase: bool, identity: dict[str, Any]) -> None:
    """Every time, and a retry of it makes no double; what is undone then is there beside it."""
    b = bench()

    def say() -> tuple[StoreStatus, Memory]:
        result = b.service.store_messages([Message("Hello.", **identity)], scope=b.scope, learn=False)
        return result.status, result.memories[0]

    receipts = []
    for _ in range(3):
        status, said = say()
        assert status is StoreStatus.STORED
        assert say() == (StoreStatus.ALREADY_STORED, said)
        receipts.append(b.forget(said, erase=erase))
    assert say()[0] is StoreStatus.STORED
    assert b.repository.count(b.scope, SHOWN) == 1
    if not erase:
        b.service.undo(receipts[1].operation_id, scope=b.scope)
        assert say()[0] is StoreStatus.ALREADY_STORED
        assert b.repository.count(b.scope, SHOWN) == 2


@pytest.mark.parametrize("erase", [True, False])
def test_a_forgotten_fact_told_again_is_kept_anew(bench: MakeBench, erase: bool) -> None:
    """As if it had never been known."""
    b = bench()
    for _ in range(3):
        told = b.tell("Anna rides.")
        assert b.tell("Anna rides.").id == told.id
        b.forget(told, erase=erase)
        assert b.shown() == set()


def test_an_expired_message_said_again_is_stored_anew(bench: MakeBench) -> None:
    """Though its record is there until maintenance erases it."""
    b = bench()
    for _ in range(2):
        told = Message("Hello.", message_id="m1", expires_at=b.clock() + DAY)
        assert b.service.store_messages([told], scope=b.scope, learn=False).status is StoreStatus.STORED
        b.clock.pass_(2 * DAY)


@pytest.mark.parametrize("erase", [True, False])
@pytest.mark.parametrize("elsewhere", [True, False])
def test_what_is_forgotten_while_it_is_read_teaches_nothing(
    repository: MemoryRepository, scope: Scope, clock: Clock, erase: bool, elsewhere: bool
) -> None:
    """The model answers too late, whether this process forgets or another one does."""

    def answer(_: Any) -> str:
        everything = replace(SHOWN, types=(MemoryType.EPISODIC,))
        ids = tuple(m.id for m in repository.recent(scope, everything, limit=10))
        forgetting.forget(Selector(ids=ids), scope=scope, erase=erase)
        return json.dumps({"facts": [fact("Anna rides.", "I ride")]})

    b = Bench(repository, scope, clock, answer)
    forgetting = service_on(repository, clock) if elsewhere else b.service
    b.say("I ride.", speaker="Anna")
    assert b.shown() == set()
    assert [m.content for m in b.stored().values()] == ([] if erase else ["I ride."])


def test_a_waiting_message_waits_again_when_it_comes_back(bench: MakeBench) -> None:
    """Hidden, it is read by nobody."""
    b = bench("nonsense", [fact("Anna rides.", "I ride")])
    said = b.say("I ride.", speaker="Anna")
    assert [m.extraction for m in of_kind(Said, b.stored().values())] == [Extraction.PENDING]
    operation = b.forget(said, erase=False).operation_id
    assert b.service.maintain(scope=b.scope, seconds=60).read == 0
    b.service.undo(operation, scope=b.scope)
    assert b.service.maintain(scope=b.scope, seconds=60).read == 1
    assert b.shown() == {"I ride.", "Anna rides."}


class Interrupted(Exception):
    """The process is killed here."""


@pytest.mark.parametrize("wide", [True, False])
def test_erasing_that_stops_before_the_end_is_finished_by_the_same_call(
    porto: tuple[Bench, Memory, Memory], monkeypatch: pytest.MonkeyPatch, wide: bool
) -> None:
    """What survives is amended first, what goes is hidden with it, and the second call finds all of it."""
    b, first, second = porto

    def forget() -> None:
        if wide:
            selector = Selector(types=(MemoryType.EPISODIC,))
            confirm = b.service.preview_forgetting(selector, scope=b.scope, erase=True).confirm
            b.service.forget(selector, scope=b.scope, erase=True, confirm=confirm)
        else:
            b.forget(first)

    def killed(*_: object) -> None:
        raise Interrupted

    with monkeypatch.context() as patched:
        patched.setattr(type(b.repository), "erase", killed)
        with pytest.raises(Interrupted):
            forget()
    forget()
    assert set(b.stored()) == (set() if wide else {second.content, "Anna lives in Porto.", "Anna swims."})


def sourced(*messages: str, **fields: Any) -> Fact:
    sources = tuple(Source(m, f"quote of {m}") for m in messages)
    made: Fact = memory(1, "fact", type=MemoryType.SEMANTIC, sources=sources, **fields)
    return made


def test_marks_are_taken_back_in_any_order() -> None:
    """Six orders of three forgettings: of two messages, and of the fact itself."""
    before = sourced("a", "b", "a")
    for order in permutations("xyz"):
        after = with_hidden(before, {"a"}, operation="x", at=1)
        after = forgotten(after, operation="y", at=2)
        after = with_hidden(after, {"b"}, operation="z", at=3)
        assert (after.state, after.sources) == (State.FORGOTTEN, ())
        for number, operation in enumerate(order):
            assert after.state is (State.FORGOTTEN if "y" in order[number:] or not after.sources else State.ACTIVE)
            after = unforgotten(after, operation=operation)
        assert after.state is State.ACTIVE
        assert after == before
    assert unforgotten(forgotten(before, operation="y", at=2), operation="y") == before


def test_an_erased_source_leaves_no_trace() -> None:
    """Whether it was shown or hidden; and a fact whose only hidden source is left stays hidden."""
    hidden = with_hidden(sourced("a", "b"), {"a"}, operation="x", at=1)
    assert without(hidden, {"a"}) == sourced("b")
    left = without(hidden, {"b"})
    assert (left.state, left.end_operation_id) == (State.FORGOTTEN, "x")
    assert unforgotten(left, operation="x") == sourced("a")
