"""make demo: the plugin's main job, in the real plugin process, as Dify drives it."""

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dev.daemon import Caller, Daemon, agent_app, agent_node, chatflow, workflow
from dev.workspace_models import CHAT, WorkspaceModels
from memory_core.ports import Question

ANNA = (
    ("I moved from Lisbon to Porto in March, closer to the sea.", "Porto is lovely. How do you like it?"),
    ("My daughter Clara turns seven on the 12th of June.", "I will keep that in mind."),
    ("Please always answer me in short sentences.", "Will do."),
    ("J'ai commencé un nouveau travail chez un fabricant de vélos.", "Félicitations !"),
    ("I am allergic to peanuts, so no satay for me.", "Noted: no peanuts."),
    ("We booked a cabin near Évora for the last week of August.", "Enjoy the countryside."),
)
BEN = (
    ("我在上海的一家咖啡馆工作，每周二休息。", "好的，我记住了。"),
    ("我最喜欢的饮料是燕麦拿铁。", "燕麦拿铁，记下了。"),
    ("我下个月要去京都旅行，想看红叶。", "祝你旅途愉快！"),
    ("My sister Mei is studying marine biology in Qingdao.", "That sounds fascinating."),
    ("I ride a green Brompton to work.", "A fine bicycle."),
    ("El perro de mi vecino se llama Canela.", "Qué nombre tan bonito."),
)
STORY = (
    ("2026-01-15", "I live in Lisbon."),
    ("2026-03-04", "I moved to Porto."),
    ("2026-04-20", "Sorry, that was wrong. I live in Braga."),
)
TRUTH = (  # who, and what is said and answered on which day; last, what is asked weeks later, and what is true then
    (
        "mia",
        (
            ("2026-03-02", "I take my coffee with two sugars.", "Sweet, then."),
            ("2026-03-09", "My sister moved to Rome.", "How exciting for her!"),
            ("2026-03-20", "How do I take my coffee?", "You take it with two sugars."),
            ("2026-04-11", "No more sugar for me, just a splash of oat milk.", "Noted, oat milk."),
        ),
        ("How do I take my coffee?", "oat milk"),
    ),
    (
        "lin",
        (
            ("2026-03-02", "我的瑜伽课在周二。", "好的，周二。"),
            ("2026-03-09", "我姐姐搬去了罗马。", "真不错！"),
            ("2026-03-20", "我的瑜伽课是哪天？", "在周二。"),
            ("2026-04-11", "老师换了时间，现在改到周四了。", "明白，周四。"),
        ),
        ("我的瑜伽课是哪天？", "周四"),
    ),
)
CHAT_MESSAGES = (
    ("user", "My order 1182 has not arrived."),
    ("assistant", "It left our warehouse on Monday."),
    ("user", "The tracking page says it is in Lyon."),
    ("assistant", "Then it should reach you on Thursday."),
    ("user", "Can it be left with my neighbour?"),
    ("assistant", "Yes. What is their name?"),
)
SUMMARY = "Order 1182 is late; it is in Lyon and expected on Thursday."
QUESTIONS = (
    ("anna", "Which town did Anna move to?"),
    ("anna", "peanut allergy"),
    ("anna", "nouveau travail"),
    ("ben", "上海 咖啡馆"),
    ("ben", "What does Mei study?"),
    ("ben", "燕麦拿铁"),
)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="keepsake-demo-") as folder:
        key = "a-demo-key-of-enough-length"
        credentials = {"auth_mode": "single_space", "api_key": key, "data_dir": str(Path(folder) / "memories")}
        with Daemon(environment={"HOME": folder}, answer_model=WorkspaceModels(_answer)) as dify:
            _authorize(dify, credentials)
            _store(dify, credentials)
            _search(dify, credentials)
            _truth(dify, credentials)
            _change(dify, credentials, "without a language model", "clara")
            _change(dify, credentials | {"language_model": CHAT}, "with the workspace's (here scripted) model", "dora")
            _correct(dify, credentials)
            _forget(dify, credentials)
            _chat(dify, credentials | {"language_model": CHAT})
            _keep_apart(dify, credentials)
        _restart(credentials, folder)


def _authorize(dify: Daemon, credentials: dict[str, Any]) -> None:
    _title("Tools > Authorize")
    with _timed("the plugin process is up"):
        dify.manifest()
    print("  without a key:   ", dify.authorize({}))
    print("  with a short key:", dify.authorize({"api_key": "secret"}))
    print("  with the key:    ", dify.authorize(credentials) or "accepted")


def _store(dify: Daemon, credentials: dict[str, Any]) -> None:
    _title("Memory Store: two people, twelve turns, four languages")
    for user, turns in (("anna", ANNA), ("ben", BEN)):
        for said, answered in turns:
            parameters = {"content": said, "assistant_reply": answered}
            with _timed(f"{user}: {said}"):
                answer = dify.invoke("memory_store", parameters, credentials=credentials, caller=chatflow(user))
            _expect(answer["status"] == "stored", answer)
    again = dify.invoke(
        "memory_store",
        {"content": BEN[-1][0], "assistant_reply": BEN[-1][1]},
        credentials=credentials,
        caller=chatflow("ben"),
    )
    print(f"  the last turn delivered once more: {again['status']}")


