"""Bootstrap: the only place that constructs adapters."""

from collections.abc import Callable, Hashable, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Never

from memory_core.domain import times
from memory_core.domain.quota import Quota
from memory_core.domain.ranking import UNKNOWN
from memory_core.domain.scope import Scope
from memory_core.engines.collections import collection_name
from memory_core.errors import InvalidSettings, UnsupportedModel
from memory_core.operations.background import Aim
from memory_core.operations.binding import Binding
from memory_core.operations.browse import Browse
from memory_core.operations.card import ComposeCard
from memory_core.operations.chat import Chat
from memory_core.operations.correct import Correct
from memory_core.operations.extract import ExtractByHeads, ExtractByModel
from memory_core.operations.forget import Forget
from memory_core.operations.history import History
from memory_core.operations.keep_off import KeepOff
from memory_core.operations.learn import Learn
from memory_core.operations.maintain import Maintain
from memory_core.operations.orders import GivesOrders
from memory_core.operations.overdue import Overdue
from memory_core.operations.overview import Survey
from memory_core.operations.read import Read
from memory_core.operations.reconcile import Reconcile
from memory_core.operations.reembed import Reembed
from memory_core.operations.relate import Relate
from memory_core.operations.room import Room
from memory_core.operations.search import Search
from memory_core.operations.statements import Statements
from memory_core.operations.store import Store
from memory_core.operations.summarize import Summarize
from memory_core.operations.understand import Understand
from memory_core.operations.unknown_language import UnknownLanguage
from memory_core.operations.why import Explain
from memory_core.ports import (
    Archive,
    Census,
    ChatModel,
    Clock,
    Embedder,
    HostModels,
    KeywordEncoder,
    LanguageDetector,
    MemoryRepository,
    ModelChange,
    Offload,
    Reranker,
    SentenceEncoder,
    TokenCounter,
    in_place,
)
from memory_core.service import MemoryService
from memory_core.settings import (
    BUNDLED,
    BUNDLED_ENGLISH,
    FASTEMBED,
    HOST,
    MEGABYTES_PER_PERSON,
    MEMORIES_PER_PERSON,
    OPENAI,
    Settings,
)

if TYPE_CHECKING:  # what takes long to load, and is not always needed
    from memory_core.adapters.chat.capped import Budget
    from memory_core.adapters.embedding.encoders import Encoders
    from memory_core.adapters.languages import LanguageIdentifier
    from memory_core.engines.other_collections import Place
    from memory_core.engines.several_models import SeveralModels
    from memory_core.operations.archive.transfer import Transfer


DEFAULT_QUOTA = Quota(MEMORIES_PER_PERSON, MEGABYTES_PER_PERSON)


def open_service(
    settings: Settings, *, offload: Offload = in_place, host_models: HostModels | None = None
) -> MemoryService:
    """A service on the real adapters. Nothing is opened, loaded or asked before it is needed.

    `offload` runs native work elsewhere, for a host with an event loop; `host_models` are the host's own.
    """
    embedder = open_embedder(settings, offload, host_models)
    repository = open_repository(settings, embedder, offload)
    return build_service(
        repository=repository,
        embedder=embedder,
        sentence_encoder=open_sentence_encoder(offload, embedding_model=settings.embedding_model),
        model_change=repository,
        detect_language=language_identifier(),
        count_tokens=_token_counter(),
        chat_model=open_chat_model(settings, host_models),
        reranker=open_reranker(settings, host_models),
        model_seconds=settings.model_seconds,
        places=_places(settings, offload),
        quota=Quota(settings.memories_per_person, settings.megabytes_per_person),
        census=lambda: open_census(settings, offload),
        written=_written(settings, offload),
        transfer=lambda: _transfer(settings, embedder, offload),
    )


