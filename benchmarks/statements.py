"""Statements stored one by one, as agents are told to do: how many of those that answer are found, beside plain BM25.

python -m benchmarks.statements [--languages en,zh,...] [--session] [--missed]

Six people (two in English, two in Chinese, one in Spanish, one in German) state 120 things each about those around them
and themselves, a statement a day, in no conversation; with `--session` all in one. The statements are no dialogue, most
differ from a dozen others by a name and a value alone, and a question needs one of them or two. A question's recall is
the share of its statements among the first 1, 5 and 10. BM25 is `bm25.py`, on the same texts.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.bm25 import Bm25
from benchmarks.statements_data import Person, people
from memory_core import Message, Scope, Settings, space_id
from memory_core.bootstrap import open_service
from memory_core.domain.memory import drawn_from
from memory_core.domain.selection import Selection
from memory_core.domain.times import DAY, parse
from memory_core.service import MemoryService

_FIRST = (1, 5, 10)
_BEGIN = parse("2026-03-02T09:30:00Z", name="the first day")
_SPACE = space_id("the-key-of-the-statements-benchmark")
type Search = Callable[[str], list[int]]  # the numbers of statements, the best first


def main() -> None:
    options = _options()
    recalls: dict[tuple[str, str], list[list[float]]] = defaultdict(list)  # of each question, by language and system
    with tempfile.TemporaryDirectory(prefix="keepsake-statements-") as folder:
        service = open_service(Settings(data_dir=Path(folder)))
        try:
            for person in people():
                language = person.name.split("-")[0]
                if options.languages and language not in options.languages:
                    continue
                for system, search in _systems(service, person, session=options.session):
                    recalls[language, system] += _recalls(person, search, shown=options.missed and system)
        finally:
            service.close()
    _print(recalls)


def _systems(service: MemoryService, person: Person, *, session: bool) -> Iterator[tuple[str, Search]]:
    yield "Keepsake", _keepsake(service, person, session=session)
    bm25 = Bm25(person.statements)
    yield "BM25", lambda query: bm25.best(query, max(_FIRST))


def _keepsake(service: MemoryService, person: Person, *, session: bool) -> Search:
    place = Scope(space=_SPACE, agent="dify", user=person.name, session=None)
    numbers: dict[str, int] = {}
    for number, statement in enumerate(person.statements):
        message = Message(statement, event_at=_BEGIN + number * DAY)
        inside = replace(place, session="one" if session else "")
        stored = service.store_messages([message], scope=inside, learn=True)
        numbers[stored.memories[0].id] = number

    def search(query: str) -> list[int]:
        """A fact counts as the statement that it was drawn from."""
        hits = service.search(
            query, scope=place, selection=Selection(alive_at=service.now()), limit=2 * max(_FIRST)
        ).hits
        ids = [drawn_from(hit.memory)[0].memory_id if drawn_from(hit.memory) else hit.memory.id for hit in hits]
        return list(dict.fromkeys(numbers[one] for one in ids))

    return search


def _recalls(person: Person, search: Search, *, shown: str | bool) -> Iterator[list[float]]:
    for question in person.questions:
        found = search(question.text)
        yield [len({*found[:first]} & {*question.evidence}) / len(question.evidence) for first in _FIRST]
        for number in question.evidence:
            if shown and number not in found[:5]:
                print(f"{shown} {person.name}: {question.text} -> {person.statements[number]}")


def _print(recalls: dict[tuple[str, str], list[list[float]]]) -> None:
    print("| language | questions | system | " + " | ".join(f"R@{first}" for first in _FIRST) + " |")
    print("| --- | --- | --- |" + " --- |" * len(_FIRST))
    systems = list(dict.fromkeys(system for _, system in recalls))
    for language in [*dict.fromkeys(language for language, _ in recalls), "all"]:
        for system in systems:
            rows = [row for (one, by), of in recalls.items() if by == system and language in ("all", one) for row in of]
            cells = " | ".join(f"{100 * sum(column) / len(rows):.1f}" for column in zip(*rows, strict=True))
            print(f"| {language} | {len(rows)} | {system} | {cells} |")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--languages", type=lambda text: text.split(","), default=[], help="only these")
    parser.add_argument("--session", action="store_true", help="all statements of a person in one session")
    parser.add_argument("--missed", action="store_true", help="print what is not among the first five")
    return parser.parse_args()


if __name__ == "__main__":
    main()
