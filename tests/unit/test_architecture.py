"""Which module may import which: the layers of docs/architecture.md, kept by reading every import."""

import ast
from pathlib import Path

import memory_core
from memory_core.version import VERSION

ROOT = Path(__file__).parents[2]
FOREIGN = ("dify_plugin", "qdrant_client", "qdrant_edge", "fastembed", "httpx", "onnxruntime", "gevent", "tokenizers")
# What each layer may import of ours; everything else of ours is refused.
MAY_IMPORT = {
    "memory_core/errors.py": (),
    "memory_core/domain": ("memory_core.errors", "memory_core.domain"),
    "memory_core/ports.py": ("memory_core.domain",),
    "memory_core/settings.py": ("memory_core.errors",),
    "memory_core/operations": (
        "memory_core.errors",
        "memory_core.domain",
        "memory_core.ports",
        "memory_core.operations",
    ),
    "memory_core/adapters": (
        "memory_core.errors",
        "memory_core.domain",
        "memory_core.ports",
        "memory_core.settings",
        "memory_core.adapters",
    ),
    "memory_core/engines": (
        "memory_core.errors",
        "memory_core.domain",
        "memory_core.ports",
        "memory_core.settings",
        "memory_core.adapters",
        "memory_core.engines",
        "memory_core.version",
    ),
    "memory_core/version.py": (),
    "memory_core/service.py": ("memory_core.domain", "memory_core.ports", "memory_core.operations"),
    "memory_core/bootstrap.py": ("memory_core",),
    "memory_core/__init__.py": ("memory_core",),
    "memory_core/cli": ("memory_core",),
    "memory_core/__main__.py": ("memory_core.cli",),
    "provider": ("memory_core", "provider"),
    "tools": ("memory_core", "provider", "tools.calls", "tools.parameters", "tools.replies", "tools.respond"),
    "main.py": (),
}
WITHOUT_LIBRARIES = ("memory_core/errors.py", "memory_core/domain", "memory_core/ports.py", "memory_core/operations")


def imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(node.module or "")
    return found


def modules(place: str) -> list[Path]:
    path = ROOT / place
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def test_every_layer_imports_only_what_it_may() -> None:
    """An arrow that the picture does not show does not exist."""
    wrong = [
        f"{module.relative_to(ROOT)} imports {name}"
        for place, allowed in MAY_IMPORT.items()
        for module in modules(place)
        for name in imports(module)
        if name.split(".")[0] in ("memory_core", "provider", "tools", "tests", "dev")
        and not any(name == a or name.startswith(f"{a}.") for a in allowed)
    ]
    assert wrong == []


def test_the_rules_are_pure() -> None:
    """Domain and operations know no library, no environment and no host."""
    wrong = [
        f"{module.relative_to(ROOT)} imports {name}"
        for place in WITHOUT_LIBRARIES
        for module in modules(place)
        for name in imports(module)
        if name.split(".")[0] in (*FOREIGN, "os", "pathlib")
    ]
    assert wrong == []
    library = [name for module in modules("memory_core") for name in imports(module)]
    assert not any(name.startswith("dify_plugin") for name in library)


def test_the_version_is_the_manifests() -> None:
    """Which the code cannot read: a library has no manifest beside it."""
    assert f"version: {VERSION}\n" in (ROOT / "manifest.yaml").read_text()


def test_the_public_names_are_these() -> None:
    """Whoever uses the library can rely on them."""
    assert sorted(memory_core.__all__) == memory_core.__all__
    assert all(hasattr(memory_core, name) for name in memory_core.__all__)
