"""Who publishes what, as manifest.yaml says, and where a repository shows the files of a version."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

HOSTS = {  # what stands before a tag in the address of a file, and in that of a raw file
    "github.com": ("blob", "raw"),
    "gitlab.com": ("-/blob", "-/raw"),
    "gitee.com": ("blob", "raw"),
    "bitbucket.org": ("src", "raw"),
    "codeberg.org": ("src/tag", "raw/tag"),
}


@dataclass(frozen=True, slots=True)
class Publisher:
    """`repo` is empty until the publisher sets it."""

    author: str
    name: str
    version: str
    repo: str = ""

    @property
    def file_name(self) -> str:
        return f"{self.name}-{self.version}.difypkg"

    @property
    def is_on_a_known_host(self) -> bool:
        return self._host in HOSTS

    def url(self, path: str, *, raw: bool = False) -> str:
        """A file of this version, in a repository on a known host."""
        return f"{self.repo.rstrip('/')}/{HOSTS[self._host][raw]}/v{self.version}/{path}"

    @property
    def _host(self) -> str:
        return urlsplit(self.repo).netloc.removeprefix("www.")


def publisher_of(root: Path) -> Publisher:
    manifest = yaml.safe_load((root / "manifest.yaml").read_text())
    return Publisher(str(manifest["author"]), manifest["name"], str(manifest["version"]), manifest.get("repo") or "")
