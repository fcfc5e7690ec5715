"""Why: what made a hit, in shares that add up to its score."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Reason(StrEnum):
    WORDS = "words"  # shared with the question
    MEANING = "meaning"  # likeness of meaning
    SESSION = "session"  # what else was said in the same sitting matches, too
    SPEAKER = "speaker"  # the question names who said it
    DATE = "date"  # the question names when it was said
    TIME = "time"  # it tells a time, and the question asks for one
    ROLE = "role"  # words of the assistant, which the question asks for
    LINK = "link"  # it was said later about the same as another hit
    RECENT = "recent"  # it is among the last messages, which were asked for


@dataclass(frozen=True, slots=True)
class Why:
    """`score` lies between 0 and 1; `points` are what each reason added to it, before it was brought there."""

    score: float
    points: Mapping[Reason, float]

    @property
    def shares(self) -> dict[Reason, float]:
        """What each reason accounts for, the most first; together the score."""
        counted = {reason: points for reason, points in self.points.items() if points > 0}
        total = sum(counted.values())
        shares = {reason: self.score * points / total for reason, points in counted.items()}
        return dict(sorted(shares.items(), key=lambda item: -item[1]))
