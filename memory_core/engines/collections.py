"""Names of collections: each embedding model has one of its own, for vectors of two models cannot be compared."""

import hashlib
import re

BREADTH = 256  # candidates kept along an index of vectors; with the engine's own 100 a seventh of the best is missed
MISMATCH = (
    "The embedding model gives vectors of another length than those that are stored under its name. Set "
    "embedding_model at Authorize back to the model that the memories were stored with."
)
# How records and their channels are stored; 2: words by their language; 3: where they stand; 4: bucket and schema;
# 5: whose words they are; 6: whether they state something, and rarity in the realm; 7: what is always there.
COLLECTION_SCHEMA = 7
READABLE_FROM = WRITABLE_FROM = 3  # the oldest schema whose programs go on beside this one
_PREFIX = "keepsake-"
_NAMED_NOW = {"bundled": "bundled-english", "bundled-2": "bundled"}  # as embedding_model calls these models


def collection_name(model: str) -> str:
    """Readable, and distinct for every model."""
    readable = re.sub(r"[^a-z0-9]+", "-", model.lower()).strip("-")[:40]
    suffix = hashlib.blake2b(model.encode(), digest_size=4).hexdigest()
    return f"{_PREFIX}{readable}-{suffix}"


def model_of(collection: str) -> str:
    """The readable part of the name, as `embedding_model` is set to it; empty when the collection is not ours."""
    readable = collection.removeprefix(_PREFIX).rpartition("-")[0] if collection.startswith(_PREFIX) else ""
    return _NAMED_NOW.get(readable, readable)
