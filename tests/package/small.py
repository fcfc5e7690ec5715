"""A plugin with one tool that keeps every rule, and ways to break one."""

from collections.abc import Callable

from dev.shipping.rules.contents import MODELS
from dev.shipping.rules.opened import Package

_TEXT = "{en_US: Note, zh_Hans: 笔记, ja_JP: メモ, pt_BR: Nota}"
_MANIFEST = f"""
version: 0.1.0
type: plugin
author: somebody
name: notes
repo: https://github.com/somebody/notes
contact: somebody@example.com
label: {_TEXT}
description: {_TEXT}
icon: icon.svg
created_at: 2026-01-02T00:00:00Z
privacy: PRIVACY.md
tags: [agent]
resource:
  memory: 268435456
  permission:
    model: {{enabled: true, llm: true}}
plugins:
  tools: [provider/notes.yaml]
meta:
  version: 0.0.1
  arch: [amd64, arm64]
  runner: {{language: python, version: "3.12", entrypoint: main}}
  minimum_dify_version: 1.8.0
"""
_PROVIDER = f"""
identity:
  author: somebody
  name: notes
  label: {_TEXT}
  description: {_TEXT}
  icon: icon.svg
credentials_for_provider:
  key:
    type: secret-input
    label: {_TEXT}
    help: {_TEXT}
    url: https://github.com/somebody/notes
tools: [tools/note.yaml]
extra:
  python: {{source: provider/notes.py}}
"""
_TOOL = f"""
identity:
  author: somebody
  name: note
  label: {_TEXT}
description:
  human: {_TEXT}
  llm: Notes what is said. Good examples are "Anna has moved." and "我对花生过敏。"
parameters:
  - name: content
    type: string
    form: llm
    label: {_TEXT}
    human_description: {_TEXT}
    llm_description: What to note.
output_schema:
  type: object
  properties:
    noted: {{type: boolean, description: Whether it was noted.}}
extra:
  python: {{source: tools/note.py}}
"""
_TOOL_CODE = """from dify_plugin import Tool


class Note(Tool):
    def _invoke(self, tool_parameters):
        yield self.create_text_message(self.session.model.llm.invoke("m", []))
"""
_PROVIDER_CODE = """from dify_plugin import ToolProvider


class Notes(ToolProvider):
    def _validate_credentials(self, credentials):
        pass
"""
_README = """# Notes

Install it, authorize it with a key, and use it in a workflow. It connects to no server.
Its source is at https://github.com/somebody/notes.

```
笔记
```
"""
_ICON = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">
  <rect fill="#b45309" width="8" height="8"/>
  <path fill="#ffffff" d="M2 2h4v4H2z"/>
</svg>
"""
_PRIVACY = "What is stored: notes. Where: here. Third parties: none. How long: until you delete it.\n"

GOOD = Package(
    packed_bytes=2**20,
    modes={"main.py": 0o644},
    files={
        name: content.encode()
        for name, content in {
            "manifest.yaml": _MANIFEST,
            "main.py": "from dify_plugin import DifyPluginEnv, Plugin\n\nPlugin(DifyPluginEnv())\n",
            "requirements.txt": "# what it needs\ndify_plugin>=0.9.0,<0.11\nhttpx>=0.27,<1 # to ask\n",
            "README.md": _README,
            "readme/README_zh_Hans.md": "# 笔记\n",
            "readme/README_ja_JP.md": "# メモ\n",
            "readme/README_pt_BR.md": "# Notas\n",
            "PRIVACY.md": _PRIVACY,
            "LICENSE": "Free.\n",
            "_assets/icon.svg": _ICON,
            "provider/__init__.py": "",
            "provider/notes.yaml": _PROVIDER,
            "provider/notes.py": _PROVIDER_CODE,
            "tools/__init__.py": "",
            "tools/note.yaml": _TOOL,
            "tools/note.py": _TOOL_CODE,
            **dict.fromkeys(MODELS, "." * 2**20),
        }.items()
    },
)

Change = Callable[[Package], Package]


def written(name: str, content: str | bytes) -> Change:
    """With another file, or with one that says something else."""
    raw = content.encode() if isinstance(content, str) else content
    return lambda package: Package(package.packed_bytes, package.files | {name: raw}, package.modes)


def without(name: str) -> Change:
    kept = {other: content for other, content in GOOD.files.items() if other != name}
    return lambda package: Package(package.packed_bytes, kept, package.modes)


def reworded(name: str, old: str, new: str) -> Change:
    text = GOOD.text(name)
    assert old in text, f"{name} does not say {old}"
    return written(name, text.replace(old, new, 1))


def added(name: str, more: str) -> Change:
    return written(name, GOOD.text(name) + more)


def executable(name: str) -> Change:
    return lambda package: Package(package.packed_bytes, package.files, {name: 0o755})


def weighing(packed_bytes: int) -> Change:
    return lambda package: Package(packed_bytes, package.files, package.modes)


def of_many_files(number: int) -> Change:
    many = {f"memory_core/{n}.py": b"" for n in range(number)}
    return lambda package: Package(package.packed_bytes, package.files | many, package.modes)