def _search(dify: Daemon, credentials: dict[str, Any]) -> None:
    _title("Memory Search, as a workflow node")
    for user, question in QUESTIONS:
        with _timed(f"{user} asks: {question}"):
            answer = dify.invoke(
                "memory_search", {"query": question, "limit": 3}, credentials=credentials, caller=workflow(user)
            )
        _expect(answer["status"] == "found", answer)
        for memory in answer["memories"][:2]:
            print(f"      {memory['score']:.2f}  {memory['content']}")
    print("\n  What the next prompt gets ({{#memory_search.context#}}):")
    _quote(answer["context"])
    _title("Memory Search, as an agent's tool: text, ids to name a memory by, and a hint when matches are weak")
    answer = dify.invoke(
        "memory_search",
        {"query": "favourite football club", "limit": 2},
        credentials=credentials,
        caller=agent_app("anna"),
    )
    _quote(answer.text)


def _truth(dify: Daemon, credentials: dict[str, Any]) -> None:
    _title("What stands in front of the model when something has changed, asked once before and once after")
    for user, turns, (question, now) in TRUTH:
        for day, said, reply in turns:
            parameters = {"content": said, "assistant_reply": reply, "event_time": day}
            answer = dify.invoke("memory_store", parameters, credentials=credentials, caller=workflow(user))
            _expect(answer["status"] == "stored", answer)
            print(f"  {day} {user}: {said}")
        with _timed(f"weeks later: {question}"):
            answer = dify.invoke("memory_search", {"query": question}, credentials=credentials, caller=workflow(user))
        _expect(answer["status"] == "found" and now in answer["context"], answer)
        _quote(answer["context"])


def _change(dify: Daemon, credentials: dict[str, Any], how: str, user: str) -> None:
    _title(f"What was true then, and what is now: facts {how}")
    for day, said in STORY:
        parameters = {"content": said, "event_time": day, "speaker": user.capitalize()}
        with _timed(f"{day} {user}: {said}"):
            answer = dify.invoke("memory_store", parameters, credentials=credentials, caller=workflow(user))
        _expect(answer["extraction"] == "done", answer)
        for fact in answer["facts"]:
            print(f"      {fact['action']:6}  {fact['text']}")
    for as_of in ("", "2026-02-01", "2026-04-01"):
        narrowed = f"type:fact as_of:{as_of}" if as_of else "type:fact"
        asked = {"query": "where does she live", "limit": 1, "filter": narrowed}
        answer = dify.invoke("memory_search", asked, credentials=credentials, caller=workflow(user))
        _expect(bool(answer["memories"]), answer)
        print(f"  where she lives {f'as of {as_of}' if as_of else 'now':16}: {answer['memories'][0]['content']}")


def _answer(question: Question) -> str:
    """What the scripted model says about STORY, and of CHAT."""
    if question.schema is None and "summary" in question.rules:
        return SUMMARY
    data = json.loads(question.data)
    (message,), homes = data["messages"], [fact["n"] for fact in data["known"] if "lives in" in fact["text"]]
    town = next(town for town in ("Lisbon", "Porto", "Braga") if f" {town}." in message["text"])
    fact = {
        "text": f"{message['speaker']} lives in {town}.",
        "type": "semantic",
        "message": 1,
        "quote": message["text"],
        "relation": "updates" if homes else "new",
        "candidate": homes[0] if homes else None,
        "when": "last week" if "last week" in message["text"] else "",
    }
    return json.dumps({"facts": [fact]})


def _correct(dify: Daemon, credentials: dict[str, Any]) -> None:
    _title("Memory List and Memory Update: Ben sees what is remembered, and corrects it")
    ben = workflow("ben")
    listed = dify.invoke("memory_list", {"limit": 4, "with_counts": True}, credentials=credentials, caller=ben)
    _expect(bool(listed["next_cursor"]), listed)
    print(f"  counts: {listed['counts']}; the latest, with a cursor for the next page:")
    for memory in listed["memories"]:
        print(f"      {memory['short_id']}  {memory['type']:9} {memory['content']}")
    asked = {"text": "Brompton", "filter": "type:fact"}
    (wrong,) = dify.invoke("memory_list", asked, credentials=credentials, caller=ben)["memories"]
    with _timed("the Brompton is red, not green"):
        changed = {"id": wrong["id"], "content": "I ride a red Brompton to work."}
        updated = dify.invoke("memory_update", changed, credentials=credentials, caller=ben)
    _expect(updated["status"] == "updated", updated)
    by_id = {"ids": updated["memory"]["id"], "with_history": True}
    (memory,) = dify.invoke("memory_list", by_id, credentials=credentials, caller=ben)["memories"]
    for event in memory["history"]:
        print(f"      {event['action']:10}  {event['content']}")


