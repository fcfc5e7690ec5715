"""What is asked of replicas, so that a cluster goes on with a node less, and still says what was written last."""

from qdrant_client import models

type Consistency = models.ReadConsistencyType | None

# One replica at a time leads the writes, another one when that is away. Without a leader, replicas take writes in any
# order, and each decides by itself whether a write on a condition is done. STRONG names one leader for ever: its death
# stops every store.
IN_ORDER = models.WriteOrdering.MEDIUM
_QUORUM_FROM = 3  # replicas of which a majority is left when one is dead


def newest(found: models.CollectionInfo) -> Consistency:
    """How to read what was written last. A quorum of two would be both, so that two are read like one; a MAJORITY asks
    all of them."""
    replicas = found.config.params.replication_factor or 1
    return models.ReadConsistencyType.QUORUM if replicas >= _QUORUM_FROM else None
