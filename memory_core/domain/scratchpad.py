"""The scratchpad of an agent that thinks aloud (ReAct): thoughts, actions and observations before a final answer."""

import json
import re
from functools import cache
from typing import Any

from memory_core.domain.code import masked
from memory_core.languages.load import codes, section

_KINDS = ("thought", "action", "input", "observation", "answer")
_FINAL_ACTION = re.compile(r'"action"\s{0,9}:\s{0,9}"(?P<name>[^"\n]{1,60})"')
_ANSWER_KEY = "action_input"


def answer_of(text: str) -> str:
    """The final answer when `text` is a scratchpad, and without one what stands around it; else `text` as it is.

    A scratchpad has a thought at the beginning of a line and a final answer, or an action with what goes into it or
    comes of it. A thought or an observation alone is what somebody thought or saw.
    """
    labels = _labels(text)
    kinds = {kind for kind, *_ in labels}
    if "thought" not in kinds:
        return text
    final = [end for kind, _, end in labels if kind == "answer"]
    if final:
        return text[final[-1] :].strip(" \t\n*_")
    if "action" not in kinds or not ({"input", "observation"} & kinds or _ANSWER_KEY in text):
        return text
    if (answer := _final_action(text)) is not None:
        return answer
    begin, last = labels[0][1], labels[-1][2]
    end = text.find("\n\n", last)
    return f"{text[:begin].rstrip()}\n\n{'' if end < 0 else text[end:].lstrip()}".strip()


def _labels(text: str) -> list[tuple[str, int, int]]:
    """Kind, begin and end of each label outside of code, from the first thought on that begins a line. Within a line a
    label begins with a capital, where there are capitals."""
    found: list[tuple[str, int, int]] = []
    for match in _label().finditer(masked(text)):
        kind = match.lastgroup or ""
        begins_line = match.start() == 0 or text[match.start() - 1] == "\n"
        is_next = begins_line or not match[kind][0].islower()
        if is_next if found else (begins_line and kind == "thought"):
            found.append((kind, match.start(), match.end()))
    return found


def _final_action(text: str) -> str | None:
    """What an agent that writes its actions as JSON says at last, as Dify's does; None when it has not got there."""
    finals = [action for action in _FINAL_ACTION.finditer(text) if action["name"].casefold() in _words("answer")]
    if not finals:
        return None
    start = text.rfind("{", 0, finals[-1].start())
    try:
        blob: Any = json.JSONDecoder(strict=False).raw_decode(text, max(start, 0))[0]
    except (ValueError, RecursionError):
        return None
    answer = blob.get(_ANSWER_KEY) if isinstance(blob, dict) else None
    return answer if isinstance(answer, str) else None


@cache
def _label() -> re.Pattern[str]:
    # A longer label goes before the shorter one that it begins with.
    kinds = sorted(_KINDS, key=lambda kind: -max(map(len, _words(kind))))
    each = "|".join(f"(?P<{kind}>{'|'.join(map(re.escape, sorted(_words(kind), key=len)[::-1]))})" for kind in kinds)
    return re.compile(rf"(?:^[ \t>*_#-]{{0,8}}|(?<=\s))(?:{each})[*_]{{0,2}}[ \t]?[:：][*_]{{0,2}}", re.I | re.M)


@cache
def _words(kind: str) -> frozenset[str]:
    """The labels of one kind in every language, from the tables `reasoning`."""
    return frozenset(word for code in codes() for word in section(code, "reasoning").get(kind, ()))
