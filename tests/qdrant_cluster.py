"""The replicas of a stand-in for a Qdrant cluster: what they refuse while some of them are dead."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs


class Refused(Exception):
    """The server refuses a request."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


@dataclass
class Cluster:
    """As many `nodes`, of which some are `dead`; one of the dead led some writes for ever. Collections say themselves
    how many replicas they have, and how many of those a write needs."""

    nodes: int = 1
    dead: int = 0
    replicas: dict[str, int] = field(default_factory=dict)
    needed: dict[str, int] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """What GET /cluster answers."""
        if self.nodes == 1:
            return {"status": "disabled"}
        raft = {"term": 1, "commit": 1, "pending_operations": 0, "role": "Leader", "is_voter": True, "leader": 1}
        peers = {str(node): {"uri": f"http://node-{node}:6335/"} for node in range(1, self.nodes + 1)}
        working = {"consensus_thread_status": "working", "last_update": "2026-11-28T00:00:00Z"}
        return {
            "status": "enabled",
            "peer_id": 1,
            "peers": peers,
            "raft_info": raft,
            "consensus_thread_status": working,
            "message_send_failures": {},
        }

    def check_write(self, collection: str, query: str) -> None:
        """Raises Refused when a write of this ordering cannot be done."""
        asked = parse_qs(query)
        if self.dead and asked.get("ordering") == ["strong"]:
            raise Refused(500, "Service internal error: the leader of a shard is dead")
        if self._alive(collection) < self.needed.get(collection, 1):
            raise Refused(500, "Service internal error: fewer replicas than the write consistency factor asks for")

    def check_read(self, collection: str, query: str) -> None:
        """Raises Refused when a read of this consistency cannot be done."""
        consistency = parse_qs(query).get("consistency", ["1"])[0]
        everyone = self.replicas.get(collection, 1)
        asked = {"all": everyone, "majority": everyone, "quorum": everyone // 2 + 1}.get(consistency, 1)
        if self._alive(collection) < asked:
            raise Refused(500, "Service internal error: fewer replicas than the read consistency asks for")

    def _alive(self, collection: str) -> int:
        """As if the dead ones held a replica of each shard, as far as there are more nodes than that."""
        return self.replicas.get(collection, 1) - min(self.dead, self.replicas.get(collection, 1))
