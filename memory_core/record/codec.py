"""The codec: records as plain values, and back.

A field is declared once, in domain/memory.py. Here stands how each *type* of value is written in each of two forms, and
the few fields that a form names otherwise:

- `stored`, what an engine keeps in a payload: moments are numbers, and what is missing has its default.
- `told`, what exports, the command line and the tools say: moments are ISO 8601 in UTC to the microsecond. It is read
  strictly, for a file may come from anywhere.

Neither form may change for what is there already: a new field has a default, a renamed one a line in a table below.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, make_dict_unstructure_fn, override

from memory_core.domain.edits import Before, Edit, HiddenSource, Standing
from memory_core.domain.memory import (
    KINDS,
    Aside,
    Extraction,
    Fact,
    Followed,
    Lasting,
    Memory,
    MemoryType,
    Role,
    Source,
)
from memory_core.domain.scope import LONGEST_KEPT, Scope
from memory_core.domain.states import State
from memory_core.domain.times import Moment, parse, to_iso, to_iso_exactly
from memory_core.errors import InvalidParameter
from memory_core.record.strictness import Unreadable, problem_of, read_strictly

type Values = dict[str, Any]

_PLACE = {"space": "space_id", "agent": "agent_id", "realm": "realm", "user": "user_id", "session": "session_id"}
_ID, _TYPE = "memory_id", "memory_type"  # in a payload


# -- stored ------------------------------------------------------------------------------------------------------------


def to_stored(memory: Memory) -> Values:
    """The whole record as an engine keeps it. The quotes of sources stand apart from their ids, which are filtered
    by."""
    values: Values = _storing().unstructure(memory)
    values[_TYPE] = memory.type.value
    values |= _placed(memory.scope)
    if isinstance(memory, Fact):
        values["source_ids"] = [source.memory_id for source in memory.sources]
        values["source_quotes"] = [source.quote for source in memory.sources]
    return values


def from_stored(values: Mapping[str, Any]) -> Memory:
    """The record that `to_stored` wrote, in this program or an older one."""
    ids, quotes = values.get("source_ids") or (), values.get("source_quotes") or ()
    sources = [{"id": memory_id, "quote": quote} for memory_id, quote in zip(ids, quotes, strict=True)]
    record = {**values, "scope": stored_scope(values), "sources": sources}
    memory: Memory = _storing().structure(record, KINDS[MemoryType(values[_TYPE])])
    return memory


def stored_scope(values: Mapping[str, Any]) -> Scope:
    """The scope that a stored record is in."""
    place: list[str] = [values.get(name) or "" for name in _PLACE.values()]
    return _kept_scope(*place) if sum(map(len, place)) <= LONGEST_KEPT else _scope(*place)


def _scope(space: str, agent: str, realm: str, user: str, session: str) -> Scope:
    return Scope(space=space, agent=agent, realm=realm, user=user, session=session)


_kept_scope = lru_cache(maxsize=1_000)(_scope)  # for a scope checks its ids, and what a search finds is of a few


# -- told --------------------------------------------------------------------------------------------------------------


def to_told(memory: Memory) -> Values:
    """The record in the words of exports, tools and the command line, every field of its kind. It says neither the
    space, which a key names, nor what is forgotten: hidden sources, and the marks of forgetting."""
    values: Values = _telling().unstructure(memory)
    values["edits"] = [_told_edit(edit) for edit in memory.edits if not edit.forgets]
    return {"id": values.pop("id"), "type": memory.type.value, **values, **_placed(memory.scope, "space")}


def from_told(values: Mapping[str, Any], *, space: str) -> Memory:
    """The record that `to_told` told, in that space. Raises InvalidParameter, which names the field that is wrong and
    never quotes what stands in it; a field that is not known is refused, one that is missing has its default."""
    record = dict(values)
    kind = KINDS.get(record.pop("type", None))
    if kind is None:
        raise InvalidParameter(f"cannot be used: type: must be one of {', '.join(KINDS)}.")
    place = {part: record.pop(name, "") for part, name in _PLACE.items() if part != "space"}
    if not all(isinstance(value, str) for value in place.values()):
        raise InvalidParameter("cannot be used: agent_id, realm, user_id and session_id must be text.")
    if not place["agent"]:
        raise InvalidParameter("cannot be used: agent_id: must not be empty.")
    record["scope"] = Scope(space=space, **place)
    try:
        memory: Memory = _telling().structure(record, kind)
    except Exception as exc:  # noqa: BLE001 - cattrs gathers whatever its hooks raise
        raise InvalidParameter(problem_of(exc)) from None
    return memory


# -- shown -----------------------------------------------------------------------------------------------------------


def shown(memory: Memory) -> Values:
    """The record as tools and the command line show it to people: like `to_told`, with moments to the second, and with
    an empty text in place of what is not there."""
    values: Values = _showing().unstructure(memory) | _placed(memory.scope, "space")
    return {"type": memory.type.value} | {name: "" if value is None else value for name, value in values.items()}


# -- both --------------------------------------------------------------------------------------------------------------


def _placed(scope: Scope, *but: str) -> Values:
    """The parts of a scope under the names that every form has for them."""
    return {name: getattr(scope, part) or "" for part, name in _PLACE.items() if part not in but}


@cache
def _storing() -> Converter:
    converter = Converter(detailed_validation=False)
    converter.register_unstructure_hook(Edit, _stored_edit)
    converter.register_structure_hook(Edit, lambda values, _: _edit(values, moment=_as_it_is))
    _add_kinds(converter, names={"id": _ID}, hidden=("scope", "sources"), strict=False)
    return converter


@cache
def _telling() -> Converter:
    converter = Converter(detailed_validation=True, forbid_extra_keys=True)
    read_strictly(converter, choices=(State, Role, Extraction, Aside, Lasting))
    converter.register_unstructure_hook_factory(_is_moment, lambda _: to_iso_exactly)
    converter.register_structure_hook_factory(_is_moment, lambda _: lambda value, _: _moment(value))
    converter.register_structure_hook(Edit, lambda values, _: _edit(values, moment=_moment))
    _add_kinds(converter, names={"event_at": "event_time"}, hidden=("scope", "hidden_sources", "edits"), strict=True)
    return converter


@cache
def _showing() -> Converter:
    converter = Converter()
    converter.register_unstructure_hook_factory(_is_moment, lambda _: to_iso)
    _add_kinds(converter, names={"event_at": "event_time"}, hidden=("scope", "hidden_sources", "edits"), strict=False)
    return converter


def _add_kinds(converter: Converter, *, names: Mapping[str, str], hidden: tuple[str, ...], strict: bool) -> None:
    """Teaches a converter the kinds of records: the fields it names otherwise, and those that it does not write."""
    converter.register_structure_hook(Scope, lambda value, _: value)
    of_source = {"memory_id": override(rename="id")}
    of_kinds = {name: override(rename=stored) for name, stored in names.items()}
    for kind, renamed in [(Source, of_source), (Followed, of_source), *((kind, of_kinds) for kind in KINDS.values())]:
        unwritten = {name: override(omit=True) for name in hidden if kind not in (Source, Followed)}
        to_write: Any = {**renamed, **unwritten}
        to_read: Any = renamed
        writing: Any = make_dict_unstructure_fn(kind, converter, **to_write)
        reading: Any = make_dict_structure_fn(kind, converter, _cattrs_forbid_extra_keys=strict, **to_read)
        converter.register_unstructure_hook(kind, writing)
        converter.register_structure_hook(kind, reading)


def _is_moment(kind: Any) -> bool:
    return bool(kind is Moment or kind == Moment.__value__)


def _moment(value: Any) -> int:
    """From ISO 8601; a number is one that the first version of the export left as it was."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise Unreadable("must be a time in ISO 8601")
    try:
        return parse(value, name="it")
    except InvalidParameter:
        raise Unreadable("must be a time in ISO 8601") from None


