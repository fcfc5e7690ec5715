"""What the doctor looks at, one check each. A check finds things out and says what to do; it changes nothing."""

import importlib.metadata
import os
import platform
import shutil
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from memory_core.adapters.tokens import BundledTokenCounter
from memory_core.bootstrap import open_budget, open_chat_model, open_embedder, open_repository
from memory_core.cli import stamps
from memory_core.cli.finding import Finding, Health
from memory_core.cli.opening import OutsideDify, opened_count, opened_repository
from memory_core.engines.collections import collection_name, model_of
from memory_core.engines.embedded.folder_lock import FolderLock
from memory_core.engines.embedded.shard_files import ShardFiles
from memory_core.errors import KeepsakeError, UnsupportedModel
from memory_core.operations.reembed import estimate
from memory_core.ports import Question, in_place
from memory_core.settings import HOST, Settings

_ENGINE, _TESTED_ENGINE = "qdrant-edge-py", "0.9.0"  # 0.8.0 loses unflushed writes when it is killed
_PACKAGES = (_ENGINE, "qdrant-client", "fastembed", "onnxruntime", "tokenizers", "httpx", "pydantic")
_MODEL_SECONDS = 30
_LITTLE_MORE = 2  # times the space that must stay free, from which on a full disk is near


def examine(settings: Settings, space: str) -> Iterator[Finding]:
    """All findings, as they are made; of the space only when there is one."""
    checks: list[tuple[str, Callable[[], Iterator[Finding]]]] = [("packages", _packages)]
    if settings.data_dir is not None:
        checks += [
            ("folder", partial(_folder, settings.data_dir)),
            ("disk", partial(_disk, settings.data_dir, settings.free_bytes)),
            ("collections", partial(_collections, settings.data_dir)),
        ]
    checks += [
        ("storage", partial(_storage, settings)),
        ("embedding model", partial(_embedding_model, settings)),
        ("language model", partial(_language_model, settings)),
    ]
    if space:
        checks.append(("space", partial(_space, settings, space)))
    for name, check in checks:
        try:
            yield from check()
        except KeepsakeError as exc:
            yield Finding(name, Health.WRONG, f"{exc} ({exc.code})")


