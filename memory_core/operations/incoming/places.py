"""Places: into whose memory the people of a file come, and who will see it there."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from memory_core.domain.scope import Scope
from memory_core.errors import InvalidParameter
from memory_core.readers.told import Told

AGENT = "dify"  # of what names none
EACH = "{user}"  # in a realm: the person's id in the file
_COLUMNS = ("from", "realm", "user")


@dataclass(frozen=True, slots=True)
class Person:
    """Where one person of a file belongs."""

    realm: str
    user: str


@dataclass(frozen=True, slots=True)
class Places:
    """The rules of an import. `agent` and `user` are for all when given; `realm` is for all, and may hold `{user}`.
    With `people`, by the file's own ids, whoever is not among them is left out."""

    space: str
    agent: str | None = None
    realm: str = ""
    user: str | None = None
    people: Mapping[str, Person] | None = field(default=None)

    def of(self, told: Told) -> Scope | None:
        """The scope of a message or fact; None when it is left out. Raises InvalidParameter for an unusable id."""
        person = self.person(told.user)
        if person is None:
            return None
        agent = self.agent or told.agent or AGENT
        return Scope(space=self.space, agent=agent, realm=person.realm, user=person.user, session=told.chat)

    def person(self, user: str) -> Person | None:
        """Where a person of the file belongs, by their id there, which is empty when it names nobody."""
        if self.people is not None:
            return self.people.get(user)
        if EACH in self.realm and not user:
            return None
        return Person(self.realm.replace(EACH, user), user if self.user is None else self.user)


def seen_by(person: Person | None) -> str:
    """Who sees what comes in for a person, in a sentence."""
    if person is None:
        return "left out"
    kind, _, name = person.realm.partition(":")
    if not person.realm:
        return "every call of this key without isolation"
    if kind == "user" and name:
        return f"the calls of Dify's user {name} alone"
    return f"the calls of {kind} {name} alone" if name else f"calls in the realm {person.realm} alone"


def read_people(lines: Iterable[str]) -> dict[str, Person]:
    """People by the file's ids, of a CSV with the columns `from`, `realm` and, if they are to have another id here,
    `user`. Raises InvalidParameter."""
    rows = csv.reader(lines, strict=True)
    try:
        columns = [name.strip().lstrip("\ufeff").casefold() for name in next(rows, [])]
        if not {"from", "realm"} <= set(columns) or not set(columns) <= set(_COLUMNS):
            raise InvalidParameter(f"The file of users needs a first line like: {','.join(_COLUMNS)}.")
        people: dict[str, Person] = {}
        for row in rows:
            if not any(map(str.strip, row)):
                continue
            said = dict(zip(columns, map(str.strip, row), strict=False))
            if len(row) < 2 or said["from"] in people:
                raise InvalidParameter(f"The file of users cannot be used: line {rows.line_num} is short or a repeat.")
            people[said["from"]] = Person(said.get("realm", ""), said.get("user", "") or said["from"])
    except csv.Error:
        raise InvalidParameter(f"The file of users is no CSV from line {rows.line_num} on.") from None
    return people
