"""promote, on the stand-in for a Qdrant cluster."""

import json
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.qdrant_stand_in import KEY, QdrantStandIn
from tests.unit.test_cli import run

SPACE_KEY = "a-key-of-enough-length"


@pytest.fixture
def cluster() -> Iterator[QdrantStandIn]:
    with closing(QdrantStandIn(nodes=3)) as running:
        yield running


def settings_of(cluster: QdrantStandIn, options: str) -> dict[str, str]:
    return {
        "KEEPSAKE_API_KEY": SPACE_KEY,
        "KEEPSAKE_QDRANT_URL": cluster.url,
        "KEEPSAKE_QDRANT_API_KEY": KEY,
        "KEEPSAKE_QDRANT_OPTIONS": options,
    }


def test_a_space_is_promoted(cluster: QdrantStandIn) -> None:
    """All of its points, once; what it holds is found as before."""
    here = settings_of(cluster, "shard_by=bucket")
    assert run("store", "I live in Lisbon.", env=here).exit_code == 0
    promoted = run("promote", "--shards", "2", "--alone", "--json", env=here)
    assert json.loads(promoted.stdout)["moved"] >= 1
    assert json.loads(run("promote", "--alone", "--json", env=here).stdout)["moved"] == 0
    assert "Lisbon" in run("search", "Where do I live?", env=here).stdout


def test_what_cannot_be_promoted(cluster: QdrantStandIn) -> None:
    """Said with a way out, and nothing is changed."""
    here = settings_of(cluster, "")
    assert run("store", "I live in Lisbon.", env=here).exit_code == 0
    assert run("promote", env=here).exit_code == 2  # nobody has said that it is alone
    refused = run("promote", "--alone", env=here)
    assert (refused.exit_code, "shard_by=bucket" in refused.stderr) == (1, True)
    assert run("promote", "--alone", "--data-dir", ".", env={"KEEPSAKE_API_KEY": SPACE_KEY}).exit_code == 2
