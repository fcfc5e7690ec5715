"""Scope: on whose behalf, about whom and in which conversation. One value, required by every read and write."""

import hashlib
import re
import uuid
from dataclasses import dataclass, field, replace

from memory_core.domain.text import digest, storable
from memory_core.errors import InvalidParameter, KeyMissing, KeyTooShort

MINIMUM_KEY_LENGTH = 16
MAXIMUM_ID_LENGTH = 16_384
LONGEST_KEPT = 512  # characters of a place's ids together: what is kept in mind by them is small, whoever makes them up
_KEY_COMMAND = "python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
_REALM_OF_A_USER = "user:"  # is followed by the user's id
_SPACE_CONSTANT = b"keepsake memory space, version 1"
_MEMORY_IDS = uuid.UUID("0f2d1c0e-8f57-4b0e-b1f4-54c0c6a3d9aa")
_SPACE_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Scope:
    """Space, agent, realm, user and session.

    `space` is an id that `space_id` made of a key; a key itself is refused, as it would name a space of its own.
    `space`, `agent` and `realm` always match exactly. `user` and `session` refine within the realm: a text matches
    exactly that id, `""` what was stored without one, and None everything in the realm. With `include_shared` a named
    user or session also sees what was stored without one. `kept_since` has, by type of memory, the moment before which
    what was stored has expired, unless it has an end of its own: a scope is as wide without it.
    """

    space: str
    agent: str
    realm: str = ""
    user: str | None = None
    session: str | None = None
    include_shared: bool = False
    kept_since: tuple[tuple[str, int], ...] = field(default=(), compare=False, repr=False)

    def __post_init__(self) -> None:
        for name in ("space", "agent", "realm", "user", "session"):
            value = getattr(self, name)
            if value is None and name in ("user", "session"):
                continue
            if len(storable(value, name=f"{name} id")) > MAXIMUM_ID_LENGTH:
                raise InvalidParameter(
                    f"The {name} id is longer than {MAXIMUM_ID_LENGTH:,} characters. Use a shorter id."
                )
        if not self.space or not self.agent:
            raise InvalidParameter("A scope needs a space and an agent id. Set both.")
        if not _SPACE_ID.fullmatch(self.space):
            raise InvalidParameter("The space is not a space id. Give what space_id(key) returns, not the key itself.")

    def to_store(self) -> "Scope":
        """The scope a new memory is stored under: what is not named is stored as shared."""
        return replace(self, user=self.user or "", session=self.session or "", include_shared=False, kept_since=())

    def memory_id(self, memory_type: str, *parts: str) -> str:
        """The id of a memory in this scope, made of what it names: two processes that store one thing at once make one
        memory."""
        place = (self.space, self.agent, self.realm, self.user or "", self.session or "")
        return str(uuid.uuid5(_MEMORY_IDS, digest(*place, memory_type, *parts)))

    def covers(self, stored: "Scope") -> bool:
        """Whether a memory stored under `stored` may be seen from here. The engines' filters say the same."""
        fixed = (self.space, self.agent, self.realm) == (stored.space, stored.agent, stored.realm)
        return fixed and self._meets(self.user, stored.user) and self._meets(self.session, stored.session)

    def _meets(self, wanted: str | None, stored: str | None) -> bool:
        return wanted is None or stored == wanted or (self.include_shared and stored == "")


def kind_of(realm: str) -> str:
    """What keeps a realm apart from others, like `user`; `none` when nothing does."""
    return realm.partition(":")[0] or "none"


def is_of_a_user(realm: str) -> bool:
    """Whether the host keeps it apart for one person."""
    return realm.startswith(_REALM_OF_A_USER)


def person_of(realm: str, user: str | None) -> str:
    """The host's own id of the person that a place belongs to; empty when it is no single person's."""
    return realm.partition(_REALM_OF_A_USER)[2] or user or ""


def space_id(key: str) -> str:
    """The space that a key names: the same on every machine, and no way back from it to the key."""
    key = storable(key, name="api_key").strip()
    if not key:
        raise KeyMissing(f"No space key was given. Set api_key; make one with: {_KEY_COMMAND}")
    if len(key) < MINIMUM_KEY_LENGTH:
        raise KeyTooShort(
            f"The space key has fewer than {MINIMUM_KEY_LENGTH} characters, so it could be guessed. "
            f"Make a longer one with: {_KEY_COMMAND}"
        )
    return hashlib.blake2b(key.encode(), key=_SPACE_CONSTANT, digest_size=16).hexdigest()
