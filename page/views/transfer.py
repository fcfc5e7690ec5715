"""Transfer: one person's memories as a file, and a space as a file and back."""

from collections.abc import Iterator

from werkzeug import Response

from forms.memory_page import Rights
from memory_core.errors import InvalidParameter
from page.answer import streamed
from page.visit import Visit

_MOST_BYTES = 32 * 2**20  # of a file that is brought back here; the command line takes any
_MOST_BAD = 20


def show(visit: Visit) -> Response:
    visit.must(Rights.EVERYTHING)
    visit.must_be_everybodys()
    return visit.show("backup.html", page_name="backup", imported=None, most=_MOST_BYTES)


def export(visit: Visit, who: str) -> Response:
    """What is known of one person; whoever may read it may keep it."""
    place = visit.place(who)
    return streamed(_unbroken(visit.space.export(of=place)), name="memories.jsonl")


def backup(visit: Visit) -> Response:
    """The whole space, whatever the agent."""
    visit.must(Rights.EVERYTHING)
    visit.must_be_everybodys()
    visit.note("backed_up", "", visit.space.scoped().scope)
    return streamed(_unbroken(visit.space.export()), name="space.jsonl")


def restore(visit: Visit) -> Response:
    """What is there stays as it is. A dry run first, unless it was made."""
    visit.must(Rights.EVERYTHING)
    visit.must_be_everybodys()
    file = visit.request.files.get("file")
    content = file.read(_MOST_BYTES + 1) if file else b""
    if not content:
        raise InvalidParameter("No file was sent. Choose one that was saved here, or by the command line's export.")
    if len(content) > _MOST_BYTES:
        raise InvalidParameter(
            "The file is too large for the page. Use the command line: python -m memory_core import."
        )
    try:
        lines = content.decode("utf-8").split("\n")  # what else breaks lines may stand in a text
    except UnicodeDecodeError:
        raise InvalidParameter("The file is no text in UTF-8. Choose one that was saved here.") from None
    dry_run = visit.filled("dry_run") == "yes"
    imported = visit.space.bring_in(lines, dry_run=dry_run)
    if not dry_run:
        visit.note("restored", "", visit.space.scoped().scope, memories=imported.new)
    return visit.show(
        "backup.html",
        page_name="backup",
        imported=imported,
        dry_run=dry_run,
        bad=imported.bad[:_MOST_BAD],
        most=_MOST_BYTES,
    )


def _unbroken(lines: Iterator[str]) -> Iterator[str]:
    """A failure halfway ends the file with a line that says so: the answer has begun, and cannot become another."""
    try:
        yield from lines
    except Exception as exc:  # noqa: BLE001 - whatever it is, the SDK would print it into the file
        yield f'{{"error":"{type(exc).__name__}: this file ends here. Make it again."}}\n'
