"""Fixtures of the survival tests."""

import sys
from collections.abc import Callable

import pytest

type Tell = Callable[[str, object], None]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str], record_property: Callable[[str, object], None]) -> Tell:
    """Shows what was counted or measured, also when the test passes."""

    def show(name: str, value: object) -> None:
        record_property(name, value)
        with capsys.disabled():
            sys.stdout.write(f"\n    {name}: {value}")

    return show
