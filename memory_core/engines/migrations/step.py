"""What a step is: a pure function on the payload of one stored point."""

from collections.abc import Callable
from dataclasses import dataclass

from memory_core.engines.payload import Payload


@dataclass(frozen=True, slots=True)
class Step:
    """Brings a point of the schema before to `schema`. `added` is given the stored payload, and gives the fields that
    are new or replaced: the same ones however often it is asked.

    An `additive` step keeps all that programs of the schema before read and write by, so that they go on beside this
    one. Any other waits until no such program is left, and shuts them out.
    """

    schema: int
    added: Callable[[Payload], Payload]
    additive: bool = True
