"""Private keys: whole blocks, on one line, cut at either end, and without what stands around them."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from memory_core.domain.secrets.kinds import Found, Kind

_BEGIN = re.compile(r"-{2,5} ?BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{2,5}|PuTTY-User-Key-File-\d:")
_END = re.compile(r"-{2,5} ?END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)? ?-{2,5}|Private-MAC: ?[0-9a-f]{0,64}")
_LONGEST = 20_000  # characters of one key
_BODY = re.compile(r"[A-Za-z0-9+/=]{16,}|(?<![A-Za-z])(?=[A-Za-z]*[0-9+/=])[A-Za-z0-9+/=]{1,15}")
_BETWEEN = re.compile(
    r"(?:\\n|\\r|\\t|[\s\"'`,+\\>|#*-]"
    r"|(?:Proc-Type|DEK-Info|Comment|Version|Encryption|Public-Lines|Private-Lines): ?[^\n]{0,80}){1,80}"
)
# How such a key begins when it is written in base64: RSA, PKCS 8, elliptic curves, OpenSSH.
_BARE = re.compile(
    r"(?<![A-Za-z0-9+/])(?:MII[A-J][A-Za-z0-9+/]{1,3}IBA[AD]|MIG[A-Za-z0-9]AgEA|MC4CAQAw|MHcCAQEE"
    r"|MI[A-Za-z0-9+/]{2,4}CAQEE|b3BlbnNzaC1rZXkt)"
)
_BEFORE = re.compile(r"(?:[A-Za-z0-9+/=]{20,}(?:\\n|[\s\"',+\\>|])*)\Z")


def private_keys(text: str) -> Iterator[Found]:
    """Time grows linearly with the text."""
    done = 0
    if "KEY" in text or "PuTTY" in text:
        ends = [match.span() for match in _END.finditer(text)]
        for match in _BEGIN.finditer(text):
            if match.start() >= done:
                done = _end_of_block(text, match.end(), ends)
                yield Found(match.start(), done, Kind.PRIVATE_KEY, "private_key.block")
        for start, end in ends:
            if start >= done:
                done = end
                yield Found(_start_before(text, start), end, Kind.PRIVATE_KEY, "private_key.cut")
    for match in _BARE.finditer(text):
        end = _end_of_body(text, match.start())
        if end - match.start() >= 40:
            yield Found(match.start(), end, Kind.PRIVATE_KEY, "private_key.bare")


def _end_of_block(text: str, at: int, ends: Sequence[tuple[int, int]]) -> int:
    """Where a block ends: with its last line or, when it was cut, with the last that may be of a key."""
    number = bisect_left(ends, (at, 0))
    if number < len(ends) and ends[number][0] <= at + _LONGEST:
        return ends[number][1]
    return _end_of_body(text, at)


def _end_of_body(text: str, at: int) -> int:
    last = at
    while at - last <= 100:
        if gap := _BETWEEN.match(text, at):
            at = gap.end()
        body = _BODY.match(text, at)
        if not body:
            break
        at = last = body.end()
    return last


def _start_before(text: str, end: int) -> int:
    """Where the lines of a key begin that was cut at its front."""
    start = end
    for _ in range(400):
        window = max(0, start - 200)
        before = _BEFORE.search(text, window, start)
        if not before or before.start() == start:
            break
        start = before.start()
    return start
