"""Forgetting: what becomes of a memory when it is forgotten, and of a fact when messages that it was drawn from are.

Forgotten by mark, a memory is hidden, and every mark is an Edit, so that it can be taken back, in whatever order.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from memory_core.domain.edits import Edit, HiddenSource, Standing
from memory_core.domain.memory import Fact, Memory, Said, Source, Statement
from memory_core.domain.states import State
from memory_core.domain.times import DAY

UNDO_DAYS = 30


def undoable_until(at: int) -> int:
    """Until when what was forgotten by mark at `at` is kept."""
    return at + UNDO_DAYS * DAY


def forgotten[M: Memory](memory: M, *, operation: str, at: int) -> M:
    """The memory, forgotten by mark; also one that was forgotten before, which comes back only when both are undone."""
    return _after(memory, [*memory.edits, Edit(operation, at, forgot=_standing(memory))])


def with_hidden(fact: Fact, messages: Collection[str], *, operation: str, at: int) -> Fact:
    """A fact whose sources in `messages` are forgotten by mark; forgotten with them when it rests on nothing else."""
    hidden = [source for source in fact.sources if source.memory_id in messages]
    if not hidden:
        return fact
    places = enumerate(_all_sources(fact))
    gone = tuple(HiddenSource(place, source.memory_id) for place, source in places if source in hidden)
    return _settled(
        replace(
            fact,
            sources=tuple(s for s in fact.sources if s.memory_id not in messages),
            hidden_sources=(*fact.hidden_sources, *hidden),
            edits=(*fact.edits, Edit(operation, at, hid=gone)),
        )
    )


def unforgotten[M: Memory](memory: M, *, operation: str) -> M:
    """The memory as if `operation` had forgotten neither it nor any of its sources: exactly as it was before, unless
    others forgot it too."""
    for edit in reversed(memory.edits):
        memory = _shown(memory, edit) if edit.operation_id == operation else memory
    kept = [edit for edit in memory.edits if edit.operation_id != operation or not edit.forgets]
    return _settled(_after(memory, kept))


def without[M: Memory](memory: M, messages: Collection[str]) -> M:
    """A memory without what it holds of `messages`, which are erased: a fact loses those sources, quotes and all, and
    may rest on nothing any longer."""
    if not isinstance(memory, Fact):
        return memory
    edits = [_without(edit, messages) for edit in memory.edits]
    return _settled(
        replace(
            _after(memory, [edit for edit in edits if edit is not None]),
            sources=tuple(s for s in memory.sources if s.memory_id not in messages),
            hidden_sources=tuple(s for s in memory.hidden_sources if s.memory_id not in messages),
        )
    )


def rests_on_something(fact: Fact) -> bool:
    """Whether a fact that lost sources is still one: it was told in so many words, or a source is left, if hidden."""
    return fact.told or _supports(fact, (*fact.sources, *fact.hidden_sources))


def relinked[M: Memory](memory: M, gone: Mapping[str, Memory]) -> M:
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


def unfollowed[S: Statement](statement: S, gone: Collection[str]) -> S:
    """A statement that followed erased ones, or a reply that answered one: without their ids."""
    freed = replace(statement, follows=tuple(one for one in statement.follows if one.memory_id not in gone))
    return replace(freed, answers="") if isinstance(freed, Said) and freed.answers in gone else freed


def forgotten_since(memory: Memory) -> int:
    """When a forgotten memory was forgotten first, of those marks that hold."""
    return min((edit.at for edit in memory.edits if edit.forgot), default=memory.ended_at or 0)


def _settled[M: Memory](memory: M) -> M:
    """A fact without a source that is shown is forgotten by what hid the last of them, and by nothing once it has
    one."""
    hiding = [edit for edit in memory.edits if edit.hid]
    if not hiding or not isinstance(memory, Fact):
        return memory
    stays = memory.told or _supports(memory, memory.sources)
    last = None if stays else hiding[-1]
    now = _standing(memory)
    return _after(memory, [replace(e, forgot=now if e is last else None) if e.hid else e for e in memory.edits])


def _supports(fact: Fact, sources: Sequence[Source]) -> bool:
    """Whether one of them says the fact: the message that ended it says the contrary."""
    return any(source.memory_id != fact.superseded_by for source in sources)


def _standing(memory: Memory) -> Standing:
    return Standing(memory.state, memory.end_operation_id, memory.ended_at)


def _after[M: Memory](memory: M, edits: Sequence[Edit]) -> M:
    """The memory as it stands after `edits`; each that forgets learns anew how it stood before."""
    standing = next((edit.forgot for edit in memory.edits if edit.forgot), _standing(memory))
    made = []
    for edit in edits:
        made.append(replace(edit, forgot=standing) if edit.forgot else edit)
        if edit.forgot:
            standing = Standing(State.FORGOTTEN, edit.operation_id, edit.at)
    return replace(
        memory,
        state=standing.state,
        end_operation_id=standing.end_operation_id,
        ended_at=standing.ended_at,
        edits=tuple(made),
    )


def _shown[M: Memory](memory: M, edit: Edit) -> M:
    """A fact with those sources back in their places that `edit` hid."""
    if not isinstance(memory, Fact):
        return memory
    back = {each.memory_id for each in edit.hid}
    hidden = tuple(source for source in memory.hidden_sources if source.memory_id not in back)
    sources = tuple(source for source in _all_sources(memory) if source not in hidden)
    return replace(memory, sources=sources, hidden_sources=hidden)


def _all_sources(fact: Fact) -> list[Source]:
    """Those that are shown and those that are hidden, each in its place."""
    sources, hidden = list(fact.sources), list(fact.hidden_sources)
    for each in sorted(hidden_source for edit in fact.edits for hidden_source in edit.hid):
        source = next((s for s in hidden if s.memory_id == each.memory_id), None)
        if source:
            hidden.remove(source)
            sources.insert(each.place, source)
    return sources


def _without(edit: Edit, messages: Collection[str]) -> Edit | None:
    """The edit, less what it hid of `messages`; None when it hid nothing else, and so forgot nothing either."""
    if not edit.hid:
        return edit
    kept = tuple(each for each in edit.hid if each.memory_id not in messages)
    return replace(edit, hid=kept) if kept else None
