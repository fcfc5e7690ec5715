"""How well memories are found in ten languages, by the words they were told in and by their meaning.

python -m benchmarks.languages [--languages en,zh,...] [--one-space] [--learn] [--missed]
                               [--embedding fastembed:NAME | openai:NAME [--model-base-url URL]]

The memories and queries of a language stand in `languages/<code>.jsonl`: 25 lines `{"id", "memory"}`, then 70 lines
`{"query", "kind", "answers"}`. A query of the kind `keyword` uses a memory's words, inflected and ordered as a person
would type them; an `inflected` one is a single word in another form, and so is a `fresh` one, written before words were
stemmed by their language, and an `unseen` one, written when that was done; a `paraphrase` says it in other words.
`answers` are the ids of the one or two memories that answer it; one of them among the first counts as a hit.

Every language is a space of its own in one embedded store; its memories are messages of one conversation. With
`--one-space` all languages share a space and its user, each in a session of its own, and are searched together. With
`--learn` facts are drawn by rules, and a fact counts as the memory that it was drawn from. `--embedding` is what
Authorize calls the embedding model; downloaded ones are kept in `--models-dir`, and the key of an `openai:` service is
read from KEEPSAKE_MODEL_API_KEY.
"""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from memory_core import Hit, KeepsakeError, Message, Scope, Settings, space_id
from memory_core.bootstrap import open_service
from memory_core.domain.memory import drawn_from
from memory_core.domain.selection import Selection
from memory_core.service import MemoryService

FOLDER = Path(__file__).parent / "languages"
LANGUAGES = ("en", "es", "fr", "de", "pt", "ru", "zh", "ja", "ko", "ar")
KINDS = ("keyword", "inflected", "fresh", "unseen", "paraphrase")
GOALS = dict.fromkeys(("en", "es", "fr", "de", "pt"), 0.95) | dict.fromkeys(("zh", "ja", "ko"), 0.85)
_DEPTH = 25  # as many as a language has memories, so that the best wrong one is among them
type Numbers = dict[str, tuple[str, int]]  # language and number of a memory, by its id


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    kind: str
    answers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Where the first right memory stands (0 is the first, None when it was not found), the best scores of the right
    and the wrong ones, and whether the search named the language as one that the model does not know."""

    query: Query
    rank: int | None
    right: float
    wrong: float
    named: bool


def main() -> None:
    options = _options()
    try:
        found = _found(options)
    except KeepsakeError as failure:
        sys.exit(f"{failure} ({failure.code})")
    _print(found)
    if options.missed:
        _print_missed(found)


def _found(options: argparse.Namespace) -> dict[str, list[Found]]:
    with tempfile.TemporaryDirectory(prefix="keepsake-languages-") as folder:
        service = open_service(_settings(options, Path(folder)))
        try:
            numbers: Numbers = {}
            for language in options.languages:
                numbers |= _stored(service, language, options)
            return {language: list(_ask(service, language, numbers, options)) for language in options.languages}
        finally:
            service.close()


def _settings(options: argparse.Namespace, folder: Path) -> Settings:
    return Settings(
        data_dir=folder,
        models_dir=options.models_dir,
        embedding_model=options.embedding,
        model_base_url=options.model_base_url,
        model_api_key=os.environ.get("KEEPSAKE_MODEL_API_KEY", ""),
    )


def read(language: str) -> tuple[dict[int, str], list[Query]]:
    """The memories of a language by their ids, and the queries."""
    lines = [json.loads(line) for line in (FOLDER / f"{language}.jsonl").read_text(encoding="utf-8").splitlines()]
    memories = {line["id"]: line["memory"] for line in lines if "memory" in line}
    queries = [Query(line["query"], line["kind"], tuple(line["answers"])) for line in lines if "query" in line]
    return memories, queries


def _scope(language: str, options: argparse.Namespace) -> Scope:
    place = "all" if options.one_space else language
    return Scope(space=space_id(f"the-key-of-the-language-benchmark-{place}"), agent="dify", user="anna")


def _stored(service: MemoryService, language: str, options: argparse.Namespace) -> Numbers:
    print(f"{language} ...", file=sys.stderr)
    memories, _ = read(language)
    scope = replace(_scope(language, options), session=language)
    messages = [Message(text) for text in memories.values()]
    stored = service.store_messages(messages, scope=scope, learn=options.learn).memories
    return {memory.id: (language, number) for memory, number in zip(stored, memories, strict=True)}


def _ask(service: MemoryService, language: str, numbers: Numbers, options: argparse.Namespace) -> Iterator[Found]:
    scope = _scope(language, options)
    for query in read(language)[1]:
        result = service.search(query.text, scope=scope, selection=Selection(alive_at=service.now()), limit=_DEPTH)
        answers = {(language, number) for number in query.answers}
        ranked = [(_number(hit, numbers) in answers, hit.score) for hit in result.hits]
        yield _judged(query, ranked, named=bool(result.unknown_language))


def _number(hit: Hit, numbers: Numbers) -> tuple[str, int]:
    sources = [source.memory_id for source in drawn_from(hit.memory)]
    return numbers[sources[0] if sources else hit.memory.id]


def _judged(query: Query, ranked: Sequence[tuple[bool, float]], *, named: bool) -> Found:
    return Found(
        query,
        rank=next((rank for rank, (is_right, _) in enumerate(ranked) if is_right), None),
        right=max((score for is_right, score in ranked if is_right), default=0.0),
        wrong=max((score for is_right, score in ranked if not is_right), default=0.0),
        named=named,
    )


def _print(found: dict[str, list[Found]]) -> None:
    print("| language | kind | queries | hit@1 | hit@5 | goal | best right score | best wrong score | setting named |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for kind in KINDS:
        for language, asked in found.items():
            of_kind = [one for one in asked if one.query.kind == kind]
            goal = f"{GOALS[language]:.0%}" if kind == "keyword" and language in GOALS else "-"
            print(
                f"| {language} | {kind} | {len(of_kind)} | {_hits(of_kind, 1):.0%} | {_hits(of_kind, 5):.0%} | {goal} "
                f"| {_mean([one.right for one in of_kind]):.2f} | {_mean([one.wrong for one in of_kind]):.2f} "
                f"| {_mean([one.named for one in of_kind]):.0%} |"
            )


def _print_missed(found: dict[str, list[Found]]) -> None:
    print("\nQueries of words whose memory is not the first:")
    for language, asked in found.items():
        for one in asked:
            if one.query.kind != "paraphrase" and one.rank != 0:
                place = "not found" if one.rank is None else f"place {one.rank + 1}"
                print(f"  {language}: {one.query.text} ({place}; right {one.right:.2f}, wrong {one.wrong:.2f})")


def _hits(found: Sequence[Found], depth: int) -> float:
    return _mean([one.rank is not None and one.rank < depth for one in found])


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    codes = "codes of the languages, separated by commas"
    parser.add_argument("--languages", type=lambda v: v.split(","), default=list(LANGUAGES), help=codes)
    parser.add_argument("--one-space", action="store_true", help="search the memories of all languages together")
    parser.add_argument("--embedding", default="bundled", help="bundled, fastembed:NAME or openai:NAME")
    models = Path.home() / ".cache" / "keepsake-models"
    parser.add_argument("--models-dir", type=Path, default=models, help="where fastembed: models are kept")
    parser.add_argument("--model-base-url", default="", help="the service of openai: models")
    parser.add_argument("--learn", action="store_true", help="draw facts from the messages, by rules")
    parser.add_argument("--missed", action="store_true", help="print the queries of words that missed the first place")
    return parser.parse_args()


if __name__ == "__main__":
    main()
