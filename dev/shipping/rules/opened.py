"""A package as rules see it: what the zip holds, read once."""

import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

CODE_OR_WORDS = (".py", ".yaml", ".md", ".txt", ".json", ".svg", ".toml", ".cfg", ".ini", ".sh")


@dataclass(frozen=True, slots=True)
class Package:
    """`modes` are the Unix permissions that the zip tells."""

    packed_bytes: int
    files: dict[str, bytes]
    modes: dict[str, int]

    @property
    def manifest(self) -> dict[str, Any]:
        return self.document("manifest.yaml")

    @property
    def provider(self) -> dict[str, Any]:
        return self.document(self.manifest["plugins"]["tools"][0])

    @property
    def tools(self) -> dict[str, dict[str, Any]]:
        """Every tool by its file's name."""
        return {name: self.document(name) for name in self.provider["tools"]}

    @property
    def forms(self) -> dict[str, dict[str, Any]]:
        """Every document that Dify draws from."""
        provider = self.manifest["plugins"]["tools"][0]
        return {"manifest.yaml": self.manifest, provider: self.provider} | self.tools

    def document(self, name: str) -> dict[str, Any]:
        return yaml.safe_load(self.files[name])  # type: ignore[no-any-return]

    def texts(self, *endings: str) -> dict[str, str]:
        """The files of these endings, of any that people or machines read as text without one."""
        wanted = endings or CODE_OR_WORDS
        return {name: content.decode(errors="replace") for name, content in self.files.items() if name.endswith(wanted)}

    def text(self, name: str) -> str:
        """Empty when there is no such file."""
        return self.files.get(name, b"").decode(errors="replace")


def opened(path: Path) -> Package:
    with zipfile.ZipFile(path) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        return Package(
            path.stat().st_size,
            {entry.filename: archive.read(entry) for entry in entries},
            {entry.filename: entry.external_attr >> 16 & 0o777 for entry in entries},
        )
