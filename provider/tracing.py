"""Whether an authorization asks to see what its calls do, in Dify's run view."""

import os
from collections.abc import Mapping

from forms import authorization as form
from forms import options
from memory_core.errors import InvalidSettings
from provider.options import parse_options


def is_traced(credentials: Mapping[str, object]) -> bool:
    """By `trace=on` among its options; not by options that cannot be read."""
    try:
        chosen = parse_options(str(credentials.get(form.OPTIONS.name) or ""), os.environ)
    except InvalidSettings:
        return False
    return chosen.flag(options.TRACE)
