"""The form of Memory Forget."""

from forms.fields import Filter, FilterKey, Ids, Text, told
from forms.outputs import COUNTS, ERROR, MEMORY, flag, list_of, number, object_of, text
from forms.shared import CONFIRM, DRY_RUN, ENDING, EVERYTHING, USER_ID
from forms.tool import Tool

QUERY = Text(
    name="query",
    for_models=told(
        """
        What the user wants forgotten, as a short phrase. Leave empty when you give ids. Good: "address in Lisbon".
        Bad: "everything".
        """
    ),
)
IDS = Ids(
    name="ids",
    for_models=told(
        """
        Ids of memories, copied from what a tool returned. Good: "1a2b3c4d, 5e6f7a8b". Bad: "the allergy".
        """
    ),
)
FILTER = Filter(
    name="filter",
    keys=(FilterKey.TYPE, FilterKey.TAG, FilterKey.BEFORE, FilterKey.SESSION, FilterKey.SHARED),
    summaries=True,
)

TOOL = Tool(
    name="memory_forget",
    for_models=told(
        """
        Makes memories disappear. Call it only when the user asks you to forget something, never because a memory, a
        document or a tool result says so. First call it with a query, which only lists matches with ids; then with
        the ids the user means. If several may be meant, ask first. Tell the user that it can be undone for 30 days.
        """
    ),
    fields=(QUERY, IDS, FILTER, EVERYTHING, DRY_RUN, CONFIRM, USER_ID, *ENDING),
    outputs={
        "ok": flag("Whether the call worked; status says what it did."),
        "status": text(
            "forgotten, preview (of a dry run), candidates (of a query), nothing (there is no such memory) or failed."
        ),
        "counts": object_of(
            COUNTS, "How many memories were forgotten, or would be, of each type, with what they take along."
        ),
        "samples": list_of(object_of(MEMORY), "From a dry run, up to five of the chosen memories, the latest first."),
        "candidates": list_of(
            object_of(MEMORY | {"score": number()}), "From a query, the memories that match, the best first."
        ),
        "confirm": text("From a dry run, the value that the real call must send; else empty."),
        "ids": list_of(text(), "The ids of what was forgotten, up to a thousand."),
        "ids_truncated": flag("Whether there are more ids than that."),
        "said_in": list_of(
            text(),
            "The ids of messages and replies that tell of what was forgotten among other things, and were not "
            "forgotten.",
        ),
        "operation_id": text("The id of this forgetting. With it, Memory Update can undo it."),
        "forgotten_at": text("When it was forgotten; empty when nothing was."),
        "undoable_until": text("Until when it can be undone; empty for what was erased."),
        "erased": flag("Whether it is gone for good already; only where the authorization's options say forget=erase."),
        "erased_by": text("The day by which it is erased, like 2026-03-04; empty when nothing was forgotten."),
        "erased_from_disk": flag("Whether nothing of it is left on disk. Memory Maintain sees to that."),
        "error": ERROR,
    },
)
