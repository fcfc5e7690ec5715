"""Standings: what the digests name that points are counted by; see payload.standing.

A digest cannot be turned around. So one point of a realm is read for each realm that is met for the first time, and all
digests of that realm are known from then on, in the whole process: they mean the same for ever.
"""

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from memory_core.domain.scope import Scope
from memory_core.domain.states import State
from memory_core.engines.payload import standing

_MOST = 200_000
_known: dict[str, tuple[Scope, State]] = {}
_learning = threading.Lock()

type Look = Callable[[str], Iterable[Scope]]
"""The agent and realm of any point with this standing; none when the last was just erased."""


def by_place(counted: Mapping[str, int], look: Look) -> Mapping[tuple[Scope, State], int]:
    """Numbers by standing as numbers by agent and realm, and state."""
    found: Counter[tuple[Scope, State]] = Counter()
    for name, number in counted.items():
        if (named := _named(name, look)) is not None:
            found[named] += number
    return found


def _named(name: str, look: Look) -> tuple[Scope, State] | None:
    digest = name.replace("-", "")  # as a UUID, which is how it is kept
    if digest not in _known:
        for place in look(name):
            _learn(place)
    return _known.get(digest)


def _learn(place: Scope) -> None:
    names = {standing(place, state, searched=searched): (place, state) for state in State for searched in (True, False)}
    with _learning:
        if len(_known) > _MOST:
            _known.clear()
        _known.update((name.replace("-", ""), named) for name, named in names.items())
