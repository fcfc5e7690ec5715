"""Numbers that prove themselves: cards by Luhn's sum and their issuer, bank accounts by their country and remainder."""

import re
from collections.abc import Callable, Iterator, Sequence

from memory_core.domain.secrets.kinds import Found, Kind

_RUN = re.compile(
    r"(?<!\d)\d{1,40}(?:(?:[ \t.\-_/|·•]{1,3}|[ \t>]{0,3}\n[ \t>]{0,3})\d{1,40})*",
)
_GROUPS = re.compile(r"\d+")
# Issuer, by how the number begins, and how many digits it has.
_ISSUERS = re.compile(
    r"4\d{15}(?:\d{3})?|5[1-5]\d{14}|(?:222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}"
    r"|3(?:0[0-5]|[689]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|(?:6011|65\d\d|64[4-9]\d)\d{12}|62\d{14,17}"
    r"|220[0-4]\d{12}|(?:50|5[6-8]|6[0379])\d{10,17}|9792\d{12}"
)
_LEAST, _MOST = 12, 19  # digits
_USUAL = (15, 16)  # digits; another length may be any number, unless it is written in groups or called a card
_GLUED_BEFORE, _GLUED_AFTER = re.compile("[A-Za-z0-9.,+#]"), re.compile("[A-Za-z0-9]")
_SHORT = 3  # digits of a number beside a card: a month, a year, a security code
_IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \t.\-_]{0,2}[A-Za-z0-9]|[ \t>]{0,3}\n[ \t>]{0,3}[A-Za-z0-9]){11,31}"
)
_IBAN_LENGTHS = {
    15: "NO", 16: "BE", 18: "DK FO FI GL NL SD FK", 19: "MK SI", 20: "AT BA EE KZ XK LT LU MN",
    21: "HR LV LI CH", 22: "BH BG CR GE DE IE ME RS GB VA", 23: "AE GI IL IQ OM SO TL",
    24: "AD CZ MD PK RO SA SK ES SE TN VG",
    25: "LY PT ST", 26: "IS TR", 27: "BI DJ FR GR IT MR MC SM", 28: "AL AZ BY CY DO GT HU LB PL SV NI",
    29: "BR EG PS QA UA", 30: "JO KW MU", 31: "MT SC", 32: "LC", 33: "RU",
}  # fmt: skip
_COUNTRIES = {country: length for length, countries in _IBAN_LENGTHS.items() for country in countries.split()}


def cards(text: str, is_named: Callable[[int], bool | None]) -> Iterator[Found]:
    """Card numbers, in groups or not. `is_named` says of a place whether the words before it speak of a card (then
    rarer lengths and groups count, too), or of another number (False); None when of neither."""
    for run in _RUN.finditer(text):
        if run.end() - run.start() >= _LEAST:
            yield from _in_run(text, [m.span() for m in _GROUPS.finditer(text, run.start(), run.end())], is_named)


def _in_run(text: str, groups: Sequence[tuple[int, int]], is_named: Callable[[int], bool | None]) -> Iterator[Found]:
    first = 0
    while first < len(groups):
        digits, longest = "", first - 1
        for last in range(first, min(first + _MOST, len(groups))):
            digits += text[slice(*groups[last])]
            if len(digits) > _MOST:
                break
            if _is_issued(digits):
                named = is_named(groups[first][0])
                if named or (named is None and _stands_alone(text, groups, first, last)):
                    longest = last
        if longest >= first:
            yield Found(groups[first][0], groups[longest][1], Kind.CARD_NUMBER, "card")
        first = max(first, longest) + 1


def _is_issued(digits: str) -> bool:
    return len(digits) >= _LEAST and bool(_ISSUERS.fullmatch(digits)) and _adds_up(digits)


def _stands_alone(text: str, groups: Sequence[tuple[int, int]], first: int, last: int) -> bool:
    """Whether these groups are a card's, and no piece of a date, a list, a decimal or another number."""
    start, end = groups[first][0], groups[last][1]
    sizes = [end - start for start, end in groups[first : last + 1]]
    beside = [*groups[max(0, first - 1) : first], *groups[last + 1 : last + 2]]
    is_glued = bool(_GLUED_BEFORE.match(text[max(0, start - 1) : start]) or _GLUED_AFTER.match(text[end : end + 1]))
    if is_glued or any(stop - begin > _SHORT for begin, stop in beside):
        return False
    if first == last:
        return sizes[0] in _USUAL
    return all(size == 1 for size in sizes) or (min(sizes[:-1]) >= 4 and sizes[0] in (4, 6, 8))


def _adds_up(digits: str) -> bool:
    """Luhn's sum."""
    doubled = "0246813579"
    return sum(int(d if i % 2 == 0 else doubled[int(d)]) for i, d in enumerate(reversed(digits))) % 10 == 0


def ibans(text: str) -> Iterator[Found]:
    """Bank accounts by their international number, in groups or not."""
    for match in _IBAN.finditer(text):
        length = _COUNTRIES.get(match.group()[:2].upper(), 0)
        signs = [(at, sign) for at, sign in enumerate(match.group()) if sign.isalnum()][:length]
        if length and len(signs) == length and _remainder("".join(sign for _, sign in signs)) == 1:
            end = match.start() + signs[-1][0] + 1
            if not text[end : end + 1].isdigit():
                yield Found(match.start(), end, Kind.IBAN, "iban")


def _remainder(iban: str) -> int:
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(sign, 36)) for sign in turned)) % 97
