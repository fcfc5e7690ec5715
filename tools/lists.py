"""Lists that arrive as text. Dify writes an array that is bound to a text field as Python shows it, and models write
JSON; nothing at all arrives as `null`, `None` or `[]`."""

import json
import re

_NOTHING = ("null", "None", "[]")
_SAID = re.compile(r"""'(?:[^'\\]|\\.)*'?|"(?:[^"\\]|\\.)*"?|\b(?:None|True|False)\b""", re.DOTALL)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))", re.DOTALL)
_WORDS = {"None": "null", "True": "true", "False": "false"}
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t"}


def means_nothing(text: str) -> bool:
    return text.strip() in _NOTHING


def read_list(text: str) -> list[object] | None:
    """The list that a text writes down, in JSON or as Python shows it; None when it writes none."""
    if not text.lstrip().startswith("["):
        return None
    for written in (text, _SAID.sub(_as_json, text)):
        try:
            value = json.loads(written)
        except (ValueError, RecursionError):
            continue
        return value if isinstance(value, list) else None
    return None


def _as_json(said: re.Match[str]) -> str:
    text = said.group()
    return _WORDS.get(text) or json.dumps(_ESCAPE.sub(_unescaped, text[1:-1]))


def _unescaped(escape: re.Match[str]) -> str:
    if code := escape[1] or escape[2] or escape[3]:
        return chr(int(code, 16)) if int(code, 16) <= 0x10FFFF else escape.group()
    return _CONTROLS.get(escape[4], escape[4])
