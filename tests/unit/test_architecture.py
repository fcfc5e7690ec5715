"""Which module may import which: the layers of docs/architecture.md, kept by reading every import."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import memory_core
from memory_core.version import VERSION

ROOT = Path(__file__).parents[2]
FOREIGN = ("dify_plugin", "qdrant_client", "qdrant_edge", "fastembed", "httpx", "onnxruntime", "gevent", "tokenizers")
# What each layer may import of ours; everything else of ours is refused.
MAY_IMPORT = {
    "memory_core/errors.py": (),
    "memory_core/languages": ("memory_core.languages",),
    "memory_core/domain": ("memory_core.errors", "memory_core.domain", "memory_core.languages"),
    "memory_core/record": ("memory_core.errors", "memory_core.domain", "memory_core.record"),
    "memory_core/ports.py": ("memory_core.domain", "memory_core.readers"),
    "memory_core/settings.py": ("memory_core.errors",),
    "memory_core/readers": ("memory_core.errors", "memory_core.domain", "memory_core.readers"),
    "memory_core/operations": (
        "memory_core.readers",
        "memory_core.errors",
        "memory_core.domain",
        "memory_core.ports",
        "memory_core.record",
        "memory_core.operations",
    ),
    "memory_core/adapters": (
        "memory_core.errors",
        "memory_core.domain",
        "memory_core.ports",
        "memory_core.settings",
        "memory_core.readers",
        "memory_core.adapters",
    ),
    "memory_core/engines": (
        "memory_core.errors",
        "memory_core.domain",
        "memory_core.ports",
        "memory_core.settings",
        "memory_core.adapters",
        "memory_core.record",
        "memory_core.engines",
        "memory_core.version",
    ),
    "memory_core/version.py": (),
    "memory_core/service.py": (
        "memory_core.errors",
        "memory_core.domain",
        "memory_core.ports",
        "memory_core.operations",
    ),
    "memory_core/bootstrap.py": ("memory_core",),
    "memory_core/operators.py": ("memory_core",),
    "memory_core/__init__.py": ("memory_core",),
    "memory_core/api": (
        "memory_core.errors",
        "memory_core.domain",
        "memory_core.ports",
        "memory_core.settings",
        "memory_core.operations",
        "memory_core.adapters",
        "memory_core.readers",
        "memory_core.service",
        "memory_core.bootstrap",
        "memory_core.api",
    ),
    "memory_core/cli": ("memory_core",),
    "memory_core/__main__.py": ("memory_core.cli",),
    "forms": ("forms",),
    "provider": ("memory_core", "provider", "forms"),
    "tools": (
        "memory_core",
        "provider",
        "forms",
        "tools.calls",
        "tools.filters",
        "tools.fitting",
        "tools.lists",
        "tools.messages",
        "tools.parameters",
        "tools.replies",
        "tools.respond",
        "tools.watch",
    ),
    "page": ("memory_core", "provider.composition", "forms", "page"),
    "endpoints": ("page.site", "provider.dify_models"),
    "main.py": ("provider.request_lines",),
}
PUBLIC = [
    "UNDO_DAYS",
    "VERSION",
    "Action",
    "Card",
    "CardLine",
    "Chat",
    "ChatEntry",
    "ChatModel",
    "Chats",
    "Correction",
    "CorrectionStatus",
    "Embedder",
    "Event",
    "Extraction",
    "Fact",
    "Happened",
    "Hidden",
    "Hit",
    "HostModels",
    "Imported",
    "KeepsakeError",
    "Learned",
    "Maintained",
    "Memory",
    "MemoryType",
    "Message",
    "ModelAnswer",
    "Offload",
    "Origin",
    "Outcome",
    "Overview",
    "Page",
    "Person",
    "PersonCount",
    "Preview",
    "Procedure",
    "Question",
    "Reason",
    "Recalled",
    "Receipt",
    "Remember",
    "RemoteEmbedder",
    "Replayed",
    "Reranker",
    "Role",
    "Said",
    "Scope",
    "SearchStatus",
    "Secrets",
    "Settings",
    "Space",
    "Stages",
    "State",
    "Storage",
    "StoreResult",
    "StoreStatus",
    "Summarized",
    "Summary",
    "SummaryStatus",
    "TakenIn",
    "Transcript",
    "Undone",
    "Usage",
    "Use",
    "Why",
    "disarm",
    "measured",
    "open",
    "open_storage",
    "parse_moment",
    "render_chats",
    "render_memories",
    "replay",
    "short_id",
    "shown",
    "space_id",
    "stage",
    "storable",
    "to_datetime",
    "to_iso",
]
# The only files that call the embedded engine: its conditions, what a shard is made of, a shard; and its word weights.
CALL_EDGE = [
    "memory_core/adapters/keywords.py",
    "memory_core/engines/embedded/dialect.py",
    "memory_core/engines/embedded/layout.py",
    "memory_core/engines/embedded/shard.py",
]
WITHOUT_LIBRARIES = (
    "memory_core/errors.py",
    "memory_core/domain",
    "memory_core/languages",
    "memory_core/ports.py",
    "memory_core/readers",
    "memory_core/operations",
)


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
        if name.split(".")[0] in ("memory_core", "provider", "tools", "page", "endpoints", "tests", "dev")
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


def test_few_files_call_the_embedded_engine() -> None:
    """A call that the engine renames is changed in one place."""
    calling = [module for module in modules("memory_core") if "qdrant_edge" in imports(module)]
    assert [str(module.relative_to(ROOT)) for module in calling] == CALL_EDGE


def test_what_dify_sees_uses_public_names_alone() -> None:
    """Tools and provider take everything from the library's top, and errors from theirs."""
    wrong = [
        f"{module.relative_to(ROOT)} imports {name} from {node.module}"
        for place in ("tools", "provider", "page", "endpoints", "main.py")
        for module in modules(place)
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "memory_core"
        for name in (alias.name for alias in node.names)
        if node.module != "memory_core.errors" and not (node.module == "memory_core" and name in PUBLIC)
    ]
    assert wrong == []
    whole = [
        name for place in ("tools", "provider", "page") for module in modules(place) for name in plain_imports(module)
    ]
    assert not any(name.startswith("memory_core") for name in whole)


