"""What is in the package, and what must not be."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from dev.shipping.rules.opened import Package
from dev.shipping.rules.rule import advises, blocks

PACKED_MIB, UNPACKED_MIB, FILES = 40, 50, 5_000  # the marketplace takes 50 MiB packed; ours is to stay below 40
MODELS = tuple(f"memory_core/models/{name}/model.onnx" for name in ("all-minilm-l6-v2", "use-multilingual-3"))
SHIPS = frozenset(
    """
    CHANGELOG.md LICENSE PRIVACY.md README.md _assets endpoints forms main.py manifest.yaml memory_core page provider
    readme requirements.txt tools
""".split()
)
_FOLDERS = frozenset(
    """
    .git .hg .svn .venv venv env __pycache__ .pytest_cache .ruff_cache .mypy_cache .hypothesis .tox .nox .idea .vscode
    node_modules
""".split()
)
_NAMES = frozenset((".DS_Store", ".gitconfig", "Thumbs.db", "desktop.ini", "id_rsa", ".env"))
_ENDINGS = (".key", ".pem", ".p12", ".pfx", ".pyc", ".pyo", ".log", ".tmp", ".swp", ".bak")
_NATIVE_ENDINGS = (".so", ".dll", ".dylib", ".exe", ".node", ".pyd")
_NATIVE_BYTES = (  # ELF, Windows, macOS
    b"\x7fELF",
    b"MZ",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
)
_ARCHIVES = (".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".whl")


def it_is_small_enough(package: Package) -> Iterator[str]:
    unpacked = sum(map(len, package.files.values()))
    for what, size, most in (("packed", package.packed_bytes, PACKED_MIB), ("unpacked", unpacked, UNPACKED_MIB)):
        if size > most * 2**20:
            largest = sorted(package.files, key=lambda name: len(package.files[name]))[:-4:-1]
            yield f"It has {size / 2**20:.1f} MiB {what}, of {most}: leave out some of {', '.join(largest)}."


def it_has_few_files(package: Package) -> Iterator[str]:
    if len(package.files) > FILES:
        yield f"It has {len(package.files)} files, of {FILES}: see .difyignore."


def only_the_plugin_ships(package: Package) -> Iterator[str]:
    for top in sorted({name.split("/")[0] for name in package.files} - SHIPS):
        yield f"{top} is not part of the plugin: name it in .difyignore."


def folders_of_code_are_packages(package: Package) -> Iterator[str]:
    code = {name.split("/")[0] for name in package.files if name.endswith(".py") and "/" in name}
    for name in (f"{folder}/__init__.py" for folder in sorted(code | {"provider", "tools"})):
        if name not in package.files:
            yield f"{name} is missing: write it, empty or not, so that the folder is a package of Python."


def nothing_private_ships(package: Package) -> Iterator[str]:
    for name in package.files:
        path = PurePosixPath(name)
        secret = path.name in _NAMES or path.name.startswith(".env.") or path.suffix in _ENDINGS
        if secret or _FOLDERS & set(path.parts[:-1]):
            yield f"{name} must not be published: remove it, or name it in .difyignore."


def nothing_native_ships(package: Package) -> Iterator[str]:
    for name, content in package.files.items():
        if name.endswith(_NATIVE_ENDINGS) or content.startswith(_NATIVE_BYTES):
            yield f"{name} is a native binary, which the marketplace refuses: install it by requirements.txt."


def the_model_is_inside(package: Package) -> Iterator[str]:
    for model in MODELS:
        if len(package.files.get(model, b"")) < 2**20:
            yield f"{model} is missing: `make model`, then pack anew."


def nothing_is_executable(package: Package) -> Iterator[str]:
    for name, mode in package.modes.items():
        if mode & 0o111:
            yield f"{name} may be executed: pack it with `make package`."


def no_scripts_or_archives_ship(package: Package) -> Iterator[str]:
    for name in package.files:
        if name.endswith((".sh", ".bin", ".run", ".command", *_ARCHIVES)):
            yield f"{name} will be asked about: leave it out."


RULES = (
    *blocks(
        it_is_small_enough,
        it_has_few_files,
        only_the_plugin_ships,
        folders_of_code_are_packages,
        nothing_private_ships,
        nothing_native_ships,
        the_model_is_inside,
    ),
    *advises(nothing_is_executable, no_scripts_or_archives_ship),
)
