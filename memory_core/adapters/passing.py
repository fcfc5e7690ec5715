"""What a second try of a request may mend."""

import httpx

PASSING_STATUSES = frozenset({429, 500, 502, 503, 504})
# A read that was too slow is not among them: it has used up the time.
PASSING_FAILURES = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.ReadError,
    httpx.WriteError,
    httpx.RemoteProtocolError,
)
