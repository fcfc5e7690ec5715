"""The embedded engine's failures as ours."""

from collections.abc import Iterator
from contextlib import contextmanager

from memory_core.engines.collections import MISMATCH
from memory_core.errors import EmbeddingMismatch, EngineFailed, KeepsakeError

_KINDS = ("Service runtime error", "Validation failed", "Wrong input", "Out of disk")
_OTHER_LENGTH = "Vector dimension error"


@contextmanager
def translated() -> Iterator[None]:
    """The engine raises plain Exception and, from a panic, a BaseException."""
    try:
        yield
    except KeepsakeError:
        raise
    except Exception as exc:  # noqa: BLE001 - the engine raises nothing more precise
        if str(exc).startswith(_OTHER_LENGTH):
            raise EmbeddingMismatch(MISMATCH) from None
        raise EngineFailed(f"The embedded engine failed ({_kind(exc)}). Try again.") from None
    except BaseException as exc:
        if type(exc).__name__ != "PanicException":
            raise
        raise EngineFailed("The embedded engine stopped inside (a panic). Try again.") from None


def _kind(exc: Exception) -> str:
    """What sort of failure it is, if a known one. The rest of the engine's sentence might quote what was stored."""
    return next((kind for kind in _KINDS if str(exc).startswith(kind)), type(exc).__name__)
