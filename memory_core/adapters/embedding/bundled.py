"""The embedding models of this package: one vector for sixteen languages, and its English half by itself.

The vector of English text has two halves, that of all-MiniLM-L6-v2 (384 numbers) and that of the Universal Sentence
Encoder (512), each counted sqrt(.5); the vector of other text has zeros for the first. So English texts are compared by
both, and all others by the second alone, which finds a text of one language by a question in another.
"""

import math
from collections.abc import Callable, Sequence
from pathlib import Path

from memory_core.adapters.embedding.encoders import ENGLISH, MODELS, MULTILINGUAL, Encoders, Job
from memory_core.adapters.languages import LanguageIdentifier
from memory_core.domain.background import USUAL, Background, Unrelated
from memory_core.domain.reading.judge import is_surely_english
from memory_core.ports import Offload, Vector, in_place

_ENGLISH_DIMENSION, _MULTILINGUAL_DIMENSION = 384, 512
BOTH = (ENGLISH, MULTILINGUAL)  # encoders that the joint vector needs
_HALF = math.sqrt(0.5)
# What the models are called in the names of their collections, for ever: the English one was the bundled model once.
_JOINT_NAME, _ENGLISH_NAME = "bundled-2", "bundled"
_SIXTEEN = ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")  # and zh-TW
_UNRELATED = Unrelated(USUAL.mean / 1.15, USUAL.spread / 1.15)  # of English texts, whose spread is 0.066
KNOWN_LANGUAGES = {  # by the models' names; "" is what cannot be told
    _JOINT_NAME: frozenset(("", *_SIXTEEN)),
    _ENGLISH_NAME: frozenset(("", "en")),
}


class JointEmbedder:
    """An Embedder of both encoders. `is_english` says whether a text is to be read by the English one, too."""

    name = _JOINT_NAME
    dimension = _ENGLISH_DIMENSION + _MULTILINGUAL_DIMENSION
    background = Background(unrelated=_UNRELATED)

    def __init__(self, encoders: Encoders, *, is_english: Callable[[str], bool]) -> None:
        self._encoders = encoders
        self._is_english = is_english

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        english = [text for text in texts if self._is_english(text)]
        jobs = [*(Job(MULTILINGUAL, text) for text in texts), *(Job(ENGLISH, text) for text in english)]
        made = self._encoders(jobs, load=BOTH)
        halves = dict(zip(english, made[len(texts) :], strict=True))
        return [
            [*(halves[text] * _HALF).tolist(), *(second * _HALF).tolist()]
            if text in halves
            else [*[0.0] * _ENGLISH_DIMENSION, *second.tolist()]
            for text, second in zip(texts, made, strict=False)
        ]

    def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
        return self.embed_documents(texts)


class EnglishEmbedder:
    """An Embedder of the English encoder alone."""

    name = _ENGLISH_NAME
    dimension = _ENGLISH_DIMENSION
    background = Background()

    def __init__(self, encoders: Encoders) -> None:
        self._encoders = encoders

    def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        made = self._encoders([Job(ENGLISH, text) for text in texts], load=(ENGLISH,))
        return [vector.tolist() for vector in made]

    def embed_queries(self, texts: Sequence[str]) -> list[Vector]:
        return self.embed_documents(texts)


def bundled_embedder(
    *,
    folder: Path = MODELS,
    identifier: LanguageIdentifier | None = None,
    offload: Offload = in_place,
    encoders: Encoders | None = None,
) -> JointEmbedder:
    """The model of this package: 896 dimensions, sixteen languages, no network."""
    likeliest = (identifier or LanguageIdentifier()).likeliest
    return JointEmbedder(
        encoders or Encoders(folder, offload=offload),
        is_english=lambda text: is_surely_english(text) or likeliest(text) == "en",
    )


def english_embedder(
    *, folder: Path = MODELS, offload: Offload = in_place, encoders: Encoders | None = None
) -> EnglishEmbedder:
    """Its English half by itself, for small machines: 384 dimensions."""
    return EnglishEmbedder(encoders or Encoders(folder, offload=offload))
