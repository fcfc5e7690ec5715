"""Turns: stores into one scope follow each other, so that each sees what the one before it wrote."""

import threading

from memory_core.domain.scope import Scope

_STRIPES = 64


class Turns:
    """One lock per scope, shared by the few scopes that fall on the same stripe."""

    def __init__(self) -> None:
        self._locks = [threading.Lock() for _ in range(_STRIPES)]

    def of(self, scope: Scope) -> threading.Lock:
        return self._locks[hash(scope) % _STRIPES]
