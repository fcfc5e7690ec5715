"""How a model's background is kept with a collection."""

import base64
import binascii
from array import array
from typing import Any

from memory_core.domain.background import Background, Unrelated

type Record = dict[str, Any]


def to_record(background: Background) -> Record:
    return {
        "centre": base64.b64encode(array("f", background.centre).tobytes()).decode(),
        "unrelated": _numbers(background.unrelated),
        "by_language": {code: _numbers(one) for code, one in background.by_language.items()},
    }


def of_record(record: Any) -> Background | None:
    """What `to_record` wrote; None for anything else, for it can be learned again."""
    try:
        return Background(
            array("f", base64.b64decode(record["centre"])).tolist(),
            Unrelated(*record["unrelated"]),
            {code: Unrelated(*numbers) for code, numbers in record["by_language"].items()},
        )
    except (AttributeError, KeyError, TypeError, ValueError, binascii.Error):
        return None


def _numbers(unrelated: Unrelated) -> list[float]:
    return [unrelated.mean, unrelated.spread]
