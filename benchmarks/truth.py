"""What stands in front of the model when something has changed, through the real plugin process, in ten languages.

python -m benchmarks.truth [--half a|b] [--crowd] [--agent] [--languages en,zh,...] [--show] [--data FILE]

The cases are `truth/cases.json`. In a space of this run alone, one person a language states facts, one a day, asks
about each, and says weeks later that each has changed; small talk and the lives of others stand between. With
`--crowd` 14 more messages come after everything. Then each question goes to Memory Search with its defaults, as from a
chatflow, and its context and status are judged:

  current in      the new value stands in the context
  truth first     it does, and no line with the old value alone stands before it, unless that line (or the heading above
                  it) is marked as outdated, or the line right after it holds the new value
  stale unmarked  lines with the old value alone that no mark and no following line puts right, mean per context
  echo first      the first entry is the question itself, or what was answered while the old value held
  kept            a fact that never changed is there, and not marked
  said weak       the status says that only weak matches were found, though it was said (lower is better)
  unknown seen    asked what nobody said, the status is not "found" (higher is better)
  tokens          of the context, about: a quarter of its characters

A second person of each language is asked other things:

  asked for       what the assistant recommended, when that is asked for, stands in the context
  own life        somebody else's life has changed: the person's own stands before it, unmarked
  own questions   what the person asked about something is found when that is asked for

With `--agent` the cases are sentences about "the user" that an agent stores one by one. `--half` takes the cases that
their hash puts into that half: rules may be tuned on a, and are only looked at on b. No language model takes part.
"""

import argparse
import itertools
import secrets
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from benchmarks.truth_cases import CASES, Part, parts
from benchmarks.truth_judge import judge, lines_of, stands_before, told
from benchmarks.truth_person import Person
from dev.daemon import Daemon

_FOUND = ("found", "ok")
_COUNTED = ("stale unmarked", "tokens")  # the others are shares
type Seen = dict[str, list[float]]  # what was seen of each case, by what is judged


def main() -> None:
    options = _options()
    changes: dict[str, Seen] = {}
    besides: dict[str, Seen] = {}
    with (
        tempfile.TemporaryDirectory(prefix="keepsake-truth-") as folder,
        Daemon(environment={"PLUGIN_STORAGE_LOCAL_ROOT": folder}) as daemon,
    ):
        daemon.manifest()
        key = "truth-" + secrets.token_hex(12)
        for part in parts(options.data, half=options.half, agent=options.agent):
            if options.languages and part.language not in options.languages:
                continue
            person = Person(daemon, part.language, key=key, show=options.show)
            _tell(person, part, asks=not options.agent, crowd=options.crowd)
            changes[part.language] = _seen_of_changes(person, part)
            other = Person(daemon, f"{part.language}-2", key=key, show=options.show)
            besides[part.language] = _seen_besides(other, part, crowd=options.crowd)
    _print(changes, "changes", [len(seen["truth first"]) for seen in changes.values()])
    if any(besides.values()):
        _print(besides, "questions", [sum(map(len, seen.values())) for seen in besides.values()])


def _tell(person: Person, part: Part, *, asks: bool, crowd: bool) -> None:
    between = iter(part.talk)  # each is said once
    for number, kept in enumerate(part.kept):
        person.say(kept["said"], day=1 + number, minute=11)
    phases = [(0, "old", "reply_old"), (20, "ask", "answer_old"), (40, "new", "reply_new")]
    for start, words, reply in phases:
        for number, case in enumerate(part.changes):
            if asks or words != "ask":
                person.say(case[words], case.get(reply, ""), day=start + number)
            for said, answer in itertools.islice(between, 1):
                person.say(said, answer, day=start + number, minute=3)
    for number, (said, answer) in enumerate(between):
        person.say(said, answer, day=60 + number)
    for number, said in enumerate(part.crowd if crowd else ()):
        person.say(said, day=62 + number, minute=7)


def _seen_of_changes(person: Person, part: Part) -> Seen:
    seen: Seen = defaultdict(list)
    for case in part.changes:
        context, status = person.ask(case["ask"])
        judged = judge(
            lines_of(context),
            old_key=case["old_key"],
            new_key=case["new_key"],
            echoes=(case["ask"], case.get("answer_old", "")),
        )
        for name, value in judged._asdict().items():
            seen[name.replace("_", " ")].append(value)
        seen["said weak"].append(status not in _FOUND)
        seen["tokens"].append(len(context) / 4)
    for kept in part.kept:
        seen["kept"].append(told(lines_of(person.ask(kept["ask"])[0]), kept["key"]))
    for question in part.unknown:
        seen["unknown seen"].append(person.ask(question)[1] not in _FOUND)
    return seen


def _seen_besides(person: Person, part: Part, *, crowd: bool) -> Seen:
    if not (part.asked_for or part.others or part.own_questions):
        return {}
    turns = [(case["said"], case["reply"]) for case in part.asked_for]
    turns += [(case["asked"], case["reply"]) for case in part.own_questions]
    turns += [(case["mine"], case["reply_mine"]) for case in part.others]
    turns += [(said, reply) for said, reply in part.talk]
    turns += [(case["theirs"], case["reply_theirs"]) for case in part.others]
    turns += [(said, "") for said in part.crowd] if crowd else []
    for day, (said, reply) in enumerate(turns):
        person.say(said, reply, day=day)
    seen: Seen = defaultdict(list)
    for case in part.asked_for:
        seen["asked for"].append(told(lines_of(person.ask(case["ask"])[0]), case["key"]))
    for case in part.others:
        lines = lines_of(person.ask(case["ask"])[0])
        seen["own life"].append(stands_before(lines, case["key"], case["their_key"]))
    for case in part.own_questions:
        seen["own questions"].append(any(line.said == case["asked"] for line in lines_of(person.ask(case["ask"])[0])))
    return seen


def _print(by_language: dict[str, Seen], counted: str, counts: list[int]) -> None:
    names = list(dict.fromkeys(name for seen in by_language.values() for name in seen))
    print(f"\n| language | {counted} | " + " | ".join(names) + " |\n|" + " --- |" * (len(names) + 2))
    for (language, seen), count in zip(by_language.items(), counts, strict=True):
        print(f"| {language} | {count} | " + " | ".join(_cell(name, seen.get(name, ())) for name in names) + " |")
    together = {name: [v for seen in by_language.values() for v in seen.get(name, ())] for name in names}
    print(f"| all | {sum(counts)} | " + " | ".join(_cell(name, values) for name, values in together.items()) + " |")


def _cell(name: str, values: Iterable[float]) -> str:
    values = list(values)
    if not values:
        return "-"
    mean = sum(values) / len(values)
    return f"{mean:.1f}" if name in _COUNTED else f"{mean:.0%}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=CASES, help="another file of cases")
    parser.add_argument("--half", choices=("a", "b"), default="", help="only the cases of this half")
    parser.add_argument("--languages", type=lambda text: text.split(","), default=[], help="only these")
    parser.add_argument("--crowd", action="store_true", help="14 more messages a language come last")
    parser.add_argument("--agent", action="store_true", help="sentences that an agent stores")
    parser.add_argument("--show", action="store_true", help="print every context")
    return parser.parse_args()


if __name__ == "__main__":
    main()
