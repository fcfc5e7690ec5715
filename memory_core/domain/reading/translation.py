"""Whether a fact was put into another language than the message it was drawn from."""

import re

from memory_core.domain.memory import Said

_WORD = re.compile(r"[^\W\d_]{3,}")
_STEM = 4  # letters that the forms of a word share
_SPACELESS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SHARED = 0.5  # of its words, when a fact is in its message's language


def is_translated(text: str, language: str, message: Said) -> bool:
    """Another script says so; another language only when hardly a word is the message's own, for names mislead."""
    if not text:
        return False
    if bool(_SPACELESS.search(text)) != bool(_SPACELESS.search(message.content)):
        return bool(_words(message.content)) or not _SPACELESS.search(text)
    if not language or not message.language or language == message.language or _SPACELESS.search(text):
        return False
    own = _words(text) - _words(message.speaker)
    return len(own & _words(message.content)) < _SHARED * len(own)


def _words(text: str) -> set[str]:
    return {word[:_STEM].casefold() for word in _WORD.findall(text)}