def plain_imports(path: Path) -> list[str]:
    return [
        alias.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Import)
        for alias in node.names
    ]


def test_the_version_is_the_manifests() -> None:
    """Which the code cannot read: a library has no manifest beside it."""
    assert f"version: {VERSION}\n" in (ROOT / "manifest.yaml").read_text()


def test_the_public_names_are_these() -> None:
    """Whoever uses the library can rely on them: a name is added here on purpose, and none goes unseen."""
    assert memory_core.__all__ == PUBLIC
    assert memory_core._MODULES.keys() == set(PUBLIC)
    for name in PUBLIC:
        public = getattr(memory_core, name)
        assert getattr(public, "__name__", name) == name
    with pytest.raises(AttributeError):
        getattr(memory_core, "MemoryService")  # noqa: B009 - the type checker knows that it is not there


def test_every_public_name_says_what_it_is() -> None:
    """Classes and functions, and every public method of the front door."""
    named = {name: getattr(memory_core, name) for name in PUBLIC}
    named |= {
        f"{owner.__name__}.{name}": member
        for owner in (
            memory_core.Chat,
            memory_core.Person,
            memory_core.Recalled,
            memory_core.Space,
            memory_core.Storage,
        )
        for name, member in vars(owner).items()
        if not name.startswith("_") and callable(member)
    }
    spoken = {name: value for name, value in named.items() if callable(value)}
    silent = [name for name, value in spoken.items() if not inspect.getdoc(value)]
    assert silent == []


def test_importing_the_library_loads_almost_nothing() -> None:
    """Each of its names brings its own modules when it is first used."""
    count = "import sys, memory_core; print(sum(name.startswith('memory_core') for name in sys.modules))"
    ran = subprocess.run([sys.executable, "-c", count], capture_output=True, text=True, check=True)
    assert int(ran.stdout) == 1
