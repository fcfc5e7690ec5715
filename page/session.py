"""Sessions and links: who is asking, in a signed cookie, and nothing that a server would have to keep.

A session is bound to its hook: the same cookie at another hook is none. One that came from a link is bound to one
person as well, and ends with the link.
"""

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadData, URLSafeTimedSerializer

from forms.memory_page import Rights

SESSION_SECONDS, LINK_SECONDS = 8 * 3600, 3600
COOKIE = "keepsake"
_ORDER = list(Rights)


@dataclass(frozen=True, slots=True)
class Session:
    """`nonce` tells it from every other, `who` names the one person that it shows (empty for everybody), and
    `ends_at` is when it ends (seconds since 1970)."""

    nonce: str
    rights: Rights
    ends_at: int
    who: str = ""

    def may(self, wanted: Rights) -> bool:
        return _ORDER.index(self.rights) >= _ORDER.index(wanted)


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs and reads what one hook hands out."""

    secret: bytes
    hook: str
    now: Callable[[], float] = time.time

    def session(self, rights: Rights, *, who: str = "", seconds: int = SESSION_SECONDS) -> Session:
        return Session(secrets.token_urlsafe(18), rights, int(self.now()) + seconds, who)

    def cookie_of(self, session: Session) -> str:
        return self._sealed("session").dumps([session.nonce, session.rights.value, session.ends_at, session.who])

    def session_of(self, cookie: str, *, most: Rights) -> Session | None:
        """None for what this hook did not sign, and for what is over. `most` is what the settings allow by now."""
        read = self._read("session", cookie)
        if not isinstance(read, list) or len(read) != 4:
            return None
        nonce, rights, ends_at, who = read
        if ends_at <= self.now():
            return None
        return Session(nonce, min(Rights(rights), most, key=_ORDER.index), ends_at, who)

    def link_of(self, who: str) -> str:
        """What opens one person's part, for an hour."""
        return self._sealed("link").dumps([who, int(self.now()) + LINK_SECONDS])

    def link_session(self, link: str, *, most: Rights) -> Session | None:
        """Whoever has the link may read and correct, if the page's settings let anybody."""
        read = self._read("link", link)
        if not isinstance(read, list) or len(read) != 2 or read[1] <= self.now():
            return None
        rights = min(Rights.CORRECT, most, key=_ORDER.index)
        return self.session(rights, who=read[0], seconds=int(read[1] - self.now()))

    def form_value(self, session: Session | None) -> str:
        """What every form of a session carries; those of nobody's have one of the hook."""
        return self._code("form", session.nonce if session else "")

    def is_form_value(self, given: str, session: Session | None) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self.form_value(session).encode())

    def short_code(self, *parts: str) -> str:
        """Eight digits that stand for these parts."""
        return self._code("typed", *parts)[:8]

    def _code(self, *parts: str) -> str:
        return hmac.new(self.secret, repr((self.hook, *parts)).encode(), hashlib.sha256).hexdigest()

    def _sealed(self, what: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self.secret, salt=f"{what} of {self.hook}")

    def _read(self, what: str, sealed: str) -> object:
        try:
            read: object = self._sealed(what).loads(sealed, max_age=SESSION_SECONDS)
        except BadData:
            return None
        return read
