"""What the operations need from the outside, in their words. Adapters implement these; so do the shipped fakes."""

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol, Self

from memory_core.domain.background import Background
from memory_core.domain.candidate import Candidate
from memory_core.domain.memory import Memory
from memory_core.domain.pieces import Piece
from memory_core.domain.quota import Held
from memory_core.domain.scope import Scope
from memory_core.domain.selection import Position, Selection
from memory_core.domain.states import State

type Vector = Sequence[float]
type Clock = Callable[[], int]  # microseconds since 1970 in UTC
type LanguageDetector = Callable[[str], str]  # text -> ISO 639-1 code, or "" when unsure
type Turn = Callable[[Scope], AbstractContextManager[None]]  # the turn of a scope: one store into it at a time
type TokenCounter = Callable[[str], int]
type Beside = Callable[[Sequence[str]], Sequence[tuple[Selection, int]]]  # what is wanted beside memories of these ids
type Progress = Callable[[int], object]  # is told how many more memories are done

MAXIMUM_SESSIONS = 100_000


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Word weights by word number; `indices` are distinct, and both have the same length."""

    indices: Sequence[int]
    values: Sequence[float]

    @property
    def words(self) -> int:
        """How many words it stands for."""
        return len(self.indices)


@dataclass(frozen=True, slots=True)
class AskedWords(SparseVector):
    """The words of a query in every form that may be stored; `asked` is how many words it has."""

    asked: int

    @property
    def words(self) -> int:
        return self.asked


@dataclass(frozen=True, slots=True)
class IndexedPiece:
    """A piece of a memory with its four channels; the dense ones have the embedder's dimension and length 1.
    `in_dialogue` says that it was said in answer to what stands before it."""

    piece: Piece
    dense: Vector
    dense_context: Vector
    sparse: SparseVector
    sparse_context: SparseVector
    is_question: bool = False
    tells_time: bool = False
    in_dialogue: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A memory ready to be written, with at least one piece."""

    memory: Memory
    pieces: Sequence[IndexedPiece]


@dataclass(frozen=True, slots=True)
class EncodedQuery:
    """A query ready to be searched; likeness of meaning counts for `meaning` times what a cosine has above `zero`. With
    an empty `dense` it is searched by words alone. `text` is what was embedded, for other models to embed as well."""

    dense: Vector
    sparse: SparseVector
    meaning: float = 1.0
    zero: float = 0.0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """What a language model is asked. `rules` are ours; `data` holds what people said, marked as data. The answer is to
    be JSON of `schema`, or plain text without one."""

    rules: str
    data: str
    schema: Mapping[str, Any] | None = None

    @property
    def rules_with_schema(self) -> str:
        """The rules, followed by the schema in words when there is one: not every model takes a schema by itself."""
        if self.schema is None:
            return self.rules
        schema = json.dumps(dict(self.schema), ensure_ascii=False, separators=(",", ":"))
        return f"{self.rules}\n\nAnswer with JSON of this schema only: {schema}"


@dataclass(frozen=True, slots=True)
class Usage:
    """What was asked of language models: calls, and tokens as the models counted them (0 where they told none)."""

    calls: int = 0
    prompt_tokens: int = 0
    answer_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.answer_tokens + other.answer_tokens,
        )


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """An answer as it came: its text may be no JSON at all."""

    text: str
    usage: Usage


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time: microseconds, `start` inclusive, `end` exclusive."""

    start: int
    end: int


class ChatModel(Protocol):
    """A language model; raises ModelFailed."""

    def ask(self, question: Question, *, seconds: float) -> ModelAnswer:
        """One answer, retries within `seconds` included."""


class Reranker(Protocol):
    """A model that reads a query beside each text; raises ModelFailed."""

    def rerank(self, query: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers the query, in order; higher is better."""


