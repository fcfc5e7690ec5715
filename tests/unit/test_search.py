"""Searching, on every engine."""

from dataclasses import replace
from typing import Any

import pytest

from memory_core import Message, Scope, SearchStatus, space_id
from memory_core.domain import times
from memory_core.errors import InvalidParameter
from memory_core.service import MemoryService
from tests.conftest import contents, everything


@pytest.mark.parametrize(
    "elsewhere",
    [{"space": space_id("a-strangers-key-16-chars")}, {"agent": "another"}, {"realm": "user:2"}],
    ids=["space", "agent", "realm"],
)
def test_a_strangers_thousand_documents_leave_every_score_unchanged(
    service: MemoryService, scope: Scope, elsewhere: dict[str, Any]
) -> None:
    """To the last digit, though they hold the very words that are searched for, and stand in the same space."""
    texts = ["I ride a green bicycle to work.", "My sister Mei studies in Qingdao.", "The bicycle needs a new chain."]
    service.store_messages([Message(text) for text in texts], scope=scope)

    def scores() -> list[tuple[str, float]]:
        hits = service.search("green bicycle chain", scope=scope, selection=everything(service)).hits
        return [(hit.memory.content, hit.score) for hit in hits]

    before = scores()
    stranger = replace(scope, **elsewhere)
    service.store_messages([Message(f"bicycle chain number {n}") for n in range(1_000)], scope=stranger)
    assert scores() == before


def test_limit_and_minimum_score(service: MemoryService, scope: Scope) -> None:
    """The best first, no more than asked for, none below the minimum."""
    service.store_messages([Message(f"bicycle {'chain ' * n}") for n in range(1, 9)], scope=scope)
    hits = service.search("bicycle chain", scope=scope, selection=everything(service), limit=3).hits
    assert len(hits) == 3
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    floor = hits[1].score
    few = service.search("bicycle chain", scope=scope, selection=everything(service), min_score=floor).hits
    assert {h.memory.id for h in few} == {h.memory.id for h in hits[:2]}


def test_what_was_said_on_a_named_date_is_found_among_many_like_it(service: MemoryService, scope: Scope) -> None:
    """Though every other memory matches the words better; bounds of the caller's own still hold."""
    then = times.parse("2024-03-14", name="t")
    others = [Message(f"the garden, the garden, day {n}", event_at=then + n * times.DAY) for n in range(30, 230)]
    told = "We planted two cherry trees behind the house, and a hedge along the garden path."
    service.store_messages([Message(told, event_at=then), *others], scope=scope)
    assert contents(service, "the garden in March 2024", scope)[0] == told
    assert told not in contents(service, "the garden in March 2024", scope, since=then + times.DAY)


def test_a_hit_of_a_long_message_says_which_part_matches(service: MemoryService, scope: Scope) -> None:
    """Of a short one, all of it does."""
    long = f"{'We talked of this and that. ' * 80}The cello stands in the attic. {'And of the weather again. ' * 80}"
    service.store_messages([Message(long), Message("The violin hangs on the wall.")], scope=scope)
    cello, violin = (
        service.search(query, scope=scope, selection=everything(service), limit=1).hits[0]
        for query in ("cello attic", "violin wall")
    )
    assert "cello" in cello.match
    assert len(cello.match) < len(long) / 2
    assert violin.match == ""


def test_words_of_every_script_are_found(service: MemoryService, scope: Scope) -> None:
    """By keyword alone: the fake embedder sees no likeness inside an unspaced run."""
    texts = ["我在上海的一家咖啡馆工作。", "私は京都に住んでいます。", "저는 부산에서 일합니다.", "Мы были в Москве."]
    service.store_messages([Message(text) for text in texts], scope=scope)
    for query, text in zip(("咖啡馆", "京都", "부산", "Москве"), texts, strict=True):
        assert contents(service, query, scope)[0] == text


def test_a_single_character_is_a_word(service: MemoryService, scope: Scope) -> None:
    """Of Chinese, Japanese and Korean, wherever it stands in a run."""
    texts = ["我每天早上喝茶。", "我家有两只猫。", "我喜欢画画。", "昨天下雨了。"]
    service.store_messages([Message(text) for text in texts], scope=scope)
    for query, text in zip("茶猫画雨", texts, strict=True):
        assert contents(service, query, scope)[0] == text


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_the_edges_of_the_calendar_are_searched_like_any_day(service: MemoryService, scope: Scope, when: str) -> None:
    """A time that a zone would push out of the calendar breaks no later search."""
    service.store_messages([Message("canary", event_at=times.parse(when, name="when"))], scope=scope)
    for query in ("canary in May", "canary on 5 May 2026"):
        hits = service.search(query, scope=scope, selection=everything(service)).hits
        assert times.to_iso(hits[0].memory.event_at)[:4] in ("0001", "9999")
        assert "canary" in service.render_context(hits, budget=200)


def test_a_realm_in_which_nothing_was_stored_says_so(service: MemoryService, scope: Scope) -> None:
    """Whatever others have stored, in the same space or beside it; what another user of the realm stored counts."""

    def status() -> SearchStatus:
        return service.search("x", scope=scope, selection=everything(service)).status

    assert status() is SearchStatus.NOTHING_STORED_YET
    space = space_id("a-strangers-key-16-chars")
    for stranger in (replace(scope, agent="other"), replace(scope, realm="user:2"), replace(scope, space=space)):
        service.store_messages([Message("x")], scope=stranger)
    assert status() is SearchStatus.NOTHING_STORED_YET
    service.store_messages([Message("x")], scope=replace(scope, user="ben"))
    assert status() is SearchStatus.NOTHING_FOUND


@pytest.mark.parametrize("query", ["", "  ", "\udfff"])
def test_a_query_that_cannot_be_asked_is_refused(service: MemoryService, scope: Scope, query: str) -> None:
    """Rather than answered with nothing."""
    with pytest.raises(InvalidParameter):
        service.search(query, scope=scope, selection=everything(service))


@pytest.mark.parametrize("query", ["the of and", "?!", "🌸", "\x00", "a" * 10_000, "a" * 1_000_000])
def test_a_query_without_usable_words_is_answered(service: MemoryService, scope: Scope, query: str) -> None:
    """By meaning, as well as it goes."""
    service.store_messages([Message("I ride a green bicycle.")], scope=scope)
    assert contents(service, query, scope) == ["I ride a green bicycle."]
