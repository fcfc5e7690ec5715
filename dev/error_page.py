"""python -m dev.error_page: writes docs/errors.md, a line for each error in memory_core/errors.py."""

import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

from memory_core import errors
from memory_core.errors import KeepsakeError

PAGE = Path(__file__).parents[1] / "docs" / "errors.md"
_TEXT = """\
<!-- Made by `make docs` from memory_core/errors.py. -->

# Errors

A tool that fails answers one sentence that says what to do. An agent reads that sentence. A node of a workflow or
chatflow also sets `ok` to false and `error` to `code`, `message` and `retryable`, and the flow goes on; with
**On error** set to **Fail the node**, the node fails with the sentence and the code. A setting of the node, or at
Authorize, that cannot work always fails the node. The command line prints both and exits with 1.

*Again* says whether the same call, unchanged, may succeed later (`retryable`). Repeating a store is safe: within 15
minutes, the same is kept once.

A language model that fails does not fail a store: `ok` is true, `extraction` is `pending`, and `extraction_details`
holds `code` and `reason`. Chat History Get tells it in `summary_details`. [Models](models.md#when-a-model-fails) says
what waits then.

| code | what it means | what to do | again |
|---|---|---|---|
{rows}
| `internal_error` | Keepsake failed inside. | Try again; if it stays, report it with the plugin's log. | yes |
| `reply_shortened` | The reply is too large for Dify, and only in part here. | Ask for less at once. | no |
"""


def page() -> str:
    return _TEXT.format(rows="\n".join(map(_row, _kinds())))


def _kinds() -> Iterator[type[KeepsakeError]]:
    """Every kind of error that a caller can meet, in the order of the module."""
    for kind in vars(errors).values():
        if inspect.isclass(kind) and issubclass(kind, KeepsakeError) and kind is not KeepsakeError:
            yield kind


def _row(kind: type[KeepsakeError]) -> str:
    meaning, todo = (" ".join(part.split()) for part in inspect.getdoc(kind).split("\n\n"))  # type: ignore[union-attr]
    return f"| `{kind.code}` | {_linked(meaning)} | {_linked(todo)} | {'yes' if kind.retryable else 'no'} |"


def _linked(text: str) -> str:
    """With the pages that it names as links."""
    for name in ("isolation", "models", "spaces"):
        text = text.replace(f"see {name}.md", f"see [{name}]({name}.md)")
    return text


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    print(f"wrote {PAGE}", file=sys.stderr)
