"""How much of what matters the built-in extraction keeps, and how much small talk it lets through.

python -m benchmarks.extraction --data DIR    (a folder of LoCoMo conversations, one JSON file each, or locomo10.json)

A message is evidence when a question of the benchmark is answered by it, and covered when a statement is drawn from it.
Nothing is stored and no language model is called.
"""

import argparse
import json
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from memory_core import Scope, space_id
from memory_core.bootstrap import open_sentence_encoder
from memory_core.domain.memory import Said
from memory_core.operations.read import Read
from memory_core.operations.statements import Statements
from tests.small_talk import DURABLE_LINES, SMALL_TALK

BARS = (0.0, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)  # of durability, above those of the product
SCOPE = Scope(space=space_id("a-benchmark-key-of-16-or-more"), agent="a", realm="user:1", user="anna", session="s")

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


def said(text: str, *, speaker: str = "") -> Said:
    return Said(
        id="m", scope=SCOPE, content=text, digest="", operation_id="o", speaker=speaker,
        created_at=0, event_at=0, last_seen_at=0,
    )  # fmt: skip


def curve(drawn: list[list[float]], spoken: list[Turn]) -> None:
    """`drawn` are how durable the statements of each message are."""
    print("| durable from | facts per message | evidence messages covered | other messages with a fact |")
    print("| --- | --- | --- | --- |")
    for bar in BARS:
        kept = [
            (sum(durable >= bar for durable in of_one), is_evidence)
            for of_one, (*_, is_evidence) in zip(drawn, spoken, strict=True)
        ]
        mean = sum(count for count, _ in kept) / len(kept)
        covered, other = share(kept, of_evidence=True), share(kept, of_evidence=False)
        print(f"| {bar or 'as the product'} | {mean:.2f} | {covered:.1%} | {other:.1%} |")


def share(kept: list[tuple[int, bool]], *, of_evidence: bool) -> float:
    with_fact = [count > 0 for count, is_evidence in kept if is_evidence == of_evidence]
    return sum(with_fact) / len(with_fact)


def lines(statements: Statements) -> None:
    """Small talk should make no fact, durable lines should make one; what went wrong is printed."""
    junk = [line for line in SMALL_TALK if statements([said(line)])[0]]
    lost = [line for line in DURABLE_LINES if not statements([said(line)])[0]]
    gated = [line for line in SMALL_TALK if statements.may_tell([said(line)])]
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
    statements = Statements(Read(open_sentence_encoder()))
    began = time.perf_counter()
    drawn = [[s.durable for s in statements([said(text, speaker=speaker)])[0]] for speaker, text, _ in spoken]
    took = time.perf_counter() - began
    curve(drawn, spoken)
    print(f"\n{1000 * took / len(spoken):.2f} ms a message")
    lines(statements)


if __name__ == "__main__":
    main()
