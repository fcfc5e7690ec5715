"""The form of Chat History Add."""

from forms.fields import Choice, Items, Moment, Text, told
from forms.outputs import ERROR, HELD_BACK, flag, list_of, number, text
from forms.shared import CHAT_ID, ENDING, LONGEST_NAME, REMEMBER, SECRETS, TTL_DAYS, USER_ID, ChatRole
from forms.tool import Tool

CONTENT = Text(
    name="content",
    for_models=told(
        """
        The message to add, word for word. Good: "Can you book a table for four?" Bad: "The user asked for a table."
        (retold).
        """
    ),
)
ROLE = Choice(name="role", options=ChatRole, default=ChatRole.USER)
MESSAGES = Items(name="messages", example='[{"role": "user", "content": "Hello!"}]')
NAME = Text(name="name", longest=LONGEST_NAME)
TIME = Moment(name="time")

TOOL = Tool(
    name="chat_history_add",
    for_models=told(
        """
        Adds a message to the record of this chat, word for word. Call it only when you are told to keep the record
        of the conversation yourself. To remember something about the user, call memory_store instead.
        """
    ),
    fields=(CHAT_ID, CONTENT, ROLE, MESSAGES, NAME, TIME, TTL_DAYS, SECRETS, REMEMBER, USER_ID, *ENDING),
    outputs={
        "ok": flag("Whether all messages are in the chat, since now or before."),
        "status": text("stored, already_stored, not_stored or failed."),
        "chat_id": text("The chat that they are in."),
        "message_ids": list_of(text(), "The ids of the messages, in the order they were sent."),
        **HELD_BACK,
        "left_out": number("How many messages and parts of messages hold no text, like pictures and calls of tools."),
        "error": ERROR,
    },
)
