"""The durable statements of a message, drawn without a language model."""

import re
from dataclasses import dataclass

from memory_core.domain.reading.attributes import attribute_of
from memory_core.domain.reading.durability import DURABLE, durability
from memory_core.domain.reading.first_person import in_third_person
from memory_core.domain.reading.requests import declared
from memory_core.domain.reading.sentences import sentences
from memory_core.domain.reading.small_talk import without_small_talk

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
