"""Packs the plugin into keepsake-<version>.difypkg, as Dify's own packer does: a zip of what .difyignore leaves.

The same tree gives the same bytes: entries are sorted, and their times, modes and compression fixed. What the publisher
writes once in manifest.yaml is stamped into the packed files: `author` into the identity of the provider and of every
tool, and `repo` into the form's and the documents' links, which are paths inside the repository. Until it is set to one
on a known host, the form has no links: Dify would make addresses of its own of them.

Usage: python -m dev.shipping.pack
"""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from pathspec import GitIgnoreSpec

from dev.shipping.patterns import FENCE, LINK
from dev.shipping.publisher import Publisher, publisher_of

ROOT = Path(__file__).parents[2]
TIME = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can tell
MODE = 0o100644  # a plain file; Dify needs no other
COMPRESSION = 9

_AUTHOR = re.compile(r"(?m)^( +author: ).*$")
_FORM_LINK = re.compile(r"""(?m)^( +url: )(["']?)(?![a-z]+:)([^"'\s]+)\2\n""")


def package(root: Path = ROOT, folder: Path = ROOT) -> Path:
    """Writes the package into `folder` and returns where it is."""
    publisher = publisher_of(root)
    target = folder / publisher.file_name
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=COMPRESSION) as archive:
        for name in sorted(what_ships(root)):
            archive.writestr(_entry(name), _stamped(name, (root / name).read_bytes(), publisher))
    return target


def what_ships(root: Path) -> Iterator[str]:
    """The files that .difyignore leaves, as paths with slashes; an ignored folder is not entered."""
    ignored = GitIgnoreSpec.from_lines((root / ".difyignore").read_text().splitlines())
    for folder, inner, files in root.walk():
        above = folder.relative_to(root)
        inner[:] = [name for name in inner if not ignored.match_file(f"{(above / name).as_posix()}/")]
        names = ((above / name).as_posix() for name in files)
        yield from (name for name in names if not ignored.match_file(name))


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3  # Unix, wherever it is packed
    entry.external_attr = MODE << 16
    return entry


def _stamped(name: str, content: bytes, publisher: Publisher) -> bytes:
    if name.endswith(".yaml") and name.startswith(("provider/", "tools/")):
        return _identified(content.decode(), publisher).encode()
    if name.endswith(".md") and publisher.is_on_a_known_host:
        return _linked(name, content.decode(), publisher).encode()
    return content


def _identified(text: str, publisher: Publisher) -> str:
    """A provider or tool of the publisher's, whose form's links lead into the repository."""
    text = _AUTHOR.sub(rf"\g<1>{publisher.author}", text, count=1)
    if not publisher.is_on_a_known_host:
        return _FORM_LINK.sub("", text)
    return _FORM_LINK.sub(lambda link: f"{link[1]}{publisher.url(link[3])}\n", text)


def _linked(name: str, text: str, publisher: Publisher) -> str:
    """A document whose relative links lead into the repository; code blocks stay as they are."""

    def absolute(link: re.Match[str]) -> str:
        picture, path = link.groups(default="")
        inside = posixpath.normpath(posixpath.join(posixpath.dirname(name), path))
        return f"{picture}]({publisher.url(inside, raw=bool(picture))})"

    parts = FENCE.split(text)
    return "".join(part if part.startswith("```") else LINK.sub(absolute, part) for part in parts)


def main() -> None:
    made = package()
    print(f"{made}: {made.stat().st_size / 2**20:.1f} MiB")


if __name__ == "__main__":
    main()
