"""Link: what a person said later about the same as a hit, which may have changed it. Nothing is hidden for it."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace

from memory_core.domain.hit import Hit, Later
from memory_core.domain.memory import Memory, Statement, drawn_from, of_kind
from memory_core.domain.selection import Selection

_FOLLOWERS = 100  # that are looked at, of all hits together
_BRINGING, _BROUGHT = 5, 5  # the best hits bring along so many that were not found by themselves
_LIKELY = 0.06  # from which on they do; one of four changed the hit


def later_wanted(selection: Selection, ids: Sequence[str]) -> tuple[Selection, int]:
    """What is to be read to link hits that were found by this selection, and how much of it; `ids` are those of the
    hits, and of the messages that they were drawn from."""
    at_any_time = replace(selection, since=None, until=None, since_day="", until_day="")
    return replace(at_any_time, follows=tuple(ids), evidence=True), _FOLLOWERS


def linked(hits: Sequence[Hit], later: Sequence[Memory]) -> tuple[Hit, ...]:
    """The hits, each with the one of the `later` statements that most likely changed it and no other; the best of them
    also with one that is no hit itself."""
    found = {memory_id for hit in hits for memory_id in _ids(hit.memory)}
    chosen = _chosen(hits, of_kind(Statement, later), found)
    return tuple(replace(hit, later=chosen.get(number)) for number, hit in enumerate(hits))


def _chosen(hits: Sequence[Hit], later: Sequence[Statement], found: Set[str]) -> dict[int, Later]:
    """By the numbers of the hits. The likeliest pairs first, and the better hit of two."""
    pairs = [(-one.likely, number, one) for number, hit in enumerate(hits) for one in _following(hit, later)]
    chosen: dict[int, Later] = {}
    taken: set[str] = set()
    for _, number, one in sorted(pairs, key=lambda pair: pair[:2]):
        is_found = one.memory.id in found
        brings = number < _BRINGING and one.likely >= _LIKELY and len(taken - found) < _BROUGHT
        if number not in chosen and one.memory.id not in taken and (is_found or brings):
            chosen[number] = one
            taken.add(one.memory.id)
    return chosen


def _following(hit: Hit, later: Sequence[Statement]) -> Iterator[Later]:
    ids = _ids(hit.memory)
    for one in later:
        for followed in one.follows:
            if followed.memory_id in ids and one.event_at > hit.memory.event_at:
                yield Later(one, followed.likely)


def _ids(memory: Memory) -> tuple[str, ...]:
    """Of what was said: the memory itself, or the messages that it was drawn from."""
    return tuple(source.memory_id for source in drawn_from(memory)) or (memory.id,)
