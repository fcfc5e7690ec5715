"""The form of Memory Store."""

from enum import StrEnum

from forms.fields import Choice, Moment, Text, told
from forms.outputs import ERROR, HELD_BACK, USAGE, flag, list_of, object_of, text
from forms.shared import ENDING, LONGEST_NAME, LONGEST_ZONE, REMEMBER, SECRETS, SESSION_ID, TAGS, TTL_DAYS, USER_ID
from forms.tool import Tool


class StoreType(StrEnum):
    AUTO = "auto"
    SEMANTIC = "semantic"
    EPISODIC = "episodic"
    PROCEDURAL = "procedural"


class StoreRole(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"


CONTENT = Text(
    name="content",
    required=True,
    for_models=told(
        """
        One statement, complete in itself, in the user's language, with names and dates instead of "she", "it" or
        "tomorrow". Good: "Anna moved from Lisbon to Porto in March 2026." Bad: "Where do I live?", "She likes it.",
        the whole conversation.
        """
    ),
)
ASSISTANT_REPLY = Text(name="assistant_reply")
SPEAKER = Text(name="speaker", longest=LONGEST_NAME)
MEMORY_TYPE = Choice(name="memory_type", options=StoreType, default=StoreType.AUTO)
ROLE = Choice(name="role", options=StoreRole, default=StoreRole.USER)
EVENT_TIME = Moment(name="event_time")
TIMEZONE = Text(name="timezone", longest=LONGEST_ZONE)

TOOL = Tool(
    name="memory_store",
    for_models=told(
        """
        Remembers something about the user for later conversations. Call it once for each lasting thing the user
        tells: who they are, what they prefer, own or plan; and again when it changed. Most messages tell nothing
        lasting. Never store questions, small talk, your own guesses and answers, secrets, or what a memory tool
        returned.
        """
    ),
    fields=(
        CONTENT,
        ASSISTANT_REPLY,
        SPEAKER,
        MEMORY_TYPE,
        TAGS,
        TTL_DAYS,
        ROLE,
        EVENT_TIME,
        TIMEZONE,
        SECRETS,
        REMEMBER,
        USER_ID,
        SESSION_ID,
        *ENDING,
    ),
    outputs={
        "ok": flag("Whether everything was stored, now or before."),
        "status": text("stored, already_stored, not_stored or failed."),
        "extraction": text("Whether facts were extracted from the messages: off, done or pending."),
        "memory_ids": list_of(text(), "The ids of the memories that hold what was sent, in the order it was sent."),
        "facts": list_of(
            object_of({"id": text(), "text": text(), "type": text(), "action": text(), "supersedes": text()}),
            "The facts that were kept (ADD, UPDATE), recognised (NOOP) or ended (DELETE).",
        ),
        "searchable_now": flag("Whether a search finds it from now on."),
        "extraction_details": object_of(
            {"operation_id": text(), "code": text(), "reason": text(), "dropped": object_of()} | USAGE,
            "The operation that can be undone, why extraction is pending, what was dropped and why, and what the "
            "language model cost.",
        ),
        **HELD_BACK,
        "error": ERROR,
    },
)
