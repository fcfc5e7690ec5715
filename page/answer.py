"""Answers: what leaves the page, with the headers that keep it safe, in pieces that the daemon's protocol takes."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from werkzeug import Response

LONGEST_PIECE = 96 * 1024  # bytes; the protocol doubles them in a line of JSON
HTML, JSON, TEXT = "text/html; charset=utf-8", "application/json", "text/plain; charset=utf-8"
LINES = "application/x-ndjson; charset=utf-8"
_STYLE = Path(__file__).parent / "style.css"


@cache
def style() -> str:
    return _STYLE.read_text(encoding="utf-8")


@cache
def _policy() -> str:
    """Nothing is loaded, framed or run; our style is known by its digest."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )


def made(body: str, *, status: int = 200, kind: str = HTML) -> Response:
    """A whole text: as one line of the protocol, or in pieces when that would be too long."""
    content = body.encode("utf-8", "replace")
    if len(content) <= LONGEST_PIECE:
        return _safe(Response(content, status=status, content_type=kind))
    return _safe(Response(_pieces([content]), status=status, content_type=kind))


def streamed(lines: Iterable[str], *, name: str) -> Response:
    """A file to be kept, piece by piece as it comes."""
    answer = _safe(Response(_pieces(line.encode("utf-8", "replace") for line in lines), content_type=LINES))
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def sent_on(address: str) -> Response:
    """To another page, which is asked for by GET."""
    answer = _safe(Response(b"", status=303, content_type=TEXT))
    answer.headers["Location"] = address
    return answer


def _pieces(contents: Iterable[bytes]) -> Iterator[bytes]:
    """A generator, which alone the SDK sends on piece by piece."""
    held = bytearray()
    for content in contents:
        held += content
        while len(held) >= LONGEST_PIECE:
            yield bytes(held[:LONGEST_PIECE])
            del held[:LONGEST_PIECE]
    if held:
        yield bytes(held)


def _safe(answer: Response) -> Response:
    answer.autocorrect_location_header = False
    answer.headers["Content-Security-Policy"] = _policy()
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["X-Frame-Options"] = "DENY"
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
