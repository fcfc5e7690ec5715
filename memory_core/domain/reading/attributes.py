"""Attributes with one value: where somebody lives, whom they work for, what their dog is called.

An attribute is read only when one rule matches the whole of a statement. Whatever says more than one plain value (a
condition, a time gone by, a second clause) has none: an update wrongly recognised would mark a memory as outdated that
is true. The rules stand in the data files of the languages, in their table `attributes`:

    me, user            who speaks, in the first person; how an agent names whoever it serves
    leads, tails        what may stand before and after a statement, and changes nothing; with a comma, only before one
    unreal              words around a statement that make it a joke, a game, a quotation or a mere thought
    breaks              words that make more than one plain value of what holds them
    joins, surnames     small words within names; what names begin with in a script without blanks
    places              countries, regions, and cities by the names that this language has for them
    not_places, not_names, not_dates, not_firms, not_things    what looks like one, and is none
    case_endings        letters at the end of a name that change with its case
    kinds, topics, relations, pets                  words for them, each with the English one that stands in a key
    rules               verdict is the key. `value`: always this one. `ends`: it denies the value. `several`: one may
                        have more than one at a time. `replaces`: it takes the place of such another one. `formerly`:
                        other keys under which older programs stored it
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from memory_core.domain.reading.typed import as_typed
from memory_core.domain.reading.values import PLACES, SUBJECT, any_of, is_value
from memory_core.languages.load import codes, section
from memory_core.languages.matching import Matcher
from memory_core.languages.notation import HAN_AND_KANA, SPACELESS, compiled, folded
from memory_core.languages.rules import rules

_LONGEST = 250  # characters of a plain attribute; whatever is longer says more
_VALUES = (
    *("place", "city", "firm", "name", "full_name", "called", "job", "what", "thing"),
    *("age", "date", "phone", "email", "address"),
)
_NOBODY = "i"  # whose an attribute is when nothing is known of who speaks
_AROUND = 160  # characters of a message, before and after a statement, that may make it unreal
_TIMES = {"number": r"\d{1,4}", "year": r"(?:19|20)\d\d"}
_LEADS = 3  # of which so many may stand before a statement


@dataclass(frozen=True, slots=True)
class Attribute:
    """`key` is what is told, `value` how it is, or what it is no longer, when it `ends`. `relation` is whose it is:
    empty for whoever speaks, else "dog", "mother". One may have `several` at a time, unless it is said that this one
    `replaces` another. `rule` found it; `formerly` are other keys of the same."""

    key: str
    value: str
    rule: str
    relation: str = ""
    ends: bool = False
    several: bool = False
    replaces: bool = False
    formerly: tuple[str, ...] = ()

    def stored_as(self, *, speaker: str, person: str) -> str:
        """The key under which a fact is stored that tells it: `<subject>|<attribute>`, of the named speaker, or of the
        person whom the host knows by this id."""
        return self._stored(self.key, _subject(speaker) or person or _NOBODY)

    def stored_before(self, *, speaker: str, person: str) -> tuple[str, ...]:
        """The keys under which the same may be stored by older programs, which named no person."""
        now = self.stored_as(speaker=speaker, person=person)
        subject = _subject(speaker)
        named = (subject or person or _NOBODY, subject or _NOBODY)
        every = [self._stored(key, whose) for key in (self.key, *self.formerly) for whose in named]
        return tuple(dict.fromkeys(key for key in every if key != now))

    def _stored(self, key: str, subject: str) -> str:
        relation, _, rest = key.rpartition("/")
        relation = relation or self.relation
        return f"{subject}'s {relation}|{rest}" if relation else f"{subject}|{rest}"

    def is_of_same(self, other: "Attribute") -> bool:
        """Whether both tell the same attribute, whatever its value."""
        return (self.key, self.relation) == (other.key, other.relation)

    def has_value_of(self, other: "Attribute") -> bool:
        """Whether both name one value, or neither says which; in whatever case it stands."""
        ours, theirs = (set(map(_stem, re.findall(r"\w+", folded(each.value)))) for each in (self, other))
        return ours <= theirs or theirs <= ours


def _stem(word: str) -> str:
    return word.rstrip(_case_endings()) or word


@cache
def _case_endings() -> str:
    return "".join(section(code, "attributes").get("case_endings", "") for code in codes())


def attribute_of(text: str, *, speaker: str) -> Attribute | None:
    """The one attribute that a statement plainly tells of whoever says it, or of a named relation of theirs.

    `Anna lives in Porto`, said by Anna, tells what `I live in Porto` does; of anybody else it tells nothing.
    """
    if not 0 < len(text) <= _LONGEST:
        return None
    name = " ".join(speaker.split())
    plain = _named(as_typed(text), name)
    low = folded(plain)
    is_latin = low.isascii()
    for language in _languages():
        if language.is_latin or not is_latin:
            start, end = language.trimmed(low)
            for matcher in language.matchers:
                match = matcher.fullmatch(low, start, end)
                if match and (found := _read(matcher, match, plain, name=name)):
                    return found
    return None


def key_of(text: str, *, speaker: str, person: str) -> str:
    """The key under which a fact of these words is stored, when they tell an attribute; else empty."""
    said = attribute_of(text, speaker=speaker)
    return said.stored_as(speaker=speaker, person=person) if said else ""


def is_said_plainly(quote: str, message: str) -> bool:
    """Whether a statement stands in its message as it is meant: in no joke, game, quotation or mere thought."""
    at = message.find(quote)
    if at < 0:
        return True
    before, end = message[max(at - _AROUND, 0) : at], at + len(quote)
    said = folded(f"{before} {quote[:_LONGEST]} {message[end : end + _AROUND]}")
    return not before.rstrip().endswith((":", "：")) and not any(each.unreal.search(said) for each in _languages())


def _subject(speaker: str) -> str:
    return " ".join(speaker.split()).casefold()


def _named(text: str, speaker: str) -> str:
    """The text with the speaker's name put as one sign."""
    if not speaker:
        return text
    return re.sub(rf"(?<!\w){re.escape(speaker)}(?![^\W{SPACELESS}])", SUBJECT, text, flags=re.IGNORECASE)


