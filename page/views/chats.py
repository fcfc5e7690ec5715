"""Chats: a person's conversations, and one of them."""

from werkzeug import Response

from page.views.person import known_of
from page.visit import Visit

_AT_ONCE, _MESSAGES = 25, 200


def show(visit: Visit, who: str) -> Response:
    person = visit.person(who)
    chats = person.chats(limit=_AT_ONCE, cursor=visit.asked("cursor"))
    return visit.show("chats.html", page_name="people", **known_of(visit, who, person.scope), chats=chats)


def one(visit: Visit, who: str, chat_id: str) -> Response:
    person = visit.person(who)
    window = person.chat(chat_id).window(last=_MESSAGES)
    return visit.show(
        "chat.html", page_name="people", **known_of(visit, who, person.scope), chat_id=chat_id, window=window
    )
