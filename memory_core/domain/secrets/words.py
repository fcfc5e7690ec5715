"""The words that name secrets, in every language, as the tables `[secrets]` have them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial

from memory_core.domain.secrets.kinds import Kind
from memory_core.languages.load import codes, section
from memory_core.languages.notation import SPACELESS, folded

TABLE = "secrets"


@dataclass(frozen=True, slots=True)
class _Programs:
    needed: tuple[str, ...]  # a text has one of these if it has such a name
    pattern: str


# Names that programs give, which are of no language.
_TOKEN = "token"
_IN_PROGRAMS = {
    "password": _Programs(
        ("pass", "pwd"),
        r"pass(?=[\"']?\s?[:=])|(?:db|root|user|admin|my|smtp|ftp|mysql|pg|redis)?(?:passwd|passw|pwd)|pgpassword"
        r"|mysql_pwd",
    ),
    "key": _Programs(
        ("key", "secret"),
        r"(?:api|access|secret|auth|app|account|master|encryption|signing|service|consumer|application|subscription"
        r"|license|storage)[ _.-]?keys?|x-(?:api|auth|functions)-key|(?:client|app|api|consumer|webhook|shared|signing"
        r"|session|jwt|oauth)[ _.-]?secrets?(?:[ _.-]?(?:key|base))?|secret[ _-]access[ _-]key|(?<=[_-])secret"
        r"|(?<=[_-])key|secret(?=[\"']?\s?[:=])",
    ),
    _TOKEN: _Programs(
        ("token", "sess", "connect.sid"),
        r"(?:access|auth|api|bearer|refresh|session|bot|id|csrf|personal|oauth|security|device|push|x-auth|deploy)"
        r"[ _.-]?tokens?|(?<=[_-])token|token(?=[\"']?\s?[:=])"
        r"|(?:phpsessid|jsessionid|connect\.sid|sessionid|session_id)",
    ),
}
_TABLES = {
    "phrase": Kind.RECOVERY_PHRASE,
    "private_key": Kind.PRIVATE_KEY,
    "pin": Kind.PIN,
    "code": Kind.SECURITY_CODE,
    "key": Kind.API_KEY,
    "password": Kind.PASSWORD,
    "login": Kind.PASSWORD,  # with a name before the password
}
_COMPOUNDS = ("password", "key", "code")  # whose names may end a longer word


def words(name: str) -> list[str]:
    """One list of the tables of every language, folded, the longest first."""
    every = (word for code in codes() for word in section(code, TABLE).get(name, ()))
    return sorted({folded(word) for word in every}, key=lambda word: (-len(word), word))


def choice(of: Iterable[str], *, front: bool = True) -> str:
    """Any of these words, each by itself where its script parts words."""
    parted = [word for word in of if not re.search(f"[{SPACELESS}]", word)]
    other = [word for word in of if re.search(f"[{SPACELESS}]", word)]
    begins = r"(?<![^\W_])" if front else ""
    made = [rf"{begins}(?:{_any(parted)})(?![^\W\d_{SPACELESS}])"] if parted else []
    return "|".join([*made, *([_any(other)] if other else [])])


def _any(of: Iterable[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"[\s_-]{1,3}") for word in of)


type _Named = tuple[str, str, Callable[[], re.Pattern[str]]]


@dataclass(frozen=True, slots=True)
class Name:
    """Where a text names a secret: from `start` until `end`, as `table` has it, which says of what kind it is."""

    start: int
    end: int
    table: str

    @property
    def kind(self) -> Kind:
        return Kind.TOKEN if self.table == _TOKEN else _TABLES[self.table]


def named(small: str) -> list[Name]:
    """The names in a folded text, in order; of those that begin together the longest, and none within another."""
    held = [(table, name) for table, word, name in _names() if word in small]
    every = [Name(m.start(), m.end(), table) for table, name in held for m in name().finditer(small)]
    apart: list[Name] = []
    for name in sorted(every, key=lambda name: (name.start, -name.end)):
        if not apart or name.start >= apart[-1].end:
            apart.append(name)
    return apart


@cache
def _names() -> list["_Named"]:
    """Each name: its table, what a folded text holds if it has the name, and its pattern, compiled when that is so."""
    every: list[_Named] = []
    for table in _TABLES:
        for word in words(table):
            needed = max(re.split(r"[\s_-]", word), key=len)
            front = table not in _COMPOUNDS
            every.append((table, needed, cache(partial(_compiled, choice([word], front=front)))))
    for table, programs in _IN_PROGRAMS.items():
        for needed in programs.needed:
            every.append((table, needed, cache(partial(_compiled, f"(?:{programs.pattern})(?![^\\W\\d_])"))))
    return every


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def being() -> re.Pattern[str]:
    """What stands between the name and the value."""
    return re.compile(choice(words("is")))


@cache
def states() -> re.Pattern[str]:
    """What follows `is` and tells how a password is, and not what it is."""
    return re.compile(choice(words("states")))


@cache
def instead() -> re.Pattern[str]:
    """What makes another thing of the name that it follows: a password manager, an expired token."""
    return re.compile(rf"[\s_-]{{0,2}}(?:{choice(words('instead'), front=False)})")


@cache
def numbers() -> re.Pattern[str]:
    """What says whose number follows: a card's (`card`), or another."""
    return re.compile(f"(?P<card>{choice(words('card'), front=False)})|{choice(words('other'), front=False)}")


@cache
def passports() -> re.Pattern[str]:
    return re.compile(choice(words("passport"), front=False))
