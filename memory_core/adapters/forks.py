"""What must not cross a fork: open files with locks of their own, and locks that some thread holds at that moment."""

import os
from collections.abc import Callable
from functools import cache
from weakref import WeakMethod

_before: list[WeakMethod[Callable[[], None]]] = []
_in_child: list[WeakMethod[Callable[[], None]]] = []


def before_fork(method: Callable[[], None]) -> None:
    """Calls a bound method before every fork, for as long as its object lives."""
    _register()
    _append(_before, method)


def after_fork_in_child(method: Callable[[], None]) -> None:
    """Calls a bound method in the child after every fork, for as long as its object lives."""
    _register()
    _append(_in_child, method)


def _append(methods: list[WeakMethod[Callable[[], None]]], method: Callable[[], None]) -> None:
    """Forgets those whose objects are gone. A callback for that would be called while the interpreter goes down."""
    methods[:] = [known for known in methods if known() is not None]
    methods.append(WeakMethod(method))


@cache
def _register() -> None:
    os.register_at_fork(before=lambda: _call(_before), after_in_child=lambda: _call(_in_child))


def _call(methods: list[WeakMethod[Callable[[], None]]]) -> None:
    for reference in list(methods):
        if method := reference():
            method()
