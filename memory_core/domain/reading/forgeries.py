"""Finds markup that passes for a part of a prompt: forged roles, ends of messages, answers.

Table `forgeries`: rules, each with a `pattern`, and `yes` and `no` examples.
"""

import re
from functools import cache

from memory_core.languages.load import codes, section


def is_forged(text: str) -> bool:
    """Whether any rule of any language matches; time grows linearly with the text."""
    return any(pattern.search(text) for pattern in _patterns())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    rules = [rule for code in codes() for rule in section(code, "forgeries").get("rules", ())]
    return tuple(re.compile(rule["pattern"], re.IGNORECASE) for rule in rules)
