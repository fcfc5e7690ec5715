"""Every tool, in the order that Dify lists them."""

from forms import (
    chat_history_add,
    chat_history_clear,
    chat_history_get,
    memory_card,
    memory_forget,
    memory_list,
    memory_maintain,
    memory_search,
    memory_store,
    memory_update,
)

TOOLS = (
    memory_store.TOOL,
    memory_search.TOOL,
    memory_card.TOOL,
    memory_list.TOOL,
    memory_update.TOOL,
    memory_forget.TOOL,
    memory_maintain.TOOL,
    chat_history_add.TOOL,
    chat_history_get.TOOL,
    chat_history_clear.TOOL,
)
