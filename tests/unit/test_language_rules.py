"""The rules of the languages: each finds its own examples and leaves the others, in the notation that they share."""

import io
import re
import tokenize
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from memory_core.domain.reading.asked import Cue, cues, has_cue
from memory_core.languages.load import codes, tables
from memory_core.languages.notation import BadPattern, compiled, folded
from memory_core.languages.rules import Rule, rules

CUES = rules("cues")


@pytest.mark.parametrize("rule", CUES, ids=lambda rule: rule.id)
def test_every_cue_finds_its_examples(rule: Rule) -> None:
    """And none of those that look like them."""
    cue = Cue(rule.verdict)
    assert [text for text in rule.yes if not has_cue(text, cue)] == []
    assert [text for text in rule.no if has_cue(text, cue)] == []


def test_every_language_has_every_cue() -> None:
    """Each with at least two examples of either kind, under an id of its own that begins with the language."""
    assert {(rule.language, rule.verdict) for rule in CUES} == {(code, cue.value) for code in codes() for cue in Cue}
    assert all(len(rule.yes) >= 2 and len(rule.no) >= 2 for rule in CUES)
    assert len({rule.id for rule in CUES}) == len(CUES)
    assert all(rule.id.startswith(f"{rule.language}.") for rule in CUES)


def test_a_question_says_which_rule_found_what_it_asks_for() -> None:
    """In whatever language it is asked, and more than one thing at once."""
    assert cues("Was hattest du mir beim letzten Mal empfohlen?") == {Cue.ASKS_ASSISTANT: "de.asks_assistant"}
    assert cues("QUAND EST-CE QUE TU M'AS CONSEILLE CE LIVRE") == {
        Cue.ASKS_WHEN: "fr.asks_when",
        Cue.ASKS_ASSISTANT: "fr.asks_assistant",
    }
    assert cues("Where do I live?") == {}


@pytest.mark.parametrize(
    ("pattern", "text", "is_found"),
    [
        ("I [now] live[s] in (rome|oslo)", "i live in oslo", True),
        ("I [now] live[s] in (rome|oslo)", "i now lives in rome", True),
        ("I [now] live[s] in (rome|oslo)", "i nowlive in rome", False),
        ("[so] I live", "so i live", True),
        ("[so] I live", "i live", True),
        ("[so] I live", "i liver", False),
        ("I [un]packed", "i packed", True),
        ("I [un]packed", "i unpacked", True),
        ("I [un]packed", "ipacked", False),
        ("a [b][c] d", "a d", True),
        ("a [b][c] d", "a b d", True),
        ("我[现在]住", "因为我现在住那儿", True),
        ("{where} you", "where are you", True),
        ("a ... d", "a bb cc d", True),
        ("a ... d", "a b c d e f g", True),
        ("a ... z", "a b c d e f g h z", False),
        ("^when", "¿¡ when", True),
        ("^when", "tell me when", False),
        ("when$", "tell me when?", True),
        ("when$", "when i came", False),
        ("été", "ete", True),
    ],
)
def test_the_notation(pattern: str, text: str, is_found: bool) -> None:
    """Words, choices, what may be left out, parts, gaps and ends."""
    parts = {"where": "(where|how) are"}
    regex = compiled(pattern, parts=parts, anywhere=True).regex
    assert bool(re.search(regex, folded(text))) is is_found


@pytest.mark.parametrize("pattern", ["(a|b", "a]", "{nothing}", "<nothing>", "a ^ b", "{endless}"])
def test_a_pattern_that_is_none_is_refused(pattern: str) -> None:
    """With what is wrong about it."""
    with pytest.raises(BadPattern, match=re.escape(repr(pattern))):
        compiled(pattern, parts={"endless": "{endless}"}, anywhere=True)


def test_a_text_folds_letter_by_letter() -> None:
    """So that what a pattern found in the folded text can be taken from the text itself."""
    text = "Où Ёлка が ﬁ İ ＡＢ ’ß½"
    assert len(folded(text)) == len(text)
    assert folded("OÙ Ёлка が 가 ’") == "ou елка が 가 '"


READING = Path(__file__).parents[2] / "memory_core" / "domain" / "reading"
LANGUAGES = Path(__file__).parents[2] / "memory_core" / "languages"
WITHOUT_WORDS = [
    *sorted(LANGUAGES.glob("*.py")),
    *(READING / f"{name}.py" for name in ("asked", "attributes", "compare", "same_words", "typed", "values")),
]
OURS = {"id", "yes", "no", "me", "user", "name", "place"}  # what tables, examples and places are called


def literals(path: Path) -> Iterator[str]:
    """The string literals of a module as they are written, less its docstrings."""
    for token in tokenize.generate_tokens(io.StringIO(path.read_text("utf-8")).readline):
        if token.type == tokenize.STRING and not token.string.startswith('"""'):
            yield token.string


def listed(table: Any) -> Iterator[str]:
    """Every word in a list of a table, and every word that stands for another."""
    if isinstance(table, dict):
        for name, inner in table.items():
            yield from [name, *listed(inner)]
    elif isinstance(table, list):
        for inner in table:
            yield from [inner] if isinstance(inner, str) else listed(inner)


def test_the_code_knows_no_word_of_any_language() -> None:
    """It holds no letter beyond ASCII, and none of the words that the data files list."""
    words = {
        word.casefold()
        for code in codes()
        for name in ("attributes", "cues", "sameness")
        for sub in ("leads", "tails", "breaks", "joins", "unreal", "me", "user", "idle", "being", "having", "places")
        for word in listed(tables(code)[name].get(sub, []))
    }
    assert len(words) > 1_000
    wrong = []
    for path in WITHOUT_WORDS:
        for literal in literals(path):
            bare = literal.strip("rfbu").strip("\"'").strip().casefold()
            foreign = [char for char in literal if unicodedata.category(char) in ("Ll", "Lu", "Lo") and char > "\x7f"]
            if foreign or (len(bare) > 1 and bare in words - OURS):
                wrong.append((path.name, literal))
    assert wrong == []