def build_service(
    *,
    repository: MemoryRepository,
    embedder: Embedder,
    detect_language: LanguageDetector,
    count_tokens: TokenCounter,
    chat_model: ChatModel | None = None,
    reranker: Reranker | None = None,
    model_seconds: float = 45.0,
    now: Clock = times.now,
    model_change: ModelChange | None = None,
    sentence_encoder: SentenceEncoder | None = None,
    places: Callable[[str], Sequence[Scope]] = lambda _: (),
    quota: Quota = DEFAULT_QUOTA,
    census: Callable[[], Census] | None = None,
    written: Callable[[], Hashable] = lambda: None,
    transfer: "Callable[[], Transfer] | None" = None,
) -> MemoryService:
    """A service on the given adapters; `model_change` is what other embedding models left in the same place,
    `sentence_encoder` is the one of this package when none is given, and `places` tells the agents and realms of a
    space. Without a `census` and a `transfer` there is no overview, no export and no bringing in;
    `written` changes when something is written."""
    from memory_core.adapters.keywords import Bm25Encoder
    from memory_core.adapters.timewords.reader import LocalTimeReader
    from memory_core.adapters.turns import ScopeTurns
    from memory_core.adapters.unrelated_sentences import unrelated_sentences

    keywords, turns = Bm25Encoder(), ScopeTurns(beyond=repository.turn)
    read_time = LocalTimeReader()
    read = Read(sentence_encoder or open_sentence_encoder())
    aim = Aim(
        embedder=embedder,
        repository=repository,
        sentences=unrelated_sentences(),
        detect_language=detect_language,
    )
    reconcile = Reconcile(repository=repository, embedder=embedder, keywords=keywords, aim=aim, now=now)
    statements, gives_orders = Statements(read), GivesOrders(read)
    by_model = chat_model and ExtractByModel(
        model=chat_model,
        repository=repository,
        aim=aim,
        keywords=keywords,
        now=now,
        statements=statements,
        gives_orders=gives_orders,
        binding=Binding(keywords, read),
    )
    learn = Learn(
        repository=repository,
        extract=by_model or ExtractByHeads(statements, gives_orders),
        reconcile=reconcile,
        relate=Relate(repository=repository, read=read, aim=aim, now=now),
        detect_language=detect_language,
        read_time=read_time,
        now=now,
        turns=turns,
        reading=ScopeTurns(
            wait_seconds=model_seconds, busy="Other messages of the same user are being read. These wait."
        ),
        seconds=model_seconds,
    )
    room = Room(repository, quota)
    store = Store(
        repository=repository,
        embedder=embedder,
        detect_language=detect_language,
        now=now,
        turns=turns,
        learn=learn,
        reconcile=reconcile,
        room=room,
    )
    search = Search(
        repository=repository,
        aim=aim,
        keywords=keywords,
        understand=Understand(read, read_time),
        reranker=reranker,
        unknown_language=_unknown_language(embedder, detect_language, keywords),
    )
    card = ComposeCard(repository=repository, count_tokens=count_tokens, now=now)
    browse = Browse(repository=repository)
    correct = Correct(
        repository=repository,
        embedder=embedder,
        keywords=keywords,
        read=read,
        detect_language=detect_language,
        now=now,
        turns=turns,
        room=room,
    )
    forget = Forget(repository=repository, now=now, turns=turns)
    history = History(repository=repository, now=now, turns=turns, forget=forget)
    summarize = Summarize(
        repository=repository,
        embedder=embedder,
        keywords=keywords,
        detect_language=detect_language,
        gives_orders=gives_orders,
        model=chat_model,
        now=now,
        turns=turns,
        summarizing=ScopeTurns(
            wait_seconds=model_seconds, busy="Another call summarises this chat. The next one has its summary."
        ),
        seconds=model_seconds,
    )
    keep_off = KeepOff(repository, store, forget, now)
    chat = Chat(
        repository=repository, keep_off=keep_off, forget=forget, summarize=summarize, count_tokens=count_tokens, now=now
    )
    reembed = Reembed(model_change, repository, embedder, keywords) if model_change else None
    maintain = Maintain(repository=repository, learn=learn, forget=forget, now=now, reembed=reembed)
    overdue = Overdue(repository, forget, now)
    return MemoryService(
        store,
        keep_off,
        search,
        card,
        browse,
        correct,
        history,
        Explain(repository, history, now),
        forget,
        chat,
        maintain,
        reembed,
        overdue,
        count_tokens,
        now,
        places,
        Survey(census or _nothing_there, repository, now, written),
        transfer or _nothing_there,
    )


def _nothing_there() -> Never:
    raise InvalidSettings("This service was built without a place that could be looked over. Open it from settings.")


