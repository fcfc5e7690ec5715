"""The table of options at Authorize in docs/operations.md, made of forms/options.py by `make forms`."""

from pathlib import Path

from forms.options import OPTIONS, Option

PAGE = Path(__file__).parents[1] / "docs" / "operations.md"
_BEGIN, _END = "<!-- options: made by `make forms` -->\n", "<!-- /options -->\n"


def with_table(page: str) -> str:
    """The page with the table between its marks as the options are declared."""
    before, _, rest = page.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}{_table()}{_END}{after}"


def _table() -> str:
    rows = "".join(map(_row, OPTIONS))
    return f"\n| option | what it does |\n|---|---|\n{rows}\n"


def _row(option: Option) -> str:
    return f"| `{option.name}={option.example}` | {option.said} |\n"


def write_table() -> None:
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
