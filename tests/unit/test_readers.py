"""What other programs export is read as what it says, odd cases included; files are made here after the real shapes."""

import gzip
import io
import json
import zipfile
from typing import Any

import pytest

from memory_core import Role
from memory_core.domain.times import parse
from memory_core.errors import InvalidParameter
from memory_core.readers.recognise import FORMATS, recognised
from memory_core.readers.told import Told, Unread


def read(content: bytes | str | Any, **how: Any) -> tuple[str, list[Told], list[Unread]]:
    """The format, what was told, and what could not be used. What is neither bytes nor text is written as JSON."""
    if not isinstance(content, bytes | str):
        content = json.dumps(content)
    raw = content.encode() if isinstance(content, str) else content
    found = recognised(io.BytesIO(raw), **how)
    every = list(found.told)
    return found.name, [e for e in every if isinstance(e, Told)], [e for e in every if isinstance(e, Unread)]


def zipped(**files: bytes | str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in files.items():
            archive.writestr(f"folder/{name.replace('__', '.')}", content)
    return packed.getvalue()


def at(text: str) -> int:
    return parse(text, name="time")


def said(told: list[Told]) -> list[tuple[str, str]]:
    return [("fact" if each.is_fact else each.role.value, each.text) for each in told]


# -- ChatGPT -----------------------------------------------------------------------------------------------------------


def node(name: str, parent: str | None, role: str = "user", parts: Any = ("x",), **more: Any) -> dict[str, Any]:
    content = {"content_type": more.pop("kind", "text"), "parts": list(parts) if isinstance(parts, tuple) else parts}
    message = {"id": name, "author": {"role": role}, "content": content, "create_time": 1700000000.25, **more}
    return {"id": name, "parent": parent, "message": message, "children": []}


CHATGPT = [
    {
        "title": None,
        "create_time": 1700000000.0,
        "conversation_id": "c-1",
        "current_node": "n8",
        "mapping": {
            "n0": {"id": "n0", "parent": None, "message": None, "children": ["n1"]},
            "n1": node("n1", "n0", "system", ("You are helpful.",)),
            "n2": node("n2", "n1", "user", ("My cat is called Mia.", {"content_type": "image_asset_pointer"})),
            "n2b": node("n2b", "n1", "user", ("My cat is called Lea.",)),
            "n3": node("n3", "n2", "assistant", ("Has a cat called Mia.",), recipient="bio", create_time=None),
            "n4": node("n4", "n3", "tool", ("Model set context updated.",)),
            "n5": node("n5", "n4", "assistant", ("thinking",), kind="thoughts"),
            "n6": node("n6", "n5", "assistant", ("search('cats')",), recipient="browser"),
            "n7": node("n7", "n6", "assistant", ("Nice \ud83d",), recipient="all"),
            "n8": node("n8", "n7", "user", None, kind="text"),
        },
    },
    {"id": "c-2", "current_node": "gone", "mapping": {"a": node("a", None), "b": node("b", "a", create_time=1.8e9)}},
    {"id": "c-3", "mapping": {"a": node("a", "b"), "b": node("b", "a")}},
]


def test_chatgpts_conversations_are_read_along_the_branch_that_was_shown() -> None:
    """Without tools, thoughts, pictures and what the system says; what it kept in its own memory is a fact."""
    name, told, bad = read(CHATGPT)
    assert (name, bad) == ("chatgpt", [])
    assert said(told)[:3] == [
        ("user", "My cat is called Mia."),
        ("fact", "Has a cat called Mia."),
        ("assistant", "Nice \ufffd"),
    ]
    assert [each.chat for each in told] == ["c-1"] * 3 + ["c-2"] * 2
    assert told[0].at == at("2023-11-14T22:13:20.25Z")
    assert told[1].at == at("2023-11-14T22:13:20Z")
    zip_name, from_zip, _ = read(zipped(conversations__json=json.dumps(CHATGPT), user__json="{}"))
    assert (zip_name, from_zip) == (name, told)


# -- Claude ------------------------------------------------------------------------------------------------------------

CLAUDE = [
    {
        "uuid": "c-1",
        "name": "",
        "account": {"uuid": "acc-1"},
        "chat_messages": [
            {
                "uuid": "m1",
                "sender": "human",
                "text": "I am vegan.",
                "content": [],
                "created_at": "2025-01-02T10:00:00Z",
            },
            {
                "uuid": "m2",
                "sender": "assistant",
                "text": "old form",
                "created_at": "2025-01-02T10:00:05.123456+02:00",
                "content": [
                    {"type": "thinking", "thinking": "hm"},
                    {"type": "text", "text": "Noted."},
                    {"type": "tool_use", "input": {}},
                    {"type": "text", "text": "Anything else?"},
                ],
            },
            {"uuid": "m3", "sender": "human", "text": None, "content": None, "created_at": "2025-01-02T10:01:00Z"},
            {"uuid": "m4", "sender": "human", "text": "Late.", "content": [], "created_at": "soon"},
        ],
    }
]


def test_claudes_conversations_are_read_block_by_block() -> None:
    """Texts alone; a message without words says nothing, and one without a usable time is told."""
    name, told, bad = read(CLAUDE)
    assert name == "claude"
    assert said(told) == [("user", "I am vegan."), ("assistant", "Noted.\nAnything else?")]
    assert {(each.user, each.chat) for each in told} == {("acc-1", "c-1")}
    assert [each.place for each in bad] == ["conversation 1, message 4"]


def test_claudes_branches_and_memories() -> None:
    """An answer that was made anew leaves the first one out; what it remembers are facts."""
    message = {"sender": "human", "content": [], "created_at": "2025-01-02T10:00:00Z"}
    ids = [("a", "", "one"), ("b", "a", "old"), ("c", "a", "new")]
    branched = [message | {"uuid": uuid, "parent_message_uuid": up, "text": text} for uuid, up, text in ids]
    memories = [{"conversations_memory": "**Work**\n\n- Is a nurse", "account_uuid": "acc-1", "project_memories": {}}]
    export = zipped(
        conversations__json=json.dumps([{"uuid": "c", "chat_messages": branched}]), memories__json=json.dumps(memories)
    )
    name, told, bad = read(export)
    assert (name, bad) == ("claude", [])
    assert said(told) == [("user", "one"), ("user", "new"), ("fact", "**Work**"), ("fact", "Is a nurse")]


# -- Dify --------------------------------------------------------------------------------------------------------------

ROW: dict[str, Any] = {
    "id": "m-1",
    "conversation_id": "k-1",
    "query": "My dog is Bello,\nhe is five.",
    "answer": "Nice!",
    "created_at": 1705569239,
    "from_end_user_id": "u-1",
}
COLUMNS = "conversation_id,message_id,user_query,ai_response,message_date,from_end_user_id,feedback_rating"
CSV = f'{COLUMNS}\r\nk-1,m-1,"My dog is Bello,\r\nhe is five.",Nice!,2024-01-18 09:13:59,u-1,\U0001f44d\r\n'


@pytest.mark.parametrize(
    "content",
    [
        {"limit": 20, "has_more": False, "data": [ROW]},
        [ROW],
        json.dumps({"page": 1, "data": [ROW]}, indent=2),
        {"conversations": [{"id": "k-1", "from_end_user_id": "u-1", "messages": [{**ROW, "conversation_id": None}]}]},
        {
            "export_info": {"app_id": "a"},
            "feedback_data": [
                {
                    "conversation_id": "k-1",
                    "message_id": "m-1",
                    "user_query": ROW["query"],
                    "ai_response": "Nice!",
                    "message_date": "2024-01-18 09:13:59",
                    "from_end_user_id": "u-1",
                }
            ],
        },
        CSV,
        CSV.encode("utf-8-sig"),
        CSV.encode("utf-16"),
        gzip.compress(CSV.encode()),
    ],
)
def test_difys_logs_are_questions_and_answers(content: Any) -> None:
    """From its API, its console and its CSV, in whatever encoding and packing."""
    name, told, bad = read(content)
    assert (name, bad) == ("dify", [])
    assert said(told) == [("user", ROW["query"]), ("assistant", "Nice!")]
    assert {(each.chat, each.user, each.at) for each in told} == {("k-1", "u-1", at("2024-01-18T09:13:59Z"))}
    assert [each.id for each in told] == ["m-1/user", "m-1/assistant"]


def test_what_of_difys_logs_cannot_be_used_is_told() -> None:
    """An answer that failed leaves its question; conversations without messages say nothing."""
    rows = [{**ROW, "answer": None}, {**ROW, "query": "", "answer": ""}, {**ROW, "created_at": "soon"}, 7]
    _, told, bad = read({"data": rows})
    assert said(told) == [("user", ROW["query"])]
    assert [each.place for each in bad] == ["item 2", "item 3", "item 4"]


# -- memories of other programs ----------------------------------------------------------------------------------------

MEM0: list[dict[str, Any]] = [
    {
        "id": "892d",
        "memory": "Likes cricket",
        "metadata": {"category": "hobbies", "nested": {"a": 1}},
        "categories": ["sport"],
        "created_at": "2025-02-24T20:11:39.010261-08:00",
        "updated_at": "2025-03-01T00:00:00Z",
        "expiration_date": "2027-01-31",
        "user_id": "alex",
        "agent_id": None,
        "run_id": "r1",
    },
    {"id": 7, "data": "Lives in Faro.", "user_id": "alex", "agent_id": "planner", "metadata": None},
]


@pytest.mark.parametrize(
    "content",
    [
        MEM0,
        {"results": MEM0, "relations": []},
        json.dumps({"count": 2, "next": None, "results": MEM0}, indent=2),
        "\n".join(map(json.dumps, MEM0)),
        "\r\n".join(map(json.dumps, MEM0)).encode("utf-8-sig"),
    ],
)
def test_mem0s_memories_are_facts(content: Any) -> None:
    name, told, bad = read(content)
    assert (name, bad) == ("mem0", [])
    cricket, faro = told
    assert (cricket.is_fact, cricket.tags) == (True, ("sport", "category:hobbies"))
    assert (cricket.at, cricket.updated_at) == (at("2025-02-25T04:11:39.010261Z"), at("2025-03-01"))
    assert (cricket.expires_at, cricket.user, cricket.chat) == (at("2027-01-31"), "alex", "r1")
    assert (faro.agent, faro.id, faro.at) == ("planner", "7", None)


def test_what_of_mem0_cannot_be_used_is_told_by_its_number() -> None:
    """And the rest is read."""
    _, told, bad = read(
        [MEM0[0], {"id": "x"}, {"memory": " "}, {"memory": None}, "PRIVATE", {**MEM0[0], "created_at": "b"}]
    )
    assert len(told) == 1
    assert [each.place for each in bad] == [f"item {number}" for number in (2, 3, 4, 5, 6)]
    assert not any("PRIVATE" in each.problem for each in bad)


MEM9 = [
    {
        "content": "User prefers dark mode",
        "source": "openclaw",
        "tags": ["preference"],
        "metadata": {"facet": "preferences"},
        "memory_type": "pinned",
        "created_at": "2026-03-01T09:00:00Z",
        "updated_at": "2026-03-10T10:00:00Z",
    },
    {"id": "u-2", "content": "Works in Faro.", "memory_type": "insight", "session_id": "s9", "agent_id": "helper"},
    {"id": "u-3", "content": "PRIVATE", "memory_type": "insight", "state": "deleted"},
]


@pytest.mark.parametrize("is_dashboards", [True, False])
def test_mem9s_memories_are_facts(is_dashboards: bool) -> None:
    """Those that are active; the agent of the dashboard's file is the dashboard, and no agent of ours."""
    file = {"schema_version": "mem9.memory_export.v1", "agent_id": "dashboard", "memories": MEM9}
    name, told, bad = read(json.dumps(file, indent=2) if is_dashboards else "\n".join(map(json.dumps, MEM9)))
    assert name == "mem9"
    assert [(each.pinned, each.agent, each.chat) for each in told] == [(True, "", ""), (False, "helper", "s9")]
    assert told[0].tags == ("preference", "facet:preferences")
    assert ["PRIVATE" in each.problem for each in bad] == [False]


def test_openmemorys_backup_is_one_users_facts() -> None:
    """With categories and app by name, and what is archived left there."""
    memory = {"id": "m1", "app_id": "a1", "content": "Likes tea.", "state": "active", "category_ids": ["c1", "gone"]}
    backup = {
        "user": {"id": "0-1", "user_id": "anna"},
        "apps": [{"id": "a1", "name": "cursor"}],
        "categories": [{"id": "c1", "name": "food"}],
        "memories": [
            {**memory, "created_at": "2025-05-01T00:00:00+00:00", "metadata": None},
            {**memory, "id": "m2", "state": "archived"},
            {**memory, "id": "m3", "content": None},
        ],
        "status_history": [],
    }
    lines = gzip.compress(b'{"id": "m1"}\n')
    name, told, bad = read(zipped(memories__json=json.dumps(backup, indent=2), memories__jsonl__gz=lines))
    assert name == "openmemory"
    (tea,) = told
    assert (tea.text, tea.user, tea.tags, tea.is_fact) == ("Likes tea.", "anna", ("food", "app:cursor"), True)
    assert [each.place for each in bad] == ["item 2", "item 3"]


def test_langgraphs_items_are_facts_of_the_user_in_their_namespace() -> None:
    """As lists of parts, or joined by points as its table has them; a value may hold another one."""
    items: list[dict[str, Any]] = [
        {"namespace": ["memories", "u-1"], "key": "a", "value": {"content": "Likes tea."}, "created_at": "2025-05-01"},
        {
            "namespace": ["u-1", "memories", "work"],
            "key": "b",
            "value": {"kind": "M", "content": {"content": "Is a nurse."}},
        },
        {"prefix": "users.u-2", "key": "c", "value": "Is tall.", "expires_at": "2027-01-01T00:00:00Z"},
        {"namespace": [], "key": "d", "value": {"n": {"m": []}}},
    ]
    name, told, bad = read(items)
    assert name == "langgraph"
    assert [(each.text, each.user, each.tags) for each in told] == [
        ("Likes tea.", "u-1", ()),
        ("Is a nurse.", "u-1", ("work",)),
        ("Is tall.", "u-2", ()),
    ]
    assert (told[2].expires_at, [each.place for each in bad]) == (at("2027-01-01"), ["item 4"])


# -- plain forms -------------------------------------------------------------------------------------------------------


def test_plain_lines_are_messages_and_facts() -> None:
    """Without a role the user's; a tool's and a program's say nothing; a conversation may stand in one line."""
    lines: list[Any] = [
        {"role": "human", "content": "Hi", "user": "anna", "chat": 5, "timestamp": 1700000000123, "name": "Anna"},
        {"text": "I live in Faro."},
        {"type": "fact", "content": "Likes tea.", "tags": ["food", 7]},
        {"role": "tool", "content": "x"},
        {"role": "system", "content": "x"},
        {"messages": [{"role": "user", "content": [{"type": "text", "text": "A"}, {"type": "image_url"}]}], "id": "k"},
        {"role": "user", "content": None},
        "PRIVATE",
    ]
    name, told, bad = read("\n".join([*map(json.dumps, lines), '{"role": "user", "content": "half', ""]))
    assert name == "jsonl"
    assert said(told) == [("user", "Hi"), ("user", "I live in Faro."), ("fact", "Likes tea."), ("user", "A")]
    hi, *_, part = told
    assert (hi.at, hi.chat, hi.speaker, hi.user) == (1700000000123000, "5", "Anna", "anna")
    assert (told[2].tags, part.chat, part.role) == (("food", "7"), "k", Role.USER)
    assert [each.place for each in bad] == ["line 7", "line 8", "line 9"]
    assert not any("PRIVATE" in each.problem for each in bad)


PAGE = """---
title: x
---
# Home

- I live in Faro
  with my cat
- [x] I moved in

<!-- a comment
goes on -->
## 2026-01-02 Notes
We sold the boat.
> Quoted.

```python
code
```
| a | b |
***
"""


@pytest.mark.parametrize("content", [PAGE, PAGE.replace("\n", "\r\n").encode("utf-8-sig"), PAGE.encode("utf-16")])
def test_markdown_is_a_fact_for_each_point_and_paragraph(content: Any) -> None:
    """With the headings as tags, a date among them as the time; code, comments and tables are none."""
    name, told, bad = read(content)
    assert (name, bad) == ("markdown", [])
    assert [each.text for each in told] == ["I live in Faro with my cat", "I moved in", "We sold the boat. Quoted."]
    assert [each.tags for each in told] == [("Home",)] * 3
    assert [each.at for each in told] == [None, None, at("2026-01-02")]
    assert told[0].place == "line 6"


# -- files that cannot be read -----------------------------------------------------------------------------------------

WHOLE = json.dumps(CHATGPT).encode()


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf \n", "empty"),
        (WHOLE[:-200], "ends too early"),
        (WHOLE[:-1], "ends too early"),
        (json.dumps(CHATGPT, indent=1).encode()[:-300], "ends too early"),
        (b'[{"mapping": {}}, {"mapping": PRIVATE}]', "not valid JSON"),
        (b"[" * 100_000, "ends too early"),
        (b'{"a": 1}', "no program that is known"),
        (b"[1, 2]", "no program that is known"),
        ("Ich wohne in Köln.".encode("latin-1"), "UTF-8"),
        (gzip.compress(WHOLE)[:-40], "cut off"),
        (zipped(conversations__json=WHOLE)[:-40], "cut off"),
        (zipped(chat__html="x"), "no conversations.json"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(content: bytes, problem: str) -> None:
    """Which says nothing of what stands in it."""
    with pytest.raises(InvalidParameter, match=problem) as refused:
        read(content)
    assert "PRIVATE" not in str(refused.value)


def test_an_encoding_and_a_format_can_be_named() -> None:
    """Where a file does not say them."""
    _, told, _ = read("- Ich wohne in Köln".encode("latin-1"), encoding="latin-1")
    assert told[0].text == "Ich wohne in Köln"
    name, told, _ = read([{"content": "Tea."}], wanted="mem9")
    assert (name, told[0].is_fact) == ("mem9", True)
    assert set(FORMATS) == {
        "chatgpt", "claude", "openmemory", "mem9", "langgraph", "mem0", "dify", "jsonl", "markdown"
    }  # fmt: skip


def test_a_large_list_is_read_a_part_at_a_time() -> None:
    """What is held is a part of the file, however long it is: no more of it was read than its first records need."""
    line = json.dumps({"role": "user", "content": "x" * 1_000})

    class Counting(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            self.most = max(getattr(self, "most", 0), self.tell())
            return super().read(size)

    file = Counting(("[" + ",\n".join([line] * 20_000) + "]").encode())
    found = recognised(file)
    first = next(found.told)
    assert isinstance(first, Told)
    assert file.most < 1_000_000
    assert sum(1 for _ in found.told) == 19_999


def test_a_line_without_end_is_one_bad_line() -> None:
    """And the lines around it are read."""
    lines = ['{"content": "a"}', '{"content": "' + "x" * 3_000_000, '{"content": "b"}']
    _, told, bad = read("\n".join(lines))
    assert [each.text for each in told] == ["a", "b"]
    assert [each.place for each in bad] == ["line 2"]
