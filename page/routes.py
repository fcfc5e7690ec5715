"""Routes: which address leads to what. Dify sends everything to one handler, which looks here."""

from collections.abc import Callable

from werkzeug import Response
from werkzeug.routing import Map, Rule

from page.views import (
    actions,
    chats,
    forgetting,
    health,
    memory,
    operations,
    overview,
    people,
    person,
    search,
    transfer,
)

type Route = Callable[..., Response]
_WHO = "/person/<who>"
_MEMORY = f"{_WHO}/memory/<memory_id>"

_READS: dict[str, Route] = {
    "/": overview.show,
    "/people": people.show,
    _WHO: person.show,
    f"{_WHO}/search": search.of_person,
    f"{_WHO}/chats": chats.show,
    f"{_WHO}/chats/<path:chat_id>": chats.one,
    f"{_WHO}/export": transfer.export,
    f"{_WHO}/erase": forgetting.ask_about_person,
    _MEMORY: memory.show,
    f"{_MEMORY}/erase": forgetting.ask_about_memory,
    "/search": search.show,
    "/operations": operations.show,
    "/operations/<operation_id>": operations.receipt,
    "/backup": transfer.show,
    "/backup/file": transfer.backup,
    "/health": health.show,
    "/health.json": health.as_json,
    "/metrics": health.metrics,
}
_WRITES: dict[str, Route] = {
    f"{_WHO}/link": actions.link,
    f"{_WHO}/undo": actions.undo,
    f"{_WHO}/erase": forgetting.erase_person,
    f"{_MEMORY}/correct": actions.correct,
    f"{_MEMORY}/pin": actions.pin,
    f"{_MEMORY}/tags": actions.tag,
    f"{_MEMORY}/expiry": actions.expire,
    f"{_MEMORY}/merge": actions.merge,
    f"{_MEMORY}/hide": forgetting.hide,
    f"{_MEMORY}/erase": forgetting.erase_memory,
    "/backup/restore": transfer.restore,
}

ROUTES = Map(
    [Rule(path, endpoint=view, methods=["GET"]) for path, view in _READS.items()]
    + [Rule(path, endpoint=view, methods=["POST"]) for path, view in _WRITES.items()],
    merge_slashes=False,
    redirect_defaults=False,
    strict_slashes=False,
)
