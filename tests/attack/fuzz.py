"""How much is tried, and from which seed: KEEPSAKE_FUZZ is the number of inputs, KEEPSAKE_FUZZ_SEED names a run."""

import os
import random
from collections.abc import Iterator

DEFAULT_INPUTS = 4_000
INPUTS = int(os.environ.get("KEEPSAKE_FUZZ") or DEFAULT_INPUTS)
_SAME_FOR_ALL = 20_261_128  # where nobody asks for more: what passes on one machine passes on another
SEED = int(
    os.environ.get("KEEPSAKE_FUZZ_SEED")
    or (random.SystemRandom().randrange(10**9) if INPUTS > DEFAULT_INPUTS else _SAME_FOR_ALL)
)


def rounds(share: float) -> Iterator[tuple[str, random.Random]]:
    """So many of all inputs, each with its name and its own randomness: the name alone repeats it."""
    print(f"KEEPSAKE_FUZZ_SEED={SEED}")  # noqa: T201 - shown by pytest when a test fails
    for number in range(max(1, round(INPUTS * share))):
        yield f"seed {SEED}, input {number}", random.Random(f"{SEED} {number}")
