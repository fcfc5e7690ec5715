"""Parameters that several tools have."""

from enum import StrEnum

from forms.fields import Choice, Days, Flag, Tags, Text

LONGEST_ID = 16_384  # characters, as many as an id may have
LONGEST_NAME = 200
LONGEST_CURSOR = 300_000  # it names all memories of one moment, or a chat
LONGEST_CONFIRM = 1_000
LONGEST_PROMPT = 20_000
LONGEST_ZONE = 100


class OnError(StrEnum):
    CONTINUE = "continue"
    FAIL = "fail"


class OnSecrets(StrEnum):
    """What becomes of secrets in what is stored."""

    MASK = "mask"
    MASK_PERSONAL = "mask_personal"
    REFUSE = "refuse"
    KEEP = "keep"


class Remembering(StrEnum):
    """Whether what is stored is remembered."""

    YES = "yes"
    CHAT_ONLY = "chat_only"
    NO = "no"


class ChatRole(StrEnum):
    USER = "user"
    ASSISTANT = "assistant"
    SYSTEM = "system"


USER_ID = Text(name="user_id", longest=LONGEST_ID)
SESSION_ID = Text(name="session_id", longest=LONGEST_ID)
CHAT_ID = Text(name="chat_id", longest=LONGEST_ID)
INCLUDE_SHARED = Flag(name="include_shared")
API_KEY = Text(name="api_key", longest=LONGEST_ID)
ON_ERROR = Choice(name="on_error", options=OnError, default=OnError.CONTINUE)
ENDING = (API_KEY, ON_ERROR)

TAGS = Tags(name="tags")
TTL_DAYS = Days(name="ttl_days")
SECRETS = Choice(name="secrets", options=OnSecrets, default=OnSecrets.MASK)
REMEMBER = Choice(name="remember", options=Remembering, default=Remembering.YES)
DRY_RUN = Flag(name="dry_run")
CONFIRM = Text(name="confirm", longest=LONGEST_CONFIRM)
EVERYTHING = Flag(name="everything")
LIST_CHATS = Flag(name="list_chats")
ALL_CHATS = (EVERYTHING, LIST_CHATS)  # with one of these, no single chat is meant