class TimeReader(Protocol):
    """Words that name a time, in the languages it knows: as local calendar days of `timezone` (an IANA name), counted
    from `said_at` (microseconds). `language` is an ISO 639-1 code, or empty when it is not known."""

    def find(self, text: str, *, language: str) -> str:
        """The first such words in `text`, verbatim; empty when there are none."""

    def read(self, words: str, *, within: str, language: str, said_at: int, timezone: str) -> Span | None:
        """What they mean in the statement `within`, whose tense tells whether "on Monday" is over or to come; None
        when nothing tells, and when they do not parse."""

    def spans(self, text: str, *, language: str, said_at: int, timezone: str) -> list[Span]:
        """What all of them mean in a question, in their order, each span once. Where nothing tells, a question looks
        back: "in March" is the last March that began."""


class Embedder(Protocol):
    """Text to unit vectors; raises EmbeddingFailed. Never compare vectors for equality: they may differ a little."""

    @property
    def name(self) -> str:
        """Which model: memories of different names are kept apart."""

    @property
    def dimension(self) -> int:
        """The length of its vectors; a model elsewhere may have to be asked for it."""

    @property
    def background(self) -> Background | None:
        """How alike it finds unrelated texts, where that is known beforehand."""

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        """One vector per text, in order."""

    def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
        """One vector per question, in order."""


class SentenceEncoder(Protocol):
    """Sentences to the vectors that the heads of domain/reading judge by: 512 numbers of length 1, those of the
    multilingual encoder in this package, whatever embedding model is set. Raises EmbeddingFailed."""

    def encode(self, texts: Sequence[str]) -> list[Vector]:
        """One vector per text, in order."""


class HostModels(Protocol):
    """The models of the program that Keepsake runs in, by the name that follows `dify:` in the settings."""

    def chat_model(self, name: str) -> ChatModel: ...

    def embedder(self, name: str) -> Embedder: ...

    def reranker(self, name: str) -> Reranker: ...


class KeywordEncoder(Protocol):
    """Text to BM25 weights; the rarity of a word (IDF) is the engine's part."""

    def encode_document(self, text: str, *, language: str = "") -> SparseVector:
        """`language` is an ISO 639-1 code, or empty when it is not known."""

    def encode_query(self, text: str) -> AskedWords: ...


class Offload(Protocol):
    """Maps native work over items on threads of its own: the host's event loop goes on meanwhile, and the work has an
    ordinary stack under it. Raises what the work raises."""

    def __call__[A, B](self, work: Callable[[A], B], items: Sequence[A]) -> list[B]: ...

    def __hash__(self) -> int: ...


def in_place[A, B](work: Callable[[A], B], items: Sequence[A]) -> list[B]:
    """An Offload that stays where it is, when the host names no better place."""
    return [work(item) for item in items]


class Turns(Protocol):
    """Writes into one scope follow each other."""

    def __call__(self, scope: Scope) -> AbstractContextManager[None]:
        """The turn of `scope`. Raises StorageBusy when it does not come."""

    def until_written[T](self, attempt: Callable[[], T]) -> T:
        """Tries anew, on what is known by then, when another process writes the same at the same moment. Raises
        WriteConflict after three attempts."""


