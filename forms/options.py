"""What the field for options takes: `key=value`, for what few authorizations need."""

from dataclasses import dataclass
from enum import StrEnum

from forms.authorization import AuthMode


class Quantization(StrEnum):
    """How vectors are kept in the memory of a Qdrant server besides."""

    NONE = "none"
    SCALAR = "scalar"
    BINARY = "binary"


class ShardBy(StrEnum):
    """What a collection on a Qdrant cluster is cut by."""

    NONE = "none"
    BUCKET = "bucket"


class Forgetting(StrEnum):
    """What forgetting does."""

    HIDE = "hide"
    ERASE = "erase"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A text; empty when it is not set. `said` tells what it does, for the table of the docs."""

    name: str
    example: str
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeOption(Option):
    lowest: int
    highest: int


class FlagOption(Option):
    """`on` or `off`; off unless it is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceOption(Option):
    options: type[StrEnum]


AUTH_MODE = ChoiceOption(
    name="auth_mode",
    example="multi_space",
    said="`single_space` (default): the space key is the one in the form. `multi_space`: each node brings its own key",
    options=AuthMode,
)
AGENT_ID = Option(
    name="agent_id",
    example="support",
    said="a part of the space; authorizations with the same key and agent share memories (default `dify`)",
)
DATA_DIR = Option(
    name="data_dir",
    example="/app/storage/keepsake",
    said="the folder of the built-in engine, when the one in Dify's plugin storage does not suit you",
)
REEMBED = FlagOption(
    name="reembed",
    example="on",
    said="the embedding model in the form embeds anew what another one has embedded; see [models](models.md#embedding)",
)
TRACE = FlagOption(
    name="trace",
    example="on",
    said="each Keepsake node of a workflow writes into Dify's run view what it did and how long that took",
)
FORGET = ChoiceOption(
    name="forget",
    example="erase",
    said="`hide` (default): what is forgotten can be brought back for 30 days. `erase`: it is gone at once, for every "
    "app that shares the authorization; see [forgetting](forgetting.md)",
    options=Forgetting,
)
EPISODIC = WholeOption(
    name="episodic",
    example="365",
    said="after how many days a message expires that names no end of its own; what was stored before, too",
    lowest=1,
    highest=36_500,
)
SEMANTIC = WholeOption(name="semantic", example="730", said="the same of facts", lowest=1, highest=36_500)
PROCEDURAL = WholeOption(name="procedural", example="730", said="the same of procedures", lowest=1, highest=36_500)
MODEL_CALLS_PER_DAY = WholeOption(
    name="model_calls_per_day",
    example="500",
    said="language models are asked no more often a day (in UTC); over it words are kept and facts wait",
    lowest=1,
    highest=100_000_000,
)
MODEL_TOKENS_PER_DAY = WholeOption(
    name="model_tokens_per_day",
    example="200000",
    said="the same for the tokens of questions and answers",
    lowest=1,
    highest=999_999_999,
)
QUERY_SECONDS = WholeOption(
    name="query_seconds",
    example="5",
    said="how long a search waits for a Qdrant server altogether (default 2)",
    lowest=1,
    highest=60,
)
MEMORIES_PER_PERSON = WholeOption(
    name="memories_per_person",
    example="20000",
    said="how many memories one person may have (default 100,000), chats and what is hidden included, so that nobody "
    "fills the disk for all; more are refused with `quota_reached`. A person is a user of Dify where the isolation is "
    "by user, else a conversation or app and the `user_id` in it",
    lowest=1,
    highest=100_000_000,
)
MEGABYTES_PER_PERSON = WholeOption(
    name="megabytes_per_person",
    example="200",
    said="the same in MiB (default 1,000), where each piece of up to 1,000 characters counts 8 KiB",
    lowest=1,
    highest=100_000_000,
)
REPLICATION_FACTOR = WholeOption(
    name="replication_factor",
    example="2",
    said="on how many nodes of a Qdrant cluster each shard is kept (default 3, or as many as there are nodes)",
    lowest=1,
    highest=1_000,
)
SHARD_NUMBER = WholeOption(
    name="shard_number",
    example="6",
    said="how many shards a collection on a Qdrant cluster has (default: two for each node)",
    lowest=1,
    highest=1_000,
)
SHARD_BY = ChoiceOption(
    name="shard_by",
    example="bucket",
    said="`bucket` keeps each user's memories in one shard of a Qdrant cluster, so that a search asks one; for "
    "very many users, see [scale](scale.md)",
    options=ShardBy,
)
ON_DISK = FlagOption(
    name="on_disk",
    example="on",
    said="a Qdrant server reads vectors from disk: less memory, slower searches",
)
QUANTIZATION = ChoiceOption(
    name="quantization",
    example="scalar",
    said="`scalar` keeps vectors in a quarter of a Qdrant server's memory, `binary` in a 32nd, for models of 1,024 "
    "dimensions and more",
    options=Quantization,
)

OPTIONS: tuple[Option, ...] = (
    AUTH_MODE,
    AGENT_ID,
    DATA_DIR,
    REEMBED,
    TRACE,
    FORGET,
    EPISODIC,
    SEMANTIC,
    PROCEDURAL,
    MODEL_CALLS_PER_DAY,
    MODEL_TOKENS_PER_DAY,
    QUERY_SECONDS,
    MEMORIES_PER_PERSON,
    MEGABYTES_PER_PERSON,
    REPLICATION_FACTOR,
    SHARD_NUMBER,
    SHARD_BY,
    ON_DISK,
    QUANTIZATION,
)
OF_A_COLLECTION = (REPLICATION_FACTOR, SHARD_NUMBER, SHARD_BY, ON_DISK, QUANTIZATION)
