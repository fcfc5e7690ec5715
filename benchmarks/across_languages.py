"""How well memories are found that were told in another language than they are asked for in.

python -m benchmarks.across_languages [--embedding bundled | bundled-english | openai:NAME [--model-base-url URL]]

`languages/across.json` holds ten facts, each told and asked in five languages. The facts of a language are the messages
of a space of their own, and every question is asked of all five.
"""

import argparse
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.languages import FOLDER
from benchmarks.speed_tables import table
from memory_core import Message, Scope, Settings, space_id
from memory_core.bootstrap import open_service
from memory_core.domain.selection import Selection
from memory_core.service import MemoryService

_FILE = FOLDER / "across.json"
_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Asked:
    told_in: str
    asked_in: str
    rank: int | None  # of the fact, 0 is the first; None when it is not among the first five


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="keepsake-across-languages-") as folder:
        service = open_service(
            Settings(
                data_dir=Path(folder),
                embedding_model=options.embedding,
                model_base_url=options.model_base_url,
                model_api_key=os.environ.get("KEEPSAKE_MODEL_API_KEY", ""),
            )
        )
        asked = list(ask(service))
        service.close()
    languages = sorted({one.told_in for one in asked})
    table(("told in", *(f"asked in {code}" for code in languages)), list(_rows(asked, languages)))
    others = [one for one in asked if one.told_in != one.asked_in]
    print(
        f"\nIn another language: hit@1 {_hits(others, 1):.0%}, hit@5 {_hits(others, 5):.0%} of {len(others)} questions."
    )


def ask(service: MemoryService) -> Iterator[Asked]:
    facts: list[dict[str, Mapping[str, str]]] = json.loads(_FILE.read_text(encoding="utf-8"))
    for told_in in facts[0]["told"]:
        scope = Scope(space=space_id(f"the-key-of-the-facts-in-{told_in}"), agent="dify", user="anna", session="s")
        told = service.store_messages([Message(fact["told"][told_in]) for fact in facts], scope=scope, learn=False)
        ids = [memory.id for memory in told.memories]
        for asked_in in facts[0]["asked"]:
            for number, fact in enumerate(facts):
                found = service.search(
                    fact["asked"][asked_in], scope=scope, selection=Selection(service.now()), limit=_DEPTH
                ).hits
                ranks = [rank for rank, hit in enumerate(found) if hit.memory.id == ids[number]]
                yield Asked(told_in, asked_in, ranks[0] if ranks else None)


def _rows(asked: Sequence[Asked], languages: Sequence[str]) -> Iterator[tuple[str, ...]]:
    for told_in in languages:
        cells = ([a for a in asked if (a.told_in, a.asked_in) == (told_in, asked_in)] for asked_in in languages)
        yield told_in, *(f"{100 * _hits(cell, 1):.0f} / {100 * _hits(cell, 5):.0f}" for cell in cells)


def _hits(asked: Sequence[Asked], depth: int) -> float:
    return sum(one.rank is not None and one.rank < depth for one in asked) / len(asked)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--embedding", default="bundled", help="bundled, bundled-english or openai:NAME")
    parser.add_argument("--model-base-url", default="", help="the service of openai: models")
    return parser.parse_args()


if __name__ == "__main__":
    main()