def _read(matcher: Matcher, match: re.Match[str], plain: str, *, name: str) -> Attribute | None:
    rule = matcher.rule
    small = plain[match.start() : match.end()] == plain[match.start() : match.end()].lower()
    found: dict[str, str] = {}
    for group, place in matcher.places.items():
        if match[group] is not None:
            found[place] = plain[match.start(group) : match.end(group)].strip()
    if not all(is_value(place, value, language=rule.language, small=small) for place, value in found.items()):
        return None
    table = section(rule.language, "attributes")
    words = {place: {folded(w): english for w, english in table.get(f"{place}s", {}).items()} for place in _OF_TABLES}
    plain_words = {place: words[place][folded(found[place])] for place in _OF_TABLES if place in found}
    kind = plain_words.get("kind", "")
    topic = " ".join(table.get("topics", {}).get(word, word) for word in folded(found.get("topic", "")).split())
    value = next((found[place] for place in _VALUES if place in found), "").strip('"').replace(SUBJECT, name)
    relation = plain_words.get("relation", plain_words.get("pet", ""))
    if rule.verdict == "name" and not (relation or name or rule.more.get("replaces")):
        return None  # two people may speak, and neither is named
    return Attribute(
        key=rule.verdict.format(kind=f"{kind} " if kind else "", topic=topic),
        value=rule.more.get("value", value),
        rule=rule.id,
        relation=relation,
        ends=rule.more.get("ends", False),
        several=rule.more.get("several", False) or "pet" in found,
        replaces=rule.more.get("replaces", False),
        formerly=tuple(rule.more.get("formerly", ())),
    )


_OF_TABLES = ("kind", "relation", "pet")  # places whose words stand in a table of the language


@dataclass(frozen=True, slots=True)
class _Language:
    matchers: tuple[Matcher, ...]
    leads: re.Pattern[str]
    tails: re.Pattern[str]
    unreal: re.Pattern[str]
    is_latin: bool

    def trimmed(self, text: str) -> tuple[int, int]:
        """Where the statement begins and ends in a folded text, without what leads to it and trails behind."""
        start, end = 0, len(text)
        for _ in range(_LEADS):
            if lead := self.leads.match(text, start):
                start = lead.end()
        if tail := self.tails.search(text, start):
            end = tail.start()
        return start, end


@cache
def _languages() -> tuple[_Language, ...]:
    """Compiled when first asked for, for a search should not wait for it."""
    return tuple(_language(code) for code in codes())


def _language(code: str) -> _Language:
    table = section(code, "attributes")
    parts: Mapping[str, str] = table.get("parts", {})
    kinds = MappingProxyType(
        {**PLACES, **_TIMES}
        | {place: "|".join(_longest_first(table.get(f"{place}s", {}))) or "(?!)" for place in _OF_TABLES}
        | {"me": "|".join(_longest_first(table.get("me", ()))) or "(?!)"}
        | {"user": "|".join([SUBJECT, *_longest_first(table.get("user", ()))])}
    )
    letters = [char for word in table.get("user", ()) for char in folded(word)]
    return _Language(
        tuple(Matcher(rule, places=kinds) for rule in rules("attributes") if rule.language == code),
        leads=_leads(table.get("leads", ())),
        tails=re.compile(rf"(?:,\s?|，\s?|\s|(?<=[{HAN_AND_KANA}]))(?:{_any(table.get('tails', ()), parts)})\s?\Z"),
        unreal=any_of(table.get("unreal", ())),
        is_latin=any("a" <= char <= "z" for char in letters),
    )


def _leads(words: Iterable[str]) -> re.Pattern[str]:
    """What may stand before a statement, with the mark or the blank after it; a comma in the list asks for a mark."""
    marked = [re.escape(folded(word.removesuffix(","))) for word in words]
    bare = [re.escape(folded(word)) for word in words if not word.endswith(",")]
    mark, blank = r"\s?[,:，：、!！.。—-]\s?", rf"(?:\s|(?<=[{HAN_AND_KANA}]))"
    return re.compile(f"(?:{'|'.join(marked) or '(?!)'}){mark}|(?:{'|'.join(bare) or '(?!)'}){blank}")


def _any(patterns: list[str] | tuple[str, ...], parts: Mapping[str, str]) -> str:
    return compiled(*patterns, parts=parts, places=_TIMES, anywhere=False).regex if patterns else "(?!)"


def _longest_first(words: Mapping[str, str] | list[str] | tuple[str, ...]) -> Iterator[str]:
    yield from (re.escape(folded(word)) for word in sorted(words, key=len, reverse=True))