class MemoryRepository(Protocol):
    """Keeps memories. Every method sees and touches only what its scope covers; all raise StorageError."""

    def write(self, scope: Scope, entries: Sequence[Entry], *, amended: Sequence[Memory] = ()) -> None:
        """Adds all entries and replaces the records of the memories `amended`, in one operation: on stable storage and
        searchable when it returns, and never by halves. An amended memory keeps its content and vectors. Raises
        WriteConflict, and writes nothing, when an entry is there already, or an amended memory has another revision by
        now than when it was read, or the scope does not hold it (any longer)."""

    def turn(self, scope: Scope) -> AbstractContextManager[None]:
        """Keeps other processes from planning a write into this very scope meanwhile, where the engine does not share
        one folder, whose every write is checked against what is there. Raises StorageBusy."""

    def read(self, scope: Scope, selection: Selection, ids: Sequence[str]) -> list[Memory]:
        """Those of `ids` that are there, in any order."""

    def recent(self, scope: Scope, selection: Selection, *, limit: int) -> list[Memory]:
        """The memories stored last, newest first."""

    def recents(self, scope: Scope, wanted: Sequence[tuple[Selection, int]]) -> list[list[Memory]]:
        """`recent` of each selection with its limit, in order, as one request."""

    def recents_and_later(
        self, scope: Scope, wanted: Sequence[tuple[Selection, int]], *, limit: int
    ) -> tuple[list[list[Memory]], list[Memory]]:
        """`recents`, and the latest `limit` statements that follow one of those, or a message that one was drawn from;
        as one request."""

    def page(
        self,
        scope: Scope,
        selection: Selection,
        *,
        limit: int,
        after: Position | None = None,
        oldest_first: bool = False,
    ) -> list[Memory]:
        """At most `limit` memories in the order they were stored, from `after` on; none twice, none left out, also when
        some are stored or erased meanwhile. Costs the same however many there are."""

    def count(self, scope: Scope, selection: Selection) -> int:
        """How many memories there are, exactly."""

    def held(self, scope: Scope) -> Held:
        """How many memories and pieces there are, in any state, expired ones too."""

    def sessions(self, scope: Scope, selection: Selection) -> dict[str, int]:
        """How many memories there are of each session (up to 100,000 of them), by its id; `""` is what has none."""

    def erase(self, scope: Scope, ids: Sequence[str]) -> None:
        """Removes these memories, every piece of them, in one operation on stable storage: no method shows them any
        longer. Their bytes may stay on disk until `rewrite`."""

    def rewrite(self) -> bool:
        """Removes from disk, for good, what was erased, and what was replaced before; says whether the disk is clean
        now. Does nothing when nothing was erased. May take long, blocks other calls meanwhile, and may be killed at any
        moment: the living memories are never away."""

    def upgrade(self, *, seconds: float, alone: bool = False) -> int:
        """Brings what older versions of Keepsake stored up to date, for so long; how many records are left. Whatever is
        left is found and changed all the same. `alone` is the operator's word that no older version is at work on the
        same server: a change which shuts those out begins then. Raises StorageReadOnly."""

    def strongest(
        self, scope: Scope, selection: Selection, probe: EncodedQuery, *, depth: int, limit: int
    ) -> list[Candidate]:
        """Of the best `depth` pieces of every channel the `limit` that match most strongly (domain/weights.py), the
        strongest first, with what ranking needs to know of them. Words weigh by their rarity in the scope's realm."""

    def memories_of(
        self, scope: Scope, selection: Selection, candidates: Sequence[Candidate]
    ) -> dict[Hashable, Memory]:
        """The memories of these candidates of its own that are there, by what tells them apart (`memory`)."""

    def memories_and_beside(
        self, scope: Scope, selection: Selection, candidates: Sequence[Candidate], beside: Beside
    ) -> tuple[dict[Hashable, Memory], list[list[Memory]]]:
        """`memories_of`, and the `recents` that `beside` wants, given the ids of those and of the messages that they
        were drawn from, or answer; as one request where the candidates tell those ids."""

    def answering(self) -> AbstractContextManager[None]:
        """Whatever is asked within it together takes no longer than a query may; raises StorageTooSlow then."""

    def speakers(self, scope: Scope, selection: Selection, words: SparseVector, *, depth: int) -> set[str]:
        """Who said the `depth` pieces that hold most of these words."""

    def is_empty(self, scope: Scope) -> bool:
        """Whether the scope's realm, all users and sessions of it, holds nothing at all."""

    def background(self) -> Background | None:
        """That of the embedding model, as it was kept; None when it was not, or cannot be read any longer."""

    def keep_background(self, background: Background) -> None:
        """Keeps it with the collection, in place of any."""

    def check(self) -> None:
        """Tries what can be tried without making anything: the folder and its lock, or the address and its key."""

    def close(self) -> None:
        """Lets go of files and connections. Files are opened again by the next call."""


