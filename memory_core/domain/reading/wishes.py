"""Finds how somebody wants to be called: table `wishes`, rules with a `pattern`, and `yes` and `no` examples."""

import re
from functools import cache

from memory_core.languages.load import codes, section

_LONGEST = 80  # letters; whatever is longer says more


def is_wish(text: str) -> bool:
    """Whether a rule of any language matches the whole of a sentence, but for the marks at its ends."""
    plain = " ".join(text.split()).strip(" .!。！~,;\"'")
    return len(plain) <= _LONGEST and any(pattern.fullmatch(plain) for pattern in _patterns())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    rules = [rule for code in codes() for rule in section(code, "wishes").get("rules", ())]
    return tuple(re.compile(rule["pattern"], re.IGNORECASE) for rule in rules)
