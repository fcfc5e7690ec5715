"""What the doctor reads of stamps: of which schema a collection is, and which steps are still to be done. It opens
nothing, for that would begin them."""

from pathlib import Path

from memory_core.cli.finding import Finding, Health
from memory_core.engines.collections import model_of
from memory_core.engines.embedded.shard_files import ShardFiles
from memory_core.engines.embedded.stamp_file import StampFile
from memory_core.engines.migrations import steps
from memory_core.engines.stamp import Stamp
from memory_core.errors import KeepsakeError
from memory_core.settings import Settings

_UPGRADE = "The plugin does it by and by; 'maintain' does it now."


def of_folder(collection: Path) -> Finding:
    check, file = f"schema {model_of(collection.name)}", StampFile(collection)
    try:
        stamp = file.read()
        if stamp is None:
            found = f"no stamp yet: older than schema {steps.newest()}, or not opened since"
            return Finding(check, Health.NOTE, found, _UPGRADE)
        stamp.check_readable(file.place)
        stamp.check_writable(file.place)
    except KeepsakeError as exc:
        return Finding(check, Health.WRONG, f"{exc} ({exc.code})")
    return _of_stamp(check, stamp)


def of_server(settings: Settings, name: str) -> Finding | None:
    """None when there is no such collection."""
    from memory_core.engines.server.collection import place_of, stamp_of
    from memory_core.engines.server.connection import connect, translated

    client = connect(settings)
    try:
        with translated():
            if not client.collection_exists(name):
                return None
            stamp = stamp_of(client.get_collection(name), name)
            stamp.check_writable(place_of(name))
            return _of_stamp(f"schema {model_of(name)}", stamp)
    finally:
        client.close()


def is_behind(collection: Path) -> bool:
    """Whether opening the folder would begin to bring it up to date."""
    if not ShardFiles(collection).hold_memories:
        return False
    stamp = StampFile(collection).read()
    return stamp is None or _is_behind(stamp)


def _is_behind(stamp: Stamp) -> bool:
    return bool(stamp.left) or stamp.schema < steps.reachable(stamp.readable_from)


def _of_stamp(check: str, stamp: Stamp) -> Finding:
    made = f", made {stamp.made_at[:10]} by {stamp.made_by}" if stamp.made_by else ""
    found = f"{stamp.schema}, read from {stamp.readable_from} on, written from {stamp.writable_from} on{made}"
    if _is_behind(stamp):
        pending = ", ".join(str(step.schema) for step in steps.STEPS if step.schema > stamp.schema)
        left = f", {stamp.left:,} records left" if stamp.left else ""
        return Finding(check, Health.NOTE, f"{found}; steps to be done: {pending}{left}", _UPGRADE)
    if (waits := steps.next_breaking(stamp.readable_from)) is not None:
        todo = "It begins when no older version has used this place for 10 minutes; on a server, by 'maintain --alone'."
        return Finding(check, Health.NOTE, f"{found}; step {waits.schema} waits for older versions to be gone", todo)
    return Finding(check, Health.OK, found)
