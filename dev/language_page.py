"""python -m dev.language_page: writes docs/languages.md, what the data file of each language has."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from memory_core.domain.language_names import language_name
from memory_core.languages import notation
from memory_core.languages.load import codes, tables

PAGE = Path(__file__).parents[1] / "docs" / "languages.md"
_TEXT = """\
<!-- Made by `make docs` from memory_core/languages. -->

# Languages

What a question asks for, when something was, where somebody lives: rules decide it, in {count} languages. The words
stand in one file a language, `memory_core/languages/data/<code>.toml`; the code knows none of them.
[Models](models.md) says in which languages memories are found by their meaning.

A rule has an `id`, one or more `patterns`, and examples: `yes` are texts that it finds, `no` are texts like them that
it leaves. The examples are its tests. A verdict carries the id of the rule that made it.

## How patterns are written

```text
{notation}
```

A file may name pieces of patterns under `parts`. Places like `<name>` and `<number>` are judged by code: by their
capitals and digits, and by lists in the file.

## What each language has

The number of rules for each subject, or a dot where a table has words and no rules.

{matrix}

## An example of each

{examples}
"""


def page() -> str:
    return _TEXT.format(
        count=len(codes()), notation=_notation(), matrix="\n".join(_matrix()), examples="\n\n".join(map(_of, codes()))
    )


def _notation() -> str:
    """The lines in the docstring of the notation that are indented."""
    lines = (notation.__doc__ or "").splitlines()
    return "\n".join(line.removeprefix("    ") for line in lines if line.startswith("    "))


def _matrix() -> Iterator[str]:
    yield f"| | {' | '.join(codes())} |"
    yield f"|---|{'---|' * len(codes())}"
    counted = {code: _counts(code) for code in codes()}
    for subject in sorted({subject for of in counted.values() for subject in of}):
        yield f"| {subject} | {' | '.join(counted[code].get(subject, '') for code in codes())} |"


def _counts(code: str) -> dict[str, str]:
    """How many rules there are for each subject."""
    found: dict[str, int] = {}
    words = [name for name, table in tables(code).items() if not _rules(table)]
    for name, table in tables(code).items():
        for rule in _rules(table):
            found[_subject(name, rule)] = found.get(_subject(name, rule), 0) + 1
    return dict.fromkeys(words, "·") | {subject: str(count) for subject, count in found.items()}


def _of(code: str) -> str:
    """The first example of the first rule for each subject."""
    first: dict[str, str] = {}
    for name, table in tables(code).items():
        for rule in _rules(table):
            first.setdefault(_subject(name, rule), _quoted(next(iter(rule["yes"]))))
    rows = "\n".join(f"| {subject} | {example} |" for subject, example in sorted(first.items()))
    return f"### {language_name(code)}\n\n| | |\n|---|---|\n{rows}"


def _rules(table: Any) -> list[dict[str, Any]]:
    rules = table.get("rules", []) if isinstance(table, dict) else []
    return [rule for rule in rules if isinstance(rule, dict) and rule.get("yes")]


def _subject(table: str, rule: dict[str, Any]) -> str:
    """What a rule is about, and whether it denies."""
    verdict = str(rule.get("verdict", "")).replace("{kind}", "").replace("{topic}", "...").replace("_", " ")
    whose = " of a person or pet" if ".relation." in f"{rule['id']}." else ""
    return f"{table}: {verdict or rule['id']}{whose}{', no longer' if rule.get('ends') else ''}"


def _quoted(example: Any) -> str:
    return " ".join(str(example).split()).replace("|", "\\|")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE}", file=sys.stderr)
