"""Whether an authorization asks to see what its calls do, in Dify's run view."""

import re
from collections.abc import Mapping

_ON = re.compile(r"(?i)(?:^|[\s,;])trace\s*=\s*(?:on|true|yes|1)(?=$|[\s,;])")


def is_traced(credentials: Mapping[str, object]) -> bool:
    """By `trace=on` among its options."""
    return bool(_ON.search(str(credentials.get("options") or "")))