def _forget(dify: Daemon, credentials: dict[str, Any]) -> None:
    _title("Memory Forget: it hides and brings back; an authorization with forget=erase erases")
    agent = agent_app("ben")
    listed = dify.invoke("memory_forget", {"query": "sister Mei"}, credentials=credentials, caller=agent)
    _quote(listed.text)
    found = dify.invoke("memory_search", {"query": "Mei"}, credentials=credentials, caller=workflow("ben"))
    mei = next(memory["id"] for memory in found["memories"] if "Mei" in memory["content"])
    hidden = dify.invoke("memory_forget", {"ids": mei}, credentials=credentials, caller=agent)
    _quote(hidden.text)
    found = dify.invoke("memory_search", {"query": "Mei"}, credentials=credentials, caller=workflow("ben"))
    _expect(not any("Mei" in memory["content"] for memory in found["memories"]), found)
    operation = hidden.text.partition("undo set to ")[2].partition(".")[0]
    _quote(dify.invoke("memory_update", {"undo": operation}, credentials=credentials, caller=agent).text)
    erasing = credentials | {"options": "forget=erase"}
    everything = {"everything": True}
    preview = dify.invoke("memory_forget", everything, credentials=erasing, caller=workflow("clara"))
    _expect(preview["status"] == "preview", preview)
    print(f"\n  a dry run of all that Clara told: {preview['counts']}")
    confirmed = everything | {"confirm": preview["confirm"]}
    with _timed("erased, with the confirm value"):
        receipt = dify.invoke("memory_forget", confirmed, credentials=erasing, caller=workflow("clara"))
    _expect(receipt["status"] == "forgotten", receipt)
    shown = ("counts", "forgotten_at", "erased", "erased_from_disk")
    print("  receipt:", {name: receipt[name] for name in shown})
    with _timed("Memory Maintain removes it from disk"):
        maintained = dify.invoke("memory_maintain", {}, credentials=credentials, caller=workflow("clara"))
    _expect(maintained["erased_from_disk"], maintained)


def _chat(dify: Daemon, credentials: dict[str, Any]) -> None:
    _title("Chat history: the last messages, and a summary of the others")
    messages = [{"role": role, "content": text} for role, text in CHAT_MESSAGES]
    added = {"chat_id": "support-7", "messages": json.dumps(messages)}
    _expect(dify.invoke("chat_history_add", added, credentials=credentials, caller=workflow("emil"))["ok"], added)
    asked = {"chat_id": "support-7", "last": 2, "summarize_trimmed": True}
    with _timed("the last 2 of 6"):
        window = dify.invoke("chat_history_get", asked, credentials=credentials, caller=workflow("emil"))
    _expect((len(window["messages"]), window["trimmed"]) == (2, 4), window)
    _quote(window.text)


def _keep_apart(dify: Daemon, credentials: dict[str, Any]) -> None:
    _title("Isolation")
    answer = dify.invoke("memory_search", {"query": "peanuts"}, credentials=credentials, caller=workflow("ben"))
    leaked = [m for m in answer["memories"] if "peanut" in m["content"]]
    _expect(not leaked, answer)
    print("  Ben searches for peanuts:            none of Anna's memories")
    answer = dify.invoke(
        "memory_search", {"query": "peanuts", "user_id": "anna"}, credentials=credentials, caller=workflow("ben")
    )
    _expect(answer["memories"] == [], answer)
    print("  ... with user_id = anna:            ", answer["status"])
    by_conversation = credentials | {"isolation": "conversation"}
    answer = dify.invoke("memory_search", {"query": "peanuts"}, credentials=by_conversation, caller=agent_node("anna"))
    print("  no conversation to isolate by:      ", answer.text)
    unrendered = {"query": "peanuts", "filter": "session:{{#node.output#}}"}
    answer = dify.invoke("memory_search", unrendered, credentials=credentials, caller=agent_app("anna"))
    print("  an id that Dify did not fill in:    ", answer.text)
    other = credentials | {"api_key": "another-key-of-enough-length"}
    answer = dify.invoke("memory_search", {"query": "peanuts"}, credentials=other, caller=Caller("anna", "app-1"))
    print(f"  a mistyped key ({answer['status']}):    ", answer["retry_hint"])


def _restart(credentials: dict[str, Any], folder: str) -> None:
    _title("The process is killed, a new one starts")
    with Daemon(environment={"HOME": folder}) as dify:
        with _timed("up and searched"):
            dify.manifest()
            answer = dify.invoke(
                "memory_search",
                {"query": "peanut allergy", "limit": 1},
                credentials=credentials,
                caller=workflow("anna"),
            )
        _expect("peanuts" in answer["context"], answer)
        _quote(answer["context"])


def _title(text: str) -> None:
    print(f"\n{text}\n{'-' * len(text)}")


def _quote(text: str) -> None:
    for line in text.splitlines():
        print(f"    | {line}")


@contextmanager
def _timed(what: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    print(f"  {what}  [{1000 * (time.perf_counter() - began):.0f} ms]")


def _expect(true: bool, answer: object) -> None:
    if not true:
        raise SystemExit(f"The demo went wrong: {answer}")


if __name__ == "__main__":
    main()