def _unknown_language(
    embedder: Embedder, detect_language: LanguageDetector, keywords: KeywordEncoder
) -> UnknownLanguage | None:
    """For models of this package; of others it is not known what they know."""
    from memory_core.adapters.embedding.bundled import KNOWN_LANGUAGES

    known = KNOWN_LANGUAGES.get(embedder.name)
    return UnknownLanguage(known=known, detect_language=detect_language, keywords=keywords) if known else None


@cache
def language_identifier() -> "LanguageIdentifier":
    from memory_core.adapters.languages import LanguageIdentifier

    return LanguageIdentifier()


@cache
def _token_counter() -> TokenCounter:
    from memory_core.adapters.tokens import BundledTokenCounter

    return BundledTokenCounter()


def open_embedder(settings: Settings, offload: Offload, host_models: HostModels | None) -> Embedder:
    model = settings.embedding_model
    if model.startswith(OPENAI):
        from memory_core.adapters.embedding.openai import OpenAiEmbedder

        return OpenAiEmbedder(
            model.removeprefix(OPENAI), base_url=settings.model_base_url, api_key=settings.model_api_key
        )
    if model.startswith(HOST):
        return _of_host(host_models).embedder(model.removeprefix(HOST))
    return _open_local_embedder(model, settings.models_dir, offload)


@cache
def _encoders(offload: Offload) -> "Encoders":
    """Of the whole process: whoever reads with them shares what is loaded."""
    from memory_core.adapters.embedding.encoders import Encoders

    return Encoders(offload=offload)


def open_sentence_encoder(offload: Offload = in_place, *, embedding_model: str = BUNDLED) -> SentenceEncoder:
    """The encoder that sentences are judged by, whatever the embedding model is; loaded with it where that needs it,
    too."""
    from memory_core.adapters.embedding.bundled import BOTH
    from memory_core.adapters.embedding.encoders import MULTILINGUAL, BundledSentences

    load = BOTH if embedding_model == BUNDLED else (MULTILINGUAL,)
    return BundledSentences(_encoders(offload), load=load)


@cache
def _open_local_embedder(model: str, models_dir: Path | None, offload: Offload) -> Embedder:
    """One for the whole process."""
    if model == BUNDLED:
        from memory_core.adapters.embedding.bundled import bundled_embedder

        return bundled_embedder(identifier=language_identifier(), encoders=_encoders(offload))
    if model == BUNDLED_ENGLISH:
        from memory_core.adapters.embedding.bundled import english_embedder

        return english_embedder(encoders=_encoders(offload))
    if model.startswith(FASTEMBED):
        from memory_core.adapters.embedding.fastembed import downloaded_embedder

        if models_dir is None:
            raise InvalidSettings("No place for downloaded models is set. Set models_dir.")
        return downloaded_embedder(model.removeprefix(FASTEMBED), cache=models_dir, offload=offload)
    raise UnsupportedModel(f"Keepsake cannot embed with this model. Write '{BUNDLED}' or '{FASTEMBED}<name>'.")


def open_budget(settings: Settings) -> "Budget":
    from memory_core.adapters.chat.capped import Budget

    calls, tokens = settings.model_calls_per_day, settings.model_tokens_per_day
    return Budget(settings.data_dir, calls=calls, tokens=tokens, now=times.now)


def open_chat_model(settings: Settings, host_models: HostModels | None) -> ChatModel | None:
    """Within its budget, where there is one."""
    model = _open_chat_model(settings, host_models)
    if model is None or not (settings.model_calls_per_day or settings.model_tokens_per_day):
        return model
    from memory_core.adapters.chat.capped import CappedChatModel

    return CappedChatModel(model, open_budget(settings))


def _open_chat_model(settings: Settings, host_models: HostModels | None) -> ChatModel | None:
    model = settings.language_model
    if model.startswith(OPENAI):
        from memory_core.adapters.chat.openai import OpenAiChatModel

        return OpenAiChatModel(
            model.removeprefix(OPENAI), base_url=settings.model_base_url, api_key=settings.model_api_key
        )
    return _of_host(host_models).chat_model(model.removeprefix(HOST)) if model else None


def open_reranker(settings: Settings, host_models: HostModels | None) -> Reranker | None:
    model = settings.rerank_model
    return _of_host(host_models).reranker(model.removeprefix(HOST)) if model else None


