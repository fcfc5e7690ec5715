"""What narrows a search, a list or a forgetting, as a person writes it: `type:fact since:2026-03 tag:work`.

Parts stand apart by spaces, commas or lines; each is a key, a colon and a value. A value with spaces stands in quotes;
`type`, `tag` and `state` take several, separated by commas or as a list. A month or a year is a time, too.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from forms.fields import Filter, FilterKey
from memory_core import parse_moment, storable
from memory_core.errors import InvalidParameter
from tools.lists import means_nothing, read_list

EXAMPLE = "type:fact since:2026-03 tag:work"
_GAP = re.compile(r"[\s,，、;；]*")
_KEY = re.compile(r"([^\W\d]\w*)\s*[:：=]\s*")
_VALUE = re.compile(
    r"""(?P<quoted>"[^"]*"?|'[^']*'?)"""
    r"""|(?P<list>\[(?:'(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?|[^\]'"])*\]?)"""
    r"""|(?P<plain>(?:\{\{[^{}]*\}\}|[^\s,，、;；])+)""",
    re.DOTALL,
)
_MONTH = re.compile(r"(\d{4})(?:-(\d\d?))?")
_SEVERAL = (FilterKey.TYPE, FilterKey.TAG, FilterKey.STATE)
_TYPES = {"fact": "semantic", "message": "episodic", "procedure": "procedural", "summary": "summary"}
_ALSO_TYPES = {"facts": "fact", "messages": "message", "procedures": "procedure", "summaries": "summary"}
_ALSO_TYPES |= {kind: word for word, kind in _TYPES.items()}
_STATES = {"active": ("active",), "superseded": ("superseded",), "any": ("active", "superseded")}
_YES_NO = {"yes": True, "no": False, "true": True, "false": False}
_LATEST = (FilterKey.UNTIL, FilterKey.AS_OF)  # a month is its last day here, else its first
_MOST_TAGS, _LONGEST_TAG = 32, 100
_LONGEST = 20_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What a filter says, as the library takes it; empty where it says nothing. `before` excludes its moment."""

    types: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    since: str | None = None
    until: str | None = None
    as_of: str | None = None
    before: str | None = None
    session: str = ""
    shared: bool = False


def parse_filter(text: str, field: Filter) -> Narrowed:
    """Raises InvalidParameter with a sentence that says what to write."""
    if len(text) > _LONGEST:
        raise InvalidParameter(f"{field.name} has more than {_LONGEST:,} characters. Shorten it.")
    if means_nothing(text):
        return Narrowed()
    given: dict[FilterKey, list[str]] = {}
    for key, values in _parts(storable(text, name=field.name), field):
        if key in given and key not in _SEVERAL:
            raise InvalidParameter(f"{field.name} says {key} more than once. Leave one of them.")
        given.setdefault(key, []).extend(values)
    return _narrowed(given, field)


def _parts(text: str, field: Filter) -> Iterator[tuple[FilterKey, list[str]]]:
    place = _after_gap(text, 0)
    key: FilterKey | None = None
    while place < len(text):
        if named := _KEY.match(text, place):
            key = _key(named[1], field)
            place = named.end()
        if key is None or (not named and key not in _SEVERAL):
            raise InvalidParameter(
                f"{field.name} holds a part without a key. Write key:value, like {EXAMPLE}, with quotes around a value "
                "that has spaces."
            )
        value = _VALUE.match(text, place)
        values = _values(value) if value else []
        if not values and (value is None or not value["list"]):
            raise InvalidParameter(
                f"{field.name} says {key} without a value. Write one after the colon, or leave it out."
            )
        yield key, values
        place = _after_gap(text, value.end() if value else place)


def _after_gap(text: str, place: int) -> int:
    gap = _GAP.match(text, place)
    return gap.end() if gap else place


def _values(match: re.Match[str]) -> list[str]:
    if quoted := match["quoted"]:
        values = [quoted[1:].removesuffix(quoted[0])]
    elif listed := match["list"]:
        values = [str(value) for value in read_list(listed) or [listed.strip("[]")] if value is not None]
    else:
        values = [match["plain"]]
    return [value.strip() for value in values if value.strip()]


def _key(word: str, field: Filter) -> FilterKey:
    if word.lower() in list(field.keys):
        return FilterKey(word.lower())
    raise InvalidParameter(
        f"{field.name} has a key that is not known{_meant(word, field.keys)}. It takes {', '.join(field.keys)}, like "
        f"{EXAMPLE}."
    )


def _meant(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word.lower()[:50], list(known), n=1)
    return f"; did you mean {close[0]}?" if close else ""


def _narrowed(given: Mapping[FilterKey, list[str]], field: Filter) -> Narrowed:
    def one(key: FilterKey) -> str:
        return given.get(key, [""])[0]

    types = {word: kind for word, kind in _TYPES.items() if field.summaries or word != "summary"}
    narrowed = Narrowed(
        types=tuple(
            _chosen(_ALSO_TYPES.get(word.lower(), word), types, FilterKey.TYPE, field)
            for word in given.get(FilterKey.TYPE, ())
        ),
        tags=_tags(given.get(FilterKey.TAG, ()), field),
        states=tuple(
            state for word in given.get(FilterKey.STATE, ()) for state in _chosen(word, _STATES, FilterKey.STATE, field)
        ),
        since=_moment(one(FilterKey.SINCE), FilterKey.SINCE, field),
        until=_moment(one(FilterKey.UNTIL), FilterKey.UNTIL, field),
        as_of=_moment(one(FilterKey.AS_OF), FilterKey.AS_OF, field),
        before=_moment(one(FilterKey.BEFORE), FilterKey.BEFORE, field),
        session=one(FilterKey.SESSION),
        shared=_chosen(one(FilterKey.SHARED) or "no", _YES_NO, FilterKey.SHARED, field),
    )
    _check_order(narrowed, field)
    return narrowed


def _chosen[V](word: str, known: Mapping[str, V], key: FilterKey, field: Filter) -> V:
    if word.lower() in known:
        return known[word.lower()]
    raise InvalidParameter(f"{field.name}: {key} takes {', '.join(known)}{_meant(word, known)}. Write one of them.")


def _tags(words: Sequence[str], field: Filter) -> tuple[str, ...]:
    tags = tuple(dict.fromkeys(words))
    if len(tags) > _MOST_TAGS or any(len(tag) > _LONGEST_TAG for tag in tags):
        raise InvalidParameter(f"{field.name} takes at most {_MOST_TAGS} tags of {_LONGEST_TAG} characters.")
    return tags


def _moment(word: str, key: FilterKey, field: Filter) -> str | None:
    """A date or time as it is; of a month or year its first day, or its last."""
    if not word:
        return None
    written = _day_of(word, latest=key in _LATEST)
    try:
        parse_moment(written, name=key)
    except InvalidParameter:
        raise InvalidParameter(
            f"{field.name}: {key} is no date. Write it in ISO 8601, like {key}:2026-03-04, {key}:2026-03 or "
            f"{key}:2026-03-04T09:30:00+01:00."
        ) from None
    return written


def _day_of(word: str, *, latest: bool) -> str:
    found = _MONTH.fullmatch(word)
    if not found or not 1 <= int(found[2] or 1) <= 12 or int(found[1]) == 0:
        return word
    year, month = int(found[1]), int(found[2] or (12 if latest else 1))
    return f"{year:04}-{month:02}-{monthrange(year, month)[1] if latest else 1:02}"


def _check_order(narrowed: Narrowed, field: Filter) -> None:
    if narrowed.since and narrowed.until:
        until = parse_moment(narrowed.until, name="until", end_of_day=True)
        if parse_moment(narrowed.since, name="since") > until:
            raise InvalidParameter(f"{field.name}: since lies after until. Swap them, or leave one out.")
