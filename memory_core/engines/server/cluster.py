"""What a Qdrant server says of the cluster that it is part of."""

from contextlib import suppress

from qdrant_client import QdrantClient, models
from qdrant_client.http.exceptions import UnexpectedResponse

from memory_core.errors import InvalidSettings


def nodes_of(client: QdrantClient) -> int:
    """How many nodes it has; 1 for a server alone, and where our key may not ask."""
    with suppress(UnexpectedResponse, NotImplementedError):  # the latter from the client's in-memory mode
        status = client.cluster_status()
        if isinstance(status, models.ClusterStatusOneOf1):
            return max(1, len(status.peers))
    return 1


def check_replicas(client: QdrantClient, wanted: int) -> None:
    """Raises InvalidSettings when what is asked for would not survive the loss of a node, where there are several."""
    if wanted == 1 and (nodes := nodes_of(client)) > 1:
        raise InvalidSettings(
            f"replication_factor=1 keeps each memory on one of the {nodes} nodes of this cluster: the loss of a node "
            "loses memories. Leave it out, for as many copies as survive one, or write 2 or 3."
        )
