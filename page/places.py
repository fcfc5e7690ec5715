"""Places as they stand in an address, and back: whose memories are meant."""

import base64
import binascii
import hashlib
import json

from memory_core import Scope, Space
from memory_core.errors import KeepsakeError, NotFound

LONGEST = 2_000  # characters of an address that browsers and proxies take


def token_of(place: Scope) -> str:
    """Empty for a place whose ids are too long for an address."""
    named = json.dumps([place.realm, place.user], ensure_ascii=False, separators=(",", ":"))
    token = base64.urlsafe_b64encode(named.encode()).decode().rstrip("=")
    return token if len(token) <= LONGEST else ""


def place_of(token: str, space: Space) -> Scope:
    """The place in this space, whether it holds something or not. Raises NotFound."""
    try:
        realm, user = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if isinstance(realm, str) and isinstance(user, str | None):
            return space.scoped(realm=realm, user=user).scope
    except (ValueError, TypeError, binascii.Error, KeepsakeError):
        pass
    raise NotFound("There is no such person here. Go back to the list of people.")


def digest_of(place: Scope) -> str:
    """What stands for a place in the log, which outlives its memories."""
    return hashlib.blake2b(
        repr((place.space, place.agent, place.realm, place.user)).encode(), digest_size=6
    ).hexdigest()
