"""With a bundled model, search says when a model that knows the language would have found more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from memory_core import Message, Scope, SearchStatus, Settings
from memory_core.adapters.keywords import Bm25Encoder
from memory_core.bootstrap import open_service
from memory_core.domain.selection import Selection
from memory_core.operations.unknown_language import UnknownLanguage
from memory_core.service import MemoryService
from tests.conftest import everything

TOLD = {
    "ja": [
        "上司は長い会議が嫌いです。",
        "毎朝、川沿いを五キロ走っています。",
        "そばアレルギーがあります。",
    ],
    "de": ["Meine Chefin will Protokolle noch am selben Tag.", "Ich vertrage keine Haselnüsse.", "Wir fahren Rad."],
    "el": ["Το αφεντικό μου μισεί τις συναντήσεις.", "Τρέχω κάθε πρωί δίπλα στο ποτάμι.", "Αγοράσαμε ένα Volvo."],
    "en": ["My boss prefers short reports.", "I am allergic to peanuts.", "We bought a used blue Volvo."],
}


@pytest.fixture
def bundled(tmp_path: Path) -> Iterator[MemoryService]:
    """With the model that knows English alone."""
    service = open_service(Settings(data_dir=tmp_path, embedding_model="bundled-english"))
    yield service
    service.close()


@pytest.fixture
def of_sixteen(tmp_path: Path) -> Iterator[MemoryService]:
    service = open_service(Settings(data_dir=tmp_path))
    yield service
    service.close()


def unknown(service: MemoryService, scope: Scope, query: str, *, told_in: str) -> str:
    service.store_messages([Message(text) for text in TOLD[told_in]], scope=scope)
    result = service.search(query, scope=scope, selection=everything(service))
    assert result.status in (SearchStatus.FOUND, SearchStatus.ONLY_WEAK)
    return result.unknown_language


@pytest.mark.parametrize(
    ("query", "told_in", "language"),
    [
        ("どんな運動をしているの？", "ja", "ja"),
        ("Welche Lebensmittel bekommen mir schlecht?", "de", "de"),
        ("What food could be dangerous for me?", "ja", "ja"),
    ],
)
def test_a_question_in_words_that_no_memory_has_names_the_language(
    bundled: MemoryService, scope: Scope, query: str, told_in: str, language: str
) -> None:
    """The query's, or when the model knows that, the best match's."""
    assert unknown(bundled, scope, query, told_in=told_in) == language


@pytest.mark.parametrize(
    ("query", "told_in"),
    [("毎朝走る 川沿い", "ja"), ("Haselnuss", "de"), ("What car do we drive?", "en"), ("weather on Mars", "en")],
)
def test_nothing_is_named_where_words_suffice_or_the_model_knows_the_language(
    bundled: MemoryService, scope: Scope, query: str, told_in: str
) -> None:
    """However weak the match is in English."""
    assert unknown(bundled, scope, query, told_in=told_in) == ""


@pytest.mark.parametrize(
    ("query", "told_in", "language"),
    [
        ("どんな運動をしているの？", "ja", ""),
        ("Welche Lebensmittel bekommen mir schlecht?", "de", ""),
        ("What food could be dangerous for me?", "ja", ""),
        ("Τι είδους άσκηση κάνω;", "el", "el"),
        ("What exercise do I do?", "el", "el"),
    ],
)
def test_the_model_of_sixteen_languages_names_the_others(
    of_sixteen: MemoryService, scope: Scope, query: str, told_in: str, language: str
) -> None:
    """A question of one of them may be about what was told in another."""
    assert unknown(of_sixteen, scope, query, told_in=told_in) == language


def test_nothing_found_names_the_language_of_the_query(bundled: MemoryService, scope: Scope) -> None:
    """There is no match to look at; in a space that holds nothing, no model would find more."""
    nothing = Selection(alive_at=bundled.now(), tags=("no-such-tag",))
    asked = "Welche Lebensmittel bekommen mir schlecht?"
    assert bundled.search(asked, scope=scope, selection=nothing).unknown_language == ""
    bundled.store_messages([Message("Ich wohne in Porto.")], scope=scope)
    result = bundled.search(asked, scope=scope, selection=nothing)
    assert (result.status, result.unknown_language) == (SearchStatus.NOTHING_FOUND, "de")


def test_of_another_model_nothing_is_known(service: MemoryService, scope: Scope) -> None:
    """It may be multilingual."""
    assert unknown(service, scope, "どんな運動をしているの？", told_in="ja") == ""


def test_plain_english_needs_no_detector() -> None:
    """Its little words tell it, unless they are another language's as well."""
    asked: list[str] = []

    def detect(text: str) -> str:
        asked.append(text)
        return "de"

    unknown = UnknownLanguage(known=frozenset(("", "en")), detect_language=detect, keywords=Bm25Encoder())
    assert unknown.of("What is the name of my dog?") == ""
    assert asked == []
    questions = [
        "Was erwartet meine Vorgesetzte nach Sitzungen?",
        "Waar was de hond?",
        "Var bor min syster i Stockholm?",
        "Er han her for at hjælpe?",
        "Hund",
    ]
    assert [unknown.of(question) for question in questions] == ["de"] * 5
    assert asked == questions
