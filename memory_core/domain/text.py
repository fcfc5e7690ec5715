"""Pure rules on text: what can be stored, when two texts are the same, and how scripts without spaces become words."""

import hashlib
import re
import unicodedata

from memory_core.errors import InvalidParameter

_CJK = (
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_CJK_RUN = re.compile(f"[{_CJK}]+")
_IDLE_SPACE = re.compile(f"(?<=[{_CJK}]) | (?=[{_CJK}])|(?<=[0-9]) (?=%)")  # where a space changes nothing
_ARABIC_WORD = re.compile("[\u0621-\u0669\u0670-\u06d3]+")
_ARABIC_MARKS = re.compile("[\u0640\u064b-\u065f\u0670]")  # vowels, and the stroke that makes a word longer
_ARABIC_FRONT = re.compile("^(?!والد)(?:[وفبك]?ال|لل)(?=.{3})")  # the article and what is joined to it, but no parents
_ARABIC_LETTERS = str.maketrans("أإآٱىة٠١٢٣٤٥٦٧٨٩", "اااايت0123456789")
_ARABIC_OWNER = re.compile("(?<=..)(?:ي|نا|ها)$|(?<=...)(?:ه|هم)$")  # mine, ours, hers, his, theirs
_ARABIC_NUMBER = re.compile("(?<=...)(?:ات|ون|ين|ت)$")  # plurals and duals, and the ending that women's forms have
_MEANINGFUL_MARKS = frozenset("#%&@*")
_DIGEST_BYTES = 16


def storable(value: str, *, name: str) -> str:
    """Returns `value` unchanged, or refuses text that is not valid Unicode (a lone surrogate has no UTF-8 form)."""
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InvalidParameter(
            f"{name} holds half a character (a lone surrogate), which cannot be stored. Send it as valid Unicode text."
        ) from None
    return value


def digest(*parts: str) -> str:
    """A stable name for a tuple of texts: 32 hexadecimal digits of BLAKE2b, each part told apart by its length."""
    state = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        raw = part.encode()
        state.update(len(raw).to_bytes(8))
        state.update(raw)
    return state.hexdigest()


def canonical(text: str) -> str:
    """`text` with case, spacing and punctuation set aside, so that two wordings of one statement compare equal.

    Marks that carry meaning stay: `C#` is not `C`, `1.5` is not `15`, `-5` is not `5`, `we'll` is not `well`.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().replace("’", "'")
    bare = "".join(
        char if char.isalnum() or _counts(folded[max(i - 1, 0) : i], char, folded[i + 1 : i + 2]) else " "
        for i, char in enumerate(folded)
    )
    return _IDLE_SPACE.sub("", " ".join(bare.split()))


def content_digest(content: str, *when: int | None) -> str:
    """Equal for two wordings of one statement (case, spacing and punctuation aside) about the same time."""
    return digest(canonical(content) or content, *(str(moment) for moment in when if moment is not None))


def _counts(before: str, char: str, after: str) -> bool:
    """Whether a character is more than punctuation between its neighbours."""
    if not (unicodedata.category(char).startswith("P") or char in "`´"):
        return True
    if char == "'":
        return before.isalpha() and after.isalpha()
    sign = char == "-" and after.isdigit() and not before.isalnum()
    return char in _MEANINGFUL_MARKS or sign or (before.isdigit() and after.isdigit())


def split_bigrams(text: str, *, singles: bool) -> str:
    """Runs of Chinese, Japanese and Korean characters as overlapping pairs, for a keyword index that splits at spaces.

    `東京に住む` becomes `東京 京に に住 住む`, and with `singles` each character, too: what is stored has them, so that
    one character alone can be asked for. Other scripts are untouched.
    """

    def pairs(match: re.Match[str]) -> str:
        run = match.group()
        words = [run[i : i + 2] for i in range(len(run) - 1)]
        return f" {' '.join(words + list(run) if singles or len(run) == 1 else words)} "

    return _CJK_RUN.sub(pairs, text)


def bare_arabic(text: str) -> str:
    """Arabic words without vowel marks, article and endings, and spelt one way, so that a keyword finds their forms.

    `والمديرة`, `مديرتي` and `مدير` become `مدير`. Plurals that change a word inside stay apart. Other scripts are
    untouched.
    """

    def bare(match: re.Match[str]) -> str:
        word = _ARABIC_FRONT.sub("", _ARABIC_MARKS.sub("", match.group())).translate(_ARABIC_LETTERS)
        return _ARABIC_NUMBER.sub("", _ARABIC_OWNER.sub("", word))

    return _ARABIC_WORD.sub(bare, text)
