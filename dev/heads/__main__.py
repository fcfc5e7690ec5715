"""python -m dev.heads: fits the heads from the committed sentences, says how well they judge what they did not see,
and writes memory_core/domain/reading/weights.json."""

import json
from pathlib import Path

from dev.heads.data import messages, orders, orders_of_tests, sentences
from dev.heads.train import Encoded, fit_all

_WEIGHTS = Path(__file__).parents[2] / "memory_core" / "domain" / "reading" / "weights.json"
_FITTED = "2026-11-28"


def main() -> None:
    told, marked, whole = sentences(), [*orders(), *orders_of_tests()], messages()
    rows = fit_all(told, marked, whole, Encoded({}))
    data = f"{len(told)} sentences, {len(marked)} orders and look-alikes, {len(whole)} messages"
    lines = [
        f'    "{name}": {{\n'
        + ",\n".join(f'      "{head}": {json.dumps(row, separators=(",", ":"))}' for head, row in group.items())
        + "\n    }"
        for name, group in rows.items()
    ]
    _WEIGHTS.write_text(
        f'{{\n  "fitted": "{_FITTED}",\n  "data": "{data} of dev/heads",\n  "weights": {{\n'
        + ",\n".join(lines)
        + "\n  }\n}\n",
        "utf-8",
    )
    print(f"{data}; {_WEIGHTS.stat().st_size:,} bytes of weights")


if __name__ == "__main__":
    main()
