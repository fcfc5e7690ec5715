"""What the marketplace's scanners find in code and words, and whether it is explained.

A scanner knows patterns, not reasons. So what it finds is either changed or explained in `explained.py`; what stands
there is printed, for the security notes of a submission.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dev.shipping.rules.explained import EXPLAINED
from dev.shipping.rules.opened import Package
from dev.shipping.rules.rule import Rule, Weight, advises, blocks

LARGEST = 2**20  # scanners leave larger files alone
CAPABILITIES = {
    "runs a command": r"\bsubprocess\.\w+\s*\(|\bos\.(system|popen|spawn\w*|exec\w*)\s*\(",
    "runs code": r"(?<![\w.])(eval|exec|compile)\s*\(|\bimportlib\.import_module\s*\(|\b__import__\s*\(|"
    r"\b(pickle|marshal)\.loads?\s*\(",
    "asks a database": r"(?i)\bselect\b.{0,200}\bfrom\b|\binsert\s+into\b|\bdelete\s+from\b|\bdrop\s+table\b|"
    r"\b(sqlite3|psycopg2?|pymysql|sqlalchemy)\b|\.execute(many)?\s*\(",
    "touches files": r"(?<![\w.])open\s*\(|\bos\.(remove|unlink|rename|replace|makedirs|listdir|walk)\s*\(|"
    r"\bshutil\.(copy\w*|move|rmtree)\s*\(|\bglob\.glob\s*\(",
    "asks the network": r"\b(requests|httpx)\.(get|post|put|patch|delete|head|options|request|stream)\s*\(|"
    r"\burlopen\s*\(",
    "drives a browser": r"\b(playwright|selenium|pyppeteer|webdriver)\b",
    "logs in elsewhere": r"\b(paramiko|asyncssh|pysftp)\b",
}
MONEY = (
    r"(?i)\b(payments?|checkout|charge[sd]?|refund(s|ed)?|payouts?|transactions?|trading|withdraw(als?|s)?|deposits?|"
    r"(asset|token|wire|wallet) transfers?|(transfer|send) (funds?|assets?|money|cash|crypto|tokens?|coins?))\b"
)
SECRETS = {  # by the form that whoever issues them gave them, and by the name of what holds them
    "a key of OpenAI": r"\bsk-[A-Za-z0-9_-]{20,}",
    "a key of GitHub": r"\bgh[pousr]_[A-Za-z0-9_]{20,}",
    "a key of Slack": r"\bxox[baprs]-[A-Za-z0-9-]{10,}",
    "a key of AWS": r"\bAKIA[0-9A-Z]{16}\b",
    "a key of Google": r"\bAIza[A-Za-z0-9_-]{35}",
    "a signed token": r"\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "a quoted secret": r"(?i)(key|secret|token|password)[\"']?(: *\w+)?\s*[:=]\s*[\"'][A-Za-z0-9_-]{20,}[\"']",
}
_SOUNDS_SECRET = re.compile(r"(?i)credential|api_?key|secret|token|passw")
_LOGS = frozenset(("debug", "info", "warning", "error", "exception", "critical", "log"))


@dataclass(frozen=True, slots=True)
class Hit:
    what: str
    file: str
    line: int
    words: str


def no_secret_ships(package: Package) -> Iterator[str]:
    for name, text in _scanned(package):
        for number, line in enumerate(text.splitlines(), 1):
            for what, pattern in SECRETS.items():
                if re.search(pattern, line):
                    yield f"{name}:{number} looks like {what}: remove it, and revoke it if it is one."


def what_scanners_find_is_explained(package: Package) -> Iterator[str]:
    explained = {(entry.what, file) for entry in EXPLAINED for file in entry.files}
    for hit in hits(package):
        if (hit.what, hit.file) not in explained:
            yield f"{hit.file}:{hit.line} {hit.what} (`{hit.words[:80]}`): change it, or explain it in explained.py."


def scanners_are_answered(package: Package) -> Iterator[str]:
    found = {(hit.what, hit.file) for hit in hits(package)}
    for entry in EXPLAINED:
        if files := [file for file in entry.files if (entry.what, file) in found]:
            yield f"{entry.what}: {entry.why} ({', '.join(files)})"


def what_sounds_secret_is_returned(package: Package) -> Iterator[str]:
    """A scanner warns of every value that is handed on under such a name, a count of tokens too."""
    handing = (ast.Return, ast.Yield)
    found = [
        name
        for name, text in package.texts(".py").items()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, handing) and node.value and _sounds_secret(node.value)
    ]
    if found:
        files = ", ".join(sorted(set(found)))
        yield f"{len(found)} values that sound secret are returned or yielded; be ready to say which are: {files}."


def hits(package: Package) -> Iterator[Hit]:
    """Everything that a scanner would ask about."""
    for name, text in _scanned(package):
        patterns = {"speaks of money": MONEY} | (CAPABILITIES if name.endswith(".py") else {})
        for number, line in enumerate(text.splitlines(), 1):
            for what, pattern in patterns.items():
                if not line.lstrip().startswith("#") and re.search(pattern, line):
                    yield Hit(what, name, number, line.strip())
        if name.endswith(".py"):
            yield from _said_secrets(name, text)


def _scanned(package: Package) -> Iterator[tuple[str, str]]:
    for name, text in package.texts().items():
        if len(text) <= LARGEST:
            yield name, text


def _said_secrets(name: str, text: str) -> Iterator[Hit]:
    """What sounds like a secret and is logged or raised."""
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Raise(exc=ast.expr() as said):
                pass
            case ast.Call(func=ast.Attribute(attr=method)) as said if method in _LOGS:
                pass
            case _:
                continue
        if _sounds_secret(said):
            yield Hit("says what sounds secret", name, node.lineno, ast.unparse(said))


def _sounds_secret(node: ast.AST) -> bool:
    """By the names of values; what is called says nothing."""
    match node:
        case ast.Name(id=name):
            return bool(_SOUNDS_SECRET.search(name))
        case ast.Attribute(attr=name):
            return bool(_SOUNDS_SECRET.search(name)) or _sounds_secret(node.value)
        case ast.Call():
            values = [*node.args, *(keyword.value for keyword in node.keywords)]
            return any(map(_sounds_secret, values))
    return any(map(_sounds_secret, ast.iter_child_nodes(node)))


RULES = (
    *blocks(no_secret_ships, what_scanners_find_is_explained),
    *advises(what_sounds_secret_is_returned),
    Rule(Weight.EXPLAINED, scanners_are_answered),
)
