"""Forgetting: what becomes of a memory when it is forgotten, and of a fact when messages that it was drawn from are.

Forgotten by mark, a memory is hidden, and every mark is an Edit, so that it can be taken back, in whatever order. An
edit that holds a "state" forgot the memory; one that holds "sources" hid these of its sources, by place and id.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from memory_core.domain.memory import Edit, Memory, Source, State
from memory_core.domain.times import DAY

UNDO_DAYS = 30
_STANDING = ("state", "end_operation_id", "ended_at")


def undoable_until(at: int) -> int:
    """Until when what was forgotten by mark at `at` is kept."""
    return at + UNDO_DAYS * DAY


def forgotten(memory: Memory, *, operation: str, at: int) -> Memory:
    """The memory, forgotten by mark; also one that was forgotten before, which comes back only when both are undone."""
    return _after(memory, [*memory.edits, Edit(operation, at, {"state": memory.state.value})])


def with_hidden(memory: Memory, messages: Collection[str], *, operation: str, at: int) -> Memory:
    """A fact whose sources in `messages` are forgotten by mark; forgotten with them when it rests on nothing else."""
    hidden = [source for source in memory.sources if source.memory_id in messages]
    if not hidden:
        return memory
    gone = [[place, source.memory_id] for place, source in enumerate(_all_sources(memory)) if source in hidden]
    return _settled(
        replace(
            memory,
            sources=tuple(s for s in memory.sources if s.memory_id not in messages),
            hidden_sources=(*memory.hidden_sources, *hidden),
            edits=(*memory.edits, Edit(operation, at, {"sources": gone})),
        )
    )


def unforgotten(memory: Memory, *, operation: str) -> Memory:
    """The memory as if `operation` had forgotten neither it nor any of its sources: exactly as it was before, unless
    others forgot it too."""
    for edit in reversed(memory.edits):
        if edit.operation_id == operation:
            memory = _shown(memory, edit)
    kept = [edit for edit in memory.edits if edit.operation_id != operation or not forgets(edit)]
    return _settled(_after(memory, kept))


def without(memory: Memory, messages: Collection[str]) -> Memory:
    """A fact whose sources in `messages` are erased, quotes and all; it may rest on nothing any longer."""
    edits = [edit for e in memory.edits if (edit := _without(e, messages)).before]
    return _settled(
        replace(
            _after(memory, edits),
            sources=tuple(s for s in memory.sources if s.memory_id not in messages),
            hidden_sources=tuple(s for s in memory.hidden_sources if s.memory_id not in messages),
        )
    )


def rests_on_something(memory: Memory) -> bool:
    """Whether a fact that lost sources is still one: it was told in so many words, or a source is left, if hidden."""
    return memory.told or _supports(memory, (*memory.sources, *memory.hidden_sources))


def relinked(memory: Memory, gone: Mapping[str, Memory]) -> Memory:
    """A version beside erased ones (by id): it is linked to those next to them, so that no link leads nowhere."""
    after = memory.superseded_by
    while after in gone:
        after = gone[after].superseded_by
    before: dict[str, None] = {}
    wanted = list(memory.supersedes)
    while wanted:
        version = wanted.pop(0)
        if version in gone:
            wanted = [*gone[version].supersedes, *wanted]
        else:
            before[version] = None
    return replace(memory, superseded_by=after, supersedes=tuple(before))


def forgets(edit: Edit) -> bool:
    """Whether it forgot the memory, or sources of it."""
    return "state" in edit.before or "sources" in edit.before


def forgotten_since(memory: Memory) -> int:
    """When a forgotten memory was forgotten first, of those marks that hold."""
    return min((edit.at for edit in memory.edits if "state" in edit.before), default=memory.ended_at or 0)


def _settled(memory: Memory) -> Memory:
    """A fact without a source that is shown is forgotten by what hid the last of them, and by nothing once it has
    one."""
    hiding = [edit for edit in memory.edits if "sources" in edit.before]
    if not hiding:
        return memory
    stays = memory.told or _supports(memory, memory.sources)
    edits = [_forgetting(edit, not stays and edit is hiding[-1]) if edit in hiding else edit for edit in memory.edits]
    return _after(memory, edits)


def _supports(memory: Memory, sources: Sequence[Source]) -> bool:
    """Whether one of them says the fact: the message that ended it says the contrary."""
    return any(source.memory_id != memory.superseded_by for source in sources)


def _forgetting(edit: Edit, forgets: bool) -> Edit:
    without_state = {key: value for key, value in edit.before.items() if key not in _STANDING}
    return replace(edit, before=without_state | {"state": ""} if forgets else without_state)


def _after(memory: Memory, edits: Sequence[Edit]) -> Memory:
    """The memory as it stands after `edits`; each that forgets learns anew how it stood before."""
    now = {"state": memory.state.value, "end_operation_id": memory.end_operation_id, "ended_at": memory.ended_at}
    first: Mapping[str, Any] = next((edit.before for edit in memory.edits if "end_operation_id" in edit.before), now)
    standing = {key: first[key] for key in _STANDING}
    made = []
    for edit in edits:
        forgets = "state" in edit.before
        made.append(replace(edit, before={**edit.before, **standing}) if forgets else edit)
        if forgets:
            standing = {"state": State.FORGOTTEN.value, "end_operation_id": edit.operation_id, "ended_at": edit.at}
    return replace(
        memory,
        state=State(standing["state"]),
        end_operation_id=standing["end_operation_id"],
        ended_at=standing["ended_at"],
        edits=tuple(made),
    )


def _shown(memory: Memory, edit: Edit) -> Memory:
    """The fact with those sources back in their places that `edit` hid."""
    back = {message for _, message in edit.before.get("sources", ())}
    hidden = tuple(source for source in memory.hidden_sources if source.memory_id not in back)
    sources = tuple(source for source in _all_sources(memory) if source not in hidden)
    return replace(memory, sources=sources, hidden_sources=hidden)


def _all_sources(memory: Memory) -> list[Source]:
    """Those that are shown and those that are hidden, each in its place."""
    sources, hidden = list(memory.sources), list(memory.hidden_sources)
    for place, message in sorted(place for edit in memory.edits for place in edit.before.get("sources", ())):
        source = next((s for s in hidden if s.memory_id == message), None)
        if source:
            hidden.remove(source)
            sources.insert(place, source)
    return sources


def _without(edit: Edit, messages: Collection[str]) -> Edit:
    """The edit, less what it hid of `messages`; one that hid nothing else forgot nothing either."""
    if "sources" not in edit.before:
        return edit
    kept = [[place, message] for place, message in edit.before["sources"] if message not in messages]
    return replace(edit, before={**edit.before, "sources": kept} if kept else {})
