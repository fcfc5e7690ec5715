"""The text encoders of this package, each loaded once a process, and the vectors of the latest texts."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from memory_core.adapters.forks import after_fork_in_child
from memory_core.adapters.spare_memory import give_back
from memory_core.errors import EmbeddingFailed
from memory_core.ports import Offload, Vector, in_place

if TYPE_CHECKING:
    from memory_core.adapters.embedding.onnx_text import Numbers, TextEncoder

MODELS = Path(__file__).parents[2] / "models"
ENGLISH, MULTILINGUAL = "all-minilm-l6-v2", "use-multilingual-3"  # folders in it
ABSENT = "The bundled embedding model is missing from this installation. Run 'make model', or install it again."
_KEPT = 512  # vectors of the latest texts: those of one call, and of the message before


@dataclass(frozen=True, slots=True)
class Job:
    """A text, and the name of the encoder that reads it."""

    encoder: str
    text: str


class Encoders:
    """The encoders in one folder, loaded side by side when first asked. `offload` may load and run them elsewhere: what
    it is given is native code that needs no lock and no import."""

    def __init__(self, folder: Path = MODELS, *, offload: Offload = in_place) -> None:
        self._folder = folder
        self._offload = offload
        self._loaded: dict[str, TextEncoder] = {}
        self._kept: OrderedDict[Job, Numbers] = OrderedDict()
        self._begin()
        after_fork_in_child(self._begin)

    def _begin(self) -> None:
        self._loading, self._keeping = threading.Lock(), threading.Lock()

    def __call__(self, jobs: Sequence[Job], *, load: Sequence[str]) -> "list[Numbers]":
        """The vector of each job, in order; `load` names the encoders that are loaded. Raises EmbeddingFailed."""
        with self._keeping:
            known = {job: self._kept[job] for job in jobs if job in self._kept}
        if new := list(dict.fromkeys(job for job in jobs if job not in known)):
            encoders = self._ready(load)
            made = dict(zip(new, self._offload(partial(_guarded, encoders), new), strict=True))
            known |= made
            with self._keeping:
                self._kept.update(made)
                while len(self._kept) > _KEPT:
                    self._kept.popitem(last=False)
        return [known[job] for job in jobs]

    def _ready(self, names: Sequence[str]) -> "Mapping[str, TextEncoder]":
        with self._loading:
            if missing := [name for name in names if name not in self._loaded]:
                self._loaded |= _opened(self._folder, missing, self._offload)
                give_back()
            return dict(self._loaded)


class BundledSentences:
    """A SentenceEncoder of the multilingual encoder in this package; `load` names what is loaded beside it."""

    def __init__(self, encoders: Encoders, *, load: Sequence[str] = (MULTILINGUAL,)) -> None:
        self._encoders = encoders
        self._load = load

    def encode(self, texts: Sequence[str]) -> list[Vector]:
        made = self._encoders([Job(MULTILINGUAL, text) for text in texts], load=self._load)
        return [vector.tolist() for vector in made]


def _guarded(encoders: "Mapping[str, TextEncoder]", job: Job) -> "Numbers":
    try:
        return encoders[job.encoder](job.text)
    except Exception as exc:  # noqa: BLE001 - the runtime raises many kinds, some quoting the text
        raise EmbeddingFailed(f"The embedding model failed ({type(exc).__name__}). Try again.") from None


def _opened(folder: Path, names: Sequence[str], offload: Offload) -> "Mapping[str, TextEncoder]":
    """Sessions and tokenizers side by side: the largest tokenizer takes as long as all else."""
    folders = [folder / name for name in names]
    if not all((place / "model.onnx").exists() for place in folders):
        raise EmbeddingFailed(ABSENT)
    from memory_core.adapters.embedding.onnx_text import (
        TextEncoder,
        english,
        multilingual,
        open_session,
        open_tokenizer,
    )

    runs = {ENGLISH: english, MULTILINGUAL: multilingual}
    kinds = [open_session] * len(folders) + [open_tokenizer] * len(folders)
    work = [partial(kind, place) for kind, place in zip(kinds, [*folders, *folders], strict=True)]
    opened = (_on_two_threads if offload is in_place else offload)(_called, work[::-1])[::-1]
    sessions, tokenizers = opened[: len(folders)], opened[len(folders) :]
    return {
        name: TextEncoder(session, tokenizer, runs[name])
        for name, session, tokenizer in zip(names, sessions, tokenizers, strict=True)
    }


def _called[A](work: Callable[[], A]) -> A:
    return work()


def _on_two_threads[A, B](work: Callable[[A], B], items: Sequence[A]) -> list[B]:
    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(work, items))
