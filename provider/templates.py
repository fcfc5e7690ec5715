"""Templates that Dify did not render.

In agent apps a form parameter is a constant: `{{sys.conversation_id}}` typed there arrives as these very letters, for
every user alike. Used as an id it would be one memory for all, so it is resolved from the call itself, or refused.
"""

import re
from collections.abc import Mapping

from memory_core.errors import UnresolvedTemplate

_TEMPLATE = re.compile(r"\{\{([^{}]*)\}\}")  # linear in its text, which may be anybody's
_LEAVE_EMPTY = "Leave the field empty (isolation keeps users apart), or pass the id itself."
RESOLVABLE = ("sys.user_id", "sys.conversation_id", "sys.app_id", "sys.message_id")


def resolve_templates(text: str, values: Mapping[str, str], *, name: str, way_out: str = _LEAVE_EMPTY) -> str:
    """`text` with each template replaced by what the call knows: `values` by the names in RESOLVABLE."""

    def resolve(match: re.Match[str]) -> str:
        value = values.get(match.group(1).strip(" \t\n#"), "")
        if not value:
            raise UnresolvedTemplate(
                f"{name} holds a template that Dify did not fill in and this call cannot: agent apps do not render "
                f"{{{{...}}}}. {way_out}"
            )
        return value

    return _TEMPLATE.sub(resolve, text)


def check_templates(text: str, *, name: str, way_out: str) -> None:
    """Refuses a template that no call could resolve."""
    resolve_templates(text, dict.fromkeys(RESOLVABLE, "known"), name=name, way_out=way_out)


def refuse_templates(text: str, *, name: str, way_out: str) -> str:
    """`text`, which must hold no template at all: nothing in a call may stand for it."""
    return resolve_templates(text, {}, name=name, way_out=way_out)
