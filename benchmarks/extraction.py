"""How much of what matters the built-in extraction keeps, and how much small talk it lets through.

python -m benchmarks.extraction --data DIR    (a folder of LoCoMo conversations, one JSON file each, or locomo10.json)

A message is evidence when a question of the benchmark is answered by it, and covered when a statement is drawn from it.
Nothing is stored and no model is called.
"""

import argparse
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from memory_core.bootstrap import open_sentence_encoder
from memory_core.domain.reading.keeping import is_fact, may_tell
from memory_core.domain.reading.pasted import PASTED, pasted
from memory_core.domain.reading.sentence import Kind, Sentence
from memory_core.operations.read import Read
from tests.small_talk import DURABLE_LINES, SMALL_TALK

BARS = (0.0, 0.1, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
READ = Read(open_sentence_encoder())

TELLING = (Kind.STATEMENT, Kind.ABOUT_OTHERS, Kind.WISH)

type Turn = tuple[str, str, bool]  # speaker, text, whether it is evidence


def read(path: Path) -> list[Turn]:
    """Every message of the conversations, in order."""
    if path.is_dir():
        conversations = [json.loads(file.read_text()) for file in sorted(path.glob("*.json"))]
    else:
        conversations = json.loads(path.read_text())
    return [turn for conversation in conversations for turn in turns(conversation)]


def turns(conversation: dict[str, Any]) -> Iterator[Turn]:
    talk = conversation.get("conversation", conversation)
    evidence = {name for question in conversation["qa"] for name in evidence_ids(question.get("evidence"))}
    for session in (key for key in talk if re.fullmatch(r"session_\d+", key)):
        for turn in talk[session]:
            yield turn["speaker"], turn["text"], turn["dia_id"] in evidence


def evidence_ids(raw: list[Any] | None) -> list[str]:
    """The ids in an evidence list; the data has a few typing errors ('D8:6; D9:17', 'D:11:26', 'D30:05')."""
    return [f"D{int(a)}:{int(b)}" for entry in raw or [] for a, b in re.findall(r"D:?(\d+):(\d+)", str(entry))]


def own(text: str) -> tuple[Sentence, ...]:
    """The sentences of a message; none when its words are not the speaker's own."""
    (found,) = READ([text])
    return () if pasted(text, found) >= PASTED else found


def curve(spoken: list[Turn]) -> None:
    print("| bar | facts per message | evidence messages covered | other messages with a fact |")
    print("| --- | --- | --- | --- |")
    told = [([s.durable for s in own(text) if s.kind in TELLING], is_evidence) for _, text, is_evidence in spoken]
    for bar in BARS:
        kept = [(sum(durable >= bar for durable in found), is_evidence) for found, is_evidence in told]
        mean = sum(count for count, _ in kept) / len(kept)
        covered, other = share(kept, of_evidence=True), share(kept, of_evidence=False)
        print(f"| {bar} | {mean:.2f} | {covered:.1%} | {other:.1%} |")


def share(kept: list[tuple[int, bool]], *, of_evidence: bool) -> float:
    with_fact = [count > 0 for count, is_evidence in kept if is_evidence == of_evidence]
    return sum(with_fact) / len(with_fact)


def lines() -> None:
    """Small talk should make no fact, durable lines should make one; what went wrong is printed."""
    junk = [line for line in SMALL_TALK if any(map(is_fact, own(line)))]
    lost = [line for line in DURABLE_LINES if not any(map(is_fact, own(line)))]
    gated = [line for line in SMALL_TALK if may_tell(READ([line])[0])]
    print(f"\nSmall talk that makes a fact: {len(junk)} of {len(SMALL_TALK)} ({len(junk) / len(SMALL_TALK):.0%})")
    print("".join(f"  {line}\n" for line in junk), end="")
    print(f"Small talk that would be sent to a model: {len(gated)} of {len(SMALL_TALK)}")
    print(f"Durable lines that make no fact: {len(lost)} of {len(DURABLE_LINES)}")
    print("".join(f"  {line}\n" for line in lost), end="")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder of conversations, or locomo10.json")
    spoken = read(parser.parse_args().data)
    evidence = sum(is_evidence for *_, is_evidence in spoken)
    print(f"{len(spoken)} messages, {evidence} of them evidence\n")
    began = time.perf_counter()
    curve(spoken)
    took = time.perf_counter() - began
    print(f"\n{1000 * took / len(spoken):.2f} ms a message")
    lines()


if __name__ == "__main__":
    main()
