"""Code in a message: fenced in lines of its own, or between backticks within one."""

import re
from functools import cache

# How code begins, to be searched with re.MULTILINE.
BEGINNING = r"(?P<fence>^ {0,3}(?:```|~~~))|(?P<tick>`+)"
_NO_BREAK = re.compile(r"[^\n]")
_INLINE = re.compile(r"(`{1,3})[^`\n]++\1")


def end_of_code(text: str, beginning: re.Match[str], missing: set[str]) -> int:
    """Behind the code that a match of BEGINNING opens; behind the match when nothing closes it. Fences that nothing
    closes are noted in `missing`, and not looked for again, so that time is linear."""
    if (fence := (beginning["fence"] or "").strip()) and fence not in missing:
        if closed := _fence_end(fence).search(text, beginning.end()):
            return closed.end()
        missing.add(fence)
    inline = _INLINE.match(text, beginning.start())
    return inline.end() if inline else beginning.end()


def masked(text: str) -> str:
    """`text` with blanks in place of its code: every other character stays where it is."""
    parts: list[str] = []
    at = 0
    missing: set[str] = set()
    while found := _beginning().search(text, at):
        end = end_of_code(text, found, missing)
        parts += [text[at : found.start()], _NO_BREAK.sub(" ", text[found.start() : end])]
        at = end
    return "".join((*parts, text[at:]))


@cache
def _beginning() -> re.Pattern[str]:
    return re.compile(BEGINNING, re.MULTILINE)


@cache
def _fence_end(fence: str) -> re.Pattern[str]:
    return re.compile(rf"^ {{0,3}}{fence}[ \t]*$", re.MULTILINE)
