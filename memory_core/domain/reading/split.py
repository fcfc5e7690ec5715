"""Splits a message: into sentences, and into the durable statements that rules find in them.

Both are parts of the message, word for word; no language model is asked.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from memory_core.domain.reading.aside import declared, without_small_talk
from memory_core.domain.reading.attributes import attribute_of
from memory_core.domain.reading.judge import DURABLE, durability, in_third_person

_CODE = re.compile(r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)", re.DOTALL)
_LIST_MARK = re.compile(r"\s*(?:[-*•–·]\s+|\(?\d{1,3}[.)、]\s*(?=\D)|#{1,6}\s+|\[[ xX]\]\s*)?")
_WRAPPED_AT = 60  # a line this long that goes on in lower case was wrapped, a shorter one was ended on purpose
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|[。！？!?｡]+[」』”’）)\"]*|[.!?…]+(?=[\"“«¡¿])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|sr|sra|jr|vs|etc|approx|nr|tel|dept|inc|ltd|mme|mlle|bzw|ca|usw|vol"
    r"|e\.g|i\.e|a\.m|p\.m|z\.b|d\.h|u\.a|p\.ex|ej)|(?:^|[\s.(])[^\W\d_])\.$",
    re.IGNORECASE,
)
_LOOK_BACK = 12  # characters that hold the longest abbreviation
_MAY_END = re.compile(r"(?:etc|a\.m|p\.m|inc|ltd|usw|jr|sr)\.$", re.IGNORECASE)
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
    """The sentences of a message in order, each a part of it word for word.

    Code, quoted lines (`> ...`) and the marks of lists are left out.
    """
    return [part for block in _CODE.split(content) for line in _lines(block) for part in _split(line)]


def _lines(block: str) -> list[str]:
    """Lines as their author meant them: wrapped ones joined, list marks and quoted lines left out."""
    found: list[str] = []
    wrapped = False
    for line in block.splitlines(keepends=True):
        if line.lstrip().startswith(">"):
            wrapped = False
            continue
        bare = line[_mark_length(line) :]
        if wrapped and len(bare) == len(line) and line[:1].islower():
            found[-1] += line
        else:
            found.append(bare)
        wrapped = (len(line) >= _WRAPPED_AT and line.rstrip()[-1:].isalnum()) or line.rstrip().endswith(",")
    return found


def _mark_length(line: str) -> int:
    """How much of the line's beginning is a list's mark rather than text."""
    match = _LIST_MARK.match(line)
    return match.end() if match else 0


def _split(line: str) -> list[str]:
    ends = [0, *(match.end() for match in _END.finditer(line) if _ends(line, match)), len(line)]
    parts = (line[start:end].strip() for start, end in pairwise(ends))
    return [part for part in parts if any(char.isalnum() for char in part)]


def _ends(line: str, mark: re.Match[str]) -> bool:
    """Whether a mark ends a sentence: the point of an abbreviation does not, unless a new one clearly begins."""
    if mark.group() != ".":
        return True
    before = line[max(mark.end() - _LOOK_BACK, 0) : mark.end()]
    if not _ABBREVIATION.search(before):
        return True
    return bool(_MAY_END.search(before)) and line[mark.end() :].lstrip()[:1].isupper()


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
