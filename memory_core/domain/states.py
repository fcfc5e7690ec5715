"""The states that a memory goes through."""

from enum import StrEnum


class State(StrEnum):
    ACTIVE = "active"
    SUPERSEDED = "superseded"
    FORGOTTEN = "forgotten"
