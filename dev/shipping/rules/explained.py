"""What scanners find in this plugin and why it is there: the answers for a submission's security notes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explained:
    """`what` is the scanner's finding, in the words of `code.py`."""

    what: str
    why: str
    files: tuple[str, ...]


EXPLAINED = (
    Explained(
        "touches files",
        "a function or method that is named `open` and opens a store through the engine",
        (
            "memory_core/api/opening.py",
            "memory_core/ports.py",
            "memory_core/engines/server/archive.py",
            "memory_core/engines/embedded/archive.py",
            "memory_core/engines/embedded/place.py",
            "memory_core/engines/embedded/shard.py",
            "memory_core/engines/other_collections.py",
            "memory_core/engines/server/place.py",
        ),
    ),
    Explained(
        "touches files",
        "the engine's own files in the data folder: those whose rewritten copy has taken their place, and the copy "
        "that is made before a step from which no older version could go back",
        ("memory_core/engines/embedded/shard_files.py", "memory_core/engines/embedded/copy_before.py"),
    ),
    Explained(
        "runs a command",
        "this Python with a module of this plugin and no shell, by the command line's `maintain --optimize` alone",
        ("memory_core/engines/embedded/optimize.py",),
    ),
    Explained(
        "runs code",
        "imports one of the modules in memory_core/cli/commands, by the name that a fixed table gives it",
        ("memory_core/cli/program.py",),
    ),
    Explained(
        "asks a database",
        "SQLite in a file without a name, to put what an import reads in the order of its times; fixed statements "
        "whose values are bound, and gone when the command ends",
        ("memory_core/adapters/spool.py",),
    ),
    Explained(
        "speaks of money",
        "of writes that succeed or fail together; the plugin moves no money",
        ("memory_core/engines/server/versioned_write.py",),
    ),
    Explained(
        "speaks of money",
        "the vocabulary of the embedding model's tokenizer, 30,522 pieces of words",
        ("memory_core/models/all-minilm-l6-v2/tokenizer.json",),
    ),
    Explained(
        "speaks of money",
        "the words beside which a card number is masked; the plugin moves no money",
        ("memory_core/languages/data/en.toml",),
    ),
)
