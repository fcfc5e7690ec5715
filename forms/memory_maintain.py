"""The form of Memory Maintain."""

from forms.fields import Whole, told
from forms.outputs import ERROR, USAGE, flag, number, object_of, text
from forms.shared import ENDING, INCLUDE_SHARED, SESSION_ID, USER_ID
from forms.tool import Tool

SECONDS = Whole(name="seconds", default=60, lowest=5, highest=600)

TOOL = Tool(
    name="memory_maintain",
    for_models=told(
        """
        Housekeeping of the memory, for a schedule. Destructive: erases for good what has expired and what was
        forgotten more than 30 days ago. It is never needed to answer; call it only when the user asks for
        maintenance of the memory.
        """
    ),
    fields=(SECONDS, USER_ID, SESSION_ID, INCLUDE_SHARED, *ENDING),
    outputs={
        "ok": flag("Whether maintenance could do its work."),
        "done": flag("Whether nothing is left to do."),
        "read": number("How many pending messages were read for facts."),
        "waiting": number("How many of the latest 200 messages are still pending."),
        "expired_erased": number("How many memories were erased because they had expired."),
        "forgotten_erased": number("How many memories were erased that had been forgotten for 30 days."),
        "erased_from_disk": flag(
            "Whether nothing that was ever erased is on disk any longer. A server is never known to have done that."
        ),
        "reembedded": number("How many memories of another embedding model the present one has embedded anew."),
        "to_reembed": number("How many of them are left; they are found all the same."),
        "realms": object_of(said="How many realms of each kind of isolation hold something, when the space is whole."),
        "reason": text("Empty, or what stood in the way."),
        "usage": object_of(USAGE, "How often language models were asked, and the tokens that took."),
        "error": ERROR,
    },
)
