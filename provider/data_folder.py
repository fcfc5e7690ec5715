"""Where the embedded engine keeps its files when Dify runs the plugin.

The working directory is new for every version of the plugin, and HOME and /tmp go with the container, so none of them
will do. Only names that Dify's daemon sets are read from the environment.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from platformdirs import user_data_path

from memory_core.errors import InvalidSettings

_OWN_FOLDER = "keepsake-memory"


def data_folder(chosen: str, environment: Mapping[str, str]) -> Path:
    """The folder the user chose; else one of our own in the first place that survives an upgrade and can be written."""
    if chosen:
        return _absolute(chosen)
    for place in _lasting_places(environment):
        if place.is_absolute() and _can_be_made(place / _OWN_FOLDER):
            return place / _OWN_FOLDER
    return user_data_path(_OWN_FOLDER, appauthor=False)


def _absolute(chosen: str) -> Path:
    try:
        folder = Path(chosen).expanduser()
        if folder.is_absolute():
            return folder.resolve()
    except (OSError, RuntimeError, ValueError):
        pass  # no such home, or no path at all
    raise InvalidSettings("data_dir is not an absolute path. Write it from the root, like /app/storage/keepsake.")


def _lasting_places(environment: Mapping[str, str]) -> Iterator[Path]:
    if storage := environment.get("PLUGIN_STORAGE_LOCAL_ROOT"):
        yield Path(storage)
    if working := environment.get("PLUGIN_WORKING_PATH"):
        yield Path(working).parent


def _can_be_made(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)
