"""Fixtures of the survival tests."""

import os
import random
import sys
from collections.abc import Callable

import pytest

pytest.register_assert_rewrite("tests.survival.statements")

type Tell = Callable[[str, object], None]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]) -> Tell:
    """Shows what was counted or measured, also when the test passes."""

    def show(name: str, value: object) -> None:
        record_property(name, value)
        with capsys.disabled():
            sys.stdout.write(f"\n    {name}: {value}")

    return show


@pytest.fixture
def chance(tell: Tell) -> random.Random:
    """KEEPSAKE_SEED repeats the moments of an earlier run."""
    seed = int(os.environ.get("KEEPSAKE_SEED", "0")) or random.randrange(1, 1_000_000)
    tell("seed", seed)
    return random.Random(seed)
