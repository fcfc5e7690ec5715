"""Candidate: a piece of a memory that some channel found, and all that ranking reads of it."""

from collections.abc import Hashable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple
from uuid import UUID

from memory_core.domain.pieces import Piece

type PieceId = UUID | str | int  # as the engine has it; opaque here
type Scores = Mapping[Channel, float]


class Channel(StrEnum):
    """What a search compares: meaning (dense) and words (sparse), of the message alone or joined to its previous."""

    DENSE = "dense"
    DENSE_CONTEXT = "dense_context"
    SPARSE = "sparse"
    SPARSE_CONTEXT = "sparse_context"


DENSE_CHANNELS = (Channel.DENSE, Channel.DENSE_CONTEXT)
SPARSE_CHANNELS = (Channel.SPARSE, Channel.SPARSE_CONTEXT)


class Candidate(NamedTuple):
    """A piece of a memory that matches, and what else is known of it. A tuple, for a search makes a hundred: in half
    the time of a frozen dataclass.

    `memory` tells memories apart and no more: the repository that found the piece reads the memory by the candidate.
    `scores` are comparable between searches, models and collections (see `comparable`); `strength` is their weighted
    sum.
    """

    memory: Hashable
    start: int  # of the piece, in characters of the content
    end: int
    strength: float
    scores: Scores = MappingProxyType({})
    day: int = 0  # of its event, since 1970
    session: Hashable = ""  # the same for all that was told in one
    speaker: str = ""
    is_question: bool = False
    tells_time: bool = False
    is_reply: bool = False  # words of the assistant
    is_aside: bool = False  # states nothing of its own
    of_another: bool = False  # about another person than who said it
    in_dialogue: bool = True  # said in answer to what stands before it
    sources: tuple[Hashable, ...] = ()  # the messages that a fact was drawn from, each as it is told apart
    point: Any = None  # what the repository found

    @property
    def piece(self) -> Piece:
        return Piece(self.start, self.end)