def _of_host(host_models: HostModels | None) -> HostModels:
    if host_models is None:
        raise UnsupportedModel(f"There is no host here whose models could be asked. '{HOST}' models work inside Dify.")
    return host_models


def open_repository(settings: Settings, embedder: Embedder, offload: Offload = in_place) -> "SeveralModels":
    """The memories of the present model and, of the same space, those of all others in the same place."""
    from memory_core.engines.other_collections import Moving, OtherCollections
    from memory_core.engines.other_model import OtherModel, as_it_is, by_words
    from memory_core.engines.several_models import SeveralModels

    place, bundled = open_place(settings, offload), _bundled_models(offload)
    present = place.open(collection_name(embedder.name), probe=as_it_is, dimension=lambda: embedder.dimension)
    probes = {collection_name(model.name): OtherModel(model, _sureness(model)) for model in bundled}
    moving = Moving(collection_name(bundled[0].name), is_chosen=settings.reembed)
    return SeveralModels(OtherCollections(place, present, lambda name: probes.get(name, by_words), moving))


def _bundled_models(offload: Offload) -> list[Embedder]:
    """Those of this package, the newest first, which can be asked whatever the settings say; loaded when asked."""
    return [_open_local_embedder(model, None, offload) for model in (BUNDLED, BUNDLED_ENGLISH)]


def _sureness(model: Embedder) -> Callable[[str], float]:
    """What likeness of meaning is worth with a model of this package."""

    def of(text: str) -> float:
        from memory_core.adapters.keywords import Bm25Encoder

        unknown = _unknown_language(model, language_identifier(), Bm25Encoder())
        return UNKNOWN if unknown and unknown.of(text) else 1.0

    return of


def open_place(settings: Settings, offload: Offload = in_place) -> "Place":
    if settings.qdrant_url:
        from memory_core.engines.server.options import parse_options
        from memory_core.engines.server.place import ServerPlace
        from memory_core.engines.server.shared import shared_client

        made_with = parse_options(settings.qdrant_options)
        return ServerPlace(shared_client(settings), options=made_with, query_seconds=settings.query_seconds)
    from memory_core.engines.embedded.place import EmbeddedPlace

    return EmbeddedPlace(
        data_dir_of(settings), wait_seconds=settings.wait_seconds, free_bytes=settings.free_bytes, offload=offload
    )


def open_census(settings: Settings, offload: Offload = in_place) -> Census:
    """Who is in a space, over all that is in the place at this moment."""
    from memory_core.engines.several_censuses import SeveralCensuses

    place = open_place(settings, offload)
    return SeveralCensuses([place.census(name) for name in place.collections()])


def _places(settings: Settings, offload: Offload) -> Callable[[str], list[Scope]]:
    """Every agent and realm of a space, when asked."""

    def of(space: str) -> list[Scope]:
        with closing(open_census(settings, offload)) as census:
            return census.places(space)

    return of


def _written(settings: Settings, offload: Offload) -> Callable[[], Hashable]:
    """When a folder was written to, which its files tell; a server does not."""
    if settings.qdrant_url or settings.data_dir is None:
        return lambda: None
    place = open_place(settings, offload)
    return lambda: tuple(place.collections().items())


def _transfer(settings: Settings, embedder: Embedder, offload: Offload) -> "Transfer":
    """Over the collections of every embedding model."""
    from memory_core.adapters.keywords import Bm25Encoder
    from memory_core.engines.other_model import as_it_is
    from memory_core.operations.archive.transfer import Transfer

    present = collection_name(embedder.name)

    def target() -> Archive:
        return open_place(settings, offload).open(present, probe=as_it_is).archive

    def archives() -> list[Archive]:
        place = open_place(settings, offload)
        names = sorted(place.collections(), key=lambda name: (name != present, name))
        return [place.open(name, probe=as_it_is).archive for name in names]

    return Transfer(archives, target, embedder, Bm25Encoder(), times.now)


def data_dir_of(settings: Settings) -> Path:
    if settings.data_dir is None:
        raise InvalidSettings("No place to keep memories is set. Set data_dir, or qdrant_url for a server.")
    return settings.data_dir
