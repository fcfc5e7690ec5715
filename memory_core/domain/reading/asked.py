"""What the little words of a text ask for, or say, in any of the languages; the rules stand in their data files.

asks_when            for a time
asks_several         for all things of a kind, or how many: the answer is not in one place
asks_assistant       what the assistant said, recommended, promised
asks_own_questions   what the person asked the assistant before
tells_time           it says when something was, is or will be
"""

import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from memory_core.languages.matching import Matcher
from memory_core.languages.notation import folded
from memory_core.languages.rules import rules

_PLACES = {
    "word": "[a-z]{1,30}",
    "plural": "[a-z]{3,30}[a-rtv-z]s",
    "number": r"\d{1,4}",
    "year": r"(?:19|20)\d\d",
}
_LONGEST_ENDS = 1_000  # characters at the beginning and the end of a text, where somebody asks


class Cue(StrEnum):
    ASKS_WHEN = "asks_when"
    ASKS_SEVERAL = "asks_several"
    ASKS_ASSISTANT = "asks_assistant"
    ASKS_OWN_QUESTIONS = "asks_own_questions"
    TELLS_TIME = "tells_time"


_QUESTIONS = tuple(cue for cue in Cue if cue is not Cue.TELLS_TIME)


def cues(text: str) -> Mapping[Cue, str]:
    """What a question asks for, each with the id of the rule that found it. Of a long text, both ends are read."""
    plain = _plain(_ends(text))
    return {cue: rule for cue in _QUESTIONS if (rule := _rule(cue, plain))}


def has_cue(text: str, cue: Cue) -> bool:
    """Whether a text has one of them."""
    return bool(_rule(cue, _plain(text)))


def _ends(text: str) -> str:
    return text if len(text) <= 2 * _LONGEST_ENDS else f"{text[:_LONGEST_ENDS]}\n{text[-_LONGEST_ENDS:]}"


def _plain(text: str) -> str:
    return folded(unicodedata.normalize("NFC", text))


def _rule(cue: Cue, plain: str) -> str:
    return next((each.rule.id for each in _matchers()[cue] if each.search(plain)), "")


@cache
def _matchers() -> Mapping[Cue, tuple[Matcher, ...]]:
    """Made when first asked for."""
    found: dict[Cue, list[Matcher]] = {cue: [] for cue in Cue}
    for rule in rules("cues"):
        found[Cue(rule.verdict)].append(Matcher(rule, places=_PLACES, anywhere=True))
    return {cue: tuple(of) for cue, of in found.items()}
