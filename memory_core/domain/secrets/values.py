"""A value beside the name of a secret: read from the text, and judged whether it may be one."""

import re
from dataclasses import dataclass
from itertools import pairwise

from memory_core.domain.secrets import words
from memory_core.domain.secrets.kinds import Kind
from memory_core.domain.secrets.random_words import looks_random
from memory_core.languages.notation import SPACELESS

BESIDE, AFTER_IS, AFTER_EQUALS = 0, 1, 2  # how surely what stands there is the value
_AT_MOST = 200  # characters of a value
_QUOTES = dict(zip("\"'`“”„«»‘’「『《", "\"'`”””»«’’」』》", strict=True))
_ASCII = re.compile(rf"[!-~]{{1,{_AT_MOST}}}")
_OTHER = re.compile(rf"[^\s{SPACELESS}、。，！？；「」『』《》（）]{{1,100}}")
_JOINED = re.compile(rf"[{SPACELESS}]{{1,10}}[0-9A-Za-z!@#$%^&*_-]{{2,40}}")
_DIGITS = re.compile(r"\d(?:[ -]?\d){2,11}(?!\d)")
_CUT = re.compile(r"</|&\w{1,40}=|&&|;|[\"'][,}\])>;:]|\\")
_ENDS = ".,:;?!)]}>\"'`*|\\"
_CLAUSE_ENDS = re.compile(rf"\s*(?:$|[.,;:!?)\]\n\"'`。，！？、}}<|(–-]|[{SPACELESS}])")
# What is technical, a date or a measure; and what stands for a value and is none.
_TECHNICAL = re.compile(
    r"(?:base\d\d|sha-?\d+|md5|aes-?\d*|rsa-?\d*|bcrypt|utf-?8|argon2\w*|pbkdf2|oauth2?|v?\d+(?:\.\d+)+|\d{1,3}-\w+"
    r"|\d+(?:ms|s|h|d|kb|mb|gb|th|st|nd|rd)|\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}:\d\d(?::\d\d)?)[.,]?",
    re.IGNORECASE,
)
_NONE = re.compile(
    r"(?:null|none|nil|undefined|true|false|str|string|int|bool|boolean|bytes|any|optional\S*|required|input|text"
    r"|varchar\S*|self\S*|this\S*|process\.env\S*|os\.\S*|env\S*|config\S*|settings\S*|request\S*|req\.\S*|args\S*"
    r"|data\S*|secretstr|type|import|const|let|var|function|return|x+|\*+|\.+|-+|_+|\?+|#+|•+"
    r"|(?:your|my|the|a|an|some|example|sample|dummy|fake|test|change)[-_ ]?(?:api|secret|access|auth)?[-_ ]?"
    r"(?:password|passwd|pass|key|token|secret|me|here|value)?\S{0,10}"
    r"|(?:password|passwd|pwd|token|secret|api_?key|key|value|pass|user|username)\d?)",
    re.IGNORECASE,
)
_FILLED_IN = re.compile(r"<[^<>]*>|\$?\{.*\}|\$\w+|%\(\w+\)s|%s|\[[\w ]+\]")
_POINTS_AWAY = re.compile(
    r"[$<{%\[(]|https?:|//|[\w.]{1,60}\(|[A-Za-z_]\w{0,40}\.[A-Za-z_]\w{0,40}(?:\.|\(|\[|$)|\w{1,40}\[|@\w{1,20}\("
    r"|\.\.?/|/\w"
)
_CODES = re.compile(r"[,;\s]{1,3}(?:\d{1,2}[.)] )?([\w-]{4,40})")
_NUMBERS = (Kind.PIN, Kind.SECURITY_CODE)
_KEYS = (Kind.API_KEY, Kind.TOKEN, Kind.PRIVATE_KEY)


@dataclass(frozen=True, slots=True)
class Value:
    """A word or what is quoted, and where it stands."""

    start: int
    text: str
    quoted: bool = False

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    @property
    def points_away(self) -> bool:
        """Whether it says where the value is, as programs and forms do."""
        return not self.quoted and bool(_POINTS_AWAY.match(self.text)) and not looks_random(self.text)


def read(text: str, at: int, kind: Kind) -> Value | None:
    """The word, or what is quoted, at a place; None when there is none."""
    while text[at : at + 1] == "\\":
        at += 1
    if closing := _QUOTES.get(text[at : at + 1]):
        at += 1
        inner = text[at : at + _AT_MOST].partition(closing)
        if inner[1] and inner[0] and "\n" not in inner[0]:
            return Value(at, inner[0].rstrip("\\"), quoted=True)
    if kind in _NUMBERS and (digits := _DIGITS.match(text, at)):
        return Value(at, digits.group())
    match = _ASCII.match(text, at) or _OTHER.match(text, at) or _JOINED.match(text, at)
    if not match:
        return None
    cut = _CUT.search(match.group(), 1)
    word = match.group()[: cut.start() if cut else None].rstrip(_ENDS)
    return Value(at, word) if word else None


def may_be(value: Value, kind: Kind, sureness: int, small: str) -> bool:
    """Whether a value may be a secret of that kind, as surely as it stands there; `small` is the text folded."""
    word = value.text.strip()
    if _NONE.fullmatch(word) or _FILLED_IN.fullmatch(word) or _TECHNICAL.fullmatch(word) or value.points_away:
        return False
    if kind in _NUMBERS:
        return _is_code(word, kind, sureness)
    if kind in _KEYS:
        least = 8 if sureness == AFTER_EQUALS else 12
        return len(word) >= least and " " not in word and any(map(str.isdigit, word)) and not word.isdigit()
    return _is_password(value, word, sureness, small)


def _is_code(word: str, kind: Kind, sureness: int) -> bool:
    digits = sum(map(str.isdigit, word))
    if kind is Kind.SECURITY_CODE and sureness and 6 <= len(word) <= 40 and digits and " " not in word:
        return True
    least = 3 if sureness or kind is Kind.SECURITY_CODE else 4
    return least <= digits <= 12 and digits >= len(word) * 0.6


def _is_password(value: Value, word: str, sureness: int, small: str) -> bool:
    if len(word) < (3 if value.quoted else 4):
        return False
    if is_mixed(word) or word.isdigit():
        return True
    is_one_word = not value.quoted or " " not in word
    if sureness == BESIDE or (is_one_word and words.states().match(small, value.start, value.start + 40)):
        return False
    return value.quoted or bool(_CLAUSE_ENDS.match(small, value.end, value.end + 3))


def is_mixed(word: str) -> bool:
    """Whether it holds digits or signs among its letters, or capitals after small ones."""
    signs = any(sign in "@#$%^&*!+=?~_" for sign in word.rstrip("!?"))
    capitals = any(a.islower() and b.isupper() for a, b in pairwise(word))
    return any(map(str.isalpha, word)) and (any(map(str.isdigit, word)) or signs or capitals)


def with_others(text: str, first: Value) -> Value:
    """A list of codes as one: those that follow, and are as long and hold digits, too."""
    end = first.end
    for match in _CODES.finditer(text, end, end + 1_000):
        code = match.group(1)
        if match.start() != end or len(code) != len(first.text) or not any(map(str.isdigit, code)):
            break
        end = match.end()
    return Value(first.start, text[first.start : end], first.quoted)
