"""Which sentences of a chat become facts, and which pasted texts give facts about the user although they tell none.

python -m benchmarks.facts [--missed]

Real extraction without a language model: each text is stored by a user of its own in one embedded store with the
bundled model, and counts as kept when a fact is drawn from it. `facts/README.md` says what the texts are and how they
were labelled. With `--missed` every text that was judged otherwise than labelled is printed, and every fact of a pasted
one.
"""

import argparse
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from memory_core import Message, Scope, Settings, space_id
from memory_core.bootstrap import open_service
from memory_core.service import MemoryService

FOLDER = Path(__file__).parent / "facts"
_SPACE = space_id("the-key-of-the-facts-benchmark")


@dataclass(frozen=True, slots=True)
class Text:
    """`label` is "durable" or "passing" for a sentence, the kind of a pasted text, else empty."""

    language: str
    text: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A text, and the facts that were drawn from it."""

    text: Text
    facts: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--missed", action="store_true", help="print what was judged otherwise than labelled")
    missed = parser.parse_args().missed
    with tempfile.TemporaryDirectory(prefix="keepsake-facts-") as folder:
        service = open_service(Settings(data_dir=Path(folder)))
        try:
            sentences, pasted, personal = (
                list(_read(service, texts(name), name)) for name in ("sentences", "pasted", "personal")
            )
        finally:
            service.close()
    _print_sentences(sentences)
    _print_texts("pasted texts", pasted)
    _print_texts("personal messages", personal)
    if missed:
        wrong = [r for r in sentences if bool(r.facts) != (r.text.label == "durable")]
        _print_missed([*wrong, *(r for r in pasted if r.facts), *(r for r in personal if not r.facts)])


def texts(name: str) -> list[Text]:
    lines = (FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return [_text(json.loads(line)) for line in lines]


def _text(line: dict[str, str | bool]) -> Text:
    label = line.get("kind", "")
    if "durable" in line:
        label = "durable" if line["durable"] else "passing"
    return Text(str(line["language"]), str(line["text"]), str(label))


def _read(service: MemoryService, several: Sequence[Text], name: str) -> Iterator[Read]:
    for number, text in enumerate(several):
        scope = Scope(space=_SPACE, agent="dify", user=f"{name}-{number}", session="chat")
        learned = service.store_messages([Message(text.text)], scope=scope, learn=True).learned
        yield Read(text, tuple(outcome.memory.content for outcome in learned.outcomes))


def _print_sentences(read: list[Read]) -> None:
    print("| language | sentences | durable | kept | precision | recall |\n| --- | --- | --- | --- | --- | --- |")
    for language in [*dict.fromkeys(r.text.language for r in read), ""]:
        rows = [r for r in read if language in ("", r.text.language)]
        durable = [r for r in rows if r.text.label == "durable"]
        kept = [r for r in rows if r.facts]
        right = sum(r in durable for r in kept)
        precision = f"{right / len(kept):.2f}" if kept else "-"
        print(
            f"| {language or 'all'} | {len(rows)} | {len(durable)} | {len(kept)} | {precision} "
            f"| {right / len(durable):.2f} |"
        )


def _print_texts(what: str, read: list[Read]) -> None:
    print(f"\n| language | {what} | gave facts | facts |\n| --- | --- | --- | --- |")
    for language in [*dict.fromkeys(r.text.language for r in read), ""]:
        rows = [r for r in read if language in ("", r.text.language)]
        gave, facts = sum(bool(r.facts) for r in rows), sum(len(r.facts) for r in rows)
        print(f"| {language or 'all'} | {len(rows)} | {gave} | {facts} |")


def _print_missed(read: Iterable[Read]) -> None:
    for one in read:
        print(f"\n{one.text.language} {one.text.label}: {one.text.text!r}")
        for fact in one.facts:
            print(f"  {fact}")


if __name__ == "__main__":
    main()
