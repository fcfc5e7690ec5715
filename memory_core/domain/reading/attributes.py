"""Plain attributes that have one value at a time: a newer value takes the place of the older.

A statement is read only when one pattern matches the whole of it. Whatever says more than one plain value (a condition,
a time gone by, a second clause) has no attribute: an update wrongly recognised would hide a memory that is true.
"""

import re

from memory_core.domain.reading.attribute_patterns import WHO, patterns
from memory_core.domain.reading.sameness import says_the_same

__all__ = ["attribute_of", "says_the_same"]

_LONGEST = 200  # characters of a plain attribute; whatever is longer says more
_NOBODY = "i"  # the subject in the first person when no speaker is named
_LEAD = re.compile(r"^(?:(?:actually|now|update|yes|no|by the way|其实|现在|对了)[,，:：]? ?)", re.IGNORECASE)
_RENAMED = re.compile(r"\bnow\b|现在|改")
_ENDS = " \t\r\n.!。！~～"
_KIN = {
    **dict.fromkeys(("mom", "mum", "妈妈", "母亲"), "mother"),
    **dict.fromkeys(("dad", "爸爸", "父亲"), "father"),
    **dict.fromkeys(("妻子", "老婆", "太太"), "wife"),
    **dict.fromkeys(("丈夫", "老公", "先生"), "husband"),
    **dict.fromkeys(("老板", "上司", "manager", "supervisor"), "boss"),
    **dict.fromkeys(("狗", "狗狗"), "dog"),
    **dict.fromkeys(("猫", "猫咪"), "cat"),
    "女儿": "daughter",
    "儿子": "son",
    "女朋友": "girlfriend",
    "男朋友": "boyfriend",
    "grandma": "grandmother",
    "grandpa": "grandfather",
}


def attribute_of(text: str, *, speaker: str) -> str:
    """A stable key `<subject>|<attribute>` of a plain attribute that has one value, "" for everything else.

    The key of `I live in Porto`, said by Anna, is that of `Anna lives in Porto`. Values are no part of it.
    """
    if len(text) > _LONGEST:
        return ""
    name = " ".join(speaker.split())
    plain = _about_speaker(_LEAD.sub("", " ".join(text.replace("’", "'").split()).strip(_ENDS)), name)
    if WHO not in plain[:1]:
        return ""
    for key, pattern in patterns():
        if match := pattern.fullmatch(plain):
            if key == "name" and not name and not _RENAMED.search(plain):
                return ""  # two people may speak, and neither is named
            return _key(key, match, subject=name.casefold() or _NOBODY)
    return ""


def _about_speaker(text: str, name: str) -> str:
    """The text with its subject, when that is the speaker, put as `§`, and `§'s` for what is theirs."""
    called = rf"{re.escape(name.replace('’', "'"))}" if name else r"(?!)"
    if name and re.search(rf"(?i:\band {called}\b)", text):
        return ""  # a second clause about the same person
    text = re.sub(rf"^(?:my\b|(?:the )?user's\b|{called}'s?(?= [a-z]))", f"{WHO}'s", text, count=1, flags=re.IGNORECASE)
    return re.sub(
        rf"^(?:i\b|(?:the )?user\b|{called}(?!\w)|{called}(?=[的\u4e00-\u9fff])|我|用户)",
        WHO,
        text,
        count=1,
        flags=re.IGNORECASE,
    )


def _key(key: str, match: re.Match[str], *, subject: str) -> str:
    found = {name: (value or "").casefold().strip() for name, value in match.groupdict().items()}
    if "{relation}" in key:
        relation = found["relation"] or found.get("replaced", "")
        return f"{subject}'s {_KIN.get(relation, relation)}|{key.partition('|')[2]}"
    found = {name: f"{value} " if name == "kind" and value else value for name, value in found.items()}
    return f"{subject}|{key.format(**found).replace('favourite', 'favorite').replace('colour', 'color')}"