class Census(Protocol):
    """What the operator may know of a whole space: who is in it. Raises StorageError."""

    def places(self, space: str) -> list[Scope]:
        """Every agent and realm that holds memories (up to 100,000 of them), as scopes over all of their users."""

    def users(self, scope: Scope, selection: Selection) -> dict[str, int]:
        """How many memories there are of each user (up to 100,000 of them), by its id; `""` is what has none."""

    def tally(self, space: str, wanted: Sequence[Selection]) -> list[Mapping[tuple[Scope, State], int]]:
        """How many memories of each selection there are in the whole space, by agent and realm (as a scope over all of
        their users) and state. What points of schema 2 hold is not counted before they are brought up to date."""

    def counts(self, space: str, wanted: Sequence[Selection]) -> list[int]:
        """The same, whatever the agent, realm and state: in a tenth of the time."""

    def close(self) -> None:
        """Lets go of files and connections; the next call opens them again."""


class Archive(Protocol):
    """What an operator does to a whole collection, whoever's memories are in it: to one space of it, or with `""` to
    all. Reading makes nothing; the first `put` makes the collection, for vectors of that length. Raises StorageError.

    An Entry read without vectors has pieces whose channels are empty.
    """

    @property
    def collection(self) -> str:
        """Its name, which names the embedding model, too."""

    def count(self, space: str = "") -> int:
        """How many memories there are, in any state."""

    def read(self, space: str = "", *, after: int | None = None, limit: int, vectors: bool = False) -> list[Entry]:
        """The memories stored next after the moment `after` (microseconds), in the order they were stored, by their
        ids within a moment; none when there are no more. About `limit`: what was stored at one moment is never parted,
        so that the last one's `created_at` is where to go on, in this process or another."""

    def fetch(self, ids: Sequence[str], *, vectors: bool = False) -> list[Entry]:
        """Those of `ids` that are there, in whatever space, in any order."""

    def put(self, entries: Sequence[Entry], *, for_good: bool = False) -> None:
        """Writes these memories whole, in place of any with the same ids: on stable storage when it returns. What a
        kill interrupts is there whole or not at all. `for_good` says that what they replace counts as erased, so that
        the next rewrite removes it from disk."""

    def rekey(self, space: str, to: str, *, limit: int) -> int:
        """Puts about `limit` memories of one space into another, and says how many it found; 0 when none are left.
        Their ids and vectors stay. A kill leaves each of them in one of the two, and what somebody else changes at this
        moment is left to the next call."""

    def erase(self, ids: Sequence[str]) -> None:
        """Removes these memories, in whatever space."""

    def hand_over(self, entries: Sequence[Entry], to: Self) -> int:
        """Puts these memories, which were read here and are made ready for another embedding model, into the archive
        `to` of the same place, and then removes them here; how many. One that was changed or erased since it was read
        is left as it is now, and one that `to` holds in a later revision stays there as it is. A kill leaves some in
        both archives, and none in neither."""

    def close(self) -> None:
        """Lets go of files and connections; the next call opens them again."""


class ModelChange(Protocol):
    """What a change of the embedding model leaves: memories of a space in collections of other models, which are found
    all the same until they come into the present model's. Raises StorageError."""

    @property
    def target(self) -> Archive:
        """The collection of the present model."""

    def elsewhere(self, space: str) -> list[Archive]:
        """The collections of other models that hold memories of the space."""

    def leaving(self, space: str) -> list[Archive]:
        """Those of them whose memories of the space are to come into the target; none when another model is the
        space's own, so that two authorizations never move the same memories to and fro."""

    def note_arrival(self, space: str) -> None:
        """Says that memories are about to come into the target, for other programs to look there, too."""

    def look_again(self, space: str) -> None:
        """Says that one of these collections may hold none of the space any longer."""


class Nearest(Protocol):
    """Unit vectors of one person's sentences, while conversations are played."""

    def add(self, vector: Vector) -> int:
        """Keeps a vector, and says its number: 0, 1, 2 and so on."""

    def find(self, vector: Vector, *, least: float, limit: int) -> Sequence[tuple[int, Vector]]:
        """The nearest with at least that cosine, the nearest first, each with its number; the oldest may be gone."""


class Archives(Protocol):
    """All collections that are kept in one place: a data folder, or a server. Raises StorageError."""

    def collections(self) -> list[str]:
        """The names of ours that are there."""

    def open(self, collection: str) -> Archive:
        """One of them, there or not yet."""

    def close(self) -> None:
        """Closes every one that was opened."""
