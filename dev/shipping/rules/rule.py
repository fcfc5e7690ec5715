"""What a rule is, and how heavy."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from dev.shipping.rules.opened import Package

Look = Callable[[Package], Iterable[str]]


class Weight(StrEnum):
    BLOCKS = "blocks"  # the marketplace or Dify refuses such a package
    UNSET = "unset"  # only the publisher can write it; blocks a release
    ADVISES = "advises"  # somebody will ask
    EXPLAINED = "explained"  # a scanner will ask, and this is the answer


@dataclass(frozen=True, slots=True)
class Rule:
    """`look` yields one sentence for everything that breaks the rule: what is wrong, and what to do."""

    weight: Weight
    look: Look

    @property
    def name(self) -> str:
        return self.look.__name__.replace("_", "-")


def blocks(*looks: Look) -> tuple[Rule, ...]:
    return tuple(Rule(Weight.BLOCKS, look) for look in looks)


def advises(*looks: Look) -> tuple[Rule, ...]:
    return tuple(Rule(Weight.ADVISES, look) for look in looks)
