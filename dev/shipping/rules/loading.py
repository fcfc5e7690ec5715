"""Dify's own SDK loads the package. Every other rule rests on that: they read what it has accepted."""

import ast
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import yaml

from dev.shipping.rules.opened import Package
from dev.shipping.rules.rule import blocks

_LOAD = "from dify_plugin import DifyPluginEnv, Plugin; Plugin(DifyPluginEnv())"
_MANIFEST = ("author", "created_at", "meta", "name", "plugins", "resource", "tags", "version")


def paths_stay_inside(package: Package) -> Iterator[str]:
    for name in package.files:
        if name.startswith("/") or "\\" in name or ".." in name.split("/"):
            yield f"{name!r} would be written outside the plugin's folder: pack it anew with `make package`."


def what_dify_needs_is_there(package: Package) -> Iterator[str]:
    for name in ("manifest.yaml", "main.py", "requirements.txt", "README.md", "PRIVACY.md", "LICENSE"):
        if not package.files.get(name, b"").strip():
            yield f"{name} is missing or empty: write it, and see that .difyignore leaves it in."


def the_manifest_is_whole(package: Package) -> Iterator[str]:
    try:
        manifest = package.manifest
    except KeyError:
        return  # another rule says that it is missing
    except yaml.YAMLError as exc:
        yield f"manifest.yaml is no YAML: {' '.join(str(exc).split())}"
        return
    for field in _MANIFEST:
        if not manifest.get(field):
            yield f"manifest.yaml has no `{field}`: add it."
    if not (manifest.get("plugins") or {}).get("tools"):
        yield "manifest.yaml names no tool provider: add it to `plugins.tools`."


def it_compiles(package: Package) -> Iterator[str]:
    for name, text in package.texts(".py").items():
        try:
            ast.parse(text)
        except SyntaxError as exc:
            yield f"{name}:{exc.lineno} is no Python: {exc.msg}."


def the_sdk_loads_it(package: Package) -> Iterator[str]:
    """In a process of its own, for the SDK changes the process it runs in."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in package.files.items():
            place = Path(folder, name)
            if place.resolve().is_relative_to(Path(folder).resolve()):
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
        environment = os.environ | {"INSTALL_METHOD": "local", "PYTHONDONTWRITEBYTECODE": "1"}
        environment.pop("PYTHONPATH", None)
        loaded = subprocess.run(
            [sys.executable, "-c", _LOAD], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
    if loaded.returncode:
        yield f"Dify's SDK does not load it: {' '.join(loaded.stderr.strip().splitlines()[-4:])}"


RULES = blocks(paths_stay_inside, what_dify_needs_is_there, the_manifest_is_whole, it_compiles, the_sdk_loads_it)
