"""What an authorization's options say of how memories end."""

import pytest

from memory_core import MemoryType
from memory_core.errors import InvalidSettings
from provider.retention import Retention, parse_retention


@pytest.mark.parametrize(
    ("options", "wanted"),
    [
        ("", Retention()),
        ("data_dir=/app/storage/keepsake", Retention()),
        ("forget=hide", Retention()),
        ("forget = Erase", Retention(erases=True)),
        ("reembed=on, forget=erase, episodic=365", Retention(erases=True, days={MemoryType.EPISODIC: 365})),
    ],
)
def test_options_are_read(options: str, wanted: Retention) -> None:
    assert parse_retention(options) == wanted


@pytest.mark.parametrize("options", ["forget=yes", "forget=erased", "episodic=0", "semantic=soon", "procedural=99999"])
def test_what_is_no_choice_is_refused(options: str) -> None:
    """And erases nothing."""
    with pytest.raises(InvalidSettings):
        parse_retention(options)
