"""Splits a message into sentences and clauses, each a part of it, word for word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from memory_core.domain.reading.aside import declared, without_small_talk
from memory_core.domain.reading.compare import attribute_of
from memory_core.domain.reading.judge import DURABLE, durability, in_third_person
from memory_core.languages.load import codes, section

type Span = tuple[int, int]  # of the characters of a message: the first, and the one after the last

_CODE = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)", re.DOTALL)
_LINE = re.compile(r"[^\r\n\u2028\u2029]*(?:\r\n|[\r\n\u2028\u2029]|\Z)")
_LIST_MARK = re.compile(r"\s*(?:[-*•–·]\s+|\(?\d{1,3}[.)、]\s*(?=\D)|#{1,6}\s+|\[[ xX]\]\s*)?")
_WRAPPED_AT = 60  # a line this long that goes on in lower case was wrapped, a shorter one was ended on purpose
_END = re.compile(r"[.!?…]+[\"'”’»)\]*_]*(?=\s|$)|[。！？!?｡]+[」』”’）)\"]*|[.!?…]+(?=[\"“«¡¿])")
_LAST_WORD = re.compile(r"(?:^|(?<=[\s(]))[^\s(]+\.$")
_INITIAL = re.compile(r"(?:^|[\s.(])[^\W\d_]\.$")
_ORDINAL = re.compile(r"(?:^|\s)\d{1,3}\.$")
_NEXT_WORD = re.compile(r"\s+(\w+)")
_LOOK_BACK = 16  # characters that hold the longest abbreviation
_QUOTED = re.compile(
    '"[^"\n]{1,120}"|“[^”\n]{1,120}”|«[^»\n]{1,120}»|„[^“”\n]{1,120}[“”]|「[^」\n]{1,120}」|『[^』\n]{1,120}』'
)
_CLAUSE_MARK = re.compile(r"(?<!\d)[,،，](?!\d)|[、;；:：!！。.…~～](?=\s|$|[^\W\d_a-zA-Z])|\s[-–—]+\s|—|\s\(")


# What announces a statement without being a part of it.
_LEAD = re.compile(
    r"^(?:(?:and|but|so|also|well|oh|by the way|btw|fyi|for the record|y|pero|et|mais|und|aber)\b[,:]? "
    r"|^(?:please )?(?:remember|note|keep in mind|don['’]t forget) that |from (?:my |your |the )?memory[:,] )",
    re.IGNORECASE,
)
_NEXT_CLAUSE = re.compile(r",? (?:and|but) (?=(?:i|i['’]m|i['’]ve|my)\b)|[，,；;](?=我|私)", re.IGNORECASE)
_BEGINS_WITH_I = re.compile(r"i\b|我|私", re.IGNORECASE)
_HANDED_OVER = re.compile(
    r"\b(?:translate|proof-?read|rewrite|rephrase|paraphrase|summari[sz]e|correct|edit|improve|shorten|fix|check|review"
    r"|traduis|traduisez|corrige|résume|traduce|traducir|corrige|resume|übersetze?|korrigiere?|verbessere?)\b"
    r"[^\n.!?:：]{0,80}[:：]"
    r"|(?:翻译|改写|润色|校对|总结|修改|翻訳|要約|添削)[^\n。！？:：]{0,40}[:：]"
    r"|\b(?:let['’]?s (?:role-?play|pretend|play)|act as|role-?play)\b"
    r"|(?:^|(?<=[.!?\n] ))(?:imagine|pretend|suppose|assume)\b"
    r"|假装|想象一下|假设|角色扮演|ロールプレイ|imaginons|imagina que|stell dir vor",
    re.IGNORECASE,
)
_SOMEBODY = "somebody"
_FEWEST_WORDS, _OF_ONESELF = 3, re.compile(r"(?:i|my)\b", re.IGNORECASE)
_ANNOUNCES = (":", "：")  # how a sentence ends whose matter follows
# Small words that may take back what was said before.
_CORRECTS = re.compile(
    r"\b(?:any ?more|no longer|instead|actually|not (?!at all|sure|bad|yet|really|to worry)\w+|ya no|sino"
    r"|plus (?:maintenant|du tout)|nicht mehr|sondern)\b"
    r"|不是[^吗啊]|不再|改成|换成|才对|もう.{0,10}ない|ではな|じゃな[いく]|違[いう]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What can be kept of a message as a fact.

    `text` stands on its own: it names the speaker where an English message says "I". `quote` is the part of the message
    that it was drawn from, word for word.
    """

    text: str
    quote: str


def sentences(content: str) -> list[str]:
    """The sentences of a message in order."""
    return [content[start:end] for start, end in spans(content)]


def spans(content: str) -> list[Span]:
    """Where the sentences of a message stand, in order. Code, quoted lines (`> ...`) and the marks of lists are left
    out. Time grows linearly with the text."""
    return [part for block in _blocks(content) for line in _lines(content, block) for part in _split(content, line)]


def clauses(text: str) -> list[Span]:
    """Where the clauses of a sentence stand, as its marks part them, each without the mark at its end."""
    marks = [match.span() for match in _CLAUSE_MARK.finditer(text)]
    edges = zip([0, *(end for _, end in marks)], [*(start for start, _ in marks), len(text)], strict=True)
    return [span for start, end in edges if (span := _trimmed(text, start, end))]


def _blocks(content: str) -> Iterator[Span]:
    """What stands outside of code."""
    edges = [0, *(edge for match in _CODE.finditer(content) for edge in match.span()), len(content)]
    yield from zip(edges[::2], edges[1::2], strict=True)


