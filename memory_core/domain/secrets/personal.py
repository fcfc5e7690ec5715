"""Personal data, which is memory's business and goes only where a caller asks for it: mail, phones, ids, addresses."""

import re
from collections.abc import Iterator

from memory_core.domain.secrets import words
from memory_core.domain.secrets.kinds import Found, Kind
from memory_core.languages.notation import SPACELESS

_EMAIL = re.compile(r"(?<![A-Za-z0-9_.+-])[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,6}[A-Za-z]{2,24}(?![\w-])")
_PHONE = re.compile(
    r"(?<![A-Za-z0-9.+-])(?:\+|00|\()?\d{1,5}\)?(?:[ \t.\-/()]{1,3}\d{1,8}){1,7}(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9.+-])\+?\d{8,15}(?![A-Za-z0-9])"
)
_DATE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}(?:[ T]\d.*)?")
_ID = re.compile(r"(?=[A-Z0-9 -]{0,11}\d{3})[A-Z]{0,3}[ -]?\d(?:[ .-]?[A-Z0-9]){5,16}(?![A-Za-z0-9])")
_HOUSE = r"\d{1,5}[a-zA-Z]?(?:-\d{1,5})?"
_NAME = r"[^\W\d_][\w'’.-]{1,40}"


def personal(text: str, small: str) -> Iterator[Found]:
    """Time grows linearly with the text."""
    for match in _EMAIL.finditer(text):
        yield Found(match.start(), match.end(), Kind.EMAIL, "email")
    for match in _PHONE.finditer(text):
        digits = sum(map(str.isdigit, match.group()))
        lead = match.group()[0] in "+0("
        if (8 if lead else 10) <= digits <= 15 and not _DATE.fullmatch(match.group()):
            yield Found(match.start(), match.end(), Kind.PHONE, "phone")
    for name in words.passports().finditer(small):
        if found := _ID.search(text, name.end(), name.end() + 60):
            yield Found(found.start(), found.end(), Kind.PASSPORT, "passport")
    for match in _addresses().finditer(small):
        yield Found(match.start(), match.end(), Kind.ADDRESS, "address")


def _addresses() -> re.Pattern[str]:
    """A street with the number of a house, on either side."""
    every = words.words("street")
    parted = "|".join(re.escape(word) for word in every if not re.search(f"[{SPACELESS}]", word))
    joined = "|".join(re.escape(word) for word in every if re.search(f"[{SPACELESS}]", word))
    return re.compile(
        rf"\b{_HOUSE},? (?:{_NAME} ){{1,3}}(?:{parted})\b"
        rf"|\b(?:{parted})\.? (?:{_NAME} ){{0,4}}{_NAME},? (?:n[°º.]? ?)?{_HOUSE}\b"
        rf"|\b{_NAME}(?:{parted})\.? {_HOUSE}\b|\b{_HOUSE},? (?:bis )?(?:{parted})\.? (?:{_NAME} ){{0,4}}{_NAME}"
        rf"|[{SPACELESS}]{{2,12}}(?:{joined})\s?\d{{1,5}}(?:[-‐]\d{{1,4}}){{0,2}}(?:号|番地|번지|번)?"
    )
