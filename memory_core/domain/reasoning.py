"""What a model thinks before it answers, told from the answer: only the answer was said to anybody."""

import re
from functools import cache

from memory_core.domain.code import BEGINNING, end_of_code, masked
from memory_core.domain.scratchpad import answer_of
from memory_core.languages.load import codes, section

_LT, _GT = "(?:<|&lt;)", "(?:>|&gt;)"
_NAMES = r"think(?:ing)?|thoughts?|reasoning|reflection|scratchpad|inner_monologue|antthinking"
_TAG = rf"{_LT}(?P<end>/?)\s{{0,3}}(?:[a-z]{{1,12}}:)?(?P<name>{_NAMES})(?:\s[^<>\n]{{0,300}}?)?(?P<empty>/?){_GT}"
_MARKS = (
    (r"\[THINK\]", r"\[/THINK\]"),
    ("◁think▷", "◁/think▷"),
    (r"<\|begin_of_thought\|>", r"<\|end_of_thought\|>"),
    (r"<\|START_THINKING\|>", r"<\|END_THINKING\|>"),
)
_DETAILS = (
    rf"{_LT}details\b[^<>\n]{{0,300}}?{_GT}\s{{0,20}}{_LT}summary\b[^<>\n]{{0,300}}?{_GT}"
    rf"(?P<summary>.{{0,200}}?){_LT}/summary\s{{0,3}}{_GT}"
)
_DETAILS_END = rf"{_LT}/details\s{{0,3}}{_GT}"
_CHANNEL = re.compile(r"<\|channel\|>\s{0,3}(\w{1,20})")
_BODY = re.compile(r"<\|message\|>(.*?)(?:<\|(?:end|return|start|call)\|>|\Z)", re.DOTALL)
_RUN_TOGETHER = re.compile(r"\s*analysis(?=[\sA-Z\"'])")  # the same channels, when a host dropped their marks
_RUN_TOGETHER_ANSWER = "assistantfinal"


def without_reasoning(text: str) -> str:
    """The answer in what a model wrote, without its reasoning; empty when there is no answer, and `text` as it is when
    there is no reasoning.

    Reasoning stands in a tag (`<think>` and its kin, escaped or not), in `<details>` whose summary says so in some
    language, in a channel that is not the final one, or in a scratchpad of thoughts, actions and observations. A tag
    that is never closed takes all that follows, an end that was never opened all that comes before. Code that shows
    such tags stays.
    """
    answer = answer_of(_outside_blocks(_final_channel(text)))
    return text if answer == text else answer.strip()


def _final_channel(text: str) -> str:
    if _RUN_TOGETHER.match(text) and _RUN_TOGETHER_ANSWER in text:
        return text.rpartition(_RUN_TOGETHER_ANSWER)[2]
    if "<|channel|>" not in text:
        return text
    channels = list(_CHANNEL.finditer(masked(text)))
    if not channels:
        return text
    starts = [channel.start() for channel in channels]
    answers = []
    for channel, end in zip(channels, [*starts[1:], len(text)], strict=True):
        body = _BODY.search(text, channel.end(), end)
        if channel.group(1) == "final" and body:
            answers.append(body.group(1).strip())
    return "\n\n".join(answers)


def _outside_blocks(text: str) -> str:
    """Without tags, marks and details of reasoning. Every search begins where the one before it ended, and an end that
    was searched for in vain is not searched for again, so that time is linear."""
    kept: list[str] = []
    begin = at = 0
    missing: set[str] = set()
    pattern = _beginnings()
    while token := pattern.search(text, at):
        if token["fence"] or token["tick"]:
            at = end_of_code(text, token, missing)
        elif token["summary"] is not None and not _tells_thinking(token["summary"]):
            at = token.end()
        elif token["end"] or token["mark_end"]:
            kept, begin, at = [], token.end(), token.end()
        else:
            kept.append(text[begin : token.start()])
            begin = at = token.end() if token["empty"] else _end(text, token, missing)
    kept.append(text[begin:])
    return _joined(kept)


def _end(text: str, token: re.Match[str], missing: set[str]) -> int:
    """Behind the end of the block that `token` begins: its own, else that of any tag, else the end of the text."""
    for wanted in (_own_end(token), *([_tag_end(_NAMES)] if token["name"] else [])):
        if wanted not in missing:
            if found := _compiled(wanted).search(text, token.end()):
                return found.end()
            missing.add(wanted)
    return len(text)


def _own_end(token: re.Match[str]) -> str:
    if token["summary"] is not None:
        return _DETAILS_END
    if name := token["name"]:
        return _tag_end(name.lower())
    return next(end for begin, end in _MARKS if _compiled(begin).fullmatch(token.group()))


def _tag_end(names: str) -> str:
    return rf"{_LT}/\s{{0,3}}(?:[a-z]{{1,12}}:)?(?:{names})\s{{0,3}}{_GT}"


@cache
def _beginnings() -> re.Pattern[str]:
    """Of code, and of whatever reasoning begins or ends with."""
    marks = "|".join(begin for begin, _ in _MARKS)
    ends = "|".join(end for _, end in _MARKS)
    return _compiled(f"{BEGINNING}|{_TAG}|{_DETAILS}|(?P<mark>{marks})|(?P<mark_end>{ends})")


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL | re.MULTILINE)


def _joined(parts: list[str]) -> str:
    text = parts[0]
    for part in parts[1:]:
        broken = text.endswith("\n") or part.startswith("\n")
        text = text.rstrip() + ("\n\n" if broken else " ") + part.lstrip()
    return text


def _tells_thinking(summary: str) -> bool:
    """Whether the heading of a folded part says nothing but that somebody thinks, as in "Thought for 12 seconds"."""
    thinking, word = _heading_words()
    written = re.findall(r"[^\W\d_]+", re.sub(r"<[^<>]*>", " ", summary).casefold())
    known = all(re.fullmatch(rf"(?:{word.pattern})++", each) for each in written)
    return known and not thinking.isdisjoint(part for each in written for part in word.findall(each))


@cache
def _heading_words() -> tuple[frozenset[str], re.Pattern[str]]:
    """From the tables `reasoning` of the languages: `words`, which name it, and a pattern of these and those that stand
    `beside` them in its heading; some scripts write them together."""
    tables = [section(code, "reasoning") for code in codes()]
    thinking = frozenset(word for table in tables for word in table.get("words", ()))
    every = thinking.union(*(table.get("beside", ()) for table in tables))
    return thinking, re.compile("|".join(map(re.escape, sorted(every, key=len, reverse=True))))