def _lines(content: str, block: Span) -> list[Span]:
    """Lines as their author meant them: wrapped ones joined, list marks and quoted lines left out."""
    found: list[Span] = []
    wrapped = False
    for match in _LINE.finditer(content, *block):
        line = match.group()
        if line.lstrip().startswith(">"):
            wrapped = False
            continue
        mark = _LIST_MARK.match(line)
        length = mark.end() if mark else 0
        if wrapped and found and length == 0 and line[:1].islower():
            found[-1] = (found[-1][0], match.end())
        else:
            found.append((match.start() + length, match.end()))
        wrapped = (len(line) >= _WRAPPED_AT and line.rstrip()[-1:].isalnum()) or line.rstrip().endswith(",")
    return found


def _split(content: str, line: Span) -> Iterator[Span]:
    start, end = line
    quotes = iter([*(match.span() for match in _QUOTED.finditer(content, start, end)), (end, end)])
    quote = next(quotes)
    ends = []
    for mark in _END.finditer(content, start, end):
        while quote[1] <= mark.start():
            quote = next(quotes, (end, end))
        within = quote[0] < mark.start() and (mark.end() < quote[1] or not _begins(content, mark.end(), end))
        if not within and _ends(content, mark, end):
            ends.append(mark.end())
    for one, other in pairwise([start, *ends, end]):
        if span := _trimmed(content, one, other):
            yield span


def _begins(content: str, at: int, end: int) -> bool:
    """Whether a new sentence may begin after a quote: at the end of the line, or with a capital letter."""
    rest = content[at : min(at + _LOOK_BACK, end)]
    return not rest.strip() or (rest[:1].isspace() and not rest.lstrip()[:1].islower())


def _ends(content: str, mark: re.Match[str], end: int) -> bool:
    """Whether a mark ends a sentence: the point of an abbreviation does not, unless a new one clearly begins, nor does
    that of an ordinal number."""
    if mark.group() != ".":
        return True
    before = content[max(mark.end() - _LOOK_BACK, 0) : mark.end()]
    after = _NEXT_WORD.match(content, mark.end(), end)
    if _ORDINAL.search(before):
        return after is None or after[1] not in _abbreviations("after_ordinals")
    if _INITIAL.search(before):
        return False
    found = _LAST_WORD.search(before)
    word = found.group()[:-1].casefold() if found else ""
    if word not in _abbreviations("words"):
        return True
    return word in _abbreviations("may_end") and after is not None and after[1][:1].isupper()


def _trimmed(content: str, start: int, end: int) -> Span | None:
    """Without the spaces around it; None when no letter and no digit is left."""
    part = content[start:end]
    start += len(part) - len(part.lstrip())
    return (start, start + len(part.strip())) if any(char.isalnum() for char in part) else None


@cache
def _abbreviations(name: str) -> frozenset[str]:
    """Of every language, for that of a message is seldom sure: table `abbreviations`, `words` before a point that ends
    no sentence, those of them that `may_end` one before a capital letter, and words `after_ordinals`."""
    return frozenset(word for code in codes() for word in section(code, "abbreviations").get(name, ()))


def statements(content: str, *, speaker: str) -> list[Statement]:
    """The durable statements of one message, in order, in the message's own language."""
    return statements_from(content, speaker=speaker, durable=DURABLE)


def statements_from(content: str, *, speaker: str, durable: float) -> list[Statement]:
    """The same with a bar of one's own: the higher, the fewer statements."""
    return [
        Statement(_on_its_own(quote, speaker, within=content), quote)
        for told in _told(_of_their_own(content))
        for quote in _attributes_apart(told, speaker)
        if _says_something(quote) and durability(quote) >= durable
    ]


def _of_their_own(content: str) -> str:
    """The message up to where it hands over a text to be worked on, or begins to play."""
    handed_over = _HANDED_OVER.search(content)
    return content[: handed_over.start()] if handed_over else content


def _says_something(quote: str) -> bool:
    """Two words of a language with spaces are a name or a scrap, unless they say "I"."""
    return len(quote.split()) >= _FEWEST_WORDS or not quote.isascii() or _OF_ONESELF.match(quote) is not None


def may_tell_facts(content: str) -> bool:
    """Whether anything in the message could state something lasting.

    False only for a message of nothing but questions, small talk and requests.
    """
    return bool(_told(content)) or _CORRECTS.search(content) is not None


def _told(content: str) -> list[str]:
    """The declarative part of each sentence that is more than small talk."""
    rests = (
        without_small_talk(declared(sentence)) for sentence in sentences(content) if not sentence.endswith(_ANNOUNCES)
    )
    return [told for rest in rests if (told := _LEAD.sub("", declared(rest)))]


def _attributes_apart(told: str, speaker: str) -> list[str]:
    """A sentence cut into its clauses if one is a plain attribute, so that a newer value replaces nothing beside it."""
    clauses = _NEXT_CLAUSE.split(told)
    plain = [attribute_of(clause, speaker=speaker or _SOMEBODY) for clause in clauses]
    whole = bool(plain[0]) or _BEGINS_WITH_I.match(told)  # "Tom and I live here" has no first clause
    return clauses if whole and any(plain) else [told]


def _on_its_own(quote: str, speaker: str, *, within: str) -> str:
    """The words of a quote as a sentence of their own, about whoever said them; with a capital, if one was cut off."""
    said = " ".join(quote.split()).rstrip(" ,;:-–—，；、")
    text = in_third_person(said, speaker=speaker)
    return text if within.startswith(text) else text[:1].upper() + text[1:]