def _as_it_is(value: Any) -> Any:
    return value


# -- edits: a mapping of what was before, by whichever fields an edit touched ------------------------------------------


def _stored_edit(edit: Edit) -> Values:
    before: Values = {name: _plain(value) for name, value in edit.before.values().items()}
    if edit.forgot:
        before |= {
            "state": edit.forgot.state.value,
            "end_operation_id": edit.forgot.end_operation_id,
            "ended_at": edit.forgot.ended_at,
        }
    if edit.hid:
        before["sources"] = [[hidden.place, hidden.memory_id] for hidden in edit.hid]
    return {"operation_id": edit.operation_id, "at": edit.at, "before": before}


def _told_edit(edit: Edit) -> Values:
    return {"operation_id": edit.operation_id, "at": to_iso_exactly(edit.at), "before": told_before(edit.before)}


def told_before(before: Before) -> Values:
    """The fields of an edit as they were before it, in the words of `to_told`."""
    moments = ("expires_at", "last_seen_at")
    values = {name: _plain(value) for name, value in before.values().items()}
    return {n: to_iso_exactly(v) if n in moments and v is not None else v for n, v in values.items()}


def _edit(values: Any, *, moment: Any) -> Edit:
    """Raises Unreadable when it is none."""
    if not isinstance(values, Mapping) or not isinstance(values.get("before"), Mapping):
        raise Unreadable("must be an edit, with what was before")
    before = dict(values["before"])
    state, operation, ended = (before.pop(name, None) for name in ("state", "end_operation_id", "ended_at"))
    hidden = before.pop("sources", ())
    for name in ("expires_at", "last_seen_at"):
        if before.get(name) is not None:
            before[name] = moment(before[name])
    if "tags" in before:
        before["tags"] = tuple(map(str, before["tags"]))
    try:
        was = Before(**before)
    except TypeError:
        raise Unreadable("says of a field that it was edited which is never edited") from None
    return Edit(
        str(values.get("operation_id", "")),
        moment(values.get("at")),
        was,
        Standing(State(state), operation or "", ended) if state else None,
        tuple(HiddenSource(place, memory_id) for place, memory_id in hidden),
    )


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
