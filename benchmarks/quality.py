"""How well Keepsake finds what was said, in LoCoMo conversations, and what its scores mean. No language model is asked.

python -m benchmarks.quality --data DIR

DIR is a folder of LoCoMo conversations, or the official locomo10.json (see locomo.py). Messages are stored one by one,
each with its speaker, time and session, facts are drawn by rules, and a fact counts as the messages that it was drawn
from; searches cover all sessions. Tables go to stdout, progress to stderr.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from benchmarks import calibration, context, locomo
from benchmarks.locomo_retriever import Retriever
from benchmarks.speed_tables import table
from memory_core import Settings
from memory_core.bootstrap import open_service


def main() -> None:
    conversations = locomo.read(_options().data)
    with tempfile.TemporaryDirectory(prefix="keepsake-quality-") as folder:
        service = open_service(Settings(data_dir=Path(folder)))
        told: list[tuple[locomo.Conversation, Retriever]] = []
        answers: list[locomo.Answer] = []
        for conversation in conversations:
            retriever = Retriever(service, with_facts=True, name=f"locomo-conversation-{conversation.name}")
            answers += locomo.ask(retriever, conversation)
            told.append((conversation, retriever))
            print(f"{conversation.name}: {len(conversation.turns)} messages", file=sys.stderr, flush=True)
        print("#### Evidence among the first results (%)\n")
        table(locomo.TITLES, list(locomo.rows({"Keepsake": answers})))
        print("\n#### Evidence in the context (%)\n")
        read = [one for conversation, retriever in told for one in context.ask(retriever, conversation)]
        table(
            context.TITLES, list(context.rows(read, lambda hits, tokens: service.render_context(hits, budget=tokens)))
        )
        asked = [*calibration.of_conversations(told), *calibration.of_languages(service)]
        print("\n#### Whether something relevant is known, by the best score\n")
        table(calibration.TITLES, list(calibration.rows(asked)))
        print("\n#### The best score of a question\n")
        table(calibration.SURENESS_TITLES, list(calibration.sureness(asked)))
        service.close()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.quality", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="a folder of LoCoMo conversations, or locomo10.json")
    return parser.parse_args()


if __name__ == "__main__":
    main()