def _packages() -> Iterator[Finding]:
    yield Finding("python", Health.OK, f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    for package in _PACKAGES:
        try:
            version = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            yield Finding(package, Health.WRONG, "is not installed", "pip install -r requirements.txt")
            continue
        if package == _ENGINE and version != _TESTED_ENGINE:
            todo = f"Others may lose memories: pip install {_ENGINE}=={_TESTED_ENGINE}"
            yield Finding(package, Health.WRONG, f"{version}, and Keepsake is made for {_TESTED_ENGINE}", todo)
        else:
            yield Finding(package, Health.OK, version)


def _folder(folder: Path) -> Iterator[Finding]:
    if not folder.is_dir():
        todo = "'store' makes it. If it should exist, check data_dir."
        yield Finding("folder", Health.NOTE, f"{folder} does not exist yet", todo)
    elif not os.access(folder, os.W_OK | os.X_OK):
        user = getattr(os, "getuid", lambda: "this user")()
        yield Finding("folder", Health.WRONG, f"{folder} cannot be written by {user}", "Run as the plugin's user.")
    else:
        yield Finding("folder", Health.OK, str(folder))


def _disk(folder: Path, margin: int) -> Iterator[Finding]:
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(existing).free
    found = f"{_size(free)} free, of which {_size(margin)} are to stay free"
    if free < margin:
        yield Finding("disk", Health.WRONG, found, "Nothing is stored until there is room. Make some.")
    elif free < _LITTLE_MORE * margin:
        yield Finding("disk", Health.NOTE, found, "Make room soon: below that, nothing is stored.")
    else:
        yield Finding("disk", Health.OK, found)


def _collections(folder: Path) -> Iterator[Finding]:
    """What lies in the folder, without opening it."""
    for collection in sorted(folder.iterdir()) if folder.is_dir() else ():
        files = ShardFiles(collection)
        if not (model_of(collection.name) and files.hold_memories):
            continue
        records = f"{noted:,}" if (noted := files.noted_points()) else "an unknown number of"
        found = f"{records} records, {_size(files.size())} on disk"
        yield Finding(f"collection {model_of(collection.name)}", Health.OK, found)
        yield (stamp := stamps.of_folder(collection))
        if stamp.health is not Health.WRONG:
            yield _lock(collection)


def _lock(collection: Path) -> Finding:
    check, lock = f"lock {model_of(collection.name)}", FolderLock(collection)
    if not lock.acquire(deadline=time.monotonic()):
        todo = "Nothing to do: it hands over when asked. Only 'maintain --optimize' needs it stopped."
        return Finding(check, Health.NOTE, "held by another process, as a plugin that serves does", todo)
    lock.release()
    return Finding(check, Health.OK, "free")


def _storage(settings: Settings) -> Iterator[Finding]:
    if settings.data_dir is not None and not settings.data_dir.is_dir():
        return
    embedder = open_embedder(settings, in_place, OutsideDify())
    name = collection_name(embedder.name)
    if settings.data_dir is not None and stamps.is_behind(settings.data_dir / name):
        found = f"{name} is not opened, for that would bring it up to date"
        yield Finding("engine", Health.NOTE, found, "'maintain' does so, and so does the plugin.")
        return
    repository, began = open_repository(settings, embedder), time.monotonic()
    try:
        repository.check()
    finally:
        repository.close()
    took = time.monotonic() - began
    if settings.qdrant_url:
        yield Finding("server", Health.OK, f"{settings.qdrant_url} answers in {took * 1000:.0f} ms; collection {name}")
        if (stamp := stamps.of_server(settings, name)) is not None:
            yield stamp
    elif ShardFiles((settings.data_dir or Path()) / name).hold_memories:
        yield Finding("engine", Health.OK, f"opens {name} in {took:.2f} s, complete")
    else:
        todo = "If memories are expected here, check --embedding-model: each has its own collection."
        yield Finding("engine", Health.NOTE, f"no collection {name} yet", todo)


def _embedding_model(settings: Settings) -> Iterator[Finding]:
    check = "embedding model"
    if settings.embedding_model.startswith(HOST):
        yield Finding(check, Health.NOTE, f"{settings.embedding_model} is not tried", "Authorize and store in Dify.")
        return
    began = time.monotonic()
    length = len(open_embedder(settings, in_place, None).embed_queries(["memory"])[0])
    took = time.monotonic() - began
    yield Finding(check, Health.OK, f"{settings.embedding_model}: {length} numbers in {took:.2f} s, loading included")


def _budget(settings: Settings) -> Iterator[Finding]:
    """What was asked today, where that is counted."""
    calls, tokens = settings.model_calls_per_day, settings.model_tokens_per_day
    if calls or tokens:
        spent = open_budget(settings).spent()
        most = f"{calls:,} calls" if calls else f"{tokens:,} tokens"
        is_spent = bool((calls and spent.calls >= calls) or (tokens and spent.tokens >= tokens))
        told = f"asked {spent.calls:,} times today, {spent.tokens:,} tokens, of {most}"
        yield Finding("model budget", Health.NOTE if is_spent else Health.OK, told, "Facts wait." if is_spent else "")


def _language_model(settings: Settings) -> Iterator[Finding]:
    check = "language model"
    try:
        model = open_chat_model(settings, None)
    except UnsupportedModel:
        yield Finding(check, Health.NOTE, f"{settings.language_model} is not tried", "Store something in Dify.")
        return
    if model is None:
        yield Finding(check, Health.OK, "none: facts are drawn by rules")
        return
    yield from _budget(settings)
    began = time.monotonic()
    model.ask(Question(rules="Answer with one word.", data="Say yes."), seconds=_MODEL_SECONDS)
    yield Finding(check, Health.OK, f"{settings.language_model} answers in {time.monotonic() - began:.1f} s")


def _space(settings: Settings, space: str) -> Iterator[Finding]:
    if settings.data_dir is not None and not settings.data_dir.is_dir():
        return
    name = collection_name(open_embedder(settings, in_place, OutsideDify()).name)
    if settings.data_dir is not None and stamps.is_behind(settings.data_dir / name):
        return
    with opened_count(settings) as count:
        places = count(space)
    total = sum(place.total for place in places)
    found = f"{space} holds {total:,} memories in {len(places):,} realms"
    if places:
        yield Finding("space", Health.OK, found)
        yield from _changed_model(settings, space)
    else:
        yield Finding("space", Health.NOTE, f"{space} is empty", "If it should not be, check the key.")
    if pending := sum(place.pending for place in places):
        todo = "'maintain' reads them, with the language model that the plugin has."
        yield Finding("pending", Health.NOTE, f"{pending:,} messages wait to be read", todo)
    if expired := sum(place.expired for place in places):
        yield Finding("expired", Health.NOTE, f"{expired:,} memories have expired", "'maintain' erases them.")


def _changed_model(settings: Settings, space: str) -> Iterator[Finding]:
    """How far the memories of other embedding models have come, and what it takes to embed the rest."""
    with opened_repository(settings) as repository:
        here, comes = repository.target.count(space), bool(repository.leaving(space))
        for archive in repository.elsewhere(space):
            left = estimate(archive, space, count_tokens=BundledTokenCounter())
            found = (
                f"{left.memories:,} memories are embedded by {model_of(archive.collection)}, {here:,} by the present "
                f"model; to embed them anew takes about {left.texts:,} texts of {left.tokens:,} tokens"
            )
            todo = "'maintain' does so, and later calls do." if comes else "'maintain --reembed' does so."
            yield Finding("changed model", Health.NOTE, found, f"They are found all the same. {todo}")


def _size(count: float) -> str:
    for unit in ("B", "KiB", "MiB"):
        if count < 1024:
            return f"{count:,.0f} {unit}"
        count /= 1024
    return f"{count:,.1f} GiB"


def as_record(finding: Finding) -> dict[str, Any]:
    return {"check": finding.check, "health": finding.health.value, "found": finding.found, "todo": finding.todo}


def as_lines(finding: Finding) -> str:
    line = f"{finding.health.value:>5}  {finding.check}: {finding.found}"
    return f"{line}\n       {finding.todo}" if finding.todo else line
